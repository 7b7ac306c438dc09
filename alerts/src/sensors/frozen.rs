//! Does a sensor still measure, or only repeat itself?
//!
//! A cell that is stuck says the same hundredth of a number for ever; a real number trembles. In
//! clean air many cells say exactly nothing for weeks, so only a number that is something counts. A
//! number that stands beyond the sensor's scale for a day is no measurement either: the alarm that
//! it raised stays as it is, and the technician hears why it may not end.
//!
//! A bed radar whose heart and breath have not changed for two hours of somebody who stirs in bed
//! repeats its last ones. A heart at the upper end of its scale for an hour is one that the radar
//! cannot measure. At the lower end a sleeper's heart may be all night: that is no fault, and no
//! number either.
//!
//! ```text
//!             the same, for long enough
//!  Measures ─────────────────────────────▶ Frozen
//!      ▲                                     │
//!      └──────────── another number ─────────┘
//! ```

use alloc::vec::Vec;

use protocol::{Mono, Quantity};
use serde::{Deserialize, Serialize};

use crate::air::Number;
use crate::alarm::Finding;
use crate::body::SignOfLife;
use crate::message::{AlarmKind, Frozen as Of, Priority, What};
use crate::plan::Places;
use crate::policy::FROZEN;

/// A number that is the same since then.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Same {
    number: Number,
    since: Mono,
    last: Mono,
}

/// What is remembered of a source: nothing of one that says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct FrozenSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    same: Option<Same>,
    raised: bool,
}

/// The rates of the radar over the bed in the current minute, and in the minutes before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Rates {
    /// A rate came.
    came: bool,
    /// … or another one than before.
    changed: bool,
    /// The body stirred.
    stirred: bool,
    /// The heart was at the upper end of the scale …
    top: bool,
    /// … or was not.
    below: bool,
    /// So many minutes in bed in which they stirred and no rate changed.
    stuck_min: u16,
    /// So many minutes in bed with a heart at the end of the scale.
    top_min: u16,
    raised: bool,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Frozen {
    /// The upper end of the radar's scale of the heart, per minute.
    #[serde(skip)]
    top: u8,
    #[serde(with = "crate::sparse")]
    sources: Vec<FrozenSource>,
    rates: Rates,
}

impl Frozen {
    pub(crate) fn new(sources: usize, clamp: [u8; 2]) -> Self {
        let [_, top] = clamp;
        let sources = alloc::vec![FrozenSource::default(); sources];
        Self { top, sources, rates: Rates::default() }
    }

    /// A concentration, or that it is over range.
    pub(crate) fn handle_number(
        &mut self,
        at: Mono,
        place: usize,
        number: Number,
    ) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let goes_on = |same: &Same| same.number == number && at.since(same.last) <= FROZEN.pause;
        let since = source.same.filter(goes_on).map_or(at, |same| same.since);
        source.same = is_something(number).then_some(Same { number, since, last: at });
        let long = at.since(since);
        if source.raised {
            source.raised = long >= FROZEN.number;
            return (!source.raised).then(|| Finding::clear(AlarmKind::SensorFault));
        }
        if long < FROZEN.number || !is_something(number) {
            return None;
        }
        source.raised = true;
        let h = u32::try_from(long.as_secs() / 3_600).unwrap_or(u32::MAX);
        let what = match number {
            Number::CoPpm(_) => What::NumberStuck { of: Of::CoPpm, h },
            Number::GasLel(_) | Number::GasPpm(_) => What::NumberStuck { of: Of::Gas, h },
            Number::OverRange(Quantity::CoPpm) => What::NumberSaturated { of: Of::CoPpm, h },
            Number::OverRange(Quantity::GasLel | Quantity::GasPpm) => {
                What::NumberSaturated { of: Of::Gas, h }
            }
        };
        Some(Finding::active(AlarmKind::SensorFault, Priority::Medium, since, what))
    }

    /// A heart rate of the radar over the bed.
    pub(crate) fn handle_heart(&mut self, rate: u8) {
        self.rates.came = true;
        self.rates.top |= rate == self.top;
        self.rates.below |= rate != self.top;
    }

    /// A breathing rate of it.
    pub(crate) const fn handle_breath(&mut self) {
        self.rates.came = true;
    }

    /// A sign of life that it shows.
    pub(crate) const fn handle_sign(&mut self, sign: SignOfLife) {
        match sign {
            SignOfLife::Heart | SignOfLife::Breath => self.rates.changed = true,
            SignOfLife::Stir => self.rates.stirred = true,
        }
    }

    /// A minute is over, which they spent in bed or not.
    pub(crate) fn handle_minute(&mut self, end: Mono, in_bed: bool) -> Option<Finding> {
        let rates = &mut self.rates;
        let Rates { came, changed, stirred, top, below, .. } = *rates;
        (rates.came, rates.changed, rates.stirred) = (false, false, false);
        (rates.top, rates.below) = (false, false);
        if changed {
            rates.stuck_min = 0;
        } else if in_bed && came && stirred {
            rates.stuck_min = rates.stuck_min.saturating_add(1);
        }
        if below {
            rates.top_min = 0;
        } else if in_bed && top && changed {
            rates.top_min = rates.top_min.saturating_add(1);
        }
        let (stuck, at_top) =
            (rates.stuck_min >= FROZEN.rates_min, rates.top_min >= FROZEN.top_min);
        let is = stuck || at_top;
        if core::mem::replace(&mut rates.raised, is) == is {
            return None;
        }
        if !is {
            return Some(Finding::clear(AlarmKind::SensorFault));
        }
        let min = if stuck { rates.stuck_min } else { rates.top_min };
        let h = u32::from(min / 60);
        let what = if stuck {
            What::NumberStuck { of: Of::Rates, h }
        } else {
            What::NumberSaturated { of: Of::HeartRate, h }
        };
        let began = end.back(core::time::Duration::from_secs(u64::from(min) * 60));
        Some(Finding::active(AlarmKind::SensorFault, Priority::Medium, began, what))
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
        self.rates = was.rates;
    }
}

