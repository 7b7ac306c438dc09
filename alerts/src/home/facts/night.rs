//! A night is over: who hears of it?

use protocol::Mono;

use crate::baseline::Unlike;
use crate::home::Home;
use crate::message::Event;
use crate::record::Night;

impl Home {
    /// It is said to the world, and whoever learns from nights learns.
    pub(in crate::home) fn hear_night(&mut self, at: Mono, night: Night) {
        for unlike in self.machines.baselines.handle_night(&night) {
            match unlike {
                Unlike::Rate(what) => {
                    // Without a clock there is no next night; nor was there this one.
                    if let Some(next) = self.clock.night_start(at) {
                        let found = self.machines.bands.handle_night(at, what, next);
                        self.found_of_bed(at, found);
                    }
                }
                Unlike::Night(night) => self.tell(at, Event::UnusualNight(night)),
            }
        }
        self.tell_night(at, night.summary);
    }
}
