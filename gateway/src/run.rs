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

use alerts::message::{Previous, Root};
use alerts::{ClockQuality, Mono, StoreHealth, Wall};
use config::Config;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tracing_appender::non_blocking::ErrorCounter;

use crate::capture::{Followed, Recorder};
use crate::clock::{self, Clock, Hand, Pretended};
use crate::command::Commands;
use crate::control::Control;
use crate::core::{Core, LineId, Settings};
use crate::engine::{self, Ears, Engine, Identity, Parts, Seat};
use crate::line::{self, Ends, Listener, Opener, Teller};
use crate::onsite::{Door, Visit};
use crate::outbox::{self, Birth, Found, Limits, OpenError, Opened, Outbox, Taken};
use crate::search::Search;
use crate::socket::SocketError;
use crate::steps::{Step, Steps};
use crate::uplink::{self, EXTRAS, Ended, Inside, Link, LinkState, Live};
use crate::wiring::Wiring;

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

/// A disk that does not take the last rows for so long hangs: systemd would kill the daemon anyway.
const CLOSE_PATIENCE: Duration = Duration::from_secs(3);

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
/// Where the broker shows that this home's number was taken, as after a new card, everything begins
/// anew with a higher one.
///
/// # Errors
///
/// When it cannot start. Once started it goes on, whatever fails.
pub async fn run(
    config: Config,
    pretended: Option<Pretended>,
    log: ErrorCounter,
) -> Result<(), RunError> {
    let asked = asked_to_stop().map_err(RunError::Signal)?;
    let mut taken = None;
    for life in 1..=LIVES {
        let number = Number { taken, may_end: life < LIVES };
        taken = live(&config, pretended, log.clone(), number, asked.clone()).await?;
        if taken.is_none() || *asked.borrow() {
            break;
        }
    }
    tracing::info!("hearth has stopped");
    Ok(())
}

/// How often everything begins anew at most: whoever writes into the home's own `status` must not keep
/// it busy with that.
const LIVES: u32 = 3;

/// What is known of the number of a life.
#[derive(Clone, Copy)]
struct Number {
    /// The one before was taken.
    taken: Option<Taken>,
    /// If this one is, another life follows.
    may_end: bool,
}

/// One life of the daemon; gives back why another one has to follow, if it has to.
async fn live(
    config: &Config,
    pretended: Option<Pretended>,
    log: ErrorCounter,
    number: Number,
    asked: watch::Receiver<bool>,
) -> Result<Option<Taken>, RunError> {
    let root = Root::new(&config.home.community, &config.home.id)
        .map_err(|error| RunError::Root(error.to_string()))?;
    let (end, ended) = oneshot::channel();
    let stop = stop_on(asked, ended);
    let control = bind(&config.control.socket).await?;
    let (clock, hand) = Clock::of_a_home(pretended, None);
    let mut sockets = JoinSet::new();
    let steps = steps(&config.control.socket, hand.as_ref(), &mut sockets).await?;
    // The home is listened to before anybody looks for a disk.
    let (heard, lines) = line::hearing();
    let seats = config.lines.iter().zip(0..).map(|(line, id)| seat(line, id, &clock, &heard));
    let seats = seats.collect();
    drop(heard);

    let store = open_store(config, number.taken, control.as_ref().err()).await?;
    let Begun { outbox, boot, previous, kept, last_wall, late, notes } = store;
    let clock = last_wall.map_or(clock.clone(), |last| clock.not_before(last));
    let origin = clock.wall_at_start();
    let mut core = Core::new(wiring(config, boot), Settings::from(config), boot);
    let (dir, policy) = (&config.store.dir, &config.policy);
    let resumed = engine::resume::at_start(&mut core, kept.as_deref(), dir, policy);
    core.handle_clock(Mono::ZERO, origin.0, origin.1);
    let recorder = recorder(config, &core, origin.1);
    let (live, newest) = watch::channel(Live::default());
    let (commands_in, commands) = mpsc::channel(COMMANDS);
    let (asks_in, asks) = mpsc::channel(ASKS);
    let (visits_in, visits) = mpsc::channel(ASKS);
    let (link_in, link_state) = watch::channel(LinkState::default());
    let (extras_in, extras) = flume::bounded(EXTRAS);
    let identity = identity(config, boot, notes.into_iter().chain(resumed.note).collect(), log);
    let engine = Engine::new(Parts {
        core,
        clock: clock.clone(),
        hand,
        seats,
        outbox: outbox.clone(),
        live,
        commands: Commands::new(config.commands.allow.clone()),
        recorder,
        exits: resumed.exits,
        policy: config.policy.clone(),
        changes: resumed.changes,
        extras: extras_in,
        origin,
        identity,
    });
    let (stats, link) = (outbox.stats(), link_state);
    let ears = Ears { lines, commands, asks, visits, steps, stats, link, found: late, stop };
    let (end_uplink, ends) = oneshot::channel::<()>();
    let ends = async { drop(ends.await) };
    let keeps_boot = !number.may_end;
    let link = Link { keeps_boot, ..Link::new(config, root, boot, previous) };
    let inside = Inside {
        outbox: outbox.clone(),
        live: newest,
        commands: commands_in,
        extras,
        said: link_in,
    };
    let uplink = tokio::spawn(deliver(link, inside, ends, end));
    if let Ok(control) = control {
        sockets.spawn(control.run(asks_in));
        open_door(&config.control.socket, visits_in, &mut sockets).await;
    }
    notify(sd_notify::NotifyState::Ready);
    tracing::info!(boot, home = config.home.id, lines = config.lines.len(), "hearth is running");

    engine.run(ears).await;

    notify(sd_notify::NotifyState::Stopping);
    drop(end_uplink);
    Ok(take_leave(uplink, sockets, outbox).await)
}

