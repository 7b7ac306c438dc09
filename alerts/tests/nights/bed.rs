//! To bed, up, and back.

use alerts::message::Where;
use protocol::Reading;

use crate::rig::{BED, FRONT_DOOR, HALL, Rig};

#[test]
fn an_evening_a_trip_to_the_toilet_and_the_morning() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(4 * 3_600);
    home.gets_up(30);
    home.empty(200);
    home.goes_to_bed();
    home.sleeps(4 * 3_600 + 600);
    home.gets_up(30);
    home.empty(2 * 3_600);

    assert_eq!(
        home.said_of_bed(),
        [
            "22:00:08 bed-entry",
            "02:10:09 bed-exit",
            "02:14:08 bed-entry",
            "06:34:09 bed-exit",
            "06:34:09 got-up",
        ]
    );
    assert_eq!(home.home.state(home.now).today.bed_exits, 1);
}

#[test]
fn an_exit_is_dated_to_the_last_sign_however_late_the_module_says_it() {
    for lag in [30, 45, 60, 120, 240, 300] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.said();
        home.gets_up(lag);
        home.empty(90);
        assert_eq!(home.said_of_bed(), ["22:10:09 bed-exit"], "lag {lag}");
    }
}

#[test]
fn a_trip_shorter_than_the_modules_lag_is_seen_all_the_same() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.moves(4, 60);
    home.empty(150);
    home.moves(5, 50);
    home.sleeps(600);

    assert_eq!(
        home.said_of_bed(),
        ["22:00:08 bed-entry", "22:10:09 bed-exit", "22:12:47 bed-entry"]
    );
}

#[test]
fn a_flag_that_flickers_over_a_sleeper_is_no_exit() {
    for out in [1, 10, 30, 55] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.said();
        home.hear(BED, Reading::InBed(false));
        home.sleeps(out);
        home.hear(BED, Reading::InBed(true));
        home.sleeps(600);
        assert_eq!(home.said_of_bed(), [""; 0], "out for {out} s");
    }
}

#[test]
fn a_sleeper_whom_the_radar_loses_for_a_while_is_still_in_bed() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3_600);
    home.said();
    home.empty(180);
    home.sleeps(3_600);

    assert_eq!(home.said_of_bed(), [""; 0]);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
}

#[test]
fn sitting_up_for_less_than_a_minute_is_no_exit() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.said();
    home.gets_up(30);
    home.empty(20);
    home.goes_to_bed();

    assert_eq!(home.said_of_bed(), [""; 0]);
}

#[test]
fn a_stay_shorter_than_a_minute_joins_the_absences_around_it() {
    let mut home = Rig::recorded("22:00");
    home.hear(BED, Reading::InBed(true));
    home.pass(3_600);
    home.hear(BED, Reading::InBed(false));
    home.pass(300);
    home.hear(BED, Reading::InBed(true));
    home.pass(45);
    home.hear(BED, Reading::InBed(false));
    home.pass(300);
    home.hear(BED, Reading::InBed(true));
    home.pass(3_600);

    assert_eq!(
        home.said_of_bed(),
        ["22:00:00 bed-entry", "23:00:00 bed-exit", "23:10:45 bed-entry"]
    );
    assert_eq!(home.home.state(home.now).today.bed_exits, 1);
}

#[test]
fn a_set_of_flags_alone_dates_by_the_flags() {
    let mut home = Rig::recorded("23:00");
    home.hear(BED, Reading::InBed(true));
    home.pass(7_200);
    home.hear(BED, Reading::InBed(false));
    home.pass(60);
    home.hear(BED, Reading::InBed(true));
    home.pass(7_200);
    home.hear(BED, Reading::InBed(false));
    home.pass(59);
    home.hear(BED, Reading::InBed(true));
    home.pass(7_200);

    assert_eq!(
        home.said_of_bed(),
        ["23:00:00 bed-entry", "01:00:00 bed-exit", "01:01:00 bed-entry"]
    );
}

#[test]
fn steps_in_the_hall_make_an_exit_certain_sooner_and_never_less_than_a_minute() {
    let mut home = Rig::flat("22:00");
    home.goes_to_bed();
    home.said();
    home.gets_up(40);
    home.hear(HALL, Reading::Movement(50));
    let mut seen = None;
    home.each_second(90, |rig, second| {
        rig.hear(BED, Reading::Movement(0));
        if seen.is_none() && rig.said().iter().any(|line| line.ends_with("bed-exit")) {
            seen = Some(second);
        }
    });
    assert!(seen.is_some_and(|second| second <= 21), "certain after {seen:?} s");
}

