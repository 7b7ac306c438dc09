//! Mats as scripts in virtual time.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::tz::TimeZone;

use super::*;
use crate::time::{ClockQuality, Night, Wall};

const HOUR: u64 = 3_600;

#[test]
fn a_mat_that_holds_is_passed_on_as_it_is() {
    let mut mat = Script::at(22);
    mat.is(10, true).is(7 * HOUR, false);
    assert_eq!(mat.said(), ["0:00:10 flag true", "7:00:00 flag false"]);
}

#[test]
fn pulses_of_one_night_are_one_stay_from_the_first_to_the_last() {
    let mut mat = Script::at(22);
    for at in [100, 190, 300, 400, 3_000, 7_500, 12_000] {
        mat.pulse(at);
    }
    mat.pass(12_000 + 3 * HOUR);
    let said = mat.said_of_bed();
    assert_eq!(
        said,
        [
            "lies from 0:01:40",
            "doubt",
            "lies from 0:01:40",
            "doubt",
            "lies from 0:01:40",
            "doubt",
            "left 3:20:01"
        ]
    );
}

#[test]
fn who_is_seen_elsewhere_has_left_with_the_last_pulse_and_is_back_with_the_next() {
    let mut mat = Script::pulsing();
    mat.pulse(2_000).elsewhere(2_020).elsewhere(2_040).pass(2_100);
    assert_eq!(mat.said_of_bed(), ["left 0:33:21"]);
    mat.pulse(2_400).pass(2_800);
    assert_eq!(mat.said_of_bed(), ["perhaps", "lies from 0:40:00"]);
}

#[test]
fn one_glimpse_elsewhere_long_after_a_pulse_is_nobody_up() {
    let mut mat = Script::pulsing();
    mat.elsewhere(2_000).pulse(3_000).pass(7_000);
    assert_eq!(mat.said_of_bed(), Vec::<String>::new());
}

#[test]
fn where_nothing_else_could_see_them_up_a_still_mat_is_doubt_after_three_quarters_of_an_hour() {
    let mut mat = Script::pulsing();
    mat.pass(460 + 45 * 60 + 2);
    assert_eq!(mat.said_of_bed(), ["doubt"]);
    mat.pulse(460 + 60 * 60);
    assert_eq!(mat.said_of_bed(), ["lies from 0:01:40"]);
}

#[test]
fn a_mat_that_stays_closed_far_into_the_day_is_doubt_and_then_a_fault_and_no_bed() {
    let mut mat = Script::at(22);
    mat.is(10, true).pass(20 * HOUR);
    // The night ends at seven; three hours later, and three more.
    let said = mat.said();
    assert_eq!(
        said,
        [
            "0:00:10 flag true",
            "12:00:00 doubt",
            "15:00:00 left 9:00:00",
            "15:00:00 doubt",
            "15:00:00 fault"
        ]
    );
    assert!(mat.mat.borrows());
    mat.is(40 * HOUR, false).is(47 * HOUR, true);
    assert_eq!(mat.said(), ["40:00:00 works", "47:00:00 flag true"]);
}

#[test]
fn a_mat_that_stays_closed_while_they_are_about_for_half_an_hour_is_stuck() {
    let mut mat = Script::at(22);
    mat.is(10, true);
    for k in 0..20 {
        mat.elsewhere(8 * HOUR + k * 120);
    }
    assert_eq!(
        mat.said(),
        ["0:00:10 flag true", "8:10:00 doubt", "8:30:00 left 8:00:00", "8:30:00 fault"]
    );
}

#[test]
fn a_visitor_who_is_about_for_a_quarter_of_an_hour_is_only_doubt() {
    let mut mat = Script::at(22);
    mat.is(10, true);
    for k in 0..8 {
        mat.elsewhere(HOUR + k * 120);
    }
    mat.pass(2 * HOUR);
    assert_eq!(mat.said_of_bed(), ["flag true", "doubt", "lies from 0:00:10"]);
}

