//! What happens in the home next? Its devices and the script of its resident's life as one machine.
//!
//! Pure, with the house's four verbs: who lives it, and by which clock, is left to
//! [`crate::drive`] and [`crate::lockstep`].

use protocol::Mono;

use crate::resident::{Act, Life, Moment};
use crate::virtual_home::VirtualHome;

/// A home in which a life goes on.
#[derive(Debug)]
pub(crate) struct Script {
    home: VirtualHome,
    moments: Vec<Moment>,
    next: usize,
}

impl Script {
    pub(crate) fn new(home: VirtualHome, life: &Life) -> Self {
        Self { home, moments: life.moments.clone(), next: 0 }
    }

    /// The names of its lines, in their order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.home.lines().iter().map(|line| line.name)
    }

    /// Something happens that is not in the script.
    pub(crate) fn handle_act(&mut self, at: Mono, act: Act) {
        self.home.handle_act(at, act);
    }

    /// Bytes came from the host.
    pub(crate) fn handle_bytes(&mut self, at: Mono, line: usize, bytes: &[u8]) {
        self.home.handle_bytes(at, line, bytes);
    }

    /// It is `now`: the resident acts, then the devices do what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono) {
        while let Some(moment) = self.moments.get(self.next).filter(|moment| moment.at <= now) {
            self.home.handle_act(moment.at, moment.act);
            self.next += 1;
        }
        self.home.handle_timeout(now);
    }

    /// When the resident or a device next has something to do or to say.
    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let moment = self.moments.get(self.next).map(|moment| moment.at);
        [self.home.poll_timeout(), moment].into_iter().flatten().min()
    }

    /// The next bytes that a device says, and on which line, if any are due.
    pub(crate) fn poll_transmit(&mut self, now: Mono) -> Option<(usize, Vec<u8>)> {
        self.home.poll_transmit(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::resident::Resident;

    #[test]
    fn a_moment_is_due_like_a_device_and_seen_by_the_devices_of_that_moment() {
        let life = Resident::evening(1, Duration::from_millis(1_500));
        let mut script = Script::new(VirtualHome::new(1), &life);

        let mut due = Vec::new();
        while let Some(at) = script.poll_timeout().filter(|at| *at <= Mono(2_000)) {
            script.handle_timeout(at);
            while script.poll_transmit(at).is_some() {}
            due.push(at);
        }

        assert_eq!(due, [Mono(0), Mono(1_000), Mono(1_500), Mono(2_000)]);
    }
}
