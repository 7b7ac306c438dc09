//! Who gives the neighbours time and a broker? A thread with a few connections; on each speak some of
//! them, in the time of a clock that may run faster.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::JoinHandle;
use std::time::Duration;

use alerts::message::Root;
use anyhow::Context;
use protocol::Mono;
use rumqttc::{AsyncClient, Event, EventLoop, LastWill, MqttOptions, Packet, Publish, QoS};
use tokio::sync::{mpsc, watch};

use super::{Neighbour, Sent};
use crate::clock::HomeClock;

/// Messages that wait for a connection; then the homes on it wait too.
const REQUESTS: usize = 512;

/// What a connection has unacknowledged at a time.
const INFLIGHT: u16 = 200;

/// Commands that wait for their homes; a station says again what was not answered.
const COMMANDS: usize = 256;

/// After a lost connection.
const AGAIN: Duration = Duration::from_millis(100);

/// Up to here each home of a connection subscribes to its own commands, beyond that to everybody's.
const FEW: usize = 8;

/// How long the last words may take.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Where the broker is.
#[derive(Clone, Debug)]
pub struct Where {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password.
    pub login: Option<(String, String)>,
}

/// The homes' time: that of a clock, and what they had lived when it started.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The clock.
    pub clock: HomeClock,
    /// Their own time at its zero.
    pub lived: Mono,
}

impl Pace {
    fn now(self) -> Mono {
        self.lived + Duration::from_millis(self.clock.now().0)
    }

    fn until(self, at: Mono) -> Duration {
        self.clock.until(Mono(at.0.saturating_sub(self.lived.0)))
    }
}

/// Neighbours who live, until this is dropped or asked for them.
#[derive(Debug)]
pub struct Crowd {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<Vec<Neighbour>>>,
}

impl Crowd {
    /// They begin to speak, each group on a connection of its own.
    ///
    /// # Errors
    ///
    /// When the machine has no thread for it.
    pub fn start(at: &Where, pace: Pace, groups: Vec<Vec<Neighbour>>) -> anyhow::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let at = at.clone();
        let thread =
            std::thread::Builder::new().name("neighbours".to_owned()).spawn(move || {
                runtime.block_on(async {
                    let groups = groups.into_iter().filter(|group| !group.is_empty());
                    let tasks: Vec<_> = groups
                        .map(|group| tokio::spawn(speak(at.clone(), pace, group, stopped.clone())))
                        .collect();
                    let mut homes = Vec::new();
                    for task in tasks {
                        homes.extend(task.await.unwrap_or_default());
                    }
                    homes
                })
            })?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// They fall silent when what they have said is with the broker; the homes as they are then.
    ///
    /// # Errors
    ///
    /// When they broke off.
    pub fn end(mut self) -> anyhow::Result<Vec<Neighbour>> {
        self.stop.send_replace(true);
        let thread = self.thread.take().context("they have ended already")?;
        thread.join().map_err(|_| anyhow::anyhow!("the neighbours broke off"))
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The homes of one connection live and speak.
async fn speak(
    at: Where,
    pace: Pace,
    homes: Vec<Neighbour>,
    mut stopped: watch::Receiver<bool>,
) -> Vec<Neighbour> {
    let Some((client, events)) = homes.first().map(|first| connection(&at, first)) else {
        return homes;
    };
    let filters = filters(&homes);
    let (link_in, mut link) = watch::channel(Link::default());
    let (heard_in, mut heard) = mpsc::channel(COMMANDS);
    let network =
        Network { events, client: client.clone(), filters, link: link_in, heard: heard_in };
    let network = tokio::spawn(network.run());
    let mut group = Group::new(homes, client);
    let mut links = 0;
    loop {
        tokio::select! {
            () = told(&mut stopped) => break,
            changed = link.changed() => {
                let there = link.borrow_and_update().times;
                if changed.is_err() { break }
                if there > links {
                    links = there;
                    group.connected(pace.now()).await;
                }
            }
            Some(command) = heard.recv() => group.command(pace.now(), &command).await,
            () = tokio::time::sleep(pace.until(group.due())), if links > 0 => {
                group.live(pace.now()).await;
            }
        }
    }
    // What was handed over is to reach the broker.
    let done = link.wait_for(|link| link.acked >= group.said);
    drop(tokio::time::timeout(LAST_WORDS, done).await);
    network.abort();
    group.homes
}

/// Until they are to stop.
async fn told(stopped: &mut watch::Receiver<bool>) {
    // An error is a crowd that was dropped.
    drop(stopped.wait_for(|stop| *stop).await);
}

fn connection(at: &Where, first: &Neighbour) -> (AsyncClient, EventLoop) {
    let root = first.root();
    let name = format!("hearth-{}-{}", root.community(), root.home());
    let mut options = MqttOptions::new(name, &at.host, at.port);
    options.set_clean_session(false).set_keep_alive(Duration::from_secs(30));
    options.set_inflight(INFLIGHT);
    let (topic, payload) = first.last_will();
    options.set_last_will(LastWill::new(topic, payload, QoS::AtLeastOnce, true));
    if let Some((user, password)) = &at.login {
        options.set_credentials(user, password);
    }
    AsyncClient::new(options, REQUESTS)
}

fn filters(homes: &[Neighbour]) -> Vec<String> {
    match homes.first() {
        Some(first) if homes.len() > FEW => {
            vec![format!("hearth/v1/{}/+/command/#", first.root().community())]
        }
        _ => homes.iter().map(|home| home.root().topic("command/#")).collect(),
    }
}

/// How a connection stands.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    /// How often it came about.
    times: u32,
    /// How many messages the broker has acknowledged.
    acked: u64,
}

/// The network's half of a connection. It never waits for the homes.
struct Network {
    events: EventLoop,
    client: AsyncClient,
    filters: Vec<String>,
    link: watch::Sender<Link>,
    heard: mpsc::Sender<Publish>,
}

impl Network {
    async fn run(mut self) {
        loop {
            match self.events.poll().await {
                Ok(Event::Incoming(packet)) => self.take(packet),
                Ok(Event::Outgoing(_)) => {}
                Err(_) => tokio::time::sleep(AGAIN).await,
            }
        }
    }

