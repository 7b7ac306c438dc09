//! What does a home cost? Time for each reading, memory, and what is saved of it.
//!
//! `cargo bench -p hearth-alerts --bench home` prints a table. A month of the life of
//! `tests/nights/eventful.rs` at a sample a second, three of them the bed radar's; and the memory
//! of homes that go on from what was saved of it, as the process grows with them.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on is to end")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use core::time::Duration;
use std::time::Instant;

use alerts::{ClockQuality, Home, Kind, Mono, Plan, Policy, SourceId, SourcePlan, Wall};
use jiff::tz::TimeZone;
use protocol::{Means, Reading};

#[path = "../tests/nights/dice.rs"]
mod dice;
#[path = "../tests/nights/eventful.rs"]
mod eventful;

/// Homes in one process, so that the pages of one do not matter.
const HOMES: u32 = 400;

/// 23 November 2026, noon in Chongqing.
const START: Wall = Wall(1_795_406_400_000);

/// Readings that are made before the clock runs.
const AT_ONCE: usize = 100_000;

fn main() {
    print("six sources", &play(6));
    print("a bed radar alone", &play(1));
}

fn print(what: &str, Played { readings, took, saved, sources }: &Played) {
    println!("{what}: a month, {readings} readings");
    let mean = took.as_secs_f64() * 1e9 / f64::from(*readings);
    println!("  {:<40} {mean:>9.0} ns", "a reading, mean");
    println!("  {:<40} {:>9.2} s", "the month", took.as_secs_f64());
    println!("  {:<40} {:>9} bytes", "what is saved of it", saved.len());
    println!("  {:<40} {:>9} KiB", "memory of such a home", memory(saved, *sources));
}

struct Played {
    readings: u32,
    took: Duration,
    saved: String,
    sources: usize,
}

/// A month of the first so many sources. As a replay does: what is due first, then the reading,
/// then what is said.
fn play(sources: usize) -> Played {
    let (mut home, mut heard) = (home(sources), Vec::new());
    let (mut readings, mut took) = (0, Duration::ZERO);
    let mut hear = |heard: &mut Vec<(Mono, SourceId, Reading)>| {
        let began = Instant::now();
        for (at, source, reading) in &*heard {
            home.handle_reading(*at, *source, reading);
            while home.poll_event().is_some() {}
        }
        took += began.elapsed();
        readings += u32::try_from(heard.len()).unwrap();
        heard.clear();
    };
    eventful::days(30, 1, &mut |at, source, reading| {
        if source.0 < sources {
            heard.push((at, source, reading));
        }
        if heard.len() == AT_ONCE {
            hear(&mut heard);
        }
    });
    hear(&mut heard);
    let saved = serde_json::to_string(&home.checkpoint()).unwrap();
    Played { readings, took, saved, sources }
}

fn home(sources: usize) -> Home {
    let all = [
        ("bed", Kind::BedRadar, 10, 30),
        ("hall", Kind::RoomRadar, 10, 0),
        ("kitchen-gas", Kind::Co, 5, 0),
        ("inputs", Kind::Contacts, 5, 0),
        ("front-door", Kind::Input(Means::Entrance), 5, 0),
        ("kitchen-smoke", Kind::Input(Means::Smoke), 5, 0),
    ];
    let sources = all.iter().take(sources).map(|(name, kind, quiet, delay)| SourcePlan {
        quiet: Duration::from_secs(*quiet),
        exit_delay: Duration::from_secs(*delay),
        ..SourcePlan::new((*name).into(), *kind)
    });
    let zone = TimeZone::get("Asia/Chongqing").unwrap();
    let plan = Plan { zone, night: alerts::Night::default(), sources: sources.collect() };
    let mut home = Home::new(plan, Policy::default(), 0);
    home.handle_clock(Mono::ZERO, Some(START), ClockQuality::Synced);
    home
}

/// KiB by which the process grows for each home that goes on from there.
fn memory(saved: &str, sources: usize) -> u64 {
    let before = resident();
    let homes: Vec<Home> = (0..HOMES)
        .map(|_| {
            let mut home = home(sources);
            home.restore(Mono::ZERO, serde_json::from_str(saved).unwrap());
            home
        })
        .collect();
    let grown = resident().saturating_sub(before);
    grown / u64::try_from(homes.len()).unwrap()
}

/// The process's resident memory, KiB; 0 where there is no `/proc`.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}
