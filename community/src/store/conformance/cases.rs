//! Claims about cases, news, links and pictures.

use std::time::Duration;

use alerts::Wall;
use alerts::message::{Condition, Priority, Step};

use super::homes::{alarm, raise, take as hear};
use super::people::add;
use super::{NOON, Scratch, after, home};
use crate::core::desk::change::{Act, Logged, StageWord, WayNews};
use crate::core::desk::ladder::Book;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::{
    Case, CaseId, Change, Happened, How, Input, NewsId, Opening, Party, PartyId, Stage, World, take,
};
use crate::core::heard::AlarmStep;
use crate::core::kept::Told;
use crate::core::person::ResidentId;
use crate::store::cases::{CaseStore, Cases, Committed, Link};
use crate::store::parties::PartyStore;
use crate::store::rows::{Batch, Effect, Retention};
use crate::store::{Store, StoreError};

pub(super) async fn every_step_of_an_alarm_that_changed_something_is_news_in_its_order(s: Scratch) {
    let steps = [Step::Raised, Step::Acknowledged, Step::Closed];
    for step in steps {
        hear(&s, [raise("h0001", &alarm("8-1", step), step != Step::Closed)]).await;
    }
    let repeated = |step: AlarmStep| Effect::Alarm {
        home: home("h0001"),
        id: None,
        at: NOON,
        step: Box::new(step),
        open: true,
    };
    hear(&s, [repeated(alarm("8-2", Step::Raised)), repeated(alarm("8-2", Step::Raised))]).await;

    let news = s.store.news(9).await.unwrap();

    let said: Vec<_> = news.into_iter().map(|news| news.what).collect();
    let is = |name, step| Happened::Alarm(step_news(name, step));
    let all = [
        is("8-1", Step::Raised),
        is("8-1", Step::Acknowledged),
        is("8-1", Step::Closed),
        is("8-2", Step::Raised),
    ];
    assert_eq!(said, all);
    let ids: Vec<_> = s.store.news(2).await.unwrap().iter().map(|news| news.id).collect();
    assert_eq!(ids, [NewsId(1), NewsId(2)], "the oldest, so many");
}

pub(super) async fn a_step_that_comes_after_its_alarms_end_is_followed_by_that_end(s: Scratch) {
    hear(&s, [raise("h0001", &alarm("8-1", Step::Raised), false)]).await;
    let [_, last] = &s.store.news(9).await.unwrap()[..] else { panic!("two") };
    let Happened::Alarm(step) = &last.what else { panic!("{last:?}") };
    assert!(step.is_end() && step.condition == Condition::Cleared);
}

pub(super) async fn a_case_is_there_with_its_log_after_a_restart_and_its_news_is_not(s: Scratch) {
    let opened = opened(&s, "8-1").await;
    let s = s.again();

    let case = s.store.case(opened.id).await.unwrap().unwrap();

    assert_eq!(case, Case { revision: 1, ..opened });
    assert_eq!(s.store.last_of("alarm/h0001/8-1").await.unwrap(), Some(case.clone()));
    assert_eq!(s.store.open_cases().await.unwrap().read, std::slice::from_ref(&case));
    assert_eq!(s.store.news(9).await.unwrap(), []);
    let log = s.store.log(case.id).await.unwrap();
    assert_eq!((log[0].stage, log[0].at), (StageWord::Calling, NOON));
    assert_eq!(s.store.last_written().await.unwrap(), Some(NOON));
    assert_eq!(s.store.next_case().await.unwrap(), CaseId(case.id.0 + 1));
    assert_eq!(s.store.case(CaseId(99)).await.unwrap(), None);
}

pub(super) async fn a_stale_change_leaves_nothing_and_consumes_no_news(s: Scratch) {
    let case = opened(&s, "8-1").await;
    let read = s.store.case(case.id).await.unwrap().unwrap();
    let accept = |who| act(read.clone(), who, Act::Accept);
    assert_eq!(commit(&s, accept(1)).await, Committed::Whole);
    let log = s.store.log(case.id).await.unwrap();
    s.store.raise(Happened::UplinkLost, NOON).await.unwrap();
    let news = s.store.news(9).await.unwrap();

    let late =
        Change { consumed: Some(news[0].id), raised: vec![Happened::UplinkBack], ..accept(2) };

    assert_eq!(commit(&s, late).await, Committed::Stale);
    assert_eq!(s.store.log(case.id).await.unwrap(), log);
    assert_eq!(s.store.news(9).await.unwrap(), news);
    let stands = s.store.case(case.id).await.unwrap().unwrap();
    assert_eq!(stands.stage.who_goes(), Some(PartyId(1)));
}

