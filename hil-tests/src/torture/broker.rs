//! The broker is away, slow, wrong, full of itself, or not to be found.
//!
//! While it lasts the radar calls once a second. Nothing may be lost, the daemon may not tear
//! through the same rows or connections over and over, a sentence in the log says what is wrong, and
//! ten seconds after the end everything is at the broker.

mod network;
mod real;

use std::time::Duration;

use super::account::Readings;
use super::disk::must_listen;
use super::proof::Proof;
use super::stage::{BACK, PATIENCE, Run, Stage};
use super::{Case, Options, waits};
use crate::broker::{Acks, Broker, Rules};
use crate::clock::{Deadline, Stopwatch};
use crate::home::{COMMUNITY, HOME};
use crate::ledger::Ledger;

pub(super) const CASES: [Case; 24] = [
    waits("broker stopped", stopped),
    waits("broker frozen", frozen),
    waits("connection cut in mid packet", cut),
    waits("session lost", session_lost),
    waits("acknowledges after 12 s", late),
    waits("does not acknowledge", never),
    waits("acknowledges other ids", wrong),
    waits("own status comes back after 12 s", late_echo),
    waits("retained message over 128 KiB on command/x", oversize_retained),
    waits("message over 128 KiB on command/x", oversize),
    waits("closes on a row's topic (sample)", closes_on_sample),
    waits("closes on a live topic (state)", closes_on_state),
    waits("closes on the status (a denied login)", closes_on_status),
    waits("real mosquitto: killed and back", real::killed),
    waits("real mosquitto: frozen", real::frozen),
    waits("real mosquitto: publishing denied", real::denied),
    waits("TLS: certificate of another authority", real::wrong_authority),
    waits("TLS: certificate expired", real::expired),
    waits("TLS: the home's clock in 1970", real::clock_in_1970),
    waits("name does not resolve", network::name_unknown),
    waits("name server does not answer", network::name_unanswered),
    waits("name server does not answer, and a stop", network::name_unanswered_at_a_stop),
    waits("first address is a black hole (IPv6)", network::black_hole),
    waits("another client with the same id", network::take_over),
];

/// What is expected of a fault beyond the common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    /// How long it lasts.
    lasts: Duration,
    /// One of these words stands in the log.
    words: &'static [&'static str],
    /// New connections meanwhile.
    most_connects: u32,
    /// How often one row is sent.
    most_sent: usize,
    /// Whether alarms are out in time meanwhile.
    is_deaf: bool,
    /// What becomes of readings.
    readings: Readings,
    /// How often one sentence may stand in the log.
    most_said: usize,
    /// Between two calls.
    every: Duration,
}

const AWAY: Trouble = Trouble {
    lasts: Duration::from_secs(12),
    words: &["broker"],
    most_connects: 8,
    most_sent: 3,
    is_deaf: true,
    readings: Readings::Come,
    most_said: 3,
    every: Duration::from_secs(1),
};

fn stopped(options: &Options) -> anyhow::Result<Proof> {
    torn(
        options,
        AWAY,
        |stage| {
            stage.broker.stop();
            Ok(())
        },
        |stage| stage.broker.resume(),
    )
}

fn frozen(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(30);
    ruled(options, Trouble { lasts, ..AWAY }, |rules| rules.frozen = true)
}

fn cut(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble { most_sent: 12, most_said: 10, ..AWAY };
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(10);
    let run = begin(&mut stage, &mut proof)?;
    for _ in 0..10 {
        stage.broker.change(|rules| rules.cut_after = Some(3));
        stage.wire.call();
        std::thread::sleep(Duration::from_millis(1_200));
    }
    stage.broker.change(|rules| rules.cut_after = None);
    finish(stage, run, proof, fault)
}

fn session_lost(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble { most_sent: 12, most_said: 5, ..AWAY };
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(5);
    let run = begin(&mut stage, &mut proof)?;
    for _ in 0..5 {
        stage.broker.change(|rules| (rules.lose_sessions, rules.cut_after) = (true, Some(2)));
        stage.wire.call();
        std::thread::sleep(Duration::from_millis(2_400));
    }
    finish(stage, run, proof, fault)
}

