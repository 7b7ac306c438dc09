//! What do the frames of a line mean, and what does its sensor want to be told?
//!
//! One machine per family behind one enum: plain data, no trait, no allocation. The shell tells a
//! driver what happened (the port came up, a frame came, bytes were written, time passed), then
//! drains its readings and what it wants to send.
//!
//! Readings depend on what was *heard and written*, never on whether [`Driver::poll_transmit`] was
//! called: a replay, which drops what a driver wants to send and feeds back what the capture says
//! was sent, reads the same.

use crate::bus::modbus::Modbus;
use crate::gas::winsen::Winsen;
use crate::radar::micradar::Micradar;
use crate::reading::Reading;
use crate::sensor::{Setup, Source};
use crate::time::Mono;

/// What a frame was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its kind, as `decode` shows it: `heart-rate`.
    pub message: &'static str,
    /// Who spoke. `None` for a valid frame that is not ours: another unit's, our own bytes coming
    /// back, another host's question. It says nothing of whether the sensor lives.
    pub source: Option<Source>,
}

/// The longest that any driver sends is ten bytes; queries with a value may grow.
const LONGEST_TRANSMIT: usize = 32;

/// Bytes for the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    /// Not before.
    pub at: Mono,
    /// What to write, in one piece.
    pub bytes: heapless::Vec<u8, LONGEST_TRANSMIT>,
}

impl Transmit {
    /// Bytes for the device at `at`; bytes that are too long are cut, which no driver's are.
    pub(crate) fn new(at: Mono, frame: &[u8]) -> Self {
        debug_assert!(frame.len() <= LONGEST_TRANSMIT);
        Self { at, bytes: frame.iter().copied().take(LONGEST_TRANSMIT).collect() }
    }
}

/// What one frame can say at most: a contact module with all its inputs, each of its own, and the
/// module itself. Drained after every frame; if it is not, the oldest go.
const MOST_READINGS: usize = 32;

/// Readings that wait to be drained.
#[derive(Debug)]
pub(crate) struct Readings(heapless::Deque<(Source, Reading), MOST_READINGS>);

impl Readings {
    pub(crate) const fn new() -> Self {
        Self(heapless::Deque::new())
    }

    /// Appends one, at the cost of the oldest if nobody drains.
    pub(crate) fn push(&mut self, source: Source, reading: Reading) {
        if self.0.is_full() {
            self.0.pop_front();
        }
        if self.0.push_back((source, reading)).is_err() {
            debug_assert!(false, "there is room");
        }
    }

    pub(crate) fn pop(&mut self) -> Option<(Source, Reading)> {
        self.0.pop_front()
    }
}

/// The machine behind one line: a variant per family.
#[derive(Debug)]
pub enum Driver {
    /// Radars of the 53 59 family.
    Micradar(Micradar),
    /// Gas modules of the Winsen family.
    Winsen(Winsen),
    /// Devices on a Modbus line.
    Modbus(Modbus),
}

impl Driver {
    /// The machine for a line.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        (setup.sensor.driver)(setup)
    }

    /// The port was opened, or was lost. A driver that is never told (bytes on a bench, a capture
    /// that begins in the middle) asks nothing and takes its sensor for powered since long ago.
    pub fn handle_line(&mut self, at: Mono, up: bool) {
        match self {
            Self::Micradar(driver) => driver.handle_line(at, up),
            Self::Winsen(driver) => driver.handle_line(at, up),
            Self::Modbus(driver) => driver.handle_line(at, up),
        }
    }

    /// A whole valid frame came, as the [`crate::Decoder`] found it.
    pub fn handle_frame(&mut self, at: Mono, frame: &[u8]) -> Heard {
        match self {
            Self::Micradar(driver) => driver.handle_frame(at, frame),
            Self::Winsen(driver) => driver.handle_frame(at, frame),
            Self::Modbus(driver) => driver.handle_frame(at, frame),
        }
    }

    /// The shell has written these bytes to the line (or a capture says that it had).
    pub fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        match self {
            Self::Micradar(driver) => driver.handle_sent(at, bytes),
            Self::Winsen(driver) => driver.handle_sent(at, bytes),
            Self::Modbus(driver) => driver.handle_sent(at, bytes),
        }
    }

    /// Time has passed: it is now `now`.
    pub fn handle_timeout(&mut self, now: Mono) {
        match self {
            Self::Micradar(driver) => driver.handle_timeout(now),
            Self::Winsen(driver) => driver.handle_timeout(now),
            Self::Modbus(driver) => driver.handle_timeout(now),
        }
    }

    /// When [`Self::handle_timeout`] is next wanted.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        match self {
            Self::Micradar(driver) => driver.poll_timeout(),
            Self::Winsen(driver) => driver.poll_timeout(),
            Self::Modbus(driver) => driver.poll_timeout(),
        }
    }

    /// The next reading, oldest first.
    pub fn poll_reading(&mut self) -> Option<(Source, Reading)> {
        match self {
            Self::Micradar(driver) => driver.poll_reading(),
            Self::Winsen(driver) => driver.poll_reading(),
            Self::Modbus(driver) => driver.poll_reading(),
        }
    }

    /// The next bytes for the device, when they are due.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        match self {
            Self::Micradar(driver) => driver.poll_transmit(),
            Self::Winsen(driver) => driver.poll_transmit(),
            Self::Modbus(driver) => driver.poll_transmit(),
        }
    }

    /// What the sensor calls its firmware, where it says so.
    #[must_use]
    pub fn firmware(&self) -> Option<&str> {
        match self {
            Self::Micradar(driver) => driver.firmware(),
            Self::Winsen(_) | Self::Modbus(_) => None,
        }
    }
}
