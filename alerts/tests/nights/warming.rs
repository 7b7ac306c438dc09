//! A warm-up marks and never hides.

use alerts::message::{AirIs, Message, SensorIs};
use alerts::{Kind, SourceId};
use protocol::{Lel, Ppm, Quantity, Reading};

use crate::rig::Rig;

const CO: SourceId = SourceId(0);

#[test]
fn a_sensor_that_warms_up_is_neither_safe_nor_an_alarm() {
    let mut home = kitchen();
    home.hear(CO, Reading::Warming(true));
    home.hear(CO, Reading::CoPpm(Ppm(400.0)));
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Warming));
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Warming);
    home.pass(1);
    home.hear(CO, Reading::Warming(false));
    home.hear(CO, Reading::CoPpm(Ppm(1.0)));
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Clear));
    assert_eq!(home.said(), [""; 0]);
}

#[test]
fn wild_numbers_after_power_up_that_calm_down_raise_nothing() {
    let mut home = kitchen();
    home.each_second(20, |rig, _| warming(rig, Reading::CoPpm(Ppm(450.0))));
    home.each_second(3, |rig, _| warming(rig, Reading::OverRange(Quantity::CoPpm)));
    home.each_second(2, |rig, _| warming(rig, Reading::CoPpm(Ppm(90.0))));
    home.each_second(4, |rig, _| warming(rig, Reading::OverRange(Quantity::CoPpm)));
    home.each_second(30, |rig, _| warming(rig, Reading::CoPpm(Ppm(310.0))));
    home.each_second(121, |rig, _| warming(rig, Reading::CoPpm(Ppm(120.0))));
    home.hear(CO, Reading::Warming(false));
    home.each_second(60, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(2.0))));
    assert_eq!(home.said(), [""; 0]);
}

#[test]
fn the_numbers_of_a_warm_up_are_in_the_minute() {
    let mut home = kitchen();
    home.each_second(60, |rig, _| warming(rig, Reading::CoPpm(Ppm(90.0))));
    let minutes: Vec<_> = home
        .outputs()
        .into_iter()
        .filter_map(|output| match output.message {
            Message::Minute(minute) => Some(serde_json::to_string(&minute.lines[0].1).unwrap()),
            Message::Alarm(_) | Message::Event(_) | Message::Night(_) | Message::Day(_) => None,
        })
        .collect();
    assert_eq!(minutes, [r#"{"co_ppm":{"n":60,"mean":90,"min":90,"max":90}}"#]);
}

#[test]
fn over_range_in_a_warm_up_counts_once_it_has_stood_for_five_seconds() {
    let mut home = kitchen();
    home.each_second(8, |rig, _| warming(rig, Reading::OverRange(Quantity::CoPpm)));
    assert_eq!(home.said(), ["18:00:05 alarm/co of kitchen-gas: raised High"]);
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Alarm));
}

#[test]
fn much_in_a_warm_up_counts_once_it_has_stood_for_a_minute() {
    let mut home = kitchen();
    home.each_second(70, |rig, _| warming(rig, Reading::CoPpm(Ppm(300.0))));
    assert_eq!(home.said(), ["18:01:00 alarm/co of kitchen-gas: raised High"]);

    let mut home = Rig::new("18:00", &[("kitchen-gas", Kind::Gas, 5, 0)]);
    home.each_second(70, |rig, _| warming(rig, Reading::GasLel(Lel(10.0))));
    assert_eq!(home.said(), ["18:01:00 alarm/gas of kitchen-gas: raised High"]);
}

#[test]
fn a_lone_low_number_does_not_make_a_warm_up_hide_what_stands() {
    let much = |second| if second % 50 == 40 { ppm(2.0) } else { ppm(400.0) };
    assert_eq!(first_said(much), "18:01:00 alarm/co of kitchen-gas: raised High");
    // The leap after the low one waits for the next.
    let dips = |second| if second % 4 == 0 { ppm(5.0) } else { OVER };
    assert_eq!(first_said(dips), "18:00:06 alarm/co of kitchen-gas: raised High");
    let hovers = |second| if second % 4 == 3 { ppm(499.0) } else { OVER };
    assert_eq!(first_said(hovers), "18:00:05 alarm/co of kitchen-gas: raised High");
}

