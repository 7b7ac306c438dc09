//! What does one input change? A turn: the case, the moment, and what comes of it, whole.

use alerts::Wall;

use super::{Case, Hold, Marks, Nobody, Stage, Wave};
use crate::core::desk::about::{About, Kind};
use crate::core::desk::change::{
    Answer, Change, Dispatch, HomeCommand, Input, LogRow, Logged, WayNews,
};
use crate::core::desk::news::Happened;
use crate::core::desk::party::PartyId;
use crate::core::desk::world::World;

/// A case while it decides.
pub(crate) struct Turn<'w> {
    /// As it was read.
    before: Case,
    pub(super) case: Case,
    pub(super) now: Wall,
    pub(super) world: &'w World,
    pub(super) log: Vec<LogRow>,
    pub(super) send: Vec<Dispatch>,
    pub(super) commands: Vec<HomeCommand>,
    pub(super) raised: Vec<Happened>,
    pub(super) ways: Vec<WayNews>,
    pub(super) answer: Answer,
}

impl Case {
    /// Takes an input.
    #[must_use]
    pub fn handle(self, now: Wall, input: Input, world: &World) -> Change {
        let mut turn = Turn::new(self, now, world);
        match input {
            Input::Act { who, said_by, act } => turn.act(who, said_by, act),
            Input::Shown { by } => turn.shown(by),
            Input::OnScreen => turn.on_screen(),
            Input::Receipt { notice, channel, is } => turn.receipt(notice, channel, &is),
            Input::Reply { request, ok } => turn.reply(&request, ok),
            Input::Report { by, key, said } => turn.hear_report(by, key, said),
            Input::Followed { said } => turn.followed(said),
            Input::Woken { clock_right: true } => turn.time(),
            Input::Woken { clock_right: false } => turn.clock_unsure(),
        }
        turn.finish()
    }

    /// Time has gone on. One step, dated now: an outage is not caught up with rung by rung.
    #[must_use]
    pub fn handle_timeout(self, now: Wall, world: &World) -> Change {
        let mut turn = Turn::new(self, now, world);
        turn.time();
        turn.finish()
    }
}

impl<'w> Turn<'w> {
    pub(crate) fn new(case: Case, now: Wall, world: &'w World) -> Self {
        let mut turn = Self {
            before: case.clone(),
            case,
            now,
            world,
            log: Vec::new(),
            send: Vec::new(),
            commands: Vec::new(),
            raised: Vec::new(),
            ways: Vec::new(),
            answer: Answer::Done,
        };
        turn.redate();
        turn
    }

    /// The case is new: calls, or says why not.
    pub(crate) fn open(&mut self) {
        let priority = self.case.priority;
        self.note(None, Logged::Opened { priority });
        self.begin(0, 1);
    }

    /// It is written down and needs nobody.
    pub(crate) fn open_closed(&mut self, how: super::How) {
        let priority = self.case.priority;
        self.note(None, Logged::Opened { priority });
        self.close(None, how);
    }

    /// What came of it.
    pub(crate) fn finish(mut self) -> Change {
        // Each time that nobody of a rung can be sent to, the next is called.
        let most = crate::core::desk::ladder::MOST_RUNGS;
        (0..=most).any(|_| !self.dispatch_due());
        self.command_due();
        self.prune();
        let quiet = self.log.is_empty() && self.ways.is_empty() && self.raised.is_empty();
        let changed = self.case != self.before || !quiet;
        Change {
            case: Some(self.case),
            is_new: false,
            changed,
            send: self.send,
            commands: self.commands,
            log: self.log,
            raised: self.raised,
            ways: self.ways,
            consumed: None,
            answer: self.answer,
        }
    }

