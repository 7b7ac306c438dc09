//! Telephones that are off, servers that say no, and people without a way to them.

use alerts::message::Priority;

use super::script::{START, id, later, twice};
use crate::core::desk::case::Nobody;
use crate::core::desk::change::Logged;
use crate::core::desk::letter::letters;
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::{PROVEN_FOR, Warning};
use crate::core::desk::{Case, CaseId, Kind, Stage};

#[test]
fn a_way_that_fails_is_followed_by_the_next_at_once() {
    twice("zhang 60s, li 60s", |desk| {
        desk.breaks("zhang", 0, later());
        desk.at("0:00").home("8-3 fall high").calls("zhang"); // by mail
        assert_eq!(desk.case().notices[0].channel, 1);
        desk.at("1:00").calls("li");
    });
}

#[test]
fn when_every_way_to_all_of_a_rung_fails_the_next_is_called_at_once() {
    twice("zhang 60s, li 60s", |desk| {
        desk.breaks("zhang", 0, later()).breaks("zhang", 1, later());
        desk.at("0:00").home("8-3 fall high").calls("li");
        // Zhang is tried on, by ways that get well.
        desk.mends("zhang", 0);
        desk.at("0:05").calls("zhang");
        desk.at("1:00").calls("zhang");
    });
}

#[test]
fn when_nobody_can_be_reached_at_all_the_desk_says_so_and_the_first_who_is_ends_it() {
    twice("zhang 60s, li 60s", |desk| {
        for who in ["zhang", "li", "wang", "chen", "zhao"] {
            desk.breaks(who, 0, later()).breaks(who, 1, later());
        }
        desk.at("0:00").home("8-3 fall high");
        desk.at("0:01");
        assert!(matches!(desk.stage(), Stage::Nobody { why: Nobody::AllFailed, .. }));
        assert_eq!(desk.cases.len(), 2, "and not one more each half minute");
        desk.at("30:01");
        assert_eq!((desk.cases.len(), desk.case().notices.len() < 30), (2, true));
        desk.cases.remove(&CaseId(2));
        desk.mends("li", 1);
        desk.run_until(START + std::time::Duration::from_secs(1_861));
        desk.calls("li");
        assert!(matches!(desk.stage(), Stage::Calling(_)));
    });
}

#[test]
fn a_contact_without_any_way_is_a_warning_and_is_not_waited_for() {
    twice("zhang 60s, li 60s", |desk| {
        desk.party("zhang").channels.clear();
        assert_eq!(desk.party("zhang").warnings(START), [Warning::NoChannel]);
        desk.at("0:00").home("8-3 fall high").calls("li");
        assert_eq!(desk.logged(|it| *it == Logged::Skipped { rung: 0 }), 1);
    });
}

#[test]
fn a_way_that_nobody_verified_is_tried_for_a_high_alarm_only() {
    twice("zhang 60s, li 60s", |desk| {
        for way in &mut desk.party("zhang").channels {
            way.verified = None;
        }
        assert_eq!(desk.party("zhang").warnings(START), [Warning::NothingVerified]);
        desk.at("0:00").home("8-3 wandering medium").calls("li");
        desk.home_of("h2", "8-3 fall high").calls("zhang");
    });
}

#[test]
fn a_way_that_was_not_proved_for_a_month_and_one_that_is_dead_are_warnings() {
    twice("zhang 60s, li 60s", |desk| {
        let later = START + PROVEN_FOR;
        let zhang = desk.party("zhang");
        assert!(zhang.warnings(alerts::Wall(later.0 - 1)).is_empty());
        zhang.channels[1].proven = Some(later);
        assert_eq!(zhang.warnings(later), [Warning::Stale { channel: 0 }]);
        zhang.channels[0].dead = Some(later);
        assert_eq!(zhang.warnings(later), [Warning::Dead { channel: 0 }]);
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        assert_eq!(desk.case().notices[0].channel, 1, "what lives comes first");
    });
}

#[test]
fn who_the_resident_does_not_want_to_be_told_is_never_told() {
    twice("zhang+li 60s, everyone 60s", |desk| {
        desk.party("zhang").consent = false;
        desk.at("0:00").home("8-3 fall high").calls("li");
        desk.at("0:30");
        desk.party("li").consent = false;
        desk.at("1:00").calls("wang chen");
        desk.does("chen", crate::core::desk::Act::Accept).tells("wang", "chen goes");
        desk.says_home("accepted");
    });
}

#[test]
fn a_robot_that_is_muted_is_not_spoken_to_and_the_others_are_called_at_once() {
    twice("group:hall 60s, zhang 60s", |desk| {
        let until = START + std::time::Duration::from_secs(600);
        desk.breaks("hall", 0, Receipt::Muted { until });
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.world.muted.insert("hall".into(), until);
        desk.home_of("h2", "8-3 fall high").calls("zhang");
        desk.mends("hall", 0);
        desk.at("1:00").calls("zhang");
    });
}

