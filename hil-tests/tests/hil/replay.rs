//! Live and replayed are the same thing.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::ledger::Ledger;
use hil::resident::Resident;
use hil::subscriber::Subscriber;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn the_daemons_own_capture_replayed_gives_the_lines_that_it_published() {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let life = Resident::evening(5, Duration::from_secs(120));
    let wishes = Wishes { capture: true, ..Wishes::new(life.clone(), broker.port()) };
    let home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let (mut daemon, mut lockstep) = home.begin_in_lockstep().unwrap();
    lockstep.live_until(life.end).unwrap();
    let first = daemon.boot().unwrap();
    assert!(daemon.stop().unwrap().status.success());
    // What it had not sent by then comes with the next start.
    let _daemon = home.start_daemon().unwrap();
    let again = station.wait(PATIENCE, |it| it.json()["previous"]["boot"] == first).unwrap();
    let last = again.json()["previous"]["readings"].as_u64().unwrap();
    station
        .wait(PATIENCE, |it| it.json()["boot"] == first && it.json()["seq"].as_u64() == Some(last))
        .expect("the last minute of the first run");

    let config = home.config();
    let capture = home.capture();
    let replay = ["replay".as_ref(), "--config".as_ref(), config.as_os_str(), capture.as_os_str()];
    let output = home.program().output(replay).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let replayed: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ledger = Ledger::read(&station.heard());
    let published: Vec<Value> = ledger
        .first
        .iter()
        .filter(|it| it.boot == first)
        .map(|it| {
            let body = of_boot_zero(it.body.clone());
            let t = Duration::from_millis(it.mono).as_secs_f64();
            json!({ "topic": it.topic, "t": t, "at": it.at, "body": body })
        })
        .collect();
    assert!(published.len() > 100);
    let told: u64 = ledger
        .on("gap")
        .filter(|it| it.word("lane") == "alarms")
        .filter_map(|it| it.body["count"].as_u64())
        .sum();
    for lane in ["alarm/", "event/", "minute"] {
        let of_lane = |lines: &[Value]| -> Vec<Value> {
            let is =
                |it: &&Value| it["topic"].as_str().is_some_and(|topic| topic.starts_with(lane));
            lines.iter().filter(is).cloned().collect()
        };
        let live = of_lane(&published);
        let (again, made_way) = without_what_made_way(&live, of_lane(&replayed));
        assert_eq!(made_way, if lane == "alarm/" { told } else { 0 }, "{lane}");
        for (number, (live, again)) in live.iter().zip(&again).enumerate() {
            assert_eq!(live, again, "{lane} number {number}");
        }
        // The daemon was stopped a moment after the capture's last byte: a minute may have ended.
        assert!(
            again.len().abs_diff(live.len()) <= 1,
            "{lane}: {} and {}",
            live.len(),
            again.len()
        );
    }
}

/// A reminder that waits makes way for a newer one, and that is told: a replay has nobody to wait for.
/// What was replayed without those, and how many they were.
fn without_what_made_way(live: &[Value], again: Vec<Value>) -> (Vec<Value>, u64) {
    let (mut kept, mut made_way) = (Vec::new(), 0);
    for it in again {
        let is_next = live.get(kept.len()).is_none_or(|live| *live == it);
        if !is_next && it["body"]["step"] == "reminded" {
            made_way += 1;
        } else {
            kept.push(it);
        }
    }
    (kept, made_way)
}

/// Ids of alarms and facts in a replay begin with 0 for the boot, live with its number; messages have
/// no ids in a replay.
fn of_boot_zero(mut body: Value) -> Value {
    if let Some(alarm) = body.get("alarm").and_then(Value::as_str) {
        let (_, number) = alarm.split_once('-').unwrap();
        body["alarm"] = format!("0-{number}").into();
    }
    if let Some(fact) = body.get("fact").and_then(Value::as_str) {
        let (_, number) = fact.split_once('f').unwrap();
        body["fact"] = format!("0f{number}").into();
    }
    if let Some(fields) = body.as_object_mut() {
        fields.remove("exit");
    }
    body
}
