//! How do messages get to the broker? The one owner of the MQTT client and its event loop.
//!
//! * Every connection is a new client with a clean session: nothing of an old one (packet ids,
//!   collisions, requests that nobody took) can meet the new one. What was not acknowledged is still
//!   in the outbox and is sent again, under the same id.
//! * A row leaves the outbox on its own acknowledgement only (`inflight.rs`), and not before the login
//!   has proven that it may publish (`login.rs`).
//! * Alarms go first, then events, then readings (`feed.rs`); live messages never wait behind them.
//! * A broker that acknowledges nothing for ten seconds is given up and tried anew.
//! * A fault is said once, in plain words (`refusal.rs`), not at every try.
//!
//! Commands are received as they come and handed on; one sent while the home is away is lost, and its
//! sender sees that no reply comes. An order that is carried out hours late would be worse.

mod backoff;
mod envelope;
mod feed;
mod inflight;
mod live;
mod login;
mod refusal;
mod session;
mod state;
#[cfg(test)]
mod tests;
mod timers;
mod tls;

use std::fs;
use std::pin::pin;
use std::time::Duration;

use alerts::message::{Previous, Root};
use jiff::tz::TimeZone;
use rumqttc::{LastWill, MqttOptions, QoS, Transport};
use tokio::sync::{mpsc, watch};

use crate::outbox::Outbox;
use backoff::Backoff;
use inflight::Inflight;
use refusal::Refusal;
use session::{End, Session};

pub use live::Live;
pub use state::{Counts, LinkState, Phase};

/// No payload is larger (contract.md §2): a packet over the library's limit tears down the link.
const MAX_SENT_PAYLOAD_BYTES: usize = alerts::message::LARGEST_PAYLOAD;

/// A packet that we send: the largest payload, its topic and a header.
const MAX_SENT_BYTES: usize = 2 * MAX_SENT_PAYLOAD_BYTES;

/// A packet that we take. Larger than any command, so that one that is too large is answered with an
/// error and does not tear down the connection.
const MAX_TAKEN_BYTES: usize = 128 * 1024;

/// A larger command is handed on marked and emptied, to be answered with an error.
pub const MAX_COMMAND_BYTES: usize = alerts::message::LARGEST_COMMAND;

/// Where the home is to be connected, and who it is.
#[derive(Clone, Debug)]
pub struct Link {
    /// The broker and the login there.
    pub broker: config::Broker,
    /// Where its topics begin.
    pub root: Root,
    /// Its offset for `at`.
    pub zone: TimeZone,
    /// Unique at the broker.
    pub client_id: String,
    /// This start of the daemon.
    pub boot: u32,
    /// What the boot before stored, for `status`.
    pub previous: Option<Previous>,
    /// The daemon's version, for `status`.
    pub version: &'static str,
}

impl Link {
    /// As the home's configuration says.
    #[must_use]
    pub fn new(config: &config::Config, root: Root, boot: u32, previous: Option<Previous>) -> Self {
        Self {
            broker: config.broker.clone(),
            client_id: format!("hearth-{}-{}", root.community(), root.home()),
            root,
            zone: config.home.time_zone.clone(),
            boot,
            previous,
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// A command that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What follows `command/` in the topic.
    pub name: String,
    /// Its payload; empty if it was oversize.
    pub payload: Vec<u8>,
    /// It was larger than [`MAX_COMMAND_BYTES`].
    pub oversize: bool,
}

/// How long the uplink waits for what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For each answer while a login is proven.
    login: Duration,
    /// Ticks of [`Patience::tick`] without an acknowledgement until a connection is given up.
    silence: u32,
    /// The watchdog's step.
    tick: Duration,
    /// Until a login that was refused is tried again.
    refused: Duration,
    /// For the last acknowledgements at an orderly stop.
    leave: Duration,
    /// Ticks after which a link counts as stable.
    stable: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            login: login::PATIENCE,
            silence: 10,
            tick: Duration::from_secs(1),
            refused: Duration::from_secs(60),
            leave: Duration::from_millis(500),
            stable: 10,
        }
    }
}

