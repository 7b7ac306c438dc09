//! Is a door open?
//!
//! A reed beside its magnet bounces, and a contact repeats what it says at every poll. So a state
//! counts when it has been so for [`SETTLES`] without a word against it: only then is a change an
//! event, dated to the edge that began it. What a door is first since the start is how things
//! stand, and no event.
//!
//! ```text
//!             first word              300 ms               other word
//!   Unknown ─────────────▶ Moving ──────────────▶ Still ───────────────▶ Moving
//!                           ▲  │ other word         ▲                      │
//!                           └──┘ (no state yet)     └── as before: nothing ┘
//! ```

use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Contact, Means, Mono};
use serde::{Deserialize, Serialize};

use crate::message::DoorIs;
use crate::plan::Places;

/// Longer than a contact bounces, and than a driver takes for its second look (a changed door is
/// asked again after 250 ms); far shorter than a person takes to go through a door.
const SETTLES: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Leaf {
    Unknown,
    Still {
        open: bool,
    },
    /// It says so since then; how it stood before, if that is known.
    Moving {
        was: Option<bool>,
        open: bool,
        edge: Mono,
    },
}

/// What happened to a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DoorEvent {
    Opened(Means),
    Closed(Means),
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Doors {
    leaves: Vec<(Option<Means>, Leaf)>,
}

impl Doors {
    /// `means`: what each source watches, if it is a door.
    pub(crate) fn new(means: impl Iterator<Item = Option<Means>>) -> Self {
        Self { leaves: means.map(|means| (means, Leaf::Unknown)).collect() }
    }

