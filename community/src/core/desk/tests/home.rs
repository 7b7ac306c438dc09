//! What the home says while somebody goes, and what it is told.

use alerts::message::Stage as Told;

use super::script::{START, twice};
use crate::core::desk::case::How;
use crate::core::desk::change::Logged;
use crate::core::desk::news::Happened;
use crate::core::desk::{Act, CaseId, Input, Stage};

#[test]
fn an_acknowledgement_is_repeated_over_restarts_until_the_home_has_it() {
    twice("zhang 4h; patience 4h", |desk| {
        desk.deaf = true;
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:10").accepts("zhang").says_home("accepted");
        for time in ["0:12", "0:16", "0:24", "0:40", "1:12", "2:12", "3:12"] {
            desk.at(time).says_home("accepted");
        }
        let names: std::collections::BTreeSet<_> =
            desk.commands.iter().map(|it| it.body.request.clone()).collect();
        assert_eq!(names.len(), 1, "a home does each name once");
        desk.deaf = false;
        desk.at("4:12").says_home("accepted");
        desk.at("30:00").says_home("");
    });
}

#[test]
fn accepted_released_and_accepted_reach_the_home_in_that_order_under_three_names() {
    twice("zhang+li 4h; patience 4h", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("li zhang");
        desk.at("0:10").accepts("zhang").tells("li", "zhang goes").says_home("accepted");
        desk.at("0:20").declines("zhang").calls("li").says_home("released");
        // The home says again that it calls: that is no news.
        desk.home("8-3 fall high raised");
        desk.at("0:30").accepts("li").says_home("accepted");
        let names: std::collections::BTreeSet<_> =
            desk.commands.iter().map(|it| it.body.request.clone()).collect();
        let stages: Vec<Told> = desk.commands.iter().map(|it| it.body.stage).collect();
        assert_eq!((names.len(), stages[1]), (3, Told::Released));
    });
}

#[test]
fn raised_again_while_somebody_goes_is_told_to_them_and_the_home_hears_that_they_go() {
    twice("zhang 60s, li 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 sos high").calls("zhang");
        desk.at("0:10").accepts("zhang").says_home("accepted");
        desk.at("2:00").home("8-3 sos high raised x2").tells("zhang", "again");
        desk.says_home("accepted");
        // Reminded: it does not know that somebody goes.
        desk.at("3:00").home("8-3 sos high reminded x2").says_home("accepted");
        assert_eq!(desk.case().times, 2);
    });
}

#[test]
fn raised_again_while_it_calls_goes_on_where_it_was_and_never_begins_anew() {
    twice("zhang 60s, li 60s, wang 60s", |desk| {
        desk.at("0:00").home("8-3 sos high").calls("zhang");
        desk.at("1:00").calls("li");
        desk.at("1:30").home("8-3 sos high raised x2").calls("");
        desk.at("2:00").calls("wang");
    });
}

#[test]
fn a_rise_to_high_calls_everybody_and_whoever_goes_still_goes() {
    twice("zhang 60s, li 60s, everyone 60s; patience 60min", |desk| {
        desk.at("0:00").home("8-3 absent-from-bed medium").calls("zhang");
        desk.at("0:30").accepts("zhang").says_home("accepted");
        desk.at("5:00").home("8-3 absent-from-bed high escalated");
        desk.calls("li wang chen").tells("zhang", "again").says_home("accepted");
        desk.at("5:20").accepts("chen").tells("zhang", "chen helps");
        assert_eq!(desk.stage().who_goes(), Some(super::script::id("zhang")));
        // A priority never falls.
        desk.home("8-3 absent-from-bed low reminded").says_home("accepted");
        assert_eq!(desk.case().priority, alerts::message::Priority::High);
    });
}

#[test]
fn what_is_over_by_itself_closes_if_nobody_goes_and_those_who_were_called_hear_it() {
    twice("zhang 60s, li 60s", |desk| {
        desk.at("0:00").home("8-3 absent-from-bed medium").calls("zhang");
        desk.at("0:40").home("8-3 absent-from-bed medium closed cleared");
        desk.tells("zhang", "it is over");
        assert_eq!(desk.stage(), &Stage::Closed { how: How::OverByItself, at: desk.now });
        desk.at("5:00").home("8-3 absent-from-bed medium closed cleared");
        assert_eq!(desk.cases.len(), 1);
        // The next one is another case.
        desk.home("8-4 absent-from-bed medium").calls("zhang");
        desk.resolves("li"); // nothing: it is closed
        assert_eq!(desk.cases.len(), 2);
        desk.at("6:00").calls("li");
        desk.home("8-4 absent-from-bed medium closed cleared").tells("zhang li", "it is over");
    });
}

#[test]
fn what_is_over_while_somebody_goes_stays_theirs_and_is_not_called_for_again() {
    twice("zhang 60s, li 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 absent-from-bed medium").calls("zhang");
        desk.at("0:20").accepts("zhang").says_home("accepted");
        desk.at("0:40").home("8-3 absent-from-bed medium closed cleared");
        desk.tells("zhang", "it is over");
        assert!(matches!(desk.stage(), Stage::Accepted { .. }));
        desk.at("20:20").calls("");
        assert!(matches!(desk.stage(), Stage::Closed { how: How::OverByItself, .. }));
    });
}

#[test]
fn a_latched_one_calls_until_a_person_says_something_whatever_the_home_does() {
    twice("zhang 60s, li 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        desk.at("0:10").home("8-3 smoke high condition-cleared cleared");
        desk.at("0:20").home("8-3 smoke high acknowledged cleared");
        desk.at("0:21").home("8-3 smoke high closed cleared");
        assert_eq!(desk.logged(|it| *it == Logged::OverAtHome), 1);
        desk.at("1:00").calls("li");
        desk.at("1:10").resolves("li").tells("zhang", "it is over").says_home("accepted");
    });
}

