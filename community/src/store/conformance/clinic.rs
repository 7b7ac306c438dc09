//! What leaves for the clinic, and what it asks.

use alerts::Wall;
use jiff::civil::date;

use super::{NOON, Scratch, after, home};
use crate::core::clinic::ask::{Ask, AskId, Input, Stage, Words};
use crate::core::clinic::row::Became;
use crate::core::clinic::want::Lives;
use crate::core::clinic::{Digest, Item, Row, RowId};
use crate::core::heard::SummaryOf;
use crate::core::person::{Record, ResidentId};
use crate::fhir::bundle::Place;
use crate::store::Store as _;
use crate::store::cases::Committed;
use crate::store::clinic::{ClinicStore as _, SentAsked, Waits};
use crate::store::rows::{Batch, Effect, PersonChange, Retention};

async fn resident(scratch: &Scratch) -> ResidentId {
    let record = Record { name: "Du".to_owned(), ..Record::default() };
    let add = PersonChange::Add { home: Some(home("h1")), seat: None, record };
    scratch.store.change_people(vec![add], "lin", NOON).await.unwrap()[0].id
}

fn night(of: ResidentId, day: i8) -> Row {
    let item = Item::Night(date(2026, 11, day));
    Row::new(NOON, (of, home("h1")), item, Digest("a".to_owned()))
}

async fn says(scratch: &Scratch, date: &str) {
    let (home, of, at) = (home("h1"), SummaryOf::Night, NOON);
    let (date, body) = (date.to_owned(), "{}".to_owned());
    let effects = vec![Effect::Summary { home, of, date, at, body }];
    scratch.store.take(Batch { effects, ..Batch::default() }).await.unwrap();
}

pub(super) async fn a_home_is_marked_by_what_the_clinic_may_want_until_it_was_looked_at(
    scratch: Scratch,
) {
    says(&scratch, "2026-11-23").await;
    let scratch = scratch.again();
    let marks = scratch.store.marks(9).await.unwrap();
    assert_eq!(marks.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["h1"]);
    // What is said while somebody looks is looked at again.
    says(&scratch, "2026-11-24").await;
    scratch.store.unmark(marks).await.unwrap();
    let marks = scratch.store.marks(9).await.unwrap();
    assert_eq!(marks.len(), 1);
    scratch.store.unmark(marks).await.unwrap();
    assert_eq!(scratch.store.marks(9).await.unwrap(), []);
    let lives = Lives {
        people: [(ResidentId(7), (Some(home("h1")), Some(NOON))), (ResidentId(8), (None, None))]
            .into(),
        homes: [(home("h1"), ResidentId(7))].into(),
    };
    scratch.store.save_lives(lives.clone()).await.unwrap();
    assert_eq!(scratch.again().store.lives().await.unwrap(), lives);
}

pub(super) async fn a_row_is_there_once_and_who_saves_an_older_one_is_told_so(scratch: Scratch) {
    let of = resident(&scratch).await;
    let save = |rows| scratch.store.save_rows(rows);
    assert_eq!(save(vec![night(of, 23), night(of, 24)]).await.unwrap(), Committed::Whole);
    // All or none: the second is there already.
    assert_eq!(save(vec![night(of, 25), night(of, 24)]).await.unwrap(), Committed::Stale);
    let rows = scratch.store.rows_of(of, None).await.unwrap();
    assert_eq!(rows.len(), 2);
    let changed = rows[0].clone().stop(after(1));
    assert_eq!(save(vec![changed.clone()]).await.unwrap(), Committed::Whole);
    assert_eq!(save(vec![changed.clone()]).await.unwrap(), Committed::Stale);
    let read = scratch.store.row(changed.id).await.unwrap().unwrap();
    assert_eq!(read, Row { revision: changed.revision + 1, ..changed });
    let others = scratch.store.rows_of(ResidentId(99), Some(&home("h1"))).await.unwrap();
    assert_eq!(others.len(), 2, "those of whoever lived there before are told apart by it");
}

pub(super) async fn a_row_is_due_until_it_does_not_wait(scratch: Scratch) {
    let of = resident(&scratch).await;
    scratch.store.save_rows(vec![night(of, 23)]).await.unwrap();
    let scratch = scratch.again();
    assert_eq!(scratch.store.due_rows(Wall(NOON.0 - 1), 9).await.unwrap(), []);
    let [row] = scratch.store.due_rows(NOON, 9).await.unwrap().try_into().unwrap();
    let begun = row.begin(NOON).unwrap();
    scratch.store.save_rows(vec![begun]).await.unwrap();
    assert_eq!(scratch.store.due_rows(NOON, 9).await.unwrap(), []);
    let [row] = scratch.store.due_rows(after(1), 9).await.unwrap().try_into().unwrap();
    assert_eq!(row.tries, 1);
    let waits = Waits { waiting: 1, next: Some(after(1)), stuck: 0, asked: 0 };
    assert_eq!(scratch.store.waits().await.unwrap(), waits);
    let sent = row.begin(after(1)).unwrap().became(after(1), Became::Taken);
    scratch.store.save_rows(vec![sent]).await.unwrap();
    assert_eq!(scratch.store.waits().await.unwrap(), Waits::default());
}

