//! How is the link? What `status` shows, in plain words.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// The link and what it has carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkState {
    /// How far it is. A watch on the state is notified when this changes.
    pub phase: Phase,
    /// Since the daemon's start; they move silently.
    pub counts: Counts,
}

/// How far the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// On the way to the broker.
    #[default]
    Connecting,
    /// The broker has answered; it is not sure yet that this login may publish.
    Proving,
    /// Messages are delivered.
    Online,
    /// Somebody has to change something.
    Refused {
        /// What to check.
        why: String,
    },
    /// The link is lost, and tried again by itself.
    Down {
        /// What happened.
        why: String,
        /// When it is tried again.
        retry_in: Duration,
    },
    /// The home has taken its leave.
    Stopped,
}

/// What the link has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that the broker has acknowledged.
    pub acknowledged: u64,
    /// Times that it was reached.
    pub connections: u64,
    /// Acknowledgements of what was not sent.
    pub unsolicited: u64,
    /// Commands that were dropped: too many at a time, or retained by the broker.
    pub commands_dropped: u64,
    /// Messages that could not be sent as they were.
    pub unsendable: u64,
}

impl LinkState {
    /// Messages are delivered.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.phase == Phase::Online
    }
}

impl fmt::Display for LinkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.phase {
            Phase::Connecting => f.write_str("connecting"),
            Phase::Proving => f.write_str("connected, waiting to hear the own status"),
            Phase::Online => f.write_str("online"),
            Phase::Refused { why } => f.write_str(why),
            Phase::Down { why, retry_in } => {
                write!(f, "{why}; trying again in {} s", retry_in.as_secs_f32().ceil())
            }
            Phase::Stopped => f.write_str("stopped"),
        }
    }
}
