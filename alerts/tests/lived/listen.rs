//! What did the home say of it? Drives a [`Home`] through a night and keeps what matters here.
//!
//! Messages are looked at as the community reads them, as JSON: what is added to them later
//! changes nothing here.

use alerts::message::{Asleep, Message};
use alerts::{ClockQuality, Home, Mono, Night as Hours, Plan, Policy, SourceId, Wall};
use jiff::tz::TimeZone;
use protocol::Reading;
use serde_json::Value;

use crate::night::Night;

/// A message of the home.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    /// When it was said, and for when, in milliseconds since the night's begin.
    pub(crate) when: u64,
    pub(crate) at: u64,
    pub(crate) topic: String,
    pub(crate) body: Value,
}

impl Said {
    pub(crate) fn is(&self, key: &str, value: &str) -> bool {
        self.body.get(key).and_then(Value::as_str) == Some(value)
    }
}

/// What the wall showed at a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shown {
    pub(crate) second: u64,
    pub(crate) asleep: bool,
}

/// How the home is driven: what must make no difference.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Drive {
    /// The home's time at the night's begin.
    pub(crate) shift: u64,
    /// Timeouts are asked for only when something is heard or at the end.
    pub(crate) lazy: bool,
    /// Equal flags and contacts are said twice.
    pub(crate) twice: bool,
}

/// A home and what it said.
pub(crate) struct Listener {
    home: Home,
    drive: Drive,
    pub(crate) said: Vec<Said>,
    pub(crate) shown: Vec<Shown>,
}

const ZONE_MS: u64 = 8 * 3_600_000;
/// 23 November 2026, 00:00 at UTC+8, in milliseconds.
const MIDNIGHT: u64 = 1_795_392_000_000 - ZONE_MS;

impl Listener {
    /// Everything that the home says of a night.
    pub(crate) fn hear(night: &Night, drive: Drive) -> Self {
        let plan = Plan {
            zone: TimeZone::fixed(jiff::tz::offset(8)),
            night: Hours::default(),
            sources: night.sources(),
        };
        let home = Home::new(plan, Policy::default(), 0);
        let mut listener = Self { home, drive, said: Vec::new(), shown: Vec::new() };
        if drive.shift > 0 {
            listener.home.handle_timeout(Mono(drive.shift));
        }
        if night.clock {
            let wall = MIDNIGHT + night.script.begins_min * 60_000;
            let wall = Wall(i64::try_from(wall).unwrap());
            listener.home.handle_clock(Mono(drive.shift), Some(wall), ClockQuality::Synced);
        }
        let mut look = 0;
        night.play(&mut |at, source, reading| {
            let at = Mono(at.0 + drive.shift);
            listener.pass_to(at);
            while !drive.lazy && look + drive.shift <= at.0 {
                listener.look(look);
                look += 60_000;
            }
            listener.take(at, source, reading);
        });
        let end = Mono(night.script.length() * 1_000 + drive.shift);
        if drive.lazy {
            listener.home.handle_timeout(end);
        }
        listener.pass_to(end);
        listener
    }

    fn take(&mut self, at: Mono, source: SourceId, reading: Reading) {
        let again = self.drive.twice && matches!(reading, Reading::InBed(_) | Reading::Contact(_));
        for _ in 0..1 + u8::from(again) {
            self.home.handle_reading(at, source, &reading);
        }
        self.drain(at);
    }

    fn pass_to(&mut self, until: Mono) {
        while !self.drive.lazy
            && let Some(due) = self.home.poll_timeout().filter(|due| *due <= until)
        {
            self.home.handle_timeout(due);
            self.drain(due);
        }
    }

    fn look(&mut self, at: u64) {
        let state = self.home.state(Mono(at + self.drive.shift));
        self.shown.push(Shown { second: at / 1_000, asleep: state.sleep == Asleep::Asleep });
    }

    fn drain(&mut self, now: Mono) {
        while let Some(output) = self.home.poll_event() {
            if matches!(output.message, Message::Minute(_)) {
                continue;
            }
            self.said.push(Said {
                when: now.0 - self.drive.shift,
                at: output.at.0.saturating_sub(self.drive.shift),
                topic: output.message.topic().into_owned(),
                body: serde_json::to_value(&output.message).unwrap(),
            });
        }
    }
}
