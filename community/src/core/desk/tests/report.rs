//! A report goes its way: looked at, done with a picture, confirmed; and when nobody does anything, the
//! way of an alarm.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use proptest::prelude::*;

use super::script::{START, Script, id, twice, world};
use crate::core::desk::audit::audit;
use crate::core::desk::case::{Hold, How};
use crate::core::desk::change::Change;
use crate::core::desk::ladder::Book;
use crate::core::desk::notice::Receipt;
use crate::core::desk::{Act, Answer, Case, CaseId, Input, Kind, Opening, Stage, World, file};
use crate::core::report::{
    ActKey, Clocks, Draft, NotSo, Place, Public, ReportKind, Said, State, StateWord,
};

const HOUR: u64 = 3_600;
const LADDER: &str = "grid-worker 1h, staff 4h";

fn draft() -> Draft {
    Draft {
        kind: ReportKind::Road,
        private: false,
        place: Place { building: "4".into(), at: None },
        text: "a hole".into(),
        phone: Some("13800138000".into()),
        worker: Some(id("wang")),
    }
}

/// Two hours to look, eight to do it.
fn clocks(now: Wall) -> Clocks {
    let after = |hours: u64| now + Duration::from_secs(hours * HOUR);
    Clocks { look_by: after(2), done_by: after(8) }
}

fn opening() -> Opening {
    let rule = crate::core::desk::ladder::Rule {
        home: None,
        kind: Some(Kind::Report),
        priority: None,
        ladder: LADDER.replace("grid-worker", "p3").parse().unwrap(),
    };
    let ladders = Book { rules: vec![rule] }.ladders(None, Kind::Report);
    Opening { id: CaseId(1), ladders, resident: None }
}

fn reported(script: &mut Script) {
    script.world.clocks = clocks(script.now);
    let change = file(script.now, "ab12".into(), draft(), opening(), &script.world);
    assert!(change.is_new && change.changed);
    script.apply(change);
}

fn says(script: &mut Script, by: Option<&str>, said: Said) -> Answer {
    script.world.clocks = clocks(script.now);
    script.hears(Input::Report { by: by.map(id), key: None, said });
    script.answer
}

fn done(photo: Option<&str>) -> Said {
    Said::Done { note: "filled".into(), photo: photo.map(Into::into) }
}

fn state(script: &Script) -> StateWord {
    script.case().report.as_ref().unwrap().state.word()
}

#[test]
fn nobody_is_called_while_there_is_time_and_a_report_that_nobody_looks_at_climbs_as_an_alarm_does()
{
    twice(LADDER, |script| {
        reported(script);
        assert!(matches!(script.stage(), Stage::Held { why: Hold::InTime, .. }));
        script.at("2:00:00").calls("wang");
        script.at("3:00:00").calls("chen");
        script.at("3:10:00");
        assert_eq!(says(script, Some("wang"), Said::Accept), Answer::Done);
        script.tells("chen", "wang goes");
        assert!(matches!(script.stage(), Stage::Held { why: Hold::InTime, .. }));
        script.at("11:10:00").calls("wang");
        assert!(script.case().is_overdue(script.now));
    });
}

#[test]
fn a_promise_sets_the_clock_and_is_kept_or_calls() {
    twice(LADDER, |script| {
        reported(script);
        let until = START + Duration::from_secs(48 * HOUR);
        let promise = |why: &str, until| Said::Promise { until, why: why.into() };
        let not_so = |why| Answer::NotSo { why };
        let answer = says(script, Some("wang"), promise(" ", until));
        assert_eq!(answer, not_so(NotSo::ReasonWanted));
        let answer = says(script, Some("wang"), promise("tar is ordered", START));
        assert_eq!(answer, not_so(NotSo::OtherDay));
        let far = until + Duration::from_secs(92 * 24 * HOUR);
        assert_eq!(says(script, Some("wang"), promise("x", far)), not_so(NotSo::OtherDay));
        assert_eq!(says(script, Some("wang"), promise("tar is ordered", until)), Answer::Done);
        script.at("47:59:59");
        script.at("48:00:00").calls("wang");
        let report = script.case().report.as_ref().unwrap();
        assert_eq!(report.times.promised, Some(until));
        assert_eq!(report.words.last().unwrap().text, "tar is ordered");
    });
}

