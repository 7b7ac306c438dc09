//! Minutes of a body in bed, and what is said of them.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::message::Figure;

#[test]
fn three_extreme_minutes_of_five_are_medium_and_five_of_six_are_high() {
    let mut bed = Bed::new();
    assert_eq!(bed.breathes(&[26, 26, 18, 27]), ["4: medium 27 in 3"]);
    assert_eq!(bed.breathes(&[27, 28]), ["6: high 28 in 5"]);
    assert_eq!(bed.breathes(&[28, 28]), [""; 0]);
    assert_eq!(bed.breathes(&[18, 18, 18, 18, 18]), ["13: clear"]);
}

#[test]
fn two_extreme_minutes_of_five_are_nothing() {
    let mut bed = Bed::new();
    assert_eq!(bed.breathes(&[26, 18, 26, 18, 18, 26, 18, 18, 18, 26]), [""; 0]);
}

#[test]
fn minutes_that_are_missing_are_evidence_of_nothing() {
    let mut bed = Bed::new();
    assert_eq!(bed.breathes(&[7, 0, 0, 7, 0, 0, 7]), ["7: medium 7 in 3"]);
    assert_eq!(bed.breathes(&[0; 60]), [""; 0], "silence clears nothing");
    let mut long_ago = Bed::new();
    assert_eq!(long_ago.breathes(&[7, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 7]), [""; 0]);
}

#[test]
fn an_unusual_rate_is_low_after_a_quarter_of_an_hour_and_only_if_it_lasts() {
    let mut bed = Bed::new();
    let mut minutes = vec![22; 14];
    assert_eq!(bed.breathes(&minutes), [""; 0]);
    assert_eq!(bed.breathes(&[22]), ["15: low 22 in 15"]);
    minutes.push(20);
    minutes.extend([22; 14]);
    assert_eq!(Bed::new().breathes(&minutes), [""; 0]);
    let with_gaps: Vec<u8> = (0..18).map(|minute| if minute % 6 == 5 { 0 } else { 23 }).collect();
    assert_eq!(Bed::new().breathes(&with_gaps), ["17: low 23 in 17"]);
}

#[test]
fn a_slow_heart_of_a_sleeper_is_no_alarm_and_an_extreme_one_is() {
    assert_eq!(Bed::new().beats(&[45; 120]), [""; 0]);
    assert_eq!(Bed::new().beats(&[40; 3]), ["3: medium 40 in 3"]);
    assert_eq!(Bed::new().beats(&[131; 3]), ["3: medium 131 in 3"]);
}

#[test]
fn the_end_of_the_radars_scale_is_no_evidence() {
    assert_eq!(Bed::new().beats(&[120; 120]), [""; 0]);
    assert_eq!(Bed::new().beats(&[60; 120]), [""; 0]);
    assert_eq!(Bed::new().beats(&[119; 20]), ["15: low 119 in 15"]);
}

#[test]
fn who_moves_or_is_not_in_bed_is_not_judged() {
    let mut bed = Bed::new();
    for _ in 0..30 {
        let restless = minute(None, Some(30), 14, Some(60));
        assert_eq!(bed.pass(Some(restless)), None);
        let half_a_minute = minute(None, Some(30), 1, Some(31));
        assert_eq!(bed.pass(Some(half_a_minute)), None);
        let nobody_knows = minute(None, Some(30), 1, None);
        assert_eq!(bed.pass(Some(nobody_knows)), None);
    }
}

#[test]
fn no_breath_beside_an_extreme_heart_is_high() {
    let mut bed = Bed::new();
    bed.beats(&[38; 3]);
    let found = bed.bands.handle_no_breath(Mono(200_000), true).and_then(|it| it.is);
    assert_eq!(found.map(|is| is.priority), Some(Priority::High));
}

#[test]
fn half_an_hour_out_of_bed_ends_it() {
    let mut bed = Bed::new();
    bed.breathes(&[27; 3]);
    let up = minute(None, None, 0, Some(0));
    let said: Vec<_> = (0..40).filter_map(|_| bed.pass(Some(up))).collect();
    assert_eq!(said, ["33: clear"]);
}

