//! What becomes of the rows when the disk is broken, full, gone, or comes back?

use std::fs;
use std::time::Duration;

use alerts::message::Lane;

use super::*;

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_its_readable_rows_are_kept() {
    let home = Folder::new();
    let boot = fill_and_damage(&home, 400).await;
    let opened = home.open().await;
    // Nothing has been looked through at the start: damage is found where it is read.
    let found = keys(&opened.outbox, Lane::Events).await;
    let again = keys(&opened.outbox, Lane::Events).await;

    assert!(again.len() > 300, "{}", again.len());
    assert!(found.iter().all(|key| again.contains(key)));
    assert!(home.path().join("alarms.db.corrupt-1").exists());
    assert_eq!(lane(&opened.outbox, Lane::Events), (again.len() as u64, 0));
    assert_eq!(opened.boot, boot + 1);
    opened.outbox.push(alarm_rows(1), None);
    settled(&opened.outbox, Lane::Alarms, 1).await;
    assert_eq!(opened.outbox.stats().borrow().health, StoreHealth::Fine);
    opened.outbox.close().await;
    let later = home.open().await;
    assert!(matches!(later.found().faults.as_slice(), [StoreFault::Remains { kept: 1, .. }]));
    assert_eq!(later.boot, boot + 2);
}

#[tokio::test]
async fn damage_is_looked_for_after_an_end_in_disorder_and_not_before_the_home_is_listened_to() {
    let home = Folder::new();
    fill_and_damage(&home, 400).await;
    let db = rusqlite::Connection::open(home.path().join("alarms.db")).unwrap();
    db.execute("UPDATE meta SET value = 0 WHERE name = 'clean'", []).unwrap();
    drop(db);

    let opened = home.open().await;
    assert!(opened.found().faults.is_empty());
    for _ in 0..=limits::IDLE_TICKS {
        opened.outbox.tick().await;
    }
    rest(&opened.outbox).await;

    assert!(home.path().join("alarms.db.corrupt-1").exists());
    assert_eq!(opened.outbox.stats().borrow().health, StoreHealth::Fine);
}

#[tokio::test]
async fn a_rescue_that_was_cut_off_is_begun_anew_and_one_that_was_whole_is_finished() {
    let home = Folder::new();
    fill_and_damage(&home, 400).await;
    let (file, fresh) = (home.path().join("alarms.db"), home.path().join("alarms.db.rescue"));
    fs::write(&fresh, b"half of it").unwrap();
    let opened = home.open().await;
    let first = keys(&opened.outbox, Lane::Events).await;
    let first = first.len().max(keys(&opened.outbox, Lane::Events).await.len());
    opened.outbox.close().await;
    assert!(first > 300 && !fresh.exists());

    // Killed between the two names: the damaged file is aside, the fresh one is not in its place.
    fs::rename(&file, &fresh).unwrap();
    let opened = home.open().await;

    assert_eq!(keys(&opened.outbox, Lane::Events).await.len(), first);
}

#[tokio::test]
async fn damaged_files_do_not_pile_up() {
    let home = Folder::new();
    for _ in 0..5 {
        fs::write(home.path().join("alarms.db"), vec![0x5a; 9_000]).unwrap();
        home.open().await.outbox.close().await;
    }

    let names = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut asides: Vec<_> =
        names.filter(|name| name.to_string_lossy().contains("corrupt")).collect();
    asides.sort();
    assert_eq!(asides, ["alarms.db.corrupt-3", "alarms.db.corrupt-4", "alarms.db.corrupt-5"]);
}

#[tokio::test]
async fn a_file_of_rubbish_does_not_stop_the_start_and_the_boot_is_new_all_the_same() {
    let home = Folder::new();
    let first = home.open().await;
    first.outbox.close().await;
    fs::write(home.path().join("alarms.db"), vec![0x5a; 9_000]).unwrap();

    let opened = home.open().await;

    let faults = opened.found().faults.as_slice();
    assert!(matches!(faults, [StoreFault::SetAside { salvaged: 0, .. }]), "{faults:?}");
    assert!(opened.boot > first.boot);
    assert!(home.path().join("alarms.db.corrupt-1").exists());
}

