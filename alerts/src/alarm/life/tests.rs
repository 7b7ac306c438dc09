//! Lives of alarms, step by step.

use alloc::string::{String, ToString};
use alloc::vec;

use super::*;
use crate::alarm::refused::Refused;
use crate::alarm::rules::Call;
use crate::message::{Priority, Stage, What};
use crate::time::{ClockQuality, Night, Wall};

mod restart;

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
            (50, Step::ConditionCleared),
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
    home.pass(2_000);

    assert_eq!(
        home.said(),
        [
            (10, Step::Raised),
            (15, Step::Acknowledged),
            (1_031, Step::ConditionCleared),
            (1_031, Step::Closed),
        ]
    );
}

#[test]
fn the_same_condition_before_the_close_is_the_same_alarm_and_after_it_a_new_one() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.smoke(20, false);
    home.smoke(51, true);
    assert_eq!(home.open(), [("0-1".to_string(), 2)]);

    home.accept(52, "0-1").unwrap();
    home.smoke(53, false);
    home.smoke(90, true);
    assert_eq!(home.open(), [("0-2".to_string(), 1)]);
}

#[test]
fn a_contact_that_comes_back_within_half_a_minute_was_never_off_and_delays_nothing() {
    let mut home = Rig::new();
    for s in 0..300 {
        home.smoke(s, s % 40 < 20);
    }
    assert_eq!(
        home.said(),
        [
            (0, Step::Raised),
            (60, Step::Reminded),
            (60, Step::Escalated),
            (120, Step::Reminded),
            (180, Step::Reminded),
            (240, Step::Reminded),
        ]
    );
    assert_eq!(home.open(), [("0-1".to_string(), 1)]);
}

#[test]
fn one_that_stays_off_for_longer_each_time_comes_back_and_is_escalated_all_the_same() {
    let mut home = Rig::new();
    for s in 0..100 {
        home.smoke(s, s % 45 < 5);
    }
    assert_eq!(
        home.said(),
        [
            (0, Step::Raised),
            (35, Step::ConditionCleared),
            (45, Step::Raised),
            (60, Step::Reminded),
            (60, Step::Escalated),
            (80, Step::ConditionCleared),
            (90, Step::Raised),
        ]
    );
}

#[test]
fn an_accepted_alarm_whose_condition_bounces_leaves_the_person_who_acts_in_peace() {
    let mut home = Rig::new();
    home.smoke(0, true);
    home.accept(1, "0-1").unwrap();
    for s in 2..600 {
        home.smoke(s, s % 40 < 20);
    }
    assert_eq!(home.said()[2..], []);
}

#[test]
fn a_wait_that_its_machine_has_had_is_not_had_twice() {
    let mut home = Rig::new();
    home.find(100, Finding::active(AlarmKind::Co, Priority::High, s(100), What::SmokeOn));
    home.accept(101, "0-1").unwrap();
    home.find(700, Finding::clear(AlarmKind::Co).off_since(s(400)));
    home.find(800, Finding::active(AlarmKind::Co, Priority::High, s(800), What::SmokeOn));
    home.find(900, Finding::clear(AlarmKind::Co).off_since(s(890)));
    home.pass(1_000);
    let cleared: Vec<_> =
        home.said().into_iter().filter(|(_, step)| *step == Step::ConditionCleared).collect();
    assert_eq!(cleared, [(700, Step::ConditionCleared), (920, Step::ConditionCleared)]);
}

#[test]
fn a_sensor_that_falls_silent_right_after_its_contact_went_off_clears_nothing() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.accept(11, "0-1").unwrap();
    home.smoke(20, false);
    home.alarms.handle_silent("kitchen");
    home.pass(1_000);
    home.alarms.handle_heard(s(1_000), "kitchen");
    home.smoke(1_000, false);
    home.pass(2_000);
    assert_eq!(home.said()[2..], [(1_030, Step::ConditionCleared), (1_030, Step::Closed)]);
}

