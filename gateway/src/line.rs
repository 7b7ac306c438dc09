//! How is a serial line kept open?
//!
//! A line is opened, read and written until it fails, and opened again, for ever, with a growing
//! wait. An unplugged adapter reads as 0 bytes at once and for ever: that is taken like an error,
//! and the port is dropped before the next try, so that the adapter gets its old name back.
//!
//! A line stamps what it hears the moment it hears it. How much it may have heard before the engine
//! takes it in is in `heard.rs`, how fast it may be read in `flow.rs`; what a serial port is, only
//! `port.rs` knows, and what the bytes mean nobody here.

mod flow;
mod heard;
mod port;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use alerts::Mono;
use protocol::LineSettings;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tracing::Instrument;

use crate::clock::Clock;
use crate::core::LineId;
use flow::Flow;

pub use heard::{HEARD_BYTES, Hearing, Room, Teller, hearing};
pub use port::{Opener, Port};

/// What a read can bring at once: the kernel's own buffer for a tty.
const READ_BYTES: usize = 4096;

/// A driver writes at most one short frame at a time; a line that does not take it in a second is
/// stuck.
const WRITE_PATIENCE: Duration = Duration::from_secs(1);

/// A port on which nothing is heard for so long is opened anew at the soonest: some adapters hang
/// without an error.
pub const REOPEN_AFTER: Duration = Duration::from_secs(60);

/// Waits between two tries to open a port: short at first, for a plug that was bumped, and never so long
/// that a plug which is back is not heard within two seconds.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_millis(1_500);

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Its place in the configuration.
    pub id: LineId,
    /// As in the configuration.
    pub name: String,
    /// The port.
    pub path: PathBuf,
    /// How it can be set; the first is tried first.
    pub settings: Vec<LineSettings>,
    /// After how long without a byte it is opened anew; `None` for a sensor that may be silent for
    /// as long as nothing happens.
    pub reopen_after: Option<Duration>,
}

/// What the engine wants of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Bytes for the device.
    Write(Vec<u8>),
    /// Nothing that was heard is a frame: open the port again with the next settings.
    TryNext,
}

/// What a line tells the engine.
#[derive(Debug)]
pub struct LineEvent {
    /// Which line.
    pub line: LineId,
    /// When it happened.
    pub at: Mono,
    /// What happened.
    pub what: Heard,
}

/// What happened on a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// The port is open.
    Up,
    /// Bytes came.
    Bytes(Vec<u8>),
    /// Bytes were written.
    Sent(Vec<u8>),
    /// The port is lost.
    Down,
}

