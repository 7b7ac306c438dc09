//! A whole night, from the bytes of the sensors to a station that listens.
#![cfg(test)]

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::clock::wait_for;
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::{Fact, Life, Resident};
use hil::subscriber::Subscriber;

/// Ten hours and a half in a minute and a half or so. A second of the home is 2.5 ms of the world.
const SPEED: u32 = 400;

/// A device that spoke so much later than it should have (of the world's time) lived on a machine
/// too busy for that speed: if the night comes out wrong then, it is lived again, slower.
const TOO_LATE: Duration = Duration::from_millis(12);

/// How far a back-dated exit may be from the truth (care.md 3), and what the speed adds.
const EXIT_TOLERANCE_MS: u64 = 8_000;

#[test]
fn a_whole_night_reaches_a_subscriber_with_exact_counts() {
    let life = Resident::night(11);
    let (mut wrong, mut latest) = (Vec::new(), Duration::ZERO);
    for speed in [SPEED, SPEED / 2, SPEED / 4] {
        let ledger;
        (ledger, latest) = live(&life, speed);
        wrong = differences(&life, &ledger);
        println!("at {speed} a device spoke {latest:?} late at most: {wrong:#?}");
        if wrong.is_empty() || latest < TOO_LATE {
            break;
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "a device spoke {latest:?} late at most");
}

/// Where what came differs from the truth.
fn differences(life: &Life, ledger: &Ledger) -> Vec<String> {
    let mut wrong = ledger.wrong.clone();
    wrong.extend(ledger.missing().into_iter().map(|number| format!("{number} is missing")));
    for (topic, count) in [
        ("event/bed-entry", life.count(Fact::BedEntry)),
        ("event/bed-exit", life.count(Fact::BedExit)),
        ("event/turn-over", life.count(Fact::TurnOver)),
        ("event/door-opened", life.count(Fact::DoorOpened)),
        ("event/door-closed", life.count(Fact::DoorClosed)),
        ("event/got-up", 1),
        ("event/nap", 0),
    ] {
        if ledger.count(topic) != count {
            let said: Vec<_> =
                ledger.on(topic).map(|it| format!("{:?} {}", it.at, it.body)).collect();
            wrong.push(format!("{count} times {topic} is true, said: {said:#?}"));
        }
    }
    // At this speed a pause of the machine of 12 ms is a sensor that was lost, and rightly said.
    let alarms = ledger.on("alarm/").filter(|it| it.topic != "alarm/sensor-lost");
    wrong.extend(alarms.map(|it| format!("for nothing: {}", it.body)));
    let left = life.truth.iter().filter(|(_, fact)| *fact == Fact::BedExit).map(|(at, _)| at.0);
    let start: jiff::Timestamp = life.start.parse().unwrap();
    for (exit, left) in ledger.on("event/bed-exit").zip(left) {
        let from: jiff::Timestamp = exit.word("from").parse().unwrap();
        let said = u64::try_from((from - start).as_millis()).unwrap();
        if said.abs_diff(left) > EXIT_TOLERANCE_MS {
            wrong.push(format!("left the bed at {left} ms, said: {said} ms"));
        }
    }
    wrong
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
    let living = home.living().unwrap();
    let over = || (living.seen().now >= life.end || !daemon.is_running()).then_some(());
    wait_for(patience, over).expect("the night does not end");
    assert!(daemon.is_running(), "{:#?}", daemon.log());
    let seen = home.living().unwrap().seen();
    assert_eq!((seen.failed, seen.lost), (None, 0));
    assert!(daemon.stop().unwrap().status.success(), "{:?}", daemon.log());
    station.wait(Duration::from_secs(20), |it| it.json()["status"] == "stopped").unwrap();
    (Ledger::read(&station.heard()), seen.latest)
}
