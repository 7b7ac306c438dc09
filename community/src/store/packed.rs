//! How do minutes become few bytes, and again exactly the minutes that they were?
//!
//! Format 1. A packed body is a byte 1, the code, and four bytes of checksum over both (FNV-1a, the
//! lowest first). The code is that of `coder`: binary decisions, each as long as it is surprising.
//! What is decided, in which order and after which model, is in `walk`: the same lines write and
//! read, so that neither can say what the other does not understand.
//!
//! * Nothing is rounded: a mean is told by the sum of whole readings that it came from, and by what
//!   is left over if they were not whole.
//! * What is absent is absent, and costs next to nothing while it stays absent.
//! * Numbers are told by their distance from the same number a minute before.
//!
//! A body that is damaged is refused as a whole, and never half read.

mod coder;
mod walk;

use alerts::Wall;
use alerts::message::Minute;

use coder::{Decoder, Encoder};

/// The format that is written.
const FORMAT: u8 = 1;

/// Bytes of the checksum.
const SUM: usize = 4;

/// Minutes of a body. An hour has sixty; a home that says more of the same hour has a clock that
/// was put back, or means ill.
pub const MOST_MINUTES: usize = 600;

/// Bytes that are not what was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the packed minutes are damaged, or a later version's")]
pub struct Damaged;

/// Packs minutes, in their order. What is beyond [`MOST_MINUTES`] is left out.
#[must_use]
pub fn pack(minutes: &[(Wall, Minute)]) -> Vec<u8> {
    let minutes = minutes.get(..MOST_MINUTES).unwrap_or(minutes);
    let mut encoder = Encoder::after(&[FORMAT]);
    let said = walk::hour(&mut encoder, minutes.iter().map(|(at, minute)| (*at, minute)));
    debug_assert!(said.is_some(), "what is written is always understood");
    sealed(encoder)
}

/// Packs one.
#[must_use]
pub fn pack_one(at: Wall, minute: &Minute) -> Vec<u8> {
    let mut encoder = Encoder::after(&[FORMAT]);
    let said = walk::hour(&mut encoder, std::iter::once((at, minute)));
    debug_assert!(said.is_some(), "what is written is always understood");
    sealed(encoder)
}

/// What was packed.
///
/// # Errors
///
/// When it is damaged, or of a later format.
pub fn unpack(body: &[u8]) -> Result<Vec<(Wall, Minute)>, Damaged> {
    let (said, sum) = body.split_last_chunk::<SUM>().ok_or(Damaged)?;
    let (format, code) = said.split_first().ok_or(Damaged)?;
    if *format != FORMAT || fnv(said).to_le_bytes() != *sum {
        return Err(Damaged);
    }
    walk::hour(&mut Decoder::of(code), std::iter::empty()).ok_or(Damaged)
}

fn sealed(encoder: Encoder) -> Vec<u8> {
    let mut body = encoder.finish();
    let sum = fnv(&body);
    body.extend(sum.to_le_bytes());
    body
}

/// FNV-1a of 32 bits: a slip of the disk is found, nobody's will is.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests;
