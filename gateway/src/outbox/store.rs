//! One file of the outbox: the only place that knows SQL. It carries out what it is told on the
//! calling thread, waits for the disk as long as that takes, and decides nothing about time.
//!
//! * [`Store::open`] sets a damaged file aside and takes over what can be read of it (`rescue.rs`); a
//!   file that can be read and not written is read all the same.
//! * [`Store::commit`] writes a batch whole or not at all, and makes room for it if need be (`room.rs`).
//! * Every error says what it means for the file: [`StoreError`].

mod begin;
mod commit;
mod open;
mod rescue;
mod room;
mod schema;
mod sent;
mod sql;
mod upkeep;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alerts::Wall;
use alerts::message::Lane;
use rusqlite::{Connection, ErrorCode, Result};

use super::fault::StoreFault;
use super::limits::{Limits, PAGE_BYTES, STATEMENTS};
use super::lost::Lost;
use super::row::{Key, Row};
use super::stats::{DeadLetter, Losses, OnDisk};
use super::which::Which;

pub(crate) use begin::Memory;
pub(crate) use open::Opened;

/// Why something could not be done, by what can be done about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file may not grow, or the disk has no room.
    #[error("{0}")]
    Full(rusqlite::Error),
    /// What is in the file is not what was written.
    #[error("{0}")]
    Damaged(rusqlite::Error),
    /// Somebody has deleted the file, or put another in its place.
    #[error("{} was deleted, or another file was put in its place", .0.display())]
    Replaced(PathBuf),
    /// The file can be read only.
    #[error("{0}")]
    ReadOnly(String),
    /// The disk refuses.
    #[error("{0}")]
    Refused(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            _ => Self::Refused(error),
        }
    }
}

/// An open file.
#[derive(Debug)]
pub(crate) struct Store {
    which: Which,
    limits: Limits,
    file: PathBuf,
    db: Connection,
    /// Why it is only read.
    read_only: Option<String>,
    /// Which file was opened, whatever stands in its place now.
    identity: Option<(u64, u64)>,
    rows: Vec<(Lane, u64)>,
    log: Arc<Log>,
    /// Pages that were moved from the log into the file.
    moved: u64,
    /// The boot before did not end in order, and nobody has looked for damage since.
    unchecked: bool,
}

/// No commit has said yet how long the log is.
const UNKNOWN: u64 = u64::MAX;

/// The write-ahead log, as SQLite reports it after each commit.
#[derive(Debug)]
struct Log {
    /// Pages in it.
    pages: AtomicU64,
    /// Pages ever written to it by this connection.
    written: AtomicU64,
}

impl Log {
    fn has(&self, pages: u64) {
        let before = match self.pages.swap(pages, Ordering::Relaxed) {
            // The first report: what was in it before is not known, and was not written by us.
            UNKNOWN => pages.saturating_sub(1),
            before => before,
        };
        // Fewer than before: it was begun anew.
        let more = pages.checked_sub(before).unwrap_or(pages);
        self.written.fetch_add(more, Ordering::Relaxed);
    }
}

impl Store {
    /// Opens a file, makes it, or sets aside what stands in its place.
    ///
    /// # Errors
    ///
    /// When it can neither be written nor read.
    pub(crate) fn open(
        dir: &Path,
        which: Which,
        limits: &Limits,
    ) -> std::result::Result<Opened, StoreFault> {
        open::open(dir, which, limits)
    }

    /// Takes over what can be read of a damaged file and opens a fresh one in its place.
    ///
    /// # Errors
    ///
    /// When what can be read cannot be kept: then the damaged one stays where it is.
    pub(crate) fn set_aside(
        dir: &Path,
        which: Which,
        limits: &Limits,
        why: &str,
    ) -> std::result::Result<Opened, StoreFault> {
        open::set_aside(&dir.join(which.file_name()), which, limits, why)
    }

