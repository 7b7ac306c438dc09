//! The community's station: the other end of the contract.
//!
//! Homes publish what they know below `hearth/v1/{community}/{home}/`. The station takes it in
//! ([`mqtt`]), decides what it changes ([`core`], pure), keeps it ([`store`]), and shows it to the
//! people who go and knock ([`web`]). It knows no sensor byte. Who lives in a home is known here and
//! nowhere else: encrypted at rest, audited, erasable.
//!
//! ```text
//!  broker ──▶ mqtt ──▶ core (what does it change?) ──▶ store ──▶ PUBACK
//!                        │                               ▲
//!                        ▼                               │ verbs
//!                      board ──▶ web (wall, resident page, roster) ◀── people
//! ```

pub mod broker;
#[allow(clippy::disallowed_types, reason = "`fl!` hands its arguments over in a HashMap")]
pub mod channels;
pub mod cli;
pub mod clinic;
pub mod clock;
mod cmd;
pub mod config;
pub mod core;
#[allow(clippy::disallowed_types, reason = "`fl!` hands its arguments over in a HashMap")]
pub mod desk;
pub mod fhir;
pub mod hall;
pub mod health;
pub mod ingest;
pub mod inside;
pub mod listening;
pub mod metrics;
pub mod mqtt;
pub mod opened;
pub mod photo;
pub mod print;
pub mod roster;
pub mod run;
#[allow(clippy::disallowed_types, reason = "`fl!` hands its arguments over in a HashMap")]
pub mod say;
pub mod store;
pub mod vault;
#[allow(clippy::disallowed_types, reason = "`fl!` hands its arguments over in a HashMap")]
pub mod web;
