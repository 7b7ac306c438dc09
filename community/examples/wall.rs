//! The wall with invented residents: what the browser tests start, and what to look at while working
//! on it. Nobody here exists.
//!
//! ```text
//! cargo run -p hearth-community --example wall -- --homes 50 --changes 4
//! ```
//!
//! `POST /invent/alarms/3` opens three alarms (`0` closes all), `POST /invent/changes/100` changes a
//! hundred tiles at once, `POST /invent/lost/12` silences the home on seat 12.

#[path = "wall/people.rs"]
mod people;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use clap::Parser;
use community::clock::Clock;
use community::hall::{Hall, Moved};
use community::say::Lang;
use community::store::rows::TokenIs;
use community::web::assets;
use community::web::relative;
use community::web::resident::ResidentPage;
use community::web::wall::seat::{Names, Seats};
use community::web::wall::{self, MOST_STREAMS, Sight, WallState, kiosk};
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};
use people::Invented;
use tokio::sync::{Semaphore, watch};
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves a wall of invented residents on the loopback.
#[derive(Debug, Parser)]
struct Options {
    /// Residents.
    #[arg(long, default_value_t = 50)]
    homes: u16,
    /// Tiles that change in a second.
    #[arg(long, default_value_t = 4)]
    changes: u32,
    /// Alarms that are open from the start.
    #[arg(long, default_value_t = 0)]
    alarms: usize,
    /// How much faster the station's clock runs.
    #[arg(long, default_value_t = 1)]
    speed: u32,
    /// The port; 0 takes a free one, and says which.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Surnames only, as in a public hall.
    #[arg(long)]
    public: bool,
    /// Latin letters for the names.
    #[arg(long)]
    latin: bool,
    /// Only who comes with `?token=hall` sees the wall.
    #[arg(long)]
    kiosk: bool,
}

/// What the handlers share.
#[derive(Clone)]
struct World {
    hall: Arc<Hall>,
    clock: Clock,
    invented: Arc<Mutex<Invented>>,
    sent: Arc<AtomicU64>,
}

impl World {
    fn change(&self, f: impl FnOnce(&mut Invented) -> Vec<Moved>) {
        let changes = f(&mut self.invented.lock().unwrap_or_else(PoisonError::into_inner));
        self.sent.fetch_add(changes.len() as u64, Ordering::Relaxed);
        self.hall.show(changes);
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let clock = Clock::new(options.speed);
    let invented = Invented::new(options.homes, options.latin, clock.now());
    let seats = Arc::new(Seats::new(invented.seats()));
    let (_keep, seats) = watch::channel(seats);
    let world = World {
        hall: Arc::new(Hall::default()),
        clock,
        invented: Arc::new(Mutex::new(invented)),
        sent: Arc::default(),
    };
    world.change(|invented| invented.all());
    world.change(|invented| invented.open(options.alarms, clock.now()));
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], options.port)));
    let listener = listener.await?;
    #[allow(clippy::print_stdout, reason = "the tests read the address")]
    {
        println!("http://{}/wall", listener.local_addr()?);
    }
    tokio::spawn(live(world.clone(), options.changes));
    axum::serve(listener, router(&options, world, seats)).await?;
    Ok(())
}

/// Lets the homes live.
async fn live(world: World, changes: u32) {
    if changes == 0 {
        return std::future::pending().await;
    }
    let mut next = tokio::time::interval(Duration::from_secs(1) / changes);
    loop {
        next.tick().await;
        let now = world.clock.now();
        world.change(|invented| invented.change(1, now));
    }
}

fn router(options: &Options, world: World, seats: watch::Receiver<Arc<Seats>>) -> Router {
    let state = WallState {
        hall: Arc::clone(&world.hall),
        seats,
        clock: world.clock,
        zone: TimeZone::fixed(jiff::tz::offset(8)),
        community: "康庄社区".into(),
        lang: None,
        inches: 65,
        night: (21 * 60, 7 * 60),
        streams: Arc::new(Semaphore::new(MOST_STREAMS)),
    };
    let names = if options.public { Names::Surname } else { Names::Whole };
    let kiosk =
        kiosk::Kiosk::new(
            false,
            |word| async move { (word == "hall").then_some(TokenIs::PublicWall) },
        );
    let mut wall = wall::routes(state).layer(from_fn_with_state(kiosk, kiosk::let_in));
    if !options.kiosk {
        wall = wall.layer(Extension(Sight { names, persons: !options.public }));
    }
    let invent = Router::new()
        .route("/invent/alarms/{n}", post(alarms))
        .route("/invent/changes/{n}", post(changes))
        .route("/invent/lost/{seat}", post(lost))
        .route("/residents/{id}", get(resident))
        .route("/nights/{id}", get(night))
        .route("/relatives/{id}", get(relative))
        .with_state(world);
    // As the station's own: nothing inline, nothing from elsewhere.
    let policy = HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
    );
    wall.merge(invent)
        .merge(assets::routes())
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy))
}

async fn alarms(State(world): State<World>, Path(n): Path<usize>) -> StatusCode {
    let now = world.clock.now();
    world.change(|invented| invented.open(n, now));
    StatusCode::NO_CONTENT
}

async fn changes(State(world): State<World>, Path(n): Path<usize>) -> StatusCode {
    let now = world.clock.now();
    world.change(|invented| invented.change(n.min(100_000), now));
    StatusCode::NO_CONTENT
}

async fn lost(State(world): State<World>, Path(seat): Path<u16>) -> StatusCode {
    let now = world.clock.now();
    world.change(|invented| invented.lose(seat, now));
    StatusCode::NO_CONTENT
}

#[derive(serde::Deserialize)]
struct Asked {
    lang: Option<String>,
}

impl Asked {
    fn lang(&self, headers: &HeaderMap) -> Lang {
        let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let asked = self.lang.as_deref().and_then(Lang::of_tag);
        asked.or_else(|| Lang::accepted(accepts?)).unwrap_or_default()
    }
}

/// The samples of the resident's page.
async fn resident(
    Path(id): Path<usize>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let (samples, lang) = (ResidentPage::samples(), asked.lang(&headers));
    framed(lang, samples.get(id % 4).map(|page| (page.title(), page.content(lang))))
}

/// Their nights, each as a page.
async fn night(Path(id): Path<usize>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let (samples, lang) = (ResidentPage::samples(), asked.lang(&headers));
    let night = samples.get(id % 4).and_then(|page| Some((page.title(), page.night.as_ref()?)));
    framed(lang, night.map(|(title, night)| (title, night.page(lang))))
}

/// The samples of what a relative sees.
async fn relative(
    Path(id): Path<usize>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let (samples, lang) = (relative::Page::samples(), asked.lang(&headers));
    framed(lang, samples.get(id % 4).map(|page| (page.name.as_str(), page.body(lang))))
}

/// In a bare frame.
fn framed(lang: Lang, page: Option<(&str, Markup)>) -> Response {
    let Some((title, body)) = page else { return StatusCode::NOT_FOUND.into_response() };
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href=(assets::href("icon.svg"));
                @for sheet in ["station.css", "resident.css", "relative.css"] {
                    link rel="stylesheet" href=(assets::href(sheet));
                }
            }
            body { main { h1 { (title) } (body) } }
        }
    }
    .into_response()
}
