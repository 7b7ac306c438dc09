//! The engine as the world sees it: what it answers, shows and stores while something is wrong.

use std::time::Duration;

use alerts::{Night, SourceId, SourcePlan};
use jiff::tz::TimeZone;

use tokio::sync::oneshot;

use super::*;
use crate::control::Ask;
use crate::core::Settings;
use crate::line::{HEARD_BYTES, Teller, hearing};
use crate::onsite::Visit;
use crate::outbox::{self, Birth, Limits, Stats};
use crate::steps::Step;
use crate::uplink::{LinkState, Received};
use crate::wiring::{WiredLine, Wiring};

/// What is promised comes within a second; a busy machine is given more.
const SOON: Duration = Duration::from_secs(10);

/// Winsen ZE07-CO, active: 400.0 ppm (hazard.md A).
const MUCH_CO: [u8; 9] = [0xFF, 0x04, 0x03, 0x01, 0x0F, 0xA0, 0x13, 0x88, 0xAE];

#[tokio::test]
async fn a_line_that_babbles_keeps_neither_the_tick_nor_anybody_else_waiting() {
    let (mut home, engine) = Home::new().await;
    let teller = home.teller.another();
    let babble = tokio::spawn(async move {
        loop {
            let room = teller.room(4096).await;
            let what = Heard::Bytes(vec![0x5A; 4096]);
            if teller.tell(room, LineEvent { line: LineId(0), at: Mono::ZERO, what }).is_none() {
                return;
            }
        }
    });
    // The budget is used up before the engine begins.
    tokio::task::yield_now().await;

    let engine = tokio::spawn(engine);
    home.live.wait_for(|live| live.state.is_some() && live.health.is_some()).await.unwrap();
    for _ in 0..3 {
        let (reply, document) = oneshot::channel();
        home.asks.send(reply).await.unwrap();
        let document = tokio::time::timeout(SOON, document).await.expect("nobody answers");
        assert!(!document.unwrap().is_empty());
    }
    let ping = br#"{"request":"p1"}"#.to_vec();
    let ping = Received { name: "ping".to_owned(), payload: ping, oversize: false };
    home.commands.send(ping).await.unwrap();
    home.wait_for_stats(|stats| stats.events.rows > 0).await;

    home.stop.send(()).unwrap();
    engine.await.unwrap();
    babble.await.unwrap();
}

#[tokio::test]
async fn an_alarm_is_raised_and_listed_while_another_line_babbles() {
    let (mut home, engine) = Home::new().await;
    let babbler = home.teller.another();
    while let Ok(room) = tokio::time::timeout(Duration::ZERO, babbler.room(4096)).await {
        let what = Heard::Bytes(vec![0x5A; 4096]);
        babbler.tell(room, LineEvent { line: LineId(0), at: Mono::ZERO, what }).unwrap();
    }
    for at in [1_000, 2_000, 3_000] {
        let room = home.teller.room(HEARD_BYTES / 4).await.keep(MUCH_CO.len());
        let what = Heard::Bytes(MUCH_CO.to_vec());
        home.teller.tell(room, LineEvent { line: LineId(1), at: Mono(at), what }).unwrap();
    }

    let engine = tokio::spawn(engine);
    home.wait_for_stats(|stats| stats.alarms.rows > 0).await;
    let is_listed = |page: &Vec<u8>| String::from_utf8_lossy(page).contains("\"kind\":\"co\"");
    home.live.wait_for(|live| live.alarms.iter().any(is_listed)).await.unwrap();

    home.stop.send(()).unwrap();
    engine.await.unwrap();
}

/// What is around the engine.
struct Home {
    teller: Teller,
    live: watch::Receiver<Live>,
    stats: watch::Receiver<Stats>,
    asks: mpsc::Sender<Ask>,
    commands: mpsc::Sender<Received>,
    stop: oneshot::Sender<()>,
    _steps: mpsc::Sender<Step>,
    _visits: mpsc::Sender<Visit>,
    _link: watch::Sender<LinkState>,
    _dir: tempfile::TempDir,
}

impl Home {
    /// A home with two CO modules, and its engine.
    async fn new() -> (Self, impl Future<Output = ()> + Send) {
        let dir = tempfile::tempdir().unwrap();
        let outbox =
            outbox::open(dir.path(), &Limits::default(), Birth::at(None)).await.unwrap().outbox;
        let (teller, lines) = hearing();
        let (live_in, live) = watch::channel(Live::default());
        let (commands_in, commands) = mpsc::channel(4);
        let (asks_in, asks) = mpsc::channel(4);
        let (visits_in, visits) = mpsc::channel(4);
        let (steps_in, steps) = mpsc::channel(1);
        let (link_in, link) = watch::channel(LinkState::default());
        let (stop_in, stop) = oneshot::channel();
        let (writer, _guard) = tracing_appender::non_blocking(std::io::sink());
        let stats = outbox.stats();
        let parts = Parts {
            core: core(),
            clock: Clock::start(),
            hand: None,
            seats: Vec::new(),
            outbox,
            live: live_in,
            commands: Commands::new(vec![config::CommandName::Ping]),
            recorder: None,
            exits: Exits::default(),
            policy: Policy::default(),
            changes: Changes::new(),
            extras: flume::bounded(1).0,
            origin: (None, ClockQuality::Unset),
            identity: Identity {
                home: "h0042".to_owned(),
                broker: "localhost:1883".to_owned(),
                boot: 1,
                store: dir.path().to_owned(),
                notes: Vec::new(),
                log: writer.error_counter(),
            },
        };
        let ears = Ears {
            lines,
            commands,
            asks,
            visits,
            steps,
            stats: stats.clone(),
            link,
            found: None,
            stop,
        };
        let home = Self {
            teller,
            live,
            stats,
            asks: asks_in,
            commands: commands_in,
            stop: stop_in,
            _steps: steps_in,
            _visits: visits_in,
            _link: link_in,
            _dir: dir,
        };
        (home, Engine::new(parts).run(ears))
    }

    /// The numbers move silently.
    async fn wait_for_stats(&self, is_so: impl Fn(&Stats) -> bool) {
        let wait = async {
            while !is_so(&self.stats.borrow()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("it never comes");
    }
}

fn core() -> Core {
    let sensor = protocol::find("winsen").unwrap();
    let (lines, sources) = ["kitchen", "hall"]
        .into_iter()
        .zip(0..)
        .map(|(name, place)| {
            let setup = protocol::Setup::alone(sensor, sensor.model("ze07-co"));
            let sources = vec![Some(SourceId(place))];
            let line = WiredLine { name: name.to_owned(), setup, sources };
            (line, SourcePlan::new(name.to_owned(), alerts::Kind::Co))
        })
        .unzip();
    let settings = Settings {
        zone: TimeZone::UTC,
        night: Night::default(),
        policy: Policy::default(),
        samples: false,
    };
    Core::new(Wiring { lines, sources }, settings, 1)
}
