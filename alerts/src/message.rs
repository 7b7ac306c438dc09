//! What does a home say, and how is it written? The contract with the community: topics, the
//! envelope and a type for every payload (contract.md §1 to §3).
//!
//! This is the only place that knows what a message looks like as JSON. A field may be added; none
//! changes its meaning or goes. What is not known is absent: never 0, never the last value.

mod alarm;
mod command;
mod event;
mod health;
mod minute;
mod root;
mod state;
mod summary;
mod what;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use alarm::{Alarm, AlarmKind, Alarms, Condition, Priority, Step};
pub use command::{
    Acknowledge, Changes, LARGEST_COMMAND, MalformedCommand, Outcome, Pause, Ping, Reply, Request,
    Resend, Sample, Sampling, SetPolicy, Stage, Test,
};
pub use event::{
    BedEntry, BedExit, BreathingPause, Door, Event, ExitNumber, FactId, GotUp, Nap, NightFigure,
    Sensor, SinceWhen, TurnOver, UnusualNight,
};
pub use health::{Gap, GapReason, Health, LineHealth, OutboxHealth, Previous, Status, StatusWord};
pub use minute::{Figure, LineMinute, Minute, Spread};
pub use root::{BadName, Root};
pub use state::{
    Activity, Air, AirIs, Asleep, DoorIs, OutOfService, PausedKind, Rate, SensorIs, SensorState,
    State, Today, Where,
};
pub use summary::{Absence, DaySummary, MOST_EXITS, MOST_NAPS, NapOfDay, NightRate, NightSummary};
pub use what::{Arg, Args, Evidence, Frozen, Vital, What};

use crate::time::{ClockQuality, When};

/// The version of the contract.
pub const VERSION: u8 = 1;

/// A payload up is at most this many bytes (contract.md §2).
pub const LARGEST_PAYLOAD: usize = 8 * 1024;

/// In which queue a message waits for the broker. Alarms always go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// Durable before it is offered; never thinned.
    Alarms,
    /// Durable before it is offered.
    Events,
    /// Committed in groups; thinned when space is short.
    Readings,
}

impl Lane {
    /// The letter in a message's `id`.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Alarms => 'a',
            Self::Events => 'e',
            Self::Readings => 'r',
        }
    }
}

/// What makes a stored message unique in its home: `8a17` is the 17th alarm message of boot 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// The daemon's start.
    pub boot: u32,
    /// The lane.
    pub lane: Lane,
    /// The place in that lane within that boot, from 1.
    pub seq: u32,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.boot, self.lane.letter(), self.seq)
    }
}

/// Text that is no message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoId;

impl fmt::Display for NoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a message id such as 8a17")
    }
}

impl core::error::Error for NoId {}

impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let lane = [Lane::Alarms, Lane::Events, Lane::Readings]
            .into_iter()
            .find(|lane| text.contains(lane.letter()))
            .ok_or(NoId)?;
        let (boot, seq) = text.split_once(lane.letter()).ok_or(NoId)?;
        let number = |digits: &str| digits.parse().map_err(|_| NoId);
        Ok(Self { boot: number(boot)?, lane, seq: number(seq)? })
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// What every payload but `status` is wrapped in. Live messages have no `id`, `lane` and `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope<'a, B> {
    /// The version of the contract.
    pub v: u8,
    /// Unique in this home; a receiver that has seen it drops the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// The home.
    #[serde(borrow)]
    pub home: Cow<'a, str>,
    /// The daemon's start in which it was stored.
    pub boot: u32,
    /// The lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Lane>,
    /// The place in the lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    /// When it happened; absent while the clock has never been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// Milliseconds since the daemon's start.
    pub mono: u64,
    /// How far the clock could be trusted.
    pub clock: ClockQuality,
    /// The payload proper.
    pub body: B,
}

/// What is published of a message: with an event, which fact it is.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    pub(crate) message: &'a Message,
    pub(crate) fact: Option<&'a FactId>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct WithFact<'a> {
            #[serde(flatten)]
            message: &'a Message,
            fact: String,
            #[serde(skip_serializing_if = "is_false")]
            withdrawn: bool,
        }
        match self.fact {
            None => self.message.serialize(serializer),
            Some(fact) => WithFact {
                message: self.message,
                fact: fact.to_string(),
                withdrawn: fact.withdrawn,
            }
            .serialize(serializer),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(is: &bool) -> bool {
    !*is
}

/// What the home has to say, before the outbox gives it an id.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Message {
    /// A step in an alarm's life.
    Alarm(Alarm),
    /// Something happened in the home.
    Event(Event),
    /// What each number did in a minute.
    Minute(Minute),
    /// What a night was.
    Night(Box<NightSummary>),
    /// What a day was.
    Day(Box<DaySummary>),
}

impl Message {
    /// The topic below the home's root.
    #[must_use]
    pub fn topic(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Alarm(alarm) => alarm.kind.topic(),
            Self::Event(event) => event.topic(),
            Self::Minute(_) => "minute",
            Self::Night(_) => "summary/night",
            Self::Day(_) => "summary/day",
        })
    }

    /// The lane in which it waits.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        match self {
            Self::Alarm(_) => Lane::Alarms,
            Self::Event(_) | Self::Night(_) | Self::Day(_) => Lane::Events,
            Self::Minute(_) => Lane::Readings,
        }
    }
}

/// Whether the broker is to keep what is said there (below the home's root) for those who come
/// later: of a summary the newest, as of a live message.
#[must_use]
pub fn is_retained(below: &str) -> bool {
    matches!(below, "summary/night" | "summary/day")
}
