//! The clinic's end over invented residents: for tests against FHIR, and to look at the pages.
//!
//! ```text
//! clinic bundles        every kind of Bundle, a JSON object a line
//! clinic measure        how long a night's Bundle takes
//! clinic send URL       a station that sends to a server, until everything is there
//! clinic pages PORT     the pages; the code of the first login is printed, as the station does it
//! ```

mod bundles;
mod nights;
#[path = "../reports/quiet.rs"]
mod quiet;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use community::clinic::{self, Client, With};
use community::clock::Clock;
use community::config;
use community::core::clinic::ask::{Ask, AskId, Stage, Words};
use community::core::person::{Consent, Consents, Record, Resident};
use community::hall::Hall;
use community::health::Health;
use community::store::Store as _;
use community::store::clinic::ClinicStore as _;
use community::store::rows::{Batch, PersonChange};
use community::store::sqlite::Sqlite;
use community::vault::{SealingKey, Vault};
use community::web::{self, Settings, Web, first_admin, serve};
use quiet::Quiet;
use tokio::sync::watch;

/// Residents of the pages.
const HOMES: usize = 12;

/// How much faster the station's clock runs that sends: what failed is tried again after three seconds.
const SPEED: u32 = 20;

/// A station that is not through by then has a fault.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let runtime = tokio::runtime::Runtime::new()?;
    match (args.next().as_deref(), args.next()) {
        (Some("bundles"), None) => bundles::print(),
        (Some("measure"), None) => bundles::measure(),
        (Some("send"), Some(url)) => runtime.block_on(send(&url)),
        (Some("pages"), Some(port)) => runtime.block_on(pages(port.parse()?)),
        _ => anyhow::bail!("say bundles, measure, send URL, or pages PORT"),
    }
}

fn invented(n: usize) -> PersonChange {
    const NAMES: [&str; 6] = ["杜桂英", "王秀兰", "李建国", "欧阳淑芬", "陈福生", "周玉珍"];
    let agreed = || Some(Consent { since: "2026-01-02".to_owned(), by: "lin".to_owned() });
    let consents = Consents {
        monitoring: agreed(),
        clinic: agreed().filter(|_| n % 6 != 5),
        clinic_name: agreed().filter(|_| n.is_multiple_of(2)),
    };
    let name = NAMES.get(n % NAMES.len()).copied().unwrap_or_default().to_owned();
    let record = Record {
        name,
        building: (1 + n / 6).to_string(),
        door: format!("{}01", 1 + n % 6),
        consents,
        ..Record::default()
    };
    let home = format!("h{:04}", n + 1).parse().ok();
    PersonChange::Add { home, seat: None, record }
}

async fn opened(
    folder: &std::path::Path,
    homes: usize,
) -> anyhow::Result<(Arc<Sqlite>, Vec<Resident>)> {
    let vault = Vault::new(SealingKey::random()?);
    let store = Arc::new(Sqlite::open(folder, &folder.join("copies"), vault)?);
    let now = Clock::new(1).now();
    let people = store.change_people((0..homes).map(invented).collect(), "demo", now).await?;
    for resident in &people {
        let effects = nights::told(resident, now);
        store.take(Batch { effects, ..Batch::default() }).await?;
    }
    Ok((store, people))
}

/// One resident who agrees, for a server that keeps what it is given.
async fn send(url: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (store, _) = opened(folder.path(), 1).await?;
    let clock = Clock::new(SPEED);
    let config = config::Clinic {
        url: format!("{}/", url.trim_end_matches('/')).parse()?,
        token_file: None,
        ca: None,
        read_token_file: None,
        requests: true,
        wake_token_file: None,
        names: None,
    };
    let with = With {
        store: Arc::clone(&store),
        clock,
        zone: jiff::tz::TimeZone::UTC,
        community: "kangzhuang".to_owned(),
        client: Client::new(config),
        health: Arc::new(Health::new(clock.mono(), None)),
        metrics: Arc::default(),
        names: community::fhir::Names::default(),
        wake: Arc::default(),
        site: None,
    };
    let (_moves, moves) = watch::channel(0);
    let running = clinic::start(with, moves);
    let told = async {
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let waits = store.waits().await?;
            if store.marks(1).await?.is_empty() && waits.waiting == 0 {
                anyhow::ensure!(waits.stuck == 0, "{} rows want a human", waits.stuck);
                return Ok(());
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await??;
    running.stop();
    writeln!(std::io::stdout(), "sent")?;
    Ok(())
}

async fn pages(port: u16) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (store, people) = opened(folder.path(), HOMES).await?;
    let clock = Clock::new(1);
    for resident in people.iter().take(2) {
        let words = Words {
            what: "请测量血压\n早晚各一次，连续三天。".to_owned(),
            by: "文医生，社区卫生服务中心".to_owned(),
            when: "2026-12-01 – 2026-12-03".to_owned(),
        };
        let Some(home) = resident.home.clone() else { continue };
        let request = format!("ServiceRequest/a{}", resident.id.0);
        let (id, heard, stage) = (AskId(0), clock.now(), Stage::Open);
        let resident = resident.id;
        store
            .save_ask(Ask { id, revision: 0, request, resident, home, heard, stage, words })
            .await?;
    }
    let url = format!("http://127.0.0.1:{port}");
    let settings = Settings {
        name: "康庄社区".to_owned(),
        url: Some(url.clone()),
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
        ..Settings::default()
    };
    let hall = Arc::new(Hall::default());
    let web = Web::new(Arc::clone(&store), hall, clock, settings, Arc::new(Quiet)).await?;
    let code = first_admin::offer(&store, web.doors_now()).await;
    let code = code.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    writeln!(std::io::stdout(), "{url}/first code {}", code.unwrap_or_default())?;
    let router = web::router(&web, web::fhir::routes(&web));
    serve::serve(
        router,
        SocketAddr::from(([127, 0, 0, 1], port)),
        None,
        axum_server::Handle::new(),
    )
    .await?;
    Ok(())
}
