//! How long has it stood while the source warms up?
//!
//! Over-range counts once it has stood for 5 s, what is otherwise high at once after 60 s
//! ([`WARM_UP`]). A lone low number is also just what a checksum of eight bits lets through, so it
//! ends no run: the next one must be low too, or it must stand for as long as over-range must. Nor
//! does a high number end the run of over-range before it has stood for so long. Silence refutes
//! nothing: while the last number is above, the run becomes due without another.
//!
//! ```text
//!         above                 not above                     low twice, or below for 5 s
//!   None ───────▶ Run since ──────────────▶ Run since, below ─────────────────────────────▶ None
//!                     ▲          above              │
//!                     └─────────────────────────────┘
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::number::Stamped;
use crate::policy::WARM_UP;

/// A number against the limit of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Against {
    Above,
    /// Below it, but high all the same.
    High,
    Low,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Below {
    from: Mono,
    /// Whether the last number was low.
    low: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Run {
    #[default]
    None,
    Since {
        since: Mono,
        below: Option<Below>,
    },
}

impl Run {
    fn handle(&mut self, at: Mono, number: Against) {
        let stood = |below: Option<Below>| {
            below.is_some_and(|below| at.since(below.from) >= WARM_UP.over_range)
        };
        let run = match *self {
            Self::Since { below, .. } if stood(below) => Self::None,
            same @ (Self::Since { .. } | Self::None) => same,
        };
        *self = match (run, number) {
            (Self::None, Against::Above) => Self::Since { since: at, below: None },
            (Self::None, Against::High | Against::Low)
            | (Self::Since { below: Some(Below { low: true, .. }), .. }, Against::Low) => {
                Self::None
            }
            (Self::Since { since, .. }, Against::Above) => Self::Since { since, below: None },
            (Self::Since { since, below }, Against::High | Against::Low) => {
                let from = below.map_or(at, |below| below.from);
                let low = number == Against::Low;
                Self::Since { since, below: Some(Below { from, low }) }
            }
        };
    }

    /// When it counts, if no other number comes.
    fn due(self, wait: Duration) -> Option<Mono> {
        match self {
            Self::Since { since, below: None } => Some(since + wait),
            Self::Since { below: Some(_), .. } | Self::None => None,
        }
    }

    /// Since when it has stood, if that is long enough.
    fn stood(self, at: Mono, wait: Duration) -> Option<Mono> {
        self.due(wait).filter(|due| *due <= at).map(|due| due.back(wait))
    }
}

/// What has stood at one source since it warms up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marked {
    over_range: Run,
    high: Run,
}

impl Marked {
    /// A number, infinite where it is over range; `high` is what is high at once.
    pub(super) fn handle(&mut self, number: Stamped, high: f32) {
        let is_high = number.value >= high;
        self.high.handle(number.at, if is_high { Against::Above } else { Against::Low });
        self.over_range.handle(
            number.at,
            match (number.value == f32::INFINITY, is_high) {
                (true, true | false) => Against::Above,
                (false, true) => Against::High,
                (false, false) => Against::Low,
            },
        );
    }

    /// Since when what counts at `at` has stood.
    pub(super) fn since(&self, at: Mono) -> Option<Mono> {
        let over_range = self.over_range.stood(at, WARM_UP.over_range);
        over_range.into_iter().chain(self.high.stood(at, WARM_UP.high)).min()
    }

    /// When something counts, if no other number comes.
    pub(super) fn due(&self) -> Option<Mono> {
        let over_range = self.over_range.due(WARM_UP.over_range);
        over_range.into_iter().chain(self.high.due(WARM_UP.high)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_low_number_ends_no_run() {
        assert_eq!(due(&[(0, 400.0), (50, 2.0), (51, 400.0)]), Some(60));
        assert_eq!(due(&[(0, OVER), (4, 5.0), (5, OVER)]), Some(5));
        assert_eq!(due(&[(0, 400.0), (50, 2.0)]), None, "it is not known before the next");
    }

    #[test]
    fn a_low_number_that_stands_ends_a_run() {
        assert_eq!(due(&[(0, 400.0), (50, 2.0), (51, 3.0), (52, 400.0)]), Some(112));
        assert_eq!(due(&[(0, 400.0), (50, 2.0), (55, 400.0)]), Some(115));
    }

    #[test]
    fn a_high_number_ends_the_run_of_over_range_only_if_it_stands() {
        assert_eq!(due(&[(0, OVER), (3, 499.0), (4, 499.0), (5, 300.0), (6, OVER)]), Some(5));
        assert_eq!(due(&[(0, OVER), (1, 499.0), (6, OVER)]), Some(11));
        assert_eq!(due(&[(0, OVER), (1, 499.0), (7, 499.0)]), Some(60));
    }

    const OVER: f32 = f32::INFINITY;

    fn due(numbers: &[(u64, f32)]) -> Option<u64> {
        let mut marked = Marked::default();
        for (t, ppm) in numbers {
            let number = Stamped { at: Mono(t * 1_000), value: *ppm, marked: true };
            marked.handle(number, 300.0);
        }
        marked.due().map(|due| due.0 / 1_000)
    }
}
