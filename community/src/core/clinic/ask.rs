//! What does the clinic ask of the community, and what became of it? A request is heard, taken by
//! somebody, done or declined; or the clinic takes it back. Each step is told to the clinic as a Task.

use alerts::Wall;
use serde::{Deserialize, Serialize};

use crate::core::HomeId;
use crate::core::person::ResidentId;

/// Requests about one resident that are open at once. A clinic that asks for more has a fault.
pub const MOST_OPEN: usize = 50;

/// … that are open, or were heard in the last fourteen days: one that is made and taken back again and
/// again must not fill the disk.
pub const MOST_RECENT: usize = 200;

/// Signs of a note.
pub const LONGEST_NOTE: usize = 1_000;

/// A request's number in this station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AskId(pub i64);

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Its number; 0 before it is kept.
    pub id: AskId,
    /// Grows by one with each change.
    pub revision: u32,
    /// Where the clinic keeps it: `ServiceRequest/abc`.
    pub request: String,
    /// Of whom.
    pub resident: ResidentId,
    /// Where they lived when it was heard.
    pub home: HomeId,
    /// When it was heard.
    pub heard: Wall,
    /// Where it stands.
    pub stage: Stage,
    /// What is asked: it is kept sealed.
    #[serde(skip)]
    pub words: Words,
}

/// What is asked, as the clinic wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// What.
    pub what: String,
    /// Who asks.
    pub by: String,
    /// By when.
    pub when: String,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody has taken it.
    Open,
    /// Somebody does it.
    Accepted {
        /// The login's name.
        by: String,
        /// When.
        at: Wall,
    },
    /// It is done.
    Done {
        /// The login's name.
        by: String,
        /// When.
        at: Wall,
        /// What was found. It is kept sealed.
        #[serde(skip)]
        note: String,
    },
    /// It is not done.
    Declined {
        /// The login's name.
        by: String,
        /// When.
        at: Wall,
        /// Why. It is kept sealed.
        #[serde(skip)]
        note: String,
    },
    /// The clinic does not ask any more.
    Withdrawn {
        /// When.
        at: Wall,
    },
}

/// What somebody says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// I do it.
    Accept {
        /// The login's name.
        by: String,
    },
    /// It is done.
    Done {
        /// The login's name.
        by: String,
        /// What was found.
        note: String,
    },
    /// It is not done.
    Decline {
        /// The login's name.
        by: String,
        /// Why.
        note: String,
    },
    /// The clinic says it again; does it stand?
    Heard {
        /// Whether it does.
        stands: bool,
        /// What it says.
        words: Words,
    },
}

impl Ask {
    /// Whether somebody may do something about it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.stage {
            Stage::Open | Stage::Accepted { .. } => true,
            Stage::Done { .. } | Stage::Declined { .. } | Stage::Withdrawn { .. } => false,
        }
    }

    /// When it moved last.
    #[must_use]
    pub const fn moved(&self) -> Wall {
        match self.stage {
            Stage::Open => self.heard,
            Stage::Accepted { at, .. }
            | Stage::Done { at, .. }
            | Stage::Declined { at, .. }
            | Stage::Withdrawn { at } => at,
        }
    }

    /// As it is after this. What is over stays as it is: a late press changes nothing.
    #[must_use]
    pub fn handle(mut self, now: Wall, input: Input) -> Self {
        if !self.is_open() {
            return self;
        }
        let short = |note: String| note.chars().take(LONGEST_NOTE).collect();
        match input {
            Input::Accept { by } => self.stage = Stage::Accepted { by, at: now },
            Input::Done { by, note } => {
                self.stage = Stage::Done { by, at: now, note: short(note) };
            }
            Input::Decline { by, note } => {
                self.stage = Stage::Declined { by, at: now, note: short(note) };
            }
            Input::Heard { stands: false, .. } => self.stage = Stage::Withdrawn { at: now },
            Input::Heard { stands: true, words } => self.words = words,
        }
        self
    }

    /// What was written about it when it ended.
    #[must_use]
    pub fn note(&self) -> &str {
        match &self.stage {
            Stage::Done { note, .. } | Stage::Declined { note, .. } => note,
            Stage::Open | Stage::Accepted { .. } | Stage::Withdrawn { .. } => "",
        }
    }

    /// With the note that was kept apart.
    #[must_use]
    pub fn with_note(mut self, kept: String) -> Self {
        match &mut self.stage {
            Stage::Done { note, .. } | Stage::Declined { note, .. } => *note = kept,
            Stage::Open | Stage::Accepted { .. } | Stage::Withdrawn { .. } => {}
        }
        self
    }
}

impl Stage {
    /// As it stands in the store.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted { .. } => "accepted",
            Self::Done { .. } => "done",
            Self::Declined { .. } => "declined",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}
