//! People who do not do what they said, or cannot be reached, and homes that do not answer.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Step;

use super::rig::{NOON, Rig, Station, alarm};
use crate::core::desk::change::Logged;
use crate::core::desk::{About, Act, Answer, CaseId, Input, Stage};
use crate::store::cases::CaseStore as _;

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_that_is_forgotten_at_night_calls_again_and_the_home_is_told() {
    let station = Station::new();
    // Half past one: quiet hours hold nothing of this.
    let rig = Rig::start_at(&station, 300, Wall(NOON.0 + 13 * 3_600_000 + 1_800_000)).await;
    let (lin, _) = rig.two_of_staff("staff 3600s; patience 20min").await;
    rig.quiet(0, 1_439).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(2).await;
    let case = the_case(&rig);
    assert_eq!(accept(&rig, case, lin).await, Answer::Done);
    let before = rig.until_sent(3).await.len();

    rig.until_told("released").await;

    rig.until("both are called again", async || rig.sent().len() >= before + 2).await;
    let log = rig.desk.store().log(case).await.unwrap();
    let accepted = log.iter().find(|row| matches!(row.what, Logged::Accepted { .. })).unwrap().at;
    let expired = log.iter().find(|row| matches!(row.what, Logged::Expired { .. })).unwrap().at;
    let late = expired.0 - (accepted + Duration::from_secs(20 * 60)).0;
    assert!((0..150_000).contains(&late), "{late} ms late, of which 300 are one of the world");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_is_told_that_somebody_goes_until_it_has_answered_and_not_once_more() {
    let station = Station::new();
    let rig = Rig::start(&station, 20).await;
    let (lin, _) = rig.two_of_staff("staff 3600s; patience 60min").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(2).await;
    let case = the_case(&rig);
    accept(&rig, case, lin).await;
    rig.until("it is told three times", async || rig.told("accepted").len() >= 3).await;

    rig.bell.stored(rig.replied(&rig.told("accepted")[0]));

    let pending = async || rig.desk.store().case(case).await.unwrap().unwrap().relay.is_pending();
    rig.until("the home has confirmed", async || !pending().await).await;
    let told = rig.told("accepted").len();
    // Two minutes of this clock.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(rig.told("accepted").len(), told);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_that_the_home_has_not_confirmed_is_said_again_after_a_restart() {
    let station = Station::new();
    let rig = Rig::start(&station, 20).await;
    let (lin, _) = rig.two_of_staff("staff 3600s; patience 60min").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(2).await;
    let case = the_case(&rig);
    accept(&rig, case, lin).await;
    let before = rig.until_told("accepted").await;
    rig.kill().await;

    let rig = Rig::start(&station, 20).await;

    let again = rig.until_told("accepted").await;
    assert_eq!(again.payload, before.payload, "under the same name");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_so_before_the_station_began_calls_when_a_home_lists_it() {
    let station = Station::new();
    let rig = Rig::start(&station, 10).await;
    rig.two_of_staff("staff 300s").await;
    // As it stands in `alarms`: no message of its own, and raised long ago.
    let listed = alarm("h1", "8-1", Step::Reminded);
    rig.hears([listed.clone()]).await;
    assert_eq!(rig.until_sent(2).await.len(), 2);
    rig.hears([listed]).await;
    assert_eq!(rig.desk.board().open.len(), 1, "listed again it is the same");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_who_accept_at_once_one_goes_and_the_others_hear_who() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let mut staff = Vec::new();
    for n in 0..8 {
        staff.push(rig.somebody("Lin", &[&format!("lin{n}@example.org")]).await);
    }
    rig.ladder(&format!(
        "{} 600s",
        staff.iter().map(|it| it.to_string()).collect::<Vec<_>>().join("+")
    ))
    .await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until("there is a case", async || !rig.desk.board().open.is_empty()).await;
    let case = the_case(&rig);
    let all = staff.iter().map(|who| {
        let (desk, who) = (rig.desk.clone(), *who);
        tokio::spawn(async move {
            let input = Input::Act { who, said_by: who, act: Act::Accept };
            desk.decide(case, input).await.unwrap().unwrap()
        })
    });
    let mut answers = Vec::new();
    for one in all.collect::<Vec<_>>() {
        answers.push(one.await.unwrap());
    }

    let goes = rig.desk.store().case(case).await.unwrap().unwrap().stage.who_goes().unwrap();
    assert_eq!(answers.iter().filter(|it| **it == Answer::Done).count(), 1);
    assert_eq!(answers.iter().filter(|it| **it == Answer::Taken { by: goes }).count(), 7);
    let log = rig.desk.store().log(case).await.unwrap();
    assert_eq!(log.iter().filter(|row| matches!(row.what, Logged::Accepted { .. })).count(), 1);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_channel_is_not_waited_for() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let nobody = rig.way("Zhang", Vec::new()).await;
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    rig.ladder(&format!("{nobody} 600s, {lin} 600s")).await;
    let began = rig.world.mono();
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;

    rig.until_sent(1).await;

    assert!(rig.world.mono().since(began) < Duration::from_secs(5));
    let log = rig.desk.store().log(the_case(&rig)).await.unwrap();
    assert!(log.iter().any(|row| row.what == Logged::Skipped { rung: 0 }), "{log:?}");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ladder_that_reaches_nobody_is_a_fault_of_the_desk_and_everybody_hears_when_somebody_can()
{
    let station = Station::new();
    let rig = Rig::start(&station, 60).await;
    let zhang = rig.way("Zhang", Vec::new()).await;
    rig.ladder(&format!("{zhang} 600s")).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until("the desk has a fault", async || {
        let board = rig.desk.board();
        let fault = board.open.values().any(|it| matches!(it.about, About::DeskFault { .. }));
        fault && board.open.values().any(|case| matches!(case.stage, Stage::Nobody { .. }))
    })
    .await;
    assert_eq!(rig.sent().len(), 0);

    let mut row = rig.desk.directory().parties[&zhang].clone();
    row.who.channels = vec![rig.mail("zhang@example.org")];
    rig.desk.save_party(row).await.unwrap();

    rig.until("the alarm calls", async || rig.sent().iter().any(|out| out.text.contains("smoke")))
        .await;
    rig.stop().await;
}

fn the_case(rig: &Rig) -> CaseId {
    *rig.desk.board().open.keys().next().unwrap()
}

async fn accept(rig: &Rig, case: CaseId, who: crate::core::desk::PartyId) -> Answer {
    let input = Input::Act { who, said_by: who, act: Act::Accept };
    rig.desk.decide(case, input).await.unwrap().unwrap()
}
