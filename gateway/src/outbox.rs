//! What has the broker not acknowledged yet? The outbox keeps it, through power cuts and outages of
//! weeks, and is the only place that knows SQL.
//!
//! ```text
//! row ◀ limits ◀ store ◀─┐
//! row ◀ pending ◀ shared ◀┴ writer ◀ this handle        arrows: "knows of" points left
//! ```
//!
//! * A row handed to [`Outbox::push`] is numbered there and kept in memory (`pending.rs`), and nobody
//!   waits for a disk. Its [`Key`] never repeats. It stays until [`Outbox::delete`] names it.
//! * Alarms and events are offered to [`Outbox::fetch`] once they are on the disk; if that takes longer
//!   than a second they are offered as not durable, and the disk catches up. Readings are offered at
//!   once, and reach the disk only if the broker does not take them within two seconds.
//! * Two files with a thread each (`writer.rs`): `alarms.db` (lanes alarms and events, each commit
//!   synced) and `readings.db` (committed in groups). Neither can hold up or fill the other.
//! * A disk that is full, broken, hung or corrupt stops nothing ([`Stats::health`] says so): what can be
//!   read of it is sent, and what cannot be written goes on from memory.
//! * What has to be given up is counted, and told in the events lane as `gap` messages. Alarms are
//!   never given up for readings.
//!
//! What it leaves to others: what a message says (the engine) and when it is sent (the uplink).

mod again;
mod boot;
mod deleting;
mod fault;
mod intake;
mod late;
mod limits;
mod lost;
mod pending;
mod row;
mod shared;
mod start;
mod stats;
mod store;
#[cfg(test)]
mod tests;
mod which;
mod writer;

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use alerts::message::Lane;
use alerts::{ClockQuality, Wall};
use tokio::sync::{oneshot, watch};

pub use again::Again;
pub use boot::{Birth, Taken};
pub use fault::{OpenError, RescueError, StoreFault};
pub use intake::DAYS_LEFT_MAX;
pub use limits::{Limits, Most};
pub use row::{Key, LANES, NewRow, Newest, Row};
pub use start::Found;
pub use stats::{DeadLetter, LaneStats, Losses, Oldest, Stats};

use limits::{QUEUE, START_PATIENCE};
use shared::Shared;
use which::Which;
use writer::{Command, Place, Writer};

/// A writer's stack, in bytes: SQLite needs some tens of KiB, and untouched pages cost nothing.
const STACK_BYTES: usize = 256 * 1024;

/// An open outbox, and what it found.
#[derive(Debug)]
pub struct Opened {
    /// The outbox.
    pub outbox: Outbox,
    /// The number of this start of the daemon.
    pub boot: u32,
    /// What the boot before left; if the disk has not answered in time, where it will come.
    pub found: Result<Found, oneshot::Receiver<Found>>,
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
pub async fn open(dir: &Path, limits: &Limits, birth: Birth) -> Result<Opened, OpenError> {
    let opened = open_with(dir, limits, birth, true).await?;
    // Not joined: it ends with the outbox.
    tokio::spawn(late::offer_late(Arc::downgrade(&opened.outbox.shared)));
    Ok(opened)
}

/// Opens it; without `ticks` its time is moved by [`Outbox::tick`] alone.
async fn open_with(
    dir: &Path,
    limits: &Limits,
    birth: Birth,
    ticks: bool,
) -> Result<Opened, OpenError> {
    // The lock is released when the last of the two threads is done.
    let lock = Arc::new(lock(dir)?);
    let held = Arc::clone(&lock);
    let shared = Arc::new(Shared::new(limits));
    let (to_alarms, alarms) = flume::bounded(QUEUE);
    let (to_readings, readings) = flume::bounded(QUEUE);
    let (hand_over, taken) = flume::bounded(1);
    let (opened_in, opened) = flume::bounded(1);
    let (tell, mut told) = oneshot::channel();

    let (dir, limits) = (dir.to_owned(), *limits);
    let (of_alarms, of_readings) = (Arc::clone(&shared), Arc::clone(&shared));
    let (there, wake) = (dir.clone(), to_alarms.clone());
    let first = spawn("hearth-alarms", move || {
        // Without the other thread there is no outbox, whatever is begun here.
        let readings = || opened.recv().unwrap_or_default();
        let (found, first, second) = start::start(&dir, &limits, birth, &of_alarms, readings);
        let boot = found.boot;
        // The other thread may have gone: then there was none to be had.
        drop(hand_over.send((boot, second)));
        let place = Place { which: Which::Alarms, dir, limits, boot };
        let writer = Writer::new(place, first, of_alarms, None);
        // Nobody waits for it any more if the outbox has been closed meanwhile.
        drop(tell.send(found));
        writer.run(&alarms, ticks);
        drop(held);
    })?;
    let second = spawn("hearth-readings", move || {
        // The other thread has gone only if the outbox has.
        drop(opened_in.send(start::Place::open(&there, Which::Readings, &limits)));
        let Ok((boot, taken)) = taken.recv() else { return };
        let place = Place { which: Which::Readings, dir: there, limits, boot };
        let writer = Writer::new(place, taken, of_readings, Some(wake));
        writer.run(&readings, ticks);
        drop(lock);
    })?;

    let found = match tokio::time::timeout(START_PATIENCE, &mut told).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(_)) | Err(_) => Err(told),
    };
    let boot = match &found {
        Ok(found) => found.boot,
        // The counter is out of reach: the number must be one that was never counted.
        Err(_) => shared.decide(boot::next(boot::Known::OutOfReach, birth)),
    };
    let threads = Arc::new(Mutex::new(vec![second, first]));
    let outbox = Outbox { alarms: to_alarms, readings: to_readings, shared, boot, threads };
    Ok(Opened { outbox, boot, found })
}

