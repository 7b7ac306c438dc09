//! When does the community's office work, and how long is that? A week that repeats, holidays, and
//! the working days that make up for them.
//!
//! The clocks of a report run in working time: two hours from Friday at 17:00 end on Monday at 10:00.
//! Lengths are what truly passes: a spell over the clock change has an hour less or more. Everything
//! here always answers, as far as [`FURTHEST`] ahead.

mod file;
mod line;

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Wall;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use file::{Fault, MOST_BYTES, Why, read, read_hours, say_hours, write};
pub use line::Line;

use super::desk::duty::Day;
use super::desk::hours::Hours;
use super::desk::quiet::local;

/// Days that differ from the week: China's year has about 35, so this is thirty years.
pub const MOST_DIFFERING: usize = 1_024;

/// Spells of a day: morning, afternoon, evening, and one more.
pub const MOST_SPELLS: usize = 4;

/// The characters of a holiday's name: one line of a table.
pub const MOST_NAME: usize = 80;

/// Days that are looked ahead: a promise of ten years is a mistake, and a calendar in which every
/// day that differs is a holiday works before then.
pub const FURTHEST: usize = 3_660;

/// What the community has chosen: kept as a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Plan {
    days: [bool; 7],
    hours: Vec<Hours>,
    differs: BTreeMap<Day, Differs>,
}

/// A day that is not as its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differs {
    /// What it is.
    pub is: DayIs,
    /// What it is called; empty, if it has no name.
    #[serde(default)]
    pub name: String,
}

/// What such a day is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayIs {
    /// Nobody works.
    Holiday,
    /// It is worked, the usual hours, also on a Sunday.
    Working,
    /// It is worked at other hours.
    Hours(Vec<Hours>),
}

/// Why a plan is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlan {
    /// No weekday works.
    #[error("no day of the week is worked: choose at least one")]
    NoDay,
    /// No hours.
    #[error("no hours are worked: write them as 09:00-12:00 14:00-18:00")]
    NoHours,
    /// Too many spells.
    #[error("a day has more than {MOST_SPELLS} working spells: write fewer")]
    TooManySpells,
    /// Spells that end before they begin, or overlap.
    #[error("the working hours overlap, or end before they begin: write them in their order")]
    BadHours,
    /// Too many days.
    #[error("more than {MOST_DIFFERING} days differ: remove years that are over")]
    TooManyDays,
}

/// As it is kept: looked at again when it is read.
#[derive(Serialize, Deserialize)]
struct Written {
    days: [bool; 7],
    hours: Vec<Hours>,
    #[serde(default)]
    differs: BTreeMap<Day, Differs>,
}

impl TryFrom<Written> for Plan {
    type Error = NoPlan;

    fn try_from(it: Written) -> Result<Self, NoPlan> {
        Self::new(it.days, it.hours)?.differing(it.differs)
    }
}

impl From<Plan> for Written {
    fn from(it: Plan) -> Self {
        Self { days: it.days, hours: it.hours, differs: it.differs }
    }
}

impl Default for Plan {
    /// Monday to Friday, 09:00 to 18:00, until the community has chosen.
    fn default() -> Self {
        let hours = vec![Hours { from: 9 * 60, to: 18 * 60 }];
        let days = [true, true, true, true, true, false, false];
        Self { days, hours, differs: BTreeMap::new() }
    }
}

impl Plan {
    /// A week, from Monday, and the spells of a working day, in minutes of the day.
    ///
    /// # Errors
    ///
    /// If nobody would ever work, or the spells are not in order.
    pub fn new(days: [bool; 7], hours: Vec<Hours>) -> Result<Self, NoPlan> {
        if !days.contains(&true) {
            return Err(NoPlan::NoDay);
        }
        in_order(&hours)?;
        Ok(Self { days, hours, differs: BTreeMap::new() })
    }

    /// The same week, with other days that differ.
    ///
    /// # Errors
    ///
    /// If there are too many, or one has spells that are not in order.
    pub fn differing(self, differs: BTreeMap<Day, Differs>) -> Result<Self, NoPlan> {
        if differs.len() > MOST_DIFFERING {
            return Err(NoPlan::TooManyDays);
        }
        for day in differs.values() {
            match &day.is {
                DayIs::Holiday | DayIs::Working => {}
                DayIs::Hours(hours) => in_order(hours)?,
            }
        }
        Ok(Self { differs, ..self })
    }

    /// Which days of the week are worked, from Monday.
    #[must_use]
    pub const fn days(&self) -> [bool; 7] {
        self.days
    }

    /// The spells of a working day.
    #[must_use]
    pub fn hours(&self) -> &[Hours] {
        &self.hours
    }

