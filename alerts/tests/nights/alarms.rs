//! Who must act?

use alerts::message::{AirIs, Message, SensorIs};
use alerts::{ClockQuality, Mono, SourcePlan, StoreHealth, Wall, YearMonth};
use protocol::{Lel, Ppm, Quantity, Reading};

use crate::rig::{BED, KITCHEN, MODULE, Rig, SMOKE};

#[test]
fn smoke_calls_until_somebody_accepts_it_and_silence_does_not_clear_it() {
    let mut home =
        Rig::new("18:00", &[("kitchen-smoke", alerts::Kind::Input(protocol::Means::Smoke), 5, 0)]);
    let smoke = alerts::SourceId(0);
    home.hear(smoke, Reading::Smoke(false));
    home.pass(3);
    home.hear(smoke, Reading::Smoke(true));
    home.pass(100);
    assert_eq!(home.home.state(home.now).air.smoke, Some(AirIs::Alarm));
    home.accept("0-1");
    home.pass(1_000);
    home.each_second(40, |rig, _| rig.hear(smoke, Reading::Smoke(false)));

    assert_eq!(
        home.said(),
        [
            "18:00:03 alarm/smoke of kitchen-smoke: raised High",
            "18:01:03 alarm/smoke of kitchen-smoke: Reminded",
            "18:01:03 alarm/smoke of kitchen-smoke: escalated High",
            "18:01:43 alarm/smoke of kitchen-smoke: Acknowledged",
            "18:18:53 alarm/smoke of kitchen-smoke: ConditionCleared",
            "18:18:53 alarm/smoke of kitchen-smoke: Closed",
        ]
    );
}

#[test]
fn an_open_alarm_survives_a_restart_of_the_daemon() {
    let mut home = Rig::flat("18:00");
    home.hear(SMOKE, Reading::Smoke(true));
    let saved = home.saved();
    home.said();

    let mut next = Rig::flat("18:01");
    next.resume(&saved);
    assert_eq!(next.home.state(next.now).alarms, 1);
    next.hear(SMOKE, Reading::Smoke(true));
    next.hear(SMOKE, Reading::Smoke(false));
    next.accept("0-1");
    next.each_second(40, |rig, _| rig.hear(SMOKE, Reading::Smoke(false)));
    let mut said = next.said();
    said.retain(|line| line.contains("smoke"));
    assert_eq!(
        said,
        [
            "18:01:00 alarm/smoke of kitchen-smoke: Reminded",
            "18:01:00 alarm/smoke of kitchen-smoke: escalated High",
            "18:01:00 alarm/smoke of kitchen-smoke: Acknowledged",
            "18:01:30 alarm/smoke of kitchen-smoke: ConditionCleared",
            "18:01:30 alarm/smoke of kitchen-smoke: Closed",
        ]
    );
}

#[test]
fn carbon_monoxide_rises_through_its_tiers() {
    let mut home = Rig::new("18:00", &[("kitchen-gas", alerts::Kind::Co, 5, 0)]);
    let co = alerts::SourceId(0);
    home.each_second(60, |rig, _| rig.hear(co, Reading::CoPpm(Ppm(2.0))));
    home.each_second(10, |rig, _| rig.hear(co, Reading::CoPpm(Ppm(120.0))));
    home.accept("0-1");
    home.each_second(600, |rig, _| rig.hear(co, Reading::CoPpm(Ppm(120.0))));
    home.accept("0-1");
    home.each_second(320, |rig, _| rig.hear(co, Reading::CoPpm(Ppm(2.0))));

    assert_eq!(
        home.said(),
        [
            "18:01:01 alarm/co of kitchen-gas: raised Medium",
            "18:01:10 alarm/co of kitchen-gas: Acknowledged",
            "18:11:00 alarm/co of kitchen-gas: escalated High",
            "18:11:10 alarm/co of kitchen-gas: Acknowledged",
            "18:16:10 alarm/co of kitchen-gas: ConditionCleared",
            "18:16:10 alarm/co of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn one_damaged_frame_in_fresh_air_is_no_alarm_and_is_counted() {
    let mut home = Rig::new("18:00", &[("kitchen-gas", alerts::Kind::Co, 5, 0)]);
    let co = alerts::SourceId(0);
    home.hear(co, Reading::CoPpm(Ppm(2.0)));
    home.pass(1);
    home.hear(co, Reading::CoPpm(Ppm(402.0)));
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Unknown));
    home.pass(1);
    home.hear(co, Reading::CoPpm(Ppm(2.0)));
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Clear));
    home.pass(1);
    home.hear(co, Reading::OverRange(Quantity::CoPpm));
    home.pass(1);
    home.hear(co, Reading::CoPpm(Ppm(2.0)));
    assert_eq!((home.said(), home.home.doubted(co)), (vec![], 2));
}

