//! `hearth-community enrol`: a new home joins. What must stand in its box and at the broker, its seat on
//! the wall, and whether it has been heard: also beside a running station.

mod sheet;

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use alerts::Wall;
use serde::Serialize;

use super::{CONSOLE, Outcome, Which, say, with_store};
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::person::{Record, Resident};
use crate::opened::Opened;
use crate::store::Store as _;
use crate::store::rows::{Audit, PersonChange};
use crate::store::sqlite::Heard;
use crate::store::sqlite::held::{self, HeldError};
use sheet::Sheet;

/// A new home joins: writes it into the roster, if it is not there, and prints what goes into its
/// hearth.toml and to the broker. Run again, it changes nothing.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// The home's id, as in its topics: h0042.
    home: HomeId,
    /// Who lives there; the home's id, until somebody writes a name into the roster.
    #[arg(long)]
    name: Option<String>,
    /// The building.
    #[arg(long, default_value = "")]
    building: String,
    /// Entrance, floor or door.
    #[arg(long, default_value = "")]
    door: String,
    /// The seat on the wall; the lowest free one without.
    #[arg(long)]
    seat: Option<u16>,
    /// The broker as homes reach it, where that is not as the station does.
    #[arg(long, value_name = "URL")]
    broker: Option<String>,
    /// Waits so many seconds until the home is heard; exit 1 if it is not.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    wait: u64,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Between two looks whether the home was heard. The station commits within half a second.
const EACH: Duration = Duration::from_secs(1);

/// Between two lines where nobody looks at a terminal.
const LINE: u64 = 30;

/// A message so long ago may be of the box that was there before.
const FRESH: Duration = Duration::from_secs(120);

/// What was done, for a script.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report<'a> {
    home: &'a HomeId,
    resident: i64,
    seat: Option<u16>,
    is_new: bool,
    station_runs: bool,
    heard: bool,
    last_heard: Option<String>,
    #[serde(flatten)]
    sheet: &'a Sheet,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_store(&args.which, async |opened: Opened| {
        let (resident, is_new) = seated(&opened, args).await?;
        let sheet = Sheet::of(&opened.config, &args.home, args.broker.as_deref());
        let runs = station_runs(&opened)?;
        let mut out = io::stdout();
        if !args.json {
            writeln!(out, "{}\n{}", joined(&resident, is_new), sheet.text())?;
            out.flush()?;
        }
        let heard = wait(&opened, args, runs).await?;
        if args.json {
            let at = |at: Wall| jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
            let report = Report {
                home: &args.home,
                resident: resident.id.0,
                seat: resident.seat,
                is_new,
                station_runs: runs,
                heard: heard.is,
                last_heard: heard.last.map(|it| at(it).to_string()),
                sheet: &sheet,
            };
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            writeln!(out, "{}", heard.says(&args.home, runs))?;
        }
        Ok(if heard.is || args.wait == 0 { Outcome::Done } else { Outcome::No })
    })
}

/// Who lives there, and whether they were written down just now.
async fn seated(opened: &Opened, args: &Args) -> anyhow::Result<(Resident, bool)> {
    let residents = opened.store.residents().await?;
    if let Some(known) = residents.into_iter().find(|it| it.home.as_ref() == Some(&args.home)) {
        return Ok((known, false));
    }
    let name = args.name.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let record = Record {
        name: name.unwrap_or(args.home.as_str()).to_owned(),
        building: args.building.trim().to_owned(),
        door: args.door.trim().to_owned(),
        ..Record::default()
    };
    let now = Clock::new(1).now();
    let add = PersonChange::Add { home: Some(args.home.clone()), seat: args.seat, record };
    let made = opened.store.change_people(vec![add], CONSOLE, now).await?;
    let resident = made.into_iter().next();
    let resident = resident.ok_or_else(|| anyhow::anyhow!("the roster took nobody in"))?;
    let (who, what) = (CONSOLE.to_owned(), "add".to_owned());
    let (of, detail) = (Some(resident.id), args.home.to_string());
    opened.store.audit(Audit { at: now, who, what, resident: of, detail }).await?;
    Ok((resident, true))
}

fn joined(resident: &Resident, is_new: bool) -> String {
    let seat = resident.seat.map_or_else(|| "no seat".to_owned(), |seat| format!("seat {seat}"));
    let id = resident.id.0;
    if is_new {
        format!(
            "resident {id}, {seat}: is in the roster now; the rest of the record at /roster/{id}"
        )
    } else {
        format!("resident {id}, {seat}: was in the roster already, and nothing was changed")
    }
}

/// Whether a station listens: otherwise nobody can be heard.
fn station_runs(opened: &Opened) -> anyhow::Result<bool> {
    match held::hold(&opened.config.store.dir) {
        Ok(_) => Ok(false),
        Err(HeldError::ByAnother(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Whether a home was heard, and when last.
struct Found {
    is: bool,
    last: Option<Wall>,
}

impl Found {
    fn says(&self, home: &HomeId, runs: bool) -> String {
        match (self.is, runs) {
            (true, _) => format!("{home} has been heard."),
            (false, false) => format!(
                "{home} has not been heard, and no station runs here: start it \
                 (systemctl start hearth-community), and run this again."
            ),
            (false, true) => format!(
                "{home} has not been heard. On the box `hearth status` says what is wrong; \
                 `hearth-community enrol {home} --wait 600` waits for it."
            ),
        }
    }
}

/// Looks, and waits if that is asked for, with a line that says so.
async fn wait(opened: &Opened, args: &Args, runs: bool) -> anyhow::Result<Found> {
    let before = opened.store.heard(&args.home).await?;
    let begun = Clock::new(1);
    let fresh = |it: &Heard| it.at.is_some_and(|at| begun.now() < at + FRESH);
    let found = |is: bool, heard: Option<&Heard>| Found { is, last: heard.and_then(|it| it.at) };
    if args.wait == 0 || !runs {
        return Ok(found(before.is_some(), before.as_ref()));
    }
    let terminal = io::stderr().is_terminal();
    let mut said = 0;
    loop {
        let now = opened.store.heard(&args.home).await?;
        if now.as_ref().is_some_and(|it| Some(it) != before.as_ref() || fresh(it)) {
            progress(terminal, None);
            return Ok(found(true, now.as_ref()));
        }
        let gone = begun.mono().0 / 1_000;
        if gone >= args.wait {
            progress(terminal, None);
            return Ok(found(false, now.as_ref()));
        }
        if terminal || gone >= said {
            said = gone + LINE;
            progress(
                terminal,
                Some(format!("waiting for {}: {gone} of {} s", args.home, args.wait)),
            );
        }
        tokio::time::sleep(EACH).await;
    }
}

/// One line that is written anew on a terminal, and one after the other elsewhere.
fn progress(terminal: bool, line: Option<String>) {
    match (terminal, line) {
        (false, Some(line)) => say(&line),
        (false, None) => {}
        (true, line) => {
            let mut err = io::stderr().lock();
            // Somebody may have closed it: that stops nothing.
            drop(write!(err, "\r\x1b[K{}", line.unwrap_or_default()).and_then(|()| err.flush()));
        }
    }
}
