//! Who outside of the desk is told of what has changed for them, and when? Whoever reported and has shown
//! that a telephone is theirs, of a promise and of the end; whoever waited for a place and has one now.
//!
//! One change is one message at most. A row waits until it is told, is given up, or is not so any more;
//! of a report there is one row, so that of several changes in a minute the last is told.

use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::activity::{ActivityId, SignUpId};
use super::desk::CaseId;
use super::report::{Report, State, Step};

/// So long it waits whether something else is said: who presses twice has sent one message.
pub const SETTLES: Duration = Duration::from_secs(60);

/// Between two messages about one report: it is no conversation.
pub const APART: Duration = Duration::from_secs(600);

/// An attempt that says nothing is due again, under the same name.
const ATTEMPT: Duration = Duration::from_secs(120);

/// Tries of one; between them 1, 4, 16 and 64 minutes.
const MOST_TRIES: u8 = 5;

/// What is not told by then is not told: its page says it.
const LAPSES: Duration = Duration::from_secs(2 * 24 * 3_600);

/// The number of a tiding in this station. None is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TidingId(pub i64);

/// What whoever reported is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// It will be done by then.
    Promised {
        /// When.
        until: Wall,
    },
    /// It is done: they are asked.
    Done,
    /// It will not be.
    Refused,
    /// It is the same as another.
    Duplicate,
    /// Somebody else does it.
    Forwarded,
}

/// Whom it is for, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tells {
    /// Whoever reported.
    Reporter {
        /// Which report.
        of: CaseId,
        /// Of what.
        told: Told,
    },
    /// Whoever waited: they have a place.
    MovedUp {
        /// Who.
        who: SignUpId,
        /// To what.
        activity: ActivityId,
    },
}

/// One message that somebody is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiding {
    /// Its number.
    pub id: TidingId,
    /// What it says, and to whom.
    pub tells: Tells,
    /// When it was so.
    pub since: Wall,
    /// When it is tried; `None`: it is told, or nobody tries any more.
    pub due: Option<Wall>,
    /// How often it was tried.
    pub tries: u8,
    /// When it went out.
    pub sent: Option<Wall>,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It went out.
    Sent,
    /// Not now.
    NotNow {
        /// Not before.
        after: Option<Wall>,
    },
    /// It cannot, or is not so any more.
    Over,
}

impl Told {
    /// Of a step, if whoever reported is told of it.
    #[must_use]
    pub const fn of(step: Step) -> Option<Self> {
        match step {
            Step::Promised { until } => Some(Self::Promised { until }),
            Step::Done => Some(Self::Done),
            Step::Refused => Some(Self::Refused),
            Step::Duplicate { .. } => Some(Self::Duplicate),
            Step::Forwarded => Some(Self::Forwarded),
            Step::Accepted
            | Step::Assigned { .. }
            | Step::Started
            | Step::Confirmed
            | Step::Reopened
            | Step::Unconfirmed
            | Step::MeToo
            | Step::PhotoAdded
            | Step::ContactChanged
            | Step::Published
            | Step::Withdrawn
            | Step::Blurred => None,
        }
    }

    /// Whether it is still so.
    #[must_use]
    pub fn stands(self, report: &Report) -> bool {
        match (self, report.state) {
            (
                Self::Promised { until },
                State::Accepted { done_by, .. }
                | State::Assigned { done_by, .. }
                | State::InWork { done_by, .. },
            ) => done_by == until,
            (Self::Done, State::Done { .. })
            | (Self::Refused, State::Refused { .. })
            | (Self::Duplicate, State::Duplicate { .. })
            | (Self::Forwarded, State::Forwarded { .. }) => true,
            (
                Self::Promised { .. }
                | Self::Done
                | Self::Refused
                | Self::Duplicate
                | Self::Forwarded,
                State::Received { .. }
                | State::Accepted { .. }
                | State::Assigned { .. }
                | State::InWork { .. }
                | State::Done { .. }
                | State::Confirmed { .. }
                | State::Unconfirmed { .. }
                | State::Refused { .. }
                | State::Duplicate { .. }
                | State::Forwarded { .. },
            ) => false,
        }
    }
}

