//! Lines as they live: what is sent and when, what is withheld and when, in virtual time.
//!
//! A script says what a line hears; a test compares everything that its driver says and sends, and
//! fails on anything more.

#[path = "scripts/line.rs"]
mod line;
#[path = "scripts/pause.rs"]
mod pause;
#[path = "scripts/poll.rs"]
mod poll;
#[path = "scripts/rules.rs"]
mod rules;
#[path = "scripts/start_up.rs"]
mod start_up;
#[path = "scripts/vitals.rs"]
mod vitals;
#[path = "scripts/warm_up.rs"]
mod warm_up;
