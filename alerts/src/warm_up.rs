//! Is this source's warm-up to be believed?
//!
//! A cell that had no power says wild numbers for minutes, and its source marks them: *warming*.
//! But a warm-up that is believed for ever mutes a gas sensor for ever, and a loose plug begins a
//! new one every few minutes. So one an hour is believed ([`WARM_UP`]`.apart`), for no longer
//! than twice its model's time (`.longest`). Beyond that the numbers count as if the
//! source were warm; and one that still says that it warms up is broken.
//!
//! ```text
//!          warming, first in an hour           twice the model's time
//!   Warm ────────────────────────────▶ Warming ────────────────────────▶ Warming: a fault, counts
//!    ▲ │ warming, too soon after it        │                                │
//!    │ └───────────────▶ Again (counts)    │                                │
//!    └── warm, or its end was not heard ───┴────────────────────────────────┘
//! ```
//!
//! The word that ends a warm-up comes with the very frame that is too late to be believed, so a
//! source that says nothing more of it is given [`LATE`]. What a number is worth meanwhile is
//! [`crate::air`]'s question.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;

use crate::plan::SourcePlan;
use crate::policy::WARM_UP;

/// The word that ends a warm-up comes with a frame, and a frame comes when it comes: the slowest
/// that can be asked is asked every two seconds, twice more if it does not answer (hazard.md B).
const LATE: Duration = Duration::from_secs(6);

/// What the numbers of a source are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// They count.
    Full,
    /// They are marked, and count once they have stood for a while.
    Marked,
    /// They count, and the source warms up for longer than it should.
    Overdue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warmth {
    /// It does not say that it warms up; when the last warm-up that was believed began.
    Warm { last: Option<Mono> },
    /// It warms up since then; whether it has been told that it does so for too long.
    Warming { began: Mono, told: bool },
    /// It says that it warms up again, too soon after that one.
    Again { last: Mono },
}

#[derive(Clone, Copy, Debug)]
struct Source {
    /// No warm-up is believed for longer.
    longest: Duration,
    warmth: Warmth,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug)]
pub(crate) struct WarmUps {
    sources: Vec<Source>,
}

impl WarmUps {
    pub(crate) fn new(plan: &[SourcePlan]) -> Self {
        let source = |source: &SourcePlan| Source {
            longest: source.warm_up * WARM_UP.longest,
            warmth: Warmth::Warm { last: None },
        };
        Self { sources: plan.iter().map(source).collect() }
    }

    /// The source says whether it warms up; sources say so as often as they like.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, warming: bool) {
        let Some(Source { warmth, .. }) = self.sources.get_mut(place) else { return };
        *warmth = match (*warmth, warming) {
            (Warmth::Warm { last: Some(last) }, true) if at.since(last) < WARM_UP.apart => {
                Warmth::Again { last }
            }
            (Warmth::Warm { .. }, true) => Warmth::Warming { began: at, told: false },
            (same @ (Warmth::Warming { .. } | Warmth::Again { .. }), true) => same,
            (same @ Warmth::Warm { .. }, false) => same,
            (Warmth::Warming { began: last, .. } | Warmth::Again { last }, false) => {
                Warmth::Warm { last: Some(last) }
            }
        };
    }

    /// The source is heard again after a silence, in which a warm-up may have ended unheard: what
    /// it says now of another is judged as another.
    pub(crate) fn handle_heard(&mut self, at: Mono, place: usize) {
        let Some(Source { warmth, longest }) = self.sources.get_mut(place) else { return };
        *warmth = match *warmth {
            Warmth::Warming { began, .. } if at.since(began) >= *longest => {
                Warmth::Warm { last: Some(began) }
            }
            Warmth::Again { last } => Warmth::Warm { last: Some(last) },
            same @ (Warmth::Warm { .. } | Warmth::Warming { .. }) => same,
        };
    }

    /// A source that should have said long ago that it is warm: call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<usize> {
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            source.overdue().filter(|due| *due <= now)?;
            if let Warmth::Warming { told, .. } = &mut source.warmth {
                *told = true;
            }
            Some(place)
        })
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(Source::overdue).min()
    }

    /// What a number of the source is worth at `at`.
    pub(crate) fn worth(&self, at: Mono, place: usize) -> Worth {
        let Some(Source { warmth, longest }) = self.sources.get(place) else { return Worth::Full };
        match *warmth {
            Warmth::Warm { .. } | Warmth::Again { .. } => Worth::Full,
            Warmth::Warming { began, .. } if at.since(began) < *longest => Worth::Marked,
            Warmth::Warming { .. } => Worth::Overdue,
        }
    }
}

