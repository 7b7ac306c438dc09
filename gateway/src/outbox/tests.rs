//! Does the outbox keep what it is given? Whole, against a plain model and against broken disks.
//! Time moves only by [`Outbox::tick`].

mod model;

use std::fs;
use std::path::Path;

use alerts::message::Lane;
use alerts::{ClockQuality, Mono, StoreHealth, Wall};

use super::*;

#[tokio::test]
async fn what_was_pushed_is_there_after_a_restart_and_what_was_acknowledged_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    outbox.push(rows(Lane::Alarms, 1..4), Some("[kept]".to_owned())).await;
    outbox.push(rows(Lane::Readings, 1..3), None).await;
    outbox.delete(Lane::Alarms, vec![key(1, 2)]).await;
    outbox.close().await;

    let opened = open_in(dir.path());

    assert_eq!((opened.boot, opened.kept.as_deref()), (2, Some("[kept]")));
    let previous = Previous { boot: 1, alarms: 3, events: 0, readings: 2 };
    assert_eq!(opened.previous, Some(previous));
    assert!(opened.faults.is_empty());
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await, [key(1, 1), key(1, 3)]);
    assert_eq!(keys(&opened.outbox, Lane::Readings).await, [key(1, 1), key(1, 2)]);
}

#[tokio::test]
async fn the_last_number_of_a_lane_is_known_after_its_row_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    outbox.push(rows(Lane::Events, 1..8), None).await;
    outbox.delete(Lane::Events, (1..8).map(|seq| key(1, seq)).collect()).await;
    outbox.close().await;

    let previous = open_in(dir.path()).previous;

    assert_eq!(previous, Some(Previous { boot: 1, alarms: 0, events: 7, readings: 0 }));
}

#[tokio::test]
async fn rows_get_their_wall_time_when_the_clock_becomes_right_even_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    outbox.push(rows(Lane::Events, 5..6), None).await;
    settled(&outbox, Lane::Events, 1).await;
    outbox.anchor(Wall(1_000_000));

    let now = outbox.fetch(Lane::Events, None, 9).await;
    outbox.close().await;
    let later = open_in(dir.path()).outbox.fetch(Lane::Events, None, 9).await;

    let dated = |row: &Row| (row.wall, row.clock);
    let expected = [(Some(Wall(1_000_005)), ClockQuality::Synced)];
    assert_eq!(now.iter().map(dated).collect::<Vec<_>>(), expected);
    assert_eq!(later.iter().map(dated).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn readings_wait_for_their_group_and_alarms_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    outbox.push(rows(Lane::Readings, 1..2), None).await;
    outbox.push(rows(Lane::Alarms, 1..2), None).await;

    settled(&outbox, Lane::Alarms, 1).await;
    outbox.tick().await;
    assert_eq!(keys(&outbox, Lane::Readings).await, []);
    outbox.tick().await;

    settled(&outbox, Lane::Readings, 1).await;
    assert_eq!(keys(&outbox, Lane::Readings).await, [key(1, 1)]);
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_its_readable_rows_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    for row in 0..400 {
        outbox.push(rows(Lane::Events, row..row + 1), None).await;
    }
    outbox.close().await;
    let file = dir.path().join("alarms.db");
    let mut bytes = fs::read(&file).unwrap();
    let row = bytes.windows(8).position(|window| window == b"{\"n\":200").unwrap();
    let middle = row / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();

    let opened = open_in(dir.path());

    let [StoreFault::SetAside { aside, salvaged, .. }] = opened.faults.as_slice() else {
        panic!("{:?}", opened.faults)
    };
    assert_eq!(fs::read(aside).unwrap().len(), bytes.len());
    assert!(*salvaged > 300, "{salvaged}");
    assert_eq!(keys(&opened.outbox, Lane::Events).await.len(), *salvaged);
    assert!(opened.boot > 1);
    opened.outbox.close().await;
    let again = open_in(dir.path());
    assert!(again.faults.is_empty());
    assert_eq!(again.boot, opened.boot + 1);
}

