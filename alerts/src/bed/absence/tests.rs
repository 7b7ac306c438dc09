use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::tz::TimeZone;

use super::*;
use crate::time::{Clock, ClockQuality, Night, Wall};

#[test]
fn a_long_absence_at_night_is_low_then_medium_then_high() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    assert_eq!(
        home.until("04:00"),
        [
            "01:25 Low OutOfBed { min: 15 }",
            "01:40 Medium OutOfBed { min: 30 }",
            "02:10 High NotSeen { min: 60 }"
        ]
    );
    assert_eq!(home.absence.poll_timeout(), None);
}

#[test]
fn an_exit_that_is_found_out_late_is_asked_for_when_it_is_found_out() {
    let mut home = Script::at("01:00");
    home.absence.handle_exit(at("01:30"), at("01:10"));
    assert_eq!(home.absence.poll_timeout(), Some(at("01:30")));
    assert_eq!(
        home.until("01:45"),
        ["01:30 Low OutOfBed { min: 20 }", "01:40 Medium OutOfBed { min: 30 }"]
    );
}

#[test]
fn who_sits_on_the_bed_for_less_than_a_minute_is_missed_from_the_first_exit_on() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.until("01:24");
    home.absence.handle_entry();
    assert_eq!(home.absence.poll_timeout(), None, "they may be back");
    home.absence.handle_sat(at("01:26"));
    assert_eq!(
        home.until("01:45"),
        ["01:26 Low OutOfBed { min: 16 }", "01:40 Medium OutOfBed { min: 30 }"]
    );
    home.absence.handle_entry();
    assert_eq!(home.absence.handle_stay(), CLEAR);
    assert_eq!(home.until("04:00"), [""; 0]);
}

#[test]
fn a_stay_that_turns_out_to_have_been_none_ends_nothing() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    assert_eq!(home.until("01:26"), ["01:25 Low OutOfBed { min: 15 }"]);
    home.absence.handle_entry();
    assert_eq!(home.absence.handle_stay(), CLEAR);
    assert_eq!(home.until("01:29"), [""; 0]);
    home.absence.handle_sat(at("01:28"));
    home.absence.handle_not_back(at("01:29"));
    assert_eq!(
        home.until("01:45"),
        ["01:29 Low OutOfBed { min: 19 }", "01:40 Medium OutOfBed { min: 30 }"]
    );
}

#[test]
fn who_is_seen_is_not_missed_and_is_missed_again_if_not_seen_any_more() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    assert_eq!(home.until("01:30"), ["01:25 Low OutOfBed { min: 15 }"]);
    assert_eq!(home.absence.handle_seen(at("01:30")), Some(CLEAR));
    assert_eq!(home.absence.handle_seen(at("01:35")), None);
    assert_eq!(
        home.until("02:10"),
        ["01:50 Low NotSeen { min: 15 }", "02:05 Medium NotSeen { min: 30 }"]
    );
}

#[test]
fn who_walks_about_until_they_lie_down_is_never_missed() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    for minute in 11..59 {
        assert_eq!(home.absence.handle_seen(at(&format!("01:{minute}"))), None);
        assert_eq!(home.until(&format!("01:{minute}")), [""; 0]);
    }
}

#[test]
fn somebody_seen_while_they_sit_on_the_bed_is_somebody_else() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.until("01:30");
    home.absence.handle_entry();
    assert_eq!(home.absence.handle_seen(at("01:30")), None);
    home.absence.handle_sat(at("01:31"));
    assert_eq!(home.until("01:45"), ["01:40 Medium OutOfBed { min: 30 }"]);
}

#[test]
fn without_a_settled_night_nobody_is_missed() {
    let mut home = Script::at("22:00");
    home.settled = None;
    home.leaves("22:10");
    assert_eq!(home.until("23:59"), [""; 0]);
    home.settled = Some(at("03:00").back(DAY));
    home.leaves("23:59");
    assert_eq!(home.until("04:00"), [""; 0], "that was last night");
}

#[test]
fn in_the_rising_window_no_absence_begins_and_one_that_stands_goes_on() {
    for exit in ["05:30", "05:16", "06:59"] {
        let mut home = Script::at("05:00");
        home.leaves(exit);
        assert_eq!(home.until("12:00"), [""; 0], "{exit}");
    }
    let mut home = Script::at("05:00");
    home.leaves("05:14");
    assert_eq!(
        home.until("12:00"),
        [
            "05:29 Low OutOfBed { min: 15 }",
            "05:44 Medium OutOfBed { min: 30 }",
            "06:14 High NotSeen { min: 60 }"
        ]
    );
}

