//! What is there at once, or not at all?

use super::*;

#[tokio::test]
async fn what_is_said_of_a_row_by_its_id_is_kept_in_the_commit_of_that_row() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    outbox.rouse();
    outbox.push_with(rows(Lane::Alarms, 1..3), |keys| {
        // However long it takes, no commit has the rows without it.
        thread::sleep(std::time::Duration::from_millis(50));
        assert_eq!(outbox.newest().borrow().alarms, 0);
        Some(format!("{:?}", keys.last()))
    });
    settled(&outbox, Lane::Alarms, 2).await;
    outbox.close().await;

    let opened = home.open().await;

    assert_eq!(opened.found().kept, Some(format!("{:?}", Some(key(boot, 2)))));
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await, [key(boot, 1), key(boot, 2)]);
}

#[tokio::test]
async fn an_alarm_that_was_announced_and_does_not_come_holds_up_no_other() {
    let home = Folder::new();
    let Begun { outbox, .. } = home.open().await;
    outbox.rouse();
    rest(&outbox).await;

    outbox.push(rows(Lane::Events, 1..2), None);
    settled(&outbox, Lane::Events, 1).await;
    outbox.rouse();
    outbox.push(rows(Lane::Alarms, 1..2), None);
    settled(&outbox, Lane::Alarms, 1).await;
    outbox.close().await;
}

#[tokio::test]
async fn a_file_that_was_half_made_when_the_power_went_is_made_anew_and_nothing_is_said_of_it() {
    let home = Folder::new();
    for half in ["alarms.db.new", "readings.db.new", "readings.db.new-wal"] {
        fs::write(home.path().join(half), [0x5A; 5_000]).unwrap();
    }

    let begun = home.open().await;
    begun.outbox.push(rows(Lane::Alarms, 1..2), None);
    settled(&begun.outbox, Lane::Alarms, 1).await;

    assert!(begun.found().faults.is_empty());
    assert!(!home.path().join("alarms.db.new").exists());
    begun.outbox.close().await;
}
