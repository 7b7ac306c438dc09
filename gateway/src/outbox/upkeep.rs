//! What is done when nothing happens? Once a second a writer looks whether a group is due, whether
//! the disk works again, and, in a home that is quiet, tidies its file.

use rusqlite::{Connection, Result};

use super::limits::{
    COMMITS_PER_CHECKPOINT, GAPS, IDLE_TICKS, PAGE_BYTES, REOPEN_TICKS, RESERVE_STEP, VACUUM_PAGES,
    WAL_KEPT_BYTES,
};
use super::open;
use super::row::Key;
use super::schema::Which;
use super::sql;
use super::stats::Oldest;
use super::writer::{Command, StoreError, Writer};
use super::{limits, room};

impl Writer {
    /// What is done before the first command.
    pub(crate) fn prepare(&mut self) {
        if let (Some(db), Which::Alarms) = (&self.db, self.which)
            && let Err(error) = lay_out_log(db)
        {
            // What matters fails loudly at the next commit.
            tracing::debug!(%error, "the log has no room of its own yet");
        }
    }

    /// A second has passed.
    pub(crate) fn tick(&mut self) {
        self.pace.tick();
        self.quiet = self.quiet.saturating_add(1);
        let nothing_waits = self.ring.is_empty() && self.batch.is_empty();
        self.waiting = if nothing_waits { 0 } else { self.waiting.saturating_add(1) };
        let ticks = self.trouble.as_mut().map(|trouble| {
            trouble.ticks = trouble.ticks.saturating_add(1);
            trouble.ticks
        });
        match ticks {
            Some(ticks) => self.retry(ticks),
            None => {
                self.hand_over_gaps();
                self.tidy();
            }
        }
        self.report();
    }

    /// Tries whether the disk works again. A damaged or missing file is opened anew, which sets it
    /// aside if need be.
    fn retry(&mut self, ticks: u32) {
        let is_full = self.trouble.as_ref().is_some_and(|trouble| trouble.is_full);
        if ticks.is_multiple_of(REOPEN_TICKS) && !is_full {
            self.reopen();
        }
        if self.db.is_some() {
            self.commit();
        }
    }

    fn reopen(&mut self) {
        // The old connection must be gone before the file is looked at.
        self.db = None;
        match open::file(&self.dir, self.which, &self.limits) {
            Ok(opened) => {
                for fault in &opened.faults {
                    tracing::warn!(%fault, "store");
                }
                match self.settle_in(&opened.db) {
                    Ok(()) => self.db = Some(opened.db),
                    Err(error) => self.fail(&error.into()),
                }
            }
            Err(fault) => self.fail(&StoreError::NoFile(fault.to_string())),
        }
    }

    /// A file that was opened in the middle of a boot learns which boot this is.
    fn settle_in(&self, db: &Connection) -> Result<()> {
        let known: u32 = sql::meta(db, "boot")?.unwrap_or(0);
        sql::set_meta(db, "boot", known.max(self.boot))?;
        for lane in self.which.lanes() {
            let rows = sql::count(db, *lane)?;
            let unstored = self.ring.rows().filter(|kept| kept.row.lane == *lane).count();
            self.shared.set_rows(*lane, rows.saturating_add(u64::try_from(unstored).unwrap_or(0)));
        }
        Ok(())
    }

    /// Passes losses of readings on to the events lane, and forgets those that are kept there.
    fn hand_over_gaps(&mut self) {
        let (Some(alarms), Some(db)) = (&self.alarms, &self.db) else { return };
        // Losses from the memory of this writer have not been noted on disk.
        let (mut kept, mut told) = (Vec::new(), sql::gaps(db, GAPS).unwrap_or_default());
        for lost in self.lost.drain(..) {
            match sql::insert_gap(db, &lost) {
                Ok(()) => told.push((db.last_insert_rowid(), lost)),
                Err(_) => kept.push(lost),
            }
        }
        self.lost = kept;
        for (id, lost) in told {
            let (told, heard) = flume::bounded(1);
            let kept = alarms.try_send(Command::Lost { lost, told }).is_ok()
                && heard.recv().unwrap_or(false);
            if !kept || sql::delete_gap(db, id).is_err() {
                return;
            }
        }
    }

    fn tidy(&mut self) {
        let busy = self.commits >= COMMITS_PER_CHECKPOINT;
        let Some(db) = &self.db else { return };
        if !busy && (self.quiet < IDLE_TICKS || !self.ring.is_empty()) {
            return;
        }
        let tidied = if self.quiet < IDLE_TICKS {
            Ok(false)
        } else if self.which == Which::Alarms {
            reserve(db, self.limits.reserve_bytes)
        } else {
            Ok(false)
        };
        let done = tidied.and_then(|reserved| {
            let written =
                if reserved || self.commits > 0 { checkpoint(db, self.which)? } else { 0 };
            if !busy && !reserved {
                shrink(db, self.which, self.limits.reserve_bytes)?;
            }
            Ok(written)
        });
        match done {
            Ok(bytes) => {
                self.commits = 0;
                self.shared.quietly(|stats| stats.bytes_written += bytes);
            }
            // What matters fails loudly at the next commit.
            Err(error) => tracing::debug!(%error, "upkeep of the store failed"),
        }
    }

