//! What was that night?

use crate::message::{Figure, NightSummary};

/// A night that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Night {
    /// What is said of it. With a revision it takes the place of what was said of that date.
    pub(crate) summary: NightSummary,
    /// The mean body movement in bed, 0 to 100.
    pub(crate) movement: Option<Figure>,
}
