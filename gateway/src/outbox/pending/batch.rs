//! What does one commit write, and what became of it?

use alerts::Wall;

use super::Pending;
use super::memory::LaneMemory;
use crate::outbox::deleting::Deleting;
use crate::outbox::limits::{
    BATCH_BYTES, BATCH_ROWS, DEAD_ROWS, DELETE_GROUP, GROUP_BYTES, GROUP_ROWS,
};
use crate::outbox::lost::{Lost, note};
use crate::outbox::row::{Newest, Row};
use crate::outbox::which::Which;

/// What one commit writes: all of it, or nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) rows: Vec<Row>,
    /// Acknowledged rows.
    pub(crate) deleting: Deleting,
    /// Open alarms, to be restored after a restart.
    pub(crate) kept: Option<String>,
    /// Wall time at this boot's start.
    pub(crate) anchor: Option<Wall>,
    /// The newest wall time.
    pub(crate) last_wall: Option<Wall>,
    /// Messages that can never be sent, and why.
    pub(crate) dead: Vec<(Row, &'static str)>,
    /// Losses that nobody knows of yet.
    pub(crate) lost: Vec<Lost>,
    /// Last number given in each lane.
    pub(crate) numbered: Newest,
}

impl Batch {
    /// Nothing that a power cut may not undo: a lost deletion only means that a message is sent
    /// again under the same id.
    pub(crate) fn is_only_deletions(&self) -> bool {
        self.rows.is_empty()
            && self.kept.is_none()
            && self.anchor.is_none()
            && self.dead.is_empty()
            && self.lost.is_empty()
    }
}

impl Pending {
    /// What is pushed from now on is not complete until it is released: no commit may take a part of it.
    pub(crate) fn hold(&mut self) {
        self.held += 1;
    }

    /// It is complete.
    pub(crate) fn release(&mut self) {
        self.held = self.held.saturating_sub(1);
    }

    /// What is to be written now; with `all`, whatever there is.
    pub(crate) fn take(&mut self, all: bool) -> Option<Batch> {
        if self.held > 0 {
            return None;
        }
        let rows = self.rows_to_store(all);
        let deletions_are_due = self.waited
            || self.next.deleting.len() >= DELETE_GROUP
            || self.next.deleting.is_scattered()
            || (all && !self.next.deleting.is_empty());
        if rows.is_empty() && self.next.is_only_deletions() && !deletions_are_due {
            return None;
        }
        self.waited = false;
        let left = self.unstored().0 > rows.len();
        let mut batch = std::mem::take(&mut self.next);
        if left {
            // What is kept speaks of the last rows: it goes with them.
            self.next.kept = batch.kept.take();
        }
        (batch.rows, batch.numbered) = (rows, self.numbered);
        Some(batch)
    }

    fn rows_to_store(&mut self, all: bool) -> Vec<Row> {
        let (rows, bytes) = self.unstored();
        let is_group = all || rows >= GROUP_ROWS || bytes >= GROUP_BYTES;
        let upto = match self.which {
            Which::Readings if !is_group => self.marks[0],
            Which::Alarms | Which::Readings => u32::MAX,
        };
        let (mut taken, mut room) = (Vec::new(), BATCH_BYTES);
        for memory in &mut self.lanes {
            let from = memory.held.len().saturating_sub(memory.unstored);
            for held in memory.held.range_mut(from..) {
                let bytes = held.bytes();
                if held.row.key.seq > upto || taken.len() >= BATCH_ROWS || bytes > room {
                    break;
                }
                room -= bytes;
                held.storing = true;
                taken.push(held.row.clone());
            }
        }
        taken
    }

    /// A batch is on disk.
    pub(crate) fn done(&mut self, batch: &Batch) {
        for row in &batch.rows {
            if let Some(memory) = self.lane_mut(row.lane) {
                memory.stored(row.key);
            }
        }
        self.lanes.iter_mut().for_each(LaneMemory::trim);
    }

    /// A batch could not be written: it belongs to the next one.
    pub(crate) fn failed(&mut self, batch: Batch) {
        for row in &batch.rows {
            let memory = self.lanes.iter_mut().find(|memory| memory.lane == row.lane);
            let held = memory.and_then(|memory| {
                let place = memory.place(row.key)?;
                memory.held.get_mut(place)
            });
            if let Some(held) = held {
                held.storing = false;
            }
        }
        let next = &mut self.next;
        next.deleting.absorb(&batch.deleting);
        next.kept = next.kept.take().or(batch.kept);
        next.anchor = next.anchor.or(batch.anchor);
        next.last_wall = next.last_wall.max(batch.last_wall);
        let newer = std::mem::replace(&mut next.dead, batch.dead);
        next.dead.extend(newer);
        next.dead.truncate(DEAD_ROWS);
        for lost in batch.lost {
            note(&mut next.lost, lost);
        }
    }
}
