//! What goes into a case, and what comes out? A change is whole: it is committed in one transaction,
//! and what is to be sent is sent after that.

use std::time::Duration;

use alerts::Wall;
use alerts::message::{Acknowledge, Priority};
use serde::{Deserialize, Serialize};

use super::about::{About, CaseId};
use super::case::{Case, Hold, How, Nobody};
use super::merge::Relayed;
use super::news::{Happened, NewsId};
use super::notice::{NoticeId, Receipt, Says};
use super::party::{Address, PartyId};
use crate::core::HomeId;
use crate::core::person::ResidentId;
use crate::core::report::{ActKey, NotSo, Said, Step as ReportStep};

/// Something that a case hears. What its home says comes by [`take`](super::take()).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A person did something.
    Act {
        /// Who it is about: who goes, who is there.
        who: PartyId,
        /// Who said so: the same, or staff who heard it on the telephone.
        said_by: PartyId,
        /// What.
        act: Act,
    },
    /// A person's screen shows it: the desk's page, or a link on a telephone.
    Shown {
        /// Whose, if that is known.
        by: Option<PartyId>,
    },
    /// An open desk shows it, of which nobody has said anything: its home is told that, and people are
    /// called as before.
    OnScreen,
    /// What became of an attempt.
    Receipt {
        /// Of which notice.
        notice: NoticeId,
        /// By which way.
        channel: u8,
        /// What.
        is: Receipt,
    },
    /// A home's answer to a command of this case.
    Reply {
        /// The command's.
        request: String,
        /// Whether the home did it. An error is an answer too: the alarm is over, or was accepted.
        ok: bool,
    },
    /// Something is said of a report.
    Report {
        /// By whom; absent for whoever reported, and for the public.
        by: Option<PartyId>,
        /// The key of what was pressed: the same again changes nothing.
        key: Option<ActKey>,
        /// What.
        said: Said,
    },
    /// What became of the case that this one was put together with: its home is told.
    Followed {
        /// What.
        said: Relayed,
    },
    /// The station has started, or its clock was put right. While the clock is not known right, what
    /// is open is due at once.
    Woken {
        /// Whether the clock is known to be right.
        clock_right: bool,
    },
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// I go.
    Accept,
    /// I cannot; from whoever had accepted: I cannot after all.
    Decline,
    /// I am on the way.
    OnTheWay,
    /// I am at the door.
    AtTheDoor,
    /// It is done.
    Resolve {
        /// What was found; the first 2,000 characters are kept.
        note: String,
        /// The name of a picture that was stored.
        photo: Option<String>,
    },
    /// Somebody else must come too.
    NeedHelp,
    /// It is the same as another case.
    Merge {
        /// Which.
        into: CaseId,
    },
}

/// What a page says to whoever did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, or it was so already.
    Done,
    /// Somebody else goes: nobody must go twice.
    Taken {
        /// Who.
        by: PartyId,
    },
    /// It is closed.
    Closed,
    /// That cannot be said of this report now.
    NotSo {
        /// Why, and what to do.
        why: NotSo,
    },
}

/// Everything that one input changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The case as it is then, if one was opened or changed. Its revision is the one that was read:
    /// whoever keeps it writes the next, or says that it is stale. `poll_timeout` is its due column,
    /// also when it is closed: somebody may still have to be told.
    pub case: Option<Case>,
    /// The case was opened by this.
    pub is_new: bool,
    /// Something is different: without this, and without news, there is nothing to commit.
    pub changed: bool,
    /// What goes out now, after the commit. What is lost on the way is due again.
    pub send: Vec<Dispatch>,
    /// What the home is told, after the commit.
    pub commands: Vec<HomeCommand>,
    /// What is written down.
    pub log: Vec<LogRow>,
    /// News of the desk itself, to be written in the same transaction.
    pub raised: Vec<Happened>,
    /// What was learnt of the ways to people, for the directory.
    pub ways: Vec<WayNews>,
    /// The news that this was made from: it is done with.
    pub consumed: Option<NewsId>,
    /// For whoever asked.
    pub answer: Answer,
}

impl Change {
    /// Nothing is different.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            case: None,
            is_new: false,
            changed: false,
            send: Vec::new(),
            commands: Vec::new(),
            log: Vec::new(),
            raised: Vec::new(),
            ways: Vec::new(),
            consumed: None,
            answer: Answer::Done,
        }
    }
}

