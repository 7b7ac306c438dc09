//! How much may the outbox hold? Every bound of it, with the reason for the number.

use std::time::Duration;

/// SQLite's own default, and the unit in which flash is written anyway.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// What the envelope around a body may take of the largest payload: names, a 32-letter home, three
/// numbers and a stamp are below 256 bytes.
pub(crate) const ENVELOPE_BYTES: usize = 256;

/// Commands that wait for a writer. At 11 readings a second a disk may stall for 20 s before the
/// engine has to wait.
pub(crate) const QUEUE: usize = 256;

/// Rows per lane that a fetch finds without SQL: two default windows.
pub(crate) const TAIL_ROWS: usize = 64;

/// … and their bytes: resident memory counts.
pub(crate) const TAIL_BYTES: usize = 64 * 1024;

/// Rows that are committed together. Readings wait for it: nine times fewer bytes to flash than one
/// by one. Alarms and events do not, but those that arrived while a commit ran share the next.
pub(crate) const GROUP: usize = 64;

/// No reading waits longer than this many ticks for its group.
pub(crate) const READINGS_TICKS: u32 = 2;

/// Readings deletions that wait for the next group commit.
pub(crate) const DELETE_GROUP: usize = 256;

/// Rows of a dead message kept for a technician to look at; older ones go.
pub(crate) const DEAD_ROWS: usize = 32;

/// Boots whose wall time is remembered, for rows that still wait from then.
pub(crate) const ANCHORS: usize = 64;

/// Noted losses that are handed to the events lane in one go.
pub(crate) const GAPS: usize = 16;

/// A writer does chores (checkpoint, vacuum, reserve) after this many ticks without a push.
pub(crate) const IDLE_TICKS: u32 = 3;

/// A home that never falls idle has its write-ahead log checkpointed after this many commits of two
/// or three pages: before the log outgrows [`WAL_KEPT_BYTES`].
pub(crate) const COMMITS_PER_CHECKPOINT: u32 = 128;

/// What stays of the write-ahead log: enough for every alarm of a bad hour on a full disk.
pub(crate) const WAL_KEPT_BYTES: u64 = 2 * 1024 * 1024;

/// The disk space of `alarms.db` is taken in steps of this many bytes, one per idle tick.
pub(crate) const RESERVE_STEP: u64 = 1024 * 1024;

/// Free pages from which an idle file is made smaller, and how many go at a time.
pub(crate) const VACUUM_PAGES: u64 = 256;

/// Readings that are thinned together, and …
pub(crate) const THIN_ROWS: usize = 256;

/// … rows that are dropped together where thinning is not enough. Both a small part of a full file.
pub(crate) const DROP_ROWS: usize = 128;

/// Part of `readings.db` in percent from which room is made before SQLite refuses to grow.
pub(crate) const READINGS_FULL_PERCENT: u64 = 90;

/// Part of `alarms.db` in percent that events may fill: the rest is for alarms alone.
pub(crate) const EVENTS_FULL_PERCENT: u64 = 75;

/// Tries to make room for one commit.
pub(crate) const ROOM_TRIES: u32 = 8;

/// How often a writer's time moves on.
pub(crate) const TICK: Duration = Duration::from_secs(1);

/// With the store in trouble, the file is opened anew every so many ticks.
pub(crate) const REOPEN_TICKS: u32 = 5;

/// How long one file may be checked at the start. What is wrong beyond that is met when it is read.
pub(crate) const CHECK_TIME: Duration = Duration::from_millis(1500);

impl From<&config::Store> for Limits {
    fn from(store: &config::Store) -> Self {
        let bytes = |mib: u32| u64::from(mib) * 1024 * 1024;
        let alarms_bytes = bytes(store.alarms_mib);
        let reserve_bytes = Self::default().reserve_bytes.min(alarms_bytes / 2);
        let readings_bytes = bytes(store.readings_mib);
        Self { alarms_bytes, reserve_bytes, readings_bytes, ..Self::default() }
    }
}

/// What the two files and the memory behind them may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `alarms.db` at most, in bytes. 64 MiB are more than 60,000 alarms; the contract asks for 10,000.
    pub alarms_bytes: u64,
    /// Of that, taken from the disk in advance, so that a disk filled by others has room for alarms.
    pub reserve_bytes: u64,
    /// `readings.db` at most, in bytes. 256 MiB are months of minutes, or two days of every reading.
    pub readings_bytes: u64,
    /// Rows of alarms and events kept in memory while they cannot be stored.
    pub ring_rows: usize,
    /// Readings kept in memory while they cannot be stored.
    pub ring_readings: usize,
    /// Rows taken over from a corrupt file at most.
    pub salvage_rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            alarms_bytes: 64 * 1024 * 1024,
            reserve_bytes: 8 * 1024 * 1024,
            readings_bytes: 256 * 1024 * 1024,
            ring_rows: 1024,
            ring_readings: 512,
            salvage_rows: 100_000,
        }
    }
}
