//! Which home is this, and when is its night?

use crate::{Change, GOOD, expect};

#[test]
fn a_name_must_be_one_that_topics_can_carry() {
    expect(
        Change("id = \"h1\"", "id = \"H1 \""),
        &["3:6: error: home.id: a name cannot contain 'H'; write \"h1\""],
    );
    expect(
        Change("id = \"h1\"", "id = \"家\""),
        &[
            "3:6: error: home.id: a name cannot contain '家'; use 1 to 32 of a-z, digits and -, as the station has it; never a person's name",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"\""),
        &[
            "3:6: error: home.id: the name is empty; use 1 to 32 of a-z, digits and -, as the station has it; never a person's name",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""),
        &[
            "3:6: error: home.id: the name has 33 letters, and 32 are the most; use 1 to 32 of a-z, digits and -, as the station has it; never a person's name",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = 42"),
        &["3:6: error: home.id: this must be text and is a number; write id = \"42\""],
    );
    expect(
        Change("community = \"c\"", "community = \"c/d\""),
        &[
            "2:13: error: home.community: a name cannot contain '/'; use 1 to 32 of a-z, digits and -, as the station has it; never a person's name",
        ],
    );
}

#[test]
fn whose_home_it_is_is_never_rewritten() {
    for other in ["Mrs Li", "h_0042", "h/../x", "h.1", "li mei"] {
        let text = GOOD.replacen("id = \"h1\"", &format!("id = \"{other}\""), 1);
        let remedies: Vec<_> = config::read(&text).findings.into_iter().map(|f| f.remedy).collect();
        assert_eq!(
            remedies,
            ["use 1 to 32 of a-z, digits and -, as the station has it; never a person's name"]
        );
    }
    expect(
        Change("id = \"h1\"", "id = 0042"),
        &[
            "3:6: error: text stands here without quotes; put it between straight double quotes as it stands, with its 0",
        ],
    );
    expect(
        Change("unit = 1", "unit = 01"),
        &[
            "24:8: error: a number cannot begin with 0; leave the 0 out, or put a name or a month between double quotes",
        ],
    );
}

#[test]
fn what_a_home_must_say_is_asked_for() {
    expect(
        Change("id = \"h1\"\n", ""),
        &["1:2: error: home.id: id is missing; write this home's id, as in id = \"h0042\""],
    );
    expect(
        Change("time-zone = \"Asia/Shanghai\"\n", ""),
        &[
            "1:2: error: home.time-zone: time-zone is missing; write the home's IANA zone, as in time-zone = \"Asia/Shanghai\"",
        ],
    );
    expect(
        Change("[home]\ncommunity = \"c\"\nid = \"h1\"\ntime-zone = \"Asia/Shanghai\"\n", ""),
        &[
            "1:1: error: home: the section [home] is missing; write [home] and below it community, id and time-zone",
        ],
    );
}

#[test]
fn a_city_is_found_under_its_continent_and_no_other_is_guessed() {
    expect(
        Change("\"Asia/Shanghai\"", "\"Asia/Shangai\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"Asia/Shangai\"; write an IANA name: all of China is \"Asia/Shanghai\"",
        ],
    );
    expect(
        Change("\"Asia/Shanghai\"", "\"Beijing\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"Beijing\"; write an IANA name: all of China is \"Asia/Shanghai\"",
        ],
    );
    expect(
        Change("\"Asia/Shanghai\"", "\"Urumqi\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"Urumqi\"; did you mean \"Asia/Urumqi\"?",
        ],
    );
    expect(
        Change("\"Asia/Shanghai\"", "\"UTC+8\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"UTC+8\"; write an IANA name: all of China is \"Asia/Shanghai\"",
        ],
    );
    expect(
        Change("\"Asia/Shanghai\"", "8"),
        &[
            "4:13: error: home.time-zone: this must be text and is a number; write the home's IANA zone, as in time-zone = \"Asia/Shanghai\"",
        ],
    );
}

#[test]
fn a_number_of_hours_is_no_zone_and_no_city_is_another() {
    for other in [
        "GMT+8",
        "GMT+08",
        "GMT-8",
        "UTC8",
        "UTC-8",
        "UTC+8",
        "CST-8",
        "Europe/Munich",
        "Asia/UTC",
        "Korea/South",
        "Asia/Wuhan",
        "China",
        "",
    ] {
        let text = GOOD.replacen("Asia/Shanghai", other, 1);
        let remedies: Vec<_> = config::read(&text).findings.into_iter().map(|f| f.remedy).collect();
        assert_eq!(remedies, ["write an IANA name: all of China is \"Asia/Shanghai\""], "{other}");
    }
    for (written, meant) in [
        ("Europe/Shanghai", "Asia/Shanghai"),
        ("hong kong", "Asia/Hong_Kong"),
        ("America/New-York", ""),
        ("NewYork", "America/New_York"),
    ] {
        let text = GOOD.replacen("Asia/Shanghai", written, 1);
        let found = config::read(&text).findings;
        let question = format!("did you mean \"{meant}\"?");
        assert_eq!(found[0].remedy == question, !meant.is_empty(), "{}", found[0]);
    }
}

#[test]
fn a_zone_whose_sign_is_the_reverse_is_used_and_said() {
    expect(
        Change("Asia/Shanghai", "Etc/GMT+8"),
        &[
            "4:13: warning: home.time-zone: in Etc/GMT+8 the sign is the reverse: it is behind Greenwich; write an IANA name: all of China is \"Asia/Shanghai\"",
        ],
    );
    expect(
        Change("Asia/Shanghai", "Etc/GMT-8"),
        &[
            "4:13: warning: home.time-zone: in Etc/GMT-8 the sign is the reverse: it is ahead of Greenwich; write an IANA name: all of China is \"Asia/Shanghai\"",
        ],
    );
    expect(Change("Asia/Shanghai", "Etc/GMT"), &[]);
}

#[test]
fn a_night_goes_from_evening_to_morning() {
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"9pm to 7am\""),
        &[
            "4:9: error: home.night: this is not from when to when it is night; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"21:00-24:00\""),
        &[
            "4:9: error: home.night: this is not from when to when it is night; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"21:00-21:00\""),
        &[
            "4:9: error: home.night: the night begins when it ends; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"01:00-06:00\""),
        &[
            "4:9: warning: home.night: this night does not cross midnight; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"21:00-20:59\""),
        &[
            "4:9: warning: home.night: this night is 23 h 59 min long, and hardly anything will ever be day; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"07:00-02:00\""),
        &[
            "4:9: warning: home.night: this night is 19 h 00 min long; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = \"23:00-00:59\""),
        &[
            "4:9: warning: home.night: this night is 1 h 59 min long; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
    for good in ["23:00-01:00", "17:00-09:00"] {
        expect(Change("id = \"h1\"", &format!("id = \"h1\"\nnight = \"{good}\"")), &[]);
    }
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = 21:00:00"),
        &[
            "4:9: error: home.night: this must be text and is a date or time; write it as in \"21:00-07:00\", from evening to morning",
        ],
    );
}
