//! What people ask of a home: a pause, a test, other numbers, a broken sensor left alone.

use core::time::Duration;

use alerts::message::{AirIs, AlarmKind, Pause};
use alerts::{Policy, Refused};
use protocol::{Contact, Ppm, Reading};

use crate::rig::{FRONT_DOOR, KITCHEN, Rig, SMOKE};

#[test]
fn an_alarm_that_is_raised_in_a_pause_is_told_as_paused_and_calls_when_it_is_over() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 60);
    home.said();
    pause(&mut home, AlarmKind::Smoke, 15).unwrap();
    home.hear(SMOKE, Reading::Smoke(true));
    assert_eq!(home.said(), ["14:01:00 alarm/smoke of kitchen-smoke: Paused"]);
    let state = home.home.state(home.now);
    assert_eq!((state.alarms, state.paused.len()), (1, 1));
    assert_eq!(state.air.smoke, Some(AirIs::Alarm), "a pause hides nothing");
    heard_with(&mut home, 15 * 60, |rig| rig.hear(SMOKE, Reading::Smoke(true)));
    heard_with(&mut home, 61, |rig| rig.hear(SMOKE, Reading::Smoke(true)));
    assert_eq!(
        home.alarms_of(&["smoke"]),
        [
            "14:16:00 alarm/smoke of kitchen-smoke: Resumed",
            "14:17:00 alarm/smoke of kitchen-smoke: Reminded",
            "14:17:00 alarm/smoke of kitchen-smoke: escalated High",
        ]
    );
    assert_eq!(home.home.state(home.now).paused, []);
}

#[test]
fn smoke_that_is_there_is_not_paused_and_a_door_that_stands_open_is() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 5);
    home.hear(SMOKE, Reading::Smoke(true));
    let refused = pause(&mut home, AlarmKind::Smoke, 5);
    assert_eq!(refused, Err(Refused::PauseWhileActive(AlarmKind::Smoke)));
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.pass(2);
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Open));
    heard_with(&mut home, 400, |rig| {
        rig.hear(FRONT_DOOR, Reading::Contact(Contact::Open));
        rig.hear(SMOKE, Reading::Smoke(true));
    });
    home.said();
    pause(&mut home, AlarmKind::DoorLeftOpen, 120).unwrap();
    assert_eq!(home.said(), ["14:06:47 alarm/door-left-open of front-door: Paused"]);
    heard_with(&mut home, 3_600, |rig| rig.hear(FRONT_DOOR, Reading::Contact(Contact::Open)));
    assert_eq!(home.alarms_of(&["door-left-open"]), [""; 0]);
    pause(&mut home, AlarmKind::DoorLeftOpen, 0).unwrap();
    let said = home.alarms_of(&["door-left-open"]);
    assert_eq!(said, ["15:06:47 alarm/door-left-open of front-door: Resumed"]);
}

#[test]
fn a_pause_and_what_is_paused_outlive_a_restart() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 60);
    pause(&mut home, AlarmKind::Smoke, 10).unwrap();
    home.hear(SMOKE, Reading::Smoke(true));
    let saved = home.saved();
    home.home = home.anew();
    home.resume_at_once(&saved);
    home.said();
    heard_with(&mut home, 11 * 60, |rig| rig.hear(SMOKE, Reading::Smoke(true)));
    assert_eq!(home.alarms_of(&["smoke"])[0], "14:11:00 alarm/smoke of kitchen-smoke: Resumed");
}

#[test]
fn a_test_is_an_alarm_that_says_so_and_ends_by_itself() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 5);
    home.said();
    home.home.handle_test(home.now).unwrap();
    let again = home.home.handle_test(home.now);
    assert_eq!(again, Err(Refused::TestRuns("0-1".into())));
    assert_eq!(home.said_now(), ["14:00:05 alarm/sos of home: raised High"]);
    let open = home.home.open_alarms();
    assert!(open[0].test && !open[0].latched);
    assert_eq!(home.home.state(home.now).alarms, 0, "nothing is wrong");
    heard(&mut home, 11 * 60);
    assert_eq!(
        home.said(),
        ["14:10:05 alarm/sos of home: ConditionCleared", "14:10:05 alarm/sos of home: Closed"]
    );
}

