mod desk;
mod later;

use std::fs;
use std::path::{Path, PathBuf};

use alerts::Wall;
use alerts::message::{Id, Lane, Minute};
use rusqlite::Connection;

use super::{NOON, home, vault};
use crate::core::heard::EventSaid;
use crate::core::person::{Record, Resident};
use crate::store::Store;
use crate::store::rows::{Batch, Effect, PersonChange, Retention};
use crate::store::sqlite::open::{STEPS, migrate};
use crate::store::sqlite::{FILE, OpenError, Sqlite};
use crate::vault::{SealingKey, Vault};

#[test]
fn a_later_versions_file_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(FILE);
    drop(Sqlite::open(dir.path(), dir.path(), vault()).unwrap());
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();

    let answer = Sqlite::open(dir.path(), dir.path(), vault());

    assert!(matches!(answer, Err(OpenError::Newer { found: 99, .. })));
}

#[test]
fn another_programs_file_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(FILE);
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let answer = Sqlite::open(dir.path(), dir.path(), vault());
    assert!(matches!(answer, Err(OpenError::NotOurs(_))));

    fs::write(&file, "a letter, longer than the header of a database file. ".repeat(4)).unwrap();
    let answer = Sqlite::open(dir.path(), dir.path(), vault());
    assert!(matches!(answer, Err(OpenError::NotOurs(_))), "{answer:?}");
}

#[test]
fn a_step_that_fails_leaves_the_version_before_it_and_a_copy_was_made() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(FILE);
    drop(Sqlite::open(dir.path(), dir.path(), vault()).unwrap());
    let mut db = Connection::open(&file).unwrap();
    let known = u32::try_from(STEPS.len()).unwrap();
    let mut steps = STEPS.to_vec();
    steps.push("CREATE TABLE more (x); CREATE TABLE home (x)");

    assert!(migrate(&mut db, &steps, (&file, dir.path())).is_err());

    let ask = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap();
    assert_eq!(ask("PRAGMA user_version"), known);
    assert_eq!(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'more'"), 0);
    assert!(dir.path().join(format!("before-version-{}.db", known + 1)).exists());
}

/// What a part of the schema must not let in, whoever writes it.
#[test]
fn the_schema_refuses_what_no_program_of_ours_would_write() {
    let dir = tempfile::tempdir().unwrap();
    drop(Sqlite::open(dir.path(), dir.path(), vault()).unwrap());
    let db = Connection::open(dir.path().join(FILE)).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    for wrong in [
        "INSERT INTO alarm (home, at, body) VALUES (1, 0, '{}')",
        "INSERT INTO home (id, name) VALUES (1, '')",
        "INSERT INTO resident (revision, seat, key, record) VALUES (1, 0, x'00', x'00')",
        "INSERT INTO token (hash, name, is_for) VALUES (x'00', 'x', 'everything')",
        "INSERT INTO heart (day, home, body) VALUES (1, 1, x'0000')",
        "INSERT INTO minute (slot, home, at, heart, body) VALUES (1, 1, 1, 0, x'00')",
        "INSERT INTO \"case\" (revision, key, kind, priority, stage, opened, body)
         VALUES (1, 'x', 'smoke', 'high', 'closed', 0, '{}')",
        "INSERT INTO \"case\" (revision, key, kind, priority, stage, opened, body)
         VALUES (1, 'x', 'smoke', 'high', 'asleep', 0, '{}')",
        "INSERT INTO party (revision, place, active, body) VALUES (1, 0, 1, x'00')",
        "INSERT INTO setting (name, revision, body) VALUES ('else', 1, '{}')",
        "INSERT INTO activity (revision, starts, ends, body) VALUES (1, 2, 1, '{}')",
        "INSERT INTO bulletin (revision, since, until, body) VALUES (1, 2, 1, '{}')",
        "INSERT INTO sign_up (activity, word, at, by, sealed) VALUES (99, x'00', 0, '', x'00')",
        "INSERT INTO past (receipt, kind, building, state, received, look_by, reopened)
         VALUES ('1', 'road', '4', 'asleep', 0, 0, 0)",
        "INSERT INTO tiding (body, since, tries) VALUES ('{}', 0, 0)",
        "INSERT INTO tiding (sign_up, body, since, tries) VALUES (99, '{}', 0, 0)",
        "INSERT INTO photo (name, of, at) VALUES ('../station.db', 1, 0)",
        "INSERT INTO code (party, channel, hash, until, tries) VALUES (1, 0, x'00', 0, 6)",
        "INSERT INTO report (of, kind, private, state, building, received, look_by, reopened, me_too,
         sealed) VALUES (1, 'road', 0, 'asleep', '', 0, 0, 0, 0, x'')",
        "INSERT INTO place (building, ord, x) VALUES ('4', 0, 1)",
        "INSERT INTO map (one, revision, metres_wide, pixels_wide, pixels_high, picture)
         VALUES (2, 1, 500, 1, 1, x'')",
    ] {
        assert!(db.execute(wrong, []).is_err(), "{wrong}");
    }
}

