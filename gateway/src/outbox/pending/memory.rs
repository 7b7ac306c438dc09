//! The rows of one lane that are in memory: those on disk that will be fetched soon, then those that
//! are not on disk.

use std::collections::VecDeque;

use alerts::message::Lane;

use crate::outbox::limits::{TAIL_BYTES, TAIL_ROWS};
use crate::outbox::row::{Key, Row};

/// How far a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    /// In memory only, and not to be sent yet.
    Fresh,
    /// In memory only, and sent from there.
    Offered,
    /// On disk; kept because it will be fetched soon.
    Stored,
}

/// A row in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) row: Row,
    /// Its body while it is not on disk, if that differs.
    pub(super) body_if_not_durable: Option<Vec<u8>>,
    pub(super) is: Is,
    /// A commit that may hold it is under way.
    pub(super) storing: bool,
}

impl Held {
    pub(super) fn bytes(&self) -> usize {
        let other = self.body_if_not_durable.as_ref().map_or(0, Vec::len);
        self.row.bytes() + other
    }

    /// The row as it is sent now.
    pub(super) fn sent(&self) -> Row {
        if self.is == Is::Stored {
            return self.row.clone();
        }
        let body = self.body_if_not_durable.as_ref().unwrap_or(&self.row.body).clone();
        Row { body, durable: false, ..self.row.clone() }
    }
}

/// The rows of one lane, oldest first: those on disk, then those that are not.
#[derive(Debug)]
pub(super) struct LaneMemory {
    pub(super) lane: Lane,
    pub(super) held: VecDeque<Held>,
    /// Every row after this one that waits is in memory; `None` while nobody has looked at the file.
    pub(super) complete_after: Option<Key>,
    /// Of those that are not stored.
    pub(super) unstored: usize,
    pub(super) unstored_bytes: usize,
    /// Of those that are.
    pub(super) stored_bytes: usize,
}

impl LaneMemory {
    pub(super) fn new(lane: Lane) -> Self {
        Self {
            lane,
            held: VecDeque::new(),
            complete_after: None,
            unstored: 0,
            unstored_bytes: 0,
            stored_bytes: 0,
        }
    }

    pub(super) fn place(&self, key: Key) -> Option<usize> {
        self.held.binary_search_by_key(&key, |held| held.row.key).ok()
    }

    pub(super) fn push(&mut self, held: Held) {
        self.unstored += 1;
        self.unstored_bytes += held.bytes();
        self.held.push_back(held);
    }

    pub(super) fn remove(&mut self, place: usize) -> Option<Held> {
        let held = self.held.remove(place)?;
        if held.is == Is::Stored {
            self.stored_bytes = self.stored_bytes.saturating_sub(held.bytes());
        } else {
            self.unstored = self.unstored.saturating_sub(1);
            self.unstored_bytes = self.unstored_bytes.saturating_sub(held.bytes());
        }
        Some(held)
    }

    pub(super) fn stored(&mut self, key: Key) {
        let Some(held) = self.place(key).and_then(|place| self.held.get_mut(place)) else { return };
        self.unstored = self.unstored.saturating_sub(1);
        self.unstored_bytes = self.unstored_bytes.saturating_sub(held.bytes());
        (held.is, held.storing, held.body_if_not_durable) = (Is::Stored, false, None);
        self.stored_bytes += held.bytes();
    }

    /// Forgets stored rows beyond what is fetched soon: the disk has them.
    pub(super) fn trim(&mut self) {
        let stored = self.held.len().saturating_sub(self.unstored);
        let mut over = stored.saturating_sub(TAIL_ROWS);
        while (over > 0 || self.stored_bytes > TAIL_BYTES)
            && self.held.front().is_some_and(|first| first.is == Is::Stored)
        {
            over = over.saturating_sub(1);
            if let Some(gone) = self.remove(0) {
                self.complete_after = self.complete_after.max(Some(gone.row.key));
            }
        }
    }

    /// The rows after `after` that may be sent.
    pub(super) fn after(&self, after: Key) -> impl Iterator<Item = Row> {
        let from = self.held.partition_point(|held| held.row.key <= after);
        self.held.range(from..).take_while(|held| held.is != Is::Fresh).map(Held::sent)
    }
}