pub(super) async fn what_was_sent_is_kept_unreadable_with_its_resident_and_goes_with_them(
    scratch: Scratch,
) {
    let of = resident(&scratch).await;
    scratch.store.save_rows(vec![night(of, 23)]).await.unwrap();
    let row = scratch.store.row(RowId(1)).await.unwrap().unwrap();
    let sent = row.begin(NOON).unwrap().became(NOON, Became::Taken);
    let place = |ours: Option<&str>| {
        Some(Place { place: "Patient/a1".to_owned(), ours: ours.map(str::to_owned) })
    };
    let text = b"[{\"asleep\":\"four hundred\"}]";
    let kept = scratch.store.save_sent(sent.clone(), text.to_vec(), place(Some("W/\"1\""))).await;
    assert_eq!(kept.unwrap(), Committed::Whole);
    let again = scratch.store.save_sent(sent, text.to_vec(), place(None)).await.unwrap();
    assert_eq!(again, Committed::Stale);
    let scratch = scratch.again();
    assert_eq!(scratch.found(b"four hundred"), 0);
    let asked = SentAsked { residents: vec![of], before: None, at_most: 9 };
    let [(row, read)] = scratch.store.sent_rows(asked.clone()).await.unwrap().try_into().unwrap();
    assert_eq!((row.id, read.as_slice()), (RowId(1), text.as_slice()));
    assert_eq!(scratch.store.place_of(of).await.unwrap(), place(Some("W/\"1\"")));
    assert_eq!(scratch.store.whose_place("Patient/a1").await.unwrap(), Some(of));
    // What comes back after they were erased is not kept.
    scratch.store.erase(of, "lin", NOON).await.unwrap();
    let late = scratch.store.save_sent(row, text.to_vec(), None).await.unwrap();
    assert_eq!(late, Committed::Stale);
    assert_eq!(scratch.store.sent_rows(asked).await.unwrap(), []);
    assert_eq!(scratch.store.place_of(of).await.unwrap(), None);
    assert_eq!(scratch.store.rows_of(of, Some(&home("h1"))).await.unwrap(), []);
}

fn ask(of: ResidentId) -> Ask {
    let words = Words { what: "Measure blood pressure".to_owned(), ..Words::default() };
    let (id, request, heard) = (AskId(0), "ServiceRequest/a".to_owned(), NOON);
    Ask {
        id,
        revision: 0,
        request,
        resident: of,
        home: home("h1"),
        heard,
        stage: Stage::Open,
        words,
    }
}

pub(super) async fn what_the_clinic_asks_is_there_once_and_stands_unreadable_on_the_disk(
    scratch: Scratch,
) {
    let of = resident(&scratch).await;
    assert_eq!(scratch.store.save_ask(ask(of)).await.unwrap(), Committed::Whole);
    assert_eq!(scratch.store.save_ask(ask(of)).await.unwrap(), Committed::Stale);
    assert_eq!(scratch.store.marks(9).await.unwrap().len(), 1, "its answer is to go out");
    let [open] = scratch.store.open_asks(Some(of)).await.unwrap().try_into().unwrap();
    assert_eq!(open, Ask { id: AskId(1), revision: 1, ..ask(of) });
    let done = Input::Done { by: "lin".to_owned(), note: "142 over 88".to_owned() };
    let done = open.clone().handle(after(5), done);
    assert_eq!(scratch.store.save_ask(done.clone()).await.unwrap(), Committed::Whole);
    assert_eq!(scratch.store.save_ask(open).await.unwrap(), Committed::Stale);
    let scratch = scratch.again();
    assert_eq!(scratch.found(b"blood pressure") + scratch.found(b"142 over 88"), 0);
    let read = scratch.store.ask_at("ServiceRequest/a").await.unwrap().unwrap();
    assert_eq!(read, Ask { revision: 2, ..done });
    assert_eq!(scratch.store.open_asks(None).await.unwrap(), []);
    assert_eq!(scratch.store.asks_since(of, after(5)).await.unwrap(), [read]);
    assert_eq!(scratch.store.asks_since(of, after(6)).await.unwrap(), []);
    scratch.store.save_asked_up_to(after(5)).await.unwrap();
    scratch.store.save_asked_up_to(NOON).await.unwrap();
    assert_eq!(scratch.again().store.asked_up_to().await.unwrap(), Some(after(5)));
}

pub(super) async fn what_the_clinic_has_is_tidied_away_and_what_waits_is_not(scratch: Scratch) {
    let of = resident(&scratch).await;
    let sent = night(of, 23).begin(NOON).unwrap().became(NOON, Became::Taken);
    scratch.store.save_rows(vec![sent, night(of, 24)]).await.unwrap();
    let keep = Retention { minutes_days: 1, events_days: 1, alarms_days: 1, audit_days: 1 };
    let days = |n: i64| Wall(NOON.0 + n * 86_400_000);
    let names = || async {
        let rows = scratch.store.rows_of(of, None).await.unwrap();
        rows.iter().map(|it| it.item.name()).collect::<Vec<_>>()
    };
    while scratch.store.tidy(days(29), keep).await.unwrap().more {}
    assert_eq!(names().await.len(), 2, "it is compared for a while");
    while scratch.store.tidy(days(31), keep).await.unwrap().more {}
    assert_eq!(names().await, ["night-2026-11-24"]);
}
