//! The capture that ships: what a reader sees first.

use hil::daemon::Program;
use hil::resident::{Fact, Resident};
use serde_json::Value;
use std::time::Duration;

const CAPTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/captures/evening.cap.zst");
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/captures/evening.toml");

/// `demo --seed 1`, which made it.
const SEED: u64 = 1;

#[test]
fn the_evening_that_ships_replays_without_a_configuration() {
    let said = replay(&[CAPTURE]);

    let life = Resident::evening(SEED, Duration::from_secs(120));
    assert_eq!(count(&said, "event/bed-entry"), life.count(Fact::BedEntry));
    assert_eq!(count(&said, "event/bed-exit"), life.count(Fact::BedExit));
    assert_eq!(count(&said, "event/turn-over"), life.count(Fact::TurnOver));
    assert_eq!(raised(&said, "co"), 1);
    assert_eq!(count(&said, "alarm/sensor-lost"), 0, "{said:#?}");
    assert!(count(&said, "minute") > 120);
}

#[test]
fn with_its_configuration_it_has_the_door_and_the_gas_alarm_too() {
    let said = replay(&["--config", CONFIG, CAPTURE]);

    assert_eq!(count(&said, "event/door-opened"), 1);
    assert_eq!(count(&said, "event/door-closed"), 1);
    assert_eq!(raised(&said, "gas"), 1);
    assert_eq!(raised(&said, "co"), 1);
}

fn replay(args: &[&str]) -> Vec<Value> {
    let output = Program::hearth().unwrap().output([&["replay"], args].concat()).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn count(said: &[Value], topic: &str) -> usize {
    said.iter().filter(|it| it["topic"] == topic).count()
}

fn raised(said: &[Value], kind: &str) -> usize {
    let topic = format!("alarm/{kind}");
    let raised = |it: &&Value| it["topic"] == topic.as_str() && it["body"]["step"] == "raised";
    said.iter().filter(raised).count()
}
