//! The desk with an invented community, over a desk in memory with the real machines: what the browser
//! tests start, and what to look at while working on it. Nobody here exists.
//!
//! ```text
//! cargo run -p hearth-community --example desk -- 8472 few
//! ```
//!
//! `quiet`, `few`, `storm` (40 alarms) or `many` (500) says how it begins. `GET /invent/alarms/3` opens
//! three more, `/invent/over` closes everything, `/invent/links` says the words of the links. It prints
//! its address and the code for the first login.

#[path = "../people/past.rs"]
mod past;
mod people;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alerts::Wall;
use alerts::message::{AlarmKind, Condition, Priority, Step};
use axum::extract::Path;
use axum::routing::get;
use community::clock::Clock;
use community::core::HomeId;
use community::core::desk::news::StepNews;
use community::core::desk::{Act, CaseId, Happened, Input, PartyId};
use community::core::heard::Known;
use community::core::station::HomeView;
use community::hall::Hall;
use community::photo::apart::Cleaner;
use community::store::Store as _;
use community::store::sqlite::Sqlite;
use community::vault::{SealingKey, Vault};
use community::web::desk::DeskDoor as _;
use community::web::desk::double::Double;
use community::web::operations::Standing;
use community::web::{self, Ingest, Settings, Web, first_admin, serve};

/// Knows what the first homes say now.
struct Few(Clock);

#[async_trait::async_trait]
impl Ingest for Few {
    async fn standing(&self) -> Standing {
        Standing::default()
    }

    async fn forget(&self, _: &HomeId) {}

    async fn home(&self, home: &HomeId) -> Option<Box<HomeView>> {
        past::view(home, self.0.now())
    }

    fn faults(&self) -> Vec<String> {
        Vec::new()
    }

    fn counted(&self) -> String {
        String::new()
    }
}

const KINDS: [(AlarmKind, Priority); 8] = [
    (AlarmKind::Smoke, Priority::High),
    (AlarmKind::AbsentFromBed, Priority::Medium),
    (AlarmKind::Fall, Priority::High),
    (AlarmKind::LowBattery, Priority::Low),
    (AlarmKind::DoorAtNight, Priority::Medium),
    (AlarmKind::SensorLost, Priority::Low),
    (AlarmKind::Inactivity, Priority::Medium),
    (AlarmKind::Gas, Priority::High),
];

/// An alarm of one home.
fn alarm(home: usize, number: usize) -> Option<Happened> {
    let (kind, priority) = *KINDS.get(number % KINDS.len())?;
    Some(Happened::Alarm(StepNews {
        home: format!("h{home:04}").parse().ok()?,
        alarm: format!("8-{number}"),
        kind: Known::Word(kind),
        priority,
        step: Known::Word(Step::Raised),
        times: 1,
        condition: Condition::Active,
        latched: priority == Priority::High,
        test: false,
    }))
}

/// What the handlers share.
struct World {
    desk: Arc<Double>,
    clock: Clock,
    homes: usize,
    numbered: AtomicUsize,
}

impl World {
    fn alarms(&self, n: usize, ago_s: i64) {
        for _ in 0..n {
            let number = self.numbered.fetch_add(1, Ordering::Relaxed);
            let at = Wall(self.clock.now().0 - ago_s * 1_000);
            if let Some(what) = alarm(1 + number % self.homes, number) {
                self.desk.happens(what, at);
            }
        }
    }

    /// Some that stand differently.
    fn few(&self) {
        let ago = |s: i64| Wall(self.clock.now().0 - s * 1_000);
        let act = |case: i64, who: i64, act: Act, at: Wall| {
            let who = PartyId(who);
            self.desk.hears(CaseId(case), Input::Act { who, said_by: who, act }, at);
        };
        self.alarms(6, 400);
        act(2, 2, Act::Accept, ago(320));
        act(2, 2, Act::OnTheWay, ago(300));
        act(3, 3, Act::Accept, ago(360));
        act(3, 3, Act::AtTheDoor, ago(60));
        act(5, 1, Act::Decline, ago(300));
        self.desk.hears(CaseId(4), Input::Shown { by: Some(PartyId(1)) }, ago(390));
        self.desk.happens(Happened::HomeLost { home: home(9) }, ago(200));
        self.desk.happens(Happened::Drill { home: Some(home(7)) }, ago(30));
        self.past();
    }

