//! Somebody at the wall: a screen that comes in by its word and writes down each frame and when it came.

use std::io::{BufRead, Read as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::ask::{Asked, ask, listen};
use crate::clock::{Stopwatch, wait_for};

/// A station that shows nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest line of a frame that is taken: two thousand tiles are half of it.
const LONGEST: u64 = 4 * 1024 * 1024;

/// A frame of the wall's stream.
#[derive(Clone, Debug)]
pub struct Frame {
    /// `board`, `tiles`, `strip` or `tick`.
    pub event: String,
    /// What it says.
    pub body: Value,
    /// When it came.
    pub came: Stopwatch,
}

/// A screen, until it is dropped.
#[derive(Debug)]
pub struct Looker {
    frames: Arc<Mutex<Vec<Frame>>>,
    stream: TcpStream,
    thread: Option<JoinHandle<()>>,
}

impl Looker {
    /// Comes in with a wall's word and looks.
    ///
    /// # Errors
    ///
    /// When the station does not let it in.
    pub fn start(page: SocketAddr, word: &str) -> anyhow::Result<Self> {
        let word = format!("/wall?token={word}");
        let let_in = ask(page, &Asked { path: &word, ..Asked::default() });
        let cookie = let_in.context("the wall does not let in")?.cookie;
        let cookie = Some(cookie.context("the wall gives no cookie")?);
        let stream = Asked { path: "/wall/stream", cookie: cookie.as_deref(), ..Asked::default() };
        let (stream, reader) = listen(page, &stream)?;
        let frames = Arc::<Mutex<Vec<Frame>>>::default();
        let written = Arc::clone(&frames);
        let thread = std::thread::spawn(move || drop(read(reader, &written)));
        let looker = Self { frames, stream, thread: Some(thread) };
        looker.wait(PATIENCE, |frame| frame.event == "board").context("no board comes")?;
        Ok(looker)
    }

    /// The first frame that is `wanted`.
    pub fn wait(&self, patience: Duration, wanted: impl Fn(&Frame) -> bool) -> Option<Frame> {
        let mut looked_at = 0;
        wait_for(patience, || {
            let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
            let found = frames.iter().skip(looked_at).find(|frame| wanted(frame)).cloned();
            looked_at = frames.len();
            found
        })
    }

    /// Takes what has come.
    #[must_use]
    pub fn take(&self) -> Vec<Frame> {
        std::mem::take(&mut *self.frames.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Frame {
    /// The tiles that are drawn anew.
    pub fn tiles(&self) -> impl Iterator<Item = &Value> {
        let (own, whole) = (self.body.get("tiles"), self.body.pointer("/board/tiles"));
        own.or(whole).and_then(Value::as_array).into_iter().flatten()
    }

    /// The tile of a seat, if it is drawn anew.
    #[must_use]
    pub fn tile(&self, seat: u16) -> Option<&Value> {
        self.tiles().find(|tile| tile.get("seat").and_then(Value::as_u64) == Some(seat.into()))
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        drop(self.stream.shutdown(Shutdown::Both));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Frame after frame, until the stream ends.
fn read(mut reader: impl BufRead, frames: &Mutex<Vec<Frame>>) -> anyhow::Result<()> {
    let mut waiting = String::new();
    loop {
        let before = waiting.len();
        reader.by_ref().take(LONGEST).read_line(&mut waiting)?;
        match waiting.get(before..).unwrap_or_default() {
            "" => bail!("it is over"),
            "\n" => {
                let came = Stopwatch::start();
                if let Some(frame) = frame(&waiting, came) {
                    frames.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
                }
                waiting.clear();
            }
            _ if waiting.len() as u64 > LONGEST => bail!("a frame has no end"),
            _ => {}
        }
    }
}

fn frame(text: &str, came: Stopwatch) -> Option<Frame> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let event = field("event: ")?.to_owned();
    Some(Frame { event, body: serde_json::from_str(field("data: ")?).ok()?, came })
}
