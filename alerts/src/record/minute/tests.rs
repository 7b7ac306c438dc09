use alloc::vec;

use protocol::{PerMinute, Ppm};

use super::*;
use crate::plan::Kind;

#[test]
fn a_minute_says_how_often_a_number_came_and_its_mean_least_and_largest() {
    let mut minutes = home();
    for (t, rate) in [(1, 60), (2, 61), (3, 65)] {
        hear(&mut minutes, t, heart(rate), Some(SignOfLife::Heart));
    }
    hear(&mut minutes, 4, Reading::CoPpm(Ppm(1.1)), None);
    minutes.handle(s(5), 1, &Reading::CoPpm(Ppm(1.1)));
    let minute = minutes.handle_minute(s(60), OF).unwrap();

    let co = Figure { hundredths: 110 };
    let gas = LineMinute {
        co_ppm: Some(Spread { n: 1, mean: co, min: co, max: co }),
        ..LineMinute::default()
    };
    let bed = LineMinute { heart_rate: spread(3, 62, 60, 65), ..gas };
    assert_eq!(minute.lines, vec![("bed".into(), bed), ("gas".into(), gas)]);
    assert_eq!(minute.sleep, Asleep::Asleep);
}

#[test]
fn a_minute_without_a_word_is_not_written_and_the_next_begins_anew() {
    let mut minutes = home();
    assert_eq!(minutes.handle_minute(s(60), OF), None);
    hear(&mut minutes, 61, Reading::Movement(9), None);
    assert!(minutes.handle_minute(s(120), OF).is_some());
    assert_eq!(minutes.handle_minute(s(180), OF), None);
}

#[test]
fn seconds_in_bed_are_counted_and_absent_while_it_is_not_known() {
    let mut minutes = home();
    let in_bed = |end: u64, minutes: &mut Minutes| {
        let minute = minutes.handle_minute(s(end), OF);
        minute.and_then(|minute| minute.lines.first()?.1.in_bed_s)
    };
    minutes.handle_bed(s(50), Some(true), Some(0));
    assert_eq!(in_bed(60, &mut minutes), Some(10));
    assert_eq!(in_bed(120, &mut minutes), Some(60));
    minutes.handle_bed(Mono(130_500), Some(false), Some(0));
    assert_eq!(in_bed(180, &mut minutes), Some(10));
    assert_eq!(in_bed(240, &mut minutes), Some(0));
    minutes.handle_bed(s(240), None, Some(0));
    in_bed(300, &mut minutes);
    assert_eq!(in_bed(360, &mut minutes), None);
}

#[test]
fn rates_that_are_only_repeated_after_somebody_left_are_in_no_minute() {
    let mut minutes = home();
    for t in 0..20 {
        let rate = 60 + u8::try_from(t % 2).unwrap();
        hear(&mut minutes, t * 3, heart(rate), Some(SignOfLife::Heart));
    }
    assert_eq!(heart_of(minutes.handle_minute(s(60), OF)), spread(20, 61, 60, 61).map(halved));
    // They get up in the middle of the minute, and the module goes on with what it saw last.
    for t in 20..60 {
        let sign = (t < 30).then_some(SignOfLife::Heart);
        hear(&mut minutes, t * 3, heart(61), sign);
        if t == 39 {
            let left = heart_of(minutes.handle_minute(s(120), OF)).unwrap();
            assert_eq!(left.n, 10);
        }
    }
    assert_eq!(heart_of(minutes.handle_minute(s(180), OF)), None);
}

#[test]
fn the_last_rates_of_a_minute_are_counted_when_a_sleeper_has_only_just_moved() {
    let mut minutes = home();
    hear(&mut minutes, 48, heart(60), None);
    hear(&mut minutes, 51, heart(61), Some(SignOfLife::Heart));
    hear(&mut minutes, 54, heart(61), None);
    hear(&mut minutes, 57, heart(61), None);
    assert_eq!(heart_of(minutes.handle_minute(s(60), OF)).unwrap().n, 4);
}

#[test]
fn a_steady_heart_counts_while_the_breath_changes_but_not_for_stirs_alone() {
    for (sign, counted) in [(SignOfLife::Breath, Some(20)), (SignOfLife::Stir, None)] {
        let mut minutes = home();
        hear(&mut minutes, 0, heart(60), Some(SignOfLife::Heart));
        for t in 1..60 {
            hear(&mut minutes, t * 3, heart(61), Some(sign));
            if t % 20 == 19 {
                let minute = minutes.handle_minute(s(t * 3 + 3), OF);
                let is_last = t == 59;
                if is_last {
                    assert_eq!(heart_of(minute).map(|heart| heart.n), counted, "{sign:?}");
                }
            }
        }
    }
}

#[test]
fn what_no_person_has_and_where_a_radar_clamps_is_no_number() {
    let mut minutes = home();
    for t in 0..40 {
        hear(&mut minutes, t * 3, heart(60), None);
        hear(&mut minutes, t * 3, Reading::BreathingRate(PerMinute(0)), Some(SignOfLife::Breath));
    }
    let minute = minutes.handle_minute(s(120), OF);
    // The first minute of the clamp: it may be a measurement.
    assert_eq!(heart_of(minute).map(|heart| heart.n), Some(20));
}

#[test]
fn whoever_is_known_to_have_left_has_no_rates() {
    let mut minutes = home();
    hear(&mut minutes, 1, heart(60), None);
    hear(&mut minutes, 4, heart(61), Some(SignOfLife::Heart));
    hear(&mut minutes, 7, heart(61), None);
    minutes.handle_bed(s(8), Some(false), Some(0));
    hear(&mut minutes, 10, heart(61), None);
    let minute = minutes.handle_minute(s(12), OF);
    assert_eq!(heart_of(minute).map(|heart| heart.n), Some(2));
}

const OF: Of = Of { from: None, bed: Some(0), sleep: Asleep::Asleep };

fn home() -> Minutes {
    let source = |name: &str, kind| SourcePlan::new(name.into(), kind);
    let plan = [source("bed", Kind::BedRadar), source("gas", Kind::Co)];
    Minutes::new(&plan, VitalsPolicy::default())
}

fn hear(minutes: &mut Minutes, t: u64, reading: Reading, sign: Option<SignOfLife>) {
    minutes.handle(s(t), 0, &reading);
    if let Some(sign) = sign {
        minutes.handle_sign(s(t), 0, sign);
    }
}

fn heart_of(minute: Option<Minute>) -> Option<Spread> {
    minute?.lines.first()?.1.heart_rate
}

fn spread(n: u32, mean: i64, min: i64, max: i64) -> Option<Spread> {
    let whole = |n: i64| Figure { hundredths: n * 100 };
    Some(Spread { n, mean: whole(mean), min: whole(min), max: whole(max) })
}

/// The mean half a beat lower.
fn halved(spread: Spread) -> Spread {
    Spread { mean: Figure { hundredths: spread.mean.hundredths - 50 }, ..spread }
}

fn heart(rate: u8) -> Reading {
    Reading::HeartRate(PerMinute(rate))
}

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
