//! The broker is away for a week while everybody in the home goes on: radar, gas, door, smoke.
//!
//! The home lives faster than the world. What comes afterwards must be every alarm, oldest first and
//! before anything else, and as many readings as the store had room for; what it had no room for is
//! owned up to, number by number.

use std::collections::BTreeSet;
use std::time::Duration;

use protocol::Mono;

use super::proof::Proof;
use super::stage::{PATIENCE, program, waiting};
use super::{Case, Options, busy};
use crate::broker::{Broker, Rules};
use crate::clock::{Stopwatch, wait_for};
use crate::home::{Home, Wishes};
use crate::ledger::Ledger;
use crate::process::resident_mib;
use crate::resident::{Act, Life, Moment};
use crate::virtual_radar::Person;

pub(super) const CASES: [Case; 1] = [busy("broker away for 7 days, all sensors live", away)];

const HOUR: u64 = 3_600_000;

/// How much faster the home lives. For a week it is half of that: a machine with other work hears a
/// bus too late otherwise.
const SPEED: u32 = 1_000;

/// Readings that the uplink fetches ahead of their turn: two chunks.
const AHEAD: u64 = 512;

/// What memory may grow by from the first tenth to the end.
const MOST_MIB: f64 = 3.0;

/// Alarms may be so many rows behind others when the broker is back: what was on its way already.
const WINDOW: usize = 48;

/// The backlog is sent in this time.
const DRAINED: Duration = Duration::from_secs(240);

fn away(options: &Options) -> anyhow::Result<Proof> {
    let hours = if options.short { 7 } else { 7 * 24 };
    let mut broker = Broker::start(Rules::default())?;
    let mut wishes = Wishes::new(life(hours), broker.port());
    let speed = if options.short { SPEED } else { SPEED / 2 };
    (wishes.speed, wishes.samples, wishes.seed) = (speed, true, options.seed);
    wishes.broker_extra = "drain-per-second = 0\n".to_owned();
    // The smallest there is: a week of every reading does not fit, and half a day does not either.
    wishes.store_extra = format!("readings-mib = {}\n", if options.short { 16 } else { 64 });
    let mut home = Home::new(program(options)?, wishes)?;
    let mut proof = Proof::of(1);
    let mut daemon = home.begin()?;
    broker.wait(PATIENCE, |it| it.topic.contains("/sample/"));
    broker.stop();
    let (pid, end) = (daemon.pid(), Mono(hours * HOUR));
    let living = home.living()?;
    anyhow::ensure!(living.wait_until(Mono(end.0 / 10), PATIENCE * 10), "the home stands still");
    let early = resident_mib(pid)?;
    anyhow::ensure!(living.wait_until(end, PATIENCE * 60), "the home stands still");
    let grown = resident_mib(pid)? - early;
    let left = daemon.status().map(|status| waiting(&status)).unwrap_or_default();
    proof.note(format!("{hours} h; {left:?} waited; memory +{grown:.1} MiB"));
    proof.must(grown <= MOST_MIB, || format!("memory grew by {grown:.1} MiB"));
    let before = broker.received_count();
    broker.resume()?;
    let watch = Stopwatch::start();
    let drained = wait_for(DRAINED, || {
        let status = daemon.status()?;
        let left = waiting(&status);
        (left.0 + left.1 == 0 && left.2 < 4_000).then_some(())
    });
    let took = watch.elapsed().as_secs_f64();
    proof.note(format!("drained in {took:.1} s"));
    proof.must(drained.is_some(), || {
        format!("not drained: {:?}", daemon.status().map(|status| waiting(&status)))
    });
    proof.keep_log(&daemon);
    proof.must_not_be_repeated(&daemon, 3);
    let stopped = daemon.stop()?;
    proof.must(stopped.status.success(), || format!("the stop: {stopped:?}"));
    judge(&broker, before, hours, &mut proof);
    Ok(proof)
}

fn judge(broker: &Broker, before: usize, hours: u64, proof: &mut Proof) {
    let ledger = Ledger::received(&broker.received());
    proof.must(ledger.wrong.is_empty(), || {
        format!("{} wrong: {:?}", ledger.wrong.len(), ledger.wrong.first())
    });
    let called = usize::try_from(hours).unwrap_or(usize::MAX);
    let heard: BTreeSet<u64> = ledger.raised("smoke").iter().map(|it| it.mono / HOUR).collect();
    let unheard: Vec<_> = (0..hours).filter(|hour| !heard.contains(hour)).collect();
    let raised = ledger.raised("smoke").len();
    proof.note(format!("{raised} of {called} smoke alarms"));
    proof.must(raised == called && unheard.is_empty(), || {
        format!("{raised} of {called} smoke alarms; none in hours {unheard:?}")
    });
    let missing = ledger.missing();
    let of = |lane: &str| missing.iter().filter(|it| it.contains(lane)).count();
    let (alarms, events, readings) = (of("alarms"), of("events"), of("readings"));
    proof.must(missing.is_empty(), || {
        format!("{alarms} alarms, {events} events, {readings} readings missing and not told")
    });
    let told: u64 = ledger
        .on("gap")
        .filter(|it| it.word("lane") == "readings")
        .filter_map(|it| it.body.get("count")?.as_u64())
        .sum();
    let came = ledger.first.iter().filter(|it| it.lane == "readings");
    let last = came.clone().map(|it| it.seq).max().unwrap_or(0);
    let came = u64::try_from(came.count()).unwrap_or(u64::MAX);
    let readings = last.saturating_sub(came);
    let gaps = ledger.count("gap");
    proof.note(format!("{came} readings came, {readings} did not, {told} told in {gaps} gaps"));
    // What was fetched ahead may be given up on the disk and come all the same.
    proof.must((readings..=readings + AHEAD).contains(&told), || {
        format!("{readings} do not come, {told} are told")
    });
    proof.must(gaps <= 500, || format!("{gaps} rows of gaps"));
    // Every alarm that waited comes before all else that waited.
    let after = Ledger::received(&broker.received_from(before)).first;
    let last_alarm = after.iter().rposition(|it| it.lane == "alarms" && it.mono < hours * HOUR);
    let waited = after.iter().filter(|it| it.lane == "alarms" && it.mono < hours * HOUR).count();
    let late = last_alarm.unwrap_or(0).saturating_sub(waited);
    proof.must(late <= WINDOW, || format!("{late} others came before the last old alarm"));
}

/// Each hour something burns; the resident sleeps at night, and is about by day.
fn life(hours: u64) -> Life {
    let mut moments = Vec::new();
    for hour in 0..hours {
        let at =
            |minute: u64, act| Moment { at: Mono(hour * HOUR + minute * 60_000), act, words: None };
        let person = match hour % 24 {
            0..9 => Person::Asleep,
            9..12 => Person::Awake,
            _ => Person::InRoom,
        };
        moments.push(at(1, Act::Person(person)));
        moments.push(at(5, Act::Smoke(true)));
        moments.push(at(10, Act::Door(true)));
        moments.push(at(30, Act::Door(false)));
        moments.push(at(30, Act::Co(u16::try_from(hour % 20).unwrap_or(0))));
        // Two seconds of the world: long enough for a bus that is asked in its own time.
        moments.push(at(40, Act::Smoke(false)));
    }
    let end = Mono(hours * HOUR);
    Life { start: "2026-11-23T22:00:00+08:00", moments, truth: Vec::new(), end }
}
