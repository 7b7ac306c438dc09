//! Which condition is an alarm, and of what sort?
//!
//! The machines say what is so; the tables here say what that means for people (contract.md §3).
//! How an alarm then lives is [`crate::alarm`]'s question.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::message::{AlarmKind, Priority, What};
use crate::policy::LIFE;

/// What a machine found out about a condition: that it is so (again, or worse), or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) kind: AlarmKind,
    /// `None`: it is not so.
    pub(crate) is: Option<Active>,
    /// Since when it is not so, if that is not when it is said.
    pub(crate) off: Option<Mono>,
}

/// A condition that is so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Active {
    pub(crate) priority: Priority,
    /// Since when it is so.
    pub(crate) began: Mono,
    /// What was seen.
    pub(crate) what: What,
    /// When, if that is not when it is said.
    pub(crate) seen: Option<Mono>,
    pub(crate) call: Call,
}

/// Whether a condition that is known to be so calls again when it is found once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Call {
    /// Only if it is worse.
    IfWorse,
    /// It is a new one each time.
    Anew,
    /// … and over as soon as it is said: its source has no word for its end.
    Momentary,
}

impl Finding {
    pub(crate) const fn clear(kind: AlarmKind) -> Self {
        Self { kind, is: None, off: None }
    }

    pub(crate) const fn active(
        kind: AlarmKind,
        priority: Priority,
        began: Mono,
        what: What,
    ) -> Self {
        let is = Active { priority, began, what, seen: None, call: Call::IfWorse };
        Self { kind, is: Some(is), off: None }
    }

    /// The evidence is of that moment.
    pub(crate) fn seen_at(self, at: Mono) -> Self {
        let is = self.is.map(|active| Active { seen: active.seen.or(Some(at)), ..active });
        Self { is, ..self }
    }

    /// It is not so since then: for a machine that has waited itself.
    pub(crate) const fn off_since(self, since: Mono) -> Self {
        Self { off: Some(since), ..self }
    }

    /// Whoever says so has waited for long enough: it is over at once.
    pub(crate) fn waited(self, at: Mono) -> Self {
        self.off_since(at.back(LIFE.off))
    }

    pub(crate) fn calling(self, call: Call) -> Self {
        Self { is: self.is.map(|active| Active { call, ..active }), ..self }
    }
}

/// Whether an alarm calls until somebody has accepted it, although its condition is over.
pub(crate) const fn is_latched(kind: AlarmKind) -> bool {
    match kind {
        AlarmKind::Smoke
        | AlarmKind::Gas
        | AlarmKind::Co
        | AlarmKind::Sos
        | AlarmKind::Fall
        | AlarmKind::NoBreathing => true,
        AlarmKind::NoSignOfLife
        | AlarmKind::AbsentFromBed
        | AlarmKind::Inactivity
        | AlarmKind::DoorAtNight
        | AlarmKind::DoorLeftOpen
        | AlarmKind::Wandering
        | AlarmKind::Vitals
        | AlarmKind::Repositioning
        | AlarmKind::SensorLost
        | AlarmKind::SensorFault
        | AlarmKind::LowBattery
        | AlarmKind::EndOfLife
        | AlarmKind::StoreFault
        | AlarmKind::MainsLost
        | AlarmKind::ClockFault => false,
    }
}

/// When a condition that is off is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// After so long.
    Off(Duration),
    /// … in which its source was heard: that a sensor falls silent is no word of it.
    Heard(Duration),
}

impl Ends {
    pub(super) const fn of(kind: AlarmKind) -> Self {
        match kind {
            AlarmKind::SensorLost => Self::Heard(LIFE.heard),
            AlarmKind::Smoke
            | AlarmKind::Gas
            | AlarmKind::Co
            | AlarmKind::Fall
            | AlarmKind::NoBreathing
            | AlarmKind::SensorFault
            | AlarmKind::LowBattery
            | AlarmKind::MainsLost => Self::Heard(LIFE.off),
            // What people do, what the calendar says and what Hearth does itself is judged from
            // more than one source; and a button may have no other word.
            AlarmKind::Sos
            | AlarmKind::NoSignOfLife
            | AlarmKind::AbsentFromBed
            | AlarmKind::Inactivity
            | AlarmKind::DoorAtNight
            | AlarmKind::DoorLeftOpen
            | AlarmKind::Wandering
            | AlarmKind::Vitals
            | AlarmKind::Repositioning
            | AlarmKind::EndOfLife
            | AlarmKind::StoreFault
            | AlarmKind::ClockFault => Self::Off(LIFE.off),
        }
    }

    pub(super) const fn after(self) -> Duration {
        match self {
            Self::Off(after) | Self::Heard(after) => after,
        }
    }
}

#[cfg(test)]
mod tests;
