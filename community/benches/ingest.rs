//! How much does the station take in? One table: durable messages a second in process, with SQLite and
//! a commit each 512; and the memory of ten thousand homes. `cargo bench -p hearth-community --bench ingest`.
#![allow(clippy::print_stdout, reason = "it is what a bench is for")]

use std::fs;

use anyhow::{Context, bail};
use community::clock::Clock;
use community::core::heard::read;
use community::core::station::Station;
use community::store::Store;
use community::store::rows::{Batch, Loaded};
use community::store::sqlite::Sqlite;
use community::vault::{SealingKey, Vault};

/// Of one commit, as in the program.
const BATCH: usize = 512;

const COMMUNITY: &str = "bench";

const MINUTE: &str = r#"{"from":null,"sleep":"asleep","lines":{"bed":{"heart_rate":{"n":20,"mean":62,"min":60,"max":65},"breathing_rate":{"n":20,"mean":14,"min":13,"max":16},"movement":{"n":60,"mean":3.1,"min":1,"max":40},"in_bed_s":60},"kitchen-gas":{"co_ppm":{"n":60,"mean":0.2,"min":0,"max":1.1}}}}"#;

const STATE: &str = r#"{"where":"bed","sleep":"asleep","activity":"rare","heart_rate":{"per_min":62,"age_s":3},"breathing_rate":{"per_min":14,"age_s":3},"today":{"bed_exits":2,"turn_overs":14,"nap_min":35},"air":{"gas":"clear","co":"clear","smoke":"clear"},"door":"closed","sensors":[{"line":"bed","room":"bedroom","is":"ok"},{"line":"kitchen-gas","room":"kitchen","is":"ok"},{"line":"front-door","room":"hall","is":"ok"}],"alarms":0}"#;

const HEALTH: &str = r#"{"lines":[{"line":"bed","is":"ok","frames":10800,"noise":{"checksum":2},"last_s":0},{"line":"kitchen-gas","is":"ok","frames":10800,"noise":{},"last_s":0}],"outbox":{"alarms":0,"events":0,"readings":12,"oldest_s":3,"days_left":9.1,"thinned":0,"dropped":0},"clock":"synced","memory_kib":6800,"disk_free_mib":5120,"written_today_kib":900,"uptime_s":86400,"version":"0.1.0"}"#;

const ALARM: &str = r#"{"alarm":"8-3","kind":"smoke","priority":"high","step":"raised","times":1,"condition":"active","latched":true,"line":"kitchen-smoke","room":"kitchen","evidence":[{"code":"smoke-on","args":{},"what":"smoke on"}],"escalation":0,"durable":true,"test":false}"#;

const EVENT: &str = r#"{"from":"2026-11-23T03:12:08.214+08:00","confirmed":"2026-11-23T03:13:08.214+08:00","evidence":["rise +4.5","flag −0.3"],"first_seen_by":"bed","room":"bedroom"}"#;

/// A message as it stands on the wire.
type Wire = (String, Vec<u8>);

fn main() -> anyhow::Result<()> {
    let messages: u32 =
        std::env::var("MESSAGES").ok().and_then(|it| it.parse().ok()).unwrap_or(200_000);
    let clock = Clock::new(1);
    let wires = durable(messages, 2_000);
    println!("{:<58}{:>14}", "in process", "messages/s");
    let mut station = Station::new(clock.now(), clock.mono(), Loaded::default());
    let began = clock.mono();
    let mut kept = 0;
    for chunk in wires.chunks(BATCH) {
        kept += take(&mut station, clock, chunk)?.effects.len();
    }
    if kept < wires.len() {
        bail!("{kept} of {} were kept", wires.len());
    }
    say("read and taken by the machine, nothing stored", wires.len(), clock, began);

    let dir = tempfile::tempdir()?;
    let key = SealingKey::random().context("no random numbers")?;
    let store =
        Sqlite::open(&dir.path().join("store"), &dir.path().join("copies"), Vault::new(key))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let began = clock.mono();
    runtime.block_on(stored(clock, store.clone(), &wires))?;
    say("… and stored in SQLite, a commit each 512", wires.len(), clock, began);
    drop((store, wires, station));
    memory(clock)
}