#[test]
fn the_rising_window_is_the_residents_own() {
    let mut home = Script::at("03:50");
    home.rising = Duration::from_secs(3 * 3_600);
    home.leaves("04:00");
    assert_eq!(home.until("12:00"), [""; 0]);
    let mut home = Script::at("06:00");
    home.rising = Duration::from_secs(15 * 60);
    home.leaves("06:10");
    assert_eq!(home.until("06:30"), ["06:25 Low OutOfBed { min: 15 }"]);
}

#[test]
fn by_day_nobody_is_missed() {
    let mut home = Script::at("12:30");
    home.leaves("13:00");
    assert_eq!(home.until("23:00"), [""; 0]);
}

#[test]
fn who_left_before_the_night_after_sleep_and_was_not_seen_since_is_asked_for_at_its_start() {
    let mut home = Script::at("19:00");
    (home.settled, home.slept, home.others) = (None, Some(at("20:29")), true);
    home.leaves("20:30");
    assert_eq!(home.until("20:59"), [""; 0]);
    assert_eq!(home.absence.poll_timeout(), Some(at("21:00")));
    assert_eq!(
        home.until("22:00"),
        ["21:00 Medium OutOfBed { min: 30 }", "21:30 High NotSeen { min: 60 }"]
    );
}

#[test]
fn who_left_before_the_night_is_not_asked_for_if_seen_or_where_nothing_could_see_them() {
    for (slept, others, seen) in
        [(Some("20:29"), true, true), (Some("20:29"), false, false), (None, true, false)]
    {
        let mut home = Script::at("19:00");
        (home.settled, home.slept, home.others) = (None, slept.map(at), others);
        home.leaves("20:30");
        if seen {
            assert_eq!(home.absence.handle_seen(at("20:31")), None);
        }
        assert_eq!(home.until("04:00"), [""; 0], "{slept:?} {others} {seen}");
    }
    let mut home = Script::at("16:00");
    (home.settled, home.slept, home.others) = (None, Some(at("17:40")), true);
    home.leaves("17:50");
    assert_eq!(home.until("04:00"), [""; 0], "more than three hours before");
}

