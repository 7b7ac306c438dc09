//! What decides of the air: smoke, combustible gas, carbon monoxide?

use core::time::Duration;

use super::{min, s};

/// contract.md §3 and hazard.md §6: carbon monoxide and combustible gas.
#[derive(Clone, Debug, PartialEq)]
pub struct AirPolicy {
    /// Carbon monoxide, ppm.
    pub co: CoPolicy,
    /// High at once from here on, per cent LEL (10).
    pub gas_high_lel: f32,
    /// Medium from here on, per cent LEL (5) …
    pub gas_medium_lel: f32,
    /// … for so long (15 s).
    pub gas_medium_after: Duration,
    /// A value must stay below a limit for so long before the limit counts as left (60 s): neither
    /// an exposure nor an alarm may end on one low sample. Carbon monoxide is never clear before 5
    /// min.
    pub dip: Duration,
}

impl Default for AirPolicy {
    fn default() -> Self {
        Self {
            co: CoPolicy::default(),
            gas_high_lel: 10.0,
            gas_medium_lel: 5.0,
            gas_medium_after: s(15),
            dip: s(60),
        }
    }
}

/// How far a leap of carbon monoxide is believed (contract.md §3). No home changes it: it says what
/// a checksum of eight bits is worth, and not how a home is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct JumpPolicy {
    /// A leap begins below this, ppm …
    pub(crate) from: f32,
    /// … and reaches this.
    pub(crate) to: f32,
    /// It is held for no longer: three frames of the usual cells.
    pub(crate) hold: Duration,
}

pub(crate) const JUMP: JumpPolicy = JumpPolicy { from: 30.0, to: 100.0, hold: s(3) };

/// How the timers of carbon monoxide take silence (contract.md §3: silence neither raises nor ends).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DosePolicy {
    /// A number holds until the next for so long: the slowest that a wired sensor may be before it
    /// is lost (60 s).
    pub(crate) holds: Duration,
    /// In a silence up to this, what both its ends say is taken for what was in between: as long as
    /// a sleeper may be unseen (15 min).
    pub(crate) bridges: Duration,
}

pub(crate) const DOSE: DosePolicy = DosePolicy { holds: s(60), bridges: min(15) };

/// Carbon monoxide is over once it has been below its lowest limit for so long (contract.md §3: 5
/// min), or for [`AirPolicy::dip`] where a home has made that longer.
pub(crate) const CO_CLEAR: Duration = min(5);

/// A contact that is off, of a source that may measure too, is believed alone once no number has
/// come for so long (30 s: a module says its number within two seconds of its contact).
pub(crate) const CONTACT_ALONE: Duration = s(30);

/// How many ppm of a gas are 100 % of its lower explosive limit (contract.md §3, hazard.md §6).
pub(crate) const METHANE_LEL_PPM: f32 = 50_000.0;
pub(crate) const LPG_LEL_PPM: f32 = 21_000.0;

/// The tiers of carbon monoxide (contract.md §3; times of EN 50291-1 and stricter).
#[derive(Clone, Debug, PartialEq)]
pub struct CoPolicy {
    /// High at once (300 ppm).
    pub high_at_once: f32,
    /// High after `high_after[0]`, medium at once (100 ppm).
    pub severe: f32,
    /// High after `high_after[1]` (50 ppm).
    pub raised: f32,
    /// High after `high_after[2]`, low after `low_after` (30 ppm).
    pub notable: f32,
    /// 10, 60, 120 min.
    pub high_after: [Duration; 3],
    /// 30 min.
    pub low_after: Duration,
}

impl Default for CoPolicy {
    fn default() -> Self {
        Self {
            high_at_once: 300.0,
            severe: 100.0,
            raised: 50.0,
            notable: 30.0,
            high_after: [min(10), min(60), min(120)],
            low_after: min(30),
        }
    }
}
