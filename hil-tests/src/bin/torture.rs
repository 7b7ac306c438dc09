//! The binary `torture`: breaks everything on purpose and prints what held.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hil::torture::{Family, Options, Row, run, table};

/// Breaks everything around the real `hearth`, and prints what held.
#[derive(Debug, Parser)]
#[command(name = "torture", version)]
struct Arguments {
    /// Chance: the same seed breaks the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What a change has to survive before it lands: less of everything.
    #[arg(long)]
    short: bool,
    /// Only one kind of fault.
    #[arg(long, value_name = "FAMILY")]
    only: Option<Family>,
    /// Only rows with this in their name.
    #[arg(long, value_name = "WORD")]
    row: Option<String>,
    /// A `hearth` that is built already.
    #[arg(long, value_name = "PATH")]
    hearth: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> ExitCode {
    let Arguments { seed, short, only, row, hearth, json } = Arguments::parse();
    let options = Options { seed, short, only, row, hearth };
    let rows = run(&options, &mut |row: &Row| {
        let held = if row.held { "held" } else { "NOT HELD" };
        eprintln!("{held}: {:?}, {} ({:.0} s)", row.family, row.fault, row.took_s);
        row.why_not.iter().for_each(|why| eprintln!("    ! {why}"));
        row.log.iter().for_each(|line| eprintln!("    | {line}"));
    });
    if json {
        println!("{}", serde_json::Value::from_iter(rows.iter().map(Row::json)));
    } else {
        println!("{}", table(&rows));
    }
    if rows.iter().all(|row| row.held) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
