//! Nights in a row, and which of them is unlike the others.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::message::{NightRate, NightSummary};

#[test]
fn four_more_times_out_of_bed_than_usual_are_said() {
    let mut home = Home::default();
    assert_eq!(home.exits(&[1, 2, 1, 0, 1, 2, 1]), [""; 0], "a week is learnt from");
    assert_eq!(home.exits(&[4]), [""; 0]);
    assert_eq!(home.exits(&[5]), ["9: bed-exits 5, usually 1"]);
}

#[test]
fn more_than_twice_as_many_in_two_nights_running_are_said_and_one_such_night_is_not() {
    let mut home = Home::default();
    home.exits(&[1; 10]);
    assert_eq!(home.exits(&[3, 1, 3, 3]), ["14: bed-exits 3, usually 1"]);
    let mut never = Home::default();
    never.exits(&[0; 10]);
    assert_eq!(never.exits(&[1, 1, 1]), [""; 0], "once a night is not often");
}

#[test]
fn a_heart_unlike_that_of_the_other_nights_is_for_an_alarm() {
    let mut home = Home::default();
    let hearts = [61, 62, 60, 61, 63, 62, 61, 60, 62, 61, 63, 61, 60, 62];
    assert_eq!(home.hearts(&hearts), [""; 0]);
    assert_eq!(home.hearts(&[69]), [""; 0], "eight more may be a cold");
    assert_eq!(home.hearts(&[75]), ["16: heart-rate 75, usually 62"]);
}

#[test]
fn before_a_week_is_known_nothing_is_usual() {
    let mut home = Home::default();
    home.hearts(&[60; 6]);
    assert_eq!(home.hearts(&[120]), [""; 0]);
    assert_eq!(home.baselines.own().heart, Some((60, 8)), "the seventh is enough to go by");
    assert_eq!(home.baselines.own().breath, None);
}

#[test]
fn a_night_that_was_hardly_seen_teaches_nothing_and_a_correction_says_nothing_twice() {
    let mut home = Home::default();
    home.exits(&[1; 10]);
    let mut night = home.next();
    night.summary.bed_exit_count = Some(9);
    night.summary.coverage = Figure { hundredths: 20 };
    assert_eq!(home.baselines.handle_night(&night), []);
    let mut night = home.next();
    night.summary.bed_exit_count = Some(9);
    assert_eq!(home.baselines.handle_night(&night).len(), 1);
    night.summary.revision = Some(1);
    assert_eq!(home.baselines.handle_night(&night), []);
}

#[test]
fn no_more_than_fourteen_nights_are_kept() {
    let mut home = Home::default();
    home.exits(&[1; 40]);
    assert_eq!(home.baselines.nights.len(), 14);
    let text = serde_json::to_string(&home.baselines).unwrap();
    assert!(text.len() < 14 * 120, "{}", text.len());
    let was: Baselines = serde_json::from_str(&text).unwrap();
    assert_eq!(was.nights, home.baselines.nights);
}

#[derive(Default)]
struct Home {
    baselines: Baselines,
    nights: i32,
}

impl Home {
    fn exits(&mut self, counts: &[u32]) -> Vec<String> {
        self.nights(counts, |night, count| night.summary.bed_exit_count = Some(count))
    }

    fn hearts(&mut self, means: &[u32]) -> Vec<String> {
        self.nights(means, |night, mean| {
            let mean = Figure { hundredths: i64::from(mean) * 100 };
            let coverage = Figure { hundredths: 90 };
            night.summary.heart_rate = Some(NightRate { mean, min: mean, max: mean, coverage });
        })
    }

    fn nights(&mut self, values: &[u32], set: impl Fn(&mut Night, u32)) -> Vec<String> {
        let mut said = Vec::new();
        for value in values {
            let mut night = self.next();
            set(&mut night, *value);
            let found = self.baselines.handle_night(&night);
            said.extend(found.into_iter().map(|unlike| self.line(&unlike)));
        }
        said
    }

    fn line(&self, unlike: &Unlike) -> String {
        let (of, value, usual) = match unlike {
            Unlike::Rate(What::NightUnlikeOthers { of, per_min, usual }) => {
                let of = serde_json::to_value(of).unwrap();
                (of, i64::from(*per_min), i64::from(*usual))
            }
            Unlike::Rate(what) => panic!("{what:?}"),
            Unlike::Night(night) => {
                let of = serde_json::to_value(night.of).unwrap();
                (of, night.value.hundredths / 100, night.usual.hundredths / 100)
            }
        };
        format!("{}: {} {value}, usually {usual}", self.nights, of.as_str().unwrap())
    }

    fn next(&mut self) -> Night {
        self.nights += 1;
        let first = Date::constant(2026, 11, 1);
        let date = first.checked_add(jiff::Span::new().days(self.nights)).unwrap();
        let summary = NightSummary::unknown(date, Figure { hundredths: 100 });
        Night { summary, movement: None }
    }
}
