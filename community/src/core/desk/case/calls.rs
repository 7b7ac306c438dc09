//! Who is called now? The ladder, rung by rung: a rung that reaches nobody is not waited for, and when
//! all who were called cannot, the next is called at once.

use alerts::Wall;
use alerts::message::{AlarmKind, Priority};

use super::{Case, HELD_AGAIN, Hold, Nobody, Stage, Turn, Wave};
use crate::core::desk::about::{About, Kind};
use crate::core::desk::change::Logged;
use crate::core::desk::ladder::Reach;
use crate::core::desk::notice::Says;
use crate::core::desk::party::{Party, PartyId, PartyIs};
use crate::core::desk::world::{MOST_PARTIES, World};

/// Why the next rung is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// Its time has come.
    Waited,
    /// Nobody of this one can, or can be told.
    Passed(Nobody),
}

impl Turn<'_> {
    /// Begins to call, unless something holds it.
    pub(super) fn begin(&mut self, rung: u8, round: u32) {
        if self.is_held() {
            return;
        }
        match self.call_from(rung, round) {
            Some(wave) => self.set_calling(wave),
            None => self.nobody(self.why_nobody(), round),
        }
    }

    /// The next step of the calling.
    pub(super) fn call_on(&mut self) {
        match self.case.stage.clone() {
            Stage::Held { .. } => self.begin(0, self.case.reached.1.saturating_add(1)),
            Stage::Calling(wave) => self.advance(wave, Because::Waited),
            Stage::Nobody { since, round, .. } => self.try_all(since, round.saturating_add(1)),
            Stage::Accepted { more: Some(wave), .. }
            | Stage::OnTheWay { more: Some(wave), .. }
            | Stage::AtTheDoor { more: Some(wave), .. } => {
                self.call_more(wave.rung.saturating_add(1), wave.round);
            }
            Stage::Accepted { more: None, .. }
            | Stage::OnTheWay { more: None, .. }
            | Stage::AtTheDoor { more: None, .. }
            | Stage::Closed { .. } => {}
        }
    }

    pub(super) fn advance(&mut self, wave: Wave, because: Because) {
        if self.is_held() {
            return;
        }
        if let Some(next) = self.call_from(wave.rung.saturating_add(1), wave.round) {
            return self.set_calling(next);
        }
        match because {
            Because::Waited => self.begin_round(wave.round.saturating_add(1)),
            // Others of this round were told and may still come: their time goes on.
            Because::Passed(_) if self.anybody_reached(wave.round) => {}
            Because::Passed(why) => self.nobody(why, wave.round),
        }
    }

    /// From the first rung again: who could not then may be able now.
    pub(super) fn begin_round(&mut self, round: u32) {
        self.case.declined.clear();
        self.begin(0, round);
    }

    /// Calls others beside whoever goes: from this rung on, else from the first.
    pub(super) fn call_more(&mut self, rung: u8, round: u32) {
        let next = self.call_from(rung, round).or_else(|| {
            self.case.declined.clear();
            self.call_from(0, round.saturating_add(1))
        });
        let rest = Wave { rung: u8::MAX, round, since: self.now };
        self.set_more(Some(next.unwrap_or(rest)));
    }

    pub(super) fn set_more(&mut self, wave: Option<Wave>) {
        match &mut self.case.stage {
            Stage::Accepted { more, .. }
            | Stage::OnTheWay { more, .. }
            | Stage::AtTheDoor { more, .. } => *more = wave,
            Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Closed { .. } => {}
        }
    }

    /// It is more urgent: more widely, and at once.
    pub(super) fn call_wider(&mut self) {
        let round = self.case.reached.1.saturating_add(1);
        let rung = match self.case.priority {
            Priority::High => self.case.ladder().widest(),
            Priority::Medium | Priority::Low => 0,
        };
        match self.case.stage {
            Stage::Held { .. } | Stage::Calling(_) => self.begin(rung, round),
            Stage::Nobody { since, .. } => self.try_all(since, round.saturating_add(1)),
            Stage::Accepted { .. } | Stage::OnTheWay { .. } | Stage::AtTheDoor { .. } => {
                self.count_anew();
                if self.case.priority == Priority::High {
                    self.call_more(rung, round);
                }
            }
            Stage::Closed { .. } => {}
        }
    }

    /// The times of another ladder count from now: whoever goes has just heard of it.
    const fn count_anew(&mut self) {
        let now = self.now;
        match &mut self.case.stage {
            Stage::Accepted { since: accepted, more, .. }
            | Stage::OnTheWay { accepted, more, .. } => {
                *accepted = now;
                if let Some(wave) = more {
                    wave.since = now;
                }
            }
            Stage::AtTheDoor { more: Some(wave), .. } => wave.since = now,
            Stage::AtTheDoor { more: None, .. }
            | Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Closed { .. } => {}
        }
    }

    /// A whole rung may have said that they cannot, or cannot be told.
    pub(super) fn look_at_rung(&mut self) {
        let Stage::Calling(wave) = self.case.stage else { return };
        let rungs = self.case.ladder().rungs();
        let desk = rungs.get(usize::from(wave.rung)).is_some_and(|it| has_desk(&it.reaches));
        if desk && self.world.desk_open {
            return;
        }
        let says = Says::Call { rung: wave.rung, round: wave.round };
        let calls: Vec<_> = self.case.notices.iter().filter(|notice| notice.says == says).collect();
        let declined = |id: &PartyId| self.case.declined.contains(id);
        let can = calls.iter().any(|notice| {
            !declined(&notice.to)
                && (notice.has_reached() || (notice.is_under_way() && !notice.failing))
        });
        if calls.is_empty() || can {
            return;
        }
        let all_declined = calls.iter().all(|notice| declined(&notice.to));
        let why = if all_declined { Nobody::AllDeclined } else { Nobody::AllFailed };
        self.advance(wave, Because::Passed(why));
    }

    /// Nobody can be reached: everybody of the ladder is tried, and the first who is reached ends it.
    fn try_all(&mut self, since: Wall, round: u32) {
        self.case.declined.clear();
        let mut found = false;
        for rung in 0..self.case.rungs() {
            for whom in self.select(rung) {
                found = true;
                self.call(whom, rung, round);
            }
            if self.is_on_desk(rung) {
                let wave = Wave { rung, round, since: self.now };
                return self.set_calling(wave);
            }
        }
        let why = if found { Nobody::AllFailed } else { Nobody::NoWay };
        self.set_stage(Stage::Nobody { why, since, tried: self.now, round });
    }

    /// Somebody of those was reached after all.
    pub(super) fn reached_somebody(&mut self, says: Says) {
        if let (Stage::Nobody { .. }, Says::Call { rung, round }) = (&self.case.stage, says) {
            self.set_calling(Wave { rung, round, since: self.now });
        }
    }

    fn set_calling(&mut self, wave: Wave) {
        self.case.reached = (wave.rung, wave.round);
        self.set_stage(Stage::Calling(wave));
    }

    /// Calls the first rung, from this one on, that reaches anybody.
    fn call_from(&mut self, first: u8, round: u32) -> Option<Wave> {
        for rung in first..self.case.rungs() {
            let whom = self.select(rung);
            if whom.is_empty() && !self.is_on_desk(rung) {
                // Each round would say the same.
                if round == 1 {
                    self.note(None, Logged::Skipped { rung });
                }
                continue;
            }
            for id in &whom {
                self.call(*id, rung, round);
            }
            self.case.reached = (rung, round);
            self.note(None, Logged::Called { rung, round, whom });
            return Some(Wave { rung, round, since: self.now });
        }
        None
    }

    /// Calls somebody. Who is being called already is not called twice, but at once.
    fn call(&mut self, to: PartyId, rung: u8, round: u32) {
        let (now, says) = (self.now, Says::Call { rung, round });
        let known = self.case.notices.iter_mut();
        let mut calls = known.filter(|it| it.to == to && it.is_call() && it.is_under_way());
        if let Some(notice) = calls.next() {
            notice.says = says;
            return notice.hurry(now);
        }
        self.tell(to, says);
    }

    fn select(&self, rung: u8) -> Vec<PartyId> {
        self.case.whom(rung, self.now, self.world)
    }

    fn is_on_desk(&self, rung: u8) -> bool {
        let rung = self.case.ladder().rungs().get(usize::from(rung));
        self.world.desk_open && rung.is_some_and(|rung| has_desk(&rung.reaches))
    }

    fn why_nobody(&self) -> Nobody {
        let anybody = |rung| !self.case.named(rung, self.now, self.world).is_empty();
        if (0..self.case.rungs()).any(anybody) { Nobody::AllDeclined } else { Nobody::NoWay }
    }

    /// Whether a call of this round arrived at somebody who has not said that they cannot.
    fn anybody_reached(&self, of: u32) -> bool {
        self.case.notices.iter().any(|notice| {
            matches!(notice.says, Says::Call { round, .. } if round == of)
                && !self.case.declined.contains(&notice.to)
                && (notice.has_reached() || (notice.is_under_way() && !notice.failing))
        })
    }

    /// Holds the case, if something does; never a high one.
    fn is_held(&mut self) -> bool {
        let Some((why, until)) = self.case.hold(self.now, self.world) else { return false };
        let was = match self.case.stage {
            Stage::Held { why, since, .. } => Some((why, since)),
            Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. }
            | Stage::Closed { .. } => None,
        };
        let same = was.filter(|(held, _)| *held == why);
        let since = same.map_or(self.now, |(_, since)| since);
        self.set_stage(Stage::Held { why, since, until });
        if same.is_none() {
            self.note(None, Logged::Held { why, until });
        }
        true
    }
}

