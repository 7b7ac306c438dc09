//! Clocks that are late, wrong, or changed in the night.

use alerts::{ClockQuality, Kind, Wall};
use protocol::Reading;

use crate::rig::{BED, Rig};

#[test]
fn with_an_unset_clock_the_night_goes_on_without_times() {
    let mut home = Rig::unset("02:00", "Asia/Chongqing", &[("bed", Kind::BedRadar, 10, 30)]);
    home.home.handle_clock(home.now, Some(Wall(0)), ClockQuality::Unset);
    home.goes_to_bed();
    home.gets_up(30);
    home.empty(3_700);

    assert!(home.home.state(home.now).since.is_none());
    let outputs = home.outputs();
    let bodies: Vec<String> = outputs
        .iter()
        .filter(|output| output.message.topic().starts_with("event/"))
        .map(|output| {
            format!(
                "{} {}",
                output.message.topic(),
                serde_json::to_string(&output.message).unwrap()
            )
        })
        .collect();
    assert_eq!(
        bodies,
        [
            r#"event/bed-entry {"evidence":["heart or breath +5.5","flag +5.0","presence +0.5"]}"#,
            concat!(
                r#"event/bed-exit {"evidence":["flag +6.5","rise +4.5","nobody in view +3.0","#,
                r#""presence +0.8"],"first_seen_by":"bed"}"#
            ),
        ]
    );
}

#[test]
fn an_unset_clock_counts_as_night_and_raises_nothing_above_medium() {
    let mut home = Rig::unset("12:00", "Asia/Chongqing", &[("bed", Kind::BedRadar, 10, 30)]);
    home.goes_to_bed();
    home.gets_up(30);
    home.empty(70 * 60);
    let mut said = home.said();
    said.retain(|line| line.contains("raised") || line.contains("escalated"));
    assert_eq!(
        said,
        [
            "12:25:09 alarm/absent-from-bed of bed: raised Low",
            "12:40:09 alarm/absent-from-bed of bed: escalated Medium",
            "12:45:09 alarm/absent-from-bed of bed: escalated Medium",
            "13:00:00 alarm/clock-fault of home: raised Low",
        ]
    );
}

#[test]
fn a_clock_that_is_set_late_dates_what_happened_before() {
    let mut home = Rig::unset("02:00", "Asia/Chongqing", &[("bed", Kind::BedRadar, 10, 30)]);
    home.goes_to_bed();
    home.set_clock();
    home.gets_up(30);
    home.empty(120);

    let outputs = home.outputs();
    let exit = outputs.iter().find(|output| output.message.topic() == "event/bed-exit").unwrap();
    let body = serde_json::to_value(&exit.message).unwrap();
    assert_eq!(body["from"], "2026-11-23T02:10:09.667+08:00");
    assert_eq!(home.home.when(exit.at).unwrap().to_string(), "2026-11-23T02:10:09.667+08:00");
}

#[test]
fn the_final_rise_is_known_after_an_hour_whenever_the_night_ends() {
    let mut home = Rig::recorded("06:00");
    home.hear(BED, Reading::InBed(true));
    home.pass(50 * 60);
    home.hear(BED, Reading::InBed(false));
    home.pass(59 * 60);
    assert_eq!(home.said_of_bed(), ["06:00:00 bed-entry", "06:50:00 bed-exit"]);
    home.pass(61);
    assert_eq!(home.said_of_bed(), ["06:50:00 got-up"]);
}

#[test]
fn the_night_of_the_clock_change_has_its_own_length() {
    for (start, rise) in [("2026-03-28T21:00", 8 * 60 + 50), ("2026-10-24T21:00", 10 * 60 + 50)] {
        let mut home = Rig::unset(start, "Europe/Berlin", &[("bed", Kind::BedRadar, 0, 0)]);
        home.set_clock();
        home.hear(BED, Reading::InBed(true));
        home.pass(rise * 60);
        home.hear(BED, Reading::InBed(false));
        home.pass(61 * 60);
        assert_eq!(
            home.said_of_bed(),
            ["21:00:00 bed-entry", "06:50:00 bed-exit", "06:50:00 got-up"],
            "{start}"
        );
    }
}

#[test]
fn at_noon_the_night_is_counted_anew() {
    let mut home = Rig::recorded("22:00");
    home.hear(BED, Reading::InBed(true));
    home.pass(4 * 3_600);
    home.hear(BED, Reading::InBed(false));
    home.pass(600);
    home.hear(BED, Reading::InBed(true));
    home.pass(3_600);
    assert_eq!(home.home.state(home.now).today.bed_exits, 1);
    home.pass(9 * 3_600);
    assert_eq!(home.home.state(home.now).today.bed_exits, 0);
}
