//! What does a message change, and what is seen of it? Pure: time is an argument, and no socket, file
//! or clock can be named here (`scripts/purity` looks).

pub mod access;
pub mod board;
pub mod heard;
pub mod home_id;
pub mod lane;
pub mod person;

pub use home_id::HomeId;
