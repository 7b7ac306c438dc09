//! Who is called when, in nights that users of other desks tell of.

use alerts::message::Priority;

use super::script::{START, id, later, twice};
use crate::core::desk::case::{Hold, How, Nobody};
use crate::core::desk::change::{Answer, Logged};
use crate::core::desk::news::Happened;
use crate::core::desk::{Act, CaseId, Input, Stage};

#[test]
fn who_accepts_and_does_not_come_is_called_again() {
    twice("zhang 60s, nobody 60s, li+wang 120s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("1:00").calls("li wang"); // the rung that reaches nobody did not wait
        assert_eq!(desk.logged(|it| *it == Logged::Skipped { rung: 1 }), 1);
        desk.at("1:15").accepts("li").tells("zhang wang", "li goes").says_home("accepted");
        desk.at("21:15").calls("zhang").tells("li", "taken back").says_home("released");
        desk.at("22:15").calls("li wang");
        desk.at("22:20").accepts("wang").tells("zhang li", "wang goes").says_home("accepted");
    });
}

#[test]
fn the_ladder_goes_on_in_rounds_until_somebody_says_something() {
    twice("zhang 60s, li 90s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        for round in 0..40u64 {
            let from = round * 150;
            let mmss = |s: u64| format!("{}:{:02}", s / 60, s % 60);
            desk.at(&mmss(from + 60)).calls("li");
            desk.at(&mmss(from + 150)).calls("zhang");
        }
        assert!(desk.case().notices.len() < 100, "{}", desk.case().notices.len());
    });
}

#[test]
fn an_escalation_goes_on_after_a_restart_and_an_outage_is_one_step_dated_now() {
    twice("zhang 60s, li 60s, wang 60s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        // The station is off for ten minutes: nobody asks the case meanwhile.
        desk.now = START + std::time::Duration::from_secs(600);
        let change = desk.case().clone().handle_timeout(desk.now, &desk.world);
        desk.apply(change);
        desk.calls("li");
        desk.at("10:59").calls("");
        desk.at("11:00").calls("wang");
    });
}

#[test]
fn while_the_clock_is_not_known_right_what_is_open_is_due_at_once_and_once() {
    twice("zhang 60s, li 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:10").hears(Input::Woken { clock_right: false }).calls("li");
        desk.at("0:20").accepts("li").tells("zhang", "li goes").says_home("accepted");
        desk.at("0:30").hears(Input::Woken { clock_right: true });
        desk.hears(Input::Woken { clock_right: false });
        desk.calls("zhang").tells("li", "taken back").says_home("released");
        desk.at("1:29").calls("");
        desk.at("1:30").calls("li");
    });
}

#[test]
fn a_clock_that_is_put_back_by_a_year_loses_no_timer() {
    twice("zhang 60s, li 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.now = alerts::Wall(START.0 - 365 * 24 * 3_600_000);
        desk.hears(Input::Woken { clock_right: true });
        let due = desk.case().poll_timeout().unwrap();
        assert_eq!(due.0 - desk.now.0, 60_000);
        desk.run_until(due);
        desk.calls("li");
    });
}

#[test]
fn accepted_in_the_night_and_forgotten_calls_again_and_late_at_the_door_is_fine() {
    twice("everyone 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang li wang chen");
        desk.at("0:40").accepts("li").tells("zhang wang chen", "li goes").says_home("accepted");
        desk.at("5:00").does("li", Act::OnTheWay);
        desk.at("20:40").calls("zhang li wang chen").tells("li", "taken back");
        desk.says_home("released");
        desk.at("21:00").does("li", Act::AtTheDoor).tells("zhang wang chen", "li goes");
        desk.says_home("accepted");
        desk.at("1:21:00").tells("chen", "reminder");
        assert!(matches!(desk.stage(), Stage::AtTheDoor { .. }), "nothing is taken back");
        desk.at("9:00:00").resolves("li").tells("zhang wang chen", "it is over");
    });
}

#[test]
fn a_ladder_that_reaches_nobody_is_a_fault_of_the_desk_and_is_tried_every_half_minute() {
    twice("nobody 60s; patience 20min", |desk| {
        desk.world.on_duty.clear();
        desk.at("0:00").home("8-3 absent-from-bed medium");
        assert!(matches!(desk.stage(), Stage::Nobody { why: Nobody::NoWay, .. }));
        // The fault is a case of its own, which here reaches nobody either, and is no fault again.
        assert_eq!(desk.cases.len(), 2);
        assert_eq!(desk.cases[&CaseId(2)].priority, Priority::High);
        let due = desk.case().poll_timeout().unwrap();
        assert_eq!(due.0 - START.0, 30_000);
        desk.at("10:10");
        assert_eq!((desk.cases.len(), desk.logged(|_| true)), (2, 3), "{:?}", desk.log);
        desk.party("zhao").id.0 = 99;
        desk.world.on_duty.insert(id("nobody"));
        desk.run_until(START + std::time::Duration::from_secs(629));
        desk.hears(Input::Woken { clock_right: true });
        assert!(matches!(desk.stage(), Stage::Nobody { .. }));
    });
}