#[test]
fn a_loose_plug_is_one_alarm_that_goes_on_until_it_was_heard_for_five_minutes() {
    let mut home = Rig::new();
    for round in 0..10 {
        let at = round * 90;
        home.alarms.handle_silent("kitchen");
        home.lost(at + 60, Some(Priority::Low));
        home.alarms.handle_heard(s(at + 70), "kitchen");
        home.lost(at + 70, None);
    }
    home.pass(2_000);
    assert_eq!(
        home.said(),
        [(60, Step::Raised), (1_180, Step::ConditionCleared), (1_180, Step::Closed)]
    );
}

#[test]
fn an_accepted_alarm_that_gets_worse_calls_again_by_the_times_of_its_new_priority() {
    let mut home = Rig::new();
    home.lost(20, Some(Priority::Low));
    home.accept(21, "0-1").unwrap();
    home.lost(30, Some(Priority::Medium));
    home.lost(40, Some(Priority::Medium));
    home.pass(331);

    assert_eq!(
        home.said()[2..],
        [(30, Step::Escalated), (330, Step::Reminded), (330, Step::Escalated)]
    );
}

#[test]
fn an_alarm_is_escalated_once_at_each_priority() {
    let mut home = Rig::new();
    home.lost(0, Some(Priority::Low));
    home.pass(7_300);
    home.lost(7_300, Some(Priority::High));
    home.pass(7_500);
    let escalated: Vec<_> =
        home.said().into_iter().filter(|(_, step)| *step == Step::Escalated).collect();
    let at = [3_600, 7_300, 7_360];
    assert_eq!(escalated, at.map(|at| (at, Step::Escalated)));
    assert_eq!(home.alarms.open(&home.clock)[0].escalation, 2);
}

#[test]
fn an_alarm_that_is_not_latched_closes_with_its_condition() {
    let mut home = Rig::new();
    home.lost(60, Some(Priority::Low));
    home.lost(61, Some(Priority::Low));
    home.lost(90, None);
    home.lost(91, None);
    home.pass(1_000);

    assert_eq!(
        home.said(),
        [(60, Step::Raised), (390, Step::ConditionCleared), (390, Step::Closed)]
    );
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
fn each_new_call_for_help_calls_again_whoever_accepted_the_last_and_delays_nothing() {
    let mut home = Rig::new();
    home.call(0, Call::Anew);
    home.call(50, Call::Anew);
    home.pass(65);
    home.accept(70, "0-1").unwrap();
    home.call(80, Call::Anew);
    home.call(81, Call::IfWorse);
    home.pass(141);
    assert_eq!(home.open(), [("0-1".to_string(), 3)]);
    assert_eq!(
        home.said(),
        [
            (0, Step::Raised),
            (50, Step::Raised),
            (60, Step::Reminded),
            (60, Step::Escalated),
            (70, Step::Acknowledged),
            (80, Step::Raised),
            (140, Step::Reminded),
            (140, Step::Escalated),
        ]
    );
}

#[test]
fn a_call_that_has_no_end_is_over_half_a_minute_later_and_closes_once_somebody_acts() {
    let mut home = Rig::new();
    home.call(0, Call::Momentary);
    home.call(20, Call::Momentary);
    home.pass(55);
    home.accept(55, "0-1").unwrap();
    assert_eq!(
        home.said(),
        [
            (0, Step::Raised),
            (20, Step::Raised),
            (50, Step::ConditionCleared),
            (55, Step::Acknowledged),
            (55, Step::Closed),
        ]
    );
}

#[test]
fn an_alarm_that_a_desk_lets_go_of_calls_again_from_then_on() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.accept(15, "0-1").unwrap();
    home.acknowledge(600, "0-1", Stage::Released).unwrap();
    home.pass(661);

    let open = &home.alarms.open(&home.clock)[0];
    assert_eq!((open.times, open.by.as_deref()), (1, None));
    assert_eq!(
        home.said()[2..],
        [(600, Step::Raised), (660, Step::Reminded), (660, Step::Escalated)]
    );
}