/// The library's own limit covers name, connection, TLS and the broker's answer; a dead IPv6 path
/// eats some of it.
const CONNECT_SECONDS: u64 = 15;

/// What the uplink is connected to inside the daemon.
#[derive(Clone, Debug)]
pub struct Ends {
    /// Where rows come from.
    pub outbox: Outbox,
    /// The newest live messages.
    pub live: watch::Receiver<Live>,
    /// Where commands go; one that finds no room is dropped and counted.
    pub commands: mpsc::Sender<Received>,
    /// Who wants to know how the link is.
    pub said: watch::Sender<LinkState>,
}

/// Empties the outbox into the broker until `shutdown` is ready; then takes its leave in less than a
/// second.
pub async fn run(link: Link, ends: Ends, shutdown: impl Future<Output = ()>) {
    run_with(link, ends, Patience::default(), shutdown).await;
}

async fn run_with(link: Link, ends: Ends, patience: Patience, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut backoff = Backoff::default();
    let mut known = None;
    loop {
        let end = match options(&link) {
            Err(refusal) => End::Failed { refusal, was_stable: false },
            Ok(options) => {
                let session = Session::new(&link, &ends, patience);
                session.run(options, shutdown.as_mut()).await
            }
        };
        let wait = match end {
            End::Stopped => break,
            End::Failed { refusal, was_stable } => {
                if was_stable {
                    backoff.worked();
                }
                let retry_in = if refusal.needs_somebody {
                    patience.refused
                } else {
                    backoff.failed(backoff::random())
                };
                if ends.said.borrow().is_online() {
                    known = None;
                }
                if known.as_ref() != Some(&refusal.why) {
                    tracing::warn!(why = refusal.why, ?retry_in, "no link to the broker");
                }
                known = Some(refusal.why.clone());
                say(&ends.said, refusal, retry_in);
                retry_in
            }
        };
        tokio::select! {
            () = shutdown.as_mut() => break,
            () = tokio::time::sleep(wait) => {}
        }
    }
    ends.said.send_modify(|state| state.phase = Phase::Stopped);
}

/// Notes why there is no link.
fn say(said: &watch::Sender<LinkState>, refusal: Refusal, retry_in: Duration) {
    let Refusal { why, needs_somebody } = refusal;
    let phase = if needs_somebody { Phase::Refused { why } } else { Phase::Down { why, retry_in } };
    said.send_modify(|state| state.phase = phase);
}

/// The settings of a new connection. The files are read each time: a technician who puts a password
/// right need not restart anything.
fn options(link: &Link) -> Result<MqttOptions, Refusal> {
    let broker = &link.broker;
    let mut options = MqttOptions::new(&link.client_id, &broker.host, broker.port);
    let will = envelope::offline(link);
    options
        .set_clean_session(true)
        .set_keep_alive(broker.keep_alive)
        .set_max_packet_size(MAX_TAKEN_BYTES, MAX_SENT_BYTES)
        .set_inflight(Inflight::new(broker.window).ids())
        .set_pending_throttle(Duration::ZERO)
        .set_last_will(LastWill::new(link.root.topic("status"), will, QoS::AtLeastOnce, true));
    if let Some(username) = &broker.username {
        options.set_credentials(username, password(broker)?);
    }
    if broker.tls {
        let tls =
            tls::configuration(broker).map_err(|error| Refusal::lasting(error.to_string()))?;
        options.set_transport(Transport::tls_with_config(tls));
    }
    Ok(options)
}

/// The first line of the password file.
fn password(broker: &config::Broker) -> Result<String, Refusal> {
    let Some(file) = &broker.password_file else { return Ok(String::new()) };
    let text = fs::read_to_string(file).map_err(|error| {
        Refusal::lasting(format!("cannot read password-file {} ({error})", file.display()))
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
