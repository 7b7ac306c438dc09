//! How do the other homes of the community sound? Simulated homes that speak the contract, so that a
//! station has a whole community around one real gateway.
//!
//! A [`Neighbour`] is pure and comes from a seed: a plausible day (`day`), a body with a pulse
//! (`body`), now and then an alarm with its whole life (`trouble`), and everything said in the
//! contract's own types (`voice`). No sensor and no byte of one is simulated: that is the virtual
//! home's. `crowd` gives them time and a connection to a broker.

mod body;
pub mod crowd;
mod day;
mod minute;
mod trouble;
mod voice;

use std::collections::VecDeque;
use std::time::Duration;

use alerts::message::{
    Activity, Air, AirIs, Asleep, BedEntry, BedExit, Door, DoorIs, Event, ExitNumber, GotUp, Id,
    Message, Nap, Rate, Reply, Root, SensorIs, SensorState, SinceWhen, State, Today, TurnOver,
    Where,
};
use alerts::{Wall, When};
use fastrand::Rng;
use protocol::{Means, Mono};

use body::Body;
use day::Act;
use trouble::Troubles;
use voice::Voice;

/// China has one zone.
const OFFSET_S: i32 = 8 * 3_600;

/// `state` at least so often: the heartbeat (contract.md §1).
const HEARTBEAT: Duration = Duration::from_secs(20);

/// … and at most so often.
const STATE_AT_MOST: Duration = Duration::from_secs(5);

/// `minute`, `health` and `alarms`.
const MINUTE: Duration = Duration::from_secs(60);

/// From leaving the bed to the message that says so.
const CONFIRMS_AFTER: Duration = Duration::from_secs(75);

/// A day is planned from noon to noon.
const DAY_MS: i64 = 24 * 3_600_000;

/// Something to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The whole topic.
    pub topic: String,
    /// The payload.
    pub payload: Vec<u8>,
    /// Whether the broker is to keep it.
    pub retain: bool,
    /// Whether it is of a durable lane: it must not be lost on the way.
    pub durable: bool,
}

/// Who lives in a simulated home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Everything about them.
    pub seed: u64,
    /// What the wall clock shows at their [`Mono::ZERO`], milliseconds since 1970.
    pub start: i64,
    /// How many of a hundred days have an alarm.
    pub troubled: u8,
}

/// A simulated home and who lives there.
#[derive(Debug)]
pub struct Neighbour {
    wish: Wish,
    rng: Rng,
    body: Body,
    voice: Voice,
    troubles: Troubles,
    plan: VecDeque<(i64, Act)>,
    /// Up to when acts are planned.
    planned: i64,
    is: Is,
    exits: u32,
    last_exit: Option<Id>,
    state_due: Mono,
    stated: Option<Mono>,
    minute_due: Mono,
    minutes: u32,
}

/// How it is there.
#[derive(Clone, Copy, Debug)]
struct Is {
    whereabouts: Where,
    since: Mono,
    asleep: bool,
    activity: Activity,
    /// In the chair that the second radar looks at: then it finds a pulse.
    seated: bool,
    door: DoorIs,
    today: Today,
    chair: SensorIs,
}

impl Neighbour {
    /// Somebody, from their start on.
    #[must_use]
    pub fn new(root: Root, wish: Wish) -> Self {
        let mut rng = Rng::with_seed(wish.seed ^ 0x6e65_6967_6862_6f72);
        let run = format!("{:08x}", rng.u32(..));
        let body = Body::new(&mut rng);
        let noon = day::noon_before(wish.start);
        let mut neighbour = Self {
            wish,
            body,
            voice: Voice::new(root, wish.start, run),
            troubles: Troubles::default(),
            plan: VecDeque::new(),
            planned: noon,
            is: Is {
                whereabouts: Where::Home,
                since: Mono::ZERO,
                asleep: false,
                activity: Activity::Occasional,
                seated: rng.u8(..100) < 60,
                door: DoorIs::Closed,
                today: Today::default(),
                chair: SensorIs::Ok,
            },
            exits: 0,
            last_exit: None,
            state_due: Mono::ZERO,
            stated: None,
            minute_due: Mono(rng.u64(1..MINUTE.as_millis() as u64)),
            minutes: 0,
            rng,
        };
        neighbour.voice.online();
        neighbour.catch_up();
        neighbour
    }