#[test]
fn a_radar_without_a_flag_knows_the_bed_by_heart_and_breath() {
    let mut home = Rig::new("22:00", &[("bed", alerts::Kind::BedRadar, 10, 0)]);
    home.hear(BED, Reading::Presence(true));
    home.sleeps(3_600);
    home.moves(4, 60);
    home.empty(40);
    home.hear(BED, Reading::Presence(false));
    home.empty(300);
    home.hear(BED, Reading::Presence(true));
    home.sleeps(3_600);

    assert_eq!(
        home.said_of_bed(),
        ["22:00:00 bed-entry", "23:00:01 bed-exit", "23:05:45 bed-entry"]
    );
}

#[test]
fn a_silent_line_is_neither_in_bed_nor_out() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3_600);
    home.said();
    home.pass(40);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Unknown);
    home.hear(BED, Reading::InBed(true));
    home.sleeps(3_600);
    assert_eq!(home.said_of_bed(), [""; 0]);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
}

#[test]
fn an_exit_in_a_silence_is_found_when_the_line_is_back_and_nothing_is_dated_into_the_silence() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3_600);
    home.said();
    home.pass(120);
    home.hear(BED, Reading::InBed(false));
    home.empty(120);
    assert_eq!(home.said_of_bed(), ["23:12:08 bed-exit"]);
}

#[test]
fn nothing_is_concluded_in_a_silence() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.said();
    home.gets_up(30);
    home.pass(3 * 3_600);
    assert_eq!(home.said_of_bed(), [""; 0]);
    home.hear(BED, Reading::InBed(true));
    home.sleeps(600);
    assert_eq!(home.said_of_bed(), [""; 0]);
}

#[test]
fn who_leaves_by_the_front_door_is_away_and_comes_home_again() {
    let mut home = Rig::flat("14:00");
    let say = |home: &mut Rig, open: bool| {
        home.hear(
            FRONT_DOOR,
            Reading::Contact(if open {
                protocol::Contact::Open
            } else {
                protocol::Contact::Closed
            }),
        );
    };
    let keep = |home: &mut Rig, seconds: u64, open: bool, there: bool| {
        home.each_second(seconds, |rig, _| {
            rig.hear(BED, Reading::Presence(false));
            rig.hear(HALL, Reading::Presence(there));
            say(rig, open);
            rig.hear(crate::rig::KITCHEN, Reading::CoPpm(protocol::Ppm(0.0)));
            rig.hear(crate::rig::MODULE, Reading::Inputs(0));
            rig.hear(crate::rig::SMOKE, Reading::Smoke(false));
        });
    };
    keep(&mut home, 60, false, true);
    keep(&mut home, 5, true, true);
    keep(&mut home, 60, false, true);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Home);
    keep(&mut home, 3_600, false, false);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Away);
    keep(&mut home, 5, true, false);
    keep(&mut home, 20, false, false);
    keep(&mut home, 20, false, true);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Home);

    assert_eq!(
        home.said(),
        [
            "14:01:00 door-opened",
            "14:01:05 door-closed",
            "14:01:05 left-home",
            "15:02:05 door-opened",
            "15:02:10 door-closed",
            "15:02:05 came-home",
        ]
    );
}

#[test]
fn a_heart_that_beats_on_beside_a_flag_that_says_out_is_in_bed() {
    let mut home = Rig::recorded("22:00");
    home.hear(BED, Reading::Presence(true));
    home.hear(BED, Reading::InBed(true));
    home.sleeps(600);
    home.said();
    home.hear(BED, Reading::InBed(false));
    home.sleeps(4 * 3_600);
    assert_eq!(home.said_of_bed(), [""; 0]);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
    home.moves(4, 60);
    home.empty(90);
    assert_eq!(home.said_of_bed(), ["02:10:01 bed-exit"]);
}

#[test]
fn a_flag_that_falls_for_minutes_over_a_sleeper_who_is_still_seen_is_a_flap() {
    for seconds in [90, 240, 600] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.sleeps(3_000);
        home.said();
        home.hear(BED, Reading::InBed(false));
        // The driver withholds heart and breath meanwhile.
        home.moves(seconds, 1);
        home.hear(BED, Reading::InBed(true));
        home.sleeps(1_800);
        assert_eq!(home.said_of_bed(), [""; 0], "{seconds} s");
    }
}

