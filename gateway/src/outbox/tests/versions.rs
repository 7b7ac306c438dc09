//! Can a store of another version be used? The frozen files were written by 0.1.0.

use std::fs;

use super::*;

#[tokio::test]
async fn a_store_of_the_first_version_is_taken_over_whole() {
    let home = frozen();

    let opened = home.open().await;

    let found = opened.found();
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    assert_eq!(opened.boot, 3);
    assert_eq!(found.kept.as_deref(), Some("{\"next\":4,\"open\":[]}"));
    let previous = Previous { boot: 2, alarms: 3, events: 12, readings: 700 };
    assert_eq!(found.previous, Some(previous));
    rest(&opened.outbox).await;
    let counts = LANES.map(|of| lane(&opened.outbox, of).0);
    assert_eq!(counts, [4, 16, 760]);
    let losses = opened.outbox.stats().borrow().losses();
    assert_eq!(losses, Losses { thinned: 512, dropped: 128, oversize: 2 });
    assert_eq!(
        keys(&opened.outbox, Lane::Alarms).await,
        [key(1, 1), key(1, 3), key(2, 1), key(2, 3)]
    );
    let dated = opened.outbox.fetch(Lane::Alarms, Some(key(1, 3)), 1).await;
    assert_eq!(dated[0].wall, Some(Wall(1_795_374_728_214)));
}

#[tokio::test]
async fn a_store_that_the_first_version_has_used_again_is_counted_anew() {
    let home = frozen();
    home.open().await.outbox.close().await;
    let db = rusqlite::Connection::open(home.path().join("alarms.db")).unwrap();
    // As 0.1.0 does it: it marks the file as its own, and keeps no count.
    db.execute_batch("PRAGMA user_version = 1; DELETE FROM alarms WHERE key % 2 = 1;").unwrap();
    let left: i64 = db.query_row("SELECT count(*) FROM alarms", [], |row| row.get(0)).unwrap();
    drop(db);

    let opened = home.open().await;

    assert!(opened.found().faults.is_empty());
    rest(&opened.outbox).await;
    assert_eq!(lane(&opened.outbox, Lane::Alarms), (left as u64, 0));
    assert!(left < 4);
}

#[tokio::test]
async fn a_store_of_a_later_version_is_set_aside_and_what_waits_in_it_is_sent() {
    let home = frozen();
    let file = home.path().join("alarms.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute_batch("ALTER TABLE alarms ADD COLUMN colour TEXT; PRAGMA user_version = 9;")
        .unwrap();
    drop(db);

    let opened = home.open().await;

    let faults = opened.found().faults.as_slice();
    let [StoreFault::SetAside { salvaged: 20, aside, .. }] = faults else { panic!("{faults:?}") };
    assert!(aside.exists());
    assert!(faults[0].to_string().contains("a later hearth"), "{}", faults[0]);
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await.len(), 4);
    assert!(opened.boot > 2);
}

/// A copy of the frozen files, which stay as they are.
fn frozen() -> Folder {
    let home = Folder::new();
    let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/store-0.1.0");
    for name in ["alarms.db", "readings.db"] {
        fs::copy(frozen.join(name), home.path().join(name)).unwrap();
    }
    home
}
