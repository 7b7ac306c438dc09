//! What is known of the bed from elsewhere: they lie there since, they left then, or nobody knows.
//!
//! Of a bed whose own sensor cannot be taken at its word. Counting, joining and the final rise are
//! as for any other.

use protocol::Mono;

use super::{Bed, Leave, Place};
use crate::bed::evidence::Ledger;
use crate::time::Clock;

impl Bed {
    /// They are in bed since `from`.
    pub(super) fn be_told_in(&mut self, at: Mono, from: Mono, ledger: Ledger, clock: &Clock) {
        self.state.approach = None;
        match self.state.place {
            Place::In { since, came, .. } | Place::Leaving { since, came, .. } => {
                self.state.place = Place::In { since, came, doubt: false };
            }
            Place::Unknown | Place::Out => {
                self.conclude(from, clock);
                let since = self.state.away.map_or(from, |away| from.max(away.exit));
                self.state.place = Place::In { since, came: Some(ledger), doubt: false };
                if at >= since + self.policy.shortest {
                    self.conclude(at, clock);
                    self.tell_entry();
                }
            }
        }
    }

    /// They left it at `left`; what it says itself says nothing until it changes.
    pub(super) fn be_told_out(&mut self, left: Mono, ledger: Ledger) {
        match self.state.place {
            Place::In { since, .. } | Place::Leaving { since, .. } => {
                self.exit(since, Leave { at: left.max(since), ledger });
            }
            Place::Unknown | Place::Out => self.state.place = Place::Out,
        }
        self.state.approach = None;
        self.state.flag.forget();
    }

    /// Nobody knows.
    pub(super) fn be_told_nothing(&mut self) {
        self.state.approach = None;
        self.state.place = match self.state.place {
            Place::In { since, came, .. } | Place::Leaving { since, came, .. } => {
                Place::In { since, came, doubt: true }
            }
            Place::Unknown | Place::Out => Place::Unknown,
        };
    }
}
