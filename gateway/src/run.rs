//! The daemon on one page: what there is, and who hands what to whom.
//!
//! ```text
//!  line ─┐ bytes            rows             rows, oldest first
//!  line ─┼──────▶ engine ────────▶ outbox ────────────────────▶ uplink ──▶ broker
//!  line ─┘ ◀───── frames    snapshot                    deletes ◀──┘  │ commands
//!                 engine ─────────────────────────────▶ uplink        │
//!                 engine ◀────────────────────────────────────────────┘
//! ```
//!
//! An orderly stop goes the same way: the engine takes in what the lines have heard and ends, the
//! uplink says `stopped`, the outbox puts everything on disk.

use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use alerts::message::Root;
use alerts::{ClockQuality, Mono};
use config::Config;
use tokio::sync::{mpsc, oneshot, watch};
use tracing_appender::non_blocking::ErrorCounter;

use crate::capture::{Followed, Recorder};
use crate::clock::{self, Clock, Hand, Pretended};
use crate::command::Commands;
use crate::control::Control;
use crate::core::{Core, LineId, Settings};
use crate::engine::{Ears, Engine, Identity, Parts, Seat};
use crate::line::{self, Ends, Line, LineEvent};
use crate::outbox::{self, Limits, OpenError, Opened};
use crate::search::Search;
use crate::socket::SocketError;
use crate::steps::{Step, Steps};
use crate::uplink::{self, Ended, Inside, Link, LinkState, Live};
use crate::wiring::Wiring;

/// What lines have heard and the engine has not taken in: two seconds of eight chatty radars. A
/// full queue makes the lines wait, and the kernel's buffers behind them.
const HEARD: usize = 256;

/// Frames for one device: a start-up sends a dozen, spaced.
const WRITES: usize = 8;

/// Commands from the station that wait: it sends a few a day.
const COMMANDS: usize = 16;

/// Questions of `hearth status` that wait.
const ASKS: usize = 4;

/// A box that has run for so long has sensors that have had power for as long: three times what the
/// slowest of them needs to warm up.
const WARM_AFTER: Duration = Duration::from_secs(15 * 60);

/// Steps of a rig that wait: it waits for each one's answer.
const STEPS: usize = 1;

/// An orderly stop that takes longer is cut off; the outbox has everything that was acknowledged by
/// then, and what was not comes again.
const STOP_PATIENCE: Duration = Duration::from_millis(1_500);

/// Why the daemon cannot run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store is used by another daemon, or is not where it could be.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The socket is taken or cannot be made.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// The community or home id is no topic.
    #[error("{0}")]
    Root(String),
    /// The signals of the system cannot be heard.
    #[error("cannot listen for SIGTERM")]
    Signal(#[source] std::io::Error),
}

/// Runs a home until it is told to stop by SIGTERM or SIGINT.
///
/// # Errors
///
/// When it cannot start. Once started it goes on, whatever fails.
pub async fn run(
    config: Config,
    pretended: Option<Pretended>,
    log: ErrorCounter,
) -> Result<(), RunError> {
    let root = Root::new(&config.home.community, &config.home.id)
        .map_err(|error| RunError::Root(error.to_string()))?;
    let stop = stop_on_signals().map_err(RunError::Signal)?;
    let control = bind(&config.control.socket).await?;
    let Opened { outbox, boot, previous, kept, faults } =
        outbox::open(&config.store.dir, &Limits::from(&config.store))?;
    let mut notes: Vec<String> = faults.iter().map(ToString::to_string).collect();
    notes.extend(control.as_ref().err().map(ToString::to_string));
    for note in &notes {
        tracing::warn!("{note}");
    }

    let (clock, hand) = pretended.map_or_else(|| (Clock::start(), None), Clock::pretend);
    let steps = steps(&config.control.socket, hand.as_ref()).await?;
    let mut core = Core::new(wiring(&config, boot), Settings::from(&config), boot);
    restore(&mut core, kept.as_deref());
    let (heard, lines) = mpsc::channel(HEARD);
    let seats = config.lines.iter().zip(0..).map(|(line, id)| seat(line, id, &clock, &heard));
    let seats = seats.collect();
    drop(heard);

    let origin = clock.wall_at_start();
    core.handle_clock(Mono::ZERO, origin.0, origin.1);
    let recorder = recorder(&config, &core, origin.1);
    let (live, newest) = watch::channel(Live::default());
    let (commands_in, commands) = mpsc::channel(COMMANDS);
    let (asks_in, asks) = mpsc::channel(ASKS);
    let (link_in, link_state) = watch::channel(LinkState::default());
    let identity = Identity {
        home: config.home.id.clone(),
        broker: format!("{}:{}", config.broker.host, config.broker.port),
        boot,
        store: config.store.dir.clone(),
        notes,
        log,
    };
    let engine = Engine::new(Parts {
        core,
        clock: clock.clone(),
        hand,
        seats,
        outbox: outbox.clone(),
        live,
        commands: Commands::new(config.commands.allow.clone()),
        recorder,
        origin,
        identity,
    });
    let ears = Ears { lines, commands, asks, steps, stats: outbox.stats(), link: link_state, stop };
    let (end_uplink, ends) = oneshot::channel::<()>();
    let ends = async { drop(ends.await) };
    let link = Link::new(&config, root, boot, previous);
    let inside =
        Inside { outbox: outbox.clone(), live: newest, commands: commands_in, said: link_in };
    let uplink = tokio::spawn(deliver(link, inside, ends));
    if let Ok(control) = control {
        tokio::spawn(control.run(asks_in));
    }
    notify(sd_notify::NotifyState::Ready);
    tracing::info!(boot, home = config.home.id, lines = config.lines.len(), "hearth is running");

    engine.run(ears).await;

    notify(sd_notify::NotifyState::Stopping);
    drop(end_uplink);
    if tokio::time::timeout(STOP_PATIENCE, uplink).await.is_err() {
        tracing::warn!("the broker did not take its leave in time; what waits goes out next time");
    }
    outbox.close().await;
    tracing::info!("hearth has stopped");
    Ok(())
}

