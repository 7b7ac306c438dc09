//! The home: owns the machines, and drives them by the four verbs.
//!
//! Where a reading goes is in `route`, what becomes of what the machines say in
//! `tell`, the wall's snapshot in `wall`.
//!
//! The next deadline of all machines is kept, because a replay asks for it before each of millions
//! of readings. It may be early: a deadline that moved away is found out when it is reached.

mod route;
mod tell;
mod wall;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Means, Mono, Quiet, Reading};

use crate::air::Air;
use crate::air::Jumps;
use crate::alarm::{Alarms, Finding, Kept, Refused};
use crate::bed::Absence;
use crate::bed::Turns;
use crate::bed::{Bed, Occupancy};
use crate::body::Vitals;
use crate::message::{self, AlarmKind, ExitNumber, Message, Priority, What, Where};
use crate::place::Activities;
use crate::place::Doors;
use crate::place::Presence;
use crate::plan::{Kind, Label, Plan, SourceId};
use crate::policy::Policy;
use crate::record::Minutes;
use crate::record::Tally;
use crate::sensors::Faults;
use crate::sensors::Lives;
use crate::sensors::Pulse;
use crate::sensors::WarmUps;
use crate::sleep::Naps;
use crate::sleep::Sleep;
use crate::time::{Clock, ClockQuality, Wall, When};

/// Something that the home has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// When it happened; for what is found out later (a bed exit) earlier than now.
    pub at: Mono,
    /// What.
    pub message: Message,
}

/// How well the outbox keeps what it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreHealth {
    /// Everything is kept.
    #[default]
    Fine,
    /// Readings are in trouble; alarms and events are kept.
    Readings,
    /// Alarms are sent without being durable first.
    Alarms,
}

/// A home: see the crate's documentation.
#[derive(Debug)]
pub struct Home {
    pub(crate) clock: Clock,
    pub(crate) labels: Vec<Label>,
    pub(crate) kinds: Vec<Kind>,
    /// The source that looks at the bed.
    pub(crate) bed_source: Option<usize>,
    pub(crate) pulse: Pulse,
    pub(crate) faults: Faults,
    pub(crate) lives: Lives,
    pub(crate) warm_ups: WarmUps,
    pub(crate) jumps: Jumps,
    pub(crate) air: Air,
    pub(crate) doors: Doors,
    pub(crate) bed: Bed,
    pub(crate) turns: Turns,
    pub(crate) sleep: Sleep,
    pub(crate) naps: Naps,
    pub(crate) vitals: Vitals,
    pub(crate) activity: Activities,
    pub(crate) presence: Presence,
    pub(crate) absence: Absence,
    pub(crate) minutes: Minutes,
    pub(crate) tally: Tally,
    pub(crate) alarms: Alarms,
    pub(crate) occupancy: Occupancy,
    /// Where they are, and since when.
    pub(crate) whereabouts: (Where, Mono),
    pub(crate) said: VecDeque<Output>,
    /// When the current minute ends.
    minute: Mono,
    /// No machine is due before.
    due: Mono,
}

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

