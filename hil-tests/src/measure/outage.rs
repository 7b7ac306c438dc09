//! What does an outage cost, and how soon is it over? Many readings pile up while the broker is away,
//! the daemon is started anew on top of them, and then everything goes out.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::bench_line::Calling;
use super::latency::next;
use super::quiet::Quiet;
use super::{Figure, quantile};
use crate::clock::{Stopwatch, wait_for};
use crate::daemon::Daemon;
use crate::process::resident_mib;
use crate::subscriber::Subscriber;
use crate::virtual_radar::frame;

/// Frames in one write: what a pty takes at once.
const BURST: u32 = 200;

/// Bursts in a second.
const BURSTS: u32 = 100;

const PATIENCE: Duration = Duration::from_secs(120);

/// Between two alarms during the drain, which takes some seconds.
const ALARM_EVERY: Duration = Duration::from_millis(40);

/// How much faster the home's clock runs, so that its radars may call that often.
const SPEED: u32 = 10;

pub(super) fn measure(rows: u32) -> anyhow::Result<Vec<Figure>> {
    let mut broker = Quiet::start()?;
    let mut bench = Calling::start(broker.port(), None, |wishes| {
        (wishes.samples, wishes.speed) = (true, SPEED);
        wishes.broker_extra = "drain-per-second = 0\n".to_owned();
    })?;
    online(&bench.daemon, true)?;
    broker.stop();
    online(&bench.daemon, false)?;
    flood(rows, |bytes| {
        bench.radars.read()?;
        Ok(bench.radars.pour(bytes)?)
    })?;
    waiting(&bench.daemon, |waiting| waiting >= u64::from(rows)).context("not all is kept")?;
    let memory = resident_mib(bench.daemon.pid())?;
    let disk = size(&bench)?;

    let stopped = Stopwatch::start();
    bench.daemon.stop()?;
    let stop = stopped.elapsed();
    let cold = drop_caches();
    let watch = Stopwatch::start();
    bench.restart()?;
    let start = watch.elapsed();

    bench.wait_open()?;
    broker.resume()?;
    let station =
        Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/+/+/alarm/fall")?;
    online(&bench.daemon, true)?;
    let watch = Stopwatch::start();
    let mut alarms = alarms_during(&mut bench, &station)?;
    waiting(&bench.daemon, |waiting| waiting < 50).context("it is not emptied")?;
    let drained = f64::from(rows) / watch.elapsed().as_secs_f64();
    alarms.sort_by(f64::total_cmp);
    let status = bench.daemon.status().context("no status")?;
    let lost: u64 = ["/health/outbox/thinned", "/health/outbox/dropped"]
        .iter()
        .filter_map(|at| status.pointer(at).and_then(Value::as_u64))
        .sum();
    let figure = |what, value, unit, at_most| Figure { what, value, unit, at_most };
    Ok(vec![
        figure("readings that waited", f64::from(rows), "rows", None),
        figure("memory while they waited", memory, "MiB", Some(12.0)),
        figure("disk for each of them", disk / f64::from(rows), "B", None),
        figure("the stop", millis(stop), "ms", Some(2_000.0)),
        figure(
            if cold { "the start on top of them, cold" } else { "the start on top of them, warm" },
            millis(start),
            "ms",
            Some(300.0),
        ),
        figure("drained each second, less is worse", drained, "rows/s", None),
        figure("an alarm during the drain, p50", quantile(&alarms, 0.5), "ms", None),
        figure("an alarm during the drain, p99", quantile(&alarms, 0.99), "ms", Some(15.0)),
        figure("readings given up", lost as f64, "rows", Some(0.0)),
    ])
}

/// Alarms, one after another, until the readings are out.
fn alarms_during(bench: &mut Calling, station: &Subscriber) -> anyhow::Result<Vec<f64>> {
    let mut took = Vec::new();
    loop {
        let left = bench.daemon.status().and_then(|status| readings(&status));
        if left.is_some_and(|left| left < 50) {
            return Ok(took);
        }
        for _ in 0..5 {
            let before = station.heard().len();
            let written = bench.call()?;
            let message = next(station, before, "raised").context("an alarm is not out")?;
            took.push(message.came.since(written).as_secs_f64() * 1_000.0);
            std::thread::sleep(ALARM_EVERY);
        }
    }
}

/// So many frames of a radar, as fast as it is promised to be heard. `pour` says how much of some
/// bytes found room.
pub(super) fn flood(
    frames: u32,
    mut pour: impl FnMut(&[u8]) -> anyhow::Result<usize>,
) -> anyhow::Result<()> {
    let watch = Stopwatch::start();
    let mut burst = Vec::new();
    for number in 0..BURST {
        burst.extend(frame(0x80, 0x03, &[u8::try_from(1 + number % 90).unwrap_or(1)]));
    }
    for number in 0..frames.div_ceil(BURST) {
        let mut left = burst.as_slice();
        while !left.is_empty() {
            let written = pour(left)?;
            left = left.get(written..).unwrap_or_default();
            if !left.is_empty() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let due = Duration::from_secs(1) * number / BURSTS;
        std::thread::sleep(due.saturating_sub(watch.elapsed()));
    }
    Ok(())
}

pub(super) fn online(daemon: &Daemon, wanted: bool) -> anyhow::Result<()> {
    let is = |status: &Value| status.pointer("/broker/online") == Some(&wanted.into());
    daemon.wait_for_status(is).map(|_| ()).with_context(|| format!("online is not {wanted}"))
}

/// Waits until so many readings wait.
pub(super) fn waiting(daemon: &Daemon, wanted: impl Fn(u64) -> bool) -> Option<()> {
    wait_for(PATIENCE, || {
        let waiting = readings(&daemon.status()?)?;
        wanted(waiting).then_some(())
    })
}

fn readings(status: &Value) -> Option<u64> {
    status.pointer("/health/outbox/readings").and_then(Value::as_u64)
}

/// What the store takes of the disk for the readings.
fn size(bench: &Calling) -> anyhow::Result<f64> {
    let file = std::fs::metadata(bench.home.store().join("readings.db"))?;
    Ok(file.len() as f64)
}

/// Lets the kernel forget the files; false where that is not permitted.
fn drop_caches() -> bool {
    rustix::fs::sync();
    std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

fn millis(length: Duration) -> f64 {
    length.as_secs_f64() * 1_000.0
}
