//! Is a number that is only repeated still somebody's?
//!
//! A heart or breathing rate is sent again and again, by a sleeper's steady body as by a module
//! that has lost the person. What tells them apart is the last sign of life: a changed rate vouches
//! for all numbers up to it, and so does a stir, but only for as long after a changed rate as a
//! rate may stand still while the body moves. A number after that is repeated on credit: for a few
//! times the usual distance of two signs, which is a moment where signs come each second and a few
//! minutes where they come each minute.
//!
//! ```text
//!  rates    61 62 62 61 61 61 61 61 61 61 61 61 …
//!  stirs     .  .  .    .  .
//!           ───────────────┤ vouched │ credit │ nobody's
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::sign::Sign;
use crate::policy::VOUCH;

/// The signs of life of one source, as far as they vouch for its numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vouch {
    /// The last changed rate.
    vital: Option<Mono>,
    /// The last sign of any kind.
    last: Option<Mono>,
    vitals: Rhythm,
    signs: Rhythm,
}

impl Vouch {
    /// A sign of life.
    pub(crate) fn handle_sign(&mut self, at: Mono, sign: Sign) {
        self.signs.handle(self.last.replace(at), at);
        match sign {
            Sign::Heart | Sign::Breath => self.vitals.handle(self.vital.replace(at), at),
            Sign::Stir => {}
        }
    }

    /// The person is gone: what comes now needs signs of its own.
    pub(crate) fn handle_left(&mut self) {
        self.vital = None;
        self.last = None;
    }

    /// Rates up to this stamp are somebody's. `stuck` is how long one may stand still while the
    /// body moves.
    pub(crate) fn until(&self, stuck: Duration) -> Option<Mono> {
        let vital = self.vital?;
        let last = self.last.map_or(vital, |last| last.max(vital));
        Some(last.min(vital + stuck.max(self.vitals.times(VOUCH.times))))
    }

    /// Whether a rate that comes now may be shown, on credit at least.
    pub(crate) fn holds(&self, now: Mono, stuck: Duration) -> bool {
        let credit = self.signs.times(VOUCH.times).max(VOUCH.least);
        self.until(stuck).is_some_and(|until| now.since(until) <= credit)
    }
}

/// The usual distance of two signs: a running mean over about eight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Rhythm {
    mean_ms: u32,
    known: u8,
}

impl Rhythm {
    fn handle(&mut self, last: Option<Mono>, at: Mono) {
        let Some(gap) = last.map(|last| at.since(last)) else { return };
        // Closer together they are of one frame; further apart somebody was lost, or left.
        if !(VOUCH.apart..=VOUCH.most).contains(&gap) {
            return;
        }
        let gap = u32::try_from(gap.as_millis()).unwrap_or(u32::MAX);
        let weight = u32::from(self.known.min(7)) + 1;
        self.mean_ms = (self.mean_ms * (weight - 1) + gap) / weight;
        self.known = self.known.saturating_add(1);
    }

    fn times(self, times: u32) -> Duration {
        (Duration::from_millis(u64::from(self.mean_ms)) * times).min(VOUCH.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUCK: Duration = Duration::from_secs(60);

    #[test]
    fn nothing_vouches_for_a_number_before_the_first_changed_rate() {
        let mut vouch = Vouch::default();
        vouch.handle_sign(s(1), Sign::Stir);
        assert_eq!((vouch.until(STUCK), vouch.holds(s(1), STUCK)), (None, false));
    }

    #[test]
    fn where_signs_come_every_few_seconds_a_number_is_repeated_on_credit_for_ten() {
        let mut vouch = Vouch::default();
        for t in 0..100 {
            vouch.handle_sign(s(t * 3), Sign::Heart);
        }
        assert!(vouch.holds(s(307), STUCK));
        assert!(!vouch.holds(s(308), STUCK));
    }

    #[test]
    fn where_signs_come_each_minute_a_steady_sleeper_keeps_the_number_for_three() {
        let mut vouch = Vouch::default();
        for minute in 0..10 {
            vouch.handle_sign(s(minute * 60), Sign::Breath);
        }
        assert!(vouch.holds(s(540 + 180), STUCK));
        assert!(!vouch.holds(s(540 + 181), STUCK));
    }

    #[test]
    fn stirs_vouch_for_a_minute_and_then_a_number_that_stands_still_is_nobodys() {
        let mut vouch = Vouch::default();
        vouch.handle_sign(s(0), Sign::Heart);
        vouch.handle_sign(s(3), Sign::Heart);
        for t in 4..200 {
            vouch.handle_sign(s(t), Sign::Stir);
        }
        assert_eq!(vouch.until(STUCK), Some(s(63)));
        assert!(!vouch.holds(s(199), STUCK));
    }

    #[test]
    fn who_left_vouches_for_nothing() {
        let mut vouch = Vouch::default();
        vouch.handle_sign(s(3), Sign::Heart);
        vouch.handle_left();
        assert!(!vouch.holds(s(4), STUCK));
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
