//! An invented fortnight: every night alike and none the same, from figures that follow from the
//! date. No randomness, and no straight line.

use alerts::Wall;
use alerts::message::{Asleep, Figure, Gap, GapReason, Lane, LineMinute, Minute, Spread};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::core::heard::{EventSaid, SummaryOf};
use crate::core::weeks::READ;
use crate::store::rows::{Summary, Timeline};

/// Milliseconds of a minute and of a day.
const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;

/// The date of the newest night.
const NEWEST: Date = date(2026, 11, 23);

/// Nights that have minutes and events.
const NIGHTS: i64 = 15;

/// What the home said in the nights before a moment at 09:12.
pub(super) fn timeline(at: Wall) -> Timeline {
    let mut said = Timeline::default();
    for night in (0..NIGHTS).rev() {
        // 21:00 of the evening.
        let evening = at.0 - at.0.rem_euclid(MINUTE) - night * DAY - (12 * 60 + 12) * MINUTE;
        let moment = |min: i64| Wall(evening + min * MINUTE);
        let exits = exits(night);
        let mut event = |min: i64, kind: &str, body: &str| {
            said.events.push((
                moment(min),
                EventSaid { kind: kind.into(), fact: None, withdrawn: false, body: body.into() },
            ));
        };
        event(32 + night % 5 * 7, "bed-entry", "{}");
        for (from, length) in &exits {
            event(*from, "bed-exit", "{}");
            event(from + length, "bed-entry", "{}");
        }
        for turn in 0..14 + night % 4 {
            event(80 + turn * 31 + turn * turn % 17, "turn-over", r#"{"length_s":6}"#);
        }
        event(612, "bed-exit", r#"{"evidence":["rise +4.5","flag −0.3"],"first_seen_by":"bed"}"#);
        event(612, "got-up", "{}");
        event(640, "door-opened", r#"{"line":"front-door","means":"entrance"}"#);
        event(700, "nap", r#"{"asleep_min":35}"#);
        event(
            702,
            "sensor-lost",
            r#"{"line":"hall","last_heard":"2026-11-23T08:41:08.000+08:00"}"#,
        );
        for min in -60..732 {
            // Once, the home was not heard for an hour and a half.
            if night == 0 && (300..390).contains(&min) {
                continue;
            }
            let in_bed = (32 + night % 5 * 7..612).contains(&min)
                && !exits.iter().any(|(from, length)| (*from..from + length).contains(&min));
            said.minutes.push((moment(min), minute(min + night * 13, in_bed, min > 52)));
        }
    }
    let (lane, reason) = (Lane::Readings, GapReason::Thinned);
    let gap = Gap { lane, boot: 8, from: 120, to: 180, count: 61, reason };
    said.gaps.push((Wall(at.0 - 300 * MINUTE), gap));
    said.events.sort_by_key(|(at, _)| *at);
    said.minutes.sort_by_key(|(at, _)| *at);
    said
}

/// Minutes after nine, and how long.
fn exits(night: i64) -> Vec<(i64, i64)> {
    match night % 3 {
        0 => vec![(162, 12), (430, 9)],
        1 => vec![(295, 7)],
        _ => vec![(120, 6), (250, 39), (500, 8)],
    }
}

fn minute(n: i64, in_bed: bool, may_sleep: bool) -> Minute {
    // A triangle: up and down again in `length`.
    let wave = |length: i64, high: i64| (n.rem_euclid(length) - length / 2).abs() * high / length;
    let number = |hundredths: i64| {
        let figure = Figure { hundredths };
        Some(Spread { n: 20, mean: figure, min: figure, max: figure })
    };
    let wakes = n.rem_euclid(97) < 6 || n.rem_euclid(41) < 2;
    let asleep = in_bed && may_sleep && !wakes;
    let line = LineMinute {
        heart_rate: number(5_500 + wave(120, 2_400) + wave(20, 600)).filter(|_| in_bed),
        breathing_rate: number(1_200 + wave(90, 600) + wave(16, 200)).filter(|_| in_bed),
        movement: number(if asleep { wave(16, 800) } else { wave(45, 9_000) }),
        distance_mm: number(110_000 + wave(30, 20_000)),
        in_bed_s: Some(if in_bed { 60 } else { 0 }),
        ..LineMinute::default()
    };
    let sleep = if asleep { Asleep::Asleep } else { Asleep::Awake };
    Minute { sleep, lines: vec![("bed".into(), line)], ..Minute::default() }
}

/// Summaries of the weeks; a few nights are missing, and one was bad.
pub(super) fn summaries() -> Vec<Summary> {
    let ago = |n: i64| NEWEST.saturating_sub(n.days());
    let known = (0..i64::try_from(READ).unwrap_or(0)).filter(|n| !(20..24).contains(n) && *n != 41);
    let pair =
        |n: i64| [(SummaryOf::Night, ago(n), night(n)), (SummaryOf::Day, ago(n), day(n, ago(n)))];
    let mut all: Vec<_> = known.flat_map(pair).collect();
    all.sort_by_key(|(of, date, _)| (*date, std::cmp::Reverse(*of)));
    all.into_iter().map(|(of, date, body)| (of, date.to_string(), body)).collect()
}

fn night(n: i64) -> String {
    if n == 0 {
        return LAST.into();
    }
    let bad = i64::from(n == 9);
    let (asleep, exits) = (390 + n * 37 % 71 - bad * 150, n * 7 % 4 + bad * 5);
    format!(
        r#"{{"asleep_min":{asleep},"bed_exit_count":{exits},"turn_overs":{},"coverage":0.9,
        "heart_rate":{{"mean":{},"min":50,"max":90}}}}"#,
        11 + n * 5 % 9,
        60 + n * 11 % 7 + bad * 8
    )
}

fn day(n: i64, date: Date) -> String {
    format!(
        r#"{{"date":"{date}","nap_min":{},"door_openings":4,"away_min":130,"bed_exits":1,
        "activity":[0.{},0.3],"coverage":0.9}}"#,
        (n * 13 % 5) * 10,
        1 + n * 3 % 5
    )
}

const LAST: &str = r#"{"date":"2026-11-23","in_bed":"2026-11-22T21:32:00.000+08:00",
"out_of_bed":"2026-11-23T07:12:00.000+08:00","time_in_bed_min":580,"asleep_min":442,
"sleep_latency_min":20,"waso_min":68,"efficiency":0.76,"awakenings":3,"bed_exit_count":2,
"bed_exits":[{"from":"2026-11-22T23:42:00.000+08:00","min":12},
{"from":"2026-11-23T04:10:00.000+08:00","min":9}],"longest_absence_min":12,"turn_overs":14,
"turn_overs_by_radar":19,"heart_rate":{"mean":62.4,"min":51,"max":88,"coverage":0.93},
"breathing_rate":{"mean":14.1,"min":10,"max":21,"coverage":0.93},"breathing_pauses":0,
"coverage":0.85}"#;
