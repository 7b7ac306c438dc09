//! The radar of a torn home: it chatters without end, and calls for help when told.
//!
//! A call is the radar's word that somebody fell and its word that nobody did, written at once: one
//! `raised` of the alarm each, whatever was before. So what must arrive can be counted at the wire.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

use crate::clock::{Deadline, Stopwatch, wait_for};
use crate::pty::PtyLine;
use crate::virtual_radar::frame;

/// Between two looks at what the host wrote; short against every bound.
const LOOK: Duration = Duration::from_millis(2);

/// From a daemon's start to its having the line open, and from its end to its being noticed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The line, until it is dropped.
#[derive(Debug)]
pub(super) struct Wire {
    radar: Arc<Mutex<Radar>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What a radar has said to one run of the daemon.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// When it called.
    pub calls: Vec<Stopwatch>,
    /// When it said anything: each is a reading.
    pub frames: Vec<Stopwatch>,
}

#[derive(Debug)]
struct Radar {
    line: PtyLine,
    every: Option<Duration>,
    said: Said,
    number: u8,
}

impl Wire {
    /// A radar at `link` that says something that often.
    pub(super) fn new(link: &Path, every: Option<Duration>) -> io::Result<Self> {
        let line = PtyLine::new(link)?;
        let radar = Radar { line, every, said: Said::default(), number: 0 };
        let radar = Arc::new(Mutex::new(radar));
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, stopped) = (Arc::clone(&radar), Arc::clone(&stop));
        let thread = std::thread::Builder::new().name("radar".to_owned()).spawn(move || {
            let mut last = Stopwatch::start();
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                let mut radar = lock(&shared);
                if radar.line.read().is_err() {
                    break; // no pseudoterminals are left: the row sees that nothing is open
                }
                if radar.every.is_some_and(|every| last.elapsed() >= every) {
                    last = Stopwatch::start();
                    radar.chatter();
                }
            }
        })?;
        Ok(Self { radar, stop, thread: Some(thread) })
    }

    /// Waits until the daemon has it open, and says that somebody is there and stands.
    pub(super) fn begin(&self) -> anyhow::Result<()> {
        let open = wait_for(PATIENCE, || lock(&self.radar).line.is_open().then_some(()));
        open.context("the daemon does not open the line")?;
        let mut radar = lock(&self.radar);
        radar.said = Said::default();
        radar.say(&frame(0x80, 0x01, &[1]));
        radar.say(&frame(0x83, 0x01, &[0]));
        Ok(())
    }

    /// What was said since it began, when the daemon is gone.
    pub(super) fn end(&self) -> anyhow::Result<Said> {
        let closed = wait_for(PATIENCE, || (!lock(&self.radar).line.is_open()).then_some(()));
        closed.context("the daemon does not close the line")?;
        Ok(std::mem::take(&mut lock(&self.radar).said))
    }

    /// Calls for help; whether it went out whole.
    pub(super) fn call(&self) -> bool {
        let mut radar = lock(&self.radar);
        let both = [frame(0x83, 0x01, &[1]), frame(0x83, 0x01, &[0])].concat();
        let went = radar.write(&both);
        if went {
            let now = Stopwatch::start();
            radar.said.calls.push(now);
            radar.said.frames.extend([now, now]);
        }
        went
    }

    /// How often it has called since it began.
    pub(super) fn calls(&self) -> usize {
        lock(&self.radar).said.calls.len()
    }

    /// How many frames it has said since it began.
    pub(super) fn frames(&self) -> usize {
        lock(&self.radar).said.frames.len()
    }

    /// Says something in between, that often.
    pub(super) fn chatter(&self, every: Option<Duration>) {
        lock(&self.radar).every = every;
    }

    /// Writes bytes as they are.
    pub(super) fn write(&self, bytes: &[u8]) -> bool {
        lock(&self.radar).write(bytes)
    }

    /// Calls so many times in a row as fast as the daemon takes it.
    pub(super) fn call_often(&self, times: usize, patience: Duration) -> anyhow::Result<()> {
        let deadline = Deadline::after(patience);
        let mut left = times;
        while left > 0 {
            if self.call() {
                left -= 1;
            } else {
                deadline.left().with_context(|| format!("{left} calls find no room"))?;
            }
            // Two calls in one millisecond would be one step of one alarm at one time.
            std::thread::sleep(Duration::from_micros(1_100));
        }
        Ok(())
    }

    /// Writes all of it, as fast as the daemon takes it.
    pub(super) fn pour(&self, mut bytes: &[u8], patience: Duration) -> anyhow::Result<()> {
        let deadline = Deadline::after(patience);
        while !bytes.is_empty() {
            let written = lock(&self.radar).line.write_some(bytes)?;
            bytes = bytes.get(written..).unwrap_or_default();
            if written == 0 {
                deadline.left().context("the daemon takes nothing more")?;
                std::thread::sleep(Duration::from_micros(200));
            }
        }
        Ok(())
    }

    /// When it has called since it began.
    pub(super) fn called(&self) -> Vec<Stopwatch> {
        lock(&self.radar).said.calls.clone()
    }

    /// Whether the daemon has it open.
    pub(super) fn is_open(&self) -> bool {
        lock(&self.radar).line.is_open()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Radar {
    /// A reading of no importance.
    fn chatter(&mut self) {
        self.number = self.number.wrapping_add(1);
        let said = match self.number % 4 {
            0 => frame(0x85, 0x02, &[60 + self.number % 8]),
            1 => frame(0x81, 0x02, &[12 + self.number % 4]),
            _ => frame(0x80, 0x03, &[1 + self.number % 7]),
        };
        self.say(&said);
    }

    fn say(&mut self, frame: &[u8]) {
        if self.write(frame) {
            self.said.frames.push(Stopwatch::start());
        }
    }

    fn write(&mut self, bytes: &[u8]) -> bool {
        let lost = self.line.lost();
        self.line.is_open() && self.line.write(bytes).is_ok() && self.line.lost() == lost
    }
}

fn lock(radar: &Mutex<Radar>) -> MutexGuard<'_, Radar> {
    radar.lock().unwrap_or_else(PoisonError::into_inner)
}
