//! What did a home say? A topic and a payload become a [`Heard`], or it is said why not.
//!
//! A home may be newer than the station: fields that are not known are ignored, and a word that is
//! not known ([`Known::Other`]) makes no message unreadable. An alarm of an unknown kind or step is
//! shown by its priority, never dropped (contract.md).

use alerts::message::{
    Activity, Air, AlarmKind, Asleep, Condition, DoorIs, Evidence, Gap, Health, Id, Minute,
    OutOfService, Previous, Priority, Rate, Reply, SensorIs, StatusWord, Step, Today, Where,
};
use alerts::{ClockQuality, Wall, When};
use serde::{Deserialize, Serialize};

use super::HomeId;

mod read;
#[cfg(test)]
mod tests;
mod wire;

pub use read::{Poison, place, read};

/// A word of the contract, or one that a later version has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Known<T> {
    /// One that this version knows.
    Word(T),
    /// Another.
    Other(String),
}

/// Something that a home published.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// By whom.
    pub home: HomeId,
    /// Whether the broker had kept it: then it is what the home said last, and not that it is there.
    pub retained: bool,
    /// The start of the daemon.
    pub boot: u32,
    /// When it happened; absent while the home's clock has never been right.
    pub at: Option<When>,
    /// Milliseconds since the start of the daemon; absent for `status`.
    pub mono: Option<u64>,
    /// How far that clock could be trusted; absent for `status`.
    pub clock: Option<ClockQuality>,
    /// Its name in a lane; absent for what is live.
    pub id: Option<Id>,
    /// What it says.
    pub body: Body,
}

/// The payloads proper.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// `status`.
    Status {
        /// The word.
        word: StatusWord,
        /// The program's version.
        version: Option<String>,
        /// What the boot before had stored.
        previous: Option<Previous>,
    },
    /// `state`.
    State(Box<Now>),
    /// `alarms`: a page of the open ones.
    Alarms {
        /// Those on this page.
        open: Vec<AlarmStep>,
        /// Which page of how many.
        page: (u32, u32),
    },
    /// `health`.
    Health(Box<Health>),
    /// `alarm/{kind}`.
    Alarm(Box<AlarmStep>),
    /// `event/{kind}`.
    Event(EventSaid),
    /// `summary/night` and `summary/day`, as they came.
    Summary {
        /// `night` or `day`.
        of: SummaryOf,
        /// The day that it is of, `2026-11-23`.
        date: String,
        /// The JSON of the body.
        body: String,
    },
    /// `minute`.
    Minute(Box<Minute>),
    /// `gap`.
    Gap(Gap),
    /// `reply/{name}`.
    Reply(Reply),
    /// `sample/{line}`: heard, and not kept.
    Sample,
    /// A subject that this version does not know: heard, and not kept.
    Other,
}

/// The body of `state`: what the home says now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Now {
    /// Where the resident is.
    pub whereabouts: Where,
    /// Whether they sleep.
    pub sleep: Asleep,
    /// How much they moved in the last hour.
    pub activity: Activity,
    /// Since when they are there.
    pub since: Option<When>,
    /// Absent if it is not known now: never the last one, never 0.
    pub heart_rate: Option<Rate>,
    /// As the heart rate.
    pub breathing_rate: Option<Rate>,
    /// What the day has counted so far.
    pub today: Today,
    /// The air.
    pub air: Air,
    /// The entrance; absent if nothing watches it.
    pub door: Option<DoorIs>,
    /// Every source.
    pub sensors: Vec<SensorNow>,
    /// How many alarms are open, as the home counts them.
    pub alarms: u32,
    /// What may not call now, because somebody asked for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<PausedNow>,
}

/// A kind of alarm of `state` that may not call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausedNow {
    /// Which.
    pub kind: Known<AlarmKind>,
    /// Until then; absent while the home's clock has never been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
}

/// Whether that holds at this moment, as far as the home said.
fn holds(until: Option<When>, now: Wall) -> bool {
    until.is_none_or(|until| until.wall() > now)
}

impl Now {
    /// Kinds that may not call at this moment.
    pub fn paused(&self, now: Wall) -> impl Iterator<Item = &PausedNow> {
        self.paused.iter().filter(move |paused| holds(paused.until, now))
    }

    /// Sources that are out of service at this moment.
    pub fn out_of_service(&self, now: Wall) -> impl Iterator<Item = &SensorNow> {
        self.sensors
            .iter()
            .filter(move |sensor| sensor.out_of_service.is_some_and(|out| holds(out.until, now)))
    }
}

/// A source of `state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensorNow {
    /// Its name.
    pub line: String,
    /// Where it looks.
    pub room: Option<String>,
    /// How it is.
    pub is: Known<SensorIs>,
    /// A technician has taken it out of service, and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_service: Option<OutOfService>,
}

/// The body of `alarm/{kind}`, and one of `alarms`: a step in an alarm's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmStep {
    /// `boot-n`: the same through its whole life.
    pub alarm: String,
    /// What it is about.
    pub kind: Known<AlarmKind>,
    /// How soon somebody must act. One that is not known counts as high.
    pub priority: Priority,
    /// What happened to it now.
    pub step: Known<Step>,
    /// How often its condition came up.
    pub times: u32,
    /// Is it so?
    pub condition: Condition,
    /// Whether it calls until somebody has accepted it.
    pub latched: bool,
    /// The source that it is about.
    pub line: Option<String>,
    /// Where that looks.
    pub room: Option<String>,
    /// When its condition began.
    pub began: Option<When>,
    /// When it was first raised.
    pub raised: Option<When>,
    /// What made the home raise it.
    pub evidence: Vec<Evidence>,
    /// How often it was escalated because nobody accepted it.
    pub escalation: u32,
    /// Whether this step was on the home's disk before it was sent.
    pub durable: bool,
    /// Whether it is only a test.
    pub test: bool,
    /// Who accepted it.
    pub by: Option<String>,
}

impl AlarmStep {
    /// A step of an alarm that came up once and is so, of which the home says nothing else.
    #[must_use]
    pub fn of(alarm: impl Into<String>, kind: AlarmKind, priority: Priority, step: Step) -> Self {
        Self {
            alarm: alarm.into(),
            kind: Known::Word(kind),
            priority,
            step: Known::Word(step),
            times: 1,
            condition: Condition::Active,
            latched: false,
            line: None,
            room: None,
            began: None,
            raised: None,
            evidence: Vec::new(),
            escalation: 0,
            durable: true,
            test: false,
            by: None,
        }
    }
}

/// The body of `event/{kind}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSaid {
    /// The kind, as in the topic: `bed-exit`.
    pub kind: String,
    /// Its name within the home: the same when it comes again because it was none.
    pub fact: Option<String>,
    /// It turned out wrong.
    pub withdrawn: bool,
    /// The JSON of the body.
    pub body: String,
}

/// Which summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SummaryOf {
    /// From the evening to the final rise.
    Night,
    /// The day.
    Day,
}

impl Heard {
    /// Whether it shows that the home is there now: only what is live does. What the broker had kept,
    /// or had queued while the station was away, may be old; and a will is the broker's word.
    #[must_use]
    pub const fn is_sign_of_life(&self) -> bool {
        !self.retained
            && matches!(
                self.body,
                Body::State(_)
                    | Body::Health(_)
                    | Body::Alarms { .. }
                    | Body::Status { word: StatusWord::Online, .. }
            )
    }
}
