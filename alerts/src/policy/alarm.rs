//! What decides of the life of an alarm?

use core::time::Duration;

use super::{min, s};

/// contract.md §4: an alarm that nobody has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmPolicy {
    /// Repeated every: low, medium, high (30 min, 5 min, 60 s).
    pub remind: [Duration; 3],
    /// Escalated after: low, medium, high (60 min, 5 min, 60 s).
    pub escalate: [Duration; 3],
}

impl Default for AlarmPolicy {
    fn default() -> Self {
        Self { remind: [min(30), min(5), s(60)], escalate: [min(60), min(5), s(60)] }
    }
}

/// How an alarm's condition ends and its call comes again (contract.md §3). No home changes it: a
/// longer or shorter wait here does not suit a home, it tells a desk less of what is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LifePolicy {
    /// A condition is over once it has been off for so long: a contact that goes on and off every
    /// few seconds is one alarm that goes on.
    pub(crate) off: Duration,
    /// A source that was lost is back once it was heard for so long without a silence: a loose plug
    /// is one alarm, and not one for each time that it touches.
    pub(crate) heard: Duration,
    /// A call for help is a new one if it comes so long after the last: nobody presses a button
    /// more slowly because he needs help less, and no contact bounces for longer.
    pub(crate) call_again: Duration,
}

pub(crate) const LIFE: LifePolicy = LifePolicy { off: s(30), heard: min(5), call_again: s(2) };

/// How long may an alarm be kept from calling (contract.md §3, commands)? No home changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PausePolicy {
    /// A kind on which a life may hang (15 min) …
    pub(crate) life_safety: Duration,
    /// … once in so long: pauses that follow each other would be one without an end.
    pub(crate) apart: Duration,
    /// Any other (720 min).
    pub(crate) others: Duration,
    /// A test that nobody accepts is over after so long.
    pub(crate) test: Duration,
    /// A sensor is out of service for at most so long.
    pub(crate) out_of_service: Duration,
}

pub(crate) const PAUSE: PausePolicy = PausePolicy {
    life_safety: min(15),
    apart: min(60),
    others: min(720),
    test: min(10),
    out_of_service: min(24 * 60),
};
