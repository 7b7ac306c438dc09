//! What is done with a file when nothing else is? It is looked through once for damage, its room on the
//! disk is taken, its log is moved into it, and what it does not need is given back.

use std::fs;
use std::thread;

use rusqlite::{Connection, ErrorCode, Result};

use super::{Store, StoreError, room, schema, sql};
use crate::outbox::limits::{
    CHECK_TIME, CHECKPOINT_PAGES, CHECKPOINT_PAGES_BUSY, PAGE_BYTES, RESERVE_STEP, VACUUM_PAGES,
    WAL_KEPT_BYTES,
};
use crate::outbox::which::Which;

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chore {
    /// To look for damage, since the boot before did not end in order.
    Check,
    /// To give the log its room.
    LayOutLog,
    /// To take a step of the room that alarms are promised.
    Reserve,
    /// To give back that room as free pages.
    FreeReserve,
    /// To move the log into the file.
    MoveLog,
    /// To give free pages back to the disk.
    Shrink,
}

/// How often the log was begun anew.
const LAPS: &str = "laps";

impl Store {
    /// What there is to do; `quiet` if nothing has happened for a while.
    pub(crate) fn chore(&self, quiet: bool) -> std::result::Result<Option<Chore>, StoreError> {
        let log = self.log_pages();
        if self.read_only.is_some() {
            return Ok(None);
        }
        if log >= CHECKPOINT_PAGES_BUSY {
            return Ok(Some(Chore::MoveLog));
        }
        if !quiet {
            return Ok(None);
        }
        if self.unchecked {
            return Ok(Some(Chore::Check));
        }
        let (used, pages) = room::pages(&self.db)?;
        if self.which == Which::Alarms {
            if self.log_bytes() < WAL_KEPT_BYTES {
                return Ok(Some(Chore::LayOutLog));
            }
            if pages * PAGE_BYTES < self.limits.reserve_bytes {
                return Ok(Some(Chore::Reserve));
            }
            if self.db.prepare_cached("SELECT 1 FROM filler")?.exists([])? {
                return Ok(Some(Chore::FreeReserve));
            }
        }
        if log >= CHECKPOINT_PAGES {
            return Ok(Some(Chore::MoveLog));
        }
        let free = pages.saturating_sub(used.max(self.reserved_pages()));
        Ok((free >= VACUUM_PAGES).then_some(Chore::Shrink))
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// Damage is one; anything else will show again when it matters.
    pub(crate) fn do_chore(&mut self, chore: Chore) -> std::result::Result<(), StoreError> {
        match chore {
            Chore::Check => {
                self.unchecked = false;
                check(&self.db)?;
            }
            Chore::LayOutLog => self.lay_out_log()?,
            Chore::Reserve => self.reserve()?,
            Chore::FreeReserve => {
                self.db.execute("DELETE FROM filler", [])?;
                self.move_log()?;
            }
            Chore::MoveLog => self.move_log()?,
            Chore::Shrink => self.shrink()?,
        }
        match (self.which, chore) {
            (
                Which::Alarms,
                Chore::LayOutLog | Chore::Reserve | Chore::FreeReserve | Chore::MoveLog,
            ) => self.begin_log(),
            (Which::Alarms, Chore::Check | Chore::Shrink) | (Which::Readings, _) => Ok(()),
        }
    }

    fn log_bytes(&self) -> u64 {
        let mut log = self.file.clone().into_os_string();
        log.push("-wal");
        fs::metadata(log).map_or(0, |log| log.len())
    }

    fn reserved_pages(&self) -> u64 {
        match self.which {
            Which::Alarms => self.limits.reserve_bytes / PAGE_BYTES,
            Which::Readings => 0,
        }
    }

    /// Gives the log its room on the disk before it is needed. A commit into room that is there costs
    /// a tenth of one that makes the log grow (0.2 against 2 ms where it was measured), and it works
    /// on a full disk. SQLite keeps the room when it begins the log anew.
    fn lay_out_log(&mut self) -> std::result::Result<(), StoreError> {
        let room = WAL_KEPT_BYTES.cast_signed();
        self.db.execute("INSERT INTO filler (room) VALUES (zeroblob(?1))", [room])?;
        self.db.execute("DELETE FROM filler WHERE n = last_insert_rowid()", [])?;
        self.move_log()
    }

    /// Takes a step of the disk space that alarms are promised. Pages that were never written are
    /// not on the disk: so the space is filled step by step, and then freed.
    fn reserve(&mut self) -> std::result::Result<(), StoreError> {
        let step = RESERVE_STEP.min(self.limits.reserve_bytes).cast_signed();
        self.db.execute("INSERT INTO filler (room) VALUES (zeroblob(?1))", [step])?;
        self.move_log()
    }

    /// Moves the log into the file. The log of the alarms keeps its room on the disk: a full disk
    /// must not stop the next commit.
    pub(super) fn move_log(&mut self) -> std::result::Result<(), StoreError> {
        let sql = match self.which {
            Which::Alarms => "PRAGMA wal_checkpoint(RESTART)",
            Which::Readings => "PRAGMA wal_checkpoint(TRUNCATE)",
        };
        let before = self.log_pages();
        let moved: i64 = self.db.query_row(sql, [], |row| row.get(2))?;
        // What was truncated is not reported as moved any more: then all of it was.
        let moved = u64::try_from(moved).unwrap_or(0);
        self.moved += if moved == 0 { before } else { moved };
        self.log.has(0);
        Ok(())
    }

    /// The first commit to a log that begins anew syncs its header as well. It is not to be an alarm's. What
    /// it writes may be lost.
    fn begin_log(&self) -> std::result::Result<(), StoreError> {
        schema::sync_commits(&self.db, false)?;
        // A value that is there already would not be written.
        let laps = sql::meta::<i64>(&self.db, LAPS).map(|laps| laps.unwrap_or(0).wrapping_add(1));
        let begun = laps.and_then(|laps| sql::set_meta(&self.db, LAPS, laps));
        schema::sync_commits(&self.db, true)?;
        Ok(begun?)
    }

    /// Gives free pages back to the disk, a few at a time, down to what is reserved.
    fn shrink(&self) -> Result<()> {
        let mut vacuum = self.db.prepare(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?;
        let mut steps = vacuum.query([])?;
        while steps.next()?.is_some() {}
        Ok(())
    }
}

/// SQLite's quick check, in a box of time: alarms wait behind it.
fn check(db: &Connection) -> std::result::Result<(), StoreError> {
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
        Ok(found) => Err(StoreError::Damaged(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
            Some(found),
        ))),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            tracing::info!("the store is large: its check was cut short");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
