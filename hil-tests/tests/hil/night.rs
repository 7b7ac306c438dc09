//! A whole night, from the bytes of the sensors to a station that listens.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::{Fact, Life, Resident};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(60);

/// How far a back-dated exit may be from the truth (care.md 3).
const EXIT_TOLERANCE_MS: u64 = 5_000;

#[test]
fn a_whole_night_reaches_a_subscriber_with_exact_counts() {
    let life = Resident::night(11);

    let ledger = live(&life);

    assert_eq!(differences(&life, &ledger), Vec::<String>::new());
}

/// What a station hears of a life.
fn live(life: &Life) -> Ledger {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    // The readings of a night in seconds: nothing is to hold them back.
    let broker_extra = "drain-per-second = 0\n".to_owned();
    let wishes = Wishes { broker_extra, ..Wishes::new(life.clone(), broker.port()) };
    let home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let (mut daemon, mut lockstep) = home.begin_in_lockstep().unwrap();

    lockstep.live_until(life.end).unwrap();

    // A minute is over with the life's last one: when the station has that, it has the others.
    let last = u64::try_from(minutes(life)).unwrap();
    station
        .wait(PATIENCE, |it| {
            it.topic.ends_with("minute") && it.json()["seq"].as_u64() == Some(last)
        })
        .expect("the last minute");
    assert!(daemon.stop().unwrap().status.success(), "{:?}", daemon.log());
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").unwrap();
    Ledger::read(&station.heard())
}

fn minutes(life: &Life) -> usize {
    usize::try_from(life.end.0 / 60_000).unwrap()
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
        ("event/sensor-lost", 0),
        ("alarm/", 0),
        ("minute", minutes(life)),
    ] {
        if ledger.count(topic) != count {
            let said: Vec<_> =
                ledger.on(topic).map(|it| format!("{:?} {}", it.at, it.body)).collect();
            wrong.push(format!("{count} times {topic} is true, said: {said:#?}"));
        }
    }
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
