//! What do the two files look like? Settings, set and read back, and tables.
//!
//! `alarms.db` is synced on each commit: an alarm is durable before it is offered. `readings.db` is
//! committed in groups, of which one in ten seconds is synced: a power cut costs seconds of readings.
//! Each belongs to the daemon alone while it runs: a program that reads it cannot hold up an alarm,
//! and there is no index of the log on the disk.
//!
//! A lane is a table whose primary key is boot and number (see [`super::super::row::Key`]); there is
//! no other index, no AUTOINCREMENT and no column for "sent": one insert and one delete per message.
//!
//! What was delivered is in a table beside them that no version needs ([`super::sent`]).
//!
//! Version 1 (0.1.0) had no stamps of dead rows and no counts of the lanes in `meta`. Its tables are
//! the same otherwise, so it opens a file of version 2 and marks it as its own, and is taken over again
//! like one. A file of a later version is set aside, and what can be read of it is taken over.

use alerts::message::Lane;
use rusqlite::{Connection, Result};

use crate::outbox::limits::{Limits, PAGE_BYTES, WAL_KEPT_BYTES};
use crate::outbox::which::Which;

/// The version of the tables below, in `user_version`.
pub(crate) const VERSION: i64 = 2;

/// `PRAGMA synchronous`: the log is synced on each commit.
const FULL: i64 = 2;

/// `PRAGMA synchronous`: the log is synced before a checkpoint only.
const NORMAL: i64 = 1;

/// `PRAGMA auto_vacuum`: free pages are given back when asked.
const INCREMENTAL: i64 = 2;

/// A setting that SQLite did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) setting: &'static str,
    pub(crate) got: String,
}

/// Applies the settings of a file and reads back those that durability rests on.
pub(crate) fn settle(db: &Connection, which: Which, limits: &Limits) -> Result<Vec<Refused>> {
    // Whoever has the file open now has it until the next try.
    db.busy_timeout(std::time::Duration::from_millis(100))?;
    db.pragma_update(None, "locking_mode", "exclusive")?;
    // The order matters: size and vacuum mode of a new file are fixed by its first write.
    db.pragma_update(None, "page_size", PAGE_BYTES.cast_signed())?;
    db.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", synchronous(which))?;
    db.pragma_update(None, "max_page_count", which.max_pages(limits).cast_signed())?;
    db.pragma_update(None, "journal_size_limit", WAL_KEPT_BYTES.cast_signed())?;
    // A checkpoint within a commit would hold up an alarm: the writer does it when nothing happens.
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    db.pragma_update(None, "temp_store", "memory")?;
    // In KiB: the box has little memory, and the pages in use are few.
    db.pragma_update(None, "cache_size", -64)?;
    read_back(db, which)
}

fn read_back(db: &Connection, which: Which) -> Result<Vec<Refused>> {
    let mut refused = Vec::new();
    let journal: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if journal != "wal" {
        refused.push(Refused { setting: "journal_mode", got: journal });
    }
    let wanted = [("synchronous", synchronous(which)), ("auto_vacuum", INCREMENTAL)];
    for (setting, wanted) in wanted {
        let got: i64 = db.pragma_query_value(None, setting, |row| row.get(0))?;
        if got != wanted {
            refused.push(Refused { setting, got: got.to_string() });
        }
    }
    Ok(refused)
}

fn synchronous(which: Which) -> i64 {
    match which {
        Which::Alarms => FULL,
        Which::Readings => NORMAL,
    }
}

/// Whether the next commit survives a power cut, or only the end of the daemon.
pub(crate) fn sync_commits(db: &Connection, synced: bool) -> Result<()> {
    db.pragma_update(None, "synchronous", if synced { FULL } else { NORMAL })
}

/// Which version a file is of; 0 for a new one.
pub(crate) fn version(db: &Connection) -> Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Makes the tables and columns that are missing in a file of an earlier version.
pub(crate) fn create(db: &Connection, which: Which) -> Result<()> {
    if which == Which::Alarms {
        super::sent::create(db)?;
    }
    let version = version(db)?;
    if version == VERSION {
        return Ok(());
    }
    let mut sql = String::from("BEGIN;");
    for lane in which.lanes() {
        sql.push_str(&format!(
            "CREATE TABLE IF NOT EXISTS {} (
                key INTEGER PRIMARY KEY, topic TEXT NOT NULL, body BLOB NOT NULL,
                mono INTEGER NOT NULL, wall INTEGER, clock INTEGER NOT NULL) STRICT;",
            table(*lane)
        ));
    }
    sql.push_str(
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
         CREATE TABLE IF NOT EXISTS filler (n INTEGER PRIMARY KEY, room BLOB NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS anchors (boot INTEGER PRIMARY KEY, wall INTEGER NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS gaps (
            id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, boot INTEGER NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
            reason INTEGER NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS dead (
            n INTEGER PRIMARY KEY, lane INTEGER NOT NULL, key INTEGER NOT NULL,
            topic TEXT NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL) STRICT;",
    );
    if !has_column(db, "dead", "wall")? {
        sql.push_str("ALTER TABLE dead ADD COLUMN wall INTEGER;");
    }
    // Counted anew: a version that does not count has had the file.
    for lane in which.lanes() {
        let (name, table) = (super::sql::rows_name(*lane), table(*lane));
        sql.push_str(&format!(
            "INSERT OR REPLACE INTO meta SELECT '{name}', count(*) FROM {table};"
        ));
    }
    sql.push_str(&format!("PRAGMA user_version = {VERSION}; COMMIT;"));
    db.execute_batch(&sql)
}

fn has_column(db: &Connection, table: &str, column: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
    db.prepare(sql)?.exists([table, column])
}

/// The table of a lane.
pub(crate) fn table(lane: Lane) -> &'static str {
    match lane {
        Lane::Alarms => "alarms",
        Lane::Events => "events",
        Lane::Readings => "readings",
    }
}
