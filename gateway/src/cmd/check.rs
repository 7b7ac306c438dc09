//! `hearth check`: what is wrong with this configuration?

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use config::{Checked, Config, Report};

use super::Outcome;
use crate::clock;

/// Where the configuration of an installed gateway is.
pub(crate) const DEFAULT_CONFIG: &str = "/etc/hearth/hearth.toml";

/// Says everything that is wrong with a configuration at once, with line, column and remedy.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration.
    #[arg(value_name = "FILE", default_value = DEFAULT_CONFIG)]
    file: PathBuf,
    /// Print one JSON object: {"ok":…,"findings":[…]}.
    #[arg(long)]
    json: bool,
    /// Only what the file says: do not look whether its ports and files are there.
    #[arg(long)]
    file_only: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(Checked { config, mut findings }) = read(&args.file) else {
        return Ok(Outcome::BadConfig);
    };
    if let Some(config) = config.as_ref().filter(|_| !args.file_only) {
        let today = clock::today(&config.home.time_zone);
        findings.extend(config::compare_with_machine(config, today));
    }
    let report = Report::new(&args.file, &findings);
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        report.write_findings(&mut out)?;
        writeln!(out, "{}", report.verdict())?;
    }
    Ok(if report.is_ok() { Outcome::Done } else { Outcome::BadConfig })
}

/// A configuration without errors; `None` after all findings were printed on standard error.
pub(crate) fn load(path: &Path) -> anyhow::Result<Option<Config>> {
    let Some(Checked { config, findings }) = read(path) else { return Ok(None) };
    if config.is_none() {
        let report = Report::new(path, &findings);
        let mut err = io::stderr().lock();
        report.write_findings(&mut err)?;
        writeln!(err, "hearth: {}", report.verdict())?;
    }
    Ok(config)
}

/// `None` after it was said that there is nothing to read.
fn read(path: &Path) -> Option<Checked> {
    match std::fs::read_to_string(path) {
        Ok(text) => Some(config::read(&text)),
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the one sentence a failed command says")]
            {
                eprintln!("hearth: cannot read the configuration {}: {error}", path.display());
            }
            None
        }
    }
}
