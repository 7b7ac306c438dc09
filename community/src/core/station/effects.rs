//! What does one message change? What is kept of it, and what of its home is different then.

use std::time::Duration;

use alerts::message::{Gap, Id, Minute, Previous, Reply, StatusWord};
use alerts::{ClockQuality, Mono, Wall, When};

use super::news::shows_life;
use super::{KEPT_LANES, Station, Taken};
use crate::core::HomeId;
use crate::core::heard::{AlarmStep, Body, Heard, Now, Poison};
use crate::core::home::Presence;
use crate::core::kept::Effect;
use crate::core::lane::Arrival;
use crate::core::open::Stepped;
use crate::core::quota::{MOST_A_DAY, Room};
use crate::core::spark::{Spark, heart_of};

/// The state of a home is kept for the next start of the station, so often. That start hears the home
/// itself within half a minute; more often would only cost writes.
const STATE_EACH: Duration = Duration::from_secs(300);

/// A home's clock may be ahead of the station's by a day at most, …
const AHEAD_MS: i64 = 24 * 3_600_000;

/// … and behind by a month: an outbox lasts for weeks. What is beyond is dated when it was heard.
const BEHIND_MS: i64 = 31 * 24 * 3_600_000;

/// A message on its way: when it is heard, and what its envelope says.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    home: HomeId,
    retained: bool,
    now: Wall,
    at: Mono,
    /// When it happened, else when it was heard.
    happened: Wall,
    /// Whether the home knew when.
    dated: bool,
    boot: u32,
    stamp: Option<(u32, u64)>,
    id: Option<Id>,
}

impl Station {
    /// What `handle` leaves to be done.
    pub(super) fn take(&mut self, now: Wall, at: Mono, heard: Heard) -> Taken {
        let envelope = Envelope {
            happened: believed(heard.at, heard.clock, now),
            dated: heard.at.is_some(),
            stamp: heard.mono.map(|mono| (heard.boot, mono)),
            home: heard.home,
            retained: heard.retained,
            boot: heard.boot,
            id: heard.id,
            now,
            at,
        };
        self.note_boot(&envelope);
        let Some(id) = envelope.id else {
            self.take_live(&envelope, heard.body);
            return Taken::Live;
        };
        if self.arrive(&envelope.home, id, at) == Arrival::Twin {
            return Taken::Twin;
        }
        self.take_durable(&envelope, id, heard.body);
        Taken::New
    }

