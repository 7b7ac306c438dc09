//! How far is a report, and what may be said of it now? One enum; what is due follows from it.

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::Public;
use crate::core::desk::{CaseId, PartyId};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has looked yet.
    Received {
        /// Since when.
        since: Wall,
        /// Until when somebody must.
        look_by: Wall,
    },
    /// Somebody has looked, and it is to be done.
    Accepted {
        /// Since when.
        since: Wall,
        /// Until when.
        done_by: Wall,
    },
    /// Somebody else is to do it.
    Assigned {
        /// Who.
        to: PartyId,
        /// Since when.
        since: Wall,
        /// Until when.
        done_by: Wall,
    },
    /// It is being done.
    InWork {
        /// Since when.
        since: Wall,
        /// Until when.
        done_by: Wall,
    },
    /// It is done, they say: whoever reported is asked.
    Done {
        /// Since when.
        since: Wall,
        /// Until when an answer is waited for.
        ask_until: Wall,
    },
    /// Whoever reported says so too.
    Confirmed {
        /// When.
        at: Wall,
    },
    /// Nobody said anything for three days.
    Unconfirmed {
        /// When.
        at: Wall,
    },
    /// It will not be done.
    Refused {
        /// When.
        at: Wall,
    },
    /// It is the same as another.
    Duplicate {
        /// When.
        at: Wall,
        /// Which.
        of: CaseId,
    },
    /// Somebody outside of the community does it.
    Forwarded {
        /// When.
        at: Wall,
    },
}

/// A state without what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the state of the same name")]
pub enum StateWord {
    Received,
    Accepted,
    Assigned,
    InWork,
    Done,
    Confirmed,
    Unconfirmed,
    Refused,
    Duplicate,
    Forwarded,
}

/// What somebody says of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// I have looked, and do it.
    Accept,
    /// Somebody else does it.
    Assign {
        /// Who.
        to: PartyId,
    },
    /// It is being done.
    Start,
    /// Not today: by then.
    Promise {
        /// When.
        until: Wall,
        /// Why.
        why: String,
    },
    /// It is done. Nobody is believed without a picture.
    Done {
        /// What was done.
        note: String,
        /// The picture's name.
        photo: Option<String>,
    },
    /// It will not be done.
    Refuse {
        /// Why.
        why: String,
    },
    /// It is the same as another.
    Duplicate {
        /// Which.
        of: CaseId,
        /// Why that is seen.
        why: String,
    },
    /// Somebody outside does it.
    Forward {
        /// Who, and why.
        why: String,
    },
    /// Whoever reported: it is done.
    Confirm,
    /// Whoever reported: it is not.
    Reopen {
        /// What is not.
        why: String,
    },
    /// Somebody else has seen it too.
    MeToo,
    /// Another picture of what is wrong.
    Photo {
        /// Its name.
        name: String,
    },
    /// Where whoever reported may be called.
    Contact {
        /// The telephone; none forgets it.
        phone: Option<String>,
        /// A code that was sent there came back.
        confirmed: bool,
        /// The language in which they read, `zh-CN`.
        lang: String,
    },
    /// The public may see it so; none takes it back.
    Publish(Option<Public>),
    /// A picture was made unrecognisable in parts.
    Blurred {
        /// The one that is no more.
        old: String,
        /// The one that is in its place.
        new: String,
    },
}

/// What was done, without a word that a person wrote: for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Somebody has looked.
    Accepted,
    /// It is somebody else's now.
    Assigned {
        /// Whose.
        to: PartyId,
    },
    /// It is being done.
    Started,
    /// It is promised.
    Promised {
        /// Until when.
        until: Wall,
    },
    /// It is done.
    Done,
    /// It will not be.
    Refused,
    /// It is the same as another.
    Duplicate {
        /// Which.
        of: CaseId,
    },
    /// Somebody outside does it.
    Forwarded,
    /// Whoever reported says so too.
    Confirmed,
    /// Whoever reported says that it is not.
    Reopened,
    /// Nobody said anything.
    Unconfirmed,
    /// Somebody else has seen it.
    MeToo,
    /// A picture came.
    PhotoAdded,
    /// The telephone was left, confirmed or forgotten.
    ContactChanged,
    /// The public sees it.
    Published,
    /// … no more.
    Withdrawn,
    /// A picture was made unrecognisable in parts.
    Blurred,
}

