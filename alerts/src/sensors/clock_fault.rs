//! Does the home know what time it is?
//!
//! Without a clock a home knows no night and no morning: its alarms of the night are weaker, and its
//! messages have no time. A clock that was right once goes on being nearly right for weeks. So the
//! first is said after an hour, the second after a week; both are low, and over when a time service
//! has set the clock.
//!
//! ```text
//!          an hour                    set
//!  Unset ───────────▶ (low) ────────────────▶ Synced
//!                       ▲  a week   not set any more │
//!                       └──────────── Held ◀─────────┘
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::CLOCK;
use crate::time::ClockQuality;

/// The home's clock, as far as people must look after it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClockFault {
    quality: ClockQuality,
    since: Mono,
    raised: bool,
}

impl ClockFault {
    /// Nobody has told it yet.
    pub(crate) const fn new() -> Self {
        Self { quality: ClockQuality::Unset, since: Mono::ZERO, raised: false }
    }

    /// How far the clock can be trusted now.
    pub(crate) fn handle(&mut self, at: Mono, quality: ClockQuality) -> Option<Finding> {
        if quality == self.quality {
            return None;
        }
        (self.quality, self.since) = (quality, at);
        // One that is only held is no longer unset; what was said of it is over all the same.
        let raised = core::mem::take(&mut self.raised);
        raised.then(|| Finding::clear(AlarmKind::ClockFault))
    }

    /// Says what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        self.raised = true;
        let long = now.since(self.since).as_secs();
        let count = |each: u64| u32::try_from(long / each).unwrap_or(u32::MAX);
        let what = match self.quality {
            ClockQuality::Unset => What::ClockUnset { min: count(60) },
            ClockQuality::Held | ClockQuality::Synced => {
                What::ClockUnchecked { days: count(24 * 3_600) }
            }
        };
        Some(Finding::active(AlarmKind::ClockFault, Priority::Low, self.since, what))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let after: Duration = match self.quality {
            ClockQuality::Synced => return None,
            ClockQuality::Unset => CLOCK.unset,
            ClockQuality::Held => CLOCK.held,
        };
        (!self.raised).then(|| self.since + after)
    }

    /// Goes on where an earlier run was. A clock that is not heard of at once was as it was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_nobody_sets_is_said_after_an_hour_and_over_when_it_is_set() {
        let mut clock = ClockFault::new();
        assert_eq!(clock.poll_timeout(), Some(hours(1)));
        let found = clock.handle_timeout(hours(1)).unwrap().is.unwrap();
        assert_eq!((found.priority, found.what), (Priority::Low, What::ClockUnset { min: 60 }));
        assert_eq!(clock.poll_timeout(), None, "said once");
        let over = clock.handle(hours(2), ClockQuality::Synced);
        assert_eq!(over, Some(Finding::clear(AlarmKind::ClockFault)));
        assert_eq!(clock.poll_timeout(), None);
    }

    #[test]
    fn an_outage_of_days_is_no_fault_of_the_clock_and_one_of_a_week_is() {
        let mut clock = ClockFault::new();
        clock.handle(hours(0), ClockQuality::Synced);
        clock.handle(hours(5), ClockQuality::Held);
        assert_eq!(clock.handle_timeout(hours(6 * 24)), None);
        let found = clock.handle_timeout(hours(7 * 24 + 5)).unwrap().is.unwrap();
        assert_eq!(found.what, What::ClockUnchecked { days: 7 });
    }

    const fn hours(hours: u64) -> Mono {
        Mono(hours * 3_600_000)
    }
}
