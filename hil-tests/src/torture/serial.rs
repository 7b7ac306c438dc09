//! The serial lines are pulled out, babble, stutter, or take nothing.
//!
//! Some radars are well and call all the time; what is broken hangs beside them. The well ones must not
//! notice, and the broken one is heard two seconds after it is well again.

use std::fs::{self, File};
use std::time::Duration;

use anyhow::Context;
use fastrand::Rng;
use rustix::termios::{Action, tcflow};
use serde_json::Value;

use super::account::Readings;
use super::disk::must_listen;
use super::proof::Proof;
use super::stage::{BACK, CALLERS, OUT, PATIENCE, Run, Setting, Stage};
use super::wire::Wire;
use super::{Case, Options, busy, waits};
use crate::callers::{Callers, callers_as_config};
use crate::clock::{Deadline, Stopwatch, wait_for};
use crate::drive::{Living, Order};
use crate::faults::LineFault;
use crate::resident::Resident;
use crate::virtual_home::{DEV, VirtualHome, lines_as_config};
use crate::virtual_radar::frame;

pub(super) const CASES: [Case; 8] = [
    waits("adapter pulled out for 18 s", pulled_out),
    waits("adapter comes back as another port, at once", replugged),
    waits("half frames and wrong bits", halves),
    waits("garbage at the line's rate", garbage_at_its_rate),
    busy("garbage as fast as it is taken", garbage_at_full_speed),
    waits("a bus that takes no bytes", stuck),
    waits("a bus that takes no bytes, and a stop", stuck_and_stopped),
    busy("16 lines, 15 of them babbling", sixteen),
];

/// The lines beside those that are well, and their places in the configuration.
const OTHERS: [(usize, &str); 3] = [(CALLERS, "bed"), (CALLERS + 1, "kitchen-co"), (HALL, "hall")];

const HALL: usize = CALLERS + 2;

/// The lines of which all but one babble.
const SIXTEEN: usize = 16;

/// A line that was broken is heard again so soon.
const BACK_AT: Duration = Duration::from_secs(2);

/// A line is broken for so long that tries to open it have become rare.
const OUT_FOR: Duration = Duration::from_secs(18);

/// A line holds for so long between two faults that the next is one of its own.
const WELL: Duration = Duration::from_secs(12);

/// What 115,200 bits a second carry in a hundredth of a second.
const BYTES_IN_10_MS: usize = 115;

fn pulled_out(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, others) = with_others(options)?;
    let mut proof = Proof::of(3);
    let run = begin(&mut stage, &mut proof)?;
    for (index, name) in OTHERS {
        others.order(Order::Unplug(name));
        must_go_on_for(&mut stage, &run, &mut proof, OUT_FOR);
        others.order(Order::Plug(name));
        must_be_heard(&run, &mut proof, index, BACK_AT);
    }
    finish(stage, run, proof, 0.3)
}

fn replugged(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, others) = with_others(options)?;
    let times = options.times(10, 3);
    let mut proof = Proof::of(times);
    let run = begin(&mut stage, &mut proof)?;
    for _ in 0..times {
        others.order(Order::Unplug("hall"));
        others.order(Order::Plug("hall"));
        must_be_heard(&run, &mut proof, HALL, BACK_AT);
        must_go_on_for(&mut stage, &run, &mut proof, WELL);
    }
    finish(stage, run, proof, 0.3)
}

fn halves(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, others) = with_others(options)?;
    let mut proof = Proof::of(2);
    let run = begin(&mut stage, &mut proof)?;
    for fault in [LineFault::Halves, LineFault::Garbled] {
        let all =
            |fault| OTHERS.iter().for_each(|(_, name)| others.order(Order::Fault(name, fault)));
        all(fault);
        must_go_on_for(&mut stage, &run, &mut proof, Duration::from_secs(8));
        all(LineFault::None);
        OTHERS.iter().for_each(|(index, _)| must_be_heard(&run, &mut proof, *index, BACK_AT));
    }
    let status = run.daemon.status().context("no status")?;
    let noise: u64 = OTHERS.iter().map(|(index, _)| number(&status, *index, "noise")).sum();
    proof.must(noise > 0, || "no noise was counted: nothing was tried".to_owned());
    proof.note(format!("{noise} stretches of noise"));
    finish(stage, run, proof, 0.3)
}

