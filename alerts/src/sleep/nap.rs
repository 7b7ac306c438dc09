//! Was that a nap?
//!
//! A nap is sleep of twenty minutes to three hours outside the night's sleep. Short gaps belong to
//! it, and so do minutes of which nothing is known; neither is counted. The stillness before it, in
//! which they lay already, is. Naps less than an hour apart are one *period* of sleep, and a period
//! that overlaps the night by an hour, lies mostly in it, or is longer than three hours, is a
//! night's and has no naps: a night in two parts, a second sleep after breakfast, six hours by day.
//! Which sleep is the night's can be known only by the clock, so while that is unset nothing is
//! called a nap.
//!
//! ```text
//!          asleep            awake > 10 min, or 15 min not known
//!   None ────────────▶ Run ─────────────────────────────────────▶ too short, or a nap
//!                       ▲ │                                          │
//!                       └─┘ asleep again sooner                      │ asleep again within the hour:
//!                                                                    ▼ the same period
//!   a period turns out a night's: naps of it that were said are taken back
//! ```
//!
//! Minute by minute, sleep is told late, or who reads would be asleep. So when a run is over its minutes
//! are looked at once more, from both sides and with what is known of the resident by then: where it
//! began, where it ended and how much of it was sleep is what that says.
//!
//! A nap by day is said at once. One that is long, or whose hour reaches into the night, may be the
//! first part of more, and is said when no more has come for an hour.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::index::{Judged, look_back};
use super::{Scale, Verdict};
use crate::plan::Places;
use crate::policy::{LOOK, NAP, NapPolicy};
use crate::record::{Diary, Past};
use crate::time::Clock;

const MINUTE: Duration = Duration::from_secs(60);

/// A period that is no night's has nine naps at most: they are twenty minutes long, and three hours
/// together.
const MOST: usize = 16;

/// A stretch of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nap {
    pub(crate) from: Mono,
    pub(crate) to: Mono,
    pub(crate) asleep_min: u16,
}

/// What is told of naps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NapWord {
    /// That was one.
    Nap(Nap),
    /// That was none: it belongs to a night.
    NoNap(Nap),
}

/// What is known when a minute is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    pub(crate) clock: &'a Clock,
    pub(crate) diary: &'a Diary,
    pub(crate) scale: Scale,
    /// Whether they stirred in the minute.
    pub(crate) stirs: bool,
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
    /// Minutes in which they stirred, up to its end and up to now.
    #[serde(default)]
    stirred: u16,
    #[serde(default)]
    stirs: u16,
}

impl Run {
    /// They lay as sleepers do, and not as those do who only lie still.
    fn is_quiet(&self) -> bool {
        let minutes = self.nap.to.since(self.nap.from).as_secs() / 60;
        u64::from(self.stirred) * 100 <= minutes * u64::from(NAP.stirs_pct)
    }
}

/// Sleep without a gap of an hour, as far as its runs are over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Period {
    asleep_min: u16,
    night_min: u16,
    to: Mono,
    is_night: bool,
    /// Its naps: those that were said, and those that wait.
    said: Vec<Nap>,
    held: Vec<Nap>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Naps {
    #[serde(skip)]
    policy: NapPolicy,
    #[serde(default)]
    run: Option<Run>,
    #[serde(default)]
    period: Option<Period>,
    /// Minutes of stillness up to now, awake for all that is known.
    #[serde(default)]
    still: u16,
    #[serde(skip)]
    words: VecDeque<NapWord>,
}

impl Naps {
    pub(crate) const fn new(policy: NapPolicy) -> Self {
        Self { policy, run: None, period: None, still: 0, words: VecDeque::new() }
    }

