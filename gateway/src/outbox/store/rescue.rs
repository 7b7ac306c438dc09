//! What becomes of a damaged file? What can still be read of it is taken over into a fresh one, and
//! the damaged one is kept beside it as `*.corrupt-N`.
//!
//! ```text
//! alarms.db (damaged) ──rows──▶ alarms.db.rescue ─┐
//!        │ then renamed                           │ then renamed
//!        ▼                                        ▼
//! alarms.db.corrupt-N                          alarms.db
//! ```
//!
//! The damaged file stays in its place until everything that can be read of it is safe in the other.
//! So a kill at any moment costs nothing: a rescue that was not finished is begun anew, and one that was
//! finished and not yet renamed is renamed by [`finish`] at the next start.
//!
//! Rows are read from the first up to the damage, then from the last down to it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use alerts::message::Lane;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use super::open::{Opened, Problem, to_write};
use super::schema::{self, table};
use super::sql;
use crate::outbox::fault::{RescueError, StoreFault};
use crate::outbox::limits::{KEPT_ASIDE, Limits};
use crate::outbox::row::Row;
use crate::outbox::which::Which;

/// Ends what a kill has interrupted; whatever goes wrong shows when the file is opened.
pub(super) fn finish(file: &Path) {
    let (fresh, log) = (with_suffix(file, RESCUE), with_suffix(file, "-wal"));
    if file.exists() {
        // What is there may be half: the damaged file is still in its place.
        for half in [fresh.clone(), with_suffix(&fresh, "-wal"), with_suffix(&fresh, "-journal")] {
            drop(fs::remove_file(half));
        }
    } else if fresh.exists() {
        if log.exists() {
            drop(fs::rename(&log, with_suffix(&newest_aside(file), "-wal")));
        }
        drop(fs::rename(&fresh, file));
    }
}

/// A note for whoever reads `status`, while damaged files lie about.
pub(super) fn remains(file: &Path) -> Option<StoreFault> {
    let kept = asides(file).len();
    (kept > 0).then(|| StoreFault::Remains { file: file.to_owned(), kept })
}

/// Takes over what can be read of a damaged file, sets it aside, and opens the fresh one.
pub(super) fn set_aside(
    file: &Path,
    which: Which,
    limits: &Limits,
    why: &str,
) -> Result<Opened, RescueError> {
    tracing::warn!(file = %file.display(), why, "the store is damaged: saving what can be read");
    finish(file);
    let fresh = with_suffix(file, RESCUE);
    let salvaged = take_over(file, &fresh, which, limits)?;
    let aside = next_aside(file);
    fs::rename(file, &aside)?;
    let log = with_suffix(file, "-wal");
    if log.exists() {
        fs::rename(&log, with_suffix(&aside, "-wal"))?;
    }
    // An index of the log that a version before left must not meet the fresh file.
    drop(fs::remove_file(with_suffix(file, "-shm")));
    fs::rename(&fresh, file)?;
    sync_folder(file);
    forget_the_oldest(file);
    let (store, mut faults) = to_write(file, which, limits).map_err(|problem| match problem {
        Problem::Damaged(why) | Problem::Unusable(why) => RescueError::Fresh(why),
    })?;
    let (file, why) = (file.to_owned(), why.to_owned());
    faults.push(StoreFault::SetAside { file, aside, salvaged, why });
    Ok(Opened { store, was_set_aside: true, faults })
}

/// The suffix of the fresh file until it is whole.
const RESCUE: &str = ".rescue";

/// … and that of the first file of a home, which takes the place of none.
const NEW: &str = ".new";