#[test]
fn a_still_sleeper_whom_the_module_loses_is_in_bed_and_not_known_after_ten_minutes() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3_000);
    home.said();
    home.empty(60);
    home.hear(BED, Reading::Presence(false));
    home.empty(500);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
    home.empty(60);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Unknown);
    home.empty(3_600);
    home.hear(BED, Reading::Presence(true));
    home.sleeps(600);
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
    assert_eq!(home.said_of_bed(), [""; 0]);
}

#[test]
fn a_sleeper_whom_the_module_loses_with_its_flag_is_given_minutes_to_be_seen_again() {
    for seconds in [30, 90, 200] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.sleeps(3_000);
        home.said();
        home.empty(20);
        home.hear(BED, Reading::InBed(false));
        home.hear(BED, Reading::Presence(false));
        home.empty(seconds);
        home.hear(BED, Reading::Presence(true));
        home.moves(10, 1);
        home.hear(BED, Reading::InBed(true));
        home.sleeps(1_800);
        assert_eq!(home.said_of_bed(), [""; 0], "{seconds} s");
    }
}

#[test]
fn who_gets_up_slowly_has_got_up_although_the_flag_never_falls() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3_000);
    home.said();
    home.moves(12, 24);
    home.empty(90);
    assert_eq!(home.said_of_bed(), ["23:00:15 bed-exit"]);
}

#[test]
fn who_gets_up_and_sits_in_view_left_when_they_got_up() {
    for lag in [60, 150, 290] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.sleeps(3_000);
        home.said();
        home.moves(7, 60);
        home.each_second(lag, |rig, second| {
            rig.hear(BED, Reading::Movement(1));
            if second.is_multiple_of(3) {
                rig.hear(BED, Reading::HeartRate(protocol::PerMinute(62)));
                rig.hear(BED, Reading::BreathingRate(protocol::PerMinute(14)));
            }
        });
        home.hear(BED, Reading::InBed(false));
        home.moves(90, 1);
        assert_eq!(home.said_of_bed(), ["23:00:11 bed-exit"], "lag {lag}");
    }
}

#[test]
fn who_came_too_slowly_for_the_flag_is_in_bed_by_heart_breath_and_lying_still() {
    let mut home = Rig::bed_only("22:00");
    home.hear(BED, Reading::InBed(false));
    home.hear(BED, Reading::Presence(false));
    home.empty(60);
    home.hear(BED, Reading::Presence(true));
    home.moves(20, 25);
    home.sleeps(4 * 3_600);
    home.moves(4, 60);
    home.empty(90);
    assert_eq!(home.said_of_bed(), ["22:01:20 bed-entry", "02:01:21 bed-exit"]);
}

#[test]
fn who_sits_beside_the_bed_after_getting_up_is_not_in_it() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.said();
    home.moves(4, 60);
    home.moves(28, 3);
    home.hear(BED, Reading::InBed(false));
    home.moves(1_500, 3);
    assert_eq!(home.said_of_bed(), ["22:10:09 bed-exit"]);
    assert_ne!(home.home.state(home.now).whereabouts, Where::Bed);
}

#[test]
fn a_flag_over_an_empty_bed_is_nobody() {
    let mut home = Rig::bed_only("13:00");
    home.hear(BED, Reading::InBed(false));
    home.empty(600);
    home.hear(BED, Reading::InBed(true));
    home.empty(3 * 3_600);
    home.hear(BED, Reading::InBed(false));
    home.empty(600);
    let said = home.said();
    assert!(said.iter().all(|line| line.contains("sensor-fault")), "{said:?}");
}

#[test]
fn a_module_that_starts_anew_makes_nobody_leave() {
    for (silent, returns) in [(12, Some(60)), (30, Some(170)), (20, None)] {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        home.sleeps(3_000);
        home.said();
        home.pass(silent);
        home.hear(BED, Reading::InBed(false));
        home.hear(BED, Reading::Presence(false));
        home.moves(2, 100);
        home.empty(1);
        home.hear(BED, Reading::Presence(true));
        home.moves(30, 1);
        home.sleeps(returns.unwrap_or(3_600));
        if returns.is_some() {
            home.hear(BED, Reading::InBed(true));
        }
        home.sleeps(3_600);
        assert_eq!(home.said_of_bed(), [""; 0], "{silent} s, {returns:?}");
    }
}

