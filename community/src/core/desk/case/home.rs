//! What does a step that the home says change in an open case, and what is the home told?

use alerts::message::{Acknowledge, Condition, Priority, Stage as Told, Step};

use super::{How, Stage, Turn};
use crate::core::desk::about::About;
use crate::core::desk::change::{HomeCommand, Logged};
use crate::core::desk::merge::Relayed;
use crate::core::desk::news::{Happened, StepNews};
use crate::core::desk::notice::Says;
use crate::core::desk::party::PartyId;
use crate::core::desk::relay::Due;
use crate::core::heard::Known;

/// Who acts, for a home, when it is nobody in particular.
const DESK: &str = "desk";

impl Turn<'_> {
    /// A step in the life of the alarm that this is about.
    pub(crate) fn hear(&mut self, step: &StepNews) {
        let grew = step.times > self.case.times;
        let rose = step.priority > self.case.priority;
        let was = self.case.condition;
        self.case.times = self.case.times.max(step.times);
        self.case.priority = self.case.priority.max(step.priority);
        self.case.condition = if step.is_end() { Condition::Cleared } else { step.condition };
        self.case.latched |= step.latched;
        if grew {
            self.note(None, Logged::RaisedAgain { times: self.case.times });
        }
        if rose {
            self.rose();
        }
        if step.is_call() {
            self.called_at_home(grew, rose);
        } else if matches!(step.step, Known::Word(Step::Acknowledged | Step::Paused)) {
            self.note(None, Logged::SaidAtHome);
        }
        if was == Condition::Active && self.case.condition == Condition::Cleared {
            self.note(None, Logged::OverAtHome);
            self.over_at_home();
        }
        if step.is_end() && !self.case.latched {
            self.over();
        }
    }

    /// It is more urgent: others are called, and a fault that it has nobody is as urgent.
    fn rose(&mut self) {
        let case = self.case.id;
        let had_nobody = matches!(self.case.stage, Stage::Nobody { .. });
        self.note(None, Logged::Rose { to: self.case.priority });
        self.call_wider();
        // A fault of the desk makes no other.
        let is_fault = matches!(self.case.about, About::DeskFault { .. });
        if had_nobody && !is_fault && matches!(self.case.stage, Stage::Nobody { .. }) {
            let priority = self.case.fault_priority();
            self.raised.push(Happened::DeskFault { case, priority });
        }
    }

    /// Relayed of a case that has nobody, and how urgent that one is.
    pub(crate) fn fault(&mut self, priority: Priority) {
        self.again();
        if priority > self.case.priority {
            self.case.priority = priority;
            self.rose();
        }
    }

    fn called_at_home(&mut self, grew: bool, rose: bool) {
        // What was said of this very call may have been lost. Of one that is new a screen tells first:
        // that a desk is open does not mean that it shows this case.
        let on_screen = self.world.desk_open && !self.case.awaits_screen();
        if on_screen || (self.case.marks.shown.is_some() && !grew) {
            self.say_received();
        }
        if let Some(goes) = self.case.stage.who_goes() {
            if grew || rose {
                for id in self.case.helpers.clone().into_iter().chain([goes]) {
                    self.tell(id, Says::Again);
                }
            }
            // It calls, so it does not know, or no longer, that somebody goes.
            self.tell_home(Told::Accepted, goes);
        }
    }

    /// Whoever goes hears that it is over, and decides.
    fn over_at_home(&mut self) {
        let Some(goes) = self.case.stage.who_goes() else { return };
        for id in self.case.helpers.clone().into_iter().chain([goes]) {
            self.tell(id, Says::ItIsOver);
        }
    }

    /// It ended by itself: what nobody has accepted is over with it.
    pub(crate) fn over(&mut self) {
        self.case.condition = Condition::Cleared;
        match self.case.stage {
            Stage::Held { .. } | Stage::Calling(_) | Stage::Nobody { .. } => {
                self.close(None, How::OverByItself);
            }
            Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. }
            | Stage::Closed { .. } => {}
        }
    }

    /// As [`over`](Self::over), said by the station itself: whoever goes hears of it.
    pub(crate) fn ended(&mut self) {
        if self.case.condition == Condition::Active {
            self.note(None, Logged::OverAtHome);
            self.case.condition = Condition::Cleared;
            self.over_at_home();
        }
        self.over();
    }

    /// What had ended is so again: a home that was back is lost anew.
    pub(crate) fn again(&mut self) {
        if self.case.condition == Condition::Active {
            return;
        }
        self.case.condition = Condition::Active;
        self.case.times = self.case.times.saturating_add(1);
        self.note(None, Logged::RaisedAgain { times: self.case.times });
        if let Some(goes) = self.case.stage.who_goes() {
            self.tell(goes, Says::Again);
        }
    }

    /// Whether it would end by itself, had nobody accepted it.
    pub(super) fn is_over_at_home(&self) -> bool {
        self.case.condition == Condition::Cleared && !self.case.latched
    }

    /// What became of the case that is worked on in the place of this one: said once.
    pub(super) fn followed(&mut self, said: Relayed) {
        if self.case.merged_into().is_none() {
            return;
        }
        let knows = self.case.relay.is_accepted();
        match said.stage {
            Told::Accepted if !knows => self.tell_home(Told::Accepted, said.by),
            Told::Released if knows => self.tell_home(Told::Released, said.by),
            Told::Accepted | Told::Released | Told::Received => {}
        }
    }

    pub(super) fn tell_home(&mut self, stage: Told, who: PartyId) {
        if self.alarm().is_some() {
            self.case.relay.wish(self.now, stage, who.to_string());
        }
    }

    /// An open desk shows it. That quiets no sound and stops no calling: nobody has answered.
    pub(super) fn on_screen(&mut self) {
        if self.case.awaits_screen() {
            self.say_received();
        }
    }

    pub(super) fn say_received(&mut self) {
        if self.alarm().is_some() {
            self.case.relay.seen(self.case.times);
            self.case.relay.wish(self.now, Told::Received, DESK.into());
        }
    }

    /// The home has answered.
    pub(super) fn reply(&mut self, request: &str, ok: bool) {
        let (id, opened) = (self.case.id, self.case.opened);
        if self.case.relay.reply(id, opened, request) && !ok {
            self.note(None, Logged::HomeRefused);
        }
    }

    /// Says to the home what is due.
    pub(super) fn command_due(&mut self) {
        let Some((home, alarm)) = self.alarm() else { return };
        let (home, alarm) = (home.clone(), alarm.clone());
        let (id, opened, open) = (self.case.id, self.case.opened, self.case.is_open());
        for due in self.case.relay.handle_timeout(id, opened, self.now, open) {
            match due {
                Due::GivenUp => self.note(None, Logged::HomeNotTold),
                Due::Say { request, by, stage } => self.commands.push(HomeCommand {
                    home: home.clone(),
                    body: Acknowledge { request, alarm: alarm.clone(), by, stage },
                }),
            }
        }
    }
}