impl Outbox {
    /// An alarm is about to be pushed: whoever writes it wakes up while it is put into words.
    pub fn rouse(&self) {
        if !self.shared.coming.swap(true, Ordering::AcqRel) {
            self.look(Which::Alarms);
        }
    }

    /// Keeps rows and says which keys they got. `kept` is what [`Found::kept`] gives back after a
    /// restart; it is saved in the same commit as the rows. Waits for nothing.
    pub fn push(&self, rows: Vec<NewRow>, kept: Option<String>) -> Vec<Key> {
        self.push_with(rows, |_| kept)
    }

    /// The same, for what is known only when the rows have their keys. It may take its time: the rows
    /// wait for it, and nobody else does.
    pub fn push_with(
        &self,
        rows: Vec<NewRow>,
        kept: impl FnOnce(&[Key]) -> Option<String>,
    ) -> Vec<Key> {
        let touched = |which| rows.iter().any(|row| Which::of(row.lane) == which);
        let [mut alarms, readings] = [Which::Alarms, Which::Readings].map(touched);
        self.shared.pending(Which::Alarms).hold();
        let number = |row: NewRow| self.shared.pending(Which::of(row.lane)).push(row);
        let keys: Vec<_> = rows.into_iter().map(number).collect();
        let kept = kept(&keys);
        let mut pending = self.shared.pending(Which::Alarms);
        if let Some(kept) = kept {
            pending.keep(kept);
            alarms = true;
        }
        pending.release();
        drop(pending);
        if alarms {
            self.shared.coming.store(false, Ordering::Release);
            self.look(Which::Alarms);
            self.shared.fresh.notify_one();
        }
        if readings {
            self.shared.announce(Which::Readings, false);
            self.look(Which::Readings);
        }
        keys
    }

    /// Wakes whoever watches when there is something new to fetch.
    #[must_use]
    pub fn newest(&self) -> watch::Receiver<Newest> {
        self.shared.newest.subscribe()
    }

    /// The first rows of a lane after `after`, oldest first, of all boots. None means that there are
    /// none at this moment. Waits for the disk if only that can tell.
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
        let pending = self.shared.pending(Which::of(lane));
        let rows = pending.after(lane, after.unwrap_or(Key::ZERO), limit)?;
        drop(pending);
        Some(self.shared.date(rows))
    }

    /// What was delivered of a lane and a boot in the last two days, from one number to another, and
    /// what of it is gone. Waits for the disk.
    pub async fn again(&self, lane: Lane, boot: u32, (from, to): (u32, u32)) -> Again {
        let range = (Key { boot, seq: from }, Key { boot, seq: to });
        let (reply, answer) = oneshot::channel();
        self.send(Which::of(lane), Command::Again { lane, range, reply }).await;
        // No answer: the outbox has been closed.
        let Again { rows, gone } = answer.await.unwrap_or_default();
        Again { rows: self.shared.date(rows), gone }
    }

    /// The last number that was given in a lane of this boot.
    #[must_use]
    pub fn numbered(&self, lane: Lane) -> u32 {
        self.shared.pending(Which::of(lane)).numbered().of(lane)
    }

    /// Rows of a lane after `after` that need no disk to be sent, whatever older ones may be on it: for
    /// when it does not answer.
    #[must_use]
    pub fn fetch_from_memory(&self, lane: Lane, after: Option<Key>, limit: usize) -> Vec<Row> {
        let after = after.unwrap_or(Key::ZERO);
        let rows = self.shared.pending(Which::of(lane)).in_memory(lane, after, limit);
        self.shared.date(rows)
    }

    /// The broker has acknowledged these.
    pub fn delete(&self, lane: Lane, keys: &[Key]) {
        let which = Which::of(lane);
        let mut pending = self.shared.pending(which);
        let had_work = pending.has_work();
        for key in keys {
            pending.acknowledge(lane, *key);
        }
        let has_work = pending.has_work();
        drop(pending);
        if has_work && !had_work {
            self.look(which);
        }
    }

    /// The wall time at this boot's [`alerts::Mono::ZERO`], and how good it is. Rows without a wall
    /// time, or with a worse one, get it when they are fetched; after a restart too, once it is
    /// known to be right.
    pub fn anchor(&self, wall_at_zero: Wall, clock: ClockQuality) {
        self.shared.set_anchor(self.boot, wall_at_zero, clock);
        if clock == ClockQuality::Synced {
            for which in Which::BOTH {
                self.shared.pending(which).anchor(wall_at_zero);
                self.look(which);
            }
        }
    }

    /// How the outbox is. Notified when the health changes; the numbers move silently, and are those
    /// of the last [`Outbox::count`].
    #[must_use]
    pub fn stats(&self) -> watch::Receiver<Stats> {
        self.shared.stats.subscribe()
    }

    /// Brings the numbers of [`Outbox::stats`] up to date.
    pub fn count(&self) {
        self.shared.count();
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
        for which in Which::BOTH {
            self.send(which, Command::Tick).await;
        }
    }

    /// Wakes a writer; one whose queue is full is awake.
    fn look(&self, which: Which) {
        drop(self.writer(which).try_send(Command::Look));
    }

    async fn send(&self, which: Which, command: Command) {
        if self.writer(which).send_async(command).await.is_err() {
            tracing::error!(file = which.file_name(), "the outbox has been closed");
        }
    }

    fn writer(&self, which: Which) -> &flume::Sender<Command> {
        match which {
            Which::Alarms => &self.alarms,
            Which::Readings => &self.readings,
        }
    }
}

/// Makes sure that no other daemon uses the folder. A folder that cannot be written cannot be
/// locked; two daemons cannot repeat each other's boots there, as those are not counted.
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
