//! What did the home say of it? Drives a [`Home`] through a night and keeps what matters here.
//!
//! Messages are looked at as the community reads them, as JSON: what is added to them later
//! changes nothing here.

use std::collections::VecDeque;

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

    /// It takes back what was said before.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.body.get("withdrawn").and_then(Value::as_bool) == Some(true)
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
    /// It is saved and started anew each so many milliseconds.
    pub(crate) restarts: Option<u64>,
}

/// A home and what it said.
pub(crate) struct Listener {
    home: Home,
    plan: Plan,
    /// What the wall clock says at the night's begin, if it is set.
    wall: Option<u64>,
    drive: Drive,
    /// The stamp of the home's run at the night's begin; before its start if negative.
    base: i64,
    /// When it does not run, and then goes on; the next one first.
    offs: VecDeque<(u64, u64)>,
    /// What was saved when it stopped.
    saved: Option<String>,
    pub(crate) said: Vec<Said>,
    pub(crate) shown: Vec<Shown>,
}

const ZONE_MS: u64 = 8 * 3_600_000;
/// 23 November 2026, 00:00 at UTC+8, in milliseconds.
const MIDNIGHT: u64 = 1_795_392_000_000 - ZONE_MS;

impl Listener {
    /// Everything that the home says of a night.
    pub(crate) fn hear(night: &Night, drive: Drive) -> Self {
        let mut listener = Self::new(night, drive);
        let (mut look, mut restart) = (0, drive.restarts);
        night.play(&mut |at, source, reading| {
            if !listener.runs(at.0) {
                return;
            }
            listener.pass_to(at.0);
            while !drive.lazy && look <= at.0 {
                listener.look(look);
                look += 60_000;
            }
            listener.take(at.0, source, reading);
            if restart.is_some_and(|due| due <= at.0) {
                restart = drive.restarts.map(|each| at.0 + each);
                listener.save();
                listener.start(at.0);
            }
        });
        let end = night.script.length() * 1_000;
        if drive.lazy {
            listener.home.handle_timeout(listener.stamp(end));
            listener.drain(end);
        }
        listener.pass_to(end);
        listener
    }

    fn new(night: &Night, drive: Drive) -> Self {
        let plan = Plan {
            zone: TimeZone::fixed(jiff::tz::offset(8)),
            night: Hours::default(),
            sources: night.sources(),
        };
        let offs = night.script.offs().map(|(from, to)| (from * 1_000, to * 1_000)).collect();
        let wall = night.clock.then(|| MIDNIGHT + night.script.begins_min * 60_000);
        let home = Home::new(plan.clone(), Policy::default(), 0);
        let base = i64::try_from(drive.shift).unwrap();
        let (said, shown, saved) = (Vec::new(), Vec::new(), None);
        let mut listener = Self { home, plan, wall, drive, base, offs, saved, said, shown };
        if drive.shift > 0 {
            listener.home.handle_timeout(Mono(drive.shift));
        }
        listener.set_clock(0);
        listener
    }

    fn set_clock(&mut self, at: u64) {
        if let Some(wall) = self.wall {
            let wall = Wall(i64::try_from(wall + at).unwrap());
            self.home.handle_clock(self.stamp(at), Some(wall), ClockQuality::Synced);
        }
    }

    /// The stamp of the home's run.
    fn stamp(&self, at: u64) -> Mono {
        Mono(u64::try_from(i64::try_from(at).unwrap() + self.base).unwrap_or(0))
    }

    /// The other way round; the night's begin for what was before.
    fn since_begin(&self, stamp: Mono) -> u64 {
        u64::try_from(i64::try_from(stamp.0).unwrap() - self.base).unwrap_or(0)
    }

    /// Whether the home runs at `at`; stops and starts it.
    fn runs(&mut self, at: u64) -> bool {
        while let Some((from, to)) = self.offs.front().copied().filter(|off| off.0 <= at) {
            if self.saved.is_none() {
                self.pass_to(from);
                self.save();
            }
            if at < to {
                return false;
            }
            self.offs.pop_front();
            // A run's stamps begin with it.
            self.base = -i64::try_from(to).unwrap();
            self.start(to);
        }
        true
    }

    fn save(&mut self) {
        self.saved = Some(serde_json::to_string(&self.home.checkpoint()).unwrap());
    }

    fn start(&mut self, at: u64) {
        self.home = Home::new(self.plan.clone(), Policy::default(), 0);
        let saved = self.saved.take().unwrap();
        self.home.restore(self.stamp(at), serde_json::from_str(&saved).unwrap());
        self.set_clock(at);
        self.drain(at);
    }

    fn take(&mut self, at: u64, source: SourceId, reading: Reading) {
        let again = self.drive.twice && matches!(reading, Reading::InBed(_) | Reading::Contact(_));
        for _ in 0..1 + u8::from(again) {
            self.home.handle_reading(self.stamp(at), source, &reading);
        }
        self.drain(at);
    }

    fn pass_to(&mut self, until: u64) {
        let end = self.stamp(until);
        while !self.drive.lazy
            && let Some(due) = self.home.poll_timeout().filter(|due| *due <= end)
        {
            self.home.handle_timeout(due);
            self.drain(self.since_begin(due));
        }
    }

    fn look(&mut self, at: u64) {
        let state = self.home.state(self.stamp(at));
        self.shown.push(Shown { second: at / 1_000, asleep: state.sleep == Asleep::Asleep });
    }

    fn drain(&mut self, now: u64) {
        while let Some(output) = self.home.poll_event() {
            if matches!(output.message, Message::Minute(_)) {
                continue;
            }
            let body = serde_json::to_value(&output.message).unwrap();
            // What was before the run's start is known by the wall clock alone.
            let from = body.get("from").and_then(Value::as_str).filter(|_| self.base < 0);
            let at = match (from, self.wall) {
                (Some(from), Some(wall)) => {
                    let from: jiff::Timestamp = from.parse().unwrap();
                    u64::try_from(from.as_millisecond()).unwrap().saturating_sub(wall)
                }
                (Some(_), None) | (None, _) => self.since_begin(output.at),
            };
            let topic = output.message.topic().into_owned();
            self.said.push(Said { when: now, at, topic, body });
        }
    }
}
