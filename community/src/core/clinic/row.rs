//! Where does one thing stand on its way to the clinic?
//!
//! A row is one enum; when it is due follows from it. An attempt is committed before it begins: what it
//! carries is noted, and if nothing is heard of it the row is due again. So a station or a server that
//! dies in the middle sends the same thing again under the same identifier, and a thing that has changed
//! meanwhile goes as a revision, because the clinic may have the earlier one.

use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::{Digest, Item};
use crate::core::HomeId;
use crate::core::person::ResidentId;

/// An attempt of which nothing is heard for so long is none: a server is given ten seconds.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The first wait after a failure; it doubles.
pub const FIRST_WAIT: Duration = Duration::from_secs(60);

/// The longest: a clinic that is back is told within the hour.
pub const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// A row's number in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowId(pub i64);

/// One thing, on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number; 0 before it is kept.
    pub id: RowId,
    /// Grows by one with each change: who saves an older one is told that it is stale.
    pub revision: u32,
    /// Of whom.
    pub resident: ResidentId,
    /// Where they lived then.
    pub home: HomeId,
    /// What.
    pub item: Item,
    /// Where it stands.
    pub stage: Stage,
    /// What the clinic is to have.
    pub wanted: Digest,
    /// What went out last, and may have arrived.
    pub tried: Option<Digest>,
    /// Of what went out and was not answered there is more than one state: any may have arrived.
    pub mixed: bool,
    /// What the clinic has, as far as it has said so.
    pub sent: Option<Digest>,
    /// Attempts since something was heard.
    pub tries: u32,
    /// When it moved last.
    pub moved: Wall,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It goes out then.
    Waiting {
        /// When.
        due: Wall,
    },
    /// The clinic has it.
    Sent,
    /// A human must look.
    Stuck {
        /// Why.
        why: Stuck,
    },
    /// They do not agree any more, or there is nothing to tell: it does not go.
    Stopped,
    /// Somebody looked, and has left it at that.
    Left,
}

/// Why a human must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stuck {
    /// 412: the clinic has it twice under the same identifier, or has changed it.
    Ambiguous,
    /// The clinic will never take it as it is: the status.
    Refused(u16),
    /// The person's record is the clinic's own: what has changed is told there by word of mouth.
    NotOurs,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// The clinic has it.
    Taken,
    /// A human must look.
    Stuck(Stuck),
    /// It did not arrive, as far as is known.
    NotNow {
        /// For how long we were asked to wait.
        after: Option<Duration>,
    },
}

impl Row {
    /// Something new, due at once.
    #[must_use]
    pub fn new(
        now: Wall,
        (resident, home): (ResidentId, HomeId),
        item: Item,
        wanted: Digest,
    ) -> Self {
        let stage = Stage::Waiting { due: now };
        let (id, revision, tries) = (RowId(0), 0, 0);
        let (tried, mixed, sent, moved) = (None, false, None, now);
        Self { id, revision, resident, home, item, stage, wanted, tried, mixed, sent, tries, moved }
    }

    /// The clinic is to have this from now on.
    #[must_use]
    pub fn want(mut self, now: Wall, item: Item, wanted: Digest) -> Self {
        let is_other = wanted != self.wanted;
        (self.item, self.wanted) = (item, wanted);
        let goes = match self.stage {
            Stage::Sent => self.sent.as_ref() != Some(&self.wanted),
            Stage::Stopped => self.sent.as_ref() != Some(&self.wanted),
            Stage::Waiting { .. } => false,
            // The same would be said of it again, unless what was refused is other now.
            Stage::Stuck { why: Stuck::Refused(_) } | Stage::Left => is_other,
            Stage::Stuck { why: Stuck::Ambiguous | Stuck::NotOurs } => false,
        };
        if goes {
            self.wait(now, now);
        } else if self.stage == Stage::Stopped {
            self.step(now, Stage::Sent);
        }
        self
    }

