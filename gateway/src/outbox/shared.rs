//! What do the writers' threads and the tasks see together? Small things behind short locks: nobody
//! holds one while it waits for a disk.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use alerts::{ClockQuality, Mono, Wall};
use tokio::sync::{Notify, watch};

use super::late;
use super::limits::{AWAKE_TURNS, Limits};
use super::pending::Pending;
use super::row::{LANES, Newest, Row};
use super::stats::Stats;
use super::which::Which;

/// Shared by both writers and every [`super::Outbox`].
#[derive(Debug)]
pub(crate) struct Shared {
    alarms: Mutex<Pending>,
    readings: Mutex<Pending>,
    /// The wall time at the start of each known boot, and how good that is.
    anchors: Mutex<BTreeMap<u32, (Wall, ClockQuality)>>,
    /// Which boot this is, once that is decided.
    boot: Mutex<Option<u32>>,
    /// An alarm will be pushed in a moment.
    pub(crate) coming: AtomicBool,
    /// Alarms or events wait for the disk.
    pub(crate) fresh: Notify,
    pub(crate) newest: watch::Sender<Newest>,
    pub(crate) stats: watch::Sender<Stats>,
}

impl Shared {
    pub(crate) fn new(limits: &Limits) -> Self {
        let pending = |which: Which| Mutex::new(Pending::new(which, which.most(limits)));
        Self {
            alarms: pending(Which::Alarms),
            readings: pending(Which::Readings),
            anchors: Mutex::default(),
            boot: Mutex::default(),
            coming: AtomicBool::new(false),
            fresh: Notify::new(),
            newest: watch::Sender::new(Newest::default()),
            stats: watch::Sender::new(Stats::default()),
        }
    }

    /// What belongs into a file.
    pub(crate) fn pending(&self, which: Which) -> MutexGuard<'_, Pending> {
        lock(match which {
            Which::Alarms => &self.alarms,
            Which::Readings => &self.readings,
        })
    }

    /// Decides which boot this is, unless that was done before; says which one it is.
    pub(crate) fn decide(&self, boot: u32) -> u32 {
        let mut decided = lock(&self.boot);
        if decided.is_none() {
            for which in Which::BOTH {
                self.pending(which).begin(boot);
            }
            self.quietly(|stats| stats.boot = boot);
        }
        *decided.get_or_insert(boot)
    }

    /// Waits awake for an alarm that is about to be pushed; whether it has come. Whoever has said so
    /// pushes it without waiting for anything, so the turns are only a last line.
    pub(crate) fn wait_for_coming(&self) -> bool {
        let was_coming = self.coming.load(Ordering::Acquire);
        for _ in 0..AWAKE_TURNS {
            if !self.coming.load(Ordering::Acquire) || !late::let_others_go() {
                break;
            }
        }
        was_coming && !self.coming.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn set_anchor(&self, boot: u32, wall_at_zero: Wall, clock: ClockQuality) {
        lock(&self.anchors).insert(boot, (wall_at_zero, clock));
    }

    /// Wakes whoever fetches, if there is something new; `older` if rows before may have come to
    /// light.
    pub(crate) fn announce(&self, which: Which, older: bool) {
        let lanes: Vec<_> = {
            let pending = self.pending(which);
            which.lanes().iter().map(|lane| (*lane, pending.newest(*lane))).collect()
        };
        self.newest.send_if_modified(|newest| {
            let before = *newest;
            for (lane, seq) in lanes {
                newest.set(lane, seq.max(newest.of(lane)));
            }
            newest.opened = newest.opened.wrapping_add(u32::from(older));
            *newest != before
        });
    }

    /// Lets rows up to these numbers be sent although no disk has them; says so if there are any.
    pub(crate) fn offer(&self, which: Which, upto: Newest) -> bool {
        let offered = self.pending(which).offer(upto);
        if offered {
            self.announce(which, false);
        }
        offered
    }

    /// Changes numbers that nobody is woken for.
    pub(crate) fn quietly(&self, change: impl FnOnce(&mut Stats)) {
        self.stats.send_if_modified(|stats| {
            change(stats);
            false
        });
    }

    /// Changes what is said of a file; whoever watches is woken if the health is another.
    pub(crate) fn report(&self, change: impl FnOnce(&mut Stats)) {
        self.stats.send_if_modified(|stats| {
            change(stats);
            let before = stats.health;
            stats.health = stats.judge();
            before != stats.health
        });
    }

    /// The numbers of this moment.
    pub(crate) fn count(&self) {
        let memory = LANES.map(|lane| {
            let pending = self.pending(Which::of(lane));
            let oldest = pending.oldest(lane).map(Into::into);
            (lane, pending.unstored_in(lane), pending.deleting_in(lane), oldest)
        });
        self.quietly(|stats| {
            for (lane, unstored, deleting, oldest) in memory {
                stats.lane_mut(lane).look(unstored, deleting, oldest);
            }
        });
    }

    /// Gives rows their wall time where the clock became right, or better, after they happened.
    pub(crate) fn date(&self, mut rows: Vec<Row>) -> Vec<Row> {
        let anchors = lock(&self.anchors);
        for row in &mut rows {
            let Some((zero, clock)) = anchors.get(&row.key.boot) else { continue };
            let is_better = *clock == ClockQuality::Synced && row.clock != ClockQuality::Synced;
            if row.wall.is_none() || is_better {
                (row.wall, row.clock) = (Some(at(*zero, row.mono)), *clock);
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
