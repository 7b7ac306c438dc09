//! What do the writers' threads and the tasks see together? Small things behind short locks.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use alerts::message::Lane;
use alerts::{ClockQuality, Mono, Wall};
use tokio::sync::watch;

use super::row::{Key, Newest, Row};
use super::schema::Which;
use super::stats::{Losses, Stats};
use super::tail::Tail;

/// Shared by both writers and every [`super::Outbox`].
#[derive(Debug)]
pub(crate) struct Shared {
    alarms: Mutex<Tail>,
    events: Mutex<Tail>,
    readings: Mutex<Tail>,
    /// Wall time at the start of each known boot.
    anchors: Mutex<BTreeMap<u32, Wall>>,
    pub(crate) newest: watch::Sender<Newest>,
    pub(crate) stats: watch::Sender<Stats>,
}

impl Shared {
    /// `last` is the last row of each lane on disk, in the order of [`super::row::LANES`].
    pub(crate) fn new(last: [Key; 3], anchors: BTreeMap<u32, Wall>, stats: Stats) -> Self {
        let [alarms, events, readings] = last.map(|key| Mutex::new(Tail::new(key)));
        Self {
            alarms,
            events,
            readings,
            anchors: Mutex::new(anchors),
            newest: watch::Sender::new(Newest::default()),
            stats: watch::Sender::new(stats),
        }
    }

    /// The newest rows of a lane.
    pub(crate) fn tail(&self, lane: Lane) -> MutexGuard<'_, Tail> {
        lock(match lane {
            Lane::Alarms => &self.alarms,
            Lane::Events => &self.events,
            Lane::Readings => &self.readings,
        })
    }

    pub(crate) fn set_anchor(&self, boot: u32, wall_at_zero: Wall) {
        lock(&self.anchors).insert(boot, wall_at_zero);
    }

    /// So many more (or fewer) rows wait in a lane.
    pub(crate) fn count(&self, lane: Lane, change: i64) {
        self.quietly(|stats| {
            let rows = &mut stats.lane_mut(lane).rows;
            *rows = rows.saturating_add_signed(change);
        });
    }

    /// So many rows wait in a lane.
    pub(crate) fn set_rows(&self, lane: Lane, rows: u64) {
        self.quietly(|stats| stats.lane_mut(lane).rows = rows);
    }

    pub(crate) fn add_losses(&self, more: Losses) {
        self.quietly(|stats| {
            stats.losses.thinned += more.thinned;
            stats.losses.dropped += more.dropped;
            stats.losses.oversize += more.oversize;
        });
    }

    /// Changes numbers that nobody is woken for.
    pub(crate) fn quietly(&self, change: impl FnOnce(&mut Stats)) {
        self.stats.send_if_modified(|stats| {
            change(stats);
            false
        });
    }

    /// A writer says how its file is; whoever watches is woken if the health is another.
    pub(crate) fn report(
        &self,
        which: Which,
        trouble: Option<String>,
        change: impl FnOnce(&mut Stats),
    ) {
        self.stats.send_if_modified(|stats| {
            change(stats);
            match which {
                Which::Alarms => stats.alarms_trouble = trouble,
                Which::Readings => stats.readings_trouble = trouble,
            }
            let before = stats.health;
            stats.health = stats.judge();
            before != stats.health
        });
    }

    /// Gives rows their wall time where the clock became right after they happened.
    pub(crate) fn date(&self, mut rows: Vec<Row>) -> Vec<Row> {
        let anchors = lock(&self.anchors);
        for row in rows.iter_mut().filter(|row| row.wall.is_none()) {
            if let Some(zero) = anchors.get(&row.key.boot) {
                row.wall = Some(at(*zero, row.mono));
                row.clock = ClockQuality::Synced;
            }
        }
        rows
    }
}

fn at(zero: Wall, mono: Mono) -> Wall {
    Wall(zero.0.saturating_add(i64::try_from(mono.0).unwrap_or(i64::MAX)))
}

/// What is behind these locks is whole after every statement, so a panic elsewhere does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
