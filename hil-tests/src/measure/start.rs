//! How long after its start does a home say something?

use std::time::Duration;

use anyhow::Context;

use super::bench_line::home;
use super::{Figure, quantile};
use crate::broker::{Broker, Rules};
use crate::clock::Stopwatch;
use crate::subscriber::Subscriber;

const STARTS: usize = 11;

const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let mut took = Vec::new();
    for _ in 0..STARTS {
        let broker = Broker::start(Rules::default())?;
        let station = Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/#")?;
        let home = home(broker.port(), None)?;
        let started = Stopwatch::start();
        let mut daemon = home.start_daemon()?;
        let first = station.wait(PATIENCE, |_| true);
        let first = first.with_context(|| format!("nothing comes: {:?}", daemon.log()))?;
        took.push(first.came.since(started).as_secs_f64() * 1_000.0);
        daemon.stop()?;
    }
    took.sort_by(f64::total_cmp);
    Ok(vec![Figure {
        what: "start to the first message (plain TCP, median of 11)",
        value: quantile(&took, 0.5),
        unit: "ms",
        at_most: Some(10.0),
    }])
}
