use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::tz::TimeZone;

use super::*;
use crate::time::{self, ClockQuality, Wall};

#[test]
fn twenty_minutes_in_bed_without_a_sign_of_life_are_an_alarm_and_ten_are_not_known() {
    let mut bed = Bed::entered(0);
    bed.lives(0, 60);
    bed.pass(69);
    assert!(!bed.stillness.is_lost());
    bed.pass(70);
    assert!(bed.stillness.is_lost());
    bed.pass(300);
    assert_eq!(bed.said, ["80 no-sign-of-life since 60"]);
}

#[test]
fn life_is_back_with_three_signs_in_a_row_and_not_with_one_alone() {
    let mut bed = Bed::entered(0);
    bed.lives(0, 60);
    bed.pass(100);
    for minute in [100, 110, 120] {
        bed.sign(minute);
    }
    assert_eq!(bed.said, ["80 no-sign-of-life since 60"]);
    assert!(bed.stillness.is_lost());
    bed.lives(130, 132);
    assert_eq!(bed.said, ["80 no-sign-of-life since 60", "132 no-sign-of-life over"]);
    assert!(!bed.stillness.is_lost());
    bed.pass(152);
    assert_eq!(bed.said.len(), 3, "and twenty minutes later it is so again");
}

#[test]
fn whoever_left_is_absent_and_not_lifeless() {
    let mut bed = Bed::entered(0);
    bed.lives(0, 60);
    bed.out(75);
    bed.pass(200);
    assert_eq!(bed.said, [""; 0]);

    let mut bed = Bed::entered(0);
    bed.lives(0, 60);
    bed.out(85);
    assert_eq!(bed.said, ["80 no-sign-of-life since 60", "85 no-sign-of-life over"]);
    assert!(!bed.stillness.is_lost());
}

#[test]
fn a_flag_without_any_life_since_it_rose_is_a_fault_until_it_falls() {
    let mut bed = Bed::default();
    bed.stillness.handle_number();
    bed.sign(0);
    bed.flag(5, true);
    bed.stillness.handle_entry(min(5));
    bed.pass(15);
    assert!(bed.stillness.is_lost());
    bed.pass(60);
    bed.flag(60, false);
    assert_eq!(bed.said, ["25 sensor-fault since 5", "60 sensor-fault over"]);
    assert!(!bed.stillness.is_lost());
}

#[test]
fn a_flag_with_life_below_it_is_none_and_a_sensor_that_shows_no_life_can_have_none() {
    let mut bed = Bed::default();
    bed.stillness.handle_number();
    bed.flag(5, true);
    bed.sign(6);
    bed.pass(200);
    assert_eq!(bed.said, [""; 0]);

    let mut mat = Bed::entered(0);
    mat.flag(0, true);
    mat.pass(600);
    assert_eq!(mat.said, [""; 0]);
    assert!(!mat.stillness.is_lost());
}

#[test]
fn time_in_which_the_sensor_is_not_heard_counts_for_nothing() {
    let mut bed = Bed::entered(0);
    bed.lives(0, 60);
    bed.pass(65);
    bed.stillness.handle_silent(min(65));
    bed.pass(95);
    assert_eq!(bed.said, [""; 0]);
    bed.stillness.handle_heard(min(95));
    bed.pass(109);
    assert_eq!(bed.said, [""; 0]);
    bed.pass(110);
    assert_eq!(bed.said, ["110 no-sign-of-life since 60"]);
}

#[test]
fn time_in_which_nobody_listened_counts_for_nothing_either() {
    for silent in [false, true] {
        let mut bed = Bed::entered(0);
        bed.lives(0, 60);
        bed.pass(65);
        if silent {
            bed.stillness.handle_silent(min(65));
        }
        bed.stillness.handle_gap(Duration::from_secs(1_800));
        bed.stillness.handle_heard(min(95));
        bed.pass(109);
        assert_eq!(bed.said, [""; 0]);
        bed.pass(110);
        assert_eq!(bed.said, ["110 no-sign-of-life since 60"]);
    }
}

