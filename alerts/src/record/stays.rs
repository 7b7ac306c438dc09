//! When were they in bed, to the second?
//!
//! The last stays, as they were told: what exits and times to bed and out of it are read from when
//! a night or a day is over.

use alloc::collections::VecDeque;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;

/// A night of a restless sleeper has some dozens; a sensor that flaps has more, and then the oldest
/// go.
const REMEMBERED: usize = 96;

/// A stay in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InBedFor {
    pub(crate) from: Mono,
    /// `None` while it goes on.
    pub(crate) to: Option<Mono>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stays {
    last: VecDeque<InBedFor>,
}

impl Stays {
    pub(crate) fn handle_entry(&mut self, from: Mono) {
        if self.last.back().is_none_or(|stay| stay.to.is_some()) {
            self.push(InBedFor { from, to: None });
        }
    }

    pub(crate) fn handle_exit(&mut self, to: Mono) {
        match self.last.back_mut() {
            Some(stay) if stay.to.is_none() => stay.to = Some(to.max(stay.from)),
            // They were in bed before anything was known of it.
            Some(_) | None => self.push(InBedFor { from: to, to: Some(to) }),
        }
    }

    fn push(&mut self, stay: InBedFor) {
        if self.last.len() >= REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(stay);
    }

    /// The oldest first.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &InBedFor> {
        self.last.iter()
    }

    /// How often they left the bed between the two.
    pub(crate) fn exits(&self, from: Mono, to: Mono) -> usize {
        self.all().filter(|stay| stay.to.is_some_and(|exit| (from..to).contains(&exit))).count()
    }

    /// Whether they are in bed, for all that was told.
    pub(crate) fn goes_on(&self) -> bool {
        self.last.back().is_some_and(|stay| stay.to.is_none())
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
        let surplus = self.last.len().saturating_sub(REMEMBERED);
        drop(self.last.drain(..surplus));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_are_remembered_and_no_more_of_them_than_two_days_have() {
        let mut stays = Stays::default();
        stays.handle_exit(Mono(5)); // in bed when the home began
        for n in 1..1_000 {
            stays.handle_entry(Mono(n * 100));
            stays.handle_entry(Mono(n * 100 + 1));
            stays.handle_exit(Mono(n * 100 + 60));
            stays.handle_exit(Mono(n * 100 + 70));
        }
        assert_eq!(stays.last.len(), REMEMBERED);
        assert_eq!(stays.exits(Mono(99_000), Mono(100_000)), 20);
        assert!(!stays.goes_on());
    }
}
