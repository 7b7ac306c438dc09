//! The disk is full, read-only, hung, slow or broken, while the daemon runs and when it starts.
//!
//! While the fault lasts each alarm must be out in two seconds, the lines be heard and `status` be
//! answered; when it is over, alarms must be on the disk again without anybody's help.

use std::time::Duration;

use rustix::io::Errno;
use serde_json::Value;

use super::account::Readings;
use super::proof::Proof;
use super::shim::{Shim, Word};
use super::stage::{BACK, OUT, PATIENCE, Run, Stage, waiting};
use super::{Case, Options, waits};
use crate::clock::{Stopwatch, wait_for};

pub(super) const CASES: [Case; 11] = [
    waits("disk full", full),
    waits("disk read-only, and back", read_only),
    waits("fsync hangs", hung),
    waits("fsync hangs, and a stop", hung_and_stopped),
    waits("fsync takes 1 s", slow),
    waits("I/O error at each write", write_error),
    waits("I/O error at each fsync", sync_error),
    waits("I/O error at each read", read_error),
    waits("read-only at the start, with a backlog", read_only_at_the_start),
    waits("unreadable at the start, usable later", unreadable_at_the_start),
    waits("fsync hangs at the start, with a backlog", hung_at_the_start),
];

/// Alarms during a fault.
const CALLS: usize = 6;

/// Alarms that wait from before.
const BACKLOG: usize = 40;

/// Words of the log that tell of a store in trouble.
const TOLD: [&str; 7] = ["disk", "store", "outbox", "full", "read-only", "alarms.db", "file"];

/// How often one sentence may stand in the log.
const SAID_AT_MOST: usize = 3;

fn full(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, |shim| shim.fail(&[Word::FailGrow], Errno::NOSPC), true)
}

fn read_only(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, make_read_only, true)
}

fn hung(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, |shim| shim.set(Word::HangSync, 1), true)
}

fn slow(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, |shim| shim.set(Word::SlowSync, 1_000), false)
}

fn write_error(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, |shim| shim.fail(&[Word::FailWrite], Errno::IO), true)
}

fn sync_error(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, |shim| shim.fail(&[Word::FailSync], Errno::IO), true)
}

fn read_error(options: &Options) -> anyhow::Result<Proof> {
    // A page that is in memory already is not read: whether it is met is the store's affair.
    while_running(options, |shim| shim.fail(&[Word::FailRead], Errno::IO), false)
}

/// As a card does that has had enough, or a kernel that found an error.
fn make_read_only(shim: &Shim) -> anyhow::Result<()> {
    shim.fail(&[Word::FailOpen, Word::FailWrite, Word::FailGrow], Errno::ROFS)
}

/// A fault that comes and goes while everything else is well.
fn while_running(
    options: &Options,
    fault: impl Fn(&Shim) -> anyhow::Result<()>,
    is_told: bool,
) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "before", 2);
    let hits = stage.shim.hits()?;
    fault(&stage.shim)?;
    // Long enough for a group of readings and a tick of everything.
    std::thread::sleep(Duration::from_secs(3));
    stage.must_call(&run, &mut proof, "during", CALLS);
    must_listen(&stage, &run, &mut proof);
    if is_told {
        proof.must_be_told(&run.daemon, &TOLD, SAID_AT_MOST);
        must_be_noted(&run, &mut proof);
        let hits = stage.shim.hits()? - hits;
        proof.must(hits > 0, || "no call met the fault: nothing was tried".to_owned());
    }
    stage.shim.heal()?;
    must_be_durable_again(&mut stage, &run, &mut proof);
    stage.settle(&run, &mut proof, PATIENCE);
    stage.must_be_small(&run, &mut proof, 0.5);
    proof.must_not_be_repeated(&run.daemon, SAID_AT_MOST);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// A disk that hangs holds up no stop, and what was offered from memory has arrived.
fn hung_and_stopped(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.shim.set(Word::HangSync, 1)?;
    std::thread::sleep(Duration::from_secs(3));
    stage.must_call(&run, &mut proof, "during", 2);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.shim.heal()?;
    let run = stage.start()?;
    stage.must_call(&run, &mut proof, "after", 2);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// What is readable is sent and counted, whether or not it can be written.
fn read_only_at_the_start(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, mut proof) = with_backlog(options)?;
    make_read_only(&stage.shim)?;
    let run = stage.start()?;
    let told = run.daemon.status().map(|status| waiting(&status).0);
    proof.must(told >= Some(1), || format!("{told:?} alarms are said to wait, not {BACKLOG}"));
    stage.broker.resume()?;
    stage.must_call(&run, &mut proof, "during", 2);
    let sent = wait_for(BACK, || (stage.raised_in_first() >= BACKLOG).then_some(()));
    proof.must(sent.is_some(), || {
        format!("{} of {BACKLOG} that could be read are sent", stage.raised_in_first())
    });
    proof.must_be_told(&run.daemon, &TOLD, SAID_AT_MOST);
    stage.shim.heal()?;
    after_the_start(stage, run, proof)
}

