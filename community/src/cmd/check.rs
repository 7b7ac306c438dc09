//! `hearth-community check`: what is wrong with this configuration?

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ::config::Report;

use super::{Outcome, Which, say};
use crate::config::{self, Checked, Config};

/// Says everything that is wrong with a configuration at once, with line, column and remedy.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration, as with --config.
    #[arg(value_name = "FILE", conflicts_with = "config")]
    file: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
    /// Print one JSON object: {"ok":…,"findings":[…]}.
    #[arg(long)]
    json: bool,
    /// Only what the file says: do not look at this machine.
    #[arg(long)]
    file_only: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let file = args.file.as_ref().unwrap_or(&args.which.config);
    let Some(Checked { config, mut findings }) = read(file) else { return Ok(Outcome::BadConfig) };
    if let Some(config) = config.as_ref().filter(|_| !args.file_only) {
        findings.extend(config::look_at_machine(config));
    }
    let report = Report::new(file, &findings);
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
pub(crate) fn load(file: &Path) -> anyhow::Result<Option<Config>> {
    let Some(Checked { config, findings }) = read(file) else { return Ok(None) };
    if config.is_none() {
        let report = Report::new(file, &findings);
        report.write_findings(&mut io::stderr().lock())?;
        say(&report.verdict().to_string());
    }
    Ok(config)
}

/// `None` after it was said that there is nothing to read.
fn read(file: &Path) -> Option<Checked> {
    let mut text = String::new();
    let opened = File::open(file).map(|file| file.take(config::LARGEST));
    match opened.and_then(|mut file| file.read_to_string(&mut text)) {
        Ok(_) => Some(config::read(&text)),
        Err(error) => {
            say(&format!("cannot read the configuration {}: {error}", file.display()));
            None
        }
    }
}
