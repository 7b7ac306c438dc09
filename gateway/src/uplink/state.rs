//! How is the link? What `status` shows, in plain words.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The link and what it has carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkState {
    /// How far it is. A watch on the state is notified when this changes.
    pub phase: Phase,
    /// Since the daemon's start; they move silently.
    pub counts: Counts,
    /// What somebody should look at, in plain words. They move silently.
    pub remarks: Vec<String>,
    /// What the broker does not take. Moves silently.
    pub aside: Vec<SetAside>,
}

/// A message, or a topic, that the broker does not take. It waits in the outbox and is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Its id; absent for a live message, and where all rows of a topic wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its topic below the home's root.
    pub topic: String,
    /// What happens.
    pub why: String,
    /// For how long, in seconds.
    pub for_s: u64,
    /// How often it was tried again.
    pub tries: u32,
}

/// How far the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// On the way to the broker.
    #[default]
    Connecting,
    /// The broker has answered; it is not sure yet that this login may publish.
    Proving,
    /// The broker has taken the home's status, and has not passed it on for a while.
    Doubted,
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
    /// Messages that were set aside because the broker does not take them.
    pub set_aside: u64,
    /// Times that the home had to stop listening to commands.
    pub deafened: u64,
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
        write!(f, "{}", self.phase)?;
        self.remarks.iter().try_for_each(|remark| write!(f, "; {remark}"))
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connecting => f.write_str("connecting"),
            Self::Proving => f.write_str("connected, waiting to hear the own status"),
            Self::Doubted => f.write_str(
                "connected; the broker has taken the home's status and does not pass it on: it is \
                 slow, or this login may not publish here",
            ),
            Self::Online => f.write_str("online"),
            Self::Refused { why } => f.write_str(why),
            Self::Down { why, retry_in } => {
                write!(f, "{why}; trying again in {} s", retry_in.as_secs_f32().ceil())
            }
            Self::Stopped => f.write_str("stopped"),
        }
    }
}
