//! The sample is the manual: what it says must be so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::PathBuf;

use config::{Checked, CommandName, Config, Role, Samples};
use protocol::{Address, Means};

const SAMPLE: &str = include_str!("../hearth.toml");

#[test]
fn the_sample_is_good_and_needs_no_warning() {
    let Checked { config, findings } = config::read(SAMPLE);

    assert_eq!(lines(&findings), Vec::<String>::new());
    assert!(config.is_some());
}

#[test]
fn the_sample_says_what_it_seems_to_say() {
    let config = good(SAMPLE);

    assert_eq!((config.home.community.as_str(), config.home.id.as_str()), ("kangzhuang", "h0042"));
    assert_eq!(config.home.time_zone_name, "Asia/Shanghai");
    assert_eq!((config.home.night.from, config.home.night.to), (21 * 60, 7 * 60));
    let names: Vec<_> = config.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["bed", "kitchen-gas", "hall"]);
    assert_eq!(config.lines[0].role, Role::Bed);
    assert_eq!(config.lines[0].room.as_deref(), Some("bedroom"));
    assert_eq!(config.lines[1].model.map(|model| model.name), Some("ze15-co"));
    let device = &config.lines[2].devices[0];
    assert_eq!((&device.address, device.model.name), (&Address::Unit(1), "waveshare-di8"));
    let inputs: Vec<_> =
        device.inputs.iter().map(|input| (input.bit, input.means, input.when)).collect();
    assert_eq!(inputs, [(0, Means::Entrance, true), (1, Means::Smoke, true)]);
    assert_eq!((config.broker.host.as_str(), config.broker.port), ("broker.example", 8883));
    assert!(config.broker.tls && config.broker.prove_login);
    assert_eq!(config.broker.ca, Some(PathBuf::from("/etc/hearth/ca.pem")));
    assert_eq!(config.store.dir, PathBuf::from("/var/lib/hearth"));
    assert_eq!(config.publish.samples, Samples::Off);
    assert_eq!(config.control.socket, PathBuf::from("/run/hearth/hearth.sock"));
    let allowed = [CommandName::Acknowledge, CommandName::Ping, CommandName::Resend];
    assert_eq!(config.commands.allow, allowed);
    assert_eq!(config.capture, None);
}

#[test]
fn every_value_that_the_sample_calls_usual_is_what_holds_when_nothing_is_written() {
    let shown = good(&shown());
    let silent = good(SAMPLE);

    assert_eq!(shown.policy, alerts::Policy::default());
    assert_eq!(shown.policy, silent.policy);
    assert_eq!(shown.broker, silent.broker);
    assert_eq!(shown.store, silent.store);
    assert_eq!(shown.commands, silent.commands);
}

#[test]
fn every_number_of_the_policy_counts_and_none_is_left_out_of_the_sample() {
    let shown = shown();
    let from = shown.find("[policy.bed]").unwrap();
    let mut tried = 0;
    for (place, _) in shown.match_indices(" = ").filter(|&(place, _)| place > from) {
        let start = shown[..place].rfind('\n').unwrap() + 1;
        let end = place + shown[place..].find('\n').unwrap();
        let (key, value) = (&shown[start..place], &shown[place + 3..end]);
        let changed = |by: f64| {
            let value = value.parse::<f64>().unwrap() + by;
            format!("{}{key} = {value}{}", &shown[..start], &shown[end..])
        };
        let up = config::read(&changed(1.0)).config;
        let down = config::read(&changed(-1.0)).config;
        let other = up.or(down).unwrap_or_else(|| panic!("{key} cannot be changed by 1"));
        assert_ne!(other.policy, alerts::Policy::default(), "{key}");
        tried += 1;
    }
    assert_eq!(tried, 60, "config/src/knobs.rs has so many rows");
}

/// contract.md §7, to the letter.
#[test]
fn the_configuration_of_the_contract_is_good() {
    let config = good(include_str!("contract.toml"));

    let names: Vec<_> = config.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["bed", "kitchen-gas", "hall"]);
    assert_eq!(config.home.time_zone_name, "Asia/Chongqing");
}

/// The sample with every key that it shows as a remark taken in.
fn shown() -> String {
    let mut text = String::new();
    for line in SAMPLE.lines() {
        let key = line
            .strip_prefix('#')
            .filter(|rest| rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()));
        text.push_str(key.unwrap_or(line));
        text.push('\n');
    }
    text
}

fn good(text: &str) -> Config {
    let Checked { config, findings } = config::read(text);
    config.unwrap_or_else(|| panic!("{}", lines(&findings).join("\n")))
}

fn lines(findings: &[config::Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}
