//! Has the entrance not been used for too long, where nothing else shows that somebody lives there?
//!
//! In a home whose only sensor of people is the entrance, a day without a use of it is worth a look
//! (care.md 2.2), whoever may be away: that they are nobody knows. Where anything has ever said
//! something of people, that knows better, and this asks nothing.
//!
//! ```text
//!            24 h without a use           48 h
//!  Used ─────────────────────────▶ low ─────────▶ medium
//!    ▲                              │                │
//!    └────────── used, or a sensor speaks of people ─┘
//! ```
//!
//! Time in which its contact was not heard counts for nothing.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::INACTIVITY;

/// The entrance, as the only sign of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DoorUnused {
    /// Not used since then, and heard all the while.
    since: Option<Mono>,
    /// Something else speaks of people.
    people: bool,
    raised: Option<Priority>,
}

impl DoorUnused {
    /// Its contact says how it stands.
    pub(crate) fn handle_heard(&mut self, at: Mono) {
        self.since.get_or_insert(at);
    }

    /// … or is not heard.
    pub(crate) const fn handle_silent(&mut self) {
        self.since = None;
    }

    /// It is used.
    pub(crate) fn handle_used(&mut self, at: Mono) -> Option<Finding> {
        self.since = Some(at);
        self.quiet()
    }

    /// A sensor says something of people.
    pub(crate) fn handle_person(&mut self) -> Option<Finding> {
        if core::mem::replace(&mut self.people, true) {
            return None;
        }
        self.quiet()
    }

    /// Says what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let since = self.since?;
        let long = now.since(since);
        let [_, medium] = INACTIVITY.unused;
        let priority = if long >= medium { Priority::Medium } else { Priority::Low };
        self.raised = Some(priority);
        let h = u32::try_from(long.as_secs() / 3_600).unwrap_or(u32::MAX);
        let what = What::DoorUnused { h };
        Some(Finding::active(AlarmKind::Inactivity, priority, since, what))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let [low, medium] = INACTIVITY.unused;
        let after: Duration = match self.raised {
            None => low,
            Some(Priority::Low) => medium,
            Some(Priority::Medium | Priority::High) => return None,
        };
        self.since.filter(|_| !self.people).map(|since| since + after)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    fn quiet(&mut self) -> Option<Finding> {
        self.raised.take().map(|_| Finding::clear(AlarmKind::Inactivity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entrance_that_nobody_uses_for_a_day_is_low_and_for_two_medium() {
        let mut door = DoorUnused::default();
        door.handle_heard(h(1));
        door.handle_heard(h(5));
        assert_eq!(door.handle_timeout(h(24)), None);
        let found = door.handle_timeout(h(25)).unwrap().is.unwrap();
        assert_eq!((found.priority, found.what), (Priority::Low, What::DoorUnused { h: 24 }));
        let found = door.handle_timeout(h(49)).unwrap().is.unwrap();
        assert_eq!(found.priority, Priority::Medium);
        assert_eq!(door.poll_timeout(), None);
        assert_eq!(door.handle_used(h(50)), Some(Finding::clear(AlarmKind::Inactivity)));
        assert_eq!(door.poll_timeout(), Some(h(74)));
    }

    #[test]
    fn where_anything_speaks_of_people_the_entrance_is_not_asked() {
        let mut door = DoorUnused::default();
        door.handle_heard(h(0));
        assert_eq!(door.handle_person(), None);
        assert_eq!(door.poll_timeout(), None);
    }

    #[test]
    fn time_in_which_the_contact_was_not_heard_counts_for_nothing() {
        let mut door = DoorUnused::default();
        door.handle_heard(h(0));
        door.handle_silent();
        assert_eq!(door.poll_timeout(), None);
        door.handle_heard(h(20));
        assert_eq!(door.poll_timeout(), Some(h(44)));
    }

    const fn h(hours: u64) -> Mono {
        Mono(hours * 3_600_000)
    }
}
