//! The I/O shell around the pure core, and the technician's command line.
//!
//! A straight line: serial lines → [`engine`] → [`outbox`] → [`uplink`]. The engine owns the
//! [`core::Core`], the only part that knows what bytes mean and what happened; everything else here
//! carries things in and out. [`run`] puts them together on one page.
#![forbid(unsafe_code)]

pub mod allowance;
pub mod capture;
pub mod cli;
pub mod clock;
mod cmd;
pub mod command;
pub mod control;
pub mod core;
pub mod engine;
pub mod exits;
mod hex;
pub mod kept;
pub mod line;
pub mod onsite;
pub mod outbox;
pub mod pace;
pub mod run;
pub mod search;
pub mod socket;
pub mod status;
pub mod steps;
pub mod uplink;
pub mod wiring;
