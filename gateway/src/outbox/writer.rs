//! Who writes a file? One thread per file, which alone holds its connection and takes commands from
//! a bounded channel.
//!
//! `alarms.db` is committed as soon as nothing more waits in the channel, `readings.db` in groups.
//! A row is numbered when it arrives and may be fetched once it is committed. If the disk refuses,
//! rows stay in the ring, are offered from there as not durable, and are stored when the disk works
//! again. Time comes in as [`Command::Tick`]: nothing here reads a clock.

use std::path::PathBuf;
use std::sync::Arc;

use alerts::message::{LARGEST_PAYLOAD, Lane};
use alerts::{ClockQuality, Mono, Wall};
use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::limits::{DEAD_ROWS, DELETE_GROUP, ENVELOPE_BYTES, GROUP, Limits, READINGS_TICKS};
use super::lost::{Lost, Reason, note};
use super::ring::{Ring, Unstored};
use super::row::{Key, NewRow, Newest, Row};
use super::schema::Which;
use super::shared::Shared;
use super::stats::Pace;
use super::write::{self, Batch};

/// What a writer is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    /// Keep these; `kept` (the open alarms) is saved with them.
    /// Whoever needs the rows' keys is told as soon as they have them.
    Push { rows: Vec<NewRow>, kept: Option<String>, numbered: Option<oneshot::Sender<Vec<Key>>> },
    /// The first rows after `after`; none means that there are none.
    Fetch { lane: Lane, after: Key, limit: usize, reply: oneshot::Sender<Vec<Row>> },
    /// The broker has these.
    Delete { lane: Lane, keys: Vec<Key> },
    /// Wall time at this boot's start.
    Anchor(Wall),
    /// Tell a receiver about readings that were given up; answered with whether that is on disk.
    Lost { lost: Lost, told: flume::Sender<bool> },
    /// A second has passed.
    Tick,
    /// Write everything and end.
    Close { done: oneshot::Sender<()> },
}

/// Why rows are not stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("{0}")]
    NoFile(String),
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
}

impl StoreError {
    /// The file may not grow, or the disk has no room.
    pub(crate) fn is_full(&self) -> bool {
        match self {
            Self::NoFile(_) => false,
            Self::Sql(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
        }
    }
}

/// The disk refuses.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) why: String,
    /// Only for want of room: the file itself is sound.
    pub(crate) is_full: bool,
    /// Since when.
    pub(crate) ticks: u32,
}

/// The thread's state.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) which: Which,
    pub(crate) dir: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) boot: u32,
    pub(crate) db: Option<Connection>,
    pub(crate) shared: Arc<Shared>,
    /// Where the readings' losses are told; `None` in the alarms writer, which tells them.
    pub(crate) alarms: Option<flume::Sender<Command>>,
    /// Last number given in each lane.
    pub(crate) numbered: Newest,
    /// Rows that are not on disk.
    pub(crate) ring: Ring,
    /// What else the next commit writes.
    pub(crate) batch: Batch,
    /// Losses that are not in the events lane yet.
    pub(crate) lost: Vec<Lost>,
    /// When the last row happened: the stamp of a `gap`.
    pub(crate) stamp: (Mono, Option<Wall>, ClockQuality),
    pub(crate) pace: Pace,
    /// Ticks since the last push.
    pub(crate) quiet: u32,
    /// Ticks that something has waited for its group.
    pub(crate) waiting: u32,
    /// Commits since the last checkpoint.
    pub(crate) commits: u32,
    pub(crate) trouble: Option<Trouble>,
}

impl Writer {
    /// Works until it is told to close, or nobody can command it any more.
    pub(crate) fn run(mut self, commands: &flume::Receiver<Command>) {
        self.prepare();
        while let Ok(first) = commands.recv() {
            // What has arrived meanwhile is committed together.
            let more = commands.try_iter().take(GROUP);
            for command in std::iter::once(first).chain(more) {
                if let Some(done) = self.handle(command) {
                    self.close();
                    // Whoever asked may have stopped waiting.
                    done.send(()).unwrap_or(());
                    return;
                }
                // The ring is not for what only waits for its turn.
                if self.ring.len() >= GROUP {
                    self.settle();
                }
            }
            self.settle();
        }
        self.close();
    }

    /// Carries out a command; gives back whom to tell if it was to close.
    fn handle(&mut self, command: Command) -> Option<oneshot::Sender<()>> {
        match command {
            Command::Push { rows, kept, numbered } => {
                let keys = self.push(rows, kept);
                if let Some(numbered) = numbered {
                    // Whoever asked may have stopped waiting.
                    drop(numbered.send(keys));
                }
            }
            Command::Fetch { lane, after, limit, reply } => {
                let rows = self.fetch(lane, after, limit);
                // The uplink may have lost its connection and stopped waiting.
                drop(reply.send(rows));
            }
            Command::Delete { lane, keys } => self.delete(lane, &keys),
            Command::Anchor(wall) => self.batch.anchor = Some(wall),
            Command::Lost { lost, told } => {
                note(&mut self.lost, lost);
                self.commit();
                // The readings writer may have ended.
                told.send(self.trouble.is_none()).unwrap_or(());
            }
            Command::Tick => self.tick(),
            Command::Close { done } => return Some(done),
        }
        None
    }

