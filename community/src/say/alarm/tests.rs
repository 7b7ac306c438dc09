use std::collections::BTreeSet;

use alerts::message::What;

use super::*;

/// Every kind of the contract.
const KINDS: [AlarmKind; 21] = AlarmKind::ALL;

#[test]
fn every_kind_of_alarm_has_its_own_name_in_every_language() {
    for lang in Lang::ALL {
        let names: BTreeSet<_> = KINDS.iter().map(|k| kind(lang, &Known::Word(*k))).collect();
        assert_eq!(names.len(), KINDS.len());
    }
    for known in KINDS {
        let (en, zh) = (Known::Word(known), Known::Word(known));
        assert_ne!(kind(Lang::English, &en), kind(Lang::Chinese, &zh));
    }
}

#[test]
fn every_finding_of_a_home_is_said_in_every_language() {
    for what in What::EXAMPLES {
        let seen = what.seen(None);
        let (english, chinese) = (finding(Lang::English, &seen), finding(Lang::Chinese, &seen));
        assert!(english.is_some(), "{} has no English", seen.code);
        assert!(chinese.is_some(), "{} has no Chinese", seen.code);
        assert_ne!(english, chinese, "{}", seen.code);
    }
}

#[test]
fn every_fault_of_a_sensor_is_said_in_every_language() {
    let faults = [
        "sensor",
        "placeholder",
        "exception",
        "stuck",
        "saturated",
        "other-kind",
        "unit",
        "below-zero",
        "mode",
    ];
    for fault in faults {
        let args = [("fault".into(), fault.into())].into();
        let seen = Evidence { at: None, code: "sensor-fault".into(), args, what: String::new() };
        for lang in Lang::ALL {
            assert!(finding(lang, &seen).is_some(), "{fault}");
        }
    }
}

#[test]
fn a_finding_of_a_newer_home_is_said_in_the_home_s_own_words() {
    let seen = Evidence {
        at: None,
        code: "water-on-the-floor".into(),
        args: alerts::message::Args::new(),
        what: "water on the floor".into(),
    };
    assert_eq!(evidence(Lang::Chinese, &seen), "water on the floor");
    let without_its_number = Evidence { code: "co-ppm".into(), what: "CO".into(), ..seen };
    assert_eq!(evidence(Lang::Chinese, &without_its_number), "CO");
}

#[test]
fn an_alarm_of_an_unknown_kind_keeps_its_word() {
    let flood = Known::Other("flood".to_owned());
    assert_eq!(kind(Lang::English, &flood), "alarm (flood)");
    assert_eq!(kind(Lang::Chinese, &flood), "报警（flood）");
}

#[test]
fn numbers_are_written_as_people_write_them() {
    use alerts::message::Figure;
    let say = |hundredths| text(&Arg::Number(Figure { hundredths }));
    assert_eq!(
        (say(40_000), say(1_250), say(1_205)),
        ("400".into(), "12.5".into(), "12.05".into())
    );
}
