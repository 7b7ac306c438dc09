//! Somebody sends what nobody should: to the command topics, to the home's own status, to the
//! control socket. Nothing changes, nothing grows, the log stays short, alarms are out in time.

mod junk;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use fastrand::Rng;
use serde_json::Value;

use super::account::Readings;
use super::broker::topic;
use super::disk::must_listen;
use super::proof::Proof;
use super::stage::{BACK, PATIENCE, Run, Stage};
use super::{Case, Options, busy, waits};
use crate::clock::{Deadline, wait_for};
use crate::process::resident_mib;

pub(super) const CASES: [Case; 6] = [
    busy("random and mutated commands", mutated),
    busy("flood of well-formed commands", flood),
    busy("commands too large", oversize),
    waits("retained junk on 200 topics", retained),
    waits("junk on the home's own status", on_the_status),
    waits("junk and idlers at the control socket", at_the_socket),
];

/// What memory may grow by while it is attacked.
const MOST_MIB: f64 = 6.0;

/// Lines of the log that an attack may cause, however long.
const MOST_LINES: usize = 60;

/// How long a flood goes on.
const FLOOD: Duration = Duration::from_secs(5);

/// Replies that an attack may cause, in each second: a station asks for a few a day.
const MOST_REPLIES_PER_S: usize = 60;

fn mutated(options: &Options) -> anyhow::Result<Proof> {
    let count = options.times(10_000, 2_000);
    let mut rng = Rng::with_seed(options.seed);
    attacked(options, count, move |stage, calls| {
        for number in 0..count {
            let (name, payload) = junk::command(&mut rng);
            stage.broker.say(&topic(&format!("command/{name}")), payload);
            if number % 40 == 0 {
                std::thread::sleep(Duration::from_millis(20));
            }
            if number % 400 == 0 {
                calls(stage);
            }
        }
    })
}

fn flood(options: &Options) -> anyhow::Result<Proof> {
    attacked(options, 1, |stage, calls| {
        let over = Deadline::after(FLOOD);
        let mut number = 0_u64;
        while over.left().is_some() {
            let payload = format!("{{\"request\":\"f{number}\"}}");
            stage.broker.say(&topic("command/ping"), payload.into_bytes());
            number += 1;
            if number.is_multiple_of(64) {
                std::thread::sleep(Duration::from_millis(1));
            }
            if number.is_multiple_of(20_000) {
                calls(stage);
            }
        }
    })
}

fn oversize(options: &Options) -> anyhow::Result<Proof> {
    let count = options.times(1_000, 200);
    let mut rng = Rng::with_seed(options.seed);
    attacked(options, count, move |stage, calls| {
        for number in 0..count {
            let length = rng.usize(8_193..100_000);
            stage.broker.say(&topic("command/acknowledge"), vec![b'{'; length]);
            std::thread::sleep(Duration::from_millis(10));
            if number % 100 == 0 {
                calls(stage);
            }
        }
    })
}

/// A broker full of what somebody once retained there, at each connection.
fn retained(options: &Options) -> anyhow::Result<Proof> {
    let mut rng = Rng::with_seed(options.seed);
    attacked(options, 200, move |stage, calls| {
        for number in 0..200 {
            let (_, payload) = junk::command(&mut rng);
            stage.broker.retain(&topic(&format!("command/x{number}")), payload);
        }
        stage.broker.retain(&topic("status"), junk::bytes(&mut rng, 300));
        for _ in 0..3 {
            stage.broker.stop();
            std::thread::sleep(Duration::from_millis(500));
            // A port that cannot be had shows as alarms that are not out.
            drop(stage.broker.resume());
            std::thread::sleep(Duration::from_secs(3));
            calls(stage);
        }
    })
}

fn on_the_status(options: &Options) -> anyhow::Result<Proof> {
    let mut rng = Rng::with_seed(options.seed);
    attacked(options, 2_000, move |stage, calls| {
        for number in 0..2_000 {
            let payload = match number % 4 {
                0 => br#"{"v":1,"home":"h0042","status":"online","boot":4294967295}"#.to_vec(),
                1 => br#"{"v":1,"home":"h0042","status":"offline","boot":1}"#.to_vec(),
                2 => junk::bytes(&mut rng, 200),
                _ => Vec::new(),
            };
            stage.broker.say(&topic("status"), payload);
            std::thread::sleep(Duration::from_millis(2));
            if number % 500 == 0 {
                calls(stage);
            }
        }
    })
}

