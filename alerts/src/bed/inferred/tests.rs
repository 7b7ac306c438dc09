//! Nights of motion sensors as scripts.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::tz::TimeZone;

use super::*;
use crate::time::{ClockQuality, Night, Wall};

#[test]
fn a_trip_to_the_bathroom_is_an_exit_and_an_entry_at_the_motion_of_both() {
    let mut night = asleep();
    let said = script(&mut night, &[(240, 'b'), (255, 'e'), (290, 'e'), (420, 'e'), (435, 'b')]);
    assert_eq!(said, ["0:04:00 exit", "0:07:15 perhaps"]);
    assert_eq!(night.is(), Occupancy::Out, "until it is said");
    assert_eq!(script(&mut night, &[(800, '-')]), ["0:07:15 entry"]);
    assert_eq!(night.is(), Occupancy::In);
}

#[test]
fn one_false_glimpse_elsewhere_is_nobody_up() {
    let mut night = asleep();
    assert_eq!(script(&mut night, &[(600, 'e'), (1_500, 'b'), (2_000, '-')]), none());
    assert_eq!(night.is(), Occupancy::In);
}

#[test]
fn one_glimpse_between_two_of_the_bedroom_is_a_trip() {
    let said = script(&mut asleep(), &[(300, 'b'), (320, 'e'), (480, 'b'), (800, '-')]);
    assert_eq!(said, ["0:05:00 exit", "0:08:00 perhaps", "0:08:00 entry"]);
    // … but not one within the minute.
    assert_eq!(script(&mut asleep(), &[(300, 'b'), (320, 'e'), (350, 'b'), (999, '-')]), none());
}

#[test]
fn who_is_in_the_bedroom_in_the_evening_has_gone_to_bed_after_a_quarter_of_an_hour() {
    let mut night = Inferred::new(BedPolicy::default());
    // Something is fetched; then they undress, and stir once in bed.
    let steps = [(0, 'b'), (300, 'e'), (1_200, 'b'), (1_260, 'b'), (1_350, 'b'), (1_600, 'b')];
    let said = script(&mut night, &steps);
    assert_eq!(said, ["0:00:00 perhaps", "0:05:00 not back", "0:20:00 perhaps"]);
    assert_eq!(script(&mut night, &[(2_249, '-')]), none());
    assert_eq!(night.is(), Occupancy::Unknown);
    assert_eq!(script(&mut night, &[(2_250, '-')]), ["0:22:30 entry"]);
}

#[test]
fn by_day_a_quiet_bedroom_says_nothing_and_nor_does_an_unset_clock() {
    let mut day = Inferred::new(BedPolicy::default());
    assert_eq!(script(&mut day, &[(12 * HOUR, 'b'), (15 * HOUR, 'b')]), none());
    assert_eq!(day.is(), Occupancy::Unknown);
    let unset = Clock::new(TimeZone::UTC, Night::default());
    let mut night = Inferred::new(BedPolicy::default());
    night.handle_motion(motion(5, 'b'), &unset);
    assert_eq!((night.is(), night.poll_timeout()), (Occupancy::Unknown, None));
}

#[test]
fn who_lies_on_after_the_night_is_unknown_after_an_hour_and_their_rise_is_still_seen() {
    let mut night = asleep();
    script(&mut night, &[(8 * HOUR + 1_800, 'b'), (9 * HOUR, '-')]);
    assert_eq!(night.is(), Occupancy::In);
    script(&mut night, &[(9 * HOUR + 1_800, '-')]);
    assert_eq!(night.is(), Occupancy::Unknown, "the night ended at 8:00 of the script");
    let rises = [(10 * HOUR, 'b'), (10 * HOUR + 20, 'e'), (10 * HOUR + 90, 'e')];
    script(&mut night, &rises);
    let said = script(&mut night, &[(12 * HOUR, '-')]);
    assert_eq!(said, ["10:00:00 exit", "10:00:00 got up"]);
}

#[test]
fn who_rose_after_the_night_and_goes_to_bed_the_next_has_risen_all_the_same() {
    let mut night = asleep();
    let rises = [(9 * HOUR, 'b'), (9 * HOUR + 20, 'e'), (9 * HOUR + 90, 'e'), (11 * HOUR, 'e')];
    assert_eq!(script(&mut night, &rises), ["9:00:00 exit", "9:00:00 got up"]);
    let evening = [(23 * HOUR, 'e'), (24 * HOUR, 'b'), (26 * HOUR, '-')];
    assert_eq!(script(&mut night, &evening), ["24:00:00 perhaps", "24:00:00 entry"]);
}

