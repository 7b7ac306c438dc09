//! What did the person type? The command line of `hearth`.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cmd::{self, NO, Outcome, Usage};

/// What clap itself exits with.
const BAD_USAGE: u8 = 2;

/// The box in the home of an older person who lives alone: reads its sensors, understands what
/// happens, and tells the community.
#[derive(Parser)]
#[command(name = "hearth", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The daemon.
    Run(cmd::run::Args),
    /// Says everything that is wrong with a configuration, with line, column and remedy.
    Check(cmd::check::Args),
    /// Says what bytes of a sensor mean.
    Decode(cmd::decode::Args),
    /// Prints what the gateway would have published for a capture.
    Replay(cmd::replay::Args),
    /// Says what the running daemon knows.
    Status(cmd::status::Args),
    /// Takes a broken sensor out of service for a while.
    OutOfService(cmd::out_of_service::Args),
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
        Command::Decode(args) => cmd::decode::run(&args),
        Command::Replay(args) => cmd::replay::run(&args),
        Command::Status(args) => cmd::status::run(&args),
        Command::OutOfService(args) => cmd::out_of_service::run(&args),
    };
    match outcome {
        Ok(outcome) => Outcome::into(outcome),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the one sentence a failed command says")]
            {
                eprintln!("hearth: {}", once(&error));
            }
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

/// `hearth replay … | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
