//! The neighbourhood's reports with an invented community, over the real desk and a real store: what the
//! browser tests start, and what to look at while working on it. Nobody here exists.
//!
//! ```text
//! cargo run -p hearth-community --example reports -- 8473
//! ```
//!
//! It prints its address and the code for the first login: call yourself `lin`, and make a login `chen` for
//! the grid worker. Receipts, and codes by SMS, are printed on standard error.

mod neighbours;
mod quiet;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use alerts::Mono;
use async_trait::async_trait;
use community::channels::{Channel, NotSent, Outgoing, Sent};
use community::clock::Clock;
use community::core::desk::party::PartyIs;
use community::core::desk::{CaseId, Input, PartyId};
use community::core::person::Record;
use community::core::report::{Draft, Place, Point, ReportKind, Said};
use community::core::station::Command;
use community::desk::{Bell, Desk, ToHomes, With};
use community::hall::Hall;
use community::health::Health;
use community::photo::apart::Cleaner;
use community::say::Lang;
use community::store::Store as _;
use community::store::cases::CaseStore as _;
use community::store::parties::{PartyRow, Who};
use community::store::reports::{MapRow, PlaceRow};
use community::store::rows::PersonChange;
use community::store::sqlite::Sqlite;
use community::vault::{SealingKey, Vault};
use community::web::report::{receipt_hash, receipt_of};
use community::web::{self, Settings, Web, first_admin, serve};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use quiet::Quiet;

/// Says what it would send.
struct Says;

#[async_trait]
impl Channel for Says {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        drop(writeln!(std::io::stderr(), "{}", out.text));
        Ok(Sent::default())
    }
}

impl ToHomes for Says {
    fn command(&self, _: &Command) -> bool {
        false
    }
}

/// A picture of something: a street and a hole in it.
fn picture(hole: bool, wide: u32, high: u32) -> anyhow::Result<Vec<u8>> {
    let paint = |x: u32, y: u32| {
        let (dx, dy) = (i64::from(x) - i64::from(wide / 2), i64::from(y) - i64::from(high * 2 / 3));
        let inside = dx * dx + 4 * dy * dy < i64::from(wide * wide / 36);
        match (y < high / 3, inside && hole) {
            (true, _) => Rgb([150, 180, 210]),
            (_, true) => Rgb([40, 34, 30]),
            (_, false) => Rgb([120, 118, 115]),
        }
    };
    let mut file = Vec::new();
    RgbImage::from_fn(wide, high, paint).write_with_encoder(JpegEncoder::new(&mut file))?;
    Ok(file)
}

/// A map: green ground, two roads and the buildings.
fn map(places: &[PlaceRow]) -> anyhow::Result<Vec<u8>> {
    let (wide, high) = (800_u32, 600_u32);
    let near = |x: u32, y: u32| {
        places.iter().filter_map(|it| it.at).any(|at| {
            let (px, py) = (u32::from(at.x) * wide / 10_000, u32::from(at.y) * high / 10_000);
            x.abs_diff(px) < 44 && y.abs_diff(py) < 26
        })
    };
    let paint = |x: u32, y: u32| match () {
        () if near(x, y) => Rgb([196, 168, 140]),
        () if x.abs_diff(400) < 18 || y.abs_diff(300) < 14 => Rgb([236, 236, 232]),
        () => Rgb([203, 222, 196]),
    };
    let mut file = Vec::new();
    RgbImage::from_fn(wide, high, paint).write_with_encoder(JpegEncoder::new(&mut file))?;
    Ok(file)
}

