//! How well is it done what people report, and by whom? Counts, medians and rates of a time: as a
//! whole, and by grid worker, kind, building and month.
//!
//! What is not known is no zero: a rate of nothing is [`None`]. Whoever never answered is counted
//! apart, and is neither content nor not.

mod file;

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Wall;
use jiff::tz::TimeZone;

pub use file::{Fault, MOST_BYTES, MOST_ROWS, Past, Why, columns, read, workers};

use super::calendar::{Calendar, Line};
use super::desk::PartyId;
use super::desk::quiet::local;
use super::report::{ReportKind, StateWord};

/// A report, as the ledger counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was wrong.
    pub kind: ReportKind,
    /// Whose it was, if anybody's.
    pub worker: Option<PartyId>,
    /// Where; empty for a point of the map.
    pub building: String,
    /// How far it is.
    pub state: StateWord,
    /// When it came.
    pub received: Wall,
    /// Until when somebody should have looked.
    pub look_by: Wall,
    /// When somebody did.
    pub looked: Option<Wall>,
    /// Until when it was to be done.
    pub done_by: Option<Wall>,
    /// … and by the last promise.
    pub promised: Option<Wall>,
    /// When it was done, for the last time.
    pub done: Option<Wall>,
    /// When it ended.
    pub ended: Option<Wall>,
    /// How often whoever reported said that it was not done.
    pub reopened: u16,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those of which it is so.
    pub are: u32,
    /// Those of which it could be.
    pub of: u32,
}

impl Share {
    /// In tenths of a percent, rounded; `None` of nothing.
    #[must_use]
    pub fn per_mille(self) -> Option<u32> {
        let (are, of) = (u64::from(self.are), u64::from(self.of));
        u32::try_from((are * 2_000 + of).checked_div(of * 2)?).ok()
    }

    fn count(&mut self, is: bool) {
        self.of += 1;
        self.are += u32::from(is);
    }
}

/// What is said of some reports. The eight counts after the first add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All that came.
    pub reports: u32,
    /// Still to be done.
    pub open: u32,
    /// Done, and not answered yet.
    pub waiting: u32,
    /// Done, and whoever reported says so too.
    pub confirmed: u32,
    /// Done, they say; nobody answered for three days.
    pub unconfirmed: u32,
    /// Not done, with a reason.
    pub refused: u32,
    /// The same as another.
    pub duplicate: u32,
    /// Somebody outside does it.
    pub forwarded: u32,
    /// Response: somebody looked in time, of those whose time to look is over or who were looked at.
    pub response: Share,
    /// Solution: done, of those that were to be done here and were, or whose time is over.
    pub solution: Share,
    /// Of the same: done by the day it was to be, or had been promised.
    pub in_time: Share,
    /// Satisfaction: of those who answered, so many said at once that it is done.
    pub satisfaction: Share,
    /// The median of the working time until somebody looked.
    pub to_look: Option<Duration>,
    /// The median of the working time until it was done.
    pub to_done: Option<Duration>,
}

impl Figures {
    /// Done, whatever was answered.
    #[must_use]
    pub const fn done(&self) -> u32 {
        self.waiting + self.confirmed + self.unconfirmed
    }
}

/// A month of the community's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Month {
    /// The one of a moment.
    #[must_use]
    pub fn of(at: Wall, zone: &TimeZone) -> Self {
        let day = local(at, zone).date();
        Self { year: day.year(), month: day.month() }
    }

    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.month {
            12.. => Self { year: self.year.saturating_add(1), month: 1 },
            month => Self { year: self.year, month: month + 1 },
        }
    }
}

/// The ledger of a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// All of it.
    pub whole: Figures,
    /// By grid worker; `None`: nobody's.
    pub workers: BTreeMap<Option<PartyId>, Figures>,
    /// By kind.
    pub kinds: BTreeMap<ReportKind, Figures>,
    /// By building; empty: elsewhere.
    pub buildings: BTreeMap<String, Figures>,
    /// By the month in which it came.
    pub months: BTreeMap<Month, Figures>,
}

