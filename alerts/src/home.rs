//! The home: owns the machines, and drives them by the four verbs.
//!
//! What happens to an input:
//!
//! ```text
//!  reading ─▶ route ─▶ machines ─▶ facts ─▶ machines … ─▶ tell ─▶ messages
//!  time ────▶ machines (the list) ─▶ facts ─▶ …
//! ```
//!
//! [`route`]: where does a reading go? [`machines`]: which are there, and which is due? [`facts`]:
//! who hears what? [`tell`]: what is said of it? [`wall`]: what holds now? [`asked`]: what do people ask of it? [`checkpoint`]: what
//! outlives a restart?
//!
//! Stamps that come in and go out are of this run of the daemon. Inside, home time goes on over
//! restarts.

mod asked;
mod begin;
mod checkpoint;
mod facts;
mod machines;
mod route;
mod tell;
mod timed;
mod wall;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Mono, Quiet, Reading};

use self::checkpoint::Standstill;
pub use self::checkpoint::{Checkpoint, Gap};
use self::facts::Fact;
use self::machines::{Due, Machines, Row};
use crate::alarm::{Finding, Kept};
use crate::bed::{InBed, Occupancy};
use crate::message::{self, AlarmKind, Body, ExitNumber, FactId, Message, Priority, What, Where};
use crate::plan::{Kind, Label, Plan, SourceId};
use crate::policy::Policy;
use crate::record::Ledger;
use crate::time::{Clock, ClockQuality, Wall, When};

/// Something that the home has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// When it happened; for what is found out later (a bed exit) earlier than now, but not before
    /// the start of this run.
    pub at: Mono,
    /// The same for people, however long ago; `None` while the clock has never been right.
    pub when: Option<When>,
    /// What.
    pub message: Message,
    /// Which fact of the home an event is.
    pub fact: Option<FactId>,
}

