//! A word that nobody can guess: for links, codes and walls. Only its hash is kept.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Generate, Key};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;

/// Without the letters that are taken for one another on paper.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789z";

/// A word of 160 bits, for a link.
pub(super) fn word() -> Result<String, Refusal> {
    letters(32)
}

/// A code that a person types, 60 bits in groups of four: good for an hour.
pub(super) fn code() -> Result<String, Refusal> {
    let letters = letters(12)?;
    let (a, rest) = letters.split_at(4);
    let (b, c) = rest.split_at(4);
    Ok(format!("{a}-{b}-{c}"))
}

/// As many random bytes as a telephone shares with the station.
pub(super) fn bytes() -> Result<Vec<u8>, Refusal> {
    let drawn = Key::<XChaCha20Poly1305>::try_generate();
    let bytes = drawn.map_err(|error| Refusal::Broken(format!("no random bytes: {error}")))?;
    Ok(bytes.iter().copied().take(crate::core::second_step::SECRET).collect())
}

fn letters(n: usize) -> Result<String, Refusal> {
    let bytes = Key::<XChaCha20Poly1305>::try_generate()
        .map_err(|error| Refusal::Broken(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes.iter().take(n).map(|byte| letter(*byte)).collect())
}

/// The letter of a drawn byte.
pub(super) fn letter(byte: u8) -> char {
    LETTERS.get(usize::from(byte & 31)).map_or('a', |it| char::from(*it))
}

/// What is kept of a word. A long random word needs no slow hash.
#[must_use]
pub fn hash(word: &str) -> Vec<u8> {
    Sha256::digest(word.trim().as_bytes()).to_vec()
}

/// Bytes as they stand in a link.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_are_not_the_same_and_a_code_can_be_typed() {
        assert_ne!(word().unwrap(), word().unwrap());
        let code = code().unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (14, 2));
        assert_eq!(hash(" abc "), hash("abc"));
    }
}
