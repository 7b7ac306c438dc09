//! What the neighbourhood does: kept, sealed, forgotten.

use alerts::Wall;

use super::{NOON, Scratch, after};
use crate::core::activity::{Activity, ActivityId, Bulletin, BulletinId, Comer, SignUp, SignUpId};
use crate::core::ledger::Entry;
use crate::core::report::{ReportKind, StateWord};
use crate::store::neighbours::NeighbourStore as _;
use crate::store::rows::Retention;
use crate::store::{Store as _, StoreError};

const KEEP: Retention =
    Retention { minutes_days: 90, events_days: 90, alarms_days: 90, audit_days: 90 };

fn walk() -> Activity {
    Activity {
        id: ActivityId(0),
        revision: 0,
        title: "A walk".into(),
        place: "Gate 2".into(),
        text: "Shoes".into(),
        starts: after(60),
        ends: after(120),
        places: Some(2),
        cancelled: false,
    }
}

fn comes(activity: ActivityId, name: &str, phone: &str) -> SignUp {
    SignUp {
        id: SignUpId(0),
        activity,
        at: NOON,
        confirmed: None,
        coded: false,
        by: String::new(),
        who: Comer { name: name.into(), phone: phone.into(), lang: String::new() },
    }
}

pub(super) async fn an_activity_and_a_notice_are_as_they_were_saved_and_an_older_page_is_stale(
    it: Scratch,
) {
    let id = it.store.save_activity(walk(), NOON).await.unwrap();
    let it = it.again();
    let saved = it.store.activity(id).await.unwrap().unwrap();
    assert_eq!(saved, Activity { id, revision: 1, ..walk() });
    let cancelled = Activity { cancelled: true, ..saved.clone() };
    assert_eq!(it.store.save_activity(cancelled.clone(), NOON).await.unwrap(), id);
    assert!(matches!(it.store.save_activity(cancelled, NOON).await, Err(StoreError::Stale)));
    let known = it.store.activities(after(119)).await.unwrap();
    assert!(known.len() == 1 && known[0].cancelled && known[0].revision == 2);
    assert!(it.store.activities(after(120)).await.unwrap().is_empty(), "it is over");

    let notice = Bulletin {
        id: BulletinId(0),
        revision: 0,
        title: "Water".into(),
        text: "None on Friday".into(),
        since: NOON,
        until: after(60),
    };
    let id = it.store.save_bulletin(notice.clone()).await.unwrap();
    let saved = it.store.bulletin(id).await.unwrap().unwrap();
    assert_eq!(saved, Bulletin { id, revision: 1, ..notice });
    assert_eq!(it.store.bulletins(after(59)).await.unwrap(), std::slice::from_ref(&saved));
    assert!(it.store.bulletins(after(60)).await.unwrap().is_empty());
    it.store.save_bulletin(saved.clone()).await.unwrap();
    assert!(matches!(it.store.save_bulletin(saved).await, Err(StoreError::Stale)));
}

pub(super) async fn who_comes_is_sealed_found_by_their_word_once_a_telephone_and_forgotten_later(
    it: Scratch,
) {
    let id = it.store.save_activity(walk(), NOON).await.unwrap();
    let du = comes(id, "Du Yuming the elder", "138 0013 8000");
    let first = it.store.add_sign_up(du.clone(), b"word".to_vec()).await.unwrap();
    let again = comes(id, "Somebody", "13800138000");
    let answer = it.store.add_sign_up(again, b"other".to_vec()).await;
    assert!(matches!(answer, Err(StoreError::Taken { .. })));
    assert_eq!(it.found(b"Du Yuming"), 0);
    assert_eq!(it.found(b"138 0013"), 0);

    let it = it.again();
    let found = it.store.sign_up(b"word").await.unwrap().unwrap();
    assert!(found == SignUp { id: first, ..du });
    assert!(it.store.sign_up(b"else").await.unwrap().is_none());
    it.store.confirm_sign_up(first, after(1), true).await.unwrap();
    it.store.confirm_sign_up(first, after(9), false).await.unwrap();
    let all = it.store.sign_ups(id).await.unwrap();
    assert_eq!(it.store.confirmed().await.unwrap(), [(id, 1)].into());
    assert_eq!(all[0].confirmed, Some(after(1)), "their turn is that of the first time");

    let second = comes(id, "Lin", "13900139000");
    let second = it.store.add_sign_up(second, b"lin".to_vec()).await.unwrap();
    it.store.drop_sign_up(second, NOON).await.unwrap();
    assert_eq!(it.store.sign_ups(id).await.unwrap().len(), 1);
    assert!(it.store.confirm_sign_up(second, NOON, false).await.is_err());

    let month = 30 * 24 * 60;
    it.store.tidy(after(120 + month), KEEP).await.unwrap();
    assert_eq!(it.store.sign_ups(id).await.unwrap().len(), 1, "a month to the minute");
    it.store.tidy(after(121 + month), KEEP).await.unwrap();
    assert!(it.store.sign_ups(id).await.unwrap().is_empty());
}

pub(super) async fn a_case_of_the_time_before_is_counted_once_however_often_its_file_comes(
    it: Scratch,
) {
    let entry = Entry {
        kind: ReportKind::Road,
        worker: None,
        building: "4".into(),
        state: StateWord::Confirmed,
        received: NOON,
        look_by: after(120),
        looked: Some(after(5)),
        done_by: Some(after(300)),
        promised: None,
        done: Some(after(200)),
        ended: Some(after(250)),
        reopened: 1,
    };
    let past = vec![("A-1".to_owned(), entry.clone()), ("A-2".to_owned(), entry.clone())];
    it.store.save_past(past.clone()).await.unwrap();
    it.store.save_past(past).await.unwrap();
    let it = it.again();
    let all = it.store.ledger(NOON..after(1)).await.unwrap();
    assert_eq!(all, [entry.clone(), entry]);
    assert!(it.store.ledger(after(1)..Wall(i64::MAX)).await.unwrap().is_empty());
}

pub(super) async fn the_working_hours_that_a_community_chose_are_kept(it: Scratch) {
    use crate::core::calendar::Plan;
    use crate::store::parties::{Kept, PartyStore as _};
    let plan = Plan::new([true; 7], Plan::default().hours().to_vec()).unwrap();
    it.store.save_setting(Kept { revision: 0, of: plan.clone() }).await.unwrap();
    let it = it.again();
    assert_eq!(it.store.setting::<Plan>().await.unwrap(), Kept { revision: 1, of: plan });
}
