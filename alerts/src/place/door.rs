//! Is a door open?
//!
//! A reed beside its magnet bounces, and a contact repeats what it says at every poll. So a state
//! counts when it has been so for [`SETTLES`] without a word against it: only then is a change an
//! event, dated to the edge that began it. What a door is first since the start is how things
//! stand, and no change.
//!
//! ```text
//!             first word              300 ms               other word
//!   Unknown ─────────────▶ Moving ──────────────▶ Still ───────────────▶ Moving
//!                           ▲  │ other word         ▲                      │
//!                           └──┘ (no state yet)     └── as before: nothing ┘
//! ```
//!
//! A loose contact or a door in the wind changes without end. So changes draw on a budget
//! ([`DOOR`]): it lets a busy doorway through, and when it is spent a change waits until the door
//! has been still for a while. How the door stands in the end is always said.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Contact, Means, Mono};
use serde::{Deserialize, Serialize};

use crate::message::DoorIs;
use crate::plan::Places;
use crate::policy::DOOR;

/// Longer than a contact bounces, and than a driver takes for its second look (a changed door is
/// asked again after 250 ms); far shorter than a person takes to go through a door.
const SETTLES: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Leaf {
    #[default]
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

/// What one door is remembered by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DoorState {
    leaf: Leaf,
    /// When the budget of its changes is full again.
    full: Mono,
}

/// A door has come to count as open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoorWord {
    pub(crate) means: Means,
    pub(crate) open: bool,
    /// It was otherwise before: somebody opened or closed it.
    pub(crate) changed: bool,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Doors {
    /// What each source watches, if it is a door.
    #[serde(skip)]
    means: Vec<Option<Means>>,
    #[serde(with = "crate::sparse")]
    sources: Vec<DoorState>,
}

impl Doors {
    /// `means`: what each source watches, if it is a door.
    pub(crate) fn new(means: impl Iterator<Item = Option<Means>>) -> Self {
        let means: Vec<_> = means.collect();
        Self { sources: alloc::vec![DoorState::default(); means.len()], means }
    }

    /// A contact says how it is.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, contact: Contact) {
        let Some(DoorState { leaf, .. }) = self.sources.get_mut(place) else { return };
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
    }

    /// A door whose state has come to count: which, the edge that began it, and how it is now.
    /// Call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Mono, DoorWord)> {
        (0..self.sources.len()).find_map(|place| {
            let means = self.means(place)?;
            let door = self.sources.get_mut(place)?;
            let Leaf::Moving { was, open, edge } = door.leaf else { return None };
            door.settles().filter(|settles| *settles <= now)?;
            door.leaf = Leaf::Still { open };
            let changed = was.is_some();
            if changed {
                door.full = door.full.max(edge) + DOOR.each;
            }
            Some((place, edge, DoorWord { means, open, changed }))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(DoorState::settles).min()
    }

    /// The entrance: open if any is, unknown if any is not heard; `None` without one.
    pub(crate) fn entrance(&self, is_silent: impl Fn(usize) -> bool) -> Option<DoorIs> {
        let is_entrance = |place: &usize| self.means(*place) == Some(Means::Entrance);
        let stands = |place: usize| self.sources.get(place).and_then(|door| door.leaf.is_open());
        (0..self.sources.len())
            .filter(is_entrance)
            .map(|place| match stands(place) {
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

    /// What door a source watches. A contact of a source that the plan does not call a door is
    /// the entrance.
    fn means(&self, place: usize) -> Option<Means> {
        let planned = *self.means.get(place)?;
        let speaks = self.sources.get(place).is_some_and(|door| door.leaf != Leaf::Unknown);
        planned.or(speaks.then_some(Means::Entrance))
    }
}

impl DoorState {
    /// When its state counts, if that is still to come.
    fn settles(&self) -> Option<Mono> {
        match self.leaf {
            Leaf::Moving { was, edge, .. } => {
                let spent = was.is_some() && self.full.since(edge) > DOOR.each * (DOOR.budget - 1);
                Some(edge + if spent { DOOR.still } else { SETTLES })
            }
            Leaf::Unknown | Leaf::Still { .. } => None,
        }
    }
}

impl Leaf {
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

    #[test]
    fn a_door_that_flaps_says_a_bounded_number_of_changes_and_always_how_it_stands() {
        for period in [20, 310, 400, 1_000, 5_000, 9_000, 11_000] {
            let mut script = vec![(0, Contact::Closed)];
            let edges = 600_000 / period + 1;
            script.extend((1..=edges).map(|edge| {
                (
                    10_000 + edge * period,
                    if edge % 2 == 1 { Contact::Open } else { Contact::Closed },
                )
            }));
            let said = play(&script);
            assert!(said.len() <= 68, "{} changes in ten minutes of {period} ms", said.len());
            let last = said.last().map_or(CLOSED, |(_, is)| *is);
            assert_eq!(last, edges % 2 == 1, "{period}");
            let turns = said.iter().enumerate().all(|(at, (_, is))| *is == (at % 2 == 0));
            assert!(turns, "each is a change");
        }
    }

    #[test]
    fn a_flood_of_ten_seconds_is_few_changes() {
        for period in [20, 310, 500, 999] {
            let flood = (0..10_000 / period).map(|edge| {
                (5_000 + edge * period, if edge % 2 == 0 { Contact::Open } else { Contact::Closed })
            });
            let script: Vec<_> = [(0, Contact::Closed)].into_iter().chain(flood).collect();
            assert!(play(&script).len() <= 9, "{period}");
        }
    }

    #[test]
    fn shopping_is_carried_in_without_losing_a_change() {
        let mut script = vec![(0, Contact::Closed)];
        for round in 0..4 {
            script.push((60_000 + round * 12_000, Contact::Open));
            script.push((66_000 + round * 12_000, Contact::Closed));
        }
        assert_eq!(play(&script).len(), 8);
    }

    const OPENED: bool = true;
    const CLOSED: bool = false;

    /// What a door says, at these milliseconds; the changes that are made of it, until long after.
    fn play(script: &[(u64, Contact)]) -> Vec<(u64, bool)> {
        let mut doors = Doors::new([Some(Means::Door)].into_iter());
        let mut said = Vec::new();
        let mut pass = |doors: &mut Doors, now| {
            while let Some((_, edge, word)) = doors.handle_timeout(now) {
                if word.changed {
                    said.push((edge.0, word.open));
                }
            }
        };
        for (at, contact) in script {
            pass(&mut doors, Mono(*at));
            doors.handle(Mono(*at), 0, *contact);
        }
        pass(&mut doors, Mono(1_000_000));
        assert_eq!(doors.poll_timeout(), None);
        said
    }
}
