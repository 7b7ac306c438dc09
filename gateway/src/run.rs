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

mod delivery;
mod lines;
mod stop;
mod store;

use std::path::Path;

use alerts::Mono;
use alerts::message::Root;
use config::Config;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tracing_appender::non_blocking::ErrorCounter;

use crate::clock::{Clock, Hand, Pretended};
use crate::command::Commands;
use crate::control::Control;
use crate::core::{Core, Settings};
use crate::engine::{self, Ears, Engine, Identity, Parts};
use crate::line;
use crate::onsite::{Door, Visit};
use crate::outbox::{OpenError, Taken};
use crate::socket::SocketError;
use crate::steps::{Step, Steps};
use crate::uplink::{EXTRAS, Inside, Link, LinkState, Live};
use delivery::deliver;
use lines::{recorder, seat, wiring};
use stop::{asked_to_stop, stop_on, take_leave};
use store::{Begun, open_store};

/// Commands from the station that wait: it sends a few a day.
const COMMANDS: usize = 16;

/// Questions of `hearth status` that wait.
const ASKS: usize = 4;

/// Steps of a rig that wait: it waits for each one's answer.
const STEPS: usize = 1;

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

/// Tells systemd; no systemd is no error.
fn notify(state: sd_notify::NotifyState<'_>) {
    drop(sd_notify::notify(&[state]));
}
