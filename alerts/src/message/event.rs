//! `event/{kind}`: what happened in the home.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jiff::civil::Date;
use protocol::Means;
use serde::{Deserialize, Serialize};

use super::{Figure, Id};
use crate::time::When;

/// The bodies of `event/{kind}`. In every body `from` is absent while the clock has never been
/// right; the envelope's `at` says the same and is filled in when the clock becomes right.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// Somebody went to bed.
    BedEntry(BedEntry),
    /// Somebody left the bed for at least a minute.
    BedExit(BedExit),
    /// The exit was the final rise.
    GotUp(GotUp),
    /// Somebody turned over in bed.
    TurnOver(TurnOver),
    /// Sleep began.
    SleepOnset(SinceWhen),
    /// Sleep ended, for the moment at least.
    Wake(SinceWhen),
    /// A nap is over.
    Nap(Nap),
    /// Somebody in bed did not breathe for a while, and then did again.
    BreathingPause(BreathingPause),
    /// A door was opened.
    DoorOpened(Door),
    /// A door was closed.
    DoorClosed(Door),
    /// Nobody is at home since the entrance was used.
    LeftHome(SinceWhen),
    /// Somebody came home.
    CameHome(SinceWhen),
    /// More than one person is at home.
    Visitor(SinceWhen),
    /// A sensor is no longer heard.
    SensorLost(Sensor),
    /// A sensor is heard again.
    SensorBack(Sensor),
    /// A night was unlike the resident's others.
    UnusualNight(UnusualNight),
}

impl Event {
    /// The topic below the home's root.
    #[must_use]
    pub const fn topic(&self) -> &'static str {
        match self {
            Self::BedEntry(_) => "event/bed-entry",
            Self::BedExit(_) => "event/bed-exit",
            Self::GotUp(_) => "event/got-up",
            Self::TurnOver(_) => "event/turn-over",
            Self::SleepOnset(_) => "event/sleep-onset",
            Self::Wake(_) => "event/wake",
            Self::Nap(_) => "event/nap",
            Self::BreathingPause(_) => "event/breathing-pause",
            Self::DoorOpened(_) => "event/door-opened",
            Self::DoorClosed(_) => "event/door-closed",
            Self::LeftHome(_) => "event/left-home",
            Self::CameHome(_) => "event/came-home",
            Self::Visitor(_) => "event/visitor",
            Self::SensorLost(_) => "event/sensor-lost",
            Self::SensorBack(_) => "event/sensor-back",
            Self::UnusualNight(_) => "event/unusual-night",
        }
    }
}

/// Which fact of its home an event is: the same when it comes again because it was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactId {
    /// The daemon's start in which it was found out.
    pub boot: u32,
    /// Its number among the facts of the home.
    pub number: u32,
    /// It turned out wrong.
    pub withdrawn: bool,
}

/// `8f17`.
impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}f{}", self.boot, self.number)
    }
}

/// `event/bed-entry`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BedEntry {
    /// The first sign of somebody in bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// When it was certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<When>,
    /// What decided, as in [`BedExit::evidence`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// Which bed exit of this home, from 1: how a got-up finds its exit before the outbox has given
/// that an id. The shell remembers the [`Id`] that each number's message got, and after a restart
/// says which number was the last.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ExitNumber(pub u32);

/// `event/bed-exit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BedExit {
    /// The last sign of somebody in bed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// When it was certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<When>,
    /// What decided, the heaviest first: `rise +4.5`, `flag −0.3`. In nats, the natural logarithm
    /// of how much likelier what was seen is if they left than if they did not.
    pub evidence: Vec<String>,
    /// The source that first said so.
    pub first_seen_by: String,
    /// The room that it looks at, as the home's configuration calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// For the shell only.
    #[serde(skip)]
    pub number: ExitNumber,
}

/// `event/got-up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GotUp {
    /// When they left the bed: the `from` of that bed exit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// The message of that bed exit: filled in by the shell, which knows what id `number` got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<Id>,
    /// For the shell only.
    #[serde(skip)]
    pub number: ExitNumber,
}

/// `event/turn-over`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnOver {
    /// When the movement began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// How long it lasted, seconds.
    pub length_s: u32,
}

/// `event/sleep-onset`, `event/wake`, `event/left-home`, `event/came-home`,
/// `event/visitor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SinceWhen {
    /// Since when it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
}

/// `event/nap`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nap {
    /// Its first minute asleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// The end of its last minute asleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<When>,
    /// Minutes asleep between the two.
    pub asleep_min: u16,
}

/// `event/breathing-pause`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreathingPause {
    /// When the radar found no breath any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// How long it was gone, seconds.
    pub length_s: u32,
}

/// `event/door-opened`, `event/door-closed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// The source that watches it.
    pub line: String,
    /// The room that it looks at, as the home's configuration calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Which door it is: the entrance or another.
    pub means: Means,
}

/// `event/sensor-lost`, `event/sensor-back`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensor {
    /// The source.
    pub line: String,
    /// The room that it looks at, as the home's configuration calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// When it was last heard before; absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_heard: Option<When>,
}

/// A figure of a night that has a usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NightFigure {
    /// Times out of bed.
    BedExits,
    /// The mean heart rate, per minute: an alarm, and no event.
    HeartRate,
    /// The mean breathing rate, per minute: an alarm, and no event.
    BreathingRate,
    /// When they went to bed, minutes after noon.
    BedTime,
    /// When they rose, minutes after noon.
    RisingTime,
    /// How often they turned over.
    TurnOvers,
    /// The mean body movement in bed, 0 to 100.
    Movement,
}

impl NightFigure {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::BedExits,
        Self::HeartRate,
        Self::BreathingRate,
        Self::BedTime,
        Self::RisingTime,
        Self::TurnOvers,
        Self::Movement,
    ];
}

/// `event/unusual-night`: worth knowing, and nobody is called for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusualNight {
    /// The date of its morning.
    pub date: Date,
    /// Which figure.
    pub of: NightFigure,
    /// What it was, in the figure's unit.
    pub value: Figure,
    /// The median of the nights before.
    pub usual: Figure,
}
