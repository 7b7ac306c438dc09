//! Does a room's sensor see somebody who is not there?
//!
//! A fan, a curtain or a heater is presence that never moves. Whoever really sits in a room moves
//! within hours, and cannot be asleep in bed at the same time. So a room that is said to have
//! somebody in it for half a day without a movement, while the resident slept in bed, has a ghost:
//! a fault of its sensor, and from then on its presence counts for nothing, until it has said that
//! nobody is there, or that somebody moves.
//!
//! ```text
//!            presence                 12 h without a movement, 1 h of it asleep in bed
//!  Nobody ─────────────▶ Somebody ───────────────────────────────────────────────────▶ Ghost
//!    ▲                    │ ▲ └─┐ moves: anew                                            │
//!    └──── nobody ────────┘ └───┘                                                        │
//!    └──────────────────────────────── nobody, or moves ◀──────────────────────────────┘
//! ```

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::place::{Channel, Sign};
use crate::plan::Places;
use crate::policy::GHOST;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct GhostSource {
    /// Somebody is there since then, and has not moved.
    since: Option<Mono>,
    /// So many minutes of that the resident slept in bed.
    asleep_min: u16,
    is_ghost: bool,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ghosts {
    #[serde(with = "crate::sparse")]
    sources: Vec<GhostSource>,
}

impl Ghosts {
    pub(crate) fn new(sources: usize) -> Self {
        Self { sources: alloc::vec![GhostSource::default(); sources] }
    }

    /// A source that does not look at the bed says what it sees of people.
    pub(crate) fn handle(
        &mut self,
        at: Mono,
        place: usize,
        (channel, sign): (Channel, Sign),
    ) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        match (channel, sign) {
            (Channel::Presence | Channel::Motion | Channel::Movement, Sign::Moves) => {
                source.since = source.since.map(|_| at);
            }
            (Channel::Presence | Channel::Motion, Sign::Nobody) => source.since = None,
            (Channel::Presence | Channel::Motion, Sign::There) => {
                source.since.get_or_insert(at);
                return None;
            }
            // A small number may be anything.
            (Channel::Movement, Sign::Nobody | Sign::There) => return None,
        }
        source.asleep_min = 0;
        let over = core::mem::take(&mut source.is_ghost);
        over.then(|| Finding::clear(AlarmKind::SensorFault))
    }

    /// A source is not heard: what it saw last is not known to have lasted.
    pub(crate) fn handle_silent(&mut self, place: usize) {
        if let Some(source) = self.sources.get_mut(place).filter(|source| !source.is_ghost) {
            *source = GhostSource::default();
        }
    }

    /// A minute is over, in which the resident slept in bed or not. A source that is found out; a
    /// second one is with the next minute.
    pub(crate) fn handle_minute(&mut self, end: Mono, asleep: bool) -> Option<(usize, Finding)> {
        let mut found = None;
        for (place, source) in self.sources.iter_mut().enumerate() {
            let Some(since) = source.since.filter(|_| !source.is_ghost) else { continue };
            source.asleep_min = source.asleep_min.saturating_add(u16::from(asleep));
            let long = end.since(since);
            if long >= GHOST.long && source.asleep_min >= GHOST.asleep_min && found.is_none() {
                source.is_ghost = true;
                let h = u32::try_from(long.as_secs() / 3_600).unwrap_or(u32::MAX);
                let what = What::GhostPresence { h };
                let kind = AlarmKind::SensorFault;
                found = Some((place, Finding::active(kind, Priority::Medium, since, what)));
            }
        }
        found
    }

    /// Whether whom it sees is nobody.
    pub(crate) fn is_ghost(&self, place: usize) -> bool {
        self.sources.get(place).is_some_and(|source| source.is_ghost)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: (Channel, Sign) = (Channel::Presence, Sign::There);
    const NOBODY: (Channel, Sign) = (Channel::Presence, Sign::Nobody);
    const MOVES: (Channel, Sign) = (Channel::Movement, Sign::Moves);

    #[test]
    fn presence_without_a_movement_for_half_a_day_while_they_slept_in_bed_is_a_ghost() {
        let mut hall = Ghosts::new(1);
        hall.handle(min(0), 0, THERE);
        assert_eq!(found_at(&mut hall, 1..1_000, |minute| minute > 300), Some(720));
        assert!(hall.is_ghost(0));
        assert_eq!(hall.handle(min(1_001), 0, THERE), None);
        assert!(hall.handle(min(1_002), 0, NOBODY).is_some_and(|found| found.is.is_none()));
        assert!(!hall.is_ghost(0));
    }

    #[test]
    fn somebody_who_sits_there_awake_or_moves_now_and_then_is_none() {
        let mut hall = Ghosts::new(1);
        hall.handle(min(0), 0, THERE);
        assert_eq!(found_at(&mut hall, 1..2_000, |_| false), None);
        for minute in 0..2_000 {
            if minute % 300 == 0 {
                hall.handle(min(minute), 0, MOVES);
            }
            assert_eq!(hall.handle_minute(min(minute), true), None);
        }
    }

    #[test]
    fn a_sensor_that_was_silent_begins_anew() {
        let mut hall = Ghosts::new(1);
        hall.handle(min(0), 0, THERE);
        hall.handle_silent(0);
        assert_eq!(found_at(&mut hall, 1..2_000, |_| true), None);
    }

    fn found_at(
        ghosts: &mut Ghosts,
        mut minutes: core::ops::Range<u64>,
        asleep: impl Fn(u64) -> bool,
    ) -> Option<u64> {
        minutes.find(|minute| ghosts.handle_minute(min(*minute), asleep(*minute)).is_some())
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
