//! The wall clock jumps, drifts, is wrong at the start and is set later. Lengths are measured on
//! another clock, order is kept by number, and `at` follows the clock that is right.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::account::Readings;
use super::disk::must_listen;
use super::proof::Proof;
use super::shim::Word;
use super::stage::{PATIENCE, Run, Stage};
use super::{Case, Options, waits};
use crate::broker::Received;
use crate::clock::wall_ms;

pub(super) const CASES: [Case; 6] = [
    waits("clock jumps 8 h ahead", ahead),
    waits("clock jumps 8 h back", back),
    waits("clock jumps to 1970", to_1970),
    waits("clock drifts by 5 %", drift),
    waits("clock in 1970 at the start, set later", set_later),
    waits("clock was right before a restart, then 1970", restarted_in_1970),
];

const EIGHT_HOURS_MS: i64 = 8 * 3_600_000;

/// How well two clocks of one machine agree that does something else, too.
const ABOUT_MS: u64 = 400;

/// How far off a stamp may be a while after a jump.
const STAMP_OFF_MS: i64 = 3_000;

/// How long the daemon may take to see that the clock was set.
const SEEN: Duration = Duration::from_secs(12);

fn ahead(options: &Options) -> anyhow::Result<Proof> {
    jump(options, EIGHT_HOURS_MS)
}

fn back(options: &Options) -> anyhow::Result<Proof> {
    jump(options, -EIGHT_HOURS_MS)
}

fn to_1970(options: &Options) -> anyhow::Result<Proof> {
    jump_to(options, -wall_ms(), |_, message| {
        let clock = message.get("clock").and_then(Value::as_str).unwrap_or_default().to_owned();
        let at = message.get("at").and_then(Value::as_str).unwrap_or_default();
        // Either it is not believed, or it says that it is not known: never a date in 1970.
        (at.starts_with("19") || at.starts_with("0")).then(|| format!("stamped {at}, {clock}"))
    })
}

/// A jump of a clock that is believed: later stamps follow it.
fn jump(options: &Options, offset: i64) -> anyhow::Result<Proof> {
    jump_to(options, offset, move |wall, message| {
        let off = stamp_ms(message).map(|at| at - wall - offset);
        let near = off.is_some_and(|off| off.abs() <= STAMP_OFF_MS);
        (!near).then(|| format!("a stamp is {off:?} ms off a while after the jump"))
    })
}

fn jump_to(
    options: &Options,
    offset: i64,
    is_wrong: impl Fn(i64, &Value) -> Option<String>,
) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "before", 3);
    stage.shim.set(Word::Clock, offset)?;
    stage.must_call(&run, &mut proof, "at once", 3);
    std::thread::sleep(SEEN);
    let wall = wall_ms();
    stage.must_call(&run, &mut proof, "later", 1);
    must_listen(&stage, &run, &mut proof);
    let last = calls(&stage, run.boot()).pop().context("no call came")?;
    if let Some(wrong) = is_wrong(wall, &last) {
        proof.must(false, || wrong);
    }
    finish(stage, run, proof)
}

