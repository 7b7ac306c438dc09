//! Who is on duty, and when is nobody? A week that repeats, and days that differ.
//!
//! In local time, which is an argument: a shift from 22:00 to 06:00 is that on the night of the clock
//! change too.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::party::PartyId;

/// Shifts of a community's week: thirty people with every day their own.
pub const MOST_SHIFTS: usize = 256;

/// Days that differ; what is past is dropped by whoever keeps them.
pub const MOST_EXCEPTIONS: usize = 1_024;

/// A day of the calendar, `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub Date);

/// Somebody, each week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Who.
    pub who: PartyId,
    /// On which days it begins, from Monday.
    pub days: [bool; 7],
    /// From when to when.
    pub hours: Hours,
}

/// A day that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Which.
    pub day: Day,
    /// Whose.
    pub who: PartyId,
    /// They come then; `None`: their shifts that begin on it do not happen.
    pub comes: Option<Hours>,
}

/// The duty table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// The week.
    pub shifts: Vec<Shift>,
    /// What differs.
    pub exceptions: Vec<Exception>,
}

/// A time in which nobody is on duty, in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From then.
    pub from: DateTime,
    /// To then.
    pub to: DateTime,
}

/// Text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day: write it as 2026-11-23")]
pub struct NoDay(pub String);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        text.parse().map(Self).map_err(|_| NoDay(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Day {
    type Error = NoDay;

    fn try_from(text: String) -> Result<Self, NoDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl Rota {
    /// Who is on duty.
    #[must_use]
    pub fn on_duty(&self, at: DateTime) -> BTreeSet<PartyId> {
        let days = [at.date().yesterday().ok(), Some(at.date())].into_iter().flatten();
        let terms = days.flat_map(|day| self.terms(day));
        terms.filter(|(_, from, to)| *from <= at && at < *to).map(|(who, ..)| who).collect()
    }

    /// When nobody is, in so many days from then on.
    #[must_use]
    pub fn gaps(&self, from: DateTime, days: u8) -> Vec<Gap> {
        let end = from.checked_add(i64::from(days).days()).unwrap_or(DateTime::MAX);
        let first = from.date().yesterday().unwrap_or(from.date());
        let dates = first.series(1.day()).take(usize::from(days) + 2);
        let mut terms: Vec<_> = dates
            .flat_map(|day| self.terms(day))
            .map(|(_, begins, ends)| (begins, ends))
            .filter(|(begins, ends)| *ends > from && *begins < end)
            .collect();
        terms.sort_unstable();
        let (mut gaps, mut covered) = (Vec::new(), from);
        for (begins, ends) in terms {
            if begins > covered {
                gaps.push(Gap { from: covered, to: begins });
            }
            covered = covered.max(ends);
        }
        if covered < end {
            gaps.push(Gap { from: covered, to: end });
        }
        gaps
    }

    /// The shifts that begin on a day.
    fn terms(&self, day: Date) -> impl Iterator<Item = (PartyId, DateTime, DateTime)> {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        let exceptions = || self.exceptions.iter().take(MOST_EXCEPTIONS);
        let of_day = move || exceptions().filter(move |it| it.day.0 == day);
        let usual = self.shifts.iter().take(MOST_SHIFTS).filter(move |shift| {
            shift.days.get(weekday).is_some_and(|works| *works)
                && !of_day().any(|it| it.who == shift.who && it.comes.is_none())
        });
        let usual = usual.map(|shift| (shift.who, shift.hours));
        let extra = of_day().filter_map(|it| Some((it.who, it.comes?)));
        usual.chain(extra).filter_map(move |(who, hours)| {
            let (from, to) = hours.on(day)?;
            Some((who, from, to))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_shift_of_sunday_lasts_into_monday_and_somebody_ill_is_not_on_it() {
        let mut rota = week();
        assert_eq!(on(&rota, "2026-11-30T05:59"), [2]);
        assert_eq!(on(&rota, "2026-11-30T06:00"), [1]);
        assert_eq!(on(&rota, "2026-11-30T18:00"), [2]);
        let ill = Exception { day: "2026-11-29".parse().unwrap(), who: PartyId(2), comes: None };
        rota.exceptions.push(ill);
        assert!(on(&rota, "2026-11-30T05:59").is_empty());
        assert_eq!(on(&rota, "2026-11-30T18:00"), [2]);
        let comes = Some(Hours { from: 18 * 60, to: 6 * 60 });
        rota.exceptions.push(Exception { who: PartyId(3), comes, ..ill });
        assert_eq!(on(&rota, "2026-11-30T05:59"), [3]);
    }

    #[test]
    fn a_rota_with_a_hole_says_when_for_the_next_seven_days() {
        let mut rota = week();
        let gaps = |rota: &Rota| -> Vec<String> {
            let gaps = rota.gaps("2026-11-30T09:00:00".parse().unwrap(), 7);
            gaps.iter().map(|gap| format!("{} to {}", gap.from, gap.to)).collect()
        };
        assert!(gaps(&rota).is_empty());
        rota.exceptions.push(Exception {
            day: "2026-12-02".parse().unwrap(),
            who: PartyId(1),
            comes: Some(Hours { from: 6 * 60, to: 12 * 60 }),
        });
        rota.exceptions.push(Exception {
            day: "2026-12-02".parse().unwrap(),
            who: PartyId(1),
            comes: None,
        });
        assert_eq!(gaps(&rota), ["2026-12-02T12:00:00 to 2026-12-02T18:00:00"]);
        let nobody = Rota::default();
        assert_eq!(gaps(&nobody), ["2026-11-30T09:00:00 to 2026-12-07T09:00:00"]);
    }

    #[test]
    fn a_day_is_kept_as_it_is_written() {
        let day: Day = "2026-02-03".parse().unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-02-03\"");
        assert!("2026-02-30".parse::<Day>().unwrap_err().to_string().contains("2026-11-23"));
    }

    /// One by day, one by night.
    fn week() -> Rota {
        let shift = |who, from: u16, to: u16| Shift {
            who: PartyId(who),
            days: [true; 7],
            hours: Hours { from: from * 60, to: to * 60 },
        };
        Rota { shifts: vec![shift(1, 6, 18), shift(2, 18, 6)], exceptions: Vec::new() }
    }

    fn on(rota: &Rota, at: &str) -> Vec<i64> {
        rota.on_duty(format!("{at}:00").parse().unwrap()).iter().map(|who| who.0).collect()
    }
}
