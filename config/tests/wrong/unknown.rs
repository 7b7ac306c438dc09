//! Is an unknown key refused wherever it stands?

use crate::{Change, GOOD, expect};

#[test]
fn a_slip_of_the_fingers_is_understood_and_what_stands_under_it_is_checked() {
    expect(
        Change("time-zone", "timezone"),
        &[
            "4:1: error: home.timezone: [home] has no key called timezone; did you mean `time-zone`?",
        ],
    );
    expect(
        Change("[broker]\nurl = \"mqtt://127.0.0.1\"", "[brocker]\nurl = \"x\""),
        &[
            "32:2: error: brocker: the file has no key called brocker; did you mean `broker`?",
            "33:7: error: broker.url: the url must begin with mqtts:// or mqtt://; write \"mqtts://HOST:8883\"",
        ],
    );
    expect(
        Change("closed-when", "closed_when"),
        &[
            "30:1: error: line[3].device[1].input[1].closed_when: [[line.device.input]] has no key called closed_when; did you mean `closed-when`?",
        ],
    );
}

#[test]
fn an_unknown_key_is_refused_in_the_file_the_home_and_its_lines() {
    expect(
        Change("[home]\n", "x = 1\n[home]\n"),
        &[
            "1:1: error: x: the file has no key called x; remove it; known here: home, resident, line, broker, store, publish, control, commands, station, siren, acknowledge, capture, policy",
        ],
    );
    expect(
        Change("[home]\n", "[home]\nxyz = 1\n"),
        &[
            "2:1: error: home.xyz: [home] has no key called xyz; remove it; known here: community, id, time-zone, night",
        ],
    );
    expect(
        Change("role = \"bed\"\n", "role = \"bed\"\nbaud = 9600\n"),
        &[
            "11:1: error: line[1].baud: [[line]] has no key called baud; remove it; known here: name, path, sensor, model, settings, room, role, height-mm, bed, gas, end-of-life, device",
        ],
    );
    expect(
        Change("unit = 1", "unit = 1\nspeed = 9600"),
        &[
            "25:1: error: line[3].device[1].speed: [[line.device]] has no key called speed; remove it; known here: name, unit, id, address-name, model, end-of-life, input",
        ],
    );
    expect(
        Change("bit = 0", "bit = 0\ninverted = true"),
        &[
            "29:1: error: line[3].device[1].input[1].inverted: [[line.device.input]] has no key called inverted; remove it; known here: name, bit, means, closed-when, alarm-when, end-of-life",
        ],
    );
}

#[test]
fn an_unknown_key_is_refused_in_every_section_of_the_box() {
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nclient-id = \"a\"\n"),
        &[
            "34:1: error: broker.client-id: [broker] has no key called client-id; remove it; known here: url, username, password-file, prove-login, ca, cert, key, version, window, keep-alive-s, drain-per-second, second",
        ],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\n\n[store]\nsize = 1\n"),
        &[
            "36:1: error: store.size: [store] has no key called size; remove it; known here: dir, alarms-mib, readings-mib",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[publish]\nminute = true\n",
        ),
        &[
            "36:1: error: publish.minute: [publish] has no key called minute; remove it; known here: samples, home-assistant",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[control]\nport = 1\n",
        ),
        &[
            "36:1: error: control.port: [control] has no key called port; remove it; known here: socket",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[commands]\ndeny = []\n",
        ),
        &[
            "36:1: error: commands.deny: [commands] has no key called deny; remove it; known here: allow",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[capture]\nfile = \"/x\"\nminutes = 1\nbytes = 2\n",
        ),
        &[
            "38:1: error: capture.bytes: [capture] has no key called bytes; remove it; known here: file, lines, minutes",
        ],
    );
}

