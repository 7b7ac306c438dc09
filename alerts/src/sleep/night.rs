//! What was that night, all of it known?
//!
//! The night's sleep is what overlaps the night by an hour or is longer than three; so it is what
//! no nap is (see `nap`), whenever they work. They went to bed when the stay began in which it
//! began, and got up when the last one ended. Between the two, everything is read from the minutes.

use alloc::vec::Vec;
use core::time::Duration;

use jiff::civil::Date;
use protocol::Mono;

use super::index::runs;
use super::{Scale, Verdict, settle};
use crate::message::{Absence, Figure, MOST_EXITS, NightRate, NightSummary};
use crate::policy::{NAP, NIGHT, SleepPolicy};
use crate::record::{Diary, InBedFor, KEPT, Night, Past, Stays};
use crate::time::Clock;

const MINUTE: Duration = Duration::from_secs(60);

/// What is known.
#[derive(Clone, Copy)]
pub(crate) struct Lived<'a> {
    pub(crate) diary: &'a Diary,
    pub(crate) stays: &'a Stays,
    pub(crate) clock: &'a Clock,
    pub(crate) scale: Scale,
}

/// Which night it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// The date of its morning.
    pub(crate) date: Date,
    /// Where the day before it ended, and where it ends.
    pub(crate) from: Mono,
    pub(crate) to: Mono,
    /// The final rise, if that is known.
    pub(crate) up: Option<Mono>,
}

/// Sleep without a gap of an hour: places of the diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    from: usize,
    to: usize,
}

/// What a night was; `None` if nothing at all is known of it.
pub(crate) fn sum_up(lived: Lived<'_>, bounds: Bounds) -> Option<Night> {
    let minutes: Vec<Past> = lived.diary.last(KEPT).copied().collect();
    let verdicts = settle(&minutes, lived.scale);
    let night = Looked { lived, bounds, minutes: &minutes, verdicts: &verdicts };
    night.sum_up()
}

struct Looked<'a> {
    lived: Lived<'a>,
    bounds: Bounds,
    minutes: &'a [Past],
    verdicts: &'a [Verdict],
}

