//! What the desk keeps, with awkward rows, since version 2.

use alerts::message::{AlarmKind, Condition, Priority, Step};

use super::{AWKWARD, NOON, home};
use crate::core::desk::change::Act;
use crate::core::desk::duty::{Rota, Shift};
use crate::core::desk::hours::Hours;
use crate::core::desk::ladder::Book;
use crate::core::desk::news::StepNews;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::{
    CaseId, Happened, How, Input, Opening, Party, PartyId, Stage, World, take as take_news,
};
use crate::core::heard::Known;
use crate::core::person::ResidentId;
use crate::store::cases::{CaseStore, Committed, Link};
use crate::store::parties::{CodeFor, Kept, PartyRow, PartyStore, Who};
use crate::store::sqlite::Sqlite;

pub(super) async fn write(store: &Sqlite, resident: ResidentId) {
    let lin = store.save_party(responder()).await.unwrap();
    for (alarm, resident) in [("8-1", Some(resident)), ("8-2", None), ("8-3", None)] {
        let id = open(store, alarm, resident).await;
        store.save_link(alarm.as_bytes(), Link { case: id, party: lin.id }).await.unwrap();
        if alarm != "8-2" {
            resolve(store, id).await;
        }
    }
    store.save_code(CodeFor { party: lin.id, channel: 0 }, vec![0; 32], NOON).await.unwrap();
    store.mute(AWKWARD, NOON).await.unwrap();
    let shift = Shift { who: lin.id, days: [true; 7], hours: Hours { from: 0, to: 1_440 } };
    let of = Rota { shifts: vec![shift], exceptions: Vec::new() };
    store.save_setting(Kept { revision: 0, of }).await.unwrap();
    store.raise(Happened::Drill { home: None }, NOON).await.unwrap();
}

pub(super) async fn is_there(store: &Sqlite) {
    let parties = store.parties().await.unwrap();
    assert_eq!((parties.len(), parties[0].who.name.as_str()), (1, AWKWARD));
    let open = store.open_cases().await.unwrap();
    assert_eq!((open.read.len(), open.broken.len()), (1, 0));
    assert!(open.read[0].poll_timeout().is_some() && !open.read[0].notices.is_empty());
    for id in [CaseId(1), CaseId(3)] {
        let closed = store.case(id).await.unwrap().unwrap();
        let Stage::Closed { how: How::Resolved { note, .. }, .. } = closed.stage else {
            panic!("{id} is not closed")
        };
        assert_eq!(note, AWKWARD);
        assert!(store.log(id).await.unwrap().len() >= 2);
    }
    let link = Link { case: CaseId(2), party: parties[0].id };
    assert_eq!(store.link(b"8-2").await.unwrap(), Some(link));
    assert_eq!(store.setting::<Rota>().await.unwrap().of.shifts.len(), 1);
    assert_eq!(store.setting::<Book>().await.unwrap(), Kept::default());
    let news = store.news(9).await.unwrap();
    assert_eq!(news.last().unwrap().what, Happened::Drill { home: None });
    assert_eq!(store.next_case().await.unwrap(), CaseId(4));
}

fn responder() -> PartyRow {
    let way = |to| Channel { to, verified: None, proven: None, dead: None };
    let who = Who {
        name: AWKWARD.to_owned(),
        is: PartyIs::Staff,
        phone: String::new(),
        lang: Some("zh-CN".to_owned()),
        login: None,
        has_key: true,
        consent: true,
        channels: vec![way(Address::Mail(AWKWARD.to_owned())), way(Address::Robot("x".to_owned()))],
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

async fn open(store: &Sqlite, alarm: &str, resident: Option<ResidentId>) -> CaseId {
    let step = StepNews {
        home: home("h-0"),
        alarm: alarm.to_owned(),
        kind: Known::Word(AlarmKind::Smoke),
        priority: Priority::High,
        step: Known::Word(Step::Raised),
        times: 1,
        condition: Condition::Active,
        latched: true,
        test: false,
    };
    let about = step.about();
    store.raise(Happened::Alarm(step), NOON).await.unwrap();
    let news = store.news(9).await.unwrap().pop().unwrap();
    let id = store.next_case().await.unwrap();
    let ladders = Book::default().ladders(about.home(), about.kind());
    let change =
        take_news(NOON, &news, None, Opening { id, ladders, resident }, &world(store).await);
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
    id
}

async fn resolve(store: &Sqlite, id: CaseId) {
    let case = store.case(id).await.unwrap().unwrap();
    let act = Act::Resolve { note: AWKWARD.to_owned(), photo: Some("0".repeat(32)) };
    let who = PartyId(1);
    let change = case.handle(NOON, Input::Act { who, said_by: who, act }, &world(store).await);
    assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
}

async fn world(store: &Sqlite) -> World {
    let parties = store.parties().await.unwrap().into_iter().map(|row| Party {
        id: row.id,
        is: row.who.is,
        consent: row.who.consent,
        channels: row.who.channels,
    });
    World { parties: parties.collect(), on_duty: [PartyId(1)].into(), ..World::default() }
}
