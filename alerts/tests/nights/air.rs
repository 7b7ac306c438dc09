//! Is the air safe? A kitchen, and what hangs in it.

use alerts::message::{AirIs, Message, Step};
use alerts::{Gas, Kind, SourceId, SourcePlan};
use protocol::{Lel, Ppm, Quantity, Reading};

use crate::rig::Rig;

const CO: SourceId = SourceId(0);

#[test]
fn a_restart_in_an_exposure_clears_nothing() {
    let mut home = kitchen();
    home.each_second(3_700, |rig, _| rig.hear(CO, ppm(60.0)));
    let saved = home.saved();
    assert_eq!(home.home.state(home.now).air.co, Some(AirIs::Alarm));

    // With all that was known, and with nothing but the alarm.
    let later = || Rig::new("19:02", &[("kitchen", Kind::Co, 5, 0)]);
    let [mut knowing, mut fresh] = [later(), later()];
    knowing.resume(&saved);
    let was: alerts::Checkpoint = serde_json::from_str(&saved).unwrap();
    fresh.home.restore_alarms(fresh.now, was.open_alarms());
    for next in [&mut knowing, &mut fresh] {
        next.each_second(1_200, |rig, _| rig.hear(CO, ppm(60.0)));
        next.each_second(300, |rig, _| rig.hear(CO, ppm(29.9)));
        assert_eq!(steps(next, Step::ConditionCleared), 0);
        next.hear(CO, ppm(29.9));
        next.pass(60);
        assert_eq!(steps(next, Step::ConditionCleared), 1);
    }
}

#[test]
fn an_exposure_goes_on_over_a_restart() {
    let mut home = kitchen();
    home.each_second(400, |rig, _| rig.hear(CO, ppm(120.0)));
    let saved = home.saved();
    let mut next = Rig::new("18:07", &[("kitchen", Kind::Co, 5, 0)]);
    next.resume(&saved);
    next.each_second(300, |rig, _| rig.hear(CO, ppm(120.0)));
    let mut said = next.said();
    said.retain(|line| line.contains("escalated High"));
    assert_eq!(said[..1], ["18:10:00 alarm/co of kitchen: escalated High"]);
}

#[test]
fn what_hovers_below_a_limit_that_was_passed_is_not_clear() {
    let mut home = kitchen();
    home.each_second(60, |rig, _| rig.hear(CO, ppm(2.0)));
    home.each_second(120, |rig, _| rig.hear(CO, ppm(120.0)));
    home.accept("0-1");
    home.each_second(3_500, |rig, _| rig.hear(CO, ppm(95.0)));
    assert_eq!(
        home.said(),
        [
            "18:01:01 alarm/co of kitchen: raised Medium",
            "18:03:00 alarm/co of kitchen: Acknowledged",
            "19:01:00 alarm/co of kitchen: escalated High",
        ]
    );
}

#[test]
fn a_minute_of_fresh_air_does_not_undo_hours() {
    let mut home = kitchen();
    home.each_second(7_640, |rig, second| {
        rig.hear(CO, ppm(if second % 1_500 < 60 { 20.0 } else { 49.0 }));
    });
    let mut said = home.said();
    said.retain(|line| line.contains("raised") || line.contains("escalated High"));
    assert_eq!(
        said,
        [
            "18:32:15 alarm/co of kitchen: raised Low",
            "20:07:15 alarm/co of kitchen: escalated High",
        ]
    );
}

#[test]
fn a_contact_that_says_no_ends_nothing_that_the_number_still_says() {
    let mut home = kitchen();
    home.each_second(10, |rig, _| rig.hear(CO, ppm(400.0)));
    home.hear(CO, Reading::CoAlarm(true));
    home.pass(1);
    home.hear(CO, Reading::CoAlarm(false));
    home.each_second(40, |rig, _| rig.hear(CO, ppm(400.0)));
    assert_eq!(steps(&mut home, Step::ConditionCleared), 0);
}

#[test]
fn nothing_is_clear_when_the_number_rises_again_just_after_the_contact_is_off() {
    let mut home = kitchen();
    home.hear(CO, Reading::CoAlarm(true));
    home.each_second(400, |rig, _| rig.hear(CO, ppm(2.0)));
    home.hear(CO, Reading::CoAlarm(false));
    home.each_second(20, |rig, _| rig.hear(CO, ppm(2.0)));
    home.each_second(60, |rig, _| rig.hear(CO, ppm(60.0)));
    home.each_second(300, |rig, _| rig.hear(CO, ppm(2.0)));
    assert_eq!(steps(&mut home, Step::ConditionCleared), 0);
    home.hear(CO, ppm(2.0));
    assert_eq!(steps(&mut home, Step::ConditionCleared), 1);
}

#[test]
fn gas_in_ppm_is_judged_by_what_the_home_burns() {
    let said = |gas, amount| {
        let source = SourcePlan { gas, ..SourcePlan::new("kitchen".into(), Kind::Gas) };
        let mut home = Rig::of("2026-11-23T18:00", "Asia/Chongqing", vec![source]);
        home.set_clock();
        home.each_second(20, |rig, _| rig.hear(CO, Reading::GasPpm(Ppm(amount))));
        home.said()
    };
    assert_eq!(said(Some(Gas::Methane), 2_400.0), [""; 0]);
    let medium = ["18:00:15 alarm/gas of kitchen: raised Medium"];
    assert_eq!(said(Some(Gas::Methane), 2_500.0), medium);
    assert_eq!(said(None, 1_050.0), medium);
    assert_eq!(said(None, 60_000.0), ["18:00:00 alarm/gas of kitchen: raised High"]);
}

#[test]
fn the_alarms_of_one_moment_are_open_in_whatever_order_its_words_come() {
    let words = [
        Reading::CoPpm(Ppm(400.0)),
        Reading::CoPpm(Ppm(2.0)),
        Reading::CoAlarm(true),
        Reading::CoAlarm(false),
        Reading::GasLel(Lel(12.0)),
        Reading::OverRange(Quantity::GasPpm),
        Reading::Smoke(true),
        Reading::Smoke(false),
        Reading::Warming(false),
    ];
    for mask in 0..1_u32 << words.len() {
        let chosen: Vec<Reading> =
            (0..words.len()).filter(|bit| mask >> bit & 1 == 1).map(|bit| words[bit]).collect();
        let open = |order: &[Reading]| {
            let mut home = kitchen();
            home.hear(CO, ppm(2.0));
            home.pass(1);
            order.iter().for_each(|word| home.hear(CO, *word));
            home.pass(3);
            let mut open: Vec<_> =
                home.home.open_alarms().iter().map(|alarm| format!("{:?}", alarm.kind)).collect();
            open.sort();
            open
        };
        let backwards: Vec<Reading> = chosen.iter().rev().copied().collect();
        assert_eq!(open(&chosen), open(&backwards), "{chosen:?}");
    }
}

fn kitchen() -> Rig {
    Rig::new("18:00", &[("kitchen", Kind::Co, 5, 0)])
}

const fn ppm(ppm: f32) -> Reading {
    Reading::CoPpm(Ppm(ppm))
}

fn steps(home: &mut Rig, step: Step) -> usize {
    let is = |message: &Message| matches!(message, Message::Alarm(alarm) if alarm.step == step);
    home.outputs().iter().filter(|output| is(&output.message)).count()
}
