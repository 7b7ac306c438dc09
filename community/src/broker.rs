//! A small MQTT broker for tests, the demo and trying out. It is a tool of the rig, on loopback only
//! and without a disk: nobody runs a community on it.
//!
//! MQTT 3.1.1 on loopback, QoS 0 and 1 (a client that uses QoS 2 is let go), retained messages,
//! wills, sessions in memory, take-over, limits, and publishers that wait for slow subscribers.
//! It writes down everything it receives, in order. What mosquitto cannot be told to do, it can:
//! acknowledge late, wrongly or never, lose its sessions, cut a connection in the middle of a
//! packet, refuse a login, swallow what it acknowledges, close on a topic, freeze. See [`Rules`].

mod connection;
mod hub;
mod topic;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::Publish;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use hub::Hub;

/// A connection that has a port by chance is over after a few seconds.
const WAIT: Duration = Duration::from_millis(50);
const MOST_WAITS: u32 = 200;

/// How much it carries and writes down.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; more are closed unheard.
    pub connections: usize,
    /// Messages that it writes down; later ones are only passed on.
    pub received: usize,
}

impl Limits {
    /// For a test: a handful of connections, and everything is written down. A test that publishes
    /// more has to look more often.
    pub const TEST: Self = Self { connections: 64, received: 1_000_000 };

    /// For trying out: a hundred homes, the station's two connections and somebody who looks; it runs
    /// for days, so nothing is written down.
    pub const TRYING_OUT: Self = Self { connections: 256, received: 0 };
}

/// How often a test looks: short against every bound, long against the work of looking.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// How it treats acknowledgements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acks {
    /// At once.
    #[default]
    Prompt,
    /// After so long.
    Late(Duration),
    /// With the id of another packet.
    Wrong,
    /// Not at all.
    Never,
}

/// What is asked of it beyond being a broker. A test changes it while it runs.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Who may come in; everybody, if absent.
    pub login: Option<(String, String)>,
    /// How it acknowledges what is published.
    pub acks: Acks,
    /// What it acknowledges and gives to nobody: what an access rule of mosquitto does.
    pub swallow: Option<String>,
    /// After so many more publishes it cuts the connection in the middle of an acknowledgement.
    pub cut_after: Option<u32>,
    /// It forgets every session with the next connection, and says so.
    pub lose_sessions: bool,
    /// It closes the connection on which something comes for this filter, and takes none of it.
    pub close_on: Option<String>,
    /// It gives what it has acknowledged to who wants it only after so long.
    pub give_after: Option<Duration>,
    /// It reads and says nothing, as a stopped process does; connections stay.
    pub frozen: bool,
}

/// Something that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// By whom.
    pub client: String,
    /// Where.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
    /// Whether it asked for an acknowledgement.
    pub qos: u8,
    /// Whether it is to be retained.
    pub retain: bool,
    /// Whether it is a will.
    pub will: bool,
}

impl Received {
    /// The payload as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.payload).unwrap_or_default()
    }
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    hub: Mutex<Hub>,
    rules: Mutex<Rules>,
    received: Mutex<Vec<Received>>,
    limits: Limits,
    refused: Mutex<u32>,
    /// Connections that were let in.
    connects: AtomicU32,
    /// Somebody may have something to send, or room again.
    moved: Notify,
}

impl Shared {
    fn hub(&self) -> MutexGuard<'_, Hub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down and distributes.
    fn publish(self: &Arc<Self>, client: &str, publish: &Publish, will: bool) {
        self.write_down(client, publish, will);
        let Rules { swallow, give_after, .. } = self.rules().clone();
        if swallow.is_some_and(|filter| topic::matches(&filter, &publish.topic)) {
            return;
        }
        let Some(wait) = give_after else { return self.give(publish) };
        let (shared, publish) = (Arc::clone(self), publish.clone());
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            shared.give(&publish);
        });
    }

    fn write_down(&self, client: &str, publish: &Publish, will: bool) {
        let mut list = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        if list.len() < self.limits.received {
            list.push(Received {
                client: client.to_owned(),
                topic: publish.topic.clone(),
                payload: publish.payload.to_vec(),
                qos: publish.qos as u8,
                retain: publish.retain,
                will,
            });
        }
    }

    /// Who wants it gets it.
    fn give(&self, publish: &Publish) {
        self.hub().publish(publish);
        self.moved.notify_waiters();
    }
}

/// The broker, until it is dropped.
#[derive(Debug)]
pub struct Broker {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Broker {
    /// Starts on a free port of loopback.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub fn start(rules: Rules) -> anyhow::Result<Self> {
        Self::start_at(0, rules, Limits::TEST)
    }

