//! The place: where are they, is a door open, how much do they move, is anybody seen?

mod activity;
mod door;
mod inactivity;
mod presence;
mod seen;
mod watch;

pub(crate) use activity::Activities;
pub(crate) use door::{DoorEvent, Doors};
pub(crate) use inactivity::Inactivity;
pub(crate) use presence::{Passage, Presence};
pub(crate) use seen::{Sees, Sightings};
pub(crate) use watch::Watch;
