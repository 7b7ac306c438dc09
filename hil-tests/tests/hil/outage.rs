//! The broker goes away for a minute while an evening goes on.

use std::time::Duration;

use hil::broker::{Acks, Broker, Rules};
use hil::clock::wait_for;
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{Home, Wishes};
use hil::ledger::{Delivered, Ledger};
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_broker_that_is_away_for_a_minute_misses_nothing_and_hears_alarms_first() {
    let mut broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker);
    let life = Resident::evening(3, Duration::from_secs(600));
    let broker_extra = "drain-per-second = 0\n".to_owned(); // sixty homes' readings in one
    let wishes =
        Wishes { speed: 60, samples: true, broker_extra, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let mut daemon = home.begin().unwrap();
    station.wait(PATIENCE, |it| it.topic.contains("/sample/")).expect("no readings");

    broker.stop();
    let before = broker.received_count();
    // An hour of the home: comes home, leaves the gas on, the stove burns badly.
    std::thread::sleep(Duration::from_secs(60));
    let waiting = daemon.wait_for_status(|_| true).unwrap()["health"]["outbox"].clone();
    assert!(waiting["alarms"].as_u64() >= Some(2), "{waiting}");
    assert!(waiting["events"].as_u64() >= Some(2), "{waiting}");
    assert!(waiting["readings"].as_u64() > Some(1_000), "{waiting}");
    let boot = daemon.boot().unwrap();
    let back = Ledger::read(&station.heard()).last(boot, "readings");
    let resumed = home.living().unwrap().seen().now.0;
    broker.resume().unwrap();
    // The new broker process of the rig keeps its sessions: what was in flight is settled first.
    station
        .wait(PATIENCE, |it| it.json()["seq"].as_u64() > Some(back + 1_000))
        .expect("no backlog");
    daemon.wait_for_status(|status| status["health"]["outbox"]["alarms"] == 0).unwrap();
    daemon
        .wait_for_status(|status| status["health"]["outbox"]["readings"].as_u64() < Some(200))
        .expect("the backlog is not emptied");
    // Reminders that made way for newer ones are told as soon as somebody listens.
    station.wait(PATIENCE, |it| it.topic.ends_with("/gap")).expect("no gap is told");
    assert!(daemon.stop().unwrap().status.success());
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").unwrap();

    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.wrong, Vec::<String>::new());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    assert_eq!(ledger.raised("gas").len(), 1);
    assert_eq!(ledger.raised("co").len(), 1);
    // The home's clock and the daemon's are one: what is older than the return has waited.
    let after = Ledger::received(&broker.received()[before..]).first;
    let waited = |it: &&(usize, &Delivered)| it.1.mono < resumed;
    let places = |lane: &str| -> Vec<usize> {
        let of_lane = after.iter().enumerate().filter(|(_, it)| it.lane == lane);
        of_lane.filter(|it| waited(&it)).map(|(place, _)| place).collect()
    };
    let (alarms, events, readings) = (places("alarms"), places("events"), places("readings"));
    let order: Vec<&str> = after.iter().take(80).map(|it| it.id.as_str()).collect();
    assert!(alarms.len() >= 2 && events.len() >= 2 && readings.len() > 1_000, "{order:?}");
    assert!(alarms.last() < events.first(), "{order:?}");
    assert!(alarms.last() < readings.first(), "{order:?}");
}

#[test]
fn acknowledgements_that_are_late_wrong_or_missing_lose_nothing_either() {
    let broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker);
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let wishes = Wishes { speed: 20, samples: true, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let mut daemon = home.begin().unwrap();
    let smoke = |on| home.living().unwrap().order(Order::Act(Act::Smoke(on)));
    station.wait(PATIENCE, |it| it.topic.contains("/sample/")).expect("no readings");

    let faults: [fn(&mut Rules); 6] = [
        |rules| rules.acks = Acks::Late(Duration::from_millis(700)),
        |rules| rules.cut_after = Some(3),
        |rules| rules.acks = Acks::Wrong,
        |rules| (rules.lose_sessions, rules.cut_after) = (true, Some(1)),
        |rules| rules.acks = Acks::Never,
        |rules| rules.cut_after = Some(40),
    ];
    for fault in faults {
        broker.change(fault);
        smoke(true);
        std::thread::sleep(Duration::from_secs(3));
        smoke(false);
        broker.change(|rules| rules.acks = Acks::Prompt);
        // A minute of the home: smoke that is back before half of it is over is the same smoke.
        std::thread::sleep(Duration::from_secs(3));
    }
    let empty = |status: &serde_json::Value| {
        let outbox = &status["health"]["outbox"];
        outbox["alarms"] == 0 && outbox["events"] == 0 && outbox["readings"].as_u64() < Some(100)
    };
    // A broker that has swallowed acknowledgements is given up after half a minute.
    let emptied = wait_for(PATIENCE * 2, || daemon.status().filter(&empty));
    assert!(emptied.is_some(), "the outbox is not emptied: {:?}", daemon.status());
    assert!(daemon.stop().unwrap().status.success());
    station.wait(PATIENCE, |it| it.json()["status"] == "stopped").unwrap();

    // What the broker received: who was subscribed lost something with the sessions.
    let ledger = Ledger::received(&broker.received());
    assert_eq!(ledger.wrong, Vec::<String>::new());
    assert_eq!(ledger.missing(), Vec::<String>::new());
    assert_eq!(
        ledger.raised("smoke").len(),
        faults.len(),
        "{:#?}",
        ledger.on("alarm/").collect::<Vec<_>>()
    );
}

fn subscriber(broker: &Broker) -> Subscriber {
    Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/+/+/#").unwrap()
}
