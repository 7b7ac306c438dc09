//! What does a commit write? A batch whole or not at all, and what has to go for it.
//!
//! Commits to the alarms' file are synced. One that may be lost is not, and leaves the setting as it was:
//! the commit of an alarm does not begin with one.

use alerts::message::Lane;
use rusqlite::{Connection, Result};

use super::{Store, StoreError, room, schema, sent, sql};
use crate::outbox::limits::{ANCHORS, DEAD_ROWS, ROOM_TRIES};
use crate::outbox::lost::Lost;
use crate::outbox::pending::Batch;
use crate::outbox::stats::Losses;
use crate::outbox::which::Which;

/// What becomes of rows that were delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivered {
    /// They are kept to be sent again.
    Kept,
    /// There is no room for that.
    Gone,
}

impl Store {
    /// Writes a batch, and `synced` it is on the disk afterwards; gives back what had to go for it.
    ///
    /// # Errors
    ///
    /// Then nothing of it is written, but what was acknowledged may be deleted all the same.
    pub(crate) fn commit(
        &mut self,
        batch: &Batch,
        boot: u32,
        synced: bool,
    ) -> std::result::Result<Vec<Lost>, StoreError> {
        if let Some(why) = &self.read_only {
            return Err(StoreError::ReadOnly(why.clone()));
        }
        if self.is_replaced() {
            return Err(StoreError::Replaced(self.file.clone()));
        }
        let mut lost = room::make_ahead(self, batch)?;
        let mut stored = self.write(batch, boot, synced, Delivered::Kept);
        if matches!(stored, Err(StoreError::Full(_))) {
            // What has arrived goes before what waits.
            let has_room = self.let_go_of_delivered().unwrap_or(false);
            tracing::debug!(has_room, "what was delivered is no longer kept");
            stored = self.write(batch, boot, synced, Delivered::Gone);
        }
        for _ in 0..ROOM_TRIES {
            if !matches!(stored, Err(StoreError::Full(_))) {
                break;
            }
            let made = room::make(self)?;
            if made.is_empty() {
                break;
            }
            lost.extend(made);
            stored = self.write(batch, boot, synced, Delivered::Gone);
        }
        if stored.is_err() && !batch.deleting.is_empty() {
            // What was acknowledged must not come back only because something else does not fit.
            let deletions = Batch {
                deleting: batch.deleting.clone(),
                numbered: batch.numbered,
                ..Batch::default()
            };
            self.write(&deletions, boot, false, Delivered::Gone)?;
        }
        stored.map(|()| lost)
    }

    /// What has arrived goes before what waits; whether there was any.
    pub(super) fn let_go_of_delivered(&self) -> Result<bool> {
        if self.which == Which::Readings { Ok(false) } else { sent::let_go(&self.db) }
    }

    fn write(
        &mut self,
        batch: &Batch,
        boot: u32,
        synced: bool,
        delivered: Delivered,
    ) -> std::result::Result<(), StoreError> {
        if self.which == Which::Readings || !synced {
            schema::sync_commits(&self.db, synced)?;
        }
        let written = self.transact(batch, boot, delivered);
        if self.which == Which::Alarms && !synced {
            schema::sync_commits(&self.db, true)?;
        }
        written
    }

    fn transact(
        &mut self,
        batch: &Batch,
        boot: u32,
        delivered: Delivered,
    ) -> std::result::Result<(), StoreError> {
        let mut rows = self.rows.clone();
        let transaction = self.db.transaction()?;
        for (lane, rows) in &mut rows {
            let deleted = write_deletions(&transaction, batch, *lane, delivered)?;
            *rows = rows.saturating_sub(deleted);
        }
        for row in &batch.rows {
            let is_new = sql::insert(&transaction, row)?;
            let of_lane = rows.iter_mut().find(|(lane, _)| *lane == row.lane);
            of_lane.into_iter().for_each(|(_, rows)| *rows += u64::from(is_new));
        }
        for (lane, rows) in rows.iter().filter(|counted| !self.rows.contains(counted)) {
            sql::set_meta(&transaction, sql::rows_name(*lane), rows.cast_signed())?;
        }
        write_the_rest(&transaction, batch, boot)?;
        transaction.commit()?;
        self.rows = rows;
        Ok(())
    }
}

/// Deletes acknowledged rows; says how many were there. The lane's last number is noted in the same
/// commit: for as long as the row is there it speaks for itself.
fn write_deletions(
    db: &Connection,
    batch: &Batch,
    lane: Lane,
    delivered: Delivered,
) -> Result<u64> {
    let mut deleted = 0;
    for range in batch.deleting.ranges(lane) {
        if lane != Lane::Readings && delivered == Delivered::Kept {
            sent::keep(db, lane, range)?;
        }
        deleted += u64::try_from(sql::delete_range(db, lane, range)?).unwrap_or(0);
    }
    if deleted > 0 {
        sql::set_meta(db, sql::last_name(lane), batch.numbered.of(lane))?;
    }
    Ok(deleted)
}

fn write_the_rest(db: &Connection, batch: &Batch, boot: u32) -> Result<()> {
    if let Some(kept) = &batch.kept {
        sql::set_kept(db, kept)?;
    }
    if let Some(anchor) = batch.anchor {
        sql::set_anchor(db, boot, anchor, ANCHORS)?;
    }
    if let Some(wall) = batch.last_wall {
        sql::set_meta(db, "last-wall", wall.0)?;
    }
    for (row, why) in &batch.dead {
        sql::insert_dead(db, row, why, DEAD_ROWS)?;
    }
    for lost in &batch.lost {
        note_loss(db, lost)?;
    }
    Ok(())
}

/// Notes a loss: for the receivers, and in the counters that outlive a restart.
pub(super) fn note_loss(db: &Connection, lost: &Lost) -> Result<()> {
    sql::note_gap(db, lost)?;
    let mut known = losses(db)?;
    known.add(Losses::of(lost));
    sql::set_meta(db, "thinned", known.thinned.cast_signed())?;
    sql::set_meta(db, "dropped", known.dropped.cast_signed())?;
    sql::set_meta(db, "oversize", known.oversize.cast_signed())
}

/// The counters of one file.
pub(super) fn losses(db: &Connection) -> Result<Losses> {
    let counter = |name| sql::meta::<i64>(db, name).map(|count| count.unwrap_or(0).cast_unsigned());
    Ok(Losses {
        thinned: counter("thinned")?,
        dropped: counter("dropped")?,
        oversize: counter("oversize")?,
    })
}
