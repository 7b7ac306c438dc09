//! How does an alarm live? From `raised` to `closed`, over restarts too.
//!
//! Two things are kept apart: the *condition* (is it so? [`Is`]) and the *signal* (does it still
//! call? [`Signal`]). A condition is believed until its sensor has said otherwise for long enough:
//! silence and restarts clear nothing, and a bounce is nothing new. Nothing here can stop an alarm
//! from calling but a person who accepts it, or, if it is not latched, the end of its condition.
//!
//! ```text
//!            active                                accepted
//!   (none) ─────────▶ Calling ─────────────────────────────────▶ Accepted
//!                     │ ▲  │ ▲ reminded, escalated               │   ▲  │
//!                     │ │  └─┘       worse, called for anew      │   │  │ cleared
//!                     │ └─────────── or let go of ───────────────┘   │  ▼
//!                     │ cleared: latched ▶ goes on calling ──────────┘ closed
//!                     ▼
//!                   closed, unless latched
//! ```
//!
//! What is said of a condition that comes and goes as it likes is bounded: it clears no more often
//! than once in the time that it must be off, and comes back no more often than it clears.

mod commands;

use alloc::collections::VecDeque;
use alloc::format;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::condition::Is;
use super::kept::Kept;
use super::open::{Moment, Open};
use super::pauses::Pauses;
use super::rules::{Active, Call, Ends, Finding};
use super::signal::{Again, Signal};
use crate::message::{self, AlarmKind, Condition, Evidence, Step, What};
use crate::plan::{Label, Places};
use crate::policy::AlarmPolicy;
use crate::time::Clock;

/// What is due of an alarm; of the same moment the first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Over,
    Resume,
    Call(Again),
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
    #[serde(default)]
    pauses: Pauses,
    /// What happened before is said from here on.
    #[serde(skip)]
    from: Mono,
    #[serde(skip)]
    said: VecDeque<(Mono, message::Alarm)>,
}

impl Alarms {
    pub(crate) fn new(policy: AlarmPolicy, boot: u32) -> Self {
        Self {
            policy,
            boot,
            numbered: 0,
            open: Vec::new(),
            pauses: Pauses::default(),
            from: Mono::ZERO,
            said: VecDeque::new(),
        }
    }

    /// Alarms call by other times from now on.
    pub(crate) fn set_policy(&mut self, policy: AlarmPolicy) {
        self.policy = policy;
    }

    /// Open alarms of an earlier boot: the same lives go on, and nothing is said of them now.
    pub(crate) fn restore(&mut self, at: Mono, kept: Vec<Kept>) {
        self.open.splice(0..0, kept.into_iter().map(|kept| kept.open(at)));
    }

    /// For a run that has begun already: stamps of an earlier one mean nothing in it.
    pub(crate) fn into_kept(self) -> Vec<Kept> {
        self.open.into_iter().filter(|open| !open.test).map(Kept::from).collect()
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        (self.open, self.numbered, self.pauses) = (was.open, was.numbered, was.pauses);
    }

    /// Nobody listened before `now` for so long, and nobody could call: no wait of a condition
    /// went on meanwhile, and a call that was due is due now, and once.
    pub(crate) fn handle_gap(&mut self, now: Mono, gap: Duration) {
        self.from = now;
        for open in &mut self.open {
            open.is.handle_gap(gap);
            open.signal.handle_gap(now, &self.policy, open.priority);
        }
    }

    /// Of a line that the home no longer has nobody will ever say that it is over: this does.
    pub(crate) fn handle_plan(&mut self, at: Mono, lines: &[Label], clock: &Clock) {
        for place in (0..self.open.len()).rev() {
            let line = self.open.get(place).and_then(|open| open.line.as_ref());
            if line.is_some_and(|line| lines.iter().all(|label| label.line != *line)) {
                self.end(at, place, Some(What::NoLongerThere), clock);
            }
        }
    }

