//! What does a talkative home cost? Memory and processor at 10 radar frames and 1 gas frame a
//! second.

use std::time::Duration;

use anyhow::Context;
use protocol::Mono;
use serde_json::Value;

use super::Figure;
use super::bench_line::Bench;
use crate::broker::{Broker, Rules};
use crate::clock::{HomeClock, Stopwatch};
use crate::process::{cpu_seconds, resident_mib};
use crate::virtual_radar::frame;

/// Between two radar frames.
const EVERY: Duration = Duration::from_millis(100);

/// Start-up is not load, and the store takes its room then, once.
const SETTLING: Duration = Duration::from_secs(30);

pub(super) fn measure(seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let broker = Broker::start(Rules::default())?;
    let mut bench = Bench::start(broker.port(), None)?;
    bench.bed.write(&frame(0x80, 0x01, &[1]))?;
    bench.bed.write(&frame(0x84, 0x01, &[1]))?;
    speak(&mut bench, SETTLING)?;
    let before = cpu_seconds(bench.daemon.pid())?;
    let watch = Stopwatch::start();
    speak(&mut bench, Duration::from_secs(seconds))?;
    let used = cpu_seconds(bench.daemon.pid())? - before;
    let per_hour = used / watch.elapsed().as_secs_f64() * 3_600.0;
    let memory = resident_mib(bench.daemon.pid())?;
    let frames = bench.daemon.status().context("no status")?;
    anyhow::ensure!(
        frames.pointer("/lines/0/frames").and_then(Value::as_u64) > Some(seconds * 9),
        "the daemon has not heard what was said: {frames}"
    );
    Ok(vec![
        Figure {
            what: "resident memory at 10 radar frames/s + 1 gas frame/s",
            value: memory,
            unit: "MiB",
            at_most: Some(6.6),
        },
        Figure {
            what: "processor at 10 radar frames/s + 1 gas frame/s",
            value: per_hour,
            unit: "s/hour",
            at_most: Some(4.0),
        },
    ])
}

/// The radar says something every tenth of a second, the gas module every second.
fn speak(bench: &mut Bench, length: Duration) -> anyhow::Result<()> {
    let clock = HomeClock::start(1);
    let mut due = Mono::ZERO;
    let mut number: u8 = 0;
    while due < Mono::ZERO + length {
        std::thread::sleep(clock.until(due));
        number = number.wrapping_add(1);
        let said = match number % 10 {
            0 => frame(0x85, 0x02, &[64 + number % 5]),
            3 | 6 => frame(0x81, 0x02, &[13 + number % 3]),
            2 | 7 => frame(0x80, 0x04, &[0, 57 + number % 4]),
            5 => frame(0x80, 0x05, &[0x80, 0x1F, 0, 0x32, 0, 0]),
            _ => frame(0x80, 0x03, &[1 + number % 7]),
        };
        bench.bed.write(&said)?;
        bench.bed.read()?;
        if number.is_multiple_of(10) {
            bench.kitchen.write(&[0xFF, 0x04, 0x03, 0x01, 0x00, 0x25, 0x13, 0x88, 0x38])?;
            bench.kitchen.read()?;
        }
        due = due + EVERY;
    }
    Ok(())
}
