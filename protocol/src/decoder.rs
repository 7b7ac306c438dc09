//! Where are the frames in this stream of bytes?
//!
//! One decoder a line, for every family: the family's `scan` says what begins at the first byte.
//! On noise the decoder goes *one* byte forward, whatever length the noise declared, so a real
//! frame behind a false start is found. What is cut off at the end of a read waits in a buffer for
//! the next one; bytes of a whole frame are never copied.
//!
//! An unfinished frame does not hold what is behind it for long:
//!
//! * where the family's sums are strong enough to tell, a valid frame behind an unfinished one is
//!   found as soon as it is complete;
//! * where they are not, at the next pause of the line ([`Decoder::next_at_pause`]). If nothing
//!   whole is behind it, the unfinished frame stays: perhaps it was only stalled;
//! * at the end ([`Decoder::next_at_end`]) whatever is not whole is noise.
//!
//! Noise bytes in a row are one *stretch*. Its kind is the reason at its first byte, it is counted
//! when it begins, and it is handed out when it ends: at a frame or at the end. Garbage without end
//! therefore costs a counter and no memory.

mod walk;

pub use self::walk::Stretch;
use self::walk::{Rest, Step, Walk};
use crate::scan::{Noise, NoiseCounts, NoiseKind, Scan};
use crate::sensor::Sensor;

/// What the decoder has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A whole valid frame.
    Frame {
        /// Where it begins, in bytes since the stream began.
        offset: u64,
        /// All of it.
        bytes: &'a [u8],
    },
    /// Bytes that were no frame.
    Noise(Stretch),
}

/// Finds the frames in a stream of bytes. `B` is memory for the longest frame of the family
/// ([`Sensor::longest`]); a longer one is refused (noise, one byte forward), so that no length field
/// can make the decoder wait or grow without end.
#[derive(Clone, Debug)]
pub struct Decoder<B> {
    /// Memory for the beginning of a frame whose rest has not come yet.
    memory: B,
    /// How much of it is in use.
    held: usize,
    /// How much of what is held was handed out and only waits to be forgotten.
    spent: usize,
    walk: Walk,
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Decoder<B> {
    /// A decoder for one family of sensors, at the beginning of a stream.
    #[must_use]
    pub fn new(sensor: &Sensor, memory: B) -> Self {
        let longest = sensor.longest.min(memory.as_ref().len());
        Self::with(sensor.scan, longest, sensor.is_strong, memory)
    }

    fn with(scan: fn(&[u8]) -> Scan, longest: usize, is_strong: bool, memory: B) -> Self {
        Self { memory, held: 0, spent: 0, walk: Walk::new(scan, longest, is_strong) }
    }

    /// Finds the next thing in what is held and in `bytes`, the next of the stream however they
    /// were cut. Says too how many of the bytes that decides: the others are to be handed in again.
    /// Nothing is found when all of them are taken in.
    #[inline(always)]
    pub fn next<'a>(&'a mut self, bytes: &'a [u8]) -> (usize, Option<Found<'a>>) {
        // The way of nearly every byte: nothing waits, and a whole frame is next.
        if self.held == 0
            && let Some(frame) = self.walk.at_once(bytes)
        {
            let offset = self.walk.offset() - frame.len() as u64;
            return (frame.len(), Some(Found::Frame { offset, bytes: frame }));
        }
        self.next_of_any(bytes)
    }