    /// A machine found out about a condition of a source (`None`: of the home).
    pub(crate) fn handle(&mut self, at: Mono, of: Option<&Label>, found: Finding, clock: &Clock) {
        let at = at.max(self.from);
        let line = of.map(|label| &label.line);
        let is_same =
            |open: &Open| open.kind == found.kind && open.line.as_ref() == line && !open.test;
        if let Some(active) = found.is
            && !self.open.iter().any(is_same)
        {
            return self.raise(at, (found.kind, of), &active, clock);
        }
        // One that was found after a restart, beside one that was raised meanwhile, is told too.
        for place in (0..self.open.len()).rev() {
            let Some(open) = self.open.get_mut(place).filter(|open| is_same(open)) else {
                continue;
            };
            match found.is {
                Some(active) => self.again(at, place, &active, clock),
                None => {
                    open.is.handle_off(found.off.unwrap_or(at).min(at));
                    if open.is.over(Ends::of(found.kind)).is_some_and(|over| over <= at) {
                        self.end(at, place, None, clock);
                    }
                }
            }
        }
    }

    /// A source is silent: its word that something is over was too short.
    pub(crate) fn handle_silent(&mut self, line: &str) {
        for open in self.open.iter_mut().filter(|open| open.line.as_deref() == Some(line)) {
            open.is.handle_silent(Ends::of(open.kind));
        }
    }

    /// … and is heard again.
    pub(crate) fn handle_heard(&mut self, at: Mono, line: &str) {
        for open in self.open.iter_mut().filter(|open| open.line.as_deref() == Some(line)) {
            open.is.handle_heard(at);
        }
    }

