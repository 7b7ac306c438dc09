//! What does a message change, and what is seen of it? The whole station as one machine.
//!
//! In go messages, the state of the link to the broker, and time; out come what is to be kept (a
//! [`Batch`], to be committed whole before anything in it is acknowledged), what is to be shown
//! ([`Shown`]), and what is asked of homes ([`Command`]). It makes nobody wait: what it shows, it
//! shows before it is stored.

mod effects;
mod news;
mod private;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use alerts::message::Lane;
use alerts::{Mono, Wall};

use super::HomeId;
use super::board::{OpenAlarm, Tile};
use super::heard::{Heard, Poison};
use super::home::{Home, Pace, Presence};
use super::kept::{Band, Batch, Effect, Loaded, LoadedHome, PoisonRow, Told};
use super::lost::Lost;
use super::spark::Spark;
use super::strip::strip;
pub use private::RETAINED;
pub use view::{Command, HomeView, Shown, Standing, Wrong};

/// Homes of one station. A community has 2,000 at most; more are somebody who makes names up.
pub const MOST_HOMES: usize = 20_000;

/// What is to be kept of live messages while the store refuses; later ones are not: a home says the
/// same again. What is durable is limited by what is not acknowledged.
const MOST_LIVE_EFFECTS: usize = 4_096;

/// Payloads of an hour that are set aside whole; those beyond are counted only. Whoever publishes
/// nonsense must not fill the disk.
const MOST_POISON: u32 = 1_000;
const POISON_HOUR: Duration = Duration::from_secs(3_600);

/// What is kept of a payload that nobody can read, and of its topic.
const POISON_BYTES: usize = 1_024;
const POISON_TOPIC: usize = 256;

/// Lanes of which a home keeps what it has sent.
const KEPT_LANES: &[Lane] = &[Lane::Alarms, Lane::Events];
const ALL_LANES: &[Lane] = &[Lane::Alarms, Lane::Events, Lane::Readings];

/// What a message was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Durable, and heard for the first time.
    New,
    /// Durable, and heard before: it changed nothing.
    Twin,
    /// Live: the newest counts.
    Live,
    /// Of one home too many.
    Refused,
}

/// Whether the station hears the broker.
#[derive(Clone, Copy, Debug)]
enum Link {
    Up,
    Down { at: Mono, since: Wall, told: bool },
}

/// The machine.
#[derive(Debug)]
pub struct Station {
    pace: Pace,
    started: Wall,
    /// As it was told last.
    now: Wall,
    link: Link,
    homes: BTreeMap<HomeId, Home>,
    lost: Lost,
    /// Homes that are heard now.
    live: usize,
    /// Who is looked at when.
    agenda: BTreeSet<(Mono, HomeId)>,
    /// Homes with open alarms.
    calling: BTreeSet<HomeId>,
    effects: Vec<Effect>,
    lanes_moved: BTreeSet<(HomeId, Lane)>,
    boots_moved: BTreeSet<HomeId>,
    tiles_moved: BTreeSet<HomeId>,
    strip_moved: bool,
    strip: Arc<[OpenAlarm]>,
    commands: Vec<Command>,
    /// Payloads that were set aside since then.
    poison: (Mono, u32),
    /// What the desk knows of lost homes, and whether it may be otherwise by now.
    told: Told,
    lost_moved: bool,
    away: news::Away,
    /// Homes of which only alarms are kept.
    unwatched: BTreeSet<HomeId>,
    /// Homes of which the broker must keep nothing.
    emptying: BTreeSet<HomeId>,
    empty_now: bool,
}

impl Station {
    /// With what the store had. The link is down until it is said to be up.
    #[must_use]
    pub fn new(now: Wall, at: Mono, loaded: Loaded) -> Self {
        Self::faster(1, (now, at), loaded)
    }

    /// The same, where everybody lives so many times faster than the world.
    #[must_use]
    pub fn faster(speed: u32, (now, at): (Wall, Mono), loaded: Loaded) -> Self {
        let mut station = Self {
            pace: Pace(speed.max(1)),
            started: now,
            now,
            link: Link::Down { at, since: now, told: false },
            homes: BTreeMap::new(),
            lost: Lost::default(),
            live: 0,
            agenda: BTreeSet::new(),
            calling: BTreeSet::new(),
            effects: Vec::new(),
            lanes_moved: BTreeSet::new(),
            boots_moved: BTreeSet::new(),
            tiles_moved: BTreeSet::new(),
            strip_moved: true,
            strip: Arc::default(),
            commands: Vec::new(),
            poison: (at, 0),
            told: loaded.told,
            lost_moved: true,
            away: news::Away::default(),
            unwatched: BTreeSet::new(),
            emptying: loaded.emptying.into_iter().collect(),
            empty_now: true,
        };
        for home in loaded.homes {
            station.restore(at, home);
        }
        station
    }