    /// The verdict on the minute that began at `from`. Poll afterwards.
    pub(crate) fn handle_minute(&mut self, from: Mono, minute: Judged, known: Known<'_>) {
        let (end, clock) = (from + MINUTE, known.clock);
        match (&mut self.run, minute.verdict) {
            (run @ None, Verdict::Asleep) => {
                let nap = Nap {
                    from: from.back(MINUTE * u32::from(self.still)),
                    to: end,
                    asleep_min: 1 + self.still,
                };
                let night_min = u16::from(clock.is_night(from) == Some(true)) * nap.asleep_min;
                let (awake, unknown, stirred, stirs) = (0, 0, 0, 0);
                *run = Some(Run { nap, night_min, awake, unknown, stirred, stirs });
            }
            (Some(run), Verdict::Asleep) => {
                run.nap.to = end;
                run.nap.asleep_min = run.nap.asleep_min.saturating_add(1);
                let is_night = clock.is_night(from) == Some(true);
                run.night_min = run.night_min.saturating_add(u16::from(is_night));
                (run.awake, run.unknown) = (0, 0);
            }
            (Some(run), Verdict::Awake) => run.awake = run.awake.saturating_add(1),
            (Some(run), Verdict::Unknown) => run.unknown = run.unknown.saturating_add(1),
            (None, Verdict::Awake | Verdict::Unknown) => {}
        }
        if let Some(run) = &mut self.run {
            run.stirs = run.stirs.saturating_add(u16::from(known.stirs));
            if minute.verdict == Verdict::Asleep {
                run.stirred = run.stirs;
            }
        }
        let is_still = minute.still && minute.verdict == Verdict::Awake;
        self.still = if is_still { (self.still + 1).min(NAP.still_min) } else { 0 };
        let is_over = |run: &mut Run| {
            MINUTE * u32::from(run.awake) > self.policy.join
                || MINUTE * u32::from(run.unknown) > NAP.bridged
        };
        if let Some(run) = self.run.take_if(is_over) {
            let is_quiet = run.is_quiet();
            let run = self.look_again(run, known);
            self.judge(&run, is_quiet, clock);
        }
        self.wait(end);
    }

    /// What is to be said.
    pub(crate) fn poll(&mut self) -> Option<NapWord> {
        self.words.pop_front()
    }

    /// A run is over: the same, as it looks with what came after it. What the diary does not have
    /// stands as it was told.
    fn look_again(&self, run: Run, known: Known<'_>) -> Run {
        let reaches = |at: Mono, minutes: u16| at.back(MINUTE * u32::from(minutes));
        let before = self.period.as_ref().map_or(Mono::ZERO, |period| period.to);
        let earliest = reaches(run.nap.from, LOOK.earlier_min).max(before);
        let latest = run.nap.to + MINUTE * u32::from(LOOK.later_min);
        let minutes: Vec<(Mono, Past)> =
            known.diary.since(reaches(run.nap.from, LOOK.before_min)).collect();
        let past: Vec<Past> = minutes.iter().map(|(_, past)| *past).collect();
        let asleep: Vec<Mono> = minutes
            .iter()
            .zip(look_back(&past, known.scale))
            .filter(|((at, _), verdict)| {
                *verdict == Verdict::Asleep && (earliest..latest).contains(at)
            })
            .map(|((at, _), _)| *at)
            .collect();
        let (Some(from), Some(last)) = (asleep.first(), asleep.last()) else { return run };
        let count = |many: usize| u16::try_from(many).unwrap_or(u16::MAX);
        let at_night = asleep.iter().filter(|at| known.clock.is_night(**at) == Some(true));
        let night_min = count(at_night.count());
        let nap = Nap { from: *from, to: *last + MINUTE, asleep_min: count(asleep.len()) };
        Run { nap, night_min, ..run }
    }

    /// To which period does a run belong, and is it a nap?
    fn judge(&mut self, run: &Run, is_quiet: bool, clock: &Clock) {
        let nap = run.nap;
        // By an unset clock nobody knows.
        let middle = nap.from + nap.to.since(nap.from) / 2;
        let Some(mostly_at_night) = clock.is_night(middle) else { return };
        if self.period.as_ref().is_some_and(|last| nap.from.since(last.to) > self.policy.apart) {
            self.end_period();
        }
        let waits = nap.asleep_min >= NAP.waits_min
            || clock.is_night(nap.to + self.policy.apart).unwrap_or(true);
        let period = self.period.get_or_insert_default();
        period.asleep_min = period.asleep_min.saturating_add(nap.asleep_min);
        period.night_min = period.night_min.saturating_add(run.night_min);
        period.to = nap.to;
        period.is_night |= mostly_at_night
            || period.night_min >= NAP.overlap_min
            || period.asleep_min > NAP.longest_min;
        if period.is_night {
            self.words.extend(period.said.drain(..).map(NapWord::NoNap));
            period.held.clear();
        } else if is_quiet && nap.asleep_min >= self.policy.shortest_min && period.said.len() < MOST
        {
            if waits || !period.held.is_empty() {
                period.held.push(nap);
            } else {
                period.said.push(nap);
                self.words.push_back(NapWord::Nap(nap));
            }
        }
    }

    /// When an hour has passed without sleep, no more comes.
    fn wait(&mut self, now: Mono) {
        let is_over = |period: &Period| now.since(period.to) > self.policy.apart;
        if self.run.is_none() && self.period.as_ref().is_some_and(is_over) {
            self.end_period();
        }
    }

    fn end_period(&mut self) {
        let period = self.period.take().unwrap_or_default();
        self.words.extend(period.held.into_iter().map(NapWord::Nap));
    }

