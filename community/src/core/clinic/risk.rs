//! Which risk stands? Two falls within thirty days; or a measure that lay outside of the person's own
//! usual range on three of the last seven nights. A risk that stood and does not any more has an end.

use alerts::Wall;
use alerts::message::AlarmKind;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::consent::local;
use super::day;
use crate::core::heard::{AlarmStep, Known};
use crate::core::weeks::{Measure, Point, Weeks};

/// Days in which falls are counted.
pub const FALL_DAYS: i32 = 30;

/// Falls in that time that are a risk.
pub const FALLS: usize = 2;

/// Nights that are looked at.
pub const NIGHTS: usize = 7;

/// Nights of these outside of the usual range that are a change, and not one bad night.
pub const UNUSUAL: usize = 3;

/// A risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// They have fallen again.
    Falls,
    /// They sleep more or less than usual.
    Asleep,
    /// They leave the bed more or less often than usual.
    Exits,
    /// The heart is slower or quicker than usual.
    Heart,
}

impl Risk {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Falls, Self::Asleep, Self::Exits, Self::Heart];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Falls => "falls",
            Self::Asleep => "sleep-change",
            Self::Exits => "bed-exit-change",
            Self::Heart => "heart-rate-change",
        }
    }
}

/// A risk, since when, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Which.
    pub risk: Risk,
    /// The day from which it stood.
    #[serde(with = "day")]
    pub since: Date,
    /// The day on which it did not stand any more.
    #[serde(with = "day::maybe", default)]
    pub until: Option<Date>,
}

impl Standing {
    /// Its name within the home.
    #[must_use]
    pub fn item(&self) -> String {
        format!("risk-{}-{}", self.risk.code(), self.since)
    }
}

/// Which risks stand now, and since when at most: of the steps of alarms, and of the weeks.
#[must_use]
pub fn standing(
    today: Date,
    (alarms, weeks): (&[(Wall, AlarmStep)], &Weeks),
    zone: &TimeZone,
) -> Vec<(Risk, Date)> {
    let mut found = Vec::new();
    found.extend(falls(today, alarms, zone).map(|since| (Risk::Falls, since)));
    let measures = [
        (Risk::Asleep, Measure::Asleep),
        (Risk::Exits, Measure::Exits),
        (Risk::Heart, Measure::Heart),
    ];
    for (risk, measure) in measures {
        found.extend(changed(&weeks.row(measure)).map(|since| (risk, since)));
    }
    found
}

/// What was told of risks before, as it is from now on; and what is new.
#[must_use]
pub fn follow(today: Date, told: Vec<Standing>, now: &[(Risk, Date)]) -> Vec<Standing> {
    let stands = |risk: Risk| now.iter().find(|(it, _)| *it == risk);
    let mut all: Vec<Standing> = told
        .into_iter()
        .map(|it| match (it.until, stands(it.risk)) {
            (None, None) => Standing { until: Some(today), ..it },
            (None, Some(_)) | (Some(_), _) => it,
        })
        .collect();
    for (risk, since) in now {
        let is_told =
            |it: &Standing| it.risk == *risk && (it.until.is_none() || it.since == *since);
        if !all.iter().any(is_told) {
            all.push(Standing { risk: *risk, since: *since, until: None });
        }
    }
    all
}

/// Since the day of the last fall but one.
fn falls(today: Date, alarms: &[(Wall, AlarmStep)], zone: &TimeZone) -> Option<Date> {
    let first = today.saturating_sub(FALL_DAYS.days());
    let is_fall = |step: &AlarmStep| step.kind == Known::Word(AlarmKind::Fall) && !step.test;
    let mut seen: Vec<(&str, Date)> = Vec::new();
    for (at, step) in alarms.iter().filter(|(_, step)| is_fall(step)) {
        let day = local(step.raised.map_or(*at, alerts::When::wall), zone);
        if day >= first && day <= today && !seen.iter().any(|(name, _)| *name == step.alarm) {
            seen.push((&step.alarm, day));
        }
    }
    let mut days: Vec<Date> = seen.into_iter().map(|(_, day)| day).collect();
    days.sort_unstable();
    // From the day on which it was so.
    (days.len() >= FALLS).then(|| days.get(FALLS - 1).copied()).flatten()
}

/// The first of the nights outside, if they are enough.
#[must_use]
pub fn changed(points: &[Point]) -> Option<Date> {
    let last = points.get(points.len().saturating_sub(NIGHTS)..).unwrap_or_default();
    let outside: Vec<Date> = last.iter().filter(|it| it.is_unusual()).map(|it| it.date).collect();
    (outside.len() >= UNUSUAL).then(|| outside.first().copied()).flatten()
}
