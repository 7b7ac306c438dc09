//! What is connected to which serial port?

use crate::{Change, GOOD, expect};

#[test]
fn an_unknown_sensor_is_met_with_the_known_ones() {
    expect(
        Change("\"r60abd1\"", "\"R60-ABD1\""),
        &[
            "9:10: error: line[1].sensor: Hearth does not read a sensor \"R60-ABD1\"; did you mean \"r60abd1\"?",
        ],
    );
    expect(
        Change("\"r60abd1\"", "\"radar\""),
        &[
            "9:10: error: line[1].sensor: Hearth does not read a sensor \"radar\"; it reads \"r60abd1\", \"winsen\", \"modbus\" or \"ld2410\", and no other in their place",
        ],
    );
}

#[test]
fn another_product_is_never_taken_for_a_slip() {
    let read = [("sensor = \"r60abd1\"", ["ld2450", "ld2410s", "r60afd1", "r24abd1"].as_slice())];
    let winsen = ["ze12-co", "ze14-co", "ze16-co", "ze03-co", "ze07-ch2o", "ze07-co2"].as_slice();
    let modbus = [
        "jxbs-3001-ch4",
        "jxbs-3001-h2s",
        "jxbs-3001-nh3",
        "jxbs-3001-co2",
        "waveshare-di16",
        "waveshare-di4",
        "waveshare-do8",
    ]
    .as_slice();
    let rows = [("model = \"ze15-co\"", winsen), ("model = \"waveshare-di8\"", modbus)];
    for (line, others) in read.into_iter().chain(rows) {
        let (key, _) = line.split_once(" = ").unwrap();
        for other in others {
            let written = format!("{key} = \"{other}\"");
            let said = config::read(&GOOD.replacen(line, &written, 1)).findings;
            let said = said.iter().find(|finding| finding.problem.contains(other)).unwrap();
            assert!(said.problem.starts_with("Hearth does not read a "), "{said}");
            assert!(said.remedy.starts_with("it reads "), "{said}");
        }
    }
    for (line, other) in [("\"entrance\"", "co2"), ("\"entrance\"", "smok")] {
        let said = config::read(&GOOD.replacen(line, &format!("\"{other}\""), 1)).findings;
        assert!(said.iter().all(|finding| !finding.remedy.contains("did you mean")), "{said:?}");
    }
}

#[test]
fn a_model_that_is_written_as_sensor_says_which_sensor_is_meant() {
    for (sensor, model) in [("winsen", "ze15-co"), ("r60abd1", "c1001")] {
        let written = format!("sensor = \"{model}\"");
        let checked = config::read(&GOOD.replace("sensor = \"r60abd1\"", &written));
        assert_eq!(checked.findings.iter().filter(|f| f.key == "line[1].sensor").count(), 0);
        let Some(config) = checked.config else {
            assert_eq!(model, "ze15-co", "which has no role");
            continue;
        };
        let line = &config.lines[0];
        assert_eq!((line.sensor.name, line.model.map(|m| m.name)), (sensor, Some(model)));
    }
    expect(Change("\"winsen\"\nmodel = \"ze15-co\"", "\"ze15-co\""), &[]);
    expect(Change("\"winsen\"", "\"ze15-co\""), &[]);
    expect(
        Change("\"winsen\"", "\"ze07-co\""),
        &[
            "16:9: error: line[2].model: sensor says ze07-co and this says ze15-co; remove one of the two, or write sensor = \"winsen\"",
        ],
    );
}

#[test]
fn a_device_of_a_bus_is_no_sensor_of_a_line() {
    expect(
        Change("sensor = \"modbus\"", "sensor = \"waveshare-di8\""),
        &[
            "21:10: error: line[3].sensor: waveshare-di8 is a device on a modbus line; write sensor = \"modbus\" and below it [[line.device]] with model = \"waveshare-di8\"",
        ],
    );
}

