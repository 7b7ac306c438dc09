//! How much does the station bear, and how soon is it on the wall meanwhile? Ten thousand simulated homes
//! through mosquitto into the real program; homes apart from them say what is waited for at the wall.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Root;
use anyhow::{Context, bail};
use community::core::person::{Consent, Consents, Record};
use community::opened::Opened;
use community::store::Store as _;
use community::store::rows::{PersonChange, TokenIs};
use community::web::tokens;
use protocol::Mono;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::flood::flood;
use super::{Figure, called, quantile, red};
use crate::ask::{Asked, ask};
use crate::clock::{HomeClock, Stopwatch, wait_for, wall_ms};
use crate::daemon::Program;
use crate::home::{COMMUNITY, HOME};
use crate::looker::{Frame, Looker};
use crate::mosquitto::{Login, Mosquitto};
use crate::neighbours::crowd::{Crowd, Pace, Where};
use crate::neighbours::{Neighbour, Wish};
use crate::process::{cpu_seconds, resident_mib};
use crate::station::{Premises, Station, Wishes};
use crate::subscriber::Subscriber;

pub(super) const LOGIN: Login = Login { user: "all", password: "a", rules: &["topic readwrite #"] };

/// Logging each message and saving at each would be what is measured.
const MORE: &str = "log_type none\nautosave_on_changes false\nautosave_interval 1800\n\
                    max_inflight_messages 1000\n";

/// Connections that the homes share.
const CONNECTIONS: usize = 8;

/// Homes that are waited for at the wall: one of a hundred of the others, as many as have an alarm.
const WAITED_FOR: u16 = 100;

/// The seat of the one home that has a real gateway.
const WITH_A_GATEWAY: u16 = WAITED_FOR + 1;

/// So long homes may take to begin, and so long they are looked at then.
const BEGUN: Duration = Duration::from_secs(20);

const LIVED: Duration = Duration::from_secs(40);

/// Nothing takes longer that happens at all.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// The pages of a station answer one peer so often and no more.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// Homes that a flood comes from.
const FLOODING: u32 = 200;

/// What the person at the command line wants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) homes: usize,
    pub(super) seconds: u64,
    pub(super) waiting: u32,
}

/// All of it.
pub(super) fn measure(wanted: Wanted) -> anyhow::Result<Vec<Figure>> {
    let program = Program::station()?;
    let mut figures = few(&program)?;
    let hall = Hall::open()?;
    let station = Station::start(&program, &hall.premises, &[])?;
    figures.extend(many(&hall, &station, wanted)?);
    figures.push(through_the_broker(&hall, wanted.waiting)?);
    station.stop()?;
    figures.push(waiting(&hall, &program, wanted.waiting)?);
    figures.extend(called::measure(&program, wanted.homes)?);
    Ok(figures)
}

/// A broker, and a station that is not started yet.
pub(super) struct Hall {
    pub(super) broker: Mosquitto,
    pub(super) premises: Premises,
    word: String,
}

impl Hall {
    /// With a hundred residents.
    fn open() -> anyhow::Result<Self> {
        let mut hall = Self::of("")?;
        let people = (1..=WITH_A_GATEWAY).map(resident).collect();
        hall.word = hall.prepare(|opened, runtime| {
            runtime.block_on(async {
                opened.store.change_people(people, "bench", Wall(wall_ms())).await?;
                let word = tokens::offer(&opened.store, "bench", TokenIs::Wall).await;
                word.map_err(|refusal| anyhow::anyhow!("no word for the wall: {refusal:?}"))
            })
        })?;
        Ok(hall)
    }

    /// With nobody, and with `more` in its configuration.
    pub(super) fn of(more: &str) -> anyhow::Result<Self> {
        let broker = Mosquitto::start_with(&[LOGIN], |_| Ok(MORE.to_owned()))?;
        let premises = Premises::new(&Wishes {
            community: COMMUNITY.to_owned(),
            name: "Bench".to_owned(),
            broker: format!("mqtt://127.0.0.1:{}", broker.port()),
            login: Some((LOGIN.user.to_owned(), LOGIN.password.to_owned())),
            usual_port: false,
            calls: false,
        })?;
        premises.configure(more)?;
        Ok(Self { broker, premises, word: String::new() })
    }

    /// Writes into the store before the station starts.
    pub(super) fn prepare<T>(
        &self,
        write: impl FnOnce(&Opened, &Runtime) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        write(
            &self.premises.open()?,
            &tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        )
    }

