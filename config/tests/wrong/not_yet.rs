//! What is read of parts that are yet to come, and is it said that nothing comes of it?

use config::{Acknowledge, BedArea, CommandName, Config, Hazard, MqttVersion, Output, Siren};
use protocol::Millimetres;

use crate::GOOD;

const URL: &str = "url = \"mqtt://127.0.0.1\"\n";

#[test]
fn a_second_broker_is_read_as_the_first_is() {
    let second = "url = \"mqtts://other.example\"\nusername = \"h1\"\npassword-file = \"/p\"\nca = \"/ca\"\n";
    let config = take(URL, &format!("{URL}[broker.second]\n{second}"), "broker.second");

    let second = config.second_broker.unwrap();
    assert_eq!((second.host.as_str(), second.port, second.tls), ("other.example", 8883, true));
    assert_eq!(
        refused(
            URL,
            &format!("{URL}[broker.second]\nurl = \"mqtts://127.0.0.1:1883\"\nwindow = 1\n")
        ),
        [
            "broker.second.url: nothing says whose signature on the broker's certificate is trusted; write ca = \"/etc/hearth/ca.pem\"; Hearth trusts no other list",
            "broker.second.url: this is the first broker again: when it is lost, both are; write the url of another machine, or remove [broker.second]",
            "broker.second.window: [broker.second] has no key called window; remove it; known here: url, username, password-file, ca, cert, key",
        ]
    );
    assert_eq!(
        refused(URL, &format!("{URL}second = \"mqtt://127.0.0.1:1883\"\n")),
        [
            "broker.second: this must be a section and is text; write [broker.second] on a line of its own, and its keys below",
        ]
    );
}

#[test]
fn mqtt_has_two_versions() {
    let config = take(URL, &format!("{URL}version = 5\n"), "broker.version");

    assert_eq!(config.broker.version, MqttVersion::Five);
    assert_eq!(
        refused(URL, &format!("{URL}version = 3\n")),
        ["broker.version: 3 is out of range; write version = 4 or version = 5"]
    );
}

#[test]
fn a_station_that_answers_is_remembered() {
    let config = take(URL, &format!("{URL}[station]\nreceived = true\n"), "station");
    assert!(config.station.unwrap().received);

    let config =
        take(URL, &format!("{URL}[publish]\nhome-assistant = true\n"), "publish.home-assistant");
    assert!(config.publish.home_assistant);
}

#[test]
fn every_command_of_the_contract_may_be_allowed() {
    for (word, command) in [
        ("pause", CommandName::Pause),
        ("test", CommandName::Test),
        ("sample", CommandName::Sample),
        ("resend", CommandName::Resend),
        ("set-policy", CommandName::SetPolicy),
    ] {
        let allow = format!("{URL}[commands]\nallow = [\"acknowledge\", \"{word}\"]\n");
        let config = good(URL, &allow);
        assert_eq!(config.commands.allow, [CommandName::Acknowledge, command]);
    }
}

#[test]
fn a_siren_hangs_on_a_device_that_is_there_or_on_a_pin() {
    let coil = format!(
        "{URL}[siren]\nline = \"hall\"\ndevice = \"inputs\"\ncoil = 0\nkinds = [\"smoke\"]\n"
    );
    let checked = config::read(&GOOD.replacen(URL, &coil, 1));
    let said: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "34:2: warning: siren: [siren] is not used yet: this version does nothing with it; leave it for the version that does, or remove it",
            "36:10: warning: siren.device: waveshare-di8 has no relays: nothing there can switch a siren; write gpio instead; Hearth drives no module with relays yet",
        ]
    );
    let config = checked.config.unwrap();
    let output = Output::Coil { line: "hall".to_owned(), device: "inputs".to_owned(), coil: 0 };
    assert_eq!(config.siren, Some(Siren { output, kinds: vec![Hazard::Smoke] }));

    let config = take(URL, &format!("{URL}[siren]\ngpio = 17\n"), "siren");
    let kinds = vec![Hazard::Smoke, Hazard::Gas, Hazard::Co];
    assert_eq!(config.siren, Some(Siren { output: Output::Pin(17), kinds }));

    let wrong = |keys: &str| refused(URL, &format!("{URL}[siren]\n{keys}"));
    assert_eq!(
        wrong(""),
        ["siren: nothing says what switches the siren; write line, device and coil, or gpio"]
    );
    assert_eq!(
        wrong("line = \"hal\"\ndevice = \"inputs\"\ncoil = 0\n"),
        ["siren.line: no [[line]] is called \"hal\"; did you mean \"hall\"?"]
    );
    assert_eq!(
        wrong("line = \"bed\"\ndevice = \"inputs\"\ncoil = 0\n"),
        [
            "siren.device: no device on the line bed is called \"inputs\"; write a line that has devices",
        ]
    );
    assert_eq!(
        wrong("line = \"hall\"\ndevice = \"input\"\ncoil = 16\n"),
        [
            "siren.device: no device on the line hall is called \"input\"; did you mean \"inputs\"?",
            "siren.coil: 16 is out of range; write 0 to 15",
        ]
    );
    assert_eq!(
        wrong("line = \"hall\"\n"),
        [
            "siren.coil: coil is missing; write coil, 0 to 15: the number of the relay, counted from 0",
            "siren.device: device is missing; write device = \"…\", the name that it has above",
        ]
    );
    assert_eq!(
        wrong("gpio = 17\ncoil = 0\n"),
        [
            "siren.coil: a siren is switched by gpio or by coil, not by both; remove gpio, or line, device and coil",
        ]
    );
    assert_eq!(
        wrong("gpio = 17\nkinds = [\"smoke\", \"sos\"]\n"),
        ["siren.kinds[2]: no siren sounds for \"sos\"; write \"smoke\", \"gas\" or \"co\""]
    );
    assert_eq!(
        wrong("gpio = 17\nkinds = []\n"),
        ["siren.kinds: this siren would never sound; remove [siren], or the line for all kinds",]
    );
}

