//! Claims about residents.

use super::{NOON, Scratch, after, home};
use crate::core::person::{Contact, Record, Resident};
use crate::store::rows::PersonChange;
use crate::store::{Store, StoreError};

pub(super) async fn a_resident_is_as_they_were_saved_and_their_history_says_who_changed_what(
    s: Scratch,
) {
    let du = add(&s, "h0042", "杜奶奶").await;
    assert_eq!((du.revision, du.seat), (1, Some(1)));
    let mut moved = du.clone();
    moved.record.contacts.push(Contact { phone: "+86 139".to_owned(), ..Contact::default() });
    moved.home = None;
    let change = vec![PersonChange::Edit(moved.clone())];
    let saved = s.store.change_people(change, "chen", after(5)).await.unwrap();

    let s = s.again();

    assert_eq!(saved, [Resident { revision: 2, ..moved }]);
    assert_eq!(s.store.resident(du.id).await.unwrap().as_ref(), saved.first());
    assert_eq!(s.store.residents().await.unwrap(), saved);
    let history = s.store.history(du.id).await.unwrap();
    let said: Vec<_> = history.iter().map(|c| (c.at, c.by.as_str(), c.revision)).collect();
    assert_eq!(said, [(after(5), "chen", 2), (NOON, "lin", 1)]);
    assert_eq!(history[0].before, Some(du.record));
    assert_eq!(history[1].before, None);
}

pub(super) async fn who_saves_an_older_revision_is_told_that_it_is_stale(s: Scratch) {
    let du = add(&s, "h0042", "Du").await;
    edit(&s, du.clone()).await.unwrap();

    assert!(matches!(edit(&s, du.clone()).await, Err(StoreError::Stale)));

    s.store.erase(du.id, "chen", NOON).await.unwrap();
    let late = Resident { revision: 2, ..du };
    assert!(matches!(edit(&s, late).await, Err(StoreError::Stale)), "erased meanwhile");
}

pub(super) async fn a_home_or_a_seat_has_one_resident(s: Scratch) {
    add(&s, "h0001", "Du").await;
    let li = add(&s, "h0002", "Li").await;
    let taken = |answer: Result<(), StoreError>| match answer {
        Err(StoreError::Taken { what }) => what,
        other => panic!("{other:?}"),
    };

    let there = Resident { home: Some(home("h0001")), ..li.clone() };
    assert_eq!(taken(edit(&s, there).await), "home h0001");
    let sits = Resident { seat: Some(1), ..li.clone() };
    assert_eq!(taken(edit(&s, sits).await), "seat 1");
    assert_eq!(s.store.resident(li.id).await.unwrap(), Some(li));
}

pub(super) async fn changes_are_made_all_or_none(s: Scratch) {
    let du = add(&s, "h0001", "Du").await;
    let record = Record { name: "Li".to_owned(), ..Record::default() };
    let changes = vec![
        PersonChange::Add { home: Some(home("h0002")), seat: None, record: record.clone() },
        PersonChange::Edit(Resident { record: record.clone(), ..du.clone() }),
        PersonChange::Add { home: Some(home("h0001")), seat: None, record },
    ];

    assert!(s.store.change_people(changes, "lin", NOON).await.is_err());

    assert_eq!(s.store.residents().await.unwrap(), [du]);
}

pub(super) async fn a_new_resident_gets_the_lowest_free_seat(s: Scratch) {
    for (name, seat) in [("h0001", 1), ("h0002", 2), ("h0003", 3)] {
        assert_eq!(add(&s, name, "x").await.seat, Some(seat));
    }
    let residents = s.store.residents().await.unwrap();
    edit(&s, Resident { seat: Some(500), ..residents[1].clone() }).await.unwrap();
    assert_eq!(add(&s, "h0004", "x").await.seat, Some(2));
    edit(&s, Resident { seat: None, ..residents[0].clone() }).await.unwrap();
    assert_eq!(add(&s, "h0005", "x").await.seat, Some(1));
    let nowhere = PersonChange::Add { home: None, seat: None, record: Record::default() };

    let added = s.store.change_people(vec![nowhere], "lin", NOON).await.unwrap();

    assert_eq!(added[0].seat, None);
    let seats: Vec<_> = s.store.residents().await.unwrap().iter().map(|r| r.seat).collect();
    assert_eq!(seats, [Some(1), Some(2), Some(3), Some(500), None, None]);
}

pub(super) async fn a_number_is_never_given_twice(s: Scratch) {
    let first = add(&s, "h0001", "Du").await;
    s.store.erase(first.id, "chen", NOON).await.unwrap();

    let s = s.again();

    assert_ne!(add(&s, "h0001", "Li").await.id, first.id);
}

pub(super) async fn add(s: &Scratch, at: &str, name: &str) -> Resident {
    let record = Record { name: name.to_owned(), born: Some(1941), ..Record::default() };
    let add = PersonChange::Add { home: Some(home(at)), seat: None, record };
    s.store.change_people(vec![add], "lin", NOON).await.unwrap().remove(0)
}

async fn edit(s: &Scratch, to: Resident) -> Result<(), StoreError> {
    s.store.change_people(vec![PersonChange::Edit(to)], "lin", NOON).await.map(drop)
}
