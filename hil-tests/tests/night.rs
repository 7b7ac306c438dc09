//! A whole night, from the bytes of the sensors to a station that listens.
#![cfg(test)]

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::{Fact, Life, Resident};
use hil::subscriber::Subscriber;

/// Ten hours and a half in a minute and a half or so. A second of the home is 2.5 ms of the world.
const SPEED: u32 = 400;

/// A device that spoke so much later than it should have (of the world's time) lived on a machine
/// too busy for that speed: then the night is lived again, slower.
const TOO_LATE: Duration = Duration::from_millis(12);

/// How far a back-dated exit may be from the truth (care.md 3), and what the speed adds.
const EXIT_TOLERANCE_MS: u64 = 8_000;

#[test]
fn a_whole_night_reaches_a_subscriber_with_exact_counts() {
    let life = Resident::night(11);
    let ledger = [SPEED, SPEED / 4]
        .into_iter()
        .map(|speed| live(&life, speed))
        .find_map(|(ledger, latest)| (latest < TOO_LATE).then_some(ledger))
        .expect("this machine is too busy to live a night, even at a quarter of the speed");

    for (topic, fact) in [
        ("event/bed-entry", Fact::BedEntry),
        ("event/bed-exit", Fact::BedExit),
        ("event/turn-over", Fact::TurnOver),
        ("event/door-opened", Fact::DoorOpened),
        ("event/door-closed", Fact::DoorClosed),
    ] {
        assert_eq!(ledger.count(topic), life.count(fact), "{topic}: {:#?}", ledger.first);
    }
    assert_eq!(ledger.count("event/got-up"), 1);
    assert_eq!(ledger.count("event/nap"), 0);
    assert_eq!(ledger.count("alarm/"), 0, "{:#?}", ledger.on("alarm/").collect::<Vec<_>>());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    assert_eq!(ledger.wrong, Vec::<String>::new());

    let left = life.truth.iter().filter(|(_, fact)| *fact == Fact::BedExit).map(|(at, _)| at.0);
    let start: jiff::Timestamp = life.start.parse().unwrap();
    for (exit, left) in ledger.on("event/bed-exit").zip(left) {
        let from: jiff::Timestamp = exit.word("from").parse().unwrap();
        let said = u64::try_from((from - start).as_millis()).unwrap();
        assert!(said.abs_diff(left) < EXIT_TOLERANCE_MS, "{from}, left at {left} ms");
    }
}

/// What a station hears of a life, and how late a device spoke at most.
fn live(life: &Life, speed: u32) -> (Ledger, Duration) {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let wishes = Wishes { speed, ..Wishes::new(life.clone(), broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let mut daemon = home.begin().unwrap();

    let patience = Duration::from_millis(life.end.0 / u64::from(speed)) * 2;
    assert!(home.living().unwrap().wait_until(life.end, patience), "{:?}", daemon.log());
    let seen = home.living().unwrap().seen();
    assert_eq!((seen.failed, seen.lost), (None, 0));
    assert!(daemon.stop().unwrap().status.success(), "{:?}", daemon.log());
    station.wait(Duration::from_secs(20), |it| it.json()["status"] == "stopped").unwrap();
    (Ledger::read(&station.heard()), seen.latest)
}
