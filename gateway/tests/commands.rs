//! The commands as a technician types them: output, exit status, and what is said on standard error.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn decode_says_what_a_frame_means_and_that_it_found_one() {
    let said = hearth(&["decode", "--sensor", "r60abd1", "535985020001487C5443"]);

    assert_eq!(
        said.out,
        "{\"at\":0,\"hex\":\"535985020001487c5443\",\"message\":\"heart-rate\",\
         \"readings\":[{\"heart-rate\":72}]}\n"
    );
    assert_eq!((said.status, said.err.as_str()), (0, ""));
}

#[test]
fn decode_answers_no_when_there_is_only_noise() {
    let said = hearth(&["decode", "--sensor", "r60abd1", "535985020001483C5443"]);

    assert_eq!(said.out, "{\"at\":0,\"bytes\":10,\"noise\":\"checksum\"}\n");
    assert_eq!((said.status, said.err.as_str()), (1, ""));
}

#[test]
fn decode_reads_lines_of_standard_input_as_one_stream() {
    let said = hearth_with(
        &["decode", "--sensor", "winsen", "--model", "ze07-co"],
        "ff0403\n0100 25\n138838\n",
    );

    assert_eq!(
        said.out,
        "{\"at\":0,\"hex\":\"ff0403010025138838\",\"message\":\"concentration\",\
         \"readings\":[{\"co-ppm\":3.7}]}\n"
    );
    assert_eq!(said.status, 0);
}

#[test]
fn decode_withholds_what_a_radar_only_repeats_once_nobody_is_there() {
    let said = hearth(&[
        "decode",
        "--sensor",
        "r60abd1",
        "535985020001477b5443",
        "535980010001002e5443",
        "535985020001477b5443",
    ]);

    let readings: Vec<_> =
        said.out.lines().map(|line| line.split("\"readings\":").nth(1).unwrap()).collect();
    assert_eq!(readings, ["[{\"heart-rate\":71}]}", "[{\"presence\":false}]}", "[]}"]);
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_2_and_says_what_to_write() {
    for (args, sentence) in [
        (&["decode", "--sensor", "r60", "53"][..], "there is no sensor \"r60\": write one of"),
        (&["decode", "--sensor", "winsen", "--model", "x", "ff"], "winsen has no model \"x\""),
        (&["decode", "--sensor", "r60abd1", "5x"], "argument 1 is no hex"),
        (&["decode"], "--sensor"),
        (&["fly"], "unrecognized subcommand"),
    ] {
        let said = hearth(args);

        assert_eq!((said.status, said.out.as_str()), (2, ""), "{args:?}");
        assert!(said.err.contains(sentence), "{args:?}: {}", said.err);
    }
}

#[test]
fn a_made_up_time_of_day_never_leaves_the_machine_and_is_made_up_in_one_way() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/hearth.toml");
    for (args, sentence) in [
        (
            &["--clock-speed", "60"][..],
            "--clock-speed makes up the time of day: it is for a broker",
        ),
        (&["--clock", "driven"], "--clock driven makes up the time of day: it is for a broker"),
        (&["--clock", "driven", "--clock-speed", "2"], "cannot be used with"),
        (&["--clock", "fast"], "[possible values: driven]"),
        (&["--clock-start", "2026-11-23T18:30:00+08:00"], "<--clock-speed <N>|--clock <HOW>>"),
    ] {
        let said = hearth(&[&["run", "--config", sample.to_str().unwrap()], args].concat());

        assert_eq!((said.status, said.out.as_str()), (2, ""), "{args:?}");
        assert!(said.err.contains(sentence), "{args:?}: {}", said.err);
    }
}

#[test]
fn check_finds_nothing_wrong_with_the_sample() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/hearth.toml");
    let said = hearth(&["check", "--file-only", sample.to_str().unwrap()]);

    assert_eq!((said.status, said.out.as_str()), (0, "the configuration is good\n"));
}

#[test]
fn check_and_run_say_everything_that_is_wrong_and_end_with_78() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "hearth.toml", "[home]\ncommunity = \"K\"\nnmae = 1\n");

    let checked = hearth(&["check", file.to_str().unwrap()]);
    assert_eq!(checked.status, 78);
    for place in [":2:13: error:", ":3:1: error:"] {
        assert!(checked.out.contains(place), "{}", checked.out);
    }
    let ran = hearth(&["run", "--config", file.to_str().unwrap()]);
    assert_eq!((ran.status, ran.out.as_str()), (78, ""));
    assert!(ran.err.contains(":3:1: error:"), "{}", ran.err);
}

#[test]
fn check_speaks_json_to_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "hearth.toml", "[home]\n");

    let said = hearth(&["check", "--json", file.to_str().unwrap()]);

    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["ok"], false);
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() > 2));
}

#[test]
fn a_configuration_that_is_not_there_is_a_bad_configuration() {
    for command in [&["check", "/nonexistent.toml"][..], &["run", "--config", "/nonexistent.toml"]]
    {
        let said = hearth(command);

        assert_eq!(said.status, 78);
        assert!(
            said.err.contains("cannot read the configuration /nonexistent.toml"),
            "{}",
            said.err
        );
    }
}

#[test]
fn status_without_a_daemon_answers_no_in_one_sentence() {
    let said = hearth(&["status", "--socket", "/nonexistent.sock"]);

    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("hearth: no daemon answers at /nonexistent.sock"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1);
}

#[test]
fn replay_prints_what_would_have_been_published() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(
        folder.path(),
        "smoke.readings",
        "{\"readings\":1,\"start\":\"2026-11-23T18:30:00+08:00\",\"lines\":{\"kitchen\":\"other\"}}\n\
         {\"t\":1,\"line\":\"kitchen\",\"reading\":{\"smoke\":false}}\n\
         {\"t\":2.5,\"line\":\"kitchen\",\"reading\":{\"smoke\":true}}\n",
    );

    let said = hearth(&["replay", file.to_str().unwrap()]);

    assert_eq!(said.status, 0, "{}", said.err);
    let lines: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [alarm] = lines.as_slice() else { panic!("{}", said.out) };
    assert_eq!(alarm["topic"], "alarm/smoke");
    assert_eq!(alarm["at"], "2026-11-23T18:30:02.500+08:00");
    assert_eq!(alarm["body"]["alarm"], "0-1");
    assert_eq!(alarm["body"]["step"], "raised");
    assert_eq!(alarm["body"]["priority"], "high");
}

#[test]
fn replay_of_something_else_says_what_a_capture_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "letter.txt", "Dear technician,\n");

    let said = hearth(&["replay", file.to_str().unwrap()]);

    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(said.err.contains("neither a capture nor a readings file"), "{}", said.err);
}

struct Said {
    out: String,
    err: String,
    status: i32,
}

fn hearth(args: &[&str]) -> Said {
    hearth_with(args, "")
}

fn hearth_with(args: &[&str], input: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
