//! One goes, the others know who; and nobody who cannot holds anybody up.

use alerts::message::Stage as Told;

use super::script::{START, id, twice};
use crate::core::desk::case::{How, MOST_NOTE, Nobody};
use crate::core::desk::change::{Answer, Logged};
use crate::core::desk::figures::{Figures, Share, figures};
use crate::core::desk::merge::{NoMerge, Relayed, may_merge};
use crate::core::desk::{Act, CaseId, Input, Stage};

#[test]
fn when_all_of_a_rung_cannot_the_next_is_called_at_once() {
    twice("zhang+li 60s, wang 60s, chen 120s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("li zhang");
        assert_eq!(desk.case().called_next(desk.now, &desk.world), [id("wang")]);
        desk.at("0:10").declines("zhang").calls("");
        desk.at("0:12").declines("li").calls("wang");
        desk.at("0:20").declines("wang").calls("chen");
        desk.at("0:30").declines("chen").calls("li zhang"); // for the desk's fault
        assert!(matches!(desk.stage(), Stage::Nobody { why: Nobody::AllDeclined, .. }));
        desk.does_for("chen", "chen", Act::Decline);
        // Two minutes later everybody may be able again.
        desk.cases.remove(&CaseId(2));
        desk.at("2:30").calls("chen li wang zhang");
        assert!(matches!(desk.stage(), Stage::Calling(_)));
    });
}

#[test]
fn who_declines_is_not_called_again_in_this_round_but_in_the_next() {
    twice("zhang+li 60s, everyone 60s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("li zhang");
        desk.at("0:10").declines("zhang");
        desk.at("1:00").calls("li wang chen");
        desk.at("2:00").calls("li zhang");
    });
}

#[test]
fn there_is_one_who_goes_and_another_is_told_so() {
    twice("zhang+li 60s, wang 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("li zhang");
        desk.at("0:10").accepts("zhang").tells("li", "zhang goes").says_home("accepted");
        desk.at("0:11").accepts("li");
        assert_eq!(desk.answer, Answer::Taken { by: id("zhang") });
        desk.at("0:12").accepts("zhang"); // the button is pressed twice
        assert_eq!(desk.answer, Answer::Done);
        desk.at("0:20").does("li", Act::OnTheWay);
        assert_eq!(desk.answer, Answer::Taken { by: id("zhang") });
        // Li is next door, and goes all the same.
        desk.at("2:00").does("li", Act::AtTheDoor).tells("zhang", "li goes");
        desk.at("9:00").resolves("li").tells("zhang", "it is over");
        desk.at("9:01").accepts("wang");
        assert_eq!(desk.answer, Answer::Closed);
    });
}

#[test]
fn who_cannot_after_all_is_not_waited_for_and_the_home_calls_again() {
    twice("zhang+li 60s, wang 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("li zhang");
        desk.at("0:10").accepts("zhang").tells("li", "zhang goes").says_home("accepted");
        desk.at("5:00").declines("zhang").calls("li").says_home("released");
        desk.at("5:05").accepts("li").says_home("accepted");
    });
}

#[test]
fn who_needs_help_keeps_the_case_and_the_next_are_called_too() {
    twice("zhang 60s, li+wang 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:10").accepts("zhang").says_home("accepted");
        desk.at("8:00").does("zhang", Act::AtTheDoor);
        desk.at("9:00").does("zhang", Act::NeedHelp).calls("li wang");
        desk.at("10:00").calls("li wang"); // zhang, who is there, is not called
        desk.at("10:30").accepts("wang").tells("zhang", "wang helps");
        assert!(matches!(desk.stage(), Stage::AtTheDoor { by, .. } if *by == id("zhang")));
        desk.at("30:00").resolves("zhang").tells("li wang", "it is over");
    });
}

#[test]
fn a_helper_takes_over_from_whoever_cannot_after_all() {
    twice("zhang 60s, li+wang 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:10").accepts("zhang").says_home("accepted");
        desk.at("0:20").does("zhang", Act::NeedHelp).calls("li wang");
        desk.at("0:30").accepts("wang").tells("zhang", "wang helps");
        desk.at("0:40").declines("zhang").tells("wang li", "wang goes");
        assert_eq!(desk.stage().who_goes(), Some(id("wang")));
    });
}

#[test]
fn who_presses_every_button_a_thousand_times_while_the_server_hangs_fills_nothing() {
    use crate::core::desk::case::MOST_NOTICES;
    twice("zhang+li 60s, everyone 60s; patience 20min", |desk| {
        let mut case = {
            desk.at("0:00").home("8-3 fall high").calls("li zhang");
            desk.case().clone()
        };
        for turn in 0..1_000u32 {
            let act = if turn % 2 == 0 { Act::Accept } else { Act::Decline };
            let (who, said_by) = (id("zhang"), id("zhang"));
            case = case.handle(START, Input::Act { who, said_by, act }, &desk.world).case.unwrap();
        }
        assert!(case.notices.len() <= MOST_NOTICES + 64, "{}", case.notices.len());
    });
}

#[test]
fn the_desk_says_for_somebody_on_the_telephone_that_they_go() {
    twice("zhang 60s, li 60s; patience 20min", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:10").does_for("wang", "chen", Act::Accept).tells("zhang", "wang goes");
        desk.says_home("accepted");
        assert_eq!(desk.stage().who_goes(), Some(id("wang")));
    });
}

