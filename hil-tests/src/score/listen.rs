//! What does the home say of it? Feeds a [`Home`] as the gateway does, and keeps what goes out.
//!
//! What was said is kept as JSON, as the community reads it: what is added to a message later
//! changes nothing here. Minutes are many, so of each only whether the resident slept is kept.

use alerts::message::{Asleep, Message, Spread};
use alerts::{ClockQuality, Home, Mono, Plan, Policy, SourceId, Wall};
use protocol::Reading;
use serde_json::Value;

/// Milliseconds of a minute.
const MINUTE: u64 = 60_000;

/// A message of the home, minutes excepted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// When it was said, in milliseconds since the beginning.
    pub(super) when: u64,
    /// When what it tells of began: what its body has as `from`.
    pub(super) from: u64,
    pub(super) topic: String,
    pub(super) body: Value,
    /// Which fact of the home it is, and whether it takes it back.
    pub(super) fact: Option<String>,
    pub(super) withdrawn: bool,
}

/// What a minute was said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slept {
    Asleep,
    Awake,
    Unknown,
}

/// A minute of the home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Minute {
    /// Where it began, in milliseconds since the beginning.
    pub(super) from: u64,
    pub(super) slept: Slept,
    /// Their means.
    pub(super) heart_rate: Option<f64>,
    pub(super) breathing_rate: Option<f64>,
}

/// A home, and what it said.
#[derive(Debug)]
pub(super) struct Listener {
    home: Home,
    /// What the wall clock says at the beginning, milliseconds since 1970.
    wall: i64,
    said: Vec<Said>,
    minutes: Vec<Minute>,
}

impl Listener {
    /// A new home whose clock is right, and shows `wall` at its beginning.
    pub(super) fn new(plan: Plan, wall: Wall) -> Self {
        let mut home = Home::new(plan, Policy::default(), 0);
        home.handle_clock(Mono::ZERO, Some(wall), ClockQuality::Synced);
        Self { home, wall: wall.0, said: Vec::new(), minutes: Vec::new() }
    }

    /// A reading at a moment, after all that was due before it.
    pub(super) fn hear(&mut self, at: u64, source: usize, reading: &Reading) {
        self.pass_to(at);
        self.home.handle_reading(Mono(at), SourceId(source), reading);
        self.drain(at);
    }

    /// Nothing more is heard until then.
    pub(super) fn pass_to(&mut self, until: u64) {
        while let Some(due) = self.home.poll_timeout().filter(|due| due.0 <= until) {
            self.home.handle_timeout(due);
            self.drain(due.0);
        }
    }

    /// What it said, and its minutes. What was taken back later is gone, with what took it back.
    pub(super) fn done(mut self) -> (Vec<Said>, Vec<Minute>) {
        let withdrawn = self.said.iter().filter(|said| said.withdrawn);
        let gone: Vec<_> = withdrawn.map(|said| (said.topic.clone(), said.fact.clone())).collect();
        self.said.retain(|said| !gone.iter().any(|(t, f)| *t == said.topic && *f == said.fact));
        (self.said, self.minutes)
    }

    fn drain(&mut self, now: u64) {
        while let Some(output) = self.home.poll_event() {
            if let Message::Minute(minute) = &output.message {
                let from = minute.from.map_or(now.saturating_sub(MINUTE), |from| {
                    u64::try_from(from.wall().0 - self.wall).unwrap_or(0)
                });
                let slept = match minute.sleep {
                    Asleep::Asleep => Slept::Asleep,
                    Asleep::Awake => Slept::Awake,
                    Asleep::Unknown => Slept::Unknown,
                };
                let lines = || minute.lines.iter().map(|(_, line)| line);
                let heart_rate = lines().find_map(|line| line.heart_rate).map(mean);
                let breathing_rate = lines().find_map(|line| line.breathing_rate).map(mean);
                self.minutes.push(Minute { from, slept, heart_rate, breathing_rate });
                continue;
            }
            let topic = output.message.topic().into_owned();
            // What cannot be written as JSON cannot be published either: there is no such message.
            let body = serde_json::to_value(output.body()).unwrap_or_default();
            let fact = body.get("fact").and_then(Value::as_str).map(str::to_owned);
            let withdrawn = body.get("withdrawn").and_then(Value::as_bool) == Some(true);
            let from = body.get("from").and_then(Value::as_str);
            let from = from
                .and_then(|from| from.parse::<jiff::Timestamp>().ok())
                .and_then(|from| u64::try_from(from.as_millisecond() - self.wall).ok());
            let from = from.unwrap_or(output.at.0);
            self.said.push(Said { when: now, from, topic, body, fact, withdrawn });
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "hundredths of a rate")]
const fn mean(spread: Spread) -> f64 {
    spread.mean.hundredths as f64 / 100.0
}
