use super::*;
use crate::core::board::AlarmOf;
use crate::core::heard::AlarmStep;
use crate::say::Lang;
use crate::web::wall::seat::Names;
use alerts::message::{Activity, AlarmKind, Asleep, Step, Today, Where};

const EYES: Eyes = Eyes { lang: Lang::English, names: Names::Whole, persons: false };

fn du() -> Seat {
    let home = "h0042".parse().ok();
    Seat {
        seat: Some(12),
        home,
        name: "杜桂英".into(),
        surname: "杜".into(),
        watched: true,
        ..Seat::default()
    }
}

fn awake() -> Tile {
    Tile {
        revision: 5,
        contact: Contact::Live,
        whereabouts: Where::Home,
        sleep: Asleep::Awake,
        activity: Activity::Frequent,
        heart: Seen::Now(80),
        today: Some(Today { bed_exits: 2, turn_overs: 14, nap_min: 35 }),
        ..Tile::default()
    }
}

fn smoke(step: Step, by: Option<&str>) -> OpenAlarm {
    let step = AlarmStep {
        latched: true,
        room: Some("kitchen".into()),
        by: by.map(Into::into),
        ..AlarmStep::of("8-3", AlarmKind::Smoke, Priority::High, step)
    };
    OpenAlarm { home: "h0042".parse().ok(), since: Wall(0), of: AlarmOf::Home(Box::new(step)) }
}

#[test]
fn a_quiet_home_has_no_colour() {
    let face = TileFace::of(EYES, &du(), Some(&awake()), None);
    assert_eq!(face.class, "tile");
    assert_eq!((face.rate.as_str(), face.says.as_str()), ("80", "awake, frequent activity"));
    assert_eq!(face.counts, ["2", "14", "35"]);
}

#[test]
fn a_stale_number_is_a_dash_with_its_age_and_never_the_last_one() {
    let tile = Tile { heart: Seen::Old(Wall(1_000)), ..awake() };
    let face = TileFace::of(EYES, &du(), Some(&tile), None);
    assert_eq!((face.rate.as_str(), face.old), ("–", Some(1_000)));
    assert!(face.class.contains("stale"));
    let html = face.markup(EYES, Wall(181_000)).into_string();
    assert!(html.contains("3 min"), "{html}");
}

#[test]
fn a_lost_home_is_grey_and_its_counts_are_gone() {
    let tile = Tile { contact: Contact::Lost(Wall(7)), ..awake() };
    let face = TileFace::of(EYES, &du(), Some(&tile), None);
    assert!(face.class.contains("lost") && !face.class.contains("stale"));
    assert_eq!((face.rate.as_str(), face.old), ("–", Some(7)));
    assert_eq!(face.counts, ["", "", ""]);
}

#[test]
fn an_alarm_has_a_colour_a_picture_and_a_word() {
    let tile = Tile { signal: Some(Priority::High), ..awake() };
    let face = TileFace::of(EYES, &du(), Some(&tile), Some(&smoke(Step::Raised, None)));
    assert_eq!(face.class, "tile high calls");
    assert_eq!((face.glyph, face.says.as_str()), ("alarm", "smoke · kitchen"));
}

#[test]
fn an_alarm_that_somebody_has_accepted_keeps_its_colour_and_calls_no_longer() {
    let face = TileFace::of(EYES, &du(), None, Some(&smoke(Step::Acknowledged, Some("desk-2"))));
    assert!(face.class.contains("high") && !face.class.contains("calls"));
}

#[test]
fn who_agreed_to_nothing_is_shown_with_alarms_only() {
    let seat = Seat { watched: false, ..du() };
    let face = TileFace::of(EYES, &seat, Some(&awake()), None);
    assert_eq!((face.rate.as_str(), face.says.as_str()), ("", "not watched"));
    assert_eq!(face.spark, "");
    let face = TileFace::of(EYES, &seat, Some(&awake()), Some(&smoke(Step::Raised, None)));
    assert!(face.class.contains("high"));
}

#[test]
fn what_does_not_call_is_seen_all_the_time_also_under_an_alarm_and_while_the_home_is_lost() {
    let less = Less { paused: true, out_of_service: true };
    let tile = Tile { less, ..awake() };
    let face = TileFace::of(EYES, &du(), Some(&tile), None);
    assert_eq!(face.class, "tile less paused out-of-service");
    let face = TileFace::of(EYES, &du(), Some(&tile), Some(&smoke(Step::Raised, None)));
    assert_eq!(face.class, "tile less paused out-of-service high calls");
    let lost = Tile { contact: Contact::Lost(Wall(7)), ..tile };
    assert!(TileFace::of(EYES, &du(), Some(&lost), None).class.contains("lost less"));
    let html = face.markup(EYES, Wall(0)).into_string();
    assert!(html.contains("a sensor is out of service") && html.contains("#g-paused"), "{html}");
    let unwatched = Seat { watched: false, ..du() };
    let face = TileFace::of(EYES, &unwatched, Some(&Tile { less, ..awake() }), None);
    assert_eq!(face.class, "tile unwatched");
}

#[test]
fn a_public_hall_sees_the_surname_and_no_way_to_the_person() {
    let eyes = Eyes { names: Names::Surname, ..EYES };
    let html = TileFace::of(eyes, &du(), Some(&awake()), None).markup(eyes, Wall(0)).into_string();
    assert!(html.contains("杜") && !html.contains("桂英") && !html.contains("/residents/"));
}