#[test]
fn a_leap_after_which_the_sensor_says_no_more_is_an_alarm_three_seconds_later() {
    let mut home = Rig::new("18:00", &[("kitchen-gas", alerts::Kind::Co, 5, 0)]);
    let co = alerts::SourceId(0);
    home.hear(co, Reading::CoPpm(Ppm(2.0)));
    home.pass(1);
    home.hear(co, Reading::CoPpm(Ppm(400.0)));
    home.pass(10);
    let outputs = home.outputs();
    let Message::Alarm(alarm) = &outputs[0].message else { panic!("{outputs:?}") };
    let time = |when: Option<alerts::When>| when.unwrap().to_string();
    assert_eq!(time(alarm.began), "2026-11-23T18:00:01.000+08:00");
    assert_eq!(time(alarm.evidence[0].at), "2026-11-23T18:00:01.000+08:00");
    assert_eq!(time(alarm.raised), "2026-11-23T18:00:04.000+08:00");
}

#[test]
fn a_number_is_in_the_minute_once_it_counts_and_never_if_it_was_refuted() {
    let minute = |numbers: &[f32]| {
        let mut home = Rig::new("18:00", &[("kitchen-gas", alerts::Kind::Co, 5, 0)]);
        for ppm in numbers {
            home.hear(alerts::SourceId(0), Reading::CoPpm(Ppm(*ppm)));
            home.pass(1);
        }
        home.pass(60);
        let minute = |output: alerts::Output| match output.message {
            Message::Minute(minute) => Some(serde_json::to_string(&minute.lines[0].1).unwrap()),
            Message::Alarm(_) | Message::Event(_) | Message::Night(_) | Message::Day(_) => None,
        };
        home.outputs().into_iter().find_map(minute).unwrap()
    };
    let refuted = r#"{"co_ppm":{"n":3,"mean":2,"min":2,"max":2}}"#;
    assert_eq!(minute(&[2.0, 400.0, 2.0, 2.0]), refuted);
    let confirmed = r#"{"co_ppm":{"n":3,"mean":268,"min":2,"max":402}}"#;
    assert_eq!(minute(&[2.0, 400.0, 402.0]), confirmed);
    let released = r#"{"co_ppm":{"n":2,"mean":201,"min":2,"max":400}}"#;
    assert_eq!(minute(&[2.0, 400.0]), released);
}

#[test]
fn two_numbers_of_one_stamp_do_not_confirm_each_other() {
    let mut home = Rig::new("18:00", &[("kitchen-gas", alerts::Kind::Co, 5, 0)]);
    let co = alerts::SourceId(0);
    home.pass(1);
    home.hear(co, Reading::OverRange(Quantity::CoPpm));
    home.hear(co, Reading::CoPpm(Ppm(500.0)));
    assert_eq!(home.said(), [""; 0]);
    home.pass(3);
    assert_eq!(home.said(), ["18:00:04 alarm/co of kitchen-gas: raised High"]);
}

#[test]
fn contacts_and_combustible_gas_never_wait() {
    let mut home = Rig::new("18:00", &[("kitchen", alerts::Kind::Gas, 5, 0)]);
    let kitchen = alerts::SourceId(0);
    home.hear(kitchen, Reading::GasLel(Lel(20.0)));
    home.hear(kitchen, Reading::CoAlarm(true));
    assert_eq!(
        home.said(),
        ["18:00:00 alarm/gas of kitchen: raised High", "18:00:00 alarm/co of kitchen: raised High"]
    );
}

