//! How does the station hear the broker? Two clients, because two kinds of messages want two things.
//!
//! * **Durable** (`alarm event summary gap minute reply sample`): one persistent session,
//!   `station-{community}`, QoS 1. A message is acknowledged when what it changed is on the disk, so a
//!   station that dies hears it again; a second station that takes the name ends this one's link.
//! * **Live** (`state health status alarms`): a clean session, QoS 0. Only the newest counts; the
//!   broker's retained ones come first. What is asked of homes goes out here.
//!
//! The client library tears a link down for a packet that is larger than its limit, and the broker
//! would send the same one again for ever: so the limit is the protocol's own, and what is larger than
//! a message may be is cut here and set aside by the core.

mod backoff;
mod options;
mod plane;
mod tls;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use alerts::message::LARGEST_PAYLOAD;
use bytes::Bytes;
use rumqttc::mqttbytes::v4::Publish;
use rumqttc::{AsyncClient, QoS};
use tokio::sync::{mpsc, watch};

use crate::clock::Clock;
use crate::config::{Broker, Config, Tls};
use crate::core::HomeId;
use crate::core::station::{Command, RETAINED};
use crate::health::Health;

pub use plane::Plane;

/// Messages that wait between a link and the core. A broker gives out so many unacknowledged at most
/// where it is told to (`max_inflight_messages`), so the link is read while the store is slow; beyond
/// it, it is not, and the broker keeps them.
const QUEUE: usize = 2_048;

/// What is kept of a payload that is larger than a message may be: more than is set aside of it.
const CUT_BYTES: usize = 1_024;

/// How long a link may be silent before it is tried: two of them notice a dead one within a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// With whom the station speaks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The community: it is part of every topic and of the client's name.
    pub community: String,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encrypted, and how; absent for `mqtt://`.
    pub tls: Option<Tls>,
    /// The login's name.
    pub username: Option<String>,
    /// Its password is the first line of this file. It is read at each connection.
    pub password_file: Option<PathBuf>,
    /// How long the link may be silent.
    pub keep_alive: Duration,
}

impl Settings {
    /// As configured.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let Broker { host, port, tls, username, password_file } = config.broker.clone();
        let (community, keep_alive) = (config.community.clone(), KEEP_ALIVE);
        Self { community, host, port, tls, username, password_file, keep_alive }
    }
}

/// What a link brings.
#[derive(Debug)]
pub enum Incoming {
    /// It is up, and its subscriptions are granted; or it is down.
    Link(bool),
    /// A message.
    Message(Delivery),
}

/// A message, as the broker gave it.
#[derive(Debug)]
pub struct Delivery {
    /// Where it was published.
    pub topic: String,
    /// What; its beginning, if it is larger than a message may be.
    pub payload: Bytes,
    /// How large it was.
    pub size: usize,
    /// Whether the broker had kept it.
    pub retained: bool,
    /// To be used once what it changes is stored.
    pub ack: Option<Ack>,
}

/// Tells the broker that a message is safe. It belongs to one connection: on a later one it does nothing,
/// since the broker gives the message again there.
#[derive(Debug)]
pub struct Ack {
    client: AsyncClient,
    packet: u16,
}

impl Ack {
    /// It is.
    pub fn acknowledge(self) {
        let mut publish = Publish::new("", QoS::AtLeastOnce, Vec::new());
        publish.pkid = self.packet;
        // The connection may be gone: then the message comes again, and is a twin.
        drop(self.client.try_ack(&publish));
    }
}

impl Delivery {
    fn new(publish: Publish, client: &AsyncClient) -> Self {
        let size = publish.payload.len();
        let payload = if size > LARGEST_PAYLOAD {
            // A copy, so that the rest of it is free.
            Bytes::copy_from_slice(publish.payload.get(..CUT_BYTES).unwrap_or_default())
        } else {
            publish.payload
        };
        let ack = (publish.qos == QoS::AtLeastOnce)
            .then(|| Ack { client: client.clone(), packet: publish.pkid });
        Self { topic: publish.topic, payload, size, retained: publish.retain, ack }
    }
}

/// What goes to homes: over the live link, while it is up.
#[derive(Clone, Debug)]
pub struct Down {
    community: Arc<str>,
    client: watch::Receiver<Option<AsyncClient>>,
}

impl Down {
    /// Asks something of a home. False while the link is down: whoever asks, asks again.
    #[must_use]
    pub fn command(&self, command: &Command) -> bool {
        let topic = self.topic(&command.home, &format!("command/{}", command.name));
        self.publish(topic, false, command.payload.clone().into_bytes())
    }

    /// Has the broker forget what a home has retained there: for a resident who was erased. False if
    /// not all of it could be asked now.
    #[must_use]
    pub fn empty(&self, home: &HomeId) -> bool {
        let empty = |below: &&str| self.publish(self.topic(home, below), true, Vec::new());
        RETAINED.iter().all(empty)
    }

    fn topic(&self, home: &HomeId, below: &str) -> String {
        format!("hearth/v1/{}/{home}/{below}", self.community)
    }

    fn publish(&self, topic: String, retain: bool, payload: Vec<u8>) -> bool {
        let client = self.client.borrow();
        let Some(client) = &*client else { return false };
        client.try_publish(topic, QoS::AtLeastOnce, retain, payload).is_ok()
    }
}

/// Both links and the way down.
#[derive(Debug)]
pub struct Links {
    /// The durable ones.
    pub durable: mpsc::Receiver<Incoming>,
    /// The live ones.
    pub live: mpsc::Receiver<Incoming>,
    /// To the homes.
    pub down: Down,
}

/// Connects, and keeps connecting, until `stop` says so.
#[must_use]
pub fn start(
    settings: &Settings,
    clock: Clock,
    health: &Arc<Health>,
    stop: &watch::Receiver<bool>,
) -> Links {
    let (current, client) = watch::channel(None);
    let link = |plane, current| {
        let (out, incoming) = mpsc::channel(QUEUE);
        let health = Arc::clone(health);
        let link = plane::Link::new(plane, settings.clone(), (clock, health), out, current);
        tokio::spawn(link.run(stop.clone()));
        incoming
    };
    let durable = link(Plane::Durable, None);
    let live = link(Plane::Live, Some(current));
    Links { durable, live, down: Down { community: settings.community.as_str().into(), client } }
}
