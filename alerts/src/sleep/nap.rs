//! Was that a nap?
//!
//! A nap is sleep of twenty minutes to three hours outside the night's sleep. Short gaps belong to
//! it, and so do minutes of which nothing is known; neither is counted. Sleep that overlaps the
//! night by an hour, lies mostly in it, or is longer than three hours, belongs to a night; and so
//! does what lies within an hour of it: a second sleep after breakfast is no nap. Which sleep is the
//! night's can be known only by the clock, so while that is unset nothing is called a nap.
//!
//! ```text
//!            asleep            awake > 10 min       an hour without a night's sleep
//!   None ────────────▶ Run ──────────────────▶ Over ───────────────────────────────▶ nap
//!     ▲                 │ ▲                      │
//!     └─────────────────┘ └──────────────────────┘
//!      the night's, or too short   asleep again
//! ```
//!
//! The hour is waited for only where it reaches into the night; by day the nap is said at once.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::plan::Places;
use crate::policy::{NAP, NapPolicy};
use crate::time::Clock;

const MINUTE: Duration = Duration::from_secs(60);

/// A stretch of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nap {
    pub(crate) from: Mono,
    pub(crate) to: Mono,
    pub(crate) asleep_min: u16,
}

/// Sleep, and the gap since it was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    nap: Nap,
    /// How much of it lies in the night.
    night_min: u16,
    /// Minutes awake, and of which nothing is known, since its end.
    awake: u16,
    unknown: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    None,
    /// Asleep, or awake for a moment only; `before` is a nap unless this is the night's sleep.
    Run {
        run: Run,
        before: Option<Nap>,
    },
    /// A nap unless the night's sleep begins within the hour.
    Over(Nap),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Naps {
    #[serde(skip)]
    policy: NapPolicy,
    state: State,
    /// The end of the last night's sleep.
    main: Option<Mono>,
}

impl Naps {
    pub(crate) const fn new(policy: NapPolicy) -> Self {
        Self { policy, state: State::None, main: None }
    }

    /// The final verdict on the minute that began at `from`.
    pub(crate) fn handle_minute(
        &mut self,
        from: Mono,
        verdict: Verdict,
        clock: &Clock,
    ) -> Option<Nap> {
        let end = from + MINUTE;
        let night_min = u16::from(clock.is_night(from) == Some(true));
        let fresh = Nap { from, to: end, asleep_min: 1 };
        let fresh = Run { nap: fresh, night_min, awake: 0, unknown: 0 };
        match (self.state, verdict) {
            (State::None, Verdict::Awake | Verdict::Unknown) => None,
            (State::None, Verdict::Asleep) => {
                self.state = State::Run { run: fresh, before: None };
                None
            }
            (State::Run { run, before }, Verdict::Asleep) => {
                let asleep_min = run.nap.asleep_min.saturating_add(1);
                let nap = Nap { to: end, asleep_min, ..run.nap };
                let night_min = run.night_min.saturating_add(night_min);
                let run = Run { nap, night_min, awake: 0, unknown: 0 };
                self.state = State::Run { run, before };
                None
            }
            (State::Run { run, before }, Verdict::Awake | Verdict::Unknown) => {
                let run = run.with_gap(verdict);
                self.state = State::Run { run, before };
                let is_over = MINUTE * u32::from(run.awake) > self.policy.join
                    || MINUTE * u32::from(run.unknown) > NAP.bridged;
                if is_over { self.judge(&run, before, clock) } else { None }
            }
            (State::Over(nap), Verdict::Awake | Verdict::Unknown) => self.wait(nap, end),
            (State::Over(nap), Verdict::Asleep) => {
                self.state = State::Run { run: fresh, before: Some(nap) };
                None
            }
        }
    }

    fn judge(&mut self, run: &Run, before: Option<Nap>, clock: &Clock) -> Option<Nap> {
        self.state = State::None;
        let nap = run.nap;
        // By an unset clock nobody knows.
        let mostly_at_night = clock.is_night(nap.from + nap.to.since(nap.from) / 2)?;
        let near = self.main.is_some_and(|main| nap.from.since(main) <= self.policy.apart);
        let long_at_night = run.night_min >= NAP.overlap_min;
        if mostly_at_night || long_at_night || nap.asleep_min > NAP.longest_min || near {
            self.main = Some(nap.to);
            return None;
        }
        let long = nap.asleep_min >= self.policy.shortest_min;
        let waits = before.is_some() || self.reaches_night(nap.to, clock);
        match (long, waits) {
            (true, true) => {
                self.state = State::Over(nap);
                before
            }
            (true, false) => Some(nap),
            (false, true | false) => before,
        }
    }

