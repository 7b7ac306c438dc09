//! The radars of a torn home: they chatter without end, and call for help when told.
//!
//! What a call is and why radars call in turn is said in [`crate::callers`]; here calls are counted
//! for each run of the daemon, so that what must arrive is known at the wire.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

use crate::callers::{Called, Callers, FRAMES_OF_A_CALL};
use crate::clock::{Deadline, Stopwatch, wait_for};
use crate::virtual_radar::frame;

/// Between two looks at what the host wrote; short against every bound.
const LOOK: Duration = Duration::from_millis(2);

/// From a daemon's start to its having the line open, and from its end to its being noticed.
const PATIENCE: Duration = Duration::from_secs(30);

/// While the first radar chatters, the others say something with every so manieth word of it: none
/// of them is lost.
const OTHERS_ONE_IN: u8 = 20;

/// The lines, until this is dropped.
#[derive(Debug)]
pub(super) struct Wire {
    radars: Arc<Mutex<Radars>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What the radars have said to one run of the daemon.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// When they called.
    pub calls: Vec<Stopwatch>,
    /// When they said anything: each is a reading.
    pub frames: Vec<Stopwatch>,
}

#[derive(Debug)]
struct Radars {
    callers: Callers,
    every: Option<Duration>,
    said: Said,
    number: u8,
}

impl Wire {
    /// These radars; the first says something that often.
    pub(super) fn new(callers: Callers, every: Option<Duration>) -> io::Result<Self> {
        let radars = Radars { callers, every, said: Said::default(), number: 0 };
        let radars = Arc::new(Mutex::new(radars));
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, stopped) = (Arc::clone(&radars), Arc::clone(&stop));
        let thread = std::thread::Builder::new().name("radars".to_owned()).spawn(move || {
            let mut last = Stopwatch::start();
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                let mut radars = lock(&shared);
                if radars.callers.read().is_err() {
                    break; // no pseudoterminals are left: the row sees that nothing is open
                }
                if radars.every.is_some_and(|every| last.elapsed() >= every) {
                    last = Stopwatch::start();
                    radars.chatter();
                }
            }
        })?;
        Ok(Self { radars, stop, thread: Some(thread) })
    }

    /// Waits until the daemon has all of them open, and says that somebody is there and stands.
    pub(super) fn begin(&self) -> anyhow::Result<()> {
        let open = wait_for(PATIENCE, || self.is_open().then_some(()));
        open.context("the daemon does not open the lines")?;
        let mut radars = lock(&self.radars);
        let frames = radars.callers.begin();
        radars.said = Said { calls: Vec::new(), frames: vec![Stopwatch::start(); frames] };
        Ok(())
    }

    /// What was said since it began, when the daemon is gone.
    pub(super) fn end(&self) -> anyhow::Result<Said> {
        let is_any_open = || lock(&self.radars).callers.is_any_open();
        let closed = wait_for(PATIENCE, || (!is_any_open()).then_some(()));
        closed.context("the daemon does not close the lines")?;
        Ok(std::mem::take(&mut lock(&self.radars).said))
    }

    /// Calls for help as soon as a radar may; when it did, if it went out whole.
    pub(super) fn call(&self) -> Option<Stopwatch> {
        loop {
            let called = lock(&self.radars).call();
            match called {
                Called::At(at) => return Some(at),
                Called::Unheard => return None,
                Called::NotYet(wait) => std::thread::sleep(wait),
            }
        }
    }

    /// Calls for help if a radar may now.
    pub(super) fn call_if_it_may(&self) {
        // Whether it did is counted where it is written.
        let _called = lock(&self.radars).call();
    }

    /// How often they have called since it began.
    pub(super) fn calls(&self) -> usize {
        lock(&self.radars).said.calls.len()
    }

    /// How many frames they have said since it began.
    pub(super) fn frames(&self) -> usize {
        lock(&self.radars).said.frames.len()
    }

    /// Says something in between, that often.
    pub(super) fn chatter(&self, every: Option<Duration>) {
        lock(&self.radars).every = every;
    }

    /// The first writes bytes as they are.
    pub(super) fn write(&self, bytes: &[u8]) -> bool {
        lock(&self.radars).callers.say(0, bytes)
    }

    /// Calls so many times in a row as fast as the radars may and the daemon takes it.
    pub(super) fn call_often(&self, times: usize, patience: Duration) -> anyhow::Result<()> {
        let deadline = Deadline::after(patience);
        let mut left = times;
        while left > 0 {
            if self.call().is_some() {
                left -= 1;
            } else {
                std::thread::sleep(LOOK);
            }
            deadline.left().with_context(|| format!("{left} calls find no room"))?;
        }
        Ok(())
    }

    /// All of them call at once, so many times at most; for a home whose clock is moved between two
    /// of these.
    pub(super) fn call_all(&self, most: usize) -> usize {
        lock(&self.radars).call_all(most)
    }

    /// How many bytes were said on each line since it began.
    pub(super) fn said(&self) -> Vec<(String, usize)> {
        lock(&self.radars).callers.said().collect()
    }

    /// The first writes all of it, as fast as the daemon takes it.
    pub(super) fn pour(&self, mut bytes: &[u8], patience: Duration) -> anyhow::Result<()> {
        let deadline = Deadline::after(patience);
        while !bytes.is_empty() {
            let written = lock(&self.radars).callers.pour(bytes)?;
            bytes = bytes.get(written..).unwrap_or_default();
            if written == 0 {
                deadline.left().context("the daemon takes nothing more")?;
                std::thread::sleep(Duration::from_micros(200));
            }
        }
        Ok(())
    }

    /// When they have called since it began.
    pub(super) fn called(&self) -> Vec<Stopwatch> {
        lock(&self.radars).said.calls.clone()
    }

    /// Whether the daemon has all of them open.
    pub(super) fn is_open(&self) -> bool {
        lock(&self.radars).callers.are_open()
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

impl Radars {
    fn call(&mut self) -> Called {
        let called = self.callers.call();
        if let Called::At(at) = called {
            self.note(at);
        }
        called
    }

    fn call_all(&mut self, most: usize) -> usize {
        let called = self.callers.call_all(most);
        let now = Stopwatch::start();
        (0..called).for_each(|_| self.note(now));
        called
    }

    fn note(&mut self, call: Stopwatch) {
        self.said.calls.push(call);
        self.said.frames.extend([call; FRAMES_OF_A_CALL]);
    }

    /// Readings of no importance.
    fn chatter(&mut self) {
        self.number = self.number.wrapping_add(1);
        let said = match self.number % 4 {
            0 => frame(0x85, 0x02, &[60 + self.number % 8]),
            1 => frame(0x81, 0x02, &[12 + self.number % 4]),
            _ => frame(0x80, 0x03, &[1 + self.number % 7]),
        };
        let others = self.number.is_multiple_of(OTHERS_ONE_IN);
        for place in 0..if others { self.callers.count() } else { 1 } {
            if self.callers.say(place, &said) {
                self.said.frames.push(Stopwatch::start());
            }
        }
    }
}

fn lock(radars: &Mutex<Radars>) -> MutexGuard<'_, Radars> {
    radars.lock().unwrap_or_else(PoisonError::into_inner)
}