/// Why a line had to be given up for now. Each is something a technician can act on.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The port cannot be opened.
    #[error("cannot open {}: {}", path.display(), hint(source))]
    Open {
        /// The port.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The port failed while it was open.
    #[error("lost {}: is the adapter still plugged in?", path.display())]
    Lost {
        /// The port.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was heard with these settings is no word of the sensor; the next are tried.
    #[error("no frame understood on {} at {settings}; trying {next}", path.display())]
    OtherSettings {
        /// The port.
        path: PathBuf,
        /// How it was set.
        settings: LineSettings,
        /// How it will be.
        next: LineSettings,
    },
    /// Nothing at all was heard; the port is opened anew.
    #[error("nothing heard on {} for {} s", path.display(), silence.as_secs())]
    Silent {
        /// The port.
        path: PathBuf,
        /// For how long.
        silence: Duration,
    },
}

/// The two ends that a line holds.
pub struct Ends {
    /// To the engine.
    pub heard: Teller,
    /// From the engine.
    pub orders: mpsc::Receiver<Order>,
}

/// What opens a line's port.
pub trait Open: Send {
    /// An open port. Dropping it closes it, whatever waits in it, and never holds anything up.
    type Port: AsyncRead + AsyncWrite + Unpin + Send;

    /// Opens the line's port as the line is to be set first.
    fn open(&mut self, line: &Listener) -> impl Future<Output = io::Result<Self::Port>> + Send;
}

/// Listens on a line until the engine is gone.
pub async fn run(line: Listener, clock: Clock, open: impl Open, ends: Ends) {
    let span = tracing::info_span!("line", name = line.name);
    keep_open(line, clock, open, ends).instrument(span).await;
}

async fn keep_open(line: Listener, clock: Clock, mut opener: impl Open, mut ends: Ends) {
    let mut line = line;
    let mut wait = FIRST_WAIT;
    let mut said = None;
    loop {
        let opened = tokio::select! {
            opened = opener.open(&line) => opened,
            () = ends.heard.closed() => return,
        };
        let error = match opened {
            Err(source) => LineError::Open { path: line.path.clone(), source },
            Ok(port) => {
                tracing::info!(path = %line.path.display(), "line up");
                let opened = clock.now();
                let Some(error) = listen(&line, &clock, port, &mut ends).await else { return };
                if clock.now() > opened + LONGEST_WAIT {
                    wait = FIRST_WAIT;
                }
                said = None;
                if let LineError::OtherSettings { .. } = error {
                    line.settings.rotate_left(1);
                    wait = FIRST_WAIT;
                }
                error
            }
        };
        // Said once for a reason, not once a try.
        let reason = error.to_string();
        if said.as_ref() != Some(&reason) {
            tracing::warn!(error = %reason, "line down");
            said = Some(reason);
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = ends.heard.closed() => return,
        }
        wait = (wait * 2).min(LONGEST_WAIT);
        while ends.orders.try_recv().is_ok() {} // meant for a port that is gone
    }
}

/// Carries bytes until the port fails; `None` when the engine is gone.
async fn listen<P: AsyncRead + AsyncWrite + Unpin>(
    line: &Listener,
    clock: &Clock,
    mut port: P,
    ends: &mut Ends,
) -> Option<LineError> {
    let lost = |source| LineError::Lost { path: line.path.clone(), source };
    let tell = |room: Room, what: Heard| {
        ends.heard.tell(room, LineEvent { line: line.id, at: clock.now(), what })
    };
    tell(ends.heard.room(0).await, Heard::Up)?;
    let mut buffer = [0; READ_BYTES];
    let patience = line.reopen_after.unwrap_or(REOPEN_AFTER);
    let mut silent = Clock::after(patience);
    let (world, mut flow) = (Clock::start(), Flow::default());
    let mut again = None;
    let error = loop {
        let read = async {
            // A timer that is over already still takes a millisecond.
            if let Some(again) = again {
                tokio::time::sleep_until(again).await;
            }
            let room = ends.heard.room(READ_BYTES).await;
            (room, port.read(&mut buffer).await)
        };
        tokio::select! {
            (room, read) = read => match read {
                Err(source) => break lost(source),
                Ok(0) => break lost(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                    tell(room.keep(length), Heard::Bytes(bytes))?;
                    silent = Clock::after(patience);
                    let wait = flow.read(world.now(), length);
                    again = (!wait.is_zero()).then(|| Clock::after(wait));
                }
            },
            order = ends.orders.recv() => {
                let bytes = match (order?, line.settings.as_slice()) {
                    (Order::Write(bytes), _) => bytes,
                    (Order::TryNext, &[settings, next, ..]) => {
                        let path = line.path.clone();
                        break LineError::OtherSettings { path, settings, next };
                    }
                    (Order::TryNext, [_] | []) => continue, // there is nothing else to try
                };
                let room = ends.heard.room(bytes.len()).await;
                // Never flushed: on a tty that waits in the kernel. The reply proves the writing.
                match tokio::time::timeout(WRITE_PATIENCE, port.write_all(&bytes)).await {
                    Err(_) => break lost(io::ErrorKind::TimedOut.into()),
                    Ok(Err(source)) => break lost(source),
                    Ok(Ok(())) => tell(room, Heard::Sent(bytes))?,
                }
            }
            () = tokio::time::sleep_until(silent), if line.reopen_after.is_some() => {
                break LineError::Silent { path: line.path.clone(), silence: patience };
            }
            () = ends.heard.closed() => return None,
        }
    };
    drop(port);
    tell(ends.heard.room(0).await, Heard::Down)?;
    Some(error)
}

/// What to look at first.
fn hint(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        "no such port; is the adapter plugged in?".to_owned()
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "not permitted; is the user of this program in the group dialout?".to_owned()
    } else if error.kind() == io::ErrorKind::TimedOut {
        "its adapter does not answer; pull its plug and put it in again".to_owned()
    } else {
        format!("{error}; does another program have it open?")
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_line_carries_bytes_both_ways_and_stamps_them() {
        let (mut device, port) = duplex(64);
        let mut home = Home::listen_on(vec![Ok(port)]);
        assert_eq!(home.next().await, Heard::Up);

        device.write_all(&[0x53, 0x59]).await.unwrap();
        assert_eq!(home.next().await, Heard::Bytes(vec![0x53, 0x59]));

        home.orders.send(Order::Write(vec![0x0F])).await.unwrap();
        assert_eq!(home.next().await, Heard::Sent(vec![0x0F]));
        let mut got = [0];
        device.read_exact(&mut got).await.unwrap();
        assert_eq!(got, [0x0F]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unplugged_adapter_is_let_go_and_found_again() {
        let (device, port) = duplex(64);
        let (_again, second) = duplex(64);
        let missing = || Err(io::ErrorKind::NotFound.into());
        let mut home = Home::listen_on(vec![Ok(port), missing(), missing(), Ok(second)]);
        assert_eq!(home.next().await, Heard::Up);

        drop(device);

        assert_eq!(home.next().await, Heard::Down);
        assert_eq!(home.next().await, Heard::Up);
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_on_which_nothing_is_understood_is_opened_again() {
        let (_device, port) = duplex(64);
        let (_again, second) = duplex(64);
        let mut home = Home::listen_on(vec![Ok(port), Ok(second)]);
        assert_eq!(home.next().await, Heard::Up);

        home.orders.send(Order::TryNext).await.unwrap();

        assert_eq!(home.next().await, Heard::Down);
        assert_eq!(home.next().await, Heard::Up);
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_takes_nothing_is_given_up_and_the_line_is_opened_again() {
        let (_device, port) = duplex(8);
        let (_again, second) = duplex(8);
        let mut home = Home::listen_on(vec![Ok(port), Ok(second)]);
        assert_eq!(home.next().await, Heard::Up);

        home.orders.send(Order::Write(vec![0; 100])).await.unwrap();

        assert_eq!(home.next().await, Heard::Down);
        assert_eq!(home.next().await, Heard::Up);
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_ends_when_the_engine_is_gone() {
        let (_device, port) = duplex(64);
        let mut home = Home::listen_on(vec![Ok(port)]);
        assert_eq!(home.next().await, Heard::Up);

        drop(home.heard);

        home.task.await.unwrap();
    }

    /// One port after another.
    struct Ports(std::vec::IntoIter<io::Result<tokio::io::DuplexStream>>);

    impl Open for Ports {
        type Port = tokio::io::DuplexStream;

        async fn open(&mut self, _: &Listener) -> io::Result<Self::Port> {
            self.0.next().unwrap_or(Err(io::ErrorKind::NotFound.into()))
        }
    }

    struct Home {
        heard: Hearing,
        orders: mpsc::Sender<Order>,
        task: tokio::task::JoinHandle<()>,
    }

    impl Home {
        fn listen_on(ports: Vec<io::Result<tokio::io::DuplexStream>>) -> Self {
            let (teller, heard) = hearing();
            let (orders, orders_rx) = mpsc::channel(8);
            let path = PathBuf::from("/dev/test");
            let settings = vec![LineSettings::at(115_200), LineSettings::at(9_600)];
            let line = Listener {
                id: LineId(0),
                name: "bed".to_owned(),
                path,
                settings,
                reopen_after: Some(REOPEN_AFTER),
            };
            let ends = Ends { heard: teller, orders: orders_rx };
            let task = tokio::spawn(run(line, Clock::start(), Ports(ports.into_iter()), ends));
            Self { heard, orders, task }
        }

        async fn next(&mut self) -> Heard {
            self.heard.recv().await.unwrap().what
        }
    }
}
