//! What is said to SQLite? Every statement of the outbox, prepared once.
//!
//! Nothing here decides anything. All functions work within a transaction of the caller as well.

use alerts::message::{Id, Lane};
use alerts::{ClockQuality, Mono, Wall};
use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension, Result, params};

use super::schema::table;
use crate::outbox::lost::{Lost, Reason};
use crate::outbox::row::{Key, Row};
use crate::outbox::stats::DeadLetter;

const KEPT: &str = "kept";

/// The size of a page.
const KEPT_STEP: usize = 4_096;

/// Keeps a row; says whether it was not there.
pub(crate) fn insert(db: &Connection, row: &Row) -> Result<bool> {
    let sql = match row.lane {
        Lane::Alarms => "INSERT OR IGNORE INTO alarms VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        Lane::Events => "INSERT OR IGNORE INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        Lane::Readings => "INSERT OR IGNORE INTO readings VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    };
    let (mono, wall) = (row.mono.0.cast_signed(), row.wall.map(|wall| wall.0));
    let clock = clock_number(row.clock);
    let key = row.key.number();
    let values = params![key, row.topic, row.body, mono, wall, clock];
    Ok(db.prepare_cached(sql)?.execute(values)? > 0)
}

/// Deletes a row; says whether it was there.
pub(crate) fn delete(db: &Connection, lane: Lane, key: Key) -> Result<bool> {
    let sql = match lane {
        Lane::Alarms => "DELETE FROM alarms WHERE key = ?1",
        Lane::Events => "DELETE FROM events WHERE key = ?1",
        Lane::Readings => "DELETE FROM readings WHERE key = ?1",
    };
    Ok(db.prepare_cached(sql)?.execute([key.number()])? > 0)
}

/// Deletes a range of rows; says how many were there.
pub(crate) fn delete_range(db: &Connection, lane: Lane, range: (i64, i64)) -> Result<usize> {
    let sql = match lane {
        Lane::Alarms => "DELETE FROM alarms WHERE key BETWEEN ?1 AND ?2",
        Lane::Events => "DELETE FROM events WHERE key BETWEEN ?1 AND ?2",
        Lane::Readings => "DELETE FROM readings WHERE key BETWEEN ?1 AND ?2",
    };
    db.prepare_cached(sql)?.execute(params![range.0, range.1])
}

/// The first rows of a lane after `after`, oldest first.
pub(crate) fn after(db: &Connection, lane: Lane, after: Key, limit: usize) -> Result<Vec<Row>> {
    let table = table(lane);
    let sql = format!("SELECT {COLUMNS} FROM {table} WHERE key > ?1 ORDER BY key LIMIT ?2");
    let mut statement = db.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![after.number(), number(limit)], |row| read_row(lane, row))?;
    rows.collect()
}

/// What is read of a row, whatever a later version may have beside it.
pub(crate) const COLUMNS: &str = "key, topic, body, mono, wall, clock";

/// A row as [`COLUMNS`] gives it.
pub(crate) fn read_row(lane: Lane, row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row {
        key: Key::from_number(row.get(0)?),
        lane,
        topic: row.get(1)?,
        body: row.get(2)?,
        mono: Mono(row.get::<_, i64>(3)?.cast_unsigned()),
        wall: row.get::<_, Option<i64>>(4)?.map(Wall),
        clock: clock_from(row.get(5)?),
        durable: true,
    })
}

/// Moves the rows of a boot to another, and the alarms that they name.
pub(crate) fn renumber(db: &Connection, lane: Lane, from: u32, to: u32) -> Result<()> {
    let (first, next) = (Key { boot: from, seq: 0 }, Key { boot: from.saturating_add(1), seq: 0 });
    let sql = format!(
        "UPDATE {} SET key = key + ?3,
            body = CAST(replace(CAST(body AS TEXT), ?4, ?5) AS BLOB)
         WHERE key >= ?1 AND key < ?2",
        table(lane)
    );
    let further = Key { boot: to, seq: 0 }.number() - first.number();
    let named = |boot| format!("\"alarm\":\"{boot}-");
    db.execute(&sql, params![first.number(), next.number(), further, named(from), named(to)])?;
    Ok(())
}