impl Home {
    /// A home of which nothing is known yet. `boot` begins the ids of its alarms.
    #[must_use]
    pub fn new(plan: Plan, policy: Policy, boot: u32) -> Self {
        let Plan { zone, night, sources } = plan;
        let kinds: Vec<Kind> = sources.iter().map(|source| source.kind).collect();
        let bed_source = kinds.iter().position(|kind| *kind == Kind::BedRadar);
        let delay = bed_source
            .and_then(|place| sources.get(place))
            .map_or(Duration::ZERO, |source| source.exit_delay);
        let sees_home =
            kinds.contains(&Kind::RoomRadar) && kinds.contains(&Kind::Input(Means::Entrance));
        let is_radar = kinds.iter().map(|kind| kind.is_radar()).collect();
        Self {
            clock: Clock::new(zone, night),
            bed_source,
            pulse: Pulse::new(&sources, &policy.pulse),
            faults: Faults::new(sources.len(), policy.pulse.fault_over),
            lives: Lives::new(&sources),
            warm_ups: WarmUps::new(&sources),
            jumps: Jumps::new(sources.len()),
            air: Air::new(sources.len(), policy.air),
            doors: Doors::new(kinds.iter().map(|kind| kind.door())),
            bed: Bed::new(policy.bed, delay),
            turns: Turns::new(policy.turn),
            sleep: Sleep::new(policy.sleep),
            naps: Naps::new(policy.nap),
            vitals: Vitals::new(policy.vitals),
            activity: Activities::new(policy.activity),
            presence: Presence::new(policy.presence, is_radar, sees_home),
            absence: Absence::new(policy.absence),
            minutes: Minutes::new(&sources),
            tally: Tally::default(),
            alarms: Alarms::new(policy.alarm, boot),
            occupancy: Occupancy::Unknown,
            whereabouts: (Where::Unknown, Mono::ZERO),
            said: VecDeque::new(),
            minute: Mono::ZERO + MINUTE,
            due: Mono::ZERO,
            labels: sources.into_iter().map(Label::from).collect(),
            kinds,
        }
    }

    /// Open alarms of an earlier boot: their lives go on under the same ids, their conditions are
    /// believed until the sensors say otherwise, and nothing is said of them now.
    pub fn restore(&mut self, at: Mono, kept: Vec<Kept>) {
        for kept in kept.iter().filter(|kept| kept.is_of_calendar()) {
            let line = kept.line.as_ref();
            let place = self.labels.iter().position(|label| Some(&label.line) == line);
            if let Some(place) = place {
                self.lives.handle_restored(place);
            }
        }
        self.alarms.restore(at, kept);
        self.soon(self.alarms.poll_timeout());
    }

    /// Bed exits up to this one were numbered in earlier boots.
    pub fn number_exits_after(&mut self, last: ExitNumber) {
        self.bed.number_after(last);
    }

    /// A sensor said something. A source that the plan does not have is ignored.
    pub fn handle_reading(&mut self, at: Mono, source: SourceId, reading: &Reading) {
        self.handle_alive(at, source, None);
        self.route(at, source.0, reading);
    }

    /// A valid frame of a sensor, whether it says anything or not. `quiet` is how long it may now
    /// say nothing and be well, where what it does has changed that.
    pub fn handle_alive(&mut self, at: Mono, source: SourceId, quiet: Option<Quiet>) {
        self.handle_timeout(at);
        let is_news = quiet.is_some_and(|quiet| self.pulse.handle_quiet(source.0, quiet));
        if let Some(beat) = self.pulse.handle(at, source.0) {
            self.tell_beat(at, source.0, beat);
        }
        if is_news {
            self.soon(self.pulse.poll_timeout());
        }
    }

    /// What the wall clock says at `at`, and how far to trust it.
    pub fn handle_clock(&mut self, at: Mono, wall: Option<Wall>, quality: ClockQuality) {
        self.handle_timeout(at);
        self.clock.handle(at, wall, quality);
        self.tally.handle_clock(at, &self.clock);
        self.soon(self.tally.poll_timeout());
        self.look_at_lives(at);
        self.soon(self.lives.poll_timeout());
    }

    /// A person has seen or accepted an alarm.
    ///
    /// # Errors
    ///
    /// If there is no such open alarm, or somebody has accepted it before.
    pub fn handle_acknowledge(
        &mut self,
        at: Mono,
        ack: &message::Acknowledge,
    ) -> Result<(), Refused> {
        self.handle_timeout(at);
        self.alarms.handle_acknowledge(at, ack, &self.clock)?;
        self.tell_alarms();
        Ok(())
    }

    /// How well the outbox keeps what it is given: a fault of Hearth is an alarm too.
    pub fn handle_store(&mut self, at: Mono, store: StoreHealth) {
        self.handle_timeout(at);
        let kind = AlarmKind::StoreFault;
        let found = match store {
            StoreHealth::Fine => Finding::clear(kind),
            StoreHealth::Readings => {
                Finding::active(kind, Priority::Medium, at, What::ReadingsNotStored)
            }
            StoreHealth::Alarms => Finding::active(kind, Priority::High, at, What::AlarmsNotStored),
        };
        self.find(at, None, found);
    }

