//! Are they away from bed for too long, at night?
//!
//! Begins with a bed exit, in two steps of priority, and only while it is night by the clock: an
//! unset clock raises nothing. What ends it is somebody seen: in bed again, or, once the night is
//! over or the exit has turned out to be the final rise, anywhere. That it was the final rise ends
//! nothing by itself, and neither does a silent radar.
//!
//! ```text
//!          exit          15 min, night         30 min, night
//!   Here ───────▶ Gone ───────────────▶ Low ────────────────▶ Medium
//!     ▲             │ not night           │                     │
//!     └─────────────┴─────────────────────┴── in bed, or seen ──┘
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::AbsencePolicy;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Here,
    Gone { exit: Mono },
    Low { exit: Mono },
    Medium,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Absence {
    #[serde(skip)]
    policy: AbsencePolicy,
    state: State,
    /// It was the final rise.
    risen: bool,
}

impl Absence {
    pub(crate) const fn new(policy: AbsencePolicy) -> Self {
        Self { policy, state: State::Here, risen: false }
    }

    /// They left the bed.
    pub(crate) fn handle_exit(&mut self, exit: Mono) {
        self.risen = false;
        self.state = match self.state {
            State::Here | State::Gone { .. } => State::Gone { exit },
            same @ (State::Low { .. } | State::Medium) => same,
        };
    }

    /// It was the final rise.
    pub(crate) const fn handle_got_up(&mut self) {
        self.risen = true;
    }

    /// They are in bed again. Said even if nothing was raised: the alarm may be of an earlier boot.
    pub(crate) fn handle_entry(&mut self) -> Finding {
        self.state = State::Here;
        Finding::clear(AlarmKind::AbsentFromBed)
    }

    /// Somebody was seen at home.
    pub(crate) fn handle_seen(&mut self, is_night: Option<bool>) -> Option<Finding> {
        let up = self.risen || is_night == Some(false);
        (up && self.is_raised()).then(|| self.handle_entry())
    }

    /// Whether an alarm stands that somebody who is seen could end.
    pub(crate) const fn is_raised(&self) -> bool {
        matches!(self.state, State::Low { .. } | State::Medium)
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, is_night: Option<bool>) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let (next, exit, priority, after) = match self.state {
            State::Here | State::Medium => return None,
            State::Gone { exit } => (State::Low { exit }, exit, Priority::Low, self.policy.low),
            State::Low { exit } => (State::Medium, exit, Priority::Medium, self.policy.medium),
        };
        if is_night != Some(true) {
            // Not raised, and not asked again; what is raised stays as it is.
            self.state = match self.state {
                State::Here | State::Gone { .. } => State::Here,
                State::Low { .. } | State::Medium => State::Medium,
            };
            return None;
        }
        self.state = next;
        let what = What::OutOfBed { min: minutes(after) };
        Some(Finding::active(AlarmKind::AbsentFromBed, priority, exit, what))
    }

    /// Whether somebody is away from bed at all.
    pub(crate) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Here)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Here | State::Medium => None,
            State::Gone { exit } => Some(exit + self.policy.low),
            State::Low { exit } => Some(exit + self.policy.medium),
        }
    }
}

fn minutes(length: Duration) -> u32 {
    u32::try_from(length.as_secs() / 60).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_absence_at_night_is_a_low_alarm_then_a_medium_one() {
        let mut absence = Absence::new(AbsencePolicy::default());
        absence.handle_exit(min(10));
        assert_eq!(absence.poll_timeout(), Some(min(25)));
        let low = absence.handle_timeout(min(25), Some(true)).unwrap().is.unwrap();
        assert_eq!((low.priority, low.began), (Priority::Low, min(10)));
        let medium = absence.handle_timeout(min(40), Some(true)).unwrap().is.unwrap();
        assert_eq!((medium.priority, medium.began), (Priority::Medium, min(10)));
        assert_eq!(absence.poll_timeout(), None);
        assert_eq!(absence.handle_seen(Some(true)), None);
        assert_eq!(
            absence.handle_seen(Some(false)),
            Some(Finding::clear(AlarmKind::AbsentFromBed))
        );
    }

    #[test]
    fn who_got_up_early_and_is_seen_about_is_not_missed_any_more() {
        let mut absence = Absence::new(AbsencePolicy::default());
        absence.handle_exit(min(10));
        absence.handle_timeout(min(25), Some(true));
        assert_eq!(absence.handle_seen(Some(true)), None);
        absence.handle_got_up();
        assert!(absence.handle_seen(Some(true)).is_some());
        assert!(!absence.is_raised());
    }

    #[test]
    fn by_day_and_by_an_unset_clock_nothing_is_raised() {
        for is_night in [Some(false), None] {
            let mut absence = Absence::new(AbsencePolicy::default());
            absence.handle_exit(min(10));
            assert_eq!(absence.handle_timeout(min(25), is_night), None);
            assert_eq!(absence.poll_timeout(), None);
        }
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
