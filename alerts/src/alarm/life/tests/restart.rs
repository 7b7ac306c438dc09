//! Lives of alarms over restarts: from a file, after a gap, and as the first version wrote them.

use alloc::string::ToString;
use alloc::vec;

use super::*;

#[test]
fn an_open_alarm_outlives_a_restart_and_is_not_raised_twice() {
    let mut home = Rig::new();
    home.smoke(10, true);
    let mut next = home.restarted(1);
    next.smoke(15, true);
    next.pass(70);
    next.smoke(71, false);
    next.accept(72, "0-1").unwrap();
    next.pass(101);
    next.smoke(110, true);

    assert_eq!(
        next.said(),
        [
            (70, Step::Reminded),
            (70, Step::Escalated),
            (72, Step::Acknowledged),
            (101, Step::ConditionCleared),
            (101, Step::Closed),
            (110, Step::Raised),
        ]
    );
    assert_eq!(next.open(), [("1-2".to_string(), 1)]);
}

#[test]
fn a_restart_at_any_moment_changes_nothing() {
    let script = |home: &mut Rig, at: u64| {
        home.smoke(at, at % 100 < 30);
        match at {
            20 | 500 => home.lost(at, Some(Priority::Low)),
            300 | 560 => home.lost(at, None),
            510 => home.lost(at, Some(Priority::Medium)),
            40 | 350 | 351 => home.call(at, Call::Anew),
            150 | 420 => drop(home.accept(at, "0-1")),
            460 => drop(home.acknowledge(at, "0-1", Stage::Released)),
            _ => {}
        }
        home.pass(at);
    };
    let play = |restart: Option<u64>| {
        let (mut home, mut said) = (Rig::synced(), Vec::new());
        for at in 0..1_500 {
            if restart == Some(at) {
                said.extend(home.told());
                home = home.restarted(0);
            }
            script(&mut home, at);
        }
        said.extend(home.told());
        (said, home.alarms.open(&home.clock))
    };
    let whole = play(None);
    assert!(whole.0.len() > 40, "{}", whole.0.len());
    for at in (0..1_500).step_by(7) {
        assert_eq!(play(Some(at)), whole, "at {at}");
    }
}

#[test]
fn while_nobody_could_listen_or_call_no_wait_went_on_and_what_was_due_is_due_once() {
    let mut home = Rig::new();
    home.smoke(0, true);
    home.smoke(1, false);
    home.pass(20);
    home.alarms.handle_gap(s(3_600), core::time::Duration::from_secs(3_580));
    home.pass(3_661);
    assert_eq!(
        home.said(),
        [
            (0, Step::Raised),
            (3_600, Step::Reminded),
            (3_600, Step::Escalated),
            (3_611, Step::ConditionCleared),
            (3_660, Step::Reminded),
        ]
    );
}

#[test]
fn what_the_first_version_kept_calls_anew() {
    let mut home = Rig::new();
    home.alarms.restore(Mono(0), vec![first("smoke", "")]);
    home.pass(61);
    home.smoke(62, false);
    home.accept(63, "7-1").unwrap();
    home.pass(100);
    assert_eq!(
        home.said(),
        [
            (60, Step::Reminded),
            (60, Step::Escalated),
            (63, Step::Acknowledged),
            (92, Step::ConditionCleared),
            (92, Step::Closed),
        ]
    );
}

#[test]
fn what_the_first_version_kept_as_accepted_is_accepted_and_as_escalated_escalated() {
    let mut home = Rig::new();
    let escalated = first("gas", r#","escalation":1"#);
    home.alarms.restore(Mono(0), vec![first("smoke", r#","by":"desk-2""#), escalated]);
    home.pass(61);
    assert_eq!(home.said(), [(60, Step::Reminded)]);
}

#[test]
fn of_a_line_that_is_gone_the_alarms_are_over_and_it_is_said_why() {
    let mut home = Rig::new();
    home.lost(10, Some(Priority::Low));
    home.smoke(20, true);
    let mut next = home.restarted(1);
    next.told();
    next.alarms.handle_plan(s(30), &[], &next.clock);
    let told = next.told();
    let steps: Vec<_> = told
        .iter()
        .map(|(_, alarm)| (alarm.kind, alarm.step, alarm.evidence[0].code.as_ref()))
        .collect();
    let why = "no-longer-there";
    assert_eq!(
        steps,
        [
            (AlarmKind::Smoke, Step::ConditionCleared, why),
            (AlarmKind::SensorLost, Step::ConditionCleared, why),
            (AlarmKind::SensorLost, Step::Closed, why),
        ]
    );
    // Nobody has seen to the smoke.
    next.accept(31, "0-2").unwrap();
    assert_eq!(next.said(), [(31, Step::Acknowledged), (31, Step::Closed)]);
}

#[test]
fn an_alarm_that_is_found_late_lives_beside_the_one_that_was_raised_meanwhile() {
    let mut home = Rig::new();
    home.lost(5, Some(Priority::Low));
    home.alarms.restore(s(6), vec![first("sensor-lost", "")]);
    assert_eq!(home.open(), [("7-1".to_string(), 1), ("0-1".to_string(), 1)]);
    home.lost(7, None);
    home.pass(400);
    assert_eq!(home.alarms.count(), 0);
}

/// As 0.1.0 wrote it.
fn first(kind: &str, more: &str) -> Kept {
    let escalation = if more.contains("escalation") { "" } else { r#","escalation":0"# };
    let text = format!(
        r#"{{"alarm":"7-1","kind":"{kind}","priority":"high","line":"kitchen",
            "condition":"active","times":1{escalation}{more}}}"#
    );
    serde_json::from_str(&text).unwrap()
}
