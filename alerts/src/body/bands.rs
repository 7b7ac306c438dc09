//! Are heart and breath as a healthy body's at rest, and as they are with this resident?
//!
//! Minute by minute, by the bands of NEWS2 (care.md 2.4): band 3 is extreme, band 2 unusual. A
//! minute counts for a rate if they lay in bed all through it, hardly moved, and the rate in it is
//! somebody's and no end of the radar's scale. One of few samples counts only if it agrees with the
//! minute before: such a number leaps where a body does not. A minute that does not count is no evidence of
//! anything: it neither raises nor clears. A radar that ends at 60 and 120 shows no heart in band 3;
//! that is said of the sensor, and nothing is guessed.
//!
//! ```text
//!          band 3 in 3 of 5 minutes: medium     in 5 of 6, or no breath: high
//!  Usual ──────────────────────────────────▶ Raised ──┐
//!    ▲    band 2 for 15 minutes: low          │   ▲    │ worse: escalated
//!    └──── 5 minutes below band 2, or out ────┘   └────┘
//!          of bed for half an hour
//! ```
//!
//! The same alarm says in the morning that a night's mean was far from the resident's own
//! ([`crate::baseline`]): low, until the next night begins.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, LineMinute, Priority, Spread, Vital, What};
use crate::plan::Places;
use crate::policy::BANDS;

/// What the resident's own nights say is usual, for rates that are unusual with others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    /// The median of the nights' mean and how far from it is still usual, per minute.
    pub(crate) heart: Option<(u8, u8)>,
    pub(crate) breath: Option<(u8, u8)>,
}

/// The last half hour of one rate, a bit for each minute, the newest in bit 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Past {
    counts: u32,
    unusual: u32,
    extreme: u32,
    /// The last mean that counted, per minute.
    last: u8,
    /// The last that there was, if any.
    seen: [Option<u8>; 2],
    /// It has raised the alarm that stands.
    raised: bool,
}

/// What is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct BandsState {
    heart: Past,
    breath: Past,
    /// Minutes out of bed in a row.
    out_min: u8,
    /// The radar finds no breath, and that is an alarm.
    no_breath: bool,
    /// What the minutes have raised.
    raised: Option<Priority>,
    /// The last night was unlike the others, and that is said until then.
    unlike_until: Option<Mono>,
}

/// The rates of whoever lies in the bed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bands {
    /// The ends of the radar's scale of the heart.
    #[serde(skip)]
    clamp: [u8; 2],
    state: BandsState,
}

impl Bands {
    pub(crate) fn new(clamp: [u8; 2]) -> Self {
        Self { clamp, state: BandsState::default() }
    }

    /// A minute of the bed's sensor is over; `None` if it said nothing in it.
    pub(crate) fn handle_minute(
        &mut self,
        end: Mono,
        minute: Option<&LineMinute>,
        own: Own,
    ) -> Option<Finding> {
        let minute = minute.copied().unwrap_or_default();
        let lies = minute.in_bed_s == Some(60) && minute.movement.is_none_or(is_still);
        let heart = minute.heart_rate.filter(|it| lies && !self.is_end_of_scale(it));
        let breath = minute.breathing_rate.filter(|_| lies);
        let [of_heart, of_breath] = BANDS.leaps;
        self.state.heart.handle(heart, (BANDS.heart, of_heart), own.heart);
        self.state.breath.handle(breath, (BANDS.breath, of_breath), own.breath);
        let out = minute.in_bed_s == Some(0);
        self.state.out_min = if out { self.state.out_min.saturating_add(1) } else { 0 };
        self.judge(end)
    }

    /// No breath is an alarm, or no longer.
    pub(crate) fn handle_no_breath(&mut self, at: Mono, gone: bool) -> Option<Finding> {
        self.state.no_breath = gone;
        self.judge(at)
    }

    /// A night's mean is far from the resident's own; `next` is when the next night begins.
    pub(crate) fn handle_night(&mut self, at: Mono, what: What, next: Mono) -> Option<Finding> {
        let is_known = self.state.raised.is_some() || self.state.unlike_until.is_some();
        self.state.unlike_until = Some(next);
        let found = Finding::active(AlarmKind::Vitals, Priority::Low, at, what);
        (!is_known).then_some(found)
    }

    /// The next night begins.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Finding> {
        self.state.unlike_until.take_if(|until| *until <= now)?;
        self.state.raised.is_none().then_some(Finding::clear(AlarmKind::Vitals))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.state.unlike_until
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// Nothing but an end of the scale: what is beyond it nobody knows.
    fn is_end_of_scale(&self, heart: &Spread) -> bool {
        let is = |end: &u8| {
            let end = i64::from(*end) * 100;
            (heart.min.hundredths, heart.max.hundredths) == (end, end)
        };
        self.clamp.iter().any(is)
    }

