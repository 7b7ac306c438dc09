//! What a station may order of a home beside accepting an alarm, and what only somebody may who
//! stands in it.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::{Daemon, Program};
use hil::home::{Home, Wishes};
use hil::lockstep::Lockstep;
use hil::resident::{Act, Resident};
use hil::subscriber::{Message, Subscriber};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

const ROOT: &str = "hearth/v1/kangzhuang/h0042";

#[test]
fn a_test_alarm_is_marked_and_ends_when_somebody_accepts_it() {
    let mut rig = Rig::new();

    assert_eq!(rig.order("test", json!({})), Ok(()));
    let raised = rig.alarm("sos", "raised");
    assert_eq!((&raised["test"], &raised["priority"]), (&json!(true), &json!("high")));
    rig.live(60);
    assert!(rig.heard("state").iter().all(|it| it.json()["body"]["alarms"] == 0));
    rig.accept(&raised);

    rig.live(60);
    rig.alarm("sos", "closed");
}

#[test]
fn a_pause_is_told_and_bounded_and_what_comes_meanwhile_calls_when_it_is_over() {
    let mut rig = Rig::new();

    let longer = rig.order("pause", json!({"kind": "smoke", "minutes": 16}));
    assert!(longer.unwrap_err().contains("15"));
    assert_eq!(rig.order("pause", json!({"kind": "smoke", "minutes": 5})), Ok(()));
    rig.live(30);
    rig.state(|state| state["paused"][0]["kind"] == "smoke");
    rig.act(Act::Smoke(true));
    rig.live(60);
    rig.alarm("smoke", "paused");
    rig.wait(|it| it.topic.ends_with("/alarms") && it.json()["body"]["open"][0]["kind"] == "smoke");
    assert_eq!(rig.count("alarm/smoke", "reminded"), 0);

    rig.live(5 * 60);
    let resumed = rig.alarm("smoke", "resumed");
    assert_eq!(resumed["priority"], "high");
    rig.live(60);
    rig.alarm("smoke", "reminded");
    let now = rig.order("pause", json!({"kind": "smoke", "minutes": 5}));
    assert!(now.is_err(), "paused while there is smoke");
}

#[test]
fn every_reading_of_a_line_is_sent_for_as_long_as_was_asked_and_no_longer() {
    let mut rig = Rig::new();

    let attic = rig.order("sample", json!({"line": "attic", "minutes": 1}));
    assert_eq!(attic, Err("this home has no line called attic".to_owned()));
    rig.live(5);
    assert_eq!(rig.order("sample", json!({"line": "kitchen-co", "minutes": 2})), Ok(()));
    rig.live(5 * 60);

    // One may be lost on the way: such readings are for somebody who looks on.
    let heard = rig.heard("sample/kitchen-co");
    let stamps: Vec<_> = heard.iter().map(|it| it.json()["mono"].as_u64().unwrap()).collect();
    assert!(stamps.len() > 60 && stamps.is_sorted(), "{stamps:?}");
    assert!(stamps.iter().all(|at| (5_000..=125_000).contains(at)), "{stamps:?}");
}

#[test]
fn a_policy_is_changed_within_its_bounds_and_outlives_a_restart() {
    let mut rig = Rig::new();
    let open_door = |rig: &mut Rig, seconds: u64| {
        rig.act(Act::Door(true));
        rig.live(seconds);
        rig.act(Act::Door(false));
        rig.live(60);
    };

    let wrong = rig.order("set-policy", json!({"policy": {"absence": {"low-min": 900}}}));
    assert!(wrong.unwrap_err().contains("low-min"));
    let change = json!({"policy": {"alarm": {"remind-low-min": 5}}});
    assert_eq!(rig.order("set-policy", change), Ok(()));
    rig.restart();
    open_door(&mut rig, 11 * 60);

    rig.alarm("door-left-open", "reminded");
    let back = json!({"policy": {"alarm": {"remind-low-min": null}}});
    assert_eq!(rig.order("set-policy", back), Ok(()));
    let before = rig.count("alarm/door-left-open", "reminded");
    open_door(&mut rig, 11 * 60);
    assert_eq!(rig.count("alarm/door-left-open", "reminded"), before);
}

