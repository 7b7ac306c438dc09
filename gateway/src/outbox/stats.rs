//! How is the outbox? Counters for `health` and `status`.
//!
//! The numbers move silently: a watch on them is notified only when the health changes, so that
//! nobody is woken for each message.

use std::time::Duration;

use alerts::message::{Id, Lane};
use alerts::{Mono, StoreHealth, Wall};
use serde::Serialize;

use super::lost::{Lost, Reason};
use super::row::Row;
use super::which::Which;

/// A ledger of the outbox.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// This boot.
    pub boot: u32,
    /// Can it keep what it is given?
    pub health: StoreHealth,
    /// What is wrong with `alarms.db`, in plain words.
    pub alarms_trouble: Option<String>,
    /// What is wrong with `readings.db`, in plain words.
    pub readings_trouble: Option<String>,
    /// The alarms lane.
    pub alarms: LaneStats,
    /// The events lane.
    pub events: LaneStats,
    /// The readings lane.
    pub readings: LaneStats,
    /// Losses that `alarms.db` has noted, and `readings.db`, since they were made.
    pub(crate) lost: [Losses; 2],
    /// Whether each of the two is out of reach, so that nobody knows what waits in it.
    pub(crate) unread: [bool; 2],
    /// Messages that can never be sent, of each of the two, as far as they are kept.
    pub(crate) dead: [Vec<DeadLetter>; 2],
    /// Written to each of the two since the start, in bytes: the logs' pages, and those moved from
    /// there into the files.
    pub(crate) written: [u64; 2],
    /// Days until the readings have to be thinned, at the pace of this boot with the broker away;
    /// `None` while the pace is not known, at most [`super::DAYS_LEFT_MAX`].
    pub days_left: Option<f64>,
}

/// A message that can never be sent. It is kept for a technician to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its name.
    pub id: Id,
    /// Topic below the home's root.
    pub topic: String,
    /// Why.
    pub why: String,
    /// When it happened.
    pub wall: Option<Wall>,
}

/// Rows that were given up, by why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Losses {
    /// Every second one of the oldest readings, to make room.
    pub thinned: u64,
    /// The oldest, to make room, or because the disk and the memory were full.
    pub dropped: u64,
    /// Messages larger than a payload may be.
    pub oversize: u64,
}

impl Losses {
    pub(crate) fn of(lost: &Lost) -> Self {
        let (count, none) = (u64::from(lost.count), Self::default());
        match lost.reason {
            Reason::Thinned => Self { thinned: count, ..none },
            Reason::Dropped | Reason::StoreFault => Self { dropped: count, ..none },
            Reason::Oversize => Self { oversize: count, ..none },
        }
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.thinned = self.thinned.saturating_add(more.thinned);
        self.dropped = self.dropped.saturating_add(more.dropped);
        self.oversize = self.oversize.saturating_add(more.oversize);
    }
}

/// One lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneStats {
    /// Rows that wait for the broker, on disk or in memory.
    pub rows: u64,
    /// Of those, in memory only.
    pub unstored: u64,
    /// The one that waits longest.
    pub oldest: Option<Oldest>,
    /// What the disk has, acknowledged rows among it, and the first that is none.
    pub(crate) disk: OnDisk,
}

/// A lane on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OnDisk {
    pub(crate) rows: u64,
    pub(crate) oldest: Option<Oldest>,
}

impl LaneStats {
    /// Brings together what the disk has and what the memory has.
    pub(crate) fn look(&mut self, unstored: u64, deleting: u64, in_memory: Option<Oldest>) {
        self.unstored = unstored;
        self.rows = self.disk.rows.saturating_sub(deleting).saturating_add(unstored);
        self.oldest = self.disk.oldest.or(in_memory).filter(|_| self.rows > 0);
    }
}

/// When the row that waits longest happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oldest {
    /// The boot that wrote it.
    pub boot: u32,
    /// Since that boot's start.
    pub mono: Mono,
    /// By the wall clock.
    pub wall: Option<Wall>,
}

