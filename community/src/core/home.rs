//! How is one home? When it was last heard, what it says, what is missing of it, and the tile that
//! follows from that. Small: ten thousand of them are kept.

use std::sync::Arc;
use std::time::Duration;

use alerts::message::{Health, Lane, Rate};
use alerts::{Mono, Wall};

use super::ask::Asks;
use super::board::{Contact, Less, Seen, Tile};
use super::heard::Now;
use super::lane::{Cursor, Missing};
use super::open::Open;
use super::quota::Quota;
use super::spark::Spark;

/// A home that has been silent for so long is lost: three heartbeats (contract.md §4).
const SILENT: Duration = Duration::from_secs(90);

/// What a state says holds for two heartbeats. A number that was measured before is stale.
const HOLDS: Duration = Duration::from_secs(60);

/// How many times faster than the world everybody lives, for the demo; else once. A home keeps its heartbeat
/// by the world's time all the same, so silence is that of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace(pub(crate) u32);

impl Pace {
    /// After so long nobody is there.
    pub(crate) fn silent(self) -> Duration {
        SILENT * self.0
    }

    fn holds(self) -> Duration {
        HOLDS * self.0
    }
}

/// One home.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pace: Pace,
    pub(crate) presence: Presence,
    /// When it last showed that it is there.
    pub(crate) heard: Option<Wall>,
    /// The highest start of its daemon.
    pub(crate) boot: u32,
    pub(crate) said: Option<Said>,
    heart: Option<Number>,
    breath: Option<Number>,
    lanes: [Cursor; 3],
    pub(crate) open: Open,
    pub(crate) spark: Option<Box<Spark>>,
    pub(crate) band: Option<(u8, u8)>,
    pub(crate) asks: Asks,
    pub(crate) health: Option<Box<Health>>,
    pub(crate) quota: Quota,
    /// When its state was last given to the store.
    pub(crate) stored: Option<Mono>,
    /// What is shown of it; absent before it is.
    pub(crate) tile: Option<Arc<Tile>>,
    /// When it is looked at next, at the latest.
    pub(crate) scheduled: Option<Mono>,
}

/// Whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Not heard since then.
    NotYet(Mono),
    /// Last heard then.
    Live(Mono),
    /// Not heard for too long; by the wall, since then.
    Lost(Wall),
    /// It said that it stops.
    Stopped(Wall),
}

/// What it said last.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) at: Wall,
    /// Absent for what was said before this start, or was kept by the broker: that is stale.
    heard: Option<Mono>,
    pub(crate) now: Box<Now>,
}

#[derive(Clone, Copy, Debug)]
struct Number {
    per_min: u16,
    measured: Wall,
    /// Until when it is so; absent if it is not so any more.
    holds: Option<Mono>,
}

impl Home {
    pub(crate) fn new(at: Mono, pace: Pace) -> Self {
        Self {
            pace,
            presence: Presence::NotYet(at),
            heard: None,
            boot: 0,
            said: None,
            heart: None,
            breath: None,
            lanes: Default::default(),
            open: Open::default(),
            spark: None,
            band: None,
            asks: Asks::default(),
            health: None,
            quota: Quota::default(),
            stored: None,
            tile: None,
            scheduled: None,
        }
    }

