//! What is called a nap, by the verdicts on each minute.

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

#[test]
fn who_stirs_in_most_minutes_lies_awake_and_a_sleeper_stirs_now_and_then() {
    let naps = |stirs: fn(u64) -> bool| {
        let mut diary = Diary::default();
        let lies = Judged { verdict: Verdict::Asleep, still: true, rests: true };
        let gone = Judged { verdict: Verdict::Awake, still: false, rests: false };
        let mut naps = Naps::new(NapPolicy::default());
        let mut said = Vec::new();
        for minute in 0..80 {
            let in_bed = minute < 40;
            let movement = in_bed.then_some(160);
            let stirs = in_bed && stirs(minute);
            let past = Past { in_bed: Some(in_bed), movement, stirs, ..Past::default() };
            diary.write(Mono((minute + 1) * 60_000), past);
            let known = Known { clock: &at(13 * 60), diary: &diary, scale: Scale::default() };
            naps.handle_minute(Mono(minute * 60_000), if in_bed { lies } else { gone }, known);
            said.extend(core::iter::from_fn(|| naps.poll()));
        }
        said.len()
    };
    assert_eq!(naps(|minute| minute % 3 > 0), 0);
    assert_eq!(naps(|minute| minute % 5 == 0), 1);
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
        let (diary, scale) = (&Diary::default(), Scale::default());
        naps.handle_minute(Mono(from * 60_000), minute, Known { clock, diary, scale });
        said.extend(core::iter::from_fn(|| naps.poll()));
    }
    said
}
