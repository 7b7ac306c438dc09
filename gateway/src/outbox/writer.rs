//! Who writes a file? One thread per file, which alone holds it. It takes what is due out of memory,
//! waits for the disk as long as that takes, and says what became of it. Nobody waits for it but who
//! asks for rows that only the disk has.
//!
//! If the disk refuses, rows stay in memory, are offered from there as not durable, and are stored when
//! it works again: the file is opened anew every few seconds. Damage found at any time sets the file
//! aside at once. Time comes in as [`Command::Tick`]: nothing here reads a clock.

mod trouble;
mod upkeep;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use alerts::ClockQuality;
use alerts::message::Lane;
use tokio::sync::oneshot;

use super::again::{self, Again};
use super::limits::{IDLE_TICKS, Limits, SENT_AT_ONCE, SYNC_TICKS, TICK};
use super::lost::Lost;
use super::pending::Batch;
use super::row::{Key, Row};
use super::shared::Shared;
use super::start;
use super::stats::Losses;
use super::store::{Store, StoreError};
use super::which::Which;
use crate::clock::Clock;

/// What a writer is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    /// Something may be due.
    Look,
    /// The first rows after `after`; none means that there are none.
    Fetch { lane: Lane, after: Key, limit: usize, reply: oneshot::Sender<Vec<Row>> },
    /// What was delivered of a lane from one key to another, and what of it is gone.
    Again { lane: Lane, range: (Key, Key), reply: oneshot::Sender<Again> },
    /// A second has passed.
    Tick,
    /// Write everything and end.
    Close { done: oneshot::Sender<()> },
}

/// Which file a writer writes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) which: Which,
    pub(crate) dir: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) boot: u32,
}

/// The disk refuses.
#[derive(Debug)]
struct Trouble {
    why: String,
    /// Only for want of room: the file itself is sound.
    is_full: bool,
    /// Damage was found, and what can be read could not be saved.
    is_damaged: bool,
    /// Since when.
    ticks: u32,
}

/// A loss that the events lane tells of, until it is safe there.
#[derive(Clone, Copy, Debug)]
struct Telling {
    note: i64,
    lost: Lost,
    key: Key,
}

/// The thread's state.
#[derive(Debug)]
pub(crate) struct Writer {
    which: Which,
    dir: PathBuf,
    limits: Limits,
    boot: u32,
    store: Option<Store>,
    shared: Arc<Shared>,
    trouble: Option<Trouble>,
    telling: Vec<Telling>,
    /// Losses may be noted that nobody was told of.
    may_tell: bool,
    /// Ticks since the last commit, and since the last that was synced.
    quiet: u32,
    unsynced: u32,
    /// The file was opened anew since the last tick: once is enough.
    reopened: bool,
    /// Acknowledged rows when that was last looked at.
    acknowledged: u64,
    /// Written by connections that are closed, in bytes.
    written_before: u64,
    /// The other writer, which tells of losses; `None` in the one that does.
    alarms: Option<flume::Sender<Command>>,
}

impl Writer {
    /// `alarms` is the other writer, which tells of losses; `None` in the one that does.
    pub(crate) fn new(
        place: Place,
        found: start::Place,
        shared: Arc<Shared>,
        alarms: Option<flume::Sender<Command>>,
    ) -> Self {
        let Place { which, dir, limits, boot } = place;
        let trouble =
            found.trouble.map(|why| Trouble { why, is_full: false, is_damaged: false, ticks: 0 });
        let mut writer = Self {
            which,
            dir,
            limits,
            boot,
            store: None,
            shared,
            trouble,
            telling: Vec::new(),
            may_tell: true,
            quiet: 0,
            unsynced: SYNC_TICKS,
            reopened: false,
            acknowledged: 0,
            written_before: 0,
            alarms,
        };
        if let Some(store) = found.store {
            writer.settle_in(store);
        }
        writer.report();
        writer
    }

    /// A file is open: whoever fetches is told of what is in it.
    fn settle_in(&mut self, store: Store) {
        if let Ok(last) = store.last() {
            self.shared.pending(self.which).opened(&last);
        }
        for (boot, wall) in store.anchors().unwrap_or_default() {
            if boot != self.boot {
                self.shared.set_anchor(boot, wall, ClockQuality::Synced);
            }
        }
        if let Ok(losses) = store.losses() {
            self.shared.quietly(|stats| *stats.losses_mut(self.which) = losses);
        }
        self.store = Some(store);
        self.look_at_the_dead();
        self.may_tell = true;
        self.shared.announce(self.which, true);
    }

    /// Works until it is told to close, or nobody can command it any more. Without `ticks` its time is
    /// moved by commands alone.
    pub(crate) fn run(mut self, commands: &flume::Receiver<Command>, ticks: bool) {
        let mut second = Clock::after(TICK).into_std();
        loop {
            let command = if ticks && self.needs_ticks() {
                match commands.recv_deadline(second) {
                    Ok(command) => command,
                    Err(flume::RecvTimeoutError::Timeout) => Command::Look,
                    Err(flume::RecvTimeoutError::Disconnected) => break,
                }
            } else {
                let Ok(command) = commands.recv() else { break };
                self.unsynced = SYNC_TICKS;
                second = Clock::after(TICK).into_std();
                command
            };
            if let Some(done) = self.handle(command) {
                self.close();
                // Whoever asked may have stopped waiting.
                done.send(()).unwrap_or(());
                return;
            }
            // However many commands come, time goes on.
            let now = Clock::after(Duration::ZERO).into_std();
            if ticks && now >= second {
                self.handle(Command::Tick);
                second = Clock::after(TICK).into_std();
            }
        }
        self.close();
    }

