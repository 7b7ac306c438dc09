//! The daemon stops and starts again: nothing of the home is lost, and nobody is blamed for it.

use alerts::{ClockQuality, Gap, Home, Kind, Mono, Plan, Policy, SourceId, SourcePlan, Wall};
use core::time::Duration;
use jiff::tz::TimeZone;
use protocol::{Ppm, Reading};

use crate::eventful;
use crate::rig::{BED, Rig};

const KITCHEN: SourceId = SourceId(0);

#[test]
fn an_exposure_to_carbon_monoxide_goes_on_over_a_restart() {
    let mut home = kitchen("18:00");
    home.each_second(60, |rig, _| rig.hear(KITCHEN, Reading::CoPpm(Ppm(2.0))));
    home.each_second(400, |rig, _| rig.hear(KITCHEN, Reading::CoPpm(Ppm(120.0))));
    assert_eq!(
        home.said(),
        [
            "18:01:01 alarm/co of kitchen: raised Medium",
            "18:06:01 alarm/co of kitchen: Reminded",
            "18:06:01 alarm/co of kitchen: escalated Medium"
        ]
    );
    let saved = home.saved();

    let mut next = kitchen("18:08");
    next.resume(&saved);
    next.each_second(300, |rig, _| rig.hear(KITCHEN, Reading::CoPpm(Ppm(120.0))));
    let said = next.said();
    assert!(said.iter().any(|line| line.contains("escalated High")), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("Cleared")), "{said:?}");
}

#[test]
fn a_sensor_is_not_lost_because_nobody_listened() {
    let mut next = in_bed_over_a_restart();
    next.pass(5);
    next.sleeps(60);
    assert_eq!(next.said(), Vec::<String>::new());
    assert_eq!(next.home.gap(), Gap::Known(Duration::from_secs(40 * 60 - 607)));
}

#[test]
fn a_sensor_that_stays_silent_after_a_restart_is_lost_as_at_any_start() {
    let mut next = in_bed_over_a_restart();
    next.pass(61);
    let said = next.said();
    assert!(said.contains(&"23:41:00 sensor-lost".to_owned()), "{said:?}");
}

#[test]
fn while_nobody_knows_the_hour_the_gap_is_unknown_and_is_made_up_for_when_the_clock_is_set() {
    let mut home = Rig::bed_only("23:00");
    home.goes_to_bed();
    let saved = home.saved();

    let mut next = bed();
    next.restore(Mono::ZERO, serde_json::from_str(&saved).unwrap());
    next.handle_clock(Mono::ZERO, None, ClockQuality::Unset);
    next.handle_reading(Mono(1_000), BED, &Reading::Movement(1));
    assert_eq!((next.gap(), next.when(Mono(1_000))), (Gap::Unknown, None));

    let later = home.home.when(home.now).unwrap().wall() + Duration::from_secs(1_801);
    next.handle_clock(Mono(1_000), Some(later), ClockQuality::Synced);
    assert_eq!(next.gap(), Gap::Known(Duration::from_secs(1_801)));
    assert_eq!(next.when(Mono(1_000)).map(|when| when.wall()), Some(later));
}

#[test]
fn a_clock_that_has_gone_back_knows_of_no_gap() {
    let mut home = Rig::bed_only("23:00");
    home.goes_to_bed();
    let saved = home.saved();

    let mut next = bed();
    next.restore(Mono::ZERO, serde_json::from_str(&saved).unwrap());
    next.handle_clock(Mono::ZERO, Some(Wall(0)), ClockQuality::Held);
    assert_eq!(next.gap(), Gap::Known(Duration::ZERO));
    assert!(next.poll_timeout().is_some_and(|due| due > Mono::ZERO));
}

/// Went to bed at eleven; nobody listened until twenty to twelve.
fn in_bed_over_a_restart() -> Rig {
    let mut home = Rig::bed_only("23:00");
    home.goes_to_bed();
    let saved = home.saved();

    let mut next = Rig::bed_only("23:40");
    next.resume(&saved);
    next
}

fn kitchen(start: &str) -> Rig {
    let mut rig = Rig::of(
        &format!("2026-11-23T{start}"),
        "Asia/Chongqing",
        vec![SourcePlan::new("kitchen".into(), Kind::Co)],
    );
    rig.set_clock();
    rig
}

fn bed() -> Home {
    let quiet = Duration::from_secs(10);
    let exit_delay = Duration::from_secs(30);
    let source = SourcePlan { quiet, exit_delay, ..SourcePlan::new("bed".into(), Kind::BedRadar) };
    let zone = TimeZone::get("Asia/Chongqing").unwrap();
    let plan = Plan { zone, night: alerts::Night::default(), sources: vec![source] };
    Home::new(plan, Policy::default(), 0)
}

#[test]
fn a_quiet_home_is_saved_in_a_few_kilobytes() {
    let mut home = Rig::flat("23:00");
    home.goes_to_bed();
    home.sleeps(3_600);
    let saved = home.saved();
    println!("a checkpoint of six sources at night: {} bytes", saved.len());
    if let Ok(path) = std::env::var("SAVED") {
        std::fs::write(path, &saved).unwrap();
    }
    assert!(saved.len() < 10 * 1024, "{}", saved.len());
}

/// What is remembered is bounded: of a month in which each source was in trouble many times, little
/// more than of a night, for which 10 KiB are enough.
#[test]
fn an_eventful_month_is_saved_in_no_more_than_a_few_kilobytes() {
    let mut home = Rig::flat("12:00");
    let (mut largest, mut hour, mut said) = (0, 0, 0);
    eventful::days(30, 9, &mut |at, source, reading| {
        home.home.handle_reading(at, source, &reading);
        said += core::iter::from_fn(|| home.home.poll_event()).count();
        if at.0 / 3_600_000 > hour {
            hour = at.0 / 3_600_000;
            largest = largest.max(home.saved().len());
        }
    });
    println!("the largest checkpoint of an eventful month: {largest} bytes; {said} said");
    assert!(said > 45_000, "that was no eventful month: {said}");
    // Of it minutes and stays are 5 KiB, and what is usual in the nights 2.
    assert!(largest < 32 * 1024, "{largest}");
}
