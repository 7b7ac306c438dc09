//! What does each sensor say of itself: broken, battery low, beyond its life?
//!
//! A sensor never says *no longer broken*; it only stops saying that it is. So a fault is over
//! when values have come for [`PulsePolicy::fault_over`] without it. What is wrong with how it
//! behaves (a flag that says *in bed* without any life) is not refuted by its values: that is over
//! when whoever watches it says so. A sensor that is broken in two ways has one alarm, until both
//! are over.
//!
//! [`PulsePolicy::fault_over`]: crate::policy::PulsePolicy::fault_over

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Deserializer, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, SensorIs, What};
use crate::plan::Places;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trouble {
    /// Nothing is known since the start; a fault may be open from before it.
    #[default]
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

/// What can be wrong with how a source behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Its flag of the bed, or its mat.
    Bed,
    /// It sees somebody who is not there.
    Ghost,
    /// It only repeats itself.
    Frozen,
}

impl Behaviour {
    const fn bit(self) -> u8 {
        match self {
            Self::Bed => 1,
            Self::Ghost => 1 << 1,
            Self::Frozen => 1 << 2,
        }
    }
}

/// What is remembered of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct FaultSource {
    trouble: Trouble,
    /// Something in how it behaves is wrong, which no number of it can refute: a bit for each
    /// [`Behaviour`].
    #[serde(deserialize_with = "bits")]
    misbehaves: u8,
    low_battery: Option<bool>,
    end_of_life: Option<bool>,
    mains_lost: Option<bool>,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Faults {
    #[serde(skip)]
    over: Duration,
    #[serde(with = "crate::sparse")]
    sources: Vec<FaultSource>,
}

impl Faults {
    pub(crate) fn new(sources: usize, over: Duration) -> Self {
        Self { over, sources: alloc::vec![FaultSource::default(); sources] }
    }

    /// A reading that is not a value: [`Faults::handle_value`] takes those.
    pub(crate) fn handle_fault(&mut self, at: Mono, place: usize, what: What) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let new = !source.is_faulty();
        source.trouble = Trouble::Faulty { last: at };
        new.then(|| fault(at, what))
    }

    /// How a source behaves is wrong, or no longer: that is over when whoever found out says so, and
    /// not by any value. What of it is to be said beside its other faults.
    pub(crate) fn handle_behaviour(
        &mut self,
        place: usize,
        behaviour: Behaviour,
        found: Finding,
    ) -> Option<Finding> {
        let source = self.sources.get_mut(place)?;
        let before = source.is_faulty();
        if found.is.is_some() {
            source.misbehaves |= behaviour.bit();
        } else {
            source.misbehaves &= !behaviour.bit();
        }
        let is_news = if found.is.is_some() { !before } else { !source.is_faulty() };
        is_news.then_some(found)
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
        let over = Finding::clear(AlarmKind::SensorFault).off_since(since);
        (source.misbehaves == 0).then_some(over)
    }

    /// The source is heard again: in a silence no values came, so none came without the fault.
    pub(crate) fn handle_heard(&mut self, at: Mono, place: usize) {
        let Some(FaultSource { trouble, .. }) = self.sources.get_mut(place) else { return };
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
        if source.is_faulty() {
            SensorIs::Fault
        } else if source.end_of_life == Some(true) {
            SensorIs::EndOfLife
        } else if source.low_battery == Some(true) {
            SensorIs::LowBattery
        } else {
            SensorIs::Ok
        }
    }
}

impl FaultSource {
    const fn is_faulty(&self) -> bool {
        self.misbehaves != 0 || matches!(self.trouble, Trouble::Faulty { .. })
    }
}

/// As it is written, or the yes or no of an earlier version, which knew the bed's only.
fn bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bits(u8),
        Flag(bool),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Bits(bits) => bits,
        Written::Flag(flag) => u8::from(flag) * Behaviour::Bed.bit(),
    })
}

const fn fault(at: Mono, what: What) -> Finding {
    Finding::active(AlarmKind::SensorFault, Priority::Medium, at, what)
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
        assert_eq!(faults.handle_value(s(72), 0), Some(over(12)));
        assert_eq!(faults.is(0), SensorIs::Ok);
    }

    #[test]
    fn a_fault_of_an_earlier_boot_is_over_after_a_minute_of_values() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        assert_eq!(faults.handle_value(s(1), 0), None);
        assert_eq!(faults.handle_value(s(61), 0), Some(over(1)));
        assert_eq!(faults.handle_value(s(62), 0), None);
    }

    #[test]
    fn a_fault_is_not_over_because_its_sensor_was_silent() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        faults.handle_fault(s(10), 0, What::SensorFault(Fault::Sensor));
        faults.handle_heard(s(500), 0);
        assert_eq!(faults.handle_value(s(500), 0), None);
        assert_eq!(faults.is(0), SensorIs::Fault);
        assert_eq!(faults.handle_value(s(560), 0), Some(over(500)));
    }

    #[test]
    fn mains_that_is_lost_is_said_once_and_so_is_its_return() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        let said = [false, false, true, true, false].map(|lost| {
            faults.handle_flag(s(1), 0, Flag::MainsLost, lost).map(|found| found.is.is_some())
        });
        assert_eq!(said, [Some(false), None, Some(true), None, Some(false)]);
    }

    #[test]
    fn what_is_wrong_with_how_a_sensor_behaves_is_not_refuted_by_its_values() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        let ghost = fault(s(0), What::FlagWithoutLife);
        assert_eq!(faults.handle_behaviour(0, Behaviour::Bed, ghost), Some(ghost));
        assert_eq!(faults.handle_behaviour(0, Behaviour::Bed, ghost), None);
        assert_eq!(faults.handle_fault(s(10), 0, What::SensorFault(Fault::Sensor)), None);
        assert_eq!(faults.handle_value(s(100), 0), None);
        assert_eq!(faults.is(0), SensorIs::Fault);
        let over = Finding::clear(AlarmKind::SensorFault);
        assert_eq!(faults.handle_behaviour(0, Behaviour::Bed, over), Some(over));
    }

    #[test]
    fn a_sensor_that_is_broken_in_two_ways_is_whole_when_both_are_over() {
        let mut faults = Faults::new(1, Duration::from_secs(60));
        let fault = fault(s(0), What::FlagWithoutLife);
        assert_eq!(faults.handle_behaviour(0, Behaviour::Bed, fault), Some(fault));
        assert_eq!(faults.handle_fault(s(10), 0, What::SensorFault(Fault::Sensor)), None);
        assert_eq!(
            faults.handle_behaviour(0, Behaviour::Bed, Finding::clear(AlarmKind::SensorFault)),
            None
        );
        assert_eq!(faults.handle_value(s(69), 0), None);
        assert_eq!(faults.handle_value(s(70), 0), Some(over(10)));
    }

    const fn over(since: u64) -> Finding {
        Finding::clear(AlarmKind::SensorFault).off_since(s(since))
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