    fn next_of_any<'a>(&'a mut self, bytes: &'a [u8]) -> (usize, Option<Found<'a>>) {
        self.forget();
        let mut rest = bytes;
        let place = match self.join(&mut rest) {
            Joined::Found(place) => Some(place),
            Joined::Waits => None,
            Joined::Nothing => self.walk_fresh(&mut rest),
        };
        let taken = bytes.len() - rest.len();
        match place {
            None => (taken, None),
            Some(Place::Noise(stretch)) => (taken, Some(Found::Noise(stretch))),
            Some(Place::Held(length)) => (taken, Some(self.hand_out(length))),
            Some(Place::Fresh(length)) => {
                let offset = self.walk.offset() - length as u64;
                let bytes = rest.get(..length).unwrap_or_default();
                (taken + length, Some(Found::Frame { offset, bytes }))
            }
        }
    }

    /// The line has paused: finds the next whole frame behind an unfinished one. The last
    /// unfinished one stays.
    pub fn next_at_pause(&mut self) -> Option<Found<'_>> {
        self.next_held(Rest::Paused)
    }

    /// The stream has ended, or what was asked is no longer waited for: whole frames are found, and
    /// what is not whole is noise.
    pub fn next_at_end(&mut self) -> Option<Found<'_>> {
        self.next_held(Rest::Nothing)
    }

    /// Gives up what is held: the line speaks anew.
    pub(crate) fn give_up(&mut self) {
        self.forget();
        self.walk.noise(Noise { kind: NoiseKind::Short, bytes: self.held }, self.held);
        self.held = 0;
    }

    /// Whether these bytes begin with a whole frame.
    pub(crate) fn is_frame(&self, bytes: &[u8]) -> bool {
        matches!(self.walk.judge(bytes), Scan::Frame(_))
    }

    /// Bytes that have come and are not handed out: of an unfinished frame, and of the noise before
    /// it.
    #[must_use]
    pub fn pending(&self) -> usize {
        usize::try_from(self.walk.open_stretch())
            .unwrap_or(usize::MAX)
            .saturating_add(self.held - self.spent)
    }

    /// How many stretches of noise there have been, the open one included.
    #[must_use]
    pub const fn noise(&self) -> &NoiseCounts {
        self.walk.counts()
    }

    /// Joins what is held with what has come, as far as it fits, until everything that was held is
    /// decided.
    fn join(&mut self, bytes: &mut &[u8]) -> Joined {
        while self.held > 0 {
            let before = self.held;
            let joined = self.hold(bytes);
            let held = self.memory.as_ref().get(..self.held).unwrap_or_default();
            match self.walk.over(held, before, Rest::ToCome) {
                Step::Frame(length) => {
                    self.held = length.max(before);
                    *bytes = bytes.get(self.held - before..).unwrap_or_default();
                    return Joined::Found(Place::Held(length));
                }
                Step::Stretch(walked, stretch) => {
                    self.give_back(before, walked, bytes);
                    return Joined::Found(Place::Noise(stretch));
                }
                Step::Decided(walked) => self.give_back(before, walked, bytes),
                Step::Short(walked) => {
                    *bytes = bytes.get(joined..).unwrap_or_default();
                    self.drop_front(walked);
                    if bytes.is_empty() {
                        return Joined::Waits;
                    }
                }
            }
        }
        Joined::Nothing
    }

    /// The first `walked` of what was held and joined are decided: what was only joined is the
    /// stream's again.
    fn give_back(&mut self, before: usize, walked: usize, bytes: &mut &[u8]) {
        *bytes = bytes.get(walked.saturating_sub(before)..).unwrap_or_default();
        self.held = before;
        self.drop_front(walked);
    }

    fn walk_fresh(&mut self, bytes: &mut &[u8]) -> Option<Place> {
        let (walked, place) = match self.walk.over(bytes, bytes.len(), Rest::ToCome) {
            Step::Frame(length) => return Some(Place::Fresh(length)),
            Step::Stretch(walked, stretch) => (walked, Some(Place::Noise(stretch))),
            Step::Decided(walked) => (walked, None),
            Step::Short(walked) => {
                // Short, and so not longer than the longest.
                self.hold(bytes.get(walked..).unwrap_or_default());
                (bytes.len(), None)
            }
        };
        *bytes = bytes.get(walked..).unwrap_or_default();
        place
    }

    fn next_held(&mut self, rest: Rest) -> Option<Found<'_>> {
        self.forget();
        let held = self.memory.as_ref().get(..self.held).unwrap_or_default();
        match self.walk.over(held, held.len(), rest) {
            Step::Frame(length) => Some(self.hand_out(length)),
            Step::Stretch(walked, stretch) => {
                self.drop_front(walked);
                Some(Found::Noise(stretch))
            }
            Step::Decided(walked) | Step::Short(walked) => {
                self.drop_front(walked);
                if rest == Rest::Nothing { self.walk.end_stretch().map(Found::Noise) } else { None }
            }
        }
    }

    fn hand_out(&mut self, length: usize) -> Found<'_> {
        self.spent = length;
        let offset = self.walk.offset() - length as u64;
        Found::Frame { offset, bytes: self.memory.as_ref().get(..length).unwrap_or_default() }
    }

    fn forget(&mut self) {
        let spent = core::mem::take(&mut self.spent);
        self.drop_front(spent);
    }

    fn drop_front(&mut self, bytes: usize) {
        let bytes = bytes.min(self.held);
        if bytes > 0
            && let Some(held) = self.memory.as_mut().get_mut(..self.held)
        {
            held.copy_within(bytes.., 0);
            self.held -= bytes;
        }
    }

    /// Appends as many bytes as fit, and says how many.
    fn hold(&mut self, bytes: &[u8]) -> usize {
        let Some(room) = self.memory.as_mut().get_mut(self.held..) else { return 0 };
        let fit = room.len().min(bytes.len());
        if let (Some(room), Some(bytes)) = (room.get_mut(..fit), bytes.get(..fit)) {
            room.copy_from_slice(bytes);
        }
        self.held += fit;
        fit
    }
}

/// Where something was found, told before any of it is borrowed.
enum Place {
    /// A frame of so many bytes at the front of what is held.
    Held(usize),
    /// A frame of so many bytes at the front of what came.
    Fresh(usize),
    Noise(Stretch),
}

/// What became of what was held.
enum Joined {
    Found(Place),
    /// It waits for more than has come.
    Waits,
    /// Nothing is held (any more).
    Nothing,
}

#[cfg(test)]
mod tests;
