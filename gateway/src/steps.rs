//! Who moves a clock that stands still? A rig, step by step, through a socket beside the other one.
//!
//! This socket exists with `--clock driven` only, so an ordinary daemon reads nothing that a local
//! program sends. One connection at a time; a line of JSON asks, a line answers:
//!
//! ```text
//! {"advance_to":61040,"taken":{"bed":1234,"hall":88,"kitchen-co":null}}
//! {"at":61000,"written":{"bed":132,"hall":96,"kitchen-co":0}}
//! ```
//!
//! *Take in so many bytes of each line, counted since the start* (`null`: its port must be closed),
//! *and then set the clock forward.* So bytes get the stamp that the clock showed when they were
//! spoken. The engine carries out every deadline on the way at its own time. Where it writes to a
//! line, the clock stops there, earlier than asked: the device may answer before time goes on. The
//! answer says where the clock stands now and how many bytes each line was sent in all; those are
//! written when it comes.
//!
//! What cannot be done is answered by `{"error":"…"}`. Carrying a step out is left to the engine.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alerts::Mono;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};

use crate::socket::{Socket, SocketError};

/// A step that names every line of a large home is some hundred bytes long. A longer one is refused
/// and the connection closed: where the next one begins is not known.
pub const LONGEST_REQUEST: usize = 4096;

/// Longer than any script waits at once; a slip of the keyboard must not set the engine to years of
/// deadlines.
pub const LONGEST_STEP: Duration = Duration::from_secs(24 * 60 * 60);

/// What the rig asks for.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Where the clock is to stand, in milliseconds since the start.
    pub advance_to: u64,
    /// What each of these lines must have taken in before; `null` when its port must be closed.
    #[serde(default)]
    pub taken: BTreeMap<String, Option<u64>>,
}

/// What has come of it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stepped {
    /// Where the clock stands, in milliseconds since the start.
    pub at: u64,
    /// How many bytes the devices on each line were sent since the start.
    pub written: BTreeMap<String, u64>,
}

/// Why a step is not made, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// No JSON, or not of this form.
    #[error("not understood, wanted is {{\"advance_to\":1000,\"taken\":{{\"bed\":12}}}}: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Longer than [`LONGEST_REQUEST`].
    #[error("a request has {LONGEST_REQUEST} bytes at most")]
    TooLong,
    /// A clock does not go back.
    #[error("the clock stands at {} already", now.0)]
    Past {
        /// Where it stands.
        now: Mono,
    },
    /// Farther than [`LONGEST_STEP`].
    #[error("a step is {} h at most", LONGEST_STEP.as_secs() / 3600)]
    TooFar,
    /// The configuration has no such line.
    #[error("there is no line {0}")]
    NoSuchLine(String),
    /// The lines did not come so far in time.
    #[error("still waiting after {} s: {}", waited.as_secs(), lines.join(", "))]
    Late {
        /// How long was waited.
        waited: Duration,
        /// What is lacking, line by line.
        lines: Vec<String>,
    },
}

/// A step on its way to the engine.
pub struct Step {
    /// What is wanted.
    pub request: Request,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Stepped, StepError>>,
}

/// The socket through which steps are asked for.
pub struct Steps {
    socket: Socket,
}

impl Steps {
    /// Makes the socket beside the control socket `control`.
    ///
    /// # Errors
    ///
    /// When another daemon answers there or the socket cannot be made.
    pub async fn bind(control: &Path) -> Result<Self, SocketError> {
        Ok(Self { socket: Socket::bind(&beside(control)).await? })
    }

    /// Hands on steps, of one connection after another, until the engine is gone.
    pub async fn run(self, steps: mpsc::Sender<Step>) {
        let serve = async {
            loop {
                let stream = self.socket.accept().await;
                // The rig may hang up at any time.
                drop(serve(stream, &steps).await);
            }
        };
        tokio::select! {
            () = serve => {}
            () = steps.closed() => {}
        }
    }
}

/// The path of the control socket with `.clock` after it.
fn beside(control: &Path) -> PathBuf {
    let mut path = OsString::from(control);
    path.push(".clock");
    path.into()
}

/// One request after another, until the rig hangs up or the engine is gone.
async fn serve(stream: UnixStream, steps: &mpsc::Sender<Step>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = u64::try_from(LONGEST_REQUEST).unwrap_or(u64::MAX);
        (&mut stream).take(limit).read_until(b'\n', &mut line).await?;
        let is_whole = line.ends_with(b"\n");
        if !is_whole && line.len() < LONGEST_REQUEST {
            return Ok(()); // hung up
        }
        if !is_whole {
            stream.write_all(&answer(&Err(StepError::TooLong))).await?;
            return stream.shutdown().await;
        }
        let Some(stepped) = ask(&line, steps).await else { return Ok(()) };
        stream.write_all(&answer(&stepped)).await?;
    }
}

/// Lets the engine make the step; `None` when it is gone.
async fn ask(line: &[u8], steps: &mpsc::Sender<Step>) -> Option<Result<Stepped, StepError>> {
    let request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return Some(Err(error.into())),
    };
    let (reply, stepped) = oneshot::channel();
    steps.send(Step { request, reply }).await.ok()?;
    stepped.await.ok()
}

