//! The composition root: what a running station is made of, on one page.
//!
//! ```text
//!  broker ─▶ listening (links, ingest, store) ─▶ hall ─▶ pages ◀── people
//!                                 ▲                        │
//!                                 └── inside (questions) ◀─┘        upkeep: tidy, every few minutes
//! ```

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use crate::broker::{Broker, Limits, Rules};
use crate::channels::{Channels, Knock};
use crate::clinic;
use crate::clock::Clock;
use crate::config::{Config, Language, PublicNames};
use crate::core::person;
use crate::core::trust::Trust;
use crate::desk::{self, Desk, Running};
use crate::fhir::Names;
use crate::ingest::Homes;
use crate::inside::Inside;
use crate::listening::{self, Listening, Start};
use crate::mqtt;
use crate::opened::Opened;
use crate::photo::apart::Cleaner;
use crate::say::Lang;
use crate::store::Store as _;
use crate::store::clinic::ClinicStore as _;
use crate::store::rows::Retention;
use crate::store::sqlite::Sqlite;
use crate::web::hall::Hanging;
use crate::web::wall::seat;
use crate::web::{self, Settings, Web, alive, fhir, first_admin, hall, serve};

/// Between two looks at what is old: a piece takes a fraction of a second.
const UPKEEP: Duration = Duration::from_secs(300);

/// … and between two pieces of it, so that alarms pass.
const BREATH: Duration = Duration::from_millis(200);

/// Between two looks whether a command has written beside the station: whoever joins a home waits for it.
const OUTSIDE: Duration = Duration::from_secs(2);

/// The diagonal of a usual screen in a hall, inches. A screen that is another says `?inches=`.
const INCHES: u16 = 65;

/// Minutes of the day between which the hall is dark.
const NIGHT: (u16, u16) = (21 * 60, 7 * 60);

/// Runs until it is told to stop.
///
/// # Errors
///
/// When something cannot be started, or ends by itself.
pub fn run(opened: Opened, embedded_broker: bool, clock: Clock) -> anyhow::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(station(opened, embedded_broker, clock))
}

async fn station(opened: Opened, embedded_broker: bool, clock: Clock) -> anyhow::Result<()> {
    let Opened { config, store, .. } = opened;
    let store = Arc::new(store);
    let _broker = embedded_broker.then(|| own_broker(&config)).transpose()?;

    let broker = mqtt::Settings::of(&config);
    let start = Start { broker, clock, folder: Some(config.store.dir.clone()) };
    let listening = listening::start(start, Arc::clone(&store)).await?;
    let inside = Inside::of(&listening, clock, config.zone.clone());
    let hall = Arc::clone(&listening.hall);
    // Before the roster is read: what is written in between is noticed, too.
    let outside = store.outside().await?;
    let mut settings = settings(&config);
    settings.fhir_names = clinic_names(&config, &store).await?;
    let web = Web::new(Arc::clone(&store), hall, clock, settings, Arc::new(inside));
    let web = web.await?;
    greet(&config, &store, &web).await?;
    let upkeep = tokio::spawn(keep_tidy(Arc::clone(&store), clock, config.store.keep));
    let agreed = tokio::spawn(keep_agreed(web.clone(), listening.homes.clone()));
    let reread = tokio::spawn(keep_reread(web.clone(), Arc::clone(&store), outside));
    let (desk, desk_runs) = open_desk(&config, &store, clock, &listening).await?;
    let cleaner = Cleaner::child().context("this program does not know its own file")?;
    web.open_desk(Arc::new(desk.clone()), cleaner);
    let clinic = open_clinic(&config, &store, clock, &listening, &web);
    let follows = desk::follow(desk, listening.homes.clone(), web.roster_moves());
    let follows = tokio::spawn(follows);

    let router = web::router(
        &web,
        hall::routes(&web, hanging(&config)).merge(alive::routes(&web)).merge(fhir::routes(&web)),
    );
    let tls = config.web.tls.clone().map(|(cert, key)| serve::Tls { cert, key });
    let handle = axum_server::Handle::new();
    let mut served = tokio::spawn(serve::serve(router, config.web.listen, tls, handle.clone()));
    // Where nobody waits for it, that is no fault.
    sd_notify::notify(&[sd_notify::NotifyState::Ready]).unwrap_or_default();

    let (mut terminated, mut interrupted) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let ended = tokio::select! {
        _ = terminated.recv() => Ok(()),
        _ = interrupted.recv() => Ok(()),
        end = &mut served => end
            .context("the pages ended")?
            .with_context(|| format!("nothing can listen on {}", config.web.listen)),
        () = listening.ended() => Err(anyhow::anyhow!("the ingest ended by itself")),
        () = desk_runs.ended() => Err(anyhow::anyhow!("the desk ended by itself")),
    };
    sd_notify::notify(&[sd_notify::NotifyState::Stopping]).unwrap_or_default();
    serve::stop(&handle);
    upkeep.abort();
    agreed.abort();
    reread.abort();
    follows.abort();
    desk_runs.stop().await;
    if let Some(clinic) = clinic {
        clinic.stop();
    }
    listening.stop().await;
    ended
}