    fn restore(&mut self, at: Mono, loaded: LoadedHome) {
        let mut home = Home::new(at, self.pace);
        home.boot = loaded.boot;
        for (lane, cursor) in loaded.cursors {
            *home.lane_mut(lane) = cursor;
        }
        for (since, step) in loaded.open {
            home.open.restore(since, step);
        }
        if let Some((said, now)) = loaded.state {
            home.heard = Some(said);
            home.handle_state(said, None, Box::new(now));
        }
        for (minute, rate) in loaded.hearts {
            Spark::handle(&mut home.spark, minute, rate);
        }
        home.asks.handle(at, home.missing(KEPT_LANES).collect::<Vec<_>>().into_iter());
        if home.open.count() > 0 {
            self.calling.insert(loaded.home.clone());
        }
        self.tiles_moved.insert(loaded.home.clone());
        self.homes.insert(loaded.home, home);
    }

    /// A message.
    pub fn handle(&mut self, now: Wall, at: Mono, heard: Heard) -> Taken {
        self.now = now;
        if !self.homes.contains_key(&heard.home) {
            if self.homes.len() >= MOST_HOMES {
                return Taken::Refused;
            }
            self.homes.insert(heard.home.clone(), Home::new(at, self.pace));
            self.tiles_moved.insert(heard.home.clone());
        }
        if heard.is_sign_of_life() {
            self.set_presence(&heard.home, Presence::Live(at));
            if let Some(home) = self.homes.get_mut(&heard.home) {
                home.heard = Some(now);
            }
        }
        let name = heard.home.clone();
        let taken = self.take(now, at, heard);
        self.schedule(at, &name);
        taken
    }

    /// A payload that nobody can read.
    pub fn handle_poison(
        &mut self,
        (now, at): (Wall, Mono),
        topic: &str,
        payload: &[u8],
        why: &Poison,
    ) {
        let (since, count) = &mut self.poison;
        if at.since(*since) >= POISON_HOUR {
            (*since, *count) = (at, 0);
        }
        *count = count.saturating_add(1);
        if *count > MOST_POISON {
            return;
        }
        let topic = topic.get(..topic.floor_char_boundary(POISON_TOPIC)).unwrap_or_default();
        self.keep_live(Effect::Poison(PoisonRow {
            at: now,
            topic: topic.to_owned(),
            why: why.to_string(),
            payload: payload.get(..POISON_BYTES).unwrap_or(payload).to_vec(),
        }));
    }

    /// The link to the broker is up, or down. While it is down nobody is lost, since nobody could be
    /// heard; when it is back everybody has their time anew.
    pub fn handle_link(&mut self, now: Wall, at: Mono, up: bool) {
        self.now = now;
        match (self.link, up) {
            (Link::Up, true) | (Link::Down { .. }, false) => return,
            (Link::Up, false) => self.link = Link::Down { at, since: now, told: false },
            (Link::Down { .. }, true) => (self.link, self.empty_now) = (Link::Up, true),
        }
        self.lost.clear();
        self.lost_moved = true;
        self.live = 0;
        for home in self.homes.values_mut() {
            home.presence = match home.presence {
                Presence::Stopped(since) => Presence::Stopped(since),
                Presence::NotYet(_) | Presence::Live(_) | Presence::Lost(_) => Presence::NotYet(at),
            };
        }
        let names: Vec<HomeId> = self.homes.keys().cloned().collect();
        for name in names {
            self.schedule(at, &name);
            self.tiles_moved.insert(name);
        }
        self.strip_moved = true;
    }

    /// The personal bands, from the store.
    pub fn handle_bands(&mut self, bands: Vec<Band>) {
        for Band { home, low, high } in bands {
            if let Some(known) = self.homes.get_mut(&home) {
                known.band = Some((low, high));
                self.tiles_moved.insert(home);
            }
        }
    }

    /// Time has gone on.
    pub fn handle_timeout(&mut self, at: Mono) {
        while let Some((due, _)) = self.agenda.first()
            && *due <= at
            && let Some((_, name)) = self.agenda.pop_first()
        {
            if let Some(home) = self.homes.get_mut(&name) {
                home.scheduled = None;
            }
            self.look_at(at, &name);
            self.schedule(at, &name);
        }
        if let Link::Down { at: down, told, .. } = &mut self.link
            && !*told
            && *down + self.pace.silent() <= at
        {
            *told = true;
            self.strip_moved = true;
            self.lost_moved = true;
        }
    }

