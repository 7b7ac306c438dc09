//! What of the open alarms outlives a restart? All of it: the same lives go on, at the same times.
//!
//! The first version wrote only what people are told ([`Kept`] without its last field). That is
//! read for ever, and such an alarm begins to call anew.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::condition::Is;
use super::life::Open;
use super::signal::Signal;
use crate::message::{AlarmKind, Condition, Evidence, Priority, Step, What};
use crate::time::{Clock, When};

/// The open alarms of a home, and how many it has had in this boot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(dead_code, reason = "the home's checkpoint is to carry it")]
pub(crate) struct AlarmsState {
    pub(super) boot: u32,
    pub(super) numbered: u32,
    pub(super) open: Vec<Kept>,
}

/// An open alarm as it is kept over a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `boot-n`.
    pub alarm: String,
    /// What it is about.
    pub kind: AlarmKind,
    /// How soon somebody must act.
    pub priority: Priority,
    /// The source that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The room that this source looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Is it so?
    pub condition: Condition,
    /// How often its condition came up.
    pub times: u32,
    /// When its condition began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<When>,
    /// When it was first raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<When>,
    /// How often it was escalated.
    pub escalation: u32,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The code of what raised it; absent in what was stored before this was kept.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub code: Cow<'static, str>,
    /// Where it stood; absent in what was stored before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) life: Option<Life>,
}

/// Where an alarm stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Life {
    is: Is,
    signal: Signal,
    began: Moment,
    raised: Moment,
    last: Step,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

/// A moment, and what the wall clock called it where that was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Mono>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<When>,
}

impl Moment {
    pub(super) const fn here(at: Mono) -> Self {
        Self { at: Some(at), when: None }
    }

    pub(super) fn when(self, clock: &Clock) -> Option<When> {
        self.when.or_else(|| clock.when(self.at?))
    }

    /// The name that it has now is its name.
    fn named(self, clock: &Clock) -> Self {
        Self { when: self.when(clock), ..self }
    }

    fn not_after(self, at: Mono) -> Self {
        Self { at: self.at.filter(|it| *it <= at), ..self }
    }
}

impl Kept {
    /// Whether the calendar raised it, and not what it is about.
    pub(crate) fn is_of_calendar(&self) -> bool {
        self.kind == AlarmKind::EndOfLife
            && self.code == What::LIFE_ENDS
            && self.condition == Condition::Active
    }

    pub(super) fn of(open: &Open, clock: &Clock) -> Self {
        Self {
            alarm: open.id.clone(),
            kind: open.kind,
            priority: open.priority,
            line: open.line.clone(),
            room: open.room.clone(),
            condition: open.is.condition(),
            times: open.times,
            began: open.began.when(clock),
            raised: open.raised.when(clock),
            escalation: open.escalation,
            by: open.signal.by().map(String::from),
            code: open.code.clone(),
            life: Some(Life {
                is: open.is,
                signal: open.signal.clone(),
                began: open.began.named(clock),
                raised: open.raised.named(clock),
                last: open.last,
                evidence: open.evidence.clone(),
            }),
        }
    }

    /// It goes on at `at`.
    pub(super) fn open(self, at: Mono) -> Open {
        let life = self.life.unwrap_or_else(|| Life {
            is: match self.condition {
                Condition::Active => Is::Active,
                Condition::Cleared => Is::Cleared,
            },
            signal: match (self.by, self.escalation) {
                (Some(by), _) => Signal::Accepted { by },
                (None, 0) => Signal::new(at),
                (None, _) => Signal::Calling { since: at, called: at, escalated: true },
            },
            began: Moment { at: None, when: self.began },
            raised: Moment { at: None, when: self.raised },
            last: Step::Raised,
            evidence: None,
        });
        let mut open = Open {
            id: self.alarm,
            kind: self.kind,
            line: self.line,
            room: self.room,
            priority: self.priority,
            times: self.times,
            escalation: self.escalation,
            code: self.code,
            is: life.is,
            signal: life.signal,
            began: life.began.not_after(at),
            raised: life.raised.not_after(at),
            last: life.last,
            evidence: life.evidence,
        };
        // A stamp of a time that is yet to come would keep it from calling.
        open.signal.not_after(at);
        if let Is::Off(since) = &mut open.is {
            *since = (*since).min(at);
        }
        open
    }
}
