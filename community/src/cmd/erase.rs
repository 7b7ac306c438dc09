//! `hearth-community erase`: nothing of a resident remains.
//!
//! Their page does the same while the station runs. This is for when it does not.

use std::io::{self, Write};

use super::{CONSOLE, Outcome, Usage, Which, block_on, say, with_config};
use crate::clock::Clock;
use crate::core::person::ResidentId;
use crate::core::station::RETAINED;
use crate::opened;
use crate::store::Store;
use crate::store::sqlite::held;

/// Erases a resident and everything that their home said.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// The resident's number, as in the address of their page.
    #[arg(value_name = "RESIDENT")]
    resident: i64,
    /// It is meant: there is no way back but a backup.
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if !args.yes {
        let why =
            "erasing cannot be undone: say --yes, and export first what the resident may want";
        return Err(Usage(why.to_owned()).into());
    }
    with_config(&args.which, |config| {
        let _held = held::hold(&config.store.dir)?;
        let opened = opened::open(config)?;
        let now = Clock::new(1).now();
        let id = ResidentId(args.resident);
        let Some(erased) = block_on(async { Ok(opened.store.erase(id, CONSOLE, now).await?) })?
        else {
            say(&format!("there is no resident {}", args.resident));
            return Ok(Outcome::No);
        };
        let mut out = io::stdout().lock();
        writeln!(out, "erased resident {}", args.resident)?;
        let config = &opened.config;
        writeln!(
            out,
            "Backups have them for {} days more: delete those in {} if that is too long.",
            config.store.keep_backups_days,
            config.store.backups.display()
        )?;
        if let Some(home) = erased.home {
            writeln!(
                out,
                "The broker still keeps what the home said last: the station has it forgotten at its \
                 next start. Where there is no station any more, publish an empty retained message to \
                 {} below hearth/v1/{}/{home}/.",
                RETAINED.join(", "),
                config.community
            )?;
        }
        Ok(Outcome::Done)
    })
}
