//! Somebody at the wall: a screen that comes in by its word and writes down each frame and when it came.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::clock::{Stopwatch, wait_for};

/// A station that answers nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest chunk of a stream that is taken: two thousand tiles are half of it.
const LARGEST_CHUNK: usize = 4 * 1024 * 1024;

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
        let cookie = come_in(page, word)?;
        let mut stream = TcpStream::connect(page)?;
        let ask = format!("GET /wall/stream HTTP/1.1\r\nHost: {page}\r\nCookie: {cookie}\r\n\r\n");
        stream.write_all(ask.as_bytes())?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let status = head(&mut reader)?.into_iter().next().unwrap_or_default();
        if !status.contains(" 200 ") {
            bail!("the wall's stream answers {status}");
        }
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

/// What a page answers: its status line and its body, as far as it comes within the patience.
///
/// # Errors
///
/// When there is no answer.
pub fn get(page: SocketAddr, path: &str) -> anyhow::Result<(String, String)> {
    let mut stream = TcpStream::connect(page)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {page}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let status = head(&mut reader)?.into_iter().next().unwrap_or_default();
    let mut body = String::new();
    reader.read_to_string(&mut body)?;
    Ok((status, body))
}

/// The word is exchanged for a cookie.
fn come_in(page: SocketAddr, word: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(page)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let ask =
        format!("GET /wall?token={word} HTTP/1.1\r\nHost: {page}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes())?;
    let lines = head(&mut BufReader::new(stream))?;
    let cookie = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next())?
    });
    let status = lines.first().map(String::as_str).unwrap_or_default();
    Ok(cookie.with_context(|| format!("the wall does not let in: {status}"))?.to_owned())
}

/// The lines of an answer's head.
fn head(reader: &mut impl BufRead) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            bail!("the station hangs up");
        }
        match line.trim_end() {
            "" => return Ok(lines),
            text => lines.push(text.to_owned()),
        }
    }
}

/// Frame after frame, until the stream ends.
fn read(mut reader: impl BufRead, frames: &Mutex<Vec<Frame>>) -> anyhow::Result<()> {
    let mut waiting = String::new();
    loop {
        let mut size = String::new();
        reader.read_line(&mut size)?;
        let size = usize::from_str_radix(size.trim(), 16)?;
        if size == 0 || size > LARGEST_CHUNK {
            bail!("it is over");
        }
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk)?;
        chunk.truncate(size);
        let came = Stopwatch::start();
        waiting.push_str(&String::from_utf8(chunk)?);
        while let Some((event, rest)) = waiting.split_once("\n\n") {
            if let Some(frame) = frame(event, came) {
                frames.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
            }
            waiting = rest.to_owned();
        }
    }
}

fn frame(text: &str, came: Stopwatch) -> Option<Frame> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let event = field("event: ")?.to_owned();
    Some(Frame { event, body: serde_json::from_str(field("data: ")?).ok()?, came })
}
