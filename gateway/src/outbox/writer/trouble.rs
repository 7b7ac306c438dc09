//! What does a writer do when the disk refuses? Rows go on from memory, a damaged file is set aside at
//! once, and every few seconds the file is opened anew.

use super::{Trouble, Writer};
use crate::outbox::fault::StoreFault;
use crate::outbox::limits::{REOPEN_TICKS, RESCUE_TICKS};
use crate::outbox::store::{Opened, Store, StoreError};

impl Writer {
    /// The disk refuses: rows go on from memory. A damaged file is set aside at once.
    pub(super) fn fail(&mut self, error: &StoreError) {
        let (is_full, is_damaged) = match error {
            StoreError::Full(_) => (true, false),
            StoreError::Damaged(_) => (false, true),
            StoreError::Replaced(_) | StoreError::ReadOnly(_) | StoreError::Refused(_) => {
                (false, false)
            }
        };
        self.note(error.to_string(), is_full, is_damaged);
        self.offer();
        self.report();
        match error {
            StoreError::Damaged(why) if !self.reopened => self.set_aside(&why.to_string()),
            StoreError::Replaced(_) if !self.reopened => self.reopen(true),
            StoreError::Damaged(_)
            | StoreError::Replaced(_)
            | StoreError::Full(_)
            | StoreError::ReadOnly(_)
            | StoreError::Refused(_) => {}
        }
    }

    pub(super) fn note(&mut self, why: String, is_full: bool, is_damaged: bool) {
        let file = self.which.file_name();
        match &mut self.trouble {
            Some(trouble) => {
                (trouble.why, trouble.is_full, trouble.is_damaged) = (why, is_full, is_damaged);
            }
            None => {
                tracing::warn!(file, why, "cannot store: messages go on from memory");
                self.trouble = Some(Trouble { why, is_full, is_damaged, ticks: 0 });
            }
        }
    }

    /// Lets rows be fetched that are not on disk.
    pub(super) fn offer(&self) {
        let all = self.shared.pending(self.which).numbered();
        self.shared.offer(self.which, all);
    }

    /// Tries whether the disk works again.
    pub(super) fn retry(&mut self) {
        let Some(Trouble { is_full, is_damaged, ticks, .. }) = self.trouble else { return };
        let every = if is_damaged { RESCUE_TICKS } else { REOPEN_TICKS };
        if ticks.is_multiple_of(every) && !is_full {
            match &self.trouble {
                Some(Trouble { why, is_damaged: true, .. }) => self.set_aside(&why.clone()),
                Some(_) | None => self.reopen(false),
            }
        }
        let is_writable = self.store.as_ref().is_some_and(|store| store.read_only().is_none());
        if is_writable && !(is_damaged && self.trouble.is_some()) {
            let batch = self.shared.pending(self.which).take(true).unwrap_or_default();
            self.commit(batch);
            self.look(true);
        }
    }

    /// Opens the file anew, which sets it aside if need be. What a deleted one still has is taken over.
    pub(super) fn reopen(&mut self, was_deleted: bool) {
        // Two connections to one file do not go together; a deleted one is another file.
        let old = self.let_go().filter(|_| was_deleted);
        let opened = Store::open(&self.dir, self.which, &self.limits);
        self.take_up(opened, old);
    }

    /// Takes over what can be read of a damaged file, and goes on with a fresh one.
    pub(super) fn set_aside(&mut self, why: &str) {
        drop(self.let_go());
        let opened = Store::set_aside(&self.dir, self.which, &self.limits, why);
        self.take_up(opened, None);
    }

    pub(super) fn let_go(&mut self) -> Option<Store> {
        self.reopened = true;
        self.written_before += self.store.as_ref().map_or(0, Store::bytes_written);
        self.store.take()
    }

    pub(super) fn take_up(&mut self, opened: Result<Opened, StoreFault>, old: Option<Store>) {
        let Opened { mut store, was_set_aside, faults } = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                let is_damaged = matches!(fault, StoreFault::Damaged { .. });
                self.note(fault.to_string(), false, is_damaged);
                // What is open can be read, whatever stands in its place.
                self.store = old;
                return;
            }
        };
        let mut refused = None;
        for fault in faults {
            match fault {
                StoreFault::ReadOnly { .. } => refused = Some(fault.to_string()),
                // Said at the start.
                StoreFault::Remains { .. } => {}
                StoreFault::SetAside { .. }
                | StoreFault::Unusable { .. }
                | StoreFault::Damaged { .. }
                | StoreFault::Setting { .. } => tracing::warn!("{fault}"),
            }
        }
        let begun = store.begin(self.boot);
        if let Some(Err(error)) = old.as_ref().map(|old| store.take_over(old)) {
            tracing::warn!(%error, "what a deleted store had could not all be taken over");
        }
        // What memory has is written again: it may not be in this file.
        self.shared.pending(self.which).replaced();
        self.settle_in(store);
        match begun {
            Ok(()) if was_set_aside || old.is_some() => self.go_on(),
            Ok(()) => {}
            Err(error) => {
                self.note(refused.unwrap_or_else(|| error.to_string()), false, false);
            }
        }
    }

    /// The file is a fresh one: whatever waits is written at once.
    pub(super) fn go_on(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.is_damaged = false;
        }
        let batch = self.shared.pending(self.which).take(true).unwrap_or_default();
        self.commit(batch);
    }
}
