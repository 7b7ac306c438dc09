//! Bytes as people and captures write them: two hexadecimal digits each.

use std::fmt::{self, Write};

/// Decodes hexadecimal text into `bytes`, which it replaces. White space between bytes is allowed.
///
/// # Errors
///
/// Says which character is no hexadecimal digit, or that half a byte is missing.
pub(crate) fn unhex(text: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
    bytes.clear();
    bytes.reserve(text.len() / 2);
    let mut half = None;
    for (index, character) in text.bytes().enumerate() {
        let digit = match character {
            b'0'..=b'9' => character - b'0',
            b'a'..=b'f' => character - b'a' + 10,
            b'A'..=b'F' => character - b'A' + 10,
            b' ' | b'\t' if half.is_none() => continue,
            _ => return Err(format!("character {} of the hex is no digit", index + 1)),
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
