//! How much is written to the flash in a day? A home as it is installed, online, in a community that
//! accepts its alarms, whose clock runs faster: what a day brings in events, alarms and minutes comes in a
//! quarter of an hour.

use std::time::Duration;

use anyhow::Context;
use protocol::Mono;
use serde_json::Value;

use super::Figure;
use super::outage::online;
use super::quiet::Quiet;
use crate::clock::{Stopwatch, wait_for};
use crate::daemon::{Daemon, Program};
use crate::desk::Desk;
use crate::home::{COMMUNITY, HOME, Home, Wishes};
use crate::process::written_bytes;
use crate::resident::Resident;
use crate::subscriber::Subscriber;

/// How much faster the home's clock runs.
const SPEED: u32 = 120;

/// The store takes its room in the first minute of its life, once; then it is quiet for so long, and
/// much less than a step of that room is written.
const QUIET: Duration = Duration::from_secs(15);

const STEP: u64 = 512 * 1024;

/// How often the desk looks.
const LOOKS_EACH: Duration = Duration::from_millis(100);

const PATIENCE: Duration = Duration::from_secs(60);

const MIB: f64 = 1024.0 * 1024.0;

pub(super) fn measure(hours: u64) -> anyhow::Result<Vec<Figure>> {
    let broker = Quiet::start()?;
    let life = Resident::days(1, 2);
    let wishes = Wishes { speed: SPEED, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth()?, wishes)?;
    let daemon = home.begin()?;
    online(&daemon, true)?;
    take_room(&daemon)?;
    let before = written_bytes(daemon.pid())?;
    let mut said = Said::new(written_today(&daemon)?);
    let from = home.living()?.seen().now;
    let length = Duration::from_secs(hours * 3_600);
    let accepted = live(&home, broker.port(), length / SPEED, || {
        said.hear(written_today(&daemon)?);
        Ok(())
    })?;
    let lived = home.living()?.seen().now.since(from);
    let written = written_bytes(daemon.pid())? - before;
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
            value: said.kib as f64 / 1024.0 / days,
            unit: "MiB",
            at_most: None,
        },
        Figure {
            what: "… alarms that were accepted meanwhile",
            value: f64::from(accepted),
            unit: "",
            at_most: None,
        },
    ])
}

/// Waits until the store has begun to take its room, and has it.
fn take_room(daemon: &Daemon) -> anyhow::Result<()> {
    let begun = || written_bytes(daemon.pid()).is_ok_and(|written| written > STEP).then_some(());
    wait_for(PATIENCE, begun).context("the store takes no room")?;
    let mut last = 0;
    while written_bytes(daemon.pid())? > last + STEP {
        last = written_bytes(daemon.pid())?;
        std::thread::sleep(QUIET);
    }
    Ok(())
}

/// What the home says that it wrote today.
fn written_today(daemon: &Daemon) -> anyhow::Result<u64> {
    let status = daemon.status().context("no status")?;
    let kib = status.pointer("/health/written_today_kib").and_then(Value::as_u64);
    kib.context("the status does not say what was written")
}

/// Adds up over midnight, at which the home begins at 0.
struct Said {
    last: u64,
    kib: u64,
}

impl Said {
    const fn new(last: u64) -> Self {
        Self { last, kib: 0 }
    }

    const fn hear(&mut self, now: u64) {
        self.kib += if now < self.last { now } else { now - self.last };
        self.last = now;
    }
}

/// Lives for so long and calls `look` each second; how many commands the desk sent. The desk hears and says what it has to within a
/// tenth of a second of the world.
fn live(
    home: &Home,
    port: u16,
    length: Duration,
    mut look: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<u32> {
    let topics = format!("hearth/v1/{COMMUNITY}/{HOME}/alarm/#");
    let hears = Subscriber::start(("127.0.0.1", port), None, &topics)?;
    let mut desk = Desk::default();
    let (begin, mut heard, mut said) = (Stopwatch::start(), 0, 0);
    let mut looked = Stopwatch::start();
    while begin.elapsed() < length {
        std::thread::sleep(LOOKS_EACH);
        if looked.elapsed() >= Duration::from_secs(1) {
            looked = Stopwatch::start();
            look()?;
        }
        let now = home.living()?.seen().now;
        for message in hears.heard_from(heard) {
            heard += 1;
            desk.hear(now, &message);
        }
        while let Some((topic, payload)) = desk.poll_command(now) {
            hears.publish(&topic, &payload)?;
            said += 1;
        }
    }
    Ok(said)
}
