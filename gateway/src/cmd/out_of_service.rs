//! `hearth out-of-service`: leaves a broken sensor alone until the new one comes.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use super::Outcome;
use super::status::Which;
use crate::onsite::{Done, Errand, OnSite, beside};

/// The daemon answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes a sensor out of service for a while: it calls nobody, and the wall shows it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The sensor, as `hearth status` calls it.
    #[arg(value_name = "NAME")]
    line: String,
    /// For so many hours, 1 to 24.
    #[arg(
        long,
        value_name = "HOURS",
        default_value_t = 4,
        value_parser = clap::value_parser!(u32).range(1..=24)
    )]
    hours: u32,
    /// Put it back into service.
    #[arg(long, conflicts_with = "hours")]
    back: bool,
    #[command(flatten)]
    which: Which,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let hours = if args.back { 0 } else { args.hours };
    let Some(socket) = args.which.socket()? else { return Ok(Outcome::BadConfig) };
    let line = args.line.clone();
    let errand =
        OnSite { errand: Errand::OutOfService { line, minutes: hours.saturating_mul(60) } };
    let text = ask(&beside(&socket), &errand).with_context(|| {
        format!("no daemon answers at {}: is `hearth run` running?", beside(&socket).display())
    })?;
    let done: Done = serde_json::from_str(&text).context("the daemon speaks another version")?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", text.trim_end())?;
    } else if let Some(error) = &done.error {
        anyhow::bail!("{error}");
    } else {
        writeln!(out, "{}", sentence(&args.line, hours, &done))?;
    }
    Ok(if done.ok { Outcome::Done } else { Outcome::No })
}

fn sentence(line: &str, hours: u32, done: &Done) -> String {
    match (hours, &done.until) {
        (0, _) => format!("{line} is in service again"),
        (_, Some(until)) => format!("{line} is out of service until {until}: it calls nobody"),
        (hours, None) => format!("{line} is out of service for {hours} h: it calls nobody"),
    }
}

fn ask(socket: &Path, errand: &OnSite) -> io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(errand)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    if text.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(text)
}
