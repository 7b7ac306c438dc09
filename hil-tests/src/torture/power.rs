//! The power is cut: what was not synced is there, or not, or torn.

use std::time::Duration;

use super::account::Readings;
use super::kill::{come_and_go, end, live};
use super::powercut::{self, Left};
use super::proof::Proof;
use super::shim::Word;
use super::stage::{MANY, Setting, Stage};
use super::{Case, Options, busy};

/// A sync takes so much longer: on a disk that is quick hardly a cut would find anything
/// that is not durable yet, and nothing would be tried.
const SLOWER: Duration = Duration::from_millis(30);

pub(super) const CASES: [Case; 1] =
    [busy("power cut: unsynced writes torn or dropped", at_any_instant)];

fn at_any_instant(options: &Options) -> anyhow::Result<Proof> {
    let times = options.times(200, 20);
    let mut stage = Stage::with(options, Setting { journal: true, ..MANY }, |_| {})?;
    let mut proof = Proof::of(times);
    let mut sum = Left::default();
    stage.shim.set(Word::SlowSync, i64::try_from(SLOWER.as_millis())?)?;
    for round in 0..times {
        let run = stage.start()?;
        live(&mut stage, &run, round)?;
        stage.kill(run)?;
        let (store, journal) = (stage.home.store(), stage.shim.journal());
        let left = powercut::cut(&store, &journal, &mut stage.rng)?;
        sum.kept += left.kept;
        sum.dropped += left.dropped;
        sum.torn += left.torn;
        sum.names_undone += left.names_undone;
        sum.slowest = sum.slowest.max(left.slowest);
        stage.synced_within(left.slowest.saturating_sub(SLOWER));
        come_and_go(&mut stage)?;
    }
    stage.shim.heal()?;
    let Left { kept, dropped, torn, names_undone, slowest } = sum;
    proof.note(format!("unsynced: {kept} kept, {dropped} dropped, {torn} torn"));
    proof.note(format!("{names_undone} names undone"));
    proof.took("slowest sync", slowest);
    proof.must(dropped > 0 && torn > 0, || "nothing was unsynced: nothing was tried".to_owned());
    // Commits of readings are not synced: a cut costs what is not checkpointed.
    end(&mut stage, &mut proof, Readings::MayGo)?;
    Ok(proof)
}
