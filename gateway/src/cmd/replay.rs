//! `hearth replay`: what would the gateway have published for these bytes?
//!
//! As fast as the machine can, with no hardware, broker or configuration. The core is the one that
//! runs live, so equal bytes at equal stamps give equal lines.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use alerts::message::{Id, Lane};
use alerts::{ClockQuality, Mono, Night, Output, Policy, SourceId, When};
use anyhow::bail;
use jiff::SignedDuration;
use serde::Serialize;

use super::{Outcome, Usage};
use crate::capture::{Header, Reader, Record};
use crate::core::{Core, CoreEvent, LineId, Settings};
use crate::exits::Exits;
use crate::wiring::Wiring;

/// Prints, a JSON object a line, what the gateway would have published for a capture or a readings
/// file.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file: .cap or .readings, or either with .zst.
    file: PathBuf,
    /// The home's configuration; without it a built-in home serves, in which a radar on the line
    /// "bed" looks at a bed and any other at a room.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Lets time run on after the last record: 2h, 90m, 1d.
    #[arg(long = "for", value_name = "LENGTH")]
    length: Option<String>,
    /// Print JSON lines (as it does anyway: for scripts that say so everywhere).
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a, B> {
    topic: &'a str,
    /// Seconds since the start of the header.
    t: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<When>,
    body: &'a B,
}

/// Where the records of a file go: the file's lines may stand elsewhere in a configuration.
struct Places {
    lines: Vec<Option<LineId>>,
    sources: Vec<Option<SourceId>>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let run_on = args.length.as_deref().map(length).transpose()?;
    let mut reader = Reader::open(&args.file)?;
    let header = reader.header().clone();
    let (mut core, places) = match &args.config {
        None => default_home(&header)?,
        Some(path) => {
            let Some(config) = super::check::load(path)? else { return Ok(Outcome::BadConfig) };
            configured_home(&config, &header)?
        }
    };
    core.handle_clock(Mono::ZERO, header.start, header.clock);

    let mut printed =
        Printed { out: BufWriter::new(io::stdout().lock()), events: 0, exits: Exits::default() };
    let mut progress = Progress::new(&args.file);
    let mut last = Mono::ZERO;
    while let Some((at, record)) = reader.next_record()? {
        last = at;
        apply(&mut core, &places, at, &record);
        printed.take(&mut core)?;
        progress.show(reader.consumed());
    }
    progress.clear();
    core.handle_timeout(last + run_on.unwrap_or_default());
    printed.take(&mut core)?;
    printed.out.flush()?;
    if reader.torn() {
        say("the last line of the file is torn and was left out");
    }
    Ok(Outcome::Done)
}

fn default_home(header: &Header) -> anyhow::Result<(Core, Places)> {
    let wiring = Wiring::from_header(header)?;
    let places = Places {
        lines: (0..header.lines.len()).map(|line| Some(LineId(line))).collect(),
        sources: (0..header.lines.len()).map(|source| Some(SourceId(source))).collect(),
    };
    let settings = Settings {
        zone: header.zone.clone(),
        night: Night::default(),
        policy: Policy::default(),
        samples: false,
    };
    Ok((Core::new(wiring, settings, 0), places))
}

fn configured_home(config: &config::Config, header: &Header) -> anyhow::Result<(Core, Places)> {
    let wiring = Wiring::from_config(&config.lines);
    let line = |name: &String| wiring.lines.iter().position(|line| line.name == *name).map(LineId);
    let source =
        |name: &String| wiring.sources.iter().position(|source| source.name == *name).map(SourceId);
    let names = || header.lines.iter().map(|(name, _)| name);
    if let Some(name) = names().find(|name| line(name).is_none() && source(name).is_none()) {
        bail!("the configuration has no line \"{name}\", which the file records");
    }
    let places =
        Places { lines: names().map(line).collect(), sources: names().map(source).collect() };
    let settings = Settings {
        zone: config.home.time_zone.clone(),
        night: config.home.night,
        policy: config.policy.clone(),
        samples: false,
    };
    Ok((Core::new(wiring, settings, 0), places))
}

