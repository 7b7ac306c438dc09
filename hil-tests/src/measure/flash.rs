//! How much is written to the flash in a day? A home as it is installed, online, whose clock runs faster:
//! what a day brings in events, alarms and minutes comes in a quarter of an hour.

use std::time::Duration;

use anyhow::Context;
use protocol::Mono;
use serde_json::Value;

use super::Figure;
use super::outage::online;
use super::quiet::Quiet;
use crate::daemon::Program;
use crate::home::{Home, Wishes};
use crate::process::written_bytes;
use crate::resident::Resident;

/// How much faster the home's clock runs.
const SPEED: u32 = 120;

/// The store takes its room in the first minutes of its life, once; then it is quiet for so long, and
/// much less than a step of that room is written.
const QUIET: Duration = Duration::from_secs(15);

const STEP: u64 = 512 * 1024;

const MIB: f64 = 1024.0 * 1024.0;

pub(super) fn measure(hours: u64) -> anyhow::Result<Vec<Figure>> {
    let broker = Quiet::start()?;
    let life = Resident::days(1, 2);
    let wishes = Wishes { speed: SPEED, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth()?, wishes)?;
    let daemon = home.begin()?;
    online(&daemon, true)?;
    let mut last = 0;
    while written_bytes(daemon.pid())? > last + STEP {
        last = written_bytes(daemon.pid())?;
        std::thread::sleep(QUIET);
    }
    let said = |status: &Value| {
        let kib = status.pointer("/health/written_today_kib")?.as_u64()?;
        status.pointer("/health/uptime_s")?.as_u64().map(|_| kib)
    };
    let before = written_bytes(daemon.pid())?;
    let said_before = daemon.status().as_ref().and_then(said).context("no status")?;
    let from = home.living()?.seen().now;
    let length = Duration::from_secs(hours * 3_600);
    std::thread::sleep(length / SPEED);
    let lived = home.living()?.seen().now.since(from);
    let written = written_bytes(daemon.pid())? - before;
    let said = daemon.status().as_ref().and_then(said).context("no status")?;
    let days = lived.as_secs_f64() / 86_400.0;
    anyhow::ensure!(from > Mono::ZERO && days > 0.0, "the home does not live");
    Ok(vec![
        Figure {
            what: "written to flash in a day online, as the kernel counts",
            value: written as f64 / MIB / days,
            unit: "MiB",
            at_most: Some(8.0),
        },
        Figure {
            what: "… as the home says",
            value: said.saturating_sub(said_before) as f64 / 1024.0 / days,
            unit: "MiB",
            at_most: None,
        },
    ])
}
