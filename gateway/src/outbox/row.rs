//! What is a row? One message on its way to the broker.
//!
//! A row is named by the boot that wrote it and by its number in the lane: the pair never repeats,
//! so a receiver drops what it has seen. As a number the pair is the row's primary key: SQLite then
//! keeps the rows in the order in which they were pushed, over all boots, without an index.

use alerts::message::Lane;
use alerts::{ClockQuality, Mono, Wall};

use super::limits::ROW_BYTES;

/// The lanes in the order in which they are sent.
pub const LANES: [Lane; 3] = [Lane::Alarms, Lane::Events, Lane::Readings];

/// The name of a row within its lane. Ordered oldest first, over all boots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The daemon's start that wrote the row.
    pub boot: u32,
    /// Grows by one per row of the lane, from 1 in each boot.
    pub seq: u32,
}

impl Key {
    /// Before every row.
    pub(crate) const ZERO: Self = Self { boot: 0, seq: 0 };

    /// As SQLite stores it. Boots stay below 2^31 ([`super::boot`]), so the order is the same.
    pub(crate) fn number(self) -> i64 {
        (i64::from(self.boot) << 32) | i64::from(self.seq)
    }

    /// From what SQLite has stored.
    pub(crate) fn from_number(number: i64) -> Self {
        let number = number.cast_unsigned();
        let half = |part: u64| u32::try_from(part & 0xffff_ffff).unwrap_or(u32::MAX);
        Self { boot: half(number >> 32), seq: half(number) }
    }
}

/// A message to be kept until the broker has acknowledged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// Which queue it waits in.
    pub lane: Lane,
    /// Topic below the home's root: `alarm/smoke`.
    pub topic: String,
    /// The body of the envelope: one JSON object.
    pub body: Vec<u8>,
    /// What is sent instead while the row is not on disk: the same with `"durable":false`.
    pub body_if_not_durable: Option<Vec<u8>>,
    /// A word for messages of which only the newest matters: while an older one of the same word
    /// waits, this one takes its place.
    pub repeats: Option<String>,
    /// When it happened, since the daemon's start.
    pub mono: Mono,
    /// When it happened, if the clock was known to be right.
    pub wall: Option<Wall>,
    /// How good `wall` is.
    pub clock: ClockQuality,
}

/// A message that waits for its acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in the lane.
    pub key: Key,
    /// Which queue it waits in.
    pub lane: Lane,
    /// Topic below the home's root.
    pub topic: String,
    /// The body of the envelope: one JSON object.
    pub body: Vec<u8>,
    /// When it happened, since the start of the boot that wrote it.
    pub mono: Mono,
    /// When it happened; filled in from the boot's anchor if it was not known then.
    pub wall: Option<Wall>,
    /// How good `wall` is.
    pub clock: ClockQuality,
    /// It is on disk. If not, `body` says so too, where the pusher gave such a body.
    pub durable: bool,
}

impl Row {
    /// What it takes, in memory and on disk alike.
    pub(crate) fn bytes(&self) -> usize {
        self.topic.len() + self.body.len() + ROW_BYTES
    }
}

/// The newest row of each lane that may be fetched, by its number in this boot; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newest {
    /// How often a file has been opened: each time older rows may have come to light, so whoever
    /// fetches begins anew.
    pub opened: u32,
    /// In the alarms lane.
    pub alarms: u32,
    /// In the events lane.
    pub events: u32,
    /// In the readings lane.
    pub readings: u32,
}

impl Newest {
    /// The newest of one lane.
    #[must_use]
    pub fn of(self, lane: Lane) -> u32 {
        match lane {
            Lane::Alarms => self.alarms,
            Lane::Events => self.events,
            Lane::Readings => self.readings,
        }
    }

    pub(crate) fn set(&mut self, lane: Lane, seq: u32) {
        match lane {
            Lane::Alarms => self.alarms = seq,
            Lane::Events => self.events = seq,
            Lane::Readings => self.readings = seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_to_the_disk_and_back_and_keeps_its_order() {
        let keys = [
            Key { boot: 0, seq: 1 },
            Key { boot: 1, seq: u32::MAX },
            Key { boot: 2, seq: 1 },
            Key { boot: i32::MAX as u32, seq: 7 },
        ];

        assert_eq!(keys.map(|key| Key::from_number(key.number())), keys);
        assert!(keys.map(Key::number).is_sorted());
    }
}