#[test]
fn a_model_is_needed_where_a_guess_would_mis_scale() {
    expect(
        Change("model = \"ze15-co\"\n", ""),
        &[
            "12:1: error: line[2].model: winsen needs a model, because a guess would mis-scale; write model = \"ze07-co\" or \"ze15-co\"",
        ],
    );
    expect(
        Change("model = \"ze15-co\"\n", "model = \"ze15\"\n"),
        &[
            "16:9: error: line[2].model: Hearth does not read a winsen \"ze15\"; it reads \"ze07-co\" or \"ze15-co\", and no other in their place",
        ],
    );
    expect(
        Change("model = \"ze15-co\"\n", "model = 15\n"),
        &[
            "16:9: error: line[2].model: this must be text and is a number; write \"ze07-co\" or \"ze15-co\"",
        ],
    );
}

#[test]
fn only_a_radar_has_a_role() {
    expect(
        Change("model = \"ze15-co\"\n", "model = \"ze15-co\"\nrole = \"room\"\n"),
        &[
            "17:8: error: line[2].role: winsen is no radar, and only a radar has a role; remove the line; room = \"…\" says where it is",
        ],
    );
    expect(
        Change("role = \"bed\"\n", "role = \"kitchen\"\n"),
        &["10:8: error: line[1].role: \"kitchen\" is not a choice here; write \"bed\" or \"room\""],
    );
}

#[test]
fn a_radar_without_a_role_is_taken_by_its_name_and_that_is_said() {
    expect(
        Change("role = \"bed\"\n", ""),
        &[
            "6:1: warning: line[1]: this radar has no role, and is taken to look at a bed; write role = \"bed\" or role = \"room\"",
        ],
    );
    expect(
        Change(
            "name = \"bed\"\npath = \"/dev/a\"\nsensor = \"r60abd1\"\nrole = \"bed\"\n",
            "name = \"hut\"\npath = \"/dev/a\"\nsensor = \"r60abd1\"\n",
        ),
        &[
            "6:1: warning: line[1]: this radar has no role, and is taken to look at a room; write role = \"bed\" or role = \"room\"",
            "6:1: warning: line: no radar looks at a bed: bed exits are told from motion in the bedroom at best, and naps, breath and stillness not at all; add a radar with role = \"bed\" where somebody sleeps",
        ],
    );
}

#[test]
fn no_two_things_share_a_name_or_a_port() {
    expect(
        Change("name = \"co\"", "name = \"bed\""),
        &[
            "13:8: error: line[2].name: the name bed is already taken on line 7; give each its own name",
        ],
    );
    expect(
        Change("\"front-door\"", "\"hall\""),
        &[
            "27:8: error: line[3].device[1].input[1].name: the name hall is already taken on line 19; give each its own name",
        ],
    );
    expect(
        Change("\"/dev/b\"", "\"/dev/a\""),
        &[
            "14:8: error: line[2].path: the path /dev/a is already taken on line 8; give each its own path",
        ],
    );
}

#[test]
fn a_port_is_a_full_path() {
    expect(
        Change("\"/dev/a\"", "\"ttyUSB0\""),
        &[
            "8:8: error: line[1].path: a serial port's path begins with /; write it in full; `ls -l /dev/serial/by-id` lists what is plugged in",
        ],
    );
    expect(
        Change("path = \"/dev/a\"\n", ""),
        &["6:1: error: line[1].path: path is missing; write path = \"/dev/serial/by-id/…\""],
    );
    expect(
        Change("\"/dev/a\"", "5"),
        &[
            "8:8: error: line[1].path: this must be text and is a number; write path = \"/dev/serial/by-id/…\"",
        ],
    );
}

#[test]
fn a_room_is_a_short_word_of_any_script() {
    expect(Change("role = \"bed\"\n", "role = \"bed\"\nroom = \"卧室\"\n"), &[]);
    expect(
        Change("role = \"bed\"\n", "role = \"bed\"\nroom = \"\"\n"),
        &[
            "11:8: error: line[1].room: a room has 1 to 32 letters; write a short one, as in \"bedroom\"",
        ],
    );
}

