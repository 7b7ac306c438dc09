//! What does the daemon know of itself? The document behind `hearth status`.

use std::fmt::Write as _;

use alerts::message::{Health, Id, OutOfService};
use alerts::{ClockQuality, When};
use serde::{Deserialize, Serialize};

use crate::uplink::SetAside;

/// Everything that a technician asks first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Status {
    /// The program's version.
    pub version: String,
    /// Which home.
    pub home: String,
    /// How often the daemon has started here.
    pub boot: u32,
    /// The wall clock, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// Whether the home goes on from before a restart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Restart>,
    /// The broker, in plain words.
    pub broker: Broker,
    /// Open alarms: id, kind, and what has been done.
    pub alarms: Vec<OpenAlarm>,
    /// Each line in detail.
    pub lines: Vec<LineStatus>,
    /// What the station is told.
    pub health: Health,
    /// A file of the store cannot be read: how much waits in it is not known.
    #[serde(default)]
    pub store_unread: bool,
    /// Messages that can never be sent, as far as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dead: Vec<Dead>,
    /// Things that somebody should look at.
    pub notes: Vec<String>,
}

/// The home goes on where it was before a restart.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Restart {
    /// For how many seconds nobody listened; absent while the clock cannot tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unheard_s: Option<u64>,
}

/// The way out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Broker {
    /// Host and port.
    pub address: String,
    /// In plain words.
    pub link: String,
    /// Whether messages leave.
    pub online: bool,
    /// What the broker does not take: it waits in the outbox, and is tried again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<SetAside>,
}

/// A message that can never be sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Dead {
    /// Its id on MQTT.
    pub id: Id,
    /// Topic below the home's root.
    pub topic: String,
    /// Why.
    pub why: String,
    /// When it happened, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
}

/// An alarm that is open.
#[derive(Debug, Serialize, Deserialize)]
pub struct OpenAlarm {
    /// Its id.
    pub alarm: String,
    /// Its kind.
    pub kind: String,
    /// Its last step.
    pub step: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Where that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
}

/// A line and what is on it.
#[derive(Debug, Serialize, Deserialize)]
pub struct LineStatus {
    /// As in the configuration.
    pub line: String,
    /// Where in the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The port.
    pub path: String,
    /// The kind of sensor.
    pub sensor: String,
    /// What the sensor calls its firmware.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// Whether the port is open.
    pub port: Port,
    /// What the home makes of what it hears: ok, silent, warming, fault …
    pub is: String,
    /// Valid frames.
    pub frames: u64,
    /// Stretches of noise.
    pub noise: u64,
    /// Numbers that were left out because they cannot be what they say.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubted: u64,
    /// Seconds since the last valid frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_s: Option<u64>,
    /// Frames for the device that could not be handed to the line.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent: u64,
    /// Something behind it is out of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_service: Option<OutOfService>,
}

/// Whether a port is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Port {
    /// It is.
    Open,
    /// It is not: missing, taken, or lost.
    Closed,
}

impl Status {
    /// For a person on a terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).map_or_else(|_| String::new(), |()| text) // a String never fails
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let Self { version, home, boot, .. } = self;
        writeln!(text, "home {home}, hearth {version}, start {boot}, up {}", self.uptime())?;
        let clock = match (self.health.clock, &self.at) {
            (ClockQuality::Synced, Some(at)) => format!("{at}"),
            (ClockQuality::Held, Some(at)) => format!("{at} (not being set by a time service)"),
            (ClockQuality::Unset, _) | (_, None) => "not known yet".to_owned(),
        };
        writeln!(text, "clock   {clock}")?;
        match self.restart {
            None => {}
            Some(Restart { unheard_s: Some(seconds) }) => {
                writeln!(text, "restart nobody listened for {seconds} s before this start")?;
            }
            Some(Restart { unheard_s: None }) => {
                let why = "the clock was not right at both ends";
                writeln!(text, "restart how long nobody listened is not known: {why}")?;
            }
        }
        writeln!(text, "broker  {}: {}", self.broker.address, self.broker.link)?;
        for aside in &self.broker.aside {
            let SetAside { id, topic, why, for_s, tries } = aside;
            let what = id.as_ref().map_or_else(|| topic.clone(), |id| format!("{id} ({topic})"));
            writeln!(text, "aside   {what}: {why}; for {for_s} s, tried again {tries} times")?;
        }
        self.write_outbox(text)?;
        self.write_lines(text)?;
        if self.alarms.is_empty() {
            writeln!(text, "alarms  none open")?;
        }
        for alarm in &self.alarms {
            let room = alarm.room.as_deref().map(|room| format!(", {room}")).unwrap_or_default();
            let line = alarm.line.as_deref().map(|line| format!(" on {line}{room}"));
            let line = line.unwrap_or_default();
            writeln!(text, "alarm   {} {}{line}: {}", alarm.alarm, alarm.kind, alarm.step)?;
        }
        for Dead { id, topic, why, .. } in &self.dead {
            writeln!(text, "dead    {id} ({topic}): {why}; it can never be sent")?;
        }
        for note in &self.notes {
            writeln!(text, "look    {note}")?;
        }
        Ok(())
    }

    fn write_outbox(&self, text: &mut String) -> std::fmt::Result {
        let outbox = &self.health.outbox;
        let (alarms, events, readings) = (outbox.alarms, outbox.events, outbox.readings);
        if alarms + events + readings == 0 && self.store_unread {
            return writeln!(text, "outbox  nothing new waits; what the disk has is not known");
        }
        if alarms + events + readings == 0 {
            return writeln!(text, "outbox  empty: the broker has everything");
        }
        write!(text, "outbox  {alarms} alarms, {events} events, {readings} readings wait")?;
        match outbox.oldest_s {
            Some(seconds) => writeln!(text, ", the oldest for {seconds} s"),
            None => writeln!(text),
        }
    }

    fn write_lines(&self, text: &mut String) -> std::fmt::Result {
        for line in &self.lines {
            let port = match line.port {
                Port::Open => String::new(),
                Port::Closed => format!(", cannot open {}", line.path),
            };
            let last = line.last_s.map_or_else(
                || ", nothing heard yet".to_owned(),
                |seconds| format!(", last {seconds} s ago"),
            );
            let room = line.room.as_deref().map(|room| format!(", {room}")).unwrap_or_default();
            let doubted = match line.doubted {
                0 => String::new(),
                doubted => format!(", {doubted} numbers left out"),
            };
            let out = match line.out_of_service {
                None => String::new(),
                Some(OutOfService { until: None }) => ", out of service".to_owned(),
                Some(OutOfService { until: Some(until) }) => {
                    format!(", out of service until {until}")
                }
            };
            writeln!(
                text,
                "line    {} ({}{room}): {}{out}{port}, {} frames, {} stretches of noise{doubted}{last}",
                line.line, line.sensor, line.is, line.frames, line.noise
            )?;
        }
        Ok(())
    }

    fn uptime(&self) -> String {
        let seconds = self.health.uptime_s;
        match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
            (0, 0, 0) => format!("{seconds} s"),
            (0, 0, minutes) => format!("{minutes} min"),
            (0, hours, minutes) => format!("{hours} h {minutes} min"),
            (days, hours, _) => format!("{days} d {hours} h"),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
