//! The ingest with a real link: what homes publish while everything around it fails. Counts are exact.

mod memory;

use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use tokio::task::JoinHandle;

use super::*;
use crate::broker::{Broker, Rules};
use crate::core::board::{AlarmOf, Contact};
use crate::mqtt::{self, Settings};
use crate::store::rows::Effect;
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};
use memory::Memory;

/// For a condition that comes true, however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn what_a_home_says_is_on_the_wall_and_in_the_store() {
    let broker = broker();
    let home = id("h1");
    let rig = Rig::start(&broker, Arc::new(Memory::default())).await;

    rig.say("h1", "state", "", r#"{"where":"bed","heart_rate":{"per_min":62,"age_s":0}}"#);
    rig.say("h1", "event/nap", "8e1", "{}");
    rig.say("h1", "event/nap", "8e1", "{}");

    rig.until("live on the wall", || {
        rig.hall.snapshot().tiles.get(&home).is_some_and(|tile| tile.contact == Contact::Live)
    })
    .await;
    rig.until("one event", || {
        rig.store.events() == 1 && rig.health.lag(rig.clock.mono()).is_zero()
    })
    .await;
    assert!(rig.homes.home(&home).await.unwrap().said.is_some());
    assert_eq!(rig.homes.standing().await.0.live, 1);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_refuses_keeps_no_alarm_from_the_wall_and_loses_nothing() {
    let broker = broker();
    let store = Arc::new(Memory::default());
    store.refuse(true);
    let rig = Rig::start(&broker, Arc::clone(&store)).await;

    for n in 1..=700 {
        rig.say("h1", "event/nap", &format!("8e{n}"), "{}");
    }
    rig.say("h2", "alarms", "", r#"{"open":[{"alarm":"8-1","kind":"smoke","priority":"high"}]}"#);

    rig.until("the alarm is on the wall", || !rig.hall.snapshot().strip.is_empty()).await;
    rig.until("the store's refusal is said", || !rig.faults().is_empty()).await;
    assert_eq!(store.events(), 0);
    store.refuse(false);
    rig.until("all events", || store.events() == 700).await;
    rig.until("health is good", || rig.faults().is_empty()).await;
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_under_load_it_has_every_message_once() {
    const EACH: u32 = 400;
    let broker = broker();
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::new(SealingKey::random().unwrap());

    for round in 0..4 {
        let rig = Rig::start(&broker, Arc::new(sqlite(dir.path(), &vault))).await;
        for n in 1..=EACH {
            rig.say("h1", "event/nap", &format!("8e{}", round * EACH + n), "{}");
        }
        // In the middle of whatever it does: the future of a commit is dropped, nothing is finished.
        let some = usize::try_from(round * EACH + EACH / 3).unwrap();
        rig.until_stored(some).await;
        rig.kill().await;
    }
    let rig = Rig::start(&broker, Arc::new(sqlite(dir.path(), &vault))).await;
    let all = usize::try_from(4 * EACH).unwrap();
    rig.until_stored(all).await;
    at(&broker).stop();
    at(&broker).resume().unwrap();
    rig.say("h1", "event/nap", "8e1601", "{}");
    rig.until_stored(all + 1).await;
    assert_eq!(rig.stored().await, all + 1);
    assert_eq!(rig.homes.standing().await.0.missing, 0);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_hostile_payloads_stop_nobody_from_being_heard() {
    let broker = broker();
    let rig = Rig::start(&broker, Arc::new(Memory::default())).await;
    let mut numbers = 1_u64..;
    for n in 0..10_000_u64 {
        let below =
            ["event/nap", "alarm/smoke", "minute", "gap", "alarms", "state"][n as usize % 6];
        let mut payload = envelope("h1", "8e1", "{}");
        let wound = numbers.next().unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = wound as usize % payload.len();
        payload[place] = (wound >> 32) as u8 | 0x80;
        if n % 1_000 == 0 {
            payload.resize(50_000, b' ');
        }
        at(&broker).say(&topic("h1", below), payload);
        if n % 200 == 0 {
            rig.until("it keeps up", || rig.metrics.poisons() + 400 >= n).await;
        }
    }
    rig.say("h2", "alarm/smoke", "8a1", r#"{"alarm":"8-1","kind":"smoke","priority":"high"}"#);
    let smoke = || {
        let strip = rig.hall.snapshot().strip;
        strip.iter().any(|line| matches!(&line.of, AlarmOf::Home(step) if step.alarm == "8-1"))
    };
    rig.until("the alarm of another home", smoke).await;
    rig.until("some are set aside", || rig.store.poisons() > 0).await;
    assert!(rig.store.poisons() <= 1_000);
    rig.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_home_is_forgotten_and_its_retained_messages_are_emptied() {
    let broker = broker();
    at(&broker).retain(&topic("h1", "state"), envelope("h1", "", r#"{"where":"bed"}"#));
    let rig = Rig::start(&broker, Arc::new(Memory::default())).await;
    let home = id("h1");
    rig.until("it is known", || rig.hall.snapshot().tiles.contains_key(&home)).await;

    rig.homes.forget(&home).await;

    assert!(rig.homes.home(&home).await.is_none());
    let emptied = |below: &str| {
        let all = at(&broker).received();
        all.iter().any(|it| it.topic == topic("h1", below) && it.payload.is_empty() && it.retain)
    };
    rig.until("all are emptied", || emptied("state") && emptied("summary/day")).await;
    rig.until("the broker has said so", || rig.store.emptied() == 1).await;
    rig.stop().await;
}

/// A station without pages.
struct Rig<S> {
    broker: Arc<Mutex<Broker>>,
    clock: Clock,
    store: Arc<S>,
    hall: Arc<Hall>,
    health: Arc<Health>,
    metrics: Arc<Metrics>,
    homes: Homes,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl<S: Store> Rig<S> {
    async fn start(broker: &Arc<Mutex<Broker>>, store: Arc<S>) -> Self {
        let (clock, (stop, stopped)) = (Clock::new(1), watch::channel(false));
        let health = Arc::new(Health::new(clock.mono(), None));
        let links = mqtt::start(&settings(at(broker).port()), clock, &health, &stopped);
        let (hall, metrics) = (Arc::<Hall>::default(), Arc::<Metrics>::default());
        let with = With {
            community: "k".to_owned(),
            clock,
            store: Arc::clone(&store),
            hall: Arc::clone(&hall),
            health: Arc::clone(&health),
            metrics: Arc::clone(&metrics),
        };
        let (ingest, homes) = Ingest::new(with, links).await.unwrap();
        let task = tokio::spawn(ingest.run(stopped));
        let rig = Self {
            broker: Arc::clone(broker),
            clock,
            store,
            hall,
            health,
            metrics,
            homes,
            stop,
            task,
        };
        rig.until("both links are up", || rig.health.is_connected()).await;
        rig
    }

    fn say(&self, home: &str, below: &str, id: &str, body: &str) {
        at(&self.broker).say(&topic(home, below), envelope(home, id, body));
    }

    fn faults(&self) -> Vec<crate::health::Fault> {
        self.health.faults(self.clock.mono())
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = self.clock.mono() + PATIENCE;
        while !is_so() {
            assert!(self.clock.mono() < end, "never: {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Events of h1 in the store.
    async fn stored(&self) -> usize {
        self.store.timeline(&id("h1"), Wall(0)..Wall(i64::MAX)).await.unwrap().events.len()
    }

    async fn until_stored(&self, least: usize) {
        let end = self.clock.mono() + PATIENCE;
        while self.stored().await < least {
            assert!(self.clock.mono() < end, "never: {least} events");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }

    /// As `kill -9` does: nothing is finished.
    async fn kill(self) {
        self.task.abort();
        drop(self.task.await);
        self.stop.send_replace(true);
    }
}

fn sqlite(dir: &Path, vault: &Vault) -> Sqlite {
    Sqlite::open(&dir.join("store"), &dir.join("copies"), vault.clone()).unwrap()
}

fn settings(port: u16) -> Settings {
    Settings {
        community: "k".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        tls: None,
        username: None,
        password_file: None,
        keep_alive: Duration::from_secs(30),
    }
}

fn broker() -> Arc<Mutex<Broker>> {
    Arc::new(Mutex::new(Broker::start(Rules::default()).unwrap()))
}

fn at(broker: &Mutex<Broker>) -> MutexGuard<'_, Broker> {
    broker.lock().unwrap()
}

fn id(home: &str) -> HomeId {
    home.parse().unwrap()
}

fn topic(home: &str, below: &str) -> String {
    format!("hearth/v1/k/{home}/{below}")
}

fn envelope(home: &str, id: &str, body: &str) -> Vec<u8> {
    let name = match id.parse::<alerts::message::Id>() {
        Ok(name) => {
            let lane = serde_json::to_string(&name.lane).unwrap();
            format!(r#""id":"{id}","lane":{lane},"seq":{},"#, name.seq)
        }
        Err(_) => String::new(),
    };
    format!(r#"{{"v":1,{name}"home":"{home}","boot":8,"mono":5,"clock":"unset","body":{body}}}"#)
        .into_bytes()
}