#[test]
fn a_button_is_a_contact_that_nothing_else_uses() {
    let button = format!("{URL}[acknowledge]\nline = \"hall\"\ndevice = \"inputs\"\nbit = 7\n");
    let config = take(URL, &button, "acknowledge");
    let (line, device) = ("hall".to_owned(), "inputs".to_owned());
    assert_eq!(config.acknowledge, Some(Acknowledge { line, device, bit: 7 }));

    let wrong = |bit: &str| {
        let keys = format!("line = \"hall\"\ndevice = \"inputs\"\n{bit}");
        refused(URL, &format!("{URL}[acknowledge]\n{keys}\n"))
    };
    assert_eq!(wrong("bit = 8"), ["acknowledge.bit: 8 is out of range; write 0 to 7"]);
    assert_eq!(
        wrong("bit = 0"),
        [
            "acknowledge.bit: contact 0 is already the input front-door; write the contact of the button",
        ]
    );
    assert_eq!(
        wrong(""),
        [
            "acknowledge.bit: bit is missing; write bit, 0 to 7: the number of the contact, counted from 0",
        ]
    );
}

#[test]
fn a_radar_is_told_where_it_hangs_and_where_the_bed_stands() {
    let role = "role = \"bed\"\n";
    let config = take(role, &format!("{role}height-mm = 2200\n"), "line[1].height-mm");
    assert_eq!(config.lines[0].height, Some(Millimetres(2200)));

    let config = take(role, &format!("{role}bed = [-900, 400, 900, 2400]\n"), "line[1].bed");
    let (near, far) = ([-900, 400], [900, 2400]);
    let bed = BedArea { near: near.map(Millimetres), far: far.map(Millimetres) };
    assert_eq!(config.lines[0].bed, Some(bed));

    let wrong = |key: &str| refused(role, &format!("{role}{key}\n")).join("\n");
    let corners =
        "write two corners in millimetres, [left, near, right, far], as the radar sees them";
    let numbers =
        format!("line[1].bed: this must be 4 whole numbers from -10000 to 10000; {corners}");
    assert_eq!(wrong("height-mm = 0"), "line[1].height-mm: 0 is out of range; write 1 to 5000");
    assert_eq!(wrong("bed = [1, 2, 3]"), numbers);
    assert_eq!(wrong("bed = [0, 0, 1, 99999]"), numbers);
    assert_eq!(
        wrong("bed = 7"),
        format!("line[1].bed: this must be a list and is a number; {corners}")
    );
    assert_eq!(
        wrong("bed = [900, 400, -900, 2400]"),
        format!(
            "line[1].bed: the second corner is not to the right of and beyond the first; {corners}"
        )
    );
    let model = "model = \"ze15-co\"\n";
    assert_eq!(
        refused(model, &format!("{model}height-mm = 2200\nbed = [0, 0, 1, 1]\n")),
        [
            "line[2].height-mm: winsen is no radar, and only a radar looks from a height; remove height-mm",
            "line[2].bed: winsen is no radar, and only a radar sees where a bed stands; remove bed",
        ]
    );
}

#[test]
fn a_resident_is_turned_over_every_few_hours() {
    let config = good("[broker]\n", "[resident]\nrepositioning-h = 2\n[broker]\n");

    assert_eq!(config.resident.repositioning.map(|wait| wait.as_secs()), Some(7200));
    assert_eq!(config.policy.resident.repositioning, config.resident.repositioning);
    assert_eq!(
        refused("[broker]\n", "[resident]\nrepositioning-h = 13\n[broker]\n"),
        ["resident.repositioning-h: 13 is out of range; write 1 to 12"]
    );
}

/// The good configuration with this change, which is good too.
fn good(from: &str, to: &str) -> Config {
    let checked = config::read(&GOOD.replacen(from, to, 1));
    let said: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(said, [""; 0]);
    checked.config.unwrap()
}

/// The good configuration with this change: one warning, that the key is not used yet.
fn take(from: &str, to: &str, key: &str) -> Config {
    let checked = config::read(&GOOD.replacen(from, to, 1));

    let said: Vec<_> = checked.findings.iter().map(|f| (f.severity, f.key.as_str())).collect();
    assert_eq!(said, [(config::Severity::Warning, key)]);
    assert!(checked.findings[0].problem.contains("is not used yet"), "{}", checked.findings[0]);
    checked.config.unwrap()
}

/// What is wrong after this change, besides that it is not used yet.
fn refused(from: &str, to: &str) -> Vec<String> {
    let checked = config::read(&GOOD.replacen(from, to, 1));

    assert!(checked.config.is_none(), "{to:?}");
    let findings = checked.findings.iter();
    let errors = findings.filter(|finding| finding.severity == config::Severity::Error);
    errors.map(|f| format!("{}: {}; {}", f.key, f.problem, f.remedy)).collect()
}