    /// Clears, reminds and escalates what is due, each at its own time.
    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) {
        while let Some((at, due, place)) = self.next().filter(|(at, ..)| *at <= now) {
            let Some(open) = self.open.get_mut(place) else { return };
            match due {
                Due::Resume => {
                    open.signal = Signal::new(at);
                    self.call(at, place, Step::Resumed, clock);
                }
                Due::Over => self.end(at, place, None, clock),
                Due::Call(again) => {
                    open.signal.handle(at, again);
                    let step = match again {
                        Again::Remind => Step::Reminded,
                        Again::Escalate => {
                            open.escalation = open.escalation.saturating_add(1);
                            Step::Escalated
                        }
                    };
                    self.call(at, place, step, clock);
                }
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.next().map(|(at, ..)| at)
    }

    /// Whether there is something to poll.
    pub(crate) fn has_said(&self) -> bool {
        !self.said.is_empty()
    }

    pub(crate) fn poll(&mut self) -> Option<(Mono, message::Alarm)> {
        self.said.pop_front()
    }

    /// How many are open, without a test.
    pub(crate) fn count(&self) -> usize {
        self.open.iter().filter(|open| !open.test).count()
    }

    /// Whether the condition of any alarm of the kind is active.
    pub(crate) fn is_active(&self, kind: AlarmKind) -> bool {
        let is_so = |open: &Open| open.is.condition() == Condition::Active && !open.test;
        self.open.iter().any(|open| open.kind == kind && is_so(open))
    }

    pub(crate) fn open(&self, clock: &Clock) -> Vec<message::Alarm> {
        self.open.iter().map(|open| open.written(clock)).collect()
    }

    fn raise(
        &mut self,
        at: Mono,
        (kind, of): (AlarmKind, Option<&Label>),
        active: &Active,
        clock: &Clock,
    ) {
        self.push(at, (kind, of), active, false);
        self.call_anew(at, self.open.len() - 1, active.call, clock);
    }

    fn push(
        &mut self,
        at: Mono,
        (kind, of): (AlarmKind, Option<&Label>),
        active: &Active,
        test: bool,
    ) {
        self.numbered = self.numbered.saturating_add(1);
        let signal = if test { Signal::new(at) } else { self.pauses.signal(at, kind) };
        self.open.push(Open {
            id: format!("{}-{}", self.boot, self.numbered),
            kind,
            line: of.map(|label| label.line.clone()),
            room: of.and_then(|label| label.room.clone()),
            priority: active.priority,
            is: Is::Active,
            signal,
            times: 1,
            began: Moment::Here(active.began),
            raised: Moment::Here(at),
            escalation: 0,
            code: active.what.seen(None).code,
            last: Step::Raised,
            seen: Some((active.what, active.seen.unwrap_or(at))),
            test,
        });
    }

    /// It is so, and there is an open alarm of it: it has come back, is worse, or is known.
    fn again(&mut self, at: Mono, place: usize, active: &Active, clock: &Clock) {
        let Some(open) = self.open.get_mut(place) else { return };
        let is_worse = active.priority > open.priority;
        let is_anew = match (open.is.condition(), active.call) {
            (Condition::Cleared, Call::IfWorse | Call::Anew | Call::Momentary)
            | (Condition::Active, Call::Anew | Call::Momentary) => true,
            (Condition::Active, Call::IfWorse) => false,
        };
        open.is = Is::Active;
        open.priority = open.priority.max(active.priority);
        open.seen = Some((active.what, active.seen.unwrap_or(at)));
        if is_anew {
            open.times = open.times.saturating_add(1);
            open.began = Moment::Here(active.began);
        }
        match (is_worse, is_anew, &open.signal) {
            (true, true | false, Signal::Calling { .. } | Signal::Accepted { .. })
            | (false, true, Signal::Accepted { .. }) => {
                open.signal = self.pauses.signal(at, open.kind);
            }
            (true | false, true | false, Signal::Paused)
            | (false, true, Signal::Calling { .. })
            | (false, false, Signal::Calling { .. } | Signal::Accepted { .. }) => {}
        }
        match (is_anew, is_worse) {
            (true, true | false) => self.call_anew(at, place, active.call, clock),
            (false, true) => self.call(at, place, Step::Escalated, clock),
            (false, false) => {}
        }
    }

    fn call_anew(&mut self, at: Mono, place: usize, call: Call, clock: &Clock) {
        self.call(at, place, Step::Raised, clock);
        if let (Call::Momentary, Some(open)) = (call, self.open.get_mut(place)) {
            open.is.handle_off(at);
        }
    }

    /// Its condition is over; `why`, where its sensor did not say so.
    fn end(&mut self, at: Mono, place: usize, why: Option<What>, clock: &Clock) {
        let Some(open) = self.open.get_mut(place) else { return };
        let before = core::mem::replace(&mut open.is, Is::Cleared);
        let why = why.map(|why| why.seen(clock.when(at)));
        if before.condition() == Condition::Active {
            self.say(at, place, (Step::ConditionCleared, why.clone()), clock);
        }
        self.close_if_over(at, place, why, clock);
    }

    fn close_if_over(&mut self, at: Mono, place: usize, why: Option<Evidence>, clock: &Clock) {
        let Some(open) = self.open.get(place) else { return };
        let over = match (open.is.condition(), &open.signal) {
            (
                Condition::Active,
                Signal::Calling { .. } | Signal::Accepted { .. } | Signal::Paused,
            ) => false,
            (Condition::Cleared, Signal::Accepted { .. }) => true,
            (Condition::Cleared, Signal::Calling { .. } | Signal::Paused) => {
                open.test || !open.is_latched()
            }
        };
        if over {
            self.say(at, place, (Step::Closed, why), clock);
            self.open.remove(place);
        }
    }

    /// What is due first, of which alarm.
    fn next(&self) -> Option<(Mono, Due, usize)> {
        let due = |(place, open): (usize, &Open)| {
            let over = open.over().map(|at| (at, Due::Over, place));
            let call = open.next(&self.policy);
            let call = call.map(|(at, again)| (at, Due::Call(again), place));
            let paused = Some(open.kind).filter(|_| open.signal == Signal::Paused);
            let resume = paused.map(|kind| (self.pauses.ends(kind), Due::Resume, place));
            over.into_iter().chain(call).chain(resume).min()
        };
        self.open.iter().enumerate().filter_map(due).min()
    }

    /// It calls, and says why.
    fn call(&mut self, at: Mono, place: usize, step: Step, clock: &Clock) {
        let seen = self.open.get(place).and_then(|open| open.seen);
        let why = seen.map(|(what, seen)| what.seen(clock.when(seen)));
        self.say(at, place, (step, why), clock);
    }

    fn say(
        &mut self,
        at: Mono,
        place: usize,
        (step, why): (Step, Option<Evidence>),
        clock: &Clock,
    ) {
        let Some(open) = self.open.get_mut(place) else { return };
        // It is told all the same, and does not call.
        let calls = matches!(step, Step::Raised | Step::Reminded | Step::Escalated);
        let step = if calls && open.signal == Signal::Paused { Step::Paused } else { step };
        open.last = step;
        let evidence = why.into_iter().collect();
        self.said.push_back((at, message::Alarm { evidence, ..open.written(clock) }));
    }
}

#[cfg(test)]
mod tests;
