//! Away from bed at night, and not seen since rising: whole homes.

use alerts::Kind;
use protocol::{Contact, Motion, Reading};

use crate::rig::{BED, FRONT_DOOR, HALL, Rig};

#[test]
fn who_sits_down_on_the_bed_at_night_and_is_up_again_is_missed_from_the_first_exit_on() {
    for sits in [20, 40, 55] {
        let mut home = Rig::bed_only("01:00");
        home.goes_to_bed();
        home.gets_up(30);
        home.empty(240);
        home.hear(BED, Reading::Presence(true));
        home.moves(3, 40);
        home.hear(BED, Reading::InBed(true));
        home.sleeps(sits - 6);
        home.moves(3, 60);
        home.hear(BED, Reading::InBed(false));
        home.hear(BED, Reading::Presence(false));
        home.empty(30 * 60);
        assert_eq!(
            missed(&mut home),
            ["01:25:09 raised Low", "01:40:09 escalated Medium"],
            "{sits}"
        );
    }
}

#[test]
fn a_flag_that_stays_after_they_sat_on_the_bed_hides_nobody() {
    let mut home = Rig::bed_only("01:00");
    home.goes_to_bed();
    home.gets_up(30);
    home.empty(240);
    home.hear(BED, Reading::InBed(true));
    home.sleeps(40);
    home.moves(3, 60);
    home.empty(40 * 60);
    assert_eq!(missed(&mut home).last().unwrap(), "01:40:09 escalated Medium");
}

#[test]
fn who_sits_on_the_bed_in_the_evening_and_stays_up_is_not_missed() {
    for sits in [60, 300, 900] {
        let mut home = Rig::flat("20:30");
        for _ in 0..3 {
            home.hear(BED, Reading::Presence(true));
            home.moves(8, 55);
            home.hear(BED, Reading::InBed(true));
            home.each_second(sits, |rig, second| {
                rig.hear(BED, Reading::Movement(if second % 20 < 4 { 40 } else { 12 }));
            });
            home.gets_up(30);
            home.empty(40 * 60);
        }
        assert_eq!(missed(&mut home), [""; 0], "{sits}");
    }
}

#[test]
fn one_sample_of_faint_or_of_large_movement_finds_nobody() {
    for movement in [3, 90] {
        let mut home = Rig::flat("01:00");
        home.goes_to_bed();
        home.gets_up(30);
        home.empty(20 * 60);
        home.hear(HALL, Reading::Movement(movement));
        home.hear(BED, Reading::Movement(movement));
        home.empty(15 * 60);
        assert_eq!(missed(&mut home), ["01:25:09 raised Low", "01:40:09 escalated Medium"]);
    }
}

#[test]
fn who_is_seen_in_the_hall_is_not_missed_and_if_they_then_lie_there_they_are() {
    let mut home = Rig::flat("01:00");
    home.goes_to_bed();
    home.gets_up(30);
    home.empty(20 * 60);
    home.hear(HALL, Reading::Presence(true));
    home.each_second(40, |rig, _| rig.hear(HALL, Reading::Movement(40)));
    home.each_second(30 * 60, |rig, _| rig.hear(HALL, Reading::Movement(2)));
    assert_eq!(
        missed(&mut home),
        ["01:25:09 raised Low", "01:31:09 Closed", "01:46:19 raised Medium"]
    );
}

#[test]
fn a_sensor_of_motion_that_says_active_finds_them_too() {
    let sources = [("bed", Kind::BedRadar, 10, 30), ("hall", Kind::Other, 0, 0)];
    let mut home = Rig::new("01:00", &sources);
    home.goes_to_bed();
    home.gets_up(30);
    home.hear(HALL, Reading::Motion(Motion::None));
    home.empty(20 * 60);
    home.hear(HALL, Reading::Motion(Motion::Active));
    home.empty(35);
    assert_eq!(missed(&mut home), ["01:25:09 raised Low", "01:31:09 Closed"]);
}