#[test]
fn a_home_that_reminds_of_what_was_just_resolved_opens_nothing_and_one_that_raises_it_does() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        desk.at("0:10").resolves("zhang").says_home("accepted");
        desk.at("0:11").home("8-3 smoke high reminded");
        desk.at("0:12").home("8-3 smoke high acknowledged");
        assert_eq!(desk.cases.len(), 1);
        desk.at("0:20").home("8-3 smoke high raised x2").calls("zhang");
        desk.resolves("zhang");
        assert!(desk.cases[&CaseId(2)].is_open());
        desk.cases.remove(&CaseId(2));
        desk.at("10:00").home("8-3 smoke high reminded").calls("zhang");
    });
}

#[test]
fn an_alarm_that_stood_when_the_station_came_is_called_whatever_its_last_step_was() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high acknowledged").calls("zhang");
        desk.home_of("h2", "1-1 swarm-of-bees high buzzing").calls("zhang");
        assert_eq!(desk.cases.len(), 2);
    });
}

#[test]
fn an_absence_writes_down_what_only_says_that_nobody_is_seen_and_life_asks_the_desk_once_a_day() {
    twice("staff 4h; patience 4h", |desk| {
        desk.world.is_away = true;
        desk.at("0:00");
        for (number, kind) in [
            "absent-from-bed",
            "inactivity",
            "wandering",
            "vitals",
            "repositioning",
            "no-sign-of-life",
        ]
        .into_iter()
        .enumerate()
        {
            desk.home(&format!("8-{number} {kind} high"));
            desk.home(&format!("8-{number} {kind} high reminded"));
        }
        let silenced = Stage::Closed { how: How::Silenced, at: START };
        assert!(desk.cases.len() == 6 && desk.cases.values().all(|case| case.stage == silenced));
        for kind in ["sos", "fall", "gas", "co", "smoke", "sensor-lost"] {
            desk.home(&format!("9-{kind} {kind} medium")).calls("chen");
        }
        desk.news(Happened::HomeLost { home: "h1".parse().unwrap() });
        desk.calls("chen");
        let life = |day: &str| Happened::Life { home: "h1".parse().unwrap(), day: day.into() };
        desk.news(life("2026-11-23"));
        desk.calls("chen");
        desk.news(life("2026-11-23"));
        desk.news(life("2026-11-24"));
        desk.calls("chen");
        desk.world.is_away = false;
        desk.news(life("2026-11-25"));
        // Back from hospital: the same alarm, said again, is one.
        desk.home("8-0 absent-from-bed high reminded").calls("chen");
    });
}

#[test]
fn a_test_alarm_only_proves_the_way_and_in_a_drill_it_goes_the_whole_way() {
    twice("staff 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-1 smoke high test");
        assert_eq!(desk.stage(), &Stage::Closed { how: How::Proven, at: START });
        desk.world.drill = true;
        desk.home("8-2 smoke high test").calls("chen");
        assert!(desk.cases[&CaseId(2)].drill);
        desk.news(Happened::Drill { home: None });
        desk.news(Happened::Drill { home: None });
        desk.calls("chen");
        assert_eq!(desk.cases.len(), 3);
    });
}

#[test]
fn a_home_with_a_new_disk_gives_an_old_name_to_something_new_and_it_is_called() {
    twice("staff 4h; patience 4h", |desk| {
        desk.at("0:00").home("1-1 smoke high test");
        desk.at("0:01").home("1-1 smoke high test reminded");
        assert_eq!(desk.cases.len(), 1);
        desk.at("0:02").home("1-1 gas high").calls("chen");
        desk.world.is_away = true;
        desk.home("1-2 inactivity medium");
        desk.home("1-2 smoke high").calls("chen");
        assert_eq!(desk.cases.len(), 4);
    });
}

#[test]
fn a_desk_that_shows_a_case_tells_its_home_by_itself_once_a_call_and_people_are_called_on() {
    twice("zhang 60s, li 60s", |desk| {
        desk.world.desk_open = true;
        desk.at("0:00").home("8-3 fall high").calls("zhang").says_home("");
        desk.hears(Input::OnScreen).says_home("received");
        assert_eq!(desk.case().marks.shown, None, "nobody has answered: the desk sounds on");
        desk.hears(Input::OnScreen).says_home("");
        desk.at("1:00").calls("li");
        // The word may have been lost; another call is another thing to be seen.
        desk.home("8-3 fall high reminded").says_home("received");
        desk.home("8-3 fall high raised x2").says_home("");
        desk.hears(Input::OnScreen).says_home("received");
    });
}

#[test]
fn a_desk_that_is_open_and_does_not_show_a_case_tells_its_home_nothing() {
    twice("zhang 60s, li 60s", |desk| {
        desk.world.desk_open = true;
        desk.at("0:00").home("8-3 smoke high").calls("zhang").says_home("");
        desk.home("8-3 smoke high reminded").says_home("");
    });
}

#[test]
fn received_is_said_for_each_call_of_the_home_while_somebody_looks_at_the_desk() {
    twice("zhang 60s, li 60s", |desk| {
        desk.world.desk_open = true;
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.hears(Input::Shown { by: None }).says_home("received");
        desk.home("8-3 fall high reminded").says_home("received");
        desk.world.desk_open = false;
        desk.home("8-3 fall high reminded").says_home("received");
        // A new call that nobody has seen: the home's siren may be needed.
        desk.home("8-3 fall high raised x2").says_home("");
        desk.does("zhang", Act::Accept).says_home("accepted");
    });
}