    /// The clock may have been put back: nothing began in the future, and nothing is due further away
    /// than it would be if it began now.
    fn redate(&mut self) {
        let now = self.now;
        let earlier = |at: &mut Wall| *at = (*at).min(now);
        let wave = |wave: &mut Option<Wave>| {
            if let Some(wave) = wave {
                wave.since = wave.since.min(now);
            }
        };
        match &mut self.case.stage {
            Stage::Held { since, until, why } => {
                earlier(since);
                let most = match why {
                    Hold::QuietHours => crate::core::desk::ladder::MOST_WAIT,
                    Hold::HomeLost | Hold::UplinkLost => super::HELD_AGAIN,
                    // Working hours: what is due is a date, and no length.
                    Hold::InTime => crate::core::report::MOST_PROMISE,
                };
                *until = (*until).min(now + most);
            }
            Stage::Calling(calling) => earlier(&mut calling.since),
            Stage::Nobody { since, tried, .. } => {
                earlier(since);
                earlier(tried);
            }
            Stage::Accepted { since, more, .. } | Stage::AtTheDoor { since, more, .. } => {
                earlier(since);
                wave(more);
            }
            Stage::OnTheWay { since, accepted, more, .. } => {
                earlier(since);
                earlier(accepted);
                wave(more);
            }
            Stage::Closed { .. } => {}
        }
        for notice in &mut self.case.notices {
            notice.redate(now);
        }
        self.case.relay.redate(now);
    }

    /// What is due, one step.
    fn time(&mut self) {
        let now = self.now;
        if self.silence_of_reporter() {
            return;
        }
        let is_due = |due: Option<Wall>| due.is_some_and(|due| due <= now);
        if is_due(self.case.expected()) {
            return self.expire();
        }
        if is_due(self.case.reminder()) {
            self.remind();
        }
        if is_due(self.case.next_call()) {
            self.call_on();
        }
    }

    /// Nobody knows how long it was: what is open is due at once.
    fn clock_unsure(&mut self) {
        if !self.case.is_open() {
            return;
        }
        self.note(None, Logged::ClockUnsure);
        match self.case.stage {
            Stage::Held { .. } | Stage::Calling(_) | Stage::Nobody { .. } => self.call_on(),
            Stage::Accepted { .. } | Stage::OnTheWay { .. } => self.expire(),
            Stage::AtTheDoor { reminded: false, .. } => self.remind(),
            Stage::AtTheDoor { reminded: true, .. } | Stage::Closed { .. } => {}
        }
        for notice in &mut self.case.notices {
            notice.hurry(self.now);
        }
    }

    /// The next stage. Who comes to have nobody, or has somebody again, is news of the desk.
    pub(super) fn set_stage(&mut self, stage: Stage) {
        let had_nobody = matches!(self.case.stage, Stage::Nobody { .. });
        let has_nobody = matches!(stage, Stage::Nobody { .. });
        self.case.stage = stage;
        // A fault of the desk that reaches nobody would be a fault of the desk, and so on.
        if self.kind() == Kind::DeskFault || had_nobody == has_nobody {
            return;
        }
        let (case, priority) = (self.case.id, self.case.fault_priority());
        self.raised.push(if has_nobody {
            Happened::DeskFault { case, priority }
        } else {
            Happened::DeskFaultOver { case }
        });
    }

    /// The ladder reaches nobody.
    pub(super) fn nobody(&mut self, why: Nobody, round: u32) {
        let now = self.now;
        self.set_stage(Stage::Nobody { why, since: now, tried: now, round });
        self.note(None, Logged::ReachesNobody { why });
    }

    /// A line of the log, with the stage that stands now.
    pub(super) fn note(&mut self, by: Option<PartyId>, what: Logged) {
        self.log.push(LogRow { at: self.now, by, stage: self.case.stage.word(), what });
    }

    pub(super) fn kind(&self) -> Kind {
        self.case.about.kind()
    }

    /// Who is told what, of an alarm of a home.
    pub(super) const fn alarm(&self) -> Option<(&crate::core::HomeId, &String)> {
        match &self.case.about {
            About::Alarm { home, alarm, .. } => Some((home, alarm)),
            About::HomeLost { .. }
            | About::UplinkLost
            | About::LifeAtHome { .. }
            | About::DeskFault { .. }
            | About::Drill { .. }
            | About::Report { .. } => None,
        }
    }
}

impl Marks {
    /// Only the first counts.
    pub(super) fn first(mark: &mut Option<super::Mark>, at: Wall, by: Option<PartyId>) {
        mark.get_or_insert(super::Mark { at, by });
    }
}