#[test]
fn a_radar_over_the_bed_is_passed_on_whatever_its_flag_does() {
    let mut mat = Script::at(22);
    mat.mat.handle_more();
    for at in 1..20 {
        mat.pulse(at * 100);
    }
    assert!(mat.said_of_bed().iter().all(|said| said.starts_with("flag")));
    assert!(!mat.mat.is_mat());
}

#[test]
fn a_restart_forgets_nothing_of_a_mat() {
    let mat = Script::pulsing();
    let saved = serde_json::to_string(&mat.mat).unwrap();
    let mut other = Script::at(22);
    other.mat.recall(serde_json::from_str(&saved).unwrap(), &Places::default());
    assert_eq!(other.mat.state, mat.mat.state);
}

struct Script {
    mat: Mat,
    clock: Clock,
    said: Vec<(Mono, String)>,
}

impl Script {
    fn at(hour: u64) -> Self {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        let wall = i64::try_from(hour * HOUR * 1_000).unwrap();
        clock.handle(Mono::ZERO, Some(Wall(wall)), ClockQuality::Synced);
        Self { mat: Mat::new(BedPolicy::default()), clock, said: Vec::new() }
    }

    /// Known to pulse, and somebody lies on it.
    fn pulsing() -> Self {
        let mut mat = Self::at(22);
        for at in [100, 190, 280, 370, 460] {
            mat.pulse(at);
        }
        assert!(mat.mat.state.nature.pulses());
        mat.said.clear();
        mat
    }

    fn is(&mut self, at: u64, closed: bool) -> &mut Self {
        self.pass(at);
        self.mat.handle_word(Mono(at * 1_000), closed, &self.clock);
        self.take(Mono(at * 1_000));
        self
    }

    fn pulse(&mut self, at: u64) -> &mut Self {
        self.is(at, true).is(at + 1, false)
    }

    fn elsewhere(&mut self, at: u64) -> &mut Self {
        self.pass(at);
        let at = Mono(at * 1_000);
        let motion = Motion { at, room: In::Elsewhere, lasts: false, bedroom: false };
        self.mat.handle_motion(motion, true, &self.clock);
        self.take(at);
        self
    }

    fn pass(&mut self, until: u64) -> &mut Self {
        while let Some(due) = self.mat.poll_timeout().filter(|due| due.0 <= until * 1_000) {
            self.mat.handle_timeout(due);
            self.take(due);
        }
        self
    }

    fn take(&mut self, at: Mono) {
        while let Some(says) = self.mat.poll() {
            let word = match says {
                MatSays::Perhaps => "perhaps".into(),
                MatSays::NotBack => "not back".into(),
                MatSays::Fault(found) => {
                    String::from(if found.is.is_some() { "fault" } else { "works" })
                }
                MatSays::Sight(Sight::Flag(is)) => format!("flag {is}"),
                MatSays::Sight(Sight::Lies { from, .. }) => format!("lies from {}", time(from)),
                MatSays::Sight(Sight::Left { at, .. }) => format!("left {}", time(at)),
                MatSays::Sight(Sight::Doubt) => "doubt".into(),
                MatSays::Sight(other) => format!("{other:?}").to_lowercase(),
            };
            self.said.push((at, word));
        }
    }

    fn said(&mut self) -> Vec<String> {
        let said = core::mem::take(&mut self.said);
        said.into_iter().map(|(at, word)| format!("{} {word}", time(at))).collect()
    }

    /// Without when, and without what was said before it was known to pulse.
    fn said_of_bed(&mut self) -> Vec<String> {
        let said = core::mem::take(&mut self.said);
        let from = said.iter().position(|(_, word)| word == "unwatched").map_or(0, |at| at + 1);
        said.into_iter().skip(from).map(|(_, word)| word).collect()
    }
}

fn time(at: Mono) -> String {
    let s = at.0 / 1_000;
    format!("{}:{:02}:{:02}", s / HOUR, s / 60 % 60, s % 60)
}