#[test]
fn a_section_of_a_list_is_never_advised_away() {
    let said = |text: String| -> Vec<String> {
        config::read(&text).findings.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        said(GOOD.replace("[[line]]", "[[lines]]")),
        ["6:3: error: lines: the file has no key called lines; did you mean `[[line]]`?"]
    );
    assert_eq!(
        said(GOOD.replacen("[[line]]", "[[lines]]", 1)),
        ["6:3: error: lines: the file has no key called lines; did you mean `[[line]]`?"]
    );
    assert_eq!(
        said(GOOD.replacen("[[line.device]]", "[[line.devic]]", 1)),
        [
            "22:8: error: line[3].devic: [[line]] has no key called devic; did you mean `[[line.device]]`?",
        ]
    );
    assert_eq!(
        said(GOOD.replacen("[[line.device.input]]", "[[line.input]]", 1)),
        [
            "22:1: warning: line[3].device[1]: nothing is said about the contacts of this waveshare-di8; write [[line.device.input]] for each that is wired",
            "26:8: error: line[3].input: [[line]] has no key called input; did you mean `[[line.device.input]]`?",
        ]
    );
    let two = "[[line.devic]]\nname = \"x\"\nunit = 2\nmodel = \"jxbs-3001-co\"\n[broker]";
    assert_eq!(
        said(GOOD.replacen("[broker]", two, 1)),
        [
            "32:8: error: line[3].devic: [[line]] has no key called devic; did you mean `[[line.device]]`?",
        ]
    );
    assert_eq!(
        said(GOOD.replacen("[[line.device.input]]", "[[line.device.inputs]]", 1)),
        [
            "26:15: error: line[3].device[1].inputs: [[line.device]] has no key called inputs; did you mean `[[line.device.input]]`?",
        ]
    );
}

#[test]
fn a_key_of_another_unit_is_met_with_its_own_and_its_number_is_not_taken() {
    let of = |section: &str, line: &str| {
        let text = format!("{GOOD}\n[{section}]\n{line}\n");
        let found = config::read(&text).findings;
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].remedy.clone()
    };
    for (section, line, remedy) in [
        (
            "policy.alarm",
            "remind-medium-s = 60",
            "in minutes here: write remind-medium-min, 1 to 60",
        ),
        (
            "policy.air",
            "co-severe-after-s = 600",
            "in minutes here: write co-severe-after-min, 1 to 10",
        ),
        (
            "policy.air",
            "gas-high-ppm = 5000",
            "in per cent of the lower explosive limit here: write gas-high-lel, 3 to 10",
        ),
        ("policy.pulse", "radar-low-min = 1", "in seconds here: write radar-low-s, 15 to 600"),
        ("policy.bed", "grace = 1", "in seconds here: write grace-s, 10 to 300"),
        ("policy.bed", "grace_min = 1", "in seconds here: write grace-s, 10 to 300"),
        ("resident", "repositioning-min = 120", "in hours here: write repositioning-h, 1 to 12"),
        ("store", "alarms-gib = 1", "in MiB here: write alarms-mib, 16 to 4096"),
    ] {
        assert_eq!(of(section, line), format!("this is {remedy}"), "{line}");
    }
    expect(
        Change("role = \"bed\"\n", "role = \"bed\"\nheight-cm = 220\n"),
        &[
            "11:1: error: line[1].height-cm: [[line]] has no key called height-cm; this is in millimetres here: write height-mm, 1 to 5000",
        ],
    );
}

#[test]
fn an_unknown_number_of_the_policy_is_refused() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy]\ngrace-s = 60\n",
        ),
        &[
            "36:1: error: policy.grace-s: [policy] has no key called grace-s; remove it; known here: bed, absence, turn, sleep, nap, vitals, activity, presence, air, pulse, alarm",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.bed]\nbed-exit = 60\n",
        ),
        &[
            "36:1: error: policy.bed.bed-exit: [policy.bed] has no key called bed-exit; remove it; known here: settle-s, settle-with-breath-s, grace-s, grace-if-seen-elsewhere-s, shortest-s, final-rise-min, large-movement",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.door]\nx = 1\n",
        ),
        &[
            "35:9: error: policy.door: [policy] has no key called door; remove it; known here: bed, absence, turn, sleep, nap, vitals, activity, presence, air, pulse, alarm",
        ],
    );
}
