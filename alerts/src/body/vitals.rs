//! Which heart and breathing rates may be shown?
//!
//! A radar goes on sending its last numbers when it has lost the person, clamps at the ends of its
//! scale, and jumps. What is shown must be plausible, fresh, vouched for by signs of life
//! ([`Vouch`]), moving when the body moves, and no clamp: else it is absent, never the last one and
//! never 0.

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::sign::SignOfLife;
use super::vouch::Vouch;
use crate::message::Rate;
use crate::plan::Places;
use crate::policy::VitalsPolicy;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Value {
    rate: u8,
    at: Mono,
    /// Since when the number has been the same, and how often movement had changed by then.
    same_since: Mono,
    moves: u32,
}

/// One rate of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Series {
    last: Option<Value>,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct VitalsState {
    heart: Series,
    breath: Series,
    vouch: Vouch,
    movement: Option<u8>,
    /// How often movement changed.
    moves: u32,
}

/// The vital signs of the person in bed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Vitals {
    #[serde(skip)]
    policy: VitalsPolicy,
    state: VitalsState,
}

impl Vitals {
    pub(crate) fn new(policy: VitalsPolicy) -> Self {
        Self { policy, state: VitalsState::default() }
    }

    /// A sample of body movement.
    pub(crate) fn handle_movement(&mut self, movement: u8) {
        self.state.vouch.handle_movement(movement);
        if self.state.movement.replace(movement) != Some(movement) {
            self.state.moves = self.state.moves.wrapping_add(1);
        }
    }

    /// A heart rate. Whether it is plausible.
    pub(crate) fn handle_heart(&mut self, at: Mono, rate: u8) -> bool {
        let moves = self.state.moves;
        self.state.heart.handle(at, (rate, self.policy.heart_rate), moves, &self.policy)
    }

    /// A breathing rate. Whether it is plausible.
    pub(crate) fn handle_breath(&mut self, at: Mono, rate: u8) -> bool {
        let moves = self.state.moves;
        self.state.breath.handle(at, (rate, self.policy.breathing_rate), moves, &self.policy)
    }

    /// A sign of life.
    pub(crate) fn handle_sign(&mut self, at: Mono, sign: SignOfLife) {
        self.state.vouch.handle_sign(at, sign);
    }

    /// The person is not in bed, or not known to be: older numbers are not theirs.
    pub(crate) fn handle_left(&mut self) {
        self.state.heart = Series::default();
        self.state.breath = Series::default();
        self.state.vouch.handle_left();
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    pub(crate) fn heart(&self, now: Mono) -> Option<Rate> {
        let value = self.shown(self.state.heart, now)?;
        (!self.is_clamped(value)).then(|| rate(value, now))
    }

    /// Whether the heart rate that would be shown is an end of the radar's scale.
    pub(crate) fn is_saturated(&self, now: Mono) -> bool {
        self.shown(self.state.heart, now).is_some_and(|value| self.is_clamped(value))
    }

    fn is_clamped(&self, value: Value) -> bool {
        self.policy.clamp.contains(&value.rate)
            && value.at.since(value.same_since) >= self.policy.stuck.max(self.state.vouch.steady())
    }

    pub(crate) fn breath(&self, now: Mono) -> Option<Rate> {
        Some(rate(self.shown(self.state.breath, now)?, now))
    }

    fn shown(&self, series: Series, now: Mono) -> Option<Value> {
        let value = series.shown(now, self.state.moves, &self.policy)?;
        self.state.vouch.holds(value.at).then_some(value)
    }
}

impl Series {
    fn handle(
        &mut self,
        at: Mono,
        (rate, [least, most]): (u8, [u8; 2]),
        moves: u32,
        policy: &VitalsPolicy,
    ) -> bool {
        if !(least..=most).contains(&rate) {
            return false;
        }
        let fresh = Value { rate, at, same_since: at, moves };
        let next = match self.last {
            Some(last) if last.rate == rate => Value { at, ..last },
            Some(last)
                if last.rate.abs_diff(rate) > policy.step
                    && at.since(last.at) <= policy.step_within =>
            {
                return false;
            }
            Some(_) | None => fresh,
        };
        self.last = Some(next);
        true
    }

