//! What has been kept for long enough, and what can be kept in fewer bytes?
//!
//! A bounded piece at a time, so that an alarm never waits long for it: first what is too old goes,
//! then new minutes are counted into the personal bands, then minutes that are older than a week are
//! packed an hour a row. A row that cannot be read is dropped and said, and holds up no other.

use std::collections::BTreeMap;

use alerts::Wall;
use alerts::message::Minute;
use rusqlite::{Connection, OptionalExtension, params};

use super::bands::{Counts, DAYS, day};
use super::fault::unavailable;
use super::load::{each, get};
use super::take::MINUTE;
use super::timeline::{DAY, HOUR};
use crate::store::StoreError;
use crate::store::packed;
use crate::store::rows::{Retention, Tidied};

/// Minutes of a piece: an alarm that comes meanwhile waits for it, so it is short.
const PIECE: i64 = 4_096;

/// Old rows that go at once from a table.
const DROPPED: i64 = 2_048;

/// Old hours that go at once: they are the longest rows.
const DROPPED_HOURS: i64 = 512;

/// For so long minutes are rows: what came late finds its hour unpacked.
const AS_ROWS: i64 = 7 * DAY;

pub(super) fn tidy(db: &Connection, now: Wall, keep: &Retention) -> Result<Tidied, StoreError> {
    let mut done = Tidied::default();
    note(db, "tidied", now.0)?;
    drop_old(db, now, keep, &mut done)?;
    done.dropped += u64::try_from(super::neighbours::forget(db, now)?).unwrap_or(0);
    if count(db)? {
        done.more = true;
    } else {
        pack(db, now, &mut done)?;
    }
    Ok(done)
}

fn drop_old(
    db: &Connection,
    now: Wall,
    keep: &Retention,
    done: &mut Tidied,
) -> Result<(), StoreError> {
    let since = |days: u32| now.0.saturating_sub(i64::from(days).saturating_mul(DAY));
    let by_age = "DELETE FROM {} WHERE rowid IN (SELECT rowid FROM {} WHERE at < ?1
                  ORDER BY at LIMIT ?2)";
    let tables = [
        ("alarm", keep.alarms_days),
        ("event", keep.events_days),
        ("summary", keep.events_days),
        ("gap", keep.events_days),
        ("reply", keep.events_days),
        ("poison", keep.events_days),
        ("audit", keep.audit_days),
    ];
    for (table, days) in tables {
        gone(db, &by_age.replace("{}", table), (since(days), DROPPED), done)?;
    }
    let old = since(keep.minutes_days);
    let minutes = "DELETE FROM minute WHERE id IN (SELECT id FROM minute WHERE slot < ?1
                   ORDER BY slot LIMIT ?2)";
    gone(db, minutes, (old.div_euclid(MINUTE), DROPPED), done)?;
    let hours = "DELETE FROM hour WHERE (hour, home) IN (SELECT hour, home FROM hour
                 WHERE hour < ?1 ORDER BY hour, home LIMIT ?2)";
    gone(db, hours, (old.div_euclid(HOUR), DROPPED_HOURS), done)?;
    let hearts = "DELETE FROM heart WHERE (day, home) IN (SELECT day, home FROM heart
                  WHERE day < ?1 ORDER BY day, home LIMIT ?2)";
    gone(db, hearts, (day(now.0) - DAYS, DROPPED), done)?;
    let sessions = "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE until < ?1
                    ORDER BY until LIMIT ?2)";
    gone(db, sessions, (now.0, DROPPED), done)?;
    drop_cases(db, (now.0, since(keep.alarms_days)), done)?;
    drop_clinic(db, since(keep.events_days.max(CLINIC_LEAST)), done)?;
    let tokens = "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE until < ?1
                  LIMIT ?2)";
    gone(db, tokens, (now.0, DROPPED), done)
}

/// Days for which what was sent to the clinic is kept at least: what it has is compared for fourteen.
const CLINIC_LEAST: u32 = 30;

