//! A disk that is full.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(60);

/// Smoke that is gone for less than half a minute is the same smoke: at this speed each round of the
/// filling, a fifth of a second long, is smoke of its own.
const SPEED: u32 = 200;

/// Room for the store's first pages and little more.
const ROOM_KIB: u32 = 64;

#[test]
fn on_a_full_disk_listening_goes_on_and_alarms_say_that_they_are_not_kept() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let wishes = Wishes { speed: SPEED, samples: true, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    home.begin().unwrap().stop().unwrap();

    let crowded = home.program().on_a_full_disk(ROOM_KIB);
    let mut daemon = home.start_daemon_as(&crowded).unwrap();
    // It smokes and does not until nothing can be kept any more.
    let is_not_kept = |it: &hil::subscriber::Message| {
        it.topic.contains("/alarm/") && it.json()["body"]["durable"] == false
    };
    let full = (0..400).any(|round| {
        home.living().unwrap().order(Order::Act(Act::Smoke(round % 2 == 0)));
        std::thread::sleep(Duration::from_millis(200));
        station.heard().iter().any(is_not_kept) || !daemon.is_running()
    });

    assert!(full && daemon.is_running(), "{:#?}", daemon.log());
    let fault = station.wait(PATIENCE, |it| it.topic.ends_with("alarm/store-fault"));
    assert!(fault.is_some(), "nobody says that the store is full: {:#?}", daemon.log());
    home.living().unwrap().order(Order::Act(Act::Gas(true)));
    let gas = station.wait(PATIENCE, |it| it.topic.ends_with("alarm/gas")).expect("not heard");
    assert_eq!(gas.json()["body"]["durable"], false);
    let status = daemon.wait_for_status(|_| true).unwrap();
    assert!(status["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{status}");
    assert!(daemon.stop().unwrap().status.success());
    assert_eq!(Ledger::read(&station.heard()).wrong, Vec::<String>::new());
}
