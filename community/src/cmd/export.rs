//! `hearth-community export`: all that is known of one resident, for themselves.
//!
//! A JSON object a line, day by day, so that years of minutes need no memory.

use std::io::{self, Write};

use alerts::{Wall, When};
use serde_json::{Value, json};

use super::{CONSOLE, Outcome, Which, say, with_store};
use crate::clock::Clock;
use crate::core::person::{Resident, ResidentId};
use crate::opened::Opened;
use crate::store::Store;
use crate::store::rows::{Audit, Timeline};
use crate::store::sqlite::Sqlite;

/// Prints all that is known of a resident.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// The resident's number, as in the address of their page.
    #[arg(value_name = "RESIDENT")]
    resident: i64,
    /// Without the minutes, which are most of it.
    #[arg(long)]
    no_minutes: bool,
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_store(&args.which, async |opened: Opened| {
        let (store, id) = (&opened.store, ResidentId(args.resident));
        let now = Clock::new(1).now();
        let Some(resident) = store.resident(id).await? else {
            say(&format!("there is no resident {}", args.resident));
            return Ok(Outcome::No);
        };
        let entry = Audit {
            at: now,
            who: CONSOLE.to_owned(),
            what: "export".to_owned(),
            resident: Some(id),
            detail: String::new(),
        };
        // First: nobody takes it out without a trace.
        store.audit(entry).await?;
        let mut out = io::BufWriter::new(io::stdout().lock());
        person(store, &resident, &mut out).await?;
        let mut from = now.0.saturating_sub(i64::from(opened.config.store.keep.minutes_days) * DAY);
        if let Some(home) = &resident.home {
            let older = store.timeline(home, Wall(i64::MIN)..Wall(from)).await?;
            said(&older, args.no_minutes, &mut out)?;
            // A home's clock may be ahead of the station's, by a zone at most.
            while from < now.0 + DAY {
                let day = store.timeline(home, Wall(from)..Wall(from + DAY)).await?;
                said(&day, args.no_minutes, &mut out)?;
                from += DAY;
            }
        }
        out.flush()?;
        Ok(Outcome::Done)
    })
}

async fn person(store: &Sqlite, resident: &Resident, out: &mut impl Write) -> anyhow::Result<()> {
    let home = resident.home.as_ref().map(crate::core::HomeId::as_str);
    let record = &resident.record;
    let whole =
        json!({ "resident": resident.id.0, "home": home, "seat": resident.seat, "record": record });
    writeln!(out, "{whole}")?;
    for change in store.history(resident.id).await? {
        let (at, by) = (at(change.at), &change.by);
        let change = json!({ "changed": at, "by": by, "before": change.before });
        writeln!(out, "{change}")?;
    }
    Ok(())
}

fn said(of: &Timeline, no_minutes: bool, out: &mut impl Write) -> anyhow::Result<()> {
    for (when, step) in &of.alarms {
        writeln!(out, "{}", json!({ "at": at(*when), "alarm": step }))?;
    }
    for (when, event) in &of.events {
        let body = read(&event.body);
        writeln!(out, "{}", json!({ "at": at(*when), "event": event.kind, "body": body }))?;
    }
    for (which, date, body) in &of.summaries {
        writeln!(out, "{}", json!({ "summary": which, "date": date, "body": read(body) }))?;
    }
    for (when, gap) in &of.gaps {
        writeln!(out, "{}", json!({ "at": at(*when), "gap": gap }))?;
    }
    for (when, minute) in of.minutes.iter().filter(|_| !no_minutes) {
        writeln!(out, "{}", json!({ "at": at(*when), "minute": minute }))?;
    }
    Ok(())
}

fn at(wall: Wall) -> String {
    When::new(wall, 0).to_string()
}

/// A body that does not read is given as it is.
fn read(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()))
}