impl Source {
    fn overdue(&self) -> Option<Mono> {
        match self.warmth {
            Warmth::Warming { began, told: false } => Some(began + self.longest + LATE),
            Warmth::Warm { .. } | Warmth::Warming { .. } | Warmth::Again { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Kind;

    #[test]
    fn a_warm_up_is_believed_until_it_is_over() {
        let mut home = home();
        assert_eq!(home.worth(s(0), 0), Worth::Full);
        home.handle(s(0), 0, true);
        home.handle(s(100), 0, true);
        assert_eq!(home.worth(s(179), 0), Worth::Marked);
        home.handle(s(180), 0, false);
        assert_eq!(home.worth(s(180), 0), Worth::Full);
    }

    #[test]
    fn no_warm_up_is_believed_for_longer_than_twice_its_models_time() {
        let mut home = home();
        home.handle(s(0), 0, true);
        assert_eq!(home.worth(s(359), 0), Worth::Marked);
        assert_eq!(home.worth(s(360), 0), Worth::Overdue);
        assert_eq!((home.handle_timeout(s(365)), home.poll_timeout()), (None, Some(s(366))));
        assert_eq!((home.handle_timeout(s(366)), home.handle_timeout(s(366))), (Some(0), None));
        home.handle(s(7_200), 0, true);
        assert_eq!(home.worth(s(7_200), 0), Worth::Overdue, "it never ended");
        assert_eq!(home.poll_timeout(), None);
        home.handle(s(7_201), 0, false);
        assert_eq!(home.worth(s(7_201), 0), Worth::Full);
    }

    #[test]
    fn one_warm_up_an_hour_is_believed() {
        let mut home = home();
        home.handle(s(0), 0, true);
        home.handle(s(180), 0, false);
        home.handle(s(600), 0, true);
        assert_eq!(home.worth(s(600), 0), Worth::Full);
        home.handle(s(3_700), 0, true);
        assert_eq!(home.worth(s(3_700), 0), Worth::Full, "it is still that one");
        home.handle(s(3_701), 0, false);
        home.handle(s(3_702), 0, true);
        assert_eq!(home.worth(s(3_702), 0), Worth::Marked);
    }

    #[test]
    fn a_plug_that_was_pulled_in_a_warm_up_and_put_back_the_next_day_is_no_fault() {
        let mut home = home();
        home.handle(s(0), 0, true);
        home.handle_heard(s(86_400), 0);
        home.handle(s(86_400), 0, true);
        assert_eq!(home.worth(s(86_401), 0), Worth::Marked);
    }

    #[test]
    fn a_short_silence_in_a_warm_up_neither_ends_nor_prolongs_it() {
        let mut home = home();
        home.handle(s(0), 0, true);
        home.handle_heard(s(120), 0);
        home.handle(s(120), 0, true);
        assert_eq!(home.worth(s(359), 0), Worth::Marked);
        assert_eq!(home.worth(s(360), 0), Worth::Overdue);
    }

    fn home() -> WarmUps {
        let warm_up = Duration::from_secs(180);
        let source = SourcePlan { warm_up, ..SourcePlan::new("it".into(), Kind::Co) };
        WarmUps::new(&[source])
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
