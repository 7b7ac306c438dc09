//! When was somebody last seen in the bed, whatever the module's flag says?
//!
//! A module says an exit half a minute to minutes late, and repeats its last numbers meanwhile. So
//! what counts is what cannot come from an empty bed: a heart or breathing rate that *changed*,
//! and body movement that is neither nobody (0) nor as large as walking. A person who passes the
//! bed later leaves such signs too, for seconds; so the signs are kept as stretches, and a stretch
//! that is too short to be a person lying there does not move the last time somebody was seen.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

/// Signs closer together belong to one stretch, unless the sensor is slower than that.
const JOIN: Duration = Duration::from_secs(15);

/// A shorter stretch may be a passer-by.
const SOLID: Duration = Duration::from_secs(15);

/// Heart and breath repeated for so long are of nobody: ten samples at the usual three seconds.
const LATCHED: Duration = Duration::from_secs(30);

/// Signs that come more slowly than this cannot date an exit to five seconds (care.md 3). The
/// slowest radars send body movement every five seconds.
const DENSE: Duration = Duration::from_millis(5_500);

/// So many signs must have come before their rhythm is known.
const LEARNT: u8 = 10;

/// No module's flag lags longer (twice the five minutes that a maker grants his, care.md 2.1):
/// signs that ended earlier than that before the flag fell had ended for another reason.
const LONGEST_LAG: Duration = Duration::from_secs(600);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stretch {
    from: Mono,
    to: Mono,
}

/// The signs of life in one bed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Signs {
    heart: Option<u8>,
    breath: Option<u8>,
    /// The last changed heart or breathing rate.
    vital: Option<Mono>,
    /// How long heart and breath have been repeated since, without a pause.
    repeated: Option<Stretch>,
    /// The line was not heard before that, and after the last sign.
    blind_until: Option<Mono>,
    now: Option<Stretch>,
    /// The last stretch that was long enough, if `now` is not.
    solid: Option<Stretch>,
    /// The usual distance of two signs, milliseconds.
    rhythm: u64,
    learnt: u8,
    /// The large movement that followed the last sign of somebody lying there.
    large: Option<Stretch>,
    /// The last large movement, whatever followed it: who walks away is seen more and more faintly.
    stirred: Option<Mono>,
    /// Body movement has been 0 at every sample since then.
    nobody: Option<Mono>,
    sampled: Option<Mono>,
}

impl Signs {
    /// A sample of body movement; `large` is where walking begins. Whether it was a sign.
    pub(crate) fn handle_movement(&mut self, at: Mono, movement: u8, large: u8) -> bool {
        if self.sampled.replace(at).is_some_and(|last| at.since(last) > JOIN) {
            // Body movement is sent whoever is there: in between, nothing could be seen.
            self.handle_silence();
            self.handle_heard(at);
        }
        if movement == 0 {
            self.nobody.get_or_insert(at);
            return false;
        }
        self.nobody = None;
        if movement >= large {
            self.stirred = Some(at);
            self.handle_large(at);
            return false;
        }
        self.see(at);
        true
    }

    /// A heart rate. Whether it changed.
    pub(crate) fn handle_heart(&mut self, at: Mono, rate: u8) -> bool {
        let changed = self.heart.replace(rate).is_some_and(|last| last != rate);
        self.handle_vital(at, changed)
    }

    /// A breathing rate. Whether it changed.
    pub(crate) fn handle_breath(&mut self, at: Mono, rate: u8) -> bool {
        let changed = self.breath.replace(rate).is_some_and(|last| last != rate);
        self.handle_vital(at, changed)
    }

    /// The sensor was silent: its last numbers are old news.
    pub(crate) fn handle_silence(&mut self) {
        self.heart = None;
        self.breath = None;
        self.nobody = None;
    }

    /// The sensor is heard again.
    pub(crate) fn handle_heard(&mut self, at: Mono) {
        self.blind_until = Some(at);
    }

    /// The last changed heart or breathing rate.
    pub(crate) fn vital(&self) -> Option<Mono> {
        self.vital
    }

    /// The last sign of any kind.
    pub(crate) fn latest(&self) -> Option<Mono> {
        self.now.map(|stretch| stretch.to)
    }

    /// Whether signs come often enough to date an exit by them.
    pub(crate) fn is_dense(&self) -> bool {
        self.learnt >= LEARNT && u128::from(self.rhythm) <= DENSE.as_millis()
    }

