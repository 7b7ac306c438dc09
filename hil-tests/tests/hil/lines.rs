//! Lines that are pulled out, that rot, that are not there.

use std::collections::BTreeMap;
use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::clock::wait_for;
use hil::daemon::{Daemon, Program};
use hil::drive::{Asked, Order};
use hil::faults::LineFault;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;
use hil::virtual_radar::Person;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

/// Of the home's time: so that everybody speaks.
const A_MINUTE: Duration = Duration::from_secs(60);

/// Of the home's time: longer than a radar may stream nothing before it is lost. Five seconds more
/// than a minute, since it has a heartbeat, and its word that nobody is there may be what was lost.
const UNTIL_LOST: Duration = Duration::from_secs(70);

/// Of the home's time: longer than one that was lost must be heard before it is back.
const UNTIL_BACK: Duration = Duration::from_secs(310);

/// `84/81`: is somebody in bed? Asked at every start of a radar's line.
const BED_QUESTION: &[u8] = &[0x53, 0x59, 0x84, 0x81, 0x00, 0x01, 0x0F, 0xC1, 0x54, 0x43];

#[test]
fn each_line_is_opened_at_its_sensors_rate() {
    let Rig { home, daemon: _daemon, station: _station, broker: _broker } = rig(1);

    let rates = BTreeMap::from([("bed", 115_200), ("hall", 9_600), ("kitchen-co", 9_600)]);
    let set = wait_for(PATIENCE, || (home.living().unwrap().seen().rates == rates).then_some(()));
    assert!(set.is_some(), "{:?}", home.living().unwrap().seen().rates);
}

/// In lock-step: a machine too busy to live on would be a sensor that was lost, and rightly said.
#[test]
fn a_line_that_is_pulled_out_is_missed_the_others_go_on_and_it_is_asked_again_when_back() {
    let broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker);
    let home = home(&broker, 1);
    let (mut daemon, mut lockstep) = home.begin_in_lockstep().unwrap();
    lockstep.act(Act::Person(Person::Asleep));
    lockstep.live(A_MINUTE).unwrap();
    station.wait(PATIENCE, |it| it.json()["body"]["where"] == "bed").expect("not in bed");
    let asked_before = bed_questions(lockstep.asked());
    assert!(asked_before > 0, "{:?}", lockstep.asked());

    lockstep.unplug("bed").unwrap();
    let lost = daemon.wait_for_status(|_| true).unwrap();
    assert_eq!(lost["lines"][0]["port"], "closed");
    lockstep.live(UNTIL_LOST).unwrap();
    station
        .wait(PATIENCE, |it| {
            it.topic.ends_with("alarm/sensor-lost") && it.json()["body"]["line"] == "bed"
        })
        .expect("nobody misses the radar");
    let frames = |status: &Value, line: usize| status["lines"][line]["frames"].as_u64().unwrap();
    let later = daemon.wait_for_status(|_| true).unwrap();
    assert_eq!(frames(&later, 0), frames(&lost, 0));
    assert_eq!(frames(&later, 1), frames(&lost, 1) + 70, "the CO module speaks once a second");
    assert!(frames(&later, 2) > frames(&lost, 2) + 70, "the bus stands still: {later}");

    lockstep.plug("bed").unwrap();
    lockstep.live(A_MINUTE).unwrap();
    station.wait(PATIENCE, |it| it.topic.ends_with("event/sensor-back")).expect("not back");
    assert!(
        frames(&daemon.wait_for_status(|_| true).unwrap(), 0) > frames(&lost, 0) + 60,
        "no bytes"
    );
    assert!(bed_questions(lockstep.asked()) > asked_before, "the radar is not asked again");
    lockstep.live(UNTIL_BACK).unwrap();
    station
        .wait(PATIENCE, |it| {
            it.topic.ends_with("alarm/sensor-lost") && it.json()["body"]["step"] == "closed"
        })
        .expect("the alarm stays");
    assert!(daemon.stop().unwrap().status.success());
    // Somebody asleep all the time has not left the bed because a cable did.
    let ledger = Ledger::read(&station.heard());
    assert_eq!(ledger.count("event/bed-exit"), 0, "{:#?}", ledger.first);
    let lost: Vec<_> = ledger.on("event/sensor-lost").map(|it| it.word("line")).collect();
    assert_eq!(lost, ["bed"]);
}

