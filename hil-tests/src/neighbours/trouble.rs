//! What life does an alarm of a neighbour have? Raised, reminded, escalated, acknowledged, its condition
//! cleared, closed (contract.md §3); it obeys `acknowledge`.

use std::collections::VecDeque;
use std::time::Duration;

use alerts::When;
use alerts::message::{
    Acknowledge, Alarm, AlarmKind, Condition, Evidence, Outcome, Priority, Reply, Request,
    SensorIs, Stage, Step, What,
};
use protocol::Mono;

use super::voice::BOOT;

/// A condition that has been off for so long is clear.
const CLEAR_AFTER: Duration = Duration::from_secs(30);

/// Open alarms of a home at a time; a further one waits for another day.
const MOST_OPEN: usize = 8;

/// Why there is an alarm, and what ends it: by itself after so many seconds, or, where somebody in the
/// home calls for help, when a neighbour presses the button by the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    AbsentFromBed { for_s: u32 },
    DoorLeftOpen { for_s: u32 },
    SensorLost { for_s: u32 },
    LowBattery { for_s: u32 },
    Inactivity { for_s: u32 },
    Sos { until_s: u32 },
}

/// The alarms of a home.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    open: Vec<Life>,
    number: u32,
    steps: VecDeque<Alarm>,
}

#[derive(Clone, Debug)]
struct Life {
    alarm: Alarm,
    /// When the condition is clear; `None` when it is.
    clears: Option<Mono>,
    /// When somebody presses the button.
    accepted: Option<Mono>,
    called: Mono,
    escalates: Option<Mono>,
}

impl Troubles {
    pub(super) fn begin(&mut self, now: Mono, at: Option<When>, kind: Kind) {
        if self.open.len() >= MOST_OPEN {
            return;
        }
        self.number += 1;
        let life = Life::new(now, at, format!("{BOOT}-{}", self.number), kind);
        self.steps.push_back(life.alarm.clone());
        self.open.push(life);
    }

    /// A person at the station has seen it, goes, or goes no more.
    pub(super) fn acknowledge(&mut self, now: Mono, payload: &[u8]) -> Option<Reply> {
        let asked: Acknowledge = serde_json::from_slice(payload).ok()?;
        let life = self.open.iter_mut().find(|life| life.alarm.alarm == asked.alarm);
        let outcome = match (life, asked.stage) {
            (None, _) => Outcome::Error(format!("there is no open alarm {}", asked.alarm)),
            (Some(_), Stage::Received) => Outcome::Ok(true),
            (Some(life), Stage::Accepted) => {
                life.accepted = None;
                self.steps.extend(life.accept(asked.by));
                Outcome::Ok(true)
            }
            (Some(life), Stage::Released) => {
                life.alarm.by = None;
                life.called = now;
                self.steps.push_back(life.step(Step::Raised));
                Outcome::Ok(true)
            }
        };
        self.close();
        Some(Reply { request: asked.request, outcome })
    }

    pub(super) fn poll_timeout(&self) -> Option<Mono> {
        self.open.iter().filter_map(Life::poll_timeout).min()
    }

    pub(super) fn handle_timeout(&mut self, now: Mono) {
        for life in &mut self.open {
            if life.accepted.is_some_and(|at| at <= now) {
                life.accepted = None;
                self.steps.extend(life.accept("button".to_owned()));
            }
            if life.clears.is_some_and(|at| at <= now) {
                life.clears = None;
                life.alarm.condition = Condition::Cleared;
                self.steps.push_back(life.step(Step::ConditionCleared));
            }
            if life.escalates.is_some_and(|at| at <= now) {
                life.escalates = None;
                life.alarm.escalation += 1;
                life.called = now;
                self.steps.push_back(life.step(Step::Escalated));
            }
            if life.reminds().is_some_and(|at| at <= now) {
                life.called = now;
                self.steps.push_back(life.step(Step::Reminded));
            }
        }
        self.close();
    }

    pub(super) fn poll_event(&mut self) -> Option<Alarm> {
        self.steps.pop_front()
    }

    /// All that are open, as in `alarms`.
    pub(super) fn open(&self) -> Vec<Alarm> {
        let bare = |life: &Life| Alarm { evidence: Vec::new(), ..life.alarm.clone() };
        self.open.iter().map(bare).collect()
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    /// How the radar by the chair is.
    pub(super) fn chair(&self) -> SensorIs {
        let about = |life: &Life| life.alarm.kind == AlarmKind::SensorLost && life.is_active();
        if self.open.iter().any(about) { SensorIs::Silent } else { SensorIs::Ok }
    }

    fn close(&mut self) {
        for life in self.open.iter_mut().filter(|life| life.is_over()) {
            self.steps.push_back(life.step(Step::Closed));
        }
        self.open.retain(|life| !life.is_over());
    }
}

impl Life {
    fn new(now: Mono, at: Option<When>, name: String, kind: Kind) -> Self {
        let is = Row::of(kind);
        let alarm = Alarm {
            alarm: name,
            kind: is.kind,
            priority: is.priority,
            step: Step::Raised,
            times: 1,
            condition: Condition::Active,
            latched: is.latched,
            line: is.line.map(str::to_owned),
            room: is.room.map(str::to_owned),
            began: at,
            raised: at,
            evidence: vec![Evidence { at, ..is.what.seen(at) }],
            escalation: 0,
            durable: true,
            test: false,
            by: None,
        };
        let clears = Some(now + is.lasts + CLEAR_AFTER);
        let escalates = Some(now + Duration::from_secs(60 * minutes(is.priority).1));
        Self {
            alarm,
            clears,
            accepted: is.accepted.map(|after| now + after),
            called: now,
            escalates,
        }
    }