    fn new(
        file: &Path,
        which: Which,
        limits: &Limits,
        mut db: Connection,
        read_only: Option<String>,
    ) -> Result<Self> {
        let log = Arc::new(Log { pages: AtomicU64::new(UNKNOWN), written: AtomicU64::new(0) });
        let heard = Arc::clone(&log);
        db.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            heard.has(u64::try_from(pages).unwrap_or(0));
            Ok(())
        }))?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        let rows = which.lanes().iter().map(|lane| Ok((*lane, sql::rows(&db, *lane)?)));
        let rows = rows.collect::<Result<_>>()?;
        let unchecked = sql::meta::<i64>(&db, CLEAN)? == Some(0);
        let (file, limits, identity) = (file.to_owned(), *limits, identity(file));
        Ok(Self { which, limits, file, db, read_only, identity, rows, log, moved: 0, unchecked })
    }

    /// Why it is only read, if it is.
    pub(crate) fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// What stands in the file's place is another, or nothing. A disk that cannot say is in trouble of
    /// another kind.
    fn is_replaced(&self) -> bool {
        match fs::metadata(&self.file) {
            Ok(there) => self.identity != Some((there.dev(), there.ino())),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        }
    }

    /// The first rows of a lane after `after`, oldest first.
    pub(crate) fn after(
        &self,
        lane: Lane,
        after: Key,
        limit: usize,
    ) -> std::result::Result<Vec<Row>, StoreError> {
        Ok(sql::after(&self.db, lane, after, limit)?)
    }

    /// Rows of a lane that were delivered, and the keys of those and of what waits.
    pub(crate) fn delivered(
        &self,
        lane: Lane,
        range: (Key, Key),
        limit: usize,
    ) -> std::result::Result<(Vec<Row>, Vec<Key>), StoreError> {
        if lane == Lane::Readings || self.read_only.is_some() {
            return Ok((Vec::new(), sql::keys_between(&self.db, lane, range)?));
        }
        Ok((sent::between(&self.db, lane, range, limit)?, sent::keys(&self.db, lane, range)?))
    }

    /// The last row of each lane.
    pub(crate) fn last(&self) -> std::result::Result<Vec<(Lane, Key)>, StoreError> {
        let last = |lane: &Lane| {
            let key = sql::last_key(&self.db, *lane)?.unwrap_or(Key::ZERO);
            Ok((*lane, key))
        };
        self.which.lanes().iter().map(last).collect()
    }

    /// What waits in each lane.
    pub(crate) fn on_disk(&self) -> std::result::Result<Vec<(Lane, OnDisk)>, StoreError> {
        let on_disk = |(lane, rows): &(Lane, u64)| {
            let oldest = sql::after(&self.db, *lane, Key::ZERO, 1)?.first().map(Into::into);
            Ok((*lane, OnDisk { rows: *rows, oldest }))
        };
        self.rows.iter().map(on_disk).collect()
    }

    /// The anchors of earlier boots.
    pub(crate) fn anchors(&self) -> std::result::Result<Vec<(u32, Wall)>, StoreError> {
        Ok(sql::anchors(&self.db)?)
    }

    /// What was given up since the file was made.
    pub(crate) fn losses(&self) -> std::result::Result<Losses, StoreError> {
        Ok(commit::losses(&self.db)?)
    }

    /// Messages that can never be sent.
    pub(crate) fn dead(&self) -> std::result::Result<Vec<DeadLetter>, StoreError> {
        Ok(sql::dead(&self.db)?)
    }

    /// Noted losses that no receiver knows of, with the number of each note.
    pub(crate) fn gaps(&self, limit: usize) -> std::result::Result<Vec<(i64, Lost)>, StoreError> {
        Ok(sql::gaps(&self.db, limit)?)
    }

    /// A receiver has been told of these.
    pub(crate) fn told(&self, gaps: &[(i64, Lost)]) -> std::result::Result<(), StoreError> {
        for (id, lost) in gaps {
            sql::told_gap(&self.db, *id, lost.count)?;
        }
        Ok(())
    }

    /// Bytes that were written to the disk by this connection: to the log, and from it to the file.
    pub(crate) fn bytes_written(&self) -> u64 {
        (self.log.written.load(Ordering::Relaxed) + self.moved) * PAGE_BYTES
    }

    /// Pages in the log, as far as that is known.
    fn log_pages(&self) -> u64 {
        Some(self.log.pages.load(Ordering::Relaxed)).filter(|pages| *pages != UNKNOWN).unwrap_or(0)
    }

    /// Takes over the rows of a file that was deleted while it was open.
    pub(crate) fn take_over(&mut self, old: &Self) -> std::result::Result<(), StoreError> {
        rescue::take_over_open(&old.db, &self.db, self.which)?;
        for (lane, rows) in &mut self.rows {
            *rows = sql::rows(&self.db, *lane)?;
        }
        Ok(())
    }

    /// What the readings may still take before they are thinned, in bytes.
    pub(crate) fn free_bytes(&self) -> std::result::Result<u64, StoreError> {
        Ok(room::free_bytes(self)?)
    }
}

/// The file's own mark: 1 if the boot before ended in order, 0 while one is under way.
const CLEAN: &str = "clean";

fn identity(file: &Path) -> Option<(u64, u64)> {
    fs::metadata(file).ok().map(|file| (file.dev(), file.ino()))
}
