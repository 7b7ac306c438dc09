//! What the station may tell a home.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{Home, Wishes};
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(60);

const ROOT: &str = "hearth/v1/kangzhuang/h0042";

#[test]
fn an_alarm_calls_until_somebody_accepts_it_and_ends_when_the_smoke_is_gone() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let wishes = Wishes { speed: 20, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let _daemon = home.begin().unwrap();
    let step = |step: &str| {
        station
            .wait(PATIENCE, |it| {
                it.topic.ends_with("alarm/smoke") && it.json()["body"]["step"] == step
            })
            .unwrap_or_else(|| panic!("not {step}"))
            .json()["body"]
            .clone()
    };
    let reply = |request: &str| {
        let wanted = |body: &serde_json::Value| body["request"] == request;
        let found =
            station.wait(PATIENCE, |it| it.topic.contains("/reply/") && wanted(&it.json()["body"]));
        found.unwrap_or_else(|| panic!("no reply to {request}")).json()["body"].clone()
    };

    station.wait(PATIENCE, |it| it.json()["status"] == "online").expect("not online");
    station.publish(&format!("{ROOT}/command/ping"), r#"{"request":"p1"}"#).unwrap();
    assert_eq!(reply("p1")["ok"], true);
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));
    let alarm = step("raised")["alarm"].as_str().unwrap().to_owned();
    step("reminded");
    let accept = |request: &str, alarm: &str| {
        let payload = format!(
            r#"{{"request":"{request}","alarm":"{alarm}","by":"desk-2","stage":"accepted"}}"#
        );
        station.publish(&format!("{ROOT}/command/acknowledge"), &payload).unwrap();
    };
    accept("a1", "9-99");
    assert!(reply("a1")["error"].is_string());
    accept("a2", &alarm);
    assert_eq!(reply("a2")["ok"], true);
    assert_eq!(step("acknowledged")["by"], "desk-2");
    home.living().unwrap().order(Order::Act(Act::Smoke(false)));
    step("closed");
    station
        .wait(PATIENCE, |it| {
            it.topic == format!("{ROOT}/alarms")
                && it.json()["body"]["open"] == serde_json::json!([])
        })
        .expect("the list of open alarms is not emptied");
    for (name, payload) in [("ping", "{"), ("sing", r#"{"request":"s1"}"#)] {
        station.publish(&format!("{ROOT}/command/{name}"), payload).unwrap();
    }
    assert!(reply("s1")["error"].is_string());
}

#[test]
fn at_every_start_and_at_every_ping_the_open_alarms_are_told() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let mut home = Home::new(Program::hearth().unwrap(), Wishes::new(life, broker.port())).unwrap();
    let _daemon = home.begin().unwrap();
    let topic = format!("{ROOT}/alarms");
    let told = || {
        let heard = station.heard();
        let lists = heard.iter().filter(|it| it.topic == topic);
        lists.filter(|it| it.json()["body"]["open"] == serde_json::json!([])).count()
    };

    // What an earlier run left with the broker is overwritten although nothing has happened.
    station.wait(PATIENCE, |it| it.topic == topic).expect("the list is not told at the start");
    let before = told();
    assert!(before >= 1);
    station.publish(&format!("{ROOT}/command/ping"), r#"{"request":"p1"}"#).unwrap();

    let again = hil::clock::wait_for(PATIENCE, || (told() > before).then_some(()));
    assert!(again.is_some(), "the list is not told at a ping");
}
