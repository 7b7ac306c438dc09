//! What goes into the store and comes out of it, without a word of SQL.

use alerts::Wall;
use alerts::message::{Gap, Id, Lane, Minute, Reply};
use serde::{Deserialize, Serialize};

use crate::core::HomeId;
use crate::core::access::Role;
use crate::core::heard::{AlarmStep, EventSaid, Now, SummaryOf};
use crate::core::lane::Cursor;
use crate::core::person::{Record, Resident, ResidentId};

/// What messages changed. Effects are in the order in which they were heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What is to be kept.
    pub effects: Vec<Effect>,
    /// The cursors as they are then: one for each home and lane that moved.
    pub cursors: Vec<(HomeId, Lane, Cursor)>,
    /// The highest boot heard of a home that has a new one.
    pub boots: Vec<(HomeId, u32)>,
}

/// Something to be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A step in an alarm's life.
    Alarm {
        /// Whose.
        home: HomeId,
        /// The message's name; absent if it came from `alarms`.
        id: Option<Id>,
        /// When, by the home, else when it was heard.
        at: Wall,
        /// The step.
        step: Box<AlarmStep>,
        /// Whether the alarm is open after it.
        open: bool,
    },
    /// Something happened in a home. One that was withdrawn replaces the one of the same fact.
    Event {
        /// Whose.
        home: HomeId,
        /// The message's name.
        id: Id,
        /// When.
        at: Wall,
        /// What.
        event: EventSaid,
    },
    /// What each number did in a minute.
    Minute {
        /// Whose.
        home: HomeId,
        /// Where the minute began, else when it was heard.
        at: Wall,
        /// What.
        minute: Box<Minute>,
    },
    /// A night or a day is over. A later one of the same date replaces it.
    Summary {
        /// Whose.
        home: HomeId,
        /// Which.
        of: SummaryOf,
        /// `2026-11-23`, as the body says.
        date: String,
        /// When.
        at: Wall,
        /// The JSON of the body.
        body: String,
    },
    /// The home had to lose something.
    Gap {
        /// Whose.
        home: HomeId,
        /// When it was heard.
        at: Wall,
        /// What.
        gap: Gap,
    },
    /// The answer to a command.
    Reply {
        /// Whose.
        home: HomeId,
        /// When it was heard.
        at: Wall,
        /// What.
        reply: Reply,
    },
    /// The state of a home, for a station that starts anew: the last of each home.
    State {
        /// Whose.
        home: HomeId,
        /// When it was heard.
        at: Wall,
        /// What.
        now: Box<Now>,
    },
    /// A payload that nobody can read.
    Poison(PoisonRow),
    /// The broker keeps nothing any more of a home whose resident was erased.
    Emptied {
        /// Which.
        home: HomeId,
    },
}

impl Effect {
    /// Whose it is; `None` for a payload that nobody can read.
    #[must_use]
    pub const fn home(&self) -> Option<&HomeId> {
        match self {
            Self::Alarm { home, .. }
            | Self::Event { home, .. }
            | Self::Minute { home, .. }
            | Self::Summary { home, .. }
            | Self::Gap { home, .. }
            | Self::Reply { home, .. }
            | Self::State { home, .. }
            | Self::Emptied { home } => Some(home),
            Self::Poison(_) => None,
        }
    }
}

/// A payload that nobody can read, set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoisonRow {
    /// When it was heard.
    pub at: Wall,
    /// Where it was published.
    pub topic: String,
    /// What is wrong with it.
    pub why: String,
    /// Its first 1,024 bytes.
    pub payload: Vec<u8>,
}

/// What the station knew when it stopped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// Each home that was ever heard.
    pub homes: Vec<LoadedHome>,
    /// Homes whose resident was erased, while the broker has not said that it keeps nothing of them.
    pub emptying: Vec<HomeId>,
}

/// One home of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedHome {
    /// Which.
    pub home: HomeId,
    /// The highest boot heard.
    pub boot: u32,
    /// Its lanes.
    pub cursors: Vec<(Lane, Cursor)>,
    /// Its open alarms: the newest step of each, and when.
    pub open: Vec<(Wall, AlarmStep)>,
    /// Its last state, and when that was heard.
    pub state: Option<(Wall, Now)>,
    /// Heart rates of the last two hours: minute and mean.
    pub hearts: Vec<(Wall, u8)>,
}

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

/// The personal band of a home's resident, per minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Whose.
    pub home: HomeId,
    /// One of ten is below.
    pub low: u8,
    /// One of ten is above.
    pub high: u8,
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