/// Slow, but it goes on: no reason to begin anew.
fn late(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(if options.short { 40 } else { 90 });
    let fault = Trouble {
        lasts,
        words: &[],
        most_connects: 1,
        most_sent: 2,
        is_deaf: false,
        every: Duration::from_secs(4), // slots of the window are few while it is so slow
        ..AWAY
    };
    ruled(options, fault, |rules| rules.acks = Acks::Late(Duration::from_secs(12)))
}

fn never(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(30);
    ruled(options, Trouble { lasts, most_sent: 5, ..AWAY }, |rules| rules.acks = Acks::Never)
}

fn wrong(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(20);
    ruled(options, Trouble { lasts, most_sent: 8, ..AWAY }, |rules| rules.acks = Acks::Wrong)
}

/// A community that comes back after a power cut: patience at the login, then all is well.
fn late_echo(options: &Options) -> anyhow::Result<Proof> {
    let slow = Some(Duration::from_secs(12));
    let fault = Trouble {
        lasts: Duration::from_secs(20),
        words: &[],
        most_connects: 3,
        is_deaf: false,
        ..AWAY
    };
    torn(
        options,
        fault,
        |stage| {
            stage.broker.stop();
            stage.broker.change(|rules| rules.give_after = slow);
            stage.broker.resume()
        },
        |_| Ok(()), // it stays as slow
    )
}

fn oversize_retained(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble { is_deaf: false, words: &["command", "large"], ..AWAY };
    let lasts = Duration::from_secs(20);
    torn(
        options,
        Trouble { lasts, ..fault },
        |stage| {
            stage.broker.stop();
            stage.broker.retain(&topic("command/x"), vec![b'x'; 200 * 1024]);
            stage.broker.resume()
        },
        |_| Ok(()), // it stays there
    )
}

fn oversize(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble { is_deaf: false, words: &["command", "large", "broker"], ..AWAY };
    torn(
        options,
        fault,
        |stage| {
            stage.broker.say(&topic("command/x"), vec![b'x'; 200 * 1024]);
            Ok(())
        },
        |_| Ok(()),
    )
}

fn closes_on_sample(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(30);
    // What it closes on may be set aside, to be tried again much later.
    let readings = Readings::MayGo;
    let fault = Trouble { lasts, is_deaf: false, most_connects: 15, readings, ..AWAY };
    let filter = topic("sample/bed");
    ruled(options, fault, move |rules| rules.close_on = Some(filter.clone()))
}

fn closes_on_state(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(45);
    let fault = Trouble { lasts, is_deaf: false, most_connects: 15, most_sent: 12, ..AWAY };
    let filter = topic("state");
    ruled(options, fault, move |rules| rules.close_on = Some(filter.clone()))
}

/// Refused as some brokers do: by closing. Not to be mistaken for TLS, and not to be hammered.
fn closes_on_status(options: &Options) -> anyhow::Result<Proof> {
    let lasts = Duration::from_secs(30);
    let fault = Trouble { lasts, words: &["publish", "permission", "rules", "allow"], ..AWAY };
    let filter = topic("status");
    torn(
        options,
        fault,
        |stage| {
            stage.broker.stop();
            stage.broker.change(|rules| rules.close_on = Some(filter.clone()));
            stage.broker.resume()
        },
        |stage| {
            stage.broker.change(|rules| rules.close_on = None);
            Ok(())
        },
    )
}

/// A fault of the rig's broker that one rule makes.
fn ruled(options: &Options, fault: Trouble, change: impl Fn(&mut Rules)) -> anyhow::Result<Proof> {
    torn(
        options,
        fault,
        |stage| {
            stage.broker.change(&change);
            Ok(())
        },
        |stage| {
            stage.broker.change(|rules| *rules = Rules::default());
            Ok(())
        },
    )
}

