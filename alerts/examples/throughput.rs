//! How long does a reading take? A week of one radar at three readings a second, with gas, door
//! and smoke beside it, through a whole home.
//!
//! `time cargo run --release -p hearth-alerts --example throughput`: the clock is the caller's,
//! because nothing in this crate reads one.

#![allow(clippy::print_stdout, reason = "an example's output is its purpose")]

use core::time::Duration;

use alerts::{ClockQuality, Home, Kind, Mono, Plan, Policy, SourceId, SourcePlan, Wall};
use protocol::{Contact, Means, PerMinute, Ppm, Reading};

const WEEK_S: u64 = 7 * 24 * 3_600;

fn main() {
    let source = |name: &str, kind| SourcePlan {
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(30),
        ..SourcePlan::new(name.into(), kind)
    };
    let plan = Plan {
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
        night: alerts::Night::default(),
        sources: vec![
            source("bed", Kind::BedRadar),
            source("kitchen-gas", Kind::Co),
            source("front-door", Kind::Input(Means::Entrance)),
            source("kitchen-smoke", Kind::Input(Means::Smoke)),
        ],
    };
    let mut home = Home::new(plan, Policy::default(), 1);
    home.handle_clock(Mono::ZERO, Some(Wall(1_795_000_000_000)), ClockQuality::Synced);

    let (mut readings, mut said) = (0_u64, 0_u64);
    for second in 0..WEEK_S {
        for (part, (source, reading)) in heard(second).into_iter().enumerate() {
            let at = Mono(second * 1_000 + u64::try_from(part).unwrap_or(0) * 100);
            while home.poll_timeout().is_some_and(|due| due <= at) {
                home.handle_timeout(home.poll_timeout().unwrap_or(at));
            }
            home.handle_reading(at, source, &reading);
            readings += 1;
            while home.poll_event().is_some() {
                said += 1;
            }
        }
    }
    println!("{readings} readings, {said} messages");
}

/// What the home's sensors say in that second: in bed from ten in the evening to six.
fn heard(second: u64) -> [(SourceId, Reading); 6] {
    let in_bed = second % 86_400 < 8 * 3_600;
    let turns = in_bed && second % 1_200 < 4;
    let movement = if turns { 50 } else { u8::from(in_bed) };
    let beat = if in_bed { u8::try_from(second / 3 % 5).unwrap_or(0) } else { 0 };
    let (bed, gas, door, smoke) = (SourceId(0), SourceId(1), SourceId(2), SourceId(3));
    [
        (bed, Reading::Movement(movement)),
        (bed, Reading::HeartRate(PerMinute(60 + beat))),
        (bed, Reading::InBed(in_bed)),
        (gas, Reading::CoPpm(Ppm(0.5))),
        (door, Reading::Contact(Contact::Closed)),
        (smoke, Reading::Smoke(false)),
    ]
}
