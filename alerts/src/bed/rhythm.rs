//! How often does a channel speak, and how telling is it that it does not?
//!
//! A radar shows somebody lying there each second or each minute, and another never. So no length of
//! stillness means anything by itself: what it says is how many of the usual distances it lasts.
//! The usual distance is a running mean, of which the first few count in full; a long pause counts
//! as a short one, because whoever was away says nothing of the rhythm.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

/// So many distances must be known before a pause says anything.
const LEARNT: u8 = 8;

/// A channel that speaks more slowly than this dates nothing to seconds.
const DENSE: u64 = 20_000;

/// The first distance counts as no more than this: the slowest radars say their numbers once a
/// minute.
const FIRST: u64 = 180_000;

/// The signs of one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rhythm {
    last: Option<Mono>,
    /// The usual distance of two, milliseconds.
    mean: u64,
    learnt: u8,
}

impl Rhythm {
    /// A sign. Distances across `blind` (nothing could be heard until then) are not learnt.
    pub(crate) fn handle(&mut self, at: Mono, blind: Option<Mono>) {
        let Some(last) = self.last.replace(at) else { return };
        if blind.is_some_and(|until| until > last) {
            return;
        }
        let longest = if self.learnt == 0 { FIRST } else { 4 * self.mean + 15_000 };
        let gap = at.0.saturating_sub(last.0).min(longest);
        let weight = u64::from(self.learnt.min(LEARNT - 1)) + 1;
        self.mean = (self.mean * (weight - 1) + gap) / weight;
        self.learnt = self.learnt.saturating_add(1).min(LEARNT);
    }

    pub(crate) const fn last(&self) -> Option<Mono> {
        self.last
    }

    /// Whether it is known well enough to miss it.
    pub(crate) const fn is_learnt(&self) -> bool {
        self.learnt >= LEARNT
    }

    /// Whether it is known, and dates to seconds.
    pub(crate) const fn is_dense(&self) -> bool {
        self.is_learnt() && self.mean <= DENSE
    }

    pub(crate) const fn mean(&self) -> Duration {
        Duration::from_millis(self.mean)
    }

    /// Its usual distance, in per cent of the other's; 0 while that is not known.
    pub(crate) fn percent_of(&self, other: &Self) -> u64 {
        self.mean.saturating_mul(100).checked_div(other.mean).unwrap_or(0)
    }

    /// How unlikely it is that nothing comes for so long, in hundredths of a nat: the distances of
    /// signs that come by chance are exponential.
    pub(crate) fn missed(&self, pause: Duration) -> i32 {
        if !self.is_learnt() {
            return 0;
        }
        let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        let hundredths = pause.saturating_mul(100) / self.mean.max(500);
        i32::try_from(hundredths).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_says_as_much_as_usual_distances_fit_into_it() {
        for every in [1, 5, 60] {
            let mut rhythm = Rhythm::default();
            for k in 0..20 {
                rhythm.handle(Mono(k * every * 1_000), None);
            }
            assert_eq!(rhythm.mean(), Duration::from_secs(every));
            assert_eq!(rhythm.missed(Duration::from_secs(3 * every)), 300);
            assert_eq!(rhythm.is_dense(), every < 20);
        }
    }

    #[test]
    fn a_channel_that_never_spoke_is_not_missed() {
        assert_eq!(Rhythm::default().missed(Duration::from_secs(3_600)), 0);
    }

    #[test]
    fn whoever_was_away_for_an_hour_spoils_no_rhythm() {
        let mut rhythm = Rhythm::default();
        for k in 0..20 {
            rhythm.handle(Mono(k * 1_000), None);
        }
        rhythm.handle(Mono(3_600_000), None);
        assert!(rhythm.mean() < Duration::from_secs(4));
        for k in 0..20 {
            rhythm.handle(Mono(3_600_000 + k * 1_000), None);
        }
        assert!(rhythm.mean() < Duration::from_millis(1_300));
    }

    #[test]
    fn what_could_not_be_heard_is_not_learnt() {
        let mut rhythm = Rhythm::default();
        for k in 0..20 {
            rhythm.handle(Mono(k * 1_000), None);
        }
        rhythm.handle(Mono(40_000), Some(Mono(39_500)));
        assert_eq!(rhythm.mean(), Duration::from_secs(1));
    }
}
