//! What did a home say in a time?

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use alerts::Wall;
use alerts::message::Minute;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::unavailable;
use super::homes;
use super::load::{body, each, get};
use super::take::MINUTE;
use crate::core::HomeId;
use crate::core::heard::{AlarmStep, EventSaid, SummaryOf};
use crate::store::StoreError;
use crate::store::packed;
use crate::store::rows::{PoisonRow, Sizes, Summary, Timeline};

/// Payloads that are shown at once.
const MOST_POISON_SHOWN: u32 = 1_000;

/// Milliseconds of an hour.
pub(super) const HOUR: i64 = 60 * MINUTE;

/// Milliseconds of a day.
pub(super) const DAY: i64 = 24 * HOUR;

/// Everything, each in the order of time.
pub(super) fn timeline(
    db: &Connection,
    home: &HomeId,
    of: &Range<Wall>,
) -> Result<Timeline, StoreError> {
    let mut seen = Timeline::default();
    let Some(home) = homes::known(db, home)? else { return Ok(seen) };
    let asked = [home, of.start.0, of.end.0];
    seen.alarms = steps(db, asked)?;
    let sql = "SELECT at, kind, fact, body FROM event
               WHERE home = ?1 AND at >= ?2 AND at < ?3 AND withdrawn = 0 ORDER BY at, id";
    each(db, sql, &asked, |row| {
        let (kind, fact, body) = (get(row, 1)?, get(row, 2)?, get(row, 3)?);
        seen.events.push((Wall(get(row, 0)?), EventSaid { kind, fact, withdrawn: false, body }));
        Ok(())
    })?;
    let sql = "SELECT of, date, body FROM summary
               WHERE home = ?1 AND at >= ?2 AND at < ?3 ORDER BY date, of DESC";
    each(db, sql, &asked, |row| {
        seen.summaries.push(summary(row)?);
        Ok(())
    })?;
    let sql = "SELECT at, body FROM gap WHERE home = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id";
    each(db, sql, &asked, |row| {
        seen.gaps.push((Wall(get(row, 0)?), body(row, 1, "gap")?));
        Ok(())
    })?;
    seen.minutes = minutes(db, home, of)?;
    Ok(seen)
}

/// The steps of alarms alone.
pub(super) fn alarm_steps(
    db: &Connection,
    home: &HomeId,
    of: &Range<Wall>,
) -> Result<Vec<(Wall, AlarmStep)>, StoreError> {
    match homes::known(db, home)? {
        Some(home) => steps(db, [home, of.start.0, of.end.0]),
        None => Ok(Vec::new()),
    }
}

fn steps(db: &Connection, asked: [i64; 3]) -> Result<Vec<(Wall, AlarmStep)>, StoreError> {
    let mut steps = Vec::new();
    let sql = "SELECT at, body FROM alarm WHERE home = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id";
    each(db, sql, &asked, |row| {
        steps.push((Wall(get(row, 0)?), body(row, 1, "alarm")?));
        Ok(())
    })?;
    Ok(steps)
}

/// The summaries of these dates, whenever they came. Dates are compared as text: all have ten letters.
pub(super) fn summaries(
    db: &Connection,
    home: &HomeId,
    of: &RangeInclusive<Date>,
) -> Result<Vec<Summary>, StoreError> {
    let Some(home) = homes::known(db, home)? else { return Ok(Vec::new()) };
    let sql = "SELECT of, date, body FROM summary WHERE home = ?1 AND of IN ('night', 'day')
               AND date >= ?2 AND date <= ?3 ORDER BY date, of DESC";
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let asked = params![home, of.start().to_string(), of.end().to_string()];
    let mut rows = ask.query(asked).map_err(unavailable)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(unavailable)? {
        found.push(summary(row)?);
    }
    Ok(found)
}

fn summary(row: &Row<'_>) -> Result<Summary, StoreError> {
    let of: String = get(row, 0)?;
    let of = if of == "night" { SummaryOf::Night } else { SummaryOf::Day };
    Ok((of, get(row, 1)?, get(row, 2)?))
}

