//! How much may the outbox hold? Every bound of it, with the reason for the number.

use std::time::Duration;

/// SQLite's own default, and the unit in which flash is written anyway.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// What the envelope around a body may take of the largest payload: names, a 32-letter home, three
/// numbers and a stamp are below 256 bytes.
pub(crate) const ENVELOPE_BYTES: usize = 256;

/// Questions that wait for a writer. Rows do not: those go through memory.
pub(crate) const QUEUE: usize = 16;

/// Stored rows per lane that a fetch finds without SQL: two default windows.
pub(crate) const TAIL_ROWS: usize = 64;

/// … and their bytes: resident memory counts.
pub(crate) const TAIL_BYTES: usize = 64 * 1024;

/// What a row costs besides topic and body, in memory and on disk alike.
pub(crate) const ROW_BYTES: usize = 48;

/// Readings that are committed together although they have not waited for their two ticks: so many
/// that the memory feels it.
pub(crate) const GROUP_ROWS: usize = 512;

/// … and their bytes.
pub(crate) const GROUP_BYTES: usize = 128 * 1024;

/// Rows of one commit: what a slow card writes in a fraction of a second.
pub(crate) const BATCH_ROWS: usize = 4096;

/// … and their bytes; a batch is in memory twice.
pub(crate) const BATCH_BYTES: usize = 1024 * 1024;

/// Acknowledged rows that wait for a tick before they are deleted.
pub(crate) const DELETE_GROUP: u64 = 4096;

/// Ranges of acknowledged rows per lane while the store is away.
pub(crate) const RANGES: usize = 1024;

/// Ranges of a lane from which acknowledged rows are deleted before more are fetched. Rows that were
/// thinned leave a range each, and a fetch brings as many as a chunk has rows.
pub(crate) const RANGES_DUE: usize = 256;

/// Words whose last row is known: more alarms than that are not open in a home.
pub(crate) const REPEATED: usize = 64;

/// Delivered rows of a lane that are kept to be sent again: a bad week's of two days, some hundred KiB.
pub(crate) const SENT_ROWS: usize = 2048;

/// … and for so long (contract.md §1).
pub(crate) const SENT_FOR: Duration = Duration::from_secs(48 * 60 * 60);

/// Of these as many are sent again at once as a connection takes in a moment.
pub(crate) const SENT_AT_ONCE: usize = 256;

/// Statements of a file that stay prepared: all that it has, some kilobytes each.
pub(crate) const STATEMENTS: usize = 32;

/// Rows of a dead message kept for a technician to look at; older ones go.
pub(crate) const DEAD_ROWS: usize = 32;

/// Boots whose wall time is remembered, for rows that still wait from then.
pub(crate) const ANCHORS: usize = 64;

/// Noted losses that are told in one go.
pub(crate) const GAPS: usize = 16;

/// A writer does chores after this many ticks without a commit.
pub(crate) const IDLE_TICKS: u32 = 3;

/// Pages of the write-ahead log from which a quiet writer moves it into the file. A page that was
/// written often is moved once: the longer the log, the fewer bytes to flash.
pub(crate) const CHECKPOINT_PAGES: u64 = 256;

/// … and from which a busy one does: before the log outgrows [`WAL_KEPT_BYTES`].
pub(crate) const CHECKPOINT_PAGES_BUSY: u64 = 480;

/// What stays of the write-ahead log: enough for every alarm of a bad hour on a full disk.
pub(crate) const WAL_KEPT_BYTES: u64 = 2 * 1024 * 1024;

/// Ticks after which a commit of readings is synced: what a power cut may cost.
pub(crate) const SYNC_TICKS: u32 = 10;

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

/// How often a writer looks at what waits.
pub(crate) const TICK: Duration = Duration::from_secs(1);

/// Alarms and events that a disk has not taken within two or three of these are sent from memory
/// (contract.md §1: after 1 s).
pub(crate) const LATE: Duration = Duration::from_millis(350);

/// Looks at whether something has come, by somebody who stays awake for it: some milliseconds. An alarm
/// is put into words in one, and most disks answer in one.
pub(crate) const AWAKE_TURNS: u32 = 2_000;

/// A turn that takes longer has been somebody else's: then it is not worth while to stay awake.
pub(crate) const BUSY: Duration = Duration::from_micros(300);

/// With the store in trouble, the file is opened anew every so many ticks …
pub(crate) const REOPEN_TICKS: u32 = 5;

/// … or, where damage was found and could not be set aside, every so many: each try reads the file.
pub(crate) const RESCUE_TICKS: u32 = 300;

/// How long one file may be checked. What is wrong beyond that is found when it is read, and set
/// aside then.
pub(crate) const CHECK_TIME: Duration = Duration::from_millis(500);

/// Damaged files that are kept, the newest ones: they may be as large as the store.
pub(crate) const KEPT_ASIDE: u32 = 3;

/// How long the start waits for a disk before it goes on without.
pub(crate) const START_PATIENCE: Duration = Duration::from_secs(3);

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
    /// What of alarms and events waits in memory at most while they cannot be stored.
    pub memory_alarms: Most,
    /// What of the readings does.
    pub memory_readings: Most,
    /// Rows taken over from a damaged file at most: those of a full one.
    pub salvage_rows: usize,
}

/// Rows in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// So many.
    pub rows: usize,
    /// So many bytes, of bodies and topics and what stands around them.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            alarms_bytes: 64 * 1024 * 1024,
            reserve_bytes: 8 * 1024 * 1024,
            readings_bytes: 256 * 1024 * 1024,
            memory_alarms: Most { rows: 10_000, bytes: 4 * 1024 * 1024 },
            memory_readings: Most { rows: 20_000, bytes: 4 * 1024 * 1024 },
            salvage_rows: 1_000_000,
        }
    }
}