fn garbage_at_its_rate(options: &Options) -> anyhow::Result<Proof> {
    babble(options, |wire, rng| {
        let bytes: Vec<u8> = (0..BYTES_IN_10_MS).map(|_| rng.u8(..)).collect();
        wire.write(&bytes);
        std::thread::sleep(Duration::from_millis(10));
    })
}

/// Some of it frames, a few thousand a second: more than that and it is the rig that is slow. No UART
/// is as fast; a pseudoterminal, or a board's own network port, can be.
fn garbage_at_full_speed(options: &Options) -> anyhow::Result<Proof> {
    babble(options, |wire, rng| {
        let garbage = (0..2_000).map(|_| rng.u8(..));
        let bytes: Vec<u8> = garbage.chain((0..10).flat_map(|_| frame(0x80, 0x03, &[7]))).collect();
        // A line that is closed meanwhile takes nothing, and that is seen below.
        drop(wire.pour(&bytes, OUT));
    })
}

fn babble(options: &Options, say: impl Fn(&Wire, &mut Rng) + Sync) -> anyhow::Result<Proof> {
    let (mut stage, mut wires) = with_radars(options, Setting::default(), 1, None)?;
    let wire = wires.pop().context("no line to babble on")?;
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    let (lasts, mut rng) = (Duration::from_secs(35), Rng::with_seed(options.seed));
    let from = stage.broker.received_count();
    let over = Deadline::after(lasts);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while over.left().is_some() {
                say(&wire, &mut rng);
            }
        });
        must_go_on_for(&mut stage, &run, &mut proof, lasts);
    });
    let new = stage.broker.received_from(from);
    let states = new.iter().filter(|it| it.topic.ends_with("/state")).count();
    proof.must(states > 0, || "no state came in 35 s".to_owned());
    let healths = new.iter().filter(|it| it.topic.ends_with("/health")).count();
    proof.note(format!("{states} states, {healths} healths"));
    wire.chatter(Some(Duration::from_millis(100)));
    must_be_heard(&run, &mut proof, CALLERS, BACK_AT);
    finish(stage, run, proof, 0.9)
}

fn stuck(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, others) = with_others(options)?;
    let hall = File::options().read(true).write(true).open(stage.home.dev().join("other/hall"))?;
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    must_be_heard(&run, &mut proof, HALL, BACK_AT);
    tcflow(&hall, Action::OOff)?;
    must_go_on_for(&mut stage, &run, &mut proof, Duration::from_secs(20));
    tcflow(&hall, Action::OOn)?;
    must_be_heard(&run, &mut proof, HALL, BACK);
    drop(others);
    finish(stage, run, proof, 0.3)
}

fn stuck_and_stopped(options: &Options) -> anyhow::Result<Proof> {
    let (mut stage, others) = with_others(options)?;
    let hall = File::options().read(true).write(true).open(stage.home.dev().join("other/hall"))?;
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    tcflow(&hall, Action::OOff)?;
    must_go_on_for(&mut stage, &run, &mut proof, Duration::from_secs(4));
    stage.stop(run, &mut proof)?;
    drop(others);
    stage.must_add_up(&mut proof, Readings::Come);
    Ok(proof)
}

