//! Live and replayed are the same thing.
#![cfg(test)]

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
    let wishes = Wishes { speed: 300, capture: true, ..Wishes::new(life.clone(), broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let mut daemon = home.begin().unwrap();
    assert!(home.living().unwrap().wait_until(life.end, PATIENCE * 2), "{:?}", daemon.log());
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
    for lane in ["alarm/", "event/", "minute"] {
        let of_lane = |lines: &[Value]| -> Vec<Value> {
            let is =
                |it: &&Value| it["topic"].as_str().is_some_and(|topic| topic.starts_with(lane));
            lines.iter().filter(is).cloned().collect()
        };
        let (live, again) = (of_lane(&published), of_lane(&replayed));
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

/// Alarm ids in a replay begin with 0 for the boot, live with its number; messages have no ids in a
/// replay.
fn of_boot_zero(mut body: Value) -> Value {
    if let Some(alarm) = body.get("alarm").and_then(Value::as_str) {
        let (_, number) = alarm.split_once('-').unwrap();
        body["alarm"] = format!("0-{number}").into();
    }
    if let Some(fields) = body.as_object_mut() {
        fields.remove("exit");
    }
    body
}
