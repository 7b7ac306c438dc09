//! What do people ask of the home? Handed on at its own time, like every input.

use std::time::Duration;

use alerts::message::Pause;
use alerts::{Mono, Policy, Refused};

use super::Core;

impl Core {
    /// Alarms of a kind may not call for a while.
    ///
    /// # Errors
    ///
    /// If they may not be paused so.
    pub fn handle_pause(&mut self, at: Mono, pause: &Pause) -> Result<(), Refused> {
        self.handle_timeout(at);
        self.home.handle_pause(at, pause)
    }

    /// An alarm is raised that is only a test.
    ///
    /// # Errors
    ///
    /// If the last one is not over.
    pub fn handle_test(&mut self, at: Mono) -> Result<(), Refused> {
        self.handle_timeout(at);
        self.home.handle_test(at)
    }

    /// A technician on the spot takes a sensor out of service for so long, or puts it back.
    ///
    /// # Errors
    ///
    /// If there is no such sensor, or it is too long.
    pub fn handle_out_of_service(
        &mut self,
        at: Mono,
        line: &str,
        length: Duration,
    ) -> Result<(), Refused> {
        self.handle_timeout(at);
        self.home.handle_out_of_service(at, line, length)
    }

    /// The home is judged by other numbers.
    pub fn set_policy(&mut self, at: Mono, policy: &Policy) {
        self.handle_timeout(at);
        self.home.set_policy(at, policy);
    }
}
