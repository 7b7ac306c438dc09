//! How does a report go the way of an alarm? While its clock runs it is held; when the clock has run
//! out, people are called by its ladder, as for an alarm; and whoever does something about it sets its
//! next clock.

use alerts::Wall;
use alerts::message::Priority;

use super::{Case, Hold, How, Marks, Stage, Turn};
use crate::core::desk::about::{About, CaseId};
use crate::core::desk::change::{Act, Answer, Change, Logged};
use crate::core::desk::party::PartyId;
use crate::core::desk::take::{Opening, Opens, new_case};
use crate::core::desk::world::World;
use crate::core::report::{ActKey, Draft, NotSo, Report, Said, Step};

/// A report comes in: its case. Nobody is called yet.
#[must_use]
pub fn file(now: Wall, receipt: String, draft: Draft, opening: Opening, world: &World) -> Change {
    let opens = Opens { latched: true, ..Opens::of(Priority::Low) };
    let mut case = new_case(now, About::Report { receipt }, &opens, opening);
    case.report = Some(Box::new(Report::new(now, draft, world.clocks)));
    let mut turn = Turn::new(case, now, world);
    turn.open();
    Change { is_new: true, changed: true, ..turn.finish() }
}

/// What a step does to the calling.
enum Clock {
    /// Another clock runs from now on.
    Anew,
    /// It is over.
    Over(How),
    /// Nothing.
    Goes,
}

impl Case {
    /// Until when a report's clock runs, if it does.
    pub(super) fn in_time(&self, now: Wall) -> Option<Wall> {
        self.report.as_ref()?.state.due().filter(|due| now < *due)
    }

    /// Whether its clock has run out, and it is not done.
    #[must_use]
    pub fn is_overdue(&self, now: Wall) -> bool {
        let state = self.report.as_ref().map(|report| report.state);
        state.is_some_and(|it| it.is_to_do() && it.due().is_some_and(|due| due <= now))
    }
}

impl Turn<'_> {
    /// Somebody says something of a report.
    pub(super) fn hear_report(&mut self, by: Option<PartyId>, key: Option<ActKey>, said: Said) {
        let (now, id, clocks) = (self.now, self.case.id, self.world.clocks);
        let Some(report) = self.case.report.as_mut() else {
            self.answer = Answer::Closed;
            return;
        };
        if key.as_ref().is_some_and(|key| report.acted.has(key)) {
            return;
        }
        let step = match report.hear(now, (id, by), said, clocks) {
            Ok(Some(step)) => step,
            Ok(None) => return,
            Err(why) => {
                let worker = report.worker.filter(|_| why == NotSo::Others);
                self.answer = worker.map_or(Answer::NotSo { why }, |by| Answer::Taken { by });
                return;
            }
        };
        if let Some(key) = key {
            report.acted.put(key);
        }
        if let Some(by) = by {
            self.answered(by);
        }
        self.note(by, Logged::Report { step });
        self.goes_on(by, step);
    }

    /// What a step does to the calling.
    fn goes_on(&mut self, by: Option<PartyId>, step: Step) {
        match self.clock_of(by, step) {
            Clock::Goes => {}
            Clock::Over(how) => self.close(by, how),
            Clock::Anew => {
                if let Some(by) = by {
                    Marks::first(&mut self.case.marks.accepted, self.now, Some(by));
                    if !matches!(self.case.stage, Stage::Held { .. }) {
                        self.say_who_goes(by);
                    }
                }
                self.case.declined.clear();
                self.hold_in_time();
            }
        }
    }

    fn clock_of(&self, by: Option<PartyId>, step: Step) -> Clock {
        let note = || How::Resolved {
            by: by.or(self.worker()).unwrap_or(PartyId(0)),
            note: String::new(),
            photo: None,
        };
        match step {
            Step::Accepted
            | Step::Assigned { .. }
            | Step::Started
            | Step::Promised { .. }
            | Step::Done
            | Step::Reopened => Clock::Anew,
            Step::Refused | Step::Forwarded | Step::Confirmed | Step::Unconfirmed => {
                Clock::Over(note())
            }
            Step::Duplicate { of } => Clock::Over(How::Merged { into: of }),
            Step::MeToo
            | Step::PhotoAdded
            | Step::ContactChanged
            | Step::Published
            | Step::Withdrawn
            | Step::Blurred => Clock::Goes,
        }
    }

    fn worker(&self) -> Option<PartyId> {
        self.case.report.as_ref().and_then(|report| report.worker)
    }

    /// The clock that runs now is the case's; one that has run out already calls.
    fn hold_in_time(&mut self) {
        let now = self.now;
        match self.case.in_time(now) {
            Some(until) => {
                self.set_stage(Stage::Held { why: Hold::InTime, since: now, until });
                self.note(None, Logged::Held { why: Hold::InTime, until });
            }
            None => self.begin(0, self.case.reached.1.saturating_add(1)),
        }
    }

    /// Whoever reported has said nothing for three days: it ends, and is counted apart.
    pub(super) fn silence_of_reporter(&mut self) -> bool {
        let now = self.now;
        let Some(step) = self.case.report.as_mut().and_then(|it| it.silence(now)) else {
            return false;
        };
        self.note(None, Logged::Report { step });
        self.goes_on(None, step);
        true
    }

    /// What is pressed on the desk, or behind the link of a message, as for an alarm.
    pub(super) fn act_of_report(&mut self, who: PartyId, said_by: PartyId, act: Act) {
        let said = match act {
            Act::Accept => Said::Accept,
            Act::OnTheWay | Act::AtTheDoor => Said::Start,
            Act::Resolve { note, photo } => Said::Done { note, photo },
            Act::Merge { into } => Said::Duplicate { of: into, why: merged(into) },
            Act::Decline => return self.decline(who, said_by),
            Act::NeedHelp => return self.need_help(said_by),
        };
        self.hear_report(Some(who), None, said);
    }
}

/// The desk says which, and no more.
fn merged(into: CaseId) -> String {
    into.to_string()
}
