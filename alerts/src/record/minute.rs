//! What did each number do in a minute?
//!
//! Sums in whole hundredths, so that the mean is the same wherever it is computed. A minute in
//! which nothing was heard is not written: there is nothing to say, and no number is made up.
//!
//! Heart and breathing rates are held until a sign of life vouches for them ([`Vouch`]): a module
//! that has lost the person goes on sending its last ones. What nobody has vouched for when the
//! minute is over is left out, and so are rates that no person has and those at which a radar
//! clamps.
//!
//! ```text
//!  rate ─▶ held ── a sign of life, or on credit at the minute's end ─▶ counted
//!            └──── nobody, by the minute's end; they left ───────────▶ left out
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{Mono, Reading};
use serde::{Deserialize, Serialize};

use crate::body::{SignOfLife, Vouch};
use crate::message::{Asleep, Figure, LineMinute, Minute, Spread};
use crate::plan::{Places, SourcePlan};
use crate::policy::VitalsPolicy;
use crate::time::When;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sum {
    n: u32,
    sum: i64,
    min: i64,
    max: i64,
}

impl Sum {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    const fn is_empty(&self) -> bool {
        self.n == 0
    }

    fn add(&mut self, hundredths: i64) {
        if self.n == 0 {
            (self.min, self.max) = (hundredths, hundredths);
        }
        self.n += 1;
        self.sum += hundredths;
        self.min = self.min.min(hundredths);
        self.max = self.max.max(hundredths);
    }

    /// Counts what another has.
    fn join(&mut self, other: &mut Self) {
        let Self { n, sum, min, max } = core::mem::take(other);
        if n > 0 {
            *self = if self.n == 0 {
                Self { n, sum, min, max }
            } else {
                let (n, sum) = (self.n + n, self.sum + sum);
                Self { n, sum, min: self.min.min(min), max: self.max.max(max) }
            };
        }
    }

    fn take(&mut self) -> Option<Spread> {
        let Self { n, sum, min, max } = core::mem::take(self);
        let figure = |hundredths| Figure { hundredths };
        let half = i64::from(n) / 2 * sum.signum();
        (n > 0).then(|| Spread {
            n,
            mean: figure((sum + half) / i64::from(n)),
            min: figure(min),
            max: figure(max),
        })
    }
}

/// A rate: what is counted, and what waits until somebody vouches for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Rate {
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    counted: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    held: Sum,
    /// The last one, and since when it has been the same.
    same: Option<(u8, Mono)>,
}

impl Rate {
    /// Since when this rate has been the same.
    fn same_since(&mut self, at: Mono, rate: u8) -> Mono {
        let (_, since) = self.same.filter(|(last, _)| *last == rate).unwrap_or((rate, at));
        self.same = Some((rate, since));
        since
    }
}

/// The numbers of one source in the current minute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct MinutesSource {
    heart_rate: Rate,
    breathing_rate: Rate,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    movement: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    distance_mm: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    co_ppm: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    gas_lel: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    gas_ppm: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    temperature_c: Sum,
    #[serde(default, skip_serializing_if = "Sum::is_empty")]
    humidity_pct: Sum,
    vouch: Vouch,
}

/// The numbers of every source in the current minute.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Minutes {
    #[serde(skip)]
    policy: VitalsPolicy,
    #[serde(skip)]
    names: Vec<String>,
    #[serde(with = "crate::sparse")]
    sources: Vec<MinutesSource>,
    /// Whether somebody is in bed, since when; and for how long before that within the minute.
    bed: (Mono, Option<bool>),
    in_bed_ms: Option<u64>,
}

/// What a minute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Of {
    /// Where it began.
    pub(crate) from: Option<When>,
    /// The source that looks at the bed.
    pub(crate) bed: Option<usize>,
    /// Whether the resident slept.
    pub(crate) sleep: Asleep,
}

impl Minutes {
    pub(crate) fn new(plan: &[SourcePlan], policy: VitalsPolicy) -> Self {
        Self {
            policy,
            names: plan.iter().map(|source| source.name.clone()).collect(),
            sources: alloc::vec![MinutesSource::default(); plan.len()],
            bed: (Mono::ZERO, None),
            in_bed_ms: None,
        }
    }

