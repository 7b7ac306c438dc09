//! How is the outbox? Counters for `health` and `status`.
//!
//! The numbers move silently: a watch on them is notified only when the health changes, so that
//! nobody is woken for each message.

use std::time::Duration;

use alerts::message::Lane;
use alerts::{Mono, StoreHealth, Wall};
use serde::Serialize;

use super::row::Row;

/// A ledger of the outbox.
#[derive(Clone, Debug, PartialEq)]
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
    /// Losses since the store was made.
    pub losses: Losses,
    /// Written to disk since the start, in bytes, as far as it has been checkpointed.
    pub bytes_written: u64,
    /// Days until the readings have to be thinned, at the pace of this boot with the broker away;
    /// `None` while the pace is not known, at most [`DAYS_LEFT_MAX`].
    pub days_left: Option<f64>,
}

/// More than this is not said: the pace of one boot does not foretell a year.
pub const DAYS_LEFT_MAX: f64 = 365.0;

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

/// One lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneStats {
    /// Rows that wait for the broker, on disk or in memory.
    pub rows: u64,
    /// Of those, in memory only.
    pub unstored: u64,
    /// The one that waits longest.
    pub oldest: Option<Oldest>,
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
    /// Of an empty outbox.
    pub(crate) fn new(boot: u32) -> Self {
        Self {
            boot,
            health: StoreHealth::Fine,
            alarms_trouble: None,
            readings_trouble: None,
            alarms: LaneStats::default(),
            events: LaneStats::default(),
            readings: LaneStats::default(),
            losses: Losses::default(),
            bytes_written: 0,
            days_left: None,
        }
    }

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

/// How fast the readings come, to say how long the room lasts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pace {
    bytes: u64,
    ticks: u64,
}

/// Two minutes: before that a single summary a minute says nothing.
const PACE_TICKS: u64 = 120;

/// A tick is a second.
const TICKS_PER_DAY: f64 = 86_400.0;

/// What a row costs on disk besides topic and body: key, stamps, cell and page overhead.
const ROW_BYTES: u64 = 48;

impl Pace {
    pub(crate) fn row(&mut self, row: &Row) {
        let bytes = row.body.len() + row.topic.len();
        self.bytes += u64::try_from(bytes).unwrap_or(0) + ROW_BYTES;
    }

    pub(crate) fn tick(&mut self) {
        self.ticks += 1;
    }

    /// Days that `free` bytes last.
    pub(crate) fn days_left(&self, free: u64) -> Option<f64> {
        if self.ticks < PACE_TICKS || self.bytes == 0 {
            return None;
        }
        let per_tick = as_f64(self.bytes) / as_f64(self.ticks);
        Some((as_f64(free) / per_tick / TICKS_PER_DAY).min(DAYS_LEFT_MAX))
    }
}

/// An estimate needs no more than the 53 bits that survive.
fn as_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_row_is_as_old_as_can_be_said() {
        let row = |boot, mono, wall: Option<i64>| {
            let oldest = Some(Oldest { boot, mono: Mono(mono), wall: wall.map(Wall) });
            LaneStats { rows: 1, unstored: 0, oldest }
        };
        let stats = Stats {
            alarms: row(8, 4_000, None),
            events: row(7, 0, Some(1_000)),
            readings: row(6, 0, None),
            ..Stats::new(8)
        };

        assert_eq!(stats.oldest(Mono(5_000), None), Some(Duration::from_secs(1)));
        assert_eq!(stats.oldest(Mono(5_000), Some(Wall(61_000))), Some(Duration::from_secs(60)));
    }

    #[test]
    fn days_left_are_said_once_the_pace_is_known() {
        let mut pace = Pace { bytes: 0, ticks: PACE_TICKS };
        assert_eq!(pace.days_left(1_000), None);

        pace.bytes = 100 * PACE_TICKS;

        assert_eq!(pace.days_left(86_400_000), Some(10.0));
        assert_eq!(pace.days_left(u64::MAX), Some(DAYS_LEFT_MAX));
        pace.ticks = PACE_TICKS - 1;
        assert_eq!(pace.days_left(1_000), None);
    }
}