#[test]
fn where_nothing_moves_and_the_entrance_stays_closed_it_is_high_after_half_an_hour() {
    let mut home = Script::at("01:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.leaves("01:10");
    home.absence.handle_motion(at("01:11"));
    assert_eq!(
        home.until("03:00"),
        ["01:25 Low OutOfBed { min: 15 }", "01:40 High NothingMoves { min: 30 }"]
    );
}

#[test]
fn a_word_of_motion_keeps_it_from_being_high_for_a_quarter_of_an_hour() {
    let mut home = Script::at("01:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.leaves("01:10");
    home.until("01:35");
    home.absence.handle_motion(at("01:35"));
    assert_eq!(
        home.until("03:00"),
        ["01:40 Medium OutOfBed { min: 30 }", "01:50 High NothingMoves { min: 40 }"]
    );
}

#[test]
fn a_missing_sensor_is_not_no_motion_and_an_unknown_or_open_entrance_is_not_closed() {
    for (others, entrance) in [
        (false, Some(DoorIs::Closed)),
        (true, None),
        (true, Some(DoorIs::Unknown)),
        (true, Some(DoorIs::Open)),
    ] {
        let mut home = Script::at("01:00");
        (home.others, home.entrance) = (others, entrance);
        home.leaves("01:10");
        let said = home.until("02:09");
        assert_eq!(said.last().unwrap(), "01:40 Medium OutOfBed { min: 30 }");
        assert_eq!(home.until("03:00"), ["02:10 High NotSeen { min: 60 }"]);
    }
}

#[test]
fn an_opened_entrance_ends_nothing_and_makes_it_high_after_an_hour() {
    let mut home = Script::at("01:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.leaves("01:10");
    home.until("01:12");
    home.absence.handle_opened(at("01:12"));
    assert_eq!(
        home.until("03:00"),
        [
            "01:25 Low OutOfBed { min: 15 }",
            "01:40 Medium OutOfBed { min: 30 }",
            "02:10 High NotSeenSinceDoor { min: 60 }"
        ]
    );
}

#[test]
fn what_happened_between_the_exit_and_its_finding_out_counts() {
    let mut home = Script::at("01:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.absence.handle_opened(at("01:10"));
    home.absence.handle_exit(at("01:12"), at("01:10"));
    assert_eq!(home.until("01:45").last().unwrap(), "01:40 Medium OutOfBed { min: 30 }");
    let mut home = Script::at("01:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.absence.handle_motion(at("01:30"));
    home.absence.handle_exit(at("01:31"), at("01:10"));
    assert_eq!(home.until("01:45").last().unwrap(), "01:45 High NothingMoves { min: 35 }");
}

#[test]
fn presence_without_motion_neither_ends_nor_lowers_and_is_medium_after_a_quarter_of_an_hour() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.absence.handle_presence(at("01:12"), true);
    assert_eq!(
        home.until("01:39"),
        ["01:25 Low OutOfBed { min: 15 }", "01:27 Medium StillOutOfBed { min: 15 }"]
    );
}

#[test]
fn a_still_body_that_the_radar_loses_for_a_minute_is_still_there() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.absence.handle_presence(at("01:11"), true);
    home.until("01:25");
    home.absence.handle_presence(at("01:25"), false);
    home.until("01:26");
    home.absence.handle_presence(at("01:26"), true);
    assert_eq!(home.until("01:39"), ["01:26 Medium StillOutOfBed { min: 15 }"]);

    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.absence.handle_presence(at("01:11"), true);
    home.absence.handle_presence(at("01:13"), false);
    home.absence.handle_presence(at("01:16"), true);
    assert_eq!(
        home.until("01:39"),
        ["01:25 Low OutOfBed { min: 15 }", "01:31 Medium StillOutOfBed { min: 15 }"]
    );
}

#[test]
fn who_is_there_and_moves_does_not_lie() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.absence.handle_presence(at("01:11"), true);
    home.until("01:20");
    home.absence.handle_motion(at("01:20"));
    assert_eq!(
        home.until("01:39"),
        ["01:25 Low OutOfBed { min: 15 }", "01:35 Medium StillOutOfBed { min: 15 }"]
    );
}

#[test]
fn presence_that_goes_on_after_they_were_seen_is_missed_again() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.absence.handle_presence(at("01:11"), true);
    home.absence.handle_seen(at("01:12"));
    assert_eq!(home.until("01:30"), ["01:27 Medium StillOutOfBed { min: 15 }"]);
}

#[test]
fn a_silent_bed_radar_ends_nothing_and_keeps_it_from_being_high() {
    let mut home = Script::at("01:00");
    home.leaves("01:10");
    home.until("01:20");
    home.absence.handle_heard(at("01:20"), false);
    assert_eq!(
        home.until("02:30"),
        ["01:25 Low OutOfBed { min: 15 }", "01:40 Medium OutOfBed { min: 30 }"]
    );
    home.absence.handle_heard(at("02:30"), true);
    assert_eq!(home.until("02:31"), ["02:30 High NotSeen { min: 80 }"]);
}

#[test]
fn an_unset_clock_counts_as_night_without_rising_and_is_at_most_medium() {
    let mut home = Script::at("06:00");
    (home.others, home.entrance) = (true, Some(DoorIs::Closed));
    home.clock = unset();
    home.leaves("06:10");
    assert_eq!(
        home.until("12:00"),
        ["06:25 Low OutOfBed { min: 15 }", "06:40 Medium OutOfBed { min: 30 }"]
    );
    home.settled = None;
    home.absence.handle_stay();
    home.leaves("11:00");
    assert_eq!(home.until("12:00"), [""; 0], "no settled night");
}

#[test]
fn when_the_clock_is_set_it_is_asked_again() {
    let mut home = Script::at("01:00");
    let set = core::mem::replace(&mut home.clock, unset());
    home.leaves("01:10");
    assert_eq!(home.until("02:30").len(), 2);
    home.clock = set;
    home.absence.handle_clock(at("02:30"));
    assert_eq!(home.until("02:31"), ["02:30 High NotSeen { min: 80 }"]);
}

#[test]
fn while_the_clock_is_unset_who_was_about_for_an_hour_has_risen() {
    let mut home = Script::at("06:00");
    home.clock = unset();
    home.leaves("06:10");
    for minute in 11..60 {
        home.absence.handle_seen(at(&format!("06:{minute}")));
    }
    home.until("06:59");
    home.absence.handle_seen(at("07:10"));
    assert_eq!(home.until("12:00"), [""; 0]);
}

#[test]
fn an_alarm_of_an_earlier_version_goes_on_and_ends_as_any() {
    let mut home = Script::at("01:00");
    home.absence.handle_restored(at("01:10"), Priority::Low);
    assert_eq!(home.until("01:45"), ["01:40 Medium OutOfBed { min: 30 }"]);
    assert_eq!(home.absence.handle_seen(at("01:50")), Some(CLEAR));
}

#[test]
fn a_restart_at_any_minute_changes_nothing() {
    let run = |restart: Option<u64>| {
        let mut home = Script::at("22:00");
        home.others = true;
        home.leaves("22:30");
        let mut said = Vec::new();
        for minute in 0..180 {
            let now = at("22:30") + Duration::from_secs(minute * 60);
            match minute {
                40 => said.extend(home.absence.handle_seen(now).map(|_| "seen".into())),
                60 => home.absence.handle_presence(now, true),
                70 => home.absence.handle_entry(),
                71 => home.absence.handle_sat(now),
                _ => {}
            }
            if restart == Some(minute) {
                let kept = serde_json::to_string(&home.absence).unwrap();
                home.absence = Absence::new(AbsencePolicy::default());
                home.absence.recall(serde_json::from_str(&kept).unwrap(), &Places::default());
            }
            said.extend(home.run(now));
        }
        said
    };
    let whole = run(None);
    assert!(whole.len() > 3, "{whole:?}");
    (0..180).for_each(|minute| assert_eq!(run(Some(minute)), whole, "{minute}"));
}

#[test]
fn out_at_night_for_half_an_hour_and_unseen_is_an_open_alarm_whatever_else_happens() {
    for seed in 0..2_000_u64 {
        let mut dice = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut roll = |of: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice % of
        };
        let mut home = Script::at("00:00");
        home.others = roll(2) == 0;
        home.entrance =
            [None, Some(DoorIs::Closed), Some(DoorIs::Open)][usize::try_from(roll(3)).unwrap()];
        let exit = at("00:00") + Duration::from_secs(roll(4 * 3_600));
        home.leaves_at(exit);
        let mut seen = exit;
        let mut open = false;
        let mut now = exit;
        while now < at("05:29") {
            now = now + Duration::from_secs(roll(240));
            open |= !home.run(now).is_empty();
            match roll(8) {
                0 if roll(4) == 0 => {
                    open &= home.absence.handle_seen(now).is_none();
                    seen = now;
                }
                1 => home.absence.handle_motion(now),
                2 => home.absence.handle_presence(now, roll(2) == 0),
                3 => home.absence.handle_opened(now),
                4 => home.absence.handle_heard(now, roll(3) != 0),
                5 => {
                    home.absence.handle_entry();
                    now = now + Duration::from_secs(roll(59));
                    home.absence.handle_sat(now);
                }
                _ => {}
            }
            open |= !home.run(now).is_empty();
            let long = now.since(seen) >= Duration::from_secs(30 * 60);
            let early = seen + Duration::from_secs(30 * 60) < at("05:30");
            assert!(open || !long || !early, "seed {seed} at {now:?}");
        }
    }
}