fn identity(config: &Config, boot: u32, notes: Vec<String>, log: ErrorCounter) -> Identity {
    Identity {
        home: config.home.id.clone(),
        broker: format!("{}:{}", config.broker.host, config.broker.port),
        boot,
        store: config.store.dir.clone(),
        notes,
        log,
    }
}

/// The uplink says `stopped`, the sockets go, and the outbox puts everything on disk; each has its time.
async fn take_leave(
    uplink: JoinHandle<Option<Taken>>,
    sockets: JoinSet<()>,
    outbox: Outbox,
) -> Option<Taken> {
    let taken = timeout(STOP_PATIENCE, uplink).await;
    if taken.is_err() {
        tracing::warn!("the broker did not take its leave in time; what waits goes out next time");
    }
    // The engine is gone, so they end; whoever comes next wants their places.
    drop(timeout(STOP_PATIENCE, sockets.join_all()).await);
    if timeout(CLOSE_PATIENCE, outbox.close()).await.is_err() {
        tracing::warn!("the disk does not answer: what it has not taken is lost");
    }
    taken.ok().and_then(Result::ok).flatten()
}

/// The store as the daemon begins with it.
struct Begun {
    outbox: Outbox,
    boot: u32,
    /// What the boot before stored.
    previous: Option<Previous>,
    /// The alarms that were open then.
    kept: Option<String>,
    /// The newest wall time of an earlier boot.
    last_wall: Option<Wall>,
    /// Where that comes from if the disk does not answer.
    late: Option<oneshot::Receiver<Found>>,
    /// What somebody should look at.
    notes: Vec<String>,
}

/// Opens the store, and says what is wrong with it and with the socket.
async fn open_store(
    config: &Config,
    taken: Option<Taken>,
    socket: Option<&SocketError>,
) -> Result<Begun, OpenError> {
    let limits = Limits::from(&config.store);
    let birth = Birth { taken, ..Birth::at(clock::wall_of_the_world()) };
    let Opened { outbox, boot, found } = outbox::open(&config.store.dir, &limits, birth).await?;
    let mut notes: Vec<String> = socket.iter().map(ToString::to_string).collect();
    let (mut previous, mut kept, mut last_wall, mut late) = (None, None, None, None);
    match found {
        Ok(found) => {
            notes.extend(found.faults.iter().map(ToString::to_string));
            (previous, kept, last_wall) = (found.previous, found.kept, found.last_wall);
        }
        Err(receiver) => {
            notes.push("the disk does not answer: messages are kept in memory only".to_owned());
            late = Some(receiver);
        }
    }
    for note in &notes {
        tracing::warn!("{note}");
    }
    Ok(Begun { outbox, boot, previous, kept, last_wall, late, notes })
}

