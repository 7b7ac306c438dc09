//! Where does a case stand, and when does it want to be looked at? One enum; the deadline follows from
//! the stage and the case's own copy of the ladder.
//!
//! ```text
//!         ┌── Held ──┐                     taken too long, or "I cannot after all"
//!  opened ┤          ├──▶ Calling ──▶ Accepted ──▶ OnTheWay ──▶ AtTheDoor ──▶ Closed
//!         └──────────┘      ▲  │  ◀──────┴────────────┘
//!                           │  ▼
//!                          Nobody (a fault of the desk)
//! ```
//!
//! That a screen shows it (*received*) is a mark and stops no calling.

mod calls;
mod home;
mod people;
mod posts;
mod report;
mod turn;

use std::collections::BTreeSet;
use std::time::Duration;

use alerts::Wall;
use alerts::message::{Condition, Priority};
use serde::{Deserialize, Serialize};

use super::about::{About, CaseId};
use super::change::StageWord;
use super::ladder::{Ladder, Ladders};
use super::notice::Notice;
use super::party::PartyId;
use super::relay::Relay;
use crate::core::person::ResidentId;
use crate::core::report::Report;

pub use report::file;
pub(super) use turn::Turn;

/// A ladder that reaches nobody is tried again so often.
pub const NOBODY_AGAIN: Duration = Duration::from_secs(30);

/// What holds a case is looked at again so often, if it has no end of its own.
pub const HELD_AGAIN: Duration = Duration::from_secs(60);

/// Somebody who is at the door for so long may have forgotten to say how it ended.
pub const AT_THE_DOOR: Duration = Duration::from_secs(3_600);

/// Notices that a case keeps; of more, the oldest that are done with go. The log has them all.
pub const MOST_NOTICES: usize = 256;

/// Characters of a note.
pub const MOST_NOTE: usize = 2_000;

/// A case: a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// The one that was read: whoever writes it writes the next.
    pub revision: u32,
    /// What it is about.
    pub about: About,
    /// Whose.
    pub resident: Option<ResidentId>,
    /// How soon somebody must act. It only rises.
    pub priority: Priority,
    /// Is it still so?
    pub condition: Condition,
    /// It does not end by itself when it is no longer so.
    pub latched: bool,
    /// How often its condition came up.
    pub times: u32,
    /// A drill or a test: it goes the same way and says so everywhere.
    pub drill: bool,
    /// When it began.
    pub opened: Wall,
    /// Where it stands.
    pub stage: Stage,
    /// Its own copy: a change of the rules touches no open case.
    pub ladders: Ladders,
    /// The rung and the round that were called last.
    pub reached: (u8, u32),
    /// When what happened for the first time.
    pub marks: Marks,
    /// Who cannot, in this round.
    pub declined: BTreeSet<PartyId>,
    /// Who comes too.
    pub helpers: BTreeSet<PartyId>,
    /// Messages to people, the oldest first.
    pub notices: Vec<Notice>,
    /// Notices so far.
    pub numbered: u32,
    /// What its home is told.
    pub relay: Relay,
    /// What is wrong outside, of a case that is about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Box<Report>>,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody is called yet.
    Held {
        /// Why.
        why: Hold,
        /// Since when.
        since: Wall,
        /// Until it is looked at again.
        until: Wall,
    },
    /// People are being called.
    Calling(Wave),
    /// Nobody can be reached. It is tried again.
    Nobody {
        /// Why.
        why: Nobody,
        /// Since when.
        since: Wall,
        /// When it was tried last.
        tried: Wall,
        /// The round.
        round: u32,
    },
    /// Somebody goes.
    Accepted {
        /// Who.
        by: PartyId,
        /// Since when.
        since: Wall,
        /// Others are being called too.
        more: Option<Wave>,
    },
    /// … and has left.
    OnTheWay {
        /// Who.
        by: PartyId,
        /// Since when.
        since: Wall,
        /// When they accepted: their time counts from there.
        accepted: Wall,
        /// Others are being called too.
        more: Option<Wave>,
    },
    /// … and is there.
    AtTheDoor {
        /// Who.
        by: PartyId,
        /// Since when.
        since: Wall,
        /// Staff were told that this is long.
        reminded: bool,
        /// Others are being called too.
        more: Option<Wave>,
    },
    /// It is over.
    Closed {
        /// How.
        how: How,
        /// When.
        at: Wall,
    },
}

/// How far the calling has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// The rung that was called, from 0.
    pub rung: u8,
    /// The round, from 1.
    pub round: u32,
    /// When it was called.
    pub since: Wall,
}

/// Why nobody is called yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// It is night, and it can wait.
    QuietHours,
    /// The whole home is not heard: its sensor is not either.
    HomeLost,
    /// The way to many homes is lost: this one is one of them.
    UplinkLost,
    /// A report whose clock runs: whoever has it has time until then.
    InTime,
}

