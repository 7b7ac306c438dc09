//! Is a door open?
//!
//! A contact repeats what it says at every poll, so only a change is an event. What it says first
//! since the start is how things stand, and no event.

use alloc::vec::Vec;

use protocol::{Contact, Means};

use crate::message::DoorIs;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    Unknown,
    Open,
    Closed,
}

/// What happened to a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DoorEvent {
    Opened(Means),
    Closed(Means),
}

/// The sources of a home, by their place in its plan.
#[derive(Debug)]
pub(crate) struct Doors {
    leaves: Vec<(Option<Means>, Leaf)>,
}

impl Doors {
    /// `means`: what each source watches, if it is a door.
    pub(crate) fn new(means: impl Iterator<Item = Option<Means>>) -> Self {
        Self { leaves: means.map(|means| (means, Leaf::Unknown)).collect() }
    }

    /// A contact of a source that the plan does not call a door is the entrance.
    pub(crate) fn handle(&mut self, place: usize, contact: Contact) -> Option<DoorEvent> {
        let (means, leaf) = self.leaves.get_mut(place)?;
        let means = *means.get_or_insert(Means::Entrance);
        let now = match contact {
            Contact::Open | Contact::Tilted => Leaf::Open,
            Contact::Closed => Leaf::Closed,
        };
        match (core::mem::replace(leaf, now), now) {
            (Leaf::Closed, Leaf::Open) => Some(DoorEvent::Opened(means)),
            (Leaf::Open, Leaf::Closed) => Some(DoorEvent::Closed(means)),
            (Leaf::Unknown | Leaf::Open, Leaf::Open)
            | (Leaf::Unknown | Leaf::Closed, Leaf::Closed)
            | (Leaf::Unknown | Leaf::Open | Leaf::Closed, Leaf::Unknown) => None,
        }
    }

    /// The entrance: open if any is, unknown if any is not heard; `None` without one.
    pub(crate) fn entrance(&self, is_silent: impl Fn(usize) -> bool) -> Option<DoorIs> {
        let entrances =
            self.leaves.iter().enumerate().filter(|(_, leaf)| leaf.0 == Some(Means::Entrance));
        entrances
            .map(|(place, (_, leaf))| match leaf {
                _ if is_silent(place) => DoorIs::Unknown,
                Leaf::Unknown => DoorIs::Unknown,
                Leaf::Open => DoorIs::Open,
                Leaf::Closed => DoorIs::Closed,
            })
            .reduce(|a, b| match (a, b) {
                (DoorIs::Open, DoorIs::Open | DoorIs::Closed | DoorIs::Unknown)
                | (DoorIs::Closed | DoorIs::Unknown, DoorIs::Open) => DoorIs::Open,
                (DoorIs::Unknown, DoorIs::Closed | DoorIs::Unknown)
                | (DoorIs::Closed, DoorIs::Unknown) => DoorIs::Unknown,
                (DoorIs::Closed, DoorIs::Closed) => DoorIs::Closed,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_is_an_event_and_the_first_word_is_none() {
        let mut doors = Doors::new([Some(Means::Door)].into_iter());
        let said =
            [Contact::Open, Contact::Open, Contact::Closed, Contact::Closed, Contact::Tilted]
                .map(|contact| doors.handle(0, contact));

        let (opened, closed) = (DoorEvent::Opened(Means::Door), DoorEvent::Closed(Means::Door));
        assert_eq!(said, [None, None, Some(closed), None, Some(opened)]);
    }

    #[test]
    fn a_door_that_is_not_heard_is_neither_open_nor_closed() {
        let mut doors = Doors::new([Some(Means::Entrance), Some(Means::Door)].into_iter());
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Unknown));
        doors.handle(0, Contact::Closed);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Closed));
        assert_eq!(doors.entrance(|_| true), Some(DoorIs::Unknown));
        doors.handle(0, Contact::Open);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Open));
    }

    #[test]
    fn a_home_without_a_contact_has_no_door_and_one_of_unknown_kind_is_the_entrance() {
        let mut doors = Doors::new([None].into_iter());
        assert_eq!(doors.entrance(|_| false), None);
        doors.handle(0, Contact::Closed);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Closed));
    }
}
