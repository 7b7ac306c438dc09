//! How awake is each minute in bed?
//!
//! Cole and Kripke weigh a minute's movement with that of its neighbours, and below 1 is sleep. To
//! that is added the unrest of the last while: a measure from 0 (still) to 1, which follows each
//! minute with a memory of twelve, and is 1 in whoever comes to bed. It is what Webster's first
//! three rules say in steps (after 4, 10, 15 minutes awake the next 1, 3, 4 of quiet are not yet
//! sleep), it falls with quiet as theirs cannot, and it keeps a reader awake who hardly moves.
//! Minutes out of bed raise it, so who comes back from a short trip sleeps on sooner than who goes
//! to bed.
//!
//! Where a radar tells its own stage, that counts a little: it comes every ten minutes, and is
//! evidence. Without any movement it is all there is, and decides. A minute without either is not
//! known.
//!
//! With a night before it whole, [`settle`] goes on: a sleep that lasts began with the stillness
//! before it, an awakening that lasts with the unrest, and Webster's last two rules take out a little
//! sleep between much wakefulness.
//!
//! A short sleep that is over is looked at from both sides ([`look_back`]): what came after it tells
//! as much of a minute as what came before, so unrest may be forgotten sooner, and the first and the
//! last minute of sleep are told equally well.

use alloc::vec::Vec;

use protocol::SleepStage;

use super::Scale;
use crate::policy::{LOOK, SCORE, SleepPolicy};
use crate::record::Past;

/// What a minute was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Asleep,
    Awake,
    Unknown,
}

/// A minute that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// In bed, and hardly moves.
    pub(crate) still: bool,
    /// In bed, and at rest by movement alone: whoever is so for long has settled for the night,
    /// asleep or not.
    pub(crate) rests: bool,
}

/// The verdict on each of the minutes, which follow one another.
pub(crate) fn judge(minutes: &[Past], scale: Scale) -> Vec<Judged> {
    let units = units(minutes, scale);
    let unrests = unrests(minutes, &units, SCORE.follows);
    let judged = minutes.iter().zip(unrests).enumerate().map(|(place, (past, unrest))| {
        match (past.in_bed, past.movement) {
            (None, _) => Judged { verdict: Verdict::Unknown, still: false, rests: false },
            (Some(false), _) => Judged { verdict: Verdict::Awake, still: false, rests: false },
            (Some(true), None) => {
                let verdict = by_stage(past.stage);
                Judged { verdict, still: false, rests: verdict == Verdict::Asleep }
            }
            (Some(true), Some(_)) => {
                let moved = SCORE.movement * weighed(&units, place);
                let verdict = by_index(moved + SCORE.unrest * unrest, past.stage);
                Judged { verdict, still: moved < SCORE.still, rests: moved < SCORE.rest }
            }
        }
    });
    judged.collect()
}

/// The movement of each minute in bed, on the resident's own scale.
fn units(minutes: &[Past], scale: Scale) -> Vec<Option<f32>> {
    let unit = |past: &Past| past.movement.filter(|_| past.in_bed == Some(true));
    minutes.iter().map(|past| unit(past).map(|movement| scale.of(movement))).collect()
}

/// The verdict on each of the minutes of a short sleep that is over, with what came before it and
/// after. Minutes awake that are too few for an awakening, between minutes asleep, are none.
pub(crate) fn look_back(minutes: &[Past], scale: Scale) -> Vec<Verdict> {
    let mut ahead = units(minutes, scale.coarse());
    let before: Vec<f32> = (0..ahead.len()).map(|place| weighed(&ahead, place)).collect();
    let from_before = unrests(minutes, &ahead, LOOK.follows);
    ahead.reverse();
    let backwards: Vec<Past> = minutes.iter().rev().copied().collect();
    let after = (0..ahead.len()).rev().map(|place| weighed(&ahead, place));
    let from_after = unrests(&backwards, &ahead, LOOK.follows).into_iter().rev();
    let middle = |(one, other): (f32, f32)| f32::midpoint(one, other);
    let moved = before.into_iter().zip(after).map(middle);
    let unrest = from_before.into_iter().zip(from_after).map(middle);
    let verdict = |(past, (moved, unrest)): (&Past, (f32, f32))| match (past.in_bed, past.movement)
    {
        (None, _) => Verdict::Unknown,
        (Some(false), _) => Verdict::Awake,
        (Some(true), None) => by_stage(past.stage),
        (Some(true), Some(_)) => {
            by_index(SCORE.movement * moved + LOOK.unrest * unrest, past.stage)
        }
    };
    let mut verdicts: Vec<Verdict> = minutes.iter().zip(moved.zip(unrest)).map(verdict).collect();
    restless(minutes, &mut verdicts);
    let awakening: usize = SleepPolicy::default().awakening.into();
    for (from, to) in runs(&verdicts, Verdict::Awake) {
        let is_asleep = |place: Option<usize>| {
            place.and_then(|place| verdicts.get(place)) == Some(&Verdict::Asleep)
        };
        if to - from < awakening && is_asleep(from.checked_sub(1)) && is_asleep(Some(to)) {
            verdicts.get_mut(from..to).unwrap_or_default().fill(Verdict::Asleep);
        }
    }
    verdicts
}

