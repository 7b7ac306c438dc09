//! What people tell an alarm: that somebody acts, that a kind may not call for a while, that a sensor
//! is not to be believed; and that it is only tried.

use alloc::vec::Vec;

use protocol::Mono;

use super::{Alarms, Finding};
use crate::alarm::refused::Refused;
use crate::alarm::signal::Signal;
use crate::message::{self, AlarmKind, Condition, Priority, Stage, Step, What};
use crate::time::Clock;

impl Alarms {
    /// A person has seen or accepted an alarm, or lets go of it. That a screen shows it changes
    /// nothing here: only a person who acts ends the calling.
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
            (
                Signal::Accepted { .. } | Signal::Calling { .. } | Signal::Paused,
                Stage::Received,
            ) => Ok(()),
            (Signal::Accepted { by }, Stage::Accepted) => Err(Refused::AlreadyAccepted(by.clone())),
            (Signal::Calling { .. } | Signal::Paused, Stage::Accepted) => {
                open.signal = Signal::Accepted { by: ack.by.clone() };
                let is_test = open.test;
                self.say(at, place, (Step::Acknowledged, None), clock);
                if is_test {
                    self.end(at, place, None, clock);
                } else {
                    self.close_if_over(at, place, None, clock);
                }
                Ok(())
            }
            (Signal::Calling { .. } | Signal::Paused, Stage::Released) => {
                Err(Refused::NotAccepted(ack.alarm.clone()))
            }
            (Signal::Accepted { .. }, Stage::Released) => {
                open.signal = self.pauses.signal(at, open.kind);
                self.call(at, place, Step::Raised, clock);
                Ok(())
            }
        }
    }

    /// A kind may not call for so many minutes; 0: it may again.
    pub(crate) fn handle_pause(
        &mut self,
        at: Mono,
        (kind, minutes): (AlarmKind, u32),
        clock: &Clock,
    ) -> Result<(), Refused> {
        let until = self.pauses.ask(at, (kind, minutes), self.is_active(kind))?;
        if until <= at {
            self.resume(at, clock);
            return Ok(());
        }
        for place in 0..self.open.len() {
            let Some(open) = self.open.get_mut(place) else { continue };
            let calls = matches!(open.signal, Signal::Calling { .. });
            if calls && open.kind == kind && !open.test {
                open.signal = Signal::Paused;
                self.say(at, place, (Step::Paused, None), clock);
            }
        }
        Ok(())
    }

    /// Somebody tries whether an alarm arrives. It is one like a call for help, and says that it is
    /// only a test; it ends when somebody accepts it, or by itself.
    pub(crate) fn handle_test(&mut self, at: Mono, clock: &Clock) -> Result<(), Refused> {
        if let Some(open) = self.open.iter().find(|open| open.test) {
            return Err(Refused::TestRuns(open.id.clone()));
        }
        let found = Finding::active(AlarmKind::Sos, Priority::High, at, What::OnlyATest);
        if let Some(active) = found.is {
            self.push(at, (found.kind, None), &active, true);
            self.call(at, self.open.len() - 1, Step::Raised, clock);
        }
        Ok(())
    }

    /// A source is out of service: what it said is no longer believed. What was so, to be found
    /// again when it is back, if nothing else is said of it until then.
    pub(crate) fn handle_out_of_service(
        &mut self,
        at: Mono,
        line: &str,
        clock: &Clock,
    ) -> Vec<Finding> {
        let mut so = Vec::new();
        for place in (0..self.open.len()).rev() {
            let open = self.open.get(place).filter(|open| open.line.as_deref() == Some(line));
            let Some(open) = open else { continue };
            if let (Condition::Active, Some((what, _))) = (open.is.condition(), open.seen) {
                so.push(Finding::active(open.kind, open.priority, at, what));
            }
            self.end(at, place, Some(What::OutOfService), clock);
        }
        so
    }

    /// The kinds that may not call now, and until when.
    pub(crate) fn paused(&self, at: Mono) -> impl Iterator<Item = (AlarmKind, Mono)> {
        self.pauses.running(at)
    }

    /// Whoever is paused, and whose pause is over, calls.
    fn resume(&mut self, at: Mono, clock: &Clock) {
        for place in 0..self.open.len() {
            let Some(open) = self.open.get_mut(place) else { continue };
            if open.signal == Signal::Paused && self.pauses.until(at, open.kind).is_none() {
                open.signal = Signal::new(at);
                self.call(at, place, Step::Resumed, clock);
            }
        }
    }
}
