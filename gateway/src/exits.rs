//! Which message was that bed exit? A `got-up` names it by its id, and only the outbox knows ids.
//!
//! Exits are numbered through restarts, so that what is remembered of an earlier run stays true.

use std::collections::BTreeMap;

use alerts::Message;
use alerts::message::{Event, ExitNumber, Id};
use serde::{Deserialize, Serialize};

/// Exits of one night are named within hours; more than these are never waited for.
const REMEMBERED: usize = 32;

/// The ids of the last bed exits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(u32, Id)>", into = "Vec<(u32, Id)>")]
pub struct Exits {
    ids: BTreeMap<ExitNumber, Id>,
}

impl Exits {
    /// The number of a bed exit; `None` for any other message.
    #[must_use]
    pub fn number(message: &Message) -> Option<ExitNumber> {
        match message {
            Message::Event(Event::BedExit(exit)) => Some(exit.number),
            Message::Event(_)
            | Message::Alarm(_)
            | Message::Minute(_)
            | Message::Night(_)
            | Message::Day(_) => None,
        }
    }

    /// The last one that is remembered.
    #[must_use]
    pub fn last(&self) -> Option<ExitNumber> {
        self.ids.last_key_value().map(|(number, _)| *number)
    }

    /// The outbox has given a bed exit its id.
    pub fn learn(&mut self, number: ExitNumber, id: Id) {
        self.ids.insert(number, id);
        if self.ids.len() > REMEMBERED {
            self.ids.pop_first();
        }
    }

    /// Names the exit in a got-up.
    pub fn fill_in(&self, message: &mut Message) {
        if let Message::Event(Event::GotUp(got_up)) = message {
            got_up.exit = self.ids.get(&got_up.number).copied();
        }
    }
}

impl From<Vec<(u32, Id)>> for Exits {
    fn from(ids: Vec<(u32, Id)>) -> Self {
        let mut exits = Self::default();
        for (number, id) in ids {
            exits.learn(ExitNumber(number), id);
        }
        exits
    }
}

impl From<Exits> for Vec<(u32, Id)> {
    fn from(exits: Exits) -> Self {
        exits.ids.into_iter().map(|(number, id)| (number.0, id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use alerts::message::{GotUp, Lane};

    use super::*;

    #[test]
    fn a_got_up_names_the_exit_that_it_was() {
        let mut exits = Exits::default();
        for number in 1..=40 {
            exits.learn(ExitNumber(number), Id { boot: 8, lane: Lane::Events, seq: number * 3 });
        }

        assert_eq!(named(&exits, 40), Some("8e120".to_owned()));
        assert_eq!(named(&exits, 1), None); // forgotten: it was weeks ago
        assert_eq!(named(&exits, 41), None);
    }

    fn named(exits: &Exits, number: u32) -> Option<String> {
        let number = ExitNumber(number);
        let mut message = Message::Event(Event::GotUp(GotUp { from: None, exit: None, number }));
        exits.fill_in(&mut message);
        let Message::Event(Event::GotUp(got_up)) = message else { return None };
        got_up.exit.map(|id| id.to_string())
    }
}
