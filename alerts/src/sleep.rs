//! Sleep: do they sleep, and was that a nap?

mod nap;
mod score;

pub(crate) use nap::{Nap, Naps};
pub(crate) use score::{Sleep, SleepEvent, Verdict};
