//! What may only somebody ask who stands in the home? To leave a broken sensor alone.
//!
//! A socket beside the control socket, for the same people, because that one reads nothing. One
//! connection at a time; a line of JSON asks, a line answers:
//!
//! ```text
//! {"out_of_service":{"line":"kitchen-gas","minutes":240}}
//! {"ok":true,"until":"2026-11-23T18:12:08.214+08:00"}
//! ```
//!
//! `"minutes":0` puts it back into service. Nothing that comes from the network reaches this.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alerts::When;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};

use crate::socket::{Socket, SocketError};

/// The name of a line and a number are far below this, bytes.
const LONGEST_REQUEST: u64 = 1024;

/// Whoever connects says at once what they want, and the engine answers between two inputs.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnSite {
    /// The one thing.
    #[serde(flatten)]
    pub errand: Errand,
}

/// What may be asked on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// A sensor is not to be believed, and calls nobody.
    OutOfService {
        /// Its name, as in `hearth status`.
        line: String,
        /// For so long; 0 puts it back into service.
        minutes: u32,
    },
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Whether it was done.
    pub ok: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Until when, where the clock is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
}

/// Somebody asks.
#[derive(Debug)]
pub struct Visit {
    /// For what.
    pub errand: OnSite,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Done>,
}

/// The socket through which it is asked.
pub struct Door {
    socket: Socket,
}

impl Door {
    /// Makes the socket beside the control socket `control`.
    ///
    /// # Errors
    ///
    /// When another daemon answers there or the socket cannot be made.
    pub async fn bind(control: &Path) -> Result<Self, SocketError> {
        Ok(Self { socket: Socket::bind(&beside(control)).await? })
    }

    /// Hands on what is asked, of one connection after another, until the engine is gone.
    pub async fn run(self, visits: mpsc::Sender<Visit>) {
        loop {
            tokio::select! {
                stream = self.socket.accept() => {
                    drop(tokio::time::timeout(PATIENCE, serve(stream, &visits)).await);
                }
                () = visits.closed() => return,
            }
        }
    }
}

/// The path of the control socket with `.onsite` after it.
#[must_use]
pub fn beside(control: &Path) -> PathBuf {
    let mut path = OsString::from(control);
    path.push(".onsite");
    path.into()
}

async fn serve(stream: UnixStream, visits: &mpsc::Sender<Visit>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    (&mut stream).take(LONGEST_REQUEST).read_until(b'\n', &mut line).await.ok()?;
    let done = match serde_json::from_slice(&line) {
        Err(error) => {
            let wanted = r#"{"out_of_service":{"line":"kitchen-gas","minutes":240}}"#;
            let error = Some(format!("not understood, wanted is {wanted}: {error}"));
            Done { ok: false, error, until: None }
        }
        Ok(errand) => {
            let (reply, done) = oneshot::channel();
            visits.send(Visit { errand, reply }).await.ok()?;
            done.await.ok()?
        }
    };
    let mut answer = serde_json::to_vec(&done).ok()?;
    answer.push(b'\n');
    stream.write_all(&answer).await.ok()?;
    stream.shutdown().await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_asked_on_the_spot_is_answered_and_nonsense_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let control = folder.path().join("hearth.sock");
        let door = Door::bind(&control).await.unwrap();
        let (visits, mut visited) = mpsc::channel::<Visit>(1);
        let daemon = tokio::spawn(door.run(visits));
        let engine = tokio::spawn(async move {
            let visit = visited.recv().await.unwrap();
            let line = "kitchen-gas".to_owned();
            let errand = Errand::OutOfService { line, minutes: 240 };
            assert_eq!(visit.errand, OnSite { errand });
            visit.reply.send(Done { ok: true, error: None, until: None }).unwrap();
        });

        let wrong = ask(&control, "status\n").await;
        assert!(wrong.contains("not understood"), "{wrong}");
        let long = ask(&control, &"x".repeat(5_000)).await;
        assert!(long.contains("\"ok\":false") || long.is_empty(), "{long}");
        let done =
            ask(&control, "{\"out_of_service\":{\"line\":\"kitchen-gas\",\"minutes\":240}}\n")
                .await;
        assert_eq!(done, "{\"ok\":true}\n");
        engine.await.unwrap();
        daemon.await.unwrap();
        assert!(!beside(&control).exists());
    }

    async fn ask(control: &Path, text: &str) -> String {
        let mut stream = UnixStream::connect(beside(control)).await.unwrap();
        drop(stream.write_all(text.as_bytes()).await);
        let mut answer = String::new();
        drop(stream.read_to_string(&mut answer).await);
        answer
    }
}
