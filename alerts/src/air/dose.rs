//! How much carbon monoxide has somebody breathed here?
//!
//! A timer for each tier (contract.md §3). It runs while the number is at or above the tier's limit
//! and runs back at a quarter of the speed below it, so that a minute of fresh air does not undo
//! hours. It is full after the tier's time and stays so; a tier holds while its timer is full and
//! the number is at its limit.
//!
//! ```text
//!            at or above: runs             after the tier's time
//!   Empty ─────────────────────▶ Filling ────────────────────────▶ full
//!     ▲                            │  ▲                             │
//!     └── below: back, a quarter ──┘  └──────────── below: back ────┘
//! ```
//!
//! Timers run on the stamps of numbers and never without one: a number holds until the next, for
//! [`DOSE`]`.holds`. In a longer silence, up to `.bridges`, a timer goes on as both its ends agree;
//! if they do not, and in one that is longer, it stands. Low numbers of a warm-up take nothing back.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::number::Stamped;
use crate::message::Priority;
use crate::policy::DOSE;

/// A tier that holds after an exposure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    pub(super) limit: f32,
    pub(super) after: Duration,
    pub(super) priority: Priority,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Timer {
    #[default]
    Empty,
    Filling {
        since: Mono,
        /// In quarters of a millisecond: it runs by four of them and back by one.
        filled: u64,
    },
}

/// The timers of one source, in the order of their stages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dose {
    timers: [Timer; 4],
}

/// What a timer does between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    On,
    Back,
    Stands,
}

impl Dose {
    /// From one number to the next.
    pub(super) fn handle(&mut self, from: Stamped, to: Stamped, stages: &[Stage]) {
        for (timer, stage) in self.timers.iter_mut().zip(stages) {
            timer.run(from.at, to.at, way(from, to, stage.limit), stage.full());
        }
    }

    /// The stages that hold at a number, and since when their exposure runs.
    pub(super) fn held<'a>(
        &'a self,
        number: Stamped,
        stages: &'a [Stage],
    ) -> impl Iterator<Item = (Priority, Mono)> + 'a {
        let pairs = self.timers.iter().zip(stages);
        let held = pairs.filter(move |(_, stage)| number.value >= stage.limit);
        held.filter_map(|(timer, stage)| Some((stage.priority, timer.full(stage.full())?)))
    }
}

impl Stage {
    fn full(&self) -> u64 {
        quarters(self.after)
    }
}

impl Timer {
    fn run(&mut self, from: Mono, to: Mono, way: Way, full: u64) {
        let passed = quarters(to.since(from));
        let (since, filled) = match *self {
            Self::Empty => (from, 0),
            Self::Filling { since, filled } => (since, filled),
        };
        let filled = match way {
            Way::On => filled.saturating_add(passed).min(full),
            Way::Back => filled.saturating_sub(passed / 4),
            Way::Stands => filled,
        };
        *self = if filled == 0 { Self::Empty } else { Self::Filling { since, filled } };
    }

    /// Since when it runs, if it is full.
    const fn full(self, full: u64) -> Option<Mono> {
        match self {
            Self::Filling { since, filled } if filled >= full => Some(since),
            Self::Filling { .. } | Self::Empty => None,
        }
    }
}

fn way(from: Stamped, to: Stamped, limit: f32) -> Way {
    let says = |number: Stamped| match (number.value >= limit, number.marked) {
        (true, true | false) => Way::On,
        (false, false) => Way::Back,
        (false, true) => Way::Stands,
    };
    let gap = to.at.since(from.at);
    if gap <= DOSE.holds {
        says(from)
    } else if gap <= DOSE.bridges && says(from) == says(to) {
        says(to)
    } else {
        Way::Stands
    }
}

