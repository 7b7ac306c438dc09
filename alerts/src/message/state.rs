//! `state`: the snapshot for the wall, and the home's heartbeat.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::AlarmKind;
use crate::time::When;

/// Where the resident is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// In bed.
    Bed,
    /// At home and not in bed.
    Home,
    /// Out of the home.
    Away,
    /// There is no evidence.
    #[default]
    Unknown,
}

/// Whether the resident sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asleep {
    /// Asleep.
    Asleep,
    /// Awake.
    Awake,
    /// There is no evidence.
    #[default]
    Unknown,
}

/// How much the resident moved in the last hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Not at all.
    None,
    /// In few minutes.
    Rare,
    /// In some.
    Occasional,
    /// In many.
    Frequent,
    /// There is no evidence.
    #[default]
    Unknown,
}

/// A rate that may be shown, with its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Times per minute.
    pub per_min: u8,
    /// Seconds since it was measured.
    pub age_s: u32,
}

/// What the day has counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// Bed exits of the night, without the final rise, noon to noon.
    pub bed_exits: u32,
    /// Turn-overs of the night, noon to noon.
    pub turn_overs: u32,
    /// Minutes of naps since midnight.
    pub nap_min: u32,
}

/// What the sensors for one hazard say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AirIs {
    /// Heard, and no alarm.
    Clear,
    /// Not heard.
    Unknown,
    /// Warming up: neither safe nor unsafe.
    Warming,
    /// Broken.
    Fault,
    /// An alarm's condition is active.
    Alarm,
}

/// The air: each absent if the home has no such sensor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Air {
    /// Combustible gas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas: Option<AirIs>,
    /// Carbon monoxide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co: Option<AirIs>,
    /// Smoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smoke: Option<AirIs>,
}

/// The entrance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoorIs {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// Not heard.
    Unknown,
}

/// How a sensor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SensorIs {
    /// Heard.
    Ok,
    /// Warming up.
    Warming,
    /// Not heard for longer than its deadline.
    Silent,
    /// It says that it is broken.
    Fault,
    /// It says that its battery is low.
    LowBattery,
    /// It says that it is beyond its life.
    EndOfLife,
}

/// One line of `sensors`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensorState {
    /// The source.
    pub line: String,
    /// The room that it looks at, as the home's configuration calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// How it is.
    pub is: SensorIs,
    /// A technician has taken it out of service: it calls nobody, and is not well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_service: Option<OutOfService>,
}

/// That a sensor is out of service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfService {
    /// Until then, at the latest; absent while the clock has never been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
}

/// A kind of alarm that may not call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausedKind {
    /// Which.
    pub kind: AlarmKind,
    /// Until then; absent while the clock has never been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
}

/// The body of `state`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Where the resident is.
    #[serde(rename = "where")]
    pub whereabouts: Where,
    /// Whether they sleep.
    pub sleep: Asleep,
    /// How much they moved in the last hour.
    pub activity: Activity,
    /// Since when they are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<When>,
    /// Absent if stale, saturated, stuck or implausible, and when nobody is in bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heart_rate: Option<Rate>,
    /// As the heart rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breathing_rate: Option<Rate>,
    /// What the day has counted so far.
    pub today: Today,
    /// The air.
    pub air: Air,
    /// The entrance; absent if nothing watches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<DoorIs>,
    /// Every source.
    pub sensors: Vec<SensorState>,
    /// How many alarms are open.
    pub alarms: u32,
    /// The kinds of alarms that may not call now, because somebody asked for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<PausedKind>,
}
