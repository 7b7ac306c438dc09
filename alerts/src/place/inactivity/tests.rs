use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::tz::TimeZone;

use super::*;
use crate::time::{Clock, ClockQuality, Night, Wall};

#[test]
fn who_is_not_seen_since_rising_is_low_after_an_hour_and_medium_after_two() {
    for exit in ["05:30", "05:20", "07:40"] {
        let mut home = Script::at("eve 23:00");
        home.others = true;
        home.leaves(exit);
        let (low, medium) = (at(exit) + hours(1), at(exit) + hours(2));
        assert_eq!(
            home.until("23:50"),
            [
                format!("{} Low NotSeenSinceRising {{ min: 60 }}", time(low)),
                format!("{} Medium NotSeenSinceRising {{ min: 120 }}", time(medium)),
            ]
        );
    }
}

#[test]
fn a_home_with_only_a_bed_radar_says_one_low() {
    let mut home = Script::at("eve 23:00");
    home.leaves("06:30");
    assert_eq!(home.until("20:00"), ["07:30 Low NotSeenSinceRising { min: 60 }"]);
}

#[test]
fn who_leaves_at_night_or_without_a_settled_night_is_not_risen() {
    let mut home = Script::at("eve 23:00");
    home.others = true;
    home.leaves("04:00");
    assert_eq!(home.until("20:00"), [""; 0]);
    home.settled = None;
    home.leaves("06:30");
    assert_eq!(home.until("20:00"), [""; 0]);
    home.settled = Some(at("eve 23:00"));
    home.leaves("14:00");
    assert_eq!(home.until("20:00"), [""; 0], "a nap is no night");
}

#[test]
fn it_ends_by_being_seen_a_door_a_minute_in_bed_or_leaving_the_home() {
    type End = fn(&mut Inactivity) -> Option<Finding>;
    let ends: [(&str, End); 4] = [
        ("seen", |home| home.handle_seen(at("07:45"))),
        ("door", |home| home.handle_door(at("07:45"))),
        ("bed", Inactivity::handle_stay),
        ("left", Inactivity::handle_left),
    ];
    for (name, end) in ends {
        let mut home = Script::at("eve 23:00");
        home.others = true;
        home.leaves("06:30");
        assert_eq!(home.until("07:45").len(), 1);
        home.inactivity.handle_motion(at("07:40"));
        let clear = Finding::clear(AlarmKind::Inactivity);
        assert_eq!(end(&mut home.inactivity), Some(clear), "{name}");
        assert_eq!(end(&mut home.inactivity), None, "{name}");
        assert_eq!(home.until("09:30"), [""; 0], "{name}");
    }
}

#[test]
fn a_stay_that_turns_out_to_have_been_none_ends_nothing() {
    let mut home = Script::at("eve 23:00");
    home.leaves("06:30");
    home.inactivity.handle_stay();
    home.inactivity.handle_not_back(at("06:40"));
    assert_eq!(home.until("08:00"), ["07:30 Low NotSeenSinceRising { min: 60 }"]);
}

#[test]
fn at_home_by_day_without_motion_is_low_after_two_hours_and_medium_after_four_and_high_after_twelve()
 {
    let mut home = Script::about("08:30");
    assert_eq!(
        home.until("22:00"),
        [
            "10:30 Low NoActivity { min: 120 }",
            "12:30 Medium NoActivity { min: 240 }",
            "20:30 High NoActivity { min: 720 }"
        ]
    );
}

#[test]
fn two_hours_are_hours_of_the_day_and_twelve_are_any() {
    let mut home = Script::about("eve 19:30");
    assert_eq!(
        home.until("11:30"),
        ["07:30 High NoActivity { min: 720 }"],
        "half a day is over before two hours of the day are"
    );
    let mut home = Script::about("eve 23:30");
    assert_eq!(
        home.until("11:40"),
        [
            "09:00 Low NoActivity { min: 570 }",
            "11:00 Medium NoActivity { min: 690 }",
            "11:30 High NoActivity { min: 720 }"
        ]
    );
}

#[test]
fn motion_begins_it_anew_and_once_raised_only_somebody_seen_ends_it() {
    let mut home = Script::about("08:30");
    home.until("10:00");
    home.inactivity.handle_motion(at("10:00"));
    assert_eq!(home.until("12:10"), ["12:00 Low NoActivity { min: 120 }"]);
    home.inactivity.handle_motion(at("12:30"));
    assert_eq!(home.until("14:10"), ["14:00 Medium NoActivity { min: 240 }"]);
    assert!(home.inactivity.handle_seen(at("14:30")).is_some());
}

#[test]
fn without_evidence_that_somebody_is_at_home_nothing_is_said() {
    let mut home = Script::about("08:30");
    home.entrance = None;
    assert_eq!(home.until("22:00"), [""; 0], "the entrance is not watched");
    let mut home = Script::about("08:30");
    home.others = false;
    assert_eq!(home.until("22:00"), [""; 0], "nothing sees motion");
    let mut home = Script::about("08:30");
    home.inactivity.handle_door(at("09:00"));
    home.inactivity.handle_seen(at("09:01"));
    assert_eq!(home.until("22:00"), [""; 0], "seen last on the way out");
    let mut home = Script::about("08:30");
    home.inactivity.handle_left();
    assert_eq!(home.until("22:00"), [""; 0], "away");
    assert_eq!(Script::at("eve 23:00").until("22:00"), [""; 0], "nothing is known");
}

