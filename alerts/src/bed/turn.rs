//! Did they turn over?
//!
//! A turn is a short burst of large movement of somebody who is in bed before it and after it. A
//! burst that ends with an empty bed was getting up, one that begins there was lying down; and
//! the module says an exit late, so what counts afterwards is a sign of life in bed, not its flag.
//!
//! ```text
//!          large                    `settled` after the last large sample of the burst
//!   Still ───────▶ Burst ───────────────────────────────────────────────────────────▶ judged
//!     ▲                                                                                 │
//!     └── refractory time and unrest over ◀── Counted ◀── a turn-over, or none: too long,
//!                                                          or not in bed before and after
//! ```
//!
//! Unrest that follows the burst too late to belong to it is neither part of it nor a new one.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::TurnPolicy;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Still,
    /// Large movement from `from` to `last`, and more of it, apart from that, until `unrest`.
    Burst {
        from: Mono,
        last: Mono,
        unrest: Mono,
    },
    /// A burst that ended at `last` was judged: nothing begins before the refractory time and the
    /// unrest are over.
    Counted {
        last: Mono,
        unrest: Mono,
    },
}

/// A turn-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) from: Mono,
    pub(crate) length: Duration,
}

/// What the bed says when a burst is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InBed {
    /// In bed, confirmed, since then.
    pub(crate) since: Mono,
    /// The last sign of somebody in bed, where the sensor gives such signs often enough.
    pub(crate) seen: Option<Mono>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Turns {
    #[serde(skip)]
    policy: TurnPolicy,
    state: State,
}

impl Turns {
    pub(crate) const fn new(policy: TurnPolicy) -> Self {
        Self { policy, state: State::Still }
    }

    /// A sample of body movement, 0 to 100.
    pub(crate) fn handle(&mut self, at: Mono, movement: u8) {
        if movement < self.policy.movement {
            return;
        }
        let (join, refractory) = (self.policy.join, self.policy.refractory);
        let begun = State::Burst { from: at, last: at, unrest: at };
        self.state = match self.state {
            State::Still => begun,
            State::Burst { from, last, .. } if at.since(last) < join => {
                State::Burst { from, last: at, unrest: at }
            }
            State::Burst { from, last, .. } => State::Burst { from, last, unrest: at },
            State::Counted { last, unrest }
                if at.since(last) < refractory || at.since(unrest) < join =>
            {
                State::Counted { last, unrest: at }
            }
            State::Counted { .. } => begun,
        };
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, bed: Option<InBed>) -> Option<Turn> {
        let State::Burst { from, last, unrest } = self.state else { return None };
        if now < last + self.policy.settled {
            return None;
        }
        let length = last.since(from);
        let turned =
            length <= self.policy.longest && bed.is_some_and(|bed| self.fits(from, last, bed));
        // What was no turn keeps its unrest from beginning one.
        self.state = State::Counted { last, unrest };
        turned.then_some(Turn { from, length })
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Still | State::Counted { .. } => None,
            State::Burst { last, .. } => Some(last + self.policy.settled),
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    fn fits(&self, from: Mono, last: Mono, bed: InBed) -> bool {
        bed.since + self.policy.settled <= from
            && bed.seen.is_none_or(|seen| seen >= last + self.policy.settled / 2)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn a_short_burst_of_somebody_in_bed_is_a_turn_over() {
        assert_eq!(night(&[100, 101, 102]), vec![(100, 2)]);
        assert_eq!(night(&[100]), vec![(100, 0)]);
    }

    #[test]
    fn bursts_less_than_ten_seconds_apart_are_one_and_more_than_twenty_seconds_is_no_turn() {
        assert_eq!(night(&[100, 109, 118]), vec![(100, 18)]);
        assert_eq!(night(&[100, 109, 118, 127]), vec![]);
    }

    #[test]
    fn unrest_soon_after_a_turn_is_part_of_it() {
        assert_eq!(night(&[100, 115, 125, 133]), vec![(100, 0)]);
        assert_eq!(night(&[100, 131]), vec![(100, 0), (131, 0)]);
    }

    #[test]
    fn lying_down_and_getting_up_are_no_turns() {
        let entered = InBed { since: s(80), seen: Some(s(1_000)) };
        assert_eq!(judge(Some(entered)), None);
        let left = InBed { since: s(0), seen: Some(s(101)) };
        assert_eq!(judge(Some(left)), None);
        assert_eq!(judge(None), None);
        let only_a_flag = InBed { since: s(0), seen: None };
        assert!(judge(Some(only_a_flag)).is_some());
    }

    fn judge(bed: Option<InBed>) -> Option<Turn> {
        let mut turns = Turns::new(TurnPolicy::default());
        turns.handle(s(100), 60);
        turns.handle_timeout(s(130), bed)
    }

    fn night(large: &[u64]) -> Vec<(u64, u64)> {
        let mut turns = Turns::new(TurnPolicy::default());
        let mut found = Vec::new();
        for t in 0..1_000 {
            let bed = InBed { since: s(0), seen: Some(s(t)) };
            if turns.poll_timeout().is_some_and(|at| at <= s(t)) {
                found.extend(turns.handle_timeout(s(t), Some(bed)));
            }
            turns.handle(s(t), if large.contains(&t) { 45 } else { 2 });
        }
        found.iter().map(|turn| (turn.from.0 / 1_000, turn.length.as_secs())).collect()
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