    /// A contact says how it is. A contact of a source that the plan does not call a door is the
    /// entrance. Says when it will count, if it moves.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, contact: Contact) -> Option<Mono> {
        let (means, leaf) = self.leaves.get_mut(place)?;
        means.get_or_insert(Means::Entrance);
        let now = match contact {
            Contact::Open | Contact::Tilted => true,
            Contact::Closed => false,
        };
        *leaf = match *leaf {
            Leaf::Unknown => Leaf::Moving { was: None, open: now, edge: at },
            Leaf::Still { open } if open != now => {
                Leaf::Moving { was: Some(open), open: now, edge: at }
            }
            Leaf::Moving { was: Some(was), .. } if was == now => Leaf::Still { open: was },
            Leaf::Moving { was, open, .. } if open != now => {
                Leaf::Moving { was, open: now, edge: at }
            }
            same @ (Leaf::Still { .. } | Leaf::Moving { .. }) => same,
        };
        leaf.settles()
    }

    /// A door whose state has come to count: which, the edge that began it, and what happened.
    /// Call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Mono, DoorEvent)> {
        self.leaves.iter_mut().enumerate().find_map(|(place, (means, leaf))| {
            let (Leaf::Moving { was, open, edge }, means) = (*leaf, (*means)?) else { return None };
            if edge + SETTLES > now {
                return None;
            }
            *leaf = Leaf::Still { open };
            // What it is first is no event.
            was?;
            let event = if open { DoorEvent::Opened(means) } else { DoorEvent::Closed(means) };
            Some((place, edge, event))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.leaves, &mut self.leaves, |is, was| *is = (is.0.or(was.0), was.1));
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.leaves.iter().filter_map(|(_, leaf)| leaf.settles()).min()
    }

    /// The entrance: open if any is, unknown if any is not heard; `None` without one.
    pub(crate) fn entrance(&self, is_silent: impl Fn(usize) -> bool) -> Option<DoorIs> {
        let entrances =
            self.leaves.iter().enumerate().filter(|(_, leaf)| leaf.0 == Some(Means::Entrance));
        entrances
            .map(|(place, (_, leaf))| match leaf.is_open() {
                _ if is_silent(place) => DoorIs::Unknown,
                None => DoorIs::Unknown,
                Some(true) => DoorIs::Open,
                Some(false) => DoorIs::Closed,
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

impl Leaf {
    /// When its state counts, if that is still to come.
    fn settles(self) -> Option<Mono> {
        match self {
            Self::Moving { edge, .. } => Some(edge + SETTLES),
            Self::Unknown | Self::Still { .. } => None,
        }
    }

    /// How it stands; of one whose state has never counted, what it says.
    const fn is_open(self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Still { open } | Self::Moving { was: Some(open), .. } => Some(open),
            Self::Moving { was: None, open, .. } => Some(open),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn only_a_change_is_an_event_and_the_first_word_is_none() {
        let said = play(&[
            (0, Contact::Open),
            (1_000, Contact::Open),
            (2_000, Contact::Closed),
            (3_000, Contact::Closed),
            (4_000, Contact::Tilted),
        ]);
        assert_eq!(said, vec![(2_000, CLOSED), (4_000, OPENED)]);
    }

    #[test]
    fn a_door_that_bounces_within_300_ms_was_not_opened() {
        let closed = [(0, Contact::Closed), (5_000, Contact::Open), (5_299, Contact::Closed)];
        assert_eq!(play(&closed), vec![]);
        let opened = [(0, Contact::Closed), (5_000, Contact::Open), (5_300, Contact::Closed)];
        assert_eq!(play(&opened), vec![(5_000, OPENED), (5_300, CLOSED)]);
    }

    #[test]
    fn a_door_that_bounces_before_it_stays_open_is_opened_once() {
        let bounces = [
            (0, Contact::Closed),
            (5_000, Contact::Open),
            (5_050, Contact::Closed),
            (5_100, Contact::Open),
            (5_150, Contact::Open),
        ];
        assert_eq!(play(&bounces), vec![(5_100, OPENED)]);
    }

    #[test]
    fn chatter_that_is_faster_than_300_ms_never_makes_an_event() {
        let mut dice = 1_u64;
        for _ in 0..500 {
            let mut door = vec![(0, Contact::Closed)];
            let mut at = if dice.is_multiple_of(2) { 1 } else { 10_000 };
            for edge in 0..dice % 40 * 2 {
                let contact = if edge % 2 == 0 { Contact::Open } else { Contact::Closed };
                door.push((at, contact));
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                at += (dice >> 33) % 300;
            }
            assert_eq!(play(&door), vec![], "{door:?}");
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1) >> 1;
        }
    }

    #[test]
    fn a_door_that_is_not_heard_is_neither_open_nor_closed() {
        let mut doors = Doors::new([Some(Means::Entrance), Some(Means::Door)].into_iter());
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Unknown));
        doors.handle(Mono(0), 0, Contact::Closed);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Closed));
        assert_eq!(doors.entrance(|_| true), Some(DoorIs::Unknown));
        doors.handle_timeout(Mono(300));
        doors.handle(Mono(1_000), 0, Contact::Open);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Closed), "it may bounce");
        doors.handle_timeout(Mono(1_300));
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Open));
    }

    #[test]
    fn a_home_without_a_contact_has_no_door_and_one_of_unknown_kind_is_the_entrance() {
        let mut doors = Doors::new([None].into_iter());
        assert_eq!(doors.entrance(|_| false), None);
        doors.handle(Mono(0), 0, Contact::Closed);
        assert_eq!(doors.entrance(|_| false), Some(DoorIs::Closed));
    }

    const OPENED: DoorEvent = DoorEvent::Opened(Means::Door);
    const CLOSED: DoorEvent = DoorEvent::Closed(Means::Door);

    /// What a door says, at these milliseconds; what is made of it, until long after.
    fn play(script: &[(u64, Contact)]) -> Vec<(u64, DoorEvent)> {
        let mut doors = Doors::new([Some(Means::Door)].into_iter());
        let mut said = Vec::new();
        let mut pass = |doors: &mut Doors, now| {
            while let Some((_, edge, event)) = doors.handle_timeout(now) {
                said.push((edge.0, event));
            }
        };
        for (at, contact) in script {
            pass(&mut doors, Mono(*at));
            let settles = doors.handle(Mono(*at), 0, *contact);
            assert_eq!(settles, doors.poll_timeout());
        }
        pass(&mut doors, Mono(1_000_000));
        assert_eq!(doors.poll_timeout(), None);
        said
    }
}