fn sixteen(options: &Options) -> anyhow::Result<Proof> {
    let setting = Setting { callers: 1, ..Setting::default() };
    let every = Some(Duration::from_millis(100));
    let (mut stage, wires) = with_radars(options, setting, SIXTEEN - 1, every)?;
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    must_go_on_for(&mut stage, &run, &mut proof, Duration::from_secs(6));
    (1..SIXTEEN).for_each(|index| must_be_heard(&run, &mut proof, index, OUT));
    stage.must_be_small(&run, &mut proof, 0.3);
    let mut rng = Rng::with_seed(options.seed);
    std::thread::scope(|scope| {
        let over = Deadline::after(Duration::from_secs(10));
        scope.spawn(move || {
            while over.left().is_some() {
                let bytes: Vec<u8> = (0..BYTES_IN_10_MS).map(|_| rng.u8(..)).collect();
                for wire in &wires {
                    wire.write(&bytes);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        must_go_on_for(&mut stage, &run, &mut proof, Duration::from_secs(10));
    });
    finish(stage, run, proof, 0.5)
}

/// A home with the radars that call, and beside them a virtual home with a radar, gas and a bus.
fn with_others(options: &Options) -> anyhow::Result<(Stage, Living)> {
    let mut stage = Stage::new(options)?;
    let folder = stage.home.dev().join("other");
    fs::create_dir(&folder)?;
    let others = lines_as_config()
        .replace(DEV, &format!("{DEV}/other"))
        .replace("name = \"bed\"", "name = \"other-bed\"");
    let lines = callers_as_config(CALLERS) + &others;
    stage.home.change(|wishes| wishes.lines = Some(lines))?;
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let living = Living::start(VirtualHome::new(options.seed), &life, 1, &folder)?;
    Ok((stage, living))
}

/// A home with the radars that call, and beside them so many others, each with something to say that
/// often.
fn with_radars(
    options: &Options,
    setting: Setting,
    others: usize,
    every: Option<Duration>,
) -> anyhow::Result<(Stage, Vec<Wire>)> {
    let mut stage = Stage::with(options, setting, |_| {})?;
    let mut lines = callers_as_config(setting.callers);
    let mut wires = Vec::new();
    for number in 1..=others {
        let folder = format!("other-{number}");
        let other = callers_as_config(1)
            .replace(DEV, &format!("{DEV}/{folder}"))
            .replace("= \"bed\"", &format!("= \"{folder}\""))
            .replace(&format!("role = \"{folder}\""), "role = \"room\"");
        lines += &other;
        let folder = stage.home.dev().join(folder);
        fs::create_dir(&folder)?;
        wires.push(Wire::new(Callers::new(&folder, 1, 1)?, every)?);
    }
    stage.home.change(|wishes| wishes.lines = Some(lines))?;
    Ok((stage, wires))
}

fn begin(stage: &mut Stage, proof: &mut Proof) -> anyhow::Result<Run> {
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, proof, "before", 2);
    Ok(run)
}

/// The line that is well is heard and its alarms are out in time, all the while.
fn must_go_on_for(stage: &mut Stage, run: &Run, proof: &mut Proof, lasts: Duration) {
    let over = Deadline::after(lasts);
    let mut longest = Duration::ZERO;
    while let Some(left) = over.left() {
        longest = longest.max(stage.call(run, PATIENCE).unwrap_or(PATIENCE));
        std::thread::sleep(Duration::from_millis(500).min(left));
    }
    must_listen(stage, run, proof);
    proof.took("alarm out meanwhile", longest);
    proof.must(longest <= OUT, || format!("an alarm took {} ms", longest.as_millis()));
}

/// The line gives frames again.
fn must_be_heard(run: &Run, proof: &mut Proof, index: usize, soon: Duration) {
    let watch = Stopwatch::start();
    let frames = || run.daemon.status().map(|status| number(&status, index, "frames"));
    let before = frames();
    // A sensor that speaks once a second is heard a second after its line is.
    let patience = soon + Duration::from_millis(1_200);
    let heard = wait_for(patience, || (frames() > before).then_some(()));
    proof.must(heard.is_some(), || {
        format!("line {index} is not heard {} ms after it was well", watch.elapsed().as_millis())
    });
}

fn number(status: &Value, line: usize, key: &str) -> u64 {
    status.pointer(&format!("/lines/{line}/{key}")).and_then(Value::as_u64).unwrap_or(0)
}

fn finish(mut stage: Stage, run: Run, mut proof: Proof, most_share: f64) -> anyhow::Result<Proof> {
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    stage.must_be_small(&run, &mut proof, most_share);
    proof.must_not_be_repeated(&run.daemon, 16);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::AreTold);
    Ok(proof)
}
