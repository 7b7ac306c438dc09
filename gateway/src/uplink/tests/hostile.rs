//! What the network delivers, and what the home itself would send, that no connection survives.

use super::*;

#[tokio::test]
async fn a_retained_command_that_no_home_can_take_makes_it_deaf_and_stops_nothing() {
    for stray in [Stray::Command, Stray::Garbage] {
        let stray = Rules { stray, ..Rules::GOOD };
        let mut home = Home::start(&[stray], |_| {}).await;

        home.outbox_is_empty().await;

        assert_eq!(home.rows(9).await.len(), 9);
        let said = home.said_where(|said| !said.remarks.is_empty()).await;
        assert!(said.to_string().starts_with("online; commands are not heard"), "{said}");
        assert_eq!((said.counts.deafened, said.counts.connections), (1, 3));
        home.stop().await;
    }
}

#[tokio::test]
async fn if_its_own_status_is_what_it_cannot_take_the_home_sends_without_hearing_it() {
    let stray = Rules { stray: Stray::Status, ..Rules::GOOD };
    let home = Home::start(&[stray], |_| {}).await;

    home.outbox_is_empty().await;

    let said = home.said_where(|said| !said.remarks.is_empty()).await;
    assert!(said.to_string().contains("neither commands nor the own status"), "{said}");
    assert_eq!(said.counts.deafened, 2);
    home.stop().await;
}

#[tokio::test]
async fn a_deaf_home_listens_again_after_a_while_on_the_connection_that_it_has() {
    let stray = Rules { stray: Stray::Command, ..Rules::GOOD };
    let commanding = Rules { commands: true, ..Rules::GOOD };
    let beat = Duration::from_millis(2);
    let mut home = Home::start_at(beat, &[stray, stray, commanding], |_| {}).await;

    let received = tokio::time::timeout(Duration::from_secs(60), home.commands.recv()).await;

    assert_eq!(received.unwrap().unwrap().name, "ping");
    home.said_where(|said| said.remarks.is_empty()).await;
    assert_eq!(home.said.borrow().counts.connections, 3);
    home.stop().await;
}

#[tokio::test]
async fn a_live_message_that_is_too_large_is_not_sent_and_the_others_are() {
    let mut home = Home::start(&[Rules::GOOD], |_| {}).await;
    home.outbox_is_empty().await;

    home.live.send_modify(|live| {
        live.state = Some(vec![b'x'; MAX_SENT_PAYLOAD_BYTES + 1]);
        live.health = Some(b"{}".to_vec());
    });

    home.broker.next_live("health").await;
    let said = home.said.borrow().clone();
    assert_eq!((said.counts.unsendable, said.counts.connections), (1, 1));
    home.stop().await;
}

#[tokio::test]
async fn all_pages_of_the_open_alarms_go_out_in_order_whenever_one_has_changed() {
    let mut home = Home::start(&[Rules::GOOD], |_| {}).await;
    home.rows(9).await;
    for list in [["a1", "a2", "a3"], ["a1", "b2", "a3"]] {
        home.live.send_modify(|live| {
            live.alarms = list.iter().map(|page| page.as_bytes().to_vec()).collect();
        });

        for page in list {
            let shown = home.broker.next_live("alarms").await;
            assert_eq!((shown.payload.as_ref(), shown.retain), (page.as_bytes(), true));
        }
    }
    home.stop().await;
}

#[tokio::test]
async fn an_alarm_that_has_no_payload_is_kept_and_shown_and_the_others_go_out() {
    let bad = NewRow { body: b"{".to_vec(), ..row(Lane::Alarms, 4) };
    let mut home = Home::start(&[Rules::GOOD], |_| {}).await;
    home.outbox.push(vec![bad, row(Lane::Alarms, 5)], None);

    while home.rows(1).await != ["1a5"] {}

    let said = home.said_where(|said| !said.aside.is_empty()).await;
    assert_eq!(said.aside[0].id.as_deref(), Some(format!("{}a4", home.boot).as_str()));
    home.only_left(Lane::Alarms, &[4]).await;
    home.stop().await;
}