fn responder(name: &str, login: &str, is: PartyIs) -> PartyRow {
    let who = Who {
        name: name.into(),
        is,
        phone: "13955550101".into(),
        lang: None,
        login: Some(login.into()),
        has_key: false,
        consent: true,
        channels: Vec::new(),
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

/// Where something is, as it is written below.
fn place(building: &str, at: Option<(u16, u16)>) -> Place {
    Place { building: building.into(), at: at.and_then(|(x, y)| Point::new(x, y)) }
}

struct Invented {
    desk: Desk<Sqlite>,
    clock: Clock,
}

impl Invented {
    async fn report(
        &self,
        key: &str,
        kind: ReportKind,
        at: Place,
        text: &str,
    ) -> anyhow::Result<CaseId> {
        let draft = Draft {
            kind,
            private: false,
            place: at,
            text: text.into(),
            phone: Some("138 0013 8000".into()),
            worker: None,
        };
        let receipt = receipt_of(key);
        writeln!(std::io::stderr(), "{kind}: /report/r/{receipt}")?;
        Ok(self.desk.file(receipt_hash(&receipt), draft).await?)
    }

    async fn says(&self, id: CaseId, by: Option<PartyId>, said: Said) -> anyhow::Result<()> {
        let input = Input::Report { by, key: None, said };
        let answer = self.desk.decide(id, input).await?;
        writeln!(std::io::stderr(), "{id}: {answer:?}")?;
        Ok(())
    }

    async fn photo(&self, id: CaseId, hole: bool) -> anyhow::Result<String> {
        let jpeg = picture(hole, 1_200, 900)?;
        Ok(self.desk.store().keep_photo(id, jpeg, self.clock.now()).await?)
    }

    async fn several(&self, chen: PartyId) -> anyhow::Result<()> {
        let key = |n: u8| format!("0123456789abcdefghij{n}");
        let hole = self
            .report(
                &key(1),
                ReportKind::Road,
                place("4号楼", None),
                "4号楼东侧路面有一个大坑，晚上很危险。",
            )
            .await?;
        let name = self.photo(hole, true).await?;
        self.says(hole, None, Said::Photo { name }).await?;
        let lamp = self
            .report(&key(2), ReportKind::Light, place("", Some((5_000, 5_000))), "路灯不亮已经三天")
            .await?;
        self.says(lamp, Some(chen), Said::Accept).await?;
        let until = self.clock.now() + std::time::Duration::from_secs(3 * 86_400);
        let why = "灯具已订购".into();
        self.says(lamp, Some(chen), Said::Promise { until, why }).await?;
        let bins = self
            .report(&key(3), ReportKind::Rubbish, place("5号楼", None), "垃圾桶已满，气味很大")
            .await?;
        let name = self.photo(bins, true).await?;
        self.says(bins, None, Said::Photo { name: name.clone() }).await?;
        self.says(bins, Some(chen), Said::Start).await?;
        let after = self.photo(bins, false).await?;
        let done = Said::Done { note: "已清运并冲洗".into(), photo: Some(after.clone()) };
        self.says(bins, Some(chen), done).await?;
        let public = community::core::report::Public {
            at: self.clock.now(),
            text: "垃圾桶已满".into(),
            photos: vec![name, after],
        };
        self.says(bins, Some(chen), Said::Publish(Some(public))).await
    }
}

fn places(chen: PartyId) -> Vec<PlaceRow> {
    let at = [(2_500, 2_500), (7_500, 2_500), (2_500, 7_500), (7_500, 7_500)];
    let names = ["4号楼", "5号楼", "6号楼", "社区花园"];
    let rows = names.iter().zip(at).map(|(name, (x, y))| PlaceRow {
        building: (*name).into(),
        worker: Some(chen),
        at: Point::new(x, y),
    });
    rows.collect()
}

async fn community(desk: &Desk<Sqlite>, clock: Clock) -> anyhow::Result<()> {
    let lin = responder("林", "lin", PartyIs::Staff);
    desk.save_party(lin).await?;
    let chen = desk.save_party(responder("陈伟", "chen", PartyIs::GridWorker)).await?.id;
    let places = places(chen);
    let picture = map(&places)?;
    desk.save_places(places).await?;
    let row = MapRow { revision: 0, metres_wide: 400, pixels: (800, 600) };

    desk.save_map(row, Some(picture)).await?;
    Invented { desk: desk.clone(), clock }.several(chen).await
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut asked = std::env::args().skip(1);
    let port: u16 = asked.next().unwrap_or_default().parse().unwrap_or(8473);
    let folder = tempfile::tempdir()?;
    let vault = Vault::new(SealingKey::random()?);
    let store = Arc::new(Sqlite::open(folder.path(), &folder.path().join("copies"), vault)?);
    let clock = Clock::new(1);
    let record = Record {
        name: "杜秀英".into(),
        building: "4号楼".into(),
        door: "301".into(),
        ..Record::default()
    };
    let du = PersonChange::Add { home: "h0001".parse().ok(), seat: None, record };
    store.change_people(vec![du], "lin", clock.now()).await?;
    let code = first_admin::offer(&store, clock.now()).await?;
    let settings = Settings { name: "康庄社区".into(), ..Settings::default() };
    let zone = settings.zone.clone();
    let hall = Arc::new(Hall::default());
    let web = Web::new(Arc::clone(&store), hall, clock, settings, Arc::new(Quiet)).await?;
    let neighbourhood = Arc::clone(&store);
    let with = With {
        store,
        clock,
        zone,
        lang: Lang::Chinese,
        url: None,
        bell: Bell::default(),
        out: Arc::new(Says),
        paces: std::collections::BTreeMap::new(),
        spool: None,
        dead_man: None,
        homes: Arc::new(Says),
        health: Arc::new(Health::new(Mono(0), None)),
    };
    let (desk, _running) = community::desk::start(with).await?;
    community(&desk, clock).await?;
    neighbours::invent(&neighbourhood, clock.now()).await?;
    desk.refresh().await?;
    web.open_desk(Arc::new(desk), Cleaner::Here);
    let listen = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    let address = listen.local_addr()?;
    drop(listen);
    writeln!(std::io::stdout(), "http://{address}/first code {}", code.unwrap_or_default())?;
    let router = web::router(&web, axum::Router::new());
    Ok(serve::serve(router, address, None, axum_server::Handle::new()).await?)
}