impl Case {
    /// Who is called on a rung: who can be told, has not said that they cannot, and does not go.
    #[must_use]
    pub fn whom(&self, rung: u8, now: Wall, world: &World) -> Vec<PartyId> {
        let mut whom = self.named(rung, now, world);
        whom.retain(|id| !self.declined.contains(id));
        whom
    }

    /// Who is called next, as far as is known now: the people of the next rung that reaches anybody.
    /// When that is, says [`next_call`](Self::next_call).
    #[must_use]
    pub fn called_next(&self, now: Wall, world: &World) -> Vec<PartyId> {
        let first = match &self.stage {
            Stage::Held { .. } | Stage::Nobody { .. } => 0,
            Stage::Calling(_)
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. } => match self.stage.wave() {
                Some(wave) => wave.rung.saturating_add(1),
                None => return Vec::new(),
            },
            Stage::Closed { .. } => return Vec::new(),
        };
        let rest = (first..self.rungs()).map(|rung| self.whom(rung, now, world));
        // In the next round those who could not are called again.
        let again = (0..self.rungs()).map(|rung| self.named(rung, now, world));
        rest.chain(again).find(|whom| !whom.is_empty()).unwrap_or_default()
    }

    /// As [`whom`](Self::whom), with those who cannot.
    fn named(&self, rung: u8, now: Wall, world: &World) -> Vec<PartyId> {
        let reaches = self.ladder().rungs().get(usize::from(rung));
        let reaches = reaches.map(|rung| rung.reaches.as_slice()).unwrap_or_default();
        let all_staff = self.priority == Priority::High && !has_duty(now, world);
        let meant = world.parties.iter().take(MOST_PARTIES).filter(|party| {
            reaches.iter().any(|reach| is_meant(reach, party, world, all_staff))
                && !party.route(now, self.priority, &world.muted).is_empty()
                && self.stage.who_goes() != Some(party.id)
                && !self.helpers.contains(&party.id)
        });
        meant.map(|party| party.id).collect()
    }

    fn rungs(&self) -> u8 {
        u8::try_from(self.ladder().rungs().len()).unwrap_or(u8::MAX)
    }

    /// What keeps it from telephones now, and until when that is looked at again.
    fn hold(&self, now: Wall, world: &World) -> Option<(Hold, Wall)> {
        let kind = self.about.kind();
        if let Some(until) = self.in_time(now) {
            return Some((Hold::InTime, until));
        }
        if self.priority == Priority::High {
            return None;
        }
        let sensor = kind == Kind::Alarm(AlarmKind::SensorLost);
        if sensor && world.home_lost {
            return Some((Hold::HomeLost, now + HELD_AGAIN));
        }
        if world.uplink_lost && (sensor || matches!(self.about, About::HomeLost { .. })) {
            return Some((Hold::UplinkLost, now + HELD_AGAIN));
        }
        let quiet = world.quiet(now).filter(|_| kind.may_wait(self.priority));
        quiet.map(|until| (Hold::QuietHours, until))
    }
}