fn answer(stepped: &Result<Stepped, StepError>) -> Vec<u8> {
    let mut line = match stepped {
        // A struct of numbers and texts cannot fail to be written.
        Ok(stepped) => serde_json::to_vec(stepped).unwrap_or_default(),
        Err(error) => serde_json::json!({ "error": error.to_string() }).to_string().into_bytes(),
    };
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::task::JoinHandle;

    use super::*;

    #[tokio::test]
    async fn a_step_is_asked_for_and_answered_line_by_line() {
        let mut rig = Rig::start().await;

        rig.say(b"{\"advance_to\":1040,\"taken\":{\"bed\":12,\"hall\":null}}\n").await;
        assert_eq!(rig.hear().await, json!({ "at": 1040, "written": { "bed": 7 } }));
        rig.say(b"{\"advance_to\":2000}\n").await;
        assert_eq!(rig.hear().await["at"], 2000);

        let taken = BTreeMap::from([("bed".to_owned(), Some(12)), ("hall".to_owned(), None)]);
        let asked = rig.end().await;
        assert_eq!(asked[0], Request { advance_to: 1040, taken });
        assert_eq!(asked.len(), 2);
    }

    #[tokio::test]
    async fn what_makes_no_sense_is_answered_and_never_reaches_the_engine() {
        let mut rig = Rig::start().await;

        for nonsense in [
            &b"\n"[..],
            b"stop\n",
            b"{\"advance_to\":-1}\n",
            b"{\"advance_to\":1,\"shutdown\":true}\n",
            b"{\"advance_to\":1,\"taken\":{\"bed\":\"all\"}}\n",
            b"\xFF\x00\xFE\n",
        ] {
            rig.say(nonsense).await;
            let error = rig.hear().await["error"].as_str().unwrap().to_owned();
            assert!(error.starts_with("not understood"), "{error}");
        }

        assert_eq!(rig.end().await, []);
    }

    #[tokio::test]
    async fn a_request_without_an_end_is_refused_and_the_next_connection_is_served() {
        let mut rig = Rig::start().await;

        rig.say(&[b' '; LONGEST_REQUEST + 1]).await;
        assert!(rig.hear().await["error"].as_str().unwrap().contains("4096"));
        assert_eq!(rig.stream.read_line(&mut String::new()).await.unwrap_or(0), 0);

        rig.connect().await;
        rig.say(b"{\"advance_to\":5}\n").await;
        assert_eq!(rig.hear().await["at"], 5);
        assert_eq!(rig.end().await.len(), 1);
    }

    #[tokio::test]
    async fn a_rig_that_hangs_up_in_the_middle_of_a_line_has_asked_for_nothing() {
        let mut rig = Rig::start().await;

        rig.say(b"{\"advance_to\":1").await;
        rig.connect().await;
        rig.say(b"{\"advance_to\":2}\n").await;

        assert_eq!(rig.hear().await["at"], 2);
        assert_eq!(rig.end().await.len(), 1);
    }

    /// A socket, a rig connected to it, and an engine that does what it is asked.
    struct Rig {
        path: PathBuf,
        stream: BufReader<UnixStream>,
        socket: JoinHandle<()>,
        engine: JoinHandle<Vec<Request>>,
        stop: oneshot::Sender<()>,
        _folder: tempfile::TempDir,
    }

    impl Rig {
        async fn start() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let control = folder.path().join("hearth.sock");
            let steps = Steps::bind(&control).await.unwrap();
            let path = folder.path().join("hearth.sock.clock");
            let (asks, asked) = mpsc::channel(1);
            let (stop, stopped) = oneshot::channel();
            let stream = BufReader::new(UnixStream::connect(&path).await.unwrap());
            let socket = tokio::spawn(steps.run(asks));
            let engine = tokio::spawn(obey(asked, stopped));
            Self { path, stream, socket, engine, stop, _folder: folder }
        }

        async fn connect(&mut self) {
            self.stream = BufReader::new(UnixStream::connect(&self.path).await.unwrap());
        }

        async fn say(&mut self, bytes: &[u8]) {
            self.stream.write_all(bytes).await.unwrap();
        }

        async fn hear(&mut self) -> Value {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.unwrap();
            serde_json::from_str(&line).unwrap()
        }

        /// The engine ends, the socket with it; what the engine was asked for.
        async fn end(self) -> Vec<Request> {
            self.stop.send(()).unwrap();
            let asked = self.engine.await.unwrap();
            self.socket.await.unwrap();
            assert!(!self.path.exists());
            asked
        }
    }

    async fn obey(
        mut steps: mpsc::Receiver<Step>,
        mut stop: oneshot::Receiver<()>,
    ) -> Vec<Request> {
        let mut asked = Vec::new();
        loop {
            tokio::select! {
                _ = &mut stop => return asked,
                Some(Step { request, reply }) = steps.recv() => {
                    let written = BTreeMap::from([("bed".to_owned(), 7)]);
                    reply.send(Ok(Stepped { at: request.advance_to, written })).unwrap();
                    asked.push(request);
                }
            }
        }
    }
}