pub(super) async fn two_cases_of_one_key_or_one_number_are_not_opened(s: Scratch) {
    let first = opened(&s, "8-1").await;
    s.store.raise(Happened::Alarm(step_news("8-1", Step::Raised)), NOON).await.unwrap();
    s.store.raise(Happened::Alarm(step_news("8-2", Step::Raised)), NOON).await.unwrap();
    let news = s.store.news(9).await.unwrap();
    let open = |at: usize, id| take(NOON, &news[at], None, opening(id, None), &world());

    assert_eq!(commit(&s, open(0, CaseId(7))).await, Committed::Stale, "its key");
    assert_eq!(commit(&s, open(1, first.id)).await, Committed::Stale, "its number");
    assert_eq!(commit(&s, open(1, CaseId(2))).await, Committed::Whole);
    assert_eq!(commit(&s, open(1, CaseId(3))).await, Committed::Stale, "it was consumed");
    assert_eq!(s.store.open_cases().await.unwrap().read.len(), 2);
}

pub(super) async fn a_due_case_is_offered_until_it_is_committed(s: Scratch) {
    let case = opened(&s, "8-1").await;
    let due = case.poll_timeout().unwrap();
    assert_eq!(s.store.next_due().await.unwrap(), Some(due));
    let before = Wall(due.0 - 1);
    assert_eq!(s.store.due(before, 9).await.unwrap(), Cases::default());
    for _ in 0..2 {
        assert_eq!(s.store.due(due, 9).await.unwrap().read.len(), 1);
    }
    let read = s.store.due(due, 9).await.unwrap().read.remove(0);

    commit(&s, read.handle_timeout(due, &world())).await;

    assert_eq!(s.store.due(due, 9).await.unwrap().read, []);
    s.store.put_off(case.id, after(600)).await.unwrap();
    assert_eq!(s.store.next_due().await.unwrap(), Some(after(600)));
}

pub(super) async fn what_a_person_wrote_is_there_and_nowhere_readable(s: Scratch) {
    const NOTE: &str = "she had fallen beside the wardrobe";
    let du = add(&s, "h0001", "Du").await;
    for resident in [Some(du.id), None] {
        let case = opened_of(&s, &format!("8-{}", resident.map_or(9, |it| it.0)), resident).await;
        let read = s.store.case(case.id).await.unwrap().unwrap();
        let photo = Some("0123456789abcdef0123456789abcdef".to_owned());
        let note = NOTE.to_owned();
        commit(&s, act(read, 1, Act::Resolve { note: note.clone(), photo: photo.clone() })).await;

        let closed = s.store.case(case.id).await.unwrap().unwrap();
        let how = How::Resolved { by: PartyId(1), note, photo };
        assert!(matches!(&closed.stage, Stage::Closed { how: is, .. } if *is == how));
        let log = s.store.log(case.id).await.unwrap();
        assert!(log.iter().any(|row| row.what == Logged::Closed { how: how.clone() }));
    }
    assert_eq!(s.found(NOTE.as_bytes()), 0);
    assert_eq!(s.store.closed_since(NOON, 9).await.unwrap().read.len(), 2);
    assert_eq!(s.store.closed_since(NOON, 1).await.unwrap().read.len(), 1);
    assert_eq!(s.store.closed_since(after(60), 9).await.unwrap().read, []);
}