#[test]
fn an_attempt_that_died_with_the_station_goes_out_again_under_the_same_name() {
    twice("zhang 60s, li 60s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        // As it stood when the station was killed before the receipt.
        let mut case = desk.case().clone();
        let until = START + std::time::Duration::from_secs(15);
        case.notices[0].state = crate::core::desk::notice::NoticeState::Sending { until };
        desk.cases.insert(CaseId(1), case);
        let name = desk.case().notices[0].id;
        desk.at("0:15").calls("zhang");
        assert_eq!((desk.case().notices.len(), desk.case().notices[0].id), (1, name));
    });
}

#[test]
fn what_the_night_has_held_is_one_message_of_ten_lines_at_most() {
    twice("staff 60s; patience 4h", |desk| {
        let morning = START + std::time::Duration::from_secs(3_600);
        desk.world.quiet_until = Some(morning);
        desk.at("0:00");
        for home in 0..12 {
            desk.home_of(&format!("h{home}"), "8-1 low-battery low");
        }
        let due: Vec<_> = desk.cases.values().filter_map(Case::poll_timeout).collect();
        assert!(due.len() == 12 && due.iter().all(|due| *due == morning));
        let cases = desk.cases.values().cloned();
        let out = cases.flat_map(|case| case.handle_timeout(morning, &desk.world).send);
        let lines: Vec<usize> =
            letters(out.collect()).iter().map(|letter| letter.lines.len()).collect();
        assert_eq!(lines, [10, 2]);
    });
}

#[test]
fn alarms_of_one_home_at_one_moment_are_one_message_and_of_two_homes_are_two() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        let now = desk.now;
        let send = |desk: &super::script::Script, home: &str, alarm: &str, id: i64| {
            let step = super::script::step(home, alarm);
            let case = Case {
                id: CaseId(id),
                about: step.about(),
                notices: Vec::new(),
                ..desk.case().clone()
            };
            case.handle_timeout(now + std::time::Duration::from_secs(60), &desk.world).send
        };
        let mut out = send(desk, "h1", "8-3 fall high", 1);
        out.extend(send(desk, "h1", "8-4 sos high", 2));
        out.extend(send(desk, "h2", "8-4 sos high", 3));
        let letters = letters(out);
        let lines: Vec<usize> = letters.iter().map(|letter| letter.lines.len()).collect();
        assert_eq!((lines, letters[0].to), (vec![2, 1], id("zhang")));
        let keys: Vec<String> = letters.iter().map(|letter| letter.key()).collect();
        assert_eq!(keys, ["c1-2-0.c2-2-0", "c3-2-0"]);
    });
}

#[test]
fn a_low_case_that_reaches_nobody_is_a_low_fault_of_the_desk_and_rises_with_it() {
    twice("zhang 60s", |desk| {
        desk.party("zhang").channels.clear();
        desk.at("0:00").home("8-3 absent-from-bed low");
        let fault = |desk: &super::script::Script| {
            let fault = &desk.cases[&CaseId(2)];
            (fault.about.kind(), fault.priority)
        };
        assert!(matches!(desk.stage(), Stage::Nobody { why: Nobody::NoWay, .. }));
        assert_eq!(fault(desk), (Kind::DeskFault, Priority::Low));
        // A medium one about a person is one of which somebody must hear at once.
        desk.at("5:00").home("8-3 absent-from-bed medium escalated");
        assert_eq!((fault(desk), desk.cases.len()), ((Kind::DeskFault, Priority::High), 2));
        desk.home_of("h2", "8-3 sensor-lost medium");
        assert_eq!(desk.cases[&CaseId(4)].priority, Priority::Medium);
    });
}

#[test]
fn a_call_that_has_waited_for_its_channel_is_not_made_when_somebody_goes_or_it_is_over() {
    twice("zhang+li 60s", |desk| {
        for end in ["goes", "is over"] {
            desk.cases.clear();
            desk.now = START;
            desk.home("8-3 fall high").calls("li zhang");
            let mut case = desk.case().clone();
            let until = START + std::time::Duration::from_secs(15);
            let to_li = case.notices.iter_mut().find(|it| it.to == id("li")).unwrap();
            to_li.state = crate::core::desk::notice::NoticeState::Sending { until };
            desk.cases.insert(CaseId(1), case);
            if end == "goes" {
                desk.accepts("zhang").tells("li", "zhang goes");
            } else {
                desk.resolves("zhang").tells("li", "it is over");
            }
            desk.says_home("accepted");
            desk.run_until(START + std::time::Duration::from_secs(16));
            desk.calls("");
        }
    });
}
