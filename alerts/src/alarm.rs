//! Alarms: which condition is one, and how does it live?

mod calls;
mod condition;
mod kept;
mod life;
mod open;
mod pauses;
mod refused;
mod rules;
mod signal;

pub(crate) use calls::{Caller, Calls};
pub use kept::Kept;
pub(crate) use life::Alarms;
pub use refused::Refused;
pub(crate) use rules::Finding;
