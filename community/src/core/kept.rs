//! What of all that homes say is kept, and with what of it does a station begin again?

use std::collections::BTreeSet;

use alerts::Wall;
use alerts::message::{Gap, Id, Lane, Minute, Reply};

use super::HomeId;
use super::desk::Happened;
use super::heard::{AlarmStep, EventSaid, Now, SummaryOf};
use super::lane::Cursor;

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
    /// Something for the desk that is no alarm's step: those are, of themselves.
    News {
        /// When it was heard.
        at: Wall,
        /// What.
        what: Happened,
    },
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
            Self::News { what, .. } => of_home(what),
        }
    }
}

/// The home that a piece of news is of.
#[must_use]
pub const fn of_home(what: &Happened) -> Option<&HomeId> {
    match what {
        Happened::Alarm(step) => Some(&step.home),
        Happened::HomeLost { home } | Happened::HomeBack { home } | Happened::Life { home, .. } => {
            Some(home)
        }
        Happened::Drill { home } => home.as_ref(),
        Happened::UplinkLost
        | Happened::UplinkBack
        | Happened::DeskFault { .. }
        | Happened::DeskFaultOver { .. } => None,
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
    /// What the desk knows of lost homes.
    pub told: Told,
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

/// What the desk was told, and was not told to be over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Homes that are lost each for themselves.
    pub lost: BTreeSet<HomeId>,
    /// The way to many.
    pub uplink: bool,
}

impl Told {
    /// The desk is told this.
    pub fn note(&mut self, what: &Happened) {
        match what {
            Happened::HomeLost { home } => drop(self.lost.insert(home.clone())),
            Happened::HomeBack { home } => drop(self.lost.remove(home)),
            Happened::UplinkLost => self.uplink = true,
            Happened::UplinkBack => self.uplink = false,
            Happened::Alarm(_)
            | Happened::Life { .. }
            | Happened::DeskFault { .. }
            | Happened::DeskFaultOver { .. }
            | Happened::Drill { .. } => {}
        }
    }
}
