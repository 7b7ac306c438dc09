//! Which heart and breathing rates may be shown?
//!
//! A radar goes on sending its last numbers when it has lost the person, clamps at the ends of its
//! scale, and jumps. What is shown must be plausible, fresh, moving when the body moves, and no
//! clamp: else it is absent, never the last one and never 0.

use protocol::Mono;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Series {
    last: Option<Value>,
}

/// The vital signs of the person in bed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Vitals {
    #[serde(skip)]
    policy: VitalsPolicy,
    heart: Series,
    breath: Series,
    movement: Option<u8>,
    /// How often movement changed.
    moves: u32,
}

impl Vitals {
    pub(crate) fn new(policy: VitalsPolicy) -> Self {
        Self {
            policy,
            heart: Series::default(),
            breath: Series::default(),
            movement: None,
            moves: 0,
        }
    }

    /// A sample of body movement.
    pub(crate) fn handle_movement(&mut self, movement: u8) {
        if self.movement.replace(movement) != Some(movement) {
            self.moves = self.moves.wrapping_add(1);
        }
    }

    /// A heart rate. Whether it is plausible.
    pub(crate) fn handle_heart(&mut self, at: Mono, rate: u8) -> bool {
        self.heart.handle(at, (rate, self.policy.heart_rate), self.moves, &self.policy)
    }

    /// A breathing rate. Whether it is plausible.
    pub(crate) fn handle_breath(&mut self, at: Mono, rate: u8) -> bool {
        self.breath.handle(at, (rate, self.policy.breathing_rate), self.moves, &self.policy)
    }

    /// The person is not in bed, or not known to be: older numbers are not theirs.
    pub(crate) fn handle_left(&mut self) {
        self.heart = Series::default();
        self.breath = Series::default();
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    pub(crate) fn heart(&self, now: Mono) -> Option<Rate> {
        let value = self.heart.shown(now, self.moves, &self.policy)?;
        let clamped = self.policy.clamp.contains(&value.rate)
            && value.at.since(value.same_since) >= self.policy.stuck;
        (!clamped).then(|| rate(value, now))
    }

    pub(crate) fn breath(&self, now: Mono) -> Option<Rate> {
        Some(rate(self.breath.shown(now, self.moves, &self.policy)?, now))
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
        assert_eq!(held(70, |t| if t % 2 == 0 { 1 } else { 9 }), None);
        assert_eq!(held(70, |_| 1).map(|rate| rate.per_min), Some(70));
    }

    #[test]
    fn the_ends_of_the_radars_scale_are_no_measurement_once_they_hold() {
        assert_eq!(held(60, |_| 1), None);
        assert_eq!(held(120, |_| 1), None);
        let mut vitals = Vitals::new(VitalsPolicy::default());
        vitals.handle_heart(s(0), 60);
        assert_eq!(vitals.heart(s(0)), Some(Rate { per_min: 60, age_s: 0 }));
    }

    #[test]
    fn the_numbers_of_somebody_who_left_are_not_shown() {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        vitals.handle_heart(s(0), 62);
        vitals.handle_breath(s(0), 14);
        vitals.handle_left();
        assert_eq!((vitals.heart(s(0)), vitals.breath(s(0))), (None, None));
    }

    /// The same heart rate for 70 s beside this movement.
    fn held(rate: u8, movement: impl Fn(u64) -> u8) -> Option<Rate> {
        let mut vitals = Vitals::new(VitalsPolicy::default());
        for t in 0..=70 {
            vitals.handle_movement(movement(t));
            vitals.handle_heart(s(t), rate);
        }
        vitals.heart(s(70))
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
