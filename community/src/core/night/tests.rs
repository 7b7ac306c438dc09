use alerts::message::Figure;
use jiff::tz::TimeZone;

use super::*;

/// The night to the 23rd of November 2026, in UTC.
fn frame() -> Frame {
    Frame::of(jiff::civil::date(2026, 11, 23), &TimeZone::UTC).unwrap()
}

/// A time of it: `22:15`, `07:00`.
fn at(clock: &str) -> Wall {
    let (hour, min) = clock.split_once(':').unwrap();
    let (hour, min): (i64, i64) = (hour.parse().unwrap(), min.parse().unwrap());
    Wall(frame().noon_before.0 + ((hour + 12) % 24) * HOUR + min * MINUTE)
}

fn said(clock: &str, kind: &str) -> (Wall, EventSaid) {
    let kind = kind.to_owned();
    (at(clock), EventSaid { kind, fact: None, withdrawn: false, body: "{}".to_owned() })
}

/// A home of which each minute was heard: a script of `22:00 in 07:00 out`, with sleep in bed.
struct Home {
    events: Vec<(Wall, EventSaid)>,
    minutes: Vec<(Wall, Minute)>,
}

impl Home {
    fn of(script: &str) -> Self {
        let words: Vec<_> = script.split_whitespace().collect();
        let moves: Vec<_> = words.chunks(2).map(|it| (at(it[0]), it[1] == "in")).collect();
        let events = words
            .chunks(2)
            .map(|it| said(it[0], if it[1] == "in" { "bed-entry" } else { "bed-exit" }));
        let frame = frame();
        let minutes = (0..24 * 60).map(|n| {
            let from = frame.slot(n);
            let in_bed = moves.iter().rev().find(|(at, _)| *at <= from).is_some_and(|it| it.1);
            (from, minute(in_bed, if in_bed { Asleep::Asleep } else { Asleep::Awake }))
        });
        Self { events: events.collect(), minutes: minutes.collect() }
    }

    fn silent(mut self, from: &str, to: &str) -> Self {
        self.minutes.retain(|(when, _)| *when < at(from) || *when >= at(to));
        self
    }

    fn awake(mut self, from: &str, to: &str) -> Self {
        for (when, minute) in &mut self.minutes {
            if *when >= at(from) && *when < at(to) {
                minute.sleep = Asleep::Awake;
            }
        }
        self
    }

    fn night(&self, summary: Option<&str>) -> Night {
        self.known_at("12:00", summary)
    }

    fn known_at(&self, clock: &str, summary: Option<&str>) -> Night {
        let now = if clock == "12:00" { frame().noon } else { at(clock) };
        let before = self.minutes.partition_point(|(when, _)| *when < now);
        let events: Vec<_> = self.events.iter().filter(|(when, _)| *when < now).cloned().collect();
        Night::of(frame(), (&events, &self.minutes[..before]), summary, now)
    }
}

fn minute(in_bed: bool, sleep: Asleep) -> Minute {
    let figure = |hundredths| Figure { hundredths };
    let rate = Spread { n: 20, mean: figure(6_050), min: figure(5_800), max: figure(6_400) };
    let bed = LineMinute {
        heart_rate: in_bed.then_some(rate),
        in_bed_s: Some(if in_bed { 60 } else { 0 }),
        ..LineMinute::default()
    };
    Minute { from: None, sleep, lines: vec![("bed".to_owned(), bed)] }
}

#[test]
fn a_night_with_two_exits_is_counted_without_the_final_rise() {
    let night = Home::of("22:00 in 01:00 out 01:12 in 04:30 out 04:35 in 07:00 out").night(None);
    let figures = night.figures.unwrap();
    assert_eq!((figures.in_bed, figures.out_of_bed), (Some(at("22:00")), Some(at("07:00"))));
    assert_eq!((figures.exits, figures.longest_min), (Some(2), Some(12)));
    assert_eq!((figures.time_in_bed_min, figures.asleep_min), (Some(540), Some(523)));
    assert_eq!((figures.latency_min, figures.waso_min), (Some(0), Some(17)));
    assert_eq!((figures.awakenings, figures.coverage), (Some(2), Some(1.0)));
    assert!((figures.efficiency.unwrap() - 523.0 / 540.0).abs() < 1e-9);
    assert_eq!(figures.heart, Some(Rates { mean: 60.5, min: 58.0, max: 64.0, coverage: None }));
    assert_eq!((figures.source, night.exits.len()), (Source::Counted, 2));
}

