//! If they have left, when? Every moment at which they could have left is held against all that
//! was seen before and after it; the one that explains most is the date, and how much better it
//! explains it than that they are still there is whether they left.
//!
//! What a module says comes late, so the judgement looks back: a flag that falls says that somebody
//! left within the last minutes, a burst of movement after which nobody is in view says when, and
//! heart or breath that changed after it says that it was not that one.
//!
//! That they are still there explains nobody in view too, for a while: a still sleeper is lost and
//! comes back within minutes. So not being seen says no more than [`EvidencePolicy::lost`] at
//! first, and more only as minutes pass ([`EvidencePolicy::lasting`]): with a flag that stays it is
//! never enough.
//!
//! [`EvidencePolicy::lost`]: crate::policy::EvidencePolicy::lost
//! [`EvidencePolicy::lasting`]: crate::policy::EvidencePolicy::lasting

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::evidence::Ledger;
use super::signs::{Signs, Span};
use super::stir::{Stir, Stirs};
use super::word::{How, Word};
use crate::policy::{EVIDENCE, reached};

/// A word that fell so soon before somebody left may be about that.
const ABOUT: Duration = Duration::from_secs(5);

/// That they left, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leave {
    pub(crate) at: Mono,
    pub(crate) ledger: Ledger,
}

/// All that is known of one bed in which somebody is.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) now: Mono,
    /// They have been in it since.
    pub(crate) since: Mono,
    pub(crate) signs: &'a Signs,
    pub(crate) flag: &'a Word,
    pub(crate) presence: &'a Word,
    pub(crate) elsewhere: Option<Mono>,
    /// How late the module's flag is known to be.
    pub(crate) delay: Duration,
    /// Movement from here on is a large one.
    pub(crate) large: u8,
    /// The last that was seen of them, if nobody is believed to be there since: what stirred
    /// briefly afterwards (a curtain, a pet) is of no one who lay there.
    pub(crate) seen: Option<Mono>,
}

/// A moment at which they could have left.
struct Moment<'a> {
    /// The date.
    at: Mono,
    /// What is seen from here on is of afterwards.
    after: Mono,
    stir: Option<&'a Stir>,
}

impl<'a> Scene<'a> {
    /// The best moment at which they could have left.
    pub(crate) fn leave(&self) -> Option<Leave> {
        let stirs = self.stirs().filter(|stir| stir.from > self.since);
        let risen =
            stirs.map(|stir| Moment { at: self.left(stir), after: stir.to, stir: Some(stir) });
        let mut best: Option<Leave> = None;
        for moment in risen.chain(self.quiet()) {
            let leave = Leave { at: moment.at.max(self.since), ledger: self.weigh(&moment) };
            if best.is_none_or(|best| leave.ledger.sum() > best.ledger.sum()) {
                best = Some(leave);
            }
        }
        best
    }

    /// When they left in a burst of movement. Its last seconds, unless a flag that is known to be
    /// late fell in it: then they walked about in view for the rest.
    fn left(&self, stir: &Stir) -> Mono {
        let fell = self.flag.fell().map(|(at, _)| at).filter(|at| *at >= stir.from);
        let early = fell.filter(|_| !self.delay.is_zero()).map(|fell| fell.back(self.delay));
        let left = stir.left();
        early.map_or(left, |early| left.min(early.max(stir.from)))
    }

    /// The bursts of movement that may be theirs, the latest first.
    fn stirs(&self) -> impl Iterator<Item = &'a Stir> + Clone + use<'a> {
        let seen = self.seen;
        self.signs.stirs.iter().filter(move |stir| seen.is_none_or(|seen| stir.from <= seen))
    }

    /// Since when they are not in view, if that is long enough to mean anything.
    fn unseen(&self) -> Option<Mono> {
        self.seen.or_else(|| self.signs.unseen(self.now))
    }

