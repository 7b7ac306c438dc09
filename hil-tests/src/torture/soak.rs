//! Ten million frames as fast as the daemon takes them, and a broker that comes and goes.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::account::Readings;
use super::proof::Proof;
use super::stage::{PATIENCE, Setting, Stage};
use super::{Case, Options, busy};
use crate::callers::FRAMES_OF_A_CALL;
use crate::clock::{Stopwatch, wait_for};
use crate::ledger::Ledger;
use crate::process::resident_mib;
use crate::virtual_radar::frame;

pub(super) const CASES: [Case; 2] = [
    busy("10 M frames, broker flapping", frames),
    busy("readings kept, in a flood, and a stop", kept),
];

/// Frames that are written at once.
const AT_ONCE: u32 = 400;

/// How long the broker is there, and away, in turn.
const FLAP: Duration = Duration::from_millis(400);

/// Frames of a burst in the middle of which the daemon is stopped.
const LAST_BURST: u32 = 20_000;

/// What a pseudoterminal holds at most that nobody has read: 64 KiB of frames of 10 bytes.
const UNREAD: u64 = 6_600;

/// What memory may grow by after the first tenth.
const MOST_MIB: f64 = 2.0;

fn frames(options: &Options) -> anyhow::Result<Proof> {
    let total = options.times(10_000_000, 3_000_000);
    let mut stage = Stage::with(options, Setting::default(), |wishes| wishes.samples = false)?;
    let mut proof = Proof::of(total);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.wire.chatter(None);
    std::thread::sleep(Duration::from_millis(300));
    let before = run.daemon.status().and_then(heard).context("no status")?;
    let (mut written, mut early, mut flaps) = (0, 0.0, 0);
    let watch = Stopwatch::start();
    while written < total {
        stage.wire.pour(&some_frames(written), PATIENCE)?;
        written += AT_ONCE;
        if watch.elapsed() > FLAP * (flaps + 1) {
            flaps += 1;
            if flaps % 2 == 0 {
                stage.broker.resume()?
            } else {
                stage.broker.stop()
            }
            stage.wire.call_if_it_may();
        }
        if written == total / 10 {
            early = resident_mib(run.daemon.pid())?;
        }
    }
    let rate = f64::from(written) / watch.elapsed().as_secs_f64();
    stage.broker.resume_if_away()?;
    let calls = stage.wire.calls() as u64;
    let expected = before + u64::from(written) + FRAMES_OF_A_CALL as u64 * calls;
    let all = wait_for(PATIENCE, || {
        run.daemon.status().and_then(heard).filter(|heard| *heard == expected)
    });
    proof.note(format!("{rate:.0} frames/s, the broker came or went {flaps} times"));
    proof.must(all.is_some(), || {
        format!("{:?} frames of {expected} were heard", run.daemon.status().and_then(heard))
    });
    let grown = resident_mib(run.daemon.pid())? - early;
    proof.note(format!("memory +{grown:.1} MiB"));
    proof.must(grown <= MOST_MIB, || format!("memory grew by {grown:.1} MiB"));
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    proof.must_not_be_repeated(&run.daemon, usize::MAX);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::NotSent);
    Ok(proof)
}

/// Every reading goes through the outbox, in bursts, with an orderly stop in the middle of a great
/// one: on a healthy disk none is lost that the daemon has read.
fn kept(options: &Options) -> anyhow::Result<Proof> {
    let total = options.times(400_000, 60_000);
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(total + LAST_BURST);
    let mut run = stage.start()?;
    stage.wait_online(&run)?;
    stage.wire.chatter(None);
    let boot = run.boot();
    let mut written = 0;
    while written < total {
        // 2,000 at once, 20,000 a second: what the outbox promises to take.
        for _ in 0..5 {
            stage.wire.pour(&some_frames(written), PATIENCE)?;
            written += AT_ONCE;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let before = u64::from(written) + stage.wire.frames() as u64;
    let all =
        wait_for(PATIENCE, || run.daemon.status().and_then(heard).filter(|heard| *heard >= before));
    proof.must(all.is_some(), || "not every frame was heard".to_owned());
    for number in 0..LAST_BURST / AT_ONCE {
        stage.wire.pour(&some_frames(number), PATIENCE)?;
    }
    let stopped = run.daemon.stop()?;
    proof.note(format!("stopped in {} ms", stopped.took.as_millis()));
    proof.must(stopped.took < Duration::from_secs(5), || format!("the stop: {stopped:?}"));
    proof.keep_log(&run.daemon);
    stage.wire.end()?;
    run = stage.start()?;
    stage.wire.chatter(None);
    let empty = wait_for(PATIENCE * 4, || {
        let left = super::stage::waiting(&run.daemon.status()?);
        (left.2 < 50).then_some(())
    });
    proof.must(empty.is_some(), || "the backlog is not sent".to_owned());
    std::thread::sleep(Duration::from_millis(500));
    let ledger = Ledger::received(&stage.broker.received());
    let readings = ledger.first.iter().filter(|it| it.boot == boot && it.lane == "readings");
    let came = readings.count() as u64;
    let least = before + u64::from(LAST_BURST) - UNREAD;
    proof.note(format!("{came} readings came of {} made", before + u64::from(LAST_BURST)));
    proof.must(came >= least, || format!("{came} readings came, {least} at least were read"));
    let missing = ledger.missing();
    proof.must(missing.is_empty(), || {
        format!("{} are missing: {:?}", missing.len(), missing.first())
    });
    stage.stop(run, &mut proof)?;
    Ok(proof)
}

/// How many frames it has heard on all lines.
fn heard(status: Value) -> Option<u64> {
    let lines = status.get("lines")?.as_array()?.iter();
    lines.map(|line| line.get("frames")?.as_u64()).sum()
}

/// Frames that are readings of no importance.
fn some_frames(seed: u32) -> Vec<u8> {
    let number = |index: u32| u8::try_from((seed / AT_ONCE + index) % 90).unwrap_or(0);
    (0..AT_ONCE).flat_map(|index| frame(0x80, 0x03, &[1 + number(index)])).collect()
}