/// A fault that comes and goes.
fn torn(
    options: &Options,
    fault: Trouble,
    comes: impl FnOnce(&mut Stage) -> anyhow::Result<()>,
    goes: impl FnOnce(&mut Stage) -> anyhow::Result<()>,
) -> anyhow::Result<Proof> {
    let stage = Stage::new(options)?;
    torn_on(stage, fault, comes, goes)
}

/// The same, in a home that is there already.
fn torn_on(
    mut stage: Stage,
    fault: Trouble,
    comes: impl FnOnce(&mut Stage) -> anyhow::Result<()>,
    goes: impl FnOnce(&mut Stage) -> anyhow::Result<()>,
) -> anyhow::Result<Proof> {
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    let connects = stage.broker.connects();
    comes(&mut stage)?;
    let over = Deadline::after(fault.lasts);
    while let Some(left) = over.left() {
        stage.wire.call();
        std::thread::sleep(fault.every.min(left));
    }
    must_listen(&stage, &run, &mut proof);
    if !fault.is_deaf {
        // What was called more than ten seconds ago, the rest may be on its way.
        let (out, called) = (stage.raised(run.boot()), stage.wire.calls());
        proof.must(out + 10 >= called, || format!("meanwhile {out} of {called} alarms are out"));
    }
    let connects = stage.broker.connects() - connects;
    proof.note(format!("{connects} connections"));
    proof.must(connects <= fault.most_connects, || {
        format!("{connects} connections in {} s", fault.lasts.as_secs())
    });
    goes(&mut stage)?;
    finish(stage, run, proof, fault)
}

/// Everything is well.
fn begin(stage: &mut Stage, proof: &mut Proof) -> anyhow::Result<Run> {
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, proof, "before", 2);
    Ok(run)
}

/// Everything is well again.
fn finish(mut stage: Stage, run: Run, mut proof: Proof, fault: Trouble) -> anyhow::Result<Proof> {
    let watch = Stopwatch::start();
    let whole = stage.all_heard(&run, BACK * 2);
    let took = watch.elapsed();
    proof.took("back after", took);
    proof.must(whole && took <= BACK, || {
        let (out, called) = (stage.raised(run.boot()), stage.wire.calls());
        format!("{out} of {called} alarms are there {:.1} s after it ended", took.as_secs_f64())
    });
    stage.wait_online(&run)?;
    let took = watch.elapsed();
    proof.must(took <= BACK, || format!("online {:.1} s after it ended", took.as_secs_f64()));
    if fault.readings == Readings::Come {
        stage.let_readings_go(&run);
    }
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    if fault.words.is_empty() {
        proof.must_not_be_repeated(&run.daemon, fault.most_said);
    } else {
        proof.must_be_told(&run.daemon, fault.words, fault.most_said);
    }
    stage.must_be_small(&run, &mut proof, 0.5);
    proof.keep_log(&run.daemon);
    if stage.station.is_none() {
        must_not_be_sent_over_and_over(&stage.broker, &mut proof, fault.most_sent);
    }
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, fault.readings);
    Ok(proof)
}

/// No row is sent again and again.
fn must_not_be_sent_over_and_over(broker: &Broker, proof: &mut Proof, most: usize) {
    let mut sent = std::collections::BTreeMap::<String, usize>::new();
    let received = broker.received();
    for message in &received {
        if let Some(id) = message.json().get("id").and_then(serde_json::Value::as_str) {
            *sent.entry(id.to_owned()).or_default() += 1;
        }
    }
    let again = Ledger::received(&received).again;
    let (times, id) = sent.into_iter().map(|(id, times)| (times, id)).max().unwrap_or_default();
    proof.note(format!("{again} sent again, one {times} times at most"));
    proof.must(times <= most, || format!("{id} was sent {times} times"));
}

/// A topic of the home.
pub(super) fn topic(name: &str) -> String {
    format!("hearth/v1/{COMMUNITY}/{HOME}/{name}")
}
