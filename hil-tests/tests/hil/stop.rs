//! An orderly stop, and a start on what a disk can do to a store.

use std::fs;
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

/// What systemd and the person at the plug are promised.
const STOPS_WITHIN: Duration = Duration::from_secs(2);

const HOME: Login = Login { user: "h0042", password: "h", rules: &["topic readwrite hearth/#"] };
const STATION: Login = Login { user: "station", password: "s", rules: &["topic read hearth/#"] };

#[test]
fn it_stops_in_two_seconds_says_so_and_has_lost_nothing() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let mut home = home(broker.port(), None);
    let mut daemon = home.begin().unwrap();
    station.wait(PATIENCE, |it| it.topic.ends_with("sample/bed")).expect("no readings");
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));
    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("no smoke");

    let first = daemon.boot().unwrap();
    let stopped = daemon.stop().unwrap();

    assert!(stopped.status.success(), "{:?}", daemon.log());
    assert!(stopped.took < STOPS_WITHIN, "{:?}", stopped.took);
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").expect("no farewell");
    let late = Subscriber::start(at, None, "hearth/v1/+/+/status").unwrap();
    let status = late.wait(PATIENCE, |_| true).unwrap();
    assert_eq!((status.json()["status"].as_str(), status.retained), (Some("stopped"), true));
    assert!(!home.folder().join("hearth.sock").exists());

    // What had not been sent by then comes with the next start.
    let daemon = home.start_daemon().unwrap();
    let again = station.wait(PATIENCE, |it| it.json()["previous"]["boot"] == first).unwrap();
    daemon
        .wait_for_status(|status| status["health"]["outbox"]["readings"].as_u64() < Some(100))
        .expect("what was left is not sent");
    let last = again.json()["previous"]["readings"].as_u64().unwrap();
    station
        .wait(PATIENCE, |it| it.json()["boot"] == first && it.json()["seq"].as_u64() == Some(last))
        .expect("the last reading of the first run");
    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.wrong, Vec::<String>::new());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    assert_eq!(ledger.raised("smoke").len(), 1);
}

#[test]
fn a_broker_that_hangs_does_not_hold_up_the_stop() {
    let broker = Mosquitto::start(&[HOME, STATION]).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, Some(("station", "s")), "hearth/v1/+/+/#").unwrap();
    let mut home = home(broker.port(), Some(("h0042".to_owned(), "h".to_owned())));
    let mut daemon = home.begin().unwrap();
    station.wait(PATIENCE, |it| it.topic.ends_with("sample/bed")).expect("no readings");
    broker.freeze().unwrap();
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));
    daemon
        .wait_for_status(|status| status["alarms"].as_array().is_some_and(|open| !open.is_empty()))
        .expect("no smoke");

    let stopped = daemon.stop().unwrap();

    assert!(stopped.status.success() && stopped.took < STOPS_WITHIN, "{stopped:?}");
    broker.thaw().unwrap();
    let _daemon = home.start_daemon().unwrap();
    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("the alarm is lost");
}

#[test]
fn a_store_that_is_corrupt_is_set_aside_and_the_daemon_runs() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let mut home = home(broker.port(), None);
    home.begin().unwrap().stop().unwrap();
    for name in ["alarms.db", "readings.db"] {
        fs::write(home.store().join(name), [b'x'; 8192]).unwrap();
    }

    let daemon = home.start_daemon().unwrap();
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));

    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("it does not work");
    let status = daemon.wait_for_status(|_| true).unwrap();
    let notes = status["notes"].to_string();
    assert!(notes.contains("alarms.db") && notes.contains("readings.db"), "{notes}");
    let files = fs::read_dir(home.store()).unwrap().map(|it| it.unwrap().file_name());
    let aside = files.filter(|name| name.to_string_lossy().contains("corrupt")).count();
    assert!(aside >= 2, "set aside: {aside}");
}

fn home(port: u16, login: Option<(String, String)>) -> Home {
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let wishes = Wishes { speed: 20, samples: true, login, ..Wishes::new(life, port) };
    Home::new(Program::hearth().unwrap(), wishes).unwrap()
}