/// What the clinic has, or is not to have any more; requests that are over.
fn drop_clinic(db: &Connection, before: i64, done: &mut Tidied) -> Result<(), StoreError> {
    let rows = "DELETE FROM clinic WHERE id IN (SELECT id FROM clinic WHERE moved < ?1
                AND stage IN ('sent', 'stopped', 'left') AND kind <> 'person'
                ORDER BY moved LIMIT ?2)";
    gone(db, rows, (before, DROPPED), done)?;
    let asks = "DELETE FROM clinic_ask WHERE id IN (SELECT id FROM clinic_ask WHERE moved < ?1
                AND stage NOT IN ('open', 'accepted') ORDER BY moved LIMIT ?2)";
    gone(db, asks, (before, DROPPED), done)
}

/// For so long after its end a case's links say that it is over.
const LINKS_AFTER: i64 = 7 * DAY;

/// For so long after its end whoever reported may still be called.
const PHONES_AFTER: i64 = 30 * DAY;

/// Cases that were closed before, with all that is theirs; links and codes that are over.
fn drop_cases(
    db: &Connection,
    (now, before): (i64, i64),
    done: &mut Tidied,
) -> Result<(), StoreError> {
    let codes = "DELETE FROM code WHERE (party, channel) IN (SELECT party, channel FROM code
                 WHERE until < ?1 ORDER BY until LIMIT ?2)";
    gone(db, codes, (now, DROPPED), done)?;
    let links = "DELETE FROM link WHERE hash IN (SELECT hash FROM link JOIN \"case\"
                 ON \"case\".id = link.of WHERE closed < ?1 LIMIT ?2)";
    gone(db, links, (now.saturating_sub(LINKS_AFTER), DROPPED), done)?;
    // Nobody is called about a report that ended a month ago.
    let phones = "UPDATE report SET phone = NULL WHERE of IN (SELECT of FROM report
                  WHERE phone IS NOT NULL AND ended < ?1 LIMIT ?2)";
    gone(db, phones, (now.saturating_sub(PHONES_AFTER), DROPPED), done)?;
    for (table, row) in [("photo", "name"), ("case_log", "id"), ("link", "hash"), ("report", "of")]
    {
        let sql = format!(
            "DELETE FROM {table} WHERE {row} IN (SELECT {table}.{row} FROM \"case\" JOIN {table}
             ON {table}.of = \"case\".id WHERE closed < ?1 LIMIT ?2)"
        );
        gone(db, &sql, (before, DROPPED), done)?;
    }
    let cases = "DELETE FROM \"case\" WHERE id IN (SELECT id FROM \"case\" WHERE closed < ?1
                 AND NOT EXISTS (SELECT 1 FROM photo WHERE of = \"case\".id)
                 AND NOT EXISTS (SELECT 1 FROM case_log WHERE of = \"case\".id)
                 AND NOT EXISTS (SELECT 1 FROM link WHERE of = \"case\".id)
                 AND NOT EXISTS (SELECT 1 FROM report WHERE of = \"case\".id)
                 ORDER BY closed LIMIT ?2)";
    gone(db, cases, (before, DROPPED), done)
}

fn gone(
    db: &Connection,
    sql: &str,
    (before, at_most): (i64, i64),
    done: &mut Tidied,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(sql).map_err(unavailable)?;
    let rows = statement.execute([before, at_most]).map_err(unavailable)?;
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    done.dropped += rows;
    done.more |= rows >= at_most.unsigned_abs();
    Ok(())
}

/// Counts the heart rates of minutes that came since the last time, each once; whether there are
/// more.
fn count(db: &Connection) -> Result<bool, StoreError> {
    let (mut last, mut rows) = (noted(db, "counted")?.unwrap_or(0), 0);
    let mut counts: BTreeMap<(i64, i64), Counts> = BTreeMap::new();
    let sql = "SELECT id, at, home, heart FROM minute WHERE id > ?1 ORDER BY id LIMIT ?2";
    each(db, sql, &[last, PIECE], |row| {
        (last, rows) = (get(row, 0)?, rows + 1);
        if let Some(rate) = get::<Option<u8>>(row, 3)? {
            counts.entry((day(get(row, 1)?), get(row, 2)?)).or_default().add(rate);
        }
        Ok(())
    })?;
    for ((day, home), mut counts) in counts {
        let sql = "SELECT body FROM heart WHERE day = ?1 AND home = ?2";
        let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
        let before: Option<Vec<u8>> =
            ask.query_row([day, home], |row| row.get(0)).optional().map_err(unavailable)?;
        counts.read(&before.unwrap_or_default());
        let sql = "INSERT INTO heart (day, home, body) VALUES (?1, ?2, ?3)
                   ON CONFLICT (day, home) DO UPDATE SET body = excluded.body";
        let mut keep = db.prepare_cached(sql).map_err(unavailable)?;
        keep.execute(params![day, home, counts.written()]).map_err(unavailable)?;
    }
    if rows > 0 {
        note(db, "counted", last)?;
    }
    Ok(rows >= PIECE)
}

/// By which time it was tidied last.
pub(super) fn tidied(db: &Connection) -> Result<Option<Wall>, StoreError> {
    noted(db, "tidied").map(|at| at.map(Wall))
}

fn note(db: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, params![name, value]).map(drop).map_err(unavailable)
}

fn noted(db: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    db.query_row(sql, [name], |row| row.get(0)).optional().map_err(unavailable)
}

/// A row's place in the index of minutes.
type Key = (i64, i64, i64);

/// Packs minutes of the oldest hour that is due.
fn pack(db: &Connection, now: Wall, done: &mut Tidied) -> Result<(), StoreError> {
    let due = now.0.saturating_sub(AS_ROWS).div_euclid(HOUR);
    let oldest: Option<i64> =
        db.query_row("SELECT min(slot) FROM minute", [], |row| row.get(0)).map_err(unavailable)?;
    let Some(hour) = oldest.map(|slot| slot.div_euclid(60)).filter(|hour| *hour < due) else {
        return Ok(());
    };
    let mut homes: BTreeMap<i64, Vec<(Wall, Minute)>> = BTreeMap::new();
    let (mut last, mut rows): (Option<Key>, i64) = (None, 0);
    let sql = "SELECT slot, home, id, body FROM minute WHERE slot >= ?1 AND slot < ?2
               ORDER BY slot, home, id LIMIT ?3";
    each(db, sql, &[hour * 60, hour * 60 + 60, PIECE], |row| {
        let key: Key = (get(row, 0)?, get(row, 1)?, get(row, 2)?);
        (last, rows) = (Some(key), rows + 1);
        let body = row.get_ref(3).map_err(unavailable)?.as_blob().unwrap_or_default();
        match packed::unpack(body) {
            Ok(minutes) => homes.entry(key.1).or_default().extend(minutes),
            Err(error) => tracing::warn!(row = key.2, %error, "a minute is dropped"),
        }
        Ok(())
    })?;
    for (home, minutes) in homes {
        keep_hour(db, (hour, home), minutes)?;
    }
    if let Some((slot, home, id)) = last {
        let sql = "DELETE FROM minute WHERE slot >= ?1 AND (slot, home, id) <= (?2, ?3, ?4)";
        let mut gone = db.prepare_cached(sql).map_err(unavailable)?;
        gone.execute([hour * 60, slot, home, id]).map_err(unavailable)?;
    }
    done.packed = rows.unsigned_abs();
    done.more = true;
    Ok(())
}

/// Packs minutes to those of the same hour that are packed already.
fn keep_hour(
    db: &Connection,
    (hour, home): (i64, i64),
    minutes: Vec<(Wall, Minute)>,
) -> Result<(), StoreError> {
    let mut ask = db
        .prepare_cached("SELECT body FROM hour WHERE hour = ?1 AND home = ?2")
        .map_err(unavailable)?;
    let before: Option<Vec<u8>> =
        ask.query_row([hour, home], |row| row.get(0)).optional().map_err(unavailable)?;
    let before = before.map_or(Ok(Vec::new()), |body| packed::unpack(&body));
    let mut all = before.unwrap_or_else(|error| {
        tracing::warn!(hour, home, %error, "a packed hour is dropped");
        Vec::new()
    });
    all.extend(minutes);
    all.sort_by_key(|(at, _)| *at);
    let sql = "INSERT INTO hour (hour, home, body) VALUES (?1, ?2, ?3)
               ON CONFLICT (hour, home) DO UPDATE SET body = excluded.body";
    let mut keep = db.prepare_cached(sql).map_err(unavailable)?;
    keep.execute(params![hour, home, packed::pack(&all)]).map(drop).map_err(unavailable)
}
