//! Was that the final rise? One absence from bed, from the exit on.
//!
//! Care.md 2.2: an absence from which nobody returns within the hour, and which begins at the
//! earliest three hours before the night's end. Before noon: what begins later is another day's. It
//! is taken back if they lie down again for as long before the night is over.
//!
//! ```text
//!          an hour away, in the morning          an hour in bed
//!   Open ───────────────────────────────▶ Risen ────────────────▶ over: withdrawn
//!     └── an hour away at another time ──▶ Not
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::message::ExitNumber;
use crate::policy::BedPolicy;
use crate::time::Clock;

/// A final rise begins so long before the night's end at the earliest (care.md 2.2).
const MORNING: Duration = Duration::from_secs(3 * 3_600);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Rise {
    Open,
    Risen,
    Not,
}

/// The last absence, while it goes on, and afterwards for as long as it may have been the rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Away {
    pub(crate) exit: Mono,
    pub(crate) number: ExitNumber,
    rise: Rise,
}

impl Away {
    pub(crate) const fn new(exit: Mono, number: ExitNumber) -> Self {
        Self { exit, number, rise: Rise::Open }
    }

    /// When it is an hour.
    pub(crate) fn due(&self, policy: &BedPolicy) -> Option<Mono> {
        match self.rise {
            Rise::Open => Some(self.exit + policy.final_rise),
            Rise::Risen | Rise::Not => None,
        }
    }

    /// It is an hour. Whether it is the final rise; nobody rises twice in a morning.
    pub(crate) fn handle_hour(&mut self, risen: Option<Mono>, clock: &Clock) -> bool {
        let again =
            risen.is_some_and(|risen| clock.noon(risen).is_some_and(|noon| self.exit < noon));
        let is = is_morning(self.exit, clock) && !again;
        self.rise = if is { Rise::Risen } else { Rise::Not };
        is
    }

    /// Whether it was none, because they lie in bed again since then: the night went on, if it had
    /// not ended. Who lies down again after breakfast, or in the evening, has risen all the same;
    /// and who got up after the night's end could only do so.
    pub(crate) fn is_taken_back(&self, since: Mono, clock: &Clock) -> bool {
        let goes_on = |dawn: Mono| dawn.since(self.exit) <= MORNING && since < dawn;
        self.is_risen() && clock.night_end(self.exit).is_none_or(goes_on)
    }

    pub(crate) fn is_risen(&self) -> bool {
        self.rise == Rise::Risen
    }
}

/// Whether a final rise can begin then; by an unset clock nobody knows.
fn is_morning(at: Mono, clock: &Clock) -> bool {
    let (Some(dawn), Some(noon)) = (clock.night_end(at), clock.noon(at)) else { return false };
    dawn.since(at) <= MORNING || noon < dawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn a_rise_is_taken_back_by_lying_down_before_the_night_is_over_and_not_by_the_next_night() {
        let mut clock = Clock::new(jiff::tz::TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(0)), ClockQuality::Synced);
        let at = |hour: u64, minute: u64| Mono((hour * 60 + minute) * 60_000);
        let back = |exit: Mono, since: Mono| {
            let mut away = Away::new(exit, ExitNumber(1));
            assert!(away.handle_hour(None, &clock));
            away.is_taken_back(since, &clock)
        };
        assert!(back(at(5, 0), at(6, 30)));
        assert!(!back(at(5, 0), at(7, 30)) && !back(at(5, 0), at(22, 0)));
        // The night ends at seven.
        assert!(!back(at(8, 0), at(9, 30)) && !back(at(8, 0), at(22, 0)));
    }

    #[test]
    fn by_an_unset_clock_no_absence_is_the_final_rise() {
        let mut away = Away::new(Mono(1_000), ExitNumber(1));
        assert_eq!(away.due(&BedPolicy::default()), Some(Mono(3_601_000)));
        let clock = Clock::new(jiff::tz::TimeZone::UTC, crate::time::Night::default());
        assert!(!away.handle_hour(None, &clock));
        assert_eq!((away.is_risen(), away.due(&BedPolicy::default())), (false, None));
    }
}
