//! Is a value at or above one limit, and since when?
//!
//! ```text
//!            value ≥ limit                  below for a dip (60 s)
//!   Below ───────────────────▶ Above since ───────────────────────▶ Below
//! ```
//!
//! A dip ends no exposure that is shorter than it, and nothing is raised in one. Whether the air is
//! clear is [`super::fresh`]'s question.

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

    /// Since when, if it is so now and has been for long enough.
    pub(super) fn held(self, at: Mono, wait: Duration) -> Option<Mono> {
        match self {
            Self::Above { since, dipped: None } if at.since(since) >= wait => Some(since),
            Self::Above { .. } | Self::Below => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dip_neither_ends_an_exposure_nor_counts_as_one_and_a_minute_below_ends_it() {
        let mut limit = Limit::default();
        let at = |t: u64, above, limit: &mut Limit| {
            limit.handle(Mono(t * 1_000), above, Duration::from_secs(60));
            limit.held(Mono(t * 1_000), Duration::from_secs(15)).map(|since| since.0 / 1_000)
        };
        assert_eq!(at(0, true, &mut limit), None);
        assert_eq!(at(15, true, &mut limit), Some(0));
        assert_eq!(at(20, false, &mut limit), None);
        assert_eq!(at(79, true, &mut limit), Some(0));
        assert_eq!(at(80, false, &mut limit), None);
        assert_eq!(at(140, false, &mut limit), None);
        assert_eq!(
            (at(141, true, &mut limit), limit.held(Mono(0), Duration::ZERO)),
            (None, Some(Mono(141_000)))
        );
    }
}