    /// Starts on a port of loopback, with these limits.
    ///
    /// # Errors
    ///
    /// When the port cannot be had.
    pub fn start_at(port: u16, rules: Rules, limits: Limits) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            hub: Mutex::default(),
            rules: Mutex::new(rules),
            received: Mutex::default(),
            limits,
            refused: Mutex::default(),
            connects: AtomicU32::default(),
            moved: Notify::default(),
        });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut broker = Self { address, shared, running: None };
        broker.serve_on(std::net::TcpListener::bind(address)?)?;
        Ok(broker)
    }

    /// Where it is.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Changes what is asked of it.
    pub fn change(&self, change: impl FnOnce(&mut Rules)) {
        change(&mut self.shared.rules());
    }

    /// Goes away: every connection is cut, the port is closed. Sessions and retained messages stay.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop.send_replace(true);
            drop(running.thread.join());
            self.shared.hub().disconnect_all();
        }
    }

    /// Is there again, on the same port. Somebody's connection to elsewhere may have been given its
    /// number meanwhile; then it is waited for that to end.
    ///
    /// # Errors
    ///
    /// When the port cannot be had.
    pub fn resume(&mut self) -> anyhow::Result<()> {
        let mut waits = 0;
        loop {
            match std::net::TcpListener::bind(self.address) {
                Err(taken) if taken.kind() == ErrorKind::AddrInUse && waits < MOST_WAITS => {
                    waits += 1;
                    std::thread::sleep(WAIT);
                }
                listener => return self.serve_on(listener?),
            }
        }
    }

    /// A port that was just left is had again at once: the library asks for that. Bound by the caller
    /// and not by the runtime, so that whoever starts a broker may have one of their own.
    fn serve_on(&mut self, listener: std::net::TcpListener) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        listener.set_nonblocking(true)?;
        self.address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::clone(&self.shared);
        let serve = move || runtime.block_on(serve(listener, shared, stopped));
        let thread = std::thread::Builder::new().name("broker".to_owned()).spawn(serve)?;
        self.running = Some(Running { stop, thread });
        Ok(())
    }

    /// Is there again, if it was away.
    ///
    /// # Errors
    ///
    /// When the port cannot be had.
    pub fn resume_if_away(&mut self) -> anyhow::Result<()> {
        if self.running.is_some() { Ok(()) } else { self.resume() }
    }

    /// Everything received so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was received from the `from`-th message on.
    #[must_use]
    pub fn received_from(&self, from: usize) -> Vec<Received> {
        let list = self.shared.received.lock().unwrap_or_else(PoisonError::into_inner);
        list.get(from..).unwrap_or_default().to_vec()
    }

    /// How many messages were received so far.
    #[must_use]
    pub fn received_count(&self) -> usize {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Keeps a message as if somebody had published it to be retained.
    pub fn retain(&self, topic: &str, payload: Vec<u8>) {
        let publish = Publish { retain: true, ..Publish::new(topic, QoS::AtLeastOnce, payload) };
        self.shared.give(&publish);
    }

    /// Gives a message to who wants it, as if somebody had published it.
    pub fn say(&self, topic: &str, payload: Vec<u8>) {
        self.shared.give(&Publish::new(topic, QoS::AtLeastOnce, payload));
    }

    /// How many connections were let in so far.
    #[must_use]
    pub fn connects(&self) -> u32 {
        self.shared.connects.load(Ordering::Relaxed)
    }

    /// How many logins were refused so far.
    #[must_use]
    pub fn refused(&self) -> u32 {
        *self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first message received from `from` on (a count of messages) that is `wanted`.
    pub fn wait_from(
        &self,
        from: usize,
        patience: Duration,
        wanted: impl Fn(&Received) -> bool,
    ) -> Option<Received> {
        let (clock, mut looked_at) = (Clock::new(1), from);
        loop {
            let list = self.shared.received.lock().unwrap_or_else(PoisonError::into_inner);
            let found = list.iter().skip(looked_at).find(|received| wanted(received)).cloned();
            looked_at = list.len();
            drop(list);
            if found.is_some() || clock.mono().since(alerts::Mono::ZERO) >= patience {
                return found;
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// The first message received that is `wanted`.
    pub fn wait(&self, patience: Duration, wanted: impl Fn(&Received) -> bool) -> Option<Received> {
        self.wait_from(0, patience, wanted)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn serve(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = tokio::task::JoinSet::new();
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => {
                while connections.try_join_next().is_some() {}
                if let Ok((stream, _)) = accepted && connections.len() < shared.limits.connections {
                    connections.spawn(connection::run(stream, Arc::clone(&shared)));
                }
            }
        }
    }
    connections.shutdown().await;
}
