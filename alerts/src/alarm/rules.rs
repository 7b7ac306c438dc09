//! Which condition is an alarm, and of what sort?
//!
//! The machines say what is so; the tables here say what that means for people (contract.md §3).
//! How an alarm then lives is [`crate::alarm`]'s question.

use protocol::Mono;

use crate::message::{AlarmKind, Priority, What};

/// What a machine found out about a condition: that it is so (again, or worse), or no longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) kind: AlarmKind,
    /// `None`: it is not so.
    pub(crate) is: Option<Active>,
}

/// A condition that is so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Active {
    pub(crate) priority: Priority,
    /// Since when it is so.
    pub(crate) began: Mono,
    /// What was seen.
    pub(crate) what: What,
    /// When, if that is not when it is said.
    pub(crate) seen: Option<Mono>,
}

impl Finding {
    pub(crate) const fn clear(kind: AlarmKind) -> Self {
        Self { kind, is: None }
    }

    pub(crate) const fn active(
        kind: AlarmKind,
        priority: Priority,
        began: Mono,
        what: What,
    ) -> Self {
        Self { kind, is: Some(Active { priority, began, what, seen: None }) }
    }

    /// The evidence is of that moment.
    pub(crate) fn seen_at(self, at: Mono) -> Self {
        let is = self.is.map(|active| Active { seen: active.seen.or(Some(at)), ..active });
        Self { is, ..self }
    }
}

/// Whether an alarm calls until somebody has accepted it, although its condition is over.
pub(crate) const fn is_latched(kind: AlarmKind) -> bool {
    match kind {
        AlarmKind::Smoke | AlarmKind::Gas | AlarmKind::Co | AlarmKind::Sos | AlarmKind::Fall => {
            true
        }
        AlarmKind::AbsentFromBed
        | AlarmKind::Inactivity
        | AlarmKind::SensorLost
        | AlarmKind::SensorFault
        | AlarmKind::LowBattery
        | AlarmKind::EndOfLife
        | AlarmKind::StoreFault
        | AlarmKind::MainsLost => false,
    }
}