/// Whether anybody of the staff who is on duty can be called at all.
fn has_duty(now: Wall, world: &World) -> bool {
    let on_duty = |party: &&Party| world.on_duty.contains(&party.id);
    let reached = |party: &Party| !party.route(now, Priority::High, &world.muted).is_empty();
    world.parties.iter().take(MOST_PARTIES).filter(on_duty).any(reached)
}

fn has_desk(reaches: &[Reach]) -> bool {
    reaches.contains(&Reach::Desk)
}

/// Whether a reach means somebody. `all_staff`: nobody is on duty, and somebody must be.
fn is_meant(reach: &Reach, party: &Party, world: &World, all_staff: bool) -> bool {
    let staff = || all_staff || world.on_duty.contains(&party.id);
    match (reach, &party.is) {
        (Reach::Relatives | Reach::Everyone, PartyIs::Relative)
        | (Reach::Volunteers | Reach::Everyone, PartyIs::Volunteer)
        | (Reach::GridWorker | Reach::Everyone, PartyIs::GridWorker) => true,
        (Reach::Staff | Reach::Everyone, PartyIs::Staff) => staff(),
        (Reach::Group(name), PartyIs::Group(own)) => name == own,
        (Reach::Party(id), _) => *id == party.id,
        (
            Reach::Desk
            | Reach::Relatives
            | Reach::Volunteers
            | Reach::GridWorker
            | Reach::Staff
            | Reach::Everyone
            | Reach::Group(_),
            PartyIs::Staff
            | PartyIs::GridWorker
            | PartyIs::Volunteer
            | PartyIs::Relative
            | PartyIs::Group(_),
        ) => false,
    }
}
