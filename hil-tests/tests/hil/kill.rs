//! `kill -9` in the middle of an outage.

use std::collections::BTreeMap;
use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::mosquitto::{Login, Mosquitto};
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_kill_in_the_middle_of_an_outage_loses_no_alarm_and_makes_nothing_new() {
    let mut broker = Broker::start(Rules::default()).unwrap();
    let station = Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/+/+/#").unwrap();
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let wishes = Wishes { speed: 20, samples: true, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let daemon = home.begin().unwrap();
    let happens = |act| home.living().unwrap().order(Order::Act(act));
    station.wait(PATIENCE, |it| it.topic.contains("/sample/")).expect("no readings");

    happens(Act::Door(true));
    station.wait(PATIENCE, |it| it.topic.ends_with("event/door-opened")).expect("no door");
    happens(Act::Smoke(true));
    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("no smoke");
    broker.stop();
    happens(Act::Gas(true));
    happens(Act::Door(false));
    daemon
        .wait_for_status(|status| {
            let gas = |alarm: &serde_json::Value| alarm["kind"] == "gas";
            let outbox = &status["health"]["outbox"];
            status["alarms"].as_array().is_some_and(|open| open.iter().any(gas))
                && outbox["alarms"].as_u64() >= Some(1)
                && outbox["events"].as_u64() >= Some(1)
        })
        .expect("the gas is not noticed");
    let first = daemon.boot().unwrap();
    daemon.kill().unwrap();

    let mut daemon = home.start_daemon().unwrap();
    daemon.wait_for_log("hearth is running").expect("it does not start again");
    broker.resume().unwrap();
    let again =
        station.wait(PATIENCE, |it| it.json()["previous"]["boot"] == first).expect("no status");
    daemon.wait_for_status(|status| status["health"]["outbox"]["alarms"] == 0).unwrap();
    daemon.wait_for_status(|status| status["health"]["outbox"]["events"] == 0).unwrap();
    assert!(daemon.stop().unwrap().status.success());
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").unwrap();

    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.wrong, Vec::<String>::new());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    // Everything that the first daemon had put on disk has come, as the second one says.
    let previous = &again.json()["previous"];
    assert_eq!(Some(ledger.last(first, "alarms")), previous["alarms"].as_u64());
    assert_eq!(Some(ledger.last(first, "events")), previous["events"].as_u64());
    // An alarm is one alarm over the kill, with one id; the door was opened once and closed once.
    for kind in ["smoke", "gas"] {
        let raised = ledger.raised(kind);
        assert_eq!(raised.len(), 1, "{kind}: {raised:#?}");
        let topic = format!("alarm/{kind}");
        assert!(ledger.on(&topic).all(|it| it.word("alarm") == raised[0].word("alarm")));
    }
    assert_eq!(ledger.count("event/door-opened"), 1);
    assert_eq!(ledger.count("event/door-closed"), 1);
}

/// The same with the broker that communities use, killed as well.
#[test]
fn broker_and_gateway_may_both_be_killed() {
    const LOGINS: [Login; 2] = [
        Login { user: "h0042", password: "h", rules: &["topic readwrite hearth/#"] },
        Login { user: "station", password: "s", rules: &["topic read hearth/#"] },
    ];
    let mut broker = Mosquitto::start(&LOGINS).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, Some(("station", "s")), "hearth/v1/+/+/#").unwrap();
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let login = Some(("h0042".to_owned(), "h".to_owned()));
    let wishes = Wishes { speed: 20, login, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let daemon = home.begin().unwrap();
    let happens = |act| home.living().unwrap().order(Order::Act(act));
    station.wait(PATIENCE, |it| it.json()["status"] == "online").expect("not online");

    happens(Act::Smoke(true));
    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("no smoke");
    broker.freeze().unwrap();
    happens(Act::Gas(true));
    daemon
        .wait_for_status(|status| status["alarms"].as_array().is_some_and(|open| open.len() == 2))
        .expect("the gas is not noticed");
    daemon.kill().unwrap();
    broker.kill();
    let mut daemon = home.start_daemon().unwrap();
    daemon.wait_for_log("hearth is running").expect("it does not start again");
    broker.resume().unwrap();

    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/gas")).expect("the gas alarm is lost");
    daemon.wait_for_status(|status| status["health"]["outbox"]["alarms"] == 0).unwrap();
    assert!(daemon.stop().unwrap().status.success());
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").unwrap();
    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.wrong, Vec::<String>::new());
    let mut alarms: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in ["smoke", "gas"] {
        alarms.insert(kind, ledger.raised(kind).len());
    }
    assert_eq!(alarms, BTreeMap::from([("gas", 1), ("smoke", 1)]));
}