#[test]
fn a_room_of_spaces_is_passed_over_and_said() {
    let text = GOOD.replace("role = \"bed\"\n", "role = \"bed\"\nroom = \" \"\n");
    let checked = config::read(&text);
    let said: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "11:8: warning: line[1].room: a room has 1 to 32 letters; write a short one, as in \"bedroom\"",
        ]
    );
    assert_eq!(checked.config.unwrap().lines[0].room, None);
}

#[test]
fn a_path_that_nobody_means_is_used_and_said() {
    for (path, problem) in [
        ("/dev/a ", "this path begins or ends with a space"),
        ("/dev/a\\t1", "this path has a sign in it that nobody can see"),
        ("/", "this is the root of the disk"),
        ("/tty/USB0", "serial ports are below /dev, and this is not"),
        ("/dev/", "serial ports are below /dev, and this is not"),
        ("/dev/serial/by-id/…", "this path still has the … of the sample"),
    ] {
        let said = format!(
            "8:8: warning: line[1].path: {problem}; write a port that `ls -l /dev/serial/by-id` lists"
        );
        expect(Change("\"/dev/a\"", &format!("\"{path}\"")), &[&said]);
    }
}

#[test]
fn one_bracket_less_is_understood_and_refused() {
    expect(
        Change(
            "[[line]]\nname = \"bed\"\npath = \"/dev/a\"\nsensor = \"r60abd1\"\nrole = \"bed\"\n\n[[line]]\nname = \"co\"\npath = \"/dev/b\"\nsensor = \"winsen\"\nmodel = \"ze15-co\"\n\n[[line]]\nname = \"hall\"",
            "[line]\nname = \"hall\"",
        ),
        &[
            "6:1: warning: line: no radar looks at a bed: bed exits are told from motion in the bedroom at best, and naps, breath and stillness not at all; add a radar with role = \"bed\" where somebody sleeps",
            "6:2: error: line: there can be several of these; write [[line]] on a line of its own, and its keys below",
        ],
    );
}

#[test]
fn of_two_radars_that_look_at_a_bed_the_first_counts_and_that_is_said() {
    expect(
        Change("sensor = \"winsen\"\nmodel = \"ze15-co\"", "sensor = \"r60abd1\"\nrole = \"bed\""),
        &[
            "16:8: warning: line[2].role: a second radar looks at a bed, and only that of line 10 counts; give this one role = \"room\", or put the right one first",
        ],
    );
}

#[test]
fn a_home_in_which_no_radar_looks_at_a_bed_is_told_what_it_lacks() {
    expect(
        Change("role = \"bed\"", "role = \"room\""),
        &[
            "6:1: warning: line: no radar looks at a bed: bed exits are told from motion in the bedroom at best, and naps, breath and stillness not at all; add a radar with role = \"bed\" where somebody sleeps",
        ],
    );
}

#[test]
fn a_line_may_be_set_to_one_speed() {
    let model = "model = \"ze15-co\"\n";
    let set = |settings: &str| format!("{model}settings = {settings}\n");
    expect(Change(model, &set("\"9600 8N1\"")), &[]);
    expect(
        Change(model, &set("\"4800 8E1\"")),
        &[
            "17:12: warning: line[2].settings: no winsen that Hearth knows speaks at 4800 8E1; if nothing is heard, write \"9600 8N1\", or remove settings",
        ],
    );
    expect(
        Change(model, &set("\"9600,8,n,1\"")),
        &[
            "17:12: error: line[2].settings: this is no speed and form of a serial line; write settings = \"9600 8N1\"",
        ],
    );
    for vague in ["\"9600\"", "\"fast\"", "\"9600 7E1\""] {
        expect(
            Change("sensor = \"modbus\"\n", &format!("sensor = \"modbus\"\nsettings = {vague}\n")),
            &[
                "22:12: error: line[3].settings: this is no speed and form of a serial line; write settings = \"9600 8N1\", \"4800 8N1\", \"9600 8N2\" or \"9600 8E1\"",
            ],
        );
    }
    let config = config::read(&GOOD.replace(model, &set("\"9600 8N1\""))).config.unwrap();
    let settings: Vec<_> = config.lines.iter().map(|line| line.settings).collect();
    assert_eq!(settings, [None, Some(protocol::LineSettings::at(9_600)), None]);
}

