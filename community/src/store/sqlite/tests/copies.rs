use std::fs;
use std::os::unix::fs::MetadataExt;

use super::{NOON, home, vault};
use crate::core::desk::ladder::Book;
use crate::core::desk::{CaseId, Happened, Kind, Opening, World, take};
use crate::core::person::Record;
use crate::store::Store;
use crate::store::cases::{CaseStore, Committed};
use crate::store::rows::{Batch, Effect, PersonChange, PoisonRow, Retention};
use crate::store::sqlite::{FILE, OpenError, Sqlite, album, backup, rekey};

#[tokio::test]
async fn a_copy_made_while_homes_go_on_talking_opens_with_everything_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (at, to) = (dir.path().join("a"), dir.path().join("b"));
    let key = vault();
    let store = Sqlite::open(&at, dir.path(), key.clone()).unwrap();
    let record = Record { name: "Du".to_owned(), ..Record::default() };
    let add = PersonChange::Add { home: Some(home("h0001")), seat: None, record };
    let added = store.change_people(vec![add], "lin", NOON).await.unwrap();
    talk(&store).await;

    let talking = async {
        for _ in 0..20 {
            talk(&store).await;
        }
    };
    let copy = to.join(FILE);
    let (copied, ()) = tokio::join!(store.backup(&copy), talking);
    copied.unwrap();

    let names: Vec<_> = fs::read_dir(&to).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, [FILE], "one file, and nothing that was half written");
    assert_eq!(fs::metadata(to.join(FILE)).unwrap().mode() & 0o777, 0o600);
    let restored = Sqlite::open(&to, dir.path(), key).unwrap();
    assert_eq!(restored.residents().await.unwrap(), added);
    let poison = restored.sizes().await.unwrap().poison;
    assert!((1..=21).contains(&poison), "{poison}: one moment of it");
}

#[tokio::test]
async fn a_copy_that_cannot_be_written_leaves_the_older_one() {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
    let to = dir.path().join("backup.db");
    store.backup(&to).await.unwrap();
    let before = fs::read(&to).unwrap();
    // A folder stands where the new one would be written.
    fs::create_dir_all(dir.path().join("backup.db.part/x")).unwrap();

    assert!(store.backup(&to).await.is_err());

    assert_eq!(fs::read(&to).unwrap(), before);
}

#[test]
fn progress_ends_with_all_pages() {
    let dir = tempfile::tempdir().unwrap();
    drop(Sqlite::open(dir.path(), dir.path(), vault()).unwrap());
    let mut last = None;
    let to = dir.path().join("to/copy.db");
    backup::copy(&dir.path().join(FILE), &to, |now| last = Some(now)).unwrap();
    let last = last.unwrap();
    assert!(last.pages > 0 && last.copied == last.pages, "{last:?}");
}

#[tokio::test]
async fn another_master_key_opens_nothing_until_the_store_was_given_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (old, new) = (vault(), vault());
    let store = Sqlite::open(dir, dir, old.clone()).unwrap();
    let record = Record { name: "Du".to_owned(), ..Record::default() };
    let add = PersonChange::Add { home: None, seat: None, record };
    let added = store.change_people(vec![add], "lin", NOON).await.unwrap();
    drop(store);
    assert!(matches!(Sqlite::open(dir, dir, new.clone()), Err(OpenError::OtherKey(_))));

    assert_eq!(rekey(dir, dir, (&old, &new)).unwrap(), 1);

    assert!(matches!(Sqlite::open(dir, dir, old), Err(OpenError::OtherKey(_))));
    let store = Sqlite::open(dir, dir, new).unwrap();
    assert_eq!(store.residents().await.unwrap(), added);
}

async fn talk(store: &Sqlite) {
    let row =
        PoisonRow { at: NOON, topic: "t".to_owned(), why: "w".to_owned(), payload: vec![7; 1_024] };
    let batch = Batch { effects: vec![Effect::Poison(row)], ..Batch::default() };
    store.take(batch).await.unwrap();
}

#[tokio::test]
async fn a_picture_of_a_case_is_there_after_a_restore_and_one_of_no_case_is_not() {
    const JPEG: &[u8] = b"a picture of somebody's kitchen";
    let dir = tempfile::tempdir().unwrap();
    let [at, backups, to] = ["a", "backups", "b"].map(|it| dir.path().join(it));
    let key = vault();
    let store = Sqlite::open(&at, dir.path(), key.clone()).unwrap();
    store.raise(Happened::Drill { home: None }, NOON).await.unwrap();
    let news = store.news(1).await.unwrap().remove(0);
    let ladders = Book::default().ladders(None, Kind::Drill);
    let opening = Opening { id: CaseId(1), ladders, resident: None };
    let change = take(NOON, &news, None, opening, &World::default());
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
    let before = store.keep_photo(CaseId(1), JPEG.to_vec(), NOON).await.unwrap();
    store.backup(&backups.join("station-1.db")).await.unwrap();
    let after = store.keep_photo(CaseId(1), JPEG.to_vec(), NOON).await.unwrap();
    assert_eq!(album::keep(&at, &backups, NOON).unwrap(), 2);

    fs::create_dir(&to).unwrap();
    fs::copy(backups.join("station-1.db"), to.join(FILE)).unwrap();
    album::give_back(&backups, &to).unwrap();

    let restored = Sqlite::open(&to, dir.path(), key).unwrap();
    assert_eq!(restored.photo(&before).await.unwrap(), Some((CaseId(1), JPEG.to_vec())));
    assert_eq!(restored.photo(&after).await.unwrap(), None);
    let keep = Retention { minutes_days: 90, events_days: 90, alarms_days: 90, audit_days: 90 };
    while restored.tidy(NOON, keep).await.unwrap().more {}
    assert!(!to.join("photos").join(after).exists(), "it goes with the first tidying");
}