    /// Days that differ.
    #[must_use]
    pub const fn differs(&self) -> &BTreeMap<Day, Differs> {
        &self.differs
    }

    /// The last day that is known to differ: from then on somebody has to write the next year.
    #[must_use]
    pub fn known_until(&self) -> Option<Date> {
        self.differs.keys().next_back().map(|day| day.0)
    }

    /// The spells of a day.
    #[must_use]
    pub fn on(&self, day: Date) -> &[Hours] {
        match self.differs.get(&Day(day)).map(|it| &it.is) {
            Some(DayIs::Holiday) => &[],
            Some(DayIs::Working) => &self.hours,
            Some(DayIs::Hours(hours)) => hours,
            None => {
                let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
                if self.days.get(weekday) == Some(&true) { &self.hours } else { &[] }
            }
        }
    }
}

fn in_order(hours: &[Hours]) -> Result<(), NoPlan> {
    if hours.is_empty() {
        return Err(NoPlan::NoHours);
    }
    if hours.len() > MOST_SPELLS {
        return Err(NoPlan::TooManySpells);
    }
    let ordered = hours.iter().all(|it| it.from < it.to && it.to <= 24 * 60)
        && hours.iter().zip(hours.iter().skip(1)).all(|(one, next)| one.to <= next.from);
    if ordered { Ok(()) } else { Err(NoPlan::BadHours) }
}

/// A plan at a place on earth.
#[derive(Clone, Debug)]
pub struct Calendar {
    plan: Plan,
    zone: TimeZone,
}

/// A working spell: from when to when. It is not empty.
type Spell = (Wall, Wall);

impl Calendar {
    /// The community's.
    #[must_use]
    pub const fn new(plan: Plan, zone: TimeZone) -> Self {
        Self { plan, zone }
    }

    /// What was chosen.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Where.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether somebody works.
    #[must_use]
    pub fn is_working(&self, at: Wall) -> bool {
        self.spells(at).next().is_some_and(|(from, _)| from <= at)
    }

    /// When so much working time will have passed. No time passes at once, also by night; what ends
    /// with a day ends then, and not on the next morning.
    #[must_use]
    pub fn add_working(&self, from: Wall, span: Duration) -> Wall {
        let mut left = span;
        let mut last = from;
        for (begins, ends) in self.spells(from) {
            if left.is_zero() {
                break;
            }
            let begins = begins.max(from);
            let spell = gone(begins, ends);
            if spell >= left {
                return begins + left;
            }
            left -= spell;
            last = ends;
        }
        last + left
    }

    /// When the working day ends on which it is `from`, or the next one that does.
    #[must_use]
    pub fn end_of_working_day(&self, from: Wall) -> Wall {
        let mut spells = self.spells(from);
        let Some((begins, mut ends)) = spells.next() else { return from };
        let day = local(begins.max(from), &self.zone).date();
        for (begins, later) in spells {
            if local(begins, &self.zone).date() != day {
                break;
            }
            ends = later;
        }
        ends
    }

    /// How much working time passes from one moment to another; none, if the other is earlier.
    #[must_use]
    pub fn working_between(&self, from: Wall, to: Wall) -> Duration {
        if to <= from {
            return Duration::ZERO;
        }
        let spells = self.spells(from).take_while(|(begins, _)| *begins < to);
        spells.map(|(begins, ends)| gone(begins.max(from), ends.min(to))).sum()
    }

    /// The same for many moments of a range of time, by looking up.
    #[must_use]
    pub fn line(&self, from: Wall, to: Wall) -> Line {
        Line::of(from, self.spells(from).take_while(|(begins, _)| *begins < to))
    }

    /// Spells that end after `from`, in their order, none over another.
    fn spells(&self, from: Wall) -> impl Iterator<Item = Spell> + '_ {
        let first = local(from, &self.zone).date();
        // A day that the zone left out is the next one's: its spells may not overlap.
        let mut past = Wall(i64::MIN);
        let days = first.series(jiff::ToSpan::day(1)).take(FURTHEST);
        let spells = days.flat_map(|day| self.plan.on(day).iter().map(move |it| (day, *it)));
        spells.filter_map(move |(day, hours)| {
            let (begins, ends) = hours.on(day)?;
            let begins = self.moment(begins)?.max(past);
            let ends = self.moment(ends)?;
            past = past.max(ends);
            (begins < ends && ends > from).then_some((begins, ends))
        })
    }

    fn moment(&self, at: jiff::civil::DateTime) -> Option<Wall> {
        let moment = self.zone.to_ambiguous_timestamp(at).compatible().ok()?;
        Some(Wall(moment.as_millisecond()))
    }
}

fn gone(from: Wall, to: Wall) -> Duration {
    Duration::from_millis(u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0))
}

#[cfg(test)]
mod tests;
