//! Who has changed this week against their own nights? For the clinic's page: of each measure how many of
//! the last seven nights lay outside of the person's own usual range, and which way.

use jiff::civil::Date;

use super::risk::NIGHTS;
use crate::core::weeks::{Measure, Point, Weeks};

/// Nights outside from which on a measure is named on the page: one is a bad night.
pub const NAMED: usize = 2;

/// What a clinic looks at.
pub const MEASURES: [Measure; 5] =
    [Measure::Asleep, Measure::Exits, Measure::TurnOvers, Measure::Nap, Measure::Heart];

/// A measure that has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Which.
    pub measure: Measure,
    /// How many of the last seven nights lay outside.
    pub outside: usize,
    /// How many were known.
    pub known: usize,
    /// The mean of those that were known.
    pub mean: f64,
    /// What was usual before the first of them of which that is known.
    pub usual: (f64, f64),
}

/// Everything that has, what differs most often first.
#[must_use]
pub fn changed(weeks: &Weeks) -> Vec<Changed> {
    let mut all: Vec<Changed> =
        MEASURES.into_iter().filter_map(|measure| of(measure, &weeks.row(measure))).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.outside));
    all
}

fn of(measure: Measure, points: &[Point]) -> Option<Changed> {
    let week = last(points);
    let outside = week.iter().filter(|it| it.is_unusual()).count();
    let values: Vec<f64> = week.iter().filter_map(|it| it.value).collect();
    let known = values.len();
    let n = u32::try_from(known).ok().filter(|n| *n > 0)?;
    let usual = week.iter().find_map(|it| it.usual)?;
    let mean = values.iter().sum::<f64>() / f64::from(n);
    (outside >= NAMED).then_some(Changed { measure, outside, known, mean, usual })
}

/// The last seven nights.
#[must_use]
pub fn last(points: &[Point]) -> &[Point] {
    points.get(points.len().saturating_sub(NIGHTS)..).unwrap_or_default()
}

/// The newest night of which anything is known.
#[must_use]
pub fn newest(points: &[Point]) -> Option<(Date, f64)> {
    points.iter().rev().find_map(|it| Some((it.date, it.value?)))
}
