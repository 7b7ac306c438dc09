//! How old may what is kept be counted? What is too old is deleted for good, so a clock that leaps
//! into next year (a dead battery, a wrong time server, a slip of the hand) must not delete a year.
//! A leap ahead is believed when it has stood for a day; until then everything is as old as before.

use std::time::Duration;

use alerts::{Mono, Wall};

/// A station may have been off for so long: nothing is kept for less than a few times that.
const LEAP: Duration = Duration::from_secs(7 * 86_400);

/// A clock that is wrong is found within a day: the wall is wrong too.
const STANDS: Duration = Duration::from_secs(86_400);

/// Until when things are counted old.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trust {
    last: Option<Wall>,
    leapt: Option<Mono>,
}

impl Trust {
    /// With the time by which was counted last, if ever.
    #[must_use]
    pub const fn new(last: Option<Wall>) -> Self {
        Self { last, leapt: None }
    }

    /// The time by which is counted now. A clock that goes back is believed: it deletes less.
    pub fn handle(&mut self, now: Wall, at: Mono) -> Wall {
        let leapt = self.last.filter(|last| now > *last + LEAP);
        let Some(last) = leapt else {
            *self = Self::new(Some(now));
            return now;
        };
        let since = *self.leapt.get_or_insert(at);
        if at.since(since) < STANDS {
            return last;
        }
        *self = Self::new(Some(now));
        now
    }

    /// Whether the clock has leapt, and is not believed yet.
    #[must_use]
    pub const fn doubts(&self) -> bool {
        self.leapt.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000;
    const YEAR: Duration = Duration::from_secs(365 * 86_400);

    #[test]
    fn a_clock_that_leaps_a_year_and_is_put_right_the_same_day_deletes_nothing() {
        let (now, mut trust) = (Wall(1_795_435_200_000), Trust::default());
        assert_eq!(trust.handle(now, Mono(0)), now);
        for hour in 1..24 {
            assert_eq!(trust.handle(now + YEAR, Mono(hour * HOUR)), now);
            assert!(trust.doubts());
        }
        let right = now + Duration::from_secs(86_400);
        assert_eq!(trust.handle(right, Mono(24 * HOUR)), right);
        assert!(!trust.doubts());
    }

    #[test]
    fn a_station_that_was_off_for_months_waits_a_day_over_restarts_and_then_tidies() {
        let then = Wall(1_795_435_200_000);
        let mut trust = Trust::new(Some(then));
        assert_eq!(trust.handle(then + YEAR, Mono(0)), then);
        let mut trust = Trust::new(Some(then));
        assert_eq!(trust.handle(then + YEAR, Mono(5)), then);
        assert_eq!(trust.handle(then + YEAR, Mono(5 + 24 * HOUR)), then + YEAR);
    }

    #[test]
    fn a_clock_that_goes_back_is_believed() {
        let now = Wall(1_795_435_200_000);
        let mut trust = Trust::new(Some(now + YEAR));
        assert_eq!(trust.handle(now, Mono(0)), now);
    }
}
