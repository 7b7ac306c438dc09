//! Lives of alarms, step by step.

use alloc::string::ToString;

use super::*;
use crate::message::What;
use crate::time::Night;

#[test]
fn smoke_that_ends_goes_on_calling_until_a_person_accepts_it() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.smoke(20, false);
    home.pass(75);
    home.accept(80, "0-1").unwrap();

    assert_eq!(
        home.said(),
        [
            (10, Step::Raised),
            (20, Step::ConditionCleared),
            (70, Step::Reminded),
            (70, Step::Escalated),
            (80, Step::Acknowledged),
            (80, Step::Closed),
        ]
    );
    assert_eq!(home.alarms.count(), 0);
}

#[test]
fn an_accepted_alarm_is_silent_and_closes_when_its_condition_ends() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.accept(15, "0-1").unwrap();
    home.pass(1_000);
    home.smoke(1_001, false);

    assert_eq!(
        home.said(),
        [
            (10, Step::Raised),
            (15, Step::Acknowledged),
            (1_001, Step::ConditionCleared),
            (1_001, Step::Closed),
        ]
    );
}

#[test]
fn the_same_condition_before_the_close_is_the_same_alarm_and_after_it_a_new_one() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.smoke(20, false);
    home.smoke(30, true);
    let again = home.alarms.open(&home.clock);
    assert_eq!((again[0].alarm.as_str(), again[0].times), ("0-1", 2));

    home.accept(40, "0-1").unwrap();
    home.smoke(50, false);
    home.smoke(60, true);
    let new = home.alarms.open(&home.clock);
    assert_eq!((new[0].alarm.as_str(), new[0].times), ("0-2", 1));
}

#[test]
fn an_accepted_alarm_that_comes_back_calls_again() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.accept(11, "0-1").unwrap();
    home.lost(20, Some(Priority::Low));
    home.accept(21, "0-2").unwrap();
    home.lost(30, Some(Priority::Medium));
    home.pass(331);

    assert_eq!(
        home.said()[4..],
        [(30, Step::Escalated), (330, Step::Reminded), (330, Step::Escalated)]
    );
}

#[test]
fn an_alarm_that_is_not_latched_closes_with_its_condition() {
    let mut home = Rig::new();
    home.lost(60, Some(Priority::Low));
    home.lost(61, Some(Priority::Low));
    home.lost(90, None);
    home.lost(91, None);

    assert_eq!(home.said(), [(60, Step::Raised), (90, Step::ConditionCleared), (90, Step::Closed)]);
}

#[test]
fn a_priority_never_falls_within_a_life() {
    let mut home = Rig::new();
    home.lost(60, Some(Priority::Medium));
    home.lost(70, Some(Priority::Low));

    assert_eq!(home.alarms.open(&home.clock)[0].priority, Priority::Medium);
    assert_eq!(home.said(), [(60, Step::Raised)]);
}

#[test]
fn an_open_alarm_outlives_a_restart_and_is_not_raised_twice() {
    let mut home = Rig::new();
    home.smoke(10, true);
    let saved = serde_json::to_string(&home.alarms).unwrap();

    let mut next = Rig::new();
    next.alarms = Alarms::new(AlarmPolicy::default(), 1);
    next.alarms.recall(serde_json::from_str(&saved).unwrap(), &Places::new(&[], || [].iter()));
    next.smoke(15, true);
    next.pass(70);
    next.smoke(71, false);
    next.accept(72, "0-1").unwrap();
    next.smoke(80, true);

    assert_eq!(
        next.said(),
        [
            (70, Step::Reminded),
            (70, Step::Escalated),
            (71, Step::ConditionCleared),
            (72, Step::Acknowledged),
            (72, Step::Closed),
            (80, Step::Raised),
        ]
    );
    assert_eq!(next.alarms.open(&next.clock)[0].alarm, "1-2");
}

#[test]
fn a_screen_that_shows_an_alarm_is_no_person_who_acts() {
    let mut home = Rig::new();
    home.smoke(10, true);
    let mut ack = acknowledge("0-1");
    ack.stage = Stage::Received;
    home.alarms.handle_acknowledge(Mono(11_000), &ack, &home.clock).unwrap();
    home.pass(70);

    assert_eq!(home.said(), [(10, Step::Raised), (70, Step::Reminded), (70, Step::Escalated)]);
}

#[test]
fn an_acknowledgement_that_changes_nothing_says_why() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.accept(11, "0-1").unwrap();

    let twice = home.accept(12, "0-1").unwrap_err();
    let unknown = home.accept(13, "0-9").unwrap_err();

    assert_eq!(twice.to_string(), "desk-2 has accepted it already");
    assert_eq!(unknown.to_string(), "no open alarm is called 0-9");
}

struct Rig {
    alarms: Alarms,
    clock: Clock,
}

impl Rig {
    fn new() -> Self {
        let clock = Clock::new(jiff::tz::TimeZone::UTC, Night::default());
        Self { alarms: Alarms::new(AlarmPolicy::default(), 0), clock }
    }

    fn smoke(&mut self, s: u64, on: bool) {
        self.find(s, AlarmKind::Smoke, on.then_some(Priority::High));
    }

    fn lost(&mut self, s: u64, is: Option<Priority>) {
        self.find(s, AlarmKind::SensorLost, is);
    }

    fn find(&mut self, s: u64, kind: AlarmKind, is: Option<Priority>) {
        let at = Mono(s * 1_000);
        let found = match is {
            Some(priority) => Finding::active(kind, priority, at, What::SmokeOn),
            None => Finding::clear(kind),
        };
        let of = Label { line: "kitchen".into(), room: None };
        self.alarms.handle(at, Some(&of), found, &self.clock);
    }

    fn accept(&mut self, s: u64, id: &str) -> Result<(), Refused> {
        self.alarms.handle_acknowledge(Mono(s * 1_000), &acknowledge(id), &self.clock)
    }

    fn pass(&mut self, s: u64) {
        self.alarms.handle_timeout(Mono(s * 1_000), &self.clock);
    }

    fn said(&mut self) -> Vec<(u64, Step)> {
        core::iter::from_fn(|| self.alarms.poll())
            .map(|(at, alarm)| (at.0 / 1_000, alarm.step))
            .collect()
    }
}

fn acknowledge(id: &str) -> message::Acknowledge {
    message::Acknowledge {
        request: "r".into(),
        alarm: id.into(),
        by: "desk-2".into(),
        stage: Stage::Accepted,
    }
}
