//! What do the other sensors of the home say? A radar in the hall, a contact at the entrance.

use protocol::{Contact, Motion, Reading};

use crate::dice::Dice;
use crate::script::Doing;

/// A hall radar, or motion sensors in hall and bedroom, and an entrance contact at work.
#[derive(Clone, Debug, Default)]
pub(crate) struct House {
    /// Seconds for which each motion sensor goes on saying what it saw.
    holds: [u64; 2],
    /// Seconds since somebody was last seen in the hall.
    unseen: u64,
    said: (Option<bool>, Option<Motion>, Option<Contact>),
}

impl House {
    /// Somebody may be in the hall.
    pub(crate) fn hall(
        &mut self,
        (doing, guest): (Doing, bool),
        dice: &mut Dice,
        say: &mut dyn FnMut(Reading),
    ) {
        let somebody = guest || matches!(doing, Doing::Hall | Doing::Door);
        self.unseen = if somebody { 0 } else { self.unseen.saturating_add(1) };
        let there =
            self.unseen < 25 && self.said.0.is_some_and(|said| said || somebody) || somebody;
        if self.said.0 != Some(there) {
            self.said.0 = Some(there);
            say(Reading::Presence(there));
        }
        let force = if somebody { dice.byte(25, 90) } else { 0 };
        say(Reading::Movement(force));
        let word = match (somebody, there) {
            (true, _) => Motion::Active,
            (false, true) => Motion::Still,
            (false, false) => Motion::None,
        };
        if self.said.1 != Some(word) {
            self.said.1 = Some(word);
            say(Reading::Motion(word));
        }
    }

    /// A motion sensor, which speaks only at changes.
    pub(crate) fn pir(
        &mut self,
        place: usize,
        sees: bool,
        dice: &mut Dice,
        say: &mut dyn FnMut(Reading),
    ) {
        let held = self.holds[place];
        self.holds[place] = if sees { dice.between(3, 15) } else { held.saturating_sub(1) };
        match (held > 0, self.holds[place] > 0) {
            (false, true) => say(Reading::Motion(Motion::Active)),
            (true, false) => say(Reading::Motion(Motion::None)),
            (false, false) | (true, true) => {}
        }
    }

    /// The entrance, asked each five seconds and said at once when it changes.
    pub(crate) fn door(&mut self, second: u64, is_open: bool, say: &mut dyn FnMut(Reading)) {
        let contact = if is_open { Contact::Open } else { Contact::Closed };
        if second.is_multiple_of(5) || self.said.2 != Some(contact) {
            self.said.2 = Some(contact);
            say(Reading::Contact(contact));
        }
    }
}
