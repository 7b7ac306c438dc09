//! They seem to have left: until that is certain, or they turn out to be there.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::{Bed, BedEvent, Leave, Place, Scene};
use crate::bed::arrival::Approach;
use crate::bed::away::Away;
use crate::bed::evidence::Ledger;
use crate::bed::signs::Span;
use crate::bed::stir::Stir;
use crate::message::ExitNumber;
use crate::policy::EVIDENCE;
use crate::time::Clock;

/// Somebody must be in view again for so long: one sample of noise is nobody.
const LASTING: Duration = Duration::from_secs(5);

/// That somebody has left, before it is certain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Claim {
    /// Since when it is so that it is believed.
    at: Mono,
    /// When they left, and what speaks for it.
    pub(super) leave: Leave,
    /// The last that was seen of them before nobody was, if nobody has been since.
    seen: Option<Mono>,
    /// For how long the line was heard since, in earlier stretches.
    heard: Duration,
    /// Since when it has been heard again.
    resumed: Mono,
}

impl Claim {
    pub(super) fn is_believed(&self) -> bool {
        self.leave.ledger.sum() >= EVIDENCE.believed
    }
}

impl Bed {
    /// The line is heard, perhaps again: what could not be heard says nothing.
    pub(super) fn hear_again(&mut self, at: Mono) {
        // A heartbeat that is a little late is no silence.
        let silent = self.state.silent.take().filter(|silent| at.since(*silent) >= LASTING);
        let gap = self.state.signs.gap(at);
        let Some(from) = gap.or(silent) else { return };
        // Until movement is said again the same silence is found anew with each word.
        let known = self.state.signs.blind();
        let known = known.is_some_and(|blind| blind.from <= from && at.since(blind.to) < LASTING);
        self.state.signs.handle_blind(from, at);
        if !known {
            self.state.flag.handle_blind();
            self.state.presence.handle_blind();
        }
        if let Place::Leaving { claim, .. } = &mut self.state.place
            && silent.is_some()
        {
            claim.heard += from.since(claim.resumed);
            claim.resumed = at;
        }
    }

    /// Whether anything at all hints at leaving: most of a night nothing does.
    pub(super) fn may_have_left(&self, at: Mono) -> bool {
        let state = &self.state;
        let fell = state.flag.is() == Some(false) || state.presence.is() == Some(false);
        fell || state.signs.nobody().is_some() || state.signs.misses_life(at)
    }

    pub(super) fn consider_leaving(&mut self, at: Mono, since: Mono, came: Option<Ledger>) {
        let Some(leave) = self.leave(at, since, None) else { return };
        if leave.ledger.sum() < EVIDENCE.believed {
            return;
        }
        let began = self.began(at, &leave);
        let (seen, heard) = (self.seen(at), Duration::ZERO);
        let claim = Claim { at: began, leave, seen, heard, resumed: began };
        self.state.place = Place::Leaving { since, came, claim };
    }

    /// Heart and breath are seen again, or the flag has risen: were they up, in view, all the time?
    /// Then that is over.
    pub(super) fn consider_sitting(&mut self, at: Mono, since: Mono) -> bool {
        let signs = &self.state.signs;
        let pause = signs.pause().filter(|pause| pause.to == at);
        let last = signs.vital.last().filter(|_| self.state.flag.yes() == Some(at));
        let pause = pause.or(last.map(|from| Span { from, to: at }));
        let pause = pause.filter(|pause| pause.from > since);
        let sat = pause.and_then(|pause| self.scene(at, since, None).sat(pause));
        let Some((leave, back)) = sat else { return false };
        self.exit(since, leave);
        let mut approach = Approach::new(back);
        if self.state.flag.yes() == Some(at) {
            approach.handle_word(back, &self.state.signs);
        } else {
            approach.handle_life(back);
        }
        approach.handle_movement(back, 1, self.policy.large, &self.state.signs);
        self.state.approach = Some(approach);
        true
    }

    fn leave(&self, now: Mono, since: Mono, seen: Option<Mono>) -> Option<Leave> {
        self.scene(now, since, seen).leave()
    }

    /// The last that was seen of them, if nobody is in view now.
    fn seen(&self, now: Mono) -> Option<Mono> {
        let signs = &self.state.signs;
        signs.body.last().filter(|_| signs.body.is_learnt() && signs.unseen(now).is_some())
    }