    /// Brings up to date what is known of messages that can never be sent.
    fn look_at_the_dead(&self) {
        if let Some(Ok(dead)) = self.store.as_ref().map(Store::dead) {
            self.shared.quietly(|stats| *stats.dead_mut(self.which) = dead);
        }
    }

    /// Carries out a command; gives back whom to tell if it was to close.
    pub(crate) fn handle(&mut self, command: Command) -> Option<oneshot::Sender<()>> {
        match command {
            Command::Look => self.look(false),
            Command::Fetch { lane, after, limit, reply } => {
                if self.shared.pending(self.which).is_scattered() {
                    self.look(false);
                }
                let rows = self.fetch(lane, after, limit);
                // The uplink may have lost its connection and stopped waiting.
                drop(reply.send(rows));
            }
            Command::Again { lane, range, reply } => {
                // What is acknowledged moves first: until then it is neither here nor there.
                self.look(true);
                drop(reply.send(self.again(lane, range)));
            }
            Command::Tick => self.tick(),
            Command::Close { done } => return Some(done),
        }
        None
    }

    /// It has to be told of the next second; otherwise it can sleep until it is asked.
    pub(crate) fn needs_ticks(&self) -> bool {
        self.trouble.is_some()
            || !self.telling.is_empty()
            || self.may_tell
            || self.quiet <= IDLE_TICKS
            || self.shared.pending(self.which).has_work()
    }

    fn fetch(&mut self, lane: Lane, mut after: Key, limit: usize) -> Vec<Row> {
        loop {
            let rows = self.read(lane, after, limit);
            let is_last = rows.len() < limit;
            let last = rows.last().map_or(after, |row| row.key);
            let joined = self.shared.pending(self.which).join(lane, after, rows, limit);
            if !joined.is_empty() || is_last {
                return joined;
            }
            // All of them are acknowledged and not deleted yet.
            after = last;
        }
    }

    fn again(&mut self, lane: Lane, (from, to): (Key, Key)) -> Again {
        let store = self.store.as_ref();
        let found = store.map(|store| store.delivered(lane, (from, to), SENT_AT_ONCE));
        let (rows, mut keys) = match found {
            None => Default::default(),
            Some(Ok(found)) => found,
            Some(Err(error)) => {
                self.fail(&error);
                Default::default()
            }
        };
        let before = Key { seq: from.seq.saturating_sub(1), ..from };
        let waiting = self.shared.pending(self.which).in_memory(lane, before, usize::MAX);
        let waiting = waiting.into_iter().map(|row| row.key);
        keys.extend(waiting.filter(|key| (from..=to).contains(key)));
        keys.sort_unstable();
        keys.dedup();
        Again { rows, gone: again::gone(&keys, (from.seq, to.seq)) }
    }

    fn read(&mut self, lane: Lane, after: Key, limit: usize) -> Vec<Row> {
        let read = |store: &Option<Store>| {
            store.as_ref().map_or(Ok(Vec::new()), |store| store.after(lane, after, limit))
        };
        let rows = read(&self.store);
        rows.or_else(|error| {
            self.fail(&error);
            // What a damaged file still had is in a fresh one now.
            read(&self.store)
        })
        .unwrap_or_default()
    }

    /// Writes what is due.
    fn look(&mut self, all: bool) {
        if self.trouble.is_some() {
            self.offer();
            return;
        }
        while self.trouble.is_none() {
            let is_coming = self.which == Which::Alarms && self.shared.wait_for_coming();
            let batch = self.shared.pending(self.which).take(all);
            match batch {
                Some(batch) => self.commit(batch),
                None if is_coming => {}
                None => return,
            }
        }
    }

    fn commit(&mut self, batch: Batch) {
        let synced = match self.which {
            Which::Alarms => !batch.is_only_deletions(),
            Which::Readings => self.unsynced >= SYNC_TICKS,
        };
        let why = || self.trouble.as_ref().map_or_else(String::new, |trouble| trouble.why.clone());
        let written = match &mut self.store {
            Some(store) => store.commit(&batch, self.boot, synced),
            None => Err(StoreError::ReadOnly(why())),
        };
        self.quiet = 0;
        match written {
            Ok(lost) => self.stored(&batch, &lost, synced),
            Err(error) => {
                self.shared.pending(self.which).failed(batch);
                self.fail(&error);
            }
        }
    }

    fn stored(&mut self, batch: &Batch, lost: &[Lost], synced: bool) {
        self.unsynced = if synced { 0 } else { self.unsynced };
        self.shared.pending(self.which).done(batch);
        for lost in lost.iter().chain(&batch.lost) {
            self.may_tell = true;
            self.shared.quietly(|stats| stats.losses_mut(self.which).add(Losses::of(lost)));
        }
        for Lost { lane, count, reason, .. } in lost {
            tracing::debug!(?lane, count, ?reason, "made room");
        }
        if !batch.dead.is_empty() {
            self.look_at_the_dead();
        }
        if self.trouble.take().is_some() {
            tracing::info!(file = self.which.file_name(), "the store works again");
        }
        self.shared.announce(self.which, false);
        self.report();
    }

    /// Writes everything and leaves the file tidy.
    pub(crate) fn close(mut self) {
        self.tell();
        if self.trouble.is_none() {
            self.look(true);
        } else if self.store.as_ref().is_some_and(|store| store.read_only().is_none()) {
            let batch = self.shared.pending(self.which).take(true).unwrap_or_default();
            self.commit(batch);
            self.look(true);
        }
        let numbered = self.shared.pending(self.which).numbered();
        let left = self.shared.pending(self.which).unstored().0;
        if left > 0 {
            tracing::warn!(file = self.which.file_name(), left, "could not be stored at the end");
        }
        if let Some(store) = self.store.take() {
            store.end(numbered);
        }
    }
}