    fn wait(&mut self, nap: Nap, now: Mono) -> Option<Nap> {
        (now.since(nap.to) > self.policy.apart).then(|| {
            self.state = State::None;
            nap
        })
    }

    /// Other numbers from now on.
    pub(crate) fn set_policy(&mut self, policy: NapPolicy) {
        self.policy = policy;
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    /// Whether the hour after `end` reaches into the night.
    fn reaches_night(&self, end: Mono, clock: &Clock) -> bool {
        clock.is_night(end + self.policy.apart).unwrap_or(true)
    }
}

impl Run {
    const fn with_gap(self, verdict: Verdict) -> Self {
        match verdict {
            Verdict::Asleep => self,
            Verdict::Awake => Self { awake: self.awake.saturating_add(1), ..self },
            Verdict::Unknown => Self { unknown: self.unknown.saturating_add(1), ..self },
        }
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
    fn sleep_that_overlaps_the_night_by_an_hour_is_the_nights_whenever_it_began() {
        assert_eq!(day(19 * 60, &[(205, true), (70, false)]), vec![]);
        // By less it is an evening nap.
        assert_eq!(day(19 * 60, &[(179, true), (70, false)]), vec![(0, 179, 179)]);
    }

    #[test]
    fn a_short_sleep_of_the_night_is_no_nap() {
        assert_eq!(day(22 * 60, &[(50, true), (120, false)]), vec![]);
    }

    #[test]
    fn more_than_three_hours_of_sleep_by_day_are_a_night() {
        assert_eq!(day(9 * 60, &[(180, true), (30, false)]), vec![(0, 180, 180)]);
        assert_eq!(day(9 * 60, &[(181, true), (30, false), (40, true), (30, false)]), vec![]);
    }

    #[test]
    fn a_quarter_of_an_hour_of_which_nothing_is_known_is_bridged_and_not_counted() {
        let asleep = |minutes| vec![Verdict::Asleep; minutes];
        let unknown = |minutes| vec![Verdict::Unknown; minutes];
        let awake = vec![Verdict::Awake; 20];
        let clock = at(13 * 60);
        let nap = [asleep(15), unknown(15), asleep(15), awake.clone()].concat();
        assert_eq!(judged(&clock, nap), vec![(0, 45, 30)]);
        let two = [asleep(15), unknown(16), asleep(15), awake].concat();
        assert_eq!(judged(&clock, two), vec![]);
    }

    #[test]
    fn while_the_clock_is_unset_nothing_is_called_a_nap() {
        let clock = Clock::new(TimeZone::UTC, Night::default());
        assert_eq!(lived(&clock, &[(40, true), (120, false)]), vec![]);
    }

    fn day(minute: i64, stretches: &[(u64, bool)]) -> Vec<(u64, u64, u16)> {
        lived(&at(minute), stretches)
    }

    fn at(minute: i64) -> Clock {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(minute * 60_000)), ClockQuality::Synced);
        clock
    }

    fn lived(clock: &Clock, stretches: &[(u64, bool)]) -> Vec<(u64, u64, u16)> {
        let verdict = |asleep| if asleep { Verdict::Asleep } else { Verdict::Awake };
        let minutes =
            stretches.iter().flat_map(|(n, asleep)| (0..*n).map(move |_| verdict(*asleep)));
        judged(clock, minutes.collect())
    }

    fn judged(clock: &Clock, minutes: Vec<Verdict>) -> Vec<(u64, u64, u16)> {
        let mut naps = Naps::new(NapPolicy::default());
        minutes
            .into_iter()
            .zip(0..)
            .filter_map(|(is, minute)| naps.handle_minute(Mono(minute * 60_000), is, clock))
            .map(|nap| (nap.from.0 / 60_000, nap.to.0 / 60_000, nap.asleep_min))
            .collect()
    }
}
