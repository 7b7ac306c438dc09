//! Bytes as people and captures write them: two hexadecimal digits each.

use std::fmt::{self, Write};

/// Decodes hexadecimal text into `bytes`, which it replaces. White space between bytes is allowed.
///
/// # Errors
///
/// Says which character is no hexadecimal digit, or that half a byte is missing.
pub(crate) fn unhex(text: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
    if plain(text.as_bytes(), bytes) { Ok(()) } else { spaced(text, bytes) }
}

/// Nearly all hexadecimal text is digits and nothing else; says whether this was, and decodes it as
/// [`unhex`] does.
pub(crate) fn plain(text: &[u8], bytes: &mut Vec<u8>) -> bool {
    bytes.clear();
    let (pairs, rest) = text.as_chunks::<2>();
    let mut digits = 0;
    bytes.extend(pairs.iter().map(|&[high, low]| {
        let (high, low) = (digit(high), digit(low));
        digits |= high | low;
        (high << 4) | low
    }));
    rest.is_empty() && digits != NO_DIGIT
}

fn spaced(text: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
    bytes.clear();
    let mut half = None;
    for (index, character) in text.bytes().enumerate() {
        let digit = match digit(character) {
            NO_DIGIT if half.is_none() && matches!(character, b' ' | b'\t') => continue,
            NO_DIGIT => return Err(format!("character {} of the hex is no digit", index + 1)),
            digit => digit,
        };
        half = match half {
            None => Some(digit << 4),
            Some(high) => {
                bytes.push(high | digit);
                None
            }
        };
    }
    match half {
        None => Ok(()),
        Some(_) => Err("half a byte is missing at the end of the hex".to_owned()),
    }
}

/// In place of a digit's value: no value has all of these bits.
const NO_DIGIT: u8 = 0xFF;

fn digit(character: u8) -> u8 {
    DIGITS.get(usize::from(character)).copied().unwrap_or(NO_DIGIT)
}

/// The value of every character.
static DIGITS: [u8; 256] = digits();

#[expect(clippy::indexing_slicing, reason = "in a constant, a wrong index does not compile")]
const fn digits() -> [u8; 256] {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
}

/// Writes bytes as lower-case digits.
///
/// # Errors
///
/// When `out` cannot be written.
pub(crate) fn write_hex(out: &mut impl Write, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_either_case_and_spaces_between_bytes_are_read() {
        let mut bytes = vec![9];

        unhex("53 59 fF", &mut bytes).unwrap();

        assert_eq!(bytes, [0x53, 0x59, 0xFF]);
    }

    #[test]
    fn what_is_no_byte_is_named() {
        let mut bytes = Vec::new();

        assert_eq!(unhex("5g", &mut bytes).unwrap_err(), "character 2 of the hex is no digit");
        assert_eq!(
            unhex("535", &mut bytes).unwrap_err(),
            "half a byte is missing at the end of the hex"
        );
    }
}
