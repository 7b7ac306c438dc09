//! A home to be torn: radars, a broker that writes down what it gets, the shim, the daemon.
//!
//! What the radars called is known ([`super::wire`]), what the broker got is known, so what is lost,
//! doubled or made up is a difference of two counts for each start of the daemon.

use std::cell::Cell;
use std::time::Duration;

use anyhow::Context;
use fastrand::Rng;
use jiff::Timestamp;
use serde_json::Value;

use super::Options;
use super::account::{self, DUE_AFTER, Life, Readings, Tally};
use super::proof::Proof;
use super::shim::Shim;
use super::wire::Wire;
use crate::broker::{Broker, Rules};
use crate::callers::{Callers, callers_as_config};
use crate::clock::{Stopwatch, wait_for};
use crate::daemon::{Daemon, Program};
use crate::home::{Home, Wishes};
use crate::ledger::Ledger;
use crate::process::{cpu_seconds, resident_mib};
use crate::resident::Resident;
use crate::subscriber::{Message, Subscriber};

/// An alarm is at the broker so soon, whatever is broken.
pub(super) const OUT: Duration = Duration::from_secs(2);

/// What a fault has broken is whole so soon after its end.
pub(super) const BACK: Duration = Duration::from_secs(10);

/// Longer than anything takes that happens at all.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How often the radar of the bed says something of no importance.
pub(super) const CHATTER: Duration = Duration::from_millis(50);

/// Radars of a home: two or three calls a second, without end.
pub(super) const CALLERS: usize = 8;

/// Radars of a home, and how much faster its clock runs, where calls come as they did before one
/// word after another was one call: some thirty a second.
pub(super) const MANY: Setting = Setting { callers: 16, speed: 20, journal: false };

/// Resident memory of a daemon in a torn home; the goal for a quiet one is 6.6 MiB, and a debug
/// build has twice that.
const MOST_MIB: f64 = if cfg!(debug_assertions) { 40.0 } else { 14.0 };

/// What a person at the plug is promised, and some seconds for a machine that does something else.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

/// Faults of one kind that a row shows.
const SHOWN: usize = 3;

/// Readings on their way while they come as fast as they go.
const FEW_READINGS: u64 = 40;

/// What a row's home is like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// How many radars call.
    pub callers: usize,
    /// How many times faster its clock runs; no timer of I/O does.
    pub speed: u32,
    /// Whether the shim writes down what is written.
    pub journal: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self { callers: CALLERS, speed: 1, journal: false }
    }
}

/// The rig of a row.
pub(super) struct Stage {
    pub wire: Wire,
    pub broker: Broker,
    pub shim: Shim,
    pub home: Home,
    pub rng: Rng,
    /// Who hears, where the broker is not the rig's own.
    pub station: Option<Subscriber>,
    /// Rows of alarms that stood on a page that a row has destroyed.
    pub may_be_lost: usize,
    /// A store that came to light after the start gives up what is older than what was sent by then.
    pub older_may_come_later: bool,
    history: Vec<Life>,
    tally: Tally,
}

/// A daemon in the home.
pub(super) struct Run {
    pub daemon: Daemon,
    /// Which start it is, as it says now: with a new card it may learn only from the broker.
    boot: Cell<u64>,
    /// When it was ready, and what it had used by then.
    since: Stopwatch,
    cpu: f64,
}

impl Stage {
    /// A home with some radars.
    pub(super) fn new(options: &Options) -> anyhow::Result<Self> {
        Self::with(options, Setting::default(), |_| {})
    }