#[test]
fn each_time_that_an_alarm_calls_it_says_the_newest_reason() {
    let mut home = Rig::new();
    let found = |what| Finding::active(AlarmKind::Co, Priority::High, s(1), what);
    home.find(1, found(What::CoAlarmOn));
    home.find(30, found(What::OverRange(protocol::Quantity::CoPpm)));
    home.pass(62);
    let codes: Vec<_> = core::iter::from_fn(|| home.alarms.poll())
        .map(|(_, alarm)| alarm.evidence[0].code.clone())
        .collect();
    assert_eq!(codes, ["co-alarm-on", "over-range", "over-range"]);
}

#[test]
fn what_is_due_of_several_alarms_is_said_in_the_order_of_time_however_late() {
    let mut home = Rig::new();
    home.smoke(0, true);
    home.find(30, Finding::active(AlarmKind::Gas, Priority::High, s(30), What::GasAlarmOn));
    home.pass(200);
    let at: Vec<_> = home.said().into_iter().map(|(at, _)| at).collect();
    assert_eq!(at, [0, 30, 60, 60, 90, 90, 120, 150, 180]);
}

#[test]
fn an_alarm_that_protects_a_life_never_closes_unless_somebody_accepted_it() {
    let kinds = [AlarmKind::Smoke, AlarmKind::Gas, AlarmKind::Co, AlarmKind::Sos, AlarmKind::Fall];
    for seed in 0..200_u64 {
        let (mut home, mut dice) = (Rig::new(), seed * 2 + 1);
        let mut accepted = Vec::new();
        for step in 0..400 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            let roll = dice >> 33;
            let at = step * 7 + roll % 5;
            let kind = kinds[usize::try_from(roll / 8 % 5).unwrap()];
            match roll % 8 {
                0..2 => home.find(at, Finding::clear(kind)),
                2 => home.find(at, Finding::active(kind, Priority::High, s(at), What::SmokeOn)),
                3 => home.alarms.handle_silent("kitchen"),
                4 => home.alarms.handle_heard(s(at), "kitchen"),
                5 if roll.is_multiple_of(16) => home = home.restarted(0),
                6 if roll.is_multiple_of(64) => {
                    let oldest = home.open().first().map(|(id, _)| id.clone());
                    if oldest.as_ref().is_some_and(|id| home.accept(at, id).is_ok()) {
                        accepted.extend(oldest);
                    }
                }
                _ => home.pass(at),
            }
            for (_, alarm) in home.told() {
                let is_accepted = accepted.contains(&alarm.alarm);
                assert!(alarm.step != Step::Closed || is_accepted, "{seed}: {alarm:?}");
            }
        }
        assert!(home.alarms.count() <= kinds.len());
    }
}

#[test]
fn however_a_condition_comes_and_goes_what_is_said_of_it_is_bounded() {
    for (seed, off) in [(1_u64, 2_u64), (2, 31), (3, 60)] {
        let (mut home, mut dice) = (Rig::new(), seed);
        for at in 0..3_600 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            home.smoke(at, at % off == 0 || (dice >> 40).is_multiple_of(off));
        }
        let said = home.said().len();
        // A raise and a clearance in each half a minute, a reminder in each minute, one escalation.
        assert!(said <= 2 * 120 + 60 + 1, "{said} with {off}");
    }
}

#[test]
fn a_screen_that_shows_an_alarm_is_no_person_who_acts() {
    let mut home = Rig::new();
    home.smoke(10, true);
    home.acknowledge(11, "0-1", Stage::Received).unwrap();
    home.pass(70);

    assert_eq!(home.said(), [(10, Step::Raised), (70, Step::Reminded), (70, Step::Escalated)]);
}

