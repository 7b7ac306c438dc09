//! What does a writer do once a second? It looks what is due, tells of losses, and does a chore.

use alerts::message::Lane;

use super::{Command, Telling, Writer};
use crate::outbox::limits::{GAPS, IDLE_TICKS};
use crate::outbox::store::{Store, StoreError};
use crate::outbox::which::Which;

impl Writer {
    /// A second has passed.
    pub(super) fn tick(&mut self) {
        self.reopened = false;
        self.quiet = self.quiet.saturating_add(1);
        self.unsynced = self.unsynced.saturating_add(1);
        self.shared.pending(self.which).tick();
        match &mut self.trouble {
            Some(trouble) => {
                trouble.ticks = trouble.ticks.saturating_add(1);
                self.retry();
            }
            None => {
                self.look(false);
                self.tell();
                self.do_chores();
            }
        }
        self.report();
    }

    /// Passes noted losses on to the events lane while somebody listens, and forgets those that are
    /// safe there.
    pub(super) fn tell(&mut self) {
        let (safe, open): (Vec<_>, Vec<_>) = {
            let alarms = self.shared.pending(Which::Alarms);
            self.telling.iter().partition(|telling| alarms.is_safe(Lane::Events, telling.key))
        };
        let Some(store) = &self.store else { return };
        let told: Vec<_> =
            safe.iter().map(|telling: &Telling| (telling.note, telling.lost)).collect();
        if let Err(error) = store.told(&told) {
            self.fail(&error);
            return;
        }
        self.telling = open;
        let heard: u64 = Which::BOTH.iter().map(|of| self.shared.pending(*of).heard()).sum();
        if !self.may_tell || !self.telling.is_empty() || heard == self.acknowledged {
            return;
        }
        self.acknowledged = heard;
        let gaps = store.gaps(GAPS).unwrap_or_default();
        self.may_tell = !gaps.is_empty();
        let mut alarms = self.shared.pending(Which::Alarms);
        for (note, lost) in gaps {
            let key = alarms.tell(&lost);
            self.telling.push(Telling { note, lost, key });
        }
        drop(alarms);
        match &self.alarms {
            // A full queue means that it is awake.
            Some(alarms) => drop(alarms.try_send(Command::Look)),
            None => self.look(false),
        }
    }

    pub(super) fn do_chores(&mut self) {
        let quiet = self.quiet >= IDLE_TICKS;
        let Some(store) = &mut self.store else { return };
        let done = match store.chore(quiet) {
            Ok(Some(chore)) => {
                // There may be more to do.
                self.quiet = self.quiet.min(IDLE_TICKS - 1);
                store.do_chore(chore)
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => {}
            Err(error @ (StoreError::Damaged(_) | StoreError::Replaced(_))) => self.fail(&error),
            // What matters fails loudly at the next commit.
            Err(error) => tracing::debug!(%error, "upkeep of the store failed"),
        }
    }

    /// Brings the counters up to date.
    pub(super) fn report(&self) {
        let on_disk =
            self.store.as_ref().and_then(|store| store.on_disk().ok()).unwrap_or_default();
        let free = self.store.as_ref().and_then(|store| store.free_bytes().ok());
        let written = self.store.as_ref().map_or(0, Store::bytes_written) + self.written_before;
        let days_left = match self.which {
            Which::Alarms => None,
            Which::Readings => {
                free.and_then(|free| self.shared.pending(self.which).intake.days_left(free))
            }
        };
        let trouble = self.trouble.as_ref().map(|trouble| trouble.why.clone());
        self.shared.report(|stats| {
            *stats.trouble_mut(self.which) = trouble;
            *stats.unread_mut(self.which) = self.store.is_none();
            *stats.written_mut(self.which) = written;
            for (lane, disk) in on_disk {
                stats.lane_mut(lane).disk = disk;
            }
            if self.which == Which::Readings {
                stats.days_left = days_left;
            }
        });
    }
}
