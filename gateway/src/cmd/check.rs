//! `hearth check`: what is wrong with this configuration?

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use config::{Checked, Config, Finding, Severity};
use serde::Serialize;

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

#[derive(Serialize)]
struct Report<'a> {
    file: &'a Path,
    ok: bool,
    findings: &'a [Finding],
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(Checked { config, mut findings }) = read(&args.file) else {
        return Ok(Outcome::BadConfig);
    };
    if let Some(config) = config.as_ref().filter(|_| !args.file_only) {
        let today = clock::today(&config.home.time_zone);
        findings.extend(config::compare_with_machine(config, today));
    }
    let errors = count(&findings, Severity::Error);
    let mut out = io::stdout().lock();
    if args.json {
        let report = Report { file: &args.file, ok: errors == 0, findings: &findings };
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        for finding in &findings {
            writeln!(out, "{}:{finding}", args.file.display())?;
        }
        writeln!(out, "{}", verdict(errors, count(&findings, Severity::Warning)))?;
    }
    Ok(if errors == 0 { Outcome::Done } else { Outcome::BadConfig })
}

/// A configuration without errors; `None` after all findings were printed on standard error.
pub(crate) fn load(path: &Path) -> anyhow::Result<Option<Config>> {
    let Some(Checked { config, findings }) = read(path) else { return Ok(None) };
    if config.is_none() {
        let mut err = io::stderr().lock();
        for finding in &findings {
            writeln!(err, "{}:{finding}", path.display())?;
        }
        let errors = count(&findings, Severity::Error);
        writeln!(err, "hearth: {}", verdict(errors, count(&findings, Severity::Warning)))?;
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

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

fn verdict(errors: usize, warnings: usize) -> String {
    let plural = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    match (errors, warnings) {
        (0, 0) => "the configuration is good".to_owned(),
        (0, warnings) => format!("the configuration works, with {}", plural(warnings, "warning")),
        (errors, warnings) => format!(
            "the configuration is wrong: {}, {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_counts_what_it_found() {
        assert_eq!(verdict(0, 0), "the configuration is good");
        assert_eq!(verdict(0, 1), "the configuration works, with 1 warning");
        assert_eq!(verdict(2, 0), "the configuration is wrong: 2 errors, 0 warnings");
    }
}