    /// Writes everything and leaves the file tidy.
    pub(crate) fn close(&mut self) {
        if !self.ring.is_empty() || !self.batch.is_empty() || !self.lost.is_empty() {
            self.commit();
        }
        self.hand_over_gaps();
        if let Some(db) = self.db.take()
            && let Err((_, error)) = db.close()
        {
            tracing::debug!(%error, "the store could not be closed in order");
        }
    }

    /// Brings the counters up to date.
    pub(crate) fn report(&self) {
        let lanes: Vec<_> =
            self.which.lanes().iter().map(|lane| (*lane, self.oldest(*lane))).collect();
        let free = self.db.as_ref().and_then(|db| self.free_bytes(db).ok());
        let trouble = self.trouble.as_ref().map(|trouble| trouble.why.clone());
        self.shared.report(self.which, trouble, |stats| {
            for (lane, oldest) in lanes {
                let unstored = self.ring.rows().filter(|kept| kept.row.lane == lane).count();
                let lane = stats.lane_mut(lane);
                lane.oldest = oldest;
                lane.unstored = u64::try_from(unstored).unwrap_or(0);
            }
            if self.which == Which::Readings {
                stats.days_left = free.and_then(|free| self.pace.days_left(free));
            }
        });
    }

    fn oldest(&self, lane: alerts::message::Lane) -> Option<Oldest> {
        let db = self.db.as_ref()?;
        let stored = sql::after(db, lane, Key::ZERO, 1).ok()?;
        let unstored = self.ring.rows().map(|kept| &kept.row).find(|row| row.lane == lane);
        stored.first().or(unstored).map(Oldest::from)
    }

    /// What the readings may still take before they are thinned.
    fn free_bytes(&self, db: &Connection) -> Result<u64> {
        let (used, _) = room::pages(db)?;
        let max = self.which.max_pages(&self.limits) * limits::READINGS_FULL_PERCENT / 100;
        Ok(max.saturating_sub(used) * PAGE_BYTES)
    }
}

/// Takes a step of the disk space that alarms are promised; false if the file has it. Pages that
/// were never written are not on the disk: so the space is filled step by step, and then freed.
fn reserve(db: &Connection, bytes: u64) -> Result<bool> {
    let fillers: i64 = db.query_row("SELECT count(*) FROM filler", [], |row| row.get(0))?;
    let (_, pages) = room::pages(db)?;
    if pages * PAGE_BYTES < bytes {
        let step = RESERVE_STEP.min(bytes).cast_signed();
        db.execute("INSERT INTO filler (room) VALUES (zeroblob(?1))", [step])?;
        return Ok(true);
    }
    if fillers > 0 {
        db.execute("DELETE FROM filler", [])?;
    }
    Ok(fillers > 0)
}

/// Gives the log its room on the disk before it is needed. A commit into room that is there costs a
/// tenth of one that makes the log grow (0.2 against 2 ms where it was measured), and it works on a
/// full disk. SQLite keeps the room when it begins the log anew.
fn lay_out_log(db: &Connection) -> Result<()> {
    let room = WAL_KEPT_BYTES.cast_signed();
    db.execute("INSERT INTO filler (room) VALUES (zeroblob(?1))", [room])?;
    db.execute("DELETE FROM filler WHERE n = last_insert_rowid()", [])?;
    checkpoint(db, Which::Alarms)?;
    Ok(())
}

/// Moves the log into the file; says how many bytes were written since the last time. The log of
/// the alarms keeps its room on the disk: a full disk must not stop the next commit.
fn checkpoint(db: &Connection, which: Which) -> Result<u64> {
    let sql = match which {
        Which::Alarms => "PRAGMA wal_checkpoint(RESTART)",
        Which::Readings => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    let (log, moved): (i64, i64) = db.query_row(sql, [], |row| Ok((row.get(1)?, row.get(2)?)))?;
    Ok(u64::try_from(log + moved).unwrap_or(0) * PAGE_BYTES)
}

/// Gives free pages back to the disk, a few at a time, down to what is reserved.
fn shrink(db: &Connection, which: Which, reserve: u64) -> Result<()> {
    let (used, pages) = room::pages(db)?;
    let keep = match which {
        Which::Alarms => reserve / PAGE_BYTES,
        Which::Readings => 0,
    };
    if pages.saturating_sub(used.max(keep)) < VACUUM_PAGES {
        return Ok(());
    }
    let mut vacuum = db.prepare(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?;
    let mut steps = vacuum.query([])?;
    while steps.next()?.is_some() {}
    Ok(())
}
