//! Somebody else logs in as this home, or this home has been here before.

use super::*;

#[tokio::test]
async fn a_boot_number_that_the_broker_knows_is_given_back_before_anything_is_sent() {
    let kept = r#"{"v":1,"home":"h","status":"stopped","boot":7,"run":"00000000000000bb"}"#;
    let known = Rules { kept: Some(kept), ..Rules::GOOD };
    let mut home = Home::start(&[known], |link| link.boot = 7).await;

    let ended = tokio::time::timeout(Duration::from_secs(20), &mut home.uplink).await;

    assert_eq!(ended.unwrap().unwrap(), Ended::BootTaken { above: 7 });
    assert_eq!(home.broker.try_row(), None);
    assert_eq!(home.broker.statuses, [], "nor does it overwrite what the broker knows");
}

#[tokio::test]
async fn a_home_that_has_no_other_boot_number_goes_on_with_the_one_it_has() {
    let kept = r#"{"v":1,"home":"h","status":"online","boot":1}"#;
    let known = Rules { kept: Some(kept), ..Rules::GOOD };
    let home = Home::start(&[known], |link| link.keeps_boot = true).await;

    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn a_start_that_follows_the_one_the_broker_knows_is_no_surprise() {
    let kept = r#"{"v":1,"home":"h","status":"offline","boot":6,"run":"00000000000000bb"}"#;
    let known = Rules { kept: Some(kept), ..Rules::GOOD };
    let home = Home::start(&[known], |link| link.boot = 7).await;

    home.outbox_is_empty().await;

    assert_eq!(home.said.borrow().remarks, [""; 0]);
    home.stop().await;
}

#[tokio::test]
async fn another_box_with_this_homes_name_is_noticed() {
    let twin = r#"{"v":1,"home":"h","status":"online","boot":1,"run":"00000000000000bb","link":3}"#;
    let twin = Rules { twin: Some(twin), ..Rules::GOOD };
    let home = Home::start(&[twin], |_| {}).await;

    let said = home.said_where(|said| !said.remarks.is_empty()).await;

    assert!(said.to_string().contains("another box logs in as this home"), "{said}");
    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_taken_away_again_and_again_is_told_as_a_take_over() {
    let closing = Rules { closes_after: Some(BEAT_OF_TESTS * 3), ..Rules::GOOD };
    let home = Home::start(&[closing], |_| {}).await;

    let said = home.said_where(|said| !said.remarks.is_empty()).await;

    assert!(said.to_string().contains("the client id hearth-h of this home"), "{said}");
    assert!(said.aside.is_empty());
    home.stop().await;
}