pub(super) async fn what_came_of_a_change_is_news_and_ways_that_work_are_noted_with_it(s: Scratch) {
    let lin =
        s.store.save_party(super::parties::responder("Lin", "lin@example.org")).await.unwrap();
    let case = opened(&s, "8-1").await;
    let read = s.store.case(case.id).await.unwrap().unwrap();
    let way = |at, works| WayNews { to: lin.id, channel: 0, at, works };
    let change = act(read, 1, Act::Accept);
    let ways = vec![way(after(1), true), way(after(2), false), way(after(3), false)];
    let raised = vec![Happened::DeskFault { case: case.id, priority: Priority::Low }];
    commit(&s, Change { ways, raised: raised.clone(), ..change }).await;

    assert_eq!(s.store.news(9).await.unwrap()[0].what, raised[0]);
    let lin = s.store.parties().await.unwrap().remove(0);
    let Channel { verified, proven, dead, .. } = lin.who.channels[0];
    assert_eq!((verified, proven, dead), (None, Some(after(1)), Some(after(2))));
    assert_eq!(lin.revision, 1, "the form that is open meanwhile is not stale");
}

pub(super) async fn a_link_is_of_one_case_and_one_who_was_called_and_goes_a_week_after_its_end(
    s: Scratch,
) {
    let case = opened(&s, "8-1").await;
    let link = Link { case: case.id, party: PartyId(3) };
    s.store.save_link(b"hash", link).await.unwrap();
    assert_eq!(s.store.link(b"hash").await.unwrap(), Some(link));
    assert_eq!(s.store.link(b"hush").await.unwrap(), None);
    resolve(&s, case.id).await;

    s.store.tidy(NOON + days(6), KEEP).await.unwrap();
    assert_eq!(s.store.link(b"hash").await.unwrap(), Some(link));
    s.store.tidy(NOON + days(8), KEEP).await.unwrap();
    assert_eq!(s.store.link(b"hash").await.unwrap(), None);
}

pub(super) async fn closed_cases_are_kept_for_the_days_of_alarms_and_open_ones_for_good(
    s: Scratch,
) {
    let (closes, stays) = (opened(&s, "8-1").await, opened(&s, "8-2").await);
    s.store.keep_photo(closes.id, b"jpeg".to_vec(), NOON).await.unwrap();
    resolve(&s, closes.id).await;
    s.store.tidy(NOON + days(39), KEEP).await.unwrap();
    assert!(s.store.case(closes.id).await.unwrap().is_some());

    while s.store.tidy(NOON + days(41), KEEP).await.unwrap().more {}

    assert_eq!(s.store.case(closes.id).await.unwrap(), None);
    assert_eq!(s.store.log(closes.id).await.unwrap(), []);
    assert!(s.store.case(stays.id).await.unwrap().is_some());
    assert_eq!(s.photos(), 0);
    assert!(s.store.next_case().await.unwrap() > stays.id, "no number is given twice");
}

pub(super) async fn of_an_erased_resident_no_case_text_or_picture_is_left_but_who_is_called_is_called(
    s: Scratch,
) {
    let (du, li) = (add(&s, "h0001", "Du").await, add(&s, "h0002", "Li").await);
    let (past, now) =
        (opened_of(&s, "8-1", Some(du.id)).await, opened_of(&s, "8-2", Some(du.id)).await);
    for case in [past.id, now.id] {
        s.store.keep_photo(case, b"jpeg".to_vec(), NOON).await.unwrap();
    }
    resolve(&s, past.id).await;
    let of_li = Happened::HomeLost { home: li.home.clone().unwrap() };
    s.store.raise(of_li.clone(), NOON).await.unwrap();
    s.store.raise(Happened::HomeLost { home: home("h0001") }, NOON).await.unwrap();

    s.store.erase(du.id, "chen", NOON).await.unwrap();

    assert_eq!(s.store.case(past.id).await.unwrap(), None);
    assert_eq!(s.photos(), 0);
    let left: Vec<_> = s.store.news(9).await.unwrap().into_iter().map(|it| it.what).collect();
    assert_eq!(left, [of_li]);
    let read = s.store.case(now.id).await.unwrap().unwrap();
    resolve(&s, read.id).await;
    assert!(!s.store.case(now.id).await.unwrap().unwrap().is_open());
}

