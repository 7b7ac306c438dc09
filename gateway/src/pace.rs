//! When is the wall's snapshot sent? At each change, at most every 5 s, at least every 30 s: it is
//! the heartbeat by which a station notices that a home is gone (contract.md §1, §4).

use std::time::Duration;

use alerts::Mono;

/// Not more often: fifty homes share a station.
const AT_MOST_EVERY: Duration = Duration::from_secs(5);

/// Not less often: a station takes a home for lost after 90 s.
const AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// Decides on sending something that changes.
#[derive(Debug)]
pub struct Pace<T> {
    sent: Option<(Mono, T)>,
}

impl<T> Default for Pace<T> {
    /// Nothing has been sent.
    fn default() -> Self {
        Self { sent: None }
    }
}

impl<T: PartialEq> Pace<T> {
    /// Whether `current` is to be sent now; if so it counts as sent.
    pub fn is_due(&mut self, now: Mono, current: T) -> bool {
        let due = match &self.sent {
            None => true,
            Some((at, _)) if now.since(*at) >= AT_LEAST_EVERY => true,
            Some((at, last)) => *last != current && now.since(*at) >= AT_MOST_EVERY,
        };
        if due {
            self.sent = Some((now, current));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_sent_at_most_every_five_seconds_and_silence_lasts_at_most_thirty() {
        let mut pace = Pace::default();
        let mut sent = Vec::new();
        for (second, value) in (0..80).zip([0, 1, 2, 3].into_iter().chain(std::iter::repeat(9))) {
            if pace.is_due(Mono(second * 1000), value) {
                sent.push((second, value));
            }
        }

        assert_eq!(sent, [(0, 0), (5, 9), (35, 9), (65, 9)]);
    }
}
