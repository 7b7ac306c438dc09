//! Whole evenings, nights and days of a home as scripts in virtual time: what its sensors say goes
//! in, and everything that it says comes out. Each test lists all of that, so anything extra fails.

#![allow(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod absence;
mod air;
mod alarms;
mod anything;
mod asked;
mod bed;
mod body;
mod chatter;
mod clock;
mod dice;
mod doubt;
mod entrance;
mod eventful;
mod generated;
mod life;
mod motion;
mod restart;
mod rig;
mod rooms;
mod summary;
mod vitals;
mod warming;
