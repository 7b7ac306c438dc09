//! `hearth-community backup`: a whole copy, while everything goes on. Its pictures go into one folder
//! beside all backups.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Outcome, Which, say, with_config};
use crate::clock::Clock;
use crate::store::sqlite::{FILE, Sqlite, album, backup, expire};

/// Makes a whole copy of the store and drops backups that are old.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// The file to write; without it, one with the time in its name where store.backups says.
    #[arg(value_name = "TO")]
    to: Option<PathBuf>,
    /// Print one JSON object: {"file":…,"bytes":…,"pictures":…,"dropped":[…]}.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_config(&args.which, |config| {
        let store = &config.store;
        if !Sqlite::is_there(&store.dir) {
            say(&format!("{} has no store yet", store.dir.display()));
            return Ok(Outcome::No);
        }
        let now = Clock::new(1).now();
        let to = args.to.clone().unwrap_or_else(|| store.backups.join(expire::name(now)));
        let talks = io::stderr().is_terminal() && !args.json;
        backup::copy(&store.dir.join(FILE), &to, |now| {
            if talks {
                drop(write!(io::stderr(), "\r{} of {} pages", now.copied, now.pages));
            }
        })?;
        if talks {
            drop(writeln!(io::stderr()));
        }
        let beside = to.parent().unwrap_or(Path::new("."));
        let pictures = album::keep(&store.dir, beside, now)?;
        // Only now that there is a newer one.
        let dropped = expire::drop_old(&store.backups, now, store.keep_backups_days)?;
        album::drop_old(&store.backups, now, store.keep_backups_days)?;
        let bytes = std::fs::metadata(&to)?.len();
        let mut out = io::stdout().lock();
        if args.json {
            writeln!(
                out,
                "{}",
                json!({ "file": to, "bytes": bytes, "pictures": pictures, "dropped": dropped })
            )?;
        } else {
            let mib = bytes.div_ceil(1024 * 1024);
            writeln!(out, "{}: {mib} MiB, and {pictures} pictures beside it", to.display())?;
            for old in dropped {
                writeln!(
                    out,
                    "dropped {}, older than {} days",
                    old.display(),
                    store.keep_backups_days
                )?;
            }
        }
        Ok(Outcome::Done)
    })
}
