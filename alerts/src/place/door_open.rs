//! Does the entrance stand open for too long?
//!
//! ```text
//!          open                2 min at night, 5 min by day          shut
//!   Shut ───────▶ Open (nothing said) ──────────▶ Open (said) ─────────────▶ Shut, clear
//! ```
//!
//! An open door lets anybody in, and is how a confused person leaves. Low by day, medium at night;
//! what was left open by day is said again when it is night. A clock that is not set is no night:
//! every use of the door by day would be said. A door that stands open when Hearth starts has stood
//! so since then, as far as is known; one that is no longer heard is still open.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::ENTRANCE;

/// What is remembered of one door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stands {
    #[default]
    Shut,
    Open {
        since: Mono,
        /// When it was last asked whether that is too long.
        looked: Mono,
        said: Option<Priority>,
    },
}

/// The doors of a home, by the place of their source.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpenDoors {
    #[serde(with = "crate::sparse")]
    sources: Vec<Stands>,
}

impl OpenDoors {
    pub(crate) fn new(sources: usize) -> Self {
        Self { sources: alloc::vec![Stands::default(); sources] }
    }

    /// An entrance stands so since then.
    pub(crate) fn handle(&mut self, place: usize, since: Mono, open: bool) -> Option<Finding> {
        let door = self.sources.get_mut(place)?;
        let (next, found) = match (*door, open) {
            (Stands::Shut, true) => (Stands::Open { since, looked: since, said: None }, None),
            (same @ Stands::Open { .. }, true) => (same, None),
            (Stands::Shut | Stands::Open { said: None, .. }, false) => (Stands::Shut, None),
            (Stands::Open { said: Some(_), .. }, false) => {
                (Stands::Shut, Some(Finding::clear(AlarmKind::DoorLeftOpen)))
            }
        };
        *door = next;
        found
    }

    /// A door that has stood open for too long, or whose night has come. Call until there is no
    /// more.
    pub(crate) fn handle_timeout(
        &mut self,
        now: Mono,
        is_night: Option<bool>,
    ) -> Option<(usize, Finding)> {
        self.sources.iter_mut().enumerate().find_map(|(place, door)| {
            let found = door.look(now, is_night == Some(true))?;
            Some((place, found))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(|door| door.due()).min()
    }
}

impl Stands {
    /// When to ask next: at the night's limit, at the day's, and then now and again whether it has
    /// become night.
    fn due(&self) -> Option<Mono> {
        match *self {
            Self::Shut | Self::Open { said: Some(Priority::Medium | Priority::High), .. } => None,
            Self::Open { since, looked, said: None } if looked < since + ENTRANCE.open_at_night => {
                Some(since + ENTRANCE.open_at_night)
            }
            Self::Open { since, said: None, .. } => Some(since + ENTRANCE.open_by_day),
            Self::Open { looked, said: Some(Priority::Low), .. } => Some(looked + ENTRANCE.look),
        }
    }

    fn look(&mut self, now: Mono, night: bool) -> Option<Finding> {
        while let Some(due) = self.due().filter(|due| *due <= now) {
            let Self::Open { since, looked, said } = self else { return None };
            *looked = due;
            let wanted = if night {
                Some(Priority::Medium)
            } else {
                (due >= *since + ENTRANCE.open_by_day).then_some(Priority::Low)
            };
            if wanted > *said {
                *said = wanted;
                let min = u32::try_from(due.since(*since).as_secs() / 60).unwrap_or(u32::MAX);
                let what = What::DoorStandsOpen { min };
                return wanted
                    .map(|how| Finding::active(AlarmKind::DoorLeftOpen, how, *since, what));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_that_stands_open_is_said_after_five_minutes_by_day_and_two_at_night() {
        assert_eq!(play(Some(false), &[(0, true)], 3_600), ["300 Low 5 min"]);
        assert_eq!(play(Some(true), &[(0, true)], 3_600), ["120 Medium 2 min"]);
    }

    #[test]
    fn a_clock_that_is_not_set_is_no_night() {
        assert_eq!(play(None, &[(0, true)], 3_600), ["300 Low 5 min"]);
    }

    #[test]
    fn a_door_that_is_shut_in_time_is_not_said_and_shutting_it_ends_what_was_said() {
        assert!(play(Some(false), &[(0, true), (299, false)], 3_600).is_empty());
        let said = play(Some(false), &[(0, true), (1_000, false)], 3_600);
        assert_eq!(said, ["300 Low 5 min", "1000 clear"]);
    }

    #[test]
    fn a_door_that_was_left_open_by_day_is_said_again_when_night_comes() {
        let mut doors = OpenDoors::new(1);
        doors.handle(0, s(0), true);
        assert!(doors.handle_timeout(s(300), Some(false)).is_some());
        assert!(doors.handle_timeout(s(600), Some(false)).is_none());
        let (_, found) = doors.handle_timeout(s(900), Some(true)).unwrap();
        assert_eq!(found.is.unwrap().priority, Priority::Medium);
        assert_eq!(doors.poll_timeout(), None);
    }

    fn play(
        is_night: Option<bool>,
        script: &[(u64, bool)],
        until: u64,
    ) -> Vec<alloc::string::String> {
        let (mut doors, mut said) = (OpenDoors::new(1), Vec::new());
        let mut at = 0;
        let mut script = script.iter();
        let mut next = script.next();
        while at <= until {
            if let Some((_, found)) = doors.handle_timeout(s(at), is_night) {
                let is = found.is.unwrap();
                let What::DoorStandsOpen { min } = is.what else { panic!() };
                said.push(alloc::format!("{at} {:?} {min} min", is.priority));
            }
            if let Some((_, open)) = next.filter(|(when, _)| *when == at) {
                if doors.handle(0, s(at), *open).is_some() {
                    said.push(alloc::format!("{at} clear"));
                }
                next = script.next();
            }
            at += 1;
        }
        said
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