    /// Moments without movement: the last sign, the last changed rate, when the line came back,
    /// and when a word fell.
    fn quiet(&self) -> impl Iterator<Item = Moment<'a>> + use<'a> {
        let blind = self.signs.blind().map(|blind| blind.to);
        let back = blind.filter(|blind| self.latest().is_none_or(|seen| *blind > seen));
        let fell = |word: &Word| word.fell().map(|(at, _)| at).filter(|at| *at > self.since);
        let flag = fell(self.flag);
        let early = flag.map(|flag| flag.back(self.delay)).filter(|_| !self.delay.is_zero());
        // Who walks off is present for a few steps; where more is said, that shows it.
        let steps =
            |fell: Mono| if self.signs.sees_life() { fell } else { fell.back(EVIDENCE.rising) };
        let presence = fell(self.presence).map(steps);
        let moments = [back, self.latest(), self.signs.vital.last(), early, flag, presence];
        // Nothing is dated into a silence.
        let heard = move |at: Mono| match self.signs.blind() {
            Some(blind) if at > blind.from && at < blind.to => blind.to,
            Some(_) | None => at,
        };
        let since = self.since;
        let moments = moments.map(move |at| at.filter(|at| *at >= since).map(heard));
        // Getting up takes a moment, in which neither heart nor breath is seen.
        let vital = self.signs.vital.last().filter(|_| !self.signs.body.is_learnt());
        let risen = move |at: Mono| if vital == Some(at) { at + EVIDENCE.rising } else { at };
        moments.into_iter().flatten().map(move |at| Moment { at: risen(at), after: at, stir: None })
    }

    /// Whether they were up for a while and never out of view: they got up, neither heart nor
    /// breath was seen although they kept still, and they moved again as somebody does who lies down.
    /// When they left, and when they were back.
    pub(crate) fn sat(&self, pause: Span) -> Option<(Leave, Mono)> {
        if !self.signs.shows_rising() {
            return None;
        }
        // A number that comes once a minute tells of them a minute or two later.
        let (late, found) = (self.signs.lag(), EVIDENCE.found + self.signs.lag() * 2);
        let stirs = self.signs.stirs.iter();
        // Rates of somebody who was out of view are found anew, and not missed before that.
        if self.signs.gone().is_some_and(|gone| gone.to > pause.from) {
            return None;
        }
        let pairs = stirs.clone().zip(stirs.skip(1)).filter(|(came, rose)| {
            rose.from > self.since
                && came.from.since(rose.to) >= EVIDENCE.sat
                && rose.to + late >= pause.from
                && came.from <= pause.to
                && pause.to.since(came.to) <= found
        });
        let sits = pairs.map(|(came, rose)| (self.sit(pause, came, rose), came.to));
        let (leave, back) = sits.max_by_key(|(leave, _)| leave.ledger.sum())?;
        (leave.ledger.sum() >= EVIDENCE.believed).then_some((leave, back))
    }

    /// What speaks for it that they were up between those two bursts of movement.
    fn sit(&self, pause: Span, came: &Stir, rose: &Stir) -> Leave {
        let still = came.from.since(rose.to);
        let moment = Moment { at: rose.left(), after: rose.to, stir: Some(rose) };
        // Had they been missed before they rose, they may have been all along.
        let before = rose.from.since(pause.from).saturating_sub(self.signs.lag());
        let most = EVIDENCE.lost_vitals + reached(&EVIDENCE.lasting, still);
        let nobody = self.signs.missed_life(still);
        let nobody = nobody.min((most - self.signs.vital.missed(before)).max(0));
        let [moved, still_back] = EVIDENCE.came_back;
        // As slow in coming as they would be in getting up.
        let moves = Stirs::weight(came, self.large);
        let coming = match moves >= EVIDENCE.slow_rise {
            true => moved + moves - EVIDENCE.rise,
            false => still_back,
        };
        let scene = Self { now: came.from, ..*self };
        let near = EVIDENCE.number_lag;
        let flag = match self.flag.yes() {
            // It fell while they sat there.
            Some(yes) if yes + near >= came.from && yes <= came.to + near * 2 => {
                EVIDENCE.flag_fell / 2
            }
            Some(_) | None => scene.flag(rose.to, true),
        };
        // A chair in view explains that as well, where two such bursts part it from the bed.
        let goes_on = scene.goes_on(rose.to);
        let movement = match rose.is_slept_on() {
            true => goes_on + EVIDENCE.sleeps_on,
            false => goes_on.max(EVIDENCE.sits_on),
        };
        let rise = self.rise(&moment);
        let ledger = Ledger { flag, rise, movement, nobody, coming, ..Ledger::default() };
        Leave { at: moment.at, ledger }
    }