/// Only the keys of the first rows after `after` (when what matters is which, not what).
pub(crate) fn keys_after(
    db: &Connection,
    lane: Lane,
    after: Key,
    limit: usize,
) -> Result<Vec<Key>> {
    let sql = format!("SELECT key FROM {} WHERE key > ?1 ORDER BY key LIMIT ?2", table(lane));
    let mut statement = db.prepare_cached(&sql)?;
    let keys = statement.query_map(params![after.number(), number(limit)], |row| row.get(0))?;
    keys.map(|key| key.map(Key::from_number)).collect()
}

/// The keys of a lane from one to another.
pub(crate) fn keys_between(
    db: &Connection,
    lane: Lane,
    (from, to): (Key, Key),
) -> Result<Vec<Key>> {
    let sql = format!("SELECT key FROM {} WHERE key BETWEEN ?1 AND ?2 ORDER BY key", table(lane));
    let mut statement = db.prepare(&sql)?;
    let keys = statement.query_map(params![from.number(), to.number()], |row| row.get(0))?;
    keys.map(|key| key.map(Key::from_number)).collect()
}

pub(crate) fn last_key(db: &Connection, lane: Lane) -> Result<Option<Key>> {
    let sql = format!("SELECT max(key) FROM {}", table(lane));
    let last: Option<i64> = db.query_row(&sql, [], |row| row.get(0))?;
    Ok(last.map(Key::from_number))
}

/// How many rows wait, as it was noted with each change.
pub(crate) fn rows(db: &Connection, lane: Lane) -> Result<u64> {
    meta::<i64>(db, rows_name(lane)).map(|rows| rows.unwrap_or(0).max(0).cast_unsigned())
}

/// The name under which a lane's number of rows is kept.
pub(crate) fn rows_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Alarms => "rows-alarms",
        Lane::Events => "rows-events",
        Lane::Readings => "rows-readings",
    }
}

/// A named value. `boot`, `kept`, `last-alarms`, `rows-alarms`, `clean` …
pub(crate) fn meta<T: FromSql>(db: &Connection, name: &str) -> Result<Option<T>> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    db.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
}

/// Names a value. One as long as the one before is written over it, and costs no other page: a
/// replaced row would move to new pages each time.
pub(crate) fn set_meta(db: &Connection, name: &str, value: impl ToSql) -> Result<()> {
    let sql = "INSERT INTO meta VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.prepare_cached(sql)?.execute(params![name, value])?;
    Ok(())
}

/// What a home remembers.
pub(crate) fn kept(db: &Connection) -> Result<Option<String>> {
    let text: Option<String> = meta(db, KEPT)?;
    Ok(text.map(|text| text.trim_end().to_owned()))
}

/// It is saved all the time, and with blanks after it mostly as long as before: written over that.
pub(crate) fn set_kept(db: &Connection, text: &str) -> Result<()> {
    let blanks = text.len().next_multiple_of(KEPT_STEP) - text.len();
    set_meta(db, KEPT, [text, &" ".repeat(blanks)].concat())
}

/// The name under which a lane's last number of the current boot is kept.
pub(crate) fn last_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Alarms => "last-alarms",
        Lane::Events => "last-events",
        Lane::Readings => "last-readings",
    }
}

pub(crate) fn anchors(db: &Connection) -> Result<Vec<(u32, Wall)>> {
    let mut statement = db.prepare("SELECT boot, wall FROM anchors")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Wall(row.get(1)?))))?;
    rows.collect()
}

pub(crate) fn set_anchor(db: &Connection, boot: u32, wall: Wall, keep: usize) -> Result<()> {
    db.execute("INSERT OR REPLACE INTO anchors VALUES (?1, ?2)", params![boot, wall.0])?;
    let old = "DELETE FROM anchors WHERE boot NOT IN
               (SELECT boot FROM anchors ORDER BY boot DESC LIMIT ?1)";
    db.execute(old, [number(keep)])?;
    Ok(())
}

/// Notes a loss that no receiver knows of yet, joined with what is noted of its lane, boot and
/// reason.
pub(crate) fn note_gap(db: &Connection, lost: &Lost) -> Result<()> {
    let (lane, reason) = (lane_number(lost.lane), lost.reason.number());
    let numbers = params![lane, lost.boot, lost.from, lost.to, lost.count, reason];
    let join = "UPDATE gaps SET first = min(first, ?3), last = max(last, ?4), count = count + ?5
                WHERE id = (SELECT min(id) FROM gaps WHERE lane = ?1 AND boot = ?2 AND reason = ?6)";
    if db.prepare_cached(join)?.execute(numbers)? == 0 {
        let sql = "INSERT INTO gaps (lane, boot, first, last, count, reason)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        db.prepare_cached(sql)?.execute(numbers)?;
    }
    Ok(())
}

