//! The files of the store are not what they were: damaged, deleted, cloned, new, or held by others.
//!
//! What can be read comes, damage is found wherever it is and set aside and told, nothing is opened
//! over and over, and whatever a card has been through, a number of a message is never given twice.

mod card;
mod others;

use std::fs;
use std::time::Duration;

use super::account::Readings;
use super::damage::{ROWS_ON_A_PAGE, aside, damage};
use super::disk::must_be_durable_again;
use super::fill::fill;
use super::proof::Proof;
use super::stage::{BACK, PATIENCE, Run, Stage};
use super::{Case, Options, waits};
use crate::clock::{Stopwatch, wait_for};

pub(super) const CASES: [Case; 15] = [
    waits("corrupt page in alarms.db, at rest", alarms_at_rest),
    waits("corrupt page in readings.db, at rest", readings_at_rest),
    waits("corrupt page in alarms.db, while running", alarms_while_running),
    waits("corrupt page in readings.db, while running", readings_while_running),
    waits("both files are garbage", garbage),
    waits("files deleted while running", card::deleted),
    waits("new card", card::new),
    waits("new card, and no broker at the start", card::new_without_broker),
    waits("old image of the card", card::old_image),
    waits("clone of the card runs beside", card::clone_beside),
    waits("a reader pins the WAL of alarms.db", others::reader),
    waits("a reader was there before the start", others::reader_before),
    waits("a program holds the write lock", others::writer),
    waits("something else stands at the socket's path", others::not_a_socket),
    waits("the log's pipe is full", others::full_log),
];

/// Alarms that wait in a store that is to be damaged.
const BACKLOG: usize = 400;

/// Words of the log that tell of a damaged store.
const TOLD: [&str; 5] = ["damaged", "corrupt", "malformed", "set aside", "not a database"];

fn alarms_at_rest(options: &Options) -> anyhow::Result<Proof> {
    at_rest(options, "alarms.db")
}

fn readings_at_rest(options: &Options) -> anyhow::Result<Proof> {
    at_rest(options, "readings.db")
}

/// The daemon is down while a page rots.
fn at_rest(options: &Options, name: &str) -> anyhow::Result<Proof> {
    let (mut stage, proof) = with_backlog(options)?;
    damage(&stage.home.store().join(name), 0.5)?;
    let run = stage.start()?;
    stage.broker.resume()?;
    survived(stage, run, proof, name)
}

fn alarms_while_running(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, "alarms.db")
}

fn readings_while_running(options: &Options) -> anyhow::Result<Proof> {
    while_running(options, "readings.db")
}

/// The daemon runs while a page rots that it has not read yet.
fn while_running(options: &Options, name: &str) -> anyhow::Result<Proof> {
    let (mut stage, proof) = with_backlog(options)?;
    let run = stage.start()?;
    std::thread::sleep(Duration::from_secs(3)); // the check at the start has found it well
    damage(&stage.home.store().join(name), 0.5)?;
    stage.broker.resume()?;
    survived(stage, run, proof, name)
}

fn garbage(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, mut proof) = with_backlog(options)?;
    for name in ["alarms.db", "readings.db"] {
        fs::write(stage.home.store().join(name), [b'x'; 8192])?;
    }
    stage.broker.resume()?;
    let run = stage.start()?;
    stage.must_call(&run, &mut proof, "after", 3);
    proof.must_be_told(&run.daemon, &TOLD, 3);
    let aside = aside(&stage)?;
    proof.must(aside.len() >= 2, || format!("set aside: {aside:?}"));
    must_be_durable_again(&mut stage, &run, &mut proof);
    let boot = run.boot();
    proof.must(boot > 1, || format!("boot {boot} again"));
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    // What waited is gone, and no boot was known: only what came after can be held against it.
    stage.forget_lives_before(boot);
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// A damaged file is noticed, set aside and told; all but the rows of a page comes.
fn survived(mut stage: Stage, run: Run, mut proof: Proof, name: &str) -> anyhow::Result<Proof> {
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "after", 2);
    let watch = Stopwatch::start();
    let least = BACKLOG - ROWS_ON_A_PAGE;
    let came = wait_for(BACK * 2, || (stage.raised_in_first() >= least).then_some(()));
    proof.note(format!(
        "{} of {BACKLOG} in {} ms",
        stage.raised_in_first(),
        watch.elapsed().as_millis()
    ));
    proof.must(came.is_some(), || {
        format!(
            "{} of {BACKLOG} came; a page holds {ROWS_ON_A_PAGE} at most",
            stage.raised_in_first()
        )
    });
    stage.settle(&run, &mut proof, PATIENCE);
    let seen = wait_for(BACK, || aside(&stage).ok().filter(|aside| !aside.is_empty()));
    proof.must(seen.is_some_and(|aside| aside.iter().all(|it| it.starts_with(name))), || {
        format!("{name} is not set aside: {:?}", aside(&stage))
    });
    must_be_durable_again(&mut stage, &run, &mut proof);
    proof.must_be_told(&run.daemon, &TOLD, 3);
    stage.must_be_small(&run, &mut proof, 0.5);
    proof.keep_log(&run.daemon);
    let boot = run.boot();
    stage.stop(run, &mut proof)?;
    stage.forget_lives_before(boot);
    stage.may_be_lost = if name == "alarms.db" { ROWS_ON_A_PAGE } else { 0 };
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

/// Alarms and readings wait in the store, checkpointed; the broker is away, the daemon is down.
fn with_backlog(options: &Options) -> anyhow::Result<(Stage, Proof)> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    stage.broker.stop();
    fill(&mut stage, BACKLOG, &mut proof)?;
    Ok((stage, proof))
}