#[test]
fn a_rota_with_a_hole_calls_all_staff_for_a_high_alarm_and_is_a_fault_for_another() {
    twice("staff 60s; patience 20min", |desk| {
        desk.world.on_duty.clear();
        desk.at("0:00").home("8-3 fall high").calls("chen zhao");
        desk.at("0:10").accepts("zhao").tells("chen", "zhao goes").says_home("accepted");
        // A medium one has nobody; the desk's own fault is high.
        desk.at("0:20").home_of("h2", "4-1 wandering medium").calls("chen zhao");
        assert!(matches!(desk.cases[&CaseId(2)].stage, Stage::Nobody { .. }));
        assert_eq!(desk.cases[&CaseId(3)].about.kind().word(), "desk-fault");
        desk.world.on_duty.insert(id("chen"));
        desk.at("0:50").calls("chen").tells("chen zhao", "it is over");
        assert!(matches!(desk.cases[&CaseId(2)].stage, Stage::Calling(_)));
        let over = Stage::Closed { how: How::OverByItself, at: desk.now };
        assert_eq!(desk.cases[&CaseId(3)].stage, over);
    });
}

#[test]
fn the_night_holds_low_and_technical_ones_and_gives_them_as_one_message_in_the_morning() {
    twice("staff 60s; patience 4h", |desk| {
        let morning = START + std::time::Duration::from_secs(4 * 3_600);
        desk.world.quiet_until = Some(morning);
        desk.at("0:00").home("8-1 low-battery low");
        desk.home_of("h2", "3-1 sensor-lost medium");
        desk.home_of("h3", "3-1 inactivity low");
        assert!(matches!(desk.stage(), Stage::Held { why: Hold::QuietHours, .. }));
        desk.at("0:10").home_of("h4", "3-1 wandering medium").calls("chen");
        desk.at("0:20").home_of("h5", "3-1 store-fault high").calls("chen");
        desk.does("chen", Act::NeedHelp); // on a held case: it stays held
        for number in [4, 5] {
            let case = desk.cases[&CaseId(number)].clone();
            let by = id("chen");
            let input = Input::Act { who: by, said_by: by, act: Act::Accept };
            let change = case.handle(desk.now, input, &desk.world);
            desk.apply(change);
        }
        desk.says_home("accepted accepted");
        desk.world.quiet_until = None;
        desk.at("20:20").tells("", "");
        // The patience of those two is not this story's.
        for case in [4, 5] {
            desk.cases.remove(&CaseId(case));
        }
        desk.at("4:00:00").calls("chen");
        assert!([1, 2, 3].iter().all(|id| desk.cases[&CaseId(*id)].notices.len() == 1));
    });
}

#[test]
fn what_rises_in_the_night_is_held_no_longer() {
    twice("staff 60s, everyone 60s; patience 4h", |desk| {
        desk.world.quiet_until = Some(START + std::time::Duration::from_secs(4 * 3_600));
        desk.at("0:00").home("8-1 absent-from-bed low");
        desk.at("15:00").home("8-1 absent-from-bed medium escalated").calls("chen");
        desk.at("15:30").home("8-1 absent-from-bed high escalated").calls("zhang li wang chen");
    });
}

#[test]
fn a_home_that_is_lost_says_nothing_of_its_sensors_and_many_at_once_are_one_case() {
    twice("staff 60s; patience 60min", |desk| {
        desk.at("0:00").news(Happened::HomeLost { home: "h1".parse().unwrap() });
        desk.calls("chen");
        desk.world.home_lost = true;
        desk.home("8-1 sensor-lost medium");
        let held = desk.cases[&CaseId(2)].stage.clone();
        assert!(matches!(held, Stage::Held { why: Hold::HomeLost, .. }));
        desk.accepts("chen");
        desk.at("10:00").news(Happened::HomeBack { home: "h1".parse().unwrap() });
        desk.tells("chen", "it is over");
        desk.world.home_lost = false;
        desk.at("11:00").calls("chen");
        desk.at("11:01").home("8-1 sensor-lost medium closed cleared").tells("chen", "it is over");

        desk.world.uplink_lost = true;
        desk.at("12:00").news(Happened::HomeLost { home: "h2".parse().unwrap() });
        assert!(matches!(desk.cases[&CaseId(3)].stage, Stage::Held { .. }));
        desk.news(Happened::HomeBack { home: "h2".parse().unwrap() });
        assert!(!desk.cases[&CaseId(3)].is_open());
        desk.resolves("chen");
    });
}

#[test]
fn forty_alarms_at_once_are_forty_cases_and_each_is_called_and_answered_for_itself() {
    twice("staff 60s, everyone 60s; patience 20min", |desk| {
        desk.at("0:00");
        for home in 0..40 {
            desk.home_of(&format!("h{home}"), "8-1 smoke high");
        }
        desk.calls("chen");
        assert_eq!((desk.cases.len(), desk.letters.len()), (40, 40));
        desk.breaks("chen", 0, later()).breaks("chen", 1, later());
        desk.at("0:30").accepts("chen").says_home("accepted");
        assert_eq!(desk.answer, Answer::Done);
        desk.at("1:00").calls("zhang li wang");
        assert!(
            desk.cases
                .values()
                .filter(|case| case.id != CaseId(1))
                .all(|case| { matches!(case.stage, Stage::Calling(wave) if wave.rung == 1) })
        );
    });
}
