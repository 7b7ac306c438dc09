//! How much did they move in the last hour?
//!
//! The share of minutes with motion among the minutes of which anything is known, in four classes.
//! Minutes in which no radar spoke count for nothing.

use serde::{Deserialize, Serialize};

use crate::message::Activity;
use crate::plan::Places;
use crate::policy::ActivityPolicy;

/// The last 60 minutes, the newest in bit 0.
const HOUR: u64 = (1 << 60) - 1;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Activities {
    #[serde(skip)]
    policy: ActivityPolicy,
    moved: bool,
    heard: bool,
    motion: u64,
    known: u64,
}

impl Activities {
    pub(crate) const fn new(policy: ActivityPolicy) -> Self {
        Self { policy, moved: false, heard: false, motion: 0, known: 0 }
    }

    /// A sample of body movement, 0 to 100. Whether it was motion.
    pub(crate) fn handle_movement(&mut self, movement: u8) -> bool {
        let moves = movement >= self.policy.movement;
        self.handle_motion(moves);
        moves
    }

    /// A sensor says whether somebody moves.
    pub(crate) fn handle_motion(&mut self, moves: bool) {
        self.heard = true;
        self.moved |= moves;
    }

    /// What is known of the minute that is: whether somebody was heard of, and whether they moved.
    pub(crate) const fn minute(&self) -> (bool, bool) {
        (self.heard, self.moved)
    }

    /// A minute is over.
    pub(crate) fn handle_minute(&mut self) {
        self.motion = (self.motion << 1) | u64::from(self.moved);
        self.known = (self.known << 1) | u64::from(self.heard);
        (self.moved, self.heard) = (false, false);
    }

    /// Other numbers from now on.
    pub(crate) fn set_policy(&mut self, policy: ActivityPolicy) {
        self.policy = policy;
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    pub(crate) fn is(&self) -> Activity {
        let known = (self.known & HOUR).count_ones();
        let motion = (self.motion & HOUR).count_ones();
        if known < u32::from(self.policy.least_known_min) {
            return Activity::Unknown;
        }
        match motion * 100 {
            0 => Activity::None,
            share if share < known * u32::from(self.policy.rare_below_pct) => Activity::Rare,
            share if share > known * u32::from(self.policy.frequent_above_pct) => {
                Activity::Frequent
            }
            _ => Activity::Occasional,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_minutes_with_motion_is_the_class() {
        let classes = [
            (0, Activity::None),
            (5, Activity::Rare),
            (6, Activity::Occasional),
            (18, Activity::Occasional),
            (19, Activity::Frequent),
        ];
        for (moving, class) in classes {
            assert_eq!(hour(moving, 60), class, "{moving} minutes");
        }
    }

    #[test]
    fn without_evidence_activity_is_unknown() {
        assert_eq!(hour(0, 9), Activity::Unknown);
        assert_eq!(hour(0, 10), Activity::None);
    }

    #[test]
    fn what_is_more_than_an_hour_ago_is_forgotten() {
        let mut activity = Activities::new(ActivityPolicy::default());
        activity.handle_movement(80);
        activity.handle_minute();
        for _ in 0..60 {
            activity.handle_movement(1);
            activity.handle_minute();
        }
        assert_eq!(activity.is(), Activity::None);
    }

    fn hour(moving: u32, heard: u32) -> Activity {
        let mut activity = Activities::new(ActivityPolicy::default());
        for minute in 0..heard {
            activity.handle_movement(if minute < moving { 10 } else { 9 });
            activity.handle_minute();
        }
        activity.is()
    }
}
