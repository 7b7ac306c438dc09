//! What does a connection wait for besides the network?

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, Sleep, interval, sleep};

use super::Patience;
use super::feed::REFILLS_PER_SECOND;

/// The timers of one connection.
pub(crate) struct Timers {
    /// Looks whether the broker still acknowledges.
    pub(crate) watchdog: Interval,
    /// Gives the readings their next allowance.
    pub(crate) refills: Interval,
    /// Until the broker has to have answered the login's next step.
    pub(crate) login: Pin<Box<Sleep>>,
}

impl Timers {
    pub(crate) fn new(patience: Patience) -> Self {
        let mut watchdog = interval(patience.tick);
        // After a pause of the whole box the seconds are not made up for.
        watchdog.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut refills = interval(Duration::from_secs(1) / REFILLS_PER_SECOND);
        refills.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { watchdog, refills, login: Box::pin(sleep(patience.login)) }
    }

    /// The login has `length` from now on.
    pub(crate) fn allow(&mut self, length: Duration) {
        self.login = Box::pin(sleep(length));
    }
}