impl Looked<'_> {
    fn sum_up(&self) -> Option<Night> {
        let (in_bed, out) = match self.bed_times() {
            Some(times) => times,
            None => return self.nobody(),
        };
        let end = out.unwrap_or(self.bounds.to);
        let (a, b) = (self.place(in_bed), self.place(end));
        let minutes = self.minutes.get(a..b)?;
        let verdicts = self.verdicts.get(a..b)?;
        let lain = || minutes.iter().filter(|past| past.in_bed == Some(true));
        let absences = self.absences(in_bed, end);
        let lengths = || absences.iter().filter_map(|(from, to)| Some(to.as_ref()?.since(*from)));
        let long: Duration = lengths().filter(|length| *length > NIGHT.trip).sum();
        let time_in_bed = whole(end.since(in_bed).saturating_sub(long));
        let coverage = share(count(minutes, |past| past.is_known()), minutes.len())?;
        let is_enough = coverage.hundredths >= i64::from(NIGHT.enough_pct);
        let tells = lain().any(|past| past.movement.is_some() || past.stage.is_some());
        let asleep = count(verdicts, |is| *is == Verdict::Asleep);
        let slept = slept(verdicts);
        let efficiency = share(asleep, usize::try_from(time_in_bed).ok()?);
        let moves = || lain().filter_map(|past| past.movement);
        let turns = minutes.iter().map(|past| u32::from(past.turns)).sum();
        let by_radar = || minutes.iter().filter_map(|past| past.radar_turns);
        let breathes = lain().any(|past| past.breath.is_some());
        let pauses = minutes.iter().map(|past| u32::from(past.pauses)).sum();
        let summary = NightSummary {
            date: self.bounds.date,
            in_bed: self.lived.clock.when(in_bed),
            out_of_bed: out.and_then(|out| self.lived.clock.when(out)),
            time_in_bed_min: Some(time_in_bed),
            asleep_min: tells.then(|| number(asleep)),
            sleep_latency_min: slept.filter(|_| is_enough).map(|slept| number(slept.onset)),
            waso_min: slept.map(|slept| number(slept.awake)),
            efficiency: efficiency.filter(|_| tells && is_enough),
            awakenings: slept.map(|slept| number(slept.awakenings)),
            bed_exits: Some(self.told(&absences)),
            bed_exit_count: Some(number(absences.len())),
            longest_absence_min: lengths().max().map(whole),
            turn_overs: moves().next().map(|_| turns),
            turn_overs_by_radar: by_radar().next().map(|_| by_radar().map(u32::from).sum()),
            heart_rate: rate(lain().map(|past| past.heart)),
            breathing_rate: rate(lain().map(|past| past.breath)),
            breathing_pauses: breathes.then_some(pauses),
            coverage,
            revision: None,
        };
        let movement = share_of(moves().map(u64::from).sum(), moves().count());
        Some(Night { summary, movement: movement.map(|hundredths| Figure { hundredths }) })
    }

    /// Nobody was in bed, as far as is known.
    fn nobody(&self) -> Option<Night> {
        let night = self.lived.clock.night_began(self.bounds.to.back(MINUTE))?;
        let (a, b) = (self.place(night.max(self.bounds.from)), self.place(self.bounds.to));
        let minutes = self.minutes.get(a..b)?;
        let coverage = share(count(minutes, |past| past.is_known()), minutes.len())?;
        let summary = NightSummary {
            time_in_bed_min: (coverage.hundredths >= i64::from(NIGHT.enough_pct)).then_some(0),
            ..NightSummary::unknown(self.bounds.date, coverage)
        };
        (coverage.hundredths > 0).then_some(Night { summary, movement: None })
    }

    /// When they went to bed, and when they got up, if they have.
    fn bed_times(&self) -> Option<(Mono, Option<Mono>)> {
        let stays: Vec<InBedFor> = self
            .lived
            .stays
            .all()
            .filter(|stay| stay.from < self.bounds.to)
            .filter(|stay| stay.to.is_none_or(|to| to > self.bounds.from))
            .copied()
            .collect();
        let (first, last) = match self.sleep() {
            Some(sleep) => (self.stamp(sleep.from), self.stamp(sleep.to)),
            None => self.lay(&stays)?,
        };
        let ends = |stay: &InBedFor| stay.to.unwrap_or(self.bounds.to);
        let mut began = stays.iter().position(|stay| ends(stay) > first)?;
        let gap = |place: usize| {
            let (before, after) = (stays.get(place)?, stays.get(place + 1)?);
            Some(after.from.since(before.to?))
        };
        while let Some(before) = began.checked_sub(1)
            && gap(before).is_some_and(|gap| gap <= NIGHT.trip)
        {
            began = before;
        }
        let in_bed = stays.get(began)?.from.max(self.bounds.from).max(self.lived.diary.begins());
        if let Some(up) = self.bounds.up.filter(|up| *up > in_bed) {
            return Some((in_bed, Some(up)));
        }
        let mut ended = stays.iter().rposition(|stay| stay.from < last)?;
        while gap(ended).is_some_and(|gap| gap < NIGHT.up) {
            ended += 1;
        }
        let up = stays.get(ended)?.to;
        Some((in_bed, up.filter(|up| self.bounds.to.since(*up) >= NIGHT.up)))
    }

    /// From the first of the night's sleep to the last.
    fn sleep(&self) -> Option<Period> {
        let (a, b) = (self.place(self.bounds.from), self.place(self.bounds.to));
        let mut periods: Vec<Period> = Vec::new();
        for (from, to) in runs(self.verdicts, Verdict::Asleep) {
            if from < a || from >= b {
                continue;
            }
            match periods.last_mut() {
                Some(last) if from - last.to <= NIGHT.together_min => last.to = to.min(b),
                Some(_) | None => periods.push(Period { from, to: to.min(b) }),
            }
        }
        let mut nights = periods.into_iter().filter(|period| self.is_nights(*period));
        let first = nights.next()?;
        Some(nights.next_back().map_or(first, |last| Period { to: last.to, ..first }))
    }

    fn is_nights(&self, period: Period) -> bool {
        let asleep = (period.from..period.to)
            .filter(|place| self.verdicts.get(*place) == Some(&Verdict::Asleep));
        let is_night = |place| self.lived.clock.is_night(self.stamp(place)) == Some(true);
        let at_night = asleep.clone().filter(|place| is_night(*place)).count();
        at_night >= NAP.overlap_min.into()
            || asleep.count() > NAP.longest_min.into()
            || is_night(period.from.midpoint(period.to))
    }

    /// Where no sleep is told: when they lay in bed at night, for half an hour at least.
    fn lay(&self, stays: &[InBedFor]) -> Option<(Mono, Mono)> {
        let clock = self.lived.clock;
        let night = clock.night_began(self.bounds.to.back(MINUTE))?;
        let dawn = clock.night_end(night)?;
        let mut lay = stays.iter().filter_map(|stay| {
            let (from, to) = (stay.from.max(night), stay.to.unwrap_or(self.bounds.to).min(dawn));
            (to.since(from) >= NIGHT.lay).then_some((stay.from, to))
        });
        let (first, end) = lay.next()?;
        Some((first, lay.next_back().map_or(end, |(_, end)| end)))
    }

    /// The times out of bed, without the final rise.
    fn absences(&self, in_bed: Mono, end: Mono) -> Vec<(Mono, Option<Mono>)> {
        let next = self.lived.stays.all().skip(1).map(|stay| Some(stay.from));
        let next = next.chain(core::iter::once(None));
        let pairs = self.lived.stays.all().zip(next);
        let within = |exit: &Mono| *exit > in_bed && *exit < end;
        pairs.filter_map(|(stay, back)| Some((stay.to.filter(within)?, back))).collect()
    }

    fn told(&self, absences: &[(Mono, Option<Mono>)]) -> Vec<Absence> {
        let told = |(from, to): &(Mono, Option<Mono>)| Absence {
            from: self.lived.clock.when(*from),
            min: to.map(|to| whole(to.since(*from)).max(1)),
        };
        absences.iter().take(MOST_EXITS).map(told).collect()
    }

    /// The place in the diary of a moment.
    fn place(&self, at: Mono) -> usize {
        let since = at.since(self.lived.diary.begins()).as_secs() / 60;
        usize::try_from(since).unwrap_or(KEPT).min(self.minutes.len())
    }

    fn stamp(&self, place: usize) -> Mono {
        self.lived.diary.begins() + MINUTE * number(place)
    }
}

