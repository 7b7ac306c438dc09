//! What happened in this home, and who must act?
//!
//! [`Reading`]s of a home's sensors and the passing of time go in; events, alarms and the numbers
//! of each minute come out, as the community will read them. No clock, file or socket can be named
//! here: the same code runs live, in a replay of weeks and in every test.
//!
//! [`Home`] owns a machine for each question, one file each, and routes between them:
//!
//! ```text
//!  readings ─▶ pulse     does each sensor live?         ┐
//!              fault     what does it say of itself?    ├─ findings ─▶ rules ─▶ alarm ─▶ alarm/…
//!              end_of_life  must it be replaced soon?   │
//!              warm_up   is a number worth anything?    │
//!              jump      is a leap of a number real?    │
//!              air       is the air safe?               │                ▲
//!              door_open, door_night  the entrance?     │                │
//!              wandering  up and about at night?        │                │
//!              bands, repositioning, ghost, frozen      ┘                │
//!              door      is a door open?                ┐                │
//!              bed       is somebody in bed?            ├─ events ─▶ absence
//!              turn, sleep, nap, visitor                │            tally, presence ─▶ state
//!              vitals, activity                         ┘                          └─▶ event/…
//!              minute    what did each number do?       ───────────────────────────▶ minute
//!              diary, nights, daybook   what was it?    ───────────────────────────▶ summary/…
//!              baseline  was a night unlike the others? ── a night that is over ──▶ rules, event/…
//! ```
//!
//! All of it is driven by four verbs: `handle_…(at, input)`, [`Home::handle_timeout`],
//! [`Home::poll_timeout`] and [`Home::poll_event`]. One input, then poll until there is no more.
//! [`Home::state`] is the snapshot for the wall. What is said, and how it is written, is in
//! [`message`].
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod alarm;
pub mod message;
pub mod policy;

mod air;
mod baseline;
mod bed;
mod body;
mod home;
mod place;
mod plan;
mod record;
mod sensors;
mod sleep;
mod sparse;
mod time;

pub use alarm::Refused;
pub use home::{Checkpoint, Gap, Home, Output, StoreHealth};
pub use message::Message;
pub use plan::{Gas, Kind, Plan, SourceId, SourcePlan};
pub use policy::Policy;
pub use protocol::Mono;
#[cfg(doc)]
use protocol::Reading;
pub use time::{ClockQuality, Night, Wall, When, YearMonth};
