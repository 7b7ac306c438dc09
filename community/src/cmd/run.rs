//! `hearth-community run`: the station.

use std::io::IsTerminal as _;

use alerts::Wall;

use super::{Outcome, Usage, Which, say, with_config};
use crate::clock::Clock;
use crate::opened;
use crate::store::sqlite::held;

/// Hears the homes, keeps what they say, and shows the wall.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// Be the broker, too, on loopback and without a disk: for trying out.
    #[arg(long)]
    embedded_broker: bool,
    /// The station's clock runs so many times faster: for the demo, with a broker on loopback.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    clock_speed: u32,
    /// What that clock shows at the start: 2026-11-23T18:30:00+08:00. Only with a speed.
    #[arg(long, value_name = "TIME")]
    clock_start: Option<jiff::Timestamp>,
    /// How lines of the log look.
    #[arg(long, value_enum, default_value_t = Log::Text)]
    log: Log,
}

/// The shape of the log. It goes to standard error and says nothing of anybody.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Log {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

impl Log {
    fn begin(self) {
        let colours = std::io::stderr().is_terminal();
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
        let log = log.with_target(false).with_ansi(colours);
        // Tests begin it more than once.
        drop(match self {
            Self::Text => log.try_init(),
            Self::Json => log.json().try_init(),
        });
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    args.log.begin();
    with_config(&args.which, |config| {
        let is_here = ["127.0.0.1", "::1", "localhost"].contains(&config.broker.host.as_str());
        if args.clock_speed > 1 && !is_here {
            let why = "--clock-speed is for a broker on this machine: real homes keep real time";
            return Err(Usage(why.to_owned()).into());
        }
        let _held = held::hold(&config.store.dir)?;
        let opened = opened::open(config)?;
        if opened.key_is_new {
            say(&format!(
                "made the master key {}: keep a copy of it in a safe, apart from the backups. \
                 Without it nothing about a person can be read again",
                opened.config.store.master_key.display()
            ));
        }
        crate::run::run(opened, args.embedded_broker, clock(args)?)?;
        Ok(Outcome::Done)
    })
}

fn clock(args: &Args) -> anyhow::Result<Clock> {
    match args.clock_start {
        None => Ok(Clock::new(args.clock_speed)),
        Some(_) if args.clock_speed == 1 => {
            let why =
                "--clock-start wants a --clock-speed: at the world's pace it is the world's time";
            Err(Usage(why.to_owned()).into())
        }
        Some(at) => Ok(Clock::starting(args.clock_speed, Wall(at.as_millisecond()))),
    }
}
