//! The commands of `hearth-community`, one file each.

pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod enrol;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod rekey;
pub(crate) mod restore;
pub(crate) mod roster;
pub(crate) mod run;
pub(crate) mod user;

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::{self, Config};
use crate::opened::{self, Opened};
use crate::store::sqlite;
use crate::store::sqlite::held::{self, HeldError};

/// The command line makes no sense, although its words do: exit 2, like clap's own refusals.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// What clap itself exits with.
pub(crate) const BAD_USAGE: u8 = 2;

/// The answer is no.
pub(crate) const NO: u8 = 1;

/// A bad configuration (`EX_CONFIG` of sysexits).
pub(crate) const BAD_CONFIG: u8 = 78;

/// Who did it, in the audit log and in histories: whoever had the machine's command line.
pub(crate) const CONSOLE: &str = "console";

/// How a command that ran ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// It ran, and the answer is no.
    No,
    /// The configuration is wrong, and the findings are printed.
    BadConfig,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::No => Self::from(NO),
            Outcome::BadConfig => Self::from(BAD_CONFIG),
        }
    }
}

/// Which configuration.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = config::DEFAULT)]
    config: PathBuf,
}

/// A sentence on standard error.
#[expect(clippy::print_stderr, reason = "the one place where commands speak to people")]
pub(crate) fn say(sentence: &str) {
    eprintln!("hearth-community: {sentence}");
}

/// Reads the configuration and runs the rest with it.
fn with_config(
    which: &Which,
    work: impl FnOnce(Config) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    check::load(&which.config)?.map_or(Ok(Outcome::BadConfig), work)
}

/// The same with the store, opened.
fn with_store<F: Future<Output = anyhow::Result<Outcome>>>(
    which: &Which,
    work: impl FnOnce(Opened) -> F,
) -> anyhow::Result<Outcome> {
    with_config(which, |config| {
        beside(&config)?;
        block_on(work(opened::open(config)?))
    })
}

/// A running station of an older version would find its store changed under it.
fn beside(config: &Config) -> anyhow::Result<()> {
    let dir = &config.store.dir;
    if sqlite::is_current(dir)? {
        return Ok(());
    }
    match held::hold(dir) {
        Ok(_) => Ok(()),
        Err(HeldError::ByAnother(_)) => anyhow::bail!(
            "the station that runs on {} is of another version than this command: restart it \
             (systemctl restart hearth-community), and try again",
            dir.display()
        ),
        Err(error) => Err(error.into()),
    }
}

/// A runtime for one command.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
