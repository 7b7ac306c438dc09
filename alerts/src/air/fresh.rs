//! Has a number been below the lowest limit for long enough to call the air clear?
//!
//! ```text
//!              below                       below for long enough
//!   Not known ───────▶ Below from … to … ────────────────────────▶ Fresh
//!       ▲                   │  ▲ a silence: from anew                 │
//!       └───────────────────┴──┴───────────────────── not below ──────┘
//! ```
//!
//! One that was just made knows nothing, so a fresh start clears nothing. Numbers of a warm-up are
//! worth nothing here, so that nothing is called clear in one. Nor is silence: what was low long ago
//! and is low now may have been anything in between.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::number::Stamped;
use crate::policy::DOSE;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Fresh {
    /// No number was ever heard.
    #[default]
    Unheard,
    /// It is not, or is not known to be.
    Not,
    Below {
        from: Mono,
        to: Mono,
    },
    Yes,
}

impl Fresh {
    pub(super) fn handle(&mut self, number: Stamped, lowest: f32, wait: Duration) {
        let at = number.at;
        *self = match (*self, number.value < lowest && !number.marked) {
            (_, false) => Self::Not,
            (Self::Yes, true) => Self::Yes,
            (Self::Below { from, to }, true) if at.since(to) <= DOSE.bridges => {
                if at.since(from) >= wait { Self::Yes } else { Self::Below { from, to: at } }
            }
            (Self::Unheard | Self::Not | Self::Below { .. }, true) => {
                Self::Below { from: at, to: at }
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_below_are_fresh_and_one_number_that_is_not_begins_them_anew() {
        let mut lows = (0..=300).map(|t| (t, 20.0));
        assert_eq!(after(lows.by_ref().take(300)), Fresh::Below { from: s(0), to: s(299) });
        assert_eq!(after((0..=300).map(|t| (t, 20.0))), Fresh::Yes);
        assert_eq!(
            after((0..=300).map(|t| (t, if t == 9 { 30.0 } else { 20.0 }))),
            Fresh::Below { from: s(10), to: s(300) }
        );
    }

    #[test]
    fn a_silence_is_no_fresh_air() {
        let low = Fresh::Below { from: s(901), to: s(901) };
        assert_eq!(after([(0, 2.0), (901, 2.0)].into_iter()), low);
        assert_eq!(after([(0, 2.0), (900, 2.0)].into_iter()), Fresh::Yes, "two that agree");
    }

    #[test]
    fn what_a_source_says_while_it_warms_up_makes_nothing_fresh() {
        let mut fresh = Fresh::default();
        for t in 0..1_000 {
            fresh.handle(Stamped { at: s(t), value: 0.0, marked: true }, 30.0, WAIT);
        }
        assert_eq!(fresh, Fresh::Not);
    }

    const WAIT: Duration = Duration::from_secs(300);

    fn after(numbers: impl Iterator<Item = (u64, f32)>) -> Fresh {
        let mut fresh = Fresh::default();
        for (t, value) in numbers {
            fresh.handle(Stamped { at: s(t), value, marked: false }, 30.0, WAIT);
        }
        fresh
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
