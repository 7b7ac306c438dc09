//! The binary `score`: how right is Hearth about real people and made nights?

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hil::clock::Stopwatch;
use hil::score::{Outcome, Progress, Row, Set, json, markdown, score, text};

/// Scores what Hearth says against what is known of real people and of made nights, and prints a
/// table. docs/accuracy.md says how.
#[derive(Debug, Parser)]
#[command(name = "score", version)]
struct Options {
    /// The folder of the recordings; sets that it does not have are left out.
    #[arg(long, value_name = "DIR", default_value = "../shared/data")]
    data: PathBuf,
    /// Only this set; may be given again.
    #[arg(long, value_name = "NAME")]
    set: Vec<Set>,
    /// Made nights of other lives than the table's: those of the seeds from here on.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    lives_from: u64,
    /// A line for each person, night and trial as well.
    #[arg(long, conflicts_with_all = ["json", "markdown"])]
    each: bool,
    /// Prints the table as docs/accuracy.md has it.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let sets = if options.set.is_empty() { Set::ALL.to_vec() } else { options.set };
    let watch = Stopwatch::start();
    let mut progress = Progress::on_terminal();
    let mut rows: Vec<Row> = Vec::new();
    for set in sets {
        let outcome = score(set, &options.data, options.lives_from, &mut progress);
        progress.ends();
        match outcome {
            Ok(Outcome::Scored(more)) => rows.extend(more),
            Ok(Outcome::Absent(folder)) => {
                eprintln!("score: {} left out, no recordings in {}", set.name(), folder.display());
            }
            Err(error) => {
                eprintln!("score: {:#}", anyhow::Error::from(error));
                return ExitCode::FAILURE;
            }
        }
    }
    let table = match (options.json, options.markdown) {
        (true, _) => json(&rows).to_string(),
        (false, true) => markdown(&rows),
        (false, false) => text(&rows, options.each),
    };
    // Who closes the pipe has read enough.
    drop(writeln!(io::stdout(), "{table}"));
    eprintln!("score: took {:.0} s", watch.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}
