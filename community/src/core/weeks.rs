//! How were the last weeks, against what is usual for this person? For each measure a number a night,
//! and behind it the range of the nights before it. A night of which too little is known is a gap.
//!
//! The numbers are those of the home's summaries. A home that sends none has them counted from
//! minutes and events, of [`COUNTED`] nights at most: unpacking minutes costs more than reading a line.

use std::collections::BTreeMap;

use alerts::message::Asleep;
use alerts::{Wall, When};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::baseline::{self, BEFORE};
use super::heard::SummaryOf;
use super::night::{Figures, Frame, HOUR, Heard, Night, fraction, share, whole};

/// Nights that are shown: eight weeks.
pub const SHOWN: usize = 56;

/// Nights that are read: those shown, and those before the first of them.
pub const READ: usize = SHOWN + BEFORE;

/// Nights that are counted where the home sends no summaries.
pub const COUNTED: usize = 14;

/// Of a night or a day of which less was seen, nothing is shown.
const ENOUGH: f64 = 0.5;

/// A minute with more movement than this is one with motion (contract.md §3).
const MOTION: f64 = 10.0;

/// Minutes by day that must have been heard before their activity is a share of anything.
const FEWEST_MINUTES: usize = 120;

/// Minutes of naps that a day can have.
const MOST_NAP: f64 = 24.0 * 60.0;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Minutes of sleep in the night.
    Asleep,
    /// How often they left the bed in the night.
    Exits,
    /// How often they turned over.
    TurnOvers,
    /// Minutes of naps, of the day that follows the night.
    Nap,
    /// Heart rate on the night's average, per minute.
    Heart,
    /// The share of the minutes of the day that follows in which something moved, per cent.
    Activity,
}

impl Measure {
    /// All of them, as they are shown.
    pub const ALL: [Self; 6] =
        [Self::Asleep, Self::Exits, Self::TurnOvers, Self::Nap, Self::Heart, Self::Activity];
}

/// The numbers of a night and the day after it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Numbers(BTreeMap<Measure, f64>);

impl Numbers {
    fn put(&mut self, measure: Measure, value: Option<f64>) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.0.insert(measure, value);
        }
    }

    fn night(&mut self, figures: &Figures) {
        if figures.coverage.is_some_and(|share| share < ENOUGH) {
            return;
        }
        self.put(Measure::Asleep, figures.asleep_min.map(f64::from));
        self.put(Measure::Exits, figures.exits.map(f64::from));
        self.put(Measure::TurnOvers, figures.turn_overs.map(f64::from));
        self.put(Measure::Heart, figures.heart.map(|rates| rates.mean));
    }
}

/// One night of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The date of its morning.
    pub date: Date,
    /// Absent where it is not known.
    pub value: Option<f64>,
    /// The person's own usual range then; absent while too little is known.
    pub usual: Option<(f64, f64)>,
}

impl Point {
    /// Whether it lies outside of what is usual.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let outside = |value: f64, (low, high): (f64, f64)| value < low || value > high;
        self.value.zip(self.usual).is_some_and(|(value, usual)| outside(value, usual))
    }
}

/// Some weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Weeks {
    last: Date,
    nights: BTreeMap<Date, Numbers>,
    /// Whether the station counted them, for want of summaries.
    pub counted: bool,
}

impl Weeks {
    /// The first date that is asked for, of weeks that end with this one.
    #[must_use]
    pub fn first_read(last: Date) -> Date {
        back(last, READ - 1)
    }

    /// Of the home's summaries: which, of what date, and the body.
    #[must_use]
    pub fn said(last: Date, summaries: &[(SummaryOf, String, String)]) -> Self {
        let mut nights: BTreeMap<Date, Numbers> = BTreeMap::new();
        for (of, date, body) in summaries {
            let Ok(date) = date.parse::<Date>() else { continue };
            if date > last || date < Self::first_read(last) {
                continue;
            }
            let numbers = nights.entry(date).or_default();
            match of {
                SummaryOf::Night => {
                    if let Some(figures) = Figures::said(body) {
                        numbers.night(&figures);
                    }
                }
                SummaryOf::Day => day_said(numbers, body),
            }
        }
        Self { last, nights, counted: false }
    }

