//! What do the first bytes of a buffer say of a frame, and why were others none?
//!
//! [`Scan`] is the word of a family's framing; [`Noise`] says why bytes were no frame and how many
//! of them are given up. Both are plain data: who walks over a stream is [`crate::Decoder`].

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// What the first bytes of a buffer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A whole frame of so many bytes (never 0).
    Frame(usize),
    /// No frame begins at the first byte.
    Noise(Noise),
    /// A frame may begin here; more bytes will tell.
    Short,
}

impl Scan {
    /// No frame begins here, and nothing is known of the next byte.
    #[must_use]
    pub const fn noise(kind: NoiseKind) -> Self {
        Self::Noise(Noise { kind, bytes: 1 })
    }
}

/// Bytes that are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noise {
    /// Why.
    pub kind: NoiseKind,
    /// How many are given up: one, whatever length they declared, so that a real frame behind a
    /// false start is found; a line of a text protocol as a whole. 0 counts as 1.
    pub bytes: usize,
}

/// Why bytes were no frame. Each is a counter in `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseKind {
    /// Not how a frame begins.
    Sync,
    /// A length that no frame of this family has.
    Length,
    /// The sum over the bytes is wrong.
    Checksum,
    /// The sum is right and the end mark is not there.
    Tail,
    /// A value that the family cannot hold.
    Value,
    /// The bytes ended (or paused too long) in the middle of a frame.
    Short,
}

impl NoiseKind {
    /// Every kind, in the order in which `status` shows them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Sync, Self::Length, Self::Checksum, Self::Tail, Self::Value, Self::Short];
}

/// Stretches of noise by kind: what `status` and `health` show of a line's wiring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoiseCounts([u64; NoiseKind::ALL.len()]);

impl NoiseCounts {
    pub(crate) const NONE: Self = Self([0; NoiseKind::ALL.len()]);

    /// Stretches of one kind.
    #[must_use]
    pub fn get(&self, kind: NoiseKind) -> u64 {
        self.iter().find_map(|(of, count)| (of == kind).then_some(count)).unwrap_or(0)
    }

    /// Every kind with its count, those that never happened included.
    pub fn iter(&self) -> impl Iterator<Item = (NoiseKind, u64)> {
        NoiseKind::ALL.into_iter().zip(self.0)
    }

    /// Stretches of any kind.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(crate) fn count(&mut self, kind: NoiseKind) {
        for (of, count) in NoiseKind::ALL.into_iter().zip(&mut self.0) {
            *count += u64::from(of == kind);
        }
    }
}

/// `{"checksum":2}`: kinds that never happened are left out.
impl Serialize for NoiseCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (kind, count) in self.iter().filter(|(_, count)| *count > 0) {
            map.serialize_entry(&kind, &count)?;
        }
        map.end()
    }
}