#[test]
fn who_lies_down_again_before_the_night_is_over_has_not_risen() {
    let mut night = asleep();
    let rises =
        [(5 * HOUR, 'b'), (5 * HOUR + 20, 'e'), (5 * HOUR + 90, 'e'), (6 * HOUR + 900, 'e')];
    assert_eq!(script(&mut night, &rises), ["5:00:00 exit", "5:00:00 got up"]);
    let back = [(6 * HOUR + 1_000, 'b'), (8 * HOUR, '-')];
    let said = ["6:16:40 perhaps", "6:16:40 entry", "5:00:00 withdrawn"];
    assert_eq!(script(&mut night, &back), said);
}

#[test]
fn while_a_sensor_is_not_heard_nothing_is_known() {
    let mut night = asleep();
    night.handle_silent();
    assert_eq!((night.is(), night.in_bed()), (Occupancy::Unknown, None));
    script(&mut night, &[(600, 'b')]);
    assert_eq!(night.is(), Occupancy::In);
}

#[test]
fn a_restart_in_the_middle_of_a_trip_costs_nothing() {
    let mut night = asleep();
    script(&mut night, &[(240, 'b'), (255, 'e'), (290, 'e')]);
    let saved = serde_json::to_string(&night).unwrap();
    let mut again = Inferred::new(BedPolicy::default());
    again.recall(serde_json::from_str(&saved).unwrap(), &Places::default());
    let rest = [(320, 'e'), (420, 'b'), (800, '-')];
    assert_eq!(script(&mut again, &rest), script(&mut night, &rest));
    assert_eq!(again.state, night.state);
}

const HOUR: u64 = 3_600;

/// In bed since 23:00, where scripts begin, said at 23:15 and told already.
fn asleep() -> Inferred {
    let mut night = Inferred::new(BedPolicy::default());
    let since = Mono::ZERO;
    let dawn = Mono(8 * HOUR * 1_000);
    let [back, said, doubt] = [false, true, false];
    let lie = Lie { since, back, said, moved: since, burst: since, dawn, doubt };
    night.state.place = Place::Lies(lie);
    night
}

/// `b`: the bedroom moves, `e`: another room, `-`: nothing.
fn script(night: &mut Inferred, steps: &[(u64, char)]) -> Vec<String> {
    let mut clock = Clock::new(TimeZone::UTC, Night::default());
    clock.handle(Mono::ZERO, Some(Wall(23 * 3_600_000)), ClockQuality::Synced);
    let mut said = Vec::new();
    for (at, what) in steps {
        let now = Mono(at * 1_000);
        while let Some(due) = night.poll_timeout().filter(|due| *due <= now) {
            night.handle_timeout(due, &clock);
            said.extend(core::iter::from_fn(|| night.poll()).map(|inference| (due, inference)));
        }
        if *what != '-' {
            night.handle_motion(motion(*at, *what), &clock);
            said.extend(core::iter::from_fn(|| night.poll()).map(|inference| (now, inference)));
        }
    }
    said.into_iter().map(|(at, inference)| line(at, inference)).collect()
}

fn motion(at: u64, what: char) -> Motion {
    let room = if what == 'b' { In::Bedroom } else { In::Elsewhere };
    Motion { at: Mono(at * 1_000), room, lasts: false, bedroom: false }
}

fn line(at: Mono, inference: Inference) -> String {
    let (at, what) = match inference {
        Inference::Perhaps => (at, "perhaps"),
        Inference::NotBack => (at, "not back"),
        Inference::Bed(BedEvent::Entry { from, .. }) => (from, "entry"),
        Inference::Bed(BedEvent::Exit { from, .. }) => (from, "exit"),
        Inference::Bed(BedEvent::GotUp { from, .. }) => (from, "got up"),
        Inference::Bed(BedEvent::GotUpWithdrawn { from, .. }) => (from, "withdrawn"),
    };
    let s = at.0 / 1_000;
    format!("{}:{:02}:{:02} {what}", s / 3_600, s / 60 % 60, s % 60)
}

const fn none() -> Vec<String> {
    Vec::new()
}