impl Ledger {
    /// Counts. `now` says whose time is over.
    #[must_use]
    pub fn of(entries: &[Entry], calendar: &Calendar, now: Wall) -> Self {
        let first = entries.iter().map(|it| it.received).min().unwrap_or(now);
        let last = entries.iter().filter_map(|it| it.done.max(it.looked)).max().unwrap_or(now);
        let line = calendar.line(first, last.max(now));
        let mut whole = Tally::default();
        let (mut workers, mut kinds) = (BTreeMap::new(), BTreeMap::new());
        let (mut buildings, mut months) = (BTreeMap::new(), BTreeMap::new());
        for entry in entries {
            let seen = Seen::of(entry, calendar, &line);
            whole.count(entry, seen, now);
            tally(&mut workers, &entry.worker).count(entry, seen, now);
            tally(&mut kinds, &entry.kind).count(entry, seen, now);
            tally(&mut buildings, &entry.building).count(entry, seen, now);
            let month = Month::of(entry.received, calendar.zone());
            tally(&mut months, &month).count(entry, seen, now);
        }
        Self {
            whole: whole.figures(),
            workers: figures(workers),
            kinds: figures(kinds),
            buildings: figures(buildings),
            months: figures(months),
        }
    }
}

fn tally<'a, K: Ord + Clone>(all: &'a mut BTreeMap<K, Tally>, key: &K) -> &'a mut Tally {
    all.entry(key.clone()).or_default()
}

fn figures<K: Ord>(all: BTreeMap<K, Tally>) -> BTreeMap<K, Figures> {
    all.into_iter().map(|(key, tally)| (key, tally.figures())).collect()
}

/// The working times of one report, counted once for all groups.
#[derive(Clone, Copy)]
struct Seen {
    to_look: Option<Duration>,
    to_done: Option<Duration>,
    /// Until when it was to be done. At what nobody has looked: the end of the day on which they should.
    by: Wall,
}

impl Seen {
    fn of(entry: &Entry, calendar: &Calendar, line: &Line) -> Self {
        let until = |at: Option<Wall>| at.map(|at| line.between(entry.received, at));
        let by = entry.promised.or(entry.done_by);
        let by = by.unwrap_or_else(|| calendar.end_of_working_day(entry.look_by));
        Self { to_look: until(entry.looked), to_done: until(entry.done), by }
    }
}

#[derive(Default)]
struct Tally {
    figures: Figures,
    looks: Vec<Duration>,
    dones: Vec<Duration>,
}

impl Tally {
    fn count(&mut self, entry: &Entry, seen: Seen, now: Wall) {
        let it = &mut self.figures;
        it.reports += 1;
        let (to_be_done, is_done) = match entry.state {
            StateWord::Received | StateWord::Accepted | StateWord::Assigned | StateWord::InWork => {
                it.open += 1;
                (true, false)
            }
            StateWord::Done => {
                it.waiting += 1;
                (true, true)
            }
            StateWord::Confirmed => {
                it.confirmed += 1;
                (true, true)
            }
            StateWord::Unconfirmed => {
                it.unconfirmed += 1;
                (true, true)
            }
            StateWord::Refused => {
                it.refused += 1;
                (false, false)
            }
            StateWord::Duplicate => {
                it.duplicate += 1;
                (false, false)
            }
            StateWord::Forwarded => {
                it.forwarded += 1;
                (false, false)
            }
        };
        if entry.looked.is_some() || entry.look_by < now {
            it.response.count(entry.looked.is_some_and(|looked| looked <= entry.look_by));
        }
        if to_be_done && (is_done || seen.by < now) {
            it.solution.count(is_done);
            let done = entry.done.filter(|_| is_done);
            it.in_time.count(done.is_some_and(|done| done <= seen.by));
        }
        let is_confirmed = entry.state == StateWord::Confirmed;
        if is_confirmed || entry.reopened > 0 {
            it.satisfaction.count(is_confirmed && entry.reopened == 0);
        }
        self.looks.extend(seen.to_look);
        self.dones.extend(seen.to_done.filter(|_| is_done));
    }

    fn figures(self) -> Figures {
        Figures { to_look: median(self.looks), to_done: median(self.dones), ..self.figures }
    }
}

fn median(mut all: Vec<Duration>) -> Option<Duration> {
    all.sort_unstable();
    let half = all.len() / 2;
    let upper = *all.get(half)?;
    if all.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *all.get(half.checked_sub(1)?)?;
    Some((lower + upper) / 2)
}

#[cfg(test)]
pub(crate) mod tests;
