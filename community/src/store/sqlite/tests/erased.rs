use std::time::Duration;

use alerts::Wall;
use alerts::message::{Id, Lane};
use rusqlite::Connection;

use super::{NOON, found, home, vault};
use crate::core::activity::{Activity, ActivityId, Comer, SignUp, SignUpId};
use crate::core::desk::ladder::Book;
use crate::core::desk::{CaseId, Input, Kind, Opening, World, file};
use crate::core::heard::{EventSaid, SummaryOf};
use crate::core::person::{Contact, Record, Resident};
use crate::core::report::{Draft, Place, Public, ReportKind, Said};
use crate::store::Store;
use crate::store::cases::{CaseStore as _, Committed};
use crate::store::neighbours::NeighbourStore as _;
use crate::store::rows::{Batch, Effect, PersonChange, PoisonRow, Retention};
use crate::store::sqlite::{FILE, Sqlite};
use crate::store::tidings::TidingStore as _;

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

/// Somebody who lives here writes where they are no resident: by their own telephone, by their daughter's,
/// and with no telephone at all. Another of the same name does, too.
#[tokio::test]
async fn what_an_erased_resident_wrote_in_the_neighbourhood_goes_at_once_and_no_byte_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let store = Sqlite::open(dir, dir, vault()).unwrap();
    let daughter = Contact { phone: "13900139000".into(), ..Contact::default() };
    let record = Record {
        name: NAME.to_owned(),
        building: "4".into(),
        phone: "+86 138 0013 8000".into(),
        contacts: vec![daughter],
        ..Record::default()
    };
    let add = PersonChange::Add { home: None, seat: None, record };
    let du = store.change_people(vec![add], "lin", NOON).await.unwrap().remove(0).id;
    let walk = store.save_activity(walk(), NOON).await.unwrap();
    for (n, (name, phone)) in (0_u8..).zip([
        (NAME, "138-0013-8000"),
        ("Du", "13800138000 "),
        (NAME, "139 0013 9000"),
        (NAME, "13700137000"),
        ("Wang", "13600136000"),
    ]) {
        let added = store.add_sign_up(comes(walk, (n, name, phone)), vec![n]).await;
        // The second is the first's telephone.
        assert_eq!(added.is_ok(), n != 1);
    }
    let wish = |text: &str| format!("{NAME}: {text}");
    let (own, public, other) = (
        filed(&store, ReportKind::Wish, (&wish("a bench"), "", "4")).await,
        filed(&store, ReportKind::Road, ("a hole before my door", "13800138000", "5")).await,
        filed(&store, ReportKind::Wish, ("Wang: a tree", "13600136000", "4")).await,
    );
    let over = filed(&store, ReportKind::Wish, ("x: y", "138 0013 8000", "5")).await;
    says(&store, over, Said::Refuse { why: "not possible".into() }).await;
    let shown = Public { at: NOON, text: "a hole".into(), photos: Vec::new() };
    says(&store, public, Said::Publish(Some(shown.clone()))).await;
    let theirs = sealed_of(
        &dir.join(FILE),
        &[
            ("sign_up", "sealed", "id IN (1, 2)"),
            ("report", "sealed", &format!("of IN ({}, {}, {})", own.0, public.0, over.0)),
            ("report", "phone", &format!("of IN ({}, {})", public.0, over.0)),
        ],
    );
    assert_eq!(theirs.len(), 7);
    assert!(theirs.iter().all(|it| found(dir, it) > 0));

    store.erase(du, "chen", NOON).await.unwrap().unwrap();

    for bytes in &theirs {
        assert_eq!(found(dir, bytes), 0, "at once");
    }
    let left = store.sign_ups(walk).await.unwrap();
    let left: Vec<_> = left.iter().map(|it| it.who.phone.as_str()).collect();
    assert_eq!(left, ["13700137000", "13600136000"], "another of the same name stays");
    assert_eq!(store.moved_up(walk).await.unwrap().len(), 1, "whoever waited is to be told");
    let read = async |id| *store.case(id).await.unwrap().unwrap().report.unwrap();
    let wish = read(own).await;
    assert_eq!((wish.text.as_str(), wish.contact), ("", None));
    let road = read(public).await;
    assert_eq!((road.text.as_str(), road.contact, road.public), ("", None, Some(shown)));
    assert_eq!(read(other).await.text, "Wang: a tree");
    assert_eq!(store.case(over).await.unwrap(), None);
    assert_eq!(store.open_cases().await.unwrap().broken, []);
}

fn walk() -> Activity {
    Activity {
        id: ActivityId(0),
        revision: 0,
        title: "A walk".into(),
        place: "Gate 2".into(),
        text: String::new(),
        starts: NOON + Duration::from_secs(3_600),
        ends: NOON + Duration::from_secs(7_200),
        places: Some(3),
        cancelled: false,
    }
}

fn comes(activity: ActivityId, (n, name, phone): (u8, &str, &str)) -> SignUp {
    SignUp {
        id: SignUpId(0),
        activity,
        at: NOON,
        confirmed: Some(Wall(NOON.0 + i64::from(n))),
        coded: true,
        by: String::new(),
        who: Comer { name: name.into(), phone: phone.into(), lang: String::new() },
    }
}

async fn filed(
    store: &Sqlite,
    kind: ReportKind,
    (text, phone, building): (&str, &str, &str),
) -> CaseId {
    let draft = Draft {
        kind,
        private: false,
        place: Place { building: building.into(), at: None },
        text: text.into(),
        phone: Some(phone.to_owned()).filter(|it| !it.is_empty()),
        worker: None,
    };
    let id = store.next_case().await.unwrap();
    let ladders = Book::default().ladders(None, Kind::Report);
    let opening = Opening { id, ladders, resident: None };
    let change = file(NOON, format!("r{}", id.0), draft, opening, &World::default());
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
    id
}

async fn says(store: &Sqlite, id: CaseId, said: Said) {
    let case = store.case(id).await.unwrap().unwrap();
    let change = case.handle(NOON, Input::Report { by: None, key: None, said }, &World::default());
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
}

/// What is sealed in some rows, as it stands in the file.
fn sealed_of(file: &std::path::Path, of: &[(&str, &str, &str)]) -> Vec<Vec<u8>> {
    let db = Connection::open(file).unwrap();
    let ask = |(table, column, rows): &(&str, &str, &str)| -> Vec<Vec<u8>> {
        let sql = format!("SELECT {column} FROM {table} WHERE {rows}");
        let mut ask = db.prepare(&sql).unwrap();
        let rows = ask.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    of.iter().flat_map(ask).collect()
}