    fn judge(&mut self, at: Mono) -> Option<Finding> {
        let heart = self.state.heart.judge(Vital::HeartRate, self.state.no_breath);
        let breath = self.state.breath.judge(Vital::BreathingRate, self.state.no_breath);
        self.state.heart.raised |= heart.is_some();
        self.state.breath.raised |= breath.is_some();
        let worst = heart.into_iter().chain(breath).max_by_key(|(priority, ..)| *priority);
        if let Some((priority, what, minutes)) = worst {
            if self.state.raised >= Some(priority) {
                return None;
            }
            self.state.raised = Some(priority);
            let began = at.back(Duration::from_secs(u64::from(minutes) * 60));
            return Some(Finding::active(AlarmKind::Vitals, priority, began, what));
        }
        let over = self.state.out_min >= BANDS.out_min
            || (self.state.heart.is_usual() && self.state.breath.is_usual());
        if self.state.raised.is_none() || !over {
            return None;
        }
        self.state.raised = None;
        (self.state.heart, self.state.breath) = (Past::default(), Past::default());
        self.state.unlike_until.is_none().then_some(Finding::clear(AlarmKind::Vitals))
    }
}

impl Past {
    /// A minute is over: what the rate was in it, if that counts.
    fn handle(
        &mut self,
        rate: Option<Spread>,
        (limits, leap): ([u8; 4], u64),
        own: Option<(u8, u8)>,
    ) {
        self.counts <<= 1;
        self.unusual <<= 1;
        self.extreme <<= 1;
        let Some(rate) = rate else { return };
        let mean = (rate.mean.hundredths + 50) / 100;
        let before = self.seen;
        self.seen = [u8::try_from(mean).ok(), before[0]];
        let agrees = |before: u8| mean.abs_diff(i64::from(before)) <= leap;
        if rate.n < BANDS.dense && !before.iter().all(|before| before.is_some_and(agrees)) {
            return;
        }
        let [extreme_low, unusual_low, unusual_high, extreme_high] = limits.map(i64::from);
        let is_own = own.is_some_and(|(usual, far)| mean.abs_diff(i64::from(usual)) <= far.into());
        let extreme = mean <= extreme_low || mean >= extreme_high;
        let unusual = (mean <= unusual_low || mean >= unusual_high) && !is_own;
        self.counts |= 1;
        self.extreme |= u32::from(extreme);
        self.unusual |= u32::from(extreme || unusual);
        self.last = u8::try_from(mean).unwrap_or(u8::MAX);
    }

    /// The places of the minutes that count, the newest first: so many at most, and none older.
    fn newest(&self, most: usize, within: u32) -> impl Iterator<Item = u32> {
        let counts = self.counts;
        (0..within.min(u32::BITS)).filter(move |place| counts >> place & 1 == 1).take(most)
    }

    /// How bad it is, why, and so many minutes ago it began.
    fn judge(&self, of: Vital, no_breath: bool) -> Option<(Priority, What, u32)> {
        let per_min = self.last;
        let of_last = |most: usize, bits: u32| {
            let (mut count, mut first) = (0, 0);
            for place in self.newest(most, BANDS.within_min) {
                if bits >> place & 1 == 1 {
                    (count, first) = (count + 1, place + 1);
                }
            }
            (count, first)
        };
        let (extreme, began) = of_last(BANDS.high_of, self.extreme);
        let (medium, _) = of_last(BANDS.medium_of, self.extreme);
        let what = What::RateExtreme { of, per_min, min: extreme };
        if extreme >= BANDS.high || (no_breath && medium >= BANDS.medium) {
            return Some((Priority::High, what, began));
        }
        if medium >= BANDS.medium {
            return Some((Priority::Medium, what, began));
        }
        let long: u32 = BANDS.low_min;
        let within = long + BANDS.low_missing_min;
        let (mut count, mut first) = (0, 0);
        for place in self.newest(usize::try_from(long).unwrap_or(usize::MAX), within) {
            if self.unusual >> place & 1 == 0 {
                return None;
            }
            (count, first) = (count + 1, place + 1);
        }
        let what = What::RateUnusual { of, per_min, min: first };
        (count >= long).then_some((Priority::Low, what, first))
    }

    /// Whether the last minutes that count were all as usual: so many of a rate that has raised the
    /// alarm. One that is not measured holds up nothing that it did not raise.
    fn is_usual(&self) -> bool {
        let (mut count, mut unusual) = (0, 0);
        for place in self.newest(BANDS.clear, u32::BITS) {
            (count, unusual) = (count + 1, unusual + (self.unusual >> place & 1));
        }
        unusual == 0 && (count >= BANDS.clear || !self.raised)
    }
}

/// Whether a body that moves so much in a minute lies still enough for its rates to count.
fn is_still(movement: Spread) -> bool {
    movement.mean.hundredths < i64::from(BANDS.still) * 100
        && movement.max.hundredths < i64::from(BANDS.large) * 100
}

#[cfg(test)]
mod tests;
