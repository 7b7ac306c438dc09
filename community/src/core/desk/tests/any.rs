//! Whatever people, homes, channels and clocks do: no case is forgotten.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use proptest::prelude::*;

use super::script::{START, id, step, world};
use crate::core::desk::audit::audit;
use crate::core::desk::case::{MOST_NOTICES, Stage};
use crate::core::desk::ladder::Book;
use crate::core::desk::notice::{NoticeState, Receipt};
use crate::core::desk::{
    Act, Case, CaseId, Happened, Input, News, NewsId, NoticeId, Opening, PartyId, World, take,
};

#[derive(Clone, Debug)]
enum Does {
    Waits(u64),
    Acts(i64, Act),
    Shown(Option<i64>),
    Receipt(u32, u8, Receipt),
    Home(&'static str),
    Woken(bool),
    Replies(u32),
    World(World),
    PutsClockBack(u64),
    Restarts,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_open_case_always_has_a_person_or_a_row_and_a_restart_changes_nothing(
        begins in begins(),
        ladder in ladder(),
        story in prop::collection::vec(does(), 0..60),
    ) {
        let straight = tell(begins, &ladder, &story, false)?;
        let restarted = tell(begins, &ladder, &story, true)?;
        prop_assert_eq!(straight, restarted);
    }
}

/// By somebody, or by a desk that is open.
fn seen(by: Option<i64>) -> Input {
    by.map_or(Input::OnScreen, |by| Input::Shown { by: Some(PartyId(by)) })
}

fn tell(
    begins: &'static str,
    ladder: &str,
    story: &[Does],
    restarts: bool,
) -> Result<Case, TestCaseError> {
    let (mut now, mut around) = (START, world());
    let what = Happened::Alarm(step("h1", begins));
    let about = what.about();
    let mut book = Book::default();
    if !ladder.is_empty() {
        let rule = crate::core::desk::ladder::Rule {
            home: None,
            kind: None,
            priority: None,
            ladder: ladder.parse().unwrap(),
        };
        book.rules.push(rule);
    }
    let ladders = book.ladders(about.home(), about.kind());
    let opening = Opening { id: CaseId(1), ladders, resident: None };
    let news = News { id: NewsId(1), at: now, what };
    let change = take(now, &news, None, opening.clone(), &around);
    prop_assert!(change.is_new, "every piece of news has a case");
    let mut case = change.case.unwrap();
    for line in story {
        if restarts {
            case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        }
        case = match line.clone() {
            Does::Waits(seconds) => {
                let to = now + Duration::from_secs(seconds);
                let (case, at) = wait(case, now, to, &around)?;
                now = at;
                case
            }
            Does::World(other) => {
                around = other;
                case
            }
            Does::PutsClockBack(seconds) => {
                now = Wall(now.0 - i64::try_from(seconds).unwrap() * 1_000);
                let input = Input::Woken { clock_right: true };
                case.handle(now, input, &around).case.unwrap()
            }
            Does::Restarts => serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap(),
            Does::Home(said) => {
                let mut said = step("h1", said);
                said.kind = step("h1", begins).kind;
                let news = News { id: NewsId(2), at: now, what: Happened::Alarm(said.clone()) };
                let change = take(now, &news, Some(case.clone()), opening.clone(), &around);
                prop_assert!(change.case.is_some() || !case.is_open(), "no news is lost");
                // A case that is over may be followed by another, which this story leaves alone.
                change.case.filter(|_| !change.is_new).unwrap_or(case)
            }
            Does::Acts(who, act) => {
                let who = PartyId(who);
                case.handle(now, Input::Act { who, said_by: who, act }, &around).case.unwrap()
            }
            Does::Shown(by) => case.handle(now, seen(by), &around).case.unwrap(),
            Does::Receipt(number, channel, is) => {
                let notice = NoticeId { case: CaseId(1), number };
                case.handle(now, Input::Receipt { notice, channel, is }, &around).case.unwrap()
            }
            Does::Woken(clock_right) => {
                case.handle(now, Input::Woken { clock_right }, &around).case.unwrap()
            }
            Does::Replies(number) => {
                let request = format!("ack-c1-{number}-{:x}", START.0);
                case.handle(now, Input::Reply { request, ok: true }, &around).case.unwrap()
            }
        };
        is_sound(now, &case)?;
    }
    Ok(case)
}

/// Time goes on, and each timer fires in its time.
fn wait(mut case: Case, now: Wall, to: Wall, world: &World) -> Result<(Case, Wall), TestCaseError> {
    for _ in 0..20_000 {
        let Some(due) = case.poll_timeout().filter(|due| *due <= to) else {
            return Ok((case, to));
        };
        let at = due.max(now);
        case = case.handle_timeout(at, world).case.unwrap();
        is_sound(at, &case)?;
        let again = case.clone().handle_timeout(at, world);
        prop_assert!(again.send.is_empty() && !again.changed, "it fires once");
        prop_assert_eq!(again.case.as_ref(), Some(&case));
    }
    Err(TestCaseError::fail("a timer fires for ever"))
}

fn is_sound(now: Wall, case: &Case) -> Result<(), TestCaseError> {
    let found = audit(now, [case.audited()]);
    prop_assert!(found.is_empty(), "{:?} {:?}", found, case);
    if case.priority == Priority::High {
        prop_assert!(!matches!(case.stage, Stage::Held { .. }), "a high alarm is never held");
        let late = case.notices.iter().any(|notice| {
            matches!(notice.state, NoticeState::Queued { due } if notice.is_call()
                && !notice.failing && due > now)
        });
        prop_assert!(!late, "a high alarm's first call waits for nothing");
    }
    prop_assert!(case.notices.len() <= MOST_NOTICES + 64);
    Ok(())
}

fn begins() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "8-1 smoke high",
        "8-1 absent-from-bed low",
        "8-1 absent-from-bed medium",
        "8-1 sensor-lost medium",
        "8-1 sos high",
    ])
}

