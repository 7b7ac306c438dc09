//! What must the desk hear of the homes themselves? That one is lost or back, that the way to many is,
//! and that there is life where the resident is said to be away.
//!
//! It is told with the next batch, as the difference to what was told before: however often a home
//! comes and goes while the store refuses, there is one piece of news at most of each. What was told is
//! known again after a restart ([`Told`], from the store). Homes that are lost together are told as one.

use std::collections::BTreeSet;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Where;

use super::{Link, Station};
use crate::core::HomeId;
use crate::core::desk::Happened;
use crate::core::heard::{EventSaid, Now};
use crate::core::home::Presence;
use crate::core::kept::{Effect, Told};

/// What a home tells late may be of before the resident went away.
const RECENT: Duration = Duration::from_secs(15 * 60);

/// Homes whose residents are said to be away, on one day.
#[derive(Clone, Debug, Default)]
pub(super) struct Away {
    day: String,
    homes: BTreeSet<HomeId>,
    /// Life in them was told today.
    told: BTreeSet<HomeId>,
}

impl Station {
    /// Whose residents are said to be away: all of them, as it is from now on. `day` is the day of the
    /// community's calendar, `2026-11-23`.
    pub fn handle_away(&mut self, day: &str, homes: BTreeSet<HomeId>) {
        if self.away.day != day {
            self.away = Away { day: day.to_owned(), ..Away::default() };
        }
        self.away.told.retain(|home| homes.contains(home));
        self.away.homes = homes;
    }

    /// Homes of which it is not each for itself that they are lost, but the way to them; all of them
    /// while the station itself hears nothing.
    #[must_use]
    pub fn lost_together(&self) -> BTreeSet<HomeId> {
        match self.link {
            Link::Down { told: true, .. } => self.homes.keys().cloned().collect(),
            Link::Down { told: false, .. } | Link::Up => self
                .lost
                .together()
                .map(|group| group.names().cloned().collect())
                .unwrap_or_default(),
        }
    }

    /// Whether the desk must be told something.
    pub(super) fn has_untold(&self) -> bool {
        self.lost_moved && !self.untold().is_empty()
    }

    /// Puts what the desk was not told yet into the batch.
    pub(super) fn tell_desk(&mut self) {
        if !self.lost_moved {
            return;
        }
        for what in self.untold() {
            self.told.note(&what);
            self.effects.push(Effect::News { at: self.now, what });
        }
        self.lost_moved = false;
    }

    fn untold(&self) -> Vec<Happened> {
        let Told { lost, uplink } = &self.told;
        let fresh = self.lost.alone().map(|(home, _)| home).filter(|home| !lost.contains(*home));
        let fresh = fresh.map(|home| Happened::HomeLost { home: home.clone() });
        let back = lost.iter().filter(|home| {
            let presence = self.homes.get(*home).map(|home| home.presence);
            matches!(presence, None | Some(Presence::Live(_) | Presence::Stopped(_)))
        });
        let back = back.map(|home| Happened::HomeBack { home: home.clone() });
        let is_lost = match self.link {
            // Nobody can know yet.
            Link::Down { told: false, .. } => *uplink,
            Link::Down { told: true, .. } => true,
            Link::Up => self.lost.together().is_some(),
        };
        let way = match (*uplink, is_lost) {
            (false, true) => Some(Happened::UplinkLost),
            (true, false) => Some(Happened::UplinkBack),
            (true, true) | (false, false) => None,
        };
        fresh.chain(back).chain(way).collect()
    }

    /// An event that happened then.
    pub(super) fn note_event(&mut self, home: &HomeId, (now, at): (Wall, Wall), event: &EventSaid) {
        if !event.withdrawn && at + RECENT >= now && is_life(&event.kind) {
            self.note_life(home);
        }
    }

    /// Somebody is there.
    pub(super) fn note_life(&mut self, home: &HomeId) {
        if self.away.homes.contains(home) && self.away.told.insert(home.clone()) {
            let day = self.away.day.clone();
            let what = Happened::Life { home: home.clone(), day };
            self.effects.push(Effect::News { at: self.now, what });
        }
    }
}

/// Whether a state says that somebody is there.
pub(super) const fn shows_life(now: &Now) -> bool {
    matches!(now.whereabouts, Where::Bed | Where::Home)
        || now.heart_rate.is_some()
        || now.breathing_rate.is_some()
}

/// Whether somebody must be there for it. What left or is only said of a sensor is no life.
fn is_life(kind: &str) -> bool {
    const LIFE: [&str; 10] = [
        "bed-entry",
        "bed-exit",
        "came-home",
        "door-opened",
        "got-up",
        "nap",
        "sleep-onset",
        "turn-over",
        "visitor",
        "wake",
    ];
    LIFE.contains(&kind)
}
