//! A card is new, old, a clone, or its files are gone: no number is given twice.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::ledger::Ledger;
use crate::torture::Options;
use crate::torture::account::Readings;
use crate::torture::disk::must_be_durable_again;
use crate::torture::proof::Proof;
use crate::torture::stage::{BACK, PATIENCE, Setting, Stage};

/// Words of the log that tell of a home that is there twice.
const TWIN: [&str; 6] = ["twin", "same id", "client id", "another box", "twice", "cloned"];

/// Runs of the daemon before the card is changed.
const RUNS: u32 = 3;

/// Somebody cleans up: the files are gone, what is open stays open.
pub(in crate::torture) fn deleted(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = lived(&mut stage)?;
    let run = stage.start()?;
    stage.wait_online(&run)?;
    empty(&stage.home.store())?;
    std::thread::sleep(Duration::from_secs(3));
    stage.must_call(&run, &mut proof, "after", 3);
    must_be_durable_again(&mut stage, &run, &mut proof);
    let there = stage.home.store().join("alarms.db").exists();
    proof.must(there, || "alarms are called durable, and alarms.db is not there".to_owned());
    proof.keep_log(&run.daemon);
    stage.kill(run)?;
    again(stage, proof)
}

/// The box gets a new card; the broker knows the old one.
pub(in crate::torture) fn new(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let proof = lived(&mut stage)?;
    empty(&stage.home.store())?;
    again(stage, proof)
}

/// The same, and the broker cannot be asked.
pub(in crate::torture) fn new_without_broker(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = lived(&mut stage)?;
    empty(&stage.home.store())?;
    stage.broker.stop();
    let run = stage.start()?;
    for _ in 0..3 {
        stage.wire.call();
        std::thread::sleep(Duration::from_millis(500));
    }
    stage.stop(run, &mut proof)?;
    stage.wire.chatter(Some(Duration::from_millis(50)));
    stage.broker.resume()?;
    again(stage, proof)
}

/// An image of the card that was made some starts ago is written back.
pub(in crate::torture) fn old_image(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = lived(&mut stage)?;
    let image = stage.home.folder().join("image");
    copy(&stage.home.store(), &image)?;
    for _ in 0..RUNS {
        live_once(&mut stage, &mut proof)?;
    }
    empty(&stage.home.store())?;
    copy(&image, &stage.home.store())?;
    again(stage, proof)
}

/// The card was copied, and the copy runs in another box.
pub(in crate::torture) fn clone_beside(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = lived(&mut stage)?;
    let port = stage.broker.port();
    let mut twin = Stage::with(options, Setting::default(), |wishes| {
        wishes.broker = format!("mqtt://127.0.0.1:{port}");
    })?;
    copy(&stage.home.store(), &twin.home.store())?;
    let (run, other) = (stage.start()?, twin.start()?);
    for _ in 0..20 {
        stage.wire.call();
        std::thread::sleep(Duration::from_millis(400));
        twin.wire.call();
        std::thread::sleep(Duration::from_millis(600));
    }
    let told = [&run, &other].iter().any(|run| {
        let log = run.daemon.log();
        log.iter().any(|line| line.contains("WARN") && TWIN.iter().any(|it| line.contains(it)))
    });
    proof.must(told, || format!("nobody says that there are two (none of {TWIN:?})"));
    proof.keep_log(&run.daemon);
    proof.keep_log(&other.daemon);
    let ledger = Ledger::received(&stage.broker.received());
    let twice: Vec<_> = ledger.wrong.iter().filter(|it| it.contains("two contents")).collect();
    proof.must(twice.is_empty(), || format!("{} ids with two contents", twice.len()));
    other.daemon.kill()?;
    let called = stage.wire.calls();
    proof.must(stage.all_heard(&run, BACK), || {
        format!("{called} alarms were called, some are not out 10 s after the twin's end")
    });
    proof.note(format!("{} connections", stage.broker.connects()));
    stage.settle(&run, &mut proof, PATIENCE);
    stage.stop(run, &mut proof)?;
    Ok(proof)
}

/// A home that has run for a while, and stands still.
fn lived(stage: &mut Stage) -> anyhow::Result<Proof> {
    let mut proof = Proof::of(1);
    for _ in 0..RUNS {
        live_once(stage, &mut proof)?;
    }
    Ok(proof)
}

fn live_once(stage: &mut Stage, proof: &mut Proof) -> anyhow::Result<()> {
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, proof, "before", 3);
    stage.settle(&run, proof, PATIENCE);
    stage.stop(run, proof)?;
    stage.wire.chatter(Some(Duration::from_millis(50)));
    Ok(())
}

/// It runs again, and nothing that it says was said before.
fn again(mut stage: Stage, mut proof: Proof) -> anyhow::Result<Proof> {
    for _ in 0..2 {
        live_once(&mut stage, &mut proof)?;
    }
    proof.note(format!("boots {:?}", stage.boots()));
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}

fn empty(store: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(store)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
