//! Have they come to bed, and since when? What has been seen of an approach, while nobody is known
//! to be in bed.
//!
//! The module's flag is enough, unless movement says all the time that nobody is there. Without a
//! flag, or if it stays down, heart and breath that change and movement as of somebody lying there
//! add up. Who got up and has been in view ever since is beside the bed, in a chair or on the floor,
//! and only the flag or a long time says otherwise.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::evidence::Ledger;
use super::signs::Signs;
use super::word::Word;
use crate::policy::{EVIDENCE, reached};

/// The flag's date is that of lying down, if that was so little before it.
const FLAG_LAG: Duration = Duration::from_secs(60);

/// Somebody who may be coming to bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approach {
    /// In view since.
    from: Mono,
    /// In bed since, if they are.
    since: Option<Mono>,
    flagged: bool,
    /// Seen as of somebody lying, for how long in all, and when last.
    lain: Duration,
    lay: Option<Mono>,
    /// Changes of heart or breath.
    lives: u8,
    /// They came walking.
    walked: bool,
    /// They got up and have not left the view since.
    beside: bool,
}

impl Approach {
    pub(crate) const fn new(from: Mono) -> Self {
        Self {
            from,
            since: None,
            flagged: false,
            lain: Duration::ZERO,
            lay: None,
            lives: 0,
            walked: false,
            beside: false,
        }
    }

    /// Of somebody who got up then and is still in view.
    pub(crate) const fn beside(left: Mono) -> Self {
        Self { beside: true, ..Self::new(left) }
    }

    /// Somebody is in view; `large` is where walking begins.
    pub(crate) fn handle_movement(&mut self, at: Mono, movement: u8, large: u8, signs: &Signs) {
        if movement >= large {
            self.walked |= !self.beside;
            // Walking about is no part of lying: most of that is movement.
            let walks = |since: Mono| self.lain < at.since(since) / 2;
            if !self.flagged && self.since.is_some_and(walks) {
                (self.since, self.lain, self.lay) = (None, Duration::ZERO, None);
            }
            return;
        }
        if movement >= EVIDENCE.stir {
            return;
        }
        self.since.get_or_insert(at);
        if let Some(lay) = self.lay.replace(at) {
            self.lain += at.since(lay).min(signs.cadence() * 3);
        }
    }

    /// A heart or breathing rate changed.
    pub(crate) fn handle_life(&mut self, at: Mono) {
        self.since.get_or_insert(at);
        self.lives = self.lives.saturating_add(1);
    }

    /// The flag, or presence where nothing else is said, has risen.
    pub(crate) fn handle_word(&mut self, at: Mono, signs: &Signs) {
        let recent = |lying: &Mono| !self.beside || at.since(*lying) <= FLAG_LAG;
        let lying = signs.lying().filter(|lying| *lying >= self.from).filter(recent);
        self.since = Some(lying.map_or(at, |lying| lying.min(at)));
        self.flagged = true;
    }

    /// In bed since, if they are.
    pub(crate) const fn since(&self) -> Option<Mono> {
        self.since
    }

    /// Whether nobody has been in view for so long that the next is another approach.
    pub(crate) fn is_over(&self, now: Mono, signs: &Signs) -> bool {
        signs.unseen(now).is_some_and(|nobody| now.since(nobody) >= EVIDENCE.apart)
    }

    /// What speaks for it at `now`. Words from before `left` are no news.
    pub(crate) fn weigh(
        &self,
        now: Mono,
        (flag, presence): (&Word, &Word),
        left: Option<Mono>,
        signs: &Signs,
    ) -> Ledger {
        let news = |yes: Option<Mono>| yes.is_some_and(|yes| left.is_none_or(|left| yes > left));
        let flagged = news(flag.yes());
        let only = flag.is().is_none() && !signs.sees_life();
        let settled = self.since.map_or(Duration::ZERO, |since| now.since(since));
        let lies = reached(&EVIDENCE.lies, self.lain);
        let [each, most] = EVIDENCE.lives;
        let beside = self.beside && !flagged && now.since(self.from) < EVIDENCE.beside_for;
        Ledger {
            flag: match flag.is() {
                None => 0,
                Some(true) if flagged => EVIDENCE.flag_rose,
                Some(true) => 0,
                Some(false) => reached(&EVIDENCE.flag_stays_down, settled),
            },
            presence: match presence.is() {
                None => 0,
                Some(true) if !only => EVIDENCE.present,
                Some(true) if settled >= EVIDENCE.present_only_for => EVIDENCE.present_only,
                Some(true) => 0,
                Some(false) => -2 * EVIDENCE.present,
            },
            movement: if flagged { 0 } else { lies },
            coming: if self.walked && !flagged && lies > 0 { EVIDENCE.approached } else { 0 },
            vitals: (each * i32::from(self.lives)).min(most) - self.no_life(now, flagged, signs),
            nobody: -signs
                .unseen(now)
                .map_or(0, |nobody| signs.missed(now.since(nobody)).min(EVIDENCE.lost)),
            beside: if beside { EVIDENCE.beside } else { 0 },
            ..Ledger::default()
        }
    }

    /// Heart and breath are known of this bed, and are not seen now.
    fn no_life(&self, now: Mono, flagged: bool, signs: &Signs) -> i32 {
        if flagged {
            return 0;
        }
        let last = signs.vital.last().unwrap_or(self.from).max(self.from);
        // The first of them comes late.
        let pause = now.since(last).saturating_sub(signs.lag());
        signs.vital.missed(pause).min(EVIDENCE.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_that_rises_is_enough_and_one_of_before_they_left_is_no_news() {
        let (signs, mut flag) = (Signs::default(), Word::default());
        flag.handle(s(100), true);
        let mut approach = Approach::new(s(100));
        approach.handle_word(s(100), &signs);
        assert_eq!(approach.since(), Some(s(100)));
        let sum = |left| approach.weigh(s(130), (&flag, &Word::default()), left, &signs).sum();
        assert!(sum(Some(s(90))) >= EVIDENCE.believed);
        assert!(sum(Some(s(110))) < EVIDENCE.believed);
    }

    #[test]
    fn presence_alone_is_somebody_in_bed_only_once_it_has_stayed_for_minutes() {
        let (signs, mut presence) = (Signs::default(), Word::default());
        presence.handle(s(100), true);
        let mut approach = Approach::new(s(100));
        approach.handle_word(s(100), &signs);
        let sum = |at| approach.weigh(s(at), (&Word::default(), &presence), None, &signs).sum();
        assert!(sum(279) < EVIDENCE.believed);
        assert!(sum(280) >= EVIDENCE.believed);
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
