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

/// Bytes in a row that were no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where they begin, in bytes since the stream began.
    pub offset: u64,
    /// How many.
    pub bytes: u64,
    /// Why the first of them begins no frame.
    pub kind: NoiseKind,
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
        let noise = NoiseCounts::NONE;
        let walk = Walk { scan, longest, is_strong, offset: 0, stretch: None, noise };
        Self { memory, held: 0, spent: 0, walk }
    }

    /// Finds the next thing in what is held and in `bytes`, the next of the stream however they
    /// were cut. Says too how many of the bytes that decides: the others are to be handed in again.
    /// Nothing is found when all of them are taken in.
    #[inline]
    pub fn next<'a>(&'a mut self, bytes: &'a [u8]) -> (usize, Option<Found<'a>>) {
        // The way of nearly every byte: nothing waits, and a whole frame is next.
        if self.held == 0
            && let Some(frame) = self.walk.at_once(bytes)
        {
            let offset = self.walk.offset - frame.len() as u64;
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
                let offset = self.walk.offset - length as u64;
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
        let noise = self.walk.stretch.map_or(0, |stretch| self.walk.offset - stretch.offset);
        usize::try_from(noise).unwrap_or(usize::MAX).saturating_add(self.held - self.spent)
    }

    /// How many stretches of noise there have been, the open one included.
    #[must_use]
    pub const fn noise(&self) -> &NoiseCounts {
        &self.walk.noise
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
        let offset = self.walk.offset - length as u64;
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

/// What may follow the bytes at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// More bytes of the same frame.
    ToCome,
    /// More bytes of the same frame perhaps, but nothing has come for a while.
    Paused,
    /// Nothing.
    Nothing,
}

/// How far a walk came.
enum Step {
    /// A frame of so many bytes is the first thing.
    Frame(usize),
    /// So many bytes are noise, and a frame is behind them.
    Stretch(usize, Stretch),
    /// So many bytes are noise, and that was enough.
    Decided(usize),
    /// So many bytes are noise, and behind them a frame wants bytes that are not there.
    Short(usize),
}

/// A row of noise bytes that has begun.
#[derive(Clone, Copy, Debug)]
struct Begun {
    offset: u64,
    kind: NoiseKind,
}

/// Goes over bytes that lie in one piece, and remembers what does not depend on where they lie.
#[derive(Clone, Debug)]
struct Walk {
    scan: fn(&[u8]) -> Scan,
    longest: usize,
    is_strong: bool,
    /// Of the first byte that is not decided, since the stream began.
    offset: u64,
    stretch: Option<Begun>,
    noise: NoiseCounts,
}

impl Walk {
    /// A whole frame at the front of these bytes, behind no noise.
    #[inline]
    fn at_once<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if self.stretch.is_some() {
            return None;
        }
        let Scan::Frame(length) = (self.scan)(bytes) else { return None };
        let frame = bytes.get(..length).filter(|_| (1..=self.longest).contains(&length))?;
        self.offset += length as u64;
        Some(frame)
    }

    /// Decides bytes from the front until `enough` are decided, a frame is found, or one wants
    /// bytes that are not there.
    fn over(&mut self, bytes: &[u8], enough: usize, rest: Rest) -> Step {
        let mut walked = 0;
        while walked < enough {
            let Some(ahead) = bytes.get(walked..) else { break };
            let noise = match self.judge(ahead) {
                Scan::Frame(length) => return self.frame(walked, length),
                Scan::Noise(noise) => noise,
                Scan::Short => match self.behind(ahead, rest) {
                    None => return Step::Short(walked),
                    Some(bytes) => Noise { kind: NoiseKind::Short, bytes },
                },
            };
            walked += self.noise(noise, ahead.len());
        }
        Step::Decided(walked)
    }

    /// What begins here. A frame that is too long for this decoder is none.
    fn judge(&self, ahead: &[u8]) -> Scan {
        match (self.scan)(ahead) {
            Scan::Frame(length) if length == 0 || length > self.longest.min(ahead.len()) => {
                Scan::noise(NoiseKind::Length)
            }
            // A full buffer in which a frame is not whole yet will never hold one.
            Scan::Short if ahead.len() >= self.longest => Scan::noise(NoiseKind::Length),
            scan @ (Scan::Frame(_) | Scan::Noise(_) | Scan::Short) => scan,
        }
    }

    /// How many bytes of an unfinished frame can be given up now.
    fn behind(&self, ahead: &[u8], rest: Rest) -> Option<usize> {
        match rest {
            Rest::Nothing => return Some(1),
            Rest::ToCome if !self.is_strong => return None,
            Rest::ToCome | Rest::Paused => {}
        }
        let is_frame = |at: &usize| {
            ahead.get(*at..).is_some_and(|ahead| matches!(self.judge(ahead), Scan::Frame(_)))
        };
        (1..ahead.len()).find(is_frame)
    }

    fn frame(&mut self, walked: usize, length: usize) -> Step {
        match self.end_stretch() {
            Some(stretch) => Step::Stretch(walked, stretch),
            None => {
                self.offset += length as u64;
                Step::Frame(length)
            }
        }
    }

    /// Counts noise, at most as many bytes as there are, and says how many.
    fn noise(&mut self, noise: Noise, most: usize) -> usize {
        let bytes = noise.bytes.max(1).min(most);
        if self.stretch.is_none() && bytes > 0 {
            self.stretch = Some(Begun { offset: self.offset, kind: noise.kind });
            self.noise.count(noise.kind);
        }
        self.offset += bytes as u64;
        bytes
    }

    fn end_stretch(&mut self) -> Option<Stretch> {
        let Begun { offset, kind } = self.stretch.take()?;
        Some(Stretch { offset, bytes: self.offset - offset, kind })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;
    use std::{format, vec};

    use super::*;

    /// Enough for every frame of the toy family.
    const LONGEST: usize = 8;

    #[test]
    fn noise_in_a_row_is_one_stretch_whose_kind_is_the_reason_at_its_first_byte() {
        assert_eq!(hear(&["xx(9x(2ab"]), ["0+5 Sync", "5 (2ab"]);
    }

    #[test]
    fn a_frame_behind_a_false_start_is_found() {
        assert_eq!(hear(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
    }

    #[test]
    fn a_stretch_ends_where_the_stream_ends() {
        assert_eq!(hear(&["(1a", "(3b"]), ["0 (1a", "3+3 Short"]);
    }

    #[test]
    fn a_stretch_is_one_stretch_over_many_reads() {
        assert_eq!(hear(&["x", "", "x(", "9x", "(1a"]), ["0+5 Sync", "5 (1a"]);
    }

    #[test]
    fn a_whole_frame_behind_an_unfinished_one_is_delivered_at_a_pause_and_not_before() {
        assert_eq!(hear(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
        assert_eq!(hear_until_pause(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
        assert_eq!(hear_without_end(&["(4(1a"]), Vec::<String>::new());
    }

    #[test]
    fn an_unfinished_frame_outlives_a_pause() {
        assert_eq!(hear(&["(3a", PAUSE, "bc(1a"]), ["0 (3abc", "5 (1a"]);
    }

    #[test]
    fn frames_behind_one_another_are_all_delivered_at_a_pause_and_the_last_beginning_stays() {
        let said = hear(&["(6(0(0(", PAUSE, "1y"]);

        assert_eq!(said, ["0+2 Short", "2 (0", "4 (0", "6 (1y"]);
    }

    #[test]
    fn where_sums_are_strong_a_frame_inside_an_unfinished_one_is_found_at_once() {
        let mut decoder = Decoder::with(scan, LONGEST, true, vec![0; LONGEST]);
        let mut found = vec![];

        take(&mut decoder, "(4(1", &mut found);
        take(&mut decoder, "a", &mut found);

        assert_eq!(found, ["0+2 Short", "2 (1a"]);
    }

    #[test]
    fn what_is_given_up_is_one_stretch_with_the_noise_around_it() {
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
        let mut found = vec![];
        take(&mut decoder, "x(3a", &mut found);

        decoder.give_up();
        take(&mut decoder, "(1a", &mut found);

        assert_eq!(found, ["0+4 Sync", "4 (1a"]);
    }

    #[test]
    fn a_family_of_text_gives_up_a_line_and_not_a_byte() {
        const fn scan(bytes: &[u8]) -> Scan {
            match *bytes {
                [b'o', b'k', b'\n', ..] => Scan::Frame(3),
                [b'n', b'o', b'\n', ..] => Scan::Noise(Noise { kind: NoiseKind::Value, bytes: 3 }),
                [] | [b'o'] | [b'n'] | [b'o', b'k'] | [b'n', b'o'] => Scan::Short,
                [_, ..] => Scan::noise(NoiseKind::Sync),
            }
        }
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
        let mut found = vec![];

        take(&mut decoder, "no\nok\n", &mut found);

        assert_eq!(found, ["0+3 Value", "3 ok\n"]);
    }

    #[test]
    fn garbage_without_end_is_counted_when_it_begins_and_takes_no_memory() {
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);

        for _ in 0..1_000 {
            assert_eq!(decoder.next(b"garbage"), (7, None));
        }

        assert_eq!((decoder.noise().get(NoiseKind::Sync), decoder.noise().total()), (1, 1));
        assert_eq!((decoder.pending(), decoder.held), (7_000, 0));
    }

    #[test]
    fn a_frame_that_wants_more_than_the_longest_is_not_waited_for() {
        let mut decoder = Decoder::with(|_| Scan::Short, LONGEST, false, vec![0; LONGEST]);

        assert_eq!(decoder.next(&[0; 10 * LONGEST]), (10 * LONGEST, None));

        assert_eq!(decoder.held, LONGEST - 1);
        assert_eq!(decoder.noise().get(NoiseKind::Length), 1);
    }

    #[test]
    fn a_scan_that_finds_nothing_or_too_much_does_not_stop_the_stream() {
        let scans: [fn(&[u8]) -> Scan; 3] =
            [|_| Scan::Frame(0), |_| Scan::Frame(4), |_| Scan::Frame(LONGEST + 1)];
        for scan in scans {
            let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);

            assert_eq!(decoder.next(b"abc"), (3, None));

            assert_eq!(decoder.noise().get(NoiseKind::Length), 1);
        }
    }

    #[test]
    fn only_kinds_that_happened_are_written() {
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
        take(&mut decoder, "x(1a(9", &mut vec![]);

        assert_eq!(serde_json::to_string(decoder.noise()).unwrap(), r#"{"sync":1,"length":1}"#);
    }

    /// A toy family: `(`, a digit up to 6, so many bytes.
    fn scan(bytes: &[u8]) -> Scan {
        match *bytes {
            [b'(', count @ b'0'..=b'6', ..] => {
                let length = 2 + usize::from(count - b'0');
                if bytes.len() < length { Scan::Short } else { Scan::Frame(length) }
            }
            [b'(', _, ..] => Scan::noise(NoiseKind::Length),
            [] | [b'('] => Scan::Short,
            [_, ..] => Scan::noise(NoiseKind::Sync),
        }
    }

    /// In place of a piece of a stream: the line pauses.
    const PAUSE: &str = "…";

    /// `"offset frame"` and `"offset+bytes kind"` of a stream that comes in pieces and ends.
    fn hear(pieces: &[&str]) -> Vec<String> {
        let (mut decoder, mut found) = play(pieces);
        while let Some(next) = decoder.next_at_end() {
            found.push(shown(&next));
        }
        assert_eq!(decoder.pending(), 0);
        found
    }

    fn hear_until_pause(pieces: &[&str]) -> Vec<String> {
        play(&[pieces, &[PAUSE]].concat()).1
    }

    fn hear_without_end(pieces: &[&str]) -> Vec<String> {
        play(pieces).1
    }

    fn play(pieces: &[&str]) -> (Decoder<Vec<u8>>, Vec<String>) {
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
        let mut found = vec![];
        for piece in pieces {
            if *piece == PAUSE {
                while let Some(next) = decoder.next_at_pause() {
                    found.push(shown(&next));
                }
            } else {
                take(&mut decoder, piece, &mut found);
            }
        }
        (decoder, found)
    }

    fn take(decoder: &mut Decoder<Vec<u8>>, piece: &str, found: &mut Vec<String>) {
        let mut rest = piece.as_bytes();
        loop {
            let (taken, next) = decoder.next(rest);
            rest = &rest[taken..];
            let Some(next) = next else { break };
            found.push(shown(&next));
        }
        assert!(rest.is_empty());
    }

    fn shown(found: &Found<'_>) -> String {
        match found {
            Found::Frame { offset, bytes } => {
                format!("{offset} {}", core::str::from_utf8(bytes).unwrap())
            }
            Found::Noise(Stretch { offset, bytes, kind }) => format!("{offset}+{bytes} {kind:?}"),
        }
    }
}
