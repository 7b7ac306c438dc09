//! What is the home told, and has it heard? Each wish is repeated until its reply: the home's own call
//! goes on until it knows that a person acts.
//!
//! Two things are said, and each by its newest wish only: that a screen shows it (`received`), and how
//! far a person has got (`accepted`, `released`). So an older word never comes after a newer one.

use std::time::Duration;

use alerts::Wall;
use alerts::message::{Acknowledge, Stage};
use serde::{Deserialize, Serialize};

use super::about::CaseId;

/// Between the first two tries; each later one waits twice as long, …
const FIRST_AGAIN: Duration = Duration::from_secs(2);

/// … but never longer than this, while the case is open.
const LONGEST_AGAIN: Duration = Duration::from_secs(60);

/// Tries while the case is open: a day. A home that answers nothing for so long has a case of its own.
pub const MOST_TRIES: u32 = 1_440;

/// Tries altogether once it is closed: about a quarter of an hour.
pub const MOST_TRIES_CLOSED: u32 = 20;

/// What a home is told about one alarm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    numbered: u32,
    shown: Option<Wish>,
    acts: Option<Wish>,
    /// What the home answered last, or was given up.
    told: Option<Stage>,
}

/// Something that a home is to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Wish {
    stage: Stage,
    by: String,
    number: u32,
    tries: u32,
    due: Wall,
}
