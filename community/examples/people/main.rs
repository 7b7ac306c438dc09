//! The people's pages over an invented community, in a folder that goes with the program: to look at
//! them, and for tests in a browser. The code of the first login is printed, as the station does it.
//!
//! Six homes have a past: three weeks of nights, of which one home sends summaries and the others do
//! not; one was silent for a while last night, one all night, and two have an alarm.
//!
//! `cargo run -p hearth-community --example people -- 8471 50`

mod past;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use community::clock::Clock;
use community::core::HomeId;
use community::core::person::{Absence, Consent, Consents, Contact, ContactIs, Record, Room};
use community::core::station::HomeView;
use community::hall::Hall;
use community::store::Store as _;
use community::store::rows::PersonChange;
use community::store::sqlite::Sqlite;
use community::vault::{SealingKey, Vault};
use community::web::operations::Standing;
use community::web::{self, Ingest, Settings, Web, first_admin, serve};

/// Knows what the first homes say now.
struct Few(Clock);

#[async_trait::async_trait]
impl Ingest for Few {
    async fn standing(&self) -> Standing {
        Standing {
            connected: true,
            lag_ms: 4,
            taken: 18_231,
            homes: 50,
            lost: vec![("h0007".into(), "03:12:08".into())],
            holes: vec![("h0042".into(), "events".into(), 8, 120, 180)],
        }
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

const SURNAMES: [&str; 10] = ["杜", "林", "王", "欧阳", "陈", "刘", "赵", "吴", "周", "孙"];
const GIVEN: [&str; 7] = ["秀英", "桂兰", "建国", "玉珍", "德明", "淑芬", "福生"];

fn invented(n: usize) -> Option<PersonChange> {
    let surname = SURNAMES.get(n % SURNAMES.len())?;
    let name = format!("{surname}{}", GIVEN.get(n % GIVEN.len())?);
    let record = Record {
        surname: (*surname).to_owned(),
        born: i16::try_from(1932 + n % 25).ok(),
        building: (1 + n / 12).to_string(),
        door: format!("{}-{}0{}", 1 + n % 2, 1 + n % 6, 1 + n % 4),
        door_code: format!("{:04}", 1_234 + n),
        phone: format!("023-6512 {:04}", 3_000 + n),
        medical: "高血压；对青霉素过敏。\n每日早晨服用氨氯地平 5 mg。".into(),
        notes: "听力不佳，请用力敲门。钥匙在楼下邻居处。".into(),
        rooms: vec![Room { room: "bedroom".into(), name: "卧室".into() }],
        contacts: vec![
            Contact {
                name: format!("{surname}明"),
                relation: "儿子".into(),
                phone: format!("1380013{:04}", 8_000 + n),
                consent: true,
                ..Contact::default()
            },
            Contact {
                name: "李志愿".into(),
                is: ContactIs::Volunteer,
                relation: "楼下邻居".into(),
                phone: "13900139000".into(),
                has_key: true,
                ..Contact::default()
            },
        ],
        absences: vec![Absence { from: "2026-11-20".into(), to: None, why: "住院".into() }],
        consents: Consents {
            monitoring: Some(Consent { since: "2026-01-02".into(), by: "lin".into() }),
            clinic: None,
            clinic_name: None,
        },
        name,
    };
    Some(PersonChange::Add { home: format!("h{n:04}").parse().ok(), seat: None, record })
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut asked = std::env::args().skip(1);
    let port: u16 = asked.next().unwrap_or_default().parse().unwrap_or(8471);
    let homes: usize = asked.next().unwrap_or_default().parse().unwrap_or(50);
    let folder = tempfile::tempdir()?;
    let vault = Vault::new(SealingKey::random()?);
    let store = Sqlite::open(folder.path(), &folder.path().join("copies"), vault)?;
    let store = Arc::new(store);
    let clock = Clock::new(1);
    let people = (1..=homes).filter_map(invented).collect();
    store.change_people(people, "lin", clock.now()).await?;
    let hall = Arc::new(Hall::default());
    past::invent(&store, &hall, clock.now()).await?;
    let code = first_admin::offer(&store, clock.now()).await?;
    let settings = Settings { name: "康庄社区".into(), ..Settings::default() };
    let web = Web::new(store, hall, clock, settings, Arc::new(Few(clock))).await?;
    let listen = SocketAddr::from(([127, 0, 0, 1], port));
    writeln!(std::io::stdout(), "http://{listen}/first code {}", code.unwrap_or_default())?;
    let router = web::router(&web, axum::Router::new());
    Ok(serve::serve(router, listen, None, axum_server::Handle::new()).await?)
}
