//! What goes into one commit? Deletions first (they make room), then rows, then what is known about
//! them. All of it, or nothing.

use alerts::Wall;
use alerts::message::Lane;
use rusqlite::{Connection, Result};

use super::limits::{ANCHORS, DEAD_ROWS, ROOM_TRIES};
use super::lost::{Lost, Reason};
use super::ring::Unstored;
use super::room;
use super::row::{Key, Row};
use super::schema::{self, Which};
use super::sql;
use super::stats::Losses;
use super::writer::{StoreError, Writer};

/// What waits for the next commit besides the rows of the ring.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Acknowledged rows.
    pub(crate) deleting: Vec<(Lane, Key)>,
    /// Open alarms, to be restored after a restart.
    pub(crate) kept: Option<String>,
    /// Wall time at this boot's start.
    pub(crate) anchor: Option<Wall>,
    /// Messages that can never be sent.
    pub(crate) dead: Vec<Row>,
    /// Losses since the last commit.
    pub(crate) losses: Losses,
}

impl Losses {
    pub(crate) fn add(&mut self, lost: &Lost) {
        let count = u64::from(lost.count);
        match lost.reason {
            Reason::Thinned => self.thinned += count,
            Reason::Dropped | Reason::StoreFault => self.dropped += count,
            Reason::Oversize => self.oversize += count,
        }
    }

    fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.deleting.is_empty() && self.is_only_deletions()
    }

    fn is_only_deletions(&self) -> bool {
        self.kept.is_none()
            && self.anchor.is_none()
            && self.dead.is_empty()
            && self.losses.is_zero()
    }

    /// Rows on disk that are not about to be deleted; none means that there are none.
    pub(crate) fn fetch(
        &self,
        db: &Connection,
        lane: Lane,
        mut after: Key,
        limit: usize,
    ) -> Result<Vec<Row>> {
        loop {
            let mut rows = sql::after(db, lane, after, limit)?;
            let Some(last) = rows.last() else { return Ok(rows) };
            after = last.key;
            rows.retain(|row| !self.deleting.contains(&(lane, row.key)));
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
    }
}

/// Stores the ring and the batch; makes room if that is what it takes.
pub(crate) fn store(writer: &mut Writer) -> std::result::Result<(), StoreError> {
    room::make_ahead(writer)?;
    let mut stored = write(writer, true);
    for _ in 0..ROOM_TRIES {
        let full = stored.as_ref().is_err_and(StoreError::is_full);
        if !full || !room::make(writer)? {
            break;
        }
        stored = write(writer, true);
    }
    if stored.is_err() && !writer.batch.deleting.is_empty() && writer.db.is_some() {
        // What was acknowledged must not come back only because something else does not fit.
        write(writer, false)?;
    }
    stored
}

/// One transaction.
fn write(writer: &mut Writer, with_rows: bool) -> std::result::Result<(), StoreError> {
    let why = || writer.trouble.as_ref().map_or_else(String::new, |trouble| trouble.why.clone());
    let Some(db) = writer.db.as_mut() else { return Err(StoreError::NoFile(why())) };
    let relaxed = !with_rows || (writer.ring.is_empty() && writer.batch.is_only_deletions());
    if relaxed && writer.which == Which::Alarms {
        schema::relax_commits(db)?;
    }
    let batch = &writer.batch;
    let written = db.transaction().and_then(|transaction| {
        let deleted = write_deletions(&transaction, batch, writer.numbered)?;
        if with_rows {
            write_rows(&transaction, writer.ring.rows())?;
            write_batch(&transaction, batch, writer.boot)?;
        }
        transaction.commit()?;
        Ok(deleted)
    });
    if relaxed {
        schema::sync_commits(db, writer.which)?;
    }
    for (lane, _) in written? {
        writer.shared.count(lane, -1);
    }
    writer.batch.deleting.clear();
    if with_rows {
        writer.shared.add_losses(writer.batch.losses);
        writer.batch = Batch::default();
    }
    Ok(())
}

/// Deletes acknowledged rows; gives back those that were there. The lane's last number is noted in
/// the same commit, for as long as the row is there it speaks for itself.
fn write_deletions(
    db: &Connection,
    batch: &Batch,
    numbered: super::row::Newest,
) -> Result<Vec<(Lane, Key)>> {
    let mut deleted = Vec::new();
    for (lane, key) in &batch.deleting {
        if sql::delete(db, *lane, *key)? {
            deleted.push((*lane, *key));
        }
    }
    for lane in super::row::LANES {
        if batch.deleting.iter().any(|(of, _)| *of == lane) {
            sql::set_meta(db, sql::last_name(lane), numbered.of(lane))?;
        }
    }
    Ok(deleted)
}

fn write_rows<'a>(db: &Connection, rows: impl Iterator<Item = &'a Unstored>) -> Result<()> {
    for unstored in rows {
        sql::insert(db, &unstored.row)?;
    }
    Ok(())
}

fn write_batch(db: &Connection, batch: &Batch, boot: u32) -> Result<()> {
    if let Some(kept) = &batch.kept {
        sql::set_meta(db, "kept", kept)?;
    }
    if let Some(anchor) = batch.anchor {
        sql::set_anchor(db, boot, anchor, ANCHORS)?;
    }
    for row in &batch.dead {
        sql::insert_dead(db, row, "oversize", DEAD_ROWS)?;
    }
    if !batch.losses.is_zero() {
        add_losses(db, batch.losses)?;
    }
    Ok(())
}

/// Adds to the counters that outlive a restart.
pub(crate) fn add_losses(db: &Connection, more: Losses) -> Result<()> {
    let known = losses(db)?;
    sql::set_meta(db, "thinned", known.thinned.saturating_add(more.thinned).cast_signed())?;
    sql::set_meta(db, "dropped", known.dropped.saturating_add(more.dropped).cast_signed())?;
    sql::set_meta(db, "oversize", known.oversize.saturating_add(more.oversize).cast_signed())
}

/// The counters of one file.
pub(crate) fn losses(db: &Connection) -> Result<Losses> {
    let counter = |name| sql::meta::<i64>(db, name).map(|count| count.unwrap_or(0).cast_unsigned());
    Ok(Losses {
        thinned: counter("thinned")?,
        dropped: counter("dropped")?,
        oversize: counter("oversize")?,
    })
}
