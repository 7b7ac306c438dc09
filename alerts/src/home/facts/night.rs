//! A night or a day is over, or a nap: who hears of it?

use alloc::boxed::Box;

use protocol::Mono;

use super::Fact;
use crate::baseline::Unlike;
use crate::home::Home;
use crate::message::Event;
use crate::record::{Closing, Night};
use crate::sleep::{self, Lived, NapWord};

impl Home {
    /// A minute is over: a night or a day may be, by the clock.
    pub(in crate::home) fn close_by_clock(&mut self, at: Mono) {
        let machines = &mut self.machines;
        let closing = machines.nights.handle_minute(at, &machines.stays, &self.clock);
        self.close_night(at, closing);
        let machines = &mut self.machines;
        let has_entrance = machines.doors.entrance(|_| false).is_some();
        let known = (&machines.stays, has_entrance);
        if let Some(day) = machines.daybook.handle_evening(at, known, &self.clock) {
            self.tell_day(at, day);
        }
    }

    /// A night is summed up, where there is anything that tells of one.
    pub(in crate::home) fn close_night(&mut self, at: Mono, closing: Option<Closing>) {
        let tells = self.bed_source.is_some() || self.machines.bedroom.source().is_some();
        let Some(Closing { bounds, is_over }) = closing.filter(|_| tells) else { return };
        let machines = &mut self.machines;
        let lived = Lived {
            diary: &machines.diary,
            stays: &machines.stays,
            clock: &self.clock,
            scale: machines.sleep.scale(),
        };
        let night = sleep::sum_up(lived, bounds);
        if is_over && night.as_ref().is_some_and(|night| night.summary.asleep_min > Some(0)) {
            machines.sleep.handle_night();
        }
        if let Some(night) = night.and_then(|night| machines.nights.handle_night(night)) {
            self.say(at, Fact::Night(Box::new(night)));
        }
    }

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

    pub(in crate::home) fn hear_nap(&mut self, at: Mono, word: NapWord) {
        self.tell_nap(word);
        let machines = &mut self.machines;
        let corrected = match word {
            NapWord::Nap(nap) => {
                machines.tally.handle_nap(nap.asleep_min);
                machines.daybook.handle_nap(nap, &self.clock)
            }
            NapWord::NoNap(nap) => {
                machines.tally.handle_no_nap(nap.asleep_min);
                machines.daybook.handle_no_nap(nap, &self.clock)
            }
        };
        if let Some(day) = corrected {
            self.tell_day(at, day);
        }
    }
}