const CLEAR: Finding = Finding::clear(AlarmKind::AbsentFromBed);
const DAY: Duration = Duration::from_secs(86_400);

/// A home and what is known in it; the stamps begin at noon of the day before.
struct Script {
    absence: Absence,
    clock: Clock,
    rising: Duration,
    settled: Option<Mono>,
    slept: Option<Mono>,
    others: bool,
    entrance: Option<DoorIs>,
}

impl Script {
    /// Settled at that time.
    fn at(settled: &str) -> Self {
        let mut clock = unset();
        clock.handle(Mono::ZERO, Some(Wall(12 * 3_600_000)), ClockQuality::Synced);
        Self {
            absence: Absence::new(AbsencePolicy::default()),
            clock,
            rising: Duration::from_secs(90 * 60),
            settled: Some(at(settled)),
            slept: None,
            others: false,
            entrance: None,
        }
    }

    fn leaves(&mut self, exit: &str) {
        self.leaves_at(at(exit));
    }

    fn leaves_at(&mut self, exit: Mono) {
        self.absence.handle_exit(exit, exit);
    }

    fn until(&mut self, until: &str) -> Vec<String> {
        self.run(at(until))
    }

    fn run(&mut self, until: Mono) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(now) = self.absence.poll_timeout().filter(|due| *due <= until) {
            let watch = Watch {
                clock: &self.clock,
                rising: self.rising,
                settled: self.settled,
                slept: self.slept,
                others: self.others,
                entrance: self.entrance,
                there: false,
            };
            if let Some(found) = self.absence.handle_timeout(now, &watch) {
                let is = found.is.unwrap();
                said.push(format!("{} {:?} {:?}", time(now), is.priority, is.what));
            }
        }
        said
    }
}

fn unset() -> Clock {
    Clock::new(TimeZone::UTC, Night::default())
}

/// From noon to noon.
fn at(time: &str) -> Mono {
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<u64>().unwrap() * 60 + minute.parse::<u64>().unwrap();
    Mono((minutes + 12 * 60) % 1_440 * 60_000 + if minutes == 720 { 86_400_000 } else { 0 })
}

fn time(at: Mono) -> String {
    let minutes = at.0 / 60_000 + 720;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