/// Makes a file that is missing: it is there whole or not at all, whenever the power goes. So it need not
/// be put on the disk a dozen times while it is made, which is half of a first start.
pub(super) fn lay_out(file: &Path, which: Which, limits: &Limits) -> Result<(), RescueError> {
    let fresh = with_suffix(file, NEW);
    for half in [fresh.clone(), with_suffix(&fresh, "-wal"), with_suffix(&fresh, "-journal")] {
        drop(fs::remove_file(half));
    }
    let db = Connection::open(&fresh)?;
    db.pragma_update(None, "synchronous", 0)?;
    schema::settle(&db, which, limits)?;
    db.pragma_update(None, "synchronous", 0)?;
    schema::create(&db, which)?;
    db.close().map_err(|(_, error)| error)?;
    File::open(&fresh)?.sync_all()?;
    // Of a file that is gone its log may have stayed.
    drop(fs::remove_file(with_suffix(file, "-wal")));
    fs::rename(&fresh, file)?;
    sync_folder(file);
    Ok(())
}

/// Copies what can be read into a fresh file and puts that on the disk; says how many rows that was.
fn take_over(
    file: &Path,
    fresh: &Path,
    which: Which,
    limits: &Limits,
) -> Result<usize, RescueError> {
    let db = Connection::open(fresh)?;
    schema::settle(&db, which, limits)?;
    // The copy is as good as nothing until it is whole.
    db.pragma_update(None, "journal_mode", "off")?;
    db.pragma_update(None, "synchronous", 0)?;
    // The same rows may take some more pages here; that is no reason to leave any behind.
    let pages = which.max_pages(limits).saturating_mul(2).cast_signed();
    db.pragma_update(None, "max_page_count", pages)?;
    schema::create(&db, which)?;
    let mut salvaged = 0;
    if let Ok(damaged) = Connection::open(file) {
        // It stays as it was found. What cannot be set for it is not needed to read it.
        drop(damaged.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true));
        drop(damaged.pragma_update(None, "locking_mode", "exclusive"));
        db.execute_batch("BEGIN")?;
        for lane in which.lanes() {
            let left = limits.salvage_rows.saturating_sub(salvaged);
            salvaged += take_over_lane(&damaged, &db, *lane, left)?;
        }
        take_over_notes(&damaged, &db)?;
        for lane in which.lanes() {
            let sql = format!("SELECT count(*) FROM {}", table(*lane));
            let rows: i64 = db.query_row(&sql, [], |row| row.get(0))?;
            sql::set_meta(&db, sql::rows_name(*lane), rows)?;
        }
        db.execute_batch("COMMIT")?;
    }
    db.close().map_err(|(_, error)| error)?;
    File::open(fresh)?.sync_all()?;
    Ok(salvaged)
}

fn take_over_lane(
    damaged: &Connection,
    db: &Connection,
    lane: Lane,
    limit: usize,
) -> rusqlite::Result<usize> {
    let up = format!("SELECT {} FROM {} ORDER BY key", sql::COLUMNS, table(lane));
    let down = format!("{up} DESC");
    let (up, whole) = copy(damaged, db, (lane, &up), limit)?;
    if whole {
        return Ok(up);
    }
    Ok(up + copy(damaged, db, (lane, &down), limit.saturating_sub(up))?.0)
}

/// Copies the rows of a file that was deleted and is still open into the one that stands in its place.
pub(super) fn take_over_open(
    old: &Connection,
    db: &Connection,
    which: Which,
) -> rusqlite::Result<()> {
    db.execute_batch("BEGIN")?;
    for lane in which.lanes() {
        let rows = take_over_lane(old, db, *lane, usize::MAX)?;
        sql::set_meta(db, sql::rows_name(*lane), i64::try_from(rows).unwrap_or(i64::MAX))?;
    }
    take_over_notes(old, db)?;
    db.execute_batch("COMMIT")
}

/// Copies rows until the first that cannot be read or is there already; says how many, and whether
/// that was all. An error only if a row cannot be kept.
fn copy(
    damaged: &Connection,
    db: &Connection,
    what: (Lane, &str),
    limit: usize,
) -> rusqlite::Result<(usize, bool)> {
    let (lane, sql) = what;
    let mut copied = 0;
    let Ok(mut statement) = damaged.prepare(sql) else { return Ok((0, false)) };
    let Ok(mut rows) = statement.query([]) else { return Ok((0, false)) };
    loop {
        match rows.next() {
            Ok(Some(row)) if copied < limit => match sql::read_row(lane, row) {
                Ok(row) if is_known(db, &row) => return Ok((copied, true)),
                Ok(row) => copied += usize::from(sql::insert(db, &row)?),
                Err(error) => tracing::debug!(%error, "a row of the damaged store is unreadable"),
            },
            Ok(Some(_) | None) => return Ok((copied, true)),
            Err(_) => return Ok((copied, false)),
        }
    }
}

