//! Which messages of a lane has the station, and which are missing? One cursor per home and lane,
//! changed in the transaction of the message's effect.

use serde::{Deserialize, Serialize};

mod cursor;

pub use cursor::{Arrival, Missing};

/// How many boots of a home a cursor tells apart. A home that starts more often within the 48 h that
/// it can send anything again has its oldest holes closed as lost.
pub const MOST_BOOTS: usize = 8;

/// How many holes a boot of a lane may have; more are joined, the smallest distance first. What lies
/// between two that were joined may then come twice: better than not at all.
pub const MOST_HOLES: usize = 64;

/// How many stretches a home may have told by `gap`, in a boot of a lane; more are joined. A home joins
/// its losses itself, so there are as many as there are reasons.
pub const MOST_EXCUSED: usize = 16;

/// What is known of one lane of a home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The boots, the oldest first; at most [`MOST_BOOTS`].
    pub boots: Vec<BootCursor>,
    /// Messages that were missing in boots that are told apart no more.
    #[serde(default)]
    pub given_up: u64,
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
    /// Where the home has told by `gap` that messages are lost, both ends included, in order. Others
    /// between them may still come, so what is missing there stays a hole; but nobody asks for it.
    #[serde(default)]
    pub excused: Vec<(u32, u32)>,
}
