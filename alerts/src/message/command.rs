//! `command/{name}` and `reply/{name}`: what the station may ask, and the answer.
//!
//! Commands come from outside, so every text in them is bounded before anything is kept of it.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{AlarmKind, Lane};

/// A larger command is refused unread, bytes.
pub const LARGEST_COMMAND: usize = 4 * 1024;

/// No id, name or person in a command is longer, bytes.
const LONGEST_WORD: usize = 64;

/// Why a command was not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MalformedCommand {
    /// More bytes than [`LARGEST_COMMAND`].
    Oversize(usize),
}

impl fmt::Display for MalformedCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oversize(bytes) => {
                write!(f, "{bytes} bytes are more than the {LARGEST_COMMAND} of a command")
            }
        }
    }
}

impl core::error::Error for MalformedCommand {}

impl MalformedCommand {
    /// To be asked before a payload is parsed.
    ///
    /// # Errors
    ///
    /// If it is larger than a command may be.
    pub const fn check(payload: &[u8]) -> Result<(), Self> {
        if payload.len() > LARGEST_COMMAND { Err(Self::Oversize(payload.len())) } else { Ok(()) }
    }
}

/// How far a person has got with an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// A person's screen shows it.
    Received,
    /// A person acts.
    Accepted,
    /// Nobody acts any more: whoever had accepted it withdraws that.
    Released,
}

/// `command/acknowledge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledge {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
    /// Which alarm: `8-3`.
    #[serde(deserialize_with = "word")]
    pub alarm: String,
    /// Who.
    #[serde(deserialize_with = "word")]
    pub by: String,
    /// How far.
    pub stage: Stage,
}

/// `command/ping`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ping {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
}

/// `command/pause`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
    /// Alarms of this kind may not call …
    pub kind: AlarmKind,
    /// … for so many minutes; 0 ends a pause.
    pub minutes: u32,
}

/// `command/test`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
}

/// `command/sample`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
    /// Every reading of this line is sent as it comes …
    #[serde(deserialize_with = "word")]
    pub line: String,
    /// … for so many minutes, at most [`Sampling::MOST_MINUTES`]; 0 ends it.
    pub minutes: u32,
}

impl Sampling {
    /// The most that may be asked for, minutes (contract.md §3).
    pub const MOST_MINUTES: u32 = 60;
}

/// `command/resend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
    /// Rows of this lane …
    pub lane: Lane,
    /// … of this boot …
    pub boot: u32,
    /// … from this `seq` on …
    pub from: u32,
    /// … to this one come again.
    pub to: u32,
}

/// `command/set-policy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetPolicy {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
    /// Sections of the policy and their keys, as in the configuration; null for a key takes back
    /// what was set. A command's size bounds it.
    pub policy: Changes,
}

/// Keys of the policy by section, and their new numbers.
pub type Changes = BTreeMap<String, BTreeMap<String, Option<f64>>>;

/// Any command's request id, to answer one that is otherwise malformed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Repeated in the reply.
    #[serde(deserialize_with = "word")]
    pub request: String,
}

/// The body of `sample/{line}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample<R> {
    /// Every reading as it came.
    pub readings: R,
}

/// The body of `reply/{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The command's.
    pub request: String,
    /// How it went.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// How a command went: `"ok":true` or `"error":"…"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Done.
    Ok(bool),
    /// Not done, in plain words.
    Error(String),
}

fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Word;
    impl de::Visitor<'_> for Word {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a text of 1 to {LONGEST_WORD} bytes")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
            if (1..=LONGEST_WORD).contains(&text.len()) {
                Ok(text.into())
            } else {
                Err(E::invalid_length(text.len(), &self))
            }
        }
    }
    deserializer.deserialize_str(Word)
}