#[test]
fn an_unplugged_radar_is_lost_and_back() {
    let mut home = Rig::bed_only("10:00");
    home.empty(60);
    home.pass(400);
    home.empty(301);

    assert_eq!(
        home.said(),
        [
            "10:01:59 sensor-lost",
            "10:01:59 alarm/sensor-lost of bed: raised Low",
            "10:03:59 alarm/sensor-lost of bed: escalated Medium",
            "10:07:40 sensor-back",
            "10:08:59 alarm/sensor-lost of bed: Reminded",
            "10:08:59 alarm/sensor-lost of bed: escalated Medium",
            "10:12:40 alarm/sensor-lost of bed: ConditionCleared",
            "10:12:40 alarm/sensor-lost of bed: Closed",
        ]
    );
}

#[test]
fn a_silent_module_is_one_loss_and_its_inputs_none() {
    let mut home = Rig::new(
        "10:00",
        &[
            ("inputs", alerts::Kind::Contacts, 5, 0),
            ("kitchen-smoke", alerts::Kind::Input(protocol::Means::Smoke), 5, 0),
        ],
    );
    home.hear(alerts::SourceId(0), Reading::Inputs(0));
    home.hear(alerts::SourceId(1), Reading::Smoke(false));
    home.pass(60);

    assert_eq!(
        home.said(),
        ["10:00:05 sensor-lost", "10:00:05 alarm/sensor-lost of inputs: raised Medium"]
    );
    assert_eq!(home.home.state(home.now).air.smoke, Some(AirIs::Unknown));
}

#[test]
fn who_does_not_come_back_to_bed_at_night_is_missed() {
    let mut home = Rig::bed_only("01:00");
    home.goes_to_bed();
    home.said();
    home.gets_up(30);
    home.empty(35 * 60);
    home.goes_to_bed();

    assert_eq!(
        home.said(),
        [
            "01:10:09 bed-exit",
            "01:25:09 alarm/absent-from-bed of bed: raised Low",
            "01:40:09 alarm/absent-from-bed of bed: escalated Medium",
            "01:45:09 alarm/absent-from-bed of bed: Reminded",
            "01:45:09 alarm/absent-from-bed of bed: escalated Medium",
            "01:45:48 bed-entry",
            "01:46:53 alarm/absent-from-bed of bed: ConditionCleared",
            "01:46:53 alarm/absent-from-bed of bed: Closed",
        ]
    );
}

#[test]
fn an_ordinary_trip_to_the_toilet_raises_nothing() {
    let mut home = Rig::bed_only("01:00");
    home.goes_to_bed();
    home.gets_up(30);
    home.empty(600);
    home.goes_to_bed();
    assert!(home.said().iter().all(|line| !line.contains("alarm/")));
}

#[test]
fn a_store_in_trouble_is_an_alarm_of_the_home() {
    let mut home = Rig::bed_only("10:00");
    home.home.handle_store(home.now, StoreHealth::Readings);
    home.home.handle_store(home.now, StoreHealth::Readings);
    home.home.handle_store(home.now, StoreHealth::Alarms);
    home.home.handle_store(home.now, StoreHealth::Fine);
    home.pass(40);
    assert_eq!(
        home.said(),
        [
            "10:00:00 alarm/store-fault of home: raised Medium",
            "10:00:00 alarm/store-fault of home: escalated High",
            "10:00:30 alarm/store-fault of home: ConditionCleared",
            "10:00:30 alarm/store-fault of home: Closed",
        ]
    );
}

#[test]
fn a_source_that_the_home_does_not_have_is_ignored() {
    let mut home = Rig::bed_only("10:00");
    home.hear(alerts::SourceId(99), Reading::Smoke(true));
    home.hear(KITCHEN, Reading::CoPpm(Ppm(500.0)));
    home.hear(MODULE, Reading::InBed(true));
    assert_eq!(home.said(), [""; 0]);
    assert_eq!(home.home.poll_timeout(), Some(Mono(10_000)));
}

