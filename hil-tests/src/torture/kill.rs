//! `kill -9` at random instants, under load, with a broker that comes and goes.

use std::time::Duration;

use super::account::Readings;
use super::damage::{ROWS_ON_A_PAGE, aside, damage};
use super::proof::Proof;
use super::stage::{BACK, MANY, PATIENCE, Run, Setting, Stage};
use super::{Case, Options, busy};

/// How long a run lives: long enough to be in the middle of anything, short enough to be many.
const LIVES_MS: std::ops::Range<u64> = 20..700;

/// One run in so many lives long enough for its readings to be due.
const LONG_ONE_IN: u32 = 20;
const LONG: Duration = Duration::from_secs(6);

/// A store tells of reminders that made way for newer ones within so long of its start.
const TELLS: Duration = Duration::from_secs(3);

pub(super) const CASES: [Case; 2] = [
    busy("kill -9 at any instant, under load", at_any_instant),
    busy("kill -9 during salvage", during_salvage),
];

fn at_any_instant(options: &Options) -> anyhow::Result<Proof> {
    let times = options.times(300, 20);
    let mut stage = Stage::with(options, MANY, |_| {})?;
    let mut proof = Proof::of(times);
    for round in 0..times {
        let run = stage.start()?;
        live(&mut stage, &run, round)?;
        stage.kill(run)?;
        come_and_go(&mut stage)?;
    }
    end(&mut stage, &mut proof, Readings::Come)?;
    Ok(proof)
}

/// Calls now and then until the end is near.
pub(super) fn live(stage: &mut Stage, run: &Run, round: u32) -> anyhow::Result<()> {
    let mut left = Duration::from_millis(stage.rng.u64(LIVES_MS));
    if round % LONG_ONE_IN == LONG_ONE_IN - 1 {
        left += LONG;
    }
    while !left.is_zero() {
        let wait = Duration::from_millis(stage.rng.u64(3..60)).min(left);
        std::thread::sleep(wait);
        left -= wait;
        stage.wire.call_if_it_may();
    }
    anyhow::ensure!(stage.raised(run.boot()) <= stage.wire.calls(), "more raised than called");
    Ok(())
}

/// The broker is away for every third run, more or less.
pub(super) fn come_and_go(stage: &mut Stage) -> anyhow::Result<()> {
    if stage.rng.u8(..3) == 0 {
        stage.broker.stop();
    } else {
        stage.broker.resume_if_away()?;
    }
    Ok(())
}

/// A last run with a broker that is there: everything comes, and adds up.
pub(super) fn end(stage: &mut Stage, proof: &mut Proof, readings: Readings) -> anyhow::Result<()> {
    stage.broker.resume_if_away()?;
    let run = stage.start()?;
    stage.must_call(&run, proof, "in the end", 1);
    std::thread::sleep(TELLS);
    stage.settle(&run, proof, PATIENCE);
    must_be_sound(stage, proof)?;
    proof.keep_log(&run.daemon);
    stage.stop(run, proof)?;
    stage.must_add_up(proof, readings);
    Ok(())
}

/// No file of the store was set aside.
pub(super) fn must_be_sound(stage: &Stage, proof: &mut Proof) -> anyhow::Result<()> {
    let aside = aside(stage)?;
    proof.must(aside.is_empty(), || format!("files were set aside: {aside:?}"));
    Ok(())
}

/// A damaged store with a backlog: the daemon is killed while it saves what can be read, each time a
/// little later.
fn during_salvage(options: &Options) -> anyhow::Result<Proof> {
    let times = options.times(20, 5);
    let backlog = if options.short { 5_000 } else { 10_000 };
    let mut proof = Proof::of(times);
    let setting = Setting { speed: 1, ..MANY };
    let mut first = Stage::with(options, setting, |_| {})?;
    first.broker.stop();
    super::fill::fill(&mut first, backlog, &mut proof)?;
    damage(&first.home.store().join("alarms.db"), 0.5)?;
    let (mut fewest, mut set_aside) = (backlog, 0);
    for round in 0..times {
        let mut stage = Stage::with(options, setting, |_| {})?;
        for name in ["alarms.db", "readings.db"] {
            std::fs::copy(first.home.store().join(name), stage.home.store().join(name))?;
        }
        let program = stage.home.program().with_around(stage.shim.around());
        let daemon = stage.home.start_daemon_as(&program)?;
        let lives = Duration::from_millis(10 + u64::from(round) * 12);
        std::thread::sleep(lives);
        daemon.kill()?;
        let run = stage.start()?;
        stage.settle(&run, &mut proof, BACK + PATIENCE);
        let came = stage.raised_in_first();
        fewest = fewest.min(came);
        set_aside += usize::from(!aside(&stage)?.is_empty());
        // One page was overwritten: what stood on it is gone, and nothing else.
        proof.must(came + ROWS_ON_A_PAGE >= backlog, || {
            format!("killed after {} ms: {came} of {backlog} came", lives.as_millis())
        });
        if !proof.broken.is_empty() && proof.log.is_empty() {
            proof.keep_log(&run.daemon);
        }
    }
    proof.note(format!("{backlog} alarms waited, {fewest} came at least, one page damaged"));
    proof.must(set_aside == times as usize, || {
        format!("the damage was seen {set_aside} times of {times}")
    });
    Ok(proof)
}
