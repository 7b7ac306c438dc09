use alerts::message::{Figure, LineMinute, Minute, Spread};

use crate::core::heard::EventSaid;

use super::*;

const LAST: Date = jiff::civil::date(2026, 11, 23);

fn night(ago: usize, body: &str) -> (SummaryOf, String, String) {
    (SummaryOf::Night, back(LAST, ago).to_string(), body.to_owned())
}

fn asleep(ago: usize, min: usize) -> (SummaryOf, String, String) {
    night(ago, &format!("{{\"asleep_min\":{min},\"coverage\":0.9}}"))
}

#[test]
fn each_night_is_compared_with_the_nights_before_it_and_not_with_itself() {
    let mut said: Vec<_> = (1..READ).map(|ago| asleep(ago, 420)).collect();
    said.push(asleep(0, 200));
    let row = Weeks::said(LAST, &said).row(Measure::Asleep);
    assert_eq!(row.len(), SHOWN);
    let last = row[SHOWN - 1];
    assert_eq!((last.date, last.value, last.usual), (LAST, Some(200.0), Some((420.0, 420.0))));
    assert!(last.is_unusual());
    assert!(row[..SHOWN - 1].iter().all(|point| !point.is_unusual() && point.usual.is_some()));
}

#[test]
fn a_home_that_is_new_has_no_usual_range_until_its_eighth_night() {
    let said: Vec<_> = (0..10).map(|ago| asleep(ago, 400 + ago)).collect();
    let row = Weeks::said(LAST, &said).row(Measure::Asleep);
    let known: Vec<bool> = row[SHOWN - 10..].iter().map(|point| point.usual.is_some()).collect();
    assert_eq!(known, [[false; 7].as_slice(), &[true; 3]].concat());
}

#[test]
fn a_night_that_is_missing_or_was_hardly_seen_is_a_gap() {
    let said = [asleep(0, 400), night(2, r#"{"asleep_min":30,"coverage":0.2}"#), night(3, "no")];
    let weeks = Weeks::said(LAST, &said);
    let values: Vec<_> = weeks.row(Measure::Asleep).iter().map(|point| point.value).collect();
    assert_eq!(values[SHOWN - 4..], [None, None, None, Some(400.0)]);
    assert!(weeks.row(Measure::Exits).iter().all(|point| point.value.is_none()));
}

#[test]
fn a_day_has_its_naps_and_its_activity_and_nonsense_is_neither() {
    let day =
        |ago: usize, body: &str| (SummaryOf::Day, back(LAST, ago).to_string(), body.to_owned());
    let said = [
        day(0, r#"{"nap_min":35,"activity":[0.1,0.3,null,7]}"#),
        day(1, r#"{"nap_min":-1,"activity":"much"}"#),
        day(2, r#"{"nap_min":1e99,"activity":[]}"#),
        (SummaryOf::Night, "2026-99-99".to_owned(), "{}".to_owned()),
        (SummaryOf::Day, "9999-12-31".to_owned(), r#"{"nap_min":5}"#.to_owned()),
    ];
    let weeks = Weeks::said(LAST, &said);
    let values =
        |measure| -> Vec<_> { weeks.row(measure).iter().filter_map(|it| it.value).collect() };
    assert_eq!(values(Measure::Nap), [35.0]);
    assert_eq!(values(Measure::Activity), [20.0]);
}

#[test]
fn a_home_without_summaries_is_counted_for_two_weeks_and_says_so() {
    let zone = TimeZone::UTC;
    let (mut events, mut minutes) = (Vec::new(), Vec::new());
    for ago in (0..20).rev() {
        let frame = Frame::of(back(LAST, ago), &zone).unwrap();
        let mut event = |at: i64, kind: &str, body: &str| {
            let said = EventSaid {
                kind: kind.to_owned(),
                fact: None,
                withdrawn: false,
                body: body.to_owned(),
            };
            events.push((Wall(frame.noon_before.0 + at * HOUR), said));
        };
        event(10, "bed-entry", "{}");
        event(18, "bed-exit", "{}");
        event(23, "nap", r#"{"asleep_min":25}"#);
        for n in 0..1_440 {
            let at = Wall(frame.noon_before.0 + n * 60_000);
            minutes.push((at, minute((600..1_080).contains(&n), n)));
        }
    }
    let now = Frame::of(LAST, &zone).unwrap().noon;
    let weeks = Weeks::counted(LAST, (&events, &minutes), (now, &zone));
    assert!(weeks.counted && !weeks.is_empty());
    let values =
        |measure| -> Vec<_> { weeks.row(measure).iter().filter_map(|it| it.value).collect() };
    assert_eq!(values(Measure::Asleep), [480.0; COUNTED]);
    assert_eq!(values(Measure::Exits), [0.0; COUNTED], "the final rise is none");
    // Today is not over.
    assert_eq!(values(Measure::Nap), [25.0; COUNTED - 1]);
    assert_eq!(values(Measure::Activity), [50.0; COUNTED - 1]);
    assert!(weeks.row(Measure::Nap).last().unwrap().value.is_none());
}

fn minute(in_bed: bool, n: i64) -> Minute {
    let figure = Figure { hundredths: if n % 2 == 0 { 2_000 } else { 100 } };
    let movement = Some(Spread { n: 12, mean: figure, min: figure, max: figure });
    let in_bed_s = Some(if in_bed { 60 } else { 0 });
    let line = LineMinute { movement, in_bed_s, ..LineMinute::default() };
    let sleep = if in_bed { Asleep::Asleep } else { Asleep::Awake };
    Minute { from: None, sleep, lines: vec![("bed".to_owned(), line)] }
}