    fn scene(&self, now: Mono, since: Mono, seen: Option<Mono>) -> Scene<'_> {
        let state = &self.state;
        Scene {
            now,
            since,
            signs: &state.signs,
            flag: &state.flag,
            presence: &state.presence,
            elsewhere: state.elsewhere,
            delay: self.delay,
            large: self.policy.large,
            seen,
        }
    }

    /// Since when it has been so that it is believed: nobody in view, or the word that fell.
    fn began(&self, at: Mono, leave: &Leave) -> Mono {
        let state = &self.state;
        let Ledger { flag, presence, .. } = leave.ledger;
        let words = flag.max(0) + presence.max(0);
        let nobody = state.signs.unseen(at);
        if !state.signs.body.is_learnt() && words == 0 {
            return state.signs.vital.last().unwrap_or(at);
        }
        match nobody {
            Some(nobody) if leave.ledger.sum() - words >= EVIDENCE.believed => nobody,
            Some(_) | None => {
                let fell = if flag > 0 { state.flag.fell() } else { state.presence.fell() };
                let fell = fell.map(|(fell, _)| fell).filter(|_| words > 0);
                nobody.max(fell).unwrap_or(at)
            }
        }
    }

    /// When a claim becomes certain.
    pub(super) fn certain(&self, claim: &Claim) -> Mono {
        let left = claim.leave.at;
        let elsewhere = self.state.elsewhere.is_some_and(|seen| seen > left);
        let policy = &self.policy;
        let grace = if elsewhere { policy.grace_if_seen_elsewhere } else { policy.grace };
        let certain =
            (claim.resumed + grace.saturating_sub(claim.heard)).max(left + policy.shortest);
        // Whoever comes is waited for, until it shows whether they lie down.
        self.in_view_again(claim).map_or(certain, |view| certain.max(view + policy.grace))
    }

    /// A claim that stands: is it still believed?
    pub(super) fn consider_claim(
        &mut self,
        at: Mono,
        (since, came): (Mono, Option<Ledger>),
        claim: Claim,
        clock: &Clock,
    ) {
        if self.consider_sitting(at, since) {
            return;
        }
        if let Some(back) = self.back(&claim) {
            self.come_back(at, (since, came), (claim, back), clock);
            return;
        }
        if self.in_view_again(&claim).is_some() {
            // Whoever comes is not judged by what is seen on the way.
            return;
        }
        let claim = Claim { seen: claim.seen.or(self.seen(at)), ..claim };
        self.state.place = match self.leave(at, since, claim.seen) {
            Some(leave) if leave.ledger.sum() >= EVIDENCE.given_up => {
                Place::Leaving { since, came, claim: Claim { leave, ..claim } }
            }
            Some(_) | None => Place::In { since, came, doubt: false },
        };
        if let Place::Leaving { claim, .. } = self.state.place
            && claim.is_believed()
            && self.certain(&claim) <= at
        {
            self.exit(since, claim.leave);
        }
    }

    /// Since when they are there again: in view after nobody was, heart or breath that live, or
    /// the flag.
    fn back(&self, claim: &Claim) -> Option<Mono> {
        let (signs, left) = (&self.state.signs, claim.leave.at);
        let flag = self.state.flag.yes().filter(|yes| *yes > claim.at);
        let view = self.in_view_again(claim);
        let lying = view.and_then(|view| signs.lying().map(|lying| lying.max(view)));
        let long = LASTING.max(signs.cadence() * 2);
        let lasting =
            lying.filter(|lying| signs.lay().is_some_and(|lay| lay.since(*lying) >= long));
        let lives = signs
            .vital
            .last()
            .filter(|vital| *vital > claim.at && vital.since(left) > EVIDENCE.number_lag);
        let lives = lives.filter(|_| view.is_some() || !signs.body.is_learnt());
        let back = flag.into_iter().chain(lasting).chain(lives).min()?;
        // Whoever is seen to live there has lain there from the first moment on, or after a few
        // steps: who has just lain down fidgets.
        let steps = EVIDENCE.trail.saturating_sub(signs.cadence());
        let steps = view.map(|view| view + steps);
        Some(back.min(lying.unwrap_or(back)).min(steps.unwrap_or(back)))
    }

    /// Since when somebody has been in view again, after nobody was.
    fn in_view_again(&self, claim: &Claim) -> Option<Mono> {
        let signs = &self.state.signs;
        signs.back().filter(|back| *back > claim.at && signs.nobody().is_none())
    }

    /// They are there before it was certain that they had left: an exit, or nothing at all.
    fn come_back(
        &mut self,
        at: Mono,
        (since, came): (Mono, Option<Ledger>),
        (claim, back): (Claim, Mono),
        _clock: &Clock,
    ) {
        let policy = &self.policy;
        let left = claim.leave.at;
        let mut ledger = claim.leave.ledger;
        if self.state.signs.shows_rising() {
            // Who comes to bed is seen moving; who was only lost is not.
            let near =
                |stir: &Stir| stir.to + EVIDENCE.trail >= back && stir.from <= back + LASTING;
            let [moved, still] = EVIDENCE.came_back;
            ledger.coming = if self.state.signs.stirs.iter().any(near) { moved } else { still };
        }
        let heard = claim.heard + back.since(claim.resumed);
        let unheard = self.state.signs.blind().is_some_and(|blind| blind.to > left);
        let counts = back.since(left) >= policy.shortest && (!unheard || heard >= policy.grace);
        if !counts || ledger.sum() < EVIDENCE.believed {
            self.state.place = Place::In { since, came, doubt: false };
            return;
        }
        self.exit(since, Leave { ledger, ..claim.leave });
        let mut approach = Approach::new(back);
        if self.state.flag.yes().is_some_and(|yes| yes > left) {
            approach.handle_word(back, &self.state.signs);
        } else if let Some(lying) = self.state.signs.lying() {
            approach.handle_movement(lying.max(back), 1, self.policy.large, &self.state.signs);
        }
        self.state.approach = Some(approach);
        self.state.considered = at;
    }

    /// It is certain that they left. A stay that was too short joins the absences around it.
    pub(super) fn exit(&mut self, since: Mono, leave: Leave) {
        let goes_on = self.state.away.is_some_and(|away| !away.is_risen());
        let untold = self.state.came().is_some();
        let short = leave.at.since(since) < self.policy.shortest;
        if !(untold && short && goes_on) {
            self.tell_entry();
            self.state.numbered += 1;
            let number = ExitNumber(self.state.numbered);
            self.state.away = Some(Away::new(leave.at, number));
            let (from, ledger) = (leave.at, leave.ledger);
            self.said.push_back(BedEvent::Exit { from, number, ledger });
        }
        self.state.place = Place::Out;
        let signs = &self.state.signs;
        let beside = signs.nobody().is_none()
            && signs.body.last().is_some_and(|seen| seen.since(leave.at) > EVIDENCE.trail);
        self.state.approach = beside.then(|| Approach::beside(leave.at));
    }
}
