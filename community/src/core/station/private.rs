//! Of which home is nothing kept, and of which must nothing remain? Of a resident who has not agreed to
//! be watched, only alarms are kept. Of one who was erased, nothing: what the broker keeps of their home
//! is emptied there, and that is tried until the broker has said that it is.

use std::collections::BTreeSet;

use super::Station;
use crate::core::HomeId;
use crate::core::home::Presence;
use crate::core::kept::Effect;

/// Topics that a home has retained, in the order in which they are emptied: when the broker says that
/// the last is empty, all are. The station hears the last one live.
pub const RETAINED: [&str; 6] =
    ["summary/night", "summary/day", "status", "state", "alarms", "health"];

impl Station {
    /// Homes whose residents have not agreed to be watched: all of them, as it is from now on.
    pub fn handle_unwatched(&mut self, homes: BTreeSet<HomeId>) {
        self.unwatched = homes;
    }

    /// A home whose resident was erased: nothing of it remains here, nor at the broker.
    pub fn forget(&mut self, name: &HomeId) {
        self.set_presence(name, Presence::Stopped(self.started));
        if let Some(home) = self.homes.remove(name) {
            if let Some(scheduled) = home.scheduled {
                self.agenda.remove(&(scheduled, name.clone()));
            }
            self.strip_moved |= self.calling.remove(name);
        }
        self.effects.retain(|effect| effect.home() != Some(name));
        self.lanes_moved.retain(|(home, _)| home != name);
        self.boots_moved.remove(name);
        self.tiles_moved.remove(name);
        self.emptying.insert(name.clone());
        self.empty_now = true;
    }

    /// The broker keeps nothing below this topic any more.
    pub fn handle_emptied(&mut self, name: &HomeId, below: &str) {
        if RETAINED.last() == Some(&below) && self.emptying.remove(name) {
            self.effects.push(Effect::Emptied { home: name.clone() });
        }
    }

    /// Homes whose retained topics are to be emptied now: each once a connection, until the broker has
    /// said that they are.
    pub fn take_emptying(&mut self) -> Vec<HomeId> {
        if !self.is_up() || !std::mem::take(&mut self.empty_now) {
            return Vec::new();
        }
        self.emptying.iter().cloned().collect()
    }
}