/// Minutes, packed or not.
fn minutes(
    db: &Connection,
    home: i64,
    of: &Range<Wall>,
) -> Result<Vec<(Wall, Minute)>, StoreError> {
    let mut found = Vec::new();
    let (first, last) = (of.start.0.div_euclid(HOUR), of.end.0.div_euclid(HOUR));
    let places = Places::of("SELECT hour FROM hour WHERE hour >= ?1 ORDER BY hour LIMIT 1");
    let sql = "SELECT body FROM hour WHERE hour = ?1 AND home = ?2";
    places.each(db, first..=last, |hour| {
        let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
        let body: Option<Vec<u8>> =
            ask.query_row([hour, home], |row| row.get(0)).optional().map_err(unavailable)?;
        body.map_or(Ok(()), |body| unpack(&body, "hour", &mut found))
    })?;
    let (first, last) = (of.start.0.div_euclid(MINUTE), of.end.0.div_euclid(MINUTE));
    let places = Places::of("SELECT slot FROM minute WHERE slot >= ?1 ORDER BY slot LIMIT 1");
    let sql = "SELECT body FROM minute WHERE slot = ?1 AND home = ?2 ORDER BY id";
    places.each(db, first..=last, |slot| {
        each(db, sql, &[slot, home], |row| {
            let body = row.get_ref(0).map_err(unavailable)?;
            unpack(body.as_blob().unwrap_or_default(), "minute", &mut found)
        })
    })?;
    found.retain(|(at, _)| of.contains(at));
    found.sort_by_key(|(at, _)| *at);
    Ok(found)
}

fn unpack(
    body: &[u8],
    table: &'static str,
    into: &mut Vec<(Wall, Minute)>,
) -> Result<(), StoreError> {
    let minutes = packed::unpack(body)
        .map_err(|error| StoreError::Unreadable { table, why: error.to_string() })?;
    into.extend(minutes);
    Ok(())
}

/// The slots or hours that there are, by asking for the next one: the tables are in the order of
/// time and then of homes, and a time that was asked for may be all times.
pub(super) struct Places {
    next: &'static str,
}

impl Places {
    pub(super) const fn of(next: &'static str) -> Self {
        Self { next }
    }

    pub(super) fn each(
        &self,
        db: &Connection,
        of: std::ops::RangeInclusive<i64>,
        mut see: impl FnMut(i64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut ask = db.prepare_cached(self.next).map_err(unavailable)?;
        let mut from = *of.start();
        loop {
            let next = ask.query_row([from], |row| row.get(0)).optional().map_err(unavailable)?;
            let Some(place) = next.filter(|place| of.contains(place)) else { return Ok(()) };
            see(place)?;
            let Some(after) = place.checked_add(1) else { return Ok(()) };
            from = after;
        }
    }
}

/// What could not be read.
pub(super) fn poison(db: &Connection, at_most: u32) -> Result<Vec<PoisonRow>, StoreError> {
    let mut rows = Vec::new();
    let sql = "SELECT at, topic, why, payload FROM poison ORDER BY id DESC LIMIT ?1";
    each(db, sql, &[at_most.min(MOST_POISON_SHOWN).into()], |row| {
        let (topic, why, payload) = (get(row, 1)?, get(row, 2)?, get(row, 3)?);
        rows.push(PoisonRow { at: Wall(get(row, 0)?), topic, why, payload });
        Ok(())
    })?;
    Ok(rows)
}

/// How large the store is. Rows of minutes are told by their numbers: counting them would read all.
pub(super) fn sizes(db: &Connection, file: &Path) -> Result<Sizes, StoreError> {
    let ask = |sql: &str| -> Result<u64, StoreError> {
        let count: i64 = db.query_row(sql, params![], |row| row.get(0)).map_err(unavailable)?;
        Ok(u64::try_from(count).unwrap_or(0))
    };
    let span = |table: &str| ask(&format!("SELECT ifnull(max(id) - min(id) + 1, 0) FROM {table}"));
    let log = file.with_extension("db-wal");
    let length = |file: &Path| std::fs::metadata(file).map_or(0, |found| found.len());
    Ok(Sizes {
        bytes: length(file) + length(&log),
        minutes: span("minute")?,
        hours: ask("SELECT count(*) FROM hour")?,
        alarms: span("alarm")?,
        events: span("event")?,
        poison: span("poison")?,
    })
}