    /// Other numbers from now on.
    pub(crate) fn set_policy(&mut self, policy: NapPolicy) {
        self.policy = policy;
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
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
        assert_eq!(day(9 * 60, &[(180, true), (61, false)]), vec![(0, 180, 180)]);
        assert_eq!(day(9 * 60, &[(181, true), (30, false), (40, true), (30, false)]), vec![]);
    }

    #[test]
    fn six_hours_of_sleep_by_day_are_no_naps_though_they_wake_in_between() {
        let lived = [(120, true), (20, false), (130, true), (15, false), (110, true), (70, false)];
        assert_eq!(day(8 * 60, &lived), vec![]);
    }

    #[test]
    fn naps_that_turn_out_parts_of_a_long_sleep_are_taken_back() {
        let lived = [(40, true), (20, false), (30, true), (20, false), (120, true), (70, false)];
        let (first, second) = (nap((0, 40, 40)), nap((60, 90, 30)));
        assert_eq!(
            words(&at(9 * 60), &lived),
            vec![
                NapWord::Nap(first),
                NapWord::Nap(second),
                NapWord::NoNap(first),
                NapWord::NoNap(second),
            ]
        );
    }

    #[test]
    fn a_night_in_two_parts_has_no_nap() {
        let lived = [(205, true), (125, false), (180, true), (90, false)];
        assert_eq!(day(19 * 60, &lived), vec![]);
    }

    #[test]
    fn the_stillness_before_it_belongs_to_a_nap() {
        let still = Judged { verdict: Verdict::Awake, still: true, rests: true };
        let awake = Judged { still: false, ..still };
        let asleep = Judged { verdict: Verdict::Asleep, still: true, rests: true };
        let lived = [vec![awake; 5], vec![still; 3], vec![asleep; 20], vec![awake; 20]].concat();
        assert_eq!(judged(&at(13 * 60), lived), vec![NapWord::Nap(nap((5, 28, 23)))]);
    }

    #[test]
    fn a_quarter_of_an_hour_of_which_nothing_is_known_is_bridged_and_not_counted() {
        let is = |verdict, minutes| vec![Judged { verdict, still: false, rests: false }; minutes];
        let asleep = || is(Verdict::Asleep, 15);
        let unknown = |minutes| is(Verdict::Unknown, minutes);
        let awake = || is(Verdict::Awake, 20);
        let clock = at(13 * 60);
        let one = [asleep(), unknown(15), asleep(), awake()].concat();
        assert_eq!(judged(&clock, one), vec![NapWord::Nap(nap((0, 45, 30)))]);
        let two = [asleep(), unknown(16), asleep(), awake()].concat();
        assert_eq!(judged(&clock, two), vec![]);
    }

    #[test]
    fn while_the_clock_is_unset_nothing_is_called_a_nap() {
        let clock = Clock::new(TimeZone::UTC, Night::default());
        assert_eq!(words(&clock, &[(40, true), (120, false)]), vec![]);
    }

    /// The naps of a day that were said and stand.
    fn day(minute: i64, stretches: &[(usize, bool)]) -> Vec<(u64, u64, u16)> {
        let mut stand: Vec<Nap> = Vec::new();
        for word in words(&at(minute), stretches) {
            match word {
                NapWord::Nap(nap) => stand.push(nap),
                NapWord::NoNap(nap) => stand.retain(|other| *other != nap),
            }
        }
        stand.iter().map(|nap| (nap.from.0 / 60_000, nap.to.0 / 60_000, nap.asleep_min)).collect()
    }

    fn nap((from, to, asleep_min): (u64, u64, u16)) -> Nap {
        Nap { from: Mono(from * 60_000), to: Mono(to * 60_000), asleep_min }
    }

    fn at(minute: i64) -> Clock {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(minute * 60_000)), ClockQuality::Synced);
        clock
    }

    fn words(clock: &Clock, stretches: &[(usize, bool)]) -> Vec<NapWord> {
        let verdict = |asleep| if asleep { Verdict::Asleep } else { Verdict::Awake };
        let minute = |(n, asleep): &(usize, bool)| {
            vec![Judged { verdict: verdict(*asleep), still: false, rests: false }; *n]
        };
        judged(clock, stretches.iter().flat_map(minute).collect())
    }

    fn judged(clock: &Clock, minutes: Vec<Judged>) -> Vec<NapWord> {
        let mut naps = Naps::new(NapPolicy::default());
        let mut said = Vec::new();
        for (minute, from) in minutes.into_iter().zip(0..) {
            let (diary, scale, stirs) = (&Diary::default(), Scale::default(), false);
            naps.handle_minute(Mono(from * 60_000), minute, Known { clock, diary, scale, stirs });
            said.extend(core::iter::from_fn(|| naps.poll()));
        }
        said
    }
}
