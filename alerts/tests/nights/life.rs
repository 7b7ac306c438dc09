//! Sleep, turns, naps, and what the wall shows.

use alerts::message::{Activity, Asleep, DoorIs, Where};
use alerts::{Kind, SourceId};
use protocol::{Contact, Means, Millimetres, PerMinute, Reading, Target, Zone};

use crate::rig::{BED, Rig};

#[test]
fn a_night_with_turns_counts_each_once() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    for _ in 0..6 {
        home.sleeps(1_200);
        home.moves(5, 45);
    }
    home.sleeps(600);
    home.gets_up(30);
    home.empty(120);

    let turns: Vec<String> =
        home.said().into_iter().filter(|line| line.contains("turn-over")).collect();
    assert_eq!(
        turns,
        [
            "22:30:08 turn-over 4 s",
            "22:50:13 turn-over 4 s",
            "23:10:18 turn-over 4 s",
            "23:30:23 turn-over 4 s",
            "23:50:28 turn-over 4 s",
            "00:10:33 turn-over 4 s",
        ]
    );
    assert_eq!(home.home.state(home.now).today.turn_overs, 6);
}

#[test]
fn getting_up_with_a_late_flag_is_no_turn() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.gets_up(240);
    home.empty(120);
    assert!(home.said().iter().all(|line| !line.contains("turn-over")));
}

#[test]
fn a_nap_after_lunch_is_counted_by_its_minutes_asleep() {
    let mut home = Rig::bed_only("13:00");
    home.goes_to_bed();
    home.sleeps(35 * 60);
    home.gets_up(30);
    home.empty(20 * 60);

    assert_eq!(
        home.said(),
        [
            "13:00:08 bed-entry",
            "13:03:00 sleep-onset",
            "13:45:09 bed-exit",
            "13:46:00 wake",
            "13:45:00 nap 44 min",
        ]
    );
    assert_eq!(home.home.state(home.now).today.nap_min, 44);
}

#[test]
fn a_quarter_of_an_hour_of_sitting_still_is_no_nap() {
    let mut home = Rig::bed_only("13:00");
    home.goes_to_bed();
    home.sleeps(5 * 60);
    home.gets_up(30);
    home.empty(90 * 60);
    assert!(home.said().iter().all(|line| !line.contains("nap")));
}

#[test]
fn the_wall_shows_who_sleeps_and_how_the_heart_goes() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(1_800);
    let state = home.home.state(home.now);

    assert_eq!((state.whereabouts, state.sleep), (Where::Bed, Asleep::Asleep));
    assert_eq!(state.activity, Activity::Rare);
    assert_eq!(state.heart_rate.map(|rate| rate.age_s), Some(3));
    assert_eq!(state.since.unwrap().to_string(), "2026-11-23T22:00:20.000+08:00");
}

#[test]
fn vital_signs_are_gone_from_the_wall_when_the_person_is_gone_from_the_bed() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.gets_up(30);
    home.each_second(90, |rig, _| {
        rig.hear(BED, Reading::Movement(0));
        rig.hear(BED, Reading::HeartRate(PerMinute(61)));
    });
    let state = home.home.state(home.now);
    assert_eq!((state.whereabouts, state.sleep), (Where::Home, Asleep::Awake));
    assert_eq!(state.heart_rate, None);
}

#[test]
fn a_door_counts_when_it_has_stayed_as_it_is_and_is_told_from_when_it_moved() {
    let mut home = Rig::new("10:00", &[("front-door", Kind::Input(Means::Entrance), 0, 0)]);
    let front_door = SourceId(0);
    home.hear(front_door, Reading::Contact(Contact::Closed));
    home.pass(2);
    home.hear(front_door, Reading::Contact(Contact::Open));
    assert_eq!(home.home.state(home.now).door, Some(DoorIs::Closed));
    home.hear(front_door, Reading::Contact(Contact::Closed));
    home.pass(2);
    home.hear(front_door, Reading::Contact(Contact::Open));
    assert_eq!(home.said(), [""; 0]);
    home.pass(1);
    assert_eq!(home.home.state(home.now).door, Some(DoorIs::Open));
    home.hear(front_door, Reading::Contact(Contact::Closed));
    home.pass(1);
    assert_eq!(home.said(), ["10:00:04 door-opened", "10:00:05 door-closed"]);
}

#[test]
fn whoever_a_radar_follows_or_sees_in_a_zone_is_at_home() {
    let position_mm = [Millimetres(100), Millimetres(900), Millimetres(0)];
    let somebody = [
        Reading::Targets(1),
        Reading::Target(Target { id: 1, position_mm, speed_mm_s: None }),
        Reading::Zone(Zone { zone: 2, occupied: true }),
    ];
    for reading in somebody {
        let mut home = Rig::new("10:00", &[("hall", Kind::RoomRadar, 10, 0)]);
        for nobody in [Reading::Targets(0), Reading::Zone(Zone { zone: 1, occupied: false })] {
            home.hear(SourceId(0), nobody);
            assert_eq!(home.home.state(home.now).whereabouts, Where::Unknown);
        }
        home.hear(SourceId(0), reading);
        assert_eq!(home.home.state(home.now).whereabouts, Where::Home, "{reading:?}");
    }
}
