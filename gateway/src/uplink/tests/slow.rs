//! A broker that is slow is served all the same.

use super::*;

/// So many seconds of the uplink's time.
fn seconds(count: u32) -> Duration {
    BEAT_OF_TESTS * count
}

#[tokio::test]
async fn a_broker_that_takes_twelve_seconds_for_each_acknowledgement_gets_every_row_once() {
    let slow = Rules { ack_after: seconds(12), ..Rules::GOOD };
    let mut home = Home::start(&[slow], |link| link.broker.window = 4).await;

    let rows = home.rows(9).await;

    assert_eq!(rows, ["1a1", "1a2", "1a3", "1e1", "1e2", "1e3", "1r1", "1r2", "1r3"]);
    home.outbox_is_empty().await;
    assert_eq!(home.broker.try_row(), None);
    assert_eq!(home.said.borrow().counts.connections, 1);
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_is_slow_with_rows_and_quick_with_the_rest_is_not_sent_the_same_rows_for_ever()
 {
    let slow = Rules { rows_after: Some(seconds(15)), ..Rules::GOOD };
    let home = Home::start(&[slow], |link| link.broker.window = 4).await;
    for number in 0..200 {
        home.live.send_modify(|live| live.state = Some(format!("{{\"n\":{number}}}").into_bytes()));
        tokio::time::sleep(seconds(1) / 2).await;
    }

    home.outbox_is_empty().await;

    assert!(home.said.borrow().counts.connections <= 2);
    home.stop().await;
}

#[tokio::test]
async fn a_status_that_comes_back_after_twenty_seconds_is_no_refusal() {
    let slow = Rules { echo_after: seconds(20), ..Rules::GOOD };
    let mut home = Home::start(&[slow], |_| {}).await;

    let doubted = home.said.wait_for(|state| state.phase == Phase::Doubted).await.unwrap().clone();
    assert!(doubted.to_string().contains("it is slow, or this login may not publish"), "{doubted}");
    home.outbox_is_empty().await;

    assert_eq!(home.said.borrow().counts.connections, 1);
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_does_not_even_acknowledge_the_status_is_called_slow() {
    let slow = Rules { ack_after: seconds(1_000), echo: false, ..Rules::GOOD };
    let mut home = Home::start(&[slow], |_| {}).await;

    let down = |state: &LinkState| matches!(state.phase, Phase::Down { .. });
    let why = home.said.wait_for(down).await.unwrap().to_string();

    assert!(why.starts_with("the broker is slow"), "{why}");
    home.stop().await;
}

#[tokio::test]
async fn an_alarm_does_not_wait_for_the_acknowledgement_of_a_reading() {
    let slow = Rules { acks: Acks::NoReadings, ..Rules::GOOD };
    let mut home =
        Home::start_at(Duration::from_secs(1), &[slow], |link| link.broker.window = 2).await;
    let before = home.rows(7).await;
    assert_eq!(before.last().unwrap(), "1r1");

    for number in 4..=9 {
        home.outbox.push(vec![row(Lane::Alarms, number)], None);
        assert_eq!(home.rows(1).await, [format!("1a{number}")]);
    }
    assert_eq!(home.said.borrow().counts.connections, 1);
    home.stop().await;
}
