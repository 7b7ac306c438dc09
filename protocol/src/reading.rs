//! What does a frame say? Readings and their units, as contract.md §5 spells them in JSON.

use serde::{Deserialize, Serialize};

/// Times per minute, of a heart or of breathing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PerMinute(pub u8);

/// A length in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millimetres(pub i32);

/// Parts of gas in a million parts of air.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ppm(pub f32);

/// Per cent of the lower explosive limit.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lel(pub f32);

/// What a radar says of motion in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Motion {
    /// Nobody moves and nobody is there.
    None,
    /// Somebody is there and lies or sits still.
    Still,
    /// Somebody moves.
    Active,
}

/// What a radar says of breathing, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breathing {
    /// 10 to 25 a minute.
    Normal,
    /// Above 25 a minute.
    Fast,
    /// Below 10 a minute.
    Slow,
    /// None seen.
    None,
}

/// What a radar says of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SleepStage {
    /// Awake in bed.
    Awake,
    /// Light sleep.
    Light,
    /// Deep sleep.
    Deep,
    /// Not in sleep mode.
    None,
}

/// What a reed contact says of its door or window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// Tilted (window handles).
    Tilted,
}

/// A quantity that can be beyond what its sensor measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Carbon monoxide.
    CoPpm,
    /// Combustible gas in ppm.
    GasPpm,
    /// Combustible gas in per cent of its lower explosive limit.
    GasLel,
}

/// What a sensor says is wrong with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The sensor's own fault bit is set (ZE15-CO, hi bit 7).
    Sensor,
    /// A placeholder where a value should be (0xFFFF, 0x7FFF, 0x8000).
    Placeholder,
    /// A Modbus exception reply.
    Exception,
    /// A value that has not moved although it should have.
    Stuck,
    /// A value at the end of what its sensor can say.
    Saturated,
    /// It answers, and not as what was configured: another gas, another module.
    OtherKind,
    /// It measures in another unit than that of the limits, or with decimals that cannot be.
    Unit,
    /// It says that less than nothing is there, again and again: its zero has drifted.
    BelowZero,
    /// It is in a mode in which it does not say what it hangs there for (a radar over a bed that
    /// only looks for falls).
    Mode,
}

/// The night as the radar itself sums it up (R60ABD1 manual V3.4, 84/0D). What was absent or
/// impossible in the frame is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightSummary {
    /// 0 to 100; absent where the radar graded nothing (it prints 0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// Minutes of sleep in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_min: Option<u16>,
    /// Share of the time awake, per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awake_pct: Option<u8>,
    /// Share of light sleep, per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light_pct: Option<u8>,
    /// Share of deep sleep, per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deep_pct: Option<u8>,
    /// Minutes out of bed.
    pub out_of_bed_min: u8,
    /// Times out of bed.
    pub bed_exits: u8,
    /// Turn-overs that the radar counted.
    pub turn_overs: u8,
    /// Mean breathing rate; absent when 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breathing_rate: Option<PerMinute>,
    /// Mean heart rate; absent when 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heart_rate: Option<PerMinute>,
}

/// One of several persons or things that a radar follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The number that the radar calls it by while it follows it.
    pub id: u8,
    /// Position x, y, z seen from the radar; z is 0 where it sees a plane.
    pub position_mm: [Millimetres; 3],
    /// Speed, millimetres a second; negative towards the radar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_mm_s: Option<i32>,
}

/// A part of a room that a radar was told to watch by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The radar's number for it.
    pub zone: u8,
    /// Whether somebody is in it.
    pub occupied: bool,
}

/// One thing that a frame says.
///
/// In JSON an object with one key: `{"heart-rate":62}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Somebody is in the sensor's field.
    Presence(bool),
    /// Somebody is in the bed that the radar looks at.
    InBed(bool),
    /// Whether the radar looks for a bed at all: `false` when it says that it has stopped, so that
    /// what it said of the bed is no longer known (R60ABD1 manual V3.4, 84/01 = 2).
    BedWatched(bool),
    /// Motion in words.
    Motion(Motion),
    /// Body movement, 0 (nobody) to 100.
    Movement(u8),
    /// Distance to the person.
    DistanceMm(Millimetres),
    /// Position x, y, z seen from the radar.
    PositionMm([Millimetres; 3]),
    /// How many persons or things it follows.
    Targets(u8),
    /// One of them.
    Target(Target),
    /// A zone, and whether somebody is in it.
    Zone(Zone),
    /// The chest's movement in breathing, radians of the radar's wave.
    BreathPhase(f32),
    /// Heart rate.
    HeartRate(PerMinute),
    /// Breathing rate.
    BreathingRate(PerMinute),
    /// Breathing in words.
    Breathing(Breathing),
    /// Sleep as the radar sees it.
    SleepStage(SleepStage),
    /// Turn-overs that the radar itself counted in its last ten minutes.
    TurnOvers(u16),
    /// The radar's own summary of a night.
    NightSummary(NightSummary),
    /// The radar's fall word.
    Fall(bool),
    /// Combustible gas, per cent LEL.
    GasLel(Lel),
    /// Combustible gas, ppm.
    GasPpm(Ppm),
    /// Carbon monoxide, ppm.
    CoPpm(Ppm),
    /// A gas alarm's contact.
    GasAlarm(bool),
    /// A CO alarm's contact.
    CoAlarm(bool),
    /// A smoke alarm's contact.
    Smoke(bool),
    /// A door or window.
    Contact(Contact),
    /// A call for help.
    Sos(bool),
    /// Mains power is there.
    Mains(bool),
    /// More than the sensor can measure: never a dropped sample.
    OverRange(Quantity),
    /// The sensor says that it is broken.
    Fault(Fault),
    /// The sensor says that its battery is low.
    LowBattery(bool),
    /// The sensor's case was opened.
    Tamper(bool),
    /// The sensor's test button.
    Test(bool),
    /// The sensor warms up: neither value nor fault.
    Warming(bool),
    /// The sensor is beyond its life.
    EndOfLife(bool),
    /// The sensor lives and says nothing else.
    Alive(bool),
    /// All inputs of a contact module at once, bit 0 = the first input.
    Inputs(u16),
    /// Air temperature, degrees Celsius.
    TemperatureC(f32),
    /// Relative humidity, per cent.
    HumidityPct(f32),
}
