//! Do they wander at night?
//!
//! Up and down again and again, or about for a long time: neither is an absence (they come back, or
//! are seen), and both are how confusion, pain or a cold home show. Asked only of a night that has
//! settled, and not when they may rise for the day. Low: nobody runs for it.
//!
//! ```text
//!            asleep, or 30 min in bed            3 exits within 2 h, or about for 30 min
//!   Waiting ──────────────────────────▶ Settled ────────────────────────────────────────▶ Wanders
//!     ▲ ▲                                  ▲         30 min in bed: clear                   │
//!     │ └── not asked any more             └────────────────────────────────────────────────┤
//!     └──── not asked any more: clear ──────────────────────────────────────────────────────┘
//! ```
//!
//! Everything here is in whole minutes or told by others, so it has no deadline of its own. A clock
//! that is not set asks nothing: naps of the day would be nights.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::WANDERING;

/// A stretch in which they were about, without a long pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    from: Mono,
    last: Mono,
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wandering {
    /// A minute of a night in which it is asked.
    asks: bool,
    /// They slept, or lay for so many minutes since.
    slept: bool,
    lay_min: u16,
    /// The last exits from bed since it settled, the oldest first: at most
    /// [`WanderingPolicy::exits`](crate::policy::WanderingPolicy).
    exits: Vec<Mono>,
    /// Out of bed: since then about, if they were seen.
    about: Option<About>,
    in_bed: bool,
    /// In bed without a break for so many minutes.
    back_min: u16,
    wanders: bool,
}

impl Wandering {
    /// A minute is over: whether it is a night and not yet time to rise, whether they slept in
    /// it, and whether they are in bed, as far as is known.
    pub(crate) fn handle_minute(
        &mut self,
        asks: bool,
        asleep: bool,
        in_bed: Option<bool>,
    ) -> Option<Finding> {
        self.in_bed = in_bed == Some(true);
        if !asks {
            let wandered = self.wanders;
            *self = Self { in_bed: self.in_bed, ..Self::default() };
            return wandered.then_some(Finding::clear(AlarmKind::Wandering));
        }
        self.asks = true;
        self.slept |= asleep && self.in_bed;
        if self.in_bed {
            self.about = None;
            self.lay_min = self.lay_min.saturating_add(1);
            self.back_min = self.back_min.saturating_add(1);
        } else {
            self.back_min = 0;
        }
        if self.wanders && self.back_min >= WANDERING.back_min {
            self.wanders = false;
            self.exits.clear();
            return Some(Finding::clear(AlarmKind::Wandering));
        }
        None
    }

    /// They left the bed then.
    pub(crate) fn handle_exit(&mut self, from: Mono) -> Option<Finding> {
        (self.in_bed, self.back_min, self.about) = (false, 0, None);
        if !self.is_settled() {
            return None;
        }
        self.exits.retain(|exit| from.since(*exit) <= WANDERING.within);
        if self.exits.len() >= WANDERING.exits {
            self.exits.remove(0);
        }
        self.exits.push(from);
        let first = *self.exits.first()?;
        (self.exits.len() >= WANDERING.exits).then_some(())?;
        let times = u32::try_from(self.exits.len()).unwrap_or(u32::MAX);
        self.found(first, What::UpAgain { times })
    }

    /// They lie in bed again.
    pub(crate) fn handle_entry(&mut self) {
        (self.in_bed, self.about) = (true, None);
    }

