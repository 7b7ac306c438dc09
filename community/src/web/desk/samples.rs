//! The desk's pages as they are drawn in tests: a desk in memory, with people and cases in each stage.

use std::sync::Arc;

use alerts::Wall;
use alerts::message::{AlarmKind, Condition, Priority, Step};
use jiff::tz::TimeZone;

use super::card::{Card, Trend};
use super::case::CasePage;
use super::double::{Double, all_week};
use super::eyes::Eyes;
use super::page::DeskPage;
use super::proven::Proven;
use super::report::{Report, Week};
use super::{CaseFile, DeskDoor as _};
use crate::clock::Clock;
use crate::core::desk::news::StepNews;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::{Act, CaseId, Happened, Input, PartyId};
use crate::core::heard::Known;
use crate::core::person::{Resident, ResidentId};
use crate::roster::Roster;
use crate::say::Lang;
use crate::store::parties::Kept;
use crate::web::people::{nobody, untried};

/// Staff, a volunteer, a grid worker, a group: by their number.
pub(crate) const STAFF: PartyId = PartyId(1);
pub(crate) const VOLUNTEER: PartyId = PartyId(2);
pub(crate) const GRID: PartyId = PartyId(3);
pub(crate) const GROUP: PartyId = PartyId(4);

/// An alarm of a home.
pub(crate) fn raised(home: &str, alarm: &str, kind: AlarmKind, priority: Priority) -> Happened {
    Happened::Alarm(StepNews {
        home: home.parse().unwrap(),
        alarm: alarm.into(),
        kind: Known::Word(kind),
        priority,
        step: Known::Word(Step::Raised),
        times: 1,
        condition: Condition::Active,
        latched: true,
        test: false,
    })
}

/// People who may be called.
pub(crate) async fn people(desk: &Double, now: Wall) {
    let all = [
        (STAFF, "林玉", PartyIs::Staff, Address::Sms("13955550100".into())),
        (VOLUNTEER, "Chen Wei", PartyIs::Volunteer, Address::Sms("13955550102".into())),
        (GRID, "何小军", PartyIs::GridWorker, Address::Mail("he@example.org".into())),
        (GROUP, "楼栋群", PartyIs::Group("hall".into()), Address::Robot("hall".into())),
    ];
    for (id, name, is, to) in all {
        let mut person = nobody(Lang::Chinese);
        (person.party.id, person.revision, person.name) = (id, 1, name.into());
        person.login = (is == PartyIs::GridWorker).then(|| "grid".into());
        person.party.is = is;
        person.party.channels = vec![Channel { verified: Some(now), ..untried(to) }];
        person.phone = format!("0851 5555 010{}", id.0);
        desk.knows(person);
    }
    desk.save_rota(Kept { revision: 0, of: all_week([STAFF]) }).await.unwrap();
}

/// A resident as their record has them.
pub(crate) fn du() -> Resident {
    let mut record = crate::roster::draft::tests::du();
    record.name = "Du Shuhua".into();
    let home = Some("h1".parse().unwrap());
    Resident { id: ResidentId(1), home, seat: None, revision: 1, record }
}

/// A desk with a case in each stage; the first is the newest.
pub(crate) fn each_stage() -> (Arc<Double>, Roster, Wall) {
    let clock = Clock::new(1);
    let roster = Roster::new(vec![du()]);
    let desk = Arc::new(Double::new(clock, TimeZone::UTC, roster.clone()));
    let now = clock.now();
    block_on(people(&desk, now));
    for n in 1..=6 {
        let kind = if n == 2 { AlarmKind::LowBattery } else { AlarmKind::Smoke };
        let priority = if n == 2 { Priority::Low } else { Priority::High };
        let home = if n == 5 { "h9".to_owned() } else { "h1".to_owned() };
        desk.happens(raised(&home, &format!("8-{n}"), kind, priority), now);
    }
    let says = |case: i64, act: Act| {
        let who = VOLUNTEER;
        desk.hears(CaseId(case), Input::Act { who, said_by: STAFF, act }, now);
    };
    for (case, acts) in [
        (1, vec![]),
        (3, vec![Act::Accept, Act::OnTheWay]),
        (4, vec![Act::Accept, Act::AtTheDoor, Act::NeedHelp]),
        (5, vec![Act::Decline]),
        (6, vec![Act::Accept, Act::Resolve { note: "tea".into(), photo: Some("x1".into()) }]),
    ] {
        for act in acts {
            says(case, act);
        }
    }
    desk.happens(Happened::Drill { home: None }, now);
    desk.happens(Happened::UplinkLost, now);
    (desk, roster, now)
}

/// What a desk in memory is asked is there at once.
pub(crate) fn block_on<T>(asked: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(asked)
}

fn eyes(roster: Roster) -> Eyes {
    Eyes::new(Lang::English, TimeZone::UTC, None, roster)
}

impl CasePage {
    pub(crate) fn samples() -> Vec<Self> {
        let (desk, roster, now) = each_stage();
        let board = desk.board();
        let all = board.open.iter().chain(&board.closed);
        all.map(|case| {
            let file: CaseFile = block_on(desk.case(case.id)).unwrap().unwrap();
            Self {
                eyes: eyes(roster.clone()),
                board: board.clone(),
                file,
                me: STAFF,
                card: Some(Card::of(&du(), 2026, None)),
                evidence: vec!["smoke detector on".into()],
                trend: Some(Trend { heart: vec![62; 60], ..Trend::default() }),
                wrong: Some(("no picture".into(), "tea".into())),
                now,
            }
        })
        .collect()
    }
}

impl DeskPage {
    pub(crate) fn samples() -> Vec<Self> {
        let (desk, roster, now) = each_stage();
        let open = CasePage::samples().into_iter().next();
        let quiet = Double::new(Clock::new(1), TimeZone::UTC, roster.clone());
        let said = Some("done".to_owned());
        vec![
            Self { eyes: eyes(roster.clone()), board: desk.board(), open, said, now },
            Self { eyes: eyes(roster), board: quiet.board(), open: None, said: None, now },
        ]
    }
}

impl Proven {
    pub(crate) fn samples() -> Vec<Self> {
        let now = Clock::new(1).now();
        let home = |at| ("h1".parse().unwrap(), "Du".to_owned(), "4".to_owned(), at);
        vec![Self { homes: vec![home(None), home(Some(now))], now }]
    }
}

impl Report {
    pub(crate) fn samples() -> Vec<Self> {
        let (desk, _, now) = each_stage();
        let board = desk.board();
        let began: Vec<_> = board.open.iter().map(|it| (it.clone(), true)).collect();
        let week = Week::read("2026-W48").unwrap();
        vec![Self::of(week, &began, now, TimeZone::UTC), Self::of(week, &[], now, TimeZone::UTC)]
    }
}