#[tokio::test]
async fn a_new_card_never_begins_with_a_boot_that_was_used_before() {
    let (old, new) = (Folder::new(), Folder::new());
    let at = |millis| Birth::at(Some(Wall(millis)));
    let limits = Limits::default();
    let first = open_with(old.path(), &limits, at(1_795_608_000_000), false).await.unwrap();
    first.outbox.close().await;
    let second = open_with(old.path(), &limits, at(1_795_608_009_000), false).await.unwrap();

    let fresh = open_with(new.path(), &limits, at(1_795_608_060_000), false).await.unwrap();

    assert_eq!(second.boot, first.boot + 1);
    assert!(fresh.boot > second.boot);
}

#[tokio::test]
async fn without_a_usable_folder_alarms_go_on_from_memory_and_say_so() {
    let home = Folder::new();
    let blocked = home.path().join("blocked");
    fs::write(&blocked, b"a file where the folder should be").unwrap();
    let first = open_in(&blocked, Limits::default()).await;
    let second = open_in(&blocked, Limits::default()).await;

    let pushed = first.outbox.push(alarm_rows(1), None);
    settled(&first.outbox, Lane::Alarms, 1).await;

    assert_ne!(first.boot, second.boot);
    assert_eq!(first.found().faults.len(), 2);
    assert_eq!(first.outbox.stats().borrow().health, StoreHealth::Alarms);
    let offered = first.outbox.fetch(Lane::Alarms, None, 9).await;
    let [row] = offered.as_slice() else { panic!("{offered:?}") };
    assert_eq!((row.durable, row.body.as_slice()), (false, b"{\"durable\":false}".as_slice()));
    assert_eq!(lane(&first.outbox, Lane::Alarms), (1, 1));

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
    let later = open_in(&blocked, Limits::default()).await;
    assert_eq!(later.boot, first.boot + 1);
    assert_eq!(keys(&later.outbox, Lane::Alarms).await, pushed);
}

#[tokio::test]
async fn a_store_that_is_found_after_the_start_gives_up_its_backlog_and_wakes_whoever_sends() {
    let home = Folder::new();
    let before = home.open().await;
    let waiting = before.outbox.push(alarm_rows(3), None);
    before.outbox.close().await;
    let (file, away) = (home.path().join("alarms.db"), home.path().join("away"));
    fs::rename(&file, &away).unwrap();
    fs::create_dir(&file).unwrap();
    let opened = home.open().await;
    let new = opened.outbox.push(alarm_rows(1), None);
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await, new);
    let mut newest = opened.outbox.newest();
    let known = newest.borrow_and_update().opened;

    fs::remove_dir(&file).unwrap();
    fs::rename(&away, &file).unwrap();
    for _ in 0..limits::REOPEN_TICKS {
        opened.outbox.tick().await;
    }

    newest.wait_for(|newest| newest.opened != known).await.unwrap();
    rest(&opened.outbox).await;
    assert_eq!(keys(&opened.outbox, Lane::Alarms).await, [waiting, new].concat());
    assert_eq!(lane(&opened.outbox, Lane::Alarms), (4, 0));
}

