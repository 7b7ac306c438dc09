//! Does an alarm call, and when does it call again?
//!
//! ```text
//!              accepted
//!   Calling ──────────────▶ Accepted
//!    │ ▲ ▲ ▲                   │ ▲
//!    └─┘ │ └ worse, or released ┘ │ accepted
//!        └─ the pause is over ── Paused
//!    reminded at its interval; escalated once
//! ```
//!
//! What begins it anew is a person who lets go of it, or a higher priority, with that priority's
//! own times. That its condition bounces does not: nobody may be kept waiting by a loose contact.

use alloc::string::String;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::message::Priority;
use crate::policy::AlarmPolicy;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Signal {
    Calling {
        /// Since then nobody has accepted it, at this priority.
        since: Mono,
        /// When it called last by its interval.
        called: Mono,
        /// Whether it was escalated at this priority.
        escalated: bool,
    },
    Accepted {
        by: String,
    },
    /// Its kind may not call for a while, and nobody has accepted it.
    Paused,
}

/// How an alarm calls that nobody has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Again {
    Remind,
    Escalate,
}

impl Signal {
    pub(super) const fn new(at: Mono) -> Self {
        Self::Calling { since: at, called: at, escalated: false }
    }

    pub(super) fn by(&self) -> Option<&str> {
        match self {
            Self::Calling { .. } | Self::Paused => None,
            Self::Accepted { by } => Some(by),
        }
    }

    /// What is due next, and when. A reminder goes before an escalation of the same moment.
    pub(super) fn next(&self, policy: &AlarmPolicy, priority: Priority) -> Option<(Mono, Again)> {
        match *self {
            Self::Accepted { .. } | Self::Paused => None,
            Self::Calling { since, called, escalated } => {
                let remind = (called + of(policy.remind, priority), Again::Remind);
                let escalate = (since + of(policy.escalate, priority), Again::Escalate);
                Some(if escalated { remind } else { remind.min(escalate) })
            }
        }
    }

    /// It called, at the time at which it was due.
    pub(super) const fn handle(&mut self, at: Mono, again: Again) {
        match (self, again) {
            (Self::Accepted { .. } | Self::Paused, Again::Remind | Again::Escalate) => {}
            (Self::Calling { called, .. }, Again::Remind) => *called = at,
            (Self::Calling { escalated, .. }, Again::Escalate) => *escalated = true,
        }
    }

    /// Nobody could call before `to`: what was due meanwhile is due then, and once.
    pub(super) fn handle_gap(&mut self, to: Mono, policy: &AlarmPolicy, priority: Priority) {
        match self {
            Self::Accepted { .. } | Self::Paused => {}
            Self::Calling { since, called, escalated } => {
                *called = (*called).max(to.back(of(policy.remind, priority)));
                if !*escalated {
                    *since = (*since).max(to.back(of(policy.escalate, priority)));
                }
            }
        }
    }
}

const fn of([low, medium, high]: [Duration; 3], priority: Priority) -> Duration {
    match priority {
        Priority::Low => low,
        Priority::Medium => medium,
        Priority::High => high,
    }
}