async fn open_desk(
    config: &Config,
    store: &Arc<Sqlite>,
    clock: Clock,
    listening: &Listening,
) -> anyhow::Result<(Desk<Sqlite>, Running)> {
    let channels = Channels::of(config);
    let with = desk::With {
        store: Arc::clone(store),
        clock,
        zone: config.zone.clone(),
        lang: lang(config),
        url: config.web.url.clone(),
        bell: listening.bell.clone(),
        paces: channels.robots().map(|(name, robot)| (name.to_owned(), robot.pace())).collect(),
        spool: channels.sms().cloned(),
        dead_man: config.desk.dead_man.clone().map(Knock::new),
        out: Arc::new(channels),
        homes: Arc::new(listening.down.clone()),
        health: Arc::clone(&listening.health),
    };
    desk::start(with).await.context("the desk cannot begin")
}

/// The clinic's end, where there is a clinic.
fn open_clinic(
    config: &Config,
    store: &Arc<Sqlite>,
    clock: Clock,
    listening: &Listening,
    web: &Web,
) -> Option<clinic::Running> {
    let with = clinic::With {
        store: Arc::clone(store),
        clock,
        zone: config.zone.clone(),
        community: config.community.clone(),
        client: clinic::Client::new(config.clinic.clone()?),
        health: Arc::clone(&listening.health),
        metrics: Arc::clone(&listening.metrics),
        names: web.settings().fhir_names.clone(),
        wake: Arc::clone(&web.settings().wake),
        site: config.web.url.clone(),
    };
    Some(clinic::start(with, web.roster_moves()))
}

/// How the names of our codes begin: as it is written, else behind our own address. What the clinic has
/// been told by once stands, or everything would be there a second time.
async fn clinic_names(config: &Config, store: &Sqlite) -> anyhow::Result<Names> {
    let written = config.clinic.as_ref().and_then(|it| it.names.clone());
    let own = || Some(format!("{}/fhir", config.web.url.as_ref()?.trim_end_matches('/')));
    let wanted = written.clone().or_else(own).map_or_else(Names::default, |it| Names::new(&it));
    if config.clinic.is_none() {
        return Ok(wanted);
    }
    let kept = Names::new(&store.clinic_names(wanted.base().to_owned()).await?);
    if written.is_some() && kept != wanted {
        tracing::warn!(
            names = kept.base(),
            "the clinic knows what it has by other names than clinic.names: they stay as they are"
        );
    }
    Ok(kept)
}

fn own_broker(config: &Config) -> anyhow::Result<Broker> {
    Broker::start_at(config.broker.port, Rules::default(), Limits::TRYING_OUT)
        .with_context(|| format!("port {} of loopback cannot be had", config.broker.port))
}