/// Fifty milliseconds a second: far beyond any crystal, and steady.
fn drift(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let run = stage.start()?;
    stage.wait_online(&run)?;
    for step in 1..=150_i64 {
        stage.shim.set(Word::Clock, step * 5)?;
        if step % 10 == 0 {
            stage.wire.call();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    finish(stage, run, Proof::of(1).noted("750 ms in 15 s"))
}

/// A box without a battery-backed clock, and the network comes late. What waits is stamped then.
fn set_later(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    std::fs::create_dir(stage.shim.time_service())?;
    stage.shim.set(Word::Clock, -wall_ms())?;
    stage.broker.stop();
    let run = stage.start()?;
    let wall = wall_ms();
    for _ in 0..3 {
        stage.wire.call();
        std::thread::sleep(Duration::from_millis(700));
    }
    std::thread::sleep(Duration::from_secs(if options.short { 10 } else { 60 }));
    stage.shim.set(Word::Clock, 0)?;
    stage.shim.synchronise()?;
    std::thread::sleep(SEEN);
    stage.broker.resume()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "after", 1);
    let first = calls(&stage, run.boot());
    let first = first.first().context("no call came")?;
    let off = stamp_ms(first).map(|at| at - wall);
    proof.note(format!("a stamp from before is {off:?} ms off"));
    proof.must(off.is_some_and(|off| off.abs() <= STAMP_OFF_MS), || {
        format!("what waited is stamped {:?}, {off:?} ms off", first.get("at"))
    });
    finish(stage, run, proof)
}

/// The last known time is kept: a clock that goes back over a restart is not believed.
fn restarted_in_1970(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "before", 2);
    stage.stop(run, &mut proof)?;
    stage.wire.chatter(Some(Duration::from_millis(50)));
    // A day before, after the program was written: only the store knows better.
    stage.shim.set(Word::Clock, -24 * 3_600_000)?;
    let run = stage.start()?;
    stage.wait_online(&run)?;
    let wall = wall_ms();
    stage.must_call(&run, &mut proof, "after", 2);
    let last = calls(&stage, run.boot()).pop().context("no call came")?;
    let at = stamp_ms(&last);
    proof.must(at.is_none_or(|at| at >= wall - 60_000), || {
        format!("the clock went back: stamped {:?}", last.get("at"))
    });
    finish(stage, run, proof)
}

/// Order and lengths are as at the wire, and nothing was said that nobody did.
fn finish(mut stage: Stage, run: Run, mut proof: Proof) -> anyhow::Result<Proof> {
    let patience = stage.all_heard(&run, PATIENCE);
    proof.must(patience, || "alarms are not out".to_owned());
    must_have_its_lengths(&stage, &run, &mut proof)?;
    let others: Vec<_> = stage
        .broker
        .received()
        .iter()
        .filter(|it| it.topic.contains("/alarm/") && !it.topic.ends_with("/fall"))
        .map(|it| it.topic.clone())
        .collect();
    proof.must(others.is_empty(), || format!("alarms that nobody raised: {others:?}"));
    stage.settle(&run, &mut proof, PATIENCE);
    stage.must_be_small(&run, &mut proof, 0.3);
    proof.must_not_be_repeated(&run.daemon, 3);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::Come);
    Ok(proof)
}

/// Between two calls as much time has passed as at the wire.
fn must_have_its_lengths(stage: &Stage, run: &Run, proof: &mut Proof) -> anyhow::Result<()> {
    let mono = |message: &Value| message.get("mono").and_then(Value::as_u64).unwrap_or(0);
    let heard: Vec<u64> = calls(stage, run.boot()).iter().map(mono).collect();
    let called = stage.wire.called();
    proof.must(heard.is_sorted(), || format!("out of order: {heard:?}"));
    let (first_heard, first) =
        (heard.first().copied().unwrap_or(0), *called.first().context("no call")?);
    let off = heard.iter().zip(&called).map(|(heard, called)| {
        let passed = u64::try_from(called.since(first).as_millis()).unwrap_or(u64::MAX);
        (heard - first_heard).abs_diff(passed)
    });
    let off = off.max().unwrap_or(0);
    proof.note(format!("lengths {off} ms off at most"));
    proof.must(off <= ABOUT_MS, || format!("a length is {off} ms off"));
    Ok(())
}

/// The calls of a boot that came, each once.
fn calls(stage: &Stage, boot: u64) -> Vec<Value> {
    let mut seen = std::collections::BTreeSet::new();
    let received = stage.broker.received();
    let raised = received.iter().filter(|it| it.topic.ends_with("/alarm/fall"));
    raised
        .map(Received::json)
        .filter(|it| it.pointer("/body/step") == Some(&"raised".into()))
        .filter(|it| it.get("boot").and_then(Value::as_u64) == Some(boot))
        .filter(|it| seen.insert(it.get("id").map(Value::to_string)))
        .collect()
}

fn stamp_ms(message: &Value) -> Option<i64> {
    let at = message.get("at")?.as_str()?;
    Some(at.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}
