//! `hearth-community roster`: the roster in and out as a file.

use std::io::Write;
use std::path::PathBuf;

use super::{CONSOLE, Outcome, Which, with_store};
use crate::clock::Clock;
use crate::config::Language;
use crate::opened::Opened;
use crate::roster::file;
use crate::say::Lang;
use crate::store::Store;
use crate::store::rows::Audit;

/// The roster as a file.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Takes a CSV file in, all of it or nothing, and says every fault with its line. A running station
    /// knows it within seconds.
    Import {
        #[command(flatten)]
        which: Which,
        /// The file.
        file: PathBuf,
        /// Only says what would be changed.
        #[arg(long)]
        dry_run: bool,
    },
    /// Writes the whole roster to a CSV file.
    Export {
        #[command(flatten)]
        which: Which,
        /// The file.
        file: PathBuf,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Import { which, file, dry_run } => with_store(which, async |opened: Opened| {
            let now = Clock::new(1).now();
            let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
            let station = &opened.config;
            let year = station.zone.to_datetime(at).year();
            let lang = match station.language {
                Language::English => Lang::English,
                Language::Chinese => Lang::Chinese,
            };
            let by = (CONSOLE, lang);
            let done = file::import(&opened.store, file, *dry_run, by, (now, year)).await?;
            if done.fine && !*dry_run {
                note(&opened, "import").await?;
            }
            write!(std::io::stdout(), "{}", done.says)?;
            Ok(if done.fine { Outcome::Done } else { Outcome::No })
        }),
        Command::Export { which, file } => with_store(which, async |opened: Opened| {
            // First: nobody takes it out without a trace.
            note(&opened, "export-roster").await?;
            let n = file::export(&opened.store, file).await?;
            writeln!(std::io::stdout(), "{n} residents")?;
            Ok(Outcome::Done)
        }),
    }
}

async fn note(opened: &Opened, what: &str) -> anyhow::Result<()> {
    let at = Clock::new(1).now();
    let (who, what) = (CONSOLE.to_owned(), what.to_owned());
    let entry = Audit { at, who, what, resident: None, detail: String::new() };
    Ok(opened.store.audit(entry).await?)
}
