//! Why did an acknowledgement change nothing?

use alloc::string::String;
use core::fmt;

/// Why an acknowledgement changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such open alarm.
    NoSuchAlarm(String),
    /// Somebody has accepted it before.
    AlreadyAccepted(String),
    /// Nobody has accepted it, so nobody can let go of it.
    NotAccepted(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAlarm(id) => write!(f, "no open alarm is called {id}"),
            Self::AlreadyAccepted(by) => write!(f, "{by} has accepted it already"),
            Self::NotAccepted(id) => write!(f, "nobody has accepted {id}"),
        }
    }
}

impl core::error::Error for Refused {}
