//! How does an alarm live? From `raised` to `closed`, over restarts too.
//!
//! Two things are kept apart: the *condition* (is it so?) and the *signal* (does it still call?).
//! A condition is believed until its sensor says otherwise: silence and restarts clear nothing.
//! Nothing here can stop an alarm from calling but a person who accepts it, or, if it is not
//! latched, the end of its condition.
//!
//! ```text
//!            active                                accepted
//!   (none) ─────────▶ Calling ─────────────────────────────────▶ Accepted
//!                     │ ▲  │ ▲ reminded, escalated               │   ▲  │
//!                     │ │  └─┘                 worse, or active  │   │  │ cleared
//!                     │ └────────────────────── again ───────────┘   │  ▼
//!                     │ cleared: latched ▶ goes on calling ──────────┘ closed
//!                     ▼
//!                   closed, unless latched
//! ```

use alloc::borrow::Cow;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::{Active, Finding, is_latched};
use crate::message::{self, AlarmKind, Condition, Priority, Stage, Step, What};
use crate::plan::{Label, Places};
use crate::policy::AlarmPolicy;
use crate::time::{Clock, When};

/// An open alarm as it is kept over a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `boot-n`.
    pub alarm: String,
    /// What it is about.
    pub kind: AlarmKind,
    /// How soon somebody must act.
    pub priority: Priority,
    /// The source that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The room that this source looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Is it so?
    pub condition: Condition,
    /// How often its condition came up.
    pub times: u32,
    /// When its condition began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<When>,
    /// When it was first raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<When>,
    /// How often it was escalated.
    pub escalation: u32,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The code of what raised it; absent in what was stored before this was kept.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub code: Cow<'static, str>,
}

impl Kept {
    /// Whether it is so, as far as is known.
    pub(crate) fn is_so(&self) -> bool {
        self.condition == Condition::Active
    }

    /// Whether the calendar raised it, and not what it is about.
    pub(crate) fn is_of_calendar(&self) -> bool {
        self.kind == AlarmKind::EndOfLife
            && self.code == What::LIFE_ENDS
            && self.condition == Condition::Active
    }
}

/// Why an acknowledgement changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such open alarm.
    NoSuchAlarm(String),
    /// Somebody has accepted it before.
    AlreadyAccepted(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAlarm(id) => write!(f, "no open alarm is called {id}"),
            Self::AlreadyAccepted(by) => write!(f, "{by} has accepted it already"),
        }
    }
}

impl core::error::Error for Refused {}

/// Does it call?
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Signal {
    /// Since then, and so often reminded; its next deadline follows from these.
    Calling {
        since: Mono,
        reminded: u32,
        escalated: bool,
    },
    Accepted {
        by: String,
    },
}

/// A moment of this boot, or of an earlier one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Moment {
    Here(Mono),
    Before(Option<When>),
}

