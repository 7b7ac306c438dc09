//! A night: heart and breath, sleep, exits, turn-overs, pauses of breath. Always these six, so that one
//! of which nothing is known any more after a correction says so.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Sheet, Whom};
use crate::core::night::{Figures, Frame, Rates};
use crate::fhir::code::Measured as M;
use crate::fhir::datatype::{Period, Quantity};
use crate::fhir::resource::{Observation, Resource};

/// A night of which the home has sent the summary: its date, and the body. `None` where nothing of it can
/// be read.
#[must_use]
pub fn night(of: &Whom<'_>, date: Date, body: &str) -> Option<Sheet> {
    let figures = Figures::said(body)?;
    let frame = Frame::of(date, of.zone)?;
    let item = format!("night-{date}");
    let time = || period(of, &frame, &figures);
    let count = |n: Option<u32>| n.map(Quantity::count);
    let minutes = |n: Option<u32>| n.map(Quantity::minutes);
    let share = |n: Option<f64>| n.map(Quantity::share);
    let seen = (M::Coverage, share(figures.coverage));
    let rate = |part, measured, rates: Option<Rates>| {
        let per_minute =
            |n: fn(&Rates) -> f64| rates.as_ref().map(|it| Quantity::per_minute(n(it)));
        let within = vec![
            (M::Minimum, per_minute(|it| it.min)),
            (M::Maximum, per_minute(|it| it.max)),
            (M::Coverage, share(rates.and_then(|it| it.coverage).or(figures.coverage))),
        ];
        of.figure((&item, part, measured), per_minute(|it| it.mean), time(), within)
    };
    let sleep = vec![
        (M::Waso, minutes(figures.waso_min)),
        (M::Awakenings, count(figures.awakenings)),
        (M::Efficiency, share(figures.efficiency)),
        (M::Latency, minutes(figures.latency_min)),
        (M::TimeInBed, minutes(figures.time_in_bed_min)),
        seen.clone(),
    ];
    let exits = vec![(M::LongestAbsence, minutes(figures.longest_min)), seen.clone()];
    let plain = |part, measured, n| {
        of.figure((&item, part, measured), count(n), time(), vec![seen.clone()])
    };
    let all = [
        rate("heart-rate", M::HeartRate, figures.heart),
        rate("breathing-rate", M::BreathingRate, figures.breath),
        of.figure((&item, "sleep", M::Sleep), minutes(figures.asleep_min), time(), sleep),
        of.figure((&item, "bed-exits", M::BedExits), count(figures.exits), time(), exits),
        plain("turn-overs", M::TurnOvers, figures.turn_overs),
        plain("breathing-pauses", M::BreathingPauses, figures.pauses),
    ];
    Some(Sheet { of: corrected(body, all).collect(), around: of.around_bed() })
}

/// What the home has said again is amended.
pub(super) fn corrected<const N: usize>(
    body: &str,
    all: [Observation; N],
) -> impl Iterator<Item = Resource> {
    #[derive(Deserialize)]
    struct Revision {
        #[serde(default)]
        revision: Option<u32>,
    }
    let revision = serde_json::from_str(body).ok().and_then(|it: Revision| it.revision);
    let status = if revision.is_some_and(|it| it > 0) { "amended" } else { "final" };
    all.into_iter().map(move |mut it| {
        status.clone_into(&mut it.status);
        Resource::Observation(Box::new(it))
    })
}

/// From going to bed to the final rise; where one is not known, the night's own hour.
fn period(of: &Whom<'_>, frame: &Frame, figures: &Figures) -> Period {
    let within = |at: &alerts::Wall| *at >= frame.noon_before && *at <= frame.noon;
    let from = figures.in_bed.filter(within).unwrap_or(frame.evening);
    let to = figures.out_of_bed.filter(within).unwrap_or(frame.morning);
    let (from, to) = if from < to { (from, to) } else { (frame.noon_before, frame.noon) };
    Period { start: Some(of.moment(from)), end: Some(of.moment(to)) }
}
