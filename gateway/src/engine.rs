//! What does the gateway do when something comes in? The one task that owns the [`Core`].
//!
//! One loop. First an orderly stop, then once a second what is due by itself (the wall's snapshot,
//! health, the clock, the watchdog): whatever floods the home, these are looked at between any two
//! inputs. All else takes turns, so that no input keeps another waiting: what the lines heard,
//! deadlines of the core, commands, questions of `hearth status`. Every input is followed by a drain:
//! what happened is handed to the outbox, and bytes for devices to their lines.
//!
//! A line's bytes are stamped by the line. So before the core is told of a later time (a deadline, a
//! command, the tick), everything that the lines have heard by then is taken in: in a replay it
//! stands in that order too.
//!
//! Where a rig drives the clock, lines are heard and deadlines carried out in its steps alone
//! (`step.rs`).

mod after;
mod disk;
mod drain;
mod ears;
mod obey;
mod pages;
mod report;
pub mod resume;
mod step;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::message::{Changes, State};
use alerts::{ClockQuality, Gap, Mono, Policy, StoreHealth, Wall};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tracing_appender::non_blocking::ErrorCounter;

use crate::capture::Recorder;
use crate::clock::{Clock, Hand};
use crate::command::{CommandLog, Commands};
use crate::control::Ask;
use crate::core::{Core, LineId};
use crate::exits::Exits;
use crate::kept::Saved;
use crate::line::{Heard, Hearing, LineEvent, Order};
use crate::outbox::{Found, Outbox};
use crate::pace::Pace;
use crate::search::Search;
use crate::uplink::{Extra, Live};
use after::After;
use disk::Disk;
use ears::Input;
use report::WrittenToday;
use step::Driven;

pub use ears::Ears;

/// How often the engine looks at what is due by itself.
const TICK: Duration = Duration::from_secs(1);

/// How often health is published (contract.md §1).
const HEALTH_EVERY: Duration = Duration::from_secs(60);

/// The wall clock is taken as set anew when it is so far from where it should be; less is the slow
/// correction of a time service, which would only make stamps jitter.
const CLOCK_STEP_MS: u64 = 500;

/// A line, as the engine sees it.
pub struct Seat {
    /// As in the configuration.
    pub name: String,
    /// The port.
    pub path: String,
    /// The kind of sensor.
    pub sensor: &'static str,
    /// Where in the home.
    pub room: Option<String>,
    /// What the line is to do.
    pub orders: mpsc::Sender<Order>,
    /// With which settings its sensor speaks.
    pub search: Search,
    /// Frames that the line could not take: it is down, or stuck.
    pub unsent: u64,
}

/// Who this gateway is.
pub struct Identity {
    /// Which home.
    pub home: String,
    /// Host and port of the broker.
    pub broker: String,
    /// How often the daemon has started here.
    pub boot: u32,
    /// Where its store is, for the room left on the disk.
    pub store: std::path::PathBuf,
    /// Things that somebody should look at.
    pub notes: Vec<String>,
    /// Lines of the log that found nobody to read them.
    pub log: ErrorCounter,
}

/// The parts that the engine is put together from.
pub struct Parts {
    /// The pure heart.
    pub core: Core,
    /// The home's clock.
    pub clock: Clock,
    /// What moves it, where it is driven.
    pub hand: Option<Hand>,
    /// The lines.
    pub seats: Vec<Seat>,
    /// Where what happened goes.
    pub outbox: Outbox,
    /// Where the newest snapshot goes.
    pub live: watch::Sender<Live>,
    /// What the network may tell the home to do.
    pub commands: Commands,
    /// A capture being recorded.
    pub recorder: Option<Recorder>,
    /// The ids of the last bed exits.
    pub exits: Exits,
    /// The numbers of the configuration …
    pub policy: Policy,
    /// … and what the station has changed of them.
    pub changes: Changes,
    /// What is sent because somebody asked for it.
    pub extras: flume::Sender<Extra>,
    /// What the wall clock said at [`Mono::ZERO`], and how far to trust it.
    pub origin: (Option<Wall>, ClockQuality),
    /// Who this is.
    pub identity: Identity,
}

/// The engine.
pub struct Engine {
    parts: Parts,
    /// The clock of I/O timers, which `--clock-speed` does not touch.
    world: Clock,
    driven: Option<Driven>,
    pace: Pace<State>,
    health_sent: Option<Mono>,
    store: StoreHealth,
    written_today: WrittenToday,
    command_log: CommandLog,
    disk: Disk,
    saved: Saved,
    /// Lines of which every reading is sent, and until when.
    sampling: BTreeMap<LineId, Mono>,
    after: After,
}

