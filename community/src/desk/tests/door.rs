//! What pages see of a desk with a store.

use std::net::{IpAddr, Ipv4Addr};

use alerts::message::Step;

use super::rig::{NOON, Rig, Station, alarm};
use crate::channels::Address as To;
use crate::core::desk::party::Address;
use crate::core::desk::{CaseId, PartyId};
use crate::store::parties::CodeTried;
use crate::web::desk::{CodeSent, DeskDoor};
use crate::web::people::samples;
use crate::web::refusal::Refusal;

/// A peer.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

#[tokio::test(flavor = "multi_thread")]
async fn one_peer_rings_ten_telephones_and_no_eleventh_and_the_stations_own_machine_is_no_peer() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let door: &dyn DeskDoor = &rig.desk;
    let mut people = Vec::new();
    for n in 0..12 {
        people.push(rig.somebody(&format!("P{n}"), &[&format!("p{n}@example.org")]).await);
    }
    for (n, who) in people.iter().enumerate() {
        let sent = door.send_code(*who, 0, HERE).await;
        assert_eq!(sent.is_ok(), n < 10, "{n} {sent:?}");
    }
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    for who in &people[10..] {
        assert_eq!(door.send_code(*who, 0, local).await.unwrap(), CodeSent::Sent);
    }
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_called_next_is_known_by_name() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    let wang = rig.somebody("Wang", &["wang@example.org"]).await;
    rig.ladder(&format!("{lin} 300s, {wang} 300s")).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    let board = DeskDoor::board(&rig.desk);
    assert_eq!(board.next[&board.open[0].id], [wang]);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_saved_is_on_the_board_and_an_older_form_of_them_is_stale() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let door: &dyn DeskDoor = &rig.desk;
    let before = door.board().people_revision;
    let [lin, contact, nobody] = &samples(NOON)[..] else { panic!("three") };
    let id = door.save_person(lin.clone()).await.unwrap();
    assert!(matches!(door.save_person(contact.clone()).await, Err(Refusal::BadForm)));
    door.save_person(nobody.clone()).await.unwrap();

    let board = door.board();
    let seen = &board.people[&id];
    assert_eq!((&seen.name, seen.lang, seen.revision), (&lin.name, lin.lang, 1));
    assert!(seen.party.channels.iter().all(|way| way.verified.is_none()), "no form verifies");
    assert!(board.people_revision > before && board.people.len() == 2);
    rig.desk.refresh().await.unwrap();
    assert_eq!(door.board().people_revision, board.people_revision, "the same, read again");
    door.save_person(seen.clone()).await.unwrap();
    assert!(matches!(door.save_person(seen.clone()).await, Err(Refusal::Stale)));
    let rota = door.rota().await.unwrap();
    door.save_rota(rota.clone()).await.unwrap();
    assert!(matches!(door.save_rota(rota).await, Err(Refusal::Stale)));
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_a_groups_link_one_gets_ones_own_with_the_code_of_ones_telephone_alone() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let chen = rig.way("Chen", vec![Address::Sms("13900139000".to_owned())]).await;
    rig.ladder(&format!("{chen} 600s")).await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until_sent(1).await;
    let door: &dyn DeskDoor = &rig.desk;
    let case = door.board().open[0].id;

    door.call_phone(case, "139 0013 9001", HERE).await.unwrap();
    door.call_phone(CaseId(99), "13900139000", HERE).await.unwrap();
    door.call_phone(case, "+86 139 0013 9000", HERE).await.unwrap();

    let sent = rig.until_sent(2).await;
    assert_eq!(sent[1].to, To::Sms("13900139000".to_owned()));
    let code: String = sent[1].text.chars().skip_while(|it| !it.is_ascii_digit()).take(6).collect();
    let own = async |phone, code| door.own_link(case, phone, code).await.unwrap();
    assert_eq!(own("13900139001", &code).await, None);
    assert_eq!(own("13900139000", "x").await, None);
    let word = own("13900139000", &code).await.unwrap();
    let link = door.link(&word).await.unwrap().unwrap();
    assert_eq!((link.case, link.who), (case, Some(chen)));
    assert_eq!(own("13900139000", &code).await, None, "it is good once");
    assert_eq!(rig.sent().len(), 2);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_may_be_asked_for_three_times_and_a_ladder_be_looked_at_before_it_is_kept() {
    let station = Station::new();
    let rig = Rig::start(&station, 2).await;
    let lin = rig.somebody("Lin", &["lin@example.org"]).await;
    let door: &dyn DeskDoor = &rig.desk;
    for _ in 0..3 {
        assert_eq!(door.send_code(lin, 0, HERE).await.unwrap(), CodeSent::Sent);
    }
    assert!(matches!(door.send_code(lin, 0, HERE).await, Err(Refusal::TooOften { .. })));
    assert_eq!(door.send_code(PartyId(99), 0, HERE).await.unwrap(), CodeSent::NoWay);
    assert_eq!(door.check_code(lin, 0, "x").await.unwrap(), CodeTried::Wrong { left: 4 });
    let ladder = format!("{lin} 60s, volunteers 60s").parse().unwrap();
    assert_eq!(door.preview(&ladder, None).await, [vec![lin], vec![]]);
    door.drill(None).await.unwrap();
    rig.until("the drill calls", async || rig.sent().len() >= 4).await;
    let began = door.began(NOON..alerts::Wall(i64::MAX)).await.unwrap();
    assert_eq!(began.len(), 1);
    let file = door.case(began[0].0.id).await.unwrap().unwrap();
    assert!(file.case.drill && !file.log.is_empty());
    rig.stop().await;
}