fn is_known(db: &Connection, row: &Row) -> bool {
    let sql = format!("SELECT 1 FROM {} WHERE key = ?1", table(row.lane));
    db.prepare_cached(&sql).and_then(|mut known| known.exists([row.key.number()])).unwrap_or(false)
}

/// The boot counter, the open alarms, the anchors, the noted losses and the dead letters: each by
/// itself, whatever can be read.
fn take_over_notes(damaged: &Connection, db: &Connection) -> rusqlite::Result<()> {
    let tables = [
        ("SELECT name, value FROM meta", "INSERT OR REPLACE INTO meta VALUES (?1, ?2)"),
        ("SELECT boot, wall FROM anchors", "INSERT OR IGNORE INTO anchors VALUES (?1, ?2)"),
        (
            "SELECT lane, boot, first, last, count, reason FROM gaps",
            "INSERT INTO gaps (lane, boot, first, last, count, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        ),
        (
            "SELECT lane, key, topic, reason, body FROM dead",
            "INSERT INTO dead (lane, key, topic, reason, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        ),
    ];
    for (read, write) in tables {
        let Ok(mut statement) = damaged.prepare(read) else { continue };
        let columns = statement.column_count();
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let values = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column));
            match values.collect::<rusqlite::Result<Vec<_>>>() {
                Ok(values) => {
                    db.execute(write, rusqlite::params_from_iter(values))?;
                }
                Err(error) => {
                    tracing::debug!(%error, "a value of the damaged store is unreadable");
                }
            }
        }
    }
    // Whatever the damaged file was, this one has not ended in disorder.
    db.execute("DELETE FROM meta WHERE name = ?1", params![super::CLEAN])?;
    Ok(())
}

/// The damaged files that are kept beside a file, by their numbers.
fn asides(file: &Path) -> Vec<u32> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|n| n.to_str()))
    else {
        return Vec::new();
    };
    let prefix = format!("{name}.corrupt-");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let number =
        |entry: fs::DirEntry| entry.file_name().to_str()?.strip_prefix(&prefix)?.parse().ok();
    let mut numbers: Vec<u32> = entries.filter_map(number).collect();
    numbers.sort_unstable();
    numbers
}

fn aside(file: &Path, number: u32) -> PathBuf {
    with_suffix(file, &format!(".corrupt-{number}"))
}

fn next_aside(file: &Path) -> PathBuf {
    aside(file, asides(file).last().copied().unwrap_or(0).saturating_add(1))
}

fn newest_aside(file: &Path) -> PathBuf {
    aside(file, asides(file).last().copied().unwrap_or(1))
}

/// Deletes the oldest damaged files, which were taken over long ago: they must not fill the disk.
fn forget_the_oldest(file: &Path) {
    let kept = asides(file);
    let most = usize::try_from(KEPT_ASIDE).unwrap_or(usize::MAX);
    for number in kept.iter().take(kept.len().saturating_sub(most)) {
        let old = aside(file, *number);
        tracing::warn!(file = %old.display(), "there are newer damaged files: deleting the oldest");
        drop(fs::remove_file(with_suffix(&old, "-wal")));
        drop(fs::remove_file(old));
    }
}

/// A renamed file is where it is after a power cut too.
fn sync_folder(file: &Path) {
    if let Some(folder) = file.parent().and_then(|folder| File::open(folder).ok())
        && let Err(error) = folder.sync_all()
    {
        tracing::debug!(%error, "the folder of the store could not be synced");
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    PathBuf::from(name)
}
