//! The score without anything to score: somebody who has no recordings is told so, and nothing fails.

use std::process::{Command, Output};

fn score(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_score"));
    command.arg("--data").arg(folder.path()).args(arguments).output().unwrap()
}

#[test]
fn without_recordings_each_set_is_said_to_be_left_out_and_that_is_no_failure() {
    let sets = ["sleep_accel", "uci427", "casas_al", "withings_night"];
    let arguments: Vec<&str> = sets.iter().flat_map(|set| ["--set", *set]).collect();
    let output = score(&[&arguments[..], &["--json"]].concat());

    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "[]\n");
    let said = String::from_utf8(output.stderr).unwrap();
    for set in sets {
        assert!(said.contains(&format!("score: {set} left out, no recordings in ")), "{said}");
    }
}

#[test]
fn a_set_that_is_none_is_refused_with_those_that_there_are() {
    let output = score(&["--set", "sleep"]);

    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("sleep_accel, uci427, casas_al"));
}

#[test]
fn a_recording_that_cannot_be_read_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("sleep_accel");
    std::fs::create_dir(&people).unwrap();
    std::fs::write(people.join("1_count_feature.out"), "1\ntwo\n").unwrap();
    let arguments = ["--set", "sleep_accel", "--data"];
    let output = Command::new(env!("CARGO_BIN_EXE_score"))
        .args(arguments)
        .arg(folder.path())
        .output()
        .unwrap();

    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1_count_feature.out, line 2: a number should stand here"), "{said}");
}
