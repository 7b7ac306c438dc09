//! What did each number do in a minute?
//!
//! Sums in whole hundredths, so that the mean is the same wherever it is computed. A minute in
//! which nothing was heard is not written: there is nothing to say, and no number is made up.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{Mono, Reading};
use serde::{Deserialize, Serialize};

use crate::message::{Figure, LineMinute, Minute, Spread};
use crate::plan::{Places, SourcePlan};
use crate::time::When;

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sum {
    n: u32,
    sum: i64,
    min: i64,
    max: i64,
}

impl Sum {
    fn add(&mut self, hundredths: i64) {
        if self.n == 0 {
            (self.min, self.max) = (hundredths, hundredths);
        }
        self.n += 1;
        self.sum += hundredths;
        self.min = self.min.min(hundredths);
        self.max = self.max.max(hundredths);
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

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Line {
    #[serde(skip)]
    name: String,
    heart_rate: Sum,
    breathing_rate: Sum,
    movement: Sum,
    distance_mm: Sum,
    co_ppm: Sum,
    gas_lel: Sum,
    gas_ppm: Sum,
    temperature_c: Sum,
    humidity_pct: Sum,
}

/// The numbers of every source in the current minute.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Minutes {
    lines: Vec<Line>,
    heard: bool,
    /// Whether somebody is in bed, since when; and for how long before that within the minute.
    bed: (Mono, Option<bool>),
    in_bed_ms: Option<u64>,
}

impl Minutes {
    pub(crate) fn new(plan: &[SourcePlan]) -> Self {
        let line = |source: &SourcePlan| Line { name: source.name.clone(), ..Line::default() };
        Self {
            lines: plan.iter().map(line).collect(),
            heard: false,
            bed: (Mono::ZERO, None),
            in_bed_ms: None,
        }
    }

    /// A number, if the reading is one.
    pub(crate) fn handle(&mut self, place: usize, reading: &Reading) {
        let Some(line) = self.lines.get_mut(place) else { return };
        let (sum, hundredths) = match *reading {
            Reading::HeartRate(rate) => (&mut line.heart_rate, i64::from(rate.0) * 100),
            Reading::BreathingRate(rate) => (&mut line.breathing_rate, i64::from(rate.0) * 100),
            Reading::Movement(movement) => (&mut line.movement, i64::from(movement) * 100),
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
        self.heard = true;
    }

    /// Whether somebody is in bed from `at` on; `None` while it is not known.
    pub(crate) fn handle_bed(&mut self, at: Mono, in_bed: Option<bool>) {
        let (since, was) = core::mem::replace(&mut self.bed, (at, in_bed));
        if let Some(was) = was {
            let spent = if was { at.0.saturating_sub(since.0) } else { 0 };
            self.in_bed_ms = Some(self.in_bed_ms.unwrap_or(0) + spent);
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.lines, &mut self.lines, |is, was| {
            let name = core::mem::take(&mut is.name);
            *is = Line { name, ..was };
        });
        (self.heard, self.bed, self.in_bed_ms) = (was.heard, was.bed, was.in_bed_ms);
    }

    /// The minute is over at `end`. `bed` is the source that looks at the bed.
    pub(crate) fn handle_minute(
        &mut self,
        end: Mono,
        from: Option<When>,
        bed: Option<usize>,
    ) -> Option<Minute> {
        self.handle_bed(end, self.bed.1);
        let in_bed_s = self.in_bed_ms.take().and_then(|ms| u32::try_from(ms / 1_000).ok());
        if !core::mem::take(&mut self.heard) && in_bed_s.is_none() {
            return None;
        }
        let lines = self.lines.iter_mut().enumerate().filter_map(|(place, line)| {
            let minute = line.take(in_bed_s.filter(|_| bed == Some(place)));
            (minute != LineMinute::default()).then(|| (line.name.clone(), minute))
        });
        Some(Minute { from, lines: lines.collect() })
    }
}

impl Line {
    fn take(&mut self, in_bed_s: Option<u32>) -> LineMinute {
        LineMinute {
            heart_rate: self.heart_rate.take(),
            breathing_rate: self.breathing_rate.take(),
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
mod tests {
    use alloc::vec;

    use protocol::{PerMinute, Ppm};

    use super::*;
    use crate::plan::Kind;

    #[test]
    fn a_minute_says_how_often_a_number_came_and_its_mean_least_and_largest() {
        let mut minutes = home();
        for rate in [60, 61, 65] {
            minutes.handle(0, &Reading::HeartRate(PerMinute(rate)));
        }
        minutes.handle(1, &Reading::CoPpm(Ppm(1.1)));
        let minute = minutes.handle_minute(Mono(60_000), None, Some(0)).unwrap();

        let whole = |n: i64| Figure { hundredths: n * 100 };
        let heart = Spread { n: 3, mean: whole(62), min: whole(60), max: whole(65) };
        let co = Figure { hundredths: 110 };
        let gas = LineMinute {
            co_ppm: Some(Spread { n: 1, mean: co, min: co, max: co }),
            ..LineMinute::default()
        };
        let bed = LineMinute { heart_rate: Some(heart), ..LineMinute::default() };
        assert_eq!(minute.lines, vec![("bed".into(), bed), ("gas".into(), gas)]);
    }

    #[test]
    fn a_minute_without_a_word_is_not_written_and_the_next_begins_anew() {
        let mut minutes = home();
        assert_eq!(minutes.handle_minute(Mono(60_000), None, Some(0)), None);
        minutes.handle(0, &Reading::Movement(9));
        assert!(minutes.handle_minute(Mono(120_000), None, Some(0)).is_some());
        assert_eq!(minutes.handle_minute(Mono(180_000), None, Some(0)), None);
    }

    #[test]
    fn seconds_in_bed_are_counted_and_absent_while_it_is_not_known() {
        let mut minutes = home();
        let in_bed = |end: u64, minutes: &mut Minutes| {
            let minute = minutes.handle_minute(Mono(end * 1_000), None, Some(0));
            minute.and_then(|minute| minute.lines.first()?.1.in_bed_s)
        };
        minutes.handle_bed(Mono(50_000), Some(true));
        assert_eq!(in_bed(60, &mut minutes), Some(10));
        assert_eq!(in_bed(120, &mut minutes), Some(60));
        minutes.handle_bed(Mono(130_500), Some(false));
        assert_eq!(in_bed(180, &mut minutes), Some(10));
        assert_eq!(in_bed(240, &mut minutes), Some(0));
        minutes.handle_bed(Mono(240_000), None);
        in_bed(300, &mut minutes);
        assert_eq!(in_bed(360, &mut minutes), None);
    }

    fn home() -> Minutes {
        let source = |name: &str, kind| SourcePlan::new(name.into(), kind);
        Minutes::new(&[source("bed", Kind::BedRadar), source("gas", Kind::Co)])
    }
}