#[tokio::test]
async fn a_file_of_rubbish_does_not_stop_the_start_and_the_boot_is_new_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    open_in(dir.path()).outbox.close().await;
    fs::write(dir.path().join("alarms.db"), vec![0x5a; 9_000]).unwrap();

    let opened = open_in(dir.path());

    assert!(matches!(opened.faults.as_slice(), [StoreFault::SetAside { salvaged: 0, .. }]));
    assert!(opened.boot > 1);
    assert!(dir.path().join("alarms.db.corrupt-1").exists());
}

#[tokio::test]
async fn without_a_usable_folder_alarms_go_on_from_memory_and_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("blocked");
    fs::write(&blocked, b"a file where the folder should be").unwrap();
    let first = open_in(&blocked);
    let second = open_in(&blocked);

    first.outbox.push(alarm_rows(1), None).await;
    settled(&first.outbox, Lane::Alarms, 1).await;

    assert_ne!(first.boot, second.boot);
    assert_eq!(first.faults.len(), 2);
    assert_eq!(first.outbox.stats().borrow().health, StoreHealth::Alarms);
    let offered = first.outbox.fetch(Lane::Alarms, None, 9).await;
    let [row] = offered.as_slice() else { panic!("{offered:?}") };
    assert_eq!((row.durable, row.body.as_slice()), (false, b"{\"durable\":false}".as_slice()));

    fs::remove_file(&blocked).unwrap();
    fs::create_dir(&blocked).unwrap();
    for _ in 0..limits::REOPEN_TICKS {
        first.outbox.tick().await;
    }

    let mut stats = first.outbox.stats();
    stats.wait_for(|stats| stats.health == StoreHealth::Fine).await.unwrap();
    let stored = first.outbox.fetch(Lane::Alarms, None, 9).await;
    let [row] = stored.as_slice() else { panic!("{stored:?}") };
    assert_eq!((row.durable, row.body.as_slice()), (true, b"{\"durable\":true}".as_slice()));
    first.outbox.close().await;
    let later = open_in(&blocked);
    assert_eq!(later.boot, first.boot + 1);
    assert_eq!(keys(&later.outbox, Lane::Alarms).await, [key(first.boot, 1)]);
}

#[tokio::test]
async fn a_full_alarms_file_sends_alarms_from_memory_until_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits { alarms_bytes: 20 * 4096, reserve_bytes: 0, ..Limits::default() };
    let outbox = open_without_ticks(dir.path(), &limits).unwrap().outbox;
    let mut pushed = 0;
    while outbox.stats().borrow().health == StoreHealth::Fine {
        outbox.push(alarm_rows(20), None).await;
        pushed += 20;
        settled(&outbox, Lane::Alarms, pushed).await;
        assert!(pushed < 5_000, "the file never filled");
        // The health follows the offer.
        tokio::task::yield_now().await;
        outbox.tick().await;
        outbox.fetch(Lane::Alarms, Some(key(1, 0)), 1).await;
    }

    let all = keys(&outbox, Lane::Alarms).await;
    assert_eq!(all.len(), pushed as usize);
    outbox.delete(Lane::Alarms, all[..pushed as usize / 2].to_vec()).await;
    outbox.tick().await;

    let mut stats = outbox.stats();
    stats.wait_for(|stats| stats.health == StoreHealth::Fine).await.unwrap();
    assert_eq!(keys(&outbox, Lane::Alarms).await, all[pushed as usize / 2..]);
}

#[tokio::test]
async fn full_readings_are_thinned_then_dropped_told_and_never_cost_an_alarm() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits { readings_bytes: 64 * 4096, ..Limits::default() };
    let outbox = open_without_ticks(dir.path(), &limits).unwrap().outbox;
    outbox.push(alarm_rows(1), None).await;
    let total: u32 = 6_000;
    for from in (0..u64::from(total)).step_by(50) {
        outbox.push(rows(Lane::Readings, from..from + 50), None).await;
    }
    outbox.tick().await;
    outbox.tick().await;
    settled(&outbox, Lane::Readings, total).await;
    for _ in 0..40 {
        outbox.tick().await;
    }
    let left = keys(&outbox, Lane::Readings).await;
    let losses = outbox.stats().borrow().losses;
    outbox.close().await;

    let outbox = open_in(dir.path()).outbox;
    assert_eq!(losses.thinned + losses.dropped + left.len() as u64, u64::from(total));
    assert!(losses.thinned > 0 && losses.dropped > 0, "{losses:?}");
    assert_eq!(left.last(), Some(&key(1, total)));
    let newer: Vec<_> = left.iter().rev().take(100).map(|key| key.seq).collect();
    assert_eq!(newer, ((total - 99)..=total).rev().collect::<Vec<_>>());
    assert_eq!(keys(&outbox, Lane::Alarms).await, [key(1, 1)]);
    let told: u64 = gaps(&outbox).await.iter().map(|gap| u64::from(gap.count)).sum();
    assert_eq!(told, losses.thinned + losses.dropped);
}

