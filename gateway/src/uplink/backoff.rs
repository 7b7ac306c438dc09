//! How long until the next try? The first at once, then with full jitter: after a power cut in the
//! whole community hundreds of boxes come back together, and must not do so in step.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Upper end of the first wait.
const FIRST: Duration = Duration::from_millis(500);

/// Upper end of every wait: an alarm must not wait longer for a broker that is back.
const LONGEST: Duration = Duration::from_secs(8);

/// No wait is shorter, so that a broker which drops every connection is not hammered.
const SHORTEST: Duration = Duration::from_millis(50);

/// Grows with each failure in a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// It failed (again). `random` is any number.
    pub(crate) fn failed(&mut self, random: u64) -> Duration {
        let longest = FIRST.saturating_mul(1 << self.failures.min(8)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let range = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(random % range.saturating_add(1)).max(SHORTEST)
    }

    /// It worked for long enough to call the link stable.
    pub(crate) fn worked(&mut self) {
        self.failures = 0;
    }
}

/// A number that differs from box to box and from call to call.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_eight_seconds_and_start_again_after_a_stable_link() {
        let mut backoff = Backoff::default();
        let longest = |backoff: &mut Backoff, range| backoff.failed(range).as_millis();

        assert_eq!(longest(&mut backoff, 500), 500);
        assert_eq!(longest(&mut backoff, 1_000), 1_000);
        for _ in 0..20 {
            backoff.failed(0);
        }
        assert_eq!(longest(&mut backoff, 8_000), 8_000);
        assert_eq!(longest(&mut backoff, 8_001), SHORTEST.as_millis());
        backoff.worked();
        assert_eq!(longest(&mut backoff, 501), SHORTEST.as_millis());
    }
}
