use alerts::message::{Id, Lane};
use rusqlite::Connection;

use super::{NOON, found, home, vault};
use crate::core::heard::{EventSaid, SummaryOf};
use crate::core::person::{Record, Resident};
use crate::store::Store;
use crate::store::rows::{Batch, Effect, PersonChange, PoisonRow, Retention};
use crate::store::sqlite::{FILE, Sqlite};

const BODY: &str = "{\"from\":\"the night in which nobody slept\"}";
const NAME: &str = "欧阳淑华 of the fourth floor";

#[tokio::test]
async fn of_an_erased_resident_no_byte_is_left_in_any_file() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let store = Sqlite::open(dir, dir, vault()).unwrap();
    let resident = somebody(&store).await;
    let mut effects = vec![
        event("h0001", 0),
        Effect::Summary {
            home: home("h0001"),
            of: SummaryOf::Night,
            date: "2026-11-23".to_owned(),
            at: NOON,
            body: BODY.to_owned(),
        },
        Effect::Poison(PoisonRow {
            at: NOON,
            topic: "hearth/v1/k/h0001/state".to_owned(),
            why: "no JSON".to_owned(),
            payload: BODY.as_bytes().to_vec(),
        }),
    ];
    // Enough to fill pages, so that some are freed as a whole; and another home's between.
    for n in 1..300 {
        effects.extend([event("h0001", n), event("h0002", n)]);
    }
    store.take(Batch { effects, ..Batch::default() }).await.unwrap();
    let secrets = secrets(&dir.join(FILE));
    assert_eq!(secrets.len(), 3, "the key, the record, and what it was before");
    for secret in &secrets {
        assert!(found(dir, secret) > 0);
    }
    let others = count(&dir.join(FILE), "h0002");
    assert!(found(dir, BODY.as_bytes()) > usize::try_from(others).unwrap());
    assert_eq!(found(dir, NAME.as_bytes()), 0, "never unencrypted on the disk");

    store.erase(resident.id, "chen", NOON).await.unwrap().unwrap();

    for secret in &secrets {
        assert_eq!(found(dir, secret), 0);
    }
    assert_eq!(found(dir, b"only in the first home"), 0);
    assert_eq!(count(&dir.join(FILE), "h0001"), 0);
    assert_eq!(count(&dir.join(FILE), "h0002"), others);
}

#[tokio::test]
async fn of_an_erased_residents_minutes_nothing_is_left_packed_or_not() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let store = Sqlite::open(dir, dir, vault()).unwrap();
    let resident = somebody(&store).await;
    let line = "unmistakable-line";
    let effects = (0..90).flat_map(|minute| {
        let at = NOON + std::time::Duration::from_secs(60 * minute);
        let lines = vec![(line.to_owned(), alerts::message::LineMinute::default())];
        let minute = alerts::message::Minute { lines, ..alerts::message::Minute::default() };
        [("h0001", &minute), ("h0002", &minute)].map(|(name, minute)| Effect::Minute {
            home: home(name),
            at,
            minute: Box::new(minute.clone()),
        })
    });
    store.take(Batch { effects: effects.collect(), ..Batch::default() }).await.unwrap();
    let keep = Retention { minutes_days: 90, events_days: 90, alarms_days: 90, audit_days: 90 };
    // The first hour is older than a week by now, the second is not.
    let week = NOON + std::time::Duration::from_secs(7 * 86_400 + 3_600);
    while store.tidy(week, keep).await.unwrap().more {}
    let file = dir.join(FILE);
    let db = Connection::open(&file).unwrap();
    let ask = |sql: &str| -> Vec<Vec<u8>> {
        let mut ask = db.prepare(sql).unwrap();
        let rows = ask.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let of_home = "(SELECT id FROM home WHERE name = 'h0001')";
    let rows = ask(&format!("SELECT body FROM minute WHERE home = {of_home}"));
    let hours = ask(&format!("SELECT body FROM hour WHERE home = {of_home}"));
    assert_eq!((rows.len(), hours.len()), (30, 1));

    store.erase(resident.id, "chen", NOON).await.unwrap().unwrap();

    assert_eq!(ask(&format!("SELECT body FROM minute WHERE home = {of_home}")).len(), 0);
    assert_eq!(ask(&format!("SELECT body FROM hour WHERE home = {of_home}")).len(), 0);
    let there = store.timeline(&home("h0002"), NOON..week).await.unwrap();
    assert_eq!(there.minutes.len(), 90, "the neighbour's are all there");
}

async fn somebody(store: &Sqlite) -> Resident {
    let record = Record { name: NAME.to_owned(), ..Record::default() };
    let add = PersonChange::Add { home: Some(home("h0001")), seat: None, record };
    let added = store.change_people(vec![add], "lin", NOON).await.unwrap().remove(0);
    let edit = PersonChange::Edit(added);
    store.change_people(vec![edit], "lin", NOON).await.unwrap().remove(0)
}

fn event(at: &str, seq: u32) -> Effect {
    let body = if at == "h0001" && seq > 0 {
        format!("{{\"n\":{seq},\"what\":\"only in the first home\",\"more\":{BODY}}}")
    } else {
        BODY.to_owned()
    };
    let event = EventSaid { kind: "bed-exit".to_owned(), fact: None, withdrawn: false, body };
    Effect::Event { home: home(at), id: Id { boot: 1, lane: Lane::Events, seq }, at: NOON, event }
}

/// What is sealed of everybody, as it stands in the file.
fn secrets(file: &std::path::Path) -> Vec<Vec<u8>> {
    let db = Connection::open(file).unwrap();
    let sql = "SELECT key FROM resident UNION ALL SELECT record FROM resident
               UNION ALL SELECT before FROM change WHERE before IS NOT NULL";
    let mut ask = db.prepare(sql).unwrap();
    let rows = ask.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn count(file: &std::path::Path, name: &str) -> u32 {
    let db = Connection::open(file).unwrap();
    let sql = "SELECT count(*) FROM event JOIN home ON home.id = event.home WHERE name = ?1";
    db.query_row(sql, [name], |row| row.get(0)).unwrap()
}