#[test]
fn an_acknowledgement_that_changes_nothing_says_why() {
    let mut home = Rig::new();
    home.smoke(10, true);
    let early = home.acknowledge(10, "0-1", Stage::Released).unwrap_err();
    home.accept(11, "0-1").unwrap();

    let twice = home.accept(12, "0-1").unwrap_err();
    let unknown = home.accept(13, "0-9").unwrap_err();

    assert_eq!(early.to_string(), "nobody has accepted 0-1");
    assert_eq!(twice.to_string(), "desk-2 has accepted it already");
    assert_eq!(unknown.to_string(), "no open alarm is called 0-9");
}

/// A home in which things happen in the order of time.
struct Rig {
    alarms: Alarms,
    clock: Clock,
    lines: Vec<Label>,
}

impl Rig {
    fn new() -> Self {
        let clock = Clock::new(jiff::tz::TimeZone::UTC, Night::default());
        let lines = vec![Label { line: "kitchen".into(), room: None }];
        Self { alarms: Alarms::new(AlarmPolicy::default(), 0), clock, lines }
    }

    fn synced() -> Self {
        let mut home = Self::new();
        home.clock.handle(Mono(0), Some(Wall(1_790_000_000_000)), ClockQuality::Synced);
        home
    }

    /// In its next boot, as if nothing had been: through a file.
    fn restarted(self, boot: u32) -> Self {
        let text = serde_json::to_string(&self.alarms).unwrap();
        let mut next = Self { alarms: Alarms::new(AlarmPolicy::default(), boot), ..self };
        let places = Places::new(&[], || [].iter());
        next.alarms.recall(serde_json::from_str(&text).unwrap(), &places);
        next
    }

    fn smoke(&mut self, s: u64, on: bool) {
        self.set(s, AlarmKind::Smoke, on.then_some(Priority::High));
    }

    fn lost(&mut self, s: u64, is: Option<Priority>) {
        self.set(s, AlarmKind::SensorLost, is);
    }

    fn call(&mut self, at: u64, call: Call) {
        let found = Finding::active(AlarmKind::Sos, Priority::High, s(at), What::CallForHelp);
        self.find(at, found.calling(call));
    }

    fn set(&mut self, at: u64, kind: AlarmKind, is: Option<Priority>) {
        let found = match is {
            Some(priority) => Finding::active(kind, priority, s(at), What::SmokeOn),
            None => Finding::clear(kind),
        };
        self.find(at, found);
    }

    fn find(&mut self, at: u64, found: Finding) {
        self.pass(at);
        let of = self.lines.first().cloned().unwrap_or_default();
        self.alarms.handle(s(at), Some(&of), found, &self.clock);
    }

    fn accept(&mut self, s: u64, id: &str) -> Result<(), Refused> {
        self.acknowledge(s, id, Stage::Accepted)
    }

    fn acknowledge(&mut self, at: u64, id: &str, stage: Stage) -> Result<(), Refused> {
        self.pass(at);
        let (request, by) = ("r".into(), "desk-2".into());
        let ack = message::Acknowledge { request, alarm: id.into(), by, stage };
        self.alarms.handle_acknowledge(s(at), &ack, &self.clock)
    }

    fn pass(&mut self, at: u64) {
        self.alarms.handle_timeout(s(at), &self.clock);
    }

    fn told(&mut self) -> Vec<(Mono, message::Alarm)> {
        core::iter::from_fn(|| self.alarms.poll()).collect()
    }

    fn said(&mut self) -> Vec<(u64, Step)> {
        self.told().into_iter().map(|(at, alarm)| (at.0 / 1_000, alarm.step)).collect()
    }

    /// The open ones, and how often they came up.
    fn open(&self) -> Vec<(String, u32)> {
        let open = self.alarms.open(&self.clock);
        open.into_iter().map(|alarm| (alarm.alarm, alarm.times)).collect()
    }
}

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
