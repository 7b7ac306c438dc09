//! Has the night begun for the resident?
//!
//! The clock's night begins at nine whether anybody goes to bed or not. Somebody who sits on the
//! bed in the evening and stays up is not missed when they leave it; somebody who has slept, or
//! lain there for half an hour, is. Sleep is sleep that has begun (care.md 2.2: nine minutes of
//! ten), so a quiet minute on the bed's edge is none. Minutes in bed count while it is night
//! (always, while the clock is unset); a trip joins the stays before and after it.
//!
//! ```text
//!            a minute asleep at night
//!   Awake ──────────────────────────────────▶ settled (until the next night)
//!     ▲  │   30 min in bed at night, in this stay  ▲
//!     │  └─────────────────────────────────────────┘
//!     └── more than 15 min out of bed: the stay is over
//! ```
//!
//! It says when a night was last found settled. What follows is for others to say.

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::SETTLED;

/// What is remembered: minutes of the stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    in_bed: u16,
    out: u16,
    settled: Option<Mono>,
    slept: Option<Mono>,
}

impl Settled {
    /// A minute is over at `end`: in bed or not, if that is known, and whether they sleep. Sleep is
    /// known a little late, when they may be out of bed.
    pub(crate) fn handle_minute(
        &mut self,
        end: Mono,
        in_bed: Option<bool>,
        asleep: bool,
        is_night: Option<bool>,
    ) {
        match in_bed {
            None => {}
            Some(true) => {
                self.out = 0;
                self.in_bed += u16::from(is_night != Some(false));
            }
            Some(false) => {
                self.out = self.out.saturating_add(1);
                if self.out > SETTLED.trip {
                    self.in_bed = 0;
                }
            }
        }
        if is_night == Some(false) {
            self.in_bed = 0;
        }
        if asleep {
            self.slept = Some(end);
        }
        if is_night != Some(false) && (asleep || self.in_bed >= SETTLED.in_bed) {
            self.settled = Some(end);
            self.in_bed = self.in_bed.min(SETTLED.in_bed);
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    /// When a night was last found settled.
    pub(crate) const fn settled(&self) -> Option<Mono> {
        self.settled
    }

    /// The last minute asleep.
    pub(crate) const fn slept(&self) -> Option<Mono> {
        self.slept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_settled_by_sleep_even_if_it_is_known_when_they_are_up() {
        let mut night = Settled::default();
        pass(&mut night, 0..12, Some(true), false, Some(true));
        assert_eq!(night.settled(), None);
        pass(&mut night, 12..13, Some(false), true, Some(true));
        assert_eq!((night.settled(), night.slept()), (Some(min(12)), Some(min(12))));
    }

    #[test]
    fn a_night_is_settled_by_half_an_hour_in_bed_over_a_trip() {
        let mut night = Settled::default();
        pass(&mut night, 0..20, Some(true), false, Some(true));
        pass(&mut night, 20..30, Some(false), false, Some(true));
        pass(&mut night, 30..39, Some(true), false, Some(true));
        assert_eq!(night.settled(), None);
        pass(&mut night, 39..40, Some(true), false, Some(true));
        assert_eq!(night.settled(), Some(min(39)));
    }

    #[test]
    fn who_sits_on_the_bed_now_and_then_in_the_evening_has_not_gone_to_bed() {
        let mut night = Settled::default();
        for hour in 0..3 {
            pass(&mut night, hour * 60..hour * 60 + 25, Some(true), false, Some(true));
            pass(&mut night, hour * 60 + 25..hour * 60 + 60, Some(false), false, Some(true));
        }
        assert_eq!(night.settled(), None);
    }

    #[test]
    fn time_in_bed_counts_from_the_nights_start_and_sleep_whenever_it_was() {
        let mut night = Settled::default();
        pass(&mut night, 0..60, Some(true), false, Some(false));
        pass(&mut night, 60..89, Some(true), false, Some(true));
        assert_eq!(night.settled(), None);
        let mut night = Settled::default();
        pass(&mut night, 0..60, Some(true), true, Some(false));
        assert_eq!((night.settled(), night.slept()), (None, Some(min(59))));
        pass(&mut night, 60..61, Some(true), true, Some(true));
        assert_eq!(night.settled(), Some(min(60)));
    }

    #[test]
    fn an_unset_clock_counts_as_night_and_unknown_minutes_as_nothing() {
        let mut night = Settled::default();
        pass(&mut night, 0..20, Some(true), false, None);
        pass(&mut night, 20..60, None, false, None);
        assert_eq!(night.settled(), None);
        pass(&mut night, 60..70, Some(true), false, None);
        assert_eq!(night.settled(), Some(min(69)));
    }

    fn pass(
        night: &mut Settled,
        minutes: core::ops::Range<u64>,
        in_bed: Option<bool>,
        asleep: bool,
        is_night: Option<bool>,
    ) {
        minutes.for_each(|at| night.handle_minute(min(at), in_bed, asleep, is_night));
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