impl Engine {
    /// Puts it together; nothing has happened yet.
    #[must_use]
    pub fn new(mut parts: Parts) -> Self {
        let disk = Disk::of(&parts.identity.store);
        let driven = parts.hand.take().map(|hand| Driven::new(hand, parts.seats.len()));
        Self {
            parts,
            world: Clock::start(),
            driven,
            pace: Pace::default(),
            health_sent: None,
            store: StoreHealth::Fine,
            written_today: WrittenToday::default(),
            command_log: CommandLog::default(),
            disk,
            saved: Saved::default(),
            sampling: BTreeMap::new(),
            after: After::default(),
        }
    }

    /// Works until it is told to stop, and hands over what is left; the outbox and the lines'
    /// channels are dropped with it.
    pub async fn run(self, ears: Ears) {
        // A task like the lines': what they have heard is taken in before the system is asked again.
        if let Err(error) = tokio::spawn(self.work(ears)).await {
            tracing::error!(%error, "the engine has broken");
        }
    }

    async fn work(mut self, mut ears: Ears) {
        self.tell_clock(Mono::ZERO);
        self.drain();
        self.show_alarms(); // what the broker has kept of an earlier run may be wrong by now
        self.disk.first(self.world.now()).await;
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let deadline = self.deadline();
            let is_free = self.driven.is_none();
            match ears.next(&mut tick, deadline, is_free).await {
                Input::Stop => break,
                Input::Tick => self.on_tick(&mut ears),
                Input::Heard(event) => self.hear(&event),
                Input::Deadline => self.on_deadline(&mut ears.lines),
                Input::Step(step) => self.step(step, &mut ears.lines).await,
                Input::Command(command) => self.obey(&command, &mut ears.lines),
                Input::Found(found) => self.find(*found),
                Input::Ask(ask) => self.answer(ask, &ears),
                Input::Visit(visit) => self.attend(visit, &mut ears.lines),
            }
            self.drain();
        }
        self.take_all(&mut ears.lines);
        self.drain();
        self.do_all_after();
        self.save();
        if let Some(recorder) = self.parts.recorder.take() {
            recorder.close().await;
        }
    }

    /// Takes in what the lines have heard by now; where a rig drives the clock that is left to its
    /// steps.
    fn catch_up(&mut self, lines: &mut Hearing) {
        if self.driven.is_none() {
            self.take_all(lines);
        }
    }

    fn take_all(&mut self, lines: &mut Hearing) {
        // As much as there is now: what comes meanwhile has a later stamp.
        for _ in 0..lines.len() {
            let Ok(event) = lines.try_recv() else { return };
            self.hear(&event);
            self.drain();
        }
    }

    /// When to look at the core, or at what is left to do, if nothing comes before.
    fn deadline(&self) -> Instant {
        let due = self.parts.core.poll_timeout();
        let wait = due.and_then(|due| self.parts.clock.until(due));
        let deadline = Clock::after(wait.map_or(TICK, |wait| wait.min(TICK)));
        self.after.due().map_or(deadline, |due| due.min(deadline))
    }

    fn hear(&mut self, event: &LineEvent) {
        let LineEvent { line, at, what } = event;
        let Parts { core, recorder, .. } = &mut self.parts;
        let recorded = recorder.as_mut().map(|recorder| match what {
            Heard::Up => recorder.port(*at, line.0, true),
            Heard::Down => recorder.port(*at, line.0, false),
            Heard::Bytes(bytes) => recorder.read(*at, line.0, bytes),
            Heard::Sent(bytes) => recorder.sent(*at, line.0, bytes),
        });
        if let Some(Err(error)) = recorded {
            tracing::warn!(%error, "the capture ends here: it cannot be written");
            *recorder = None;
        }
        match what {
            Heard::Up => core.handle_port(*at, *line, true),
            Heard::Down => core.handle_port(*at, *line, false),
            Heard::Bytes(bytes) => core.handle_bytes(*at, *line, bytes),
            Heard::Sent(bytes) => core.handle_sent(*at, *line, bytes),
        }
    }

    fn on_deadline(&mut self, lines: &mut Hearing) {
        let now = self.parts.clock.now();
        self.catch_up(lines);
        self.parts.core.handle_timeout(now);
    }

    fn on_tick(&mut self, ears: &mut Ears) {
        self.catch_up(&mut ears.lines);
        self.look_at_clock();
        self.parts.outbox.count();
        let now = self.parts.clock.now();
        if self.parts.recorder.as_ref().is_some_and(|recorder| recorder.is_over(now)) {
            tracing::info!("the capture is over");
            self.parts.recorder = None;
        }
        let store = ears.stats.borrow().health;
        if store != self.store {
            self.store = store;
            self.parts.core.handle_store(now, store);
        }
        self.try_settings(now);
        self.end_samples(now);
        self.send_state(now);
        let written = ears.stats.borrow().bytes_written();
        self.written_today.look(self.parts.core.home().when(now), written);
        let world = self.world.now();
        self.disk.look(world);
        if self.health_sent.is_none_or(|sent| world.since(sent) >= HEALTH_EVERY) {
            self.health_sent = Some(world);
            let health = self.health(&ears.stats.borrow(), &ears.link.borrow());
            let health = self.live(&health, now);
            self.parts.live.send_modify(|live| live.health = health);
            self.show_alarms();
        }
        if self.saved.is_due(now, self.parts.core.home().is_busy()) {
            self.save();
        }
        self.command_log.look(world, self.commands_dropped(&ears.link.borrow()));
        notify_watchdog();
    }

    /// Lines on which nothing was ever understood are opened with their next settings.
    fn try_settings(&mut self, now: Mono) {
        for (id, seat) in self.parts.seats.iter_mut().enumerate() {
            let Some((traffic, _)) = self.parts.core.traffic(LineId(id)) else { continue };
            if seat.search.look(now, traffic.up, traffic.understood) {
                // A line that takes no order now is asked again in a while.
                drop(seat.orders.try_send(Order::TryNext));
            }
        }
    }

    /// Looks whether the wall clock was set, or is trusted more or less than before.
    fn look_at_clock(&mut self) {
        let (wall, quality) = self.parts.clock.wall_at_start();
        let (known, trusted) = self.parts.origin;
        let moved = match (known, wall) {
            (Some(known), Some(wall)) => known.0.abs_diff(wall.0) > CLOCK_STEP_MS,
            (known, wall) => known != wall,
        };
        if moved || quality != trusted {
            self.parts.origin = (if moved { wall } else { known }, quality);
            let now = self.parts.clock.now();
            self.tell_clock(now);
            tracing::info!(?quality, "the clock was set");
            let start = self.parts.core.home().when(Mono::ZERO);
            if let Some(recorder) = &mut self.parts.recorder
                && let Err(error) = recorder.clock(now, start, quality)
            {
                tracing::warn!(%error, "the capture lacks the clock that was set");
            }
        }
    }

    fn tell_clock(&mut self, now: Mono) {
        let (origin, quality) = self.parts.origin;
        let before = self.parts.core.home().gap();
        self.parts.core.handle_clock(now, origin.map(|origin| origin + now), quality);
        if let Gap::Known(gap) = self.parts.core.home().gap()
            && before == Gap::Unknown
        {
            tracing::info!(seconds = gap.as_secs(), "so long nobody listened before this start");
        }
        if let Some(origin) = origin {
            self.parts.outbox.anchor(origin, quality);
        }
    }

    fn send_state(&mut self, now: Mono) {
        let state = self.parts.core.home().state(now);
        if self.pace.is_due(self.world.now(), report::without_ages(&state)) {
            let state = self.live(&state, now);
            self.parts.live.send_modify(|live| live.state = state);
        }
    }

    /// The disk has answered at last: alarms that were open when the daemon last ran go on.
    fn find(&mut self, found: Found) {
        let Found { kept, faults, .. } = found;
        self.parts.identity.notes.extend(faults.iter().map(ToString::to_string));
        tracing::info!("the store of the last run has been found");
        let now = self.parts.clock.now();
        let policy = &self.parts.policy;
        let found = resume::late(&mut self.parts.core, now, kept.as_deref(), policy);
        self.parts.exits = found.exits;
        if !found.changes.is_empty() {
            self.parts.changes = found.changes;
        }
        self.parts.identity.notes.extend(found.note);
        self.show_alarms();
    }

    fn answer(&self, ask: Ask, ears: &Ears) {
        self.parts.outbox.count();
        let status = self.status(&ears.stats.borrow(), &ears.link.borrow());
        // Whoever asked may have hung up.
        drop(ask.send(serde_json::to_vec(&status).unwrap_or_default()));
    }
}

/// Tells systemd that the loop turns; no systemd is no error.
fn notify_watchdog() {
    drop(sd_notify::notify(&[sd_notify::NotifyState::Watchdog]));
}
