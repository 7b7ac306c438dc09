//! Is this leap of carbon monoxide real?
//!
//! The frames of the usual cells are guarded by eight bits: one damaged frame in 256 passes, and
//! may say 400 ppm in a kitchen full of fresh air. So a number that leaps from below
//! [`JUMP`]`.from` to `.to` or over range is held until the sensor's next number, for
//! [`JUMP`]`.hold` at most. Only a next number that is low again refutes it; silence does not, and
//! another number of the same stamp neither confirms nor refutes it: the worse of the two is held.
//! What was held is then judged at its own time: nothing of an exposure is lost.
//!
//! ```text
//!          leap                    next number not low, or 3 s: held one, then this
//!   Low ─────────▶ Held (at, ppm) ─────────────────────────────────────────────────▶ High
//!    ▲ │ 30 to 100     │ next number low: refuted                                      │
//!    │ └───────────────│─────────────────────────────────────────────────────────▶ High│
//!    └─────────────────┴──────────────────────── low ──────────────────────────────────┘
//! ```
//!
//! Contacts are not guarded by sums and never come here.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::number::Number;
use crate::plan::Places;
use crate::policy::JUMP;

/// A number that waits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) at: Mono,
    pub(crate) number: Number,
}

/// What becomes of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Leap {
    /// It is none: it counts as it comes.
    None,
    /// It is one, and waits; or it is of the same stamp as one that waits.
    Waits,
    /// It confirms the one that waited: that one counts, then this.
    Confirms(Held),
    /// It refutes the one that waited: only this counts.
    Refutes,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum State {
    /// The last number was low, or there was none.
    Low,
    /// The last number was not.
    High,
    Held(Held),
}

/// What is known of the last number of one source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Source {
    state: State,
    refuted: u64,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Jumps {
    #[serde(with = "crate::sparse")]
    sources: Vec<Source>,
}

impl Jumps {
    pub(crate) fn new(sources: usize) -> Self {
        Self { sources: alloc::vec![Source { state: State::Low, refuted: 0 }; sources] }
    }

    /// A number of a source.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, number: Number) -> Leap {
        let Some(source) = self.sources.get_mut(place) else { return Leap::None };
        let ppm = number.against_limits(None);
        let next = if ppm < JUMP.from { State::Low } else { State::High };
        let (next, leap) = match (source.state, next) {
            (State::Low, State::High) if ppm >= JUMP.to => {
                (State::Held(Held { at, number }), Leap::Waits)
            }
            (State::Held(held), State::Low | State::High | State::Held(_)) if held.at == at => {
                let is_worse = ppm > held.number.against_limits(None);
                let number = if is_worse { number } else { held.number };
                (State::Held(Held { at, number }), Leap::Waits)
            }
            (State::Held(_), State::Low) => {
                source.refuted += 1;
                (State::Low, Leap::Refutes)
            }
            (State::Held(held), State::High | State::Held(_)) => {
                (State::High, Leap::Confirms(held))
            }
            (State::Low | State::High, next) => (next, Leap::None),
        };
        source.state = next;
        leap
    }

    /// A number that has waited for long enough, and whose: call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Held)> {
        let hold = JUMP.hold;
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            let held = source.held().filter(|held| held.at + hold <= now)?;
            source.state = State::High;
            Some((place, held))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(Source::held).map(|held| held.at + JUMP.hold).min()
    }

    /// Whether a number of the source waits: then nobody can say that its air is clear.
    pub(crate) fn is_held(&self, place: usize) -> bool {
        self.sources.get(place).is_some_and(|source| source.held().is_some())
    }

    /// How many numbers of the source were refuted.
    pub(crate) fn refuted(&self, place: usize) -> u64 {
        self.sources.get(place).map_or(0, |source| source.refuted)
    }
}

impl Source {
    const fn held(&self) -> Option<Held> {
        match self.state {
            State::Held(held) => Some(held),
            State::Low | State::High => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Quantity;

    use super::*;

    #[test]
    fn a_leap_waits_for_the_next_number_which_confirms_it() {
        let mut home = home();
        assert_eq!(home.handle(s(0), 0, ppm(2.0)), Leap::None);
        assert_eq!(home.handle(s(1), 0, ppm(100.0)), Leap::Waits);
        assert!(home.is_held(0));
        let held = Held { at: s(1), number: ppm(100.0) };
        assert_eq!(home.handle(s(2), 0, ppm(30.0)), Leap::Confirms(held));
        assert_eq!(home.handle(s(3), 0, ppm(400.0)), Leap::None);
        assert_eq!((home.poll_timeout(), home.refuted(0)), (None, 0));
    }

    #[test]
    fn one_damaged_frame_is_refuted_by_the_next_good_one() {
        let mut home = home();
        for t in 0..10 {
            assert_eq!(home.handle(s(4 * t), 0, ppm(f32::INFINITY)), Leap::Waits);
            assert_eq!(home.handle(s(4 * t + 1), 0, ppm(29.9)), Leap::Refutes);
        }
        assert_eq!((home.poll_timeout(), home.refuted(0)), (None, 10));
    }

    #[test]
    fn silence_does_not_refute_a_leap() {
        let mut home = home();
        home.handle(s(1), 0, ppm(400.0));
        assert_eq!(home.handle_timeout(Mono(3_999)), None);
        assert_eq!(home.handle_timeout(s(4)), Some((0, Held { at: s(1), number: ppm(400.0) })));
        assert_eq!(home.handle_timeout(s(4)), None);
        assert_eq!(home.handle(s(60), 0, ppm(400.0)), Leap::None);
    }

    #[test]
    fn a_number_of_the_same_stamp_does_not_confirm_a_leap() {
        let mut home = home();
        home.handle(s(1), 0, ppm(400.0));
        assert_eq!(home.handle(s(1), 0, ppm(f32::INFINITY)), Leap::Waits);
        assert_eq!(home.handle(s(1), 0, ppm(40.0)), Leap::Waits);
        let held = Held { at: s(1), number: ppm(f32::INFINITY) };
        assert_eq!(home.handle(s(2), 0, ppm(400.0)), Leap::Confirms(held));
    }

    #[test]
    fn a_low_number_of_the_same_stamp_refutes_no_leap_whichever_comes_first() {
        let [mut one, mut other] = [home(), home()];
        assert_eq!(one.handle(s(1), 0, ppm(2.0)), Leap::None);
        assert_eq!(one.handle(s(1), 0, ppm(400.0)), Leap::Waits);
        assert_eq!(other.handle(s(1), 0, ppm(400.0)), Leap::Waits);
        assert_eq!(other.handle(s(1), 0, ppm(2.0)), Leap::Waits);
        assert_eq!(one.sources, other.sources);
        assert_eq!(one.handle(s(2), 0, ppm(2.0)), Leap::Refutes);
    }

    #[test]
    fn what_rises_step_by_step_is_no_leap() {
        let mut home = home();
        for (t, number) in
            [(0, 2.0), (1, 30.0), (2, 100.0), (3, f32::INFINITY), (4, 2.0), (5, 99.9)]
        {
            assert_eq!(home.handle(s(t), 0, ppm(number)), Leap::None);
        }
    }

    fn home() -> Jumps {
        Jumps::new(1)
    }

    const fn ppm(ppm: f32) -> Number {
        Number::new(Quantity::CoPpm, ppm)
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
