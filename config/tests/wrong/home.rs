//! Which home is this, and when is its night?

use crate::{Change, expect};

#[test]
fn a_name_must_be_one_that_topics_can_carry() {
    expect(
        Change("id = \"h1\"", "id = \"H 1\""),
        &["3:6: error: home.id: a name cannot contain 'H'; write \"h-1\""],
    );
    expect(
        Change("id = \"h1\"", "id = \"家\""),
        &[
            "3:6: error: home.id: a name cannot contain '家'; use 1 to 32 of the letters a-z, digits and -",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"\""),
        &["3:6: error: home.id: the name is empty; use 1 to 32 of the letters a-z, digits and -"],
    );
    expect(
        Change("id = \"h1\"", "id = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""),
        &[
            "3:6: error: home.id: the name has 33 letters, and 32 are the most; use 1 to 32 of the letters a-z, digits and -",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = 42"),
        &["3:6: error: home.id: this must be text and is a number; write id = \"42\""],
    );
    expect(
        Change("community = \"c\"", "community = \"c/d\""),
        &["2:13: error: home.community: a name cannot contain '/'; write \"c-d\""],
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
fn a_time_zone_that_does_not_exist_is_guessed() {
    expect(
        Change("\"Asia/Shanghai\"", "\"Asia/Shangai\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"Asia/Shangai\"; did you mean \"Asia/Shanghai\"?",
        ],
    );
    expect(
        Change("\"Asia/Shanghai\"", "\"Beijing\""),
        &[
            "4:13: error: home.time-zone: no time zone is called \"Beijing\"; did you mean \"Asia/Shanghai\"?",
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
            "4:13: error: home.time-zone: no time zone is called \"UTC+8\"; write an IANA name such as \"Asia/Shanghai\"",
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