#[test]
fn an_hour_that_was_not_heard_is_unknown_and_makes_no_exit() {
    let home = Home::of("22:00 in 07:00 out").silent("02:00", "03:00");
    let night = home.night(None);
    let unknown: Vec<_> = night.bed.iter().filter(|it| it.1 == Bed::Unknown).collect();
    assert_eq!(unknown, [&(at("02:00")..at("03:00"), Bed::Unknown)]);
    assert_eq!(night.unheard, [at("02:00")..at("03:00")]);
    let figures = night.figures.unwrap();
    assert_eq!((figures.exits, figures.asleep_min), (Some(0), Some(480)));
    assert!((figures.coverage.unwrap() - 480.0 / 540.0).abs() < 1e-9);
    assert_eq!(night.stay.unwrap().to, Some(at("07:00")));
}

#[test]
fn of_a_night_that_was_hardly_seen_no_latency_and_no_efficiency_is_guessed() {
    let figures = Home::of("22:00 in 07:00 out").silent("23:00", "06:00").night(None).figures;
    let figures = figures.unwrap();
    assert_eq!((figures.latency_min, figures.efficiency, figures.waso_min), (None, None, None));
    assert_eq!(figures.asleep_min, Some(120));
}

#[test]
fn nothing_heard_is_nothing_known_and_not_a_night_of_noughts() {
    let night = Night::of(frame(), (&[], &[]), None, frame().noon);
    assert_eq!((night.figures.as_ref(), night.stay, night.is_known()), (None, None, false));
    assert_eq!(night.unheard, [frame().noon_before..frame().noon]);
    assert_eq!(night.shown(), at("21:00")..at("07:00"));
}

#[test]
fn a_nap_in_the_evening_is_not_the_beginning_of_the_night() {
    let night = Home::of("18:30 in 19:15 out 22:30 in 06:30 out").night(None);
    let stay = night.stay.unwrap();
    assert_eq!((stay.from, stay.to), (at("22:30"), Some(at("06:30"))));
    assert_eq!(night.shown(), at("22:00")..at("07:00"));
}

#[test]
fn a_long_absence_in_the_middle_of_the_night_is_an_exit_and_not_its_end() {
    let night = Home::of("22:00 in 01:30 out 02:50 in 06:45 out").night(None);
    assert_eq!(night.exits, [Exit { from: at("01:30"), to: Some(at("02:50")) }]);
    assert_eq!(night.stay.unwrap().to, Some(at("06:45")));
    // Long absences are no time in bed.
    assert_eq!(night.figures.unwrap().time_in_bed_min, Some(445));
}

#[test]
fn who_lies_down_again_after_breakfast_has_got_up_before() {
    let night = Home::of("22:00 in 06:00 out 09:30 in 10:15 out").night(None);
    assert_eq!(night.stay.unwrap().to, Some(at("06:00")));
    assert_eq!(night.exits, []);
}

#[test]
fn a_night_that_goes_on_has_no_end_and_who_is_still_out_is_not_back() {
    let home = Home::of("22:00 in 01:00 out 02:00 in 07:00 out");
    let night = home.known_at("01:30", None);
    assert_eq!(night.stay.unwrap().to, None);
    assert!(!night.is_over());
    assert_eq!(night.exits, [Exit { from: at("01:00"), to: None }]);
    assert_eq!(night.figures.as_ref().unwrap().efficiency, None);
    let end = night.bed.last().unwrap().0.end;
    assert_eq!(end, at("01:28"), "nor what cannot have been heard yet");
    assert_eq!(night.shown(), at("21:00")..at("07:00"));
    assert!(!home.known_at("07:30", None).is_over(), "they may come back to bed");
    assert!(home.known_at("08:00", None).is_over());
}

#[test]
fn a_home_that_falls_silent_at_night_has_not_said_that_anybody_got_up() {
    let home = Home::of("22:00 in 07:00 out").silent("03:00", "11:59");
    let mut night = home.night(None);
    let figures = night.figures.take().unwrap();
    assert_eq!((figures.in_bed, figures.out_of_bed), (Some(at("22:00")), None));
}

