//! What has the broker not acknowledged yet? The outbox keeps it, through power cuts and outages of
//! weeks, and is the only place that knows SQL.
//!
//! * A row handed to [`Outbox::push`] is numbered, stored, and offered to [`Outbox::fetch`] only
//!   then. It stays until [`Outbox::delete`] names it. Its [`Key`] never repeats.
//! * Two files with a thread each (`writer.rs`): `alarms.db` (lanes alarms and events, each commit on
//!   the disk before anything is offered) and `readings.db` (committed in groups). Neither can
//!   hold up or fill the other.
//! * A disk that is full, broken or corrupt stops nothing: rows go on from memory, say that they are
//!   not durable, and are stored when the disk works again ([`Stats::health`] says so).
//! * What has to be given up is counted, and told in the events lane as `gap` messages. Alarms are
//!   never given up for readings.
//!
//! What it leaves to others: what a message says (the engine) and when it is sent (the uplink).

mod boot;
mod fault;
mod limits;
mod lost;
mod open;
mod ring;
mod room;
mod row;
mod schema;
mod shared;
mod sql;
mod start;
mod stats;
mod tail;
#[cfg(test)]
mod tests;
mod upkeep;
mod write;
mod writer;

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use alerts::message::{Lane, Previous};
use alerts::{ClockQuality, Mono, Wall};
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

pub use fault::{OpenError, StoreFault};
pub use limits::Limits;
pub use row::{Key, LANES, NewRow, Newest, Row};
pub use stats::{DAYS_LEFT_MAX, LaneStats, Losses, Oldest, Stats};

use limits::{QUEUE, TICK};
use ring::Ring;
use schema::Which;
use shared::Shared;
use start::Start;
use stats::Pace;
use write::Batch;
use writer::{Command, Trouble, Writer};

/// A writer's stack, in bytes: SQLite needs some tens of KiB, and untouched pages cost nothing.
const STACK_BYTES: usize = 256 * 1024;

/// An open outbox, and what it found.
#[derive(Debug)]
pub struct Opened {
    /// The outbox.
    pub outbox: Outbox,
    /// The number of this start of the daemon.
    pub boot: u32,
    /// What the boot before stored.
    pub previous: Option<Previous>,
    /// The open alarms as they were saved last, JSON.
    pub kept: Option<String>,
    /// What is wrong with the store. It is used all the same.
    pub faults: Vec<StoreFault>,
}

/// A handle to the two writers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    alarms: flume::Sender<Command>,
    readings: flume::Sender<Command>,
    shared: Arc<Shared>,
    boot: u32,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

/// Opens the outbox in a folder, which is made if it is missing.
///
/// # Errors
///
/// Only if another daemon uses the folder, or the system gives no thread. A store that cannot be
/// used is a fault, not an error: then messages are kept in memory.
pub fn open(dir: &Path, limits: &Limits) -> Result<Opened, OpenError> {
    let opened = open_without_ticks(dir, limits)?;
    let alarms = opened.outbox.alarms.downgrade();
    let readings = opened.outbox.readings.downgrade();
    let tick = move || {
        while let (Some(alarms), Some(readings)) = (alarms.upgrade(), readings.upgrade()) {
            for writer in [&alarms, &readings] {
                // A full queue means that the writer is awake anyway.
                drop(writer.try_send(Command::Tick));
            }
            drop((alarms, readings));
            thread::sleep(TICK);
        }
    };
    // Not joined: it ends with the outbox, a tick later.
    drop(spawn("hearth-tick", tick)?);
    Ok(opened)
}

/// The outbox whose time is moved by [`Outbox::tick`] alone.
fn open_without_ticks(dir: &Path, limits: &Limits) -> Result<Opened, OpenError> {
    let lock = lock(dir)?;
    let start = start::start(dir, limits);
    let shared = Arc::new(Shared::new(start.last, start.anchors.clone(), start.stats.clone()));
    let (to_alarms, alarms) = flume::bounded(QUEUE);
    let (to_readings, readings) = flume::bounded(QUEUE);
    let Start { boot, previous, kept, faults, .. } = start;

    let why = |which| {
        let unusable = |fault: &&StoreFault| match fault {
            StoreFault::Unusable { file, .. } => file.ends_with(Which::file_name(which)),
            StoreFault::SetAside { .. } | StoreFault::Setting { .. } => false,
        };
        faults.iter().find(unusable).map(ToString::to_string)
    };
    let begin = |which, db: Option<Connection>, gaps| {
        let mut writer = Writer {
            which,
            dir: dir.to_owned(),
            limits: *limits,
            boot,
            db,
            shared: Arc::clone(&shared),
            alarms: gaps,
            numbered: Newest::default(),
            ring: Ring::new(match which {
                Which::Alarms => limits.ring_rows,
                Which::Readings => limits.ring_readings,
            }),
            batch: Batch::default(),
            lost: Vec::new(),
            stamp: (Mono::ZERO, None, ClockQuality::Unset),
            pace: Pace::default(),
            quiet: 0,
            waiting: 0,
            commits: 0,
            trouble: None,
        };
        writer.trouble = why(which).map(|why| Trouble { why, is_full: false, ticks: 0 });
        writer.report();
        writer
    };
    let writer = begin(Which::Alarms, start.alarms, None);
    // The lock is released when the last of the two is done.
    let lock = Arc::new(lock);
    let held = Arc::clone(&lock);
    let first = spawn("hearth-alarms", move || {
        writer.run(&alarms);
        drop(held);
    })?;
    let writer = begin(Which::Readings, start.readings, Some(to_alarms.clone()));
    let second = spawn("hearth-readings", move || {
        writer.run(&readings);
        drop(lock);
    })?;
    let threads = Arc::new(Mutex::new(vec![second, first]));
    let outbox = Outbox { alarms: to_alarms, readings: to_readings, shared, boot, threads };
    Ok(Opened { outbox, boot, previous, kept, faults })
}

