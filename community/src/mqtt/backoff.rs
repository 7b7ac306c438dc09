//! How long until the next try? From one second to half a minute, with jitter, so that stations and
//! homes do not come back in step after a power cut; short again after a link that held.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// A link that held for so long was a good one.
const HELD: Duration = Duration::from_secs(30);

/// Grows with each failure in a row.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// It failed (again), after it was up for so long. `random` is any number.
    pub(super) fn failed(&mut self, held: Duration, random: u64) -> Duration {
        if held >= HELD {
            self.failures = 0;
        }
        let upper = FIRST.saturating_mul(1 << self.failures.min(5)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let lower = upper / 2;
        let range = u64::try_from((upper - lower).as_millis()).unwrap_or(u64::MAX);
        lower.max(FIRST) + Duration::from_millis(random % range.max(1))
    }
}

/// A number that differs from call to call.
pub(super) fn random() -> u64 {
    RandomState::new().hash_one(0u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_a_second_to_half_a_minute_and_begin_anew_after_a_good_link() {
        let mut backoff = Backoff::default();
        let mut wait = |held, random| backoff.failed(Duration::from_secs(held), random);
        assert_eq!(wait(0, 0), Duration::from_secs(1));
        for _ in 0..20 {
            wait(0, 7);
        }
        assert_eq!(wait(0, 0), Duration::from_secs(15));
        assert!(wait(0, u64::MAX) < LONGEST);
        assert_eq!(wait(30, 0), Duration::from_secs(1));
    }
}