/// A way to somebody was seen to work, or to fail for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayNews {
    /// To whom.
    pub to: PartyId,
    /// By its place among theirs.
    pub channel: u8,
    /// When.
    pub at: Wall,
    /// Whether it works.
    pub works: bool,
}

/// One attempt of one notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// Which notice.
    pub notice: NoticeId,
    /// By which of their ways.
    pub channel: u8,
    /// To whom.
    pub to: PartyId,
    /// Where that is.
    pub address: Address,
    /// What it says.
    pub says: Says,
    /// What the case is about.
    pub about: About,
    /// Whose.
    pub resident: Option<ResidentId>,
    /// How soon somebody must act.
    pub priority: Priority,
    /// It is a drill or a test, and must say so.
    pub drill: bool,
    /// It may be one line of several in one message.
    pub may_wait: bool,
}

impl Dispatch {
    /// The same for each try by this way, and another by another: with it a channel knows a message
    /// that it has sent already.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.notice, self.channel)
    }
}

/// A command for a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeCommand {
    /// Which.
    pub home: HomeId,
    /// The body of `command/acknowledge`.
    pub body: Acknowledge,
}

/// A line of a case's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// When.
    pub at: Wall,
    /// Who did it; absent for the machine and for the home.
    pub by: Option<PartyId>,
    /// The stage that stood after it.
    pub stage: StageWord,
    /// What.
    pub what: Logged,
}

/// A stage without what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageWord {
    /// Not called yet, for a reason.
    Held,
    /// People are being called.
    Calling,
    /// Nobody can be reached.
    Nobody,
    /// Somebody goes.
    Accepted,
    /// … and has left.
    OnTheWay,
    /// … and is there.
    AtTheDoor,
    /// It is over.
    Closed,
}

/// What is written in a case's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Logged {
    /// It began.
    Opened {
        /// How urgent.
        priority: Priority,
    },
    /// It waits.
    Held {
        /// Why.
        why: Hold,
        /// Until when it is looked at again.
        until: Wall,
    },
    /// A rung was called.
    Called {
        /// Which.
        rung: u8,
        /// In which round.
        round: u32,
        /// Whom.
        whom: Vec<PartyId>,
    },
    /// A rung reaches nobody: it was not waited for.
    Skipped {
        /// Which.
        rung: u8,
    },
    /// The whole ladder reaches nobody.
    ReachesNobody {
        /// Why.
        why: Nobody,
    },
    /// A person's screen showed it.
    Shown,
    /// Somebody goes.
    Accepted {
        /// Who.
        who: PartyId,
    },
    /// Somebody cannot.
    Declined {
        /// Who.
        who: PartyId,
    },
    /// Somebody has left.
    OnTheWay {
        /// Who.
        who: PartyId,
    },
    /// Somebody is there.
    AtTheDoor {
        /// Who.
        who: PartyId,
    },
    /// Somebody else was asked for.
    HelpWanted,
    /// Somebody else comes too.
    Helps {
        /// Who.
        who: PartyId,
    },
    /// Who had accepted was not at the door in time.
    Expired {
        /// Who.
        who: PartyId,
        /// The time that they had.
        patience: Duration,
    },
    /// They are at the door for an hour.
    Reminded,
    /// The home raised it again.
    RaisedAgain {
        /// So many times now.
        times: u32,
    },
    /// It is more urgent.
    Rose {
        /// How urgent.
        to: Priority,
    },
    /// It is over at home.
    OverAtHome,
    /// Somebody accepted or paused it in the home itself.
    SaidAtHome,
    /// A way to somebody failed.
    Failed {
        /// Whom.
        whom: PartyId,
        /// By which of their ways.
        channel: u8,
        /// Why.
        why: String,
    },
    /// Every way to somebody has failed.
    Unreached {
        /// Whom.
        whom: PartyId,
    },
    /// The home was not told in time.
    HomeNotTold,
    /// The home would not.
    HomeRefused,
    /// The clock was not known right: what was due was due at once.
    ClockUnsure,
    /// It ended.
    Closed {
        /// How.
        how: How,
    },
    /// Something was said of a report.
    Report {
        /// What.
        step: ReportStep,
    },
}
