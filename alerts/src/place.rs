//! The place: where are they, is a door open, how much do they move?

mod activity;
mod door;
mod door_night;
mod door_open;
mod eyes;
mod presence;
mod visitor;
mod wandering;

pub(crate) use activity::Activities;
pub(crate) use door::{DoorWord, Doors};
pub(crate) use door_night::NightDoors;
pub(crate) use door_open::OpenDoors;
pub(crate) use eyes::{Channel, Sign};
pub(crate) use presence::{Passage, Presence};
pub(crate) use visitor::{Company, Rate, Visitors};
pub(crate) use wandering::Wandering;
