//! Is this source's warm-up to be believed?
//!
//! A cell that had no power says wild numbers for minutes, and its source marks them: *warming*.
//! But a warm-up that is believed for ever mutes a gas sensor for ever, and a loose plug begins a
//! new one every few minutes. So one an hour is believed ([`WARM_UP`]`.apart`), for no longer
//! than twice its model's time (`.longest`). Beyond that the numbers count as if the
//! source were warm; and one that still says that it warms up is broken.
//!
//! ```text
//!          warming                       twice its model's time, and still said
//!   Warm ──────────▶ Warming: marked, or ───────────────────────────────────────▶ Too long: a
//!    ▲               counts if it is the                                          fault, counts
//!    │               second in an hour                                               │
//!    ├── warm, or its end was not heard ──┘                                          │
//!    └── warm, or the mark is no longer beside its numbers ──────────────────────────┘
//! ```
//!
//! The word that ends a warm-up comes with the very frame that is too late to be believed, so a
//! source that says nothing more of it is given [`LATE`]. In a silence a warm-up may have ended
//! unheard, but not one that was known to be a fault: that one stands until its source says
//! otherwise. What a number is worth meanwhile is [`crate::air`]'s question.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::{Places, SourcePlan};
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Warmth {
    /// It does not say that it warms up; when the last warm-up that was believed began.
    Warm { last: Option<Mono> },
    /// It warms up since then. If that was too soon after one that was believed: when that began.
    Warming { began: Mono, after: Option<Mono>, length: Length },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Length {
    /// For no longer than it may, as far as is known.
    Usual,
    /// It should be over; but its source was not heard, and may be warm.
    Unheard,
    /// Its source said for too long that it warms up.
    TooLong,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq)]
struct Source {
    /// No warm-up is believed for longer.
    #[serde(skip)]
    longest: Duration,
    warmth: Warmth,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WarmUps {
    #[serde(with = "crate::sparse")]
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
        let Some(Source { warmth, longest }) = self.sources.get_mut(place) else { return };
        *warmth = match (*warmth, warming) {
            (Warmth::Warm { last }, true) => {
                let after = last.filter(|last| at.since(*last) < WARM_UP.apart);
                Warmth::Warming { began: at, after, length: Length::Usual }
            }
            (Warmth::Warming { began, after, .. }, true) if at.since(began) >= *longest => {
                Warmth::Warming { began, after, length: Length::TooLong }
            }
            (same @ Warmth::Warming { .. }, true) | (same @ Warmth::Warm { .. }, false) => same,
            (warming @ Warmth::Warming { .. }, false) => warming.over(),
        };
    }

    /// The source is heard again after a silence, in which a warm-up may have ended unheard: what
    /// it says now of another is judged as another.
    pub(crate) fn handle_heard(&mut self, at: Mono, place: usize) {
        let Some(Source { warmth, longest }) = self.sources.get_mut(place) else { return };
        *warmth = match *warmth {
            Warmth::Warming { began, length: Length::Usual | Length::Unheard, .. }
                if at.since(began) >= *longest =>
            {
                warmth.over()
            }
            same @ (Warmth::Warm { .. } | Warmth::Warming { .. }) => same,
        };
    }

    /// Numbers of the source have come for so long without the mark that its fault is over.
    pub(crate) fn handle_unmarked(&mut self, place: usize) {
        let Some(Source { warmth, .. }) = self.sources.get_mut(place) else { return };
        *warmth = match *warmth {
            Warmth::Warming { length: Length::TooLong, .. } => warmth.over(),
            same @ (Warmth::Warm { .. } | Warmth::Warming { .. }) => same,
        };
    }

    /// A source that should have said long ago that it is warm: call until there is no more. Of
    /// one that is silent nobody knows whether it still warms up.
    pub(crate) fn handle_timeout(
        &mut self,
        now: Mono,
        is_silent: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            source.overdue().filter(|due| *due <= now)?;
            let heard = !is_silent(place);
            if let Warmth::Warming { length, .. } = &mut source.warmth {
                *length = if heard { Length::TooLong } else { Length::Unheard };
            }
            heard.then_some(place)
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| is.warmth = was.warmth);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(Source::overdue).min()
    }

    /// What a number of the source is worth at `at`.
    pub(crate) fn worth(&self, at: Mono, place: usize) -> Worth {
        let Some(Source { warmth, longest }) = self.sources.get(place) else { return Worth::Full };
        match *warmth {
            Warmth::Warm { .. } => Worth::Full,
            Warmth::Warming { began, .. } if at.since(began) >= *longest => Worth::Overdue,
            Warmth::Warming { after: Some(_), .. } => Worth::Full,
            Warmth::Warming { after: None, .. } => Worth::Marked,
        }
    }
}

impl Warmth {
    const fn over(self) -> Self {
        match self {
            Self::Warming { after: Some(last), .. }
            | Self::Warming { began: last, after: None, .. } => Self::Warm { last: Some(last) },
            Self::Warm { last } => Self::Warm { last },
        }
    }
}

impl Source {
    fn overdue(&self) -> Option<Mono> {
        match self.warmth {
            Warmth::Warming { began, length: Length::Usual, .. } => {
                Some(began + self.longest + LATE)
            }
            Warmth::Warm { .. } | Warmth::Warming { .. } => None,
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
        assert_eq!((timeout(&mut home, 365), home.poll_timeout()), (None, Some(s(366))));
        assert_eq!((timeout(&mut home, 366), timeout(&mut home, 366)), (Some(0), None));
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
        assert_eq!(home.worth(s(959), 0), Worth::Full);
        home.handle(s(3_700), 0, true);
        assert_eq!(home.worth(s(3_700), 0), Worth::Overdue, "it is still that one");
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

    #[test]
    fn a_second_warm_up_within_the_hour_may_not_last_for_ever_either() {
        let mut home = home();
        home.handle(s(0), 0, true);
        home.handle(s(60), 0, false);
        home.handle(s(600), 0, true);
        assert_eq!(home.poll_timeout(), Some(s(966)));
        home.handle(s(960), 0, true);
        assert_eq!((home.worth(s(960), 0), home.poll_timeout()), (Worth::Overdue, None));
    }

    #[test]
    fn a_silence_does_not_end_a_warm_up_that_was_too_long_but_numbers_without_the_mark_do() {
        let mut home = home();
        home.handle(s(0), 0, true);
        home.handle(s(400), 0, true);
        home.handle_heard(s(500), 0);
        home.handle(s(500), 0, true);
        assert_eq!(home.worth(s(500), 0), Worth::Overdue);
        home.handle_unmarked(0);
        assert_eq!(home.worth(s(560), 0), Worth::Full);
    }

    #[test]
    fn a_plug_that_is_pulled_in_a_warm_up_is_no_fault_when_it_should_have_ended() {
        let mut home = home();
        home.handle(s(0), 0, true);
        assert_eq!((home.handle_timeout(s(366), |_| true), home.poll_timeout()), (None, None));
        home.handle_heard(s(86_400), 0);
        home.handle(s(86_400), 0, true);
        assert_eq!(home.worth(s(86_400), 0), Worth::Marked);
    }

    fn timeout(home: &mut WarmUps, at: u64) -> Option<usize> {
        home.handle_timeout(s(at), |_| false)
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
