//! Home and station together, both real: from bytes on a line to a red tile, and nothing lost and
//! nothing twice whatever is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Root;
use community::core::person::{Consent, Consents, Record};
use community::store::Store as _;
use community::store::rows::{PersonChange, TokenIs};
use community::web::tokens;
use hil::broker::{Broker, Received, Rules};
use hil::clock::{HomeClock, Stopwatch, wait_for, wall_ms};
use hil::daemon::Program;
use hil::drive::Order;
use hil::home::{COMMUNITY, HOME, Home, Wishes};
use hil::looker::Looker;
use hil::neighbours::crowd::{Crowd, Pace, Where};
use hil::neighbours::{Neighbour, Wish};
use hil::resident::{Act, Resident};
use hil::station::{Premises, Station};
use protocol::Mono;
use rusqlite::{Connection, OpenFlags};

const PATIENCE: Duration = Duration::from_secs(60);

/// The promise is a second, on a machine that does nothing else.
const RED_WITHIN: Duration = Duration::from_secs(10);

/// Between two blows.
const CALM: Duration = Duration::from_secs(2);

const NEIGHBOURS: u64 = 8;

#[test]
fn smoke_on_the_line_turns_the_resident_s_tile_red() {
    let broker = Broker::start(Rules::default()).unwrap();
    let (premises, word) = premises(&broker);
    let _station = Station::start(&Program::station().unwrap(), &premises, &[]).unwrap();
    let looker = Looker::start(premises.page(), &word).unwrap();
    let life = Resident::new(1, yesterday_evening()).lived();
    let mut home = Home::new(Program::hearth().unwrap(), Wishes::new(life, broker.port())).unwrap();
    let mut daemon = home.begin().unwrap();
    let is = |class: &'static str| {
        move |frame: &hil::looker::Frame| {
            let paint = frame.tile(1).and_then(|tile| tile["class"].as_str());
            paint.is_some_and(|paint| paint.split(' ').any(|word| word == class))
        }
    };
    let state = broker.wait(PATIENCE, |it| it.topic.ends_with("/state"));
    state.expect("the home says nothing");

    let lit = Stopwatch::start();
    home.living().unwrap().order(Order::Act(Act::Smoke(true)));
    let red = looker.wait(PATIENCE, is("high")).expect("the tile does not turn red");

    let took = red.came.since(lit);
    println!("from the contact to the tile: {took:?}");
    assert!(took < RED_WITHIN, "{took:?}");
    assert!(daemon.stop().unwrap().status.success());
}

#[test]
fn whatever_is_killed_under_load_each_message_is_in_the_store_once() {
    let mut broker = Broker::start(Rules::default()).unwrap();
    let (premises, _) = premises(&broker);
    let program = Program::station().unwrap();
    let mut station = Station::start(&program, &premises, &[]).unwrap();
    let life = Resident::new(1, yesterday_evening()).lived();
    let wishes = Wishes { speed: 20, ..Wishes::new(life, broker.port()) };
    let mut home = Home::new(Program::hearth().unwrap(), wishes).unwrap();
    let mut daemon = home.begin().unwrap();
    let crowd = crowd(&broker);
    broker.wait(PATIENCE, |it| it.topic.ends_with("/minute")).expect("no minute");

    for blow in 0..2 {
        let happens = |act| home.living().unwrap().order(Order::Act(act));
        happens(Act::Door(blow == 0));
        happens(Act::Gas(blow == 0));
        std::thread::sleep(CALM);
        station.kill().unwrap();
        std::thread::sleep(CALM);
        station = Station::start(&program, &premises, &[]).unwrap();
        std::thread::sleep(CALM);
        broker.stop();
        std::thread::sleep(CALM);
        broker.resume().unwrap();
        std::thread::sleep(CALM);
        daemon.kill().unwrap();
        daemon = home.start_daemon().unwrap();
        daemon.wait_for_log("hearth is running").expect("it does not start again");
    }
    std::thread::sleep(CALM);
    crowd.end().unwrap();
    assert!(daemon.stop().unwrap().status.success());

    let said = said(&broker.received());
    let log = || station.log().join("\n");
    let many = said.values().map(BTreeSet::len).sum::<usize>() > 200;
    assert!(many, "{:?}\n{} connections\n{}", counts(&said), broker.connects(), log());
    let db = premises.folder().join("store");
    let settled = wait_for(PATIENCE, || (kept(&db)? == counts(&said)).then_some(()));
    assert!(settled.is_some(), "said {:?}\nkept {:?}\n{}", counts(&said), kept(&db), log());
    // What comes late comes twice.
    std::thread::sleep(CALM);
    station.stop().unwrap();
    assert_eq!(kept(&db), Some(counts(&said)));
    assert_eq!(holes(&premises, &said), Vec::<String>::new());
}

