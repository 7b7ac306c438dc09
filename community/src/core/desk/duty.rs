//! Who is on duty, and when is nobody? A week that repeats, and days that differ.
//!
//! In local time, which is an argument: a shift from 22:00 to 06:00 is that on the night of the clock
//! change too.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use super::party::PartyId;

/// Shifts of a community's week: thirty people with every day their own.
pub const MOST_SHIFTS: usize = 256;

/// Days that differ; what is past is dropped by whoever keeps them.
pub const MOST_EXCEPTIONS: usize = 1_024;

/// A day of the calendar, `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub Date);

/// Somebody, each week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Who.
    pub who: PartyId,
    /// On which days it begins, from Monday.
    pub days: [bool; 7],
    /// From when to when.
    pub hours: Hours,
}

/// Minutes of a day. What ends at or before its start ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute, 0 to 1,439.
    pub from: u16,
    /// The minute after the last, 0 to 1,440.
    pub to: u16,
}

/// A day that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Which.
    pub day: Day,
    /// Whose.
    pub who: PartyId,
    /// They come then; `None`: their shifts that begin on it do not happen.
    pub comes: Option<Hours>,
}

/// The duty table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// The week.
    pub shifts: Vec<Shift>,
    /// What differs.
    pub exceptions: Vec<Exception>,
}

/// A time in which nobody is on duty, in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From then.
    pub from: DateTime,
    /// To then.
    pub to: DateTime,
}