#[test]
fn done_needs_a_picture_and_is_confirmed_or_reopened_or_unconfirmed_after_three_days() {
    twice(LADDER, |script| {
        reported(script);
        says(script, Some("wang"), Said::Start);
        let why = NotSo::PhotoWanted;
        assert_eq!(says(script, Some("wang"), done(None)), Answer::NotSo { why });
        assert_eq!(says(script, None, Said::Confirm), Answer::NotSo { why: NotSo::NotDone });
        assert_eq!(says(script, Some("wang"), done(Some("p1"))), Answer::Done);
        script.at("24:00:00");
        let reopen = |why: &str| Said::Reopen { why: why.into() };
        assert_eq!(says(script, None, reopen("")), Answer::NotSo { why: NotSo::ReasonWanted });
        assert_eq!(says(script, None, reopen("only half of it")), Answer::Done);
        assert_eq!(state(script), StateWord::Received);
        script.at("26:00:00").calls("wang");
        assert_eq!(says(script, Some("wang"), done(Some("p2"))), Answer::Done);
        assert_eq!(state(script), StateWord::Done);
        script.at("97:59:59");
        assert!(script.case().is_open());
        script.at("98:00:00");
        assert_eq!(state(script), StateWord::Unconfirmed);
        assert!(matches!(script.stage(), Stage::Closed { how: How::Resolved { .. }, .. }));
        assert_eq!(says(script, None, Said::Confirm), Answer::NotSo { why: NotSo::Ended });
    });
}

#[test]
fn whoever_reported_confirms_and_nobody_is_called_any_more() {
    twice(LADDER, |script| {
        reported(script);
        script.at("2:00:00").calls("wang");
        // From the link of the message, as for an alarm.
        script.does("wang", Act::Resolve { note: "filled".into(), photo: Some("p1".into()) });
        assert_eq!(says(script, None, Said::Confirm), Answer::Done);
        assert_eq!(state(script), StateWord::Confirmed);
        script.at("200:00:00");
    });
}

#[test]
fn each_end_but_done_has_a_reason_and_a_duplicate_is_not_of_itself() {
    for (said, word) in [
        (Said::Refuse { why: "private ground".into() }, StateWord::Refused),
        (Said::Forward { why: "the waterworks".into() }, StateWord::Forwarded),
        (Said::Duplicate { of: CaseId(7), why: "the same hole".into() }, StateWord::Duplicate),
    ] {
        twice(LADDER, |script| {
            reported(script);
            let itself = Said::Duplicate { of: CaseId(1), why: "x".into() };
            let why = NotSo::Itself;
            assert_eq!(says(script, Some("wang"), itself), Answer::NotSo { why });
            let none = Said::Refuse { why: " \n".into() };
            let why = NotSo::ReasonWanted;
            assert_eq!(says(script, Some("wang"), none), Answer::NotSo { why });
            assert_eq!(says(script, Some("wang"), said.clone()), Answer::Done);
            assert_eq!(state(script), word);
            assert!(!script.case().is_open());
            let why = NotSo::Ended;
            assert_eq!(says(script, Some("wang"), Said::Accept), Answer::NotSo { why });
        });
    }
}

#[test]
fn somebody_else_is_given_it_and_is_the_one_who_is_called_then() {
    twice("p3 1h, p4 4h", |script| {
        reported(script);
        assert_eq!(says(script, Some("wang"), Said::Assign { to: id("chen") }), Answer::Done);
        let report = script.case().report.as_ref().unwrap();
        assert_eq!((report.worker, report.state.word()), (Some(id("chen")), StateWord::Assigned));
        assert_eq!(report.state.due(), Some(START + Duration::from_secs(8 * HOUR)));
    });
}

#[test]
fn what_was_pressed_once_and_arrives_twice_is_done_once() {
    twice(LADDER, |script| {
        reported(script);
        let key: ActKey = "0123456789".parse().unwrap();
        for _ in 0..3 {
            let input = Input::Report { by: None, key: Some(key.clone()), said: Said::MeToo };
            script.hears(input);
        }
        assert_eq!(script.case().report.as_ref().unwrap().me_too, 1);
    });
}