impl Moment {
    fn when(self, clock: &Clock) -> Option<When> {
        match self {
            Self::Here(at) => clock.when(at),
            Self::Before(when) => when,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Open {
    /// Called as in messages: a boot that was taken is renamed in what is kept.
    #[serde(rename = "alarm")]
    id: String,
    kind: AlarmKind,
    line: Option<String>,
    room: Option<String>,
    priority: Priority,
    condition: Condition,
    signal: Signal,
    times: u32,
    began: Moment,
    raised: Moment,
    escalation: u32,
    /// Of what raised it.
    code: Cow<'static, str>,
    last: Step,
}

/// All alarms that are not closed: at most one for each kind and source, so a home's plan bounds
/// them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Alarms {
    #[serde(skip)]
    policy: AlarmPolicy,
    #[serde(skip)]
    boot: u32,
    numbered: u32,
    open: Vec<Open>,
    /// What happened before is said from here on.
    #[serde(skip)]
    from: Mono,
    #[serde(skip)]
    said: VecDeque<(Mono, message::Alarm)>,
}

impl Alarms {
    pub(crate) const fn new(policy: AlarmPolicy, boot: u32) -> Self {
        Self {
            policy,
            boot,
            numbered: 0,
            open: Vec::new(),
            from: Mono::ZERO,
            said: VecDeque::new(),
        }
    }

    /// Open alarms of an earlier boot: the same life goes on, so nothing is said of it now.
    pub(crate) fn restore(&mut self, at: Mono, kept: Vec<Kept>) {
        self.open.extend(kept.into_iter().map(|kept| Open {
            signal: match kept.by {
                Some(by) => Signal::Accepted { by },
                None => Signal::Calling { since: at, reminded: 0, escalated: kept.escalation > 0 },
            },
            id: kept.alarm,
            kind: kept.kind,
            line: kept.line,
            room: kept.room,
            priority: kept.priority,
            condition: kept.condition,
            times: kept.times,
            began: Moment::Before(kept.began),
            raised: Moment::Before(kept.raised),
            escalation: kept.escalation,
            code: kept.code,
            last: Step::Raised,
        }));
    }

    /// A machine found out about a condition of a source (`None`: of the home).
    pub(crate) fn handle(&mut self, at: Mono, of: Option<&Label>, found: Finding, clock: &Clock) {
        let at = at.max(self.from);
        let kind = found.kind;
        let line = of.map(|label| &label.line);
        let place =
            self.open.iter().position(|open| open.kind == kind && open.line.as_ref() == line);
        match (place, found.is) {
            (None, None) => {}
            (None, Some(active)) => self.raise(at, (kind, of), &active, clock),
            (Some(place), Some(active)) => self.again(at, place, &active, clock),
            (Some(place), None) => self.clear(at, place, clock),
        }
    }

    /// A person has seen or accepted an alarm. That a screen shows it changes nothing here: only
    /// a person who acts ends the calling.
    pub(crate) fn handle_acknowledge(
        &mut self,
        at: Mono,
        ack: &message::Acknowledge,
        clock: &Clock,
    ) -> Result<(), Refused> {
        let place = self.open.iter().position(|open| open.id == ack.alarm);
        let Some((place, open)) = place.and_then(|at| Some((at, self.open.get_mut(at)?))) else {
            return Err(Refused::NoSuchAlarm(ack.alarm.clone()));
        };
        match (&open.signal, ack.stage) {
            (Signal::Accepted { .. } | Signal::Calling { .. }, Stage::Received) => Ok(()),
            (Signal::Accepted { by }, Stage::Accepted) => Err(Refused::AlreadyAccepted(by.clone())),
            (Signal::Calling { .. }, Stage::Accepted) => {
                open.signal = Signal::Accepted { by: ack.by.clone() };
                self.say(at, place, Step::Acknowledged, clock);
                self.close_if_over(at, place, clock);
                Ok(())
            }
        }
    }

    /// Reminds and escalates what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) {
        for place in 0..self.open.len() {
            while let Some((at, step)) =
                self.open.get(place).and_then(|open| self.next(open)).filter(|(at, _)| *at <= now)
            {
                self.call(place, step);
                self.say(at, place, step, clock);
            }
        }
    }

    /// For a run that has begun already: stamps of an earlier one mean nothing in it.
    pub(crate) fn into_kept(self) -> Vec<Kept> {
        let keep = |open: Open| Kept {
            alarm: open.id,
            kind: open.kind,
            priority: open.priority,
            line: open.line,
            room: open.room,
            condition: open.condition,
            times: open.times,
            began: None,
            raised: None,
            escalation: open.escalation,
            by: match open.signal {
                Signal::Calling { .. } => None,
                Signal::Accepted { by } => Some(by),
            },
            code: open.code,
        };
        self.open.into_iter().map(keep).collect()
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        (self.open, self.numbered) = (was.open, was.numbered);
    }

    /// Nobody listened before `now` for so long: nothing called meanwhile, and nothing is made up
    /// for.
    pub(crate) fn handle_gap(&mut self, now: Mono, gap: Duration) {
        self.from = now;
        for open in &mut self.open {
            if let Signal::Calling { since, .. } = &mut open.signal {
                *since = *since + gap;
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.open.iter().filter_map(|open| self.next(open)).map(|(at, _)| at).min()
    }

    pub(crate) fn poll(&mut self) -> Option<(Mono, message::Alarm)> {
        self.said.pop_front()
    }

    pub(crate) fn count(&self) -> usize {
        self.open.len()
    }

    /// Whether the condition of any alarm of the kind is active.
    pub(crate) fn is_active(&self, kind: AlarmKind) -> bool {
        self.open.iter().any(|open| open.kind == kind && open.condition == Condition::Active)
    }

    pub(crate) fn open(&self, clock: &Clock) -> Vec<message::Alarm> {
        self.open.iter().map(|open| written(open, clock)).collect()
    }

    fn raise(
        &mut self,
        at: Mono,
        (kind, of): (AlarmKind, Option<&Label>),
        active: &Active,
        clock: &Clock,
    ) {
        self.numbered += 1;
        self.open.push(Open {
            id: format!("{}-{}", self.boot, self.numbered),
            kind,
            line: of.map(|label| label.line.clone()),
            room: of.and_then(|label| label.room.clone()),
            priority: active.priority,
            condition: Condition::Active,
            signal: calling(at),
            times: 1,
            began: Moment::Here(active.began),
            raised: Moment::Here(at),
            escalation: 0,
            code: active.what.seen(None).code,
            last: Step::Raised,
        });
        self.say_why(at, self.open.len() - 1, (Step::Raised, active), clock);
    }

    /// It is so, and there is an open alarm of it: it has come back, is worse, or is known.
    fn again(&mut self, at: Mono, place: usize, active: &Active, clock: &Clock) {
        let Some(open) = self.open.get_mut(place) else { return };
        let worse = active.priority > open.priority;
        let step = match (open.condition, worse) {
            (Condition::Cleared, true | false) => Step::Raised,
            (Condition::Active, true) => Step::Escalated,
            (Condition::Active, false) => return,
        };
        if step == Step::Raised {
            open.times += 1;
            open.began = Moment::Here(active.began);
        }
        open.condition = Condition::Active;
        open.priority = open.priority.max(active.priority);
        open.signal = calling(at);
        self.say_why(at, place, (step, active), clock);
    }

    fn clear(&mut self, at: Mono, place: usize, clock: &Clock) {
        let Some(open) = self.open.get_mut(place) else { return };
        match open.condition {
            Condition::Cleared => {}
            Condition::Active => {
                open.condition = Condition::Cleared;
                self.say(at, place, Step::ConditionCleared, clock);
                self.close_if_over(at, place, clock);
            }
        }
    }

    fn close_if_over(&mut self, at: Mono, place: usize, clock: &Clock) {
        let Some(open) = self.open.get(place) else { return };
        let over = match (open.condition, &open.signal) {
            (Condition::Active, Signal::Calling { .. } | Signal::Accepted { .. }) => false,
            (Condition::Cleared, Signal::Accepted { .. }) => true,
            (Condition::Cleared, Signal::Calling { .. }) => !is_latched(open.kind),
        };
        if over {
            self.say(at, place, Step::Closed, clock);
            self.open.remove(place);
        }
    }

    /// When an alarm that nobody has accepted calls again, and how. A reminder goes before an
    /// escalation of the same moment.
    fn next(&self, open: &Open) -> Option<(Mono, Step)> {
        match open.signal {
            Signal::Accepted { .. } => None,
            Signal::Calling { since, reminded, escalated } => {
                let (every, after) = self.waits(open.priority);
                let remind = (since + every * (reminded + 1), Step::Reminded);
                let escalate = (since + after, Step::Escalated);
                Some(if escalated || remind.0 <= escalate.0 { remind } else { escalate })
            }
        }
    }

    fn waits(&self, priority: Priority) -> (Duration, Duration) {
        let [remind, escalate] = [self.policy.remind, self.policy.escalate];
        let pick = |[low, medium, high]: [Duration; 3]| match priority {
            Priority::Low => low,
            Priority::Medium => medium,
            Priority::High => high,
        };
        (pick(remind), pick(escalate))
    }

    fn call(&mut self, place: usize, step: Step) {
        let Some(open) = self.open.get_mut(place) else { return };
        match (&mut open.signal, step == Step::Escalated) {
            (Signal::Accepted { .. }, true | false) => {}
            (Signal::Calling { reminded, .. }, false) => *reminded += 1,
            (Signal::Calling { escalated, .. }, true) => {
                *escalated = true;
                open.escalation += 1;
            }
        }
    }

    fn say(&mut self, at: Mono, place: usize, step: Step, clock: &Clock) {
        let Some(open) = self.open.get_mut(place) else { return };
        open.last = step;
        self.said.push_back((at, written(open, clock)));
    }

    /// … and on what evidence.
    fn say_why(&mut self, at: Mono, place: usize, (step, active): (Step, &Active), clock: &Clock) {
        self.say(at, place, step, clock);
        if let Some((_, alarm)) = self.said.back_mut() {
            alarm.evidence.push(active.what.seen(clock.when(active.seen.unwrap_or(at))));
        }
    }
}

const fn calling(since: Mono) -> Signal {
    Signal::Calling { since, reminded: 0, escalated: false }
}

fn written(open: &Open, clock: &Clock) -> message::Alarm {
    message::Alarm {
        alarm: open.id.clone(),
        kind: open.kind,
        priority: open.priority,
        step: open.last,
        times: open.times,
        condition: open.condition,
        latched: is_latched(open.kind),
        line: open.line.clone(),
        room: open.room.clone(),
        began: open.began.when(clock),
        raised: open.raised.when(clock),
        evidence: Vec::new(),
        escalation: open.escalation,
        durable: true,
        test: false,
        by: match &open.signal {
            Signal::Calling { .. } => None,
            Signal::Accepted { by } => Some(by.clone()),
        },
    }
}

#[cfg(test)]
mod tests;