/// What becomes readable is sent, without a restart.
fn unreadable_at_the_start(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, mut proof) = with_backlog(options)?;
    stage.older_may_come_later = true;
    stage.shim.fail(&[Word::FailRead], Errno::IO)?;
    let run = stage.start()?;
    stage.broker.resume()?;
    stage.must_call(&run, &mut proof, "during", 2);
    proof.must_be_told(&run.daemon, &TOLD, SAID_AT_MOST);
    stage.shim.heal()?;
    after_the_start(stage, run, proof)
}

/// The disk hangs from the first write on: the home is listened to all the same.
fn hung_at_the_start(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, mut proof) = with_backlog(options)?;
    stage.older_may_come_later = true;
    stage.shim.set(Word::HangSync, 1)?;
    let run = stage.start()?;
    stage.broker.resume()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "during", 2);
    proof.must_be_told(&run.daemon, &TOLD, SAID_AT_MOST);
    stage.shim.heal()?;
    after_the_start(stage, run, proof)
}

/// Alarms wait in the store, the broker is away, the daemon is down.
fn with_backlog(options: &Options) -> anyhow::Result<(Stage, Proof)> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    stage.broker.stop();
    let run = stage.start()?;
    stage.wire.call_often(BACKLOG, PATIENCE)?;
    stage.stop(run, &mut proof)?;
    stage.wire.chatter(Some(Duration::from_millis(50)));
    Ok((stage, proof))
}

/// The store is well again: everything comes.
fn after_the_start(mut stage: Stage, run: Run, mut proof: Proof) -> anyhow::Result<Proof> {
    let watch = Stopwatch::start();
    let sent = wait_for(BACK, || (stage.raised_in_first() >= BACKLOG).then_some(()));
    proof.note(format!("backlog sent {} ms after", watch.elapsed().as_millis()));
    proof.must(sent.is_some(), || {
        format!("{} of {BACKLOG} of the backlog came in 10 s", stage.raised_in_first())
    });
    must_be_durable_again(&mut stage, &run, &mut proof);
    stage.settle(&run, &mut proof, PATIENCE);
    stage.must_be_small(&run, &mut proof, 0.5);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// The lines are heard and a technician is answered.
pub(super) fn must_listen(stage: &Stage, run: &Run, proof: &mut Proof) {
    let watch = Stopwatch::start();
    let frames = |status: &Value| status.pointer("/lines/0/frames").and_then(Value::as_u64);
    let before = run.daemon.status().and_then(|status| frames(&status));
    proof.must(before.is_some() && watch.elapsed() <= OUT, || {
        format!("status is answered after {} ms: {before:?}", watch.elapsed().as_millis())
    });
    let said = stage.wire.frames();
    let heard = wait_for(OUT, || {
        let now = run.daemon.status().and_then(|status| frames(&status));
        (now > before.map(|before| before + 5)).then_some(())
    });
    proof.must(heard.is_some(), || {
        format!("the line is not heard: {} frames were said", stage.wire.frames() - said)
    });
}

/// Whoever asks is told.
fn must_be_noted(run: &Run, proof: &mut Proof) {
    let noted = |status: Value| {
        let notes = status.get("notes")?.as_array()?.len();
        (notes > 0).then_some(notes)
    };
    let noted = wait_for(OUT, || run.daemon.status().and_then(noted));
    proof.must(noted.is_some(), || "status has no note of it".to_owned());
}

/// Alarms are on the disk again, soon, without anybody's help.
pub(super) fn must_be_durable_again(stage: &mut Stage, run: &Run, proof: &mut Proof) {
    let watch = Stopwatch::start();
    let durable = wait_for(BACK, || {
        std::thread::sleep(Duration::from_millis(200));
        stage.call(run, OUT)?;
        stage.last_is_durable().then_some(())
    });
    proof.note(format!("durable again after {} ms", watch.elapsed().as_millis()));
    proof.must(durable.is_some(), || "alarms are not durable 10 s after it ended".to_owned());
}