    /// When time is to be told next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        let deaf = match self.link {
            Link::Down { at, told: false, .. } => Some(at + self.pace.silent()),
            Link::Down { told: true, .. } | Link::Up => None,
        };
        self.agenda.first().map(|(due, _)| *due).into_iter().chain(deaf).min()
    }

    fn look_at(&mut self, at: Mono, name: &HomeId) {
        let up = self.is_up();
        let Some(home) = self.homes.get_mut(name) else { return };
        let silent = match home.presence {
            Presence::NotYet(since) | Presence::Live(since) => {
                up && at.since(since) >= self.pace.silent()
            }
            Presence::Lost(_) | Presence::Stopped(_) => false,
        };
        self.tiles_moved.insert(name.clone());
        if silent {
            let since = home.heard.unwrap_or(self.started);
            self.set_presence(name, Presence::Lost(since));
            self.lost.handle_lost(at, since, name.clone(), self.live);
            self.lost_moved = true;
        } else if matches!(home.presence, Presence::Live(_)) {
            let missing: Vec<_> = home.missing(KEPT_LANES).collect();
            home.asks.handle(at, missing.into_iter());
            let asked = home.asks.handle_timeout(at).into_iter();
            self.commands.extend(asked.filter_map(|resend| {
                let payload = serde_json::to_string(&resend).ok()?;
                Some(Command { home: name.clone(), name: "resend", payload })
            }));
        }
    }

    fn set_presence(&mut self, name: &HomeId, presence: Presence) {
        let Some(home) = self.homes.get_mut(name) else { return };
        let was = std::mem::replace(&mut home.presence, presence);
        let is_live = |presence| matches!(presence, Presence::Live(_));
        match (is_live(was), is_live(presence)) {
            (true, true) => return,
            (false, true) => self.live += 1,
            (true, false) => self.live = self.live.saturating_sub(1),
            (false, false) => {}
        }
        if !matches!(presence, Presence::Lost(_)) {
            self.lost.handle_back(name);
        }
        self.strip_moved = true;
        self.lost_moved = true;
        self.tiles_moved.insert(name.clone());
    }

    /// Sees to it that a home is looked at when something of it changes by itself. A later deadline
    /// is found when the earlier one is due, so that a heartbeat costs nothing here.
    fn schedule(&mut self, at: Mono, name: &HomeId) {
        let up = self.is_up();
        let Some(home) = self.homes.get_mut(name) else { return };
        let Some(due) = home.poll_timeout(at, up) else { return };
        if home.scheduled.is_some_and(|scheduled| scheduled <= due) {
            return;
        }
        if let Some(earlier) = home.scheduled.replace(due) {
            self.agenda.remove(&(earlier, name.clone()));
        }
        self.agenda.insert((due, name.clone()));
    }

    const fn is_up(&self) -> bool {
        matches!(self.link, Link::Up)
    }

    fn keep_live(&mut self, effect: Effect) {
        if self.effects.len() < MOST_LIVE_EFFECTS {
            self.effects.push(effect);
        }
    }

    /// Whether there is something to be kept.
    #[must_use]
    pub fn has_batch(&self) -> bool {
        self.has_untold()
            || !(self.effects.is_empty()
                && self.lanes_moved.is_empty()
                && self.boots_moved.is_empty())
    }

    /// What is to be kept since the last time. It is committed whole, and then what it came from may
    /// be acknowledged.
    pub fn take_batch(&mut self) -> Batch {
        self.tell_desk();
        let lanes = std::mem::take(&mut self.lanes_moved).into_iter();
        let cursors = lanes.filter_map(|(home, lane)| {
            let cursor = self.homes.get(&home)?.lane(lane).clone();
            Some((home, lane, cursor))
        });
        let cursors = cursors.collect();
        let boots = std::mem::take(&mut self.boots_moved).into_iter();
        let boots = boots.filter_map(|home| self.homes.get(&home).map(|it| (home, it.boot)));
        Batch { cursors, boots: boots.collect(), effects: std::mem::take(&mut self.effects) }
    }

    /// What is to be shown since the last time.
    pub fn take_shown(&mut self, now: Wall, at: Mono) -> Vec<Shown> {
        self.now = now;
        let mut shown = Vec::new();
        for name in std::mem::take(&mut self.tiles_moved) {
            if let Some(tile) = self.rebuild(now, at, &name) {
                shown.push(Shown::Tile(name, tile));
            }
        }
        if std::mem::take(&mut self.strip_moved) {
            let calling = self.calling.iter().filter_map(|name| self.homes.get_key_value(name));
            let deaf = match self.link {
                Link::Down { since, told: true, .. } => {
                    Some((since, u32::try_from(self.homes.len()).unwrap_or(u32::MAX)))
                }
                Link::Down { told: false, .. } | Link::Up => None,
            };
            let lines = strip(calling, &self.lost, deaf);
            if *lines != *self.strip {
                self.strip = lines.into();
                shown.push(Shown::Strip(Arc::clone(&self.strip)));
            }
        }
        shown
    }

    /// The tile of a home, if it has changed.
    fn rebuild(&mut self, now: Wall, at: Mono, name: &HomeId) -> Option<Arc<Tile>> {
        let up = self.is_up();
        let home = self.homes.get_mut(name)?;
        let tile = home.tile(now, at, up);
        if home.tile.as_deref() == Some(&tile) {
            return None;
        }
        let tile = Arc::new(Tile { revision: tile.revision + 1, ..tile });
        home.tile = Some(Arc::clone(&tile));
        Some(tile)
    }

    /// What is to be asked of homes.
    pub fn take_commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }
}

#[cfg(test)]
mod tests;