/// What hangs on which line. On a box that has run for long, only the daemon was started anew.
fn wiring(config: &Config, boot: u32) -> Wiring {
    let mut wiring = Wiring::from_config(&config.lines);
    if boot > 1 && clock::machine_has_run_for() >= WARM_AFTER {
        wiring.warm_up();
    }
    wiring
}

/// Empties the outbox until the end.
async fn deliver(mut link: Link, inside: Inside, end: impl Future<Output = ()>) {
    let mut end = pin!(end);
    loop {
        match uplink::run(link.clone(), inside.clone(), end.as_mut()).await {
            Ended::Stopped => return,
            Ended::BootTaken { above } => {
                tracing::warn!(
                    above,
                    boot = link.boot,
                    "this home has been here before, with later starts than its store knows: some of \
                     its messages will look like old ones to a station"
                );
                link.keeps_boot = true;
            }
        }
    }
}

/// The control socket. A second daemon is an error; a socket that cannot be made is only said, for
/// the home is listened to all the same.
async fn bind(path: &Path) -> Result<Result<Control, SocketError>, SocketError> {
    match Control::bind(path).await {
        Err(taken @ SocketError::Taken { .. }) => Err(taken),
        bound => Ok(bound),
    }
}

/// Where the steps of a rig come from, if one drives the clock: only then is there a socket that
/// reads.
async fn steps(control: &Path, hand: Option<&Hand>) -> Result<mpsc::Receiver<Step>, SocketError> {
    let (steps_in, steps) = mpsc::channel(STEPS);
    if hand.is_some() {
        tokio::spawn(Steps::bind(control).await?.run(steps_in));
    }
    Ok(steps)
}

/// Starts listening on a line.
fn seat(line: &config::Line, id: usize, clock: &Clock, heard: &mpsc::Sender<LineEvent>) -> Seat {
    let (orders, orders_rx) = mpsc::channel(WRITES);
    let ends = Ends { heard: heard.clone(), orders: orders_rx };
    let settings = line.settings.map_or_else(|| line.sensor.settings.to_vec(), |one| vec![one]);
    let search = Search::new(settings.len());
    let (name, path) = (line.name.clone(), line.path.clone());
    let reopen_after = reopen_after(line);
    let listened = Line { id: LineId(id), name, path, settings, reopen_after };
    tokio::spawn(line::run(listened, clock.clone(), line::open_port, ends));
    Seat {
        name: line.name.clone(),
        path: line.path.display().to_string(),
        sensor: line.sensor.name,
        room: line.room.clone(),
        orders,
        search,
        unsent: 0,
    }
}

/// A line is opened anew when all that hangs on it has been silent for longer than any of it may be.
fn reopen_after(line: &config::Line) -> Option<Duration> {
    let alone = line.model.or_else(|| line.sensor.models.first());
    let devices = line.devices.iter().map(|device| device.model);
    let models = devices.chain(alone.filter(|_| !line.sensor.is_shared()));
    let quiet: Option<Vec<_>> = models.map(|model| model.quiet).collect();
    Some((quiet?.into_iter().max()? * 3).max(line::REOPEN_AFTER))
}

/// Alarms that were open when the daemon last ran go on.
fn restore(core: &mut Core, kept: Option<&str>) {
    let Some(kept) = kept else { return };
    match serde_json::from_str(kept) {
        Ok(kept) => core.restore(Mono::ZERO, kept),
        Err(error) => tracing::warn!(%error, "the open alarms of the last run cannot be read"),
    }
}

/// Begins the capture that the configuration asks for.
fn recorder(config: &Config, core: &Core, clock: ClockQuality) -> Option<Recorder> {
    let capture = config.capture.as_ref()?;
    let follows = |name: &String| capture.lines.is_empty() || capture.lines.contains(name);
    let lines: Vec<_> = config
        .lines
        .iter()
        .map(|line| Followed {
            name: &line.name,
            sensor: line.sensor.name,
            model: line.model.map(|model| model.name),
            recorded: follows(&line.name),
        })
        .collect();
    let length = Duration::from_secs(u64::from(capture.minutes) * 60);
    let start = core.home().when(Mono::ZERO);
    match Recorder::create(&capture.file, start, clock, &lines, length) {
        Ok(recorder) => {
            tracing::info!(file = %capture.file.display(), minutes = capture.minutes, "recording");
            Some(recorder)
        }
        Err(error) => {
            tracing::warn!(%error, "no capture is recorded");
            None
        }
    }
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            zone: config.home.time_zone.clone(),
            night: config.home.night,
            policy: config.policy.clone(),
            samples: match config.publish.samples {
                config::Samples::Off => false,
                config::Samples::Durable => true,
            },
        }
    }
}

/// Fires at the first SIGTERM or SIGINT.
fn stop_on_signals() -> std::io::Result<oneshot::Receiver<()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        drop(stop);
    });
    Ok(stopped)
}

/// Tells systemd; no systemd is no error.
fn notify(state: sd_notify::NotifyState<'_>) {
    drop(sd_notify::notify(&[state]));
}
