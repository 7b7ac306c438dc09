//! The desk with a real store and channels that are played: what is called, when, and what is left of
//! it after a kill. Its clock runs faster than the world's.

mod door;
mod load;
mod outside;
mod people;
mod rig;
mod tell;
mod ways;

use std::time::Duration;

use alerts::Wall;
use alerts::message::Step;

use crate::channels::{self, NotSent, Why};
use crate::core::budget::Pace;
use crate::core::desk::case::Stage;
use crate::core::desk::change::Logged;
use crate::core::desk::notice::NoticeState;
use crate::core::desk::{Act, Answer, How, Input};
use crate::store::cases::CaseStore;
use crate::store::parties::{CodeFor, CodeTried, PartyStore};
use rig::{NOON, Rig, Station, alarm};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_called_gets_a_message_with_a_link_and_who_goes_is_told_to_the_home_and_the_others()
{
    let station = Station::new();
    let rig = Rig::start(&station, 10).await;
    let (lin, wang) = rig.two_of_staff("staff 300s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;

    let first = rig.until_sent(2).await;

    assert!(first.iter().all(|out| out.text.contains("smoke")), "{first:?}");
    // Two workers send: either may be first.
    let lin_s = channels::Address::Mail("lin@example.org".to_owned());
    let to_lin = first.iter().find(|out| out.to == lin_s).unwrap();
    let word = to_lin.link.as_ref().unwrap().path().strip_prefix("/go/").unwrap().to_owned();
    let opened = rig.desk.open(&word).await.unwrap().unwrap();
    assert_eq!(opened.who, Some(lin));
    assert_eq!(rig.desk.open("guess").await.unwrap(), None);
    let case = opened.case.id;
    let accept = |who| Input::Act { who, said_by: who, act: Act::Accept };
    let (one, other) =
        tokio::join!(rig.desk.decide(case, accept(lin)), rig.desk.decide(case, accept(wang)));
    let answers = [one.unwrap().unwrap(), other.unwrap().unwrap()];
    assert_eq!(answers.iter().filter(|it| **it == Answer::Done).count(), 1, "{answers:?}");
    assert!(answers.iter().any(|it| matches!(it, Answer::Taken { .. })));
    rig.until_sent(3).await;
    let told = rig.until_told("accepted").await;
    let before = rig.desk.store().case(case).await.unwrap().unwrap();
    assert!(before.relay.is_pending());
    rig.bell.stored(rig.replied(&told));
    rig.until("the home has confirmed", async || {
        !rig.desk.store().case(case).await.unwrap().unwrap().relay.is_pending()
    })
    .await;

    let done = Act::Resolve { note: "tea".to_owned(), photo: None };
    let goes = before.stage.who_goes().unwrap();
    let input = Input::Act { who: goes, said_by: goes, act: done };
    assert_eq!(rig.desk.decide(case, input.clone()).await.unwrap(), Some(Answer::Done));
    assert_eq!(rig.desk.decide(case, input).await.unwrap(), Some(Answer::Closed));
    let board = rig.desk.board();
    assert!(board.open.is_empty() && board.closed.contains_key(&case));
    let how = rig.desk.open(&word).await.unwrap().unwrap().case.stage;
    assert!(matches!(how, Stage::Closed { how: How::Resolved { .. }, .. }));
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_is_killed_between_two_steps_of_a_ladder_takes_the_second_on_time() {
    let station = Station::new();
    let rig = Rig::start(&station, 10).await;
    rig.two_of_staff("p1 20s, p2 600s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    let case = *rig.desk.board().open.keys().next().unwrap();
    rig.until("it is handed over", async || {
        let case = rig.desk.store().case(case).await.unwrap().unwrap();
        matches!(case.notices[0].state, NoticeState::Sent { .. })
    })
    .await;
    rig.kill().await;

    let rig = Rig::start(&station, 10).await;

    let sent = rig.until_sent(1).await;
    assert_eq!(sent.len(), 1, "nobody is called twice for one step");
    let log = rig.desk.store().log(case).await.unwrap();
    let called = |wanted: u8| {
        let is = |row: &&crate::core::desk::change::LogRow| matches!(row.what, Logged::Called { rung, .. } if rung == wanted);
        log.iter().find(is).unwrap().at
    };
    let late = called(1).0 - (called(0) + Duration::from_secs(20)).0;
    // Five seconds of this clock are half a second of a machine that does other things too.
    assert!((0..5_000).contains(&late), "{late} ms late");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alarm_that_was_taken_in_has_one_case_however_often_the_desk_is_killed() {
    const ROUNDS: u32 = 6;
    const EACH: u32 = 20;
    let station = Station::new();
    for round in 0..ROUNDS {
        let rig = Rig::start(&station, 1).await;
        if round == 0 {
            rig.two_of_staff("staff 300s").await;
        }
        let names = (0..EACH).map(|n| format!("8-{}", round * EACH + n + 1));
        rig.hears(names.map(|name| alarm("h1", &name, Step::Raised))).await;
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 15)).await;
        rig.kill().await;
    }
    let rig = Rig::start(&station, 1).await;
    rig.until("all news is taken", async || rig.desk.store().news(1).await.unwrap().is_empty())
        .await;
    let open = rig.desk.store().open_cases().await.unwrap();
    assert_eq!((open.read.len(), open.broken.len()), ((ROUNDS * EACH) as usize, 0));
    rig.until("all are called", async || {
        let called = |case: &crate::core::desk::Case| {
            case.notices.len() == 2
                && case.notices.iter().all(|it| matches!(it.state, NoticeState::Sent { .. }))
        };
        rig.desk.store().open_cases().await.unwrap().read.iter().all(called)
    })
    .await;
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_fails_for_good_is_followed_by_the_next_at_once_and_is_known_as_dead() {
    let station = Station::new();
    let rig = Rig::start(&station, 1).await;
    let lin = rig.somebody("Lin", &["dead@example.org", "lin@example.org"]).await;
    rig.ladder(&format!("{lin} 300s")).await;
    rig.answers("dead@example.org", || Err(NotSent::Never { why: Why::AddressRefused(550) }));
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;

    let sent = rig.until_sent(2).await;

    assert_ne!(sent[0].id, sent[1].id, "another way has another name");
    rig.until("the way is dead", async || {
        let parties = rig.desk.store().parties().await.unwrap();
        parties[0].who.channels[0].dead.is_some() && parties[0].who.channels[1].dead.is_none()
    })
    .await;
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_that_mutes_is_not_spoken_to_and_that_is_known_after_a_restart() {
    let mut station = Station::new();
    station.paces.insert("grid-3".to_owned(), Pace { per_minute: 20, per_second: None });
    let rig = Rig::start(&station, 1).await;
    let until = rig.clock.now() + Duration::from_secs(600);
    let group = rig.group("grid-3").unwrap();
    rig.ladder(&format!("{group} 5s")).await;
    rig.answers("grid-3", move || Err(NotSent::Muted { until }));
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    rig.until("it is known", async || !rig.desk.directory().muted.is_empty()).await;
    rig.kill().await;

    let rig = Rig::start(&station, 1).await;
    assert_eq!(rig.desk.directory().muted.get("grid-3"), Some(&until));
    rig.until("it reaches nobody", async || {
        rig.desk.board().open.values().any(|case| matches!(case.stage, Stage::Nobody { .. }))
    })
    .await;
    assert_eq!(rig.sent().len(), 0);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_sent_and_typed_verifies_its_way() {
    let station = Station::new();
    let rig = Rig::start(&station, 1).await;
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    let of = CodeFor { party: lin, channel: 0 };
    rig.desk.send_code(of, None).await.unwrap();
    let sent = rig.until_sent(1).await;
    let code: String = sent[0].text.chars().skip_while(|c| !c.is_ascii_digit()).take(6).collect();
    assert!(sent[0].link.is_none() && !sent[0].subject.contains(&code));

    assert_eq!(rig.desk.try_code(of, "x").await.unwrap(), CodeTried::Wrong { left: 4 });
    let typed = format!(" {} {}", &code[..3], &code[3..]);
    assert_eq!(rig.desk.try_code(of, &typed).await.unwrap(), CodeTried::Right);

    let directory = rig.desk.directory();
    let known = directory.parties.get(&lin).unwrap();
    assert!(known.who.channels[0].verified.is_some());
    assert_eq!(rig.desk.actor("chen").await.unwrap(), rig.desk.actor("chen").await.unwrap());
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_for_a_case_is_told_to_the_home_for_the_one_that_was_put_together_with_it_too() {
    let station = Station::new();
    let rig = Rig::start(&station, 10).await;
    let (lin, _) = rig.two_of_staff("staff 300s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised), alarm("h1", "8-2", Step::Raised)]).await;
    rig.until("there are two", async || rig.desk.board().open.len() == 2).await;
    let cases: Vec<_> = rig.desk.board().open.keys().copied().collect();
    let act = |act| Input::Act { who: lin, said_by: lin, act };
    let merge = Act::Merge { into: cases[0] };
    assert_eq!(rig.desk.decide(cases[1], act(merge)).await.unwrap(), Some(Answer::Done));
    rig.desk.decide(cases[0], act(Act::Accept)).await.unwrap();
    rig.until("both alarms are accepted at home", async || {
        let told = rig.told("accepted");
        ["8-1", "8-2"].iter().all(|name| told.iter().any(|it| it.payload.contains(name)))
    })
    .await;
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_nobody_looks_at_is_found_by_the_auditor_and_said() {
    let station = Station::new();
    let rig = Rig::start(&station, 60).await;
    rig.two_of_staff("staff 300s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until("there is a case", async || !rig.desk.board().open.is_empty()).await;
    let case = *rig.desk.board().open.keys().next().unwrap();
    rig.kill().await;
    // As if the timers had stopped: it has been due for a long time.
    let later = Rig::start_quiet(&station, Wall(NOON.0 + 3_600_000)).await;
    let mut told = std::collections::BTreeSet::new();
    assert_eq!(later.desk.look(&mut told).await.unwrap(), 1);
    assert!(told.contains(&case));
    assert_eq!(later.desk.look(&mut told).await.unwrap(), 1, "it is told once");
    let news = later.desk.store().news(9).await.unwrap();
    assert_eq!(news.len(), 1, "{news:?}");
    later.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_put_back_makes_what_is_open_due_at_once() {
    let station = Station::new();
    let rig = Rig::start(&station, 1).await;
    rig.two_of_staff("p1 300s, p2 300s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    rig.kill().await;

    let rig = Rig::start_at(&station, 1, Wall(NOON.0 - 86_400_000)).await;

    rig.until_sent(1).await;
    let case = *rig.desk.board().open.keys().next().unwrap();
    let log = rig.desk.store().log(case).await.unwrap();
    assert!(log.iter().any(|row| row.what == Logged::ClockUnsure));
    rig.stop().await;
}