#[test]
fn the_entrance_ends_nothing_at_night() {
    let mut home = Rig::flat("01:00");
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.goes_to_bed();
    home.gets_up(30);
    home.each_second(70 * 60, |rig, second| {
        rig.hear(BED, Reading::Movement(0));
        rig.hear(HALL, Reading::Movement(0));
        let door = if (20..30).contains(&second) { Contact::Open } else { Contact::Closed };
        rig.hear(FRONT_DOOR, Reading::Contact(door));
    });
    let said = missed(&mut home);
    assert_eq!(
        said,
        ["01:25:09 raised Low", "01:40:09 escalated Medium", "02:10:09 escalated High"]
    );
}

#[test]
fn where_nothing_moves_and_the_entrance_is_closed_half_an_hour_is_high() {
    let mut home = Rig::flat("01:00");
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.hear(HALL, Reading::Movement(0));
    home.goes_to_bed();
    home.gets_up(30);
    home.each_second(35 * 60, |rig, _| {
        rig.hear(BED, Reading::Movement(0));
        rig.hear(HALL, Reading::Movement(0));
        rig.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    });
    assert_eq!(missed(&mut home), ["01:25:09 raised Low", "01:40:09 escalated High"]);
}

#[test]
fn who_rises_early_is_taken_for_risen_and_should_be_seen_within_the_hour() {
    let mut home = Rig::flat("04:30");
    home.hear(HALL, Reading::Movement(0));
    home.goes_to_bed();
    home.sleeps(3_600);
    home.gets_up(30);
    home.each_second(150 * 60, |rig, _| {
        rig.hear(BED, Reading::Movement(0));
        rig.hear(HALL, Reading::Movement(0));
    });
    assert_eq!(missed(&mut home), [""; 0]);
    assert_eq!(inactive(&mut home), ["06:40:09 raised Low", "07:40:09 escalated Medium"]);
}

#[test]
fn who_is_seen_after_rising_is_not_asked_for() {
    let mut home = Rig::flat("04:30");
    home.goes_to_bed();
    home.sleeps(3_600);
    home.gets_up(30);
    home.each_second(60, |rig, _| rig.hear(HALL, Reading::Movement(40)));
    home.empty(110 * 60);
    assert_eq!(inactive(&mut home), [""; 0]);
}

#[test]
fn a_home_with_only_a_bed_radar_says_one_low_in_the_morning() {
    let mut home = Rig::bed_only("05:00");
    home.goes_to_bed();
    home.sleeps(3_600);
    home.gets_up(30);
    home.empty(4 * 3_600);
    assert_eq!(inactive(&mut home), ["07:10:09 raised Low"]);
}

#[test]
fn while_one_of_two_sleeps_nobody_is_missed_and_nobody_found() {
    let mut home = Rig::flat("01:00");
    home.goes_to_bed();
    home.each_second(3 * 3_600, |rig, second| {
        rig.breathes(second);
        if second > 3_600 && second < 3_700 {
            rig.hear(HALL, Reading::Movement(50));
        }
    });
    assert_eq!(missed(&mut home), [""; 0]);
    assert_eq!(inactive(&mut home), [""; 0]);
}

fn missed(home: &mut Rig) -> Vec<String> {
    steps(home, "alarm/absent-from-bed of bed: ")
}

fn inactive(home: &mut Rig) -> Vec<String> {
    steps(home, "alarm/inactivity of home: ")
}

/// Without reminders and what an alarm does only because nobody accepts it.
fn steps(home: &mut Rig, kind: &str) -> Vec<String> {
    let mut last = String::new();
    let mut steps = Vec::new();
    for line in home.said_again() {
        let Some((time, step)) = line.split_once(&format!(" {kind}")) else { continue };
        let priority = step.rsplit(' ').next().unwrap_or_default().to_owned();
        match step {
            "Reminded" | "ConditionCleared" => {}
            "Closed" => {
                steps.push(format!("{time} {step}"));
                last.clear();
            }
            _ if priority == last => {}
            _ => {
                steps.push(format!("{time} {step}"));
                last = priority;
            }
        }
    }
    steps
}
