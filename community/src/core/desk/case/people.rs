//! What does somebody who says "I go", "I cannot", "I am there" change? One goes; the others are told
//! who; and who said it and does not come is not waited for.

use super::{AT_THE_DOOR, Case, How, MOST_NOTE, Marks, Stage, Turn};
use crate::core::desk::about::CaseId;
use crate::core::desk::change::{Act, Answer, Logged};
use crate::core::desk::notice::Says;
use crate::core::desk::party::{Party, PartyId, PartyIs};
use alerts::Wall;
use alerts::message::Stage as Told;

impl Case {
    /// When staff is told that somebody is at the door for long.
    pub(super) fn reminder(&self) -> Option<Wall> {
        match self.stage {
            Stage::AtTheDoor { since, reminded: false, .. } => Some(since + AT_THE_DOOR),
            Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { reminded: true, .. }
            | Stage::Closed { .. } => None,
        }
    }
}

impl Turn<'_> {
    pub(super) fn act(&mut self, who: PartyId, said_by: PartyId, act: Act) {
        if !self.case.is_open() {
            self.answer = Answer::Closed;
            return;
        }
        if who == said_by {
            self.answered(who);
        }
        if self.case.report.is_some() {
            return self.act_of_report(who, said_by, act);
        }
        match act {
            Act::Accept => self.accept(who, said_by),
            Act::Decline => self.decline(who, said_by),
            Act::OnTheWay => self.on_the_way(who, said_by),
            Act::AtTheDoor => self.at_the_door(who, said_by),
            Act::Resolve { note, photo } => {
                let note = note.chars().take(MOST_NOTE).collect();
                self.close(Some(said_by), How::Resolved { by: who, note, photo });
            }
            Act::NeedHelp => self.need_help(said_by),
            // A case that is itself is not over by that.
            Act::Merge { into } if into == self.case.id => {}
            Act::Merge { into } => self.merge(into, said_by),
        }
    }

    /// Closed as the same as another. Who goes for it is not sent home by that.
    fn merge(&mut self, into: CaseId, said_by: PartyId) {
        match self.case.stage.who_goes() {
            Some(by) => self.answer = Answer::Taken { by },
            None => self.close(Some(said_by), How::Merged { into }),
        }
    }

    fn accept(&mut self, who: PartyId, said_by: PartyId) {
        let (now, wave) = (self.now, self.case.stage.wave());
        match self.case.stage.who_goes() {
            Some(by) if by == who => {}
            Some(_) if self.case.helpers.contains(&who) => {}
            Some(by) if wave.is_some() => self.help(who, by, said_by),
            Some(by) => self.answer = Answer::Taken { by },
            None => {
                self.case.declined.remove(&who);
                self.set_stage(Stage::Accepted { by: who, since: now, more: None });
                Marks::first(&mut self.case.marks.accepted, now, Some(who));
                self.note(Some(said_by), Logged::Accepted { who });
                self.tell_home(Told::Accepted, who);
                self.say_who_goes(who);
            }
        }
    }

    /// Somebody comes beside whoever goes.
    fn help(&mut self, who: PartyId, goes: PartyId, said_by: PartyId) {
        self.case.helpers.insert(who);
        self.case.declined.remove(&who);
        self.set_more(None);
        self.let_go_calls();
        self.note(Some(said_by), Logged::Helps { who });
        self.tell(goes, Says::HelpComes { who });
    }

    pub(super) fn decline(&mut self, who: PartyId, said_by: PartyId) {
        let round = self.case.reached.1.saturating_add(1);
        if self.case.stage.who_goes() == Some(who) {
            return self.give_up(who, said_by, round);
        }
        self.case.declined.insert(who);
        self.note(Some(said_by), Logged::Declined { who });
        if self.case.helpers.remove(&who) {
            return self.call_more(self.case.reached.0.saturating_add(1), round);
        }
        for notice in &mut self.case.notices {
            if notice.to == who && notice.is_call() {
                notice.let_go(self.now);
            }
        }
        self.look_at_rung();
    }

    /// Whoever goes cannot after all.
    fn give_up(&mut self, who: PartyId, said_by: PartyId, round: u32) {
        self.note(Some(said_by), Logged::Declined { who });
        if let Some(next) = self.case.helpers.pop_first() {
            let more = self.case.stage.wave();
            self.case.declined.insert(who);
            self.set_stage(Stage::Accepted { by: next, since: self.now, more });
            self.note(Some(said_by), Logged::Accepted { who: next });
            self.tell(next, Says::SomebodyGoes { who: next });
            return self.say_who_goes(next);
        }
        self.release(who);
        self.case.declined.clear();
        self.case.declined.insert(who);
        self.begin(0, round);
    }

    /// Nobody goes any more: the home's own call begins again too.
    fn release(&mut self, who: PartyId) {
        self.case.helpers.clear();
        self.tell_home(Told::Released, who);
        let wave = super::Wave { rung: 0, round: self.case.reached.1, since: self.now };
        self.set_stage(Stage::Calling(wave));
    }

    /// Who said "I go" is not at the door in time.
    pub(super) fn expire(&mut self) {
        let Some(who) = self.case.stage.who_goes() else { return };
        let patience = self.case.ladder().patience();
        self.note(None, Logged::Expired { who, patience });
        if self.is_over_at_home() {
            // It would have ended by itself, had nobody said anything.
            return self.close(None, How::OverByItself);
        }
        self.release(who);
        self.tell(who, Says::TakenBack);
        self.begin_round(self.case.reached.1.saturating_add(1));
    }

    fn on_the_way(&mut self, who: PartyId, said_by: PartyId) {
        if !self.goes(who, said_by) {
            return;
        }
        if let Stage::Accepted { by, since: accepted, more } = self.case.stage {
            self.set_stage(Stage::OnTheWay { by, since: self.now, accepted, more });
            self.note(Some(said_by), Logged::OnTheWay { who });
        }
    }

    /// Makes somebody the one who goes, if nobody does; whether they are.
    fn goes(&mut self, who: PartyId, said_by: PartyId) -> bool {
        if self.case.stage.who_goes().is_none() {
            self.accept(who, said_by);
        }
        match self.case.stage.who_goes() {
            Some(by) if by != who => {
                if !self.case.helpers.contains(&who) {
                    self.answer = Answer::Taken { by };
                }
                false
            }
            Some(_) | None => true,
        }
    }

    fn at_the_door(&mut self, who: PartyId, said_by: PartyId) {
        let now = self.now;
        if let Stage::AtTheDoor { .. } = self.case.stage {
            Marks::first(&mut self.case.marks.at_the_door, now, Some(who));
            return;
        }
        let before = self.case.stage.who_goes().filter(|by| *by != who);
        if before.is_none() {
            self.accept(who, said_by);
        }
        let more = self.case.stage.wave();
        self.set_stage(Stage::AtTheDoor { by: who, since: now, reminded: false, more });
        Marks::first(&mut self.case.marks.at_the_door, now, Some(who));
        self.note(Some(said_by), Logged::AtTheDoor { who });
        // Somebody else was there first: whoever goes need not run.
        if let Some(before) = before {
            self.case.helpers.remove(&who);
            self.case.helpers.insert(before);
            self.tell(before, Says::SomebodyGoes { who });
        }
    }

    pub(super) fn need_help(&mut self, said_by: PartyId) {
        self.note(Some(said_by), Logged::HelpWanted);
        let (rung, round) = self.case.reached;
        match self.case.stage {
            Stage::Held { .. } | Stage::Calling(_) | Stage::Nobody { .. } => self.call_on(),
            Stage::Accepted { .. } | Stage::OnTheWay { .. } | Stage::AtTheDoor { .. } => {
                self.call_more(rung.saturating_add(1), round.max(1));
            }
            Stage::Closed { .. } => {}
        }
    }

    /// They are at the door for long: staff asks, and nothing is taken back.
    pub(super) fn remind(&mut self) {
        if let Stage::AtTheDoor { reminded, .. } = &mut self.case.stage {
            *reminded = true;
        }
        self.note(None, Logged::Reminded);
        let goes = self.case.stage.who_goes();
        let is_staff = |party: &&Party| party.is == PartyIs::Staff && Some(party.id) != goes;
        let all = || self.world.parties.iter().filter(is_staff).map(|party| party.id);
        let mut staff: Vec<PartyId> = all().filter(|id| self.world.on_duty.contains(id)).collect();
        if staff.is_empty() {
            staff = all().collect();
        }
        for id in staff {
            self.tell(id, Says::Reminder);
        }
    }

    /// It ends; who was called hears of it.
    pub(super) fn close(&mut self, said_by: Option<PartyId>, how: How) {
        let goes = self.case.stage.who_goes();
        let by = match &how {
            How::Resolved { by, .. } => Some(*by),
            How::OverByItself | How::Silenced | How::Proven | How::Merged { .. } => None,
        };
        self.close_at_home(&how, by);
        for notice in &mut self.case.notices {
            notice.let_go(self.now);
        }
        // It goes on under another number: nobody is told that it is over.
        let goes_on = matches!(how, How::Merged { .. });
        let told = if goes_on { Default::default() } else { self.told() };
        self.set_stage(Stage::Closed { how: how.clone(), at: self.now });
        self.note(said_by, Logged::Closed { how });
        for id in told.into_iter().chain(goes).filter(|id| Some(*id) != by && Some(*id) != said_by)
        {
            let says = Says::ItIsOver;
            if !self.case.notices.iter().any(|it| it.to == id && it.says == says) {
                self.tell(id, says);
            }
        }
    }

    fn close_at_home(&mut self, how: &How, by: Option<PartyId>) {
        match (how, by) {
            // A latched alarm calls at home until somebody has accepted it: somebody has.
            (How::Resolved { .. }, Some(by)) => {
                if !self.case.relay.is_accepted() {
                    self.tell_home(Told::Accepted, by);
                }
            }
            (How::Resolved { .. } | How::Merged { .. }, None) | (How::Merged { .. }, Some(_)) => {}
            (How::OverByItself | How::Silenced | How::Proven, _) => self.case.relay.clear(),
        }
    }

    /// Who was called hears who goes.
    pub(super) fn say_who_goes(&mut self, who: PartyId) {
        self.let_go_calls();
        for id in self.told().into_iter().filter(|id| *id != who) {
            self.tell(id, Says::SomebodyGoes { who });
        }
    }

    /// Calls that are not out yet need not go out.
    fn let_go_calls(&mut self) {
        for notice in self.case.notices.iter_mut().filter(|notice| notice.is_call()) {
            notice.let_go(self.now);
        }
    }

    /// Who was called, or may just be hearing of it, and has not said that they cannot.
    pub(super) fn told(&self) -> std::collections::BTreeSet<PartyId> {
        let calls =
            self.case.notices.iter().filter(|notice| {
                notice.is_call() && (notice.has_reached() || notice.is_under_way())
            });
        let calls = calls.map(|notice| notice.to);
        calls.filter(|id| !self.case.declined.contains(id)).collect()
    }
}
