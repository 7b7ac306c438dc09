//! Does the outbox keep what it is given? Whole, against a plain model and against broken disks.
//! Time moves only by [`Outbox::tick`].

mod broken;
mod delivered;
mod model;
mod once;
mod versions;

use std::path::Path;

use alerts::message::{Gap, Lane, Previous};
use alerts::{ClockQuality, Mono, StoreHealth, Wall};

use super::*;

#[tokio::test]
async fn what_was_pushed_is_there_after_a_restart_and_what_was_acknowledged_is_not() {
    let home = Folder::new();
    let first = home.open().await;
    first.outbox.push(rows(Lane::Alarms, 1..4), Some("[kept]".to_owned()));
    first.outbox.push(rows(Lane::Readings, 1..3), None);
    first.outbox.delete(Lane::Alarms, &[key(first.boot, 2)]);
    first.outbox.close().await;

    let opened = home.open().await;

    let found = opened.found();
    assert_eq!((opened.boot, found.kept.as_deref()), (first.boot + 1, Some("[kept]")));
    let previous = Previous { boot: first.boot, alarms: 3, events: 0, readings: 2 };
    assert_eq!(found.previous, Some(previous));
    assert!(found.faults.is_empty());
    let both = |one, two| [key(first.boot, one), key(first.boot, two)];
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await, both(1, 3));
    assert_eq!(keys(&opened.outbox, Lane::Readings).await, both(1, 2));
}

#[tokio::test]
async fn the_last_number_of_a_lane_is_known_after_its_row_was_acknowledged() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    let keys = outbox.push(rows(Lane::Events, 1..8), None);
    settled(&outbox, Lane::Events, 7).await;
    outbox.delete(Lane::Events, &keys);
    outbox.close().await;

    let previous = home.open().await.found().previous;

    assert_eq!(previous, Some(Previous { boot, alarms: 0, events: 7, readings: 0 }));
}

#[tokio::test]
async fn rows_get_their_wall_time_when_the_clock_becomes_right_even_after_a_restart() {
    let home = Folder::new();
    let outbox = home.open().await.outbox;
    let mut new = rows(Lane::Events, 5..7);
    (new[1].wall, new[1].clock) = (Some(Wall(77)), ClockQuality::Held);
    outbox.push(new, None);
    settled(&outbox, Lane::Events, 2).await;
    let dated =
        |rows: Vec<Row>| -> Vec<_> { rows.into_iter().map(|row| (row.wall, row.clock)).collect() };

    outbox.anchor(Wall(500_000), ClockQuality::Held);
    let held = dated(outbox.fetch(Lane::Events, None, 9).await);
    outbox.anchor(Wall(1_000_000), ClockQuality::Synced);
    let now = dated(outbox.fetch(Lane::Events, None, 9).await);
    outbox.close().await;
    let later = dated(home.open().await.outbox.fetch(Lane::Events, None, 9).await);

    let guessed = (Some(Wall(500_005)), ClockQuality::Held);
    assert_eq!(held, [guessed, (Some(Wall(77)), ClockQuality::Held)]);
    let right = |wall| (Some(Wall(wall)), ClockQuality::Synced);
    assert_eq!(now, [right(1_000_005), right(1_000_006)]);
    assert_eq!(later, now);
}

#[tokio::test]
async fn the_newest_wall_time_is_known_after_a_restart() {
    let home = Folder::new();
    let outbox = home.open().await.outbox;
    let mut new = rows(Lane::Events, 1..3);
    (new[0].wall, new[0].clock) = (Some(Wall(1_000)), ClockQuality::Synced);
    (new[1].wall, new[1].clock) = (Some(Wall(9_000)), ClockQuality::Held);
    outbox.push(new, None);
    outbox.close().await;

    assert_eq!(home.open().await.found().last_wall, Some(Wall(9_000)));
}

#[tokio::test]
async fn a_reading_that_is_taken_at_once_never_touches_the_disk_and_one_that_is_not_does() {
    let home = Folder::new();
    let outbox = home.open().await.outbox;
    let pushed = outbox.push(rows(Lane::Readings, 1..4), None);
    assert_eq!(keys(&outbox, Lane::Readings).await, pushed);

    outbox.delete(Lane::Readings, &pushed[..2]);
    assert_eq!(lane(&outbox, Lane::Readings), (1, 1));
    for _ in 0..3 {
        outbox.tick().await;
    }
    rest(&outbox).await;

    assert_eq!(lane(&outbox, Lane::Readings), (1, 0));
    assert_eq!(keys(&outbox, Lane::Readings).await, pushed[2..]);
}