/// Who stirs again and again does not sleep, however little it is that they move.
fn restless(minutes: &[Past], verdicts: &mut [Verdict]) {
    for (place, verdict) in verdicts.iter_mut().enumerate() {
        let around = minutes.iter().take(place + LOOK.around_min + 1);
        let around = around.skip(place.saturating_sub(LOOK.around_min));
        let lain = around.filter(|past| past.in_bed == Some(true) && past.movement.is_some());
        let (stirred, all) =
            lain.fold((0, 0), |(n, all), past| (n + u32::from(past.stirs), all + 1_u32));
        if *verdict == Verdict::Asleep && stirred * 100 > all * LOOK.stirs_pct {
            *verdict = Verdict::Awake;
        }
    }
}

/// The unrest after each minute, of which each new one `follows` so much.
fn unrests(minutes: &[Past], units: &[Option<f32>], follows: f32) -> Vec<f32> {
    let mut unrest = 1.0;
    let mut follow = |(past, unit): (&Past, &Option<f32>)| {
        let minute = match (past.in_bed, unit) {
            (Some(false), _) => Some(1.0),
            (Some(true), Some(unit)) => Some(restlessness(*unit)),
            (None, _) | (Some(true), None) => None,
        };
        unrest += minute.map_or(0.0, |minute| follows * (minute - unrest));
        unrest
    };
    minutes.iter().zip(units).map(&mut follow).collect()
}

/// How restless so much movement is: a half at [`SCORE`]`.half`, and never more than one.
fn restlessness(moved: f32) -> f32 {
    moved / (moved + SCORE.half)
}

/// Cole-Kripke: the movement of a minute with that of its neighbours. Before the first minute in
/// bed it is taken to have been as in it; what is still to come counts nothing.
fn weighed(units: &[Option<f32>], place: usize) -> f32 {
    let [before @ .., now, next, after] = SCORE.weights;
    let at = |place: usize| units.get(place).copied().flatten().map(|unit| unit.min(SCORE.most));
    let mut last = at(place).unwrap_or(0.0);
    let mut sum = now * last;
    for (back, weight) in before.iter().rev().enumerate() {
        last = place.checked_sub(back + 1).and_then(at).unwrap_or(last);
        sum += weight * last;
    }
    sum += next * at(place + 1).unwrap_or(0.0) + after * at(place + 2).unwrap_or(0.0);
    sum / SCORE.weights.iter().sum::<f32>()
}

/// Cole-Kripke's threshold, with what the radar says of sleep.
fn by_index(index: f32, stage: Option<SleepStage>) -> Verdict {
    if index + shift(stage) < 1.0 { Verdict::Asleep } else { Verdict::Awake }
}

const fn by_stage(stage: Option<SleepStage>) -> Verdict {
    match stage {
        None | Some(SleepStage::None) => Verdict::Unknown,
        Some(SleepStage::Awake) => Verdict::Awake,
        Some(SleepStage::Light | SleepStage::Deep) => Verdict::Asleep,
    }
}

const fn shift(stage: Option<SleepStage>) -> f32 {
    match stage {
        None | Some(SleepStage::None) => 0.0,
        Some(SleepStage::Awake) => SCORE.stage_awake,
        Some(SleepStage::Light) => SCORE.stage_light,
        Some(SleepStage::Deep) => SCORE.stage_deep,
    }
}

