//! What did the numbers of a minute do, and how is the gateway itself?

use alerts::message::{
    Activity, Asleep, Figure, Health, LineHealth, LineMinute, Minute, OutboxHealth, SensorIs,
    Spread,
};
use alerts::{ClockQuality, When};
use protocol::Mono;

/// What is known of a minute when it is over.
pub(super) struct Seen {
    pub from: Option<When>,
    pub pulse: Option<(u8, u8)>,
    pub in_bed: bool,
    pub asleep: bool,
    pub activity: Activity,
    pub chance: u8,
}

/// The document.
pub(super) fn of(seen: Seen) -> Minute {
    let around = |rate: u8, by: u8| Spread {
        n: 20,
        mean: whole(rate),
        min: whole(rate.saturating_sub(by)),
        max: whole(rate.saturating_add(by)),
    };
    let chance = seen.chance % 8;
    let movement = match (seen.asleep, seen.activity) {
        (true, _) | (_, Activity::None | Activity::Unknown) => 1,
        (false, Activity::Rare) => 6 + chance,
        (false, Activity::Occasional) => 15 + 2 * chance,
        (false, Activity::Frequent) => 30 + 3 * chance,
    };
    let radar = LineMinute {
        heart_rate: seen.pulse.map(|(heart, _)| around(heart, 3)),
        breathing_rate: seen.pulse.map(|(_, breath)| around(breath, 1)),
        movement: Some(Spread { n: 60, ..around(movement, movement.min(6)) }),
        ..LineMinute::default()
    };
    let (bed, chair) = if seen.in_bed {
        (LineMinute { in_bed_s: Some(60), ..radar }, None)
    } else {
        (LineMinute { in_bed_s: Some(0), ..LineMinute::default() }, Some(radar))
    };
    let co = Spread { n: 60, mean: Figure { hundredths: 20 }, min: whole(0), max: whole(1) };
    let kitchen = LineMinute { co_ppm: Some(co), ..LineMinute::default() };
    let lines = [("bed", Some(bed)), ("chair", chair), ("kitchen-gas", Some(kitchen))];
    let said = lines.into_iter().filter_map(|(line, of)| Some((line.to_owned(), of?)));
    let sleep = match (seen.in_bed, seen.asleep) {
        (true, true) => Asleep::Asleep,
        (true, false) => Asleep::Awake,
        (false, _) => Asleep::Unknown,
    };
    Minute { from: seen.from, sleep, lines: said.collect() }
}

/// The gateway after so many minutes.
pub(super) fn health(now: Mono, minutes: u32, chair: SensorIs) -> Health {
    let line = |line: &str, room: &str, is| LineHealth {
        line: line.to_owned(),
        room: Some(room.to_owned()),
        is,
        frames: u64::from(minutes) * 600,
        noise: Default::default(),
        doubted: 0,
        last_s: Some(0),
        saturated: false,
        out_of_service: None,
    };
    Health {
        lines: vec![
            line("bed", "bedroom", SensorIs::Ok),
            line("chair", "living-room", chair),
            line("kitchen-gas", "kitchen", SensorIs::Ok),
            line("front-door", "hall", SensorIs::Ok),
        ],
        outbox: OutboxHealth { days_left: Some(31.0), ..OutboxHealth::default() },
        clock: ClockQuality::Synced,
        memory_kib: 6_800,
        disk_free_mib: Some(5_120),
        written_today_kib: u64::from(minutes % 1_440) * 2,
        commands_dropped: 0,
        uptime_s: now.0 / 1_000,
        version: super::voice::VERSION.to_owned(),
    }
}

fn whole(value: u8) -> Figure {
    Figure { hundredths: i64::from(value) * 100 }
}
