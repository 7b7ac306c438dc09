//! Everything that can be wrong in a configuration, each with its exact line, column and words.
//!
//! A test changes one place of a small good configuration and says everything that is found.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod all;
mod broker;
mod bus;
mod home;
mod line;
mod local;
mod not_yet;
mod policy;
mod syntax;
mod unknown;

/// What stands there in the good configuration, and what somebody wrote instead.
struct Change<'a>(&'a str, &'a str);

fn expect(change: Change<'_>, findings: &[&str]) {
    let Change(from, to) = change;
    assert!(GOOD.contains(from), "the good configuration has no {from:?}");
    let checked = config::read(&GOOD.replacen(from, to, 1));

    let found: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found, findings, "{to:?}");
    let errors = checked.findings.iter().filter(|f| f.severity == config::Severity::Error).count();
    assert_eq!(checked.config.is_none(), errors > 0, "{to:?}");
}

#[test]
fn the_good_configuration_is_good() {
    expect(Change("", ""), &[]);
}

const GOOD: &str = r#"[home]
community = "c"
id = "h1"
time-zone = "Asia/Shanghai"

[[line]]
name = "bed"
path = "/dev/a"
sensor = "r60abd1"
role = "bed"

[[line]]
name = "co"
path = "/dev/b"
sensor = "winsen"
model = "ze15-co"

[[line]]
name = "hall"
path = "/dev/c"
sensor = "modbus"
[[line.device]]
name = "inputs"
unit = 1
model = "waveshare-di8"
[[line.device.input]]
name = "front-door"
bit = 0
means = "entrance"
closed-when = 1

[broker]
url = "mqtt://127.0.0.1"
"#;
