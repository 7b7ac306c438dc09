//! Which fact is that? What was told may turn out wrong, and is then taken back by its name.
//!
//! A name is never given twice: it begins with the boot, and boots do not repeat. What can still be
//! taken back is remembered, and a fact that is older than that stands.

use alloc::collections::VecDeque;
use alloc::string::String;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::message::FactId;

/// Facts that can still be taken back: a got-up is certain within hours, and a night of a restless
/// sleeper has some dozens of events.
const REMEMBERED: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    topic: String,
    at: Mono,
    boot: u32,
    number: u32,
}

/// The last facts of a home.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ledger {
    #[serde(skip)]
    boot: u32,
    numbered: u32,
    last: VecDeque<Entry>,
}

impl Ledger {
    pub(crate) const fn new(boot: u32) -> Self {
        Self { boot, numbered: 0, last: VecDeque::new() }
    }

    /// A new fact: its topic, and when it happened.
    pub(crate) fn enter(&mut self, topic: &str, at: Mono) -> FactId {
        self.numbered = self.numbered.wrapping_add(1);
        if self.last.len() >= REMEMBERED {
            self.last.pop_front();
        }
        let (boot, number) = (self.boot, self.numbered);
        self.last.push_back(Entry { topic: topic.into(), at, boot, number });
        FactId { boot, number, withdrawn: false }
    }

    /// The fact of that topic and moment is none: by which name it was told, if that is remembered
    /// and it was not taken back before.
    pub(crate) fn withdraw(&mut self, topic: &str, at: Mono) -> Option<FactId> {
        let place = self.last.iter().rposition(|fact| fact.topic == topic && fact.at == at)?;
        let Entry { boot, number, .. } = self.last.remove(place)?;
        Some(FactId { boot, number, withdrawn: true })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self) {
        *self = Self { boot: self.boot, ..was };
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_fact_is_taken_back_once_and_by_the_name_under_which_it_was_told() {
        let mut ledger = Ledger::new(8);
        let told = ledger.enter("event/got-up", Mono(5));
        ledger.enter("event/bed-exit", Mono(5));
        assert_eq!(told.to_string(), "8f1");
        let mut next = Ledger::new(9);
        next.recall(serde_json::from_str(&serde_json::to_string(&ledger).unwrap()).unwrap());
        assert_eq!(
            next.withdraw("event/got-up", Mono(5)),
            Some(FactId { withdrawn: true, ..told })
        );
        assert_eq!(next.withdraw("event/got-up", Mono(5)), None);
        assert_eq!(next.enter("event/nap", Mono(7)).to_string(), "9f3");
    }

    #[test]
    fn no_more_is_remembered_than_can_be_taken_back() {
        let mut ledger = Ledger::new(8);
        for at in 0..1_000 {
            ledger.enter("event/turn-over", Mono(at));
        }
        assert_eq!(ledger.last.len(), REMEMBERED);
        assert_eq!(ledger.withdraw("event/turn-over", Mono(5)), None);
    }
}