    /// How long the current stretch of signs is.
    pub(crate) fn lasting(&self) -> Duration {
        self.now.map_or(Duration::ZERO, |stretch| stretch.to.since(stretch.from))
    }

    /// Since when every sample has said nobody.
    pub(crate) fn nobody_since(&self) -> Option<Mono> {
        self.nobody
    }

    /// Since when heart and breath have only been repeated, as of a module that has lost the
    /// person: told only where they are all there is, and changed often before.
    pub(crate) fn latched_since(&self, at: Mono) -> Option<Mono> {
        let alone = self.sampled.is_none() && self.is_dense();
        self.repeated.filter(|repeated| alone && at.since(repeated.from) >= LATCHED)?;
        self.vital
    }

    /// Whether large movement went before `at`, as when somebody gets up.
    pub(crate) fn got_up_before(&self, at: Mono) -> bool {
        self.stirred.is_some_and(|stirred| at.since(stirred) <= JOIN && stirred <= at)
    }

    /// When the person left, told at the latest by `flagged`, which is when the flag fell less the
    /// module's own delay (`None` if no flag fell).
    ///
    /// Dense signs decide; a flag decides when signs are too rare to contradict it, or when they
    /// went on while it already said out, for then they may come from somebody beside the bed.
    /// Only a changed heart or breath after it is surely from in the bed, and even that is not
    /// believed for ever: only up to `believed`.
    pub(crate) fn left(&self, flagged: Option<Mono>, believed: Mono) -> Option<Mono> {
        let Some(seen) = self.last_lying() else { return flagged };
        if let Some(blind) = self.blind_until.filter(|blind| *blind > seen) {
            // That there was no sign while nothing could be seen says nothing.
            return Some(flagged.map_or(blind, |flagged| flagged.min(blind)));
        }
        let Some(flagged) = flagged else { return Some(self.with_getting_up(seen, None)) };
        if self.learnt < LEARNT || flagged.since(seen) > LONGEST_LAG {
            return Some(flagged);
        }
        if let Some(vital) = self.vital.filter(|vital| (flagged..=believed).contains(vital)) {
            return Some(vital);
        }
        let reach = Duration::from_millis(self.rhythm.saturating_mul(3));
        if seen >= flagged || (!self.is_dense() && flagged.since(seen) <= reach) {
            return Some(flagged);
        }
        Some(self.with_getting_up(seen, Some(flagged)))
    }

    /// Getting up is large movement that begins in the bed and ends beside it.
    fn with_getting_up(&self, seen: Mono, flagged: Option<Mono>) -> Mono {
        let after = |large: &Stretch| large.to > seen && large.from.since(seen) <= DENSE;
        let Some(large) = self.large.filter(after) else { return seen };
        match flagged {
            Some(flagged) if flagged <= large.to => flagged,
            Some(_) | None => seen + (large.to.since(seen) / 2).min(DENSE),
        }
    }

    fn last_lying(&self) -> Option<Mono> {
        let now = self.now?;
        let passing = now.to.since(now.from) < SOLID;
        Some(self.solid.filter(|_| passing).unwrap_or(now).to)
    }

    /// Only what follows the last sign (or the line's return) at once is getting up; what comes later is coming back, or
    /// somebody else.
    fn handle_large(&mut self, at: Mono) {
        let Some(now) = self.now else { return };
        let seen = self.blind_until.map_or(now.to, |blind| blind.max(now.to));
        let from = match self.large {
            Some(large) if at.since(large.to) <= DENSE => large.from,
            None if at.since(seen) <= DENSE => at,
            Some(_) | None => return,
        };
        self.large = Some(Stretch { from, to: at });
    }

    fn handle_vital(&mut self, at: Mono, changed: bool) -> bool {
        if changed {
            self.vital = Some(at);
            self.repeated = None;
            self.see(at);
        } else {
            let joined = self.repeated.filter(|repeated| at.since(repeated.to) <= JOIN);
            let from = joined.map_or(at, |repeated| repeated.from);
            self.repeated = Some(Stretch { from, to: at });
        }
        changed
    }