/// Why it cannot be said now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSo {
    /// It has ended.
    #[error("this report has ended: report it anew")]
    Ended,
    /// It is not done yet, or was answered.
    #[error("nobody has said that it is done: there is nothing to confirm")]
    NotDone,
    /// Done without a picture.
    #[error("take a picture of how it was done")]
    PhotoWanted,
    /// Without a reason.
    #[error("say why, in a few words: whoever reported reads it")]
    ReasonWanted,
    /// A promise in the past, or too far away.
    #[error("choose a day from today on, at most three months away")]
    OtherDay,
    /// Three pictures are enough.
    #[error("there are three pictures already")]
    ManyPhotos,
    /// There is no such picture, or it is not for the public.
    #[error("there is no such picture of this report, or it is private")]
    NoSuchPhoto,
    /// Somebody else has said that they do it.
    #[error("somebody else does it already: have it assigned to you, if you are to do it")]
    Others,
    /// The same as itself.
    #[error("a report is no duplicate of itself")]
    Itself,
}

impl State {
    /// Without what is in it.
    #[must_use]
    pub const fn word(&self) -> StateWord {
        match self {
            Self::Received { .. } => StateWord::Received,
            Self::Accepted { .. } => StateWord::Accepted,
            Self::Assigned { .. } => StateWord::Assigned,
            Self::InWork { .. } => StateWord::InWork,
            Self::Done { .. } => StateWord::Done,
            Self::Confirmed { .. } => StateWord::Confirmed,
            Self::Unconfirmed { .. } => StateWord::Unconfirmed,
            Self::Refused { .. } => StateWord::Refused,
            Self::Duplicate { .. } => StateWord::Duplicate,
            Self::Forwarded { .. } => StateWord::Forwarded,
        }
    }

    /// When its clock runs out; `None` when it has ended.
    #[must_use]
    pub const fn due(&self) -> Option<Wall> {
        match self {
            Self::Received { look_by, .. } => Some(*look_by),
            Self::Accepted { done_by, .. }
            | Self::Assigned { done_by, .. }
            | Self::InWork { done_by, .. } => Some(*done_by),
            Self::Done { ask_until, .. } => Some(*ask_until),
            Self::Confirmed { .. }
            | Self::Unconfirmed { .. }
            | Self::Refused { .. }
            | Self::Duplicate { .. }
            | Self::Forwarded { .. } => None,
        }
    }

    /// Until when it is to be done, if that runs.
    #[must_use]
    pub const fn done_by(&self) -> Option<Wall> {
        match self {
            Self::Accepted { done_by, .. }
            | Self::Assigned { done_by, .. }
            | Self::InWork { done_by, .. } => Some(*done_by),
            Self::Received { .. }
            | Self::Done { .. }
            | Self::Confirmed { .. }
            | Self::Unconfirmed { .. }
            | Self::Refused { .. }
            | Self::Duplicate { .. }
            | Self::Forwarded { .. } => None,
        }
    }

    /// Whether anything is still to be done or said.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.due().is_some()
    }

    /// Whether somebody has still to work on it.
    #[must_use]
    pub const fn is_to_do(&self) -> bool {
        self.is_open() && !matches!(self, Self::Done { .. })
    }
}

impl StateWord {
    /// All of them, in their order.
    pub const ALL: [Self; 10] = [
        Self::Received,
        Self::Accepted,
        Self::Assigned,
        Self::InWork,
        Self::Done,
        Self::Confirmed,
        Self::Unconfirmed,
        Self::Refused,
        Self::Duplicate,
        Self::Forwarded,
    ];

    /// As the store and files have it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Assigned => "assigned",
            Self::InWork => "in-work",
            Self::Done => "done",
            Self::Confirmed => "confirmed",
            Self::Unconfirmed => "unconfirmed",
            Self::Refused => "refused",
            Self::Duplicate => "duplicate",
            Self::Forwarded => "forwarded",
        }
    }

    /// Of such a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}
