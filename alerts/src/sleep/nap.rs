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

impl Nap {
    /// They lay as sleepers do, and not as those do who only lie still.
    fn is_quiet(self, diary: &Diary) -> bool {
        let within = diary.since(self.from).take_while(|(at, _)| *at < self.to);
        let stirred = within.filter(|(_, past)| past.stirs).map(|_| 1_u64).sum::<u64>();
        let minutes = self.to.since(self.from).as_secs() / 60;
        stirred * 100 <= minutes * u64::from(NAP.stirs_pct)
    }

    /// The same nap with the one before it.
    fn after(self, before: Self) -> Self {
        let asleep_min = before.asleep_min.saturating_add(self.asleep_min);
        Self { from: before.from, to: self.to, asleep_min }
    }
}

/// Sleep without a gap of an hour, as far as its runs are over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Period {
    asleep_min: u16,
    night_min: u16,
    to: Mono,
    is_night: bool,
    /// Its last run, if they lay as sleepers do: the next may be the same nap.
    #[serde(default)]
    last: Option<Nap>,
    /// Its naps: those that were said, and those that wait.
    said: Vec<Nap>,
    held: Vec<Nap>,
}

impl Period {
    /// A nap goes on: as it was, it is none. The same, if it was said.
    fn take_back(&mut self, nap: Nap) -> Option<Nap> {
        self.held.retain(|held| *held != nap);
        let place = self.said.iter().position(|said| *said == nap)?;
        Some(self.said.remove(place))
    }
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
                *run = Some(Run { nap, night_min, awake: 0, unknown: 0 });
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
        let is_still = minute.still && minute.verdict == Verdict::Awake;
        self.still = if is_still { (self.still + 1).min(NAP.still_min) } else { 0 };
        let is_over = |run: &mut Run| {
            MINUTE * u32::from(run.awake) > self.policy.join
                || MINUTE * u32::from(run.unknown) > NAP.bridged
        };
        if let Some(run) = self.run.take_if(is_over) {
            let run = self.look_again(run, known);
            let is_quiet = run.nap.is_quiet(known.diary);
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
        let join = self.policy.join;
        let period = self.period.get_or_insert_default();
        let last = period.last.take().filter(|last| nap.from.since(last.to) <= join);
        period.asleep_min = period.asleep_min.saturating_add(nap.asleep_min);
        period.night_min = period.night_min.saturating_add(run.night_min);
        period.to = nap.to;
        period.is_night |= mostly_at_night
            || period.night_min >= NAP.overlap_min
            || period.asleep_min > NAP.longest_min;
        if period.is_night {
            self.words.extend(period.said.drain(..).map(NapWord::NoNap));
            period.held.clear();
            return;
        }
        if !is_quiet {
            return;
        }
        self.words.extend(last.and_then(|last| period.take_back(last)).map(NapWord::NoNap));
        let nap = last.map_or(nap, |last| nap.after(last));
        period.last = Some(nap);
        if nap.asleep_min < self.policy.shortest_min || period.said.len() >= MOST {
            return;
        }
        let waits = nap.asleep_min >= NAP.waits_min
            || clock.is_night(nap.to + self.policy.apart).unwrap_or(true);
        if waits || !period.held.is_empty() {
            period.held.push(nap);
        } else {
            period.said.push(nap);
            self.words.push_back(NapWord::Nap(nap));
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
mod tests;