#[test]
fn the_home_s_summary_is_final_and_its_exits_are_drawn() {
    let home = Home::of("22:00 in 01:00 out 01:12 in 07:00 out");
    let body = r#"{"date":"2026-11-23","in_bed":"2026-11-22T21:58:00Z",
        "out_of_bed":"2026-11-23T06:58:00Z","asleep_min":431.6,"bed_exit_count":1,
        "bed_exits":[{"from":"2026-11-23T00:59:00Z","min":14},{"from":"never"},7],
        "efficiency":7.0,"turn_overs":-3,"heart_rate":{"mean":61,"min":50,"max":9999},
        "waso_min":"long","coverage":0.97,"of_a_later_version":[1,2]}"#;
    let night = home.night(Some(body));
    let figures = night.figures.unwrap();
    assert_eq!((figures.source, figures.asleep_min), (Source::Said, Some(432)));
    assert_eq!((figures.efficiency, figures.turn_overs), (None, None), "no night has these");
    assert_eq!((figures.heart, figures.waso_min), (None, None));
    assert_eq!(night.exits, [Exit { from: at("00:59"), to: Some(at("01:13")) }]);
    assert_eq!(night.stay.unwrap().from, at("21:58"));
}

#[test]
fn a_summary_that_cannot_be_read_or_is_of_another_century_leaves_what_was_heard() {
    let home = Home::of("22:00 in 07:00 out");
    for body in ["", "[]", "null", "{}", r#"{"asleep_min":"x"}"#, r#"{"asleep_min":1e300}"#] {
        assert_eq!(home.night(Some(body)).figures.unwrap().source, Source::Counted, "{body}");
    }
    let far = r#"{"in_bed":"1970-01-01T00:00:00Z","out_of_bed":"9999-12-30T00:00:00Z",
        "bed_exits":[{"from":"9999-12-30T00:00:00Z","min":1500}],"asleep_min":400}"#;
    let night = home.night(Some(far));
    assert_eq!((night.stay.unwrap().from, night.exits.len()), (at("22:00"), 0));
    assert_eq!(night.shown(), at("21:00")..at("08:00"));
}

#[test]
fn events_are_dated_back_and_a_withdrawn_one_never_was() {
    let mut home = Home::of("22:00 in 07:00 out");
    let (when, mut exit) = said("03:10", "bed-exit");
    exit.body = r#"{"from":"2026-11-23T03:04:00.000+00:00"}"#.to_owned();
    home.events.push((when, exit.clone()));
    home.events.push(said("03:20", "bed-entry"));
    exit.withdrawn = true;
    home.events.push((at("05:00"), exit));
    home.events.push(said("02:00", "turn-over"));
    home.events.push(said("20:00", "turn-over"));
    let night = home.night(None);
    assert_eq!(night.exits, [Exit { from: at("03:04"), to: Some(at("03:20")) }]);
    assert_eq!(night.turns, [at("02:00")], "what is before bedtime is of no night");
}

#[test]
fn minutes_awake_are_awakenings_only_from_three_on() {
    let home = Home::of("22:00 in 07:00 out").awake("22:00", "22:20");
    let home = home.awake("01:00", "01:02").awake("03:00", "03:03");
    let figures = home.night(None).figures.unwrap();
    assert_eq!(
        (figures.latency_min, figures.awakenings, figures.waso_min),
        (Some(20), Some(1), Some(5))
    );
}

#[test]
fn what_looks_at_no_bed_says_nothing_of_it() {
    let gas = LineMinute { in_bed_s: None, ..LineMinute::default() };
    let of = |n| {
        let lines = vec![("kitchen-gas".to_owned(), gas)];
        (frame().slot(n), Minute { from: None, sleep: Asleep::Unknown, lines })
    };
    let minutes: Vec<_> = (0..1_440).map(of).collect();
    let night = Night::of(frame(), (&[], &minutes), None, frame().noon);
    assert!(!night.is_known());
    assert_eq!(night.unheard.len(), 1);
}

#[test]
fn a_night_in_which_the_clock_is_put_forward_has_an_hour_less() {
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let length = |date| {
        let frame = Frame::of(date, &zone).unwrap();
        (frame.noon.0 - frame.noon_before.0) / HOUR
    };
    assert_eq!(length(jiff::civil::date(2026, 3, 29)), 23);
    assert_eq!(length(jiff::civil::date(2026, 10, 25)), 25);
    assert_eq!(Frame::of(jiff::civil::Date::MIN, &zone), None);
}

#[test]
fn what_a_home_says_without_end_is_drawn_to_a_limit() {
    let mut home = Home::of("22:00 in 07:00 out");
    for n in 0..5_000 {
        let when = Wall(at("23:00").0 + n * 1_000);
        home.events.push((when, said("23:00", "turn-over").1));
        home.events
            .push((when, said("23:00", if n % 2 == 0 { "bed-exit" } else { "bed-entry" }).1));
    }
    let night = home.night(None);
    assert_eq!((night.turns.len(), night.exits.len()), (MOST_TURNS, MOST_EXITS));
}
