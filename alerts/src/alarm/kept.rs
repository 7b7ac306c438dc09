//! What is kept of an open alarm where its times mean nothing? What people are told of it.
//!
//! So the first version wrote the alarms of a home, and that is read for ever. A run that has begun
//! already takes the alarms of the run before it in no other way: the stamps of that one mean
//! nothing in it. Such an alarm begins to call anew.

use alloc::borrow::Cow;
use alloc::string::String;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::condition::Is;
use super::open::{Moment, Open};
use super::signal::Signal;
use crate::message::{AlarmKind, Condition, Priority, Step, What};
use crate::time::When;

/// An open alarm as the first version kept it over a restart.
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
}

impl Kept {
    /// Whether it is so, as far as is known.
    pub(crate) fn is_so(&self) -> bool {
        self.condition == Condition::Active
    }

    /// Whether the calendar raised it, and not what it is about.
    pub(crate) fn is_of_calendar(&self) -> bool {
        self.kind == AlarmKind::EndOfLife
            && self.code == What::LIFE_ENDS
            && self.condition == Condition::Active
    }

    /// It goes on at `at`.
    pub(super) fn open(self, at: Mono) -> Open {
        Open {
            id: self.alarm,
            kind: self.kind,
            line: self.line,
            room: self.room,
            priority: self.priority,
            is: match self.condition {
                Condition::Active => Is::Active,
                Condition::Cleared => Is::Cleared,
            },
            signal: match self.by {
                Some(by) => Signal::Accepted { by },
                None => Signal::Calling { since: at, called: at, escalated: self.escalation > 0 },
            },
            times: self.times,
            began: Moment::Before(self.began),
            raised: Moment::Before(self.raised),
            escalation: self.escalation,
            code: self.code,
            last: Step::Raised,
            seen: None,
            test: false,
        }
    }
}

impl From<Open> for Kept {
    fn from(open: Open) -> Self {
        Self {
            by: open.signal.by().map(String::from),
            condition: open.is.condition(),
            alarm: open.id,
            kind: open.kind,
            priority: open.priority,
            line: open.line,
            room: open.room,
            times: open.times,
            began: open.began.known(),
            raised: open.raised.known(),
            escalation: open.escalation,
            code: open.code,
        }
    }
}