    fn at(&self) -> Where {
        let login = Some((LOGIN.user.to_owned(), LOGIN.password.to_owned()));
        Where { host: "127.0.0.1".to_owned(), port: self.broker.port(), login }
    }

    /// How many durable messages the station has taken for new since its start.
    fn taken(&self) -> anyhow::Result<u64> {
        let asked = Asked { path: "/metrics", ..Asked::default() };
        let text = ask(self.premises.page(), &asked)?.body;
        let new = |line: &str| {
            line.strip_prefix("hearth_messages_total{was=\"new\"} ")?.trim().parse().ok()
        };
        Ok(text.lines().find_map(new).unwrap_or(0))
    }

    /// Waits until it has taken so many.
    pub(super) fn wait(&self, count: u64) -> anyhow::Result<()> {
        let there = wait_for(PATIENCE, || {
            std::thread::sleep(BETWEEN_LOOKS);
            self.taken().ok().filter(|taken| *taken >= count)
        });
        there.with_context(|| format!("{count} messages do not arrive: {:?}", self.taken()))?;
        Ok(())
    }
}

fn resident(seat: u16) -> PersonChange {
    let monitoring = Some(Consent { since: "2026-11-01".to_owned(), by: "bench".to_owned() });
    let consents = Consents { monitoring, ..Consents::default() };
    let record = Record { name: format!("Resident {seat}"), consents, ..Record::default() };
    let home =
        if seat == WITH_A_GATEWAY { HOME.parse().ok() } else { waited_for(seat).parse().ok() };
    PersonChange::Add { home, seat: Some(seat), record }
}

fn waited_for(seat: u16) -> String {
    format!("w{seat:04}")
}