    /// A boot that is higher than any is the newest.
    fn note_boot(&mut self, envelope: &Envelope) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        if envelope.boot > home.boot {
            home.boot = envelope.boot;
            self.boots_moved.insert(envelope.home.clone());
        }
    }

    fn arrive(&mut self, name: &HomeId, id: Id, at: Mono) -> Arrival {
        let Some(home) = self.homes.get_mut(name) else { return Arrival::Twin };
        let lane = home.lane_mut(id.lane);
        let high = lane.boots.iter().find(|boot| boot.boot == id.boot).map_or(0, |it| it.high);
        let arrival = lane.arrived(id.boot, id.seq);
        if arrival == Arrival::Twin {
            return arrival;
        }
        let opens_hole = id.seq > high.saturating_add(1);
        if (opens_hole || arrival == Arrival::Filled) && KEPT_LANES.contains(&id.lane) {
            let missing: Vec<_> = home.missing(KEPT_LANES).collect();
            home.asks.handle(at, missing.into_iter());
        }
        self.lanes_moved.insert((name.clone(), id.lane));
        arrival
    }

    fn take_live(&mut self, envelope: &Envelope, body: Body) {
        match body {
            Body::Status { word, previous, .. } => self.status(envelope, word, previous),
            Body::State(now) => self.state(envelope, now),
            Body::Alarms { open, page } => self.alarms(envelope, open, page),
            Body::Health(health) => {
                if let Some(home) = self.homes.get_mut(&envelope.home) {
                    home.health = Some(health);
                }
            }
            // Without a name they are not durable, and `read` lets none of them through.
            Body::Alarm(_)
            | Body::Event(_)
            | Body::Summary { .. }
            | Body::Minute(_)
            | Body::Gap(_)
            | Body::Reply(_)
            | Body::Sample
            | Body::Other => {}
        }
    }

    fn take_durable(&mut self, envelope: &Envelope, id: Id, body: Body) {
        let (home, at) = (envelope.home.clone(), envelope.happened);
        if !self.keeps(envelope, &body) {
            return;
        }
        match body {
            Body::Alarm(step) => self.alarm(envelope, id, step),
            Body::Event(event) => {
                self.note_event(&home, (envelope.now, at), &event);
                self.effects.push(Effect::Event { home, id, at, event });
            }
            Body::Summary { of, date, body } => {
                self.effects.push(Effect::Summary { home, of, date, at, body });
            }
            Body::Minute(minute) => self.minute(envelope, minute),
            Body::Gap(gap) => self.gap(envelope, gap),
            Body::Reply(reply) => self.reply(envelope, reply),
            // What is live has no name.
            Body::Status { .. } | Body::State(_) | Body::Alarms { .. } | Body::Health(_) => {}
            Body::Sample | Body::Other => {}
        }
    }

    /// Whether it is kept: the resident has agreed, and the home has not said too much today.
    fn keeps(&mut self, envelope: &Envelope, body: &Body) -> bool {
        match body {
            Body::Event(_) | Body::Summary { .. } | Body::Minute(_) => {
                if self.unwatched.contains(&envelope.home) {
                    return false;
                }
            }
            Body::Gap(_) | Body::Reply(_) => {}
            // An alarm always is; the others are not kept at all, or cost nothing.
            Body::Alarm(_)
            | Body::Status { .. }
            | Body::State(_)
            | Body::Alarms { .. }
            | Body::Health(_)
            | Body::Sample
            | Body::Other => return true,
        }
        let Some(home) = self.homes.get_mut(&envelope.home) else { return false };
        let room = home.quota.handle(envelope.now);
        if room == Room::Over {
            let topic = format!("hearth/v1/+/{}/#", envelope.home);
            let why = Poison::TooMany(MOST_A_DAY);
            self.handle_poison((envelope.now, envelope.at), &topic, &[], &why);
        }
        room == Room::Kept
    }

    fn status(&mut self, envelope: &Envelope, word: StatusWord, previous: Option<Previous>) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        match word {
            StatusWord::Online => {
                let is_known = KEPT_LANES.iter().any(|lane| home.lane(*lane).knows(envelope.boot));
                // A lower boot that was never heard comes up: the disk was changed.
                if envelope.boot < home.boot && !is_known {
                    home.begin_anew();
                    home.boot = envelope.boot;
                    self.boots_moved.insert(envelope.home.clone());
                    let name = || envelope.home.clone();
                    self.lanes_moved.extend(super::ALL_LANES.iter().map(|lane| (name(), *lane)));
                }
                if let Some(previous) = previous {
                    self.previous(envelope, previous);
                }
            }
            // The broker's word, and it may be back in a second: 90 s of silence decide.
            StatusWord::Offline => {}
            StatusWord::Stopped => {
                let is_heard = matches!(home.presence, Presence::Live(_));
                if !(envelope.retained && is_heard) {
                    let since = home.heard.filter(|_| envelope.retained).unwrap_or(envelope.now);
                    self.set_presence(&envelope.home, Presence::Stopped(since));
                }
            }
        }
    }

    /// What the boot before had stored: what never came of it is missing. Of a home that is heard for
    /// the first time nothing is: that was said to somebody else.
    fn previous(&mut self, envelope: &Envelope, previous: Previous) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        if !home.is_known() || previous.boot >= envelope.boot {
            return;
        }
        let Previous { boot, alarms, events, readings } = previous;
        for (lane, last) in super::ALL_LANES.iter().zip([alarms, events, readings]) {
            let cursor = home.lane_mut(*lane);
            let before = cursor.clone();
            cursor.stored(boot, last);
            if *cursor != before {
                self.lanes_moved.insert((envelope.home.clone(), *lane));
            }
        }
        let missing: Vec<_> = home.missing(KEPT_LANES).collect();
        home.asks.handle(envelope.at, missing.into_iter());
    }

    fn state(&mut self, envelope: &Envelope, now: Box<Now>) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        self.tiles_moved.insert(envelope.home.clone());
        if envelope.retained {
            // It is what the home said last: enough until it says something, if it says when that was.
            let is_newer = home.said.as_ref().is_none_or(|said| said.at < envelope.happened);
            if envelope.dated && is_newer {
                home.handle_state(envelope.happened.min(envelope.now), None, now);
            }
            return;
        }
        let mut kept = None;
        let watched = !self.unwatched.contains(&envelope.home);
        if watched && home.stored.is_none_or(|stored| envelope.at.since(stored) >= STATE_EACH) {
            home.stored = Some(envelope.at);
            let (home, at) = (envelope.home.clone(), envelope.now);
            kept = Some(Effect::State { home, at, now: now.clone() });
        }
        let is_life = shows_life(&now);
        home.handle_state(envelope.now, Some(envelope.at), now);
        if let Some(kept) = kept {
            self.keep_live(kept);
        }
        if is_life {
            self.note_life(&envelope.home);
        }
    }

    fn alarm(&mut self, envelope: &Envelope, id: Id, step: Box<AlarmStep>) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        let stepped = home.open.handle_step(envelope.now, Some(id), envelope.stamp, &step);
        // The store takes the step that comes last for the newest: after an old one it hears that again.
        let newest = match stepped {
            Stepped::Old { open: true } => home.open.newest(&step.alarm).cloned(),
            Stepped::Old { open: false } | Stepped::Open | Stepped::Closed => None,
        };
        let (home, at, open) = (envelope.home.clone(), envelope.happened, stepped.is_open());
        self.effects.push(Effect::Alarm { home: home.clone(), id: Some(id), at, step, open });
        if let Some(newest) = newest {
            let (at, step) = (envelope.now, Box::new(newest));
            self.effects.push(Effect::Alarm { home, id: None, at, step, open });
        }
        self.alarms_moved(envelope);
    }

    fn alarms(&mut self, envelope: &Envelope, open: Vec<AlarmStep>, page: (u32, u32)) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        let stamp = envelope.stamp.unwrap_or((envelope.boot, 0));
        let made = (stamp, envelope.retained);
        let changed = home.open.handle_page(envelope.now, made, page, open);
        for (step, open) in changed {
            let (home, at, step) = (envelope.home.clone(), envelope.happened, Box::new(step));
            self.keep_live(Effect::Alarm { home, id: None, at, step, open });
        }
        self.alarms_moved(envelope);
    }

    /// The open alarms of a home may be others.
    fn alarms_moved(&mut self, envelope: &Envelope) {
        let Some(home) = self.homes.get(&envelope.home) else { return };
        let was_calling = self.calling.contains(&envelope.home);
        let calls = home.open.count() > 0;
        if calls && !was_calling {
            self.calling.insert(envelope.home.clone());
        } else if !calls && was_calling {
            self.calling.remove(&envelope.home);
        }
        if calls || was_calling {
            self.strip_moved = true;
            self.tiles_moved.insert(envelope.home.clone());
        }
    }

    fn minute(&mut self, envelope: &Envelope, minute: Box<Minute>) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        let at = minute
            .from
            .map_or(envelope.happened, |from| believed(Some(from), None, envelope.happened));
        if let Some(rate) = heart_of(&minute) {
            Spark::handle(&mut home.spark, at, rate);
            self.tiles_moved.insert(envelope.home.clone());
        }
        self.effects.push(Effect::Minute { home: envelope.home.clone(), at, minute });
    }

    fn gap(&mut self, envelope: &Envelope, gap: Gap) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        home.lane_mut(gap.lane).excused(gap.boot, gap.from, gap.to);
        let missing: Vec<_> = home.missing(KEPT_LANES).collect();
        home.asks.handle(envelope.at, missing.into_iter());
        self.lanes_moved.insert((envelope.home.clone(), gap.lane));
        self.effects.push(Effect::Gap { home: envelope.home.clone(), at: envelope.now, gap });
    }

    fn reply(&mut self, envelope: &Envelope, reply: Reply) {
        let Some(home) = self.homes.get_mut(&envelope.home) else { return };
        home.asks.handle_reply(&reply.request);
        self.effects.push(Effect::Reply { home: envelope.home.clone(), at: envelope.now, reply });
    }
}

/// When it happened, if the home's clock can be believed; else now.
fn believed(said: Option<When>, clock: Option<ClockQuality>, now: Wall) -> Wall {
    let said = said.filter(|_| clock != Some(ClockQuality::Unset)).map(When::wall);
    let is_near = |said: &Wall| (-BEHIND_MS..=AHEAD_MS).contains(&said.0.saturating_sub(now.0));
    said.filter(is_near).unwrap_or(now)
}
