//! The two files of the outbox, and which lane belongs into which.

use alerts::message::Lane;

use super::limits::{Limits, Most, PAGE_BYTES};

/// One of the two files. Two, so that neither can fill, lock or corrupt the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Alarms and events: on the disk before they are sent.
    Alarms,
    /// Readings: on the disk if the broker does not take them soon.
    Readings,
}

impl Which {
    pub(crate) const BOTH: [Self; 2] = [Self::Alarms, Self::Readings];

    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Alarms => "alarms.db",
            Self::Readings => "readings.db",
        }
    }

    pub(crate) fn lanes(self) -> &'static [Lane] {
        match self {
            Self::Alarms => &[Lane::Alarms, Lane::Events],
            Self::Readings => &[Lane::Readings],
        }
    }

    /// Which file keeps a lane.
    pub(crate) fn of(lane: Lane) -> Self {
        match lane {
            Lane::Alarms | Lane::Events => Self::Alarms,
            Lane::Readings => Self::Readings,
        }
    }

    /// What the file may take of the disk.
    pub(crate) fn max_pages(self, limits: &Limits) -> u64 {
        let bytes = match self {
            Self::Alarms => limits.alarms_bytes,
            Self::Readings => limits.readings_bytes,
        };
        (bytes / PAGE_BYTES).max(16)
    }

    /// What may wait for it in memory.
    pub(crate) fn most(self, limits: &Limits) -> Most {
        match self {
            Self::Alarms => limits.memory_alarms,
            Self::Readings => limits.memory_readings,
        }
    }
}
