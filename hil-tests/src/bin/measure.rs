//! The binary `measure`: the figures of the README, on the machine at hand.

use std::process::ExitCode;

use clap::Parser;
use hil::measure::{Figure, Part};

/// Measures the real `hearth`, built in the profile in which this was built.
#[derive(Debug, Parser)]
#[command(name = "measure", version)]
struct Options {
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    part: Part,
}

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> ExitCode {
    let options = Options::parse();
    let figures = match hil::measure::measure(&options.part) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("measure: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    if options.json {
        let figures: Vec<_> = figures.iter().map(Figure::json).collect();
        println!("{}", serde_json::Value::from(figures));
    } else {
        figures.iter().for_each(|figure| println!("{figure}"));
    }
    ExitCode::SUCCESS
}