impl Tiding {
    /// Something is so since now. `last`: when the last message about the same report went out.
    #[must_use]
    pub fn new(now: Wall, tells: Tells, last: Option<Wall>) -> Self {
        let due = last.map_or(now + SETTLES, |last| (last + APART).max(now + SETTLES));
        Self { id: TidingId(0), tells, since: now, due: Some(due), tries: 0, sent: None }
    }

    /// The same for each try: by it a channel knows what it has sent.
    #[must_use]
    pub fn name(&self) -> String {
        format!("told-{}-{}", self.id.0, self.since.0)
    }

    /// It is tried now: if nothing becomes of it, it is due again.
    #[must_use]
    pub fn begin(mut self, now: Wall) -> Self {
        self.tries = self.tries.saturating_add(1);
        self.due = Some(now + ATTEMPT);
        self
    }

    /// What became of it.
    #[must_use]
    pub fn became(mut self, now: Wall, became: Became) -> Self {
        self.due = match became {
            Became::Sent => {
                self.sent = Some(now);
                None
            }
            Became::Over => None,
            Became::NotNow { after } => {
                let minutes = 4_u64.saturating_pow(u32::from(self.tries.max(1) - 1));
                let again = now + Duration::from_secs(60 * minutes);
                let again = after.map_or(again, |after| again.max(after));
                let too_late = self.tries >= MOST_TRIES || again > self.since + LAPSES;
                (!too_late).then_some(again)
            }
        };
        self
    }

    /// It waits until then: at night nobody is woken for it. It is no try.
    #[must_use]
    pub fn waits(mut self, until: Wall) -> Self {
        self.due = Some(until);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Wall = Wall(1_795_435_200_000);
    const TELLS: Tells = Tells::Reporter { of: CaseId(7), told: Told::Done };

    fn s(s: u64) -> Wall {
        NOON + Duration::from_secs(s)
    }

    #[test]
    fn what_is_said_a_moment_later_takes_its_place_and_two_messages_are_ten_minutes_apart() {
        assert_eq!(Tiding::new(NOON, TELLS, None).due, Some(s(60)));
        assert_eq!(Tiding::new(NOON, TELLS, Some(NOON)).due, Some(s(600)));
        assert_eq!(Tiding::new(s(900), TELLS, Some(NOON)).due, Some(s(960)));
    }

    #[test]
    fn it_is_tried_five_times_under_one_name_and_then_nobody_tries_any_more() {
        let mut it = Tiding::new(NOON, TELLS, None);
        let (name, mut waits) = (it.name(), Vec::new());
        while let Some(due) = it.due {
            it = it.begin(due);
            assert_eq!(it.due, Some(due + ATTEMPT), "who is killed meanwhile leaves it due");
            it = it.became(due, Became::NotNow { after: None });
            waits.extend(it.due.map(|next| (next.0 - due.0) / 60_000));
            assert_eq!(it.name(), name);
        }
        assert_eq!((waits, it.sent, it.tries), (vec![1, 4, 16, 64], None, 5));
    }

    #[test]
    fn what_went_out_is_told_and_what_comes_too_late_is_not() {
        let it = Tiding::new(NOON, TELLS, None).begin(s(60));
        let sent = it.became(s(61), Became::Sent);
        assert_eq!((sent.due, sent.sent), (None, Some(s(61))));
        let later = it.became(s(61), Became::NotNow { after: Some(s(3 * 86_400)) });
        assert_eq!((later.due, later.sent), (None, None));
        assert_eq!(it.became(s(61), Became::Over).due, None);
        assert_eq!(it.waits(s(900)).due, Some(s(900)));
    }
}