/// The final verdicts, with all that came after known.
pub(crate) fn settle(minutes: &[Past], scale: Scale) -> Vec<Verdict> {
    let judged = judge(minutes, scale);
    let mut verdicts: Vec<Verdict> = judged.iter().map(|minute| minute.verdict).collect();
    // A sleep that lasts began with the stillness before it …
    let is_still = |place: usize| judged.get(place).is_some_and(|minute| minute.still);
    begin_sooner(&mut verdicts, (Verdict::Awake, Verdict::Asleep), SCORE.still_min, is_still);
    // … and an awakening that lasts with the unrest: that is remembered for minutes before it is
    // believed, and what came of it is known now.
    let units = units(minutes, scale);
    let is_restless = |place: usize| {
        let moved = weighed(&units, place);
        let goes_on = SCORE.movement * moved + SCORE.unrest * restlessness(moved);
        goes_on >= 1.0 && minutes.get(place).is_some_and(|past| past.in_bed == Some(true))
    };
    begin_sooner(&mut verdicts, (Verdict::Asleep, Verdict::Awake), SCORE.unrest_min, is_restless);
    webster(&mut verdicts);
    verdicts
}

/// What lasts began with the minutes before it that `belong` to it, `most` of them, whatever was said of them.
fn begin_sooner(
    verdicts: &mut [Verdict],
    (said, is): (Verdict, Verdict),
    most: usize,
    belong: impl Fn(usize) -> bool,
) {
    for (from, to) in runs(verdicts, is) {
        if to - from < SCORE.lasts_min {
            continue;
        }
        for place in (from.saturating_sub(most)..from).rev() {
            match verdicts.get_mut(place) {
                Some(verdict) if *verdict == said && belong(place) => *verdict = is,
                Some(_) | None => break,
            }
        }
    }
}

/// Webster's last two rules: up to 6 minutes of sleep between 10 and more awake, and up to 10
/// between 20 and more, are none.
fn webster(verdicts: &mut [Verdict]) {
    let awake = runs(verdicts, Verdict::Awake);
    for pair in awake.windows(2) {
        let &[(from, to), (again, until)] = pair else { continue };
        let around = (to - from).min(until - again);
        let longest = match around {
            20.. => 10,
            10..20 => 6,
            0..10 => 0,
        };
        let between = verdicts.get_mut(to..again).unwrap_or_default();
        if between.len() <= longest && between.iter().all(|is| *is == Verdict::Asleep) {
            between.fill(Verdict::Awake);
        }
    }
}

