//! A configuration that is wrong, seen from the command line.

use std::fs;

use hil::daemon::{Daemon, Program};

/// Three mistakes in three tables.
const WRONG: &str = r#"[home]
community = "kangzhuang"
id = "Frau Müller"
time-zone = "Asia/Chongqing"
night = "21:00-07:00"

[[line]]
name = "bed"
path = "/dev/ttyUSB0"
sensor = "r60abd2"

[broker]
url = "mqtt://127.0.0.1:1883"
pasword-file = "/nowhere"

[store]
dir = "STORE"

[control]
socket = "SOCKET"
"#;

/// `EX_CONFIG`.
const BAD_CONFIG: i32 = 78;

#[test]
fn a_wrong_config_gets_all_findings_at_once_and_nothing_is_started() {
    let program = Program::hearth().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (store, socket) = (folder.path().join("store"), folder.path().join("hearth.sock"));
    let text = WRONG
        .replace("STORE", &store.display().to_string())
        .replace("SOCKET", &socket.display().to_string());
    let config = folder.path().join("hearth.toml");
    fs::write(&config, text).unwrap();

    let checked = program.output(["check".as_ref(), config.as_os_str()]).unwrap();
    let mut daemon = Daemon::start(&program, &config, &[]).unwrap();
    let ended = daemon.wait_for_end().unwrap();

    assert_eq!(checked.status.code(), Some(BAD_CONFIG));
    assert_eq!(ended.status.code(), Some(BAD_CONFIG));
    let said =
        String::from_utf8(checked.stdout).unwrap() + &String::from_utf8_lossy(&checked.stderr);
    for (line, word) in [("3:", "id"), ("10:", "r60abd1"), ("14:", "password-file")] {
        assert!(
            said.lines().any(|it| it.contains(line)) && said.contains(word),
            "{line} {word}:\n{said}"
        );
        assert!(daemon.log().iter().any(|it| it.contains(line)), "{:?}", daemon.log());
    }
    assert!(!store.exists() && !socket.exists(), "something was started");
}
