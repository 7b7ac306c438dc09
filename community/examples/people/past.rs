//! What did the first homes say in the last three weeks? Everything follows from the home's number
//! and the date: the same past each time.

use std::sync::Arc;

use alerts::message::{
    Activity, AlarmKind, Asleep, Figure, Id, Lane, LineMinute, Minute, Priority, Rate, SensorIs,
    Spread, Step, Today, What, Where,
};
use alerts::{Wall, When};
use community::core::HomeId;
use community::core::board::{Contact, Seen, Tile};
use community::core::heard::{AlarmStep, EventSaid, Known, Now, SensorNow, SummaryOf};
use community::core::station::HomeView;
use community::hall::{Hall, Moved};
use community::store::Store as _;
use community::store::rows::{Batch, Effect};
use community::store::sqlite::Sqlite;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;

/// Homes that have a past.
const HOMES: i64 = 6;

/// Nights of it; the home that sends summaries has more of these.
const NIGHTS: i64 = 21;
const SUMMARIES: i64 = 90;

/// Writes all of it.
pub(crate) async fn invent(store: &Sqlite, hall: &Hall, now: Wall) -> anyhow::Result<()> {
    for number in 1..=HOMES {
        let home: HomeId = format!("h{number:04}").parse()?;
        for ago in (0..NIGHTS).rev() {
            let effects = night(&home, number, ago, now);
            store.take(Batch { effects, ..Batch::default() }).await?;
        }
        if number == 1 {
            let effects = (0..SUMMARIES).rev().flat_map(|ago| summaries(&home, ago, now)).collect();
            store.take(Batch { effects, ..Batch::default() }).await?;
        }
        if number == 2 || number == 3 {
            let effects = alarm(&home, number, now);
            store.take(Batch { effects, ..Batch::default() }).await?;
        }
        hall.show([Moved::Tile(home, Arc::new(tile(number, now)))]);
    }
    Ok(())
}

/// What a home says now.
pub(crate) fn view(home: &HomeId, now: Wall) -> Option<Box<HomeView>> {
    let number: i64 = home.as_str().trim_start_matches('h').parse().ok()?;
    let sensor = SensorNow {
        line: "bed".into(),
        room: Some("bedroom".into()),
        is: Known::Word(SensorIs::Ok),
        out_of_service: None,
    };
    let said = Now {
        whereabouts: Where::Home,
        since: Some(When::new(Wall(now.0 - 95 * MINUTE), 0)),
        heart_rate: Some(Rate { per_min: 72, age_s: 3 }),
        sensors: vec![sensor],
        ..Now::default()
    };
    (number <= HOMES).then(|| {
        Box::new(HomeView {
            contact: Contact::Live,
            heard: Some(now),
            said: Some((Wall(now.0 - 3_000), said)),
            health: None,
            open: Vec::new(),
            missing: Vec::new(),
        })
    })
}

fn tile(number: i64, now: Wall) -> Tile {
    Tile {
        revision: 1,
        contact: if number == 4 { Contact::Lost(Wall(now.0 - 9 * MINUTE)) } else { Contact::Live },
        whereabouts: if number == 3 { Where::Bed } else { Where::Home },
        sleep: Asleep::Awake,
        activity: Activity::Occasional,
        heart: Seen::Now(72),
        breath: Seen::Now(15),
        today: Some(Today { bed_exits: 2, turn_overs: 14, nap_min: 35 }),
        band: Some((56, 78)),
        ..Tile::default()
    }
}

/// 21:00, UTC, of the evening before the morning so many days ago.
fn evening(ago: i64, now: Wall) -> i64 {
    now.0 - now.0.rem_euclid(DAY) - ago * DAY - 180 * MINUTE
}

fn exits(of: i64) -> Vec<(i64, i64)> {
    match of.rem_euclid(4) {
        0 => vec![(162, 12), (430, 9)],
        1 => vec![(295, 7)],
        2 => vec![(120, 6), (250, 39), (500, 8)],
        _ => Vec::new(),
    }
}

