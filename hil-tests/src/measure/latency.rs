//! How long does an alarm take, from the last byte on the serial line to the station's ear?
//!
//! The alarm is a fall, reported by one radar after another: of one, a second word within two seconds
//! would be the same fall. Each is a message of its own, and each is on the disk before it is offered
//! to MQTT. So some come in a row, and then there is a rest.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use fastrand::Rng;

use super::bench_line::Calling;
use super::{Figure, quantile};
use crate::broker::{Broker, Rules};
use crate::clock::{Deadline, Stopwatch};
use crate::mosquitto::{Login, Mosquitto};
use crate::subscriber::{Message, Subscriber};

/// Longer than any alarm takes that is worth measuring.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two alarms, so that none waits for the one before and none falls into a rhythm.
const PAUSE_MS: std::ops::Range<u64> = 5..40;

const ALARMS: &str = "hearth/v1/+/+/alarm/fall";

const LOGINS: [Login; 2] = [
    Login { user: "h0042", password: "h", rules: &["topic readwrite hearth/#"] },
    Login { user: "station", password: "s", rules: &["topic readwrite hearth/#"] },
];

enum Either {
    Own(Broker),
    Real(Mosquitto),
}

pub(super) fn measure(alarms: u32, mosquitto: bool) -> anyhow::Result<Vec<Figure>> {
    let broker = if mosquitto {
        Either::Real(Mosquitto::start(&LOGINS)?)
    } else {
        Either::Own(Broker::start(Rules::default())?)
    };
    let (port, home, station) = match &broker {
        Either::Own(broker) => (broker.port(), None, None),
        Either::Real(broker) => (broker.port(), Some(("h0042", "h")), Some(("station", "s"))),
    };
    let subscriber = Subscriber::start(("127.0.0.1", port), station, ALARMS)?;
    let mut bench = Calling::start(port, home, |_| {})?;
    bench
        .daemon
        .wait_for_status(|status| status.pointer("/broker/online") == Some(&true.into()))
        .context("the daemon does not come online")?;

    let mut rng = Rng::with_seed(1);
    let mut took = Vec::new();
    for number in 0..alarms {
        std::thread::sleep(Duration::from_millis(rng.u64(PAUSE_MS)));
        let heard = subscriber.heard().len();
        let written = bench.call()?;
        let message = next(&subscriber, heard, "raised")
            .with_context(|| format!("alarm {number} does not come"))?;
        took.push(message.came.since(written).as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    let sync = disk_syncs(bench.home.folder())?;
    Ok(vec![
        Figure {
            what: "the disk's own part: a page in a log, fdatasync, p50",
            value: quantile(&sync, 0.5),
            unit: "ms",
            at_most: None,
        },
        Figure {
            what: "last byte of an alarm to the subscriber, p50",
            value: quantile(&took, 0.5),
            unit: "ms",
            at_most: Some(quantile(&sync, 0.5) + 0.2),
        },
        Figure {
            what: "last byte of an alarm to the subscriber, p99",
            value: quantile(&took, 0.99),
            unit: "ms",
            at_most: Some(2.0),
        },
        Figure {
            what: "last byte of an alarm to the subscriber, longest",
            value: quantile(&took, 1.0),
            unit: "ms",
            at_most: None,
        },
    ])
}

/// What the disk needs for a commit of an alarm whoever asks: three pages into a file that is there, and
/// a sync; with the pauses of the alarms, so that it is as awake. Sorted, milliseconds.
fn disk_syncs(folder: &Path) -> anyhow::Result<Vec<f64>> {
    const PAGES: [u8; 3 * 4096] = [0xA5; 3 * 4096];
    let file = File::create(folder.join("sync"))?;
    file.write_all_at(&vec![0; 2 << 20], 0)?;
    file.sync_all()?;
    let (mut rng, mut took) = (Rng::with_seed(2), Vec::new());
    for number in 0..100 {
        std::thread::sleep(Duration::from_millis(rng.u64(PAUSE_MS)));
        let watch = Stopwatch::start();
        file.write_all_at(&PAGES, number * 4096 * 4)?;
        file.sync_data()?;
        took.push(watch.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// The message with that step, after so many others.
pub(super) fn next(subscriber: &Subscriber, after: usize, step: &str) -> Option<Message> {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let found = subscriber
            .heard_from(after)
            .into_iter()
            .find(|message| message.json().pointer("/body/step") == Some(&step.into()));
        if found.is_some() {
            return found;
        }
        deadline.left()?;
        std::thread::sleep(Duration::from_micros(500));
    }
}