/// What hangs on which line. On a box that has run for long, only the daemon was started anew.
fn wiring(config: &Config, boot: u32) -> Wiring {
    let mut wiring = Wiring::from_config(&config.lines);
    if boot > 1 && clock::machine_has_run_for() >= WARM_AFTER {
        wiring.warm_up();
    }
    wiring
}

/// Empties the outbox until `end`; gives back the number that is taken, if that ends it. Then it says so
/// by dropping `taken`.
async fn deliver(
    mut link: Link,
    inside: Inside,
    end: impl Future<Output = ()>,
    taken: oneshot::Sender<()>,
) -> Option<Taken> {
    let mut end = pin!(end);
    loop {
        match uplink::run(link.clone(), inside.clone(), end.as_mut()).await {
            Ended::Stopped => return None,
            Ended::BootTaken { above } => {
                let boot = link.boot;
                // What is in memory only would be lost with this life.
                if inside.outbox.stats().borrow().health == StoreHealth::Fine {
                    tracing::warn!(
                        above,
                        boot,
                        "this home has been here before, with later starts than its store knows (a \
                         new card?): beginning anew with a higher number"
                    );
                    drop(taken);
                    return Some(Taken { boot, above });
                }
                tracing::warn!(
                    above,
                    boot,
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

/// The socket for what is asked on the spot; one that cannot be made is only said.
async fn open_door(control: &Path, visits: mpsc::Sender<Visit>, sockets: &mut JoinSet<()>) {
    match Door::bind(control).await {
        Ok(door) => drop(sockets.spawn(door.run(visits))),
        Err(error) => tracing::warn!(%error, "no sensor can be taken out of service"),
    }
}

/// Where the steps of a rig come from, if one drives the clock: only then is there a socket that
/// reads.
async fn steps(
    control: &Path,
    hand: Option<&Hand>,
    sockets: &mut JoinSet<()>,
) -> Result<mpsc::Receiver<Step>, SocketError> {
    let (steps_in, steps) = mpsc::channel(STEPS);
    if hand.is_some() {
        sockets.spawn(Steps::bind(control).await?.run(steps_in));
    }
    Ok(steps)
}

/// Starts listening on a line.
fn seat(line: &config::Line, id: usize, clock: &Clock, heard: &Teller) -> Seat {
    let (orders, orders_rx) = mpsc::channel(WRITES);
    let ends = Ends { heard: heard.another(), orders: orders_rx };
    let settings = line.settings.map_or_else(|| line.sensor.settings.to_vec(), |one| vec![one]);
    let search = Search::new(settings.len());
    let (name, path) = (line.name.clone(), line.path.clone());
    let reopen_after = reopen_after(line);
    let listened = Listener { id: LineId(id), name, path, settings, reopen_after };
    tokio::spawn(line::run(listened, clock.clone(), Opener::default(), ends));
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

/// Becomes true at the first SIGTERM or SIGINT, in whichever life that is.
fn asked_to_stop() -> std::io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (ask, asked) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        ask.send_replace(true);
    });
    Ok(asked)
}

/// Fires when the daemon is `asked` to stop, or this life has `ended`.
fn stop_on(
    mut asked: watch::Receiver<bool>,
    ended: oneshot::Receiver<()>,
) -> oneshot::Receiver<()> {
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        tokio::select! {
            _ = asked.wait_for(|asked| *asked) => {}
            _ = ended => {}
        }
        drop(stop);
    });
    stopped
}

/// Tells systemd; no systemd is no error.
fn notify(state: sd_notify::NotifyState<'_>) {
    drop(sd_notify::notify(&[state]));
}
