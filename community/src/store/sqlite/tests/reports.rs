//! What is kept of a report, and what goes when: the telephone first, a resident's words with them.

use std::time::Duration;

use alerts::Wall;

use super::{NOON, found, vault};
use crate::core::desk::ladder::Book;
use crate::core::desk::{CaseId, Input, Kind, Opening, PartyId, World, file};
use crate::core::person::{Record, ResidentId};
use crate::core::report::{Clocks, Draft, Place, Point, Public, Report, ReportKind, Said};
use crate::store::Store;
use crate::store::cases::{CaseStore, Committed};
use crate::store::reports::{MapRow, PlaceRow, ReportStore};
use crate::store::rows::{PersonChange, Retention};
use crate::store::sqlite::Sqlite;

const KEEP: Retention =
    Retention { minutes_days: 400, events_days: 400, alarms_days: 400, audit_days: 400 };

fn world() -> World {
    let clocks = Clocks {
        look_by: NOON + Duration::from_secs(7_200),
        done_by: NOON + Duration::from_secs(21_600),
    };
    World { clocks, ..World::default() }
}

async fn filed(store: &Sqlite, kind: ReportKind, resident: Option<ResidentId>) -> CaseId {
    let draft = Draft {
        kind,
        private: false,
        place: Place { building: "4".into(), at: Point::new(1, 2) },
        text: "unmistakable words".into(),
        phone: Some("13800138000".into()),
        worker: Some(PartyId(3)),
    };
    let id = store.next_case().await.unwrap();
    let opening = Opening { id, ladders: Book::default().ladders(None, Kind::Report), resident };
    let change = file(NOON, format!("ab{}", id.0), draft, opening, &world());
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
    id
}

async fn says(store: &Sqlite, id: CaseId, at: Wall, said: Said) {
    let case = store.case(id).await.unwrap().unwrap();
    let change = case.handle(at, Input::Report { by: Some(PartyId(3)), key: None, said }, &world());
    assert!(change.changed, "{:?}", change.answer);
    assert_eq!(store.commit(change, at).await.unwrap(), Committed::Whole);
}

async fn report(store: &Sqlite, id: CaseId) -> Report {
    *store.case(id).await.unwrap().unwrap().report.unwrap()
}

#[tokio::test]
async fn a_report_comes_back_as_it_was_and_no_word_of_it_stands_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
    let id = filed(&store, ReportKind::Road, None).await;
    let until = NOON + Duration::from_secs(86_400);
    says(&store, id, NOON, Said::Promise { until, why: "the tar is ordered".into() }).await;
    let photos = Vec::new();
    let public = Public { at: NOON, text: "a road".into(), photos };
    says(&store, id, NOON, Said::Publish(Some(public.clone()))).await;
    let read = report(&store, id).await;
    assert_eq!((read.text.as_str(), read.public), ("unmistakable words", Some(public)));
    assert_eq!(read.words.first().unwrap().text, "the tar is ordered");
    assert_eq!(read.contact.unwrap().phone, "13800138000");
    assert_eq!(read.place.at, Point::new(1, 2));
    assert_eq!(store.published(9).await.unwrap().len(), 1);
    assert_eq!(store.due(until, 9).await.unwrap().read.len(), 1, "its clock is the case's row");
    for secret in ["unmistakable", "13800138000", "the tar", "a road"] {
        assert_eq!(found(dir.path(), secret.as_bytes()), 0, "{secret}");
    }
}

#[tokio::test]
async fn the_telephone_goes_a_month_after_the_end_and_the_report_when_alarms_do() {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
    let (open, over) =
        (filed(&store, ReportKind::Road, None).await, filed(&store, ReportKind::Light, None).await);
    says(&store, over, NOON, Said::Refuse { why: "private ground".into() }).await;
    let after = |days: u64| NOON + Duration::from_secs(days * 86_400);
    while store.tidy(after(30), KEEP).await.unwrap().more {}
    assert!(report(&store, over).await.contact.is_some());
    while store.tidy(after(31), KEEP).await.unwrap().more {}
    assert_eq!(report(&store, over).await.contact, None);
    assert!(report(&store, open).await.contact.is_some(), "somebody may still have to call");
    while store.tidy(after(401), KEEP).await.unwrap().more {}
    assert_eq!(store.case(over).await.unwrap(), None);
    assert!(report(&store, open).await.contact.is_some());
}

#[tokio::test]
async fn of_a_resident_who_goes_no_word_of_a_wish_is_left_and_what_is_open_is_still_somebodys() {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
    let add = PersonChange::Add { home: None, seat: None, record: Record::default() };
    let du = store.change_people(vec![add], "lin", NOON).await.unwrap().remove(0).id;
    let (open, over) = (
        filed(&store, ReportKind::Wish, Some(du)).await,
        filed(&store, ReportKind::Wish, Some(du)).await,
    );
    says(&store, over, NOON, Said::Refuse { why: "not possible".into() }).await;
    assert!(report(&store, open).await.private);

    store.erase(du, "lin", NOON).await.unwrap().unwrap();

    let left = report(&store, open).await;
    assert_eq!((left.text.as_str(), left.contact), ("", None));
    assert_eq!(left.worker, Some(PartyId(3)));
    assert_eq!(store.case(over).await.unwrap(), None);
    says(&store, open, NOON, Said::Forward { why: "they have moved".into() }).await;
}

#[tokio::test]
async fn buildings_and_map_are_as_they_were_written_last() {
    let dir = tempfile::tempdir().unwrap();
    let store = Sqlite::open(dir.path(), dir.path(), vault()).unwrap();
    let place = |building: &str| PlaceRow {
        building: building.into(),
        worker: Some(PartyId(3)),
        at: Point::new(0, 10_000),
    };
    for places in [vec![place("5"), place("4")], vec![place("6")], Vec::new()] {
        store.save_places(places.clone()).await.unwrap();
        assert_eq!(store.places().await.unwrap(), places);
    }
    assert_eq!(store.map().await.unwrap(), None);
    let map = MapRow { revision: 0, metres_wide: 500, pixels: (4, 3) };
    store.save_map(map, Some(vec![1])).await.unwrap();
    store.save_map(MapRow { metres_wide: 900, ..map }, None).await.unwrap();
    let kept = MapRow { revision: 2, metres_wide: 900, pixels: (4, 3) };
    assert_eq!(store.map().await.unwrap(), Some(kept));
    assert_eq!(store.map_picture().await.unwrap(), Some(vec![1]));
}
