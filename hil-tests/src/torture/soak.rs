//! Ten million frames as fast as the daemon takes them, and a broker that comes and goes.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::proof::Proof;
use super::stage::{PATIENCE, Readings, Stage};
use super::{Case, Options, busy};
use crate::clock::{Stopwatch, wait_for};
use crate::process::resident_mib;
use crate::virtual_radar::frame;

pub(super) const CASES: [Case; 2] = [
    busy("10 M frames, broker flapping", frames),
    busy("readings kept, in a flood, and a stop", kept),
];

/// Frames that are written at once.
const AT_ONCE: u32 = 400;

/// The broker comes or goes after so many frames.
const FLAPS: u32 = 40_000;

/// What memory may grow by after the first tenth.
const MOST_MIB: f64 = 2.0;

fn frames(options: &Options) -> anyhow::Result<Proof> {
    let total = options.times(10_000_000, 400_000);
    let mut stage = Stage::with(options, false, |wishes| wishes.samples = false)?;
    let mut proof = Proof::of(total);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.wire.chatter(None);
    let heard = |status: Value| status.pointer("/lines/0/frames").and_then(Value::as_u64);
    std::thread::sleep(Duration::from_millis(300));
    let before = run.daemon.status().and_then(heard).context("no status")?;
    let (mut written, mut early) = (0, 0.0);
    let watch = Stopwatch::start();
    while written < total {
        stage.wire.pour(&some_frames(written), PATIENCE)?;
        written += AT_ONCE;
        if written % FLAPS == 0 {
            if written / FLAPS % 2 == 0 {
                stage.broker.resume()?
            } else {
                stage.broker.stop()
            }
            stage.wire.call();
        }
        if written == total / 10 {
            early = resident_mib(run.daemon.pid())?;
        }
    }
    let rate = f64::from(written) / watch.elapsed().as_secs_f64();
    stage.broker.resume_if_away()?;
    let calls = stage.wire.calls() as u64;
    let expected = before + u64::from(written) + 2 * calls;
    let all = wait_for(PATIENCE, || {
        run.daemon.status().and_then(heard).filter(|heard| *heard == expected)
    });
    proof.note(format!("{rate:.0} frames/s"));
    proof.must(all.is_some(), || {
        format!("{:?} frames of {expected} were heard", run.daemon.status().and_then(heard))
    });
    let grown = resident_mib(run.daemon.pid())? - early;
    proof.note(format!("memory +{grown:.1} MiB"));
    proof.must(grown <= MOST_MIB, || format!("memory grew by {grown:.1} MiB"));
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    proof.must_not_be_repeated(&run.daemon, usize::MAX);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// Every reading goes through the outbox, in bursts, with an orderly stop in the middle of one: none
/// is lost on a healthy disk.
fn kept(options: &Options) -> anyhow::Result<Proof> {
    let total = options.times(400_000, 40_000);
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(total);
    let mut run = stage.start()?;
    stage.wait_online(&run)?;
    stage.wire.chatter(None);
    let boot = run.boot;
    let mut written = 0;
    while written < total {
        stage.wire.pour(&some_frames(written), PATIENCE)?;
        written += AT_ONCE;
        // About 20,000 a second: what the outbox promises to take.
        std::thread::sleep(Duration::from_millis(20));
    }
    let heard = |status: Value| status.pointer("/lines/0/frames").and_then(Value::as_u64);
    let expected = u64::from(written) + stage.wire.frames() as u64;
    let all = wait_for(PATIENCE, || {
        run.daemon.status().and_then(heard).filter(|heard| *heard >= expected)
    });
    proof.must(all.is_some(), || "not every frame was heard".to_owned());
    let stopped = run.daemon.stop()?;
    proof.note(format!("stopped in {} ms", stopped.took.as_millis()));
    proof.must(stopped.took < Duration::from_secs(5), || format!("the stop: {stopped:?}"));
    proof.keep_log(&run.daemon);
    stage.wire.end()?;
    run = stage.start()?;
    stage.wire.chatter(None);
    let came = |stage: &Stage| {
        let ledger = crate::ledger::Ledger::received(&stage.broker.received());
        ledger.first.iter().filter(|it| it.boot == boot && it.topic.starts_with("sample/")).count()
    };
    let empty = wait_for(PATIENCE * 4, || {
        let left = super::stage::waiting(&run.daemon.status()?);
        (left.2 < 50).then_some(())
    });
    proof.must(empty.is_some(), || "the backlog is not sent".to_owned());
    std::thread::sleep(Duration::from_millis(500));
    let came = came(&stage) as u64;
    proof.note(format!("{came} of {expected} readings came"));
    proof.must(came == expected, || format!("{came} of {expected} readings came"));
    stage.stop(run, &mut proof)?;
    Ok(proof)
}

/// Frames that are readings of no importance.
fn some_frames(seed: u32) -> Vec<u8> {
    let number = |index: u32| u8::try_from((seed / AT_ONCE + index) % 90).unwrap_or(0);
    (0..AT_ONCE).flat_map(|index| frame(0x80, 0x03, &[1 + number(index)])).collect()
}