/// What sleep was in the minutes from going to bed on.
#[derive(Clone, Copy)]
struct Slept {
    /// Its first minute.
    onset: usize,
    /// Minutes awake until its last.
    awake: usize,
    awakenings: usize,
}

fn slept(verdicts: &[Verdict]) -> Option<Slept> {
    let policy = SleepPolicy::default();
    let least: usize = policy.onset_asleep.into();
    let onset = verdicts.windows(policy.onset_run.into()).position(|run| {
        run.first() == Some(&Verdict::Asleep) && count(run, |is| *is == Verdict::Asleep) >= least
    })?;
    let last = verdicts.iter().rposition(|is| *is == Verdict::Asleep)?;
    let between = verdicts.get(onset..=last)?;
    let awake = runs(between, Verdict::Awake);
    let long = |(from, to): &&(usize, usize)| to - from >= policy.awakening.into();
    Some(Slept {
        onset,
        awake: awake.iter().map(|(from, to)| to - from).sum(),
        awakenings: awake.iter().filter(long).count(),
    })
}

/// Over the means of its minutes, in halves.
fn rate(minutes: impl Iterator<Item = Option<u16>>) -> Option<NightRate> {
    let (mut all, mut known) = (0, Vec::new());
    for halves in minutes {
        all += 1;
        known.extend(halves);
    }
    let figure = |halves: u16| Figure { hundredths: i64::from(halves) * 50 };
    let sum: u64 = known.iter().map(|halves| u64::from(*halves) * 50).sum();
    Some(NightRate {
        mean: Figure { hundredths: share_of(sum, known.len())? },
        min: figure(*known.iter().min()?),
        max: figure(*known.iter().max()?),
        coverage: share(known.len(), all)?,
    })
}

fn count<T>(of: &[T], is: impl Fn(&T) -> bool) -> usize {
    of.iter().filter(|one| is(one)).count()
}

/// A share as a figure from 0 to 1.
pub(crate) fn share(part: usize, whole: usize) -> Option<Figure> {
    let hundredths = share_of(u64::try_from(part.min(whole)).ok()? * 100, whole)?;
    Some(Figure { hundredths })
}

/// To the nearest; `None` of nothing.
fn share_of(sum: u64, count: usize) -> Option<i64> {
    let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
    i64::try_from((sum + count / 2) / count).ok()
}

/// Whole minutes, to the nearest.
fn whole(length: Duration) -> u32 {
    u32::try_from((length.as_secs() + 30) / 60).unwrap_or(u32::MAX)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
