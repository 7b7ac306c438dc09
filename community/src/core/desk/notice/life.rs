//! How does a notice go on? Each way is tried at once when the one before it failed; when all have
//! failed, those that may work later are tried again, ever less often.

use alerts::Wall;

use super::{
    ATTEMPT, FIRST_AGAIN, FailedWay, LONGEST_AGAIN, MOST_TRIES, MOST_WHY, Notice, NoticeId,
    NoticeState, Receipt, Says,
};
use crate::core::desk::party::PartyId;

/// A channel that asks for more patience than this is asked again all the same.
const MOST_PATIENCE: std::time::Duration = std::time::Duration::from_secs(900);

/// No notice waits for longer, whatever the clock did.
const MOST_DELAY: std::time::Duration = std::time::Duration::from_secs(24 * 3_600);

/// What a receipt did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    /// It told nothing new.
    No,
    /// It is further than it was.
    On,
    /// A way failed, and another is tried, or the same again.
    WayFailed,
    /// Every way has failed.
    Unreached,
}

impl Notice {
    /// One that goes out at `due`.
    pub(crate) fn new(
        id: NoticeId,
        (to, channel): (PartyId, u8),
        says: Says,
        (now, due): (Wall, Wall),
    ) -> Self {
        Self {
            id,
            to,
            says,
            channel,
            begun: now,
            state: NoticeState::Queued { due },
            failing: false,
            tries: 0,
            failed: Vec::new(),
        }
    }

    /// When it wants to be looked at.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Wall> {
        match self.state {
            NoticeState::Queued { due } => Some(due),
            NoticeState::Sending { until } => Some(until),
            NoticeState::Sent { .. }
            | NoticeState::Delivered { .. }
            | NoticeState::Opened { .. }
            | NoticeState::Answered { .. }
            | NoticeState::Failed { .. }
            | NoticeState::Dropped { .. } => None,
        }
    }

    /// Whether it is still tried.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        self.poll_timeout().is_some()
    }

    /// Whether a channel has taken it, or more.
    #[must_use]
    pub const fn has_reached(&self) -> bool {
        self.rank() > 0
    }

    /// Whether somebody is called by it.
    #[must_use]
    pub const fn is_call(&self) -> bool {
        match self.says {
            Says::Call { .. } => true,
            Says::SomebodyGoes { .. }
            | Says::HelpComes { .. }
            | Says::Again
            | Says::ItIsOver
            | Says::TakenBack
            | Says::Reminder => false,
        }
    }

    const fn rank(&self) -> u8 {
        match self.state {
            NoticeState::Queued { .. }
            | NoticeState::Sending { .. }
            | NoticeState::Failed { .. }
            | NoticeState::Dropped { .. } => 0,
            NoticeState::Sent { .. } => 1,
            NoticeState::Delivered { .. } => 2,
            NoticeState::Opened { .. } => 3,
            NoticeState::Answered { .. } => 4,
        }
    }

    /// The clock may have been put back: nothing waits for a time that is too far away.
    pub(crate) fn redate(&mut self, now: Wall) {
        let most = if self.is_call() { MOST_PATIENCE } else { MOST_DELAY };
        match &mut self.state {
            NoticeState::Queued { due } => *due = (*due).min(now + most),
            NoticeState::Sending { until } => *until = (*until).min(now + ATTEMPT),
            NoticeState::Sent { .. }
            | NoticeState::Delivered { .. }
            | NoticeState::Opened { .. }
            | NoticeState::Answered { .. }
            | NoticeState::Failed { .. }
            | NoticeState::Dropped { .. } => {}
        }
    }

    /// It is called for anew before it was handed over: it goes out now.
    pub(crate) fn hurry(&mut self, now: Wall) {
        if let NoticeState::Queued { due } = &mut self.state {
            *due = (*due).min(now);
        }
    }

    /// Begins an attempt, if one is due. An attempt that never came back is due again, by the same
    /// way and under the same name: it may have arrived.
    pub(crate) fn begin(&mut self, now: Wall) -> bool {
        if self.poll_timeout().is_none_or(|due| due > now) {
            return false;
        }
        if self.tries >= MOST_TRIES {
            self.state = NoticeState::Failed { at: now };
            return false;
        }
        self.tries += 1;
        self.state = NoticeState::Sending { until: now + ATTEMPT };
        true
    }

    /// A receipt. `route` are the ways that may be tried, in order.
    pub(crate) fn handle(&mut self, now: Wall, channel: u8, is: &Receipt, route: &[u8]) -> Moved {
        match is {
            Receipt::Sent => self.step(NoticeState::Sent { at: now }),
            Receipt::Delivered => self.step(NoticeState::Delivered { at: now }),
            Receipt::Opened => self.step(NoticeState::Opened { at: now }),
            Receipt::Later { why, after } => self.fail(now, channel, (why, false, *after), route),
            Receipt::Never { why } => self.fail(now, channel, (why, true, None), route),
            Receipt::Muted { until } => {
                self.fail(now, channel, ("the robot is muted", false, Some(*until)), route)
            }
        }
    }

    /// They said something.
    pub(crate) fn answered(&mut self, now: Wall) -> Moved {
        self.step(NoticeState::Answered { at: now })
    }

    /// It need not be sent any more; an attempt that runs is let be.
    pub(crate) fn let_go(&mut self, now: Wall) {
        if matches!(self.state, NoticeState::Queued { .. }) {
            self.state = NoticeState::Dropped { at: now };
        }
    }

    /// Only ever further: a late receipt moves nothing back.
    fn step(&mut self, to: NoticeState) -> Moved {
        let was = self.rank();
        let stood = std::mem::replace(&mut self.state, to);
        if self.rank() <= was {
            self.state = stood;
            return Moved::No;
        }
        self.failing = false;
        Moved::On
    }

    /// A way failed. That of an earlier attempt says nothing new.
    fn fail(
        &mut self,
        now: Wall,
        channel: u8,
        (why, for_good, after): (&str, bool, Option<Wall>),
        route: &[u8],
    ) -> Moved {
        let open = self.is_under_way() || matches!(self.state, NoticeState::Sent { .. });
        if channel != self.channel || !open {
            return Moved::No;
        }
        let why = why.get(..why.floor_char_boundary(MOST_WHY)).unwrap_or_default().to_owned();
        self.failed.retain(|way| way.channel != channel);
        self.failed.push(FailedWay { channel, for_good, at: now, why });
        let fresh = |way: &&u8| self.failed.iter().all(|failed| failed.channel != **way);
        if let Some(next) = route.iter().find(fresh) {
            self.channel = *next;
            self.state = NoticeState::Queued { due: now };
            return Moved::WayFailed;
        }
        self.failing = true;
        // The one that failed first has had the most time to get well.
        let again = self.failed.iter().find(|way| !way.for_good).map(|way| way.channel);
        match again {
            Some(again) if self.tries < MOST_TRIES => {
                self.channel = again;
                let due = after.unwrap_or(now).min(now + MOST_PATIENCE).max(now + self.backoff());
                self.state = NoticeState::Queued { due };
                Moved::WayFailed
            }
            Some(_) | None => {
                self.state = NoticeState::Failed { at: now };
                Moved::Unreached
            }
        }
    }

    fn backoff(&self) -> std::time::Duration {
        let ways = u8::try_from(self.failed.len()).unwrap_or(u8::MAX);
        let again = u32::from(self.tries.saturating_sub(ways)).min(6);
        (FIRST_AGAIN * (1 << again)).min(LONGEST_AGAIN)
    }
}
