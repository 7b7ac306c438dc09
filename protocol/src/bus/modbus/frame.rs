//! What is a frame on a Modbus RTU line?
//!
//! Unit, function, content, CRC-16 with the low byte first. Nothing marks a beginning and nothing a
//! length, and a request looks like a reply: `01 03 02 00 …` may be either. So each form that the
//! first bytes allow is tried, the shorter first, and the CRC decides; which form that is depends
//! only on the bytes and never on how reads cut them.

use crate::checksum::crc16;
use crate::scan::{NoiseKind, Scan};

pub(super) const READ_COILS: u8 = 0x01;
pub(super) const READ_INPUTS: u8 = 0x02;
pub(super) const READ_HOLDING: u8 = 0x03;
pub(super) const READ_INPUT_REGISTERS: u8 = 0x04;
const WRITE_COIL: u8 = 0x05;
const WRITE_REGISTER: u8 = 0x06;

/// The function of an exception reply is the request's with this bit.
const EXCEPTION: u8 = 0x80;

/// Unit, function, two words, CRC: a request to read, and to write one, with its echo.
const REQUEST: usize = 8;

/// Unit, function, code, CRC.
const EXCEPTION_REPLY: usize = 5;

/// The longest: a reply of 125 registers.
pub(super) const LONGEST: usize = 256;

/// Unit, function, byte count and CRC of a reply.
const AROUND_REPLY: usize = 5;

pub(super) fn scan(bytes: &[u8]) -> Scan {
    match *bytes {
        [_, READ_COILS | READ_INPUTS, ref rest @ ..] => {
            read(bytes, rest, Limits { bytes: 1..=250, step: 1, count: 1..=2_000 })
        }
        [_, READ_HOLDING | READ_INPUT_REGISTERS, ref rest @ ..] => {
            read(bytes, rest, Limits { bytes: 2..=250, step: 2, count: 1..=125 })
        }
        [_, WRITE_COIL | WRITE_REGISTER, ..] => checked(bytes, [Some(REQUEST), None]),
        [_, 0x81..=0x86, code, ..] if !(1..=11).contains(&code) => Scan::noise(NoiseKind::Value),
        [_, 0x81..=0x86, ..] => checked(bytes, [Some(EXCEPTION_REPLY), None]),
        [] | [_] => Scan::Short,
        [_, _, ..] => Scan::noise(NoiseKind::Sync),
    }
}

/// What the specification allows one read to carry.
struct Limits {
    bytes: core::ops::RangeInclusive<u8>,
    step: u8,
    count: core::ops::RangeInclusive<u16>,
}

/// A request to read, or the reply to one.
fn read(bytes: &[u8], rest: &[u8], limits: Limits) -> Scan {
    let Some(&byte_count) = rest.first() else { return Scan::Short };
    let is_reply = limits.bytes.contains(&byte_count) && byte_count % limits.step == 0;
    let reply = is_reply.then(|| AROUND_REPLY + usize::from(byte_count));
    // Before its count has come, a request is still possible.
    let is_request = match *rest {
        [_, _, high, low, ..] => limits.count.contains(&u16::from_be_bytes([high, low])),
        [..] => true,
    };
    let request = is_request.then_some(REQUEST);
    let is_reply_shorter = reply.is_some_and(|length| length <= REQUEST);
    checked(bytes, if is_reply_shorter { [reply, request] } else { [request, reply] })
}

/// The first of these lengths, the shorter first, that ends in a CRC over what is before.
fn checked(bytes: &[u8], lengths: [Option<usize>; 2]) -> Scan {
    for length in lengths.into_iter().flatten() {
        let Some((summed, crc)) =
            bytes.get(..length).and_then(|frame| frame.split_last_chunk::<2>())
        else {
            return Scan::Short;
        };
        if crc16(summed) == u16::from_le_bytes(*crc) {
            return Scan::Frame(length);
        }
    }
    Scan::noise(match lengths {
        [None, None] => NoiseKind::Length,
        [Some(_), _] | [_, Some(_)] => NoiseKind::Checksum,
    })
}

/// A frame taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    /// A host asks, or something is written or was written: nobody's reading.
    Request { unit: u8, function: u8, address: u16, count: u16 },
    /// A device answers.
    Reply { unit: u8, function: u8, content: &'a [u8] },
    /// A device refuses.
    Exception { unit: u8, function: u8, code: u8 },
}

impl<'a> Frame<'a> {
    /// Takes apart what [`scan`] has found.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        match *bytes {
            [unit, function, code, _, _] if function & EXCEPTION != 0 => {
                Some(Self::Exception { unit, function: function & !EXCEPTION, code })
            }
            [unit, function @ READ_COILS..=READ_INPUT_REGISTERS, count, ref content @ .., _, _]
                if content.len() == usize::from(count) =>
            {
                Some(Self::Reply { unit, function, content })
            }
            [unit, function, address_high, address_low, count_high, count_low, _, _] => {
                Some(Self::Request {
                    unit,
                    function,
                    address: u16::from_be_bytes([address_high, address_low]),
                    count: u16::from_be_bytes([count_high, count_low]),
                })
            }
            [..] => None,
        }
    }

    /// As `decode` shows it.
    pub(super) const fn name(&self) -> &'static str {
        match *self {
            Self::Request { function: WRITE_COIL | WRITE_REGISTER, .. } => "write",
            Self::Request { .. } => "request",
            Self::Exception { .. } => "exception",
            Self::Reply { function: READ_COILS, .. } => "coils",
            Self::Reply { function: READ_INPUTS, .. } => "discrete-inputs",
            Self::Reply { function: READ_HOLDING, .. } => "holding-registers",
            Self::Reply { .. } => "input-registers",
        }
    }
}

/// A request to read, as it goes over the wire.
pub(super) fn request(unit: u8, function: u8, address: u16, count: u16) -> [u8; REQUEST] {
    let ([a, b], [c, d]) = (address.to_be_bytes(), count.to_be_bytes());
    let [low, high] = crc16(&[unit, function, a, b, c, d]).to_le_bytes();
    [unit, function, a, b, c, d, low, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_the_one_that_was_captured() {
        let captured = [0x01, 0x02, 0x00, 0x00, 0x00, 0x08, 0x79, 0xCC];

        assert_eq!(request(1, READ_INPUTS, 0, 8), captured);
        assert_eq!(scan(&captured), Scan::Frame(8));
    }

    #[test]
    fn what_no_request_and_no_reply_can_be_is_not_waited_for() {
        let scanned = scan(&[0x01, 0x03, 0x03, 0x00, 0x00, 0x00]);

        assert_eq!(scanned, Scan::noise(NoiseKind::Length));
    }

    #[test]
    fn a_device_that_refuses_is_heard() {
        let refusal = [0x01, 0x83, 0x02, 0xC0, 0xF1];

        assert_eq!(scan(&refusal), Scan::Frame(5));
        assert_eq!(
            Frame::of(&refusal),
            Some(Frame::Exception { unit: 1, function: READ_HOLDING, code: 2 })
        );
    }
}
