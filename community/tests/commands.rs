//! What somebody at the machine's command line meets: words, files and exit statuses.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[test]
fn a_good_configuration_is_good_and_a_wrong_one_exits_with_78() {
    let town = Town::new();
    let good = town.run(&["check", "--json"], "");
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    let report: serde_json::Value = serde_json::from_slice(&good.stdout).unwrap();
    assert_eq!(report["ok"], true);

    fs::write(&town.config, "[station]\ncomunity = \"k\"\n").unwrap();
    for command in [&["check"][..], &["backup"], &["export", "1"], &["erase", "1", "--yes"]] {
        let wrong = town.run(command, "");
        assert_eq!(wrong.status.code(), Some(78), "{wrong:?}");
        assert!(said(&wrong).contains("2:1: error"), "{wrong:?}");
    }
}

#[test]
fn a_command_that_makes_no_sense_exits_with_2_and_one_that_cannot_be_with_1() {
    let town = Town::new();
    assert_eq!(town.run(&["erase", "1"], "").status.code(), Some(2), "without --yes");
    assert_eq!(town.run(&["erase", "1", "--yes"], "").status.code(), Some(1), "nobody");
    assert_eq!(town.run(&["export", "1"], "").status.code(), Some(1));
    assert_eq!(town.run(&["user", "password", "lin"], "long enough").status.code(), Some(1));
    assert_eq!(town.run(&["user", "add", "lin", "--role", "king"], "").status.code(), Some(2));
}

#[test]
fn a_login_a_backup_another_key_and_a_restore() {
    let town = Town::new();
    let add = |name: &str, word: &str| town.run(&["user", "add", name, "--role", "admin"], word);
    assert_eq!(add("lin", "too short").status.code(), Some(1));
    assert_eq!(add("lin", "long enough, and secret\n").status.code(), Some(0));
    assert_eq!(add("lin", "long enough, and secret\n").status.code(), Some(1), "there already");

    let backup = town.run(&["backup", "--json"], "");
    assert_eq!(backup.status.code(), Some(0), "{backup:?}");
    let report: serde_json::Value = serde_json::from_slice(&backup.stdout).unwrap();
    let file = report["file"].as_str().unwrap().to_owned();
    assert!(Path::new(&file).exists());

    assert_eq!(town.run(&["restore", &file], "").status.code(), Some(0));
    assert_eq!(add("lin", "long enough, and secret\n").status.code(), Some(1), "restored");
    assert_eq!(town.run(&["rekey"], "").status.code(), Some(0));
    assert_eq!(add("lin", "long enough, and secret\n").status.code(), Some(1), "still there");
    let other = town.run(&["restore", &file], "");
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("another master key"), "{other:?}");
    assert_eq!(add("lin", "long enough, and secret\n").status.code(), Some(1), "nothing changed");
}

#[test]
fn a_home_that_joins_has_a_seat_and_its_box_is_told_what_it_needs() {
    let town = Town::new();
    let enrol = |more: &[&str]| {
        let done = town.run(&[&["enrol", "h0042", "--json"], more].concat(), "");
        let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        (done.status.code(), report)
    };
    let (status, first) = enrol(&["--name", "Du", "--building", "4"]);
    assert_eq!(
        (status, first["is-new"].as_bool(), first["seat"].as_u64()),
        (Some(0), Some(true), Some(1))
    );
    assert!(first["hearth-toml"].as_str().unwrap().contains("community = \"k\"\nid = \"h0042\""));
    assert!(first["broker-acl"][1].as_str().unwrap().contains("hearth/v1/k/h0042/#"));
    let (status, again) = enrol(&["--wait", "60"]);
    assert_eq!(status, Some(1), "no station runs: it says so at once");
    let known = |report: &serde_json::Value| report["resident"].clone();
    assert_eq!((again["is-new"].as_bool(), known(&again)), (Some(false), known(&first)));
    assert_eq!(again["station-runs"], false);
    assert!(said(&town.run(&["enrol", "h0042"], "")).contains("no station runs here"));
    assert!(said(&town.run(&["enrol", "h1", "--seat", "1"], "")).contains("seat 1 is taken"));
    assert_eq!(town.run(&["enrol", "H 42"], "").status.code(), Some(2));
    assert_eq!(town.run(&["user", "second-step-off", "lin"], "").status.code(), Some(1));
}

#[test]
fn a_change_of_the_key_that_was_cut_short_is_ended_by_whoever_comes_next() {
    let town = Town::new();
    let add = |name: &str| town.run(&["user", "add", name, "--role", "staff"], "long enough\n");
    assert_eq!(add("lin").status.code(), Some(0));
    let (key, waiting) =
        (town.dir.path().join("master.key"), town.dir.path().join("master.key.new"));
    let old = fs::read(&key).unwrap();
    assert_eq!(town.run(&["rekey"], "").status.code(), Some(0));
    // As if it had ended before the new one got its name.
    fs::rename(&key, &waiting).unwrap();
    fs::write(&key, old).unwrap();
    fs::set_permissions(&key, fs::metadata(&waiting).unwrap().permissions()).unwrap();

    assert_eq!(add("chen").status.code(), Some(0));
    assert!(!waiting.exists());
}

struct Town {
    dir: tempfile::TempDir,
    config: PathBuf,
}

impl Town {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("hearth-community.toml");
        let at = dir.path().display();
        let text = format!(
            "[station]\ncommunity = \"k\"\ntime-zone = \"Asia/Chongqing\"\n\
             [broker]\nurl = \"mqtt://127.0.0.1\"\n\
             [store]\ndir = \"{at}/store\"\nmaster-key = \"{at}/master.key\"\n\
             backups = \"{at}/backups\"\n"
        );
        fs::write(&config, text).unwrap();
        Self { dir, config }
    }

    fn run(&self, words: &[&str], typed: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hearth-community"))
            .args(words)
            .arg("--config")
            .arg(&self.config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It may end without having read.
        drop(child.stdin.take().unwrap().write_all(typed.as_bytes()));
        child.wait_with_output().unwrap()
    }
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned()).concat()
}
