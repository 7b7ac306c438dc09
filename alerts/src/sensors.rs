//! How are the sensors themselves: do they live, what do they say of themselves, are they warm?

mod chatter;
mod clock_fault;
mod end_of_life;
mod fault;
mod frozen;
mod ghost;
mod pulse;
mod service;
mod warm_up;

pub(crate) use chatter::Chatter;
pub(crate) use clock_fault::ClockFault;
pub(crate) use end_of_life::Lives;
pub(crate) use fault::{Behaviour, Faults, Flag};
pub(crate) use frozen::Frozen;
pub(crate) use ghost::Ghosts;
pub(crate) use pulse::{Beat, Pulse};
pub(crate) use service::Service;
pub(crate) use warm_up::{WarmUps, Worth};
