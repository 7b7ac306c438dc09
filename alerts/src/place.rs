//! The place: where are they, is a door open, how much do they move, is anybody seen?

mod activity;
mod door;
mod door_night;
mod door_open;
mod door_unused;
mod eyes;
mod inactivity;
mod presence;
mod seen;
mod visitor;
mod wandering;
mod watch;

pub(crate) use activity::Activities;
pub(crate) use door::{DoorWord, Doors};
pub(crate) use door_night::NightDoors;
pub(crate) use door_open::OpenDoors;
pub(crate) use door_unused::DoorUnused;
pub(crate) use eyes::{Channel, Sign};
pub(crate) use inactivity::Inactivity;
pub(crate) use presence::{Passage, Presence};
pub(crate) use seen::{Sees, Sightings};
pub(crate) use visitor::{Company, Rate, Visitors};
pub(crate) use wandering::Wandering;
pub(crate) use watch::Watch;
