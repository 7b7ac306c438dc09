//! Is whoever reported, and whoever waited for a place, told once, and only what is so?

use std::time::Duration;

use alerts::Wall;

use super::rig::{NOON, Rig, Station};
use crate::channels::{Address as To, NotSent, Outgoing, Why};
use crate::core::activity::{Activity, ActivityId, Comer, SignUp, SignUpId};
use crate::core::desk::{Answer, CaseId, Input};
use crate::core::report::{Draft, Place, ReportKind, Said};
use crate::store::neighbours::NeighbourStore as _;
use crate::store::tidings::TidingStore as _;

const PHONE: &str = "13800138000";

async fn filed(rig: &Rig, confirmed: bool) -> CaseId {
    let draft = Draft {
        kind: ReportKind::Road,
        private: false,
        place: Place { building: "Building 4".into(), at: None },
        text: "a hole before Du's door".into(),
        phone: Some(PHONE.into()),
        worker: None,
    };
    let id = rig.desk.file(format!("r{confirmed}"), draft).await.unwrap();
    if confirmed {
        says(rig, id, contact(true)).await;
    }
    id
}

fn contact(stays: bool) -> Said {
    let phone = stays.then(|| PHONE.to_owned());
    Said::Contact { phone, confirmed: stays, lang: "en".into() }
}

async fn says(rig: &Rig, id: CaseId, said: Said) {
    let input = Input::Report { by: None, key: None, said };
    assert_eq!(rig.desk.decide(id, input).await.unwrap(), Some(Answer::Done));
}

fn promise(days: u64) -> Said {
    Said::Promise { until: NOON + Duration::from_secs(days * 86_400), why: "tar for Du".into() }
}

fn texts(rig: &Rig) -> Vec<Outgoing> {
    rig.sent().into_iter().filter(|it| matches!(it.to, To::Sms(_))).collect()
}

/// So many seconds go on the community's clock, with a look each of the desk's own ten.
async fn go(rig: &Rig, seconds: u64) {
    let end = rig.clock.now() + Duration::from_secs(seconds);
    rig.until("time goes", async || rig.clock.now() >= end).await;
    while rig.desk.tell_one().await.unwrap() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_confirmed_a_telephone_is_told_of_the_last_of_two_promises_once_and_of_the_end() {
    let station = Station::new();
    let rig = Rig::quick(&station).await;
    let (road, other) = (filed(&rig, true).await, filed(&rig, false).await);
    says(&rig, road, promise(2)).await;
    says(&rig, road, promise(3)).await;
    says(&rig, other, promise(2)).await;
    go(&rig, 90).await;
    let sent = texts(&rig);
    let [one] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(one.text.contains("Road") || one.text.contains("road"), "{}", one.text);
    assert!(one.text.contains("Building 4") && one.text.contains("26"), "{}", one.text);
    assert!(!one.text.contains("Du"), "no word that a person wrote");
    go(&rig, 900).await;
    assert_eq!(texts(&rig).len(), 1, "one change, one message");
    says(&rig, road, Said::Refuse { why: "private ground".into() }).await;
    go(&rig, 90).await;
    assert_eq!(texts(&rig).len(), 2);
    assert!(texts(&rig)[1].text.contains("will not be done"));
    rig.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_so_any_more_or_not_wanted_any_more_is_not_told() {
    let station = Station::new();
    let rig = Rig::quick(&station).await;
    let road = filed(&rig, true).await;
    let done = Said::Done { note: String::new(), photo: Some("a".into()) };
    says(&rig, road, done).await;
    says(&rig, road, Said::Reopen { why: "it is not".into() }).await;
    go(&rig, 90).await;
    assert_eq!(texts(&rig).len(), 0, "it was reopened meanwhile");
    says(&rig, road, promise(2)).await;
    says(&rig, road, contact(false)).await;
    go(&rig, 900).await;
    assert_eq!(texts(&rig).len(), 0, "the telephone was taken back");
    rig.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_fails_goes_again_under_the_same_name_and_one_that_cannot_go_does_not() {
    let station = Station::new();
    let rig = Rig::quick(&station).await;
    let road = filed(&rig, true).await;
    rig.answers(PHONE, || Err(NotSent::Later { why: Why::TimedOut, after: None }));
    says(&rig, road, promise(2)).await;
    go(&rig, 90).await;
    rig.answers(PHONE, || Ok(Default::default()));
    go(&rig, 90).await;
    let ids: Vec<_> = texts(&rig).into_iter().map(|it| it.id).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    rig.answers(PHONE, || Err(NotSent::Never { why: Why::NotConfigured }));
    says(&rig, road, promise(4)).await;
    go(&rig, 700).await;
    go(&rig, 4_000).await;
    assert_eq!(texts(&rig).len(), 3, "tried once, and given up");
    rig.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_night_nobody_is_woken_for_it() {
    let station = Station::new();
    // Half past nine in the evening: quiet until seven.
    let rig = Rig::quick_at(&station, Wall(NOON.0 + 34_200_000)).await;
    let road = filed(&rig, true).await;
    says(&rig, road, promise(2)).await;
    go(&rig, 600).await;
    assert_eq!(texts(&rig).len(), 0);
    go(&rig, 34_200).await;
    assert_eq!(texts(&rig).len(), 1, "in the morning");
    rig.kill().await;
}

fn comes(activity: ActivityId, n: u8, coded: bool) -> SignUp {
    SignUp {
        id: SignUpId(0),
        activity,
        at: NOON,
        confirmed: Some(Wall(NOON.0 + i64::from(n))),
        coded,
        by: String::new(),
        who: Comer { name: "Du".into(), phone: format!("1380013800{n}"), lang: "zh-CN".into() },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_moves_up_is_told_once_and_who_only_spoke_with_the_office_is_to_be_called() {
    let station = Station::new();
    let rig = Rig::quick(&station).await;
    let store = rig.desk.store();
    let walk = Activity {
        id: ActivityId(0),
        revision: 0,
        title: "A walk".into(),
        place: "Gate 2".into(),
        text: String::new(),
        starts: NOON + Duration::from_secs(86_400),
        ends: NOON + Duration::from_secs(90_000),
        places: Some(1),
        cancelled: false,
    };
    let id = store.save_activity(walk.clone(), NOON).await.unwrap();
    let mut ids = Vec::new();
    for (n, coded) in [(0, true), (1, true), (2, false)] {
        ids.push(store.add_sign_up(comes(id, n, coded), vec![n]).await.unwrap());
    }
    store.drop_sign_up(ids[0], rig.clock.now()).await.unwrap();
    store.drop_sign_up(ids[0], rig.clock.now()).await.unwrap();
    go(&rig, 90).await;
    let sent = texts(&rig);
    let [one] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(one.to, To::Sms("13800138001".into()));
    assert!(one.text.contains("A walk") && one.text.contains("递补"), "{}", one.text);
    // One place more: the last has never had a code.
    let more = Activity { id, revision: 1, places: Some(2), ..walk.clone() };
    store.save_activity(more, rig.clock.now()).await.unwrap();
    go(&rig, 90).await;
    assert_eq!(texts(&rig).len(), 1);
    let moved = store.moved_up(id).await.unwrap();
    assert!(moved.get(&ids[1]).unwrap().sent.is_some());
    let called = moved.get(&ids[2]).unwrap();
    assert_eq!((called.due, called.sent), (None, None));
    rig.kill().await;
}
