//! What does a driver hear, and what may it say? The verbs of the machine behind one line.
//!
//! A machine has no queue of its own: what a frame says goes into the [`Readings`] that the
//! [`crate::Line`] hands in, and what it wants to send waits until it is polled. Readings depend on
//! what was *heard and written*, never on whether [`Machine::poll_transmit`] was called: a replay,
//! which drops what a driver wants to send and feeds back what the capture says was sent, reads the
//! same.

use core::time::Duration;

use crate::reading::Reading;
use crate::time::Mono;

/// Which of the things behind one line a reading is about. 0 is a sensor alone on its line, or the
/// adapter itself where several share it and the adapter has something to say. Devices and their
/// inputs follow in the order of the configuration: a device first, then its inputs, then the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub u8);

/// What a frame was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its kind, as `decode` shows it: `heart-rate`.
    pub message: &'static str,
    /// Who spoke. `None` for a valid frame that is not ours: another unit's, our own bytes coming
    /// back, another host's question. It says nothing of whether the sensor lives.
    pub source: Option<Source>,
}

impl Heard {
    /// Somebody behind the line spoke.
    pub(crate) const fn from(message: &'static str, source: Source) -> Self {
        Self { message, source: Some(source) }
    }

    /// A valid frame of nobody who is asked here.
    pub(crate) const fn not_ours(message: &'static str) -> Self {
        Self { message, source: None }
    }
}

/// The longest that any driver sends at once: a radar's orders have ten bytes, an address book of a
/// radio adapter some hundred. Longer ones are refused, never cut: half an order is another one.
pub const LONGEST_TRANSMIT: usize = 128;

/// Bytes for the device, to be written in one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit(heapless::Vec<u8, LONGEST_TRANSMIT>);

impl Transmit {
    /// These bytes; `None` for more than [`LONGEST_TRANSMIT`].
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        heapless::Vec::from_slice(bytes).ok().map(Self)
    }

    /// What to write.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What one frame can say at most: a contact module with sixteen inputs, each of its own, and the
/// module itself.
pub(crate) const MOST_OF_A_FRAME: usize = 17;

/// Readings of a few frames. A line takes in no further frame while there is no room for
/// [`MOST_OF_A_FRAME`]; so none is lost, however rarely it is drained.
const MOST_READINGS: usize = 64;

/// Readings that wait to be drained.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    waiting: heapless::Deque<(Source, Reading), MOST_READINGS>,
    /// How often a value was left out because it cannot be what it says.
    doubted: u64,
}

impl Readings {
    /// Appends one. What finds no room is counted as left out; see [`Self::has_room`].
    pub(crate) fn push(&mut self, source: Source, reading: Reading) {
        if self.waiting.push_back((source, reading)).is_err() {
            debug_assert!(false, "a frame says more than MOST_OF_A_FRAME");
            self.doubt();
        }
    }

    /// A value is left out.
    pub(crate) const fn doubt(&mut self) {
        self.doubted = self.doubted.saturating_add(1);
    }

    pub(crate) const fn doubted(&self) -> u64 {
        self.doubted
    }

    pub(crate) fn pop(&mut self) -> Option<(Source, Reading)> {
        self.waiting.pop_front()
    }

    pub(crate) const fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether whatever one more frame says finds room.
    pub(crate) const fn has_room(&self) -> bool {
        self.waiting.len() + MOST_OF_A_FRAME <= MOST_READINGS
    }
}

/// How long a sensor may say nothing after its last frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Longer, and what it said last is no longer true of now.
    pub silent: Duration,
    /// Longer, and somebody should look; zero where its kind's usual limit holds.
    pub lost: Duration,
}

/// The machine behind one line: what the frames of a family mean, and what its sensor wants to be
/// told. Every verb but one has a default, so a family says only what it needs.
pub(crate) trait Machine {
    /// A whole valid frame came.
    fn handle_frame(&mut self, at: Mono, frame: &[u8], readings: &mut Readings) -> Heard;

    /// The port was opened, or was lost. A driver that is never told (bytes on a bench, a capture
    /// that begins in the middle) asks nothing and takes its sensor for powered since long ago.
    fn handle_port(&mut self, _at: Mono, _up: bool) {}

    /// These bytes were written to the line (or a capture says that they were).
    fn handle_sent(&mut self, _at: Mono, _bytes: &[u8]) {}

    /// Time has passed: it is now `now`.
    fn handle_timeout(&mut self, _now: Mono) {}

    /// When [`Self::handle_timeout`] is next wanted.
    fn poll_timeout(&self) -> Option<Mono> {
        None
    }

    /// The next bytes for the device, when they are due.
    fn poll_transmit(&mut self) -> Option<Transmit> {
        None
    }

    /// What the sensor calls its firmware, where it says so.
    fn firmware(&self) -> Option<&str> {
        None
    }

    /// How long the sensor may now say nothing and be well, where that depends on what it does; its
    /// model's own limit otherwise.
    fn quiet(&self) -> Option<Quiet> {
        None
    }
}