#[tokio::test]
async fn a_waiting_reminder_makes_way_for_a_newer_one_and_is_told() {
    let home = Folder::new();
    let outbox = home.open().await.outbox;
    let mut new = rows(Lane::Alarms, 1..6);
    for (row, word) in
        new.iter_mut().zip([None, Some("1-1"), Some("1-2"), Some("1-1"), Some("1-1")])
    {
        row.repeats = word.map(str::to_owned);
    }
    let pushed = outbox.push(new, None);
    settled(&outbox, Lane::Alarms, 5).await;

    let left = keys(&outbox, Lane::Alarms).await;

    assert_eq!(left, [pushed[0], pushed[2], pushed[4]]);
    outbox.delete(Lane::Alarms, &left);
    let gaps = told(&outbox).await;
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!((gap.lane, gap.from, gap.to, gap.count), (Lane::Alarms, 2, 4, 2));
}

#[tokio::test]
async fn full_readings_are_thinned_then_dropped_told_and_never_cost_an_alarm() {
    let home = Folder::new();
    let limits = Limits { readings_bytes: 64 * 4096, ..Limits::default() };
    let Begun { outbox, boot, .. } = home.open_with(limits).await;
    outbox.push(alarm_rows(1), None);
    let total: u32 = 6_000;
    for from in (0..u64::from(total)).step_by(50) {
        outbox.push(rows(Lane::Readings, from..from + 50), None);
        rest(&outbox).await;
    }
    for _ in 0..3 {
        outbox.tick().await;
    }
    rest(&outbox).await;
    let left = keys(&outbox, Lane::Readings).await;
    outbox.count();
    let losses = outbox.stats().borrow().losses();
    outbox.close().await;

    let outbox = home.open().await.outbox;
    assert_eq!(losses.thinned + losses.dropped + left.len() as u64, u64::from(total));
    assert!(losses.thinned > 0 && losses.dropped > 0, "{losses:?}");
    assert_eq!(left.last(), Some(&key(boot, total)));
    let newer: Vec<_> = left.iter().rev().take(100).map(|key| key.seq).collect();
    assert_eq!(newer, ((total - 99)..=total).rev().collect::<Vec<_>>());
    assert_eq!(keys(&outbox, Lane::Alarms).await, [key(boot, 1)]);
    outbox.delete(Lane::Alarms, &[key(boot, 1)]);
    let gaps = told(&outbox).await;
    assert_eq!(gaps.len(), 2, "one of each kind: {gaps:?}");
    let told: u64 = gaps.iter().map(|gap| u64::from(gap.count)).sum();
    assert_eq!(told, losses.thinned + losses.dropped);
}

#[tokio::test]
async fn a_flood_into_a_full_file_finds_room_in_one_go() {
    let home = Folder::new();
    let limits = Limits { readings_bytes: 512 * 4096, ..Limits::default() };
    let outbox = home.open_with(limits).await.outbox;
    for from in (0..60_000).step_by(3_000) {
        outbox.push(rows(Lane::Readings, from..from + 3_000), None);
        rest(&outbox).await;
        let trouble = outbox.stats().borrow().readings_trouble.clone();
        assert_eq!(trouble, None, "after {from} rows");
    }
    let left = lane(&outbox, Lane::Readings).0;
    let losses = outbox.stats().borrow().losses();
    assert_eq!(losses.thinned + losses.dropped + left, 60_000);
}

#[tokio::test]
async fn what_was_thinned_and_is_acknowledged_never_comes_again() {
    let home = Folder::new();
    let limits = Limits { readings_bytes: 512 * 4096, ..Limits::default() };
    let outbox = home.open_with(limits).await.outbox;
    for from in (0..15_000).step_by(500) {
        outbox.push(rows(Lane::Readings, from..from + 500), None);
        rest(&outbox).await;
    }
    assert!(outbox.stats().borrow().losses().thinned > 4_000);

    let mut after = None;
    loop {
        let keys: Vec<_> = outbox.fetch(Lane::Readings, after, 256).await;
        let keys: Vec<_> = keys.into_iter().map(|row| row.key).collect();
        let Some(last) = keys.last() else { break };
        after = Some(*last);
        outbox.delete(Lane::Readings, &keys);
    }
    outbox.close().await;

    let outbox = home.open_with(limits).await.outbox;
    assert_eq!(lane(&outbox, Lane::Readings), (0, 0));
    assert_eq!(keys(&outbox, Lane::Readings).await, []);
}

