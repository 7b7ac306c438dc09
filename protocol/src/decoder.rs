//! Where are the frames in this stream of bytes?
//!
//! One decoder a line, for every family: the family's `scan` says what begins at the first byte.
//! On noise the decoder goes *one* byte forward, whatever length the noise declared, so a real
//! frame behind a false start is found. What is cut off at the end of a read waits in a buffer for
//! the next one; bytes of a whole frame are never copied.
//!
//! Noise bytes in a row are one *stretch*. Its kind is the reason at its first byte, it is counted
//! when it begins, and it is handed out when it ends: at a frame or at [`Decoder::finish`]. Garbage
//! without end therefore costs a counter and no memory.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::sensor::{Noise, Scan};

/// The longest frame of any family: a Modbus reply of 125 registers has 255 bytes, one of the 53 59
/// family 73. A `scan` that wants more is refused (noise, one byte forward), so that no length
/// field can make the decoder wait or grow without end.
const LONGEST_FRAME: usize = 256;

/// What the decoder has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// A whole valid frame.
    Frame {
        /// Where it begins, in bytes since the stream began.
        offset: u64,
        /// All of it.
        bytes: &'a [u8],
    },
    /// Bytes that were no frame.
    Noise {
        /// Where they begin, in bytes since the stream began.
        offset: u64,
        /// How many.
        bytes: u64,
        /// Why the first of them begins no frame.
        kind: Noise,
    },
}

/// Finds the frames in a stream of bytes.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// The beginning of a frame whose rest has not come yet.
    held: heapless::Vec<u8, LONGEST_FRAME>,
    walk: Walk,
}

impl Decoder {
    /// A decoder for one family of sensors, at the beginning of a stream.
    #[must_use]
    pub const fn new(scan: fn(&[u8]) -> Scan) -> Self {
        let noise = NoiseCounts([0; KINDS]);
        Self { held: heapless::Vec::new(), walk: Walk { scan, offset: 0, stretch: None, noise } }
    }

