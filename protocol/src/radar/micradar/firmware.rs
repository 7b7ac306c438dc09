//! Which of the two maps of messages does this module speak?
//!
//! Early firmware of MR60BHA1 puts other things into two places: 80/02 is a direction and not
//! motion, 81/02 is the *heart* rate and not the breathing rate (radar.md §1.6, a log of 2022). It
//! gives itself away with messages that late firmware does not have. Late firmware gives itself
//! away with control words 84 and 85, which early firmware does not have; that settles it.
//!
//! ```text
//!  AssumedLate ─┐  early mark            late mark
//!               ├────────────▶ Early ──────────────▶ Late ◀── late mark, from anywhere
//!  Unclear ─────┘
//! ```

use super::frame::Frame;

/// What is known of a module's firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Firmware {
    /// Late: seen.
    Late,
    /// Taken for late, since only one model ever had the other. An early mark changes that.
    AssumedLate,
    /// An MR60BHA1 that has not given itself away: what can be read in two ways is not read.
    Unclear,
    /// Early: seen.
    Early,
}

enum Mark {
    Early,
    Late,
    None,
}

impl Firmware {
    /// What is known once this frame, no host's question, was seen.
    pub(super) const fn after(self, frame: &Frame<'_>) -> Self {
        match (self, mark(frame)) {
            (known, Mark::None) => known,
            (_, Mark::Late) | (Self::Late, Mark::Early) => Self::Late,
            (Self::AssumedLate | Self::Unclear | Self::Early, Mark::Early) => Self::Early,
        }
    }
}

const fn mark(frame: &Frame<'_>) -> Mark {
    match (frame.control, frame.command, frame.body) {
        (0x84 | 0x85, _, _) => Mark::Late,
        (0x81, 0x06 | 0x08 | 0x09, _) | (0x81, 0x05, [_]) => Mark::Early,
        (_, _, _) => Mark::None,
    }
}
