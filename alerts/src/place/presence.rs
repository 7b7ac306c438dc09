//! Where are they: in bed, at home, away?
//!
//! Radars see rooms, not homes: that nobody is seen means nothing by itself. *Away* is said only
//! where the entrance is watched and a radar looks at a room, after the entrance was used and then
//! every radar said nobody. Whatever else is not known is unknown, never away.
//!
//! ```text
//!             seen            entrance closed        nobody seen for 10 min
//!  Unknown ─────────▶ Home ───────────────────▶ Used ──────────────────────▶ Away
//!                      ▲ ▲     seen              │                           │ entrance opened
//!                      │ └───────────────────────┘                           ▼
//!                      └───────────────────── seen within 2 min ───────── Returning
//! ```

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::bed::Occupancy;
use crate::message::Where;
use crate::plan::Places;
use crate::policy::PresencePolicy;

/// They left or came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    Left { from: Mono },
    Came { from: Mono },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Unknown,
    Home { last: Mono },
    Used { at: Mono },
    Away,
    Returning { opened: Mono },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Presence {
    #[serde(skip)]
    policy: PresencePolicy,
    /// What each radar says of presence now; `None` for what is not heard, and no radar.
    radars: Vec<Option<bool>>,
    /// Which sources are radars.
    #[serde(skip)]
    is_radar: Vec<bool>,
    /// Whether it can be told that nobody is at home.
    #[serde(skip)]
    sees_home: bool,
    state: State,
}

impl Presence {
    pub(crate) fn new(policy: PresencePolicy, is_radar: Vec<bool>, sees_home: bool) -> Self {
        let radars = alloc::vec![None; is_radar.len()];
        Self { policy, radars, is_radar, sees_home, state: State::Unknown }
    }

    /// A radar says whether somebody is there; `None`: it is no longer heard.
    pub(crate) fn handle_radar(&mut self, place: usize, there: Option<bool>) {
        if let Some(radar) = self.radars.get_mut(place) {
            *radar = there;
        }
    }

    /// Somebody was seen.
    pub(crate) fn handle_seen(&mut self, at: Mono) -> Option<Passage> {
        let (next, passage) = match self.state {
            // A radar's presence and motion end late: this is the one who went out.
            State::Used { at: used } if at.since(used) <= self.policy.came_within => {
                (self.state, None)
            }
            State::Returning { opened } if at.since(opened) <= self.policy.came_within => {
                (State::Home { last: at }, Some(Passage::Came { from: opened }))
            }
            State::Unknown
            | State::Home { .. }
            | State::Used { .. }
            | State::Away
            | State::Returning { .. } => (State::Home { last: at }, None),
        };
        self.state = next;
        passage
    }

    /// The entrance was opened or closed.
    pub(crate) fn handle_entrance(&mut self, at: Mono, opened: bool) {
        self.state = match (self.state, opened) {
            (State::Away | State::Returning { .. }, true) => State::Returning { opened: at },
            (same @ (State::Away | State::Returning { .. }), false) => same,
            (State::Unknown | State::Home { .. } | State::Used { .. }, false) if self.sees_home => {
                State::Used { at }
            }
            (State::Unknown | State::Home { .. } | State::Used { .. }, true | false) => {
                State::Home { last: at }
            }
        };
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Passage> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let State::Used { at } = self.state else { return None };
        if self.is_empty() {
            self.state = State::Away;
            return Some(Passage::Left { from: at });
        }
        self.state = State::Home { last: at };
        None
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        self.state = was.state;
        places.sort(was.radars, &mut self.radars, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Used { at } => Some(at + self.policy.away_after),
            State::Unknown | State::Home { .. } | State::Away | State::Returning { .. } => None,
        }
    }

    /// `bed`: whether somebody is in bed; `None` if nothing looks at one. While the bed's radar is
    /// not heard, an older sign says nothing: they may be in bed.
    pub(crate) fn is(&self, now: Mono, bed: Option<Occupancy>) -> Where {
        match bed {
            Some(Occupancy::In) => return Where::Bed,
            _ if self.radars.contains(&Some(true)) => return Where::Home,
            Some(Occupancy::Unknown) => return Where::Unknown,
            Some(Occupancy::Out) | None => {}
        }
        match self.state {
            State::Away | State::Returning { .. } => Where::Away,
            State::Home { last } | State::Used { at: last }
                if now.since(last) <= self.policy.holds =>
            {
                Where::Home
            }
            State::Unknown | State::Home { .. } | State::Used { .. } => Where::Unknown,
        }
    }

    /// Every radar is heard and says nobody.
    fn is_empty(&self) -> bool {
        let says_nobody =
            |(is_radar, there): (&bool, &Option<bool>)| !is_radar || *there == Some(false);
        self.is_radar.iter().zip(&self.radars).all(says_nobody)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_evidence_they_are_neither_at_home_nor_away() {
        let mut home = flat(true);
        assert_eq!(home.is(s(0), Some(Occupancy::Unknown)), Where::Unknown);
        home.handle_seen(s(0));
        assert_eq!(home.is(s(3_600), Some(Occupancy::Out)), Where::Home);
        assert_eq!(home.is(s(3_601), Some(Occupancy::Out)), Where::Unknown);
        assert_eq!(home.is(s(9_999), Some(Occupancy::In)), Where::Bed);
    }

    #[test]
    fn who_went_out_by_the_entrance_and_is_seen_nowhere_is_away_until_seen_again() {
        let mut home = flat(true);
        home.handle_seen(s(0));
        home.handle_entrance(s(10), true);
        home.handle_entrance(s(15), false);
        home.handle_seen(s(60));
        home.handle_radar(0, Some(false));
        assert_eq!(home.handle_timeout(s(615)), Some(Passage::Left { from: s(15) }));
        assert_eq!(home.is(s(9_999), Some(Occupancy::Out)), Where::Away);

        home.handle_entrance(s(10_000), true);
        home.handle_entrance(s(10_005), false);
        assert_eq!(home.handle_seen(s(10_030)), Some(Passage::Came { from: s(10_000) }));
        assert_eq!(home.is(s(10_031), Some(Occupancy::Out)), Where::Home);
    }

    #[test]
    fn a_radar_that_sees_somebody_or_is_not_heard_keeps_them_from_being_away() {
        for there in [Some(true), None] {
            let mut home = flat(true);
            home.handle_entrance(s(15), false);
            home.handle_radar(0, there);
            assert_eq!(home.handle_timeout(s(615)), None);
            assert_ne!(home.is(s(616), Some(Occupancy::Out)), Where::Away);
        }
    }

    #[test]
    fn a_home_with_a_bed_radar_only_never_says_away() {
        let mut home = flat(false);
        home.handle_entrance(s(15), true);
        home.handle_entrance(s(20), false);
        home.handle_radar(0, Some(false));
        assert_eq!(home.poll_timeout(), None);
        assert_eq!(home.is(s(4_000), Some(Occupancy::Out)), Where::Unknown);
    }

    fn flat(sees_home: bool) -> Presence {
        Presence::new(PresencePolicy::default(), alloc::vec![true, false], sees_home)
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
