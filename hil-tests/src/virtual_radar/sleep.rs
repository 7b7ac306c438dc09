//! What the radar itself makes of the night: stages, minutes, the composite of ten minutes, the
//! sum.
//!
//! Vague where a real one is vague: it speaks every ten minutes, counts turn-overs only in sleep,
//! grades nights of 4 to 12 hours only, and sums up half an hour after the bed was left.

use std::time::Duration;

use protocol::Mono;

use super::Person;
use super::frame::frame;

const MINUTE_MS: u64 = 60_000;

/// How long after the exit the night is over for it.
const CUT_OFF: Duration = Duration::from_secs(30 * 60);

/// What it grades.
const GRADED_MIN: std::ops::RangeInclusive<u64> = 240..=720;

const DEEP: u8 = 0;
const LIGHT: u8 = 1;
const AWAKE: u8 = 2;
const NONE: u8 = 3;

/// Averages and shares that a composite carries beside the stage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Vitals {
    pub breath: u8,
    pub heart: u8,
}

#[derive(Debug)]
enum State {
    Out,
    In {
        asleep: bool,
        since: Mono,
    },
    /// The bed is left: the night is over unless they return.
    Left {
        at: Mono,
    },
}

/// The radar's own night.
#[derive(Debug)]
pub(super) struct Sleep {
    state: State,
    /// Until when time is counted.
    counted: Mono,
    awake_ms: u64,
    light_ms: u64,
    deep_ms: u64,
    out_ms: u64,
    exits: u8,
    turns: u8,
    turns_in_ten: u8,
}

impl Default for Sleep {
    fn default() -> Self {
        Self {
            state: State::Out,
            counted: Mono::ZERO,
            awake_ms: 0,
            light_ms: 0,
            deep_ms: 0,
            out_ms: 0,
            exits: 0,
            turns: 0,
            turns_in_ten: 0,
        }
    }
}

impl Sleep {
    pub(super) fn handle_person(&mut self, at: Mono, person: Person) {
        let asleep = person == Person::Asleep;
        self.count_until(at);
        self.state = match (&self.state, super::in_bed(person)) {
            (State::Out | State::In { .. } | State::Left { .. }, true) => {
                State::In { asleep, since: at }
            }
            (State::In { .. }, false) => {
                self.exits = self.exits.saturating_add(1);
                State::Left { at }
            }
            (State::Left { at }, false) => State::Left { at: *at },
            (State::Out, false) => State::Out,
        };
    }

    pub(super) fn handle_turn(&mut self, person: Person) {
        if person == Person::Asleep {
            self.turns = self.turns.saturating_add(1);
            self.turns_in_ten = self.turns_in_ten.saturating_add(1);
        }
    }

    /// What it says every ten minutes: nothing over an empty bed.
    pub(super) fn ten_minutes(&mut self, now: Mono, vitals: Vitals) -> Vec<Vec<u8>> {
        self.count_until(now);
        if !matches!(self.state, State::In { .. }) {
            return Vec::new();
        }
        let mut said = vec![frame(0x84, 0x02, &[self.stage(now)])];
        let minutes = [(0x03, self.awake_ms), (0x04, self.light_ms), (0x05, self.deep_ms)];
        said.extend(minutes.map(|(command, ms)| frame(0x84, command, &be(ms / MINUTE_MS))));
        said.push(frame(0x84, 0x0C, &self.composite(now, vitals)));
        self.turns_in_ten = 0;
        said
    }

    /// The night's sum, once it is over.
    pub(super) fn end(&mut self, now: Mono, vitals: Vitals) -> Vec<Vec<u8>> {
        let State::Left { at } = self.state else { return Vec::new() };
        if now < at + CUT_OFF {
            return Vec::new();
        }
        let asleep = (self.light_ms + self.deep_ms) / MINUTE_MS;
        let (score, rating, abnormal) = match asleep {
            minutes if minutes < *GRADED_MIN.start() => (0, 0, 0),
            minutes if minutes > *GRADED_MIN.end() => (0, 0, 1),
            _ => (82, 1, 3),
        };
        let summary = self.summary(score, vitals);
        *self = Self::default();
        vec![
            frame(0x84, 0x0D, &summary),
            frame(0x84, 0x06, &[score]),
            frame(0x84, 0x10, &[rating]),
            frame(0x84, 0x0E, &[abnormal]),
        ]
    }

    pub(super) fn stage(&self, now: Mono) -> u8 {
        match self.state {
            State::Out | State::Left { .. } => NONE,
            State::In { asleep: false, .. } => AWAKE,
            State::In { asleep: true, since } if is_deep(now.since(since)) => DEEP,
            State::In { asleep: true, .. } => LIGHT,
        }
    }

    /// Exists, state, breath, heart, turn-overs, large and small moves, apnoea (always 0).
    pub(super) fn composite(&self, now: Mono, vitals: Vitals) -> [u8; 8] {
        if !matches!(self.state, State::In { .. }) {
            return [0, NONE, 0, 0, 0, 0, 0, 0];
        }
        let Vitals { breath, heart } = vitals;
        let large = self.turns_in_ten.saturating_mul(2).min(100);
        [1, self.stage(now), breath, heart, self.turns_in_ten, large, 12, 0]
    }

    /// Score, minutes, shares, out of bed, turn-overs, breath, heart, apnoea.
    pub(super) fn summary(&self, score: u8, vitals: Vitals) -> [u8; 12] {
        let total = self.awake_ms + self.light_ms + self.deep_ms;
        let share = |ms: u64| small(ms * 100 / total.max(1));
        let [minutes_hi, minutes_lo] = be(total / MINUTE_MS);
        [
            score,
            minutes_hi,
            minutes_lo,
            share(self.awake_ms),
            share(self.light_ms),
            share(self.deep_ms),
            small(self.out_ms / MINUTE_MS),
            self.exits,
            self.turns,
            vitals.breath,
            vitals.heart,
            0,
        ]
    }

    /// Adds the time since the last look to where it belongs.
    fn count_until(&mut self, now: Mono) {
        let passed = millis(now.since(self.counted));
        self.counted = now;
        match self.state {
            State::Out => {}
            State::Left { .. } => self.out_ms += passed,
            State::In { asleep: false, .. } => self.awake_ms += passed,
            State::In { asleep: true, since } if is_deep(now.since(since)) => {
                self.deep_ms += passed;
            }
            State::In { asleep: true, .. } => self.light_ms += passed,
        }
    }
}

/// The third of every three quarters of an hour of sleep.
fn is_deep(slept: Duration) -> bool {
    slept.as_secs() / 60 / 15 % 3 == 2
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

fn be(value: u64) -> [u8; 2] {
    u16::try_from(value).unwrap_or(u16::MAX).to_be_bytes()
}

fn small(value: u64) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
