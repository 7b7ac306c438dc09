//! How often may others make something happen here? A burst at once, and so many a minute after it.
//!
//! The counting is `governor`'s. It reads no clock: its "fake" clock is one that stands still until
//! it is moved, and it is moved to the time that comes as an argument. So an allowance is as pure as
//! everything else that is told the time.

use std::num::NonZeroU32;

use alerts::Mono;
use governor::clock::FakeRelativeClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// What may still happen.
#[derive(Debug)]
pub struct Allowance {
    shown: FakeRelativeClock,
    now: Mono,
    left: RateLimiter<NotKeyed, InMemoryState, FakeRelativeClock, NoOpMiddleware<Nanos>>,
}

impl Allowance {
    /// So many at once, and after them so many a minute.
    #[must_use]
    pub fn new(burst: NonZeroU32, a_minute: NonZeroU32) -> Self {
        let shown = FakeRelativeClock::default();
        let quota = Quota::per_minute(a_minute).allow_burst(burst);
        let left = RateLimiter::direct_with_clock(quota, shown.clone());
        Self { shown, now: Mono::ZERO, left }
    }

    /// Whether it may happen once more; if so it counts as happened.
    pub fn take(&mut self, now: Mono) -> bool {
        self.shown.advance(now.since(self.now));
        self.now = self.now.max(now);
        self.left.check().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_at_once_and_later_as_many_as_are_allowed() {
        let mut allowance = Allowance::new(number(16), number(60));
        let mut passed = |second: u64| {
            let at = Mono(second * 1_000);
            (0..10_000).filter(|_| allowance.take(at)).count()
        };

        assert_eq!([0, 0, 1, 2, 12].map(&mut passed), [16, 0, 1, 1, 10]);
        assert_eq!(passed(3_600), 16, "a quiet hour is no store of more than a burst");
        assert_eq!(passed(3), 0, "time does not go back");
    }

    fn number(count: u32) -> NonZeroU32 {
        NonZeroU32::new(count).unwrap()
    }
}
