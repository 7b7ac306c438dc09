//! Stub during first commit.
use alloc::string::String;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::message::{AlarmKind, Condition, Priority};
use crate::time::When;

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
}

/// Why an acknowledgement changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such open alarm.
    NoSuchAlarm(String),
    /// Somebody has accepted it before.
    AlreadyAccepted(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAlarm(id) => write!(f, "no open alarm is called {id}"),
            Self::AlreadyAccepted(by) => write!(f, "{by} has accepted it already"),
        }
    }
}

impl core::error::Error for Refused {}
