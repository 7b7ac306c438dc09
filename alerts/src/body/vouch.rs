//! Is a number that is only repeated still somebody's?
//!
//! A heart or breathing rate is sent again and again, by a sleeper's steady body as by a module
//! that has lost the person. What tells them apart is the last sign of life. A changed rate vouches
//! for all numbers up to it. A stir does too, but not for long after the last changed rate: faint
//! movement is seen of somebody in a chair beside the bed as well. Nor after a rise, for whoever
//! rises may be gone, until a rate changes again. A number after all that is repeated on credit:
//! for a few times the usual distance of two signs, which is a moment where signs come each second
//! and a few minutes where they come each minute.
//!
//! ```text
//!  rates    61 62 62 61 61 61 61 61 61 61 61 61 …
//!  stirs     .  .  .    .  .
//!           ───────────────┤ vouched │ credit │ nobody's
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::sign::SignOfLife;
use crate::policy::{BREATHING, VOUCH};

/// The signs of life of one source, as far as they vouch for its numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vouch {
    /// The last changed rate.
    vital: Option<Mono>,
    /// The last sign of any kind.
    last: Option<Mono>,
    /// Somebody rose since the last changed rate.
    rose: bool,
    vitals: Rhythm,
    signs: Rhythm,
}

impl Vouch {
    /// A sign of life.
    pub(crate) fn handle_sign(&mut self, at: Mono, sign: SignOfLife) {
        self.signs.handle(self.last.replace(at), at);
        match sign {
            SignOfLife::Heart | SignOfLife::Breath => {
                self.vitals.handle(self.vital.replace(at), at);
                self.rose = false;
            }
            SignOfLife::Stir => {}
        }
    }

    /// A sample of body movement.
    pub(crate) const fn handle_movement(&mut self, movement: u8) {
        self.rose |= movement >= BREATHING.rise;
    }

    /// The person is gone: what comes now needs signs of its own.
    pub(crate) const fn handle_left(&mut self) {
        (self.vital, self.last) = (None, None);
    }

    /// Rates up to this stamp are somebody's.
    pub(crate) fn until(&self) -> Option<Mono> {
        let vital = self.vital?;
        match self.last {
            Some(last) if !self.rose => Some(last.max(vital).min(vital + self.steady())),
            Some(_) | None => Some(vital),
        }
    }

    /// Whether a rate that comes now may be shown, on credit at least.
    pub(crate) fn holds(&self, now: Mono) -> bool {
        let credit = if self.rose {
            self.vitals.times(VOUCH.times_after_rise)
        } else {
            self.signs.times(VOUCH.times)
        };
        let credit = credit.clamp(VOUCH.least, VOUCH.most);
        self.until().is_some_and(|until| now.since(until) <= credit)
    }

    /// How long both rates may well stand still.
    pub(crate) fn steady(&self) -> Duration {
        self.vitals.times(VOUCH.times_with_stirs).max(VOUCH.least)
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
        Duration::from_millis(u64::from(self.mean_ms)) * times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_vouches_for_a_number_before_the_first_changed_rate() {
        let mut vouch = Vouch::default();
        vouch.handle_sign(s(1), SignOfLife::Stir);
        assert_eq!((vouch.until(), vouch.holds(s(1))), (None, false));
    }

    #[test]
    fn where_signs_come_every_few_seconds_a_number_is_repeated_on_credit_for_ten() {
        let vouch = each(3, 100);
        assert!(vouch.holds(s(307)));
        assert!(!vouch.holds(s(308)));
    }

    #[test]
    fn where_signs_come_each_minute_a_steady_sleeper_keeps_the_number_for_three() {
        let vouch = each(60, 10);
        assert!(vouch.holds(s(540 + 180)));
        assert!(!vouch.holds(s(540 + 181)));
    }

    #[test]
    fn stirs_vouch_for_five_usual_distances_and_then_a_number_that_stands_still_is_nobodys() {
        let mut vouch = each(10, 10);
        for t in 91..200 {
            vouch.handle_sign(s(t), SignOfLife::Stir);
        }
        assert_eq!(vouch.until(), Some(s(140)));
        assert!(!vouch.holds(s(199)));
    }

    #[test]
    fn after_a_rise_only_a_changed_rate_vouches() {
        let mut vouch = each(60, 10);
        vouch.handle_movement(50);
        for t in 541..560 {
            vouch.handle_sign(s(t), SignOfLife::Stir);
        }
        assert_eq!(vouch.until(), Some(s(540)));
        assert_eq!((vouch.holds(s(660)), vouch.holds(s(661))), (true, false));
        vouch.handle_sign(s(600), SignOfLife::Heart);
        assert!(vouch.holds(s(610)));
    }

    #[test]
    fn who_left_vouches_for_nothing() {
        let mut vouch = Vouch::default();
        vouch.handle_sign(s(3), SignOfLife::Heart);
        vouch.handle_left();
        assert!(!vouch.holds(s(4)));
    }

    /// So many changed rates, so far apart.
    fn each(seconds: u64, times: u64) -> Vouch {
        let mut vouch = Vouch::default();
        for n in 0..times {
            vouch.handle_sign(s(n * seconds), SignOfLife::Heart);
        }
        vouch
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