#[test]
fn what_is_unusual_with_others_and_usual_with_this_resident_is_not_said() {
    let mut bed = Bed::new();
    bed.own.breath = Some((22, 3));
    assert_eq!(bed.breathes(&[22; 60]), [""; 0]);
    assert_eq!(bed.breathes(&[26, 26, 26]), ["63: medium 26 in 3"], "extreme is extreme");
}

#[test]
fn a_night_unlike_the_others_is_low_until_the_next_one_begins() {
    let mut bands = Bands::new([60, 120]);
    let what = What::NightUnlikeOthers { of: Vital::HeartRate, per_min: 80, usual: 62 };
    assert!(bands.handle_night(Mono(1), what, Mono(50)).is_some());
    assert_eq!(bands.handle_timeout(Mono(49)), None);
    assert_eq!(bands.poll_timeout(), Some(Mono(50)));
    assert_eq!(bands.handle_timeout(Mono(50)), Some(Finding::clear(AlarmKind::Vitals)));
}

#[test]
fn of_a_sensor_with_one_number_a_minute_a_leap_is_no_breath_and_what_lasts_is() {
    let play = |rates: &[u8]| -> Vec<String> {
        let mut bed = Bed::new();
        let sparse = |rate: &u8| {
            let mut minute = minute(Some(60), Some(*rate), 1, Some(60));
            minute.breathing_rate = minute.breathing_rate.map(|rate| Spread { n: 1, ..rate });
            minute
        };
        rates.iter().filter_map(|rate| bed.pass(Some(sparse(rate)))).collect()
    };
    // As it was told of somebody who lay awake.
    assert_eq!(play(&[20, 17, 24, 25, 11, 12, 18, 26, 25, 25, 11, 24, 21, 12, 23]), [""; 0]);
    assert_eq!(play(&[14, 14, 27, 27, 28, 27, 27]), ["7: medium 27 in 3"]);
}

/// A bed and its minutes.
struct Bed {
    bands: Bands,
    own: Own,
    minutes: u64,
}

impl Bed {
    fn new() -> Self {
        Self { bands: Bands::new([60, 120]), own: Own::default(), minutes: 0 }
    }

    /// Such breaths a minute; 0 for a minute without.
    fn breathes(&mut self, rates: &[u8]) -> Vec<String> {
        let minute = |rate: &u8| (*rate > 0).then(|| minute(Some(70), Some(*rate), 1, Some(60)));
        rates.iter().filter_map(|rate| self.pass(minute(rate))).collect()
    }

    /// Such beats a minute.
    fn beats(&mut self, rates: &[u8]) -> Vec<String> {
        rates
            .iter()
            .filter_map(|rate| self.pass(Some(minute(Some(*rate), Some(14), 1, Some(60)))))
            .collect()
    }

    fn pass(&mut self, minute: Option<LineMinute>) -> Option<String> {
        self.minutes += 1;
        let end = Mono(self.minutes * 60_000);
        let found = self.bands.handle_minute(end, minute.as_ref(), self.own)?;
        let what = match found.is.map(|is| (is.priority, is.what)) {
            None => "clear".into(),
            Some((priority, What::RateExtreme { per_min, min, .. }))
            | Some((priority, What::RateUnusual { per_min, min, .. })) => {
                format!("{} {per_min} in {min}", format!("{priority:?}").to_lowercase())
            }
            Some(other) => format!("{other:?}"),
        };
        Some(format!("{}: {what}", self.minutes))
    }
}

fn minute(
    heart: Option<u8>,
    breath: Option<u8>,
    movement: u8,
    in_bed_s: Option<u32>,
) -> LineMinute {
    let rate = |rate: u8| {
        let figure = Figure { hundredths: i64::from(rate) * 100 };
        Spread { n: 20, mean: figure, min: figure, max: figure }
    };
    LineMinute {
        heart_rate: heart.map(rate),
        breathing_rate: breath.map(rate),
        movement: Some(rate(movement)),
        in_bed_s,
        ..LineMinute::default()
    }
}
