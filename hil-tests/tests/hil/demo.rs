//! The demo, as a newcomer meets it: it begins soon, ends when it is told to, leaves nothing
//! behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hil::clock::wait_for;
use rustix::process::{Pid, Signal, kill_process};

/// On a machine that is busy with other things, too.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn the_evening_begins_and_ctrl_c_leaves_nothing_behind() {
    for signal in [Signal::INT, Signal::TERM] {
        let folder = tempfile::tempdir().unwrap();
        let mut demo = start(folder.path());

        read_until(&mut demo, "event/door-opened");
        assert!(!gateways(folder.path()).is_empty());
        send(&demo, signal);

        let status = wait_for(PATIENCE, || demo.try_wait().unwrap()).expect("it does not end");
        assert!(status.success(), "{signal:?}: {status}");
        assert_eq!(gateways(folder.path()), Vec::<String>::new());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{signal:?} leaves files");
    }
}

#[test]
fn a_demo_that_is_killed_takes_its_gateway_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = start(folder.path());
    read_until(&mut demo, "event/door-opened");

    demo.kill().unwrap();
    demo.wait().unwrap();

    let ended = wait_for(PATIENCE, || gateways(folder.path()).is_empty().then_some(()));
    assert!(ended.is_some(), "{:?}", gateways(folder.path()));
}

#[test]
fn a_broker_that_is_far_away_gets_no_made_up_time_of_day() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo"))
        .args(["--broker", "mqtt://broker.example:1883"])
        .output()
        .unwrap();

    assert!(!output.status.success());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "demo: a home that lives faster makes up the time of day: \
         with broker.example use --speed 1\n"
    );
}

fn start(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_demo"))
        .env("TMPDIR", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn read_until(demo: &mut Child, text: &str) {
    let lines = BufReader::new(demo.stdout.as_mut().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        let found = line.contains(text);
        said.push(line);
        if found {
            return;
        }
    }
    panic!("it never says {text}: {said:#?}");
}

fn send(demo: &Child, signal: Signal) {
    kill_process(Pid::from_child(demo), signal).unwrap();
}

/// Command lines of processes that run on a configuration in `folder`.
fn gateways(folder: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    processes
        .filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok())
        .filter(|line| line.contains(&*folder.to_string_lossy()))
        .collect()
}