impl Output {
    /// What is published: the message, and with an event which fact it is.
    #[must_use]
    pub const fn body(&self) -> Body<'_> {
        Body { message: &self.message, fact: self.fact.as_ref() }
    }
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
    clock: Clock,
    labels: Vec<Label>,
    kinds: Vec<Kind>,
    /// Which sources are not heard.
    silent: Vec<bool>,
    /// The source that looks at the bed.
    bed_source: Option<usize>,
    machines: Machines,
    /// What was said and not yet heard, and when it was said.
    facts: VecDeque<(Mono, Fact)>,
    occupancy: Occupancy,
    /// Where they are, and since when.
    whereabouts: (Where, Mono),
    said: VecDeque<Output>,
    ledger: Ledger,
    /// Home time is so far ahead of this run's.
    shift: Duration,
    standstill: Standstill,
    /// The last input, in home time.
    now: Mono,
    /// The next deadline of all machines.
    due: Mono,
}

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
        let machines = begin::machines(&sources, (bed_source, delay), policy, boot);
        Self {
            clock: Clock::new(zone, night),
            silent: alloc::vec![true; sources.len()],
            bed_source,
            machines,
            facts: VecDeque::new(),
            occupancy: Occupancy::Unknown,
            whereabouts: (Where::Unknown, Mono::ZERO),
            said: VecDeque::new(),
            ledger: Ledger::new(boot),
            shift: Duration::ZERO,
            standstill: Standstill::None,
            now: Mono::ZERO,
            due: Mono::ZERO,
            labels: sources.into_iter().map(Label::from).collect(),
            kinds,
        }
    }

    /// Open alarms of an earlier boot of which nothing else is remembered: their lives go on under
    /// the same ids, their conditions are believed until the sensors say otherwise, and nothing is
    /// said of them now. Only of a line that the plan no longer has it is said that its alarms are
    /// over.
    pub fn restore_alarms(&mut self, at: Mono, kept: Vec<Kept>) {
        self.begin(at);
        for kept in kept.iter().filter(|kept| kept.is_of_calendar()) {
            let line = kept.line.as_ref();
            let place = self.labels.iter().position(|label| Some(&label.line) == line);
            if let Some(place) = place {
                self.machines.lives.handle_restored(place);
            }
        }
        for Kept { kind, priority, .. } in kept.iter().filter(|kept| kept.is_so()) {
            if *kind == AlarmKind::AbsentFromBed {
                self.machines.absence.handle_restored(self.now, *priority);
            } else if *kind == AlarmKind::Inactivity {
                self.machines.inactivity.handle_restored(self.now, *priority);
            }
        }
        self.machines.alarms.restore(self.now, kept);
        self.machines.alarms.handle_plan(self.now, &self.labels, &self.clock);
        self.settle();
    }

    /// Bed exits up to this one were numbered in earlier boots.
    pub fn number_exits_after(&mut self, last: ExitNumber) {
        self.machines.bed.number_after(last);
        self.machines.inferred.number_after(last);
    }

    /// A sensor said something. A source that the plan does not have is ignored.
    pub fn handle_reading(&mut self, at: Mono, source: SourceId, reading: &Reading) {
        let at = self.begin(at);
        self.alive(at, source, None);
        self.drain();
        self.look_for_chatter(at, source.0, reading);
        self.route(at, source.0, reading);
        self.settle();
    }

    /// A valid frame of a sensor, whether it says anything or not. `quiet` is how long it may now
    /// say nothing and be well, where what it does has changed that.
    pub fn handle_alive(&mut self, at: Mono, source: SourceId, quiet: Option<Quiet>) {
        let at = self.begin(at);
        self.alive(at, source, quiet);
        self.settle();
    }

    /// What the wall clock says at `at`, and how far to trust it.
    pub fn handle_clock(&mut self, at: Mono, wall: Option<Wall>, quality: ClockQuality) {
        if !matches!(self.standstill, Standstill::Open { .. }) {
            self.begin(at);
        }
        // After a restart, what is due waits for the hour that it is.
        self.now = self.home_time(at);
        match (wall, quality) {
            (Some(wall), ClockQuality::Synced | ClockQuality::Held) => {
                self.set_clock(wall, quality);
            }
            (None, _) | (Some(_), ClockQuality::Unset) => {}
        }
        let at = self.now;
        let found = self.machines.clock_fault.handle(at, quality);
        self.found(at, None, found);
        self.machines.tally.handle_clock(at, &self.clock);
        self.say(at, Fact::Midnight);
        self.settle();
    }

    /// How well the outbox keeps what it is given: a fault of Hearth is an alarm too.
    pub fn handle_store(&mut self, at: Mono, store: StoreHealth) {
        let at = self.begin(at);
        let kind = AlarmKind::StoreFault;
        let found = match store {
            StoreHealth::Fine => Finding::clear(kind),
            StoreHealth::Readings => {
                Finding::active(kind, Priority::Medium, at, What::ReadingsNotStored)
            }
            StoreHealth::Alarms => Finding::active(kind, Priority::High, at, What::AlarmsNotStored),
        };
        self.say(at, Fact::Found { place: None, found });
        self.settle();
    }

    /// Does what is due at `now`, each thing at its own time.
    pub fn handle_timeout(&mut self, now: Mono) {
        self.act_until(self.home_time(now));
    }

    /// When to call [`Home::handle_timeout`] next; earlier is harmless.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        Some(self.run_time(self.due))
    }

    /// What the home has to say, the oldest first.
    pub fn poll_event(&mut self) -> Option<Output> {
        self.said.pop_front()
    }

    /// All open alarms, the oldest first, without evidence.
    #[must_use]
    pub fn open_alarms(&self) -> Vec<message::Alarm> {
        self.machines.alarms.open(&self.clock)
    }

    /// What the wall clock says at a stamp; `None` while it has never been right.
    #[must_use]
    pub fn when(&self, at: Mono) -> Option<When> {
        self.clock.when(self.home_time(at))
    }

    /// How many numbers of a source were left out because the next one refuted them.
    #[must_use]
    pub fn doubted(&self, source: SourceId) -> u64 {
        self.machines.jumps.refuted(source.0)
    }

    /// Before an input: what was due by then. Gives its stamp in home time.
    fn begin(&mut self, at: Mono) -> Mono {
        let at = self.home_time(at);
        self.act_until(at);
        self.now = at;
        at
    }

    /// After an input: everybody hears of it, and something may be due sooner.
    fn settle(&mut self) {
        self.drain();
        self.due = self.machines.due();
    }

    fn act_until(&mut self, now: Mono) {
        while self.due <= now {
            let due = self.due;
            self.now = due;
            for row in Machines::DUE {
                if (row.poll_timeout)(&self.machines).is_some_and(|at| at <= due) {
                    self.act(row, due);
                    self.drain();
                }
            }
            let next = self.machines.due();
            // Whatever a machine does, time goes on.
            self.due = if next > due { next } else { due + Duration::from_millis(1) };
        }
    }

    fn alive(&mut self, at: Mono, source: SourceId, quiet: Option<Quiet>) {
        if let Some(quiet) = quiet {
            self.machines.pulse.handle_quiet(source.0, quiet);
        }
        if !self.machines.pulse.is_heard_at(at, source.0)
            && let Some(beat) = self.machines.pulse.handle(at, source.0)
        {
            self.say(at, Fact::Beat { place: source.0, beat });
        }
    }

    fn act(&mut self, row: &Row, now: Mono) {
        let out = self.occupancy == Occupancy::Out;
        let mut due = Due {
            now,
            clock: &self.clock,
            silent: &self.silent,
            in_bed: self.lies(),
            watch: self.machines.watch((&self.clock, &self.silent), self.bed_source, out),
            facts: &mut self.facts,
        };
        (row.handle_timeout)(&mut self.machines, &mut due);
    }

    /// In bed beyond doubt, or as far as can be inferred where nothing looks at one.
    fn lies(&self) -> Option<InBed> {
        match self.bed_source {
            Some(_) => self.machines.bed.in_bed(),
            None => self.machines.inferred.in_bed(),
        }
    }

    /// Since when.
    fn entered(&self) -> Option<Mono> {
        match self.bed_source {
            Some(_) => self.machines.bed.entered(),
            None => self.machines.inferred.entered(),
        }
    }
}
