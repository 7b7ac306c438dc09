//! What the neighbourhood, the clinic and a second step keep, with awkward rows, since version 6.

use jiff::civil::date;

use super::{AWKWARD, NOON, home};
use crate::core::access::Role;
use crate::core::activity::{Activity, ActivityId, Bulletin, BulletinId, Comer, SignUp, SignUpId};
use crate::core::clinic::ask::{Ask, AskId, Stage, Words};
use crate::core::clinic::{Digest, Item, Row};
use crate::core::desk::ladder::Book;
use crate::core::desk::{Kind, Opening, PartyId, World, file};
use crate::core::ledger::Entry;
use crate::core::person::ResidentId;
use crate::core::report::{Draft, Place, Point, ReportKind, StateWord};
use crate::core::second_step::Secret;
use crate::store::Store as _;
use crate::store::cases::{CaseStore as _, Committed};
use crate::store::clinic::ClinicStore as _;
use crate::store::neighbours::NeighbourStore as _;
use crate::store::reports::{MapRow, PlaceRow, ReportStore as _};
use crate::store::rows::User;
use crate::store::second_step::SecondStepStore as _;
use crate::store::sqlite::Sqlite;
use alerts::Wall;

const PHONE: &str = "+86 138 0013 8000";

pub(super) async fn write(store: &Sqlite, resident: ResidentId) {
    for (receipt, resident) in [("r1", None), ("r2", Some(resident))] {
        let draft = Draft {
            kind: if resident.is_some() { ReportKind::Wish } else { ReportKind::Road },
            private: false,
            place: Place { building: AWKWARD.into(), at: Point::new(0, 10_000) },
            text: AWKWARD.into(),
            phone: Some(PHONE.into()),
            worker: Some(PartyId(1)),
        };
        let id = store.next_case().await.unwrap();
        let opening =
            Opening { id, ladders: Book::default().ladders(None, Kind::Report), resident };
        let change = file(NOON, receipt.to_owned(), draft, opening, &World::default());
        assert_eq!(store.commit(change, NOON).await.unwrap(), Committed::Whole);
    }
    let at = Point::new(10_000, 0);
    let place = PlaceRow { building: "4".into(), worker: Some(PartyId(99)), at };
    store.save_places(vec![place]).await.unwrap();
    let map = MapRow { revision: 0, metres_wide: 10, pixels: (1, 1) };
    store.save_map(map, Some(vec![0])).await.unwrap();
    sheets(store).await;
    let row = Row::new(
        NOON,
        (resident, home("h-0")),
        Item::Night(date(2026, 11, 23)),
        Digest("a".into()),
    );
    store.save_rows(vec![row]).await.unwrap();
    store.save_ask(ask(resident)).await.unwrap();
    store.save_asked_up_to(NOON).await.unwrap();
    let user = User {
        name: "lin".into(),
        role: Role::Admin,
        active: true,
        password: Some(AWKWARD.into()),
        residents: Vec::new(),
    };
    store.save_user(user).await.unwrap();
    store.begin_second_step("lin", Secret::from_bytes(&[7; 20]).unwrap()).await.unwrap();
}

async fn sheets(store: &Sqlite) {
    let activity = Activity {
        id: ActivityId(0),
        revision: 0,
        title: AWKWARD.into(),
        place: String::new(),
        text: AWKWARD.into(),
        starts: Wall(-1),
        ends: Wall(i64::MAX),
        places: Some(1),
        cancelled: false,
    };
    let activity = store.save_activity(activity, NOON).await.unwrap();
    for (n, confirmed) in [(1, Some(NOON)), (2, Some(Wall(NOON.0 + 1))), (3, None)] {
        let sign_up = SignUp {
            id: SignUpId(0),
            activity,
            at: NOON,
            confirmed,
            coded: false,
            by: String::new(),
            who: Comer {
                name: AWKWARD.into(),
                phone: format!("1380013800{n}"),
                lang: String::new(),
            },
        };
        store.add_sign_up(sign_up, vec![n]).await.unwrap();
    }
    let (id, since, until) = (BulletinId(0), Wall(0), Wall(i64::MAX));
    let text = String::new();
    let notice = Bulletin { id, revision: 0, title: AWKWARD.into(), text, since, until };
    store.save_bulletin(notice).await.unwrap();
    let entry = Entry {
        kind: ReportKind::Other,
        worker: None,
        building: AWKWARD.into(),
        state: StateWord::Unconfirmed,
        received: NOON,
        look_by: NOON,
        looked: None,
        done_by: None,
        promised: None,
        done: Some(NOON),
        ended: Some(NOON),
        reopened: u16::MAX,
    };
    store.save_past(vec![("1".to_owned(), entry)]).await.unwrap();
}

fn ask(resident: ResidentId) -> Ask {
    Ask {
        id: AskId(0),
        revision: 0,
        request: "ServiceRequest/a1".into(),
        resident,
        home: home("h-0"),
        heard: NOON,
        stage: Stage::Open,
        words: Words { what: AWKWARD.into(), by: String::new(), when: String::new() },
    }
}

pub(super) async fn is_there(store: &Sqlite) {
    for receipt in ["report/r1", "report/r2"] {
        let case = store.last_of(receipt).await.unwrap().unwrap();
        let report = case.report.unwrap();
        assert_eq!(
            (report.text.as_str(), report.contact.unwrap().phone.as_str()),
            (AWKWARD, PHONE)
        );
        assert_eq!(report.place.at, Point::new(0, 10_000));
    }
    assert_eq!(store.places().await.unwrap()[0].worker, Some(PartyId(99)));
    assert_eq!(store.map_picture().await.unwrap(), Some(vec![0]));
    let [activity] = store.activities(NOON).await.unwrap().try_into().unwrap();
    assert_eq!(activity.title, AWKWARD);
    let comers = store.sign_ups(activity.id).await.unwrap();
    let names: Vec<_> = comers.iter().map(|it| it.who.name.as_str()).collect();
    assert_eq!(names, [AWKWARD; 3]);
    assert_eq!(store.confirmed().await.unwrap().get(&activity.id), Some(&2));
    assert_eq!(store.sign_up(&[3]).await.unwrap().unwrap().confirmed, None);
    assert_eq!(store.bulletins(NOON).await.unwrap()[0].title, AWKWARD);
    let ledger = store.ledger(Wall(i64::MIN)..Wall(i64::MAX)).await.unwrap();
    assert_eq!(ledger.len(), 3, "two reports, and one of the time before");
    let due = store.due_rows(NOON, 9).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(store.open_asks(None).await.unwrap()[0].words.what, AWKWARD);
    assert_eq!(store.asked_up_to().await.unwrap(), Some(NOON));
    let step = store.second_step("lin").await.unwrap().unwrap();
    assert_eq!((step.since, step.used, step.left), (None, 0, 0));
}
