//! A night is over: who hears of it?

use protocol::Mono;

use crate::home::Home;
use crate::record::Night;

impl Home {
    /// It is said to the world, and whoever learns from nights learns.
    pub(in crate::home) fn hear_night(&mut self, at: Mono, night: Night) {
        self.tell_night(at, night.summary);
    }
}
