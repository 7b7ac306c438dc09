//! How do messages get to the broker? The one owner of the MQTT client and its event loop.
//!
//! * Every connection is a new client with a clean session: nothing of an old one (packet ids,
//!   collisions, requests that nobody took) can meet the new one. What was not acknowledged is still
//!   in the outbox and is sent again, under the same id.
//! * A row leaves the outbox on its own acknowledgement only (`inflight.rs`), and not before the login
//!   has proven that it may publish (`login.rs`).
//! * Alarms go first, then events, then readings (`feed.rs`); live messages never wait behind them.
//! * A broker may be slow: it is given up when it acknowledges nothing for half a minute.
//! * Nothing from the network and nothing of our own can keep everything else back for ever
//!   (`hearing.rs`, `suspects.rs`, `aside.rs`).
//! * Who else logs in as this home is noticed and said (`rival.rs`).
//! * A fault is said once, in plain words (`refusal.rs`), not at every try.
//!
//! Commands are received as they come and handed on; one sent while the home is away is lost, and its
//! sender sees that no reply comes. An order that is carried out hours late would be worse.

mod address;
mod aside;
mod backoff;
mod envelope;
mod extra;
mod feed;
mod hearing;
mod inflight;
mod live;
mod login;
mod memory;
mod options;
mod refusal;
mod rival;
mod session;
mod state;
mod suspects;
#[cfg(test)]
mod tests;
mod timers;
mod tls;

use std::pin::{Pin, pin};
use std::time::Duration;

use alerts::Mono;
use alerts::message::{Previous, Root};
use jiff::tz::TimeZone;
use tokio::sync::{mpsc, watch};

use crate::outbox::Outbox;
use backoff::Reach;
use memory::{Failure, Memory};
use options::Options;
use session::{End, Session};
use timers::{BEAT, Timers};

pub use extra::{EXTRAS, Extra};
pub use live::Live;
pub use state::{Counts, LinkState, Phase, SetAside};

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
    /// The same, as nobody else has it: drawn at the daemon's start.
    pub run: String,
    /// The boot number is used even if the broker knows a later one: there is no other to be had.
    pub keeps_boot: bool,
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
            run: format!("{:016x}", backoff::random()),
            keeps_boot: false,
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

/// How fast the uplink's own time goes, and how long its leave takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// The world's time for a beat of the uplink's; everything that it waits for is counted in those.
    beat: Duration,
    /// For the last acknowledgements at an orderly stop.
    leave: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { beat: BEAT, leave: Duration::from_millis(500) }
    }
}

impl Patience {
    /// A length of the uplink's time in the world's.
    fn scaled(self, length: Duration) -> Duration {
        length.mul_f64(self.beat.as_secs_f64() / BEAT.as_secs_f64())
    }
}

/// The library's own limit covers name, connection, TLS and the broker's answer; a dead IPv6 path
/// eats some of it.
const CONNECT_SECONDS: u64 = 15;

/// What the uplink is connected to inside the daemon.
#[derive(Clone, Debug)]
pub struct Inside {
    /// Where rows come from.
    pub outbox: Outbox,
    /// The newest live messages.
    pub live: watch::Receiver<Live>,
    /// Where commands go; one that finds no room is dropped and counted.
    pub commands: mpsc::Sender<Received>,
    /// What is sent beside all that.
    pub extras: flume::Receiver<Extra>,
    /// Who wants to know how the link is.
    pub said: watch::Sender<LinkState>,
}

/// Why the uplink has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As asked.
    Stopped,
    /// Before anything was sent: this home has been here with later boot numbers, up to this one. Its
    /// messages would have ids that were given out already.
    BootTaken {
        /// The last number that was used.
        above: u32,
    },
}

/// Empties the outbox into the broker until `shutdown` is ready; then takes its leave in less than a
/// second.
pub async fn run(link: Link, inside: Inside, shutdown: impl Future<Output = ()>) -> Ended {
    run_with(link, inside, Patience::default(), shutdown).await
}

async fn run_with(
    link: Link,
    inside: Inside,
    patience: Patience,
    shutdown: impl Future<Output = ()>,
) -> Ended {
    let mut shutdown = pin!(shutdown);
    let mut memory = Memory::new(&link);
    let mut timers = Timers::new(patience);
    let mut options = Options::default();
    loop {
        let read = tokio::select! {
            read = options.read(&link) => read,
            () = shutdown.as_mut() => break,
        };
        let end = match read {
            Err(refusal) => End::Failed(Failure { refusal, reach: Reach::Nowhere }),
            Ok(options) => {
                let session = Session::new(&link, &inside, &mut memory, patience);
                session.run(options, &mut timers, shutdown.as_mut()).await
            }
        };
        match end {
            End::Stopped => break,
            End::BootTaken { above } => return Ended::BootTaken { above },
            End::Failed(failure) => {
                let now = timers.beats.now();
                let (phase, retry_in) = memory.failed(now, failure);
                inside.said.send_modify(|state| state.phase = phase);
                tell(&inside.said, &memory, now);
                let wait = patience.scaled(retry_in);
                if pause(wait, &mut timers, shutdown.as_mut()).await.is_stopped() {
                    break;
                }
            }
        }
    }
    inside.said.send_modify(|state| state.phase = Phase::Stopped);
    Ended::Stopped
}

/// How a pause has ended.
enum Paused {
    Over,
    Stopped,
}

impl Paused {
    fn is_stopped(&self) -> bool {
        matches!(self, Self::Stopped)
    }
}

/// Waits between two connections; the uplink's time goes on.
async fn pause<F>(wait: Duration, timers: &mut Timers, mut shutdown: Pin<&mut F>) -> Paused
where
    F: Future<Output = ()>,
{
    let mut over = pin!(tokio::time::sleep(wait));
    loop {
        tokio::select! {
            () = shutdown.as_mut() => return Paused::Stopped,
            () = over.as_mut() => return Paused::Over,
            _ = timers.beats.next() => {}
        }
    }
}

/// Tells whoever asks what is remembered.
fn tell(said: &watch::Sender<LinkState>, memory: &Memory, now: Mono) {
    let (remarks, aside) = (memory.remarks(now), memory.suspects.list(now));
    said.send_if_modified(|state| {
        (state.remarks, state.aside) = (remarks, aside);
        false
    });
}
