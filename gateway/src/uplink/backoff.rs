//! How long until the next try? The first at once, then with jitter: after a power cut in the whole
//! community hundreds of boxes come back together, and must not do so in step.
//!
//! Only progress makes it short again. A broker that takes every connection and closes it before it
//! has acknowledged anything would otherwise be called dozens of times a minute, until it bans the
//! home; and two boxes that throw each other out would do so as fast as they can.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Upper end of the first wait.
const FIRST: Duration = Duration::from_millis(500);

/// Upper end of every wait for a broker that is not reached: an alarm must not wait longer for one
/// that is back.
const LONGEST: Duration = Duration::from_secs(8);

/// The same for a broker that is reached and takes nothing, or while somebody else takes the
/// connection away: about nine tries a minute. Ten seconds after it is over the home is back.
const LONGEST_WITHOUT_PROGRESS: Duration = Duration::from_secs(9);

/// No wait is shorter, so that a broker which drops every connection is not hammered.
const SHORTEST: Duration = Duration::from_millis(50);

/// A broker that is reached gets so many tries of growing distance before none is quick any more.
const QUICK_TRIES: u32 = 3;

/// How far a connection got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The broker did not answer.
    Nowhere,
    /// It answered, and took nothing.
    Broker,
    /// Something was acknowledged after the login was proven.
    Progress,
    /// The same, and the link held for a while.
    Stable,
}

/// Grows with each failure in a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// It failed (again), with or without a rival. `random` is any number.
    pub(crate) fn failed(&mut self, reach: Reach, rival: bool, random: u64) -> Duration {
        let failures = match (reach, rival) {
            (Reach::Stable, false) => 0,
            // What was acknowledged will not come again, so this ends; but it may take a while.
            (Reach::Progress, false) => self.failures.min(QUICK_TRIES - 1),
            (Reach::Nowhere | Reach::Broker, false) | (_, true) => self.failures,
        };
        self.failures = failures.saturating_add(1);
        let longest = match (reach, rival) {
            (_, true) | (Reach::Broker, false) => LONGEST_WITHOUT_PROGRESS,
            (Reach::Nowhere | Reach::Progress | Reach::Stable, false) => LONGEST,
        };
        let upper = FIRST.saturating_mul(1 << failures.min(8)).min(longest);
        let is_slow = (rival || reach == Reach::Broker) && failures >= QUICK_TRIES;
        let lower = if is_slow { upper / 2 } else { SHORTEST };
        let millis = |length: Duration| u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        let range = millis(upper.saturating_sub(lower)).saturating_add(1);
        lower + Duration::from_millis(random % range)
    }
}

/// A number that differs from box to box and from call to call.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_a_broker_that_is_away_grow_to_eight_seconds_and_start_again_after_a_stable_link() {
        let mut backoff = Backoff::default();
        let mut failed = |reach, random| backoff.failed(reach, false, random).as_millis();

        assert_eq!(failed(Reach::Nowhere, 450), 500);
        assert_eq!(failed(Reach::Nowhere, 950), 1_000);
        for _ in 0..20 {
            failed(Reach::Nowhere, 0);
        }
        assert_eq!(failed(Reach::Nowhere, 7_950), 8_000);
        assert_eq!(failed(Reach::Nowhere, 7_951), SHORTEST.as_millis());
        assert_eq!(failed(Reach::Stable, 450), 500);
    }

    #[test]
    fn a_broker_that_takes_connections_and_nothing_else_is_called_a_few_times_a_minute() {
        let mut backoff = Backoff::default();
        let waits = (0..10).map(|random| backoff.failed(Reach::Broker, false, random));

        let calls = waits
            .scan(Duration::ZERO, |at, wait| {
                *at += wait;
                (*at < Duration::from_secs(60)).then_some(*at)
            })
            .count();

        assert!(calls <= 14, "{calls}");
        assert!(backoff.failed(Reach::Broker, false, 0) >= Duration::from_millis(4_500));
        assert!(backoff.failed(Reach::Broker, false, 4_500) <= LONGEST_WITHOUT_PROGRESS);
        assert!(backoff.failed(Reach::Progress, false, u64::MAX) <= Duration::from_secs(2));
    }

    #[test]
    fn two_boxes_with_one_name_do_not_throw_each_other_out_as_fast_as_they_can() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            backoff.failed(Reach::Stable, true, 0);
        }

        let wait = backoff.failed(Reach::Stable, true, 0);
        assert!(wait >= Duration::from_secs(4) && wait <= LONGEST_WITHOUT_PROGRESS, "{wait:?}");
    }
}
