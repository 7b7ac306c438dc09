//! What do the two files look like? Settings, set and read back, and tables.
//!
//! `alarms.db` is synced on each commit: an alarm is durable before it is offered. `readings.db` is
//! committed in groups and not synced: a power cut costs seconds of readings. Two files, so that
//! neither can fill, lock or corrupt the other.
//!
//! A lane is a table whose primary key is boot and number (see [`super::row::Key`]); there is no
//! other index, no AUTOINCREMENT and no column for "sent": one insert and one delete per message.

use alerts::message::Lane;
use rusqlite::{Connection, Result};

use super::limits::{Limits, PAGE_BYTES, WAL_KEPT_BYTES};

/// The version of the tables below, in `user_version`.
pub(crate) const VERSION: i64 = 1;

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Alarms,
    Readings,
}

impl Which {
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Alarms => "alarms.db",
            Self::Readings => "readings.db",
        }
    }

    pub(crate) fn lanes(self) -> &'static [Lane] {
        match self {
            Self::Alarms => &[Lane::Alarms, Lane::Events],
            Self::Readings => &[Lane::Readings],
        }
    }

    /// Which file keeps a lane.
    pub(crate) fn of(lane: Lane) -> Self {
        match lane {
            Lane::Alarms | Lane::Events => Self::Alarms,
            Lane::Readings => Self::Readings,
        }
    }

    pub(crate) fn max_pages(self, limits: &Limits) -> u64 {
        let bytes = match self {
            Self::Alarms => limits.alarms_bytes,
            Self::Readings => limits.readings_bytes,
        };
        (bytes / PAGE_BYTES).max(16)
    }

    fn synchronous(self) -> i64 {
        match self {
            Self::Alarms => FULL,
            Self::Readings => NORMAL,
        }
    }
}

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
    db.busy_timeout(std::time::Duration::from_secs(2))?;
    // The order matters: size and vacuum mode of a new file are fixed by its first write.
    db.pragma_update(None, "page_size", PAGE_BYTES.cast_signed())?;
    db.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", which.synchronous())?;
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
    let wanted = [("synchronous", which.synchronous()), ("auto_vacuum", INCREMENTAL)];
    for (setting, wanted) in wanted {
        let got: i64 = db.pragma_query_value(None, setting, |row| row.get(0))?;
        if got != wanted {
            refused.push(Refused { setting, got: got.to_string() });
        }
    }
    Ok(refused)
}

/// What follows until [`sync_commits`] need not survive a power cut: a lost deletion only means
/// that a message is sent again under the same id.
pub(crate) fn relax_commits(db: &Connection) -> Result<()> {
    db.pragma_update(None, "synchronous", NORMAL)
}

/// Commits are synced again.
pub(crate) fn sync_commits(db: &Connection, which: Which) -> Result<()> {
    db.pragma_update(None, "synchronous", which.synchronous())
}

/// Makes the tables that are missing.
pub(crate) fn create(db: &Connection, which: Which) -> Result<()> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
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
    sql.push_str(&format!("PRAGMA user_version = {VERSION}; COMMIT;"));
    db.execute_batch(&sql)
}

/// The table of a lane.
pub(crate) fn table(lane: Lane) -> &'static str {
    match lane {
        Lane::Alarms => "alarms",
        Lane::Events => "events",
        Lane::Readings => "readings",
    }
}
