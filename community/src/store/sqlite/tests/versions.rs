use std::fs;

use rusqlite::Connection;

use super::vault;
use crate::store::sqlite::open::{STEPS, migrate};
use crate::store::sqlite::{FILE, OpenError, Sqlite};

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
    ] {
        assert!(db.execute(wrong, []).is_err(), "{wrong}");
    }
}
