//! What decides of the sensors: do they live, are they warm, do they chatter?

use core::time::Duration;

use super::{min, s};

/// How far a warm-up is believed (contract.md §3). No home changes it either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WarmUpPolicy {
    /// From the beginning of one that was believed no other is for so long: a loose plug begins a
    /// new one every few minutes, and would mute its sensor for ever.
    pub(crate) apart: Duration,
    /// None is believed for longer than so many times its model's time.
    pub(crate) longest: u32,
    /// While a source warms up, over-range counts once it has stood for so long …
    pub(crate) over_range: Duration,
    /// … and what is otherwise high at once after so long; lower tiers wait for the end.
    pub(crate) high: Duration,
}

pub(crate) const WARM_UP: WarmUpPolicy =
    WarmUpPolicy { apart: min(60), longest: 2, over_range: s(5), high: s(60) };

/// contract.md §3, `sensor-lost` and `sensor-fault`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PulsePolicy {
    /// A radar without a valid frame for so long: low (60 s).
    pub radar_low: Duration,
    /// … medium (180 s).
    pub radar_medium: Duration,
    /// A wired hazard sensor or contact module is lost at its own deadline, at most after this
    /// (60 s): medium.
    pub wired: Duration,
    /// A fault is over when it was not repeated for so long while values came (60 s).
    pub fault_over: Duration,
}

impl Default for PulsePolicy {
    fn default() -> Self {
        Self { radar_low: s(60), radar_medium: s(180), wired: s(60), fault_over: s(60) }
    }
}

/// When does a contact chatter? No home changes it: a person cannot do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChatterPolicy {
    /// One change in so long can go on for ever: a door that a family with its shopping goes
    /// through is opened and closed every four seconds.
    pub(crate) each: Duration,
    /// So many more at once are no chatter: four uses in a row of a worn contact that bounces five
    /// times (public logs of such doors).
    pub(crate) at_once: u32,
}

pub(crate) const CHATTER: ChatterPolicy = ChatterPolicy { each: s(2), at_once: 20 };

/// When is presence nobody's (issue: a room for 12 h without a movement while the resident sleeps
/// elsewhere)? No home changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GhostPolicy {
    /// Without a movement for so long …
    pub(crate) long: Duration,
    /// … of which the resident slept in bed for so many minutes.
    pub(crate) asleep_min: u16,
}

pub(crate) const GHOST: GhostPolicy = GhostPolicy { long: min(12 * 60), asleep_min: 60 };

/// When does a sensor only repeat itself? No home changes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FrozenPolicy {
    /// The same number for so long: a day has warmth and cold, cooking and open windows.
    pub(crate) number: Duration,
    /// Samples further apart than this do not belong together.
    pub(crate) pause: Duration,
    /// From here on a number is something: the zero of a cell drifts by less (hazard.md).
    pub(crate) co_ppm: f32,
    pub(crate) gas_lel: f32,
    /// A hundredth of the lower limit of bottled gas, as `gas_lel` is one.
    pub(crate) gas_ppm: f32,
    /// Neither rate has changed in so many minutes of somebody who stirs in bed; what vouches for a
    /// number that repeats lasts for minutes.
    pub(crate) rates_min: u16,
    /// The heart stands at the upper end of its scale for so many minutes: no resting heart does.
    pub(crate) top_min: u16,
}

pub(crate) const FROZEN: FrozenPolicy = FrozenPolicy {
    number: min(24 * 60),
    pause: min(10),
    co_ppm: 5.0,
    gas_lel: 1.0,
    gas_ppm: 210.0,
    rates_min: 120,
    top_min: 60,
};

/// When must somebody look after the home's clock? No home changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClockPolicy {
    /// Nobody has told it for so long: a network that is there has done so in a minute.
    pub(crate) unset: Duration,
    /// It was right and has not been checked for so long: the longest outage that is bridged
    /// (contract.md §4). Until then a clock is off by a minute at most (100 ppm).
    pub(crate) held: Duration,
}

pub(crate) const CLOCK: ClockPolicy = ClockPolicy { unset: min(60), held: min(7 * 24 * 60) };
