//! What does a message change, and what is seen of it? Pure: time is an argument, and no socket, file
//! or clock can be named here (`scripts/purity` looks).

pub mod access;
pub mod activity;
mod ask;
pub mod baseline;
pub mod board;
pub mod budget;
pub mod calendar;
pub mod clinic;
pub mod desk;
pub mod heard;
mod home;
pub mod home_id;
pub mod kept;
pub mod lane;
pub mod ledger;
mod lost;
pub mod night;
mod open;
pub mod person;
mod quota;
pub mod report;
pub mod second_step;
mod spark;
pub mod station;
mod strip;
pub mod table;
pub mod trust;
pub mod weeks;

pub use home_id::HomeId;