    /// Does what is due at `now`, each thing at its own time.
    pub fn handle_timeout(&mut self, now: Mono) {
        while self.due <= now {
            let due = self.due;
            self.run(due);
            let next = self.deadline();
            // Whatever a machine does, time goes on.
            self.due = if next > due { next } else { due + Duration::from_millis(1) };
        }
    }

    /// When to call [`Home::handle_timeout`] next; earlier is harmless.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Mono> {
        Some(self.due)
    }

    /// What the home has to say, the oldest first.
    pub fn poll_event(&mut self) -> Option<Output> {
        self.said.pop_front()
    }

    /// All open alarms, the oldest first, without evidence.
    #[must_use]
    pub fn open_alarms(&self) -> Vec<message::Alarm> {
        self.alarms.open(&self.clock)
    }

    /// All open alarms, to be kept for [`Home::restore`] after a restart.
    #[must_use]
    pub fn kept(&self) -> Vec<Kept> {
        self.alarms.kept(&self.clock)
    }

    /// What the wall clock says at a stamp; `None` while it has never been right.
    #[must_use]
    pub fn when(&self, at: Mono) -> Option<When> {
        self.clock.when(at)
    }

    /// How many numbers of a source were left out because the next one refuted them.
    #[must_use]
    pub fn doubted(&self, source: SourceId) -> u64 {
        self.jumps.refuted(source.0)
    }

    /// Something may be due earlier than was known.
    pub(crate) fn soon(&mut self, at: Option<Mono>) {
        if let Some(at) = at {
            self.due = self.due.min(at);
        }
    }

    fn run(&mut self, now: Mono) {
        while let Some((place, at, beat)) = self.pulse.handle_timeout(now) {
            self.tell_beat(at, place, beat);
        }
        while let Some(place) =
            self.warm_ups.handle_timeout(now, |place| self.pulse.is_silent(place, now))
        {
            self.fault(now, place, What::WarmsTooLong);
        }
        while let Some((place, held)) = self.jumps.handle_timeout(now) {
            self.release(now, place, held);
        }
        while let Some((place, found)) = self.air.handle_timeout(now) {
            self.find(now, Some(place), found);
        }
        while let Some((place, edge, event)) = self.doors.handle_timeout(now) {
            self.door((now, edge), place, event);
        }
        if let Some(event) = self.bed.handle_timeout(now, &self.clock) {
            self.tell_bed(now, event);
        }
        self.follow_bed(now);
        if let Some(turn) = self.turns.handle_timeout(now, self.bed.in_bed()) {
            self.tell_turn(turn);
        }
        if let Some(passage) = self.presence.handle_timeout(now) {
            self.tell_passage(passage);
        }
        if let Some(found) = self.absence.handle_timeout(now, self.clock.is_night(now)) {
            self.find(now, self.bed_source, found);
        }
        while self.minute <= now {
            self.end_minute(self.minute);
            self.minute = self.minute + MINUTE;
        }
        self.tally.handle_timeout(now, &self.clock);
        if self.lives.poll_timeout().is_some_and(|due| due <= now) {
            self.look_at_lives(now);
        }
        self.alarms.handle_timeout(now, &self.clock);
        self.tell_alarms();
    }

    fn deadline(&self) -> Mono {
        let machines = [
            self.pulse.poll_timeout(),
            self.warm_ups.poll_timeout(),
            self.jumps.poll_timeout(),
            self.air.poll_timeout(),
            self.doors.poll_timeout(),
            self.bed.poll_timeout(),
            self.turns.poll_timeout(),
            self.presence.poll_timeout(),
            self.absence.poll_timeout(),
            self.tally.poll_timeout(),
            self.lives.poll_timeout(),
            self.alarms.poll_timeout(),
        ];
        machines.into_iter().flatten().fold(self.minute, Mono::min)
    }
}
