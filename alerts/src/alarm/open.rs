//! What is known of an alarm that is not closed, when is something due of it, and how are people told?

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::condition::Is;
use super::rules::{Ends, is_latched};
use super::signal::{Again, Signal};
use crate::message::{self, AlarmKind, Priority, Step, What};
use crate::policy::{AlarmPolicy, PAUSE};
use crate::time::{Clock, When};

/// A moment, or what an earlier run called it whose stamps mean nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Moment {
    Here(Mono),
    Before(Option<When>),
}

impl Moment {
    fn when(self, clock: &Clock) -> Option<When> {
        match self {
            Self::Here(at) => clock.when(at),
            Self::Before(when) => when,
        }
    }

    pub(super) const fn known(self) -> Option<When> {
        match self {
            Self::Here(_) => None,
            Self::Before(when) => when,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Open {
    /// Called as in messages: a boot that was taken is renamed in what is kept.
    #[serde(rename = "alarm")]
    pub(super) id: String,
    pub(super) kind: AlarmKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) room: Option<String>,
    pub(super) priority: Priority,
    pub(super) is: Is,
    pub(super) signal: Signal,
    pub(super) times: u32,
    pub(super) began: Moment,
    pub(super) raised: Moment,
    pub(super) escalation: u32,
    /// Of what raised it.
    pub(super) code: Cow<'static, str>,
    pub(super) last: Step,
    /// The newest that was seen, and when: each time that it calls it says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) seen: Option<(What, Mono)>,
    /// Somebody only tries whether it arrives.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) test: bool,
}

impl Open {
    /// When its condition is over, if nobody says anything else. A test ends by itself.
    pub(super) fn over(&self) -> Option<Mono> {
        match (self.test, self.raised) {
            (true, Moment::Here(raised)) => Some(raised + PAUSE.test),
            (true, Moment::Before(_)) | (false, _) => self.is.over(Ends::of(self.kind)),
        }
    }

    /// When it calls again. A test has called.
    pub(super) fn next(&self, policy: &AlarmPolicy) -> Option<(Mono, Again)> {
        self.signal.next(policy, self.priority).filter(|_| !self.test)
    }

    pub(super) const fn is_latched(&self) -> bool {
        is_latched(self.kind) && !self.test
    }

    /// As people are told of it, without why.
    pub(super) fn written(&self, clock: &Clock) -> message::Alarm {
        message::Alarm {
            alarm: self.id.clone(),
            kind: self.kind,
            priority: self.priority,
            step: self.last,
            times: self.times,
            condition: self.is.condition(),
            latched: self.is_latched(),
            line: self.line.clone(),
            room: self.room.clone(),
            began: self.began.when(clock),
            raised: self.raised.when(clock),
            evidence: Vec::new(),
            escalation: self.escalation,
            durable: true,
            test: self.test,
            by: self.signal.by().map(String::from),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
const fn is_false(is: &bool) -> bool {
    !*is
}