fn quarters(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX).saturating_mul(4)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn fresh_air_takes_back_a_quarter_of_its_time() {
        // Nine minutes above, four below: one minute is lost, so two more are needed.
        assert_eq!(full_at(&[(540, 120.0), (240, 2.0), (600, 120.0)]), Some(900));
        assert_eq!(full_at(&[(540, 120.0), (2_160, 2.0), (600, 120.0)]), Some(3_300));
    }

    #[test]
    fn a_full_timer_does_not_fill_further() {
        assert_eq!(full_at(&[(36_000, 120.0)]), Some(600));
        let mut dose = Dose::default();
        play(&mut dose, 0, &[(36_000, 120.0), (2_400, 2.0)]);
        assert_eq!(dose, Dose::default());
    }

    #[test]
    fn numbers_above_and_below_in_turn_fill_a_timer_by_their_share() {
        // Half the time on, half the time back by a quarter: 3 of 8.
        let pairs = [(1, 120.0), (1, 2.0)];
        let numbers: Vec<_> = pairs.into_iter().cycle().take(4_000).collect();
        assert_eq!(full_at(&numbers), Some(1_599));
    }

    #[test]
    fn a_silence_counts_as_what_stood_at_both_its_ends_and_not_for_ever() {
        let number = |t, value| Stamped { at: s(t), value, marked: false };
        let way = |gap, from, to| way(number(0, from), number(gap, to), 100.0);
        assert_eq!([way(60, 120.0, 2.0), way(60, 2.0, 120.0)], [Way::On, Way::Back]);
        assert_eq!([way(61, 120.0, 2.0), way(61, 2.0, 120.0)], [Way::Stands, Way::Stands]);
        assert_eq!([way(900, 120.0, 120.0), way(900, 2.0, 2.0)], [Way::On, Way::Back]);
        assert_eq!([way(901, 120.0, 120.0), way(901, 2.0, 2.0)], [Way::Stands, Way::Stands]);
    }

    #[test]
    fn a_low_number_of_a_warm_up_takes_nothing_back() {
        let number = |t, value, marked| Stamped { at: s(t), value, marked };
        assert_eq!(way(number(0, 2.0, true), number(1, 2.0, true), 100.0), Way::Stands);
        assert_eq!(way(number(0, 120.0, true), number(1, 2.0, true), 100.0), Way::On);
    }

    #[test]
    fn how_finely_an_exposure_is_sampled_changes_nothing() {
        let script = [(333, 120.0), (222, 40.0), (111, 120.0), (400, 2.0), (99, 300.0)];
        let fine: Vec<_> =
            script.iter().flat_map(|(length, ppm)| (0..*length).map(|_| (1, *ppm))).collect();
        let coarse: Vec<_> = script
            .iter()
            .flat_map(|(length, ppm)| {
                (0..length / 50).map(|_| (50, *ppm)).chain([(length % 50, *ppm)])
            })
            .collect();
        let [mut one, mut other] = [Dose::default(), Dose::default()];
        play(&mut one, 0, &fine);
        play(&mut other, 0, &coarse);
        assert_eq!(one, other);
    }

    const STAGES: [Stage; 1] =
        [Stage { limit: 100.0, after: Duration::from_secs(600), priority: Priority::High }];

    /// Numbers that hold for so many seconds each; when the timer was full first.
    fn full_at(numbers: &[(u64, f32)]) -> Option<u64> {
        play(&mut Dose::default(), 0, numbers)
    }

    fn play(dose: &mut Dose, mut at: u64, numbers: &[(u64, f32)]) -> Option<u64> {
        let mut first = None;
        for (length, value) in numbers {
            // Numbers come each second, or as seldom as they are given.
            let step = (*length).min(if *length > 60 { 1 } else { *length }).max(1);
            let end = at + length;
            while at < end {
                let next = (at + step).min(end);
                let [from, to] =
                    [at, next].map(|t| Stamped { at: s(t), value: *value, marked: false });
                dose.handle(from, to, &STAGES);
                at = next;
                if dose.held(to, &STAGES).next().is_some() && first.is_none() {
                    first = Some(at);
                }
            }
        }
        first
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
