//! What became of a message to one person? It is tried, and tried by another way, until it is handed
//! over; receipts only ever move it on.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::about::CaseId;
use super::party::PartyId;

mod life;
#[cfg(test)]
mod tests;

pub(crate) use life::Moved;

/// An attempt that has not come back by then is due again under the same name: whoever had it may be
/// gone. A channel gives up after 10 s.
pub const ATTEMPT: Duration = Duration::from_secs(15);

/// Between the first two tries when every way has failed; each later one waits twice as long, …
pub const FIRST_AGAIN: Duration = Duration::from_secs(5);

/// … but never longer than this.
pub const LONGEST_AGAIN: Duration = Duration::from_secs(300);

/// Tries of one notice, over all ways. A case that is still open calls anew in its next round.
pub const MOST_TRIES: u8 = 12;

/// What is kept of a reason, bytes: a server may say anything.
pub const MOST_WHY: usize = 200;

/// A message's name. It goes out with it, so that what is sent twice is known to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoticeId {
    /// The case.
    pub case: CaseId,
    /// From 1 in it.
    pub number: u32,
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.case, self.number)
    }
}

/// Text that is no notice's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a notice's name such as c17-3")]
pub struct NoNoticeId;

impl FromStr for NoticeId {
    type Err = NoNoticeId;

    fn from_str(text: &str) -> Result<Self, NoNoticeId> {
        let (case, number) = text.rsplit_once('-').ok_or(NoNoticeId)?;
        let case = case.parse().map_err(|_| NoNoticeId)?;
        Ok(Self { case, number: number.parse().map_err(|_| NoNoticeId)? })
    }
}

impl TryFrom<String> for NoticeId {
    type Error = NoNoticeId;

    fn try_from(text: String) -> Result<Self, NoNoticeId> {
        text.parse()
    }
}

impl From<NoticeId> for String {
    fn from(id: NoticeId) -> Self {
        id.to_string()
    }
}

/// A message to one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name.
    pub id: NoticeId,
    /// To whom.
    pub to: PartyId,
    /// What it says.
    pub says: Says,
    /// Which way it goes, by its place among theirs.
    pub channel: u8,
    /// When it was begun.
    pub begun: Wall,
    /// How it stands.
    pub state: NoticeState,
    /// Every way has failed, and it goes on trying.
    pub failing: bool,
    /// Tries so far.
    pub tries: u8,
    /// Ways that failed.
    pub failed: Vec<FailedWay>,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// Somebody must go: can you?
    Call {
        /// On which rung.
        rung: u8,
        /// In which round.
        round: u32,
    },
    /// To those who were called: this one goes.
    SomebodyGoes {
        /// Who.
        who: PartyId,
    },
    /// To whoever goes: this one helps.
    HelpComes {
        /// Who.
        who: PartyId,
    },
    /// To whoever goes: it was raised again, or is more urgent now.
    Again,
    /// It is over at home.
    ItIsOver,
    /// To whoever had accepted: others are called now.
    TakenBack,
    /// To staff: somebody is at the door for an hour.
    Reminder,
}

/// A way that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedWay {
    /// By its place.
    pub channel: u8,
    /// For good, for this notice.
    pub for_good: bool,
    /// When last.
    pub at: Wall,
    /// Why, as the channel says.
    pub why: String,
}

/// How a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeState {
    /// It goes out then.
    Queued {
        /// When.
        due: Wall,
    },
    /// Somebody tries; past this it is due again.
    Sending {
        /// Until when.
        until: Wall,
    },
    /// The channel has taken it.
    Sent {
        /// When.
        at: Wall,
    },
    /// It reached the telephone.
    Delivered {
        /// When.
        at: Wall,
    },
    /// Its link was opened.
    Opened {
        /// When.
        at: Wall,
    },
    /// They said something.
    Answered {
        /// When.
        at: Wall,
    },
    /// No way has worked.
    Failed {
        /// When.
        at: Wall,
    },
    /// It was not sent, and need not be any more.
    Dropped {
        /// When.
        at: Wall,
    },
}

/// What a channel or a page says of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The channel has taken it.
    Sent,
    /// It reached the telephone.
    Delivered,
    /// Its link was opened.
    Opened,
    /// Not now.
    Later {
        /// Why.
        why: String,
        /// Not before, if the channel says so.
        after: Option<Wall>,
    },
    /// Not this way.
    Never {
        /// Why.
        why: String,
    },
    /// The robot may not speak.
    Muted {
        /// Until then.
        until: Wall,
    },
}
