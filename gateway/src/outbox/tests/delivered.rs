//! What was delivered is kept for two days, and goes before what waits.

use super::*;
use crate::outbox::again::Again;

#[tokio::test]
async fn what_was_delivered_comes_again_with_its_id_and_what_is_gone_is_said() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    let keys = outbox.push(rows(Lane::Alarms, 1..7), None);
    settled(&outbox, Lane::Alarms, 6).await;
    outbox.delete(Lane::Alarms, &keys[..4]);

    let again = outbox.again(Lane::Alarms, boot, (2, 9)).await;

    let found: Vec<_> = again.rows.iter().map(|row| row.key).collect();
    assert_eq!(found, keys[1..4], "5 and 6 wait, and are sent anyway");
    assert_eq!(again.rows[0].body, outbox_body(2));
    assert_eq!(again.gone, [(7, 9)]);
    assert_eq!(lane(&outbox, Lane::Alarms).0, 2, "they count as delivered");
}

#[tokio::test]
async fn it_outlives_a_restart_and_an_acknowledgement_of_what_came_again_changes_nothing() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    let keys = outbox.push(rows(Lane::Events, 1..4), None);
    settled(&outbox, Lane::Events, 3).await;
    outbox.delete(Lane::Events, &keys);
    outbox.close().await;

    let outbox = home.open().await.outbox;
    outbox.delete(Lane::Events, &keys[1..2]);
    let again = outbox.again(Lane::Events, boot, (1, 3)).await;

    assert_eq!((again.rows.len(), again.gone.len()), (3, 0));
    let of_another_start = outbox.again(Lane::Events, boot + 7, (1, 3)).await;
    assert_eq!(of_another_start, Again { rows: Vec::new(), gone: vec![(1, 3)] });
}

#[tokio::test]
async fn readings_are_not_kept() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    let keys = outbox.push(rows(Lane::Readings, 1..4), None);
    outbox.delete(Lane::Readings, &keys[..2]);

    let again = outbox.again(Lane::Readings, boot, (1, 3)).await;

    assert_eq!(again, Again { rows: Vec::new(), gone: vec![(1, 2)] });
}

#[tokio::test]
async fn what_is_older_than_two_days_is_let_go_of() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    let at = |hours: i64| {
        let mut new = rows(Lane::Events, 1..2);
        (new[0].wall, new[0].clock) = (Some(Wall(hours * 3_600_000)), ClockQuality::Synced);
        new
    };
    for (seq, hours) in [(1, 100), (2, 130), (3, 149)] {
        let keys = outbox.push(at(hours), None);
        settled(&outbox, Lane::Events, seq).await;
        outbox.delete(Lane::Events, &keys);
        outbox.again(Lane::Events, boot, (1, 1)).await;
    }

    let again = outbox.again(Lane::Events, boot, (1, 3)).await;

    assert_eq!(again.gone, [(1, 1)]);
}

fn outbox_body(number: u64) -> Vec<u8> {
    rows(Lane::Alarms, number..number + 1)[0].body.clone()
}