fn settings(config: &Config) -> Settings {
    Settings {
        name: config.name.clone(),
        community: config.community.clone(),
        clinic: config.clinic.clone(),
        url: config.web.url.clone(),
        secure: config.web.tls.is_some() || is_https(config.web.url.as_deref()),
        behind_proxy: config.web.behind_proxy,
        language: lang(config),
        zone: config.zone.clone(),
        open311: config.open311.clone(),
        fhir_names: Names::default(),
        wake: Arc::default(),
        public_names: match config.public_names {
            PublicNames::Surname => seat::Names::Surname,
            PublicNames::Whole => seat::Names::Whole,
        },
    }
}

fn is_https(url: Option<&str>) -> bool {
    url.is_some_and(|url| url.starts_with("https://"))
}

const fn lang(config: &Config) -> Lang {
    match config.language {
        Language::English => Lang::English,
        Language::Chinese => Lang::Chinese,
    }
}

fn hanging(config: &Config) -> Hanging {
    let called = config.web.hall.as_ref().unwrap_or(&config.name).clone();
    Hanging { called, lang: Some(lang(config)), inches: INCHES, night: NIGHT }
}

/// Says where the pages are and, while nobody has a login, the code of the first.
async fn greet(config: &Config, store: &Arc<Sqlite>, web: &Web) -> anyhow::Result<()> {
    let usual = format!(
        "{}://{}",
        if config.web.tls.is_some() { "https" } else { "http" },
        config.web.listen
    );
    let url = config.web.url.as_ref().unwrap_or(&usual);
    let code = first_admin::offer(store, web.doors_now()).await;
    let mut out = std::io::stdout().lock();
    match code.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))? {
        Some(code) => writeln!(out, "nobody has a login yet: {url}/first code {code} (one hour)")?,
        None => writeln!(out, "the station's pages: {url}")?,
    }
    out.flush()?;
    Ok(())
}

/// Tells the ingest who has agreed to be watched, as it changes.
async fn keep_agreed(web: Web, homes: Homes) {
    let mut moves = web.roster_moves();
    while moves.changed().await.is_ok() {
        let residents = web.roster().everybody();
        homes.unwatched(person::unwatched(residents.iter().map(AsRef::as_ref))).await;
    }
}

/// Notices what commands beside the station write: a home that joins, a roster that is imported.
async fn keep_reread(web: Web, store: Arc<Sqlite>, mut seen: i64) {
    loop {
        tokio::time::sleep(OUTSIDE).await;
        let now = match store.outside().await {
            Ok(now) if now == seen => continue,
            Ok(now) => now,
            Err(error) => {
                tracing::warn!(%error, "it is not known whether a command has changed the store");
                continue;
            }
        };
        match web.reread().await {
            Ok(()) => seen = now,
            Err(error) => tracing::warn!(%error, "the roster could not be read again"),
        }
    }
}

/// Packs what is old, and drops what has been kept for long enough.
async fn keep_tidy(store: Arc<Sqlite>, clock: Clock, keep: Retention) {
    let last = loop {
        match store.tidied().await {
            Ok(last) => break last,
            // Whoever does not know it would believe any clock.
            Err(error) => tracing::warn!(%error, "it is not known when it was tidied last"),
        }
        tokio::time::sleep(UPKEEP).await;
    };
    let mut trust = Trust::new(last);
    loop {
        let until = trust.handle(clock.now(), clock.mono());
        if trust.doubts() {
            tracing::warn!(
                "the clock has leapt ahead: nothing is deleted until it has stood a day"
            );
        }
        match store.tidy(until, keep).await {
            Ok(tidied) if tidied.more => tokio::time::sleep(BREATH).await,
            Ok(_) => tokio::time::sleep(UPKEEP).await,
            Err(error) => {
                tracing::warn!(%error, "what is old could not be tidied");
                tokio::time::sleep(UPKEEP).await;
            }
        }
    }
}