fn night(home: &HomeId, number: i64, ago: i64, now: Wall) -> Vec<Effect> {
    let begin = evening(ago, now);
    let exits = exits(number + ago);
    let (bedtime, rise) = (25 + (number * 7 + ago * 5) % 40, 590 + (ago * 11 + number) % 45);
    let mut said = Vec::new();
    let mut event = |min: i64, kind: &str, body: &str| {
        said.push(Effect::Event {
            home: home.clone(),
            id: Id { boot: 1, lane: Lane::Events, seq: 1 },
            at: Wall(begin + min * MINUTE),
            event: EventSaid { kind: kind.into(), fact: None, withdrawn: false, body: body.into() },
        });
    };
    event(bedtime, "bed-entry", "{}");
    for (from, length) in &exits {
        event(*from, "bed-exit", "{}");
        event(from + length, "bed-entry", "{}");
    }
    for turn in 0..12 + ago % 5 {
        event(70 + turn * 37 + turn * turn % 19, "turn-over", r#"{"length_s":6}"#);
    }
    event(rise, "bed-exit", "{}");
    event(rise, "got-up", "{}");
    event(990, "nap", &format!("{{\"asleep_min\":{}}}", 20 + (ago * 7 + number) % 30));
    // Of a home that was silent all night nothing came, not even later.
    if number == 6 && ago == 0 {
        said.clear();
    }
    let silent = |min: i64| {
        ago == 0 && ((number == 2 && (330..415).contains(&min)) || number == 6)
            || number == 5 && ago == 3
    };
    for min in (-60..1_380).filter(|min| !silent(*min)) {
        let at = Wall(begin + min * MINUTE);
        if at >= now {
            break;
        }
        let in_bed = (bedtime..rise).contains(&min)
            && !exits.iter().any(|(from, length)| (*from..from + length).contains(&min));
        let minute = minute(min + ago * 13 + number * 29, in_bed, min > bedtime + 14);
        said.push(Effect::Minute { home: home.clone(), at, minute: Box::new(minute) });
    }
    said.retain(|effect| match effect {
        Effect::Event { at, .. } => *at < now,
        Effect::Alarm { .. }
        | Effect::Minute { .. }
        | Effect::Summary { .. }
        | Effect::Gap { .. }
        | Effect::Reply { .. }
        | Effect::State { .. }
        | Effect::Poison(_)
        | Effect::News { .. }
        | Effect::Emptied { .. } => true,
    });
    said
}

fn minute(n: i64, in_bed: bool, may_sleep: bool) -> Minute {
    // A triangle: up and down again in `length`; and what looks like chance, and is none.
    let wave = |length: i64, high: i64| (n.rem_euclid(length) - length / 2).abs() * high / length;
    let noise = |high: i64| (n * 7_919 + n * n % 613).rem_euclid(high);
    let spread = |mean: i64, around: i64| {
        let figure = |hundredths| Figure { hundredths };
        let (min, max) = (figure(mean - around), figure(mean + around));
        Some(Spread { n: 20, mean: figure(mean), min, max })
    };
    let wakes = n.rem_euclid(97) < 6 || n.rem_euclid(211) < 9;
    let asleep = in_bed && may_sleep && !wakes;
    let restless = if asleep { 0 } else { 600 };
    let line = LineMinute {
        heart_rate: spread(5_600 + wave(190, 1_600) + noise(300) + restless, 200)
            .filter(|_| in_bed),
        breathing_rate: spread(1_280 + wave(90, 500) + noise(160), 100).filter(|_| in_bed),
        movement: spread(if asleep { noise(500) } else { 400 + noise(5_000) }, 0),
        in_bed_s: Some(if in_bed { 60 } else { 0 }),
        ..LineMinute::default()
    };
    let sleep = if asleep { Asleep::Asleep } else { Asleep::Awake };
    Minute { from: None, sleep, lines: vec![("bed".into(), line)] }
}

/// A night, and the day after it.
fn summaries(home: &HomeId, ago: i64, now: Wall) -> Vec<Effect> {
    let begin = evening(ago, now);
    if (24..28).contains(&ago) || ago == 47 {
        return Vec::new();
    }
    let date = When::new(Wall(begin + DAY / 2), 0).to_string().chars().take(10).collect::<String>();
    let (bad, when) = (i64::from(ago == 11), |min: i64| When::new(Wall(begin + min * MINUTE), 0));
    let left: Vec<String> = exits(1 + ago)
        .iter()
        .map(|(from, min)| format!("{{\"from\":\"{}\",\"min\":{min}}}", when(*from)))
        .collect();
    let night = format!(
        r#"{{"date":"{date}","in_bed":"{}","out_of_bed":"{}","time_in_bed_min":565,
        "asleep_min":{},"sleep_latency_min":14,"waso_min":48,"efficiency":0.81,"awakenings":4,
        "bed_exits":[{}],"bed_exit_count":{},"longest_absence_min":{},"turn_overs":{},
        "heart_rate":{{"mean":{},"min":52,"max":88,"coverage":0.9}},
        "breathing_rate":{{"mean":14.2,"min":11,"max":20,"coverage":0.9}},
        "breathing_pauses":0,"coverage":0.96}}"#,
        when(25 + (7 + ago * 5) % 40),
        when(590 + (ago * 11 + 1) % 45),
        400 + ago * 37 % 71 - bad * 170,
        left.join(","),
        left.len(),
        exits(1 + ago).iter().map(|(_, min)| *min).max().unwrap_or(0),
        11 + ago * 5 % 9,
        60 + ago * 11 % 7 + bad * 9,
    );
    let day = format!(
        r#"{{"date":"{date}","nap_min":{},"activity":[0.{},0.3,0.25],"coverage":0.9}}"#,
        (ago * 13 % 5) * 10,
        1 + ago * 3 % 5
    );
    let summary = |of, body| Effect::Summary {
        home: home.clone(),
        of,
        date: date.clone(),
        at: Wall(begin + 15 * 60 * MINUTE),
        body,
    };
    vec![summary(SummaryOf::Night, night), summary(SummaryOf::Day, day)]
}

fn alarm(home: &HomeId, number: i64, now: Wall) -> Vec<Effect> {
    let open = number == 3;
    let (kind, priority) = if open {
        (AlarmKind::Fall, Priority::High)
    } else {
        (AlarmKind::AbsentFromBed, Priority::Medium)
    };
    let step = |step: Step, ago: i64, evidence: Vec<What>| Effect::Alarm {
        home: home.clone(),
        id: None,
        at: Wall(now.0 - ago * MINUTE),
        step: Box::new(AlarmStep {
            latched: open,
            line: Some("bed".into()),
            room: Some("bedroom".into()),
            evidence: evidence.into_iter().map(|what| what.seen(None)).collect(),
            by: (step == Step::Acknowledged).then(|| "desk-2".into()),
            ..AlarmStep::of("8-3", kind, priority, step)
        }),
        open: step != Step::Closed,
    };
    if open {
        vec![step(Step::Raised, 3, vec![What::FallSeen]), step(Step::Acknowledged, 2, vec![])]
    } else {
        vec![
            step(Step::Raised, 700, vec![What::OutOfBed { min: 15 }]),
            step(Step::Escalated, 685, vec![What::OutOfBed { min: 30 }]),
            step(Step::Closed, 661, vec![]),
        ]
    }
}
