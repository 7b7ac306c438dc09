//! What is kept of a night for the nights to come?

use serde::{Deserialize, Serialize};

use crate::message::{NightFigure, NightRate};
use crate::policy::BASELINE;
use crate::record::Night;
use crate::time::When;

/// A night in figures: hundredths of each one's own unit; `None` for what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Figures {
    #[serde(skip_serializing_if = "Option::is_none")]
    exits: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heart: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breath: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rise: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    turns: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    movement: Option<i64>,
}

impl Figures {
    /// Of a night that was hardly seen nothing is learnt.
    pub(crate) fn of(night: &Night) -> Self {
        let summary = &night.summary;
        if summary.coverage.hundredths < BASELINE.coverage {
            return Self::default();
        }
        let count = |count: Option<u32>| count.map(|count| i64::from(count) * 100);
        let rate = |rate: Option<NightRate>| {
            let known = rate.filter(|rate| rate.coverage.hundredths >= BASELINE.rate_coverage);
            known.map(|rate| rate.mean.hundredths)
        };
        Self {
            exits: count(summary.bed_exit_count),
            heart: rate(summary.heart_rate),
            breath: rate(summary.breathing_rate),
            bed: summary.in_bed.map(after_noon),
            rise: summary.out_of_bed.map(after_noon),
            turns: count(summary.turn_overs),
            movement: night.movement.map(|movement| movement.hundredths),
        }
    }

    pub(crate) const fn get(&self, of: NightFigure) -> Option<i64> {
        match of {
            NightFigure::BedExits => self.exits,
            NightFigure::HeartRate => self.heart,
            NightFigure::BreathingRate => self.breath,
            NightFigure::BedTime => self.bed,
            NightFigure::RisingTime => self.rise,
            NightFigure::TurnOvers => self.turns,
            NightFigure::Movement => self.movement,
        }
    }
}

/// Hundredths of minutes after noon, local time: a night has no midnight.
fn after_noon(when: When) -> i64 {
    const MINUTE: i64 = 60_000;
    const DAY: i64 = 24 * 60;
    let local = when.wall().0.div_euclid(MINUTE) + i64::from(when.offset_s()) / 60;
    (local - DAY / 2).rem_euclid(DAY) * 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_night_are_counted_from_noon() {
        for (text, minutes) in [
            ("2026-11-23T22:30:00+08:00", 630),
            ("2026-11-24T00:30:00+08:00", 750),
            ("2026-11-24T06:30:00-03:30", 1110),
            ("2026-11-23T12:00:00+00:00", 0),
        ] {
            let when: When = serde_json::from_str(&alloc::format!("\"{text}\"")).unwrap();
            assert_eq!(after_noon(when), minutes * 100, "{text}");
        }
    }
}