#[test]
fn what_stood_before_a_silence_in_a_warm_up_counts_when_it_is_due() {
    let mut home = kitchen();
    home.each_second(5, |rig, _| warming(rig, OVER));
    home.pass(10);
    let outputs = home.outputs();
    let Message::Alarm(alarm) = &outputs[0].message else { panic!("{outputs:?}") };
    let time = |when: Option<alerts::When>| when.unwrap().to_string();
    assert_eq!(time(alarm.began), "2026-11-23T18:00:00.000+08:00");
    assert_eq!(time(alarm.raised), "2026-11-23T18:00:05.000+08:00");
    assert_eq!(time(alarm.evidence[0].at), "2026-11-23T18:00:04.000+08:00");

    let mut home = Rig::new("18:00", &[("kitchen-gas", Kind::Gas, 0, 0)]);
    home.each_second(54, |rig, _| warming(rig, Reading::GasLel(Lel(12.0))));
    home.pass(10);
    assert_eq!(home.said(), ["18:01:00 alarm/gas of kitchen-gas: raised High"]);

    let mut home = Rig::new("18:00", &[("kitchen-gas", Kind::Co, 30, 0)]);
    warming(&mut home, OVER);
    home.pass(10);
    warming(&mut home, OVER);
    assert_eq!(home.said(), ["18:00:05 alarm/co of kitchen-gas: raised High"]);
}

#[test]
fn numbers_of_a_warm_up_do_not_count_for_calling_the_air_clear() {
    let mut home = kitchen();
    home.each_second(2, |rig, _| rig.hear(CO, ppm(400.0)));
    home.each_second(20, |rig, _| rig.hear(CO, ppm(2.0)));
    home.accept("0-1");
    home.said();
    home.each_second(190, |rig, _| warming(rig, ppm(2.0)));
    home.hear(CO, Reading::Warming(false));
    home.each_second(300, |rig, _| rig.hear(CO, ppm(2.0)));
    assert_eq!(home.said(), [""; 0]);
    home.hear(CO, ppm(2.0));
    assert_eq!(
        home.said(),
        [
            "18:08:32 alarm/co of kitchen-gas: ConditionCleared",
            "18:08:32 alarm/co of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn an_exposure_that_began_in_a_warm_up_is_not_lost() {
    let mut home = kitchen();
    home.each_second(180, |rig, _| warming(rig, Reading::CoPpm(Ppm(120.0))));
    home.hear(CO, Reading::Warming(false));
    home.each_second(421, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(120.0))));
    assert_eq!(
        home.said(),
        [
            "18:03:00 alarm/co of kitchen-gas: raised Medium",
            "18:08:00 alarm/co of kitchen-gas: Reminded",
            "18:08:00 alarm/co of kitchen-gas: escalated Medium",
            "18:10:00 alarm/co of kitchen-gas: escalated High",
        ]
    );
}

#[test]
fn a_warm_up_does_not_clear_what_was_raised_before_it() {
    let mut home = kitchen();
    home.each_second(2, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(120.0))));
    assert_eq!(home.said(), ["18:00:01 alarm/co of kitchen-gas: raised Medium"]);
    home.accept("0-1");
    home.said();
    home.each_second(170, |rig, _| warming(rig, Reading::CoPpm(Ppm(0.0))));
    assert_eq!(home.said(), [""; 0]);
    home.hear(CO, Reading::Warming(false));
    home.each_second(301, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(0.0))));
    assert_eq!(
        home.said(),
        [
            "18:07:52 alarm/co of kitchen-gas: ConditionCleared",
            "18:07:52 alarm/co of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn a_contact_acts_at_once_whatever_its_source_does() {
    let mut home = kitchen();
    home.hear(CO, Reading::Warming(true));
    home.hear(CO, Reading::CoAlarm(true));
    assert_eq!(home.said(), ["18:00:00 alarm/co of kitchen-gas: raised High"]);
}

#[test]
fn a_second_warm_up_within_an_hour_is_not_believed() {
    let mut home = kitchen();
    home.each_second(180, |rig, _| warming(rig, Reading::CoPpm(Ppm(1.0))));
    home.hear(CO, Reading::Warming(false));
    home.each_second(60, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(1.0))));
    home.hear(CO, Reading::Warming(true));
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Ok);
    home.hear(CO, Reading::CoPpm(Ppm(400.0)));
    home.pass(1);
    home.hear(CO, Reading::CoPpm(Ppm(400.0)));
    assert_eq!(home.said(), ["18:04:01 alarm/co of kitchen-gas: raised High"]);
}

#[test]
fn one_warm_up_an_hour_is_believed_over_a_restart_too() {
    let mut home = kitchen();
    home.each_second(180, |rig, _| warming(rig, ppm(1.0)));
    home.hear(CO, Reading::Warming(false));
    home.each_second(60, |rig, _| rig.hear(CO, ppm(1.0)));
    let saved = home.saved();
    let mut next = Rig::new("18:10", &[("kitchen-gas", Kind::Co, 5, 0)]);
    next.resume(&saved);
    next.each_second(2, |rig, _| warming(rig, ppm(400.0)));
    assert_eq!(next.said(), ["18:10:01 alarm/co of kitchen-gas: raised High"]);
}