/// A program of the machine that connects and says nothing, or too much, and never reads.
fn at_the_socket(options: &Options) -> anyhow::Result<Proof> {
    let mut rng = Rng::with_seed(options.seed);
    attacked(options, 500, move |stage, calls| {
        let path = stage.home.folder().join("hearth.sock");
        let mut idlers = Vec::new();
        for number in 0..500 {
            if let Ok(mut stream) = UnixStream::connect(&path) {
                // It may be closed already.
                drop(stream.set_nonblocking(true));
                drop(stream.write(&junk::bytes(&mut rng, 5_000)));
                if number % 3 == 0 {
                    drop(stream.read(&mut [0; 7]));
                }
                if idlers.len() < 60 {
                    idlers.push(stream);
                }
            }
            if number % 100 == 0 {
                calls(stage);
            }
        }
        drop(idlers);
        std::thread::sleep(Duration::from_secs(3));
    })
}

/// An attack on a home in which an alarm stands open that nobody may touch.
fn attacked(
    options: &Options,
    times: u32,
    attack: impl FnOnce(&mut Stage, &mut dyn FnMut(&mut Stage)),
) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(times);
    let mut run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "before", 3);
    let before = look(&run);
    proof.must(!before.is_empty(), || "no alarm is open: nothing can be touched".to_owned());
    let (lines, mib) = (run.daemon.log().len(), resident_mib(run.daemon.pid())?);
    let (from, called) = (stage.broker.received_count(), stage.wire.calls());
    attack(&mut stage, &mut |stage| stage.must_call(&run, &mut proof, "during", 1));
    // What each call of an attack writes to the log is the calls', not the attack's.
    let calls = stage.wire.calls() - called;
    let lines = run.daemon.log().len().saturating_sub(lines + calls * 2);
    proof.note(format!("{lines} lines of log"));
    proof.must(lines <= MOST_LINES, || format!("{lines} lines of log"));
    proof.must(run.daemon.is_running(), || "the daemon is gone".to_owned());
    let settled = wait_for(BACK, || run.daemon.status());
    proof.must(settled.is_some(), || "status is not answered in 10 s".to_owned());
    let grown = resident_mib(run.daemon.pid())? - mib;
    proof.must(grown <= MOST_MIB, || format!("memory grew by {grown:.1} MiB"));
    must_listen(&stage, &run, &mut proof);
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    let after = look(&run);
    let touched: Vec<_> = before.iter().filter(|it| !after.contains(it)).collect();
    proof.must(touched.is_empty(), || format!("{touched:?} became {after:?}"));
    let received = stage.broker.received_from(from);
    let replies = received.iter().filter(|it| it.topic.contains("/reply/")).count();
    proof.note(format!("{replies} replies"));
    let most = MOST_REPLIES_PER_S * 60;
    proof.must(replies <= most, || format!("{replies} replies were written to the disk"));
    let panics = run.daemon.count_in_log("panicked");
    proof.must(panics == 0, || "it panicked".to_owned());
    stage.must_be_small(&run, &mut proof, 0.9);
    proof.must_not_be_repeated(&run.daemon, 5);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::Come);
    Ok(proof)
}

/// What nobody from outside may change: the open alarms that nobody has accepted. Each goes on by
/// itself, so of its steps only those count that a person makes.
fn look(run: &Run) -> Vec<String> {
    let status = run.daemon.status().unwrap_or_default();
    let alarms = status.get("alarms").and_then(Value::as_array).into_iter().flatten();
    let word = |alarm: &Value, key| alarm.get(key).and_then(Value::as_str).map(str::to_owned);
    let is_touched = |alarm: &&Value| {
        matches!(word(alarm, "step").as_deref(), Some("acknowledged" | "paused" | "closed") | None)
    };
    alarms.filter(|alarm| !is_touched(alarm)).filter_map(|alarm| word(alarm, "alarm")).collect()
}