#[tokio::test]
async fn a_message_too_large_for_the_broker_is_put_aside_and_told() {
    let home = Folder::new();
    let outbox = home.open().await.outbox;
    let mut large = rows(Lane::Events, 1..3);
    large[0].body = format!("{{\"x\":\"{}\"}}", "x".repeat(8_192)).into_bytes();

    let pushed = outbox.push(large, None);
    settled(&outbox, Lane::Events, 2).await;

    assert_eq!(keys(&outbox, Lane::Events).await, pushed[1..]);
    outbox.delete(Lane::Events, &pushed[1..]);
    let gaps = told(&outbox).await;
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!((gap.from, gap.to, gap.count), (1, 1, 1));
    assert_eq!(outbox.stats().borrow().losses().oversize, 1);
}

#[tokio::test]
async fn a_flood_of_readings_at_an_orderly_stop_is_on_the_disk_to_the_last_one() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    for from in (0..15_000).step_by(500) {
        outbox.push(rows(Lane::Readings, from..from + 500), None);
    }
    outbox.close().await;

    let outbox = home.open().await.outbox;

    let left = keys(&outbox, Lane::Readings).await;
    assert_eq!((left.len(), left.last()), (15_000, Some(&key(boot, 15_000))));
    assert_eq!(outbox.stats().borrow().losses(), Losses::default());
}

#[tokio::test]
async fn two_daemons_cannot_use_one_folder() {
    let home = Folder::new();
    let first = home.open().await;

    let second = open_with(home.path(), &Limits::default(), Birth::default(), false).await;

    assert!(matches!(second, Err(OpenError::InUse { .. })));
    first.outbox.close().await;
    home.open().await;
}

#[tokio::test]
async fn a_program_that_reads_the_store_finds_it_locked_and_holds_up_no_alarm() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    outbox.push(alarm_rows(1), None);
    settled(&outbox, Lane::Alarms, 1).await;

    let reader = rusqlite::Connection::open(home.path().join("alarms.db")).unwrap();
    let read = reader.query_row("SELECT count(*) FROM alarms", [], |row| row.get::<_, i64>(0));
    outbox.push(alarm_rows(1), None);
    settled(&outbox, Lane::Alarms, 2).await;

    assert!(read.is_err(), "{read:?}");
    let both = outbox.fetch(Lane::Alarms, None, 9).await;
    assert!(both.iter().all(|row| row.durable));
    assert_eq!(both.last().map(|row| row.key), Some(key(boot, 2)));
}

/// A home's folder for its store.
struct Folder(tempfile::TempDir);

/// An outbox whose time is moved by hand, as it began.
struct Begun {
    outbox: Outbox,
    boot: u32,
    found: Result<Found, tokio::sync::oneshot::Receiver<Found>>,
}

impl Begun {
    fn found(&self) -> &Found {
        self.found.as_ref().unwrap()
    }
}

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    async fn open(&self) -> Begun {
        self.open_with(Limits::default()).await
    }

    async fn open_with(&self, limits: Limits) -> Begun {
        open_in(self.path(), limits).await
    }
}

async fn open_in(dir: &Path, limits: Limits) -> Begun {
    let birth = Birth::at(None);
    let Opened { outbox, boot, found } = open_with(dir, &limits, birth, false).await.unwrap();
    Begun { outbox, boot, found }
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
        repeats: None,
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

/// Waits until both writers have done what they were told.
async fn rest(outbox: &Outbox) {
    for lane in [Lane::Alarms, Lane::Readings, Lane::Alarms] {
        let (reply, answered) = oneshot::channel();
        let ask = Command::Fetch { lane, after: Key::ZERO, limit: 1, reply };
        outbox.send(Which::of(lane), ask).await;
        answered.await.unwrap();
    }
}

/// Rows that wait in a lane, and how many of them are in memory only.
fn lane(outbox: &Outbox, lane: Lane) -> (u64, u64) {
    outbox.count();
    let mut stats = outbox.stats().borrow().clone();
    let LaneStats { rows, unstored, .. } = *stats.lane_mut(lane);
    (rows, unstored)
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

/// What receivers are told of losses, once something has been acknowledged.
async fn told(outbox: &Outbox) -> Vec<Gap> {
    for _ in 0..6 {
        outbox.tick().await;
        rest(outbox).await;
    }
    let rows = all(outbox, Lane::Events).await;
    let gaps = rows.iter().filter(|row| row.topic == "gap");
    gaps.map(|row| serde_json::from_slice(&row.body).unwrap()).collect()
}