#[test]
fn presence_is_evidence_and_so_is_coming_home() {
    let mut home = Script::about("08:30");
    (home.entrance, home.there) = (None, true);
    assert_eq!(home.until("11:00"), ["10:30 Low NoActivity { min: 120 }"]);
    let mut home = Script::about("08:30");
    home.inactivity.handle_left();
    home.inactivity.handle_came(at("09:30"));
    assert_eq!(home.until("12:00"), ["11:30 Low NoActivity { min: 120 }"]);
    let mut home = Script::about("08:30");
    home.inactivity.handle_door(at("09:00"));
    home.inactivity.handle_seen(at("09:02"));
    assert_eq!(home.until("12:00"), ["11:02 Low NoActivity { min: 120 }"]);
}

#[test]
fn nothing_is_concluded_while_somebody_is_in_bed() {
    let mut home = Script::about("08:30");
    home.inactivity.handle_stay();
    home.inactivity.handle_seen(at("09:00"));
    home.inactivity.handle_door(at("09:10"));
    assert_eq!(home.until("23:00"), [""; 0]);
    home.inactivity.handle_unknown();
    home.inactivity.handle_seen(at("23:10"));
    assert_eq!(home.until("next 09:30"), ["09:00 Low NoActivity { min: 590 }"]);
}

#[test]
fn while_the_clock_is_unset_only_half_a_day_counts() {
    let mut home = Script::about("08:30");
    home.clock = Clock::new(TimeZone::UTC, Night::default());
    assert_eq!(home.until("22:00"), ["20:30 High NoActivity { min: 720 }"]);
}

#[test]
fn a_restart_at_any_quarter_of_an_hour_changes_nothing() {
    let run = |restart: Option<u64>| {
        let mut home = Script::at("eve 23:00");
        (home.others, home.entrance) = (true, Some(DoorIs::Closed));
        home.leaves("06:30");
        let mut said = Vec::new();
        for quarter in 0..48 {
            let now = at("06:30") + Duration::from_secs(quarter * 900);
            if quarter == 12 {
                said.extend(home.inactivity.handle_seen(now).map(|_| "seen".into()));
            }
            if restart == Some(quarter) {
                let kept = serde_json::to_string(&home.inactivity).unwrap();
                home.inactivity = Inactivity::new(MISSED);
                home.inactivity.recall(serde_json::from_str(&kept).unwrap(), &Places::default());
            }
            said.extend(home.run(now));
        }
        said
    };
    let whole = run(None);
    assert_eq!(whole.len(), 5, "{whole:?}");
    (0..48).for_each(|quarter| assert_eq!(run(Some(quarter)), whole, "{quarter}"));
}

const MISSED: Duration = Duration::from_secs(15 * 60);

/// A home and what is known in it; the stamps begin at noon.
struct Script {
    inactivity: Inactivity,
    clock: Clock,
    settled: Option<Mono>,
    others: bool,
    there: bool,
    entrance: Option<DoorIs>,
}

impl Script {
    /// With a bed, settled at that time.
    fn at(settled: &str) -> Self {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(12 * 3_600_000)), ClockQuality::Synced);
        Self {
            inactivity: Inactivity::new(MISSED),
            clock,
            settled: Some(at(settled)),
            others: false,
            there: false,
            entrance: None,
        }
    }

    /// With an entrance and a room that are watched, and somebody seen.
    fn about(seen: &str) -> Self {
        let mut home = Self::at("eve 23:00");
        (home.others, home.entrance) = (true, Some(DoorIs::Closed));
        home.inactivity.handle_seen(at(seen));
        home
    }

    fn leaves(&mut self, exit: &str) {
        self.inactivity.handle_exit(at(exit), at(exit));
    }

    fn until(&mut self, until: &str) -> Vec<String> {
        self.run(at(until))
    }

    fn run(&mut self, until: Mono) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(now) = self.inactivity.poll_timeout().filter(|due| *due <= until) {
            let watch = Watch {
                clock: &self.clock,
                rising: Duration::from_secs(90 * 60),
                settled: self.settled,
                slept: None,
                others: self.others,
                entrance: self.entrance,
                there: self.there,
            };
            if let Some(found) = self.inactivity.handle_timeout(now, &watch) {
                let is = found.is.unwrap();
                said.push(format!("{} {:?} {:?}", time(now), is.priority, is.what));
            }
        }
        said
    }
}

/// Of the day after the stamps begin, `eve`: of the evening before, `next`: of the day after.
fn at(time: &str) -> Mono {
    let (day, time) = match time.split_once(' ') {
        Some(("eve", time)) => (0, time),
        Some((_, time)) => (2, time),
        None => (1, time),
    };
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<u64>().unwrap() * 60 + minute.parse::<u64>().unwrap();
    Mono((day * 1_440 + minutes - 720) * 60_000)
}

fn time(at: Mono) -> String {
    let minutes = at.0 / 60_000 + 720;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}
