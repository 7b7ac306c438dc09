//! The bed: is somebody in it, are they away from it for too long, did they turn over?

mod absence;
mod arrival;
mod away;
mod bedroom;
mod evidence;
mod inferred;
mod leaving;
mod mat;
mod occupancy;
mod rhythm;
mod rising;
mod settled;
mod signs;
mod stay;
mod stir;
mod turn;
mod word;

pub(crate) use absence::Absence;
pub(crate) use bedroom::{Bedroom, In, Motion};
pub(crate) use inferred::{Inference, Inferred};
pub(crate) use mat::{Mat, MatSays};
pub(crate) use occupancy::{Bed, BedEvent, Occupancy, Sight};
pub(crate) use rising::Rising;
pub(crate) use settled::Settled;
pub(crate) use stay::{Stay, Stayed};
pub(crate) use turn::{InBed, Turn, Turns};