#[test]
fn a_sensor_that_warms_up_for_ever_is_broken_and_its_numbers_count() {
    let mut home = kitchen();
    home.each_second(360, |rig, _| warming(rig, Reading::CoPpm(Ppm(120.0))));
    assert_eq!(home.said(), [""; 0]);
    home.each_second(5, |rig, _| warming(rig, Reading::CoPpm(Ppm(120.0))));
    assert_eq!(
        home.said(),
        [
            "18:06:00 alarm/sensor-fault of kitchen-gas: raised Medium",
            "18:06:00 alarm/co of kitchen-gas: raised Medium",
        ]
    );
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Fault);

    home.each_second(120, |rig, _| warming(rig, Reading::CoPpm(Ppm(1.0))));
    assert!(home.said().iter().all(|line| !line.contains("sensor-fault")));
    home.hear(CO, Reading::Warming(false));
    home.each_second(60, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(1.0))));
    assert_eq!(
        home.said(),
        [
            "18:09:04 alarm/sensor-fault of kitchen-gas: ConditionCleared",
            "18:09:04 alarm/sensor-fault of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn a_short_silence_ends_no_fault_of_a_sensor_that_still_says_that_it_warms_up() {
    let mut home = kitchen();
    home.each_second(400, |rig, _| warming(rig, Reading::CoPpm(Ppm(10.0))));
    home.pass(70);
    home.each_second(500, |rig, _| warming(rig, Reading::CoPpm(Ppm(10.0))));
    let faults = |home: &mut Rig| {
        let mut said = home.said();
        said.retain(|line| line.contains("sensor-fault") && !line.contains("Reminded"));
        said
    };
    assert_eq!(
        faults(&mut home),
        [
            "18:06:00 alarm/sensor-fault of kitchen-gas: raised Medium",
            "18:11:00 alarm/sensor-fault of kitchen-gas: escalated Medium",
        ]
    );
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Fault);

    home.each_second(61, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(10.0))));
    assert_eq!(
        faults(&mut home),
        [
            "18:17:09 alarm/sensor-fault of kitchen-gas: ConditionCleared",
            "18:17:09 alarm/sensor-fault of kitchen-gas: Closed",
        ]
    );
    home.hear(CO, Reading::Warming(true));
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Ok, "a second one in the hour");
}

#[test]
fn a_second_warm_up_within_the_hour_that_never_ends_is_a_fault_too() {
    let mut home = kitchen();
    home.hear(CO, Reading::Warming(true));
    home.each_second(60, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(10.0))));
    home.hear(CO, Reading::Warming(false));
    home.each_second(540, |rig, _| rig.hear(CO, Reading::CoPpm(Ppm(10.0))));
    home.each_second(365, |rig, _| warming(rig, Reading::CoPpm(Ppm(10.0))));
    assert_eq!(home.said(), ["18:16:00 alarm/sensor-fault of kitchen-gas: raised Medium"]);
    home.each_second(3_000, |rig, _| warming(rig, Reading::CoPpm(Ppm(10.0))));
    assert!(home.said().iter().all(|line| !line.contains("Cleared")));
    assert_eq!(home.home.source_is(home.now, CO), SensorIs::Fault);
}

fn kitchen() -> Rig {
    Rig::new("18:00", &[("kitchen-gas", Kind::Co, 5, 0)])
}

const OVER: Reading = Reading::OverRange(Quantity::CoPpm);

const fn ppm(ppm: f32) -> Reading {
    Reading::CoPpm(Ppm(ppm))
}

/// What is said first of a sensor that says this at each second of its warm-up.
fn first_said(say: impl Fn(u64) -> Reading) -> String {
    let mut home = kitchen();
    home.each_second(170, |rig, second| warming(rig, say(second)));
    home.said().swap_remove(0)
}

/// A frame as a driver hands it on: the mark, and the number beside it.
fn warming(rig: &mut Rig, reading: Reading) {
    rig.hear(CO, Reading::Warming(true));
    rig.hear(CO, reading);
}

#[test]
fn a_sensor_that_is_never_heard_to_be_warm_is_broken_if_it_is_heard_at_all() {
    let mut home = Rig::new("18:00", &[("kitchen-gas", Kind::Co, 0, 0)]);
    home.hear(CO, Reading::Warming(true));
    home.pass(365);
    assert_eq!(home.said(), [""; 0]);
    home.pass(1);
    assert_eq!(home.said(), ["18:06:06 alarm/sensor-fault of kitchen-gas: raised Medium"]);

    let mut home = kitchen();
    home.hear(CO, Reading::Warming(true));
    home.pass(366);
    assert!(home.said().iter().all(|line| !line.contains("sensor-fault")));
}
