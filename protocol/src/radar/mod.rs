//! mmWave radars: who is where, and how do they breathe?

pub(crate) mod micradar;