#[test]
fn who_sits_on_the_bed_for_a_moment_and_is_up_again_has_been_up_since_the_first_exit() {
    let mut home = Rig::bed_only("01:00");
    home.goes_to_bed();
    home.sleeps(3_000);
    home.said();
    home.gets_up(30);
    home.empty(240);
    home.hear(BED, Reading::Presence(true));
    home.moves(3, 40);
    home.hear(BED, Reading::InBed(true));
    home.sleeps(40);
    home.moves(3, 60);
    home.hear(BED, Reading::InBed(false));
    home.hear(BED, Reading::Presence(false));
    home.empty(3_600);
    assert_eq!(home.said_of_bed(), ["02:00:09 bed-exit"]);
}

#[test]
fn who_lies_down_again_for_an_hour_had_not_got_up() {
    let mut home = Rig::recorded("23:00");
    home.hear(BED, Reading::InBed(true));
    home.pass(6 * 3_600);
    home.hear(BED, Reading::InBed(false));
    home.pass(70 * 60);
    home.hear(BED, Reading::InBed(true));
    home.pass(59 * 60);
    assert_eq!(
        home.said_of_bed(),
        ["23:00:00 bed-entry", "05:00:00 bed-exit", "05:00:00 got-up", "06:10:00 bed-entry"]
    );
    assert_eq!(home.home.state(home.now).today.bed_exits, 0);
    home.pass(120);
    assert_eq!(home.said_of_bed(), ["05:00:00 got-up"]);
    assert_eq!(home.home.state(home.now).today.bed_exits, 1);
    home.hear(BED, Reading::InBed(false));
    home.pass(3_700);
    assert_eq!(home.said_of_bed(), ["07:11:00 bed-exit", "07:11:00 got-up"]);
}

#[test]
fn a_long_absence_in_the_middle_of_the_night_and_a_nap_are_no_final_rise() {
    for start in ["23:00", "13:30"] {
        let mut home = Rig::recorded(start);
        home.hear(BED, Reading::InBed(true));
        home.pass(2 * 3_600);
        home.hear(BED, Reading::InBed(false));
        home.pass(70 * 60);
        assert_eq!(home.said_of_bed().len(), 2, "{start}");
    }
}

#[test]
fn a_radar_with_nothing_but_presence_knows_who_stays() {
    let mut home = Rig::recorded("22:00");
    home.hear(BED, Reading::Presence(true));
    home.pass(120);
    home.hear(BED, Reading::Presence(false));
    home.pass(600);
    home.hear(BED, Reading::Presence(true));
    home.pass(3_600);
    home.hear(BED, Reading::Presence(false));
    home.pass(300);
    assert_eq!(home.said_of_bed(), ["22:12:00 bed-entry", "23:11:55 bed-exit"]);
}

#[test]
fn a_radar_that_looks_away_from_the_bed_for_a_while_makes_nobody_leave_it() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.hear(BED, Reading::BedWatched(false));
    home.sleeps(1_800);
    home.hear(BED, Reading::InBed(true));
    home.sleeps(1_800);
    assert_eq!(home.said_of_bed(), ["22:00:08 bed-entry"]);
    home.gets_up(30);
    home.empty(120);
    assert_eq!(home.said_of_bed(), ["23:10:09 bed-exit"]);
}

#[test]
fn who_gets_up_while_the_radar_has_no_flag_is_known_by_presence() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.hear(BED, Reading::BedWatched(false));
    home.sleeps(600);
    home.moves(4, 60);
    home.empty(30);
    home.hear(BED, Reading::Presence(false));
    home.empty(120);
    assert_eq!(home.said_of_bed(), ["22:00:08 bed-entry", "22:20:09 bed-exit"]);
}

#[test]
fn who_lies_down_again_in_the_evening_has_risen_in_the_morning_all_the_same() {
    let mut home = Rig::bed_only("02:00");
    home.goes_to_bed();
    home.sleeps(4 * 3_600);
    home.gets_up(30);
    home.empty(15 * 3_600);
    home.goes_to_bed();
    home.sleeps(2 * 3_600);
    let rises: Vec<_> = home.said().into_iter().filter(|line| line.contains("got-up")).collect();
    assert_eq!(rises, ["06:10:09 got-up"]);
}
