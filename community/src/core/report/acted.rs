//! Was this done already? A telephone that lost its signal sends the same again: each thing that is
//! pressed has a key of its own, and the last keys stand in the report, written with what they changed.

use std::collections::VecDeque;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Keys that are kept of one report. A telephone sends what waits in order, so what comes again is among
/// the last.
const MOST: usize = 32;

/// The longest key: a random number in hex.
const LONGEST: usize = 64;

/// The key of one thing that was pressed, drawn by the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActKey(String);

/// Text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has 8 to {LONGEST} letters and digits")]
pub struct NoActKey;

impl FromStr for ActKey {
    type Err = NoActKey;

    fn from_str(text: &str) -> Result<Self, NoActKey> {
        let fits = (8..=LONGEST).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits && plain { Ok(Self(text.to_owned())) } else { Err(NoActKey) }
    }
}

impl TryFrom<String> for ActKey {
    type Error = NoActKey;

    fn try_from(text: String) -> Result<Self, NoActKey> {
        text.parse()
    }
}

impl From<ActKey> for String {
    fn from(key: ActKey) -> Self {
        key.0
    }
}

/// The last keys, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Acted(VecDeque<ActKey>);

impl Acted {
    /// Whether it was done.
    #[must_use]
    pub fn has(&self, key: &ActKey) -> bool {
        self.0.contains(key)
    }

    /// It is done.
    pub fn put(&mut self, key: ActKey) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pressed_once_is_known_for_the_next_thirty_two() {
        let key = |n: usize| format!("key-{n:08}").parse::<ActKey>().unwrap();
        let mut acted = Acted::default();
        (0..=MOST).for_each(|n| acted.put(key(n)));
        assert!(!acted.has(&key(0)) && acted.has(&key(1)) && acted.has(&key(MOST)));
        for text in ["short", "with space", "ä23456789", &"x".repeat(65)] {
            assert_eq!(text.parse::<ActKey>(), Err(NoActKey), "{text}");
        }
    }
}