    /// Nothing more leaves. What has left has.
    #[must_use]
    pub fn stop(mut self, now: Wall) -> Self {
        match self.stage {
            Stage::Waiting { .. } | Stage::Stuck { .. } => self.step(now, Stage::Stopped),
            Stage::Sent | Stage::Stopped | Stage::Left => {}
        }
        self
    }

    /// An attempt begins, if it is due: to be committed before anything goes out.
    #[must_use]
    pub fn begin(mut self, now: Wall) -> Option<Self> {
        match self.stage {
            Stage::Waiting { due } if is_due(now, due) => {}
            Stage::Waiting { .. }
            | Stage::Sent
            | Stage::Stuck { .. }
            | Stage::Stopped
            | Stage::Left => return None,
        }
        self.mixed = self.is_revision();
        self.tried = Some(self.wanted.clone());
        self.tries = self.tries.saturating_add(1);
        self.wait(now, now + PATIENCE);
        Some(self)
    }

    /// Whether the clinic may have it in another state than this.
    #[must_use]
    pub fn is_revision(&self) -> bool {
        let is_other = |tried: &Digest| *tried != self.wanted;
        self.mixed || self.sent.is_some() || self.tried.as_ref().is_some_and(is_other)
    }

    /// What became of an attempt.
    #[must_use]
    pub fn became(mut self, now: Wall, what: Became) -> Self {
        match (what, &self.stage) {
            (Became::Taken, Stage::Waiting { .. } | Stage::Stopped | Stage::Sent) => {
                (self.sent, self.tries) = (self.tried.clone(), 0);
                if self.sent.as_ref() == Some(&self.wanted) || self.stage == Stage::Stopped {
                    self.step(now, Stage::Sent);
                } else {
                    // It has changed on its way.
                    self.wait(now, now);
                }
            }
            (Became::Stuck(why), Stage::Waiting { .. }) => self.step(now, Stage::Stuck { why }),
            (Became::NotNow { after }, Stage::Waiting { .. }) => {
                let wait = after.unwrap_or_else(|| wait(self.tries)).min(LONGEST_WAIT);
                self.wait(now, now + wait);
            }
            // Consent was withdrawn on its way, or somebody was faster.
            (
                Became::Stuck(_) | Became::NotNow { .. },
                Stage::Sent | Stage::Stuck { .. } | Stage::Stopped | Stage::Left,
            )
            | (Became::Taken, Stage::Stuck { .. } | Stage::Left) => {}
        }
        self
    }

    /// Somebody has looked: it is tried again, as it is now.
    #[must_use]
    pub fn again(mut self, now: Wall) -> Self {
        if let Stage::Stuck { .. } | Stage::Left = self.stage {
            self.tries = 0;
            self.wait(now, now);
        }
        self
    }

    /// Somebody has looked: it stays as the clinic has it.
    #[must_use]
    pub fn leave(mut self, now: Wall) -> Self {
        if let Stage::Stuck { .. } = self.stage {
            self.step(now, Stage::Left);
        }
        self
    }

    /// When it wants to go out.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Wall> {
        match self.stage {
            Stage::Waiting { due } => Some(due),
            Stage::Sent | Stage::Stuck { .. } | Stage::Stopped | Stage::Left => None,
        }
    }

    fn wait(&mut self, now: Wall, due: Wall) {
        self.step(now, Stage::Waiting { due });
    }

    fn step(&mut self, now: Wall, stage: Stage) {
        (self.stage, self.moved) = (stage, now);
    }
}

impl Stage {
    /// As it stands in the store.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Sent => "sent",
            Self::Stuck { .. } => "stuck",
            Self::Stopped => "stopped",
            Self::Left => "left",
        }
    }
}

/// Whether it is due. What would be due later than anything waits was put off by a clock that was wrong.
#[must_use]
pub fn is_due(now: Wall, due: Wall) -> bool {
    due <= now || due > now + LONGEST_WAIT
}

/// After so many attempts.
pub(super) fn wait(tries: u32) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1 << tries.saturating_sub(1).min(6));
    doubled.min(LONGEST_WAIT)
}
