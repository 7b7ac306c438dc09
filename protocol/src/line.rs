//! One serial line: bytes in, readings out, and bytes for the device.
//!
//! Owns what used to be glued together in many places: where frames begin and end ([`Decoder`]),
//! what they mean (the driver), and the pause that ends a frame. Three promises:
//!
//! * **A pause ends a frame.** What lies complete behind an unfinished beginning is delivered after
//!   the sensor's [`crate::Sensor::gap`], live and in a replay alike. The beginning itself is kept
//!   for [`STALL`] more: a USB stick that stalls in the middle of a frame loses nothing.
//! * **Nothing that was found is thrown away**: not at a pause, not at a request, not at the loss of
//!   the port. A line that is not drained takes in no more ([`Line::handle_bytes`] gives the rest
//!   back).
//! * **Time is an argument.** Before an input at `at`, carry out the deadlines before it:
//!   `while line.poll_timeout() <= at { line.handle_timeout(…) }`.
//!
//! ```text
//!            bytes, and a frame is not whole          gap over           STALL over
//!   Calm ───────────────────────────────▶ Hearing ─────────────▶ Paused ──────────▶ Calm
//!     ▲                                      │ ▲  deliver what     │      the rest
//!     │            whole                     │ │  is behind it     │      is noise
//!     └──────────────────────────────────────┘ └───────────────────┘ bytes
//! ```

use core::time::Duration;

use crate::decoder::{Decoder, Found, Stretch};
use crate::driver::Driver;
use crate::machine::{Machine, Quiet, Readings, Source, Transmit};
use crate::reading::Reading;
use crate::scan::NoiseCounts;
use crate::sensor::Setup;
use crate::time::Mono;

/// How long the unfinished beginning of a frame is kept after a pause. USB sticks stall for some
/// hundred milliseconds when a hub is busy; a device that was cut off in mid-frame speaks anew
/// within a second or two.
pub const STALL: Duration = Duration::from_secs(1);

/// Found things that wait to be drained. No further frame is taken in while there is no room for
/// two more: the noise before a frame, and the frame.
const MOST_ITEMS: usize = 32;

/// What was found on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A whole valid frame.
    Frame {
        /// Where it begins, in bytes since the stream began.
        offset: u64,
        /// How many bytes it has.
        bytes: usize,
        /// Its kind: `heart-rate`.
        message: &'static str,
        /// Who spoke; `None` for a valid frame of nobody who is asked here.
        source: Option<Source>,
        /// How many of the readings that wait are this frame's; the frames' are in their order.
        readings: usize,
    },
    /// Bytes that were no frame.
    Noise(Stretch),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing waits for bytes.
    Calm,
    /// Something is not decided, and the line may go on at any moment.
    Hearing,
    /// The line has paused, and something is still not decided.
    Paused,
    /// What is held is given up, as soon as there is room for what is found in it.
    Ending,
}