    /// The home's topics.
    #[must_use]
    pub fn root(&self) -> &Root {
        self.voice.root()
    }

    /// The connection is there (again): the home says so, and what is open.
    pub fn handle_connected(&mut self, now: Mono) {
        self.voice.online();
        self.state_due = now;
        self.voice.alarms(now, self.troubles.open());
    }

    /// What the broker is to say when the connection breaks: topic and payload.
    #[must_use]
    pub fn last_will(&self) -> (String, Vec<u8>) {
        self.voice.last_will()
    }

    /// A command came: `acknowledge` and its payload.
    pub fn handle(&mut self, now: Mono, name: &str, payload: &[u8]) {
        let outcome = match name {
            "acknowledge" => self.troubles.acknowledge(now, payload),
            "ping" => trouble::asked(payload),
            _ => trouble::unknown(payload),
        };
        let Some(Reply { request, outcome }) = outcome else { return };
        if name == "ping" {
            self.voice.alarms(now, self.troubles.open());
        }
        self.voice.reply(now, name, &Reply { request, outcome });
        self.say_troubles(now);
    }

    /// When something happens next.
    #[must_use]
    pub fn poll_timeout(&self) -> Mono {
        let act = self.plan.front().map_or(Mono(u64::MAX), |(at, _)| self.mono(*at));
        let trouble = self.troubles.poll_timeout().unwrap_or(act);
        act.min(trouble).min(self.state_due).min(self.minute_due)
    }

    /// Lives until `now`, one thing after the other.
    pub fn handle_timeout(&mut self, now: Mono) {
        loop {
            let due = self.poll_timeout();
            if due > now {
                return;
            }
            self.live(due);
        }
    }

    /// The same while nobody listens to what is live: it is not said at all.
    pub fn handle_past(&mut self, until: Mono) {
        self.voice.is_heard(false);
        self.handle_timeout(until);
        self.voice.is_heard(true);
    }

    /// What it has to say.
    pub fn poll_event(&mut self) -> Option<Sent> {
        self.voice.poll()
    }

    /// Everything that is due at that moment.
    fn live(&mut self, now: Mono) {
        while let Some(act) = self.next_act(self.wall(now)) {
            self.act(now, act);
        }
        self.plan_on(now);
        self.troubles.handle_timeout(now);
        self.say_troubles(now);
        if self.minute_due <= now {
            self.end_of_minute(now);
        }
        if self.state_due <= now {
            self.say_state(now);
        }
    }

    /// Plans the days up to a day ahead.
    fn plan_on(&mut self, now: Mono) {
        while self.planned < self.wish.start + i64::try_from(now.0).unwrap_or(i64::MAX) + DAY_MS / 2
        {
            let acts = day::plan(&mut self.rng, self.planned, self.wish.troubled);
            self.plan.extend(acts);
            self.planned += DAY_MS;
        }
    }

    /// What was before the start has happened, and nobody has heard of it.
    fn catch_up(&mut self) {
        self.plan_on(Mono::ZERO);
        while let Some(act) = self.next_act(self.wish.start) {
            self.act(Mono::ZERO, act);
        }
        self.troubles = Troubles::default();
        self.voice.forget();
        self.voice.online();
        self.voice.alarms(Mono::ZERO, self.troubles.open());
    }

    /// The next of the plan, if it is due by then.
    fn next_act(&mut self, by: i64) -> Option<Act> {
        let (at, act) = *self.plan.front()?;
        (at <= by).then(|| self.plan.pop_front()).map(|_| act)
    }

