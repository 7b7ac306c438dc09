//! Was the entrance opened in the dead of night, and is everybody back?
//!
//! ```text
//!          opened 23:00–05:00: medium         5 min, not shut or nobody seen inside: high
//!   Quiet ────────────────────────────▶ Used ────────────────────────────────────────────▶ Used
//!     ▲                                  │ shut, and then somebody seen inside: clear
//!     └──────────────────────────────────┘
//! ```
//!
//! A door that is shut says nothing of who is behind it. So where a sensor could see them inside,
//! it takes both; where none can, shutting the door must do. A clock that is not set is no dead of
//! night: the doors of whole days would be said. What such a home is told of is a door left open.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::ENTRANCE;

/// What is remembered of one door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Use {
    #[default]
    Quiet,
    Used {
        opened: Mono,
        shut: bool,
        high: bool,
    },
}

/// The doors of a home, by the place of their source.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NightDoors {
    #[serde(with = "crate::sparse")]
    sources: Vec<Use>,
}

impl NightDoors {
    pub(crate) fn new(sources: usize) -> Self {
        Self { sources: alloc::vec![Use::default(); sources] }
    }

    /// The entrance was opened; `is_dead` of night, as far as the clock knows.
    pub(crate) fn handle_opened(
        &mut self,
        edge: Mono,
        place: usize,
        is_dead: Option<bool>,
    ) -> Option<Finding> {
        let door = self.sources.get_mut(place)?;
        match door {
            Use::Quiet if is_dead == Some(true) => {
                *door = Use::Used { opened: edge, shut: false, high: false };
                let (kind, what) = (AlarmKind::DoorAtNight, What::DoorOpenedAtNight);
                Some(Finding::active(kind, Priority::Medium, edge, what))
            }
            Use::Quiet => None,
            Use::Used { shut, .. } => {
                *shut = false;
                None
            }
        }
    }

    /// The entrance was shut; `would_see`: whether a sensor could see somebody inside.
    pub(crate) fn handle_shut(&mut self, place: usize, would_see: bool) -> Option<Finding> {
        let door = self.sources.get_mut(place)?;
        match door {
            Use::Quiet => None,
            Use::Used { shut, .. } if would_see => {
                *shut = true;
                None
            }
            Use::Used { .. } => {
                *door = Use::Quiet;
                Some(Finding::clear(AlarmKind::DoorAtNight))
            }
        }
    }

    /// Somebody was seen inside since the entrance was used. Call until there is no more.
    pub(crate) fn handle_inside(&mut self) -> Option<(usize, Finding)> {
        let is_shut = |door: &Use| matches!(door, Use::Used { shut: true, .. });
        let place = self.sources.iter().position(is_shut)?;
        *self.sources.get_mut(place)? = Use::Quiet;
        Some((place, Finding::clear(AlarmKind::DoorAtNight)))
    }

    /// A door that was used too long ago for everybody to be well. Call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Finding)> {
        self.sources.iter_mut().enumerate().find_map(|(place, door)| {
            door.due().filter(|due| *due <= now)?;
            let Use::Used { opened, shut, high } = door else { return None };
            *high = true;
            let what = if *shut { What::NobodyBackInside } else { What::DoorNotShutAtNight };
            let found = Finding::active(AlarmKind::DoorAtNight, Priority::High, *opened, what);
            Some((place, found))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(Use::due).min()
    }
}

impl Use {
    fn due(&self) -> Option<Mono> {
        match *self {
            Self::Quiet | Self::Used { high: true, .. } => None,
            Self::Used { opened, high: false, .. } => Some(opened + ENTRANCE.back_within),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entrance_that_is_opened_at_night_is_said_at_once_and_is_high_if_it_stays_open() {
        let mut doors = opened(Some(true)).unwrap();
        assert_eq!(doors.poll_timeout(), Some(s(400)));
        assert_eq!(doors.handle_inside(), None, "the door is open");
        let (_, found) = doors.handle_timeout(s(400)).unwrap();
        let is = found.is.unwrap();
        assert_eq!((is.priority, is.what), (Priority::High, What::DoorNotShutAtNight));
        assert_eq!(doors.poll_timeout(), None);
        doors.handle_shut(0, true);
        assert_eq!(doors.handle_inside(), Some((0, Finding::clear(AlarmKind::DoorAtNight))));
    }

    #[test]
    fn who_shuts_the_door_behind_them_and_is_not_seen_again_is_high() {
        let mut doors = opened(Some(true)).unwrap();
        assert_eq!(doors.handle_shut(0, true), None);
        let (_, found) = doors.handle_timeout(s(400)).unwrap();
        let is = found.is.unwrap();
        assert_eq!((is.priority, is.what), (Priority::High, What::NobodyBackInside));
    }

    #[test]
    fn who_shuts_the_door_and_is_seen_inside_is_back() {
        let mut doors = opened(Some(true)).unwrap();
        doors.handle_shut(0, true);
        assert_eq!(doors.handle_inside(), Some((0, Finding::clear(AlarmKind::DoorAtNight))));
        assert_eq!((doors.handle_inside(), doors.handle_timeout(s(9_999))), (None, None));
    }

    #[test]
    fn where_nobody_can_be_seen_inside_a_door_that_is_shut_must_do() {
        let mut doors = opened(Some(true)).unwrap();
        let clear = Finding::clear(AlarmKind::DoorAtNight);
        assert_eq!(doors.handle_shut(0, false), Some(clear));
        assert_eq!(doors.poll_timeout(), None);
    }

    #[test]
    fn by_day_and_while_the_clock_is_not_set_a_door_may_be_opened() {
        for is_dead in [Some(false), None] {
            assert!(opened(is_dead).is_none());
        }
    }

    fn opened(is_dead: Option<bool>) -> Option<NightDoors> {
        let mut doors = NightDoors::new(1);
        let found = doors.handle_opened(s(100), 0, is_dead)?;
        assert_eq!(found.is.unwrap().priority, Priority::Medium);
        Some(doors)
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
