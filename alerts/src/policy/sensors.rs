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
