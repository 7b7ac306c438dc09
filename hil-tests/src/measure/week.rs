//! How long does a week take to replay? One radar at three frames a second, gas, door and smoke.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, ensure};

use super::Figure;
use super::bench_line::home;
use crate::capture;
use crate::clock::Stopwatch;
use crate::daemon::Program;
use crate::resident::Resident;

const SEED: u64 = 7;

/// The best of so many: what else the machine does is not Hearth's.
const TIMES: usize = 3;

pub(super) fn measure(keep: Option<&Path>, days: u64) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let file = keep.map_or_else(|| folder.path().join("week.cap"), Path::to_owned);
    let life = Resident::days(SEED, days);
    let mut out = BufWriter::new(File::create(&file).context("cannot write the capture")?);
    let records = capture::write(&life, SEED, &mut out)?;
    drop(out);

    let mut home = home(1, None)?;
    home.change(|wishes| wishes.lines = None)?; // all lines: the capture has them
    let mut best = f64::INFINITY;
    for _ in 0..TIMES {
        let watch = Stopwatch::start();
        let replayed = Program::hearth()?
            .command()
            .arg("replay")
            .arg("--config")
            .arg(home.config())
            .arg(&file)
            .stdout(Stdio::null())
            .status()?;
        ensure!(replayed.success(), "the replay fails: {replayed}");
        best = best.min(watch.elapsed().as_secs_f64());
    }
    let goal = (days == 7).then_some(3.0);
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let millions = records as f64 / 1e6;
    Ok(vec![
        Figure { what: "records of the capture", value: millions, unit: "million", at_most: None },
        Figure { what: "replay of the capture", value: best, unit: "s", at_most: goal },
    ])
}