/// Why nobody can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nobody {
    /// The ladder finds nobody with a way to them.
    NoWay,
    /// All who were found cannot.
    AllDeclined,
    /// Every way to all of them failed.
    AllFailed,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A person has said so.
    Resolved {
        /// Who.
        by: PartyId,
        /// What was found.
        note: String,
        /// The name of a picture.
        photo: Option<String>,
    },
    /// It ended at home before anybody had accepted it.
    OverByItself,
    /// The resident is away: it was only written down.
    Silenced,
    /// A test alarm arrived, which was all that it was for.
    Proven,
    /// It is the same as another.
    Merged {
        /// Which.
        into: CaseId,
    },
}

/// When what happened for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// A person's screen showed it.
    pub shown: Option<Mark>,
    /// Somebody said that they go.
    pub accepted: Option<Mark>,
    /// Somebody was at the door.
    pub at_the_door: Option<Mark>,
}

/// When, and who.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: Wall,
    /// Who, if that is known.
    pub by: Option<PartyId>,
}

impl Stage {
    /// Without what is in it.
    #[must_use]
    pub const fn word(&self) -> StageWord {
        match self {
            Self::Held { .. } => StageWord::Held,
            Self::Calling(_) => StageWord::Calling,
            Self::Nobody { .. } => StageWord::Nobody,
            Self::Accepted { .. } => StageWord::Accepted,
            Self::OnTheWay { .. } => StageWord::OnTheWay,
            Self::AtTheDoor { .. } => StageWord::AtTheDoor,
            Self::Closed { .. } => StageWord::Closed,
        }
    }

    /// Who goes, or is there.
    #[must_use]
    pub const fn who_goes(&self) -> Option<PartyId> {
        match self {
            Self::Accepted { by, .. } | Self::OnTheWay { by, .. } | Self::AtTheDoor { by, .. } => {
                Some(*by)
            }
            Self::Held { .. } | Self::Calling(_) | Self::Nobody { .. } | Self::Closed { .. } => {
                None
            }
        }
    }

    /// How it was closed and when, if it is.
    #[must_use]
    pub const fn closed(&self) -> Option<(&How, Wall)> {
        match self {
            Self::Closed { how, at } => Some((how, *at)),
            Self::Held { .. }
            | Self::Calling(_)
            | Self::Nobody { .. }
            | Self::Accepted { .. }
            | Self::OnTheWay { .. }
            | Self::AtTheDoor { .. } => None,
        }
    }

    /// How far the calling has got, if it goes on.
    #[must_use]
    pub const fn wave(&self) -> Option<Wave> {
        match self {
            Self::Calling(wave) => Some(*wave),
            Self::Accepted { more, .. }
            | Self::OnTheWay { more, .. }
            | Self::AtTheDoor { more, .. } => *more,
            Self::Held { .. } | Self::Nobody { .. } | Self::Closed { .. } => None,
        }
    }
}

impl Case {
    /// Whether its home is to be told, by whatever screen shows it, that this call is seen.
    #[must_use]
    pub fn awaits_screen(&self) -> bool {
        self.is_open()
            && matches!(self.about, About::Alarm { .. })
            && !self.relay.is_seen(self.times)
    }

    /// Whether somebody must still act.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed { .. })
    }

    /// The ladder that counts now.
    #[must_use]
    pub const fn ladder(&self) -> &Ladder {
        self.ladders.of(self.priority)
    }

    /// When who is called next is called, for the page that counts down.
    #[must_use]
    pub fn next_call(&self) -> Option<Wall> {
        match &self.stage {
            Stage::Held { until, .. } => Some(*until),
            Stage::Nobody { why, tried, .. } => Some(*tried + self.nobody_again(*why)),
            Stage::Calling(_)
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. } => {
                self.stage.wave().map(|wave| wave.since + self.ladder().wait(wave.rung))
            }
            Stage::Closed { .. } => None,
        }
    }

    /// Until when whoever goes must be at the door.
    #[must_use]
    pub fn expected(&self) -> Option<Wall> {
        match &self.stage {
            Stage::Accepted { since: accepted, .. } | Stage::OnTheWay { accepted, .. } => {
                Some(*accepted + self.ladder().patience())
            }
            Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::AtTheDoor { .. }
            | Stage::Closed { .. } => None,
        }
    }

    /// When it wants to be looked at: the row's due column. A closed case may have one too, while
    /// people or its home are still to be told.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Wall> {
        let reminder = match &self.stage {
            Stage::AtTheDoor { since, reminded: false, .. } => Some(*since + AT_THE_DOOR),
            Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. }
            | Stage::Closed { .. } => None,
        };
        let own = [self.next_call(), self.expected(), reminder, self.relay.poll_timeout()];
        let notices = self.notices.iter().filter_map(Notice::poll_timeout);
        own.into_iter().flatten().chain(notices).min()
    }

    fn nobody_again(&self, why: Nobody) -> Duration {
        match why {
            Nobody::NoWay | Nobody::AllFailed => NOBODY_AGAIN,
            // People have just said that they cannot.
            Nobody::AllDeclined => self.ladder().last_wait().max(NOBODY_AGAIN),
        }
    }
}
