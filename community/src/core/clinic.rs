//! What leaves for the clinic, of whom, and what became of it?
//!
//! Consent first: [`Leaves`] is the proof that a resident has agreed, and nothing can be written down for
//! the clinic without one ([`consent`]). What there is to tell of a home is compared with what the clinic
//! has ([`want`]); each thing is a [`Row`] with a time at which it is due, so that a restart, a server
//! that does not answer, or one that dies in the middle costs nothing but time ([`row`], [`mod@line`]). What
//! the clinic asks of somebody is an [`ask::Ask`].
//!
//! It is the machine of the desk's messages again: rows with a deadline and without an owner, committed
//! before anything goes out.

pub mod ask;
pub mod changed;
pub mod consent;
mod day;
pub mod line;
pub mod risk;
pub mod row;
pub mod want;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use consent::{Leaves, Stays};
pub use row::{Row, RowId};

use super::person::ResidentId;
use ask::AskId;
use risk::Standing;

/// What tells a thing from the same thing as it was before: of its content alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

/// A thing of which the clinic is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// Who they are.
    Person(ResidentId),
    /// The night to this morning.
    Night(#[serde(with = "day")] Date),
    /// This day.
    Day(#[serde(with = "day")] Date),
    /// An alarm, by its name in the home.
    Alarm(String),
    /// A risk.
    Risk(Standing),
    /// The answer to something that was asked.
    Task(AskId),
}

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person.
    Person,
    /// A night.
    Night,
    /// A day.
    Day,
    /// An alarm.
    Alarm,
    /// A risk.
    Risk,
    /// An answer.
    Task,
}

impl Item {
    /// Its name within the home: there is one row of it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Person(id) => format!("person-{}", id.0),
            Self::Night(date) => format!("night-{date}"),
            Self::Day(date) => format!("day-{date}"),
            Self::Alarm(name) => format!("alarm-{name}"),
            Self::Risk(standing) => standing.item(),
            Self::Task(id) => format!("task-{}", id.0),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Night(_) => Kind::Night,
            Self::Day(_) => Kind::Day,
            Self::Alarm(_) => Kind::Alarm,
            Self::Risk(_) => Kind::Risk,
            Self::Task(_) => Kind::Task,
        }
    }

    /// Whether it comes of watching the home: for that, they must have agreed to be watched, too.
    #[must_use]
    pub const fn is_watched(&self) -> bool {
        match self {
            Self::Night(_) | Self::Day(_) | Self::Risk(_) => true,
            Self::Person(_) | Self::Alarm(_) | Self::Task(_) => false,
        }
    }
}

impl Kind {
    /// As it stands in the store, and in the addresses of pages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Night => "night",
            Self::Day => "day",
            Self::Alarm => "alarm",
            Self::Risk => "risk",
            Self::Task => "task",
        }
    }
}
