//! Sleep: do they sleep, and was that a nap?

mod nap;
mod score;

pub(crate) use nap::Naps;
pub(crate) use score::{Sleep, SleepEvent, Verdict};
