//! What is written down: of each minute, and of the day.

mod day;
mod minute;

pub(crate) use day::Tally;
pub(crate) use minute::Minutes;
