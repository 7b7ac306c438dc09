//! Who is called first, who next, and after how long? A ladder: rungs, waits, and how long somebody
//! who said "I go" may take.

mod book;
mod text;

use std::time::Duration;

use alerts::message::Priority;
use serde::{Deserialize, Serialize};

use super::party::PartyId;
pub use book::{Book, MOST_RULES, Rule};
pub use text::NoLadder;

/// Rungs of a ladder. Twelve of a minute are longer than anybody should wait.
pub const MOST_RUNGS: usize = 12;

/// Groups and people on one rung.
pub const MOST_REACHES: usize = 8;

/// The shortest wait: a person needs so long to take a telephone out.
pub const LEAST_WAIT: Duration = Duration::from_secs(5);

/// The longest wait, and the longest patience: a day.
pub const MOST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// The ladder of one case, or of a rule. It is never empty, and each rung calls somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ladder {
    rungs: Vec<Rung>,
    patience: Duration,
}

/// A rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Who is called together.
    pub reaches: Vec<Reach>,
    /// Until the next is called.
    pub wait: Duration,
}

/// Who is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The screens of the desk, while one is open: nobody's telephone.
    Desk,
    /// Relatives who may be told.
    Relatives,
    /// The resident's volunteers.
    Volunteers,
    /// The grid worker.
    GridWorker,
    /// Staff who are on duty; for a high alarm, all of them while nobody is.
    Staff,
    /// All of these.
    Everyone,
    /// Somebody by number.
    Party(PartyId),
    /// A group chat, by its robot's name.
    Group(String),
}

/// A case's own copy: a ladder for each priority, since it may rise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladders {
    /// For a low one.
    pub low: Ladder,
    /// For a medium one.
    pub medium: Ladder,
    /// For a high one.
    pub high: Ladder,
}

impl Ladders {
    /// The one for a priority.
    #[must_use]
    pub const fn of(&self, priority: Priority) -> &Ladder {
        match priority {
            Priority::Low => &self.low,
            Priority::Medium => &self.medium,
            Priority::High => &self.high,
        }
    }
}

impl Ladder {
    /// The rungs, the first first.
    #[must_use]
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// How long somebody who accepted may take until they are at the door.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        self.patience
    }

    /// How long after a rung the next is called; after the last it begins again.
    #[must_use]
    pub fn wait(&self, rung: u8) -> Duration {
        let rung = self.rungs.get(usize::from(rung)).or_else(|| self.rungs.last());
        rung.map_or(LEAST_WAIT, |rung| rung.wait)
    }

    /// How long after its last rung.
    #[must_use]
    pub fn last_wait(&self) -> Duration {
        self.wait(u8::MAX)
    }

    /// The first rung that calls everybody, else the first.
    #[must_use]
    pub fn widest(&self) -> u8 {
        let at = self.rungs.iter().position(|rung| rung.reaches.contains(&Reach::Everyone));
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
    }
}
