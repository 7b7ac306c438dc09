//! `hearth run`: the daemon.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use alerts::Wall;
use anyhow::Context;
use config::Config;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};

use super::check::DEFAULT_CONFIG;
use super::{Outcome, Usage};
use crate::clock::{Pretended, Speed};

/// The daemon: listens, understands, keeps and publishes, until SIGTERM.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The home's configuration.
    #[arg(long, value_name = "FILE", default_value = DEFAULT_CONFIG)]
    config: PathBuf,
    /// Makes the home's clock run so many times faster, for a demo; only with a broker on loopback.
    #[arg(
        long,
        value_name = "N",
        group = "made_up",
        value_parser = clap::value_parser!(u32).range(1..=3600)
    )]
    clock_speed: Option<u32>,
    /// Makes the home's clock go on in another way than the world's; only with a broker on loopback.
    #[arg(long, value_name = "HOW", group = "made_up")]
    clock: Option<ClockMoves>,
    /// What that clock shows at the start: 2026-11-23T18:30:00+08:00.
    #[arg(long, value_name = "TIME", requires = "made_up")]
    clock_start: Option<String>,
    /// How much is logged: error, warn, info, debug. What a resident does is never above debug.
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
}

/// How the home's clock goes on.
#[derive(Clone, Copy, clap::ValueEnum)]
enum ClockMoves {
    /// Stands still until a test rig moves it, through a socket of its own: the daemon's socket with
    /// .clock after its name.
    Driven,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(config) = super::check::load(&args.config)? else { return Ok(Outcome::BadConfig) };
    let pretended = pretended(args, &config)?;
    let (log, _last_lines) = log(args.log);
    // One thread: the box has a core or two, and the lines' stamps stay in order.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(WAITING_THREADS)
        .build()
        .context("cannot start the runtime")?;
    let ended = runtime.block_on(crate::run::run(config, pretended, log));
    // Not waited for: a stick that hangs may hold a thread for half a minute, and so may a name that is
    // being looked up while the DNS is silent.
    runtime.shutdown_background();
    ended?;
    Ok(Outcome::Done)
}

/// Threads that wait for a stick, a disk or a name server: an opening and a closing for each line of
/// the largest home, and some to spare, so that sticks that hang never keep the broker's name from
/// being looked up. The systemd unit allows more tasks than these.
const WAITING_THREADS: usize = 48;

/// Lines of the log that wait for standard error: what a start says, and an hour of a bad day.
/// Beyond it lines are dropped, and counted: a log that nobody reads may hold up no alarm.
const LOG_LINES: usize = 1024;

/// Begins to log. The guard writes the last lines when it is dropped.
fn log(most: LevelFilter) -> (ErrorCounter, WorkerGuard) {
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LOG_LINES)
        .lossy(true)
        .thread_name("log")
        .finish(io::stderr());
    let dropped = writer.error_counter();
    tracing_subscriber::fmt()
        .with_max_level(most)
        .with_writer(writer)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .compact()
        .init();
    (dropped, guard)
}

fn pretended(args: &Args, config: &Config) -> Result<Option<Pretended>, Usage> {
    let (flag, speed) = match (args.clock_speed, args.clock) {
        (Some(speed), _) => ("--clock-speed", Speed::Faster(speed)),
        (None, Some(ClockMoves::Driven)) => ("--clock driven", Speed::Driven),
        (None, None) => return Ok(None),
    };
    if !matches!(config.broker.host.as_str(), "localhost" | "127.0.0.1" | "::1") {
        return Err(Usage(format!(
            "{flag} makes up the time of day: it is for a broker on this machine, not for {}",
            config.broker.host
        )));
    }
    let start = args.clock_start.as_deref().map(|text| {
        text.parse::<jiff::Timestamp>().map(|time| Wall(time.as_millisecond())).map_err(|_| {
            Usage(format!("--clock-start {text} is no time like 2026-11-23T18:30:00+08:00"))
        })
    });
    Ok(Some(Pretended { speed, start: start.transpose()? }))
}