/// The oldest noted losses.
pub(crate) fn gaps(db: &Connection, limit: usize) -> Result<Vec<(i64, Lost)>> {
    let sql = "SELECT id, lane, boot, first, last, count, reason FROM gaps ORDER BY id LIMIT ?1";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([number(limit)], |row| {
        let lost = Lost {
            lane: lane_from(row.get(1)?),
            boot: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            count: row.get(5)?,
            reason: Reason::from_number(row.get(6)?),
        };
        Ok((row.get(0)?, lost))
    })?;
    rows.collect()
}

/// A receiver has been told of so many of a noted loss; what came since is still to be told.
pub(crate) fn told_gap(db: &Connection, id: i64, count: u32) -> Result<()> {
    db.prepare_cached("UPDATE gaps SET count = count - ?2 WHERE id = ?1")?
        .execute(params![id, count])?;
    db.prepare_cached("DELETE FROM gaps WHERE id = ?1 AND count <= 0")?.execute([id])?;
    Ok(())
}

/// Keeps a message that can never be sent, for a technician to look at.
pub(crate) fn insert_dead(db: &Connection, row: &Row, reason: &str, keep: usize) -> Result<()> {
    let sql = "INSERT INTO dead (lane, key, topic, reason, body, wall)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (lane, key) = (lane_number(row.lane), row.key.number());
    let wall = row.wall.map(|wall| wall.0);
    db.execute(sql, params![lane, key, row.topic, reason, row.body, wall])?;
    db.execute("DELETE FROM dead WHERE n <= (SELECT max(n) FROM dead) - ?1", [number(keep)])?;
    Ok(())
}

/// The messages that can never be sent, the newest first.
pub(crate) fn dead(db: &Connection) -> Result<Vec<DeadLetter>> {
    let sql = "SELECT lane, key, topic, reason, wall FROM dead ORDER BY n DESC";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let Key { boot, seq } = Key::from_number(row.get(1)?);
        Ok(DeadLetter {
            id: Id { boot, lane: lane_from(row.get(0)?), seq },
            topic: row.get(2)?,
            why: row.get(3)?,
            wall: row.get::<_, Option<i64>>(4)?.map(Wall),
        })
    })?;
    rows.collect()
}

/// A limit as SQLite takes it.
pub(super) fn number(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) fn lane_number(lane: Lane) -> i64 {
    match lane {
        Lane::Alarms => 1,
        Lane::Events => 2,
        Lane::Readings => 3,
    }
}

fn lane_from(number: i64) -> Lane {
    match number {
        1 => Lane::Alarms,
        2 => Lane::Events,
        _ => Lane::Readings,
    }
}

fn clock_number(clock: ClockQuality) -> i64 {
    match clock {
        ClockQuality::Synced => 1,
        ClockQuality::Held => 2,
        ClockQuality::Unset => 3,
    }
}

fn clock_from(number: i64) -> ClockQuality {
    match number {
        1 => ClockQuality::Synced,
        2 => ClockQuality::Held,
        _ => ClockQuality::Unset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a page in the log of SQLite, with its head.
    const FRAME: u64 = 4_096 + 24;

    #[test]
    fn a_home_that_is_saved_again_is_written_over_what_was_saved_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alarms.db");
        let db = Connection::open(&file).unwrap();
        db.pragma_update(None, "journal_mode", "wal").unwrap();
        db.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        db.execute_batch(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
        )
        .unwrap();
        let log = || std::fs::metadata(folder.path().join("alarms.db-wal")).unwrap().len();
        let text =
            |n: usize| n.to_string().repeat(9_000 + n).chars().take(9_000 + n).collect::<String>();
        set_kept(&db, &text(0)).unwrap();
        let before = log();

        for n in 1..=10 {
            set_kept(&db, &text(n)).unwrap();
        }

        // The row's own page and three for the text; the first version moved it, and wrote eight.
        assert!((log() - before) / FRAME <= 10 * 4, "{} pages", (log() - before) / FRAME);
        assert_eq!(kept(&db).unwrap(), Some(text(10)));
    }
}
