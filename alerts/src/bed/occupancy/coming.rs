//! Have they come to bed? When that is believed, and when it is said: an entry is dated to lying down,
//! and one between two parts of an absence is not said before it counts.

use protocol::Mono;

use super::{Bed, BedEvent, Place, Sight, State};
use crate::bed::away::Away;
use crate::bed::evidence::Ledger;
use crate::policy::EVIDENCE;
use crate::time::Clock;

impl Bed {
    pub(super) fn consider_coming(&mut self, at: Mono, sight: Sight, clock: &Clock) {
        let Some(approach) = &self.state.approach else { return };
        if approach.is_over(at, &self.state.signs) {
            self.state.approach = None;
            return;
        }
        let Some(since) = approach.since() else { return };
        let breathes = matches!(sight, Sight::Breath(rate) if rate > 0);
        let soon = since + self.policy.settle_with_breath;
        if (breathes && at >= soon) || at >= since + self.policy.settle {
            self.arrive(at, since, clock);
        }
    }

    /// Confirms that they came, if that is believed.
    pub(super) fn arrive(&mut self, at: Mono, since: Mono, clock: &Clock) {
        let Some(came) = self.came(at).filter(|came| came.sum() >= EVIDENCE.believed) else {
            return;
        };
        self.state.approach = None;
        let goes_on = self.state.away.filter(|away| !away.is_risen());
        self.state.place = Place::In { since, came: Some(came), doubt: false };
        if goes_on.is_none() || at >= since + self.policy.shortest {
            self.conclude(at, clock);
            self.tell_entry();
        }
    }

    pub(super) fn came(&self, at: Mono) -> Option<Ledger> {
        let State { approach, flag, presence, signs, away, .. } = &self.state;
        let left = away.as_ref().map(|away| away.exit);
        Some(approach.as_ref()?.weigh(at, (flag, presence), left, signs))
    }

    /// When they will have come, if nothing else is heard.
    pub(super) fn coming(&self) -> Option<Mono> {
        let since = self.state.approach.as_ref()?.since()?;
        let settled = since + self.policy.settle;
        let stays = since + EVIDENCE.present_only_for;
        let believed =
            |at: &Mono| self.came(*at).is_some_and(|came| came.sum() >= EVIDENCE.believed);
        [settled, stays].into_iter().find(believed)
    }

    /// The entry of this stay is said.
    pub(super) fn tell_entry(&mut self) {
        if let Place::In { since, came, .. } | Place::Leaving { since, came, .. } =
            &mut self.state.place
            && let Some(ledger) = came.take()
        {
            self.said.push_back(BedEvent::Entry { from: *since, ledger });
            self.state.away = self.state.away.filter(Away::is_risen);
        }
    }
}
