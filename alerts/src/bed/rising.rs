//! From when on is leaving the bed rising, for this resident?
//!
//! Some rise at five and some at eight. What they did in the last two weeks says it better than a
//! clock: the earliest of their final rises, but one, less a quarter of an hour. Until a week of
//! them is known it is an hour and a half before the night's end (contract.md §3).
//!
//! ```text
//!             7 rises known                      each rise: the last 14 count
//!   At first ───────────────▶ Learnt ─┐
//!     ▲                        │   ▲──┘
//!     └── fewer: withdrawn ────┘
//! ```
//!
//! It promises that one rise that was none (a fall at three) moves nothing.

use alloc::collections::VecDeque;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::RISING;
use crate::time::Clock;

/// A final rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rise {
    exit: Mono,
    /// So many minutes before the night's end; zero if after it.
    before_min: u16,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rising {
    /// The last ones, the oldest first.
    rises: VecDeque<Rise>,
}

impl Rising {
    /// Leaving the bed at `exit` was the final rise.
    pub(crate) fn handle_got_up(&mut self, exit: Mono, clock: &Clock) {
        let before = match clock.is_night(exit) {
            None => return,
            Some(true) => clock.night_end(exit).map_or(Duration::ZERO, |end| end.since(exit)),
            Some(false) => Duration::ZERO,
        };
        let before_min = u16::try_from(before.as_secs() / 60).unwrap_or(u16::MAX);
        if self.rises.len() >= RISING.kept {
            self.rises.pop_front();
        }
        self.rises.push_back(Rise { exit, before_min });
    }

    /// It was not.
    pub(crate) fn handle_withdrawn(&mut self, exit: Mono) {
        self.rises.retain(|rise| rise.exit != exit);
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    /// So long before the night's end.
    pub(crate) fn before_end(&self) -> Duration {
        if self.rises.len() < RISING.enough {
            return RISING.at_first;
        }
        let (mut first, mut second) = (0, 0);
        for rise in &self.rises {
            if rise.before_min > first {
                (first, second) = (rise.before_min, first);
            } else {
                second = second.max(rise.before_min);
            }
        }
        (Duration::from_secs(u64::from(second) * 60) + RISING.margin).min(RISING.earliest)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn until_a_week_is_known_it_is_ninety_minutes_before_the_nights_end() {
        assert_eq!(after(&[180; 6]).before_end(), min(90));
        assert_eq!(after(&[100; 7]).before_end(), min(115));
    }

    #[test]
    fn who_rises_late_rises_late_and_one_early_rise_moves_nothing() {
        assert_eq!(after(&[20, 25, 10, 30, 15, 20, 170]).before_end(), min(45));
        assert_eq!(after(&[0; 14]).before_end(), min(15));
        assert_eq!(after(&[200; 14]).before_end(), min(180), "no rise begins earlier");
    }

    #[test]
    fn the_last_fortnight_counts_and_what_was_withdrawn_does_not() {
        let mut rising = after(&[150; 14]);
        (20..33).for_each(|day| rise(&mut rising, day, 30));
        assert_eq!(rising.before_end(), min(45));
        let mut rising = after(&[150; 7]);
        rising.handle_withdrawn(exit(0, 150));
        assert_eq!(rising.before_end(), min(90));
    }

    #[test]
    fn while_the_clock_is_unset_nothing_is_learnt() {
        let mut rising = Rising::default();
        let unset = Clock::new(TimeZone::UTC, Night::default());
        (0..9).for_each(|day| rising.handle_got_up(exit(day, 170), &unset));
        assert_eq!(rising, Rising::default());
    }

    fn after(minutes: &[u64]) -> Rising {
        let mut rising = Rising::default();
        (0..).zip(minutes).for_each(|(day, before)| rise(&mut rising, day, *before));
        rising
    }

    fn rise(rising: &mut Rising, day: u64, before: u64) {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(0)), ClockQuality::Synced);
        rising.handle_got_up(exit(day, before), &clock);
    }

    /// So many minutes before seven.
    const fn exit(day: u64, before: u64) -> Mono {
        Mono((day * 1_440 + 7 * 60 - before) * 60_000)
    }

    const fn min(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }
}
