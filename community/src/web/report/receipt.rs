//! What does whoever reported hold in their hand? A receipt: twelve letters that lead to the report.
//! It follows from the key of the form, so that a form that was sent twice gives the same; only its hash
//! is kept.

use sha2::{Digest as _, Sha256};

use crate::web::secret;

/// Letters of a receipt: nobody guesses one of 2^59 at ten tries a minute.
const LETTERS: usize = 12;

/// The key of a form that may be one.
#[must_use]
pub(super) fn is_key(key: &str) -> bool {
    (20..=64).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The receipt of the form with that key, as it is written: `abcd-efgh-jkmn`.
#[must_use]
pub fn of_key(key: &str) -> String {
    let drawn = Sha256::digest(format!("receipt {key}").as_bytes());
    let letters: String = drawn.iter().take(LETTERS).map(|byte| secret::letter(*byte)).collect();
    written(&letters)
}

/// In groups of four.
#[must_use]
pub(super) fn written(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The letters of one that somebody typed.
#[must_use]
pub(super) fn typed(text: &str) -> Option<String> {
    let fine = |c: &char| c.is_ascii_alphanumeric();
    let letters: String = text.chars().take(64).filter(fine).collect();
    let letters = letters.to_ascii_lowercase();
    (letters.len() == LETTERS).then(|| written(&letters))
}

/// What is kept of it.
#[must_use]
pub fn hash(receipt: &str) -> String {
    secret::hex(&Sha256::digest(format!("report {receipt}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_form_has_the_same_receipt_and_however_it_is_typed_it_is_found() {
        let receipt = of_key("0123456789abcdefghij");
        assert_eq!(receipt, of_key("0123456789abcdefghij"));
        assert_ne!(receipt, of_key("0123456789abcdefghik"));
        assert_eq!((receipt.len(), receipt.matches('-').count()), (14, 2));
        let typed_otherwise = format!(" {} ", receipt.to_uppercase().replace('-', " "));
        assert_eq!(typed(&typed_otherwise), Some(receipt.clone()));
        for none in ["", "abcd", "abcd-efgh-jkm", &"x".repeat(70)] {
            assert_eq!(typed(none), None, "{none}");
        }
        assert_eq!(hash(&receipt).len(), 64);
        assert!(is_key("0123456789abcdefghij") && !is_key("short") && !is_key(&"A".repeat(20)));
    }
}