fn apply(core: &mut Core, places: &Places, at: Mono, record: &Record<'_>) {
    let line = |index: usize| places.lines.get(index).copied().flatten();
    match *record {
        Record::Read(index, bytes) => {
            if let Some(line) = line(index) {
                core.handle_bytes(at, line, bytes);
            }
        }
        Record::Sent(index, bytes) => {
            if let Some(line) = line(index) {
                core.handle_sent(at, line, bytes);
            }
        }
        Record::Port(index, up) => {
            if let Some(line) = line(index) {
                core.handle_port(at, line, up);
            }
        }
        Record::Reading(index, reading) => {
            if let Some(source) = places.sources.get(index).copied().flatten() {
                core.handle_reading(at, source, &reading);
            }
        }
        Record::Clock(start, quality) => core.handle_clock(
            at,
            start.filter(|_| quality != ClockQuality::Unset).map(|start| start + at),
            quality,
        ),
    }
    // Nobody is there to write to: what was written is in the file.
    while core.poll_transmit().is_some() {}
}

/// What has been printed; replay numbers its events as the outbox would, as boot 0.
struct Printed<W> {
    out: W,
    events: u32,
    exits: Exits,
}

impl<W: Write> Printed<W> {
    fn take(&mut self, core: &mut Core) -> anyhow::Result<()> {
        while let Some(event) = core.poll_event() {
            match event {
                CoreEvent::Sample { .. } => {}
                CoreEvent::Home(output) => self.print(output)?,
            }
        }
        Ok(())
    }

    fn print(&mut self, mut output: Output) -> anyhow::Result<()> {
        self.exits.fill_in(&mut output.message);
        if output.message.lane() == Lane::Events {
            self.events += 1;
        }
        if let Some(number) = Exits::number(&output.message) {
            self.exits.learn(number, Id { boot: 0, lane: Lane::Events, seq: self.events });
        }
        let topic = output.message.topic();
        let (t, at, body) = (seconds(output.at), output.when, &output.body());
        serde_json::to_writer(&mut self.out, &Line { topic: &topic, t, at, body })?;
        self.out.write_all(b"\n")?;
        Ok(())
    }
}

/// As a capture counts them.
fn seconds(at: Mono) -> f64 {
    std::time::Duration::from_millis(at.0).as_secs_f64()
}

/// A length as people write it: `2h`, `90m`, `1d 6h`.
fn length(text: &str) -> Result<std::time::Duration, Usage> {
    let wrong = || Usage(format!("--for {text} is no length of time: write 2h, 90m or 30s"));
    let length = text
        .parse::<SignedDuration>()
        .ok()
        .or_else(|| days(text))
        .and_then(|length| std::time::Duration::try_from(length).ok());
    length.ok_or_else(wrong)
}

/// jiff leaves days to calendars; in a replay a day has 24 hours.
fn days(text: &str) -> Option<SignedDuration> {
    let days: i64 = text.strip_suffix('d')?.trim().parse().ok()?;
    days.checked_mul(24).and_then(|hours| hours.checked_mul(3600)).map(SignedDuration::from_secs)
}

/// How far it is, on standard error, if a person looks on.
struct Progress {
    total: Option<u64>,
    shown: u64,
}

impl Progress {
    /// Uncompressed files only: nobody knows how long the text of a compressed one is.
    fn new(path: &Path) -> Self {
        let plain = path.extension().is_none_or(|ending| ending != "zst");
        let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let length = fs::metadata(path).map(|file| file.len()).ok();
        Self { total: length.filter(|length| plain && watched && *length > 0), shown: 0 }
    }

    fn show(&mut self, consumed: u64) {
        let Some(total) = self.total else { return };
        let percent = consumed.saturating_mul(100) / total;
        if percent > self.shown {
            self.shown = percent;
            write_stderr(&format!("\rreplaying {percent:3} %"));
        }
    }

    fn clear(&self) {
        if self.shown > 0 {
            write_stderr("\r                \r");
        }
    }
}

fn say(sentence: &str) {
    write_stderr(&format!("hearth: {sentence}\n"));
}

/// A progress bar that cannot be written is no reason to stop.
fn write_stderr(text: &str) {
    let mut stderr = io::stderr();
    drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_can_run_on_for_as_long_as_people_say_it() {
        assert_eq!(length("2h").unwrap(), Duration::from_secs(7200));
        assert_eq!(length("90m").unwrap(), Duration::from_secs(5400));
        assert_eq!(length("1d").unwrap(), Duration::from_secs(86_400));
        assert!(length("-2h").is_err());
        assert!(length("soon").is_err());
    }
}