/// So many homes that speak.
pub(super) fn crowd(hall: &Hall, homes: usize) -> anyhow::Result<Crowd> {
    let mut groups: Vec<Vec<Neighbour>> = (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for n in 0..homes {
        let wish = Wish { seed: n as u64, start: wall_ms(), troubled: 0 };
        let root = Root::new(COMMUNITY, &format!("h{n:05}"))?;
        if let Some(group) = groups.get_mut(n % CONNECTIONS) {
            group.push(Neighbour::new(root, wish));
        }
    }
    let pace = Pace { clock: HomeClock::start(1), lived: Mono::ZERO };
    Crowd::start(&hall.at(), pace, groups)
}

/// The memory and the processor of a small community's station, and how soon its wall is red.
fn few(program: &Program) -> anyhow::Result<Vec<Figure>> {
    let hall = Hall::open()?;
    let station = Station::start(program, &hall.premises, &[])?;
    let crowd = crowd(&hall, 50)?;
    let looker = Looker::start(hall.premises.page(), &hall.word)?;
    std::thread::sleep(BEGUN);
    let before = cpu_seconds(station.pid())?;
    std::thread::sleep(LIVED);
    let share = (cpu_seconds(station.pid())? - before) / LIVED.as_secs_f64() * 100.0;
    let memory = resident_mib(station.pid())?;
    let mut figures = vec![
        Figure {
            what: "station: resident memory, 50 homes and a wall",
            value: memory,
            unit: "MiB",
            at_most: Some(40.0),
        },
        Figure {
            what: "… processor meanwhile, of one core",
            value: share,
            unit: "%",
            at_most: Some(3.0),
        },
    ];
    let broker = (hall.broker.port(), LOGIN.user, LOGIN.password);
    figures.extend(red::measure(broker, &looker, WITH_A_GATEWAY)?);
    crowd.end()?;
    station.stop()?;
    Ok(figures)
}

/// Memory, and how soon a change and an alarm are at the wall while everybody speaks.
fn many(hall: &Hall, station: &Station, wanted: Wanted) -> anyhow::Result<Vec<Figure>> {
    let crowd = crowd(hall, wanted.homes)?;
    // Each of them says a minute within the first.
    hall.wait(wanted.homes as u64)?;
    let looker = Looker::start(hall.premises.page(), &hall.word)?;
    let login = Some((LOGIN.user, LOGIN.password));
    let speaker = Subscriber::start(("127.0.0.1", hall.broker.port()), login, "nobody/speaks")?;
    let (mut changes, mut alarms) = (Vec::new(), Vec::new());
    let (length, began) = (Duration::from_secs(wanted.seconds), Stopwatch::start());
    let mut round = 0_u32;
    while began.elapsed() < length || alarms.is_empty() {
        round += 1;
        let seat = u16::try_from(round % u32::from(WAITED_FOR))? + 1;
        let rate = 50 + round / u32::from(WAITED_FOR) % 40;
        changes.push(see(&looker, &speaker, (seat, "state", state(seat, rate)), |tile| {
            tile.get("rate").and_then(Value::as_str) == Some(&rate.to_string())
        })?);
        if round <= u32::from(WAITED_FOR) {
            alarms.push(see(&looker, &speaker, (seat, "alarm/smoke", alarm(seat)), |tile| {
                tile.get("class").and_then(Value::as_str).is_some_and(|it| it.contains("high"))
            })?);
        }
    }
    let memory = resident_mib(station.pid())?;
    crowd.end()?;
    changes.sort_by(f64::total_cmp);
    alarms.sort_by(f64::total_cmp);
    let ms = |what, value, at_most| Figure { what, value, unit: "ms", at_most };
    Ok(vec![
        Figure {
            what: "station: resident memory, all homes (10,000) and a wall",
            value: memory,
            unit: "MiB",
            at_most: Some(200.0),
        },
        ms("… message to the wall's stream meanwhile: p50", quantile(&changes, 0.5), None),
        ms("… p99", quantile(&changes, 0.99), Some(500.0)),
        ms("… alarm to the wall's stream: p50", quantile(&alarms, 0.5), None),
        ms("… p99", quantile(&alarms, 0.99), Some(200.0)),
    ])
}

/// Milliseconds from what a home says to the tile that shows it.
fn see(
    looker: &Looker,
    speaker: &Subscriber,
    (seat, below, payload): (u16, &str, Value),
    wanted: impl Fn(&Value) -> bool,
) -> anyhow::Result<f64> {
    drop(looker.take());
    let root = Root::new(COMMUNITY, &waited_for(seat))?;
    let sent = Stopwatch::start();
    speaker.publish(&root.topic(below), &payload.to_string())?;
    let shows = |frame: &Frame| frame.tile(seat).is_some_and(&wanted);
    let frame = looker.wait(PATIENCE, shows).with_context(|| format!("seat {seat}: {below}"))?;
    Ok(frame.came.since(sent).as_secs_f64() * 1_000.0)
}

fn state(seat: u16, rate: u32) -> Value {
    json!({
        "v": 1, "home": waited_for(seat), "boot": 1, "mono": 1, "clock": "unset",
        "body": {
            "where": "bed", "sleep": "awake", "activity": "rare",
            "heart_rate": { "per_min": rate, "age_s": 1 },
            "today": { "bed_exits": 0, "turn_overs": 0, "nap_min": 0 },
            "air": {}, "sensors": [], "alarms": 0,
        },
    })
}

fn alarm(seat: u16) -> Value {
    json!({
        "v": 1, "id": "1a1", "home": waited_for(seat), "boot": 1, "lane": "alarms", "seq": 1,
        "mono": 1, "clock": "unset",
        "body": {
            "alarm": "1-1", "kind": "smoke", "priority": "high", "step": "raised", "times": 1,
            "condition": "active", "latched": true, "line": "kitchen-smoke", "room": "kitchen",
            "evidence": [{ "code": "smoke-on", "args": {}, "what": "smoke on" }],
            "escalation": 0, "durable": true, "test": false,
        },
    })
}

/// As fast as mosquitto passes them on, while the station listens.
fn through_the_broker(hall: &Hall, count: u32) -> anyhow::Result<Figure> {
    let before = hall.taken()?;
    let began = Stopwatch::start();
    flood(&hall.at(), COMMUNITY, "f", (FLOODING, count))?;
    hall.wait(before + u64::from(count))?;
    let what = "station: taken in through mosquitto (goal: 8,000 and more)";
    Ok(per_second(what, count, began))
}

/// What waited while the station was away, all of it once.
fn waiting(hall: &Hall, program: &Program, count: u32) -> anyhow::Result<Figure> {
    flood(&hall.at(), COMMUNITY, "g", (FLOODING, count))?;
    let began = Stopwatch::start();
    let station = Station::start(program, &hall.premises, &[])?;
    hall.wait(u64::from(count))?;
    let figure = per_second("station: what waited is taken in", count, began);
    let taken = hall.taken()?;
    station.stop()?;
    if taken != u64::from(count) {
        bail!("{count} waited, and {taken} were taken for new");
    }
    Ok(figure)
}

fn per_second(what: &'static str, count: u32, began: Stopwatch) -> Figure {
    let value = f64::from(count) / began.elapsed().as_secs_f64();
    Figure { what, value, unit: "1/s", at_most: None }
}