    fn poll_timeout(&self) -> Option<Mono> {
        let calls = self.escalates.filter(|_| self.calls());
        [self.clears, self.accepted, calls, self.reminds()].into_iter().flatten().min()
    }

    /// Whether it calls: nobody acts, and it is so, or must be looked at all the same.
    fn calls(&self) -> bool {
        self.alarm.by.is_none() && (self.alarm.latched || self.is_active())
    }

    fn reminds(&self) -> Option<Mono> {
        let every = Duration::from_secs(60 * minutes(self.alarm.priority).0);
        self.calls().then_some(self.called + every)
    }

    fn accept(&mut self, by: String) -> Option<Alarm> {
        self.escalates = None;
        self.alarm.by = Some(by);
        Some(self.step(Step::Acknowledged))
    }

    fn step(&mut self, step: Step) -> Alarm {
        self.alarm.step = step;
        self.alarm.clone()
    }

    fn is_active(&self) -> bool {
        self.alarm.condition == Condition::Active
    }

    fn is_over(&self) -> bool {
        !self.is_active() && !self.calls()
    }
}

/// Reminded each, and escalated after so many minutes (contract.md §4).
const fn minutes(priority: Priority) -> (u64, u64) {
    match priority {
        Priority::High => (1, 1),
        Priority::Medium => (5, 5),
        Priority::Low => (30, 60),
    }
}

/// What an alarm of a kind is like.
struct Row {
    kind: AlarmKind,
    priority: Priority,
    latched: bool,
    line: Option<&'static str>,
    room: Option<&'static str>,
    what: What,
    lasts: Duration,
    accepted: Option<Duration>,
}

impl Row {
    fn of(kind: Kind) -> Self {
        let low = |kind, line, room, what, for_s: u32| Self {
            kind,
            priority: Priority::Low,
            latched: false,
            line,
            room,
            what,
            lasts: Duration::from_secs(u64::from(for_s)),
            accepted: None,
        };
        let (bedroom, hall, living) = (Some("bedroom"), Some("hall"), Some("living-room"));
        match kind {
            Kind::AbsentFromBed { for_s } => {
                let what = What::OutOfBed { min: 15 };
                low(AlarmKind::AbsentFromBed, Some("bed"), bedroom, what, for_s)
            }
            Kind::DoorLeftOpen { for_s } => {
                let what = What::DoorStandsOpen { min: 10 };
                low(AlarmKind::DoorLeftOpen, Some("front-door"), hall, what, for_s)
            }
            Kind::SensorLost { for_s } => {
                low(AlarmKind::SensorLost, Some("chair"), living, What::NotHeard, for_s)
            }
            Kind::LowBattery { for_s } => {
                low(AlarmKind::LowBattery, Some("front-door"), hall, What::BatteryLow, for_s)
            }
            Kind::Inactivity { for_s } => {
                low(AlarmKind::Inactivity, None, None, What::NoActivity { min: 60 }, for_s)
            }
            Kind::Sos { until_s } => Self {
                priority: Priority::High,
                latched: true,
                accepted: Some(Duration::from_secs(u64::from(until_s))),
                ..low(AlarmKind::Sos, Some("cord"), Some("bathroom"), What::CallForHelp, 0)
            },
        }
    }
}

/// A command that is only to be answered.
pub(super) fn asked(payload: &[u8]) -> Option<Reply> {
    let Request { request } = serde_json::from_slice(payload).ok()?;
    Some(Reply { request, outcome: Outcome::Ok(true) })
}

/// A command of which a simulated home knows nothing.
pub(super) fn unknown(payload: &[u8]) -> Option<Reply> {
    let Request { request } = serde_json::from_slice(payload).ok()?;
    Some(Reply { request, outcome: Outcome::Error("a simulated home does not do this".to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_accepted_calls_no_more_and_a_call_for_help_ends_when_it_is() {
        let mut troubles = Troubles::default();
        troubles.begin(Mono::ZERO, None, Kind::Sos { until_s: 400 });
        troubles.handle_timeout(Mono(30_000));
        troubles.handle_timeout(Mono(60_000));
        let command = br#"{"request":"q1","alarm":"1-1","by":"desk-2","stage":"accepted"}"#;
        let reply = troubles.acknowledge(Mono(70_000), command);

        assert_eq!(reply.unwrap().outcome, Outcome::Ok(true));
        let steps = std::iter::from_fn(|| troubles.poll_event()).map(|alarm| alarm.step);
        assert_eq!(
            steps.collect::<Vec<_>>(),
            [
                Step::Raised,
                Step::ConditionCleared,
                Step::Escalated,
                Step::Acknowledged,
                Step::Closed
            ]
        );
        assert_eq!((troubles.count(), troubles.poll_timeout()), (0, None));
    }

    #[test]
    fn an_alarm_that_is_not_latched_is_closed_when_it_is_no_longer_so() {
        let mut troubles = Troubles::default();
        troubles.begin(Mono::ZERO, None, Kind::SensorLost { for_s: 3_600 });
        assert_eq!(troubles.chair(), SensorIs::Silent);
        let mut steps = Vec::new();
        while let Some(due) = troubles.poll_timeout() {
            troubles.handle_timeout(due);
            steps.extend(std::iter::from_fn(|| troubles.poll_event()).map(|alarm| alarm.step));
        }

        assert_eq!(
            steps,
            [Step::Raised, Step::Reminded, Step::Escalated, Step::ConditionCleared, Step::Closed]
        );
        assert_eq!(troubles.chair(), SensorIs::Ok);
    }
}
