//! What comes and goes: contacts that bounce, plugs that are loose, buttons that are pressed again.

use alerts::message::{Message, Stage, Step};
use alerts::{Kind, SourceId};
use protocol::{Contact, Means, Reading};

use crate::rig::{BED, Rig};

const FIRST: SourceId = SourceId(0);

#[test]
fn a_smoke_alarm_that_goes_on_and_off_every_twenty_seconds_is_escalated_and_does_not_shout() {
    let mut home = Rig::new("18:00", &[("kitchen", Kind::Other, 0, 0)]);
    home.each_second(600, |rig, s| rig.hear(FIRST, Reading::Smoke(s % 40 < 20)));
    let said = home.said();
    assert_eq!(
        said[..4],
        [
            "18:00:00 alarm/smoke of kitchen: raised High",
            "18:01:00 alarm/smoke of kitchen: Reminded",
            "18:01:00 alarm/smoke of kitchen: escalated High",
            "18:02:00 alarm/smoke of kitchen: Reminded",
        ]
    );
    assert_eq!(said.len(), 2 + 10);
}

#[test]
fn a_loose_plug_is_one_alarm_that_goes_on_for_as_long_as_it_is_loose() {
    let mut home = Rig::bed_only("14:00");
    for _ in 0..10 {
        home.empty(20);
        home.pass(70);
    }
    home.empty(400);
    let mut said = home.said();
    said.retain(|line| line.contains("alarm/"));
    assert_eq!(
        said,
        [
            "14:01:19 alarm/sensor-lost of bed: raised Low",
            "14:20:00 alarm/sensor-lost of bed: ConditionCleared",
            "14:20:00 alarm/sensor-lost of bed: Closed",
        ]
    );
}

#[test]
fn a_contact_that_flaps_fifty_times_a_second_is_one_fault_and_goes_on_counting() {
    let mut home = Rig::new("21:00", &[("door", Kind::Input(Means::Entrance), 0, 0)]);
    home.hear(FIRST, Reading::Contact(Contact::Closed));
    home.pass(60);
    for flap in 0..500 {
        let contact = if flap % 2 == 0 { Contact::Open } else { Contact::Closed };
        home.hear(FIRST, Reading::Contact(contact));
        home.pass_ms(20);
    }
    home.pass(10);
    home.hear(FIRST, Reading::Contact(Contact::Open));
    home.each_second(120, |rig, _| rig.hear(FIRST, Reading::Contact(Contact::Open)));
    assert_eq!(
        home.said(),
        [
            "21:01:00 alarm/sensor-fault of door: raised Medium",
            "21:01:20 door-opened",
            "21:02:20 alarm/sensor-fault of door: ConditionCleared",
            "21:02:20 alarm/sensor-fault of door: Closed",
            "21:03:20 alarm/door-left-open of door: raised Medium",
        ]
    );
}

#[test]
fn a_smoke_contact_that_chatters_is_an_alarm_at_its_first_edge_and_a_fault_beside_it() {
    let mut home = Rig::new("21:00", &[("smoke", Kind::Input(Means::Smoke), 0, 0)]);
    home.hear(FIRST, Reading::Smoke(false));
    for flap in 0..500 {
        home.hear(FIRST, Reading::Smoke(flap % 2 == 0));
        home.pass_ms(20);
    }
    assert_eq!(
        home.said(),
        [
            "21:00:00 alarm/smoke of smoke: raised High",
            "21:00:00 alarm/sensor-fault of smoke: raised Medium",
        ]
    );
}

#[test]
fn each_press_of_a_button_calls_again_and_holding_it_does_not() {
    let mut home = Rig::new("03:00", &[("cord", Kind::Input(Means::Sos), 5, 0)]);
    let hold = |home: &mut Rig, seconds, on| {
        home.each_second(seconds, |rig, _| rig.hear(FIRST, Reading::Sos(on)));
    };
    hold(&mut home, 5, false);
    hold(&mut home, 20, true);
    home.accept("0-1");
    hold(&mut home, 5, false);
    hold(&mut home, 1, true);
    hold(&mut home, 40, false);
    home.accept("0-1");
    assert_eq!(
        home.said(),
        [
            "03:00:05 alarm/sos of cord: raised High",
            "03:00:25 alarm/sos of cord: Acknowledged",
            "03:00:30 alarm/sos of cord: raised High",
            "03:01:01 alarm/sos of cord: ConditionCleared",
            "03:01:11 alarm/sos of cord: Acknowledged",
            "03:01:11 alarm/sos of cord: Closed",
        ]
    );
}

#[test]
fn a_fall_that_a_desk_lets_go_of_calls_again_and_so_does_a_second_fall() {
    let mut home = Rig::bed_only("03:00");
    home.hear(BED, Reading::Fall(true));
    home.accept("0-1");
    home.pass(5);
    home.acknowledge("0-1", Stage::Released);
    home.accept("0-1");
    home.pass(4);
    home.hear(BED, Reading::Fall(true));
    let alarms: Vec<_> = home
        .outputs()
        .into_iter()
        .filter_map(|output| match output.message {
            Message::Alarm(alarm) => Some((alarm.step, alarm.times, alarm.by)),
            Message::Event(_) | Message::Minute(_) | Message::Night(_) | Message::Day(_) => None,
        })
        .collect();
    let by = || Some("desk".to_owned());
    assert_eq!(
        alarms,
        [
            (Step::Raised, 1, None),
            (Step::Acknowledged, 1, by()),
            (Step::Raised, 1, None),
            (Step::Acknowledged, 1, by()),
            (Step::Raised, 2, None),
        ]
    );
}

#[test]
fn a_radar_that_goes_while_somebody_gets_up_is_missed_sooner() {
    let mut home = Rig::bed_only("02:00");
    home.goes_to_bed();
    home.said();
    home.moves(4, 60);
    home.empty(5);
    home.hear(BED, Reading::InBed(false));
    home.pass(200);
    let mut said = home.said();
    said.retain(|line| line.contains("alarm/"));
    assert_eq!(said, ["02:11:17 alarm/sensor-lost of bed: raised Medium"]);
}

#[test]
fn an_alarm_of_a_line_that_a_technician_took_away_is_over_after_the_restart() {
    let mut home = Rig::bed_only("10:00");
    home.empty(2);
    home.pass(100);
    let saved = home.saved();
    let mut next = Rig::new("10:02", &[("hall", Kind::RoomRadar, 10, 0)]);
    next.resume(&saved);
    next.pass(1);
    assert_eq!(
        next.said(),
        [
            "10:02:00 alarm/sensor-lost of bed: ConditionCleared",
            "10:02:00 alarm/sensor-lost of bed: Closed",
        ]
    );
}
