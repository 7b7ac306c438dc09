//! What did the person type? The command line of `hearth-community`.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cmd::{self, BAD_USAGE, NO, Outcome, Usage};

/// The community's station: hears the homes, keeps what they say, and shows the wall in the hall.
#[derive(Parser)]
#[command(name = "hearth-community", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The station.
    Run(cmd::run::Args),
    /// Says everything that is wrong with a configuration, with line, column and remedy.
    Check(cmd::check::Args),
    /// Makes a whole copy of the store, also while the station runs, and drops backups that are old.
    Backup(cmd::backup::Args),
    /// Puts a backup in the place of the store. The station must not run.
    Restore(cmd::restore::Args),
    /// Prints all that is known of a resident, a JSON object a line.
    Export(cmd::export::Args),
    /// A new home joins: its seat, what goes into its box and to the broker, and whether it is heard.
    Enrol(cmd::enrol::Args),
    /// Takes the roster in or out as a file.
    Roster(cmd::roster::Args),
    /// Erases a resident and everything that their home said. The station must not run.
    Erase(cmd::erase::Args),
    /// Makes a new master key. The station must not run.
    Rekey(cmd::rekey::Args),
    /// Logins.
    User(cmd::user::Args),
    /// Makes a picture clean: the station asks itself for it.
    #[command(hide = true, name = crate::photo::apart::COMMAND)]
    CleanPhoto {
        /// It is a drawing, of a map.
        #[arg(long)]
        drawing: bool,
    },
}

/// Runs the command line and says how the process ends.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let wrong = error.use_stderr();
            return match error.print() {
                Ok(()) if !wrong => ExitCode::SUCCESS,
                Ok(()) | Err(_) => ExitCode::from(BAD_USAGE),
            };
        }
    };
    let outcome = match cli.command {
        Command::Run(args) => cmd::run::run(&args),
        Command::Check(args) => cmd::check::run(&args),
        Command::Backup(args) => cmd::backup::run(&args),
        Command::Restore(args) => cmd::restore::run(&args),
        Command::Export(args) => cmd::export::run(&args),
        Command::Enrol(args) => cmd::enrol::run(&args),
        Command::Roster(args) => cmd::roster::run(&args),
        Command::Erase(args) => cmd::erase::run(&args),
        Command::Rekey(args) => cmd::rekey::run(&args),
        Command::User(args) => cmd::user::run(&args),
        Command::CleanPhoto { drawing } => return crate::photo::apart::run(drawing),
    };
    match outcome {
        Ok(outcome) => Outcome::into(outcome),
        // `… export 7 | head` is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cmd::say(&once(&error));
            ExitCode::from(if error.is::<Usage>() { BAD_USAGE } else { NO })
        }
    }
}

/// An error and its causes, each said once: some sentences name their cause themselves.
fn once(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match &*said {
        "" => cause,
        _ if said.contains(&cause) => said,
        _ => format!("{said}: {cause}"),
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_cause_that_a_sentence_names_itself_is_not_said_again() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let named = Err::<(), _>(denied()).context(format!("cannot lock it: {}", denied()));
        let unnamed = Err::<(), _>(denied()).context("cannot lock it");

        for error in [named, unnamed] {
            assert_eq!(once(&error.unwrap_err()), "cannot lock it: permission denied");
        }
    }
}
