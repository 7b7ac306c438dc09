//! The place: where are they, is a door open, how much do they move?

mod activity;
mod door;
mod presence;

pub(crate) use activity::Activities;
pub(crate) use door::{DoorEvent, Doors};
pub(crate) use presence::{Passage, Presence};
