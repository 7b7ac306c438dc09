//! Radars: who is where, and how do they breathe?

pub(crate) mod ld2410;
pub(crate) mod micradar;