    fn act(&mut self, now: Mono, act: Act) {
        let from = Some(self.when(now));
        match act {
            Act::LiesDown => self.lies_down(now, from),
            Act::FallsAsleep => {
                self.is.asleep = true;
                self.is.activity = Activity::Rare;
                self.event(now, Event::SleepOnset(SinceWhen { from }));
            }
            Act::WakesUp => {
                self.is.asleep = false;
                self.event(now, Event::Wake(SinceWhen { from }));
            }
            Act::Turns { length_s } => {
                self.is.today.turn_overs += 1;
                self.event(now, Event::TurnOver(TurnOver { from, length_s }));
            }
            Act::Naps { from, min } => self.has_napped(now, from, min),
            Act::LeavesBed => {
                self.goes(now, Where::Home);
                (self.is.asleep, self.is.activity) = (false, Activity::Rare);
            }
            Act::IsOut => self.is_out(now),
            Act::GotUp => self.got_up(now),
            Act::OpensDoor => self.door(now, DoorIs::Open),
            Act::ShutsDoor => self.door(now, DoorIs::Closed),
            Act::LeavesHome => {
                self.goes(now, Where::Away);
                self.is.activity = Activity::Unknown;
                self.event(now, Event::LeftHome(SinceWhen { from }));
            }
            Act::ComesHome => {
                self.goes(now, Where::Home);
                self.is.activity = Activity::Frequent;
                self.event(now, Event::CameHome(SinceWhen { from }));
            }
            Act::IsAbout { activity, seated } => self.is_about(activity, seated),
            Act::DayBegins => self.is.today.nap_min = 0,
            Act::NightBegins => (self.is.today.bed_exits, self.is.today.turn_overs) = (0, 0),
            Act::Trouble(kind) => self.trouble(now, kind),
        }
        self.state_soon(now);
    }

    fn lies_down(&mut self, now: Mono, from: Option<When>) {
        self.goes(now, Where::Bed);
        self.is.activity = Activity::Occasional;
        let evidence = vec!["flag +2.1".to_owned(), "breath +1.4".to_owned()];
        self.event(now, Event::BedEntry(BedEntry { from, confirmed: from, evidence }));
    }

    fn has_napped(&mut self, now: Mono, from: i64, min: u16) {
        self.is.today.nap_min += u32::from(min);
        let [from, to] =
            [from, from + i64::from(min) * 60_000].map(|at| Some(When::new(Wall(at), OFFSET_S)));
        self.event(now, Event::Nap(Nap { from, to, asleep_min: min }));
    }

    /// It is certain that they are out of bed.
    fn is_out(&mut self, now: Mono) {
        // A nap's is none of the night's.
        if self.is_night(now) {
            self.is.today.bed_exits += 1;
        }
        self.exits += 1;
        let left = Mono(now.0.saturating_sub(CONFIRMS_AFTER.as_millis() as u64));
        let exit = Event::BedExit(BedExit {
            from: Some(self.when(left)),
            confirmed: Some(self.when(now)),
            evidence: vec!["rise +3.1".to_owned(), "flag −0.4".to_owned()],
            first_seen_by: "bed".to_owned(),
            room: Some("bedroom".to_owned()),
            number: ExitNumber(self.exits),
        });
        self.last_exit = self.event(now, exit);
    }

    fn got_up(&mut self, now: Mono) {
        self.is.today.bed_exits = self.is.today.bed_exits.saturating_sub(1);
        let (exit, number) = (self.last_exit, ExitNumber(self.exits));
        self.event(now, Event::GotUp(GotUp { from: Some(self.when(self.is.since)), exit, number }));
    }

    fn door(&mut self, now: Mono, is: DoorIs) {
        self.is.door = is;
        let (line, room) = ("front-door".to_owned(), Some("hall".to_owned()));
        let door = Door { line, room, means: Means::Entrance };
        let opened = is == DoorIs::Open;
        self.event(now, if opened { Event::DoorOpened(door) } else { Event::DoorClosed(door) });
    }

    fn is_about(&mut self, activity: Activity, seated: bool) {
        if self.is.whereabouts == Where::Home {
            (self.is.activity, self.is.seated) = (activity, seated);
        }
    }

    fn trouble(&mut self, now: Mono, kind: trouble::Kind) {
        let when = Some(self.when(now));
        self.troubles.begin(now, when, kind);
    }

    fn say_troubles(&mut self, now: Mono) {
        let mut any = false;
        while let Some(alarm) = self.troubles.poll_event() {
            any = true;
            self.voice.durable(now, &Message::Alarm(alarm));
        }
        if any {
            self.voice.alarms(now, self.troubles.open());
            self.state_soon(now);
        }
        self.is.chair = self.troubles.chair();
    }