#[tokio::test]
async fn a_file_that_somebody_deletes_is_made_again_with_all_that_was_in_it() {
    let home = Folder::new();
    let Begun { outbox, boot, .. } = home.open().await;
    outbox.push(rows(Lane::Events, 0..300), None);
    settled(&outbox, Lane::Events, 300).await;
    for name in ["alarms.db", "alarms.db-wal"] {
        fs::remove_file(home.path().join(name)).unwrap();
    }

    outbox.push(rows(Lane::Events, 300..301), None);
    settled(&outbox, Lane::Events, 301).await;
    rest(&outbox).await;
    assert_eq!(outbox.stats().borrow().health, StoreHealth::Fine);
    outbox.close().await;

    let left = keys(&home.open().await.outbox, Lane::Events).await;
    assert_eq!(left, (1..=301).map(|seq| key(boot, seq)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_alarms_file_sends_alarms_from_memory_until_there_is_room() {
    let home = Folder::new();
    let limits = Limits { alarms_bytes: 20 * 4096, reserve_bytes: 0, ..Limits::default() };
    let outbox = home.open_with(limits).await.outbox;
    let mut pushed = 0;
    while outbox.stats().borrow().health == StoreHealth::Fine {
        outbox.push(alarm_rows(20), None);
        pushed += 20;
        settled(&outbox, Lane::Alarms, pushed).await;
        assert!(pushed < 5_000, "the file never filled");
        rest(&outbox).await;
    }

    let all = keys(&outbox, Lane::Alarms).await;
    assert_eq!(all.len(), pushed as usize);
    let (gone, left) = all.split_at(all.len() / 2);
    outbox.delete(Lane::Alarms, gone);
    outbox.tick().await;

    let mut stats = outbox.stats();
    stats.wait_for(|stats| stats.health == StoreHealth::Fine).await.unwrap();
    assert_eq!(keys(&outbox, Lane::Alarms).await, left);
    assert_eq!(lane(&outbox, Lane::Alarms), (left.len() as u64, 0));
}

#[tokio::test(start_paused = true)]
async fn an_alarm_is_offered_from_memory_when_the_disk_does_not_answer_within_a_second() {
    let shared = Arc::new(Shared::new(&Limits::default()));
    shared.decide(7);
    tokio::spawn(late::offer_late(Arc::downgrade(&shared)));
    tokio::task::yield_now().await;
    for row in alarm_rows(2) {
        shared.pending(Which::Alarms).push(row);
        shared.fresh.notify_one();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let mut newest = shared.newest.subscribe();

    let within = async |newest: &mut watch::Receiver<Newest>, seq, millis| {
        let offered = newest.wait_for(|newest| newest.alarms == seq);
        drop(tokio::time::timeout(Duration::from_millis(millis), offered).await.unwrap().unwrap());
    };
    // The first is a second old, the second half a second.
    within(&mut newest, 1, 100).await;
    assert_eq!(newest.borrow().alarms, 1, "the second may still be in time");
    within(&mut newest, 2, 600).await;

    let offered = shared.pending(Which::Alarms).in_memory(Lane::Alarms, Key::ZERO, 9);
    assert!(offered.len() == 2 && offered.iter().all(|row| !row.durable));
    assert_eq!(shared.stats.borrow().health, StoreHealth::Alarms);
}

/// A store with many events whose file is then damaged in the middle; the boot that wrote it.
async fn fill_and_damage(home: &Folder, count: u64) -> u32 {
    let Begun { outbox, boot, .. } = home.open().await;
    outbox.push(rows(Lane::Events, 0..count), None);
    outbox.close().await;
    let file = home.path().join("alarms.db");
    let mut bytes = fs::read(&file).unwrap();
    let row = bytes.windows(8).position(|window| window == b"{\"n\":200").unwrap();
    let middle = row / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    boot
}

#[tokio::test]
async fn rows_of_a_boot_that_was_used_before_are_sent_under_a_number_that_never_was() {
    let home = Folder::new();
    let first = home.open().await;
    let mut alarm = alarm_rows(1);
    alarm[0].body = format!("{{\"alarm\":\"{}-1\"}}", first.boot).into_bytes();
    first.outbox.push(alarm, Some(format!("[{{\"alarm\":\"{}-1\"}}]", first.boot)));
    first.outbox.push(rows(Lane::Readings, 0..2), None);
    first.outbox.close().await;
    let taken = Taken { boot: first.boot, above: first.boot + 5 };

    let birth = Birth { taken: Some(taken), ..Birth::at(None) };
    let second = open_with(home.path(), &Limits::default(), birth, false).await.unwrap();

    let free = first.boot + 6;
    assert_eq!(second.boot, free + 1);
    let rows = second.outbox.fetch(Lane::Alarms, None, 9).await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.key, key(free, 1));
    assert_eq!(row.body, format!("{{\"alarm\":\"{free}-1\"}}").into_bytes());
    assert_eq!(second.found.unwrap().kept, Some(format!("[{{\"alarm\":\"{free}-1\"}}]")));
    assert_eq!(keys(&second.outbox, Lane::Readings).await, [key(free, 1), key(free, 2)]);
}
