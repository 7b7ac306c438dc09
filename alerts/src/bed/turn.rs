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
//! Unrest that follows the burst too late to belong to it is neither part of it nor a new one. A
//! burst that was too long is none, and the next one may be.
//!
//! Whoever tosses about may be taken for somebody who leaves, for a while, and does not lie still
//! for long. A turn that ends then waits until that is known, and counts if they never left.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::TurnPolicy;

/// A leaving is certain or refuted within a minute or two; after that nobody knows whose turn it was.
const TURN_WAITS: Duration = Duration::from_secs(180);

/// No more end within that: each is half a minute after the one before.
const MOST_WAIT: usize = 6;

/// As often as the slowest radar speaks.
const LOOKS_AGAIN: Duration = Duration::from_secs(5);

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

/// Whether somebody was in bed before a burst and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stayed {
    Yes,
    No,
    /// They have not lain still since.
    NotKnown,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Turns {
    #[serde(skip)]
    policy: TurnPolicy,
    state: State,
    /// Turns, if they are still in bed: the oldest first.
    #[serde(default)]
    waits: Vec<Waits>,
}

/// A burst as long as a turn, of which it is not known yet whether they stayed in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waits {
    from: Mono,
    last: Mono,
    /// Asked again then.
    next: Mono,
}

impl Turns {
    pub(crate) const fn new(policy: TurnPolicy) -> Self {
        Self { policy, state: State::Still, waits: Vec::new() }
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
            State::Burst { from, last, unrest }
                if last.since(from) > self.policy.longest && at.since(unrest) >= join =>
            {
                begun
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
        while let Some(place) = self.waits.iter().position(|waits| waits.next <= now) {
            let waited = self.waits.remove(place);
            if let Some(turn) = self.judge(now, waited, bed) {
                return Some(turn);
            }
        }
        let State::Burst { from, last, unrest } = self.state else { return None };
        if now < last + self.policy.settled {
            return None;
        }
        // What was no turn keeps its unrest from beginning one.
        self.state = State::Counted { last, unrest };
        self.judge(now, Waits { from, last, next: now }, bed)
    }

    /// A burst that is over: a turn, none, or not known yet.
    fn judge(&mut self, now: Mono, burst: Waits, bed: Option<InBed>) -> Option<Turn> {
        let Waits { from, last, .. } = burst;
        let length = last.since(from);
        if length > self.policy.longest {
            return None;
        }
        match bed.map(|bed| self.fits(from, last, bed)) {
            Some(Stayed::Yes) => return Some(Turn { from, length }),
            Some(Stayed::No) => return None,
            Some(Stayed::NotKnown) | None => {}
        }
        if now.since(last) < TURN_WAITS && self.waits.len() < MOST_WAIT {
            self.waits.push(Waits { next: now + LOOKS_AGAIN, ..burst });
        }
        None
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let judged = match self.state {
            State::Still | State::Counted { .. } => None,
            State::Burst { last, .. } => Some(last + self.policy.settled),
        };
        judged.into_iter().chain(self.waits.iter().map(|waits| waits.next)).min()
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
        self.waits.truncate(MOST_WAIT);
    }

    fn fits(&self, from: Mono, last: Mono, bed: InBed) -> Stayed {
        if bed.since + self.policy.settled > from {
            return Stayed::No;
        }
        match bed.seen {
            Some(seen) if seen < last + self.policy.settled / 2 => Stayed::NotKnown,
            Some(_) | None => Stayed::Yes,
        }
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
    fn a_burst_that_was_too_long_does_not_hide_the_turn_after_it() {
        assert_eq!(night(&[100, 109, 118, 127, 139, 140]), vec![(139, 1)]);
    }

    #[test]
    fn a_turn_of_somebody_who_seemed_to_leave_counts_once_they_did_not() {
        let mut turns = Turns::new(TurnPolicy::default());
        turns.handle(s(100), 60);
        assert_eq!(turns.handle_timeout(s(130), None), None);
        assert_eq!(turns.poll_timeout(), Some(s(135)));
        assert_eq!(turns.handle_timeout(s(135), None), None);
        let stayed = InBed { since: s(0), seen: Some(s(138)) };
        let turn = Turn { from: s(100), length: Duration::ZERO };
        assert_eq!(turns.handle_timeout(s(140), Some(stayed)), Some(turn));
        assert_eq!(turns.poll_timeout(), None);
    }

    #[test]
    fn who_left_and_came_back_did_not_turn_and_nobody_waits_for_ever() {
        let mut turns = Turns::new(TurnPolicy::default());
        turns.handle(s(100), 60);
        assert_eq!(turns.handle_timeout(s(130), None), None);
        let back = InBed { since: s(170), seen: Some(s(200)) };
        assert_eq!(turns.handle_timeout(s(200), Some(back)), None);
        turns.handle(s(300), 60);
        let asked = (0..100).find(|_| {
            let next = turns.poll_timeout();
            next.is_none_or(|next| turns.handle_timeout(next, None).is_some())
        });
        assert_eq!(asked, Some(31), "after three minutes");
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
