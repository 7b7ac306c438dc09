//! What begins at each byte? Goes over bytes that lie in one piece.
//!
//! Everything that depends on the *values* of the bytes is here: where a frame begins, how much is
//! given up as noise, what may be behind an unfinished frame. Where the bytes lie (held from an
//! earlier read, or just come) is [`super::Decoder`]'s question.

use crate::scan::{Noise, NoiseCounts, NoiseKind, Scan};

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

/// What may follow the bytes at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// More bytes of the same frame.
    ToCome,
    /// More bytes of the same frame perhaps, but nothing has come for a while.
    Paused,
    /// Nothing.
    Nothing,
}

/// How far a walk came.
pub(super) enum Step {
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
pub(super) struct Walk {
    scan: fn(&[u8]) -> Scan,
    longest: usize,
    is_strong: bool,
    /// Of the first byte that is not decided, since the stream began.
    offset: u64,
    stretch: Option<Begun>,
    counts: NoiseCounts,
}

impl Walk {
    pub(super) const fn new(scan: fn(&[u8]) -> Scan, longest: usize, is_strong: bool) -> Self {
        let counts = NoiseCounts::NONE;
        Self { scan, longest, is_strong, offset: 0, stretch: None, counts }
    }

    /// Of the first byte that is not decided, since the stream began.
    pub(super) const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes the open stretch has.
    pub(super) fn open_stretch(&self) -> u64 {
        self.stretch.map_or(0, |stretch| self.offset - stretch.offset)
    }

    /// How many stretches there have been, the open one included.
    pub(super) const fn counts(&self) -> &NoiseCounts {
        &self.counts
    }

    /// A whole frame at the front of these bytes, behind no noise.
    #[inline(always)]
    pub(super) fn at_once<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
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
    pub(super) fn over(&mut self, bytes: &[u8], enough: usize, rest: Rest) -> Step {
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
    pub(super) fn judge(&self, ahead: &[u8]) -> Scan {
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
    pub(super) fn noise(&mut self, noise: Noise, most: usize) -> usize {
        let bytes = noise.bytes.max(1).min(most);
        if self.stretch.is_none() && bytes > 0 {
            self.stretch = Some(Begun { offset: self.offset, kind: noise.kind });
            self.counts.count(noise.kind);
        }
        self.offset += bytes as u64;
        bytes
    }

    pub(super) fn end_stretch(&mut self) -> Option<Stretch> {
        let Begun { offset, kind } = self.stretch.take()?;
        Some(Stretch { offset, bytes: self.offset - offset, kind })
    }
}