/// The files that were written by each released version, and are opened by this one.
const KEPT: [&str; 3] = ["version-1.db", "version-2.db", "version-6.db"];

#[tokio::test]
async fn every_released_versions_file_is_brought_up_to_date_with_all_that_is_in_it() {
    for kept in KEPT {
        let dir = tempfile::tempdir().unwrap();
        fs::copy(kept_files().join(kept), dir.path().join(FILE)).unwrap();
        let store = Sqlite::open(dir.path(), dir.path(), kept_vault()).unwrap();

        let residents = store.residents().await.unwrap();
        assert_eq!(residents.len(), 2, "{kept}");
        assert_eq!(residents[0].record.name, AWKWARD, "{kept}");
        assert_eq!(
            residents[1],
            Resident { id: residents[1].id, revision: 1, ..Resident::nobody() }
        );
        assert_eq!(store.history(residents[0].id).await.unwrap().len(), 2, "{kept}");
        let all = Wall(i64::MIN)..Wall(i64::MAX);
        let said = store.timeline(&home("h-0"), all).await.unwrap();
        let at: Vec<i64> = said.minutes.iter().map(|(at, _)| at.0).collect();
        assert_eq!(at, [-1, NOON.0, NOON.0, i64::MAX - 1], "{kept}");
        assert_eq!(said.events[0].1.body, AWKWARD, "{kept}");
        assert_eq!(store.load(NOON).await.unwrap().homes.len(), 2, "{kept}");
        match kept {
            "version-1.db" => {}
            "version-2.db" => desk::is_there(&store, 0).await,
            _ => {
                desk::is_there(&store, 2).await;
                later::is_there(&store).await;
            }
        }
    }
}

/// `cargo test -p hearth-community --lib the_kept_file -- --ignored`, once for each version, before it
/// is released; the file is never written again.
#[tokio::test]
#[ignore = "writes the file of this version that later ones are tried with"]
async fn the_kept_file_of_this_version_is_written() {
    let name = format!("version-{}.db", STEPS.len());
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), kept_vault()).unwrap();
    let record = Record { name: AWKWARD.to_owned(), born: Some(i16::MIN), ..Record::default() };
    let home_of = Some(home("h-0"));
    let add = PersonChange::Add { home: home_of, seat: Some(u16::MAX), record };
    let added = store.change_people(vec![add], "", NOON).await.unwrap().remove(0);
    let nobody = PersonChange::Add { home: None, seat: None, record: Record::default() };
    let changes = vec![PersonChange::Edit(added.clone()), nobody];
    store.change_people(changes, AWKWARD, Wall(-1)).await.unwrap();
    let minute = |at| Effect::Minute {
        home: home("h-0"),
        at: Wall(at),
        minute: Box::new(Minute::default()),
    };
    let event = EventSaid {
        kind: String::new(),
        fact: Some(String::new()),
        withdrawn: false,
        body: AWKWARD.to_owned(),
    };
    let id = Id { boot: u32::MAX, lane: Lane::Events, seq: 0 };
    let effects = vec![
        minute(NOON.0),
        minute(NOON.0),
        minute(i64::MAX - 1),
        minute(-1),
        Effect::Event { home: home("h-0"), id, at: Wall(-5), event },
    ];
    let boots = vec![(home("z"), u32::MAX)];
    store.take(Batch { effects, boots, ..Batch::default() }).await.unwrap();
    let keep = Retention {
        minutes_days: u32::MAX,
        events_days: u32::MAX,
        alarms_days: u32::MAX,
        audit_days: u32::MAX,
    };
    while store.tidy(Wall(NOON.0 + 30 * 86_400_000), keep).await.unwrap().more {}
    desk::write(&store, added.id).await;
    later::write(&store, added.id).await;
    store.backup(&kept_files().join(name)).await.unwrap();
}

const AWKWARD: &str = "欧阳 \"O'Neil\"\u{0}\r\n\u{202e}=cmd()";

impl Resident {
    fn nobody() -> Self {
        Self { id: <_>::default(), revision: 0, home: None, seat: None, record: Record::default() }
    }
}

fn kept_files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sqlite/tests/files")
}

/// A key that everybody knows: nobody lives in the kept files.
fn kept_vault() -> Vault {
    Vault::new(SealingKey::from_bytes(&[7; 32]).unwrap())
}
