//! How is a decision written in less than a bit?
//!
//! A binary arithmetic coder: an interval is divided by how likely the next bit is, and the bytes say
//! a point in what is left of it. [`Bit`] learns how likely a bit is from those before it. Numbers are
//! told by how many binary digits they have, one decision each, and then those digits.

/// Bits of a probability.
const SCALE: u32 = 12;

/// How fast a model that has seen much goes on learning.
const SETTLED: u16 = 24;

/// Zero bytes that a reader may see behind the end: what the last interval left unsaid.
const BEHIND: u32 = 8;

/// How likely a bit is to be set, learnt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bit {
    /// In 4,096ths.
    set: u16,
    seen: u16,
}

impl Default for Bit {
    fn default() -> Self {
        Self { set: 1 << (SCALE - 1), seen: 0 }
    }
}

impl Bit {
    fn learn(&mut self, bit: bool) {
        let whole = i32::from(bit) << SCALE;
        let step = (whole - i32::from(self.set)) * 2 / (2 * i32::from(self.seen) + 3);
        // Never certain: what has not been yet can still be said.
        let set = (i32::from(self.set) + step).clamp(24, (1 << SCALE) - 24);
        self.set = u16::try_from(set).unwrap_or(1 << (SCALE - 1));
        self.seen = (self.seen + 1).min(SETTLED);
    }
}

/// Writes or reads: `bit` is what is to be written, and the answer is what was written or read.
/// `None`: there is no more to read.
pub(super) trait Coder {
    fn bit(&mut self, model: &mut Bit, bit: bool) -> Option<bool>;

    /// A digit that follows no rule.
    fn plain(&mut self, bit: bool) -> Option<bool> {
        self.bit(&mut Bit::default(), bit)
    }

    /// A number from 0.
    fn number(&mut self, model: &mut Number, number: u64) -> Option<u64> {
        let digits = u64::BITS - number.leading_zeros();
        let mut said = 0;
        for length in &mut model.lengths {
            if !self.bit(length, said < digits)? {
                break;
            }
            said += 1;
        }
        // The first digit is set, unless there is none; the second has a rule, the others mostly none.
        let mut read = u64::from(said > 0);
        for place in (0..said.saturating_sub(1)).rev() {
            let bit = number >> place & 1 == 1;
            let second = place + 2 == said;
            let model = usize::try_from(said).ok().and_then(|said| model.seconds.get_mut(said));
            let bit = match model.filter(|_| second) {
                Some(model) => self.bit(model, bit)?,
                None => self.plain(bit)?,
            };
            read = read << 1 | u64::from(bit);
        }
        Some(read)
    }

    /// A number of either sign; small ones are short.
    fn signed(&mut self, model: &mut Number, number: i64) -> Option<i64> {
        let folded = (number << 1) ^ (number >> 63);
        let read = self.number(model, folded.cast_unsigned())?;
        Some((read >> 1).cast_signed() ^ -(read & 1).cast_signed())
    }
}

/// How long the numbers of a kind are, learnt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// Has it more digits than so many?
    lengths: [Bit; 64],
    /// The digit after the first, for each length.
    seconds: [Bit; 12],
}

impl Default for Number {
    fn default() -> Self {
        Self { lengths: [Bit::default(); 64], seconds: [Bit::default(); 12] }
    }
}

/// Where an interval is divided: below, the bit is set.
fn middle(low: u32, high: u32, model: Bit) -> u32 {
    let length = u64::from(high - low);
    let part = length * u64::from(model.set) >> SCALE;
    low + u32::try_from(part).unwrap_or(0)
}

/// Writes.
#[derive(Debug)]
pub(super) struct Encoder {
    low: u32,
    high: u32,
    written: Vec<u8>,
}

impl Encoder {
    pub(super) fn after(head: &[u8]) -> Self {
        Self { low: 0, high: u32::MAX, written: head.to_vec() }
    }

    /// As few bytes as name a point of the interval; those behind the end count as zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let above = (self.low >> 24) + 1;
        if self.low == 0 {
            // No byte at all.
        } else if above << 24 <= self.high && above < 256 {
            self.written.extend(u8::try_from(above));
        } else {
            self.written.extend(self.high.to_be_bytes());
        }
        self.written
    }
}

impl Coder for Encoder {
    fn bit(&mut self, model: &mut Bit, bit: bool) -> Option<bool> {
        let middle = middle(self.low, self.high, *model);
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        model.learn(bit);
        while (self.low ^ self.high) >> 24 == 0 {
            self.written.extend(u8::try_from(self.high >> 24));
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
        Some(bit)
    }
}

/// Reads.
#[derive(Debug)]
pub(super) struct Decoder<'c> {
    low: u32,
    high: u32,
    point: u32,
    rest: &'c [u8],
    behind: u32,
}

impl<'c> Decoder<'c> {
    pub(super) fn of(code: &'c [u8]) -> Self {
        let mut decoder = Self { low: 0, high: u32::MAX, point: 0, rest: code, behind: 0 };
        for _ in 0..4 {
            decoder.shift();
        }
        decoder
    }

    fn shift(&mut self) {
        let byte = if let Some((byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            *byte
        } else {
            self.behind += 1;
            0
        };
        self.point = self.point << 8 | u32::from(byte);
    }
}

impl Coder for Decoder<'_> {
    fn bit(&mut self, model: &mut Bit, _: bool) -> Option<bool> {
        let middle = middle(self.low, self.high, *model);
        let bit = self.point <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        model.learn(bit);
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            self.shift();
        }
        (self.behind <= BEHIND).then_some(bit)
    }
}