    /// Of events and minutes in the order of time, known up to `now`.
    #[must_use]
    pub fn counted(
        last: Date,
        (events, minutes): Heard<'_>,
        (now, zone): (Wall, &TimeZone),
    ) -> Self {
        let mut nights = BTreeMap::new();
        for ago in 0..COUNTED {
            let date = back(last, ago);
            let Some(frame) = Frame::of(date, zone) else { continue };
            let mut numbers = Numbers::default();
            let its = (
                // Events are said later than they were.
                between(events, frame.noon_before, Wall(frame.noon.0 + HOUR)),
                between(minutes, frame.noon_before, frame.noon),
            );
            // A night that goes on is not compared with whole ones.
            let night = Night::of(frame, its, None, now);
            if let (Some(figures), true) =
                (&night.figures, night.stay.is_some_and(|stay| stay.to.is_some()))
            {
                numbers.night(figures);
            }
            day_counted(&mut numbers, frame, (events, minutes), now);
            nights.insert(date, numbers);
        }
        Self { last, nights, counted: true }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nights.values().all(|numbers| numbers.0.is_empty())
    }

    /// A measure night by night, the oldest first: [`SHOWN`] of them.
    #[must_use]
    pub fn row(&self, measure: Measure) -> Vec<Point> {
        let value = |ago: usize| {
            self.nights.get(&back(self.last, ago)).and_then(|it| it.0.get(&measure)).copied()
        };
        (0..SHOWN)
            .rev()
            .map(|ago| Point {
                date: back(self.last, ago),
                value: value(ago),
                usual: baseline::usual((ago + 1..=ago + BEFORE).map(value)),
            })
            .collect()
    }
}

/// `summary/day`.
fn day_said(numbers: &mut Numbers, body: &str) {
    let Ok(Value::Object(body)) = serde_json::from_str(body) else { return };
    if fraction(&body, "coverage").is_some_and(|share| share < ENOUGH) {
        return;
    }
    numbers.put(Measure::Nap, whole(&body, "nap_min", MOST_NAP).map(f64::from));
    numbers.put(Measure::Activity, activity_said(&body));
}

/// The mean of the hours that are known: each the share of its minutes with motion, 0 to 1.
fn activity_said(body: &Map<String, Value>) -> Option<f64> {
    let hours = body.get("activity")?.as_array()?;
    let known: Vec<f64> = hours
        .iter()
        .take(25)
        .filter_map(Value::as_f64)
        .filter(|n| (0.0..=1.0).contains(n))
        .collect();
    let n = f64::from(u32::try_from(known.len()).ok().filter(|n| *n > 0)?);
    Some(known.iter().sum::<f64>() / n * 100.0)
}

/// The day that follows a night, from its morning to its evening.
fn day_counted(numbers: &mut Numbers, frame: Frame, (events, minutes): Heard<'_>, now: Wall) {
    let length = frame.morning.0 - frame.evening.0;
    let (from, to) = (frame.morning, Wall(frame.morning.0 + 24 * HOUR - length));
    if now < to {
        return;
    }
    let (mut known, mut heard, mut moved) = (0_usize, 0_usize, 0_usize);
    for (_, minute) in between(minutes, from, to) {
        known += usize::from(minute.sleep != Asleep::Unknown);
        let movement = minute.lines.iter().filter_map(|(_, line)| line.movement);
        let Some(most) = movement.map(|spread| spread.max).max() else { continue };
        heard += 1;
        moved += usize::from(most.value() >= MOTION && minute.sleep != Asleep::Asleep);
    }
    if heard >= FEWEST_MINUTES {
        numbers.put(Measure::Activity, share(moved, heard).map(|share| share * 100.0));
    }
    if known < FEWEST_MINUTES {
        // Who is not seen to sleep or wake is not seen to nap either.
        return;
    }
    let naps = between(events, from, Wall(to.0 + 24 * HOUR)).iter().filter_map(|(at, said)| {
        #[derive(Deserialize)]
        struct Nap {
            from: Option<When>,
            asleep_min: u16,
        }
        let nap: Nap = (said.kind == "nap" && !said.withdrawn)
            .then(|| serde_json::from_str(&said.body))?
            .ok()?;
        let began = nap.from.map_or(*at, When::wall);
        (began >= from && began < to).then(|| f64::from(nap.asleep_min))
    });
    numbers.put(Measure::Nap, Some(naps.sum::<f64>().min(MOST_NAP)));
}

/// What was from then to then, of what is in the order of time.
fn between<T>(all: &[(Wall, T)], from: Wall, to: Wall) -> &[(Wall, T)] {
    let first = all.partition_point(|(at, _)| *at < from);
    let last = all.partition_point(|(at, _)| *at < to);
    all.get(first..last).unwrap_or_default()
}

fn back(date: Date, days: usize) -> Date {
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    date.saturating_sub(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests;
