//! What comes out of the station: what is shown, what is asked, and what is known when somebody asks.

use std::sync::Arc;

use alerts::Wall;
use alerts::message::{Health, Lane};

use super::{ALL_LANES, Station};
use crate::core::HomeId;
use crate::core::board::{Contact, OpenAlarm, Tile};
use crate::core::heard::{AlarmStep, Now};
use crate::core::home::Home;
use crate::core::lane::Missing;

/// What is to be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A tile.
    Tile(HomeId, Arc<Tile>),
    /// The strip, whole.
    Strip(Arc<[OpenAlarm]>),
}

/// What is asked of a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Of which.
    pub home: HomeId,
    /// `resend`.
    pub name: &'static str,
    /// The JSON.
    pub payload: String,
}

/// Everything that is known of a home, for its page.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeView {
    /// Whether it is heard.
    pub contact: Contact,
    /// When it last showed that it is there.
    pub heard: Option<Wall>,
    /// What it said last, and when.
    pub said: Option<(Wall, Now)>,
    /// How its gateway is.
    pub health: Option<Health>,
    /// Its open alarms, and when the station heard of each.
    pub open: Vec<(Wall, AlarmStep)>,
    /// What is missing of it.
    pub missing: Vec<(Lane, Missing)>,
}

/// How the ingest stands, for operators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Homes that were ever heard.
    pub homes: usize,
    /// Homes that are heard now.
    pub live: usize,
    /// Homes that are lost.
    pub lost: usize,
    /// Open alarms.
    pub open: usize,
    /// Messages that are missing, of all homes.
    pub missing: u64,
}

/// What operators look into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Homes that are not heard, and since when.
    pub lost: Vec<(HomeId, Wall)>,
    /// What is missing.
    pub holes: Vec<(HomeId, Lane, Missing)>,
}

impl Station {
    /// Everything that is known of a home.
    #[must_use]
    pub fn home(&self, name: &HomeId) -> Option<HomeView> {
        let home = self.homes.get(name)?;
        Some(HomeView {
            contact: home.contact(self.is_up()),
            heard: home.heard,
            said: home.said.as_ref().map(|said| (said.at, Now::clone(&said.now))),
            health: home.health.as_deref().cloned(),
            open: home.open.iter().map(|alarm| (alarm.since, alarm.step.clone())).collect(),
            missing: home.missing(ALL_LANES).collect(),
        })
    }

    /// How it all stands. It looks at every home: not for each message.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let missing = |home: &Home| {
            home.missing(ALL_LANES).map(|(_, hole)| u64::from(hole.count())).sum::<u64>()
        };
        Standing {
            homes: self.homes.len(),
            live: self.live,
            lost: self.lost.count(),
            open: self.homes.values().map(|home| home.open.count()).sum(),
            missing: self.homes.values().map(missing).sum(),
        }
    }

    /// Homes that are lost, and since when; and what is missing of which: at most so many of each.
    #[must_use]
    pub fn wrong(&self, at_most: usize) -> Wrong {
        let lost = self.homes.iter().filter_map(|(name, home)| match home.contact(self.is_up()) {
            Contact::Lost(since) => Some((name.clone(), since)),
            Contact::NotYet | Contact::Live | Contact::Stopped(_) | Contact::Unknown => None,
        });
        let holes = self.homes.iter().flat_map(|(name, home)| {
            home.missing(ALL_LANES).map(move |(lane, hole)| (name.clone(), lane, hole))
        });
        Wrong { lost: lost.take(at_most).collect(), holes: holes.take(at_most).collect() }
    }
}
