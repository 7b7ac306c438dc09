//! Channels that do not do what they should.

use std::fs;
use std::time::Duration;

use alerts::message::{AlarmKind, Priority, Step};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::rig::{Rig, Station, alarm, alarm_of};
use crate::channels::{Address as To, Spool};
use crate::config;
use crate::core::budget::Pace;
use crate::core::desk::change::Logged;
use crate::core::desk::party::Address;
use crate::core::desk::{Act, Input};
use crate::store::cases::CaseStore as _;

/// What a mail server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Server {
    Busy,
    Hangs,
    Dies,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_answers_451_or_dies_is_followed_by_a_text_message_at_once() {
    for does in [Server::Busy, Server::Dies] {
        let mut station = Station::new();
        station.mail = Some(server(does).await);
        let rig = Rig::start(&station, 2).await;
        let lin = rig.mail_then_sms().await;
        rig.ladder(&format!("{lin} 600s")).await;
        let began = rig.world.mono();
        rig.hears([alarm("h1", "8-1", Step::Raised)]).await;

        let sent = rig.until_sent(2).await;

        assert!(matches!(sent[1].to, To::Sms(_)), "{does:?}: {sent:?}");
        assert!(rig.world.mono().since(began) < Duration::from_secs(5), "{does:?}");
        rig.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_keeps_nobody_from_text_messages_and_each_is_tried_once() {
    let mut station = Station::new();
    station.mail = Some(server(Server::Hangs).await);
    let rig = Rig::start(&station, 2).await;
    let lin = rig.mail_then_sms().await;
    let chen = rig.way("Chen", vec![Address::Sms("13900139000".to_owned())]).await;
    rig.ladder(&format!("{lin}+{chen} 600s")).await;
    let homes: Vec<String> = (1..=20).map(|n| format!("h{n}")).collect();
    let began = rig.world.mono();
    rig.hears(homes.iter().map(|home| alarm(home, "8-1", Step::Raised))).await;

    let texts = |number: &str| {
        let is = |to: &To| matches!(to, To::Sms(to) if to == number);
        rig.sent().iter().filter(|out| is(&out.to)).count()
    };
    rig.until("Chen has twenty texts", async || texts("13900139000") == 20).await;
    assert!(rig.world.mono().since(began) < Duration::from_secs(8), "while mail hangs");
    rig.until("Lin, too, when mail has hung", async || texts("13800138000") == 20).await;

    let mails = rig.sent().into_iter().filter(|out| matches!(out.to, To::Mail(_)));
    let mut ids: Vec<_> = mails.map(|out| out.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "nothing was sent twice while it hung");
    assert!(all <= 10, "who waits for a way that hangs is called by the next: {all}");
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_is_told_no_more_than_it_takes_and_has_room_for_what_is_high() {
    let mut station = Station::new();
    let pace = Pace { per_minute: 20, per_second: None };
    station.paces.insert("grid-3".to_owned(), pace);
    let rig = Rig::start(&station, 20).await;
    let group = rig.group("grid-3").unwrap();
    rig.ladder(&format!("{group} 3600s")).await;
    let medium = |n| alarm_of(&format!("m{n}"), AlarmKind::AbsentFromBed, Priority::Medium);
    rig.hears((0..30).map(medium)).await;
    rig.until_sent(15).await;
    rig.hears((0..3).map(|n| alarm(&format!("h{n}"), "8-1", Step::Raised))).await;

    let high = |rig: &Rig| rig.sent().iter().filter(|out| out.priority == Priority::High).count();
    rig.until("three high ones are said", async || high(&rig) == 3).await;
    let first: Vec<_> = rig.sent();
    assert!(first.len() <= 20, "{}", first.len());
    rig.until("all are said", async || {
        let said = |out: &crate::channels::Outgoing| out.parts.len().max(1);
        rig.sent().iter().map(said).sum::<usize>() == 33
    })
    .await;
    let times: Vec<_> = rig.sent().iter().map(|out| out.at).collect();
    for (n, at) in times.iter().enumerate() {
        let within = times[n..].iter().filter(|it| **it < *at + Duration::from_secs(60)).count();
        assert!(within <= 20, "{within} in a minute");
    }
    rig.until("every case knows it", async || {
        let open = rig.desk.store().open_cases().await.unwrap().read;
        open.iter().flat_map(|case| &case.notices).all(|notice| notice.has_reached())
    })
    .await;
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_that_was_told_much_has_not_forgotten_it_when_the_station_has() {
    let mut station = Station::new();
    station.paces.insert("grid-3".to_owned(), Pace { per_minute: 4, per_second: None });
    let rig = Rig::start(&station, 2).await;
    let group = rig.group("grid-3").unwrap();
    rig.ladder(&format!("{group} 3600s")).await;
    rig.hears((0..4).map(|n| alarm(&format!("h{n}"), "8-1", Step::Raised))).await;
    rig.until("four are handed over", async || {
        let open = rig.desk.store().open_cases().await.unwrap().read;
        let reached =
            |case: &crate::core::desk::Case| case.notices.iter().all(|it| it.has_reached());
        open.len() == 4 && open.iter().all(reached)
    })
    .await;
    rig.kill().await;

    let rig = Rig::start(&station, 2).await;
    rig.hears([alarm("h9", "8-1", Step::Raised)]).await;
    rig.until("it is known to wait", async || {
        let open = rig.desk.store().open_cases().await.unwrap().read;
        open.iter().flat_map(|case| &case.notices).any(|notice| !notice.failed.is_empty())
    })
    .await;
    assert_eq!(rig.sent().len(), 0);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_the_gateway_has_given_up_is_followed_by_a_mail_and_leaves_its_disk() {
    let spool = tempfile::tempdir().unwrap();
    for folder in ["outgoing", "checked", "sent", "failed"] {
        fs::create_dir(spool.path().join(folder)).unwrap();
    }
    let mut station = Station::new();
    let config = config::Sms { spool: spool.path().to_owned(), country: Some("86".to_owned()) };
    station.spool = Some(Spool::new(config));
    let rig = Rig::start(&station, 10).await;
    let ways = ["13800138000".to_owned()].map(Address::Sms).to_vec();
    let mail = Address::Mail("lin@example.org".to_owned());
    let lin = rig.way("Lin", [ways, vec![mail]].concat()).await;
    rig.ladder(&format!("{lin} 600s")).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    let text = rig.until_sent(1).await.remove(0);
    let file = spool.path().join("failed").join(format!("hearth-{}", text.id));
    fs::write(&file, "To: 8613800138000").unwrap();

    let sent = rig.until_sent(2).await;

    assert!(matches!(sent[1].to, To::Mail(_)), "{sent:?}");
    assert!(!file.exists());
    let case = *rig.desk.board().open.keys().next().unwrap();
    let log = rig.desk.store().log(case).await.unwrap();
    assert!(log.iter().any(|row| matches!(row.what, Logged::Failed { .. })));
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_alarms_of_one_home_at_once_are_one_message_that_is_a_receipt_for_each() {
    let station = Station::new();
    let rig = Rig::start(&station, 10).await;
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    rig.ladder(&format!("{lin} 600s")).await;
    rig.hears((1..=3).map(|n| alarm("h1", &format!("8-{n}"), Step::Raised))).await;
    rig.until("each has reached", async || {
        let open = rig.desk.store().open_cases().await.unwrap().read;
        let reached =
            |case: &crate::core::desk::Case| case.notices.iter().all(|it| it.has_reached());
        open.len() == 3 && open.iter().all(reached)
    })
    .await;
    assert_eq!(rig.sent().len(), 1);
    rig.stop().await;
}

/// A mail server on loopback.
async fn server(does: Server) -> config::Mail {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, does));
        }
    });
    config::Mail {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: config::Encryption::None,
        from: "desk@hall.example".to_owned(),
        login: None,
        ca: None,
    }
}

async fn converse(stream: TcpStream, does: Server) -> std::io::Result<()> {
    if does == Server::Hangs {
        return std::future::pending().await;
    }
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let answer: &[u8] = match line.get(..4) {
            Some("EHLO") => b"250 here\r\n",
            _ if does == Server::Dies => return Ok(()),
            _ => b"451 not now\r\n",
        };
        stream.write_all(answer).await?;
        line.clear();
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_robot_of_the_configuration_is_a_chat_that_ladders_call_until_it_is_gone() {
    let mut station = Station::new();
    station.paces.insert("hall".to_owned(), Pace { per_minute: 20, per_second: None });
    let rig = Rig::start(&station, 10).await;
    let first = rig.group("hall").unwrap();
    rig.ladder("group:hall 60s, everyone").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    let said = rig.until_sent(1).await;
    assert_eq!(said[0].to, To::Robot("hall".to_owned()));
    rig.stop().await;

    let with = std::mem::take(&mut station.paces);
    let rig = Rig::start(&station, 10).await;
    assert_eq!(rig.group("hall"), None);
    rig.stop().await;

    station.paces = with;
    let rig = Rig::start(&station, 10).await;
    assert_eq!(rig.group("hall"), Some(first));
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_robot_is_not_said_when_nobody_needs_to_go_any_more() {
    let mut station = Station::new();
    let pace = Pace { per_minute: 1, per_second: None };
    station.paces.insert("grid-3".to_owned(), pace);
    let rig = Rig::start(&station, 20).await;
    let group = rig.group("grid-3").unwrap();
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    rig.ladder(&format!("{group} 4h, {lin} 4h")).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    rig.hears([alarm("h2", "8-1", Step::Raised)]).await;
    rig.until("there are two", async || rig.desk.board().open.len() == 2).await;
    let second = *rig.desk.board().open.keys().next_back().unwrap();
    let done = Act::Resolve { note: String::new(), photo: None };
    let input = Input::Act { who: lin, said_by: lin, act: done };
    rig.desk.decide(second, input).await.unwrap();

    // Its minute is over, and there is room again.
    let later = rig.clock.now() + Duration::from_secs(90);
    rig.until("its minute is over", async || rig.clock.now() > later).await;
    let is_robot = |out: &&crate::channels::Outgoing| matches!(out.to, To::Robot(_));
    let said: Vec<_> = rig.sent().into_iter().filter(|out| is_robot(&out)).collect();
    let calls = said.iter().filter(|out| out.text.contains("Can you go")).count();
    assert_eq!(calls, 1, "{said:?}");
    rig.stop().await;
}
