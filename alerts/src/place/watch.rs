//! What does the home know besides, when somebody is missed?
//!
//! Plain facts that the home puts together at the moment of asking, for the machines that ask for
//! somebody who is not seen ([`crate::bed::Absence`], [`super::Inactivity`]); and what they mean for
//! a stamp: had the night begun for the resident? Was leaving the bed rising?

use core::time::Duration;

use protocol::Mono;

use crate::message::DoorIs;
use crate::policy::{ABSENCE, RISING};
use crate::time::Clock;

/// What is known now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch<'a> {
    pub(crate) clock: &'a Clock,
    /// So long before the night's end rising begins ([`crate::bed::Rising`]).
    pub(crate) rising: Duration,
    /// When a night was last found settled ([`crate::bed::Settled`]).
    pub(crate) settled: Option<Mono>,
    /// The last minute asleep.
    pub(crate) slept: Option<Mono>,
    /// A sensor other than the bed's works that could see them.
    pub(crate) others: bool,
    /// The entrance, if it is watched.
    pub(crate) entrance: Option<DoorIs>,
    /// A sensor says that somebody is there, not in bed.
    pub(crate) there: bool,
}

impl Watch<'_> {
    /// Whether the night in which `at` lies, or the last one before it, was a settled one.
    pub(crate) fn is_settled(&self, at: Mono) -> bool {
        let began = self.clock.night_began(at).unwrap_or_else(|| at.back(ABSENCE.unset));
        self.settled.is_some_and(|settled| settled >= began)
    }

    /// Whether `at` lies in the part of the night in which they rise. An unset clock knows none.
    pub(crate) fn is_rising(&self, at: Mono) -> bool {
        let left = self.clock.night_end(at).map(|end| end.since(at));
        self.clock.is_night(at) == Some(true) && left.is_some_and(|left| left <= self.rising)
    }

    /// Whether `at` lies in the morning after a night.
    pub(crate) fn is_morning(&self, at: Mono) -> bool {
        let since = self.clock.night_ended(at).map(|end| at.since(end));
        self.clock.is_night(at) == Some(false) && since.is_some_and(|since| since <= RISING.after)
    }
}
