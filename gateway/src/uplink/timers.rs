//! What does the uplink wait for besides the network? Its own time, and the readings' allowance.
//!
//! The uplink's time goes on in beats of a second, on all connections and between them: what has to
//! be remembered from one connection to the next is measured on one line. A beat that comes late,
//! after a pause of the whole box, is not made up for: nobody is blamed for time that nobody had.

use std::time::Duration;

use alerts::Mono;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::Patience;
use super::feed::REFILLS_PER_SECOND;

/// By how much the uplink's time moves at each beat.
pub(crate) const BEAT: Duration = Duration::from_secs(1);

/// The uplink's own time.
pub(crate) struct Beats {
    interval: Interval,
    now: Mono,
}

impl Beats {
    /// The time of the last beat.
    pub(crate) fn now(&self) -> Mono {
        self.now
    }

    /// Waits for the next beat. Nothing is lost if it is dropped before.
    pub(crate) async fn next(&mut self) -> Mono {
        self.interval.tick().await;
        self.now = self.now + BEAT;
        self.now
    }
}

/// The timers of the uplink.
pub(crate) struct Timers {
    /// A look a second at everything that waits.
    pub(crate) beats: Beats,
    /// Gives the readings their next allowance.
    pub(crate) refills: Interval,
}

impl Timers {
    pub(crate) fn new(patience: Patience) -> Self {
        let mut beat = interval(patience.beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut refills = interval(Duration::from_secs(1) / REFILLS_PER_SECOND);
        refills.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { beats: Beats { interval: beat, now: Mono::ZERO }, refills }
    }
}