    /// The cursor of a lane.
    pub(crate) const fn lane(&self, lane: Lane) -> &Cursor {
        let [alarms, events, readings] = &self.lanes;
        match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        }
    }

    pub(crate) const fn lane_mut(&mut self, lane: Lane) -> &mut Cursor {
        let [alarms, events, readings] = &mut self.lanes;
        match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        }
    }

    /// Whether anything durable was ever heard of it.
    pub(crate) fn is_known(&self) -> bool {
        self.lanes.iter().any(|lane| !lane.boots.is_empty())
    }

    /// Its numbers begin anew: it has a new disk.
    pub(crate) fn begin_anew(&mut self) {
        self.lanes = Default::default();
        self.open.forget_order();
        self.asks = Asks::default();
    }

    /// What is missing of it, and could be had again.
    pub(crate) fn missing(&self, lanes: &'static [Lane]) -> impl Iterator<Item = (Lane, Missing)> {
        lanes.iter().flat_map(|lane| self.lane(*lane).missing().map(|hole| (*lane, hole)))
    }

    /// It says how it is. `heard` is absent if the broker had kept that.
    pub(crate) fn handle_state(&mut self, at: Wall, heard: Option<Mono>, now: Box<Now>) {
        number(&mut self.heart, (at, heard), self.pace, now.heart_rate);
        number(&mut self.breath, (at, heard), self.pace, now.breathing_rate);
        self.said = Some(Said { at, heard, now });
    }

    /// When something of it changes by itself, after `at`.
    pub(crate) fn poll_timeout(&self, at: Mono, link_up: bool) -> Option<Mono> {
        let lost = match self.presence {
            Presence::NotYet(since) | Presence::Live(since) => {
                Some(since + self.pace.silent()).filter(|_| link_up)
            }
            Presence::Lost(_) | Presence::Stopped(_) => None,
        };
        let is_live = matches!(self.presence, Presence::Live(_));
        let asks = self.asks.poll_timeout().filter(|_| is_live);
        let state =
            self.said.as_ref().and_then(|said| said.heard).map(|heard| heard + self.pace.holds());
        let holds = |number: Option<Number>| number.and_then(|number| number.holds);
        let stale = [state, holds(self.heart), holds(self.breath)].into_iter().flatten();
        let stale = stale.map(after).filter(|due| *due > at);
        lost.into_iter().chain(asks).chain(stale).min()
    }

    /// What is to be seen of it.
    pub(crate) fn tile(&self, now: Wall, at: Mono, link_up: bool) -> Tile {
        let said = self.said.as_ref();
        let holds = self.pace.holds();
        let fresh = said.filter(|said| said.heard.is_some_and(|heard| at.since(heard) <= holds));
        let fresh = fresh.map(|said| &said.now);
        Tile {
            revision: self.tile.as_ref().map_or(0, |tile| tile.revision),
            contact: self.contact(link_up),
            whereabouts: fresh.map(|now| now.whereabouts).unwrap_or_default(),
            sleep: fresh.map(|now| now.sleep).unwrap_or_default(),
            activity: fresh.map(|now| now.activity).unwrap_or_default(),
            heart: seen(self.heart, at),
            breath: seen(self.breath, at),
            today: said.map(|said| said.now.today),
            signal: self.open.signal(),
            alarms: u32::try_from(self.open.count()).unwrap_or(u32::MAX),
            spark: Spark::seen(self.spark.as_deref(), now),
            band: self.band,
            less: self.less(now),
        }
    }

    /// What does not call, as far as the home said last: also while it is silent.
    fn less(&self, now: Wall) -> Less {
        let Some(said) = self.said.as_ref().map(|said| &said.now) else { return Less::default() };
        Less {
            paused: said.paused(now).next().is_some(),
            out_of_service: said.out_of_service(now).next().is_some(),
        }
    }

    /// Whether it is heard, as far as the station can know.
    pub(crate) const fn contact(&self, link_up: bool) -> Contact {
        if !link_up {
            return Contact::Unknown;
        }
        match self.presence {
            Presence::NotYet(_) => Contact::NotYet,
            Presence::Live(_) => Contact::Live,
            Presence::Lost(since) => Contact::Lost(since),
            Presence::Stopped(since) => Contact::Stopped(since),
        }
    }
}

/// The first moment at which something that holds until then does not.
fn after(until: Mono) -> Mono {
    until + Duration::from_millis(1)
}

fn number(
    known: &mut Option<Number>,
    (at, heard): (Wall, Option<Mono>),
    pace: Pace,
    rate: Option<Rate>,
) {
    match rate {
        Some(rate) => {
            let age = Duration::from_secs(rate.age_s.into());
            let measured = Wall(at.0.saturating_sub(i64::from(rate.age_s) * 1_000));
            let holds = heard.zip(pace.holds().checked_sub(age)).map(|(heard, left)| heard + left);
            *known = Some(Number { per_min: rate.per_min.into(), measured, holds });
        }
        None => {
            if let Some(number) = known {
                number.holds = None;
            }
        }
    }
}

fn seen(number: Option<Number>, at: Mono) -> Seen<u16> {
    match number {
        None => Seen::Never,
        Some(Number { per_min, holds: Some(until), .. }) if at <= until => Seen::Now(per_min),
        Some(Number { measured, .. }) => Seen::Old(measured),
    }
}