#[test]
fn what_was_delivered_comes_again_under_its_id_over_a_restart_and_what_is_gone_is_told() {
    let mut rig = Rig::new();
    rig.live(10);
    rig.act(Act::Door(true));
    rig.live(10);
    let opened = rig.wait(|it| it.topic.ends_with("event/door-opened")).json();
    let (boot, seq) = (&opened["boot"], &opened["seq"]);
    let asked = json!({"lane": "events", "boot": boot, "from": seq, "to": seq});
    // Acknowledged rows are set aside in groups: a restart ends the group.
    rig.restart();
    rig.live(10);
    let before = rig.heard("event/door-opened").len();

    assert_eq!(rig.order("resend", asked), Ok(()));
    let again = rig.heard("event/door-opened");
    assert_eq!(again.len(), before + 1);
    assert_eq!(again.last().unwrap().json(), opened);

    let gone = json!({"lane": "alarms", "boot": 1, "from": 3, "to": 4});
    assert_eq!(rig.order("resend", gone), Ok(()));
    let gap = &rig.heard("gap").last().unwrap().json()["body"];
    let told =
        json!({"lane": "alarms", "boot": 1, "from": 3, "to": 4, "count": 2, "reason": "dropped"});
    assert_eq!(*gap, told);
    let later = json!({"lane": "events", "boot": 4_000_000_000_u32, "from": 1, "to": 2});
    assert_eq!(rig.order("resend", later), Err("these numbers have not been given yet".to_owned()));
}

#[test]
fn nothing_is_carried_out_that_the_configuration_does_not_allow() {
    let mut rig = Rig::allowing(&["ping"]);

    for (name, order) in [
        ("test", json!({})),
        ("pause", json!({"kind": "smoke", "minutes": 5})),
        ("sample", json!({"line": "bed", "minutes": 5})),
        ("set-policy", json!({"policy": {"nap": {"shortest-min": 30}}})),
        ("resend", json!({"lane": "events", "boot": 1, "from": 1, "to": 1})),
        ("acknowledge", json!({"alarm": "1-1", "by": "desk", "stage": "accepted"})),
    ] {
        assert_eq!(
            rig.order(name, order),
            Err("not allowed by this home's configuration".to_owned()),
            "{name}"
        );
    }
    rig.live(60);
    assert_eq!(rig.heard("alarm/sos").len(), 0);
    assert_eq!(rig.heard("sample/bed").len(), 0);
}

