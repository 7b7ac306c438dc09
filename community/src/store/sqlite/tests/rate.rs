use std::time::Duration;

use alerts::Wall;
use alerts::message::{Figure, Id, Lane, LineMinute, Minute, Spread};

use super::{NOON, home, vault};
use crate::clock::Clock;
use crate::core::heard::EventSaid;
use crate::core::lane::{BootCursor, Cursor};
use crate::store::Store;
use crate::store::rows::{Batch, Effect, Retention};
use crate::store::sqlite::Sqlite;

const BATCH: u32 = 512;

/// `cargo test --release -p hearth-community --lib rate -- --ignored --nocapture`
#[tokio::test]
#[ignore = "a measurement, to be read: the goal is 25,000 effects a second"]
async fn how_many_effects_are_taken_in_a_second() {
    for homes in [2_000, 10_000] {
        let dir = tempfile::tempdir().unwrap();
        let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
        let clock = Clock::new(1);
        let mut longest = Duration::ZERO;
        let batches: Vec<Batch> = (0..400).map(|n| batch(n, homes)).collect();
        let began = clock.mono();
        for batch in batches {
            let begun = clock.mono();
            store.take(batch).await.unwrap();
            longest = longest.max(Duration::from_millis(clock.mono().0 - begun.0));
        }
        let took = clock.mono().0 - began.0;
        let bytes = store.sizes().await.unwrap().bytes;
        let begun = clock.mono();
        let loaded = store.load(NOON).await.unwrap().homes.len();
        let load = clock.mono().0 - begun.0;
        println!(
            "{homes} homes: {} effects/s, the longest batch {longest:?}, {bytes} bytes; \
             {loaded} homes loaded in {load} ms",
            400 * u64::from(BATCH) * 1_000 / took.max(1)
        );
        tidy(&store, &clock).await;
    }
}

async fn tidy(store: &Sqlite, clock: &Clock) {
    let keep = Retention { minutes_days: 90, events_days: 90, alarms_days: 90, audit_days: 90 };
    let (mut longest, mut packed, mut pieces) = (0, 0, 0);
    let began = clock.mono().0;
    loop {
        let begun = clock.mono().0;
        let done = store.tidy(NOON + Duration::from_secs(9 * 86_400), keep).await.unwrap();
        longest = longest.max(clock.mono().0 - begun);
        (packed, pieces) = (packed + done.packed, pieces + 1);
        if !done.more {
            break;
        }
    }
    let took = clock.mono().0 - began;
    println!("{packed} minutes packed in {took} ms, {pieces} pieces, the longest {longest} ms");
}

/// As in life: mostly minutes, an event among ten, a cursor for each.
fn batch(number: u32, homes: u32) -> Batch {
    let mut batch = Batch::default();
    for n in number * BATCH..(number + 1) * BATCH {
        let home = home(&format!("h{}", n % homes));
        let at = Wall(NOON.0 + i64::from(n / homes) * 60_000);
        batch.effects.push(if n % 10 == 0 {
            let body = "{\"from\":\"2026-11-23T03:12:08.214+08:00\",\"first_seen_by\":\"bed\"}";
            let event = EventSaid {
                kind: "bed-exit".to_owned(),
                fact: Some(format!("1-{n}")),
                withdrawn: false,
                body: body.to_owned(),
            };
            Effect::Event {
                home: home.clone(),
                id: Id { boot: 1, lane: Lane::Events, seq: n },
                at,
                event,
            }
        } else {
            Effect::Minute { home: home.clone(), at, minute: Box::new(minute(n)) }
        });
        let boot = BootCursor { boot: 1, high: n, ..BootCursor::default() };
        batch.cursors.push((
            home,
            Lane::Readings,
            Cursor { boots: vec![boot], ..Cursor::default() },
        ));
    }
    batch
}

fn minute(n: u32) -> Minute {
    let figure = |hundredths| Figure { hundredths };
    let min = i64::from(50 + n % 20) * 100;
    let spread =
        Some(Spread { n: 20, mean: figure(min + 120), min: figure(min), max: figure(min + 500) });
    let bed = LineMinute {
        heart_rate: spread,
        breathing_rate: spread,
        movement: spread,
        in_bed_s: Some(60),
        ..LineMinute::default()
    };
    let gas = LineMinute { co_ppm: spread, ..LineMinute::default() };
    let lines = vec![("bed".to_owned(), bed), ("kitchen-gas".to_owned(), gas)];
    Minute { lines, ..Minute::default() }
}
