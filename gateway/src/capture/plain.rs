//! Is a record of a capture of the shape in which nearly all are written?
//!
//! `{"t":12.345,"line":"bed","hex":"5359"}`: a month of a home has millions of these, and reading
//! them as any JSON takes longer than all that is made of them. What is of any other shape, right
//! or wrong, is left to the reader of JSON, and what is of this one it would read alike.

use alerts::Mono;

use crate::hex;

/// Seconds of up to three years: what is later is for the reader of JSON, which refuses some.
const MOST_DIGITS: usize = 8;

/// When, and on which line; the bytes are put in the place of what is in `bytes`.
pub(super) fn record(
    text: &[u8],
    lines: &[(String, String)],
    bytes: &mut Vec<u8>,
) -> Option<(Mono, usize)> {
    let (at, rest) = stamp(text.strip_prefix(b"{\"t\":")?)?;
    let rest = rest.strip_prefix(b",\"line\":\"")?;
    let after = |name: &str| rest.strip_prefix(name.as_bytes())?.strip_prefix(b"\",\"hex\":\"");
    let mut lines = lines.iter().enumerate().filter(|(_, (name, _))| is_plain(name));
    let (line, rest) = lines.find_map(|(line, (name, _))| Some((line, after(name)?)))?;
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    hex::plain(rest.strip_suffix(b"\"}")?, bytes).then_some((at, line))
}

/// Whether JSON writes a name as it is.
fn is_plain(name: &str) -> bool {
    !name.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
}

/// Seconds, of which no more than milliseconds are said.
fn stamp(text: &[u8]) -> Option<(Mono, &[u8])> {
    let (whole, rest) = digits(text)?;
    let is_number = !whole.starts_with(b"0") || whole == b"0";
    if whole.len() > MOST_DIGITS || !is_number {
        return None;
    }
    let Some(rest) = rest.strip_prefix(b".") else {
        return Some((Mono(number(whole) * 1_000), rest));
    };
    let (part, rest) = digits(rest)?;
    let unit = [100, 10, 1].get(part.len() - 1)?;
    Some((Mono(number(whole) * 1_000 + number(part) * unit), rest))
}

/// One digit or more, and what follows them.
fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(count).filter(|(digits, _)| !digits.is_empty())
}

fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}