fn ladder() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "relatives 60s, volunteers+grid-worker 60s, staff 120s, everyone; patience 20min",
        "p99 5s, p98 24h; patience 5s",
        "desk 30min, group:hall 60s; patience 24h",
    ])
    .prop_map(Into::into)
}

fn does() -> impl Strategy<Value = Does> {
    let act = prop_oneof![
        Just(Act::Accept),
        Just(Act::Decline),
        Just(Act::OnTheWay),
        Just(Act::AtTheDoor),
        Just(Act::NeedHelp),
    ];
    let rare = prop_oneof![
        Just(Act::Resolve { note: String::new(), photo: None }),
        Just(Act::Merge { into: CaseId(2) }),
    ];
    let receipt = prop_oneof![
        Just(Receipt::Sent),
        Just(Receipt::Delivered),
        Just(Receipt::Opened),
        Just(Receipt::Never { why: "550".into() }),
        Just(Receipt::Later { why: "451".into(), after: None }),
        (0i64..10_000).prop_map(|s| Receipt::Muted { until: Wall(START.0 + s * 1_000) }),
    ];
    prop_oneof![
        8 => (0u64..4_000).prop_map(Does::Waits),
        2 => (0u64..10).prop_map(Does::Waits),
        6 => (1i64..6, act).prop_map(|(who, act)| Does::Acts(who, act)),
        1 => (1i64..6, rare).prop_map(|(who, act)| Does::Acts(who, act)),
        2 => prop::option::of(1i64..6).prop_map(Does::Shown),
        8 => (1u32..40, 0u8..3, receipt).prop_map(|(n, c, is)| Does::Receipt(n, c, is)),
        4 => prop::sample::select(vec![
            "8-1 smoke high raised x2",
            "8-1 smoke high escalated",
            "8-1 smoke low reminded",
            "8-1 smoke medium acknowledged",
            "8-1 smoke medium condition-cleared cleared",
            "8-1 smoke medium closed cleared",
        ]).prop_map(Does::Home),
        1 => any::<bool>().prop_map(Does::Woken),
        2 => (1u32..9).prop_map(Does::Replies),
        3 => around().prop_map(Does::World),
        1 => (0u64..1_000_000).prop_map(Does::PutsClockBack),
        2 => Just(Does::Restarts),
    ]
}

fn around() -> impl Strategy<Value = World> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let quiet = prop::option::of(0i64..100_000);
    (flags, quiet, any::<bool>(), 0usize..7).prop_map(|(flags, quiet, duty, gone)| {
        let (desk_open, home_lost, uplink_lost, muted) = flags;
        let quiet_until = quiet.map(|s| Wall(START.0 + s * 1_000));
        let mut around = World { desk_open, home_lost, uplink_lost, quiet_until, ..world() };
        if duty {
            around.on_duty.clear();
        }
        if muted {
            around.muted.insert("hall".into(), Wall(START.0 + 600_000));
        }
        around.parties.truncate(gone);
        around.on_duty.insert(id("zhao"));
        around
    })
}