#[test]
fn an_end_of_life_is_a_year_and_a_month() {
    let model = "model = \"ze15-co\"\n";
    let unit = "unit = 1\n";
    let text = GOOD.replace(model, &format!("{model}end-of-life = \"2030-06\"\n"));
    let text = text.replace(unit, &format!("{unit}end-of-life = \"2031-01\"\n"));
    let config = config::read(&text).config.unwrap();
    let months = |end: Option<alerts::YearMonth>| end.map(|end| (end.year(), end.month()));
    assert_eq!(months(config.lines[0].end_of_life), None);
    assert_eq!(months(config.lines[1].end_of_life), Some((2030, 6)));
    assert_eq!(months(config.lines[2].devices[0].end_of_life), Some((2031, 1)));
    expect(
        Change(model, &format!("{model}end-of-life = \"06/2030\"\n")),
        &[
            "17:15: error: line[2].end-of-life: this is no year and month; write end-of-life = \"2030-06\"",
        ],
    );
    expect(
        Change(model, &format!("{model}end-of-life = 2030\n")),
        &[
            "17:15: error: line[2].end-of-life: this must be text and is a number; write the year and month that stand on it, as in end-of-life = \"2030-06\"",
        ],
    );
}

#[test]
fn an_end_of_life_belongs_to_a_device_and_not_to_its_line() {
    expect(
        Change("sensor = \"modbus\"\n", "sensor = \"modbus\"\nend-of-life = \"2030-06\"\n"),
        &[
            "22:15: warning: line[3].end-of-life: a line with several devices has no last month: nobody is told of this one; write it into each [[line.device]], and into the [[line.device.input]] of a dated alarm",
        ],
    );
    let text = GOOD.replace("bit = 0\n", "bit = 0\nend-of-life = \"2031-02\"\n");
    let config = config::read(&text).config.unwrap();
    let end = config.lines[2].devices[0].inputs[0].end_of_life.unwrap();
    assert_eq!((end.year(), end.month()), (2031, 2));
}

#[test]
fn a_radar_of_a_room_over_a_bed_is_used_and_said() {
    expect(
        Change("\"r60abd1\"\nrole = \"bed\"", "\"ld2410\""),
        &[
            "6:1: warning: line[1]: this radar has no role, and is taken to look at a bed; write role = \"bed\" or role = \"room\"",
            "6:1: warning: line[1]: ld2410 loses somebody who sleeps still, and hears no heart; put a radar for beds there, such as the r60abd1",
        ],
    );
    expect(
        Change("\"r60abd1\"", "\"ld2410\""),
        &[
            "10:8: warning: line[1].role: ld2410 loses somebody who sleeps still, and hears no heart; put a radar for beds there, such as the r60abd1",
        ],
    );
}

#[test]
fn gas_belongs_to_a_line_that_measures_it() {
    let model = "model = \"ze15-co\"\n";
    expect(
        Change(model, "model = \"ze15-co\"\ngas = \"lpg\"\n"),
        &[
            "17:7: warning: line[2].gas: nothing on this line measures combustible gas in ppm, so gas does nothing here; remove it; it belongs to a sensor that does",
        ],
    );
    let text = GOOD.replacen(model, &format!("{model}gas = \"lpg\"\n"), 1);
    assert_eq!(config::read(&text).config.unwrap().lines[1].gas, Some(config::Gas::Lpg));
    expect(
        Change(model, "model = \"ze15-co\"\ngas = \"propane\"\n"),
        &[
            "17:7: error: line[2].gas: \"propane\" is not a choice here; write \"methane\" or \"lpg\"",
        ],
    );
    expect(
        Change("role = \"bed\"\n", "role = \"bed\"\ngas = \"lpg\"\n"),
        &["11:7: error: line[1].gas: r60abd1 is a radar and measures no gas; remove gas"],
    );
}