#[test]
fn a_test_that_somebody_accepts_is_over_and_is_never_taken_for_a_call() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 5);
    home.said();
    home.home.handle_test(home.now).unwrap();
    home.hear(KITCHEN, Reading::Sos(true));
    assert_eq!(
        home.said(),
        [
            "14:00:05 alarm/sos of home: raised High",
            "14:00:05 alarm/sos of kitchen-gas: raised High"
        ]
    );
    home.accept("0-1");
    assert_eq!(
        home.said(),
        [
            "14:00:05 alarm/sos of home: Acknowledged",
            "14:00:05 alarm/sos of home: ConditionCleared",
            "14:00:05 alarm/sos of home: Closed",
        ]
    );
    assert_eq!(home.home.open_alarms().len(), 1, "the call is still there");
}

#[test]
fn a_stuck_cell_that_is_out_of_service_calls_nobody_is_shown_and_calls_again_by_itself() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 60);
    home.said();
    let stuck = |rig: &mut Rig| rig.hear(KITCHEN, Reading::CoPpm(Ppm(400.0)));
    heard_with(&mut home, 10, stuck);
    assert_eq!(home.alarms_of(&["co"])[0], "14:01:01 alarm/co of kitchen-gas: raised High");
    home.home.handle_out_of_service(home.now, "kitchen-gas", Duration::from_secs(3_600)).unwrap();
    assert_eq!(home.said_now(), ["14:01:10 alarm/co of kitchen-gas: ConditionCleared"]);
    home.accept("0-1");
    assert_eq!(home.said().last().unwrap(), "14:01:10 alarm/co of kitchen-gas: Closed");
    heard_with(&mut home, 3_000, stuck);
    assert_eq!(home.alarms_of(&["co"]), [""; 0]);
    let state = home.home.state(home.now);
    assert_eq!(state.air.co, Some(AirIs::Fault), "and never clear");
    assert!(state.sensors[2].out_of_service.is_some());
    home.hear(KITCHEN, Reading::CoPpm(Ppm(400.0)));
    let saved = home.saved();
    home.home = home.anew();
    home.resume_at_once(&saved);
    heard_with(&mut home, 700, stuck);
    let said = home.alarms_of(&["co"]);
    assert_eq!(said[0], "15:01:10 alarm/co of kitchen-gas: raised High", "an hour is over");
    assert_eq!(home.home.state(home.now).sensors[2].out_of_service, None);
}

#[test]
fn a_sensor_that_is_mended_is_put_back_into_service_and_says_nothing() {
    let mut home = Rig::flat("14:00");
    heard(&mut home, 60);
    heard_with(&mut home, 10, |rig| rig.hear(KITCHEN, Reading::CoPpm(Ppm(400.0))));
    let day = Duration::from_secs(24 * 3_600);
    home.home.handle_out_of_service(home.now, "kitchen-gas", day).unwrap();
    home.accept("0-1");
    heard(&mut home, 600);
    home.said();
    home.home.handle_out_of_service(home.now, "kitchen-gas", Duration::ZERO).unwrap();
    heard(&mut home, 600);
    assert_eq!(home.alarms_of(&["co", "sensor-fault"]), [""; 0]);
    let refused = home.home.handle_out_of_service(home.now, "kitchen", day);
    assert_eq!(refused, Err(Refused::NoSuchSource("kitchen".into())));
    let refused = home.home.handle_out_of_service(home.now, "kitchen-gas", day * 2);
    assert_eq!(refused, Err(Refused::OutTooLong { most: 1_440 }));
}

#[test]
fn a_home_can_be_judged_by_other_numbers_from_now_on() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(2_000);
    let mut policy = Policy::default();
    policy.absence.low = Duration::from_secs(25 * 60);
    home.home.set_policy(home.now, &policy);
    home.gets_up(30);
    home.empty(26 * 60);
    let said = home.alarms_of(&["absent-from-bed"]);
    assert_eq!(said, ["23:08:29 alarm/absent-from-bed of bed: raised Low"]);
}

fn pause(home: &mut Rig, kind: AlarmKind, minutes: u32) -> Result<(), Refused> {
    let done = home.home.handle_pause(home.now, &Pause { request: "1".into(), kind, minutes });
    home.drain();
    done
}

/// All sensors of the flat are heard for so long.
fn heard(home: &mut Rig, seconds: u64) {
    heard_with(home, seconds, |rig| rig.hear(KITCHEN, Reading::CoPpm(Ppm(0.0))));
}

fn heard_with(home: &mut Rig, seconds: u64, mut say: impl FnMut(&mut Rig)) {
    home.each_second(seconds, |rig, _| {
        for source in 0..6 {
            rig.home.handle_alive(rig.now, alerts::SourceId(source), None);
        }
        say(rig);
    });
}
