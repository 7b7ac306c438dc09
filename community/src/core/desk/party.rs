//! Who may be called, and by which way? People by number; who they are is put in at the edge.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use serde::{Deserialize, Serialize};

/// Somebody who may be called, in this station. Given once; it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub i64);

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

/// Ways to one person that are tried; a form offers fewer.
pub const MOST_CHANNELS: usize = 8;

/// A way that was not proved by a code or by an answer for so long may be dead.
pub const PROVEN_FOR: Duration = Duration::from_secs(31 * 24 * 3_600);

/// Somebody who may be called, as seen from one case: their relation to its resident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub id: PartyId,
    /// What they are to the case.
    pub is: PartyIs,
    /// The resident agrees that they are told; who has not that is never told. True for staff.
    pub consent: bool,
    /// The ways to them, in the order in which they are tried.
    pub channels: Vec<Channel>,
}

/// What somebody is to a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyIs {
    /// Sits at the desk, or carries its telephone.
    Staff,
    /// Responsible for this part of the neighbourhood.
    GridWorker,
    /// Somebody of the neighbourhood who goes.
    Volunteer,
    /// Of the resident's family.
    Relative,
    /// A group chat behind a robot, by its name in the configuration: told, and never a person.
    Group(String),
}

/// A way to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Where to.
    pub to: Address,
    /// When a code that was sent there came back.
    pub verified: Option<Wall>,
    /// When something that was sent there was last answered or opened.
    pub proven: Option<Wall>,
    /// Since when it fails for good.
    pub dead: Option<Wall>,
}

/// Where a message goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Address {
    /// E-mail.
    Mail(String),
    /// A text message to a telephone.
    Sms(String),
    /// A robot or webhook, by its name in the configuration.
    Robot(String),
}

/// An address is personal: no log may show it.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mail(_) => f.write_str("Mail(…)"),
            Self::Sms(_) => f.write_str("Sms(…)"),
            Self::Robot(name) => f.debug_tuple("Robot").field(name).finish(),
        }
    }
}

/// What the desk warns of, about somebody who may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// There is no way to them at all.
    NoChannel,
    /// There is none that was ever verified: only a high alarm tries it.
    NothingVerified,
    /// This way was not proved for a month.
    Stale {
        /// Its place among theirs.
        channel: u8,
    },
    /// This way fails for good.
    Dead {
        /// Its place among theirs.
        channel: u8,
    },
}

impl Channel {
    /// When the way was last seen to work.
    #[must_use]
    pub fn proven_at(&self) -> Option<Wall> {
        self.verified.max(self.proven)
    }
}

impl Party {
    /// The ways that are tried for this, in order, by their place: those that were verified and live,
    /// then those that seem dead, and for a high alarm those that nobody ever verified: better than
    /// none. A robot that may not speak now is left out.
    #[must_use]
    pub fn route(&self, now: Wall, priority: Priority, muted: &BTreeMap<String, Wall>) -> Vec<u8> {
        if !self.consent {
            return Vec::new();
        }
        let speaks = |channel: &Channel| match &channel.to {
            Address::Robot(name) => muted.get(name).is_none_or(|until| *until <= now),
            Address::Mail(_) | Address::Sms(_) => true,
        };
        let group = matches!(self.is, PartyIs::Group(_));
        let verified = |channel: &Channel| group || channel.verified.is_some();
        let order = |channel: &Channel| match (verified(channel), channel.dead) {
            (true, None) => 0u8,
            (true, Some(_)) => 1,
            (false, _) => 2,
        };
        let last = if priority == Priority::High { 2 } else { 1 };
        let ways = (0u8..).zip(&self.channels).take(MOST_CHANNELS);
        let mut route: Vec<(u8, u8)> = ways
            .filter(|(_, way)| speaks(way) && order(way) <= last)
            .map(|(place, way)| (order(way), place))
            .collect();
        route.sort_unstable();
        route.into_iter().map(|(_, place)| place).collect()
    }

    /// One of their ways.
    #[must_use]
    pub fn channel(&self, place: u8) -> Option<&Channel> {
        self.channels.get(usize::from(place))
    }

    /// What is wrong with the ways to them.
    #[must_use]
    pub fn warnings(&self, now: Wall) -> Vec<Warning> {
        if self.channels.is_empty() {
            return vec![Warning::NoChannel];
        }
        if matches!(self.is, PartyIs::Group(_)) {
            return Vec::new();
        }
        let mut warnings = Vec::new();
        if !self.channels.iter().any(|it| it.verified.is_some() && it.dead.is_none()) {
            warnings.push(Warning::NothingVerified);
        }
        for (channel, way) in (0u8..).zip(&self.channels).take(MOST_CHANNELS) {
            if way.dead.is_some() {
                warnings.push(Warning::Dead { channel });
            } else if way.proven_at().is_some_and(|proven| proven + PROVEN_FOR <= now) {
                warnings.push(Warning::Stale { channel });
            }
        }
        warnings
    }
}