/// When the life begins: minutes that are a week old are packed, and no rows of their own any more.
fn yesterday_evening() -> &'static str {
    let yesterday = jiff::Timestamp::from_millisecond(wall_ms() - 86_400_000).unwrap();
    String::leak(format!("{}T20:00:00+08:00", yesterday.strftime("%Y-%m-%d")))
}

/// A station whose only resident is the real gateway's, and the word of its wall.
fn premises(broker: &Broker) -> (Premises, String) {
    let premises = Premises::new(&hil::station::Wishes {
        community: COMMUNITY.to_owned(),
        name: "Kangzhuang".to_owned(),
        broker: format!("mqtt://127.0.0.1:{}", broker.port()),
        login: None,
        usual_port: false,
        calls: false,
    });
    let premises = premises.unwrap();
    let monitoring = Some(Consent { since: "2026-11-01".into(), by: "lin".into() });
    let record = Record {
        name: "Du Guiying".into(),
        surname: "Du".into(),
        consents: Consents { monitoring, ..Consents::default() },
        ..Record::default()
    };
    let add = PersonChange::Add { home: HOME.parse().ok(), seat: Some(1), record };
    let opened = premises.open().unwrap();
    let word = block_on(async {
        opened.store.change_people(vec![add], "lin", Wall(wall_ms())).await.unwrap();
        tokens::offer(&opened.store, "hall", TokenIs::Wall).await.unwrap()
    });
    (premises, word)
}

fn crowd(broker: &Broker) -> Crowd {
    let homes = (1..=NEIGHBOURS).map(|seed| {
        let root = Root::new(COMMUNITY, &format!("n{seed}")).unwrap();
        Neighbour::new(root, Wish { seed, start: wall_ms(), troubled: 100 })
    });
    let at = Where { host: "127.0.0.1".into(), port: broker.port(), login: None };
    let pace = Pace { clock: HomeClock::start(120), lived: Mono::ZERO };
    Crowd::start(&at, pace, homes.map(|home| vec![home]).collect()).unwrap()
}

/// What the broker has had of each home and kind: names of messages.
fn said(received: &[Received]) -> BTreeMap<(String, &'static str), BTreeSet<String>> {
    let mut said = BTreeMap::<_, BTreeSet<String>>::new();
    for publish in received {
        let mut words = publish.topic.split('/').skip(3);
        let home = words.next().unwrap().to_owned();
        let kind = match words.next() {
            Some("alarm") => "alarm",
            Some("event") => "event",
            Some("minute") => "minute",
            Some(_) | None => continue,
        };
        let payload: serde_json::Value = serde_json::from_slice(&publish.payload).unwrap();
        // A later word about a fact takes the place of an earlier one.
        let name = if kind == "event" { &payload["body"]["fact"] } else { &payload["id"] };
        said.entry((home, kind)).or_default().insert(name.as_str().unwrap().to_owned());
    }
    said
}

type Counts = BTreeMap<(String, String), usize>;

fn counts(said: &BTreeMap<(String, &'static str), BTreeSet<String>>) -> Counts {
    said.iter()
        .map(|((home, kind), names)| ((home.clone(), (*kind).to_owned()), names.len()))
        .collect()
}

/// What is in the store's file, of each home and kind. The station may be running.
fn kept(folder: &Path) -> Option<Counts> {
    let file = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let file = file.filter(|path| path.extension().is_some_and(|it| it == "db")).min()?;
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut counts = Counts::new();
    for (kind, table) in
        [("alarm", "alarm WHERE seq IS NOT NULL"), ("event", "event"), ("minute", "minute")]
    {
        let sql = format!(
            "SELECT (SELECT name FROM home WHERE id = home), count(*) FROM {table} GROUP BY home"
        );
        let mut rows = db.prepare(&sql).ok()?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).ok()?;
        for (home, count) in rows.filter_map(Result::ok) {
            counts.insert((home, kind.to_owned()), usize::try_from(count).unwrap());
        }
    }
    Some(counts)
}

/// What the cursors miss of the lanes that must not lose anything, and what the broker has had of it.
fn holes(
    premises: &Premises,
    said: &BTreeMap<(String, &'static str), BTreeSet<String>>,
) -> Vec<String> {
    let opened = premises.open().unwrap();
    let loaded = block_on(opened.store.load(Wall(wall_ms()))).unwrap();
    let mut holes = Vec::new();
    for home in loaded.homes {
        for (lane, cursor) in home.cursors {
            for missing in cursor.missing() {
                let had = (missing.from..=missing.to)
                    .map(|seq| format!("{}{}{seq}", missing.boot, lane.letter()));
                let names = said.iter().filter(|((of, _), _)| *of == home.home.as_str());
                let had = had.filter(|id| names.clone().any(|(_, names)| names.contains(id)));
                holes.extend(had.map(|id| format!("{} {id}", home.home.as_str())));
            }
        }
    }
    holes
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