pub(super) async fn a_picture_is_sealed_and_opens_by_its_own_name_and_no_path(s: Scratch) {
    const JPEG: &[u8] = b"a picture of somebody's kitchen";
    let case = opened(&s, "8-1").await;
    let name = s.store.keep_photo(case.id, JPEG.to_vec(), NOON).await.unwrap();
    let s = s.again();
    let found = s.store.photo(&name).await.unwrap();
    assert_eq!(found, Some((case.id, JPEG.to_vec())));
    assert_eq!((s.photos(), s.found(JPEG)), (1, 0));
    for other in ["../station.db", "", "/etc/passwd", &name[1..], &name.to_uppercase()] {
        assert_eq!(s.store.photo(other).await.unwrap(), None, "{other}");
    }
    let gone = s.store.keep_photo(CaseId(99), JPEG.to_vec(), NOON).await;
    assert!(matches!(gone, Err(StoreError::Stale)));
    for _ in 1..12 {
        s.store.keep_photo(case.id, JPEG.to_vec(), NOON).await.unwrap();
    }
    let many = s.store.keep_photo(case.id, JPEG.to_vec(), NOON).await;
    assert!(matches!(many, Err(StoreError::Taken { .. })));
}

pub(super) async fn what_the_desk_knows_of_lost_homes_is_known_after_a_restart(s: Scratch) {
    let lost = |name| Happened::HomeLost { home: home(name) };
    let back = |name| Happened::HomeBack { home: home(name) };
    for what in [lost("h0001"), Happened::UplinkLost, lost("h0002"), back("h0002"), lost("h0003")] {
        let effects = vec![Effect::News { at: NOON, what }];
        s.store.take(Batch { effects, ..Batch::default() }).await.unwrap();
    }
    let news = s.store.news(1).await.unwrap().remove(0);
    let id = s.store.next_case().await.unwrap();
    commit(&s, take(NOON, &news, None, opening(id, None), &world())).await;

    let s = s.again();

    let known = Told { lost: [home("h0001"), home("h0003")].into(), uplink: true };
    assert_eq!(s.store.load(NOON).await.unwrap().told, known);
}

const KEEP: Retention =
    Retention { minutes_days: 30, events_days: 20, alarms_days: 40, audit_days: 50 };

const fn days(n: u64) -> Duration {
    Duration::from_secs(n * 86_400)
}

async fn commit(s: &Scratch, change: Change) -> Committed {
    s.store.commit(change, NOON).await.unwrap()
}

pub(super) fn act(case: Case, who: i64, act: Act) -> Change {
    let who = PartyId(who);
    case.handle(NOON, Input::Act { who, said_by: who, act }, &world())
}

async fn resolve(s: &Scratch, id: CaseId) {
    let read = s.store.case(id).await.unwrap().unwrap();
    let done = Act::Resolve { note: "all is well".to_owned(), photo: None };
    assert_eq!(commit(s, act(read, 1, done)).await, Committed::Whole);
}

async fn opened(s: &Scratch, name: &str) -> Case {
    opened_of(s, name, None).await
}

/// A case of smoke in h0001, from what the home said.
pub(super) async fn opened_of(s: &Scratch, name: &str, resident: Option<ResidentId>) -> Case {
    hear(s, [raise("h0001", &alarm(name, Step::Raised), true)]).await;
    let news = s.store.news(1).await.unwrap().remove(0);
    let id = s.store.next_case().await.unwrap();
    let change = take(NOON, &news, None, opening(id, resident), &world());
    assert_eq!(commit(s, change.clone()).await, Committed::Whole);
    change.case.unwrap()
}

fn opening(id: CaseId, resident: Option<ResidentId>) -> Opening {
    let smoke = crate::core::desk::Kind::Alarm(alerts::message::AlarmKind::Smoke);
    Opening { id, ladders: Book::default().ladders(None, smoke), resident }
}

fn step_news(name: &str, step: Step) -> crate::core::desk::news::StepNews {
    crate::core::desk::news::StepNews::new(home("h0001"), &alarm(name, step))
}

/// Two of the staff, by e-mail.
fn world() -> World {
    let party = |id| Party {
        id: PartyId(id),
        is: PartyIs::Staff,
        consent: true,
        channels: vec![Channel {
            to: Address::Mail(format!("p{id}@example.org")),
            verified: Some(NOON),
            proven: None,
            dead: None,
        }],
    };
    World {
        parties: vec![party(1), party(2)],
        on_duty: [PartyId(1), PartyId(2)].into(),
        ..World::default()
    }
}