/// A line and its sensor. `B` is memory for the longest frame ([`crate::Sensor::longest`] bytes): an
/// array on a small machine, a box where there is an allocator.
///
/// A radar says that somebody fell, in two reads with a stray byte before them:
///
/// ```
/// use protocol::{Item, Line, Mono, Reading, Setup, Source};
///
/// let sensor = protocol::find("r60abd1").unwrap();
/// let mut line = Line::new(&Setup::alone(sensor, None), [0; 256]);
///
/// line.handle_bytes(Mono(2_000), &[0xFF, 0x53, 0x59, 0x83, 0x01]);
/// line.handle_bytes(Mono(2_001), &[0x00, 0x01, 0x01, 0x32, 0x54, 0x43]);
///
/// assert_eq!(line.poll_reading(), Some((Source(0), Reading::Fall(true))));
/// assert!(matches!(line.poll_item(), Some(Item::Noise(stretch)) if stretch.bytes == 1));
/// assert!(matches!(line.poll_item(), Some(Item::Frame { message: "fall", .. })));
/// assert_eq!(line.poll_item(), None);
/// ```
#[derive(Debug)]
pub struct Line<B> {
    decoder: Decoder<B>,
    driver: Driver,
    gap: Duration,
    half_duplex: bool,
    /// When bytes last came.
    heard: Mono,
    stage: Stage,
    items: heapless::Deque<Item, MOST_ITEMS>,
    readings: Readings,
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Line<B> {
    /// A line that nobody has opened yet.
    #[must_use]
    pub fn new(setup: &Setup, memory: B) -> Self {
        Self {
            decoder: Decoder::new(setup.sensor, memory),
            driver: Driver::new(setup),
            gap: setup.sensor.gap,
            half_duplex: setup.sensor.half_duplex,
            heard: Mono::ZERO,
            stage: Stage::Calm,
            items: heapless::Deque::new(),
            readings: Readings::default(),
        }
    }

    /// Bytes came. Gives back what it had no room for: drain, and hand in the rest again. A line
    /// that is drained after every call takes in at least a frame each time.
    pub fn handle_bytes<'b>(&mut self, at: Mono, bytes: &'b [u8]) -> &'b [u8] {
        if self.stage == Stage::Paused && self.decoder.is_frame(bytes) {
            // What begins after a pause and is whole is no rest of what came before it.
            self.decoder.give_up();
        }
        self.heard = at;
        let mut rest = bytes;
        while has_room(&self.items, &self.readings) {
            let (taken, found) = self.decoder.next(rest);
            let Some(found) = found else {
                rest = &[];
                break;
            };
            take(found, at, (&mut self.driver, &mut self.readings, &mut self.items));
            rest = rest.get(taken..).unwrap_or_default();
        }
        self.stage = if self.decoder.pending() > 0 { Stage::Hearing } else { Stage::Calm };
        rest
    }

    /// These bytes were written to the line (or a capture says that they were). Where only one may
    /// speak, whatever is not whole by now is no answer to them.
    pub fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        if self.half_duplex {
            self.end(at);
        }
        self.driver.handle_sent(at, bytes);
    }

    /// The port was opened, or was lost. A line that is never told is only listened to.
    pub fn handle_port(&mut self, at: Mono, up: bool) {
        self.end(at);
        self.driver.handle_port(at, up);
    }

    /// Time has passed: it is now `now`. Drain, and ask [`Self::poll_timeout`] again.
    pub fn handle_timeout(&mut self, now: Mono) {
        match self.stage {
            Stage::Hearing if now >= self.heard + self.gap => {
                if self.pause(now) {
                    let waits = self.decoder.pending() > 0;
                    self.stage = if waits { Stage::Paused } else { Stage::Calm };
                }
            }
            Stage::Paused if now >= self.heard + self.gap + STALL => self.end(now),
            Stage::Ending => self.end(now),
            Stage::Calm | Stage::Hearing | Stage::Paused => {}
        }
        if self.driver_due().is_some_and(|due| due <= now) {
            self.driver.handle_timeout(now);
        }
    }

    /// When [`Self::handle_timeout`] is next wanted.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        let pause = match self.stage {
            Stage::Calm => None,
            Stage::Hearing => Some(self.heard + self.gap),
            Stage::Paused => Some(self.heard + self.gap + STALL),
            Stage::Ending => Some(self.heard),
        };
        pause.into_iter().chain(self.driver_due()).min()
    }

    /// When the driver wants to hear of the time. Where only one may speak, not while somebody does:
    /// an answer that has begun is waited for, though no longer than a stall.
    fn driver_due(&self) -> Option<Mono> {
        let due = self.driver.poll_timeout()?;
        if self.half_duplex && self.stage == Stage::Hearing {
            return Some(due.max((self.heard + self.gap).min(due + STALL)));
        }
        Some(due)
    }

    /// The next reading, oldest first, and what behind the line it is about.
    pub fn poll_reading(&mut self) -> Option<(Source, Reading)> {
        self.readings.pop()
    }

    /// The next frame or stretch of noise, oldest first.
    pub fn poll_item(&mut self) -> Option<Item> {
        self.items.pop_front()
    }

    /// The next bytes for the device, when they are due.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.driver.poll_transmit()
    }

    /// What the sensor calls its firmware, where it says so.
    #[must_use]
    pub fn firmware(&self) -> Option<&str> {
        self.driver.firmware()
    }

    /// How long the sensor may say nothing after its last frame and be well, where what it does
    /// now decides that; `None` where its model's limit holds ([`crate::Model::quiet`]).
    #[must_use]
    pub fn quiet(&self) -> Option<Quiet> {
        self.driver.quiet()
    }

    /// Stretches of noise since the beginning, the open one included.
    #[must_use]
    pub const fn noise(&self) -> &NoiseCounts {
        self.decoder.noise()
    }

    /// How often a number was left out because it cannot be what it says (a word just below zero
    /// that reads as the largest there is).
    #[must_use]
    pub const fn doubted(&self) -> u64 {
        self.readings.doubted()
    }

    /// Bytes that have come and are in no item yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.decoder.pending()
    }

    /// Delivers what is whole; says whether that was all.
    fn pause(&mut self, now: Mono) -> bool {
        while has_room(&self.items, &self.readings) {
            let Some(found) = self.decoder.next_at_pause() else { return true };
            take(found, now, (&mut self.driver, &mut self.readings, &mut self.items));
        }
        false
    }

    /// Delivers what is whole and gives up the rest. What finds no room stays, and is delivered when
    /// the caller has drained and asks again.
    fn end(&mut self, at: Mono) {
        while has_room(&self.items, &self.readings) {
            let Some(found) = self.decoder.next_at_end() else {
                self.stage = Stage::Calm;
                return;
            };
            take(found, at, (&mut self.driver, &mut self.readings, &mut self.items));
        }
        self.stage = Stage::Ending;
    }
}

#[inline]
fn has_room(items: &heapless::Deque<Item, MOST_ITEMS>, readings: &Readings) -> bool {
    items.len() + 2 <= MOST_ITEMS && readings.has_room()
}

/// Where what is found goes.
type Into<'l> = (&'l mut Driver, &'l mut Readings, &'l mut heapless::Deque<Item, MOST_ITEMS>);

#[inline]
fn take(found: Found<'_>, at: Mono, (driver, readings, items): Into<'_>) {
    let item = match found {
        Found::Noise(stretch) => Item::Noise(stretch),
        Found::Frame { offset, bytes } => {
            let before = readings.len();
            let heard = driver.handle_frame(at, bytes, readings);
            Item::Frame {
                offset,
                bytes: bytes.len(),
                message: heard.message,
                source: heard.source,
                readings: readings.len() - before,
            }
        }
    };
    if items.push_back(item).is_err() {
        debug_assert!(false, "there is room");
    }
}