#[test]
fn a_broken_sensor_is_out_of_service_only_by_somebody_in_the_home_and_calls_when_it_is_back() {
    let mut rig = Rig::new();
    let line = "kitchen-smoke";
    rig.live(60);

    assert!(rig.order("out-of-service", json!({"line": line, "minutes": 60})).is_err());
    let socket = rig.home.folder().join("hearth.sock");
    let errand = |arguments: &[&str]| {
        let mut command = rig.home.program().command();
        command.args(["out-of-service", "--socket"]).arg(&socket).args(arguments);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, said) = errand(&[line, "--hours", "1"]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = errand(&["attic", "--hours", "1"]);
    assert!(status == Some(1) && said.contains("attic"), "{status:?} {said}");
    let (status, said) = errand(&[line, "--hours", "25"]);
    assert_eq!(status, Some(2), "{said}");

    rig.act(Act::Smoke(true));
    rig.live(120);
    assert_eq!(rig.heard("alarm/smoke").len(), 0);
    rig.state(|state| {
        let sensor = |it: &&Value| it["line"] == line && it["is"] == "fault";
        let sensor = state["sensors"].as_array().unwrap().iter().find(sensor);
        state["air"]["smoke"] == "fault"
            && sensor.is_some_and(|it| it["out_of_service"]["until"].is_string())
    });
    rig.live(60 * 60);
    rig.alarm("smoke", "raised");
}

/// A home in lock-step, a broker, and a station.
struct Rig {
    home: Home,
    daemon: Option<Daemon>,
    lockstep: Lockstep,
    station: Subscriber,
    orders: u32,
    _broker: Broker,
}

impl Rig {
    fn new() -> Self {
        Self::allowing(&["acknowledge", "pause", "test", "sample", "ping", "resend", "set-policy"])
    }

    fn allowing(allow: &[&str]) -> Self {
        let broker = Broker::start(Rules::default()).unwrap();
        let at = ("127.0.0.1", broker.port());
        let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
        // By day: at night a door is another alarm.
        let life = Resident::new(1, "2026-11-23T10:00:00+08:00").lived();
        let allow = allow.iter().map(|&name| name.to_owned()).collect();
        let wishes = Wishes { allow, ..Wishes::new(life, broker.port()) };
        let home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
        let (daemon, lockstep) = home.begin_in_lockstep().unwrap();
        let rig =
            Self { home, daemon: Some(daemon), lockstep, station, orders: 0, _broker: broker };
        rig.wait(|it| it.json()["status"] == "online");
        rig
    }

    fn restart(&mut self) {
        assert!(self.daemon.take().unwrap().stop().unwrap().status.success());
        self.lockstep.live_unheard(Duration::from_secs(1)).unwrap();
        let online = |rig: &Self| {
            let heard = rig.station.heard();
            heard.iter().filter(|it| it.json()["status"] == "online").count()
        };
        let before = online(self);
        self.daemon = Some(self.home.begin_again_in_lockstep(&mut self.lockstep).unwrap());
        hil::clock::wait_for(PATIENCE, || (online(self) > before).then_some(())).expect("not back");
    }

    fn live(&mut self, seconds: u64) {
        self.lockstep.live(Duration::from_secs(seconds)).unwrap();
    }

    fn act(&mut self, act: Act) {
        self.lockstep.act(act);
    }

    /// Orders it, and waits for the answer.
    fn order(&mut self, name: &str, mut order: Value) -> Result<(), String> {
        self.orders += 1;
        let request = format!("o{}", self.orders);
        order["request"] = json!(request);
        let topic = format!("{ROOT}/command/{name}");
        self.station.publish(&topic, &order.to_string()).unwrap();
        let answers =
            |it: &Message| it.topic.contains("/reply/") && it.json()["body"]["request"] == request;
        let reply = self.wait(answers).json();
        match reply["body"]["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => {
                assert_eq!(reply["body"]["ok"], true);
                Ok(())
            }
        }
    }

    fn accept(&mut self, alarm: &Value) {
        let order = json!({"alarm": alarm["alarm"], "by": "desk-2", "stage": "accepted"});
        assert_eq!(self.order("acknowledge", order), Ok(()));
    }

    fn wait(&self, wanted: impl Fn(&Message) -> bool) -> Message {
        let found = self.station.wait(PATIENCE, wanted);
        found.unwrap_or_else(|| panic!("it does not come; heard {:?}", self.topics()))
    }

    /// An alarm's first message of a step.
    fn alarm(&self, kind: &str, step: &str) -> Value {
        let topic = format!("{ROOT}/alarm/{kind}");
        let wanted = |it: &Message| it.topic == topic && it.json()["body"]["step"] == step;
        self.wait(wanted).json()["body"].clone()
    }

    /// All on a topic, once what was said before has come.
    fn heard(&mut self, topic: &str) -> Vec<Message> {
        assert_eq!(self.order("ping", json!({})), Ok(()));
        let topic = format!("{ROOT}/{topic}");
        self.station.heard().into_iter().filter(|it| it.topic == topic).collect()
    }

    fn count(&mut self, topic: &str, step: &str) -> usize {
        self.heard(topic).iter().filter(|it| it.json()["body"]["step"] == step).count()
    }

    /// Waits for a state in which it is so.
    fn state(&self, is_so: impl Fn(&Value) -> bool) {
        self.wait(|it| it.topic.ends_with("/state") && is_so(&it.json()["body"]));
    }

    fn topics(&self) -> Vec<String> {
        self.station.heard().into_iter().map(|it| it.topic).collect()
    }
}
