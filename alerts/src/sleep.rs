//! Do they sleep, was that a nap, and what was the night?
//!
//! ```text
//!  movement ─▶ diary ─▶ index: how awake is a minute? ─▶ score: since when? ─▶ events, the wall
//!                │        ▲                                └─▶ nap
//!                └─▶ scale: what is much for them?
//!                └──────────────▶ night: all of it again, once it is over
//! ```

mod index;
mod nap;
mod night;
mod scale;
mod score;

pub(crate) use index::{Verdict, settle};
pub(crate) use nap::{Known, Nap, NapWord, Naps};
pub(crate) use night::{Bounds, Lived, share, sum_up};
pub(crate) use scale::Scale;
pub(crate) use score::{Sleep, SleepEvent};