    fn weigh(&self, moment: &Moment<'_>) -> Ledger {
        let after = moment.after;
        let on_time = moment.stir.is_some() || !self.signs.shows_rising();
        let flag = self.flag(after, on_time);
        Ledger {
            flag,
            presence: self.presence(after, flag),
            rise: self.rise(moment),
            movement: self.goes_on(after) + self.sleeps_on(moment) + self.stirs_on(after),
            vitals: self.lives_on(moment),
            nobody: self.nobody(after) - self.dark(moment),
            elsewhere: self.elsewhere(after),
            ..Ledger::default()
        }
    }

    fn rise(&self, moment: &Moment<'_>) -> i32 {
        if let Some(stir) = moment.stir {
            return Stirs::weight(stir, self.large);
        }
        if !self.signs.shows_rising() {
            return 0;
        }
        match self.signs.blind().filter(|blind| blind.to == moment.after) {
            None => EVIDENCE.no_rise,
            Some(blind) => {
                // The longer nothing could be seen, the likelier it is that it happened then.
                let whole = EVIDENCE.rise_in_silence.as_millis();
                let seen = whole.saturating_sub(blind.to.since(blind.from).as_millis());
                let share = i32::try_from(seen * 100 / whole.max(1)).unwrap_or(0);
                EVIDENCE.no_rise * share / 100
            }
        }
    }

    /// For how long somebody has been in view after that, if it is longer than walking away takes.
    fn in_view(&self, after: Mono) -> Option<Duration> {
        let usual = self.signs.cadence();
        let last = self.seen.or(self.signs.body.last())?;
        let on = last.since(after).saturating_sub(self.signs.out_of_view(after, last));
        (on > EVIDENCE.trail.max(usual + usual / 2)).then_some(on)
    }

    /// … and longer than a curtain stirs behind them.
    fn stays_in_view(&self, after: Mono) -> bool {
        self.in_view(after).is_some_and(|on| on > EVIDENCE.echo)
    }

    /// Somebody in view, or a changed rate: the last of either.
    fn latest(&self) -> Option<Mono> {
        self.seen.or(self.signs.body.last()).max(self.signs.vital.last())
    }

    fn stirs_on(&self, after: Mono) -> i32 {
        let large =
            self.stirs().filter(|stir| Stirs::weight(stir, self.large) >= EVIDENCE.slow_rise);
        let later = large.filter(|stir| stir.from > after).count();
        EVIDENCE.stirs_on * i32::try_from(later).unwrap_or(0)
    }

    fn goes_on(&self, after: Mono) -> i32 {
        let Some(on) = self.in_view(after) else { return 0 };
        let [first, each, most] = EVIDENCE.goes_on;
        let seconds = i32::try_from(on.as_secs()).unwrap_or(i32::MAX);
        each.saturating_mul(seconds).saturating_add(first).max(most)
    }

    fn sleeps_on(&self, moment: &Moment<'_>) -> i32 {
        let sleeps = moment.stir.is_some_and(Stir::is_slept_on) && self.stays_in_view(moment.after);
        if sleeps { EVIDENCE.sleeps_on } else { 0 }
    }

    fn lives_on(&self, moment: &Moment<'_>) -> i32 {
        let [each, most] = EVIDENCE.lives_on;
        let count = match moment.stir {
            Some(stir) => i32::from(stir.lives),
            None => i32::from(self.signs.lives_after(moment.after)) * 2,
        };
        (each * count).max(most)
    }

    /// Nobody has been seen since; or somebody has, but neither heart nor breath while they kept
    /// still.
    fn nobody(&self, after: Mono) -> i32 {
        let signs = self.signs;
        let lasting = |pause| reached(&EVIDENCE.lasting, pause);
        let seen = signs.body.is_learnt();
        let nobody = self.unseen().filter(|_| seen);
        if let Some(nobody) = nobody.filter(|_| !self.stays_in_view(after)) {
            let pause = self.now.since(nobody.max(after));
            return signs.missed(pause).min(EVIDENCE.lost + lasting(pause));
        }
        let Some(vital) = signs.vital.last() else { return 0 };
        let stirred = self.stirs().next().map(|stir| stir.to + EVIDENCE.number_lag);
        let heard = signs.blind().map(|blind| blind.to);
        let from = Some(vital).max(Some(after)).max(stirred).max(heard).unwrap_or(after);
        let pause = nobody.unwrap_or(self.now).since(from);
        let lost = if seen { EVIDENCE.lost_vitals } else { EVIDENCE.lost_vitals_alone };
        signs.vital.missed(pause).min(lost + lasting(pause))
    }

