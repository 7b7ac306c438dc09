//! What goes into the store and comes out of it, without a word of SQL.

use alerts::Wall;
use alerts::message::{Gap, Minute};
use serde::{Deserialize, Serialize};

use crate::core::HomeId;
use crate::core::access::Role;
use crate::core::heard::{AlarmStep, EventSaid, SummaryOf};
pub use crate::core::kept::{Band, Batch, Effect, Loaded, LoadedHome, PoisonRow, of_home};
use crate::core::person::{Record, Resident, ResidentId};

/// A summary: which, its date, and its body.
pub type Summary = (SummaryOf, String, String);

/// What a home said in a time; each in the order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Steps of alarms.
    pub alarms: Vec<(Wall, AlarmStep)>,
    /// Events that were not withdrawn.
    pub events: Vec<(Wall, EventSaid)>,
    /// Minutes.
    pub minutes: Vec<(Wall, Minute)>,
    /// Summaries: which, the date, the body.
    pub summaries: Vec<Summary>,
    /// What the home had to lose.
    pub gaps: Vec<(Wall, Gap)>,
}

/// A change of the roster.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonChange {
    /// Somebody new.
    Add {
        /// Where they live.
        home: Option<HomeId>,
        /// Their seat; the lowest free one, if absent and they have a home.
        seat: Option<u16>,
        /// Who they are.
        record: Record,
    },
    /// Somebody as they are from now on. `revision` is the one that was looked at.
    Edit(Resident),
}

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Wall,
    /// The login's name.
    pub by: String,
    /// The revision that it made.
    pub revision: u32,
    /// What they were before; absent for the first.
    pub before: Option<Record>,
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The home whose retained topics are to be emptied.
    pub home: Option<HomeId>,
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its name.
    pub name: String,
    /// The password's hash (argon2id); absent while none was chosen.
    pub password: Option<String>,
    /// What they are.
    pub role: Role,
    /// The residents whom they may see, where the role sees its own.
    pub residents: Vec<ResidentId>,
    /// Whether they may come in.
    pub active: bool,
}

/// A session of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose, once they have logged in.
    pub user: Option<String>,
    /// What the web half remembers in it.
    pub body: Vec<u8>,
    /// Until when.
    pub until: Wall,
}

/// A secret word that lets in: only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// SHA-256 or better of the word.
    pub hash: Vec<u8>,
    /// What it is called: "hall, ground floor".
    pub name: String,
    /// What it lets do.
    pub is: TokenIs,
    /// Until when, if not for good.
    pub until: Option<Wall>,
}

/// What a token lets do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenIs {
    /// Show the wall with whole names.
    Wall,
    /// Show the wall with surnames only.
    PublicWall,
    /// Make the first admin, once.
    FirstAdmin,
}

/// Somebody looked at or changed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// When.
    pub at: Wall,
    /// The login's name, or the token's.
    pub who: String,
    /// `view`, `edit`, `export`, `login`, `login-refused` …
    pub what: String,
    /// Of whom.
    pub resident: Option<ResidentId>,
    /// More, without personal data.
    pub detail: String,
}

/// Which part of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditAsked {
    /// Only of this resident.
    pub resident: Option<ResidentId>,
    /// Only by this login.
    pub who: Option<String>,
    /// Only before then.
    pub before: Option<Wall>,
    /// At most so many.
    pub at_most: u32,
}

/// For how many days each kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Minutes.
    pub minutes_days: u32,
    /// Events and summaries.
    pub events_days: u32,
    /// Alarms.
    pub alarms_days: u32,
    /// Who looked at what.
    pub audit_days: u32,
}

/// What was tidied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Minutes that were packed.
    pub packed: u64,
    /// Rows that were dropped.
    pub dropped: u64,
    /// There is more to do.
    pub more: bool,
}

/// How large the store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// The files, bytes.
    pub bytes: u64,
    /// Minutes that are rows.
    pub minutes: u64,
    /// Hours that are packed.
    pub hours: u64,
    /// Alarm steps.
    pub alarms: u64,
    /// Events.
    pub events: u64,
    /// Payloads that nobody could read.
    pub poison: u64,
}
