//! Does this mat hold whoever lies on it, or does it only pulse when they move?
//!
//! Found out from the wire, over nights and within the first: a contact that is closed for minutes
//! holds somebody (or is stuck), one that is closed for a second again and again within minutes,
//! and never longer, pulses. One that chatters does both, and holds far more. It forgets slowly.
//!
//! ```text
//!           pulses in a row: + a nat                  closed for ten minutes: − two, or four
//!   holds ─────────────────────────────▶ pulses ─────────────────────────────────────────────▶
//!     ▲          believed: three nats                          given up below one             │
//!     └───────────────────────────────────────────────────────────────────────────────────────┘
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::policy::{EVIDENCE, MAT};

/// The contact is closed, but for short breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hold {
    from: Mono,
    /// Closed since, or open since.
    since: Mono,
    closed: bool,
    /// Closed for so long in all, until `since`.
    held: Duration,
    loosely: bool,
    weighed: bool,
}

/// What is remembered of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Nature {
    weight: i32,
    pulses: bool,
    has_held: bool,
    /// The last pulse that counted.
    pulse: Option<Mono>,
    hold: Option<Hold>,
}

impl Nature {
    /// The contact has changed.
    pub(super) fn handle(&mut self, at: Mono, closed: bool, night: bool) {
        self.handle_timeout(at);
        let same = self.hold.filter(|hold| at.since(hold.since) <= MAT.pulse || hold.closed);
        let new = Hold {
            from: at,
            since: at,
            closed,
            held: Duration::ZERO,
            loosely: false,
            weighed: false,
        };
        self.hold = match (same, closed) {
            // One that lets go and holds on is not stuck: that counts again and again.
            (Some(hold), true) if hold.weighed => Some(Hold { loosely: true, ..new }),
            (Some(hold), true) => Some(Hold { since: at, closed, loosely: true, ..hold }),
            (None, true) => Some(new),
            (Some(hold), false) => {
                let length = at.since(hold.since);
                let held = hold.held + length;
                // A hold that breaks is closed for most of the time.
                if length <= MAT.pulse && (held <= MAT.pulse || held < at.since(hold.from) / 4) {
                    self.count(hold.since, night);
                }
                Some(Hold { since: at, closed, held, ..hold })
            }
            (None, false) => None,
        };
    }

    /// It has held somebody for long enough, by now.
    pub(super) fn handle_timeout(&mut self, now: Mono) {
        if let Some(due) = self.poll_timeout()
            && due <= now
            && let Some(hold) = &mut self.hold
        {
            hold.weighed = true;
            let loosely = hold.loosely;
            let mostly = hold.held + now.since(hold.since) >= due.since(hold.from) / 2;
            if mostly {
                (self.pulse, self.has_held) = (None, true);
                self.weigh(if loosely { MAT.held_loosely } else { MAT.held });
            }
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Mono> {
        let hold = self.hold.filter(|hold| hold.closed && !hold.weighed)?;
        Some(hold.since + MAT.holds.saturating_sub(hold.held))
    }

    /// What it held was nobody.
    pub(super) fn handle_stuck(&mut self) {
        if self.hold.is_some_and(|hold| hold.weighed) {
            self.weigh(-MAT.held);
        }
    }

    /// Somebody is up: what closed it was of an empty bed, or of sitting down on it.
    pub(super) const fn handle_elsewhere(&mut self) {
        self.pulse = None;
    }

    /// Whether it pulses when somebody moves, and says nothing else.
    pub(super) const fn pulses(&self) -> bool {
        self.pulses
    }

    fn count(&mut self, pulse: Mono, night: bool) {
        if let Some(last) = self.pulse {
            let apart = pulse.since(last);
            if apart < MAT.apart {
                return;
            }
            let late = MAT.by_night.iter().find(|(within, _)| apart <= *within);
            let late = late.map_or(0, |(_, weight)| *weight);
            match (apart <= MAT.soon, night) {
                (true, true | false) => self.weigh(MAT.pair),
                (false, true) if self.has_held => self.weigh(late / 3),
                (false, true) => self.weigh(late),
                (false, false) => {}
            }
        }
        self.pulse = Some(pulse);
    }

    fn weigh(&mut self, weight: i32) {
        self.weight = (self.weight + weight).clamp(MAT.least, MAT.most);
        self.pulses = match self.pulses {
            false if !self.has_held => self.weight >= MAT.never_held,
            false => self.weight >= EVIDENCE.believed,
            true => self.weight >= EVIDENCE.given_up,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mat_that_is_closed_for_a_second_each_time_they_move_is_found_out_within_minutes() {
        let mut mat = Nature::default();
        for minute in 0..4 {
            assert_eq!(mat.pulses(), minute == 3, "{minute}");
            pulse(&mut mat, minute * 90, 1);
        }
        assert!(mat.pulses());
    }

    #[test]
    fn pulses_each_few_seconds_are_one_movement() {
        let mut mat = Nature::default();
        (0..20).for_each(|k| pulse(&mut mat, k * 5, 1));
        assert!(!mat.pulses());
    }

    #[test]
    fn a_mat_that_lets_go_now_and_then_holds_and_a_loose_one_in_an_empty_bed_goes_on_to() {
        let mut mat = Nature::default();
        for night in 0..3 {
            let from = night * 86_400;
            (0..120).for_each(|k| pulse(&mut mat, from + k * 240, 230));
            // By day it closes for a second each forty minutes, and twice in a row.
            for k in 0..20 {
                pulse(&mut mat, from + 30_000 + k * 2_400, 1);
                pulse(&mut mat, from + 30_200 + k * 2_400, 1);
            }
            assert!(!mat.pulses(), "{night}");
        }
    }

    #[test]
    fn one_that_pulses_and_sticks_once_pulses() {
        let mut mat = Nature::default();
        (0..12).for_each(|k| pulse(&mut mat, k * 100, 2));
        pulse(&mut mat, 5_000, 20_000);
        assert!(mat.pulses());
    }

    fn pulse(mat: &mut Nature, at: u64, seconds: u64) {
        mat.handle(Mono(at * 1_000), true, false);
        mat.handle(Mono((at + seconds) * 1_000), false, false);
    }
}
