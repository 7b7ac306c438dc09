//! The bed: is somebody in it, are they away from it for too long, did they turn over?

mod absence;
mod occupancy;
mod rising;
mod settled;
mod signs;
mod stay;
mod turn;

pub(crate) use absence::Absence;
pub(crate) use occupancy::{Bed, BedEvent, Occupancy, Sight};
pub(crate) use rising::Rising;
pub(crate) use settled::Settled;
pub(crate) use stay::{Stay, Stayed};
pub(crate) use turn::{InBed, Turn, Turns};
