//! `health`, `status` and `gap`: how the gateway itself is, and what it had to lose.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use protocol::NoiseKind;
use serde::{Deserialize, Serialize};

use super::{Lane, OutOfService, SensorIs};
use crate::time::ClockQuality;

/// One line of `health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineHealth {
    /// The line.
    pub line: String,
    /// Where in the home it is, as in the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// How it is.
    pub is: SensorIs,
    /// Valid frames since the daemon's start.
    pub frames: u64,
    /// Stretches of noise by kind.
    pub noise: BTreeMap<NoiseKind, u64>,
    /// Numbers that were left out because they cannot be what they say.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubted: u64,
    /// Seconds since the last valid frame; absent before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_s: Option<u64>,
    /// Its heart rate stands at an end of its scale: what is beyond it the sensor cannot say, and
    /// nothing is guessed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub saturated: bool,
    /// A technician has taken something behind it out of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_service: Option<OutOfService>,
}

/// What waits for the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutboxHealth {
    /// Rows of the alarms lane.
    pub alarms: u64,
    /// Rows of the events lane.
    pub events: u64,
    /// Rows of the readings lane.
    pub readings: u64,
    /// Age of the oldest row, seconds; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_s: Option<u64>,
    /// For how many days of outage the space lasts; absent while the rate is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_left: Option<f64>,
    /// Readings merged to save space, since the daemon's start.
    pub thinned: u64,
    /// Rows lost, since the daemon's start.
    pub dropped: u64,
}

/// The body of `health`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Every line.
    pub lines: Vec<LineHealth>,
    /// What waits for the broker.
    pub outbox: OutboxHealth,
    /// How far the clock can be trusted.
    pub clock: ClockQuality,
    /// Resident memory.
    pub memory_kib: u64,
    /// Free space where the outbox is; absent while the disk does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_free_mib: Option<u64>,
    /// Written to the outbox's files today.
    pub written_today_kib: u64,
    /// Commands that were dropped unanswered, since the daemon's start.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub commands_dropped: u64,
    /// Seconds since the daemon's start.
    pub uptime_s: u64,
    /// The daemon's version.
    pub version: String,
}

/// The last `seq` of each lane in the boot before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// That boot.
    pub boot: u32,
    /// Alarms.
    pub alarms: u32,
    /// Events.
    pub events: u32,
    /// Readings.
    pub readings: u32,
}

/// What `status` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusWord {
    /// Connected, and may publish.
    Online,
    /// The broker lost it (the last will).
    Offline,
    /// Stopped in good order.
    Stopped,
}

/// The payload of `status`, without an envelope. What is optional is there when `online`;
/// `run` always, from this version on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The version of the contract.
    pub v: u8,
    /// The home.
    pub home: String,
    /// The word.
    pub status: StatusWord,
    /// The daemon's start.
    pub boot: u32,
    /// The daemon's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What the boot before had stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// Which connection of this boot said so, from 1: the home knows its own voice by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<u64>,
    /// Which run of the daemon said so, drawn at its start: two boxes that go by one name, or one
    /// boot number given out twice, are told apart by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// Why messages will not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapReason {
    /// Merged into coarser ones.
    Thinned,
    /// Dropped for want of space.
    Dropped,
    /// Larger than the broker takes.
    Oversize,
    /// The store could not be read.
    StoreFault,
}

/// The body of `gap`: what was thinned or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The lane.
    pub lane: Lane,
    /// The boot in which they were stored.
    pub boot: u32,
    /// The first `seq`.
    pub from: u32,
    /// The last `seq`.
    pub to: u32,
    /// How many.
    pub count: u32,
    /// Why.
    pub reason: GapReason,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
const fn is_false(is: &bool) -> bool {
    !*is
}
