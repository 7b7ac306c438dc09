//! What decides of sleep and naps?

use core::time::Duration;

use super::min;

/// care.md 2.2 and 2.3: asleep per minute, onset, awakening.
#[derive(Clone, Debug, PartialEq)]
pub struct SleepPolicy {
    /// What turns a minute's mean body movement, times 12, into counts of which 300 is a
    /// resident's own 99th percentile awake in bed. 2.5 until 14 nights are known: lying awake a
    /// radar's minute means reach 10 of 100.
    pub scale: f32,
    /// Sleep begins with the first run of so many minutes (10) …
    pub onset_run: u8,
    /// … of which so many are asleep (9).
    pub onset_asleep: u8,
    /// So many minutes awake in a row are an awakening (3), and change what the wall shows.
    pub awakening: u8,
    /// The radar's own sleep stage holds for so long (11 min: it comes every ten minutes).
    pub stage_holds: Duration,
}

impl Default for SleepPolicy {
    fn default() -> Self {
        Self { scale: 2.5, onset_run: 10, onset_asleep: 9, awakening: 3, stage_holds: min(11) }
    }
}

/// care.md 2.2: nap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NapPolicy {
    /// Minutes asleep at least (20).
    pub shortest_min: u16,
    /// Longer awake than this ends it (10 min).
    pub join: Duration,
    /// Closer to the main sleep it belongs to that (60 min).
    pub apart: Duration,
}

impl Default for NapPolicy {
    fn default() -> Self {
        Self { shortest_min: 20, join: min(10), apart: min(60) }
    }
}

/// contract.md §3, `event/nap`: what no home changes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NapLimits {
    /// Longer sleep is a night's.
    pub(crate) longest_min: u16,
    /// … and so is sleep that lies in the night for so long.
    pub(crate) overlap_min: u16,
    /// So many minutes of which nothing is known are bridged.
    pub(crate) bridged: Duration,
}

pub(crate) const NAP: NapLimits = NapLimits { longest_min: 180, overlap_min: 60, bridged: min(15) };