#[test]
fn the_public_sees_what_was_looked_at_and_a_blurred_picture_takes_the_place_of_the_other() {
    twice(LADDER, |script| {
        reported(script);
        says(script, None, Said::Photo { name: "before".into() });
        let public = |photo: &str| {
            let photos = vec![photo.into()];
            Said::Publish(Some(Public { at: START, text: "a hole".into(), photos }))
        };
        let why = NotSo::NoSuchPhoto;
        assert_eq!(says(script, Some("wang"), public("other")), Answer::NotSo { why });
        assert_eq!(says(script, Some("wang"), public("before")), Answer::Done);
        let blurred = Said::Blurred { old: "before".into(), new: "blurred".into() };
        assert_eq!(says(script, Some("wang"), blurred), Answer::Done);
        let report = script.case().report.as_ref().unwrap();
        assert_eq!(report.public.as_ref().unwrap().photos, ["blurred"]);
        assert_eq!(report.photos.first().unwrap().name, "blurred");
        // What was said to be done is not: the public does not read it any more.
        says(script, Some("wang"), done(Some("after")));
        says(script, None, Said::Reopen { why: "no".into() });
        assert_eq!(script.case().report.as_ref().unwrap().public, None);
        // The looking begins anew.
        script.at("2:00:00").calls("wang");
    });
}

#[derive(Clone, Debug)]
enum Does {
    Waits(u64),
    Says(Option<i64>, Said, Option<u8>),
    Acts(i64, Act),
    Woken(bool),
    PutsClockBack(u64),
    Nobody,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_open_report_always_has_a_row_that_is_due_and_a_restart_loses_no_timer(
        story in prop::collection::vec(does(), 0..60),
    ) {
        let straight = tell(&story, false)?;
        let restarted = tell(&story, true)?;
        prop_assert_eq!(straight, restarted);
    }
}

fn tell(story: &[Does], restarts: bool) -> Result<Case, TestCaseError> {
    let (mut now, mut around) = (START, World { clocks: clocks(START), ..world() });
    let mut case = file(now, "ab12".into(), draft(), opening(), &around).case.unwrap();
    for line in story {
        if restarts {
            case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        }
        around.clocks = clocks(now);
        case = match line.clone() {
            Does::Waits(seconds) => {
                let to = now + Duration::from_secs(seconds);
                for _ in 0..20_000 {
                    let Some(due) = case.poll_timeout().filter(|due| *due <= to) else { break };
                    now = due.max(now);
                    case = arrives(case.handle_timeout(now, &around), now, &around);
                    is_sound(now, &case)?;
                    prop_assert!(case.poll_timeout().is_none_or(|due| due > now), "it fires once");
                }
                now = to;
                case
            }
            Does::Says(by, said, key) => {
                let key = key.map(|key| format!("key-{key:08}").parse().unwrap());
                let by = by.map(crate::core::desk::PartyId);
                arrives(case.handle(now, Input::Report { by, key, said }, &around), now, &around)
            }
            Does::Acts(who, act) => {
                let who = crate::core::desk::PartyId(who);
                arrives(
                    case.handle(now, Input::Act { who, said_by: who, act }, &around),
                    now,
                    &around,
                )
            }
            Does::Woken(clock_right) => {
                arrives(case.handle(now, Input::Woken { clock_right }, &around), now, &around)
            }
            Does::PutsClockBack(seconds) => {
                now = Wall(now.0 - i64::try_from(seconds).unwrap() * 1_000);
                let woken = Input::Woken { clock_right: true };
                arrives(case.handle(now, woken, &around), now, &around)
            }
            Does::Nobody => {
                around.parties.clear();
                case
            }
        };
        is_sound(now, &case)?;
    }
    Ok(case)
}

/// Every message goes out.
fn arrives(change: Change, now: Wall, world: &World) -> Case {
    let mut case = change.case.unwrap();
    let mut sends = change.send;
    while let Some(send) = sends.pop() {
        let (notice, channel) = (send.notice, send.channel);
        let input = Input::Receipt { notice, channel, is: Receipt::Sent };
        let change = case.handle(now, input, world);
        case = change.case.unwrap();
        sends.extend(change.send);
    }
    case
}