/// Whether it is more than what clean air and a drifted zero may be.
fn is_something(number: Number) -> bool {
    match number {
        Number::CoPpm(ppm) => ppm.0 >= FROZEN.co_ppm,
        Number::GasLel(lel) => lel.0 >= FROZEN.gas_lel,
        Number::GasPpm(ppm) => ppm.0 >= FROZEN.gas_ppm,
        Number::OverRange(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_says_the_same_for_a_day_is_stuck_and_another_number_ends_it() {
        let mut kitchen = Frozen::new(1, [60, 120]);
        let stuck = play(&mut kitchen, 0..2_000, |_| 35.0);
        let what = What::NumberStuck { of: Of::CoPpm, h: 24 };
        assert_eq!(stuck, [(1_440, Some(what))]);
        assert_eq!(play(&mut kitchen, 2_000..2_010, |_| 35.1), [(2_000, None)]);
    }

    #[test]
    fn clean_air_is_the_same_for_weeks_and_a_number_that_trembles_is_measured() {
        assert_eq!(play(&mut Frozen::new(1, [60, 120]), 0..40_000, |_| 0.0), []);
        assert_eq!(play(&mut Frozen::new(1, [60, 120]), 0..40_000, |_| 3.7), []);
        let trembles = |minute: u64| if minute.is_multiple_of(600) { 12.1 } else { 12.0 };
        assert_eq!(play(&mut Frozen::new(1, [60, 120]), 0..40_000, trembles), []);
    }

    #[test]
    fn over_range_for_a_day_is_the_end_of_the_scale() {
        let said = play(&mut Frozen::new(1, [60, 120]), 0..1_500, |_| f32::INFINITY);
        assert_eq!(said, [(1_440, Some(What::NumberSaturated { of: Of::CoPpm, h: 24 }))]);
    }

    #[test]
    fn a_sensor_that_was_not_heard_for_long_begins_anew() {
        let mut kitchen = Frozen::new(1, [60, 120]);
        play(&mut kitchen, 0..1_000, |_| 35.0);
        assert_eq!(play(&mut kitchen, 1_100..2_000, |_| 35.0), []);
    }

    #[test]
    fn rates_that_stand_still_for_two_hours_of_somebody_who_stirs_are_stuck() {
        let mut bed = Frozen::new(1, [60, 120]);
        let hear = |bed: &mut Frozen, minute: u64, sign| {
            bed.handle_heart(71);
            bed.handle_breath();
            bed.handle_sign(sign);
            bed.handle_minute(Mono(minute * 60_000), true)
        };
        let first = (1..200).find(|minute| hear(&mut bed, *minute, SignOfLife::Stir).is_some());
        assert_eq!(first, Some(120));
        let over = hear(&mut bed, 200, SignOfLife::Breath);
        assert_eq!(over, Some(Finding::clear(AlarmKind::SensorFault)));
    }

    #[test]
    fn a_steady_heart_beside_a_breath_that_changes_is_a_pacemaker() {
        let mut bed = Frozen::new(1, [60, 120]);
        for minute in 1..1_000 {
            bed.handle_heart(70);
            bed.handle_sign(SignOfLife::Stir);
            bed.handle_sign(SignOfLife::Breath);
            assert_eq!(bed.handle_minute(Mono(minute * 60_000), true), None);
        }
    }

    #[test]
    fn a_heart_at_the_upper_end_of_the_scale_for_an_hour_is_none_that_is_measured() {
        for (rate, expected) in [(120, Some(60)), (60, None)] {
            let mut bed = Frozen::new(1, [60, 120]);
            let first = (1..500_u64).find(|minute| {
                bed.handle_heart(rate);
                bed.handle_sign(SignOfLife::Breath);
                bed.handle_minute(Mono(minute * 60_000), true).is_some()
            });
            assert_eq!(first, expected, "{rate}");
        }
    }

    /// A number each minute, and what was said at which.
    fn play(
        frozen: &mut Frozen,
        minutes: core::ops::Range<u64>,
        ppm: impl Fn(u64) -> f32,
    ) -> Vec<(u64, Option<What>)> {
        let said = minutes.filter_map(|minute| {
            let number = Number::new(Quantity::CoPpm, ppm(minute));
            let found = frozen.handle_number(Mono(minute * 60_000), 0, number)?;
            Some((minute, found.is.map(|is| is.what)))
        });
        said.collect()
    }
}
