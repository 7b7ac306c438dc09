//! What the neighbourhood does together, and a year of cases of the time before: invented.

use alerts::Wall;
use community::core::activity::{
    Activity, ActivityId, Bulletin, BulletinId, Comer, SignUp, SignUpId,
};
use community::core::calendar::{Calendar, Plan};
use community::core::desk::PartyId;
use community::core::ledger::Entry;
use community::core::report::{ReportKind, StateWord};
use community::store::neighbours::NeighbourStore as _;
use community::store::parties::{PartyRow, PartyStore as _, Who};
use community::store::sqlite::Sqlite;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Drawn the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap_or(0) % below
    }
}

/// All of it.
pub(crate) async fn invent(store: &Sqlite, now: Wall) -> anyhow::Result<()> {
    activities(store, now).await?;
    let mut workers = Vec::new();
    for n in 1..=12 {
        let who = Who {
            name: format!("网格员{n:02}"),
            is: community::core::desk::party::PartyIs::GridWorker,
            phone: String::new(),
            lang: None,
            login: None,
            has_key: false,
            consent: true,
            channels: Vec::new(),
        };
        let row =
            PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: false, who };
        workers.push(store.save_party(row).await?.id);
    }
    let calendar = Calendar::new(Plan::default(), jiff::tz::TimeZone::UTC);
    let mut draw = Draw(85);
    let past = (0..640).map(|n| (format!("A-{n:04}"), case(&mut draw, &workers, &calendar, now)));
    store.save_past(past.collect()).await?;
    Ok(())
}

fn case(draw: &mut Draw, workers: &[PartyId], calendar: &Calendar, now: Wall) -> Entry {
    let pick = |draw: &mut Draw, most: usize| {
        usize::try_from(draw.below(i64::try_from(most).unwrap_or(1))).unwrap_or(0)
    };
    let states = [
        StateWord::Confirmed,
        StateWord::Confirmed,
        StateWord::Confirmed,
        StateWord::Unconfirmed,
        StateWord::Refused,
        StateWord::InWork,
    ];
    let state = states.get(pick(draw, states.len())).copied().unwrap_or(StateWord::Confirmed);
    let day = now.0 - 330 * DAY + draw.below(325) * DAY;
    let received = Wall(day.div_euclid(DAY) * DAY + 8 * HOUR + draw.below(9 * HOUR));
    let looked = Wall(received.0 + draw.below(3 * HOUR));
    let done = Wall(looked.0 + draw.below(20 * HOUR));
    let is_done = matches!(state, StateWord::Confirmed | StateWord::Unconfirmed);
    let kinds: Vec<ReportKind> = ReportKind::public().collect();
    Entry {
        kind: kinds.get(pick(draw, kinds.len())).copied().unwrap_or(ReportKind::Road),
        worker: workers.get(pick(draw, workers.len())).copied(),
        building: format!("{}号楼", 1 + draw.below(14)),
        state,
        received,
        look_by: calendar.add_working(received, std::time::Duration::from_secs(7_200)),
        looked: Some(looked),
        done_by: Some(calendar.end_of_working_day(looked)),
        promised: None,
        done: is_done.then_some(done),
        ended: (state != StateWord::InWork).then_some(done),
        reopened: u16::from(draw.below(9) == 0),
    }
}

async fn activities(store: &Sqlite, now: Wall) -> anyhow::Result<()> {
    for (n, (title, place, places)) in [
        ("太极拳晨练", "中心花园", Some(20)),
        ("智能手机课堂", "社区活动室 203", Some(2)),
        ("重阳节饺子宴", "社区食堂", None),
    ]
    .into_iter()
    .enumerate()
    {
        let starts = Wall(now.0 + i64::try_from(n + 1).unwrap_or(1) * DAY);
        let it = Activity {
            id: ActivityId(0),
            revision: 0,
            title: title.into(),
            place: place.into(),
            text: "请穿舒适的鞋子。\nBring a friend.".into(),
            starts,
            ends: Wall(starts.0 + 2 * HOUR),
            places,
            cancelled: false,
        };
        let activity = store.save_activity(it, now).await?;
        for (name, phone) in
            [("杜秀英", "13800138000"), ("林建国", "13900139000"), ("王玉珍", "13700137000")]
        {
            let who = Comer { name: name.into(), phone: phone.into(), lang: String::new() };
            let confirmed = (phone != "13700137000" || places == Some(2)).then_some(now);
            let row = SignUp {
                id: SignUpId(0),
                activity,
                at: now,
                confirmed,
                coded: confirmed.is_some(),
                by: String::new(),
                who,
            };
            if places.is_some() {
                let word = format!("{title}{phone}").into_bytes();
                store.add_sign_up(row, word).await?;
            }
        }
    }
    let notice = Bulletin {
        id: BulletinId(0),
        revision: 0,
        title: "周五上午停水".into(),
        text: "周五 9:00 至 12:00，1 至 6 号楼停水检修，请提前储水。".into(),
        since: Wall(now.0 - DAY),
        until: Wall(now.0 + 6 * DAY),
    };
    store.save_bulletin(notice).await?;
    Ok(())
}
