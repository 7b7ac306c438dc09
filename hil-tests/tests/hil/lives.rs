//! Nights and naps of many residents, as fast as the machine can: capture, replay, truth.

use std::fs::File;
use std::io::BufWriter;

use hil::capture;
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::resident::{Fact, Life, Resident};
use jiff::Timestamp;
use protocol::Mono;
use serde_json::Value;

/// Back-dating may be wrong by this much (care.md 3, goals for bed exits).
const EXIT_MS: u64 = 5_000;

/// The length of a nap may be wrong by this much (care.md 3).
const NAP_MIN: u64 = 5;

#[test]
fn what_ten_residents_did_at_night_is_what_is_said_of_them() {
    let wrong: Vec<String> = (1..=10)
        .flat_map(|seed| {
            let life = Resident::night(seed);
            let said = replay(&life, seed);
            let mut wrong = counts(&life, &said, 1);
            wrong.extend(exits(&life, &said));
            wrong.into_iter().map(move |what| format!("seed {seed}: {what}"))
        })
        .collect();

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_nap_is_found_and_its_length_is_right() {
    for seed in 1..=10 {
        let life = Resident::nap(seed);
        let said = replay(&life, seed);

        let naps = of(&said, "event/nap");
        assert_eq!(naps.len(), 1, "seed {seed}: {said:#?}");
        let slept = life.truth.iter().find_map(|(from, fact)| {
            if let Fact::Nap(to) = fact { Some((to.0 - from.0) / 60_000) } else { None }
        });
        let asleep = naps[0]["body"]["asleep_min"].as_u64().unwrap();
        assert!(asleep.abs_diff(slept.unwrap()) <= NAP_MIN, "seed {seed}: {asleep} of {slept:?}");
        assert_eq!(counts(&life, &said, 0), Vec::<String>::new(), "seed {seed}");
    }
}

/// Where what was said differs from the truth. Up for good is said of a night only.
fn counts(life: &Life, said: &[Value], got_up: usize) -> Vec<String> {
    let expected = [
        ("event/bed-entry", life.count(Fact::BedEntry)),
        ("event/bed-exit", life.count(Fact::BedExit)),
        ("event/got-up", got_up),
        ("event/turn-over", life.count(Fact::TurnOver)),
        ("event/door-opened", life.count(Fact::DoorOpened)),
        ("event/nap", life.count(Fact::Nap(Mono::ZERO))),
        ("event/sensor-lost", 0),
    ];
    let mut wrong: Vec<String> = expected
        .into_iter()
        .filter(|(topic, count)| of(said, topic).len() != *count)
        .map(|(topic, count)| {
            format!("{count} times {topic} is true, {} said", of(said, topic).len())
        })
        .collect();
    let alarms = said.iter().filter(|it| it["topic"].as_str().unwrap().starts_with("alarm/"));
    wrong.extend(alarms.map(|it| format!("for nothing: {it}")));
    wrong
}

fn exits(life: &Life, said: &[Value]) -> Vec<String> {
    let start: Timestamp = life.start.parse().unwrap();
    let left = life.truth.iter().filter(|(_, fact)| *fact == Fact::BedExit);
    left.zip(of(said, "event/bed-exit"))
        .filter_map(|((left, _), exit)| {
            let from: Timestamp = exit["body"]["from"].as_str().unwrap().parse().unwrap();
            let from = u64::try_from((from - start).as_millis()).unwrap();
            (from.abs_diff(left.0) > EXIT_MS)
                .then(|| format!("left the bed at {} ms, {from} said", left.0))
        })
        .collect()
}

fn of<'a>(said: &'a [Value], topic: &str) -> Vec<&'a Value> {
    said.iter().filter(|it| it["topic"] == topic).collect()
}

fn replay(life: &Life, seed: u64) -> Vec<Value> {
    let program = Program::hearth().unwrap();
    let home = Home::new(program, Wishes { seed, ..Wishes::new(life.clone(), 1) }).unwrap();
    let file = home.folder().join("life.cap");
    capture::write(life, seed, &mut BufWriter::new(File::create(&file).unwrap())).unwrap();
    let config = home.config();
    let args = ["replay".as_ref(), "--config".as_ref(), config.as_os_str(), file.as_os_str()];
    let output = home.program().output(args).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
