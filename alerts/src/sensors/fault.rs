//! What does each sensor say of itself: broken, battery low, beyond its life?
//!
//! A sensor never says *no longer broken*; it only stops saying that it is. So a fault is over
//! when values have come for [`PulsePolicy::fault_over`] without it.
//!
//! [`PulsePolicy::fault_over`]: crate::policy::PulsePolicy::fault_over

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, SensorIs, What};
use crate::plan::Places;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Trouble {
    /// Nothing is known since the start; a fault may be open from before it.
    Unknown,
    /// Values have come since then, and no fault.
    Waiting {
        since: Mono,
    },
    Faulty {
        last: Mono,
    },
    Fine,
}

/// What a source can say of itself, beside faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    LowBattery,
    EndOfLife,
    MainsLost,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Source {
    trouble: Trouble,
    low_battery: Option<bool>,
    end_of_life: Option<bool>,
    mains_lost: Option<bool>,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Faults {
    #[serde(skip)]
    over: Duration,
    sources: Vec<Source>,
}

impl Faults {
    pub(crate) fn new(sources: usize, over: Duration) -> Self {
        let fresh = Source {
            trouble: Trouble::Unknown,
            low_battery: None,
            end_of_life: None,
            mains_lost: None,
        };
        Self { over, sources: alloc::vec![fresh; sources] }
    }

    /// A reading that is not a value: [`Faults::handle_value`] takes those.
    pub(crate) fn handle_fault(&mut self, at: Mono, place: usize, what: What) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let new = !matches!(source.trouble, Trouble::Faulty { .. });
        source.trouble = Trouble::Faulty { last: at };
        new.then(|| Finding::active(AlarmKind::SensorFault, Priority::Medium, at, what))
    }

    /// The source gave a value (not a fault, not a flag).
    pub(crate) fn handle_value(&mut self, at: Mono, place: usize) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let since = match source.trouble {
            Trouble::Fine => return None,
            Trouble::Unknown => {
                source.trouble = Trouble::Waiting { since: at };
                return None;
            }
            Trouble::Waiting { since } => since,
            Trouble::Faulty { last } => last,
        };
        if at.since(since) < self.over {
            return None;
        }
        source.trouble = Trouble::Fine;
        Some(Finding::clear(AlarmKind::SensorFault))
    }

    /// The source is heard again: in a silence no values came, so none came without the fault.
    pub(crate) fn handle_heard(&mut self, at: Mono, place: usize) {
        let Some(Source { trouble, .. }) = self.sources.get_mut(place) else { return };
        *trouble = match *trouble {
            Trouble::Faulty { .. } => Trouble::Faulty { last: at },
            Trouble::Waiting { .. } => Trouble::Waiting { since: at },
            same @ (Trouble::Unknown | Trouble::Fine) => same,
        };
    }

    /// The source says that something is wrong, or is not.
    pub(crate) fn handle_flag(
        &mut self,
        at: Mono,
        place: usize,
        flag: Flag,
        wrong: bool,
    ) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let (known, kind, priority, what) = match flag {
            Flag::LowBattery => {
                (&mut source.low_battery, AlarmKind::LowBattery, Priority::Low, What::BatteryLow)
            }
            Flag::EndOfLife => {
                (&mut source.end_of_life, AlarmKind::EndOfLife, Priority::Low, What::BeyondItsLife)
            }
            Flag::MainsLost => {
                (&mut source.mains_lost, AlarmKind::MainsLost, Priority::Medium, What::MainsLost)
            }
        };
        if known.replace(wrong) == Some(wrong) {
            return None;
        }
        Some(if wrong { Finding::active(kind, priority, at, what) } else { Finding::clear(kind) })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    /// Whether the source says that it is beyond its life.
    pub(crate) fn is_beyond_life(&self, place: usize) -> bool {
        self.sources.get(place).is_some_and(|source| source.end_of_life == Some(true))
    }

    /// How the source is by its own word.
    pub(crate) fn is(&self, place: usize) -> SensorIs {
        let Some(source) = self.sources.get(place) else { return SensorIs::Silent };
        match source.trouble {
            Trouble::Faulty { .. } => SensorIs::Fault,
            Trouble::Unknown | Trouble::Waiting { .. } | Trouble::Fine => {
                if source.end_of_life == Some(true) {
                    SensorIs::EndOfLife
                } else if source.low_battery == Some(true) {
                    SensorIs::LowBattery
                } else {
                    SensorIs::Ok
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Fault;

    use super::*;

    #[test]
    fn a_fault_is_over_when_values_came_for_a_minute_without_it() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        let raised = faults.handle_fault(s(10), 0, What::SensorFault(Fault::Sensor)).unwrap();
        assert_eq!(raised.kind, AlarmKind::SensorFault);
        assert_eq!(faults.handle_value(s(11), 0), None);
        assert_eq!(faults.handle_fault(s(12), 0, What::SensorFault(Fault::Sensor)), None);
        assert_eq!(faults.is(0), SensorIs::Fault);
        assert_eq!(faults.handle_value(s(71), 0), None);
        assert_eq!(faults.handle_value(s(72), 0), Some(Finding::clear(AlarmKind::SensorFault)));
        assert_eq!(faults.is(0), SensorIs::Ok);
    }

    #[test]
    fn a_fault_of_an_earlier_boot_is_over_after_a_minute_of_values() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        assert_eq!(faults.handle_value(s(1), 0), None);
        assert_eq!(faults.handle_value(s(61), 0), Some(Finding::clear(AlarmKind::SensorFault)));
        assert_eq!(faults.handle_value(s(62), 0), None);
    }

    #[test]
    fn a_fault_is_not_over_because_its_sensor_was_silent() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        faults.handle_fault(s(10), 0, What::SensorFault(Fault::Sensor));
        faults.handle_heard(s(500), 0);
        assert_eq!(faults.handle_value(s(500), 0), None);
        assert_eq!(faults.is(0), SensorIs::Fault);
        assert_eq!(faults.handle_value(s(560), 0), Some(Finding::clear(AlarmKind::SensorFault)));
    }

    #[test]
    fn mains_that_is_lost_is_said_once_and_so_is_its_return() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        let said = [false, false, true, true, false].map(|lost| {
            faults.handle_flag(s(1), 0, Flag::MainsLost, lost).map(|found| found.is.is_some())
        });
        assert_eq!(said, [Some(false), None, Some(true), None, Some(false)]);
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
