//! Pages to look at: a day and a night in full, a home that sends no summaries, nothing known. The
//! tests render them all; the example shows them.

mod nights;

use alerts::message::{
    Activity, Air, AirIs, AlarmKind, Asleep, DoorIs, Health, LineHealth, OutOfService,
    OutboxHealth, Priority, SensorIs, Step, Today, What, Where,
};
use alerts::{ClockQuality, Wall, When};
use jiff::tz::TimeZone;

use super::{HomeSaid, ResidentPage, Who};
use crate::core::board::{Contact as HomeContact, Seen, Tile};
use crate::core::heard::{AlarmStep, Known, Now, PausedNow, SensorNow};
use crate::core::person::{Contact, ContactIs, Record, ResidentId, Room};

/// 2026-11-23T09:12:08+08:00
const AT: Wall = Wall(1_795_396_328_000);

/// Eight hours east.
const EAST_S: i32 = 8 * 3_600;

impl ResidentPage {
    /// A day and a night in full, for whoever sees all and for whoever sees the home; a home that
    /// sends no summaries and was silent for a while; one that never said anything.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let of = |record: &Record, whole, seen, said| {
            let who = (ResidentId(1), Who::of(record, whole));
            Self::of(who, seen, said, (AT, zone.clone()))
        };
        let seen = || (tile(), Some((Wall(AT.0 - 3_000), now())));
        let timeline = nights::timeline(AT);
        let said = |summaries| HomeSaid {
            timeline: timeline.clone(),
            alarms: alarms(),
            summaries,
            health: Some(health()),
        };
        let nobody = Record { name: "李明".into(), ..Record::default() };
        vec![
            of(&record(), true, seen(), said(nights::summaries())),
            of(&record(), false, seen(), said(nights::summaries())),
            of(&record(), true, seen(), said(Vec::new())),
            of(&nobody, true, (Tile::default(), None), HomeSaid::default()),
        ]
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
        out_of_service: None,
    };
    let in_an_hour = Some(When::new(Wall(AT.0 + 3_600_000), EAST_S));
    let smoke = SensorNow {
        out_of_service: Some(OutOfService { until: in_an_hour }),
        ..sensor("kitchen-smoke", "kitchen", SensorIs::Fault)
    };
    Now {
        paused: vec![PausedNow { kind: Known::Word(AlarmKind::Inactivity), until: in_an_hour }],
        since: Some(When::new(Wall(AT.0 - 7_200_000), EAST_S)),
        air: Air { gas: Some(AirIs::Clear), co: Some(AirIs::Warming), smoke: None },
        door: Some(DoorIs::Closed),
        sensors: vec![
            sensor("bed", "bedroom", SensorIs::Ok),
            sensor("kitchen-gas", "kitchen", SensorIs::Warming),
            sensor("hall", "hall", SensorIs::LowBattery),
            smoke,
        ],
        ..Now::default()
    }
}

fn health() -> Health {
    let line = |line: &str, saturated| LineHealth {
        line: line.into(),
        room: None,
        is: SensorIs::Ok,
        frames: 10_800,
        noise: <_>::default(),
        doubted: 3,
        last_s: Some(1),
        saturated,
        out_of_service: None,
    };
    Health {
        lines: vec![line("bed", true), line("hall", false)],
        outbox: OutboxHealth { readings: 12, days_left: Some(9.1), ..OutboxHealth::default() },
        clock: ClockQuality::Synced,
        memory_kib: 6_800,
        disk_free_mib: Some(5_120),
        written_today_kib: 900,
        commands_dropped: 0,
        uptime_s: 86_400,
        version: "0.1.0".into(),
    }
}

fn alarms() -> Vec<(Wall, AlarmStep)> {
    let ago = |min: i64| Wall(AT.0 - min * 60_000);
    let step = |step, evidence: Vec<What>| AlarmStep {
        line: Some("bed".into()),
        room: Some("bedroom".into()),
        evidence: evidence.into_iter().map(|what| what.seen(None)).collect(),
        by: (step == Step::Acknowledged).then(|| "desk-2".into()),
        durable: step != Step::Raised,
        ..AlarmStep::of("8-3", AlarmKind::AbsentFromBed, Priority::Medium, step)
    };
    vec![
        (ago(400), step(Step::Raised, vec![What::OutOfBed { min: 30 }, What::NotSeen { min: 21 }])),
        (ago(398), step(Step::Acknowledged, vec![])),
        (ago(391), step(Step::Closed, vec![])),
    ]
}