    fn see(&mut self, at: Mono) {
        let Some(now) = self.now else {
            self.now = Some(Stretch { from: at, to: at });
            return;
        };
        let gap = at.since(now.to);
        let join = JOIN.max(Duration::from_millis(self.rhythm.saturating_mul(4)));
        if self.blind_until.is_some_and(|blind| blind > now.to) {
            // Nothing could be seen in between: the stretch goes on.
            self.now = Some(Stretch { from: now.from, to: at });
            self.large = None;
            return;
        }
        if gap <= join {
            // A running mean over about eight gaps; the first few count in full.
            let gap = u64::try_from(gap.as_millis()).unwrap_or(u64::MAX);
            let weight = u64::from(self.learnt.min(7)) + 1;
            self.rhythm = (self.rhythm * (weight - 1) + gap) / weight;
            self.learnt = self.learnt.saturating_add(1).min(LEARNT);
            self.now = Some(Stretch { from: now.from, to: at });
            self.large = None;
            return;
        }
        if now.to.since(now.from) >= SOLID {
            self.solid = Some(now);
        }
        self.now = Some(Stretch { from: at, to: at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_only_repeats_is_no_sign() {
        let mut signs = Signs::default();
        assert!(!signs.handle_heart(s(0), 62));
        assert!(!signs.handle_heart(s(3), 62));
        assert!(signs.handle_heart(s(6), 63));
        assert_eq!(signs.vital(), Some(s(6)));
        assert_eq!(signs.latest(), Some(s(6)));
    }

    #[test]
    fn a_passer_by_does_not_move_the_last_time_that_somebody_lay_there() {
        let mut signs = lying_until(600);
        empty(&mut signs, 601, 700);
        for t in 700..710 {
            signs.handle_movement(s(t), 12, 31);
        }
        empty(&mut signs, 710, 900);
        assert_eq!(signs.left(Some(s(870)), LATER), Some(s(600)));
    }

    #[test]
    fn dense_signs_date_an_exit_that_the_module_says_late() {
        for lag in [30, 60, 120, 300] {
            let mut signs = lying_until(600);
            empty(&mut signs, 601, 600 + lag);
            let flagged = s(600 + lag).back(Duration::from_secs(30));
            let left = signs.left(Some(flagged), LATER).unwrap();
            assert!(left.0.abs_diff(600_000) <= 1_000, "lag {lag}: {left:?}");
        }
    }

    #[test]
    fn signs_beside_the_bed_do_not_make_an_exit_later_but_a_changed_heart_does() {
        let mut signs = lying_until(660);
        assert_eq!(signs.left(Some(s(600)), LATER), Some(s(600)));
        signs.handle_heart(s(650), 60);
        signs.handle_heart(s(655), 61);
        assert_eq!(signs.left(Some(s(600)), LATER), Some(s(655)));
    }

    #[test]
    fn rare_signs_leave_the_date_to_the_flag() {
        let mut signs = Signs::default();
        for k in 0..60 {
            signs.handle_heart(s(k * 9), 60 + u8::try_from(k % 2).unwrap());
        }
        assert!(!signs.is_dense());
        assert_eq!(signs.left(Some(s(540)), LATER), Some(s(540)));
        assert_eq!(signs.left(Some(s(600)), LATER), Some(s(531)));
        assert_eq!(Signs::default().left(Some(s(600)), LATER), Some(s(600)));
    }

    #[test]
    fn who_walks_away_has_got_up_although_the_last_steps_look_small() {
        let mut signs = lying_until(600);
        for (t, movement) in [(601, 60), (602, 45), (603, 29), (604, 12)] {
            signs.handle_movement(s(t), movement, 31);
        }
        empty(&mut signs, 605, 612);
        assert!(signs.got_up_before(s(605)));
    }

    #[test]
    fn getting_up_ends_somewhere_in_its_large_movement() {
        let mut signs = lying_until(600);
        for t in 601..=606 {
            signs.handle_movement(s(t), 60, 31);
        }
        empty(&mut signs, 607, 700);
        assert!(signs.got_up_before(s(607)));
        assert_eq!(signs.left(None, LATER), Some(s(603)));
        assert_eq!(signs.left(Some(s(605)), LATER), Some(s(605)));
        assert_eq!(signs.left(Some(s(660)), LATER), Some(s(603)));
    }

    fn lying_until(end: u64) -> Signs {
        let mut signs = Signs::default();
        for t in 0..=end {
            signs.handle_movement(s(t), 1, 31);
        }
        signs
    }

    fn empty(signs: &mut Signs, from: u64, to: u64) {
        for t in from..to {
            signs.handle_movement(s(t), 0, 31);
        }
    }

    const LATER: Mono = Mono(u64::MAX);

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
