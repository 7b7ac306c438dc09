//! Why did a command change nothing?

use alloc::string::String;
use core::fmt;

use crate::message::AlarmKind;

/// Why a command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such open alarm.
    NoSuchAlarm(String),
    /// Somebody has accepted it before.
    AlreadyAccepted(String),
    /// Nobody has accepted it, so nobody can let go of it.
    NotAccepted(String),
    /// So long no alarm of the kind is paused.
    PauseTooLong {
        /// The kind.
        kind: AlarmKind,
        /// The most, minutes.
        most: u32,
    },
    /// A life may hang on it, and it is so.
    PauseWhileActive(AlarmKind),
    /// A life may hang on it, and it was paused a while ago.
    PausedLately {
        /// The kind.
        kind: AlarmKind,
        /// When it may be asked for again, minutes from now.
        min: u32,
    },
    /// There is no pause to end.
    NotPaused(AlarmKind),
    /// The last test is not over.
    TestRuns(String),
    /// The home has no such source.
    NoSuchSource(String),
    /// Nobody has taken it out of service.
    InService(String),
    /// So long no sensor is out of service.
    OutTooLong {
        /// The most, minutes.
        most: u32,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAlarm(id) => write!(f, "no open alarm is called {id}"),
            Self::AlreadyAccepted(by) => write!(f, "{by} has accepted it already"),
            Self::NotAccepted(id) => write!(f, "nobody has accepted {id}"),
            Self::PauseTooLong { kind, most } => {
                let kind = kind.word();
                write!(f, "{kind} is paused for at most {most} minutes at a time")
            }
            Self::PauseWhileActive(kind) => {
                write!(f, "{} is active now: accept the alarm, and go there", kind.word())
            }
            Self::PausedLately { kind, min } => {
                let kind = kind.word();
                write!(f, "{kind} was paused a while ago: it can be paused again in {min} minutes")
            }
            Self::NotPaused(kind) => write!(f, "{} is not paused", kind.word()),
            Self::TestRuns(id) => write!(f, "the test {id} is not over: accept it first"),
            Self::NoSuchSource(line) => write!(f, "this home has no sensor called {line}"),
            Self::InService(line) => write!(f, "{line} is in service"),
            Self::OutTooLong { most } => {
                write!(
                    f,
                    "a sensor is out of service for at most {most} minutes: mend it, or remove it"
                )
            }
        }
    }
}

impl core::error::Error for Refused {}
