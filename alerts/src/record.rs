//! What is written down: of each minute, of the day and of the night.
//!
//! ```text
//!  minute ─▶ the message of each minute      diary ─┬▶ sleep
//!  day ────▶ the wall's counts of today      stays ─┴▶ nights ─▶ summary/night
//!  ledger ─▶ which fact is that?             daybook ──────────▶ summary/day
//! ```

mod day;
mod daybook;
mod diary;
mod ledger;
mod letters;
mod minute;
mod night;
mod nights;
mod stays;
mod ticks;

pub(crate) use day::Tally;
pub(crate) use daybook::{Daybook, Lived as DayLived};
pub(crate) use diary::{Diary, KEPT, Past};
pub(crate) use ledger::Ledger;
pub(crate) use minute::{Minutes, Of};
pub(crate) use night::Night;
pub(crate) use nights::{Closing, Nights};
pub(crate) use stays::{InBedFor, Stays};
pub(crate) use ticks::{MINUTE, Ticks};
