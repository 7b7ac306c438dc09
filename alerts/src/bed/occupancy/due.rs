//! What becomes of the bed while nothing is heard, and when?
//!
//! An absence becomes an hour long, an entry certain, a stay without a sign of life doubtful, a
//! leaving certain. All of it is computed from the state.

use core::time::Duration;

use protocol::Mono;

use super::{Bed, BedEvent, Place};
use crate::bed::arrival::Approach;
use crate::bed::away::Away;
use crate::policy::EVIDENCE;
use crate::time::Clock;

/// Leaving is considered so often while nothing is heard but a line that lives.
const WAIT: Duration = Duration::from_secs(30);

impl Bed {
    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        if self.state.silent.is_some() {
            return None;
        }
        let due = match self.state.place {
            Place::Unknown | Place::Out => {
                let risen = self.state.away.as_ref().and_then(|away| away.due(&self.policy));
                risen.into_iter().chain(self.coming()).min()
            }
            Place::In { since, came, doubt } => {
                let entry = came.filter(|_| self.is_seen()).map(|_| since + self.policy.shortest);
                let stirs = (!doubt).then(|| self.doubtful()).flatten();
                let wait = (!doubt).then(|| self.waits()).flatten();
                let again = self.state.away.filter(Away::is_risen);
                let lies = again.map(|_| since + self.policy.final_rise);
                entry.into_iter().chain(stirs).chain(wait).chain(lies).min()
            }
            Place::Leaving { claim, .. } => claim.is_believed().then(|| self.certain(&claim)),
        };
        // A line that cannot have been heard by then adds nothing; what was seen before stands.
        let leaving = matches!(self.state.place, Place::Leaving { .. });
        due.filter(|due| leaving || self.state.signs.gap(*due).is_none())
    }

    /// Carries out what is due at `now`, or was.
    pub(super) fn conclude(&mut self, now: Mono, clock: &Clock) {
        match self.state.place {
            Place::Unknown | Place::Out => {
                let hour = self.state.away.as_ref().and_then(|away| away.due(&self.policy));
                if hour.is_some_and(|hour| hour <= now) {
                    self.rise(clock);
                }
                if self.coming().is_some_and(|coming| coming <= now)
                    && let Some(since) = self.state.approach.as_ref().and_then(Approach::since)
                {
                    self.arrive(now, since, clock);
                }
            }
            Place::In { since, doubt, .. } => {
                if self.is_seen() && now >= since + self.policy.shortest {
                    self.tell_entry();
                }
                if let Some(away) = self.state.away.filter(Away::is_risen)
                    && now >= since + self.policy.final_rise
                {
                    self.state.away = None;
                    if away.is_taken_back(since, clock) {
                        self.state.risen = None;
                        let (from, number) = (away.exit, away.number);
                        self.said.push_back(BedEvent::GotUpWithdrawn { from, number });
                    }
                }
                if !doubt && self.doubtful().is_some_and(|due| due <= now) {
                    let came = self.state.came();
                    self.state.place = Place::In { since, came, doubt: true };
                }
                if self.waits().is_some_and(|due| due <= now) {
                    self.state.considered = now;
                    let came = self.state.came();
                    self.consider_leaving(now, since, came);
                }
            }
            Place::Leaving { since, claim, .. } => {
                if claim.is_believed() && self.certain(&claim) <= now {
                    self.exit(since, claim.leave);
                }
            }
        }
    }

    /// The absence has lasted for an hour.
    pub(super) fn rise(&mut self, clock: &Clock) {
        let risen = self.state.risen;
        if let Some(away) = &mut self.state.away
            && away.handle_hour(risen, clock)
        {
            self.state.risen = Some(away.exit);
            let (from, number) = (away.exit, away.number);
            self.said.push_back(BedEvent::GotUp { from, number });
        }
    }

    /// When it is no longer known whether they are in bed, if nothing of them is seen.
    pub(super) fn doubtful(&self) -> Option<Mono> {
        let signs = &self.state.signs;
        let heard = signs.blind().map(|blind| blind.to);
        let seen = signs.latest().filter(|_| signs.sees_life())?;
        Some(seen.max(heard.unwrap_or(seen)) + EVIDENCE.doubt)
    }

    /// When to ask again, where only heart and breath are said, and perhaps not even those when
    /// nobody is there.
    pub(super) fn waits(&self) -> Option<Mono> {
        let signs = &self.state.signs;
        let only = signs.vital.is_learnt() && !signs.body.is_learnt();
        let seen = signs.latest().filter(|_| only)?;
        Some(seen.max(self.state.considered) + WAIT)
    }
}