fn is_sound(now: Wall, case: &Case) -> Result<(), TestCaseError> {
    let found = audit(now, [case.audited()]);
    prop_assert!(found.is_empty(), "{:?} {:?}", found, case);
    let report = case.report.as_ref().unwrap();
    prop_assert_eq!(case.is_open(), report.state.is_open(), "{:?}", case);
    prop_assert_eq!(report.times.ended.is_some(), !report.state.is_open());
    prop_assert_eq!(case.priority, Priority::Low);
    if case.is_open() {
        prop_assert!(case.poll_timeout().is_some());
    }
    let is_done = matches!(
        report.state,
        State::Done { .. } | State::Confirmed { .. } | State::Unconfirmed { .. }
    );
    prop_assert!(!is_done || report.pictures(true).count() > 0, "done has a picture");
    prop_assert!(report.pictures(false).count() <= 3 && report.pictures(true).count() <= 3);
    Ok(())
}

fn does() -> impl Strategy<Value = Does> {
    let until = (0i64..100 * 24).prop_map(|h| Wall(START.0 + h * 3_600_000));
    let why = || prop::sample::select(vec!["", "a reason"]).prop_map(String::from);
    let said = prop_oneof![
        Just(Said::Accept),
        Just(Said::Start),
        (1i64..6).prop_map(|to| Said::Assign { to: crate::core::desk::PartyId(to) }),
        (until, why()).prop_map(|(until, why)| Said::Promise { until, why }),
        prop::option::of(0u8..9).prop_map(|n| done(n.map(|n| format!("p{n}")).as_deref())),
        why().prop_map(|why| Said::Reopen { why }),
        Just(Said::MeToo),
        (0u8..9).prop_map(|n| Said::Photo { name: format!("q{n}") }),
        Just(Said::Contact { phone: None, confirmed: false, lang: String::new() }),
    ];
    let rare = prop_oneof![
        why().prop_map(|why| Said::Refuse { why }),
        why().prop_map(|why| Said::Forward { why }),
        (1i64..3, why()).prop_map(|(of, why)| Said::Duplicate { of: CaseId(of), why }),
        Just(Said::Confirm),
    ];
    let act = prop_oneof![
        Just(Act::Accept),
        Just(Act::Decline),
        Just(Act::OnTheWay),
        Just(Act::NeedHelp),
        Just(Act::Resolve { note: String::new(), photo: None }),
    ];
    prop_oneof![
        6 => (0u64..40_000).prop_map(Does::Waits),
        2 => (0u64..400_000).prop_map(Does::Waits),
        8 => (prop::option::of(1i64..6), said, prop::option::of(0u8..20))
            .prop_map(|(by, said, key)| Does::Says(by, said, key)),
        1 => (prop::option::of(1i64..6), rare).prop_map(|(by, said)| Does::Says(by, said, None)),
        3 => (1i64..6, act).prop_map(|(who, act)| Does::Acts(who, act)),
        1 => any::<bool>().prop_map(Does::Woken),
        1 => (0u64..1_000_000).prop_map(Does::PutsClockBack),
        1 => Just(Does::Nobody),
    ]
}

#[test]
fn of_two_who_press_at_the_same_moment_one_goes_and_who_is_late_can_be_relieved() {
    twice(LADDER, |script| {
        reported(script);
        assert_eq!(says(script, Some("wang"), Said::Accept), Answer::Done);
        let wang = Answer::Taken { by: id("wang") };
        assert_eq!(says(script, Some("chen"), Said::Accept), wang);
        assert_eq!(says(script, Some("chen"), Said::Start), wang);
        assert_eq!(says(script, Some("wang"), Said::Start), Answer::Done);
        assert_eq!(says(script, Some("chen"), Said::Accept), wang);
        let worker = |script: &Script| script.case().report.as_ref().unwrap().worker;
        assert_eq!(worker(script), Some(id("wang")));
        // Nobody has done it by the evening.
        let due = script.case().report.as_ref().unwrap().state.due().unwrap();
        script.now = due;
        assert_eq!(says(script, Some("chen"), Said::Accept), Answer::Done);
        assert_eq!(worker(script), Some(id("chen")));
        assert_eq!(says(script, Some("wang"), Said::Accept), Answer::Taken { by: id("chen") });
    });
}