#[test]
fn a_radar_that_begins_to_stream_is_missed_as_soon_as_one_that_always_does() {
    let mut home = Rig::bed_only("10:00");
    let quiet = |seconds| protocol::Quiet {
        silent: core::time::Duration::from_secs(seconds),
        lost: core::time::Duration::ZERO,
    };
    home.home.handle_alive(home.now, BED, Some(quiet(65)));
    home.pass(21);
    home.home.handle_alive(home.now, BED, Some(quiet(5)));
    assert_eq!(home.home.poll_timeout(), Some(Mono(26_000)));
}

#[test]
fn a_sensor_near_the_end_of_its_life_is_told_by_the_calendar_or_by_itself() {
    let gas = SourcePlan {
        end_of_life: YearMonth::new(2026, 12),
        ..SourcePlan::new("kitchen-gas".into(), alerts::Kind::Gas)
    };
    let kitchen = alerts::SourceId(0);
    let mut home = Rig::of("2026-12-01T12:00", "Asia/Chongqing", vec![gas]);
    home.hear(kitchen, Reading::GasAlarm(false));
    home.pass(3 * 86_400);
    let of_clock = |line: &String| line.contains("clock-fault");
    let said = home.said();
    assert_eq!(said[0], "13:00:00 alarm/clock-fault of home: raised Low");
    assert!(said.iter().all(of_clock), "nobody knows what day it is: {said:?}");
    home.set_clock();
    assert_eq!(home.home.source_is(home.now, kitchen), SensorIs::EndOfLife);
    home.hear(kitchen, Reading::EndOfLife(false));
    assert_eq!(home.said(), ["12:00:00 alarm/end-of-life of kitchen-gas: raised Low"]);
    home.hear(kitchen, Reading::EndOfLife(true));
    let before = Wall(1_790_000_000_000);
    home.home.handle_clock(home.now, Some(before), ClockQuality::Synced);
    home.hear(kitchen, Reading::EndOfLife(false));
    home.pass(40);
    assert_eq!(
        home.alarms_of(&["end-of-life"]),
        [
            "12:00:30 alarm/end-of-life of kitchen-gas: ConditionCleared",
            "12:00:30 alarm/end-of-life of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn what_a_sensor_said_of_its_life_before_a_restart_is_not_ended_by_the_calendar() {
    let gas = || SourcePlan {
        end_of_life: YearMonth::new(2030, 12),
        ..SourcePlan::new("kitchen-gas".into(), alerts::Kind::Gas)
    };
    let kitchen = alerts::SourceId(0);
    let mut home = Rig::of("2026-12-01T12:00", "Asia/Chongqing", vec![gas()]);
    home.hear(kitchen, Reading::EndOfLife(true));
    let saved = home.saved();

    let mut next = Rig::of("2026-12-01T12:01", "Asia/Chongqing", vec![gas()]);
    next.resume(&saved);
    next.pass(60);
    assert_eq!(next.said(), [""; 0]);
    next.hear(kitchen, Reading::EndOfLife(false));
    next.pass(40);
    assert_eq!(
        next.said(),
        [
            "12:02:30 alarm/end-of-life of kitchen-gas: ConditionCleared",
            "12:02:30 alarm/end-of-life of kitchen-gas: Closed",
        ]
    );
}

#[test]
fn a_sensor_that_was_replaced_at_a_restart_is_no_longer_near_its_end() {
    let gas = |year, month| SourcePlan {
        end_of_life: YearMonth::new(year, month),
        ..SourcePlan::new("kitchen-gas".into(), alerts::Kind::Gas)
    };
    let mut home = Rig::of("2026-12-01T12:00", "Asia/Chongqing", vec![gas(2026, 11)]);
    home.set_clock();
    home.pass(1);
    assert_eq!(home.said(), ["12:00:00 alarm/end-of-life of kitchen-gas: raised Low"]);
    let saved = home.saved();

    let mut next = Rig::of("2026-12-01T12:01", "Asia/Chongqing", vec![gas(2036, 12)]);
    next.resume(&saved);
    next.pass(40);
    assert_eq!(
        next.said(),
        [
            "12:01:30 alarm/end-of-life of kitchen-gas: ConditionCleared",
            "12:01:30 alarm/end-of-life of kitchen-gas: Closed",
        ]
    );
}