    /// A home in its setting, and what a row wishes beyond.
    pub(super) fn with(
        options: &Options,
        setting: Setting,
        wish: impl FnOnce(&mut Wishes),
    ) -> anyhow::Result<Self> {
        let Setting { callers, speed, journal } = setting;
        let broker = Broker::start(Rules::default())?;
        let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
        let mut wishes = Wishes::new(life, broker.port());
        wishes.samples = true;
        wishes.broker_extra = "drain-per-second = 0\n".to_owned();
        wishes.lines = Some(callers_as_config(callers));
        wishes.speed = speed;
        wish(&mut wishes);
        let home = Home::new(program(options)?, wishes)?;
        let shim = Shim::new(home.folder(), &home.store(), journal)?;
        let wire = Wire::new(Callers::new(&home.dev(), callers, speed)?, Some(CHATTER))?;
        let rng = Rng::with_seed(options.seed);
        Ok(Self {
            wire,
            broker,
            shim,
            home,
            rng,
            station: None,
            may_be_lost: 0,
            older_may_come_later: false,
            history: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Starts the daemon under the shim, and waits until it listens.
    pub(super) fn start(&mut self) -> anyhow::Result<Run> {
        let program = self.home.program().with_around(self.shim.around());
        let daemon = self.home.start_daemon_as(&program)?;
        self.begin(daemon)
    }

    /// The same with a clock that stands still until it is moved; it is left to wait for it.
    pub(super) fn start_driven(&mut self, at: Timestamp) -> anyhow::Result<Daemon> {
        let program = self.home.program().with_around(self.shim.around());
        self.home.start_daemon_driven(&program, at)
    }

    /// Waits until it listens.
    pub(super) fn begin(&mut self, daemon: Daemon) -> anyhow::Result<Run> {
        let open = |status: &Value| status.pointer("/lines/0/port") == Some(&"open".into());
        let status = daemon.wait_for_status(open);
        let status = status.with_context(|| format!("it does not listen: {:?}", daemon.log()))?;
        self.wire.begin()?;
        let boot = boot_of(&status).context("no boot")?;
        let cpu = cpu_seconds(daemon.pid())?;
        Ok(Run { daemon, boot: Cell::new(boot), since: Stopwatch::start(), cpu })
    }

    /// `kill -9`, and notes what had been said to it.
    pub(super) fn kill(&mut self, run: Run) -> anyhow::Result<()> {
        run.look();
        let (end, boot) = (Stopwatch::start(), run.boot());
        run.daemon.kill()?;
        let said = self.wire.end()?;
        self.history.push(Life { boot, said, end, disk: Duration::ZERO });
        Ok(())
    }

    /// The slowest sync of the last run. An alarm waits for one that is under way, and for its own.
    pub(super) fn synced_within(&mut self, slowest: Duration) {
        if let Some(life) = self.history.last_mut() {
            life.disk = slowest * 2;
        }
    }

    /// Stops it, and notes that all that had been said to it is due.
    pub(super) fn stop(&mut self, mut run: Run, proof: &mut Proof) -> anyhow::Result<()> {
        self.wire.chatter(None);
        std::thread::sleep(DUE_AFTER);
        run.look();
        let stopped = run.daemon.stop();
        let well = stopped.as_ref().is_ok_and(|it| it.status.success() && it.took < STOPS_WITHIN);
        proof.must(well, || match stopped {
            Ok(stopped) => format!("the stop: {stopped:?}"),
            Err(error) => format!("the stop: {error}"),
        });
        let end = Stopwatch::start();
        let boot = run.boot();
        drop(run);
        let said = self.wire.end()?;
        self.history.push(Life { boot, said, end, disk: Duration::ZERO });
        Ok(())
    }

    /// Calls, and waits until everything called since the start is at the broker.
    pub(super) fn call(&mut self, run: &Run, patience: Duration) -> Option<Duration> {
        let called = self.wire.call()?;
        self.all_heard(run, patience).then(|| called.elapsed())
    }

    /// Whether everything called since the start is at the broker, within `patience`.
    pub(super) fn all_heard(&mut self, run: &Run, patience: Duration) -> bool {
        let called = self.wire.calls();
        wait_for(patience, || (self.raised(run.boot()) >= called).then_some(())).is_some()
    }

    /// The daemon has proved its login, and sends.
    pub(super) fn wait_online(&self, run: &Run) -> anyhow::Result<()> {
        let online = |status: &Value| status.pointer("/broker/online") == Some(&true.into());
        let there = run.daemon.wait_for_status(online);
        there.with_context(|| format!("not online: {:?}", run.daemon.log()))?;
        run.look();
        Ok(())
    }

    /// Whether the alarm that came last was on the disk.
    pub(super) fn last_is_durable(&mut self) -> bool {
        self.tally.look(&self.broker, self.station.as_ref());
        self.tally.durable
    }

    /// How many calls of a boot are at the broker.
    pub(super) fn raised(&mut self, boot: u64) -> usize {
        self.tally.look(&self.broker, self.station.as_ref());
        self.tally.of(boot)
    }

    /// How many calls of the first life are at the broker.
    pub(super) fn raised_in_first(&mut self) -> usize {
        self.tally.look(&self.broker, self.station.as_ref());
        let known = self.history.first().map(|life| life.boot);
        known.or_else(|| self.tally.first()).map_or(0, |boot| self.tally.of(boot))
    }

    /// Calls so many times, a while apart, and says in the proof how long they took; each must be
    /// out in time.
    pub(super) fn must_call(&mut self, run: &Run, proof: &mut Proof, when: &str, times: usize) {
        let mut longest = Duration::ZERO;
        for number in 1..=times {
            let Some(took) = self.call(run, PATIENCE.min(BACK + OUT)) else {
                let (out, called) = (self.raised(run.boot()), self.wire.calls());
                proof.must(false, || format!("{when}: alarm {number} of {times} is not out after 12 s ({out} of {called} are)"));
                return;
            };
            longest = longest.max(took);
            std::thread::sleep(Duration::from_millis(100));
        }
        proof.took(&format!("alarm out {when}"), longest);
        proof.must(longest <= OUT, || format!("{when}: an alarm took {} ms", longest.as_millis()));
    }

    /// Waits until the readings that have waited are out.
    pub(super) fn let_readings_go(&self, run: &Run) {
        let left = |status: Value| status.pointer("/health/outbox/readings")?.as_u64();
        let few = || run.daemon.status().and_then(left).filter(|left| *left < FEW_READINGS);
        // Whatever stays is counted as missing when all is added up.
        let _few = wait_for(PATIENCE, few);
    }

    /// Waits until the broker has acknowledged everything but readings.
    pub(super) fn settle(&self, run: &Run, proof: &mut Proof, patience: Duration) {
        let waiting = || run.daemon.status().map(|status| waiting(&status));
        let empty = wait_for(patience, || waiting().filter(|left| left.0 + left.1 == 0));
        proof.must(empty.is_some(), || {
            format!("not all is sent after {} s: {:?} wait", patience.as_secs(), waiting())
        });
    }

    /// The memory and the processor that the run has used are bounded.
    pub(super) fn must_be_small(&self, run: &Run, proof: &mut Proof, most_share: f64) {
        let pid = run.daemon.pid();
        let (Ok(mib), Ok(cpu)) = (resident_mib(pid), cpu_seconds(pid)) else {
            proof.must(false, || format!("the daemon is gone: {:?}", run.daemon.log()));
            return;
        };
        let share = (cpu - run.cpu) / run.since.elapsed().as_secs_f64();
        proof.note(format!("{mib:.1} MiB, cpu {:.0} %", share * 100.0));
        proof.must(mib <= MOST_MIB, || format!("{mib:.1} MiB of memory"));
        proof.must(share <= most_share, || format!("{:.0} % of a processor", share * 100.0));
    }

    /// The boots of all runs that have ended.
    pub(super) fn boots(&self) -> Vec<u64> {
        self.history.iter().map(|life| life.boot).collect()
    }

    /// What was called before this boot is not held against it.
    pub(super) fn forget_lives_before(&mut self, boot: u64) {
        self.history.retain(|life| life.boot >= boot);
    }

    /// What the broker got is what was called: nothing lost, doubled, mixed up or made up.
    pub(super) fn must_add_up(&self, proof: &mut Proof, readings: Readings) {
        let ledger = match &self.station {
            Some(station) => Ledger::read(&heard_out(station)),
            None => Ledger::received(&self.broker.received()),
        };
        // Without a stamp two calls of one radar look the same; whether one came twice is counted below.
        let may_be = |it: &&String| {
            it.contains(" at  as ") || (self.older_may_come_later && it.contains(" after "))
        };
        let wrong: Vec<_> = ledger.wrong.iter().filter(|it| !may_be(it)).collect();
        let shown = wrong.get(..SHOWN.min(wrong.len()));
        proof.must(wrong.is_empty(), || format!("{} wrong: {shown:?}", wrong.len()));
        let missing = ledger.missing();
        let alarms: Vec<_> = missing.iter().filter(|it| it.contains("alarms")).collect();
        let shown = alarms.get(..SHOWN.min(alarms.len()));
        proof.must(alarms.len() <= self.may_be_lost, || {
            format!("{} alarms are missing: {shown:?}", alarms.len())
        });
        account::settle(&ledger, &self.history, proof, readings);
    }
}

impl Run {
    /// Which start it is.
    pub(super) const fn boot(&self) -> u64 {
        self.boot.get()
    }

    /// Asks it again.
    fn look(&self) {
        if let Some(boot) = self.daemon.status().as_ref().and_then(boot_of) {
            self.boot.set(boot);
        }
    }
}

fn boot_of(status: &Value) -> Option<u64> {
    status.get("boot")?.as_u64()
}

/// What a station has heard when nothing more comes: a broker gives it what it got a little later.
fn heard_out(station: &Subscriber) -> Vec<Message> {
    let mut heard = station.heard();
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = station.heard();
        if now.len() == heard.len() {
            return now;
        }
        heard = now;
    }
}

/// What waits in the outbox: alarms, events, readings.
pub(super) fn waiting(status: &Value) -> (u64, u64, u64) {
    let lane = |lane: &str| {
        status.pointer(&format!("/health/outbox/{lane}")).and_then(Value::as_u64).unwrap_or(0)
    };
    (lane("alarms"), lane("events"), lane("readings"))
}

/// The program that a row runs.
pub(super) fn program(options: &Options) -> anyhow::Result<Program> {
    match &options.hearth {
        Some(path) => Ok(Program::at(path.clone())),
        None => Program::hearth(),
    }
}
