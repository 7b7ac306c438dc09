//! How are the bodies written, as leniently as a later version of the contract may want it? A word
//! that is not known, a field that is missing or of another shape costs that field, not the message.

use std::borrow::Cow;
use std::collections::BTreeMap;

use alerts::message::{
    Air, AirIs, DoorIs, Evidence, GapReason, Health, Lane, LineHealth, LineMinute, Minute,
    OutOfService, OutboxHealth, Priority, Rate, SensorIs, Step, Today,
};
use alerts::{ClockQuality, When};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{AlarmStep, Known, Now, PausedNow, SensorNow};

/// A field that may be of another shape than this version knows: then it is absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lenient<T>(pub(super) Option<T>);

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).ok()))
    }
}

/// A word of an enum of words, if this version knows it.
pub(super) fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    let text: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(text).ok()
}

fn known<T: DeserializeOwned>(text: &str) -> Known<T> {
    word(text).map_or_else(|| Known::Other(text.to_owned()), Known::Word)
}

fn said<T: DeserializeOwned + Default>(text: Option<Cow<'_, str>>) -> T {
    text.and_then(|text| word(&text)).unwrap_or_default()
}

#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    pub(super) home: Cow<'a, str>,
    pub(super) boot: u32,
    #[serde(borrow, default)]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) lane: Option<Lane>,
    #[serde(default)]
    pub(super) seq: Option<u32>,
    #[serde(default)]
    pub(super) at: Lenient<When>,
    #[serde(default)]
    pub(super) mono: Lenient<u64>,
    #[serde(default)]
    pub(super) clock: Lenient<ClockQuality>,
    #[serde(borrow)]
    pub(super) body: &'a RawValue,
}

#[derive(Deserialize)]
pub(super) struct WireNow<'a> {
    #[serde(borrow, default, rename = "where")]
    whereabouts: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    sleep: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    activity: Option<Cow<'a, str>>,
    #[serde(default)]
    since: Lenient<When>,
    #[serde(default)]
    heart_rate: Lenient<Rate>,
    #[serde(default)]
    breathing_rate: Lenient<Rate>,
    #[serde(default)]
    today: Lenient<Today>,
    #[serde(borrow, default)]
    air: WireAir<'a>,
    #[serde(borrow, default)]
    door: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    sensors: Vec<WireSensor<'a>>,
    #[serde(default)]
    alarms: u32,
    #[serde(default)]
    paused: Vec<Lenient<WirePaused>>,
}

/// Kinds of `paused` that are taken: as many as a later version may have.
const MOST_PAUSED: usize = 64;

#[derive(Deserialize)]
struct WirePaused {
    kind: String,
    #[serde(default)]
    until: Lenient<When>,
}

#[derive(Default, Deserialize)]
struct WireAir<'a> {
    #[serde(borrow, default)]
    gas: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    co: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    smoke: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct WireSensor<'a> {
    line: String,
    #[serde(default)]
    room: Option<String>,
    #[serde(borrow)]
    is: Cow<'a, str>,
    #[serde(default)]
    out_of_service: Lenient<OutOfService>,
}

impl From<WireNow<'_>> for Now {
    fn from(wire: WireNow<'_>) -> Self {
        // A word for the air or the door that is not known must not look as if there were no sensor.
        let air =
            |said: Option<Cow<'_, str>>| said.map(|said| word(&said).unwrap_or(AirIs::Unknown));
        Self {
            whereabouts: said(wire.whereabouts),
            sleep: said(wire.sleep),
            activity: said(wire.activity),
            since: wire.since.0,
            heart_rate: wire.heart_rate.0,
            breathing_rate: wire.breathing_rate.0,
            today: wire.today.0.unwrap_or_default(),
            air: Air { gas: air(wire.air.gas), co: air(wire.air.co), smoke: air(wire.air.smoke) },
            door: wire.door.map(|door| word(&door).unwrap_or(DoorIs::Unknown)),
            sensors: wire.sensors.into_iter().map(SensorNow::from).collect(),
            alarms: wire.alarms,
            paused: wire.paused.into_iter().take(MOST_PAUSED).filter_map(paused).collect(),
        }
    }
}

fn paused(wire: Lenient<WirePaused>) -> Option<PausedNow> {
    let wire = wire.0?;
    Some(PausedNow { kind: known(&wire.kind), until: wire.until.0 })
}

impl From<WireSensor<'_>> for SensorNow {
    fn from(wire: WireSensor<'_>) -> Self {
        let (is, out_of_service) = (known(&wire.is), wire.out_of_service.0);
        Self { line: wire.line, room: wire.room, is, out_of_service }
    }
}

#[derive(Deserialize)]
pub(super) struct WireAlarm<'a> {
    alarm: String,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
    #[serde(default)]
    priority: Lenient<Priority>,
    #[serde(borrow, default)]
    step: Cow<'a, str>,
    #[serde(default)]
    times: Lenient<u32>,
    #[serde(borrow, default)]
    condition: Cow<'a, str>,
    #[serde(default)]
    latched: Lenient<bool>,
    #[serde(default)]
    line: Option<String>,
    #[serde(default)]
    room: Option<String>,
    #[serde(default)]
    began: Lenient<When>,
    #[serde(default)]
    raised: Lenient<When>,
    #[serde(default)]
    evidence: Vec<Lenient<Evidence>>,
    #[serde(default)]
    escalation: Lenient<u32>,
    #[serde(default)]
    durable: Lenient<bool>,
    #[serde(default)]
    test: Lenient<bool>,
    #[serde(default)]
    by: Option<String>,
}

