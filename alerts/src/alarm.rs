//! Alarms: which condition is one, and how does it live?

mod life;
mod rules;

pub(crate) use life::Alarms;
pub use life::{Kept, Refused};
pub(crate) use rules::{Active, Finding, is_latched};