#[test]
fn what_is_shown_is_a_mark_that_the_home_hears_of_and_it_stops_nothing() {
    twice("zhang 60s, li 60s", |desk| {
        desk.at("0:00").home("8-3 fall high").calls("zhang");
        desk.at("0:05").hears(Input::Shown { by: Some(id("zhang")) }).says_home("received");
        desk.at("0:06").hears(Input::Shown { by: None });
        let change = desk.case().clone().handle(desk.now, Input::Shown { by: None }, &desk.world);
        assert!(!change.changed, "a page that is looked at again writes nothing");
        assert_eq!(desk.logged(|it| *it == Logged::Shown), 1);
        desk.at("1:00").calls("li");
    });
}

#[test]
fn resolved_from_the_desk_tells_the_home_that_somebody_acted_and_a_note_has_an_end() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        let note = "长".repeat(MOST_NOTE + 1);
        desk.at("0:30").does("chen", Act::Resolve { note, photo: Some("1.jpg".into()) });
        desk.tells("zhang", "it is over").says_home("accepted");
        let Stage::Closed { how: How::Resolved { note, .. }, .. } = desk.stage() else { panic!() };
        assert_eq!(note.chars().count(), MOST_NOTE);
    });
}

#[test]
fn the_two_figures_count_what_was_in_time_and_leave_out_what_was_over_or_a_drill() {
    let minute = |m: u64| START + std::time::Duration::from_secs(m * 60);
    twice("zhang 4h; patience 4h", |desk| {
        desk.at("0:00").home("8-1 fall high").calls("zhang");
        desk.at("0:50").accepts("zhang").says_home("accepted");
        desk.at("30:00").does("zhang", Act::AtTheDoor);
        let is = |answered, attended| {
            let share = |(of, in_time)| Share { of, in_time };
            Figures { answered: share(answered), attended: share(attended) }
        };
        let week = |desk: &super::script::Script, now| figures(now, desk.cases.values());
        assert_eq!(week(desk, minute(31)), is((1, 1), (1, 1)));
        desk.home_of("h2", "8-1 smoke high").calls("zhang");
        assert_eq!(week(desk, minute(31)), is((1, 1), (1, 1)), "not late yet");
        assert_eq!(week(desk, minute(32)), is((2, 1), (1, 1)));
        assert_eq!(week(desk, minute(90)), is((2, 1), (2, 1)));
        desk.home_of("h3", "8-1 smoke high test");
        desk.home_of("h4", "8-1 low-battery low").calls("zhang");
        desk.home_of("h5", "8-1 wandering medium").calls("zhang");
        desk.home_of("h5", "8-1 wandering medium closed cleared").tells("zhang", "it is over");
        assert_eq!(week(desk, minute(90)), is((2, 1), (2, 1)));
        assert_eq!(week(desk, minute(8 * 24 * 60)), Figures::default());
        assert_eq!(Share { of: 3, in_time: 2 }.thousandths(), Some(666));
    });
}

#[test]
fn a_case_that_was_put_together_with_another_calls_nobody_and_is_a_case_again_when_it_is_raised() {
    twice("zhang 60s, li 4h", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        desk.home("8-4 gas high").calls("zhang");
        assert_eq!(may_merge(desk.case(), &desk.cases[&CaseId(2)]), Ok(()));
        desk.does("chen", Act::Merge { into: CaseId(2) });
        assert_eq!(desk.case().merged_into(), Some(CaseId(2)));
        let closed = Err(NoMerge::Closed);
        assert_eq!(may_merge(desk.case(), &desk.cases[&CaseId(2)]), closed);
        // Nobody hears that it is over; the other goes on.
        desk.at("1:00").calls("li");
        let said = |stage| Input::Followed { said: Relayed { stage, by: id("li") } };
        desk.hears(said(Told::Accepted)).says_home("accepted");
        desk.hears(said(Told::Accepted)).says_home("");
        desk.hears(said(Told::Released)).says_home("released");
        desk.world.merged_open = true;
        desk.at("10:00").home("8-3 smoke high reminded");
        assert_eq!(desk.cases.len(), 2, "it is worked on there");
        desk.home("8-3 smoke high raised x2").calls("zhang");
        assert_eq!(desk.cases.len(), 3);
    });
}

#[test]
fn when_the_other_case_ends_first_what_still_calls_is_a_case_again() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        desk.home("8-4 gas high").calls("zhang");
        desk.does("chen", Act::Merge { into: CaseId(2) });
        desk.cases.remove(&CaseId(2));
        desk.at("3:00").home("8-3 smoke high reminded").calls("zhang");
    });
}

#[test]
fn nothing_becomes_less_urgent_by_being_put_together_and_nobody_who_goes_is_forgotten() {
    twice("zhang 60s", |desk| {
        desk.at("0:00").home("8-3 smoke high").calls("zhang");
        desk.home("8-4 absent-from-bed medium").calls("zhang");
        desk.home_of("h2", "8-3 smoke high").calls("zhang");
        let [smoke, bed, other] = [1, 2, 3].map(|n| desk.cases[&CaseId(n)].clone());
        assert_eq!(may_merge(&smoke, &smoke), Err(NoMerge::Itself));
        assert_eq!(may_merge(&smoke, &bed), Err(NoMerge::LessUrgent));
        assert_eq!(may_merge(&smoke, &other), Err(NoMerge::OtherHome));
        assert_eq!(may_merge(&bed, &smoke), Ok(()));
        desk.accepts("zhang").says_home("accepted");
        assert_eq!(may_merge(desk.case(), &desk.cases[&CaseId(2)]), Err(NoMerge::LessUrgent));
        desk.does("chen", Act::Merge { into: CaseId(3) });
        assert_eq!((desk.answer, desk.case().is_open()), (Answer::Taken { by: id("zhang") }, true));
    });
}
