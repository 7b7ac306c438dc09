//! What is written down: of each minute, and of the day.

mod day;
mod ledger;
mod minute;
mod night;
mod ticks;

pub(crate) use day::Tally;
pub(crate) use ledger::Ledger;
pub(crate) use minute::{Minutes, Of};
pub(crate) use night::Night;
pub(crate) use ticks::{MINUTE, Ticks};
