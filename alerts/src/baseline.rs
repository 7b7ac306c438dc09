//! What is usual with this resident, and was the last night unlike it?
//!
//! Of the last fourteen nights it keeps a few figures each, and asks of each figure for its median
//! and for the median distance from that (MAD): one bad night moves neither. Before seven nights are
//! known nothing is usual, and nothing is unlike it. Twice a night's correction says nothing twice.
//!
//! | figure | unlike the others |
//! |---|---|
//! | times out of bed | more than the median + 3; or more than twice it, in two nights running |
//! | heart, breath | further from the median than four times the MAD |
//! | bed time, rising, turn-overs, movement | the same |
//!
//! A distance that is small in itself is never unlike: sensors tremble, and so do people
//! ([`BASELINE`]`.least`). What becomes of it: a heart or a breath is an alarm
//! ([`crate::body::Bands`]), all else an event.

mod figures;

use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use self::figures::Figures;
use crate::body::Own;
use crate::message::{Figure, NightFigure, UnusualNight, Vital, What};
use crate::plan::Places;
use crate::policy::BASELINE;
use crate::record::Night;

/// What was found out about a night.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unlike {
    /// Worth an alarm.
    Rate(What),
    /// Worth knowing.
    Night(UnusualNight),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    date: Date,
    #[serde(flatten)]
    figures: Figures,
}

/// The last nights, the oldest first: at most [`BASELINE`]`.nights`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Baselines {
    nights: Vec<Known>,
}

/// What is usual, in the figure's own unit, hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Usual {
    median: i64,
    mad: i64,
}

impl Baselines {
    /// A night is over, or what was said of one is corrected.
    pub(crate) fn handle_night(&mut self, night: &Night) -> Vec<Unlike> {
        let (date, figures) = (night.summary.date, Figures::of(night));
        if let Some(known) = self.nights.iter_mut().find(|known| known.date == date) {
            known.figures = figures;
            return Vec::new();
        }
        let unlike = NightFigure::ALL.into_iter().filter_map(|of| self.judge(date, &figures, of));
        let unlike = unlike.collect();
        // A clock that was wrong may bring an old date: what counts is the order in which they came.
        if self.nights.len() >= BASELINE.nights {
            self.nights.remove(0);
        }
        self.nights.push(Known { date, figures });
        unlike
    }

    /// What is usual of the rates, for whoever judges a minute.
    pub(crate) fn own(&self) -> Own {
        let own = |of: NightFigure| {
            let usual = self.usual(of)?;
            let whole = |hundredths: i64| u8::try_from((hundredths + 50) / 100).ok();
            Some((whole(usual.median)?, whole(usual.far(of))?))
        };
        Own { heart: own(NightFigure::HeartRate), breath: own(NightFigure::BreathingRate) }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
        let extra = self.nights.len().saturating_sub(BASELINE.nights);
        self.nights.drain(..extra);
    }

    fn judge(&self, date: Date, figures: &Figures, of: NightFigure) -> Option<Unlike> {
        let (value, usual) = (figures.get(of)?, self.usual(of)?);
        let is_unlike = match of {
            NightFigure::BedExits => self.has_more(value, usual.median),
            NightFigure::HeartRate
            | NightFigure::BreathingRate
            | NightFigure::BedTime
            | NightFigure::RisingTime
            | NightFigure::TurnOvers
            | NightFigure::Movement => (value - usual.median).abs() > usual.far(of),
        };
        if !is_unlike {
            return None;
        }
        let figure = |hundredths| Figure { hundredths };
        let rate = |vital| {
            let whole = |hundredths: i64| u8::try_from((hundredths + 50) / 100).unwrap_or(u8::MAX);
            let (per_min, usual) = (whole(value), whole(usual.median));
            Unlike::Rate(What::NightUnlikeOthers { of: vital, per_min, usual })
        };
        Some(match of {
            NightFigure::HeartRate => rate(Vital::HeartRate),
            NightFigure::BreathingRate => rate(Vital::BreathingRate),
            NightFigure::BedExits
            | NightFigure::BedTime
            | NightFigure::RisingTime
            | NightFigure::TurnOvers
            | NightFigure::Movement => Unlike::Night(UnusualNight {
                date,
                of,
                value: figure(value),
                usual: figure(usual.median),
            }),
        })
    }

    /// More times out of bed than usual: by far, or twice as many in two nights running.
    fn has_more(&self, exits: i64, median: i64) -> bool {
        let twice = |exits: i64| exits > (2 * median).max(median + BASELINE.exits_least);
        let before = self.nights.last().and_then(|known| known.figures.get(NightFigure::BedExits));
        exits > median + BASELINE.exits || (twice(exits) && before.is_some_and(twice))
    }

    fn usual(&self, of: NightFigure) -> Option<Usual> {
        let known = self.nights.iter().filter_map(|known| known.figures.get(of));
        let mut values: Vec<i64> = known.collect();
        if values.len() < BASELINE.enough {
            return None;
        }
        let median = median(&mut values)?;
        let mut distances: Vec<i64> = values.iter().map(|value| (value - median).abs()).collect();
        Some(Usual { median, mad: self::median(&mut distances)? })
    }
}

impl Usual {
    /// How far from the median is still usual.
    fn far(self, of: NightFigure) -> i64 {
        let least = match of {
            NightFigure::BedExits => BASELINE.exits,
            NightFigure::HeartRate => BASELINE.heart,
            NightFigure::BreathingRate => BASELINE.breath,
            NightFigure::BedTime | NightFigure::RisingTime => BASELINE.time,
            NightFigure::TurnOvers => BASELINE.turns,
            NightFigure::Movement => BASELINE.movement,
        };
        (BASELINE.mads * self.mad).max(least)
    }
}

/// The middle one; of an even number the mean of the two in the middle.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some((*values.get(half.checked_sub(1)?)? + upper) / 2)
}

#[cfg(test)]
mod tests;
