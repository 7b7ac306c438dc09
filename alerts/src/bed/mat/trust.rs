//! May a mat that is closed be believed? It may be stuck.
//!
//! ```text
//!          somebody elsewhere for 10 min, or by day for 3 h      … for 30 min, or 3 h more
//!   Fine ──────────────────────────────────────────────▶ Doubted ─────────────────────────▶ Stuck
//!    ▲ ▲                    it lets go, or nobody elsewhere │             it lets go          │
//!    │ └────────────────────────────────────────────────────┘                                 │
//!    └──────────── it is closed anew ──────────── Freed ◀─────────────────────────────────────┘
//! ```
//!
//! A mat that is freed under somebody says nothing of them, until it is closed anew.

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::{Claim, Mat, MatSays, silence, stuck};
use crate::alarm::Finding;
use crate::bed::occupancy::Sight;
use crate::message::AlarmKind;
use crate::policy::MAT;
use crate::time::Clock;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Trust {
    /// It is open.
    #[default]
    Open,
    /// Closed; until then that is nothing strange.
    Fine { until: Mono },
    /// Closed, and it is not known whether somebody lies there.
    Doubted { until: Mono },
    /// Closed over nobody.
    Stuck { since: Mono },
    /// Open, after that.
    Freed,
}

impl Mat {
    /// The contact has changed, or is heard first: what was doubted is over.
    pub(super) fn let_go(&mut self, at: Mono, closed: bool, clock: &Clock) {
        let state = &mut self.state;
        match state.trust {
            Trust::Stuck { .. } => self
                .said
                .push_back(MatSays::Fault(Finding::clear(AlarmKind::SensorFault).off_since(at))),
            Trust::Doubted { until } if !closed => {
                // Where others would have seen them up and have not, they lay there until now.
                let seen = state.claim.map(|claim| (claim.left, claim.ledger));
                let seen = seen.or((!state.others).then(|| (until, silence())));
                if let Some((at, ledger)) = seen.filter(|_| !state.nature.pulses()) {
                    self.said.push_back(MatSays::Sight(Sight::Left { at, ledger }));
                }
            }
            Trust::Doubted { .. } | Trust::Open | Trust::Fine { .. } | Trust::Freed => {}
        }
        self.state.trust = match (closed, self.state.trust) {
            (true, _) => Trust::Fine { until: ordinary(at, clock) },
            (false, Trust::Stuck { .. } | Trust::Freed) => Trust::Freed,
            (false, Trust::Open | Trust::Fine { .. } | Trust::Doubted { .. }) => Trust::Open,
        };
    }

    /// When what is said of it may change.
    pub(super) fn trust_due(&self) -> Option<Mono> {
        let state = &self.state;
        let pulses = state.nature.pulses();
        let claim = self.gone().filter(|_| !pulses);
        match state.trust {
            Trust::Open | Trust::Stuck { .. } | Trust::Freed => None,
            Trust::Fine { until } => {
                let long = if pulses { state.changed + MAT.nap } else { until + MAT.nap };
                let elsewhere = claim.filter(|claim| state.lasts(claim, MAT.doubted));
                let at_once = claim.filter(|_| state.stuck >= MAT.sticks);
                let at_once = at_once.map(|claim| claim.left + self.policy.shortest);
                let elsewhere = elsewhere.map(|claim| claim.last);
                elsewhere.into_iter().chain(at_once).chain([long]).min()
            }
            Trust::Doubted { until } => {
                let long = until + MAT.nap * 2;
                let seen = claim.filter(|claim| state.lasts(claim, MAT.stuck));
                match (seen, claim) {
                    (Some(claim), _) => Some(long.min(claim.last)),
                    // It may have been a visitor.
                    (None, Some(claim)) => Some(long.min(claim.last + MAT.breaks)),
                    (None, None) => Some(long),
                }
            }
        }
    }

    pub(super) fn conclude_trust(&mut self, now: Mono) {
        let pulses = self.state.nature.pulses();
        let claim = self.gone().filter(|_| !pulses);
        let told = !pulses;
        match self.state.trust {
            Trust::Open | Trust::Stuck { .. } | Trust::Freed => {}
            Trust::Fine { until } => match claim {
                Some(claim) if self.state.stuck >= MAT.sticks => self.stick(now, claim),
                Some(_) | None => {
                    if told {
                        self.tell(Sight::Doubt);
                    }
                    self.state.trust = Trust::Doubted { until };
                }
            },
            Trust::Doubted { until } => match claim {
                Some(claim) if self.state.lasts(&claim, MAT.stuck) => self.stick(now, claim),
                Some(claim) if until + MAT.nap * 2 > now => {
                    debug_assert!(claim.last + MAT.breaks <= now);
                    self.state.claim = None;
                    let still = until + MAT.nap > now;
                    if still {
                        let (from, ledger) = (self.state.changed, claim.ledger);
                        self.tell(Sight::Lies { from, ledger });
                        self.state.trust = Trust::Fine { until };
                    }
                }
                Some(_) | None => {
                    let left = until.max(self.state.changed);
                    self.stick(now, Claim { left, from: now, last: now, ledger: silence() });
                }
            },
        }
    }

    /// It is closed over nobody, who left then.
    fn stick(&mut self, now: Mono, claim: Claim) {
        if !self.state.nature.pulses() {
            self.tell(Sight::Left { at: claim.left, ledger: claim.ledger });
            if claim.ledger.silence > 0 {
                // Nobody has seen them up.
                self.tell(Sight::Doubt);
            }
            self.state.nature.handle_stuck();
        }
        self.said.push_back(stuck(claim.left));
        self.state.stuck = self.state.stuck.saturating_add(1);
        self.state.trust = Trust::Stuck { since: now };
    }
}

impl super::State {
    /// Whether somebody has been seen elsewhere for so long.
    fn lasts(&self, claim: &Claim, length: core::time::Duration) -> bool {
        claim.last.since(claim.from) >= length
    }
}

/// Until when whoever went to bed at `at` lies there as people do: until the night's end, or for as
/// long as the longest nap.
fn ordinary(at: Mono, clock: &Clock) -> Mono {
    let nap = at + MAT.nap;
    let dawn = |at: Mono| clock.night_end(at).filter(|_| clock.is_night(at) == Some(true));
    match clock.is_night(at) {
        None => at + MAT.night,
        Some(_) => dawn(at).or_else(|| dawn(nap)).unwrap_or(at),
    }
}
