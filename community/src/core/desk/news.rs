//! What has happened, on which the desk must act? Written with the effect from which it came, in one
//! transaction, and consumed with the change that it made: so nothing that was taken in is forgotten.

use alerts::Wall;
use alerts::message::{AlarmKind, Condition, Priority, Step};
use serde::{Deserialize, Serialize};

use super::about::{About, CaseId};
use crate::core::HomeId;
use crate::core::heard::{AlarmStep, Known};

/// The number of a piece of news in this station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NewsId(pub i64);

/// A piece of news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Its number; pieces of one home are taken in its order.
    pub id: NewsId,
    /// When it was heard.
    pub at: Wall,
    /// What.
    pub what: Happened,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// A step in an alarm's life.
    Alarm(StepNews),
    /// A home is not heard.
    HomeLost {
        /// Which.
        home: HomeId,
    },
    /// It is heard again, or has said that it stops.
    HomeBack {
        /// Which.
        home: HomeId,
    },
    /// Many homes at once are not heard, or the broker is not.
    UplinkLost,
    /// They are heard again.
    UplinkBack,
    /// Life in a home, said by what it publishes. It makes a case only if the resident is away.
    Life {
        /// Which.
        home: HomeId,
        /// The day of the community's calendar, `2026-11-23`.
        day: String,
    },
    /// A case has nobody.
    DeskFault {
        /// Which.
        case: CaseId,
        /// How urgent that one is: the fault is no more and no less.
        #[serde(default = "high")]
        priority: Priority,
    },
    /// It has somebody again.
    DeskFaultOver {
        /// Which.
        case: CaseId,
    },
    /// Somebody tries the desk.
    Drill {
        /// As if it were about that home.
        home: Option<HomeId>,
    },
}

/// What the desk needs of a step in an alarm's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepNews {
    /// Whose.
    pub home: HomeId,
    /// Its name in that home.
    pub alarm: String,
    /// What it says.
    pub kind: Known<AlarmKind>,
    /// How soon somebody must act.
    pub priority: Priority,
    /// What happened to it.
    pub step: Known<Step>,
    /// How often its condition came up.
    pub times: u32,
    /// Is it so?
    pub condition: Condition,
    /// Whether it calls until somebody has accepted it.
    pub latched: bool,
    /// Whether it is only a test.
    pub test: bool,
}

/// What was written down without it was of every case.
const fn high() -> Priority {
    Priority::High
}

impl StepNews {
    /// Of a step that was heard.
    #[must_use]
    pub fn new(home: HomeId, step: &AlarmStep) -> Self {
        Self {
            home,
            alarm: step.alarm.clone(),
            kind: step.kind.clone(),
            priority: step.priority,
            step: step.step.clone(),
            times: step.times,
            condition: step.condition,
            latched: step.latched,
            test: step.test,
        }
    }

    /// What it is about.
    #[must_use]
    pub fn about(&self) -> About {
        let Self { home, alarm, kind, .. } = self;
        About::Alarm { home: home.clone(), alarm: alarm.clone(), kind: kind.clone() }
    }

    /// Whether the home calls with it: also by a word that is new.
    #[must_use]
    pub fn is_call(&self) -> bool {
        match &self.step {
            Known::Word(Step::Raised | Step::Reminded | Step::Escalated | Step::Resumed) => true,
            Known::Word(
                Step::Acknowledged | Step::Paused | Step::ConditionCleared | Step::Closed,
            ) => false,
            Known::Other(_) => true,
        }
    }

    /// Whether the alarm is over at home with it.
    #[must_use]
    pub fn is_end(&self) -> bool {
        self.step == Known::Word(Step::Closed)
    }
}

impl Happened {
    /// What it is about: the key under which its case is looked for.
    #[must_use]
    pub fn about(&self) -> About {
        match self {
            Self::Alarm(step) => step.about(),
            Self::HomeLost { home } | Self::HomeBack { home } => {
                About::HomeLost { home: home.clone() }
            }
            Self::UplinkLost | Self::UplinkBack => About::UplinkLost,
            Self::Life { home, day } => About::LifeAtHome { home: home.clone(), day: day.clone() },
            Self::DeskFault { case, .. } | Self::DeskFaultOver { case } => {
                About::DeskFault { case: *case }
            }
            Self::Drill { home } => About::Drill { home: home.clone() },
        }
    }
}