impl WireAlarm<'_> {
    /// As a step; `topic` is the kind that the topic says, for a body that does not.
    pub(super) fn step(self, topic: &str) -> AlarmStep {
        let kind = if self.kind.is_empty() { topic } else { &self.kind };
        let step: Known<Step> = known(&self.step);
        AlarmStep {
            kind: known(kind),
            // Nobody may stay where they are because a word is new.
            priority: self.priority.0.unwrap_or(Priority::High),
            step,
            times: self.times.0.unwrap_or(1),
            condition: word(&self.condition).unwrap_or(alerts::message::Condition::Active),
            latched: self.latched.0.unwrap_or(true),
            line: self.line,
            room: self.room,
            began: self.began.0,
            raised: self.raised.0,
            evidence: self.evidence.into_iter().filter_map(|seen| seen.0).collect(),
            escalation: self.escalation.0.unwrap_or_default(),
            durable: self.durable.0.unwrap_or(true),
            test: self.test.0.unwrap_or_default(),
            by: self.by,
            alarm: self.alarm,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireAlarms<'a> {
    #[serde(borrow)]
    pub(super) open: Vec<WireAlarm<'a>>,
    #[serde(default)]
    pub(super) page: Option<u32>,
    #[serde(default)]
    pub(super) pages: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct WireMinute {
    #[serde(default)]
    from: Lenient<When>,
    #[serde(default)]
    sleep: Lenient<alerts::message::Asleep>,
    lines: BTreeMap<String, Lenient<LineMinute>>,
}

impl From<WireMinute> for Minute {
    fn from(wire: WireMinute) -> Self {
        let known = |(name, line): (String, Lenient<LineMinute>)| Some((name, line.0?));
        Self {
            from: wire.from.0,
            sleep: wire.sleep.0.unwrap_or_default(),
            lines: wire.lines.into_iter().filter_map(known).collect(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireHealth {
    #[serde(default)]
    lines: Vec<Lenient<WireLine>>,
    #[serde(default)]
    outbox: Lenient<OutboxHealth>,
    #[serde(default)]
    clock: Lenient<ClockQuality>,
    #[serde(default)]
    memory_kib: Lenient<u64>,
    #[serde(default)]
    disk_free_mib: Lenient<u64>,
    #[serde(default)]
    written_today_kib: Lenient<u64>,
    #[serde(default)]
    commands_dropped: Lenient<u64>,
    #[serde(default)]
    uptime_s: Lenient<u64>,
    #[serde(default)]
    version: Lenient<String>,
}

#[derive(Deserialize)]
struct WireLine {
    line: String,
    #[serde(default)]
    room: Option<String>,
    is: SensorIs,
    #[serde(default)]
    frames: Lenient<u64>,
    #[serde(default)]
    noise: BTreeMap<String, u64>,
    #[serde(default)]
    doubted: Lenient<u64>,
    #[serde(default)]
    last_s: Lenient<u64>,
    #[serde(default)]
    saturated: Lenient<bool>,
    #[serde(default)]
    out_of_service: Lenient<OutOfService>,
}

impl From<WireHealth> for Health {
    fn from(wire: WireHealth) -> Self {
        Self {
            lines: wire.lines.into_iter().filter_map(|line| line.0.map(Into::into)).collect(),
            outbox: wire.outbox.0.unwrap_or_default(),
            clock: wire.clock.0.unwrap_or(ClockQuality::Unset),
            memory_kib: wire.memory_kib.0.unwrap_or_default(),
            disk_free_mib: wire.disk_free_mib.0,
            written_today_kib: wire.written_today_kib.0.unwrap_or_default(),
            commands_dropped: wire.commands_dropped.0.unwrap_or_default(),
            uptime_s: wire.uptime_s.0.unwrap_or_default(),
            version: wire.version.0.unwrap_or_default(),
        }
    }
}

impl From<WireLine> for LineHealth {
    fn from(wire: WireLine) -> Self {
        let noise = wire.noise.into_iter();
        Self {
            line: wire.line,
            room: wire.room,
            is: wire.is,
            frames: wire.frames.0.unwrap_or_default(),
            noise: noise.filter_map(|(kind, count)| Some((word(&kind)?, count))).collect(),
            doubted: wire.doubted.0.unwrap_or_default(),
            last_s: wire.last_s.0,
            saturated: wire.saturated.0.unwrap_or_default(),
            out_of_service: wire.out_of_service.0,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireGap {
    pub(super) lane: Lane,
    pub(super) boot: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) count: u32,
    #[serde(default)]
    pub(super) reason: Lenient<GapReason>,
}

/// What is looked at of an event's body; the rest is kept as it came.
#[derive(Deserialize)]
pub(super) struct WireEvent {
    #[serde(default)]
    pub(super) fact: Option<String>,
    #[serde(default)]
    pub(super) withdrawn: bool,
}

/// What is looked at of a summary's body.
#[derive(Deserialize)]
pub(super) struct WireSummary {
    pub(super) date: String,
}

/// `status`, which has no envelope.
#[derive(Deserialize)]
pub(super) struct WireStatus<'a> {
    #[serde(borrow)]
    pub(super) home: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) status: Cow<'a, str>,
    pub(super) boot: u32,
    #[serde(default)]
    pub(super) version: Lenient<String>,
    #[serde(default)]
    pub(super) previous: Lenient<alerts::message::Previous>,
}
