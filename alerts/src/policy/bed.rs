//! What decides of the bed: in it, out of it, away from it for too long, turned over?

use core::time::Duration;

use super::{min, s};

/// care.md 2.2: in bed, out of bed, bed exit, final rise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedPolicy {
    /// In bed without a break for so long is confirmed (30 s).
    pub settle: Duration,
    /// … or for so long with breath seen (10 s).
    pub settle_with_breath: Duration,
    /// Out of bed for so long after the first sign is confirmed (60 s).
    pub grace: Duration,
    /// … or for so long when a door or another room agrees (15 s).
    pub grace_if_seen_elsewhere: Duration,
    /// A shorter absence is no exit, and a shorter stay between two absences joins them (60 s).
    pub shortest: Duration,
    /// Without return for so long the exit was the final rise (60 min).
    pub final_rise: Duration,
    /// Body movement from here on is a large one: walking or getting up (31 of 100, radar.md 1.4).
    pub large: u8,
}

impl Default for BedPolicy {
    fn default() -> Self {
        Self {
            settle: s(30),
            settle_with_breath: s(10),
            grace: s(60),
            grace_if_seen_elsewhere: s(15),
            shortest: s(60),
            final_rise: min(60),
            large: 31,
        }
    }
}

/// care.md 2.2: toilet trip or long absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsencePolicy {
    /// Out of bed at night for so long: a low alarm (15 min).
    pub low: Duration,
    /// … a medium one (30 min).
    pub medium: Duration,
}

impl Default for AbsencePolicy {
    fn default() -> Self {
        Self { low: min(15), medium: min(30) }
    }
}

/// What decides besides (contract.md §3, `absent-from-bed`). No home changes it: a home says how long
/// its residents' trips are, not what counts as being found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AbsenceRule {
    /// Not seen anywhere for so long: high. Also where the entrance was opened: who went out is
    /// not to be expected back sooner.
    pub(crate) high: Duration,
    /// Somebody who is there and does not move, out of bed, for so long: medium. They may lie.
    pub(crate) still: Duration,
    /// A radar loses a still body for less than that (it says nobody after 1 to 2 min, care.md
    /// 2.1): what it says on both sides of the gap belongs together.
    pub(crate) flicker: Duration,
    /// Sleep so long before the night's start makes it a settled one, for who left before it.
    pub(crate) before: Duration,
    /// While the clock has never been right a settled night lasts for so long at most: longer than
    /// any home's.
    pub(crate) unset: Duration,
    /// … and who was seen so long after they left the bed has risen, whatever time it is.
    pub(crate) risen: Duration,
}

pub(crate) const ABSENCE: AbsenceRule = AbsenceRule {
    high: min(60),
    still: min(15),
    flicker: min(2),
    before: min(180),
    unset: min(14 * 60),
    risen: min(60),
};

/// When a stay in bed counts (contract.md §3): shorter, it ends no absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StayRule {
    /// From here on.
    pub(crate) least: Duration,
    /// How late a module may still say that they are in bed (5 min: MicRadar's own acceptance
    /// test, care.md 2.1): after that, without a sign of life, they are not.
    pub(crate) late: Duration,
    /// Looked at again so often meanwhile.
    pub(crate) look: Duration,
}

pub(crate) const STAY: StayRule = StayRule { least: s(60), late: min(5), look: s(5) };

/// When a night has begun for the resident, and not only for the clock (contract.md §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SettledRule {
    /// So many minutes in bed since the night began.
    pub(crate) in_bed: u16,
    /// So many minutes out of bed are a trip (care.md 2.2), and the stays on both sides are one.
    pub(crate) trip: u16,
}

pub(crate) const SETTLED: SettledRule = SettledRule { in_bed: 30, trip: 15 };

/// From when on leaving the bed is rising, learnt from the resident's own final rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RisingRule {
    /// So long before the night's end until enough is learnt (contract.md §3).
    pub(crate) at_first: Duration,
    /// Never earlier: a final rise begins at the earliest then (care.md 2.2).
    pub(crate) earliest: Duration,
    /// So many rises are kept: two weeks, as all personal baselines (care.md 2.2) …
    pub(crate) kept: usize,
    /// … and so many are enough: a week has every day that a resident lives by.
    pub(crate) enough: usize,
    /// So long before the earliest but one: the earliest may have been a fall.
    pub(crate) margin: Duration,
    /// So long after the night's end leaving the bed is still rising: until noon for the usual
    /// night.
    pub(crate) after: Duration,
}

pub(crate) const RISING: RisingRule = RisingRule {
    at_first: min(90),
    earliest: min(180),
    kept: 14,
    enough: 7,
    margin: min(15),
    after: min(5 * 60),
};

/// care.md 2.2: turn-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnPolicy {
    /// Body movement from here on belongs to a turn (30 of 100).
    pub movement: u8,
    /// Bursts closer together are one (10 s).
    pub join: Duration,
    /// A longer burst is no turn (20 s).
    pub longest: Duration,
    /// In bed for so long before and after (30 s).
    pub settled: Duration,
    /// No other turn for so long after one (30 s).
    pub refractory: Duration,
}

impl Default for TurnPolicy {
    fn default() -> Self {
        Self { movement: 30, join: s(10), longest: s(20), settled: s(30), refractory: s(30) }
    }
}
