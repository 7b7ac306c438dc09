//! When is a minute of the home over?
//!
//! Minutes run on home time from its beginning, not on the wall clock, which may be set.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::Places;

/// What counts by minutes counts by these.
pub(crate) const MINUTE: Duration = Duration::from_secs(60);

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ticks {
    /// When the current minute ends.
    end: Mono,
}

impl Ticks {
    pub(crate) fn new() -> Self {
        Self { end: Mono::ZERO + MINUTE }
    }

    /// The end of a minute that is over: call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Mono> {
        (self.end <= now).then(|| {
            let end = self.end;
            self.end = end + MINUTE;
            end
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    pub(crate) const fn poll_timeout(&self) -> Option<Mono> {
        Some(self.end)
    }
}
