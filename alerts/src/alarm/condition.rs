//! Is it so? A condition is believed until its sensor has said otherwise for long enough.
//!
//! ```text
//!           off                    long enough off
//!   Active ──────────────▶ Off ─────────────────────▶ Cleared
//!     ▲ ▲                  │ ▲                           │
//!     │ └── so again ──────┤ │ heard, off all the while  │
//!     │        its source  │ │                           │
//!     │        is silent   ▼ │                           │
//!     ├── so again ───── Unheard                         │
//!     └── so again, and that is news ────────────────────┘
//! ```
//!
//! Silence clears nothing: where the word of the source itself is what ends a condition, a silence
//! stops the wait, and it begins anew when the source is heard.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::rules::Ends;
use crate::message::Condition;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Is {
    Active,
    /// Off since then, and not for long enough.
    Off(Mono),
    /// It was off, and its source has not been heard since.
    Unheard,
    Cleared,
}

impl Is {
    /// As people are told.
    pub(super) const fn condition(self) -> Condition {
        match self {
            Self::Active | Self::Off(_) | Self::Unheard => Condition::Active,
            Self::Cleared => Condition::Cleared,
        }
    }

    /// It is off since then; a repeated word does not begin the wait anew.
    pub(super) fn handle_off(&mut self, since: Mono) {
        *self = match *self {
            Self::Active | Self::Unheard => Self::Off(since),
            same @ (Self::Off(_) | Self::Cleared) => same,
        };
    }

    pub(super) fn handle_silent(&mut self, ends: Ends) {
        *self = match (*self, ends) {
            (Self::Off(_), Ends::Heard(_)) => Self::Unheard,
            (same @ (Self::Active | Self::Unheard | Self::Cleared), Ends::Heard(_))
            | (same, Ends::Off(_)) => same,
        };
    }

    pub(super) fn handle_heard(&mut self, at: Mono) {
        *self = match *self {
            Self::Unheard => Self::Off(at),
            same @ (Self::Active | Self::Off(_) | Self::Cleared) => same,
        };
    }

    /// Nobody listened for so long: that is no part of the wait.
    pub(super) fn handle_gap(&mut self, length: Duration) {
        *self = match *self {
            Self::Off(since) => Self::Off(since + length),
            same @ (Self::Active | Self::Unheard | Self::Cleared) => same,
        };
    }

    /// When it is over.
    pub(super) fn over(self, ends: Ends) -> Option<Mono> {
        match self {
            Self::Off(since) => Some(since + ends.after()),
            Self::Active | Self::Unheard | Self::Cleared => None,
        }
    }
}
