//! `alarm/{kind}` and `alarms`: the steps of an alarm's life, and all that are open.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::time::When;

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// A smoke input is on.
    Smoke,
    /// Combustible gas.
    Gas,
    /// Carbon monoxide.
    Co,
    /// Somebody called for help.
    Sos,
    /// The radar's fall word.
    Fall,
    /// Breath has stopped.
    NoBreathing,
    /// Said to be in bed, without any sign of life for too long.
    NoSignOfLife,
    /// Out of bed at night for too long.
    AbsentFromBed,
    /// Nobody moves where somebody is, or should be.
    Inactivity,
    /// The entrance was opened in the dead of night.
    DoorAtNight,
    /// The entrance stands open for too long.
    DoorLeftOpen,
    /// Up again and again, or about for long, at night.
    Wandering,
    /// Heart or breath are as no healthy body's, or not as they are with this resident.
    Vitals,
    /// In bed without a turn for too long, somebody whom others turn.
    Repositioning,
    /// A sensor is not heard.
    SensorLost,
    /// A sensor says that it is broken.
    SensorFault,
    /// A sensor's battery is low.
    LowBattery,
    /// A sensor is beyond its life.
    EndOfLife,
    /// The outbox cannot keep what it should.
    StoreFault,
    /// Mains power is gone.
    MainsLost,
    /// The home does not know what time it is.
    ClockFault,
}

impl AlarmKind {
    /// Every kind, in the order of the contract's table.
    pub const ALL: [Self; 21] = [
        Self::Smoke,
        Self::Gas,
        Self::Co,
        Self::Sos,
        Self::Fall,
        Self::NoBreathing,
        Self::NoSignOfLife,
        Self::Vitals,
        Self::AbsentFromBed,
        Self::Inactivity,
        Self::Wandering,
        Self::DoorAtNight,
        Self::DoorLeftOpen,
        Self::Repositioning,
        Self::SensorLost,
        Self::SensorFault,
        Self::LowBattery,
        Self::EndOfLife,
        Self::ClockFault,
        Self::StoreFault,
        Self::MainsLost,
    ];

    /// Whether minutes decide about a life (contract.md §3): nothing that comes from the network
    /// keeps such an alarm from calling for long.
    #[must_use]
    pub const fn is_life_safety(self) -> bool {
        match self {
            Self::Smoke
            | Self::Gas
            | Self::Co
            | Self::Sos
            | Self::Fall
            | Self::NoBreathing
            | Self::NoSignOfLife => true,
            Self::AbsentFromBed
            | Self::Inactivity
            | Self::DoorAtNight
            | Self::DoorLeftOpen
            | Self::Wandering
            | Self::Vitals
            | Self::Repositioning
            | Self::SensorLost
            | Self::SensorFault
            | Self::LowBattery
            | Self::EndOfLife
            | Self::StoreFault
            | Self::MainsLost
            | Self::ClockFault => false,
        }
    }

    /// The topic below the home's root.
    #[must_use]
    pub const fn topic(self) -> &'static str {
        match self {
            Self::Smoke => "alarm/smoke",
            Self::Gas => "alarm/gas",
            Self::Co => "alarm/co",
            Self::Sos => "alarm/sos",
            Self::Fall => "alarm/fall",
            Self::NoBreathing => "alarm/no-breathing",
            Self::NoSignOfLife => "alarm/no-sign-of-life",
            Self::AbsentFromBed => "alarm/absent-from-bed",
            Self::Inactivity => "alarm/inactivity",
            Self::DoorAtNight => "alarm/door-at-night",
            Self::DoorLeftOpen => "alarm/door-left-open",
            Self::Wandering => "alarm/wandering",
            Self::Vitals => "alarm/vitals",
            Self::Repositioning => "alarm/repositioning",
            Self::SensorLost => "alarm/sensor-lost",
            Self::SensorFault => "alarm/sensor-fault",
            Self::LowBattery => "alarm/low-battery",
            Self::EndOfLife => "alarm/end-of-life",
            Self::StoreFault => "alarm/store-fault",
            Self::MainsLost => "alarm/mains-lost",
            Self::ClockFault => "alarm/clock-fault",
        }
    }

    /// The word in messages: `absent-from-bed`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.topic().trim_start_matches("alarm/")
    }
}

/// How soon somebody must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Look at it today.
    Low,
    /// Call or visit soon.
    Medium,
    /// Go now.
    High,
}

/// Is it so, whatever the signal does?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It is so, or was so when the sensor last spoke.
    Active,
    /// The sensor says that it is over.
    Cleared,
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It calls, for the first time or again.
    Raised,
    /// Nobody has accepted it yet.
    Reminded,
    /// Nobody has accepted it for too long, or its priority rose.
    Escalated,
    /// A person acts.
    Acknowledged,
    /// It may not call for a while.
    Paused,
    /// It may call again.
    Resumed,
    /// It is no longer so.
    ConditionCleared,
    /// Its life is over.
    Closed,
}

/// The body of `alarm/{kind}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// `boot-n`: the same through its whole life, over restarts too.
    pub alarm: String,
    /// What it is about.
    pub kind: AlarmKind,
    /// How soon somebody must act. Never falls within a life.
    pub priority: Priority,
    /// What happened to it now (in `alarms`: last).
    pub step: Step,
    /// How often its condition came up within this life.
    pub times: u32,
    /// Is it so?
    pub condition: Condition,
    /// Whether it calls until somebody has accepted it.
    pub latched: bool,
    /// The source that it is about; absent for what is about the whole home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The room that it looks at, as the home's configuration calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// When its condition began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<When>,
    /// When it was first raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<When>,
    /// What made us raise it; not in `alarms`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How often it was escalated because nobody accepted it.
    pub escalation: u32,
    /// Whether this step was on disk before it was sent.
    pub durable: bool,
    /// Whether it is only a test.
    pub test: bool,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The body of `alarms`: one page of them. A receiver that knows no pages takes the last for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarms {
    /// Open alarms, the oldest first.
    pub open: Vec<Alarm>,
    /// Which page this is, from 1; absent if all alarms fit on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How many pages there are; absent as `page` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}

impl Alarms {
    /// Lays alarms out on pages. `size` says how long an alarm is on the wire; the lengths of a
    /// page, with a comma each, do not exceed `room`, unless a single alarm does.
    ///
    /// No alarms are one empty page.
    #[must_use]
    pub fn pages(open: Vec<Alarm>, room: usize, size: impl Fn(&Alarm) -> usize) -> Vec<Self> {
        let (mut pages, mut left) = (Vec::from([Self::default()]), room);
        for alarm in open {
            let length = size(&alarm) + 1;
            match pages.last_mut() {
                Some(page) if page.open.is_empty() || length <= left => {
                    left = left.saturating_sub(length);
                    page.open.push(alarm);
                }
                Some(_) | None => {
                    left = room.saturating_sub(length);
                    pages.push(Self { open: Vec::from([alarm]), page: None, pages: None });
                }
            }
        }
        if let (2.., Ok(count)) = (pages.len(), u32::try_from(pages.len())) {
            for (number, page) in (1..).zip(&mut pages) {
                (page.page, page.pages) = (Some(number), Some(count));
            }
        }
        pages
    }
}