    /// A number, if the reading is one.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, reading: &Reading) {
        let Some(line) = self.sources.get_mut(place) else { return };
        let within = |[least, most]: [u8; 2], rate: u8| (least..=most).contains(&rate);
        let (sum, hundredths) = match *reading {
            Reading::HeartRate(rate) => {
                let since = line.heart_rate.same_since(at, rate.0);
                let saturated = self.policy.clamp.contains(&rate.0)
                    && at.since(since) >= self.policy.stuck.max(line.vouch.steady());
                if saturated || !within(self.policy.heart_rate, rate.0) {
                    return;
                }
                (&mut line.heart_rate.held, i64::from(rate.0) * 100)
            }
            Reading::BreathingRate(rate) => {
                if !within(self.policy.breathing_rate, rate.0) {
                    return;
                }
                (&mut line.breathing_rate.held, i64::from(rate.0) * 100)
            }
            Reading::Movement(movement) => {
                line.vouch.handle_movement(movement);
                (&mut line.movement, i64::from(movement) * 100)
            }
            Reading::DistanceMm(mm) => (&mut line.distance_mm, i64::from(mm.0) * 100),
            Reading::CoPpm(ppm) => (&mut line.co_ppm, hundredths(ppm.0)),
            Reading::GasLel(lel) => (&mut line.gas_lel, hundredths(lel.0)),
            Reading::GasPpm(ppm) => (&mut line.gas_ppm, hundredths(ppm.0)),
            Reading::TemperatureC(celsius) => (&mut line.temperature_c, hundredths(celsius)),
            Reading::HumidityPct(pct) => (&mut line.humidity_pct, hundredths(pct)),
            Reading::Presence(_)
            | Reading::InBed(_)
            | Reading::BedWatched(_)
            | Reading::Targets(_)
            | Reading::Target(_)
            | Reading::Zone(_)
            | Reading::BreathPhase(_)
            | Reading::Motion(_)
            | Reading::PositionMm(_)
            | Reading::Breathing(_)
            | Reading::SleepStage(_)
            | Reading::TurnOvers(_)
            | Reading::NightSummary(_)
            | Reading::Fall(_)
            | Reading::GasAlarm(_)
            | Reading::CoAlarm(_)
            | Reading::Smoke(_)
            | Reading::Contact(_)
            | Reading::Sos(_)
            | Reading::Mains(_)
            | Reading::OverRange(_)
            | Reading::Fault(_)
            | Reading::LowBattery(_)
            | Reading::Tamper(_)
            | Reading::Test(_)
            | Reading::Warming(_)
            | Reading::EndOfLife(_)
            | Reading::Alive(_)
            | Reading::Inputs(_) => return,
        };
        sum.add(hundredths);
    }

    /// A source shows a sign of life, told after the reading that is one.
    pub(crate) fn handle_sign(&mut self, at: Mono, place: usize, sign: SignOfLife) {
        let Some(line) = self.sources.get_mut(place) else { return };
        line.vouch.handle_sign(at, sign);
        if line.vouch.until() >= Some(at) {
            line.vouched();
        }
    }

    /// Whether somebody is in bed from `at` on; `None` while it is not known. `bed` is the source
    /// that looks at it.
    pub(crate) fn handle_bed(&mut self, at: Mono, in_bed: Option<bool>, bed: Option<usize>) {
        self.spend(at, in_bed);
        let line = bed.and_then(|place| self.sources.get_mut(place));
        if let Some(line) = line.filter(|_| in_bed == Some(false)) {
            line.left();
        }
    }

    /// The minute is over at `end`.
    pub(crate) fn handle_minute(&mut self, end: Mono, of: Of) -> Option<Minute> {
        self.spend(end, self.bed.1);
        let in_bed_s = self.in_bed_ms.take().and_then(|ms| u32::try_from(ms / 1_000).ok());
        let lines = self.sources.iter_mut().zip(&self.names).enumerate();
        let lines = lines.filter_map(|(place, (line, name))| {
            if line.vouch.holds(end) {
                line.vouched();
            }
            let minute = line.take(in_bed_s.filter(|_| of.bed == Some(place)));
            (minute != LineMinute::default()).then(|| (name.clone(), minute))
        });
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then_some(Minute { from: of.from, sleep: of.sleep, lines })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
        (self.bed, self.in_bed_ms) = (was.bed, was.in_bed_ms);
    }

    fn spend(&mut self, at: Mono, in_bed: Option<bool>) {
        let (since, was) = core::mem::replace(&mut self.bed, (at, in_bed));
        if let Some(was) = was {
            let spent = if was { at.0.saturating_sub(since.0) } else { 0 };
            self.in_bed_ms = Some(self.in_bed_ms.unwrap_or(0) + spent);
        }
    }
}

impl MinutesSource {
    /// What was held is somebody's.
    fn vouched(&mut self) {
        self.heart_rate.counted.join(&mut self.heart_rate.held);
        self.breathing_rate.counted.join(&mut self.breathing_rate.held);
    }

    /// What was held is nobody's.
    fn left(&mut self) {
        self.heart_rate.held = Sum::default();
        self.breathing_rate.held = Sum::default();
        self.vouch.handle_left();
    }

    fn take(&mut self, in_bed_s: Option<u32>) -> LineMinute {
        self.heart_rate.held = Sum::default();
        self.breathing_rate.held = Sum::default();
        LineMinute {
            heart_rate: self.heart_rate.counted.take(),
            breathing_rate: self.breathing_rate.counted.take(),
            movement: self.movement.take(),
            distance_mm: self.distance_mm.take(),
            co_ppm: self.co_ppm.take(),
            gas_lel: self.gas_lel.take(),
            gas_ppm: self.gas_ppm.take(),
            temperature_c: self.temperature_c.take(),
            humidity_pct: self.humidity_pct.take(),
            in_bed_s,
        }
    }
}

fn hundredths(value: f32) -> i64 {
    Figure::from(value).hundredths
}

#[cfg(test)]
mod tests;