    /// Takes the next bytes of the stream, however they were cut, and hands out what they complete.
    pub fn handle(&mut self, bytes: &[u8], out: &mut impl FnMut(Item<'_>)) {
        let mut rest = bytes;
        while !self.held.is_empty() && !rest.is_empty() {
            rest = self.top_up(rest, out);
        }
        let walked = self.walk.over(rest, rest.len(), Rest::ToCome, out);
        self.hold(rest.get(walked..).unwrap_or_default());
    }

    /// The stream has ended, or paused too long, or what was asked is no longer waited for: a frame
    /// that is not whole becomes noise, and whole ones behind its beginning are found.
    pub fn finish(&mut self, out: &mut impl FnMut(Item<'_>)) {
        self.walk.over(&self.held, self.held.len(), Rest::Nothing, out);
        self.held.clear();
        self.walk.end_stretch(out);
    }

    /// Bytes that have come and are not decided: of an unfinished frame, and of the noise before it.
    #[must_use]
    pub fn pending(&self) -> usize {
        let noise = self.walk.stretch.map_or(0, |stretch| self.walk.offset - stretch.offset);
        usize::try_from(noise).unwrap_or(usize::MAX).saturating_add(self.held.len())
    }

    /// How many stretches of noise there have been, the open one included.
    #[must_use]
    pub const fn noise(&self) -> &NoiseCounts {
        &self.walk.noise
    }

    /// Joins what is held with what has come, as far as it fits, until everything that was held is
    /// decided. Gives back what of the bytes is left.
    fn top_up<'b>(&mut self, bytes: &'b [u8], out: &mut impl FnMut(Item<'_>)) -> &'b [u8] {
        let held = self.held.len();
        let room = self.held.capacity() - held;
        let (joined, left) = bytes.split_at(room.min(bytes.len()));
        self.hold(joined);
        let walked = self.walk.over(&self.held, held, Rest::ToCome, out);
        if walked < held {
            self.held.copy_within(walked.., 0);
            self.held.truncate(held + joined.len() - walked);
            return left;
        }
        self.held.clear();
        bytes.get(walked - held..).unwrap_or_default()
    }

    fn hold(&mut self, bytes: &[u8]) {
        // A rest is Short, and nothing longer than LONGEST_FRAME is called that.
        debug_assert!(self.held.len() + bytes.len() <= self.held.capacity());
        if self.held.extend_from_slice(bytes).is_err() {
            self.held.clear();
        }
    }
}

/// What may follow the bytes at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// More bytes of the same frame.
    ToCome,
    /// Nothing.
    Nothing,
}

/// A row of noise bytes that has begun.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    offset: u64,
    kind: Noise,
}

/// Goes over bytes that lie in one piece, and remembers what does not depend on where they lie.
#[derive(Clone, Debug)]
struct Walk {
    scan: fn(&[u8]) -> Scan,
    /// Of the first byte that is not decided, since the stream began.
    offset: u64,
    stretch: Option<Stretch>,
    noise: NoiseCounts,
}

impl Walk {
    /// Decides bytes from the front until `enough` are decided, or a frame wants bytes that are not
    /// there. Says how many it decided.
    fn over(
        &mut self,
        bytes: &[u8],
        enough: usize,
        rest: Rest,
        out: &mut impl FnMut(Item<'_>),
    ) -> usize {
        let mut walked = 0;
        while walked < enough {
            let Some(ahead) = bytes.get(walked..) else { break };
            walked += match (self.scan)(ahead) {
                Scan::Frame(length) => match ahead.get(..length) {
                    Some(frame @ [_, ..]) if length <= LONGEST_FRAME => self.frame(frame, out),
                    Some(_) | None => self.noise(Noise::Length),
                },
                Scan::Noise(kind) => self.noise(kind),
                // A full buffer in which a frame is not whole yet will never hold one.
                Scan::Short if ahead.len() >= LONGEST_FRAME => self.noise(Noise::Length),
                Scan::Short if rest == Rest::Nothing => self.noise(Noise::Short),
                Scan::Short => break,
            };
        }
        walked
    }

    fn frame(&mut self, bytes: &[u8], out: &mut impl FnMut(Item<'_>)) -> usize {
        self.end_stretch(out);
        out(Item::Frame { offset: self.offset, bytes });
        self.offset += bytes.len() as u64;
        bytes.len()
    }

    fn noise(&mut self, kind: Noise) -> usize {
        if self.stretch.is_none() {
            self.stretch = Some(Stretch { offset: self.offset, kind });
            self.noise.count(kind);
        }
        self.offset += 1;
        1
    }

    fn end_stretch(&mut self, out: &mut impl FnMut(Item<'_>)) {
        if let Some(Stretch { offset, kind }) = self.stretch.take() {
            out(Item::Noise { offset, bytes: self.offset - offset, kind });
        }
    }
}

/// How many kinds of noise there are.
const KINDS: usize = Noise::ALL.len();

/// Stretches of noise by kind: what `status` and `health` show of a line's wiring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoiseCounts([u64; KINDS]);

impl NoiseCounts {
    /// Stretches of one kind.
    #[must_use]
    pub fn get(&self, kind: Noise) -> u64 {
        self.iter().find_map(|(of, count)| (of == kind).then_some(count)).unwrap_or(0)
    }

    /// Every kind with its count, those that never happened included.
    pub fn iter(&self) -> impl Iterator<Item = (Noise, u64)> {
        Noise::ALL.into_iter().zip(self.0)
    }

    /// Stretches of any kind.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    fn count(&mut self, kind: Noise) {
        for (of, count) in Noise::ALL.into_iter().zip(&mut self.0) {
            *count += u64::from(of == kind);
        }
    }
}

/// `{"checksum":2}`: kinds that never happened are left out.
impl Serialize for NoiseCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (kind, count) in self.iter().filter(|(_, count)| *count > 0) {
            map.serialize_entry(&kind, &count)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;
    use std::{format, vec};

    use super::*;

    #[test]
    fn noise_in_a_row_is_one_stretch_whose_kind_is_the_reason_at_its_first_byte() {
        assert_eq!(said(&[b"xx(9x(2ab"]), ["0+5 Sync", "5 (2ab"]);
    }

    #[test]
    fn a_frame_behind_a_false_start_is_found() {
        assert_eq!(said(&[b"(4(1a"]), ["0+2 Short", "2 (1a"]);
    }

    #[test]
    fn a_stretch_ends_where_the_stream_ends() {
        assert_eq!(said(&[b"(1a", b"(3b"]), ["0 (1a", "3+3 Short"]);
    }

    #[test]
    fn a_stretch_is_one_stretch_over_many_reads() {
        assert_eq!(said(&[b"x", b"", b"x(", b"9x", b"(1a"]), ["0+5 Sync", "5 (1a"]);
    }

    #[test]
    fn garbage_without_end_is_counted_when_it_begins_and_takes_no_memory() {
        let mut decoder = Decoder::new(scan);

        for _ in 0..1_000 {
            decoder.handle(b"garbage", &mut |item| panic!("{item:?}"));
        }

        assert_eq!((decoder.noise().get(Noise::Sync), decoder.noise().total()), (1, 1));
        assert_eq!((decoder.pending(), decoder.held.len()), (7_000, 0));
    }

    #[test]
    fn a_frame_that_wants_more_than_the_longest_is_not_waited_for() {
        let mut decoder = Decoder::new(|_| Scan::Short);
        let mut items = 0;

        decoder.handle(&[0; 10 * LONGEST_FRAME], &mut |_| items += 1);

        assert_eq!((items, decoder.held.len()), (0, LONGEST_FRAME - 1));
        assert_eq!(decoder.noise().get(Noise::Length), 1);
    }

    #[test]
    fn a_scan_that_finds_nothing_or_too_much_does_not_stop_the_stream() {
        for length in [0, 4, LONGEST_FRAME + 1] {
            let mut decoder = Decoder::new(if length == 0 {
                |_| Scan::Frame(0)
            } else if length == 4 {
                |_| Scan::Frame(4)
            } else {
                |_| Scan::Frame(LONGEST_FRAME + 1)
            });
            decoder.handle(b"abc", &mut |_| panic!("no frame is here"));
            assert_eq!(decoder.noise().get(Noise::Length), 1);
        }
    }

    #[test]
    fn only_kinds_that_happened_are_written() {
        let mut decoder = Decoder::new(scan);
        decoder.handle(b"x(1a(9", &mut |_| {});

        assert_eq!(serde_json::to_string(decoder.noise()).unwrap(), r#"{"sync":1,"length":1}"#);
    }

    /// A toy family: `(`, a digit up to 4, so many bytes.
    fn scan(bytes: &[u8]) -> Scan {
        match *bytes {
            [b'(', count @ b'0'..=b'4', ..] => {
                let length = 2 + usize::from(count - b'0');
                if bytes.len() < length { Scan::Short } else { Scan::Frame(length) }
            }
            [b'(', _, ..] => Scan::Noise(Noise::Length),
            [] | [b'('] => Scan::Short,
            [_, ..] => Scan::Noise(Noise::Sync),
        }
    }

    /// `"offset frame"` and `"offset+bytes kind"`.
    fn said(pieces: &[&[u8]]) -> Vec<String> {
        let mut said = vec![];
        let mut note = |item: Item<'_>| {
            said.push(match item {
                Item::Frame { offset, bytes } => {
                    format!("{offset} {}", core::str::from_utf8(bytes).unwrap())
                }
                Item::Noise { offset, bytes, kind } => format!("{offset}+{bytes} {kind:?}"),
            });
        };
        let mut decoder = Decoder::new(scan);
        for piece in pieces {
            decoder.handle(piece, &mut note);
        }
        decoder.finish(&mut note);
        said
    }
}