#[test]
fn garbage_is_counted_and_never_a_reading() {
    let Rig { home, daemon, station, broker: _broker } = rig(1);
    let living = home.living().unwrap();
    living.order(Order::Act(Act::Person(Person::Awake)));
    station.wait(PATIENCE, |it| it.topic.ends_with("sample/bed")).expect("no readings");

    let noise = |status: &Value| status["lines"][0]["noise"].as_u64().unwrap_or(0);
    let frames = |status: &Value| status["lines"][0]["frames"].as_u64().unwrap_or(0);
    let mut before = daemon.wait_for_status(|_| true).unwrap();
    for fault in [LineFault::Garbled, LineFault::Halves] {
        living.order(Order::Fault("bed", fault));
        living.order(Order::Say("bed", b"\x53\x59\x85\x02\x00\x01\xFF\x00\x54\x43Hello".to_vec()));
        daemon
            .wait_for_status(|now| noise(now) > noise(&before) + 8 && frames(now) > frames(&before))
            .unwrap_or_else(|| panic!("{fault:?} is not counted: {:?}", daemon.status()));
        living.order(Order::Fault("bed", LineFault::None));
        // What the radar said and the line carried whole, no more and no less.
        before = daemon
            .wait_for_status(|now| frames(now) == living.seen().whole["bed"])
            .unwrap_or_else(|| panic!("{:?} {:?}", living.seen().whole, daemon.status()));
    }
    assert_eq!(noise(&before), {
        let kinds = before["health"]["lines"][0]["noise"].as_object().unwrap();
        kinds.values().map(|count| count.as_u64().unwrap()).sum::<u64>()
    });
    for reading in readings(&station) {
        assert_ne!(reading, serde_json::json!({ "heart-rate": 255 }));
    }
}

#[test]
fn a_stray_byte_before_each_reply_of_a_bus_hides_no_smoke() {
    let Rig { home, daemon, station, broker: _broker } = rig(1);
    let living = home.living().unwrap();
    for stray in [0x00, 0xFF, 0x01] {
        living.order(Order::Fault("hall", LineFault::Stray(stray)));
        let frames = |status: &Value| status["lines"][2]["frames"].as_u64().unwrap_or(0);
        let before = frames(&daemon.wait_for_status(|_| true).unwrap());
        daemon
            .wait_for_status(|now| frames(now) > before + 6)
            .unwrap_or_else(|| panic!("{stray:02x}: {:?}", daemon.status()));
    }
    living.order(Order::Act(Act::Smoke(true)));

    station
        .wait(PATIENCE, |it| {
            it.topic.ends_with("alarm/smoke") && it.json()["body"]["step"] == "raised"
        })
        .expect("the smoke is not heard");
    let lost = Ledger::read(&station.heard());
    assert_eq!(lost.count("alarm/sensor-lost"), 0, "{:#?}", lost.first);
}

#[test]
fn a_port_that_is_not_there_is_reported_and_the_others_run() {
    let broker = Broker::start(Rules::default()).unwrap();
    let mut home = home(&broker, 30);
    home.live().unwrap();
    home.living().unwrap().order(Order::Unplug("kitchen-co"));
    wait_for(PATIENCE, || (!home.dev().join("kitchen-co").exists()).then_some(()));
    let station = subscriber(&broker);
    let daemon = home.start_daemon().unwrap();

    daemon.wait_for_log("no such port").expect("the missing port is not said");
    let status = daemon
        .wait_for_status(|status| {
            status["lines"][1]["is"] == "silent" && status["lines"][0]["port"] == "open"
        })
        .unwrap_or_else(|| panic!("not silent: {:?}", daemon.status()));
    assert_eq!(status["lines"][1]["port"], "closed");
    station
        .wait(PATIENCE, |it| it.topic.ends_with("alarm/sensor-lost"))
        .expect("a CO module that is not there is nobody's concern");

    home.living().unwrap().order(Order::Plug("kitchen-co"));
    daemon
        .wait_for_status(|status| status["lines"][1]["port"] == "open")
        .expect("it is not found when it is put in");
    assert_eq!(daemon.count_in_log("no such port"), 1, "said with every try: {:#?}", daemon.log());
}

struct Rig {
    daemon: Daemon,
    home: Home,
    station: Subscriber,
    broker: Broker,
}

fn rig(speed: u32) -> Rig {
    let broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker);
    let mut home = home(&broker, speed);
    let daemon = home.begin().unwrap();
    Rig { daemon, home, station, broker }
}

fn home(broker: &Broker, speed: u32) -> Home {
    let life = Resident::new(1, "2026-11-23T22:00:00+08:00").lived();
    let wishes = Wishes { speed, samples: true, ..Wishes::new(life, broker.port()) };
    Home::new(Program::hearth().unwrap(), wishes).unwrap()
}

fn subscriber(broker: &Broker) -> Subscriber {
    Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/+/+/#").unwrap()
}

fn readings(station: &Subscriber) -> Vec<Value> {
    let samples = station.heard().into_iter().filter(|it| it.topic.ends_with("sample/bed"));
    samples
        .flat_map(|it| it.json()["body"]["readings"].as_array().cloned().unwrap_or_default())
        .collect()
}

fn bed_questions(asked: &[Asked]) -> usize {
    let bytes: Vec<u8> = asked
        .iter()
        .filter(|it| it.line == "bed")
        .flat_map(|it| it.bytes.iter().copied())
        .collect();
    bytes.windows(BED_QUESTION.len()).filter(|window| *window == BED_QUESTION).count()
}
