//! When? A plain number that can be written to a file and made from one.
//!
//! Nothing pure reads a clock: every stamp comes in as an argument. Lengths are measured here and
//! never on the wall clock.

use core::ops::{Add, Sub};
use core::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds since the daemon (or the capture) started. Never goes back.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Mono(pub u64);

impl Mono {
    /// The start.
    pub const ZERO: Self = Self(0);

    /// How long ago `earlier` was; zero if it is in the future.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The stamp `length` before this one, the start at the earliest.
    #[must_use]
    pub fn back(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(millis(length)))
    }
}

impl Add<Duration> for Mono {
    type Output = Self;

    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(millis(length)))
    }
}

impl Sub for Mono {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

fn millis(length: Duration) -> u64 {
    length.as_secs().saturating_mul(1_000).saturating_add(length.subsec_millis().into())
}
