//! Logins that are wrong: for the broker, or only for its access rules.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::mosquitto::{Login, Mosquitto};
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;

/// Refused logins are tried again slowly.
const PATIENCE: Duration = Duration::from_secs(180);

const STATION: Login = Login { user: "station", password: "s", rules: &["topic read hearth/#"] };

/// May hear its own status and commands, and publish nothing: mosquitto acknowledges and drops.
const MUTE: Login =
    Login { user: "h0042", password: "h", rules: &["topic read hearth/v1/kangzhuang/h0042/#"] };

const WHOLE: Login = Login {
    user: "h0042",
    password: "h",
    rules: &["topic readwrite hearth/v1/kangzhuang/h0042/#"],
};

#[test]
fn a_login_that_may_not_publish_is_told_in_plain_words_and_nothing_is_taken_for_delivered() {
    let broker = Mosquitto::start(&[MUTE, STATION]).unwrap();
    let mut home = home(broker.port());
    let daemon = home.begin().unwrap();
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));

    let status = daemon
        .wait_for_status(|status| {
            let link = status["broker"]["link"].as_str().unwrap_or_default();
            link.contains("publish") && status["health"]["outbox"]["alarms"].as_u64() >= Some(1)
        })
        .unwrap_or_else(|| panic!("{:#?}\n{:#?}", daemon.status(), daemon.log()));
    assert_eq!(status["broker"]["online"], false);
    assert!(daemon.log().iter().any(|line| line.contains("WARN") && line.contains("publish")));

    let station = subscriber(broker.port());
    broker.change_logins(&[WHOLE, STATION]).unwrap();
    station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("lost");
    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    assert_eq!(ledger.raised("smoke").len(), 1);
}

#[test]
fn a_refused_password_is_said_once_and_everything_is_kept_until_it_is_right() {
    let right = Some(("h0042".to_owned(), "right".to_owned()));
    let broker = Broker::start(Rules { login: right, ..Rules::default() }).unwrap();
    let mut home = home(broker.port());
    let mut daemon = home.begin().unwrap();
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));

    let status = daemon
        .wait_for_status(|status| status["health"]["outbox"]["alarms"].as_u64() >= Some(1))
        .expect("the alarm is not kept");
    assert_eq!(status["broker"]["online"], false);
    let link = status["broker"]["link"].as_str().unwrap();
    assert!(link.contains("password"), "{link}");
    hil::clock::wait_for(PATIENCE, || (broker.refused() >= 2).then_some(())).expect("given up");
    let said =
        daemon.log().iter().filter(|it| it.contains("WARN") && it.contains("password")).count();
    assert_eq!(said, 1, "{:#?}", daemon.log());
    assert!(broker.received().is_empty());

    let login = ("h0042", "h");
    broker.change(|rules| rules.login = Some((login.0.to_owned(), login.1.to_owned())));
    let alarm = broker.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke")).expect("lost");
    assert_eq!(alarm.json()["seq"], 1);
    assert!(daemon.stop().unwrap().status.success());
}

fn home(port: u16) -> Home {
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let login = Some(("h0042".to_owned(), "h".to_owned()));
    let wishes = Wishes { speed: 20, login, ..Wishes::new(life, port) };
    Home::new(Program::hearth().unwrap(), wishes).unwrap()
}

fn subscriber(port: u16) -> Subscriber {
    Subscriber::start(("127.0.0.1", port), Some(("station", "s")), "hearth/v1/+/+/#").unwrap()
}