    /// Had they left only then, they would have lain there unseen before.
    fn dark(&self, moment: &Moment<'_>) -> i32 {
        let (None, Some(seen)) = (moment.stir, self.latest()) else { return 0 };
        let seen = self.signs.blind().map_or(seen, |blind| seen.max(blind.to));
        let pause = moment.after.since(seen);
        let missed = if self.signs.body.is_learnt() {
            self.signs.body.missed(pause)
        } else {
            self.signs.vital.missed(pause)
        };
        missed.min(EVIDENCE.lost + reached(&EVIDENCE.lasting, pause))
    }

    /// `is_dated`: how late it came says something of when they left, and not of how they were lost.
    fn flag(&self, after: Mono, is_dated: bool) -> i32 {
        if let Some(yes) = self.flag.yes() {
            return if yes > after { -EVIDENCE.flag_rose } else { self.stays(after) };
        }
        let on_time = |fell: Mono| {
            let lag = fell.since(after);
            let off = lag.abs_diff(self.delay);
            is_dated && !self.delay.is_zero() && off <= EVIDENCE.number_lag
        };
        match self.flag.fell() {
            Some((fell, _)) if on_time(fell) => self.fall(self.flag, after) + EVIDENCE.flag_on_time,
            Some(_) | None => self.fall(self.flag, after),
        }
    }

    /// A word that has not fallen.
    fn stays(&self, after: Mono) -> i32 {
        let known = !self.delay.is_zero();
        let table = if known { &EVIDENCE.flag_stays } else { &EVIDENCE.flag_may_stay };
        reached(table, self.now.since(after))
    }

    /// Presence is the same module's word: where the flag says nothing of this, it stands in.
    fn presence(&self, after: Mono, flag: i32) -> i32 {
        if flag != 0 {
            let fell = self.presence.fell().is_some_and(|(fell, _)| fell + ABOUT >= after);
            return if fell { EVIDENCE.presence_too } else { 0 };
        }
        match self.presence.yes() {
            Some(yes) if yes > after => -EVIDENCE.present,
            Some(_) => self.stays(after),
            None => self.fall(self.presence, after),
        }
    }

    /// A word that fell, if that is about leaving after then.
    fn fall(&self, word: &Word, after: Mono) -> i32 {
        let Some((fell, how)) = word.fell().filter(|(fell, _)| *fell > self.since) else {
            return 0;
        };
        if fell + ABOUT < after {
            return 0;
        }
        // A module that still sees whoever has left says so late, and because of that.
        let late = EVIDENCE.number_lag;
        let lost = self.signs.nobody().is_some_and(|nobody| fell + late >= nobody);
        let gone =
            self.signs.gone().is_some_and(|gone| fell + late >= gone.from && fell <= gone.to);
        let other = gone || fell < after + late;
        let weight = match (how, self.stays_in_view(after)) {
            (How::First, _) | (How::AfterSilence, true) => 0,
            (How::Changed, true) if other => 0,
            (How::Changed, true) if lost => EVIDENCE.flag_fell / 3,
            (How::Changed, true | false) => EVIDENCE.flag_fell,
            (How::AfterSilence, false) => EVIDENCE.flag_after_silence,
        };
        weight + reached(&EVIDENCE.flag_late, fell.since(after))
    }

    fn elsewhere(&self, after: Mono) -> i32 {
        let later = self.elsewhere.is_some_and(|elsewhere| elsewhere > after);
        let gone = self.latest().is_none_or(|seen| seen.since(after) <= EVIDENCE.trail);
        if later && gone { EVIDENCE.elsewhere } else { 0 }
    }
}

#[cfg(test)]
mod tests;