    /// Some that are over.
    fn past(&self) {
        let ago = |s: i64| Wall(self.clock.now().0 - s * 1_000);
        for (number, ago_s) in [(100_usize, 9_000), (101, 7_200), (102, 5_400)] {
            let Some(what) = alarm(20 + number % 10, number) else { continue };
            let Some(case) = self.desk.happens(what, ago(ago_s)) else { continue };
            let who = PartyId(1);
            let acts = [
                (Act::Accept, ago_s - 40),
                (Act::AtTheDoor, ago_s - 600),
                (Act::Resolve { note: "一切安好，已喝水休息。".into(), photo: None }, ago_s - 900),
            ];
            for (act, at) in acts {
                self.desk.hears(case, Input::Act { who, said_by: who, act }, ago(at));
            }
        }
    }

    fn over(&self) {
        let who = PartyId(1);
        let now = self.clock.now();
        for case in &self.desk.board().open {
            let act = Act::Resolve { note: "ok".into(), photo: None };
            self.desk.hears(case.id, Input::Act { who, said_by: who, act }, now);
        }
    }

    fn links(&self) -> String {
        let board = self.desk.board();
        let all = board.open.iter().flat_map(|case| {
            let words = board.people.keys().map(|who| Double::word(case.id, *who));
            words.map(|word| format!("{} {} {word}\n", case.id, case.stage.word() as u8))
        });
        all.collect()
    }
}

fn home(n: usize) -> HomeId {
    format!("h{n:04}").parse().unwrap_or_else(|_| unreachable!("a home's name"))
}

fn inventions(world: &Arc<World>) -> axum::Router<Web> {
    let [a, b, c] = [(); 3].map(|()| Arc::clone(world));
    let alarms = move |Path(n): Path<usize>| async move { a.alarms(n.min(500), 0) };
    axum::Router::new()
        .route("/invent/alarms/{n}", get(alarms))
        .route("/invent/over", get(move || async move { b.over() }))
        .route("/invent/links", get(move || async move { c.links() }))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut asked = std::env::args().skip(1);
    let port: u16 = asked.next().unwrap_or_default().parse().unwrap_or(8472);
    let mode = asked.next().unwrap_or_else(|| "few".into());
    let homes = 50;
    let folder = tempfile::tempdir()?;
    let vault = Vault::new(SealingKey::random()?);
    let store = Arc::new(Sqlite::open(folder.path(), &folder.path().join("copies"), vault)?);
    let clock = Clock::new(1);
    let residents = (1..=homes).filter_map(people::resident).collect();
    store.change_people(residents, "lin", clock.now()).await?;
    let hall = Arc::new(Hall::default());
    past::invent(&store, &hall, clock.now()).await?;
    let code = first_admin::offer(&store, clock.now()).await?;
    let settings = Settings { name: "康庄社区".into(), ..Settings::default() };
    let zone = settings.zone.clone();
    let web = Web::new(store, hall, clock, settings, Arc::new(Few(clock))).await?;
    let desk = Arc::new(Double::new(clock, zone, web.roster().clone()));
    people::invent(&desk, web.roster(), clock.now()).await;
    web.open_desk(desk.clone(), Cleaner::Here);
    let numbered = AtomicUsize::new(0);
    let world = Arc::new(World { desk: desk.clone(), clock, homes, numbered });
    match mode.as_str() {
        "quiet" => world.past(),
        "storm" => world.alarms(40, 15),
        "many" => world.alarms(500, 15),
        _ => world.few(),
    }
    tokio::spawn(async move {
        loop {
            desk.tick();
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    });
    let listen = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    let listen = {
        let address = listen.local_addr()?;
        drop(listen);
        address
    };
    writeln!(std::io::stdout(), "http://{listen}/first code {}", code.unwrap_or_default())?;
    let router = web::router(&web, inventions(&world));
    Ok(serve::serve(router, listen, None, axum_server::Handle::new()).await?)
}