    /// Somebody moves about, and not in bed.
    pub(crate) fn handle_motion(&mut self, at: Mono) -> Option<Finding> {
        if self.in_bed || !self.is_settled() {
            return None;
        }
        let before = self.about.filter(|about| at.since(about.last) <= WANDERING.pause);
        let from = before.map_or(at, |about| about.from);
        self.about = Some(About { from, last: at });
        if at.since(from) <= WANDERING.about {
            return None;
        }
        let min = u32::try_from(at.since(from).as_secs() / 60).unwrap_or(u32::MAX);
        self.found(from, What::AboutAtNight { min })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    /// It is said once, until it is over.
    fn found(&mut self, began: Mono, what: What) -> Option<Finding> {
        if core::mem::replace(&mut self.wanders, true) {
            return None;
        }
        Some(Finding::active(AlarmKind::Wandering, Priority::Low, began, what))
    }

    const fn is_settled(&self) -> bool {
        self.asks && (self.slept || self.lay_min >= WANDERING.settled_min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_exit_within_two_hours_is_wandering_and_half_an_hour_in_bed_ends_it() {
        let mut night = slept();
        assert_eq!(night.exits(&[0, 50]), []);
        assert_eq!(night.exits(&[110]), [What::UpAgain { times: 3 }]);
        assert_eq!(night.exits(&[118]), [], "said once");
        let ends: Vec<_> = (0..31).filter(|_| night.lies()).collect();
        assert_eq!(ends, [29]);
        assert_eq!(night.exits(&[160]), [], "counted anew");
    }

    #[test]
    fn three_exits_in_a_whole_night_are_none() {
        assert_eq!(slept().exits(&[0, 90, 180, 270]), []);
    }

    #[test]
    fn who_is_about_for_more_than_half_an_hour_wanders_and_who_sits_down_does_not() {
        let mut about = slept();
        about.exits(&[0]);
        let said: Vec<_> = (0..40).filter_map(|at| about.moves(at)).collect();
        assert_eq!(said, [What::AboutAtNight { min: 31 }]);

        let mut sits = slept();
        sits.exits(&[0]);
        let moves = (0..20).chain(31..55);
        assert_eq!(moves.filter_map(|at| sits.moves(at)).count(), 0);
    }

    #[test]
    fn before_the_night_has_settled_and_when_it_is_time_to_rise_nobody_wanders() {
        let mut early = Night::default();
        early.0.handle_minute(true, false, Some(true));
        assert_eq!(early.exits(&[0, 10, 20]), []);

        let mut late = slept();
        late.exits(&[0, 10]);
        late.0.handle_minute(false, false, Some(false));
        assert_eq!(late.exits(&[20]), []);
        assert_eq!((0..60).filter_map(|at| late.moves(at)).count(), 0);
    }

    #[test]
    fn half_an_hour_in_bed_settles_a_night_without_sleep() {
        let mut night = Night::default();
        for _ in 0..30 {
            night.0.handle_minute(true, false, Some(true));
        }
        assert_eq!(night.exits(&[0, 10, 20]), [What::UpAgain { times: 3 }]);
    }

    #[test]
    fn when_the_night_is_over_wandering_is_too() {
        let mut night = slept();
        night.exits(&[0, 10, 20]);
        let clear = Finding::clear(AlarmKind::Wandering);
        assert_eq!(night.0.handle_minute(false, false, Some(false)), Some(clear));
    }

    #[derive(Default)]
    struct Night(Wandering);

    fn slept() -> Night {
        let mut night = Night::default();
        night.0.handle_minute(true, true, Some(true));
        night
    }

    impl Night {
        /// Up at these minutes, each time for two.
        fn exits(&mut self, minutes: &[u64]) -> Vec<What> {
            let mut said = Vec::new();
            for at in minutes {
                said.extend(self.0.handle_exit(min(*at)));
                self.0.handle_minute(true, false, Some(false));
                if minutes.len() > 1 {
                    self.0.handle_entry();
                    self.0.handle_minute(true, false, Some(true));
                }
            }
            said.into_iter().filter_map(|found| found.is).map(|is| is.what).collect()
        }

        fn lies(&mut self) -> bool {
            self.0.handle_entry();
            self.0.handle_minute(true, false, Some(true)).is_some()
        }

        fn moves(&mut self, at: u64) -> Option<What> {
            self.0.handle_motion(min(at))?.is.map(|is| is.what)
        }
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
