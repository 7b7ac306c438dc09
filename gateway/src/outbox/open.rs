//! Can this file be used? Opened, checked, and set aside if it is damaged; never deleted, and never
//! a reason not to start.
//!
//! A damaged file is renamed to `*.corrupt-N` together with its log, a fresh one is made, and every
//! row that can still be read is copied over: from the first up to the damage, then from the last
//! down to it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use alerts::message::Lane;
use rusqlite::{Connection, ErrorCode, params};

use super::fault::StoreFault;
use super::limits::{CHECK_TIME, Limits};
use super::row::Row;
use super::schema::{self, Which, table};
use super::sql;

/// A file that can be used.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub(crate) db: Connection,
    /// A damaged file was found in its place.
    pub(crate) was_set_aside: bool,
    pub(crate) faults: Vec<StoreFault>,
}

/// Opens a file of the outbox.
pub(crate) fn file(dir: &Path, which: Which, limits: &Limits) -> Result<OpenFile, StoreFault> {
    let file = dir.join(which.file_name());
    let unusable = |why: String| StoreFault::Unusable { file: file.clone(), why };
    match prepare(&file, which, limits) {
        Ok((db, faults)) => Ok(OpenFile { db, was_set_aside: false, faults }),
        Err(Problem::Unusable(why)) => Err(unusable(why)),
        Err(Problem::Damaged(why)) => {
            let aside = set_aside(&file).map_err(|error| unusable(error.to_string()))?;
            let (db, mut faults) =
                prepare(&file, which, limits).map_err(|problem| match problem {
                    Problem::Damaged(why) | Problem::Unusable(why) => unusable(why),
                })?;
            let salvaged = salvage(&aside, &db, which, limits.salvage_rows);
            faults.push(StoreFault::SetAside { file, aside, salvaged, why });
            Ok(OpenFile { db, was_set_aside: true, faults })
        }
    }
}

/// Why a file could not be opened.
enum Problem {
    /// What is in it is not a store (any more).
    Damaged(String),
    /// The file or its folder cannot be read or written.
    Unusable(String),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) {
            Self::Damaged(error.to_string())
        } else {
            Self::Unusable(error.to_string())
        }
    }
}

/// The error says that the file's content is wrong, not that it is out of reach.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    let damage = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase];
    error.sqlite_error_code().is_some_and(|code| damage.contains(&code))
}

fn prepare(
    file: &Path,
    which: Which,
    limits: &Limits,
) -> Result<(Connection, Vec<StoreFault>), Problem> {
    let db = Connection::open(file)?;
    let refused = schema::settle(&db, which, limits)?;
    check(&db)?;
    schema::create(&db, which)?;
    let setting = |refused: schema::Refused| StoreFault::Setting {
        file: file.to_owned(),
        setting: refused.setting,
        got: refused.got,
    };
    Ok((db, refused.into_iter().map(setting).collect()))
}

/// SQLite's quick check, in a box of time: a full store on a slow card must not hold up the start.
fn check(db: &Connection) -> Result<(), Problem> {
    let interrupt = db.get_interrupt_handle();
    let (done, waiting) = flume::bounded::<()>(1);
    let timer = thread::spawn(move || {
        if waiting.recv_timeout(CHECK_TIME) == Err(flume::RecvTimeoutError::Timeout) {
            interrupt.interrupt();
        }
    });
    let found = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    drop(done);
    // A timer that panicked is of no interest: the check is over.
    drop(timer.join());
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(Problem::Damaged(found)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            tracing::info!("the store is large: its check was cut short");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Renames a file and its log; says where it is now.
fn set_aside(file: &Path) -> std::io::Result<PathBuf> {
    let mut number = 1_u32;
    let aside = loop {
        let aside = with_suffix(file, &format!(".corrupt-{number}"));
        if !aside.exists() {
            break aside;
        }
        number = number.saturating_add(1);
    };
    fs::rename(file, &aside)?;
    let log = with_suffix(file, "-wal");
    if log.exists() {
        fs::rename(&log, with_suffix(&aside, "-wal"))?;
    }
    // The index of the log is made anew from the log; a stale one must not meet the fresh file.
    match fs::remove_file(with_suffix(file, "-shm")) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(aside)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    PathBuf::from(name)
}

/// Copies what can be read of a damaged file; says how many rows that was. Whatever goes wrong here
/// ends the copy of one table, no more.
fn salvage(aside: &Path, db: &Connection, which: Which, limit: usize) -> usize {
    let Ok(damaged) = Connection::open(aside) else { return 0 };
    let mut salvaged = 0;
    if db.execute_batch("BEGIN").is_err() {
        return 0;
    }
    for lane in which.lanes() {
        salvaged += salvage_lane(&damaged, db, *lane, limit.saturating_sub(salvaged));
    }
    salvage_meta(&damaged, db);
    match db.execute_batch("COMMIT") {
        Ok(()) => salvaged,
        Err(error) => {
            tracing::warn!(%error, "what was read of the damaged store could not be kept");
            drop(db.execute_batch("ROLLBACK"));
            0
        }
    }
}

fn salvage_lane(damaged: &Connection, db: &Connection, lane: Lane, limit: usize) -> usize {
    let up = format!("SELECT * FROM {} ORDER BY key", table(lane));
    let down = format!("{up} DESC");
    let (up, whole) = copy(damaged, db, (lane, &up), limit);
    if whole {
        return up;
    }
    up + copy(damaged, db, (lane, &down), limit.saturating_sub(up)).0
}

/// Copies rows until the first that cannot be read or is there already; says how many, and whether
/// that was all.
fn copy(damaged: &Connection, db: &Connection, what: (Lane, &str), limit: usize) -> (usize, bool) {
    let (lane, sql) = what;
    let mut copied = 0;
    let Ok(mut statement) = damaged.prepare(sql) else { return (0, false) };
    let Ok(mut rows) = statement.query([]) else { return (0, false) };
    loop {
        match rows.next() {
            Ok(Some(row)) if copied < limit => match sql::read_row(lane, row) {
                Ok(row) if is_known(db, &row) => return (copied, true),
                Ok(row) if sql::insert(db, &row).is_ok() => copied += 1,
                Ok(_) => return (copied, true),
                Err(error) => tracing::debug!(%error, "a row of the damaged store is unreadable"),
            },
            Ok(Some(_) | None) => return (copied, true),
            Err(_) => return (copied, false),
        }
    }
}

fn is_known(db: &Connection, row: &Row) -> bool {
    let sql = format!("SELECT 1 FROM {} WHERE key = ?1", table(row.lane));
    db.prepare_cached(&sql).and_then(|mut known| known.exists([row.key.number()])).unwrap_or(false)
}

/// The boot counter, the open alarms, the anchors: each by itself, whatever can be read.
fn salvage_meta(damaged: &Connection, db: &Connection) {
    let tables = [
        ("SELECT name, value FROM meta", "INSERT OR IGNORE INTO meta VALUES (?1, ?2)"),
        ("SELECT boot, wall FROM anchors", "INSERT OR IGNORE INTO anchors VALUES (?1, ?2)"),
    ];
    for (read, write) in tables {
        let Ok(mut statement) = damaged.prepare(read) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let pair = row.get::<_, rusqlite::types::Value>(0).and_then(|name| {
                let value: rusqlite::types::Value = row.get(1)?;
                db.execute(write, params![name, value])
            });
            if let Err(error) = pair {
                tracing::debug!(%error, "a value of the damaged store is unreadable");
            }
        }
    }
}
