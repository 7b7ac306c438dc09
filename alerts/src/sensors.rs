//! How are the sensors themselves: do they live, what do they say of themselves, are they warm?

mod chatter;
mod end_of_life;
mod fault;
mod pulse;
mod warm_up;

pub(crate) use chatter::Chatter;
pub(crate) use end_of_life::Lives;
pub(crate) use fault::{Faults, Flag};
pub(crate) use pulse::{Beat, Pulse};
pub(crate) use warm_up::{WarmUps, Worth};
