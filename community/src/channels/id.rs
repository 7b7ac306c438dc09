//! What is a message called on its way? By letters, digits and `-` alone: the name becomes that of a
//! file, a header and part of an address.

use std::fmt;
use std::str::FromStr;

/// The longest name: it is part of a file's.
const LONGEST: usize = 64;

/// A message's name outside of the station.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

/// This is no name of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message's name has 1 to 64 of A-Z, a-z, 0-9 and -, and does not begin with -")]
pub struct NotAnId;

impl MessageId {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let is_name = text.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-');
        let fits = (1..=LONGEST).contains(&text.len()) && !text.starts_with('-');
        (is_name && fits).then(|| Self(text.to_owned())).ok_or(NotAnId)
    }
}

impl From<u64> for MessageId {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
