//! Sensors that only seem to see, or only seem to measure.

use alerts::message::SensorIs;
use protocol::{Ppm, Reading};

use crate::rig::{BED, HALL, KITCHEN, Rig};

#[test]
fn a_hall_that_sees_somebody_all_night_who_never_moves_has_a_ghost() {
    let mut home = Rig::flat("20:00");
    night(&mut home, 14, |rig, second| {
        if second.is_multiple_of(60) {
            rig.hear(HALL, Reading::Presence(true));
        }
    });
    assert_eq!(
        home.alarms_of(&["sensor-fault"])[0],
        "08:11:00 alarm/sensor-fault of hall: raised Medium"
    );
    assert_eq!(home.home.source_is(home.now, HALL), SensorIs::Fault);
    home.each_second(60, |rig, _| rig.hear(HALL, Reading::Presence(false)));
    let said = home.alarms_of(&["sensor-fault"]);
    assert!(said.last().unwrap().ends_with("of hall: Closed"), "{said:?}");
}

#[test]
fn a_hall_in_which_somebody_moves_once_an_hour_has_none() {
    let mut home = Rig::flat("20:00");
    night(&mut home, 14, |rig, second| {
        if second.is_multiple_of(60) {
            rig.hear(HALL, Reading::Presence(true));
        }
        if second.is_multiple_of(3_600) {
            rig.hear(HALL, Reading::Movement(40));
        }
    });
    assert_eq!(home.alarms_of(&["sensor-fault"]), [""; 0]);
}

#[test]
fn a_cell_that_says_the_same_for_a_day_is_a_fault_beside_whatever_it_raises() {
    let mut home = Rig::flat("12:00");
    home.each_second(1, |rig, _| rig.hear(KITCHEN, Reading::CoPpm(Ppm(9.5))));
    for _ in 0..(25 * 3_600 / 4) {
        home.pass(4);
        home.hear(KITCHEN, Reading::CoPpm(Ppm(9.5)));
    }
    let said = home.alarms_of(&["sensor-fault", "co"]);
    assert_eq!(said[0], "12:00:01 alarm/sensor-fault of kitchen-gas: raised Medium");
    home.hear(KITCHEN, Reading::CoPpm(Ppm(9.4)));
    home.pass(31);
    home.hear(KITCHEN, Reading::CoPpm(Ppm(9.4)));
    assert_eq!(home.home.source_is(home.now, KITCHEN), SensorIs::Ok);
}

#[test]
fn clean_air_for_a_week_is_no_fault() {
    let mut home = Rig::flat("12:00");
    for _ in 0..(7 * 24 * 3_600 / 4) {
        home.hear(KITCHEN, Reading::CoPpm(Ppm(0.0)));
        home.pass(4);
    }
    assert_eq!(home.alarms_of(&["sensor-fault"]), [""; 0]);
}

#[test]
fn rates_that_never_change_while_they_stir_in_bed_are_a_fault() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(600);
    home.each_second(3 * 3_600, |rig, second| {
        rig.hear(BED, Reading::Movement(if second % 7 < 3 { 2 } else { 1 }));
        if second.is_multiple_of(3) {
            rig.hear(BED, Reading::HeartRate(protocol::PerMinute(70)));
            rig.hear(BED, Reading::BreathingRate(protocol::PerMinute(15)));
        }
    });
    let said = home.alarms_of(&["sensor-fault", "vitals"]);
    assert_eq!(said[0], "00:21:00 alarm/sensor-fault of bed: raised Medium", "{said:?}");
    home.sleeps(120);
    let said = home.alarms_of(&["sensor-fault"]);
    assert!(said.last().unwrap().ends_with("of bed: Closed"), "{said:?}");
}

/// Asleep in bed for so many hours, all sensors heard.
fn night(home: &mut Rig, hours: u64, mut say: impl FnMut(&mut Rig, u64)) {
    home.goes_to_bed();
    home.said();
    let seconds = hours * 3_600 - 608;
    let mut second = 0;
    while second < seconds {
        if second.is_multiple_of(4) {
            home.hear(KITCHEN, Reading::CoPpm(Ppm(0.0)));
            home.home.handle_alive(home.now, HALL, None);
        }
        say(home, second);
        home.breathes(second);
        home.pass(1);
        second += 1;
    }
}
