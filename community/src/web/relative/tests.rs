use alerts::message::{AlarmKind, Priority, Step, Where};

use super::alarms::seen;
use super::*;
use crate::core::heard::Known;
use crate::web::resident::lives;

fn html(page: &Page, lang: Lang) -> String {
    page.body(lang).into_string()
}

#[test]
fn a_daughter_sees_that_her_mother_is_up_since_when_and_how_the_night_was() {
    let page = &Page::samples()[0];
    let (english, chinese) = (html(page, Lang::English), html(page, Lang::Chinese));
    for says in ["Up", "since 07:12", "slept about 7 h, up twice, longest 12 min", "14"] {
        assert!(english.contains(says), "{says}");
    }
    for says in ["已起床", "07:12", "睡了约7小时，起夜2次，最长12分钟"] {
        assert!(chinese.contains(says), "{says}");
    }
}

#[test]
fn what_is_not_known_of_her_is_said_as_not_known_and_never_as_none() {
    let silent = html(&Page::samples()[2], Lang::English);
    for says in ["Not heard", "since 08:57", "nothing is known of this night", "Not known"] {
        assert!(silent.contains(says), "{says}");
    }
    let alone = html(&Page::samples()[3], Lang::English);
    assert!(!alone.contains("Last night"));
    let tile = Tile { contact: Contact::Live, whereabouts: Where::Unknown, ..Tile::default() };
    assert_eq!(Up::of(&tile), Up::NotKnown);
    assert_eq!(Up::of(&Tile::default()), Up::NotKnown);
}

#[test]
fn an_open_alarm_comes_before_everything_and_says_whether_somebody_goes() {
    let page = html(&Page::samples()[1], Lang::English);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("smoke") < place("In bed"));
    assert!(place("In bed") < place("door at night"));
    assert!(page.contains("somebody is taking care of it"));
    assert!(page.contains("since Sun, 22 November 22:05"), "yesterday is said with its day");
}

#[test]
fn a_relative_hears_of_no_battery_no_sensor_and_no_test() {
    let of = |kind, test| {
        let mut step = Page::samples()[1].alarms[0].newest.1.clone();
        step.alarm = format!("{kind:?}{test}");
        step.kind = kind;
        step.test = test;
        (Wall(0), step)
    };
    let technical = [
        AlarmKind::SensorLost,
        AlarmKind::SensorFault,
        AlarmKind::LowBattery,
        AlarmKind::EndOfLife,
        AlarmKind::StoreFault,
        AlarmKind::MainsLost,
        AlarmKind::ClockFault,
    ];
    let mut steps: Vec<_> = technical.map(|kind| of(Known::Word(kind), false)).into();
    steps.push(of(Known::Word(AlarmKind::Smoke), true));
    steps.push(of(Known::Word(AlarmKind::Fall), false));
    steps.push(of(Known::Other("flood".into()), false));
    let kinds: Vec<_> = seen(lives(steps)).into_iter().map(|it| it.newest.1.kind).collect();
    assert_eq!(kinds, [Known::Word(AlarmKind::Fall), Known::Other("flood".into())]);
}

#[test]
fn an_alarm_that_calls_again_is_taken_care_of_by_nobody() {
    let step = |step, times| {
        let mut of = Page::samples()[1].alarms[0].newest.1.clone();
        (of.step, of.times, of.priority) = (Known::Word(step), times, Priority::High);
        (Wall(i64::from(times)), of)
    };
    let accepted = |steps: Vec<_>| seen(lives(steps))[0].accepted;
    let first = vec![step(Step::Raised, 1), step(Step::Acknowledged, 1)];
    assert!(accepted(first.clone()));
    let again = [first, vec![step(Step::Raised, 2)]].concat();
    assert!(!accepted(again));
}
