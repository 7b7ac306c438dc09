//! Which messages of a lane has the station, and which are missing? One cursor per home and lane,
//! changed in the transaction of the message's effect.

use serde::{Deserialize, Serialize};

/// How many boots of a home a cursor tells apart. A home that starts more often within the 48 h that
/// it can send anything again has its oldest holes closed as lost.
pub const MOST_BOOTS: usize = 8;

/// How many holes a boot of a lane may have; more are joined, the smallest distance first.
pub const MOST_HOLES: usize = 64;

/// What is known of one lane of a home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The boots, the oldest first; at most [`MOST_BOOTS`].
    pub boots: Vec<BootCursor>,
}

/// What is known of one lane in one boot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootCursor {
    /// The daemon's start.
    pub boot: u32,
    /// The highest `seq` taken in.
    pub high: u32,
    /// What is missing below that, both ends included, in order.
    pub holes: Vec<(u32, u32)>,
}
