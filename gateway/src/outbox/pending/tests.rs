use alerts::message::Gap;

use super::*;
use crate::outbox::limits::{BATCH_ROWS, GROUP_ROWS, Limits};

#[test]
fn an_alarm_may_be_sent_once_it_is_on_the_disk_or_the_disk_is_too_slow() {
    let mut pending = begin(Which::Alarms);
    let first = pending.push(row(Lane::Alarms, 1));
    assert_eq!(sent(&pending, Lane::Alarms), []);

    let batch = pending.take(false).unwrap();
    let second = pending.push(row(Lane::Alarms, 2));
    pending.done(&batch);
    assert_eq!(sent(&pending, Lane::Alarms), [(first, true)]);

    assert!(pending.offer(pending.numbered()));
    assert_eq!(sent(&pending, Lane::Alarms), [(first, true), (second, false)]);
    let batch = pending.take(false).unwrap();
    pending.done(&batch);
    assert_eq!(sent(&pending, Lane::Alarms), [(first, true), (second, true)]);
}

#[test]
fn a_row_that_is_acknowledged_while_its_commit_is_under_way_is_deleted_after_it() {
    let mut pending = begin(Which::Readings);
    let key = pending.push(row(Lane::Readings, 1));
    let batch = pending.take(true).unwrap();

    pending.acknowledge(Lane::Readings, key);
    pending.done(&batch);

    let next = pending.take(true).unwrap();
    assert!(next.rows.is_empty() && next.deleting.contains(Lane::Readings, key));
    assert!(!pending.has_work());
}

#[test]
fn a_batch_that_failed_is_written_with_the_next_one() {
    let mut pending = begin(Which::Alarms);
    let old = pending.push(row(Lane::Events, 1));
    pending.keep("old".to_owned());
    pending.anchor(Wall(5));
    let batch = pending.take(false).unwrap();
    let new = pending.push(row(Lane::Events, 2));

    pending.failed(batch);
    let batch = pending.take(false).unwrap();

    assert_eq!(batch.rows.iter().map(|row| row.key).collect::<Vec<_>>(), [old, new]);
    assert_eq!((batch.kept.as_deref(), batch.anchor), (Some("old"), Some(Wall(5))));
}

#[test]
fn no_commit_takes_a_part_of_what_is_being_pushed() {
    let mut pending = begin(Which::Alarms);
    pending.hold();
    let key = pending.push(row(Lane::Alarms, 1));
    assert!(pending.take(false).is_none() && pending.take(true).is_none());

    pending.keep(format!("{key:?}"));
    pending.release();

    let batch = pending.take(false).unwrap();
    assert_eq!((batch.rows.len(), batch.kept), (1, Some(format!("{key:?}"))));
}

#[test]
fn a_reading_is_due_after_two_ticks_or_when_there_are_many() {
    let mut pending = begin(Which::Readings);
    pending.push(row(Lane::Readings, 1));
    for _ in 0..2 {
        assert!(pending.take(false).is_none());
        pending.tick();
    }
    assert_eq!(pending.take(false).unwrap().rows.len(), 1);

    for number in 0..GROUP_ROWS as u64 {
        pending.push(row(Lane::Readings, number));
    }
    assert_eq!(pending.take(false).unwrap().rows.len(), GROUP_ROWS + 1);
}

#[test]
fn a_full_memory_gives_up_its_oldest_event_before_any_alarm_and_counts_it() {
    let limits = Limits { memory_alarms: Most { rows: 2, bytes: 9_999 }, ..Limits::default() };
    let mut pending = Pending::new(Which::Alarms, Which::Alarms.most(&limits));
    pending.begin(7);
    pending.opened(&[(Lane::Alarms, Key::ZERO), (Lane::Events, Key::ZERO)]);
    for (lane, number) in
        [(Lane::Alarms, 1), (Lane::Events, 1), (Lane::Alarms, 2), (Lane::Alarms, 3)]
    {
        pending.push(row(lane, number));
    }

    pending.offer(pending.numbered());
    assert_eq!(sent(&pending, Lane::Events), []);
    let alarms: Vec<_> = sent(&pending, Lane::Alarms).iter().map(|(key, _)| key.seq).collect();
    assert_eq!(alarms, [2, 3]);
    let lost: Vec<Gap> = pending
        .take(true)
        .unwrap()
        .lost
        .iter()
        .map(|lost| serde_json::from_slice(&lost.body()).unwrap())
        .collect();
    assert_eq!(
        lost.iter().map(|gap| (gap.lane, gap.count)).collect::<Vec<_>>(),
        [(Lane::Events, 1), (Lane::Alarms, 1)]
    );
}

#[test]
fn older_rows_than_the_memory_knows_are_the_disk_s_to_tell() {
    let mut pending = Pending::new(Which::Alarms, Which::Alarms.most(&Limits::default()));
    pending.begin(7);
    pending.push(row(Lane::Events, 1));
    let batch = pending.take(false).unwrap();
    pending.done(&batch);
    assert_eq!(pending.after(Lane::Events, Key::ZERO, 9), None, "nobody has looked at the file");

    pending.opened(&[(Lane::Events, Key { boot: 3, seq: 9 })]);
    assert_eq!(pending.after(Lane::Events, Key { boot: 3, seq: 8 }, 9), None);
    assert_eq!(pending.after(Lane::Events, Key { boot: 3, seq: 9 }, 9).unwrap().len(), 1);

    let many = crate::outbox::limits::TAIL_ROWS as u64 + 1;
    for number in 0..many {
        pending.push(row(Lane::Events, number));
    }
    let batch = pending.take(false).unwrap();
    pending.done(&batch);
    assert_eq!(pending.after(Lane::Events, Key { boot: 3, seq: 9 }, 9), None, "trimmed");
}

#[test]
fn what_is_kept_is_written_with_the_last_of_the_rows_it_speaks_of() {
    let mut pending = begin(Which::Alarms);
    for number in 0..=BATCH_ROWS as u64 {
        pending.push(row(Lane::Events, number));
    }
    pending.keep("all".to_owned());

    let first = pending.take(false).unwrap();
    pending.done(&first);
    let second = pending.take(false).unwrap();

    assert_eq!((first.kept, first.rows.len()), (None, BATCH_ROWS));
    assert_eq!((second.kept.as_deref(), second.rows.len()), (Some("all"), 1));
}

fn begin(which: Which) -> Pending {
    let mut pending = Pending::new(which, which.most(&Limits::default()));
    pending.begin(7);
    let lanes: Vec<_> = which.lanes().iter().map(|lane| (*lane, Key::ZERO)).collect();
    pending.opened(&lanes);
    pending
}

fn row(lane: Lane, number: u64) -> NewRow {
    NewRow {
        lane,
        topic: "event/nap".to_owned(),
        body: b"{\"durable\":true}".to_vec(),
        body_if_not_durable: None,
        repeats: None,
        mono: Mono(number),
        wall: None,
        clock: ClockQuality::Unset,
    }
}

fn sent(pending: &Pending, lane: Lane) -> Vec<(Key, bool)> {
    let rows = pending.after(lane, Key::ZERO, 99).unwrap();
    rows.iter().map(|row| (row.key, row.durable)).collect()
}
