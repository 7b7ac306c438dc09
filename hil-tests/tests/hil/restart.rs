//! A restart in the middle of what takes long: an absence from bed at night, CO in the air.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::{Daemon, Program};
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::lockstep::Lockstep;
use hil::resident::{Act, Resident};
use hil::subscriber::Subscriber;
use hil::virtual_radar::Person;
use jiff::Timestamp;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

/// From the daemon's end to its next start.
const DOWN: Duration = Duration::from_secs(20);

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[test]
fn a_restart_eight_minutes_after_an_exit_costs_no_absence() {
    let rig = Rig::new();
    let (daemon, mut life) = rig.begin();
    life.act(Act::Person(Person::Awake));
    life.live(minutes(10)).unwrap();
    life.act(Act::Person(Person::Asleep));
    life.live(minutes(80)).unwrap();
    let left = rig.time(&life);
    life.act(Act::Person(Person::InRoom));
    life.live(Duration::from_secs(7)).unwrap();
    life.act(Act::Person(Person::Away));
    life.live(minutes(8)).unwrap();
    assert!(rig.alarm("absent-from-bed", "raised").is_none());

    let daemon = rig.is_killed(daemon, &mut life);
    life.live(minutes(8)).unwrap();
    let unheard = daemon.status().unwrap()["restart"]["unheard_s"].as_u64();
    assert!(unheard.is_some_and(|seconds| seconds >= DOWN.as_secs()), "said: {unheard:?} s");

    let alarm = rig.wait_for("absent-from-bed", "raised");
    let at: Timestamp = alarm["at"].as_str().unwrap().parse().unwrap();
    let after = Duration::try_from(at.duration_since(left)).unwrap();
    assert!(after >= minutes(15) && after < minutes(16), "raised {after:?} after the exit");
    assert_eq!(alarm["body"]["priority"], "low");
    life.live(minutes(15)).unwrap();
    rig.wait_for("absent-from-bed", "escalated");
    let ledger = rig.ledger();
    assert_eq!(ledger.raised("absent-from-bed").len(), 1, "{:#?}", ledger.first);
    assert_eq!(ledger.count("event/bed-exit"), 1, "the exit is said once");
}

#[test]
fn a_restart_in_the_middle_of_an_exposure_to_co_begins_it_not_anew_and_clears_nothing() {
    let rig = Rig::new();
    let (daemon, mut life) = rig.begin();
    life.act(Act::Person(Person::Away));
    life.live(minutes(3)).unwrap();
    // Sixty parts in a million: low after half an hour, high after an hour.
    life.act(Act::Co(600));
    life.live(minutes(40)).unwrap();
    rig.wait_for("co", "raised");

    let _daemon = rig.is_killed(daemon, &mut life);
    life.live(minutes(18)).unwrap();
    assert!(rig.alarm("co", "escalated").is_none_or(|it| it["body"]["priority"] != "high"));
    life.live(minutes(4)).unwrap();

    let is_high = |it: &Value| it["body"]["priority"] == "high";
    let high = rig.wait(|it| is_co(it) && is_high(it), "no high alarm an hour after it began");
    assert_eq!(high["body"]["condition"], "active");
    assert!(rig.alarm("co", "condition-cleared").is_none(), "it cleared at 60 ppm");
    let ledger = rig.ledger();
    let alarms: Vec<_> = ledger.on("alarm/co").map(|it| it.word("alarm")).collect();
    assert!(alarms.iter().all(|alarm| *alarm == alarms[0]), "one exposure: {alarms:?}");
    life.act(Act::Co(4));
    life.live(minutes(6)).unwrap();
    rig.wait_for("co", "condition-cleared");
}

fn is_co(it: &Value) -> bool {
    it["body"]["kind"] == "co"
}

struct Rig {
    home: Home,
    station: Subscriber,
    _broker: Broker,
}

impl Rig {
    /// A night from ten in the evening, whose readings nothing holds back.
    fn new() -> Self {
        let broker = Broker::start(Rules::default()).unwrap();
        let at = ("127.0.0.1", broker.port());
        let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
        let life = Resident::new(1, "2026-11-23T22:00:00+08:00").lived();
        let broker_extra = "drain-per-second = 0\n".to_owned();
        let wishes = Wishes { broker_extra, ..Wishes::new(life, broker.port()) };
        let home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
        Self { home, station, _broker: broker }
    }

    fn begin(&self) -> (Daemon, Lockstep) {
        self.home.begin_in_lockstep().unwrap()
    }

    /// What the home's clock shows.
    fn time(&self, life: &Lockstep) -> Timestamp {
        let start: Timestamp = self.home.wishes().life.start.parse().unwrap();
        start + Duration::from_millis(life.now().0)
    }

    /// `kill -9`, and a start a while later.
    fn is_killed(&self, daemon: Daemon, life: &mut Lockstep) -> Daemon {
        daemon.kill().unwrap();
        life.live_unheard(DOWN).unwrap();
        self.home.begin_again_in_lockstep(life).unwrap()
    }

    fn wait_for(&self, kind: &str, step: &str) -> Value {
        self.wait(|it| is_step(it, kind, step), &format!("no {kind} is {step}"))
    }

    fn wait(&self, wanted: impl Fn(&Value) -> bool, why: &str) -> Value {
        let found = self.station.wait(PATIENCE, |it| wanted(&it.json()));
        found.unwrap_or_else(|| panic!("{why}: {:#?}", self.ledger().first)).json()
    }

    fn alarm(&self, kind: &str, step: &str) -> Option<Value> {
        let heard = self.station.heard();
        heard.iter().map(hil::subscriber::Message::json).find(|it| is_step(it, kind, step))
    }

    fn ledger(&self) -> Ledger {
        let ledger = Ledger::read(&self.station.heard());
        assert_eq!(ledger.wrong, Vec::<String>::new());
        ledger
    }
}

fn is_step(it: &Value, kind: &str, step: &str) -> bool {
    it["body"]["kind"] == kind && it["body"]["step"] == step
}
