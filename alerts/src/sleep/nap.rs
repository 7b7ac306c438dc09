//! Was that a nap?
//!
//! A nap is sleep of at least twenty minutes outside the main sleep. Short gaps belong to it. Sleep
//! whose middle lies in the night is main sleep, and so is what lies within an hour of it: a second
//! sleep after breakfast is no nap. Which sleep is main can be known only by the clock, so while
//! that is unset nothing is called a nap.
//!
//! ```text
//!            asleep            awake > 10 min       an hour without main sleep
//!   None ────────────▶ Run ──────────────────▶ Over ───────────────────────────▶ nap
//!     ▲                 │ ▲                      │
//!     └─────────────────┘ └──────────────────────┘
//!      main, or too short      asleep again
//! ```
//!
//! The hour is waited for only where it reaches into the night; by day the nap is said at once.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::NapPolicy;
use crate::time::Clock;

const MINUTE: Duration = Duration::from_secs(60);

/// A stretch of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nap {
    pub(crate) from: Mono,
    pub(crate) to: Mono,
    pub(crate) asleep_min: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    None,
    /// Asleep, or awake for a moment only; `before` is a nap unless this is main sleep.
    Run {
        run: Nap,
        before: Option<Nap>,
    },
    /// A nap unless main sleep begins within the hour.
    Over(Nap),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Naps {
    #[serde(skip)]
    policy: NapPolicy,
    state: State,
    /// The end of the last main sleep.
    main: Option<Mono>,
}

impl Naps {
    pub(crate) const fn new(policy: NapPolicy) -> Self {
        Self { policy, state: State::None, main: None }
    }

    /// The final verdict on the minute that began at `from`.
    pub(crate) fn handle_minute(&mut self, from: Mono, asleep: bool, clock: &Clock) -> Option<Nap> {
        let end = from + MINUTE;
        let fresh = Nap { from, to: end, asleep_min: 1 };
        match (self.state, asleep) {
            (State::None, false) => None,
            (State::None, true) => {
                self.state = State::Run { run: fresh, before: None };
                None
            }
            (State::Run { run, before }, true) => {
                let run = Nap { to: end, asleep_min: run.asleep_min.saturating_add(1), ..run };
                self.state = State::Run { run, before };
                None
            }
            (State::Run { run, before }, false) if end.since(run.to) > self.policy.join => {
                self.judge(run, before, clock)
            }
            (State::Run { .. }, false) => None,
            (State::Over(nap), false) => self.wait(nap, end),
            (State::Over(nap), true) => {
                self.state = State::Run { run: fresh, before: Some(nap) };
                None
            }
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    fn judge(&mut self, run: Nap, before: Option<Nap>, clock: &Clock) -> Option<Nap> {
        self.state = State::None;
        let middle = run.from + run.to.since(run.from) / 2;
        let near = self.main.is_some_and(|main| run.from.since(main) <= self.policy.apart);
        match clock.is_night(middle) {
            Some(false) if !near => {}
            Some(true | false) => {
                self.main = Some(run.to);
                return None;
            }
            None => return None,
        }
        let long = run.asleep_min >= self.policy.shortest_min;
        let waits = before.is_some() || self.reaches_night(run.to, clock);
        match (long, waits) {
            (true, true) => {
                self.state = State::Over(run);
                before
            }
            (true, false) => Some(run),
            (false, true | false) => before,
        }
    }

    fn wait(&mut self, nap: Nap, now: Mono) -> Option<Nap> {
        (now.since(nap.to) > self.policy.apart).then(|| {
            self.state = State::None;
            nap
        })
    }

    /// Whether the hour after `end` reaches into the night.
    fn reaches_night(&self, end: Mono, clock: &Clock) -> bool {
        clock.is_night(end + self.policy.apart).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn twenty_minutes_of_sleep_by_day_are_a_nap() {
        assert_eq!(day(13 * 60, &[(20, true), (30, false)]), vec![(0, 20, 20)]);
        assert_eq!(day(13 * 60, &[(19, true), (30, false)]), vec![]);
    }

    #[test]
    fn short_gaps_belong_to_a_nap_and_its_length_is_minutes_asleep() {
        let lived = [(15, true), (10, false), (15, true), (30, false)];
        assert_eq!(day(13 * 60, &lived), vec![(0, 40, 30)]);
        let lived = [(15, true), (11, false), (15, true), (30, false)];
        assert_eq!(day(13 * 60, &lived), vec![]);
    }

    #[test]
    fn the_night_is_no_nap_and_neither_is_sleep_within_an_hour_of_it() {
        let night = [(480, true), (60, false), (40, true), (61, false), (30, true), (20, false)];
        assert_eq!(day(22 * 60, &night), vec![(641, 671, 30)]);
    }

    #[test]
    fn an_evening_nap_is_one_only_if_the_night_does_not_follow_within_the_hour() {
        let nap = (0, 40, 40);
        assert_eq!(day(19 * 60 + 30, &[(40, true), (90, false), (300, true)]), vec![nap]);
        assert_eq!(day(19 * 60 + 30, &[(40, true), (50, false), (300, true)]), vec![]);
    }

    #[test]
    fn while_the_clock_is_unset_nothing_is_called_a_nap() {
        let clock = Clock::new(TimeZone::UTC, Night::default());
        assert_eq!(lived(&clock, &[(40, true), (120, false)]), vec![]);
    }

    fn day(minute: i64, stretches: &[(u64, bool)]) -> Vec<(u64, u64, u16)> {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(minute * 60_000)), ClockQuality::Synced);
        lived(&clock, stretches)
    }

    fn lived(clock: &Clock, stretches: &[(u64, bool)]) -> Vec<(u64, u64, u16)> {
        let mut naps = Naps::new(NapPolicy::default());
        let minutes = stretches.iter().flat_map(|(n, asleep)| (0..*n).map(move |_| *asleep));
        minutes
            .zip(0..)
            .filter_map(|(asleep, minute)| naps.handle_minute(Mono(minute * 60_000), asleep, clock))
            .map(|nap| (nap.from.0 / 60_000, nap.to.0 / 60_000, nap.asleep_min))
            .collect()
    }
}
