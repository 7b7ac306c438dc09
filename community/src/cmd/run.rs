//! `hearth-community run`: the station.

use super::{Outcome, Usage, Which, say, with_config};
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
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
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
        crate::run::run(opened, args.embedded_broker, args.clock_speed)?;
        Ok(Outcome::Done)
    })
}