impl Outbox {
    /// Keeps rows. `kept` is what [`Opened::kept`] gives back after a restart; it is saved in the
    /// same commit as the rows. Waits only if a writer has more than a queue to do.
    pub async fn push(&self, rows: Vec<NewRow>, kept: Option<String>) {
        let of = |row: &NewRow| Which::of(row.lane) == Which::Alarms;
        let (alarms, readings): (Vec<_>, Vec<_>) = rows.into_iter().partition(of);
        if !alarms.is_empty() || kept.is_some() {
            self.send(Which::Alarms, Command::Push { rows: alarms, kept, numbered: None }).await;
        }
        if !readings.is_empty() {
            self.send(
                Which::Readings,
                Command::Push { rows: readings, kept: None, numbered: None },
            )
            .await;
        }
    }

    /// The same for rows of `alarms.db`, and says which keys they got. That does not mean that they
    /// are stored yet.
    pub async fn push_numbered(&self, rows: Vec<NewRow>, kept: Option<String>) -> Vec<Key> {
        let (numbered, keys) = oneshot::channel();
        self.send(Which::Alarms, Command::Push { rows, kept, numbered: Some(numbered) }).await;
        // No answer: the outbox has been closed.
        keys.await.unwrap_or_default()
    }

    /// Wakes whoever watches when there is something new to fetch.
    #[must_use]
    pub fn newest(&self) -> watch::Receiver<Newest> {
        self.shared.newest.subscribe()
    }

    /// The first rows of a lane after `after`, oldest first, of all boots. None means that there are
    /// none at this moment.
    pub async fn fetch(&self, lane: Lane, after: Option<Key>, limit: usize) -> Vec<Row> {
        if let Some(rows) = self.fetch_now(lane, after, limit) {
            return rows;
        }
        let (reply, rows) = oneshot::channel();
        let after = after.unwrap_or(Key::ZERO);
        self.send(Which::of(lane), Command::Fetch { lane, after, limit, reply }).await;
        // No answer: the outbox has been closed.
        self.shared.date(rows.await.unwrap_or_default())
    }

    /// The same without asking a writer; `None` if only that can tell.
    #[must_use]
    pub fn fetch_now(&self, lane: Lane, after: Option<Key>, limit: usize) -> Option<Vec<Row>> {
        let rows = self.shared.tail(lane).after(after, limit)?;
        Some(self.shared.date(rows))
    }

    /// The broker has acknowledged these.
    pub async fn delete(&self, lane: Lane, keys: Vec<Key>) {
        self.shared.tail(lane).remove(&keys);
        self.send(Which::of(lane), Command::Delete { lane, keys }).await;
    }

    /// The same without waiting; false if the writer has too much to do at this moment.
    #[must_use]
    pub fn try_delete(&self, lane: Lane, keys: Vec<Key>) -> bool {
        self.shared.tail(lane).remove(&keys);
        let writer = match Which::of(lane) {
            Which::Alarms => &self.alarms,
            Which::Readings => &self.readings,
        };
        writer.try_send(Command::Delete { lane, keys }).is_ok()
    }

    /// The clock has become right: the wall time at this boot's [`alerts::Mono::ZERO`]. Rows without
    /// a wall time get one when they are fetched, after a restart too.
    pub fn anchor(&self, wall_at_zero: Wall) {
        self.shared.set_anchor(self.boot, wall_at_zero);
        for writer in [&self.alarms, &self.readings] {
            if writer.try_send(Command::Anchor(wall_at_zero)).is_err() {
                tracing::debug!("the anchor of this boot is in memory only");
            }
        }
    }

    /// How the outbox is. Notified when the health changes; the numbers move silently.
    #[must_use]
    pub fn stats(&self) -> watch::Receiver<Stats> {
        self.shared.stats.subscribe()
    }

    /// Commits everything and ends the writers; then the files are tidy and nobody else's.
    pub async fn close(self) {
        // The readings first: what they had to give up is told in the events lane.
        for which in [Which::Readings, Which::Alarms] {
            let (done, closed) = oneshot::channel();
            self.send(which, Command::Close { done }).await;
            // A writer that has ended has closed its file.
            drop(closed.await);
        }
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a writer of the outbox panicked");
            }
        }
    }

    /// A second has passed.
    #[cfg(test)]
    async fn tick(&self) {
        for which in [Which::Alarms, Which::Readings] {
            self.send(which, Command::Tick).await;
        }
    }

    async fn send(&self, which: Which, command: Command) {
        let writer = match which {
            Which::Alarms => &self.alarms,
            Which::Readings => &self.readings,
        };
        if writer.send_async(command).await.is_err() {
            tracing::error!(file = which.file_name(), "the outbox has been closed");
        }
    }
}

/// Makes sure that no other daemon uses the folder. A folder that cannot be written cannot be
/// locked; two daemons cannot repeat each other's boots there, as those are drawn at random.
fn lock(dir: &Path) -> Result<Option<File>, OpenError> {
    // Whatever is wrong with the folder shows when the files are opened.
    drop(fs::create_dir_all(dir));
    let Ok(file) = File::options().create(true).append(true).open(dir.join("lock")) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    let thread = thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
    thread.spawn(run).map_err(|source| OpenError::Thread { source })
}