    fn push(&mut self, rows: Vec<NewRow>, kept: Option<String>) -> Vec<Key> {
        self.quiet = 0;
        if kept.is_some() {
            self.batch.kept = kept;
        }
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let fits = row.body.len() + ENVELOPE_BYTES + row.topic.len() <= LARGEST_PAYLOAD;
            let unstored = self.number(row);
            keys.push(unstored.row.key);
            if fits {
                self.keep(unstored);
            } else {
                self.lose(Lost::one(&unstored.row, Reason::Oversize));
                self.batch.dead.push(unstored.row);
                self.batch.dead.truncate(DEAD_ROWS);
            }
        }
        keys
    }

    /// Gives a row its number.
    fn number(&mut self, new: NewRow) -> Unstored {
        let NewRow { lane, topic, body, body_if_not_durable, mono, wall, clock } = new;
        let seq = self.numbered.of(lane).saturating_add(1);
        self.numbered.set(lane, seq);
        self.stamp = (mono, wall, clock);
        let key = Key { boot: self.boot, seq };
        let row = Row { key, lane, topic, body, mono, wall, clock, durable: true };
        self.pace.row(&row);
        Unstored { row, body_if_not_durable }
    }

    fn keep(&mut self, unstored: Unstored) {
        let lane = unstored.row.lane;
        self.shared.count(lane, 1);
        if let Some(gone) = self.ring.push(unstored) {
            self.shared.count(gone.lane, -1);
            self.shared.tail(gone.lane).remove(&[gone.key]);
            self.lose(Lost::one(&gone, Reason::StoreFault));
        }
    }

    /// Notes a loss, to be told as soon as it can be kept.
    pub(crate) fn lose(&mut self, lost: Lost) {
        self.batch.losses.add(&lost);
        note(&mut self.lost, lost);
    }

    fn delete(&mut self, lane: Lane, keys: &[Key]) {
        let before = self.ring.len();
        self.ring.remove(lane, keys);
        let gone = i64::try_from(before - self.ring.len()).unwrap_or(0);
        self.shared.count(lane, -gone);
        self.batch.deleting.extend(keys.iter().map(|key| (lane, *key)));
    }

    fn fetch(&mut self, lane: Lane, after: Key, limit: usize) -> Vec<Row> {
        let mut rows = match self.db.as_ref().map(|db| self.batch.fetch(db, lane, after, limit)) {
            None => Vec::new(),
            Some(Ok(rows)) => rows,
            Some(Err(error)) => {
                self.fail(&error.into());
                Vec::new()
            }
        };
        let last = rows.last().map_or(after, |row| row.key);
        let offered = Key { boot: self.boot, seq: self.shared.newest.borrow().of(lane) };
        let mut rest = self.ring.after(lane, last, limit.saturating_sub(rows.len()));
        rest.retain(|row| row.key <= offered);
        rows.append(&mut rest);
        rows
    }

    /// Commits if it is time to.
    fn settle(&mut self) {
        let something = !self.ring.is_empty() || !self.batch.is_empty() || !self.lost.is_empty();
        if self.trouble.is_some() {
            self.offer();
        } else if something && self.is_due() {
            self.commit();
        }
    }

    fn is_due(&self) -> bool {
        match self.which {
            Which::Alarms => true,
            Which::Readings => {
                self.ring.len() >= GROUP
                    || self.batch.deleting.len() >= DELETE_GROUP
                    || self.waiting >= READINGS_TICKS
            }
        }
    }

    /// Stores everything that is not on disk, and offers it.
    pub(crate) fn commit(&mut self) {
        self.waiting = 0;
        if self.which == Which::Alarms && self.trouble.is_none() {
            self.tell_losses();
        }
        match write::store(self) {
            Ok(()) => self.stored(),
            Err(error) => self.fail(&error),
        }
    }

    /// Turns what was lost into messages of the events lane.
    fn tell_losses(&mut self) {
        let (mono, wall, clock) = self.stamp;
        for lost in std::mem::take(&mut self.lost) {
            let (lane, topic) = (Lane::Events, "gap".to_owned());
            let body = lost.body();
            let row = NewRow { lane, topic, body, body_if_not_durable: None, mono, wall, clock };
            let unstored = self.number(row);
            self.keep(unstored);
        }
    }

    fn stored(&mut self) {
        self.commits = self.commits.saturating_add(1);
        let newest = *self.shared.newest.borrow();
        for unstored in self.ring.rows() {
            let row = &unstored.row;
            let mut tail = self.shared.tail(row.lane);
            if row.key.seq > newest.of(row.lane) {
                tail.push(row.clone());
            } else {
                tail.replace(row);
            }
        }
        self.ring.clear();
        if self.trouble.take().is_some() {
            tracing::info!(file = self.which.file_name(), "the store works again");
            self.report();
        }
        self.announce();
    }

    /// The disk refuses: rows go on from memory.
    pub(crate) fn fail(&mut self, error: &StoreError) {
        let why = error.to_string();
        let (file, kept) = (self.which.file_name(), self.ring.len());
        match &mut self.trouble {
            Some(trouble) => (trouble.why, trouble.is_full) = (why, error.is_full()),
            None => {
                tracing::warn!(file, why, kept, "cannot store: messages go on from memory");
                self.trouble = Some(Trouble { why, is_full: error.is_full(), ticks: 0 });
            }
        }
        self.offer();
        self.report();
    }

    /// Lets rows be fetched that are not on disk.
    fn offer(&mut self) {
        let newest = *self.shared.newest.borrow();
        for unstored in self.ring.rows() {
            let (lane, seq) = (unstored.row.lane, unstored.row.key.seq);
            if seq > newest.of(lane) {
                self.shared.tail(lane).push(unstored.offered());
            }
        }
        self.announce();
    }

    /// Wakes whoever fetches, if there is something new.
    fn announce(&self) {
        self.shared.newest.send_if_modified(|newest| {
            let before = *newest;
            for lane in self.which.lanes() {
                newest.set(*lane, self.numbered.of(*lane));
            }
            *newest != before
        });
    }
}
