//! A broker that closes the connection: on a topic, on all that a login does, or for no reason.

use super::*;

#[tokio::test]
async fn a_row_that_the_broker_closes_on_is_set_aside_and_the_others_go_out() {
    let closing = Rules { closes_on: &["test/2"], ..Rules::GOOD };
    let mut home = Home::start(&[closing], |_| {}).await;

    let said = home.said_where(|said| said.aside.iter().any(|one| one.id.is_none())).await;
    while home.rows(1).await != ["1r3"] {}

    assert!(said.aside.iter().all(|one| one.topic == "test/2"), "{:?}", said.aside);
    home.only_left(Lane::Alarms, &[2]).await;
    home.stop().await;
}

#[tokio::test]
async fn what_was_set_aside_goes_out_when_the_broker_takes_it_again() {
    let closing = Rules { closes_on: &["test/2"], ..Rules::GOOD };
    let script = [closing, closing, closing, closing, closing, Rules::GOOD];
    let home = Home::start(&script, |_| {}).await;
    home.said_where(|said| !said.aside.is_empty()).await;

    home.outbox_is_empty().await;

    home.said_where(|said| said.aside.is_empty()).await;
    home.stop().await;
}

#[tokio::test]
async fn a_live_message_that_the_broker_closes_on_holds_up_no_row() {
    let closing = Rules { closes_on: &["state", "health"], ..Rules::GOOD };
    let mut home = Home::start(&[closing], |_| {}).await;
    home.live.send_modify(|live| {
        live.state = Some(b"{}".to_vec());
        live.health = Some(b"{}".to_vec());
        live.alarms = vec![b"{}".to_vec()];
    });

    home.outbox_is_empty().await;

    home.live.send_modify(|live| live.alarms = vec![b"{\"open\":[]}".to_vec()]);
    while home.broker.next_live("alarms").await.payload.len() < 3 {}
    let said = home.said_where(|said| said.aside.len() == 2).await;
    assert!(said.counts.set_aside >= 2);
    home.stop().await;
}

#[tokio::test]
async fn an_alarm_does_not_wait_for_a_suspect_that_is_never_acknowledged() {
    let closing = Rules { cut_after: Some(9), acks: Acks::NoReadings, ..Rules::GOOD };
    let mute = Rules { acks: Acks::NoReadings, ..Rules::GOOD };
    let mut home = Home::start(&[closing, mute], |_| {}).await;
    while home.rows(1).await != ["1r3"] {}
    while home.rows(1).await != ["1r1"] {}

    home.outbox.push(vec![row(Lane::Alarms, 4)], None);

    let mut rows = Vec::new();
    while rows.last().is_none_or(|last| last != "1a4") {
        rows.extend(home.rows(1).await);
    }
    assert!(rows.len() <= 4, "{rows:?}");
    assert_eq!(home.said.borrow().counts.connections, 2);
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_closes_when_the_status_is_published_is_explained_and_called_slower_and_slower()
 {
    let closing = Rules { closes_on: &["status"], ..Rules::GOOD };
    let mut home = Home::start(&[closing], |_| {}).await;

    let why = home.down().await;
    assert!(why.starts_with("the broker closes the connection when this login publishes"), "{why}");
    assert!(!why.contains("TLS"), "{why}");

    // A minute and a half.
    tokio::time::sleep(BEAT_OF_TESTS * 90).await;
    let calls = home.said.borrow().counts.connections;
    assert!((3..=20).contains(&calls), "{calls}");
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_closes_at_the_subscription_is_explained_too() {
    let closing = Rules { closes_on_subscribe: true, ..Rules::GOOD };
    let mut home = Home::start(&[closing], |_| {}).await;

    let why = home.down().await;

    assert!(
        why.starts_with("the broker closes the connection when this login subscribes"),
        "{why}"
    );
    home.stop().await;
}
