//! Have they left the bed, and when?
//!
//! A claim that they left comes from the module's flag, or from signs of life that ended as when
//! somebody gets up. It stands until it is certain, or until signs speak against it.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::{Basis, Bed, State, Word};

/// That somebody has left, before it is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claim {
    pub(super) at: Mono,
    pub(super) by: Basis,
    /// When the module's flag says that they left: when it fell, less the module's delay.
    pub(super) flagged: Option<Mono>,
    /// The longest time without a sign of somebody in bed.
    pub(super) longest: Duration,
    /// For how long the line was heard since, in earlier stretches.
    pub(super) heard: Duration,
    /// Since when it has been heard again.
    pub(super) resumed: Mono,
    pub(super) interrupted: bool,
}

/// Signs must be missing for so long before they say that somebody left, and be there for so long
/// before they say that somebody is back: one sample of noise does neither.
pub(super) const CERTAIN: Duration = Duration::from_secs(5);

impl Bed {
    /// A claim that stands from `at`.
    pub(super) fn claim(&self, at: Mono, by: Basis) -> Claim {
        let longest = self.signs.latest().map_or(Duration::ZERO, |seen| at.since(seen));
        let flagged = match by {
            Basis::Flag => Some(at.back(self.delay)),
            Basis::Signs => None,
        };
        Claim { at, by, flagged, longest, heard: Duration::ZERO, resumed: at, interrupted: false }
    }

    /// The flag falls while a claim stands: it may date the claim, and makes it no less certain.
    pub(super) fn flagged(&self, at: Mono, claim: Claim) -> Claim {
        Claim { flagged: claim.flagged.or(Some(at.back(self.delay))), ..claim }
    }

    /// Whether the signs say that somebody got up and nobody is there since.
    pub(super) fn has_left(&self, at: Mono) -> bool {
        let Some(nobody) = self.signs.nobody_since() else {
            return self.signs.latched_since(at).is_some();
        };
        let agreed = self.signs.got_up_before(nobody)
            || self.presence == Some(false)
            || self.elsewhere.is_some_and(|seen| seen >= nobody);
        agreed
            && at.since(nobody) >= CERTAIN
            && self.signs.is_dense()
            && self.signs.vital().is_none_or(|vital| vital <= nobody)
    }

    /// Whether signs contradict a claim that somebody has left. While the module itself says out,
    /// they may come from beside the bed.
    pub(super) fn is_back(&self, word: Word) -> bool {
        let lasting = word == Word::Vital || self.signs.lasting() >= CERTAIN;
        lasting && (self.flag == Some(true) || (word == Word::Vital && self.reads_vitals()))
    }

    pub(super) fn nobody_for(&self, at: Mono) -> Duration {
        self.signs.nobody_since().map_or(Duration::ZERO, |nobody| at.since(nobody))
    }

    /// When they left, if they did; never before they came.
    pub(super) fn left(&self, since: Mono, claim: Claim) -> Mono {
        let believed = claim.at + self.policy.contradiction;
        let left = match claim.by {
            Basis::Flag => self.signs.left(claim.flagged, believed),
            // The flag may have fallen since: then they did not leave later than it says.
            Basis::Signs => {
                let signs = self.signs.left(None, believed);
                signs.into_iter().chain(claim.flagged).min()
            }
        };
        left.unwrap_or(claim.at).max(since)
    }

    /// When a claim becomes certain.
    pub(super) fn certain(&self, since: Mono, claim: Claim) -> Mono {
        let left = self.left(since, claim);
        let vital = self.signs.vital().unwrap_or(claim.at);
        let believed = vital.min(claim.at + self.policy.contradiction);
        let base = claim.at.max(claim.resumed).max(believed);
        let elsewhere = self.elsewhere.is_some_and(|seen| seen > left);
        let grace = if elsewhere { self.policy.grace_if_seen_elsewhere } else { self.policy.grace };
        (base + grace).max(left + self.policy.shortest)
    }

    /// Keeps the longest time without a sign while a claim stands.
    pub(super) fn note_gap(&mut self, at: Mono, before: Option<Mono>) {
        if let State::Leaving { claim, .. } = &mut self.state {
            let from = self.signs.latest().or(before).unwrap_or(claim.at);
            let gap = if from == at {
                before.map_or(Duration::ZERO, |b| at.since(b))
            } else {
                at.since(from)
            };
            claim.longest = claim.longest.max(gap);
        }
    }

    /// The line is not heard: nothing becomes certain.
    pub(super) fn pause(&mut self, at: Mono) {
        if let State::Leaving { claim, .. } = &mut self.state {
            claim.heard += at.since(claim.resumed);
            claim.interrupted = true;
        }
    }

    /// The line is heard again.
    pub(super) fn resume(&mut self, at: Mono) {
        if let State::Leaving { claim, .. } = &mut self.state {
            claim.resumed = at;
        }
    }
}