    fn shown(&self, now: Mono, moves: u32, policy: &VitalsPolicy) -> Option<Value> {
        let value = self.last?;
        let stale = now.since(value.at) > policy.stale;
        let same = value.at.since(value.same_since) > policy.stuck;
        let stuck = same && moves.wrapping_sub(value.moves) > 1;
        (!stale && !stuck).then_some(value)
    }
}

fn rate(value: Value, now: Mono) -> Rate {
    let age_s = u32::try_from(now.since(value.at).as_secs()).unwrap_or(u32::MAX);
    Rate { per_min: value.rate, age_s }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_number_is_shown_with_its_age_and_an_old_one_not_at_all() {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        assert!(vitals.handle_heart(s(0), 62));
        assert_eq!(vitals.heart(s(0)), None, "nobody has vouched for it yet");
        vitals.handle_sign(s(0), SignOfLife::Heart);
        assert_eq!(vitals.heart(s(120)), Some(Rate { per_min: 62, age_s: 120 }));
        assert_eq!(vitals.heart(s(121)), None);
    }

    #[test]
    fn what_no_person_has_is_dropped_and_so_is_a_leap() {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        assert!(!vitals.handle_heart(s(0), 0));
        assert!(!vitals.handle_heart(s(0), 29));
        assert!(!vitals.handle_heart(s(0), 201));
        assert!(!vitals.handle_breath(s(0), 3));
        assert!(!vitals.handle_breath(s(0), 46));
        assert!(vitals.handle_heart(s(1), 62));
        assert!(!vitals.handle_heart(s(4), 93));
        assert!(vitals.handle_heart(s(5), 92));
        assert!(vitals.handle_heart(s(16), 140));
    }

    #[test]
    fn a_number_that_stands_still_while_the_body_moves_is_stuck() {
        assert_eq!(held(70, SignOfLife::Breath, |t| if t % 2 == 0 { 1 } else { 9 }), None);
        assert_eq!(held(70, SignOfLife::Breath, |_| 1).map(|rate| rate.per_min), Some(70));
    }

    #[test]
    fn a_number_that_is_only_repeated_is_not_shown_although_somebody_stirs() {
        assert_eq!(held(70, SignOfLife::Stir, |_| 1), None);
    }

    #[test]
    fn the_ends_of_the_radars_scale_are_no_measurement_once_they_hold() {
        assert_eq!(held(60, SignOfLife::Breath, |_| 1), None);
        assert_eq!(held(120, SignOfLife::Breath, |_| 1), None);
        let mut vitals = Vitals::new(VitalsPolicy::default());
        vitals.handle_heart(s(0), 60);
        vitals.handle_sign(s(0), SignOfLife::Heart);
        assert_eq!(vitals.heart(s(0)), Some(Rate { per_min: 60, age_s: 0 }));
    }

    #[test]
    fn the_numbers_of_somebody_who_left_are_not_shown() {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        vitals.handle_heart(s(0), 62);
        vitals.handle_breath(s(0), 14);
        vitals.handle_sign(s(0), SignOfLife::Heart);
        vitals.handle_left();
        assert_eq!((vitals.heart(s(0)), vitals.breath(s(0))), (None, None));
    }

    /// The same heart rate for 80 s beside this movement, and such a sign each second.
    fn held(rate: u8, sign: SignOfLife, movement: impl Fn(u64) -> u8) -> Option<Rate> {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        vitals.handle_sign(s(0), SignOfLife::Heart);
        for t in 0..=80 {
            vitals.handle_movement(movement(t));
            vitals.handle_heart(s(t), rate);
            vitals.handle_sign(s(t), sign);
        }
        vitals.heart(s(80))
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
