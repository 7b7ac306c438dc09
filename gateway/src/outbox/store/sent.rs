//! What was delivered in the last two days? Alarms and events, to be sent again if a station asks
//! (contract.md §1).
//!
//! They stand in a table of their own in `alarms.db`, so that what waits is found as fast as before.
//! They move there in the commit that would delete them, and are the first to go when the file wants
//! room: what waits is worth more than what has arrived. A damaged file that is set aside takes them
//! with it. An older version of the daemon does not see the table.

use alerts::message::Lane;
use rusqlite::{Connection, Result, params};

use super::schema::table;
use super::sql::{COLUMNS, lane_number, number, read_row};
use crate::outbox::limits::{SENT_FOR, SENT_ROWS};
use crate::outbox::row::{Key, Row};

/// Makes the table, if it is missing.
pub(super) fn create(db: &Connection) -> Result<()> {
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS sent (
            lane INTEGER NOT NULL, key INTEGER NOT NULL, topic TEXT NOT NULL, body BLOB NOT NULL,
            mono INTEGER NOT NULL, wall INTEGER, clock INTEGER NOT NULL, kept INTEGER NOT NULL,
            PRIMARY KEY (lane, key)) STRICT, WITHOUT ROWID",
    )
}

/// Keeps rows of a lane that are about to be deleted, and lets go of those that are too old or too
/// many. When they were delivered is, to a minute or so, the newest time that the file knows.
pub(super) fn keep(db: &Connection, lane: Lane, range: (i64, i64)) -> Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO sent
            SELECT ?1, {COLUMNS}, coalesce((SELECT value FROM meta WHERE name = 'last-wall'), 0)
            FROM {} WHERE key BETWEEN ?2 AND ?3",
        table(lane)
    );
    let lane = lane_number(lane);
    let kept = db.prepare_cached(&sql)?.execute(params![lane, range.0, range.1])?;
    if kept == 0 {
        return Ok(());
    }
    let age = i64::try_from(SENT_FOR.as_millis()).unwrap_or(i64::MAX);
    let too_many = "DELETE FROM sent WHERE lane = ?1 AND key <=
        (SELECT key FROM sent WHERE lane = ?1 ORDER BY key DESC LIMIT 1 OFFSET ?2)";
    db.prepare_cached(too_many)?.execute(params![lane, number(SENT_ROWS)])?;
    // Beginning with the oldest, and a few at a time: a day's rows go one by one as others come.
    let too_old = "DELETE FROM sent WHERE lane = ?1 AND key IN
        (SELECT key FROM sent WHERE lane = ?1 ORDER BY key LIMIT 16) AND kept > 0 AND
        kept < (SELECT value FROM meta WHERE name = 'last-wall') - ?2";
    db.prepare_cached(too_old)?.execute(params![lane, age])?;
    Ok(())
}

/// Rows of a lane from one key to another, oldest first.
pub(super) fn between(
    db: &Connection,
    lane: Lane,
    (from, to): (Key, Key),
    limit: usize,
) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sent WHERE lane = ?1 AND key BETWEEN ?2 AND ?3
         ORDER BY key LIMIT ?4"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let range = params![lane_number(lane), from.number(), to.number(), number(limit)];
    let rows = statement.query_map(range, |row| read_row(lane, row))?;
    rows.collect()
}

/// The keys of all of them, and of those that still wait.
pub(super) fn keys(db: &Connection, lane: Lane, (from, to): (Key, Key)) -> Result<Vec<Key>> {
    let sql = format!(
        "SELECT key FROM sent WHERE lane = ?1 AND key BETWEEN ?2 AND ?3
         UNION SELECT key FROM {} WHERE key BETWEEN ?2 AND ?3 ORDER BY key",
        table(lane)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let range = params![lane_number(lane), from.number(), to.number()];
    let keys = statement.query_map(range, |row| row.get(0))?;
    keys.map(|key| key.map(Key::from_number)).collect()
}

/// Lets go of all of them; whether there were any.
pub(super) fn let_go(db: &Connection) -> Result<bool> {
    Ok(db.execute("DELETE FROM sent", [])? > 0)
}