#[tokio::test]
async fn a_message_too_large_for_the_broker_is_put_aside_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;
    let mut large = rows(Lane::Events, 1..3);
    large[0].body = format!("{{\"x\":\"{}\"}}", "x".repeat(8_192)).into_bytes();

    outbox.push(large, None).await;
    settled(&outbox, Lane::Events, 3).await;

    assert_eq!(keys(&outbox, Lane::Events).await, [key(1, 2), key(1, 3)]);
    let gaps = gaps(&outbox).await;
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!((gap.from, gap.to, gap.count), (1, 1, 1));
    assert_eq!(outbox.stats().borrow().losses.oversize, 1);
}

#[tokio::test]
async fn two_daemons_cannot_use_one_folder() {
    let dir = tempfile::tempdir().unwrap();
    let first = open_in(dir.path());

    let second = open_without_ticks(dir.path(), &Limits::default());

    assert!(matches!(second, Err(OpenError::InUse { .. })));
    first.outbox.close().await;
    open_in(dir.path());
}

#[tokio::test]
async fn a_push_can_say_which_keys_its_rows_got() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = open_in(dir.path()).outbox;

    let keys = outbox.push_numbered(rows(Lane::Events, 1..3), None).await;

    assert_eq!(keys, [key(1, 1), key(1, 2)]);
}

fn open_in(dir: &Path) -> Opened {
    open_without_ticks(dir, &Limits::default()).unwrap()
}

fn key(boot: u32, seq: u32) -> Key {
    Key { boot, seq }
}

/// Rows whose stamps and bodies are these numbers.
fn rows(lane: Lane, numbers: std::ops::Range<u64>) -> Vec<NewRow> {
    let row = |number: u64| NewRow {
        lane,
        topic: "event/turn-over".to_owned(),
        body: format!("{{\"n\":{number},\"filling\":\"{}\"}}", "-".repeat(100)).into_bytes(),
        body_if_not_durable: None,
        mono: Mono(number),
        wall: None,
        clock: ClockQuality::Unset,
    };
    numbers.map(row).collect()
}

fn alarm_rows(count: u64) -> Vec<NewRow> {
    let mut rows = rows(Lane::Alarms, 0..count);
    for row in &mut rows {
        row.body = b"{\"durable\":true}".to_vec();
        row.body_if_not_durable = Some(b"{\"durable\":false}".to_vec());
    }
    rows
}

/// Waits until a row of this boot may be fetched.
async fn settled(outbox: &Outbox, lane: Lane, seq: u32) {
    outbox.newest().wait_for(|newest| newest.of(lane) >= seq).await.unwrap();
}

/// All that waits in a lane.
async fn all(outbox: &Outbox, lane: Lane) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    loop {
        let mut rows = outbox.fetch(lane, all.last().map(|row| row.key), 50).await;
        if rows.is_empty() {
            return all;
        }
        all.append(&mut rows);
    }
}

async fn keys(outbox: &Outbox, lane: Lane) -> Vec<Key> {
    all(outbox, lane).await.iter().map(|row| row.key).collect()
}

async fn gaps(outbox: &Outbox) -> Vec<alerts::message::Gap> {
    let rows = all(outbox, Lane::Events).await;
    let gaps = rows.iter().filter(|row| row.topic == "gap");
    gaps.map(|row| serde_json::from_slice(&row.body).unwrap()).collect()
}
