//! Is a value at or above one limit, and since when?
//!
//! ```text
//!            value ≥ limit                  below for a dip (60 s)
//!   Below ───────────────────▶ Above since ───────────────────────▶ Below
//! ```
//!
//! Numbers of a warm-up begin and prolong an exposure; none of them ends what is already said.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Limit {
    #[default]
    Below,
    Above {
        since: Mono,
        /// Since when it has been below, for less than a dip.
        dipped: Option<Mono>,
    },
}

impl Limit {
    pub(super) fn handle(&mut self, at: Mono, above: bool, dip: Duration) {
        *self = match (*self, above) {
            (Self::Below, false) => Self::Below,
            (Self::Below, true) => Self::Above { since: at, dipped: None },
            (Self::Above { since, .. }, true) => Self::Above { since, dipped: None },
            (Self::Above { since, dipped }, false) => {
                let from = dipped.unwrap_or(at);
                if at.since(from) >= dip {
                    Self::Below
                } else {
                    Self::Above { since, dipped: Some(from) }
                }
            }
        };
    }

    /// A number that is not believed: a dip begins with the first low one that is.
    pub(super) const fn handle_doubted(&mut self) {
        if let Self::Above { dipped, .. } = self {
            *dipped = None;
        }
    }

    /// Since when, if it has been so for long enough; and whether it is so now, or dips.
    pub(super) fn held(self, at: Mono, wait: Duration) -> Option<(Mono, bool)> {
        match self {
            Self::Above { since, dipped } if at.since(since) >= wait => {
                Some((since, dipped.is_none()))
            }
            Self::Above { .. } | Self::Below => None,
        }
    }
}