    fn take(&self, packet: Packet) {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the rest is between the client and the broker"
        )]
        match packet {
            Packet::ConnAck(_) => {
                for filter in &self.filters {
                    // If there is no room the homes hear no commands until the next connection.
                    drop(self.client.try_subscribe(filter, QoS::AtLeastOnce));
                }
                self.link.send_modify(|link| link.times += 1);
            }
            Packet::PubAck(_) => self.link.send_modify(|link| link.acked += 1),
            Packet::Publish(publish) => drop(self.heard.try_send(publish)),
            _ => {}
        }
    }
}

/// Homes that share a connection.
struct Group {
    homes: Vec<Neighbour>,
    by_name: BTreeMap<String, usize>,
    due: BTreeSet<(Mono, usize)>,
    client: AsyncClient,
    said: u64,
}

impl Group {
    fn new(homes: Vec<Neighbour>, client: AsyncClient) -> Self {
        let named = homes.iter().enumerate();
        let by_name = named.map(|(n, home)| (home.root().home().to_owned(), n)).collect();
        let due = homes.iter().enumerate().map(|(n, home)| (home.poll_timeout(), n)).collect();
        Self { homes, by_name, due, client, said: 0 }
    }

    fn due(&self) -> Mono {
        self.due.first().map_or(Mono(u64::MAX), |(at, _)| *at)
    }

    async fn connected(&mut self, now: Mono) {
        for n in 0..self.homes.len() {
            self.let_live(n, |home| home.handle_connected(now)).await;
        }
    }

    async fn live(&mut self, now: Mono) {
        while let Some((at, n)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&(at, n));
            self.let_live(n, |home| home.handle_timeout(now)).await;
        }
    }

    async fn command(&mut self, now: Mono, publish: &Publish) {
        let mut words = publish.topic.split('/').skip(3);
        let (home, name) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
        let Some(n) = self.by_name.get(home).copied() else { return };
        self.let_live(n, |home| home.handle(now, name, &publish.payload)).await;
    }

    async fn let_live(&mut self, n: usize, act: impl FnOnce(&mut Neighbour)) {
        let Some(home) = self.homes.get_mut(n) else { return };
        self.due.remove(&(home.poll_timeout(), n));
        act(home);
        self.due.insert((home.poll_timeout(), n));
        let said: Vec<Sent> = std::iter::from_fn(|| home.poll_event()).collect();
        for sent in newest(said) {
            let Sent { topic, payload, retain, durable: _ } = sent;
            // It fails only when the network's half is gone, and then all is over.
            if self.client.publish(topic, QoS::AtLeastOnce, retain, payload).await.is_ok() {
                self.said += 1;
            }
        }
    }
}

/// Of what the broker is to keep only the newest of each topic: a home that comes late does not tell
/// how it was meanwhile.
fn newest(mut said: Vec<Sent>) -> Vec<Sent> {
    let mut kept = BTreeSet::new();
    said.reverse();
    said.retain(|sent| !sent.retain || kept.insert(sent.topic.clone()));
    said.reverse();
    said
}

/// So many neighbours, `h0001` on, of whom nobody is `but`.
///
/// # Errors
///
/// When the names make no topics.
pub fn invited(
    community: &str,
    count: usize,
    but: &str,
    wish: impl Fn(u64) -> super::Wish,
) -> anyhow::Result<Vec<Neighbour>> {
    let names = (1_u64..).map(|n| (n, format!("h{n:04}"))).filter(|(_, name)| name != but);
    names
        .take(count)
        .map(|(n, name)| Ok(Neighbour::new(Root::new(community, &name)?, wish(n))))
        .collect()
}