    fn goes(&mut self, now: Mono, to: Where) {
        (self.is.whereabouts, self.is.since, self.is.seated) = (to, now, false);
    }

    fn event(&mut self, now: Mono, event: Event) -> Option<Id> {
        self.voice.durable(now, &Message::Event(event))
    }

    /// At each change, at most every five seconds.
    fn state_soon(&mut self, now: Mono) {
        let soon = self.stated.map_or(now, |last| now.max(last + STATE_AT_MOST));
        self.state_due = self.state_due.min(soon);
    }

    fn say_state(&mut self, now: Mono) {
        (self.stated, self.state_due) = (Some(now), now + HEARTBEAT);
        let is = self.is;
        let pulse = self.pulse(now);
        let rate = |per_min| Rate { per_min, age_s: 2 };
        let sensor = |line: &str, room: &str, is| SensorState {
            line: line.to_owned(),
            room: Some(room.to_owned()),
            is,
            out_of_service: None,
        };
        self.voice.state(
            now,
            &State {
                whereabouts: is.whereabouts,
                sleep: match (is.whereabouts, is.asleep) {
                    (Where::Away | Where::Unknown, _) => Asleep::Unknown,
                    (Where::Bed | Where::Home, true) => Asleep::Asleep,
                    (Where::Bed | Where::Home, false) => Asleep::Awake,
                },
                activity: is.activity,
                since: Some(self.when(is.since)),
                heart_rate: pulse.map(|(heart, _)| rate(heart)),
                breathing_rate: pulse.map(|(_, breath)| rate(breath)),
                today: is.today,
                air: Air {
                    gas: Some(AirIs::Clear),
                    co: Some(AirIs::Clear),
                    smoke: Some(AirIs::Clear),
                },
                door: Some(is.door),
                sensors: vec![
                    sensor("bed", "bedroom", SensorIs::Ok),
                    sensor("chair", "living-room", is.chair),
                    sensor("kitchen-gas", "kitchen", SensorIs::Ok),
                    sensor("front-door", "hall", SensorIs::Ok),
                ],
                alarms: self.troubles.count(),
                paused: Vec::new(),
            },
        );
    }

    /// Heart and breath, where a radar finds them: in bed, and in the chair.
    fn pulse(&self, now: Mono) -> Option<(u8, u8)> {
        let in_chair = self.is.seated && self.is.chair == SensorIs::Ok;
        let found = match self.is.whereabouts {
            Where::Bed => true,
            Where::Home => in_chair,
            Where::Away | Where::Unknown => false,
        };
        found.then(|| self.body.rates(self.wall(now), self.is.asleep, self.is.activity))
    }

    fn end_of_minute(&mut self, now: Mono) {
        self.minute_due = now + MINUTE;
        self.minutes += 1;
        let from = Mono(now.0.saturating_sub(MINUTE.as_millis() as u64));
        let seen = minute::Seen {
            from: Some(self.when(from)),
            pulse: self.pulse(now),
            in_bed: self.is.whereabouts == Where::Bed,
            asleep: self.is.asleep,
            activity: self.is.activity,
            chance: self.rng.u8(..),
        };
        self.voice.durable(now, &Message::Minute(minute::of(seen)));
        self.voice.health(now, &minute::health(now, self.minutes, self.is.chair));
        self.voice.alarms(now, self.troubles.open());
    }

    /// The half of the day in which the night is.
    fn is_night(&self, at: Mono) -> bool {
        !(8..20).contains(&(self.when(at).wall().0 / 3_600_000 + 8).rem_euclid(24))
    }

    /// How many messages of each lane it has said: alarms, events, readings.
    #[must_use]
    pub const fn said(&self) -> [u32; 3] {
        self.voice.said()
    }

    fn when(&self, at: Mono) -> When {
        self.voice.when(at)
    }

    fn wall(&self, at: Mono) -> i64 {
        self.voice.wall(at)
    }

    fn mono(&self, at: i64) -> Mono {
        self.voice.mono(at)
    }
}

#[cfg(test)]
mod tests;
