//! The commands of `hearth`, one file each.

pub(crate) mod check;
pub(crate) mod decode;
pub(crate) mod out_of_service;
pub(crate) mod replay;
pub(crate) mod run;
pub(crate) mod status;

use std::process::ExitCode;

/// The command line makes no sense, although its words do: exit 2, like clap's own refusals.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// The answer is no: no frame found, not reachable.
pub(crate) const NO: u8 = 1;

/// A bad configuration (`EX_CONFIG` of sysexits).
pub(crate) const BAD_CONFIG: u8 = 78;

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
