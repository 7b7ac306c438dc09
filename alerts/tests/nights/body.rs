//! Breath that stops, stillness, and numbers that nobody vouches for.

use alerts::message::{Asleep, LineMinute, Message, SensorIs, Where};
use protocol::{Breathing, PerMinute, Reading};

use crate::rig::{BED, Rig};

#[test]
fn a_sleeper_whose_breath_the_radar_no_longer_finds_is_an_alarm_after_half_a_minute() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.said();
    home.hear(BED, Reading::Breathing(Breathing::None));
    home.moves(20, 0);
    assert_eq!(home.said(), [""; 0]);
    home.moves(20, 0);
    assert_eq!(home.said(), ["22:10:38 alarm/no-breathing of bed: raised High"]);
    home.hear(BED, Reading::Breathing(Breathing::Slow));
    home.sleeps(60);
    let said = home.said();
    assert!(said.contains(&"22:10:08 breathing-pause 40 s".to_owned()), "{said:?}");
    assert!(said.iter().all(|line| !line.contains("Closed")), "it calls until it is accepted");
}

#[test]
fn whoever_is_in_bed_and_gives_no_sign_of_life_is_unknown_after_ten_minutes_and_an_alarm_after_twenty()
 {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(30 * 60);
    home.said();
    home.empty(11 * 60);
    let state = home.home.state(home.now);
    assert_eq!((state.sleep, state.heart_rate), (Asleep::Unknown, None));
    assert_ne!(state.whereabouts, Where::Bed);
    home.empty(10 * 60);
    let said = home.said();
    assert_eq!(said.first().unwrap(), "23:00:05 alarm/no-sign-of-life of bed: raised Medium");
    home.empty(120);
    let minutes = minutes(&mut home);
    assert_eq!(minutes.last().unwrap().in_bed_s, None);

    // They turn over, and breathe where the radar sees it.
    home.sleeps(120);
    let said = home.said();
    assert!(said.iter().any(|line| line.ends_with("of bed: Closed")), "{said:?}");
    assert_eq!(home.home.state(home.now).whereabouts, Where::Bed);
}

#[test]
fn a_flag_over_an_empty_bed_is_a_fault_of_the_sensor_and_nobodys_sleep() {
    let mut home = Rig::bed_only("13:00");
    home.hear(BED, Reading::InBed(false));
    home.empty(600);
    home.hear(BED, Reading::InBed(true));
    home.empty(90 * 60);
    let said = home.said();
    assert!(
        said.contains(&"13:30:00 alarm/sensor-fault of bed: raised Medium".to_owned()),
        "{said:?}"
    );
    assert!(said.iter().all(|line| !line.contains("nap")), "{said:?}");
    let state = home.home.state(home.now);
    assert_eq!(state.sleep, Asleep::Unknown);
    assert_eq!(state.sensors.first().unwrap().is, SensorIs::Fault);
    home.hear(BED, Reading::InBed(false));
    home.empty(120);
    assert!(home.said().iter().any(|line| line.ends_with("of bed: Closed")));
}

#[test]
fn the_numbers_of_somebody_who_left_are_in_no_minute_however_often_they_are_repeated() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(600);
    minutes(&mut home);
    home.moves(4, 60);
    home.each_second(300, |rig, second| {
        rig.hear(BED, Reading::Movement(1));
        if second.is_multiple_of(3) {
            rig.hear(BED, Reading::HeartRate(PerMinute(71)));
            rig.hear(BED, Reading::BreathingRate(PerMinute(15)));
        }
    });
    assert_eq!(home.home.state(home.now).heart_rate, None);
    let minutes = minutes(&mut home);
    let after: Vec<_> = minutes.iter().skip(2).collect();
    assert!(after.len() >= 3);
    for minute in after {
        assert_eq!((minute.heart_rate, minute.breathing_rate), (None, None), "{minute:?}");
        assert!(minute.movement.is_some(), "what the radar moves by is a number as it is");
    }
}

#[test]
fn a_minute_says_whether_they_slept() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(1_800);
    let last = home.outputs().into_iter().rev().find_map(|output| match output.message {
        Message::Minute(minute) => Some(minute),
        Message::Alarm(_) | Message::Event(_) | Message::Night(_) | Message::Day(_) => None,
    });
    assert_eq!(last.unwrap().sleep, Asleep::Asleep);
}

/// What the bed radar's numbers did in each minute so far.
fn minutes(home: &mut Rig) -> Vec<LineMinute> {
    let minutes = home.outputs().into_iter().filter_map(|output| match output.message {
        Message::Minute(minute) => minute.lines.into_iter().find(|(line, _)| line == "bed"),
        Message::Alarm(_) | Message::Event(_) | Message::Night(_) | Message::Day(_) => None,
    });
    minutes.map(|(_, line)| line).collect()
}
