//! Pages to look at: a good day, an alarm, nothing known. The tests render them all; the example
//! shows them.

use alerts::message::{
    Activity, Air, AirIs, AlarmKind, Asleep, Condition, DoorIs, LineMinute, Minute, Priority,
    SensorIs, Spread, Step, Today, What, Where,
};
use alerts::{Wall, When};
use jiff::tz::TimeZone;

use super::{ResidentPage, Who};
use crate::core::board::{Contact as HomeContact, Seen, Tile};
use crate::core::heard::{AlarmStep, EventSaid, Known, Now, SensorNow, SummaryOf};
use crate::core::person::{Contact, ContactIs, Record, Room};
use crate::store::rows::Timeline;

/// 2026-11-23T09:12:08+08:00
const AT: Wall = Wall(1_795_396_328_000);

/// Eight hours east.
const EAST_S: i32 = 8 * 3_600;

impl ResidentPage {
    /// A day in full, and a home that never said anything.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let full = Self::of(
            Who::of(&record(), true),
            (tile(), Some((Wall(AT.0 - 3_000), now()))),
            timeline(),
            (AT, zone.clone()),
        );
        let relative = Self { who: Who::of(&record(), false), ..full.clone() };
        let nothing = Self::of(
            Who::of(&Record { name: "李明".into(), ..Record::default() }, true),
            (Tile::default(), None),
            Timeline::default(),
            (AT, zone),
        );
        vec![full, relative, nothing]
    }
}

fn record() -> Record {
    Record {
        name: "杜桂英".into(),
        surname: "杜".into(),
        born: Some(1941),
        building: "4".into(),
        door: "201".into(),
        door_code: "4711#".into(),
        phone: "0851 5555 0142".into(),
        medical: "高血压，2019年髋关节置换。青霉素过敏。".into(),
        notes: "走路用助行器；右耳听力差。".into(),
        rooms: vec![Room { room: "bedroom".into(), name: "卧室".into() }],
        contacts: vec![
            Contact {
                name: "杜小梅".into(),
                relation: "女儿".into(),
                phone: "139 5555 0101".into(),
                has_key: true,
                ..Contact::default()
            },
            Contact {
                name: "张伟".into(),
                is: ContactIs::Volunteer,
                phone: "138 5555 0102".into(),
                ..Contact::default()
            },
        ],
        ..Record::default()
    }
}

fn tile() -> Tile {
    Tile {
        revision: 7,
        contact: HomeContact::Live,
        whereabouts: Where::Home,
        sleep: Asleep::Awake,
        activity: Activity::Frequent,
        heart: Seen::Now(80),
        breath: Seen::Old(Wall(AT.0 - 240_000)),
        today: Some(Today { bed_exits: 2, turn_overs: 14, nap_min: 35 }),
        band: Some((58, 84)),
        ..Tile::default()
    }
}

fn now() -> Now {
    let sensor = |line: &str, room: &str, is| SensorNow {
        line: line.into(),
        room: Some(room.into()),
        is: Known::Word(is),
    };
    Now {
        since: Some(When::new(Wall(AT.0 - 7_200_000), EAST_S)),
        air: Air { gas: Some(AirIs::Clear), co: Some(AirIs::Warming), smoke: None },
        door: Some(DoorIs::Closed),
        sensors: vec![
            sensor("bed", "bedroom", SensorIs::Ok),
            sensor("kitchen-gas", "kitchen", SensorIs::Warming),
            sensor("hall", "hall", SensorIs::LowBattery),
        ],
        ..Now::default()
    }
}

fn timeline() -> Timeline {
    let ago = |min: i64| Wall(AT.0 - min * 60_000);
    let said = |kind: &str, body: &str| EventSaid {
        kind: kind.into(),
        fact: None,
        withdrawn: false,
        body: body.into(),
    };
    let step = |step, evidence: Vec<What>| AlarmStep {
        alarm: "8-3".into(),
        kind: Known::Word(AlarmKind::AbsentFromBed),
        priority: Priority::Medium,
        step: Known::Word(step),
        times: 1,
        condition: Condition::Active,
        latched: false,
        line: Some("bed".into()),
        room: Some("bedroom".into()),
        began: None,
        raised: None,
        evidence: evidence.into_iter().map(|what| what.seen(None)).collect(),
        escalation: 0,
        durable: true,
        test: false,
        by: (step == Step::Acknowledged).then(|| "desk-2".into()),
    };
    Timeline {
        alarms: vec![
            (
                ago(400),
                step(Step::Raised, vec![What::OutOfBed { min: 30 }, What::NotSeen { min: 21 }]),
            ),
            (ago(398), step(Step::Acknowledged, vec![])),
            (ago(391), step(Step::Closed, vec![])),
        ],
        events: vec![
            (ago(700), said("bed-entry", "{}")),
            (ago(680), said("sleep-onset", "{}")),
            (ago(430), said("bed-exit", "{}")),
            (ago(391), said("bed-entry", "{}")),
            (ago(150), said("wake", "{}")),
            (ago(120), said("got-up", "{}")),
            (ago(90), said("door-opened", r#"{"line":"front-door","means":"entrance"}"#)),
            (ago(60), said("nap", r#"{"asleep_min":35}"#)),
        ],
        minutes: minutes(),
        summaries: vec![(SummaryOf::Night, "2026-11-23".into(), NIGHT.into())],
        gaps: Vec::new(),
    }
}

const NIGHT: &str = r#"{"date":"2026-11-23","in_bed":"2026-11-22T21:32:00.000+08:00",
"out_of_bed":"2026-11-23T07:12:00.000+08:00","time_in_bed_min":580,"asleep_min":442,
"sleep_latency_min":20,"waso_min":68,"efficiency":0.76,"awakenings":3,"bed_exit_count":1,
"longest_absence_min":39,"turn_overs":14,"heart_rate":{"mean":62.4,"min":51,"max":88,"coverage":0.93},
"breathing_rate":{"mean":14.1,"min":10,"max":21,"coverage":0.93},"breathing_pauses":0,"coverage":0.97}"#;

/// A day of a heart that beats slower at night; nothing while the bed was empty.
fn minutes() -> Vec<(Wall, Minute)> {
    (0..1_440_i64)
        .rev()
        .filter(|ago| (120..700).contains(ago) && !(391..430).contains(ago) || *ago < 60)
        .map(|ago| {
            // A triangle of two hours and one of twenty minutes: no randomness, and no straight line.
            let wave = |length: i64, high: i64| ((ago % length) - length / 2).abs() * high / length;
            let number = |hundredths: i64| {
                let figure = alerts::message::Figure { hundredths };
                Spread { n: 20, mean: figure, min: figure, max: figure }
            };
            let line = LineMinute {
                heart_rate: Some(number(5_500 + wave(120, 2_400) + wave(20, 600))),
                breathing_rate: Some(number(1_200 + wave(90, 600) + wave(16, 200))),
                movement: Some(number(wave(45, 3_000) * wave(33, 100) / 30)),
                ..LineMinute::default()
            };
            let minute = Minute { lines: vec![("bed".into(), line)], ..Minute::default() };
            (Wall(AT.0 - ago * 60_000), minute)
        })
        .collect()
}