/// The runs of a verdict: from the first, to after the last.
pub(crate) fn runs(verdicts: &[Verdict], of: Verdict) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in verdicts.iter().enumerate().filter(|(_, is)| **is == of).map(|(place, _)| place) {
        match runs.last_mut() {
            Some((_, to)) if *to == place => *to = place + 1,
            Some(_) | None => runs.push((place, place + 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    const AWAKE: Verdict = Verdict::Awake;
    const ASLEEP: Verdict = Verdict::Asleep;

    #[test]
    fn who_lies_still_sleeps_after_a_while_and_the_stillness_belongs_to_it() {
        let night = lying(&[(15, 900), (60, 120)]);
        let told = judge(&night, Scale::default());
        let first = told.iter().position(|minute| minute.verdict == ASLEEP).unwrap();
        assert_eq!(first, 21, "as it is told while it goes on");
        let settled = settle(&night, Scale::default());
        assert_eq!(runs(&settled, ASLEEP), vec![(18, 75)], "once it is over");
    }

    #[test]
    fn a_reader_who_moves_a_little_all_the_time_does_not_sleep() {
        // 1 to 12 of 100, and never still for long.
        let reads: Vec<Past> = (0..90).map(|n| in_bed(300 + n * 131 % 700)).collect();
        let settled = settle(&reads, Scale::default());
        assert_eq!(runs(&settled, ASLEEP), vec![]);
    }

    #[test]
    fn a_turn_over_does_not_wake_a_sleeper_and_minutes_of_tossing_do() {
        let night = lying(&[(60, 110), (1, 900), (60, 110), (8, 2_500), (60, 110)]);
        let settled = settle(&night, Scale::default());
        let awake = runs(&settled, AWAKE);
        assert!(awake.iter().all(|(from, _)| *from < 10 || *from >= 120), "{awake:?}");
        assert!(awake.iter().any(|(from, to)| *from <= 123 && *to >= 129), "{awake:?}");
    }

    #[test]
    fn hours_of_tossing_are_no_sleep_once_the_night_is_over() {
        // An hour and ten minutes of sleep, and twenty minutes of tossing, five times.
        let hours = [(70, 160), (20, 1_200)].repeat(5);
        let night = lying(&[&hours[..], &[(60, 160)]].concat());
        let scale = crate::sleep::scale::learn(&night, Default::default());
        let awake = runs(&settle(&night, scale), AWAKE);
        let tossed: Vec<usize> =
            (0..5).map(|n| 90 * n + 70).map(|at| overlap(&awake, (at, at + 20))).collect();
        assert!(tossed.iter().all(|minutes| *minutes >= 17), "{tossed:?}");
    }

    fn overlap(runs: &[(usize, usize)], (from, to): (usize, usize)) -> usize {
        runs.iter().map(|(a, b)| (*b).min(to).saturating_sub((*a).max(from))).sum()
    }

    #[test]
    fn a_short_trip_costs_little_sleep_and_an_hour_up_costs_more() {
        let lag = |out: usize| {
            let night = lying(&[(120, 110), (out, 0), (60, 110)]);
            let told = judge(&night, Scale::default());
            told.iter().skip(120 + out).position(|minute| minute.verdict == ASLEEP).unwrap()
        };
        assert_eq!([lag(4), lag(12), lag(60)], [0, 2, 7]);
    }

    #[test]
    fn six_minutes_of_sleep_between_ten_awake_are_none() {
        let verdicts = |parts: &[(usize, Verdict)]| -> Vec<Verdict> {
            parts.iter().flat_map(|(n, is)| vec![*is; *n]).collect()
        };
        for (sleep, around, left) in [(6, 10, 0), (7, 10, 1), (10, 20, 0), (11, 20, 1), (6, 9, 1)] {
            let mut night = verdicts(&[(around, AWAKE), (sleep, ASLEEP), (around, AWAKE)]);
            webster(&mut night);
            assert_eq!(runs(&night, ASLEEP).len(), left, "{sleep} between {around}");
        }
        let mut gap = verdicts(&[(20, AWAKE), (2, ASLEEP), (1, Verdict::Unknown), (20, AWAKE)]);
        webster(&mut gap);
        assert_eq!(runs(&gap, ASLEEP).len(), 1, "what is not known is not overruled");
    }

    #[test]
    fn a_stage_tips_the_balance_and_does_not_overrule_movement() {
        let with = |movement, stage| {
            let night: Vec<Past> = (0..60).map(|_| Past { stage, ..in_bed(movement) }).collect();
            judge(&night, Scale::default()).last().unwrap().verdict
        };
        assert_eq!(with(110, Some(SleepStage::Awake)), ASLEEP);
        assert_eq!(with(1_500, Some(SleepStage::Deep)), AWAKE);
        let close = 310;
        assert_eq!(with(close, Some(SleepStage::Deep)), ASLEEP);
        assert_eq!(with(close, Some(SleepStage::Awake)), AWAKE);
    }

    #[test]
    fn a_minute_without_movement_is_what_the_stage_says_or_not_known() {
        let only = |stage| {
            let past = Past { in_bed: Some(true), stage, ..Past::default() };
            judge(&[past], Scale::default()).first().unwrap().verdict
        };
        assert_eq!(only(None), Verdict::Unknown);
        assert_eq!(only(Some(SleepStage::None)), Verdict::Unknown);
        assert_eq!(only(Some(SleepStage::Awake)), AWAKE);
        assert_eq!(only(Some(SleepStage::Deep)), ASLEEP);
    }

    /// Minutes in bed with so much movement (hundredths), or out of it with none.
    fn lying(parts: &[(usize, u16)]) -> Vec<Past> {
        let out = Past { in_bed: Some(false), ..Past::default() };
        let part = |(n, movement): &(usize, u16)| {
            vec![if *movement == 0 { out } else { in_bed(*movement) }; *n]
        };
        parts.iter().flat_map(part).collect()
    }

    fn in_bed(movement: u16) -> Past {
        Past { in_bed: Some(true), movement: Some(movement), ..Past::default() }
    }
}
