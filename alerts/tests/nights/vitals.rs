//! Heart and breath by their bands, and somebody whom others must turn.

use core::time::Duration;

use alerts::Policy;
use protocol::{Breathing, Reading};

use crate::rig::{BED, Rig};

#[test]
fn a_sleeper_who_breathes_too_fast_is_an_alarm_after_three_minutes_and_a_high_one_after_five() {
    let mut home = asleep();
    home.lies(7 * 60, (70, 27));
    assert_eq!(
        home.alarms_of(&["vitals"]),
        [
            "22:44:00 alarm/vitals of bed: raised Medium",
            "22:46:00 alarm/vitals of bed: escalated High",
            "22:47:00 alarm/vitals of bed: Reminded",
            "22:47:00 alarm/vitals of bed: escalated High",
            "22:48:00 alarm/vitals of bed: Reminded",
        ]
    );
    home.accept("0-1");
    home.lies(8 * 60, (62, 14));
    assert_eq!(
        home.alarms_of(&["vitals"]),
        [
            "22:48:00 alarm/vitals of bed: Acknowledged",
            "22:53:30 alarm/vitals of bed: ConditionCleared",
            "22:53:30 alarm/vitals of bed: Closed",
        ]
    );
}

#[test]
fn a_breath_that_is_a_little_fast_is_low_after_a_quarter_of_an_hour() {
    let mut home = asleep();
    home.lies(20 * 60, (70, 22));
    assert_eq!(home.alarms_of(&["vitals"]), ["22:56:00 alarm/vitals of bed: raised Low"]);
}

#[test]
fn a_slow_heart_of_a_sleeper_a_few_bad_minutes_and_a_restless_hour_are_no_alarm() {
    let mut home = asleep();
    home.lies(2 * 3_600, (43, 13));
    home.lies(2 * 60, (43, 27));
    home.lies(20 * 60, (43, 13));
    home.each_second(3_600, |rig, second| {
        rig.breathes_at(second, 70, 27);
        if second.is_multiple_of(10) {
            rig.hear(BED, Reading::Movement(45));
        }
    });
    assert_eq!(home.alarms_of(&["vitals"]), [""; 0]);
}

#[test]
fn a_heart_at_the_end_of_the_radars_scale_is_shown_nowhere_and_raises_nothing_of_the_body() {
    let mut home = asleep();
    home.each_second(90 * 60, |rig, second| {
        rig.hear(BED, Reading::Movement(1));
        if second.is_multiple_of(3) {
            rig.hear(BED, Reading::HeartRate(protocol::PerMinute(120)));
            let breath = 13 + u8::try_from(second / 3 % 2).unwrap();
            rig.hear(BED, Reading::BreathingRate(protocol::PerMinute(breath)));
        }
    });
    assert_eq!(home.home.state(home.now).heart_rate, None);
    assert!(home.home.is_saturated(home.now));
    assert_eq!(
        home.alarms_of(&["vitals", "sensor-fault"])[0],
        "23:41:00 alarm/sensor-fault of bed: raised Medium",
        "an hour later the technician hears of it"
    );
}

#[test]
fn no_breath_after_an_extreme_heart_makes_it_a_high_one() {
    let mut home = asleep();
    home.lies(4 * 60, (36, 13));
    assert_eq!(home.alarms_of(&["vitals"]), ["22:44:00 alarm/vitals of bed: raised Medium"]);
    home.hear(BED, Reading::Breathing(Breathing::None));
    home.moves(35, 1);
    let said = home.alarms_of(&["vitals", "no-breathing"]);
    assert!(said[0].ends_with("alarm/no-breathing of bed: raised High"), "{said:?}");
    assert!(said[1].ends_with("alarm/vitals of bed: escalated High"), "{said:?}");
}

#[test]
fn a_restart_in_the_middle_of_extreme_minutes_changes_nothing() {
    let play = |restart: Option<u64>| {
        let mut home = asleep();
        home.said();
        home.each_second(6 * 60, |rig, second| {
            rig.breathes_at(second, 70, 27);
            if restart == Some(second) {
                let saved = rig.saved();
                rig.home = rig.anew();
                rig.resume_at_once(&saved);
            }
        });
        home.said()
    };
    let steady = play(None);
    for at in [1, 59, 61, 130, 200, 300] {
        assert_eq!(play(Some(at)), steady, "{at}");
    }
}

#[test]
fn whoever_cannot_turn_is_turned_every_two_hours_or_somebody_is_told() {
    let mut policy = Policy::default();
    policy.resident.repositioning = Some(Duration::from_secs(2 * 3_600));
    let mut home = Rig::judged("22:00", policy);
    home.goes_to_bed();
    home.said();
    home.lies(2 * 3_600, (60, 14));
    assert_eq!(
        home.alarms_of(&["repositioning"]),
        ["00:00:08 alarm/repositioning of bed: raised Low"]
    );
    // A carer comes and turns them: a minute of large movement.
    home.moves(60, 70);
    home.lies(60, (60, 14));
    assert_eq!(
        home.alarms_of(&["repositioning"]),
        [
            "00:10:58 alarm/repositioning of bed: ConditionCleared",
            "00:10:58 alarm/repositioning of bed: Closed"
        ]
    );
    home.lies(100 * 60, (60, 14));
    assert_eq!(home.alarms_of(&["repositioning"]), [""; 0]);
    home.lies(30 * 60, (60, 14));
    assert_eq!(home.alarms_of(&["repositioning"]).len(), 1, "two hours after that");
}

#[test]
fn of_whoever_turns_by_themselves_nobody_is_told() {
    let mut home = asleep();
    home.lies(5 * 3_600, (60, 14));
    assert_eq!(home.alarms_of(&["repositioning", "vitals"]), [""; 0]);
}

/// In bed since 22:00, asleep for half an hour; it is 22:41.
fn asleep() -> Rig {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(1_800);
    home.sleeps(52);
    home.said();
    home
}