impl Stats {
    /// How long the oldest row has waited, as far as that can be said at `now`.
    #[must_use]
    pub fn oldest(&self, now: Mono, wall: Option<Wall>) -> Option<Duration> {
        let lanes = [self.alarms, self.events, self.readings];
        lanes.iter().filter_map(|lane| lane.oldest).filter_map(|row| self.age(row, now, wall)).max()
    }

    fn age(&self, oldest: Oldest, now: Mono, wall: Option<Wall>) -> Option<Duration> {
        if oldest.boot == self.boot {
            return Some(now.since(oldest.mono));
        }
        let millis = wall?.0.saturating_sub(oldest.wall?.0);
        Some(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
    }

    /// What the troubles of the two files mean together.
    pub(crate) fn judge(&self) -> StoreHealth {
        match (&self.alarms_trouble, &self.readings_trouble) {
            (Some(_), _) => StoreHealth::Alarms,
            (None, Some(_)) => StoreHealth::Readings,
            (None, None) => StoreHealth::Fine,
        }
    }

    /// Losses since the store was made.
    #[must_use]
    pub fn losses(&self) -> Losses {
        let [mut all, readings] = self.lost;
        all.add(readings);
        all
    }

    /// Written to the disk since the start, in bytes.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        self.written.iter().sum()
    }

    /// Messages that can never be sent, the newest of each file first.
    pub fn dead(&self) -> impl Iterator<Item = &DeadLetter> {
        self.dead.iter().flatten()
    }

    pub(crate) fn unread_mut(&mut self, which: Which) -> &mut bool {
        let [alarms, readings] = &mut self.unread;
        match which {
            Which::Alarms => alarms,
            Which::Readings => readings,
        }
    }

    pub(crate) fn dead_mut(&mut self, which: Which) -> &mut Vec<DeadLetter> {
        let [alarms, readings] = &mut self.dead;
        match which {
            Which::Alarms => alarms,
            Which::Readings => readings,
        }
    }

    pub(crate) fn losses_mut(&mut self, which: Which) -> &mut Losses {
        let [alarms, readings] = &mut self.lost;
        match which {
            Which::Alarms => alarms,
            Which::Readings => readings,
        }
    }

    pub(crate) fn written_mut(&mut self, which: Which) -> &mut u64 {
        let [alarms, readings] = &mut self.written;
        match which {
            Which::Alarms => alarms,
            Which::Readings => readings,
        }
    }

    pub(crate) fn trouble_mut(&mut self, which: Which) -> &mut Option<String> {
        match which {
            Which::Alarms => &mut self.alarms_trouble,
            Which::Readings => &mut self.readings_trouble,
        }
    }

    pub(crate) fn lane_mut(&mut self, lane: Lane) -> &mut LaneStats {
        match lane {
            Lane::Alarms => &mut self.alarms,
            Lane::Events => &mut self.events,
            Lane::Readings => &mut self.readings,
        }
    }
}

impl From<&Row> for Oldest {
    fn from(row: &Row) -> Self {
        Self { boot: row.key.boot, mono: row.mono, wall: row.wall }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_row_is_as_old_as_can_be_said() {
        let row = |boot, mono, wall: Option<i64>| {
            let oldest = Some(Oldest { boot, mono: Mono(mono), wall: wall.map(Wall) });
            LaneStats { rows: 1, oldest, ..LaneStats::default() }
        };
        let stats = Stats {
            alarms: row(8, 4_000, None),
            events: row(7, 0, Some(1_000)),
            readings: row(6, 0, None),
            boot: 8,
            ..Stats::default()
        };

        assert_eq!(stats.oldest(Mono(5_000), None), Some(Duration::from_secs(1)));
        assert_eq!(stats.oldest(Mono(5_000), Some(Wall(61_000))), Some(Duration::from_secs(60)));
    }
}
