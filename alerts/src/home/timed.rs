//! When is a machine next due? Asked again only after somebody may have changed it.
//!
//! Most readings change a few machines of a home, and a deadline may take as long to compute as a
//! reading to take in. A machine computes its deadline from its state; the list keeps the answer,
//! and forgets it whenever it lends the machine to be changed. So it cannot be an old one.

use core::ops::{Deref, DerefMut};

use protocol::Mono;

/// That a machine waits for nothing: later than any deadline, so the earliest is a plain minimum.
pub(crate) const NEVER: Mono = Mono(u64::MAX);

/// A machine of the list, and when it said that it is next due.
#[derive(Debug)]
pub(crate) struct Timed<M> {
    machine: M,
    due: Mono,
    /// It was lent to be changed since it said so.
    is_old: bool,
}

impl<M> Timed<M> {
    /// When it is next due; `ask` asks it.
    pub(crate) fn due(&mut self, ask: impl FnOnce(&M) -> Option<Mono>) -> Mono {
        if self.is_old {
            self.due = ask(&self.machine).unwrap_or(NEVER);
            self.is_old = false;
        }
        self.due
    }
}

impl<M> From<M> for Timed<M> {
    fn from(machine: M) -> Self {
        Self { machine, due: NEVER, is_old: true }
    }
}

impl<M> Deref for Timed<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.machine
    }
}

impl<M> DerefMut for Timed<M> {
    fn deref_mut(&mut self) -> &mut M {
        self.is_old = true;
        &mut self.machine
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    #[test]
    fn a_machine_is_asked_again_only_after_it_was_lent_to_be_changed() {
        let asked = Cell::new(0);
        let ask = |at: &Mono| {
            asked.set(asked.get() + 1);
            Some(*at)
        };
        let mut machine = Timed::from(Mono(5));
        assert_eq!([machine.due(ask), machine.due(ask), *machine], [Mono(5); 3]);
        assert_eq!(asked.get(), 1);
        machine.0 = 3;
        assert_eq!((machine.due(ask), asked.get()), (Mono(3), 2));
        *machine = Mono(7);
        assert_eq!(machine.due(|_| None), NEVER);
    }
}