#[test]
fn a_resident_who_lay_still_for_long_in_two_nights_is_waited_for_longer_in_the_third() {
    let night = |bed: &mut Bed, number: u64, still: u64| {
        let at = number * 24 * 60;
        bed.stillness.handle_entry(min(at));
        bed.lives(at, at + 30);
        bed.lives(at + 30 + still, at + 90);
        bed.out(at + 90);
    };
    let mut bed = Bed::default();
    night(&mut bed, 0, 19);
    night(&mut bed, 1, 18);
    night(&mut bed, 2, 22);
    assert_eq!(bed.said, [""; 0], "two nights teach a quarter more than the second stillest");
    night(&mut bed, 3, 24);
    assert_eq!(bed.said, ["4373 no-sign-of-life since 4350", "4376 no-sign-of-life over"]);
    bed.said.clear();
    night(&mut bed, 4, 29);
    assert_eq!(bed.said, ["5817 no-sign-of-life since 5790", "5821 no-sign-of-life over"]);
    bed.said.clear();
    night(&mut bed, 5, 45);
    assert_eq!(bed.said.first().unwrap(), "7260 no-sign-of-life since 7230", "never over 30");
    bed.said.clear();
    night(&mut bed, 30, 22);
    assert_eq!(bed.said.len(), 2, "a fortnight later that is forgotten");
    assert!(bed.stillness.state.nights.len() <= STILLNESS.nights);
}

#[test]
fn two_stillnesses_of_one_night_are_one_night() {
    let mut bed = Bed::entered(0);
    bed.lives(0, 30);
    bed.lives(48, 60);
    bed.lives(78, 90);
    assert_eq!(bed.stillness.limit(min(90)), Duration::from_secs(20 * 60));
    assert_eq!(bed.stillness.state.nights.len(), 1);
}

#[test]
fn a_restart_in_the_middle_changes_nothing() {
    for restart in 0..90 {
        let mut bed = Bed::entered(0);
        bed.lives(0, 40);
        for minute in 40..90 {
            if minute == restart {
                let kept = serde_json::to_string(&bed.stillness).unwrap();
                bed.stillness = serde_json::from_str(&kept).unwrap();
            }
            bed.pass(minute);
        }
        assert_eq!(bed.said, ["60 no-sign-of-life since 40"]);
    }
}

/// A bed, and what was said of it by the minute. It is noon at the start.
struct Bed {
    stillness: Stillness,
    clock: Clock,
    said: Vec<String>,
}

impl Default for Bed {
    fn default() -> Self {
        let mut clock = Clock::new(TimeZone::UTC, time::Night::default());
        clock.handle(Mono::ZERO, Some(Wall(20 * 3_600_000)), ClockQuality::Synced);
        Self { stillness: Stillness::default(), clock, said: Vec::new() }
    }
}

impl Bed {
    fn entered(minute: u64) -> Self {
        let mut bed = Self::default();
        bed.stillness.handle_entry(min(minute));
        bed
    }

    /// A sign of life each minute, from one to another.
    fn lives(&mut self, from: u64, to: u64) {
        for minute in from..=to {
            self.sign(minute);
        }
    }

    fn sign(&mut self, minute: u64) {
        self.pass(minute);
        let found = self.stillness.handle_sign(min(minute), &self.clock);
        self.note(minute, found);
    }

    fn flag(&mut self, minute: u64, up: bool) {
        self.pass(minute);
        let found = self.stillness.handle_flag(min(minute), up);
        self.note(minute, found);
    }

    fn out(&mut self, minute: u64) {
        self.pass(minute);
        let found = self.stillness.handle_out();
        self.note(minute, found);
    }

    fn pass(&mut self, minute: u64) {
        while let Some(due) = self.stillness.poll_timeout().filter(|due| *due <= min(minute)) {
            let found = self.stillness.handle_timeout(due);
            self.note(due.0 / 60_000, found);
        }
    }

    fn note(&mut self, minute: u64, found: Option<Finding>) {
        let Some(Finding { kind, is, .. }) = found else { return };
        let kind = kind.topic().trim_start_matches("alarm/");
        self.said.push(match is {
            Some(active) => format!("{minute} {kind} since {}", active.began.0 / 60_000),
            None => format!("{minute} {kind} over"),
        });
    }
}

const fn min(minutes: u64) -> Mono {
    Mono(minutes * 60_000)
}