/// As the program does it: while one batch is stored, the next is read.
async fn stored(clock: Clock, store: Sqlite, wires: &[Wire]) -> anyhow::Result<()> {
    let mut station = Station::new(clock.now(), clock.mono(), Loaded::default());
    let mut running: Option<tokio::task::JoinHandle<_>> = None;
    for chunk in wires.chunks(BATCH) {
        let batch = take(&mut station, clock, chunk)?;
        if let Some(before) = running.take() {
            before.await??;
        }
        let store = store.clone();
        running = Some(tokio::spawn(async move { store.take(batch.clone()).await }));
    }
    if let Some(last) = running {
        last.await??;
    }
    Ok(())
}

fn take(station: &mut Station, clock: Clock, wires: &[Wire]) -> anyhow::Result<Batch> {
    for (topic, payload) in wires {
        let heard = read(COMMUNITY, topic, payload, false)?;
        station.handle(clock.now(), clock.mono(), heard);
    }
    drop(station.take_shown(clock.now(), clock.mono()));
    Ok(station.take_batch())
}

/// Ten thousand homes with a state, a health, a minute, and one of a hundred with an alarm.
fn memory(clock: Clock) -> anyhow::Result<()> {
    const HOMES: u32 = 10_000;
    let before = resident_kib()?;
    let mut station = Station::new(clock.now(), clock.mono(), Loaded::default());
    station.handle_link(clock.now(), clock.mono(), true);
    let hall = community::hall::Hall::default();
    for home in 0..HOMES {
        let mut wires = vec![wire(home, "state", None, STATE), wire(home, "health", None, HEALTH)];
        wires.push(wire(home, "minute", Some(("r", 1)), MINUTE));
        wires.push(wire(home, "event/bed-exit", Some(("e", 1)), EVENT));
        if home % 100 == 0 {
            wires.push(wire(home, "alarm/smoke", Some(("a", 1)), ALARM));
        }
        for (topic, payload) in &wires {
            station.handle(clock.now(), clock.mono(), read(COMMUNITY, topic, payload, false)?);
        }
        drop(station.take_batch());
        let shown = station.take_shown(clock.now(), clock.mono());
        hall.show(shown.into_iter().map(|shown| match shown {
            community::core::station::Shown::Tile(home, tile) => {
                community::hall::Moved::Tile(home, tile)
            }
            community::core::station::Shown::Strip(strip) => community::hall::Moved::Strip(strip),
        }));
    }
    let after = resident_kib()?;
    let standing = station.standing();
    println!(
        "\n{:<58}{:>14}",
        format!("memory of {} homes, {} alarms", standing.homes, standing.open),
        "MiB"
    );
    println!("{:<58}{:>14.1}", "the machine and the board", mib(after.saturating_sub(before)));
    println!("{:<58}{:>14.1}", "the whole process (after the runs above)", mib(after));
    Ok(())
}

fn say(what: &str, messages: usize, clock: Clock, began: alerts::Mono) {
    let took = clock.mono().since(began).as_secs_f64();
    let count = u32::try_from(messages).map_or(f64::NAN, f64::from);
    println!("{what:<58}{:>14.0}", count / took);
}

fn mib(kib: u32) -> f64 {
    f64::from(kib) / 1_024.0
}

fn resident_kib() -> anyhow::Result<u32> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()).context("no VmRSS")?;
    Ok(kib.parse()?)
}

/// Mostly minutes; an event of ten, an alarm's step of a hundred.
fn durable(messages: u32, homes: u32) -> Vec<Wire> {
    (0..messages)
        .map(|n| {
            let (home, seq) = (n % homes, n / homes + 1);
            match seq {
                _ if seq % 100 == 50 => wire(home, "alarm/smoke", Some(("a", seq)), ALARM),
                _ if seq % 10 == 5 => wire(home, "event/bed-exit", Some(("e", seq)), EVENT),
                _ => wire(home, "minute", Some(("r", seq)), MINUTE),
            }
        })
        .collect()
}

fn wire(home: u32, below: &str, name: Option<(&str, u32)>, body: &str) -> Wire {
    let name = name.map_or_else(String::new, |(letter, seq)| {
        let lane = match letter {
            "a" => "alarms",
            "e" => "events",
            _ => "readings",
        };
        format!(r#""id":"8{letter}{seq}","lane":"{lane}","seq":{seq},"#)
    });
    let payload = format!(
        r#"{{"v":1,{name}"home":"h{home:05}","boot":8,"mono":7928113,"clock":"unset","body":{body}}}"#
    );
    (format!("hearth/v1/{COMMUNITY}/h{home:05}/{below}"), payload.into_bytes())
}
