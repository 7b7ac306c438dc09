//! When did they stir? The last few bursts of movement, and whether somebody lived on there after
//! each: one of them may turn out to have been the getting up.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::policy::EVIDENCE;

/// So many bursts are kept. Who gets up may be restless before and fidget in a chair in view
/// afterwards; a radar's flag tells of it minutes later (care.md 2.1). The oldest goes.
const KEPT: usize = 6;

/// Movement closer together is one burst, on a radar that speaks each second.
const JOIN: Duration = Duration::from_secs(4);

/// So many changes of small movement are a living body's.
const STILL: u16 = 3;

/// A burst of movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stir {
    pub(crate) from: Mono,
    pub(crate) to: Mono,
    /// The strongest sample.
    pub(crate) peak: u8,
    pub(crate) samples: u8,
    /// The last sample before it, of somebody who lay there or of nobody.
    pub(crate) before: Option<Mono>,
    /// Changes of heart or breath since, not counting those that only come late.
    pub(crate) lives: u8,
    /// Samples below it until the next that were news, and their sum.
    still: (u16, u16),
    /// The last of them.
    #[serde(default)]
    latest: u8,
}

impl Stir {
    /// Whether whoever is in view afterwards lies as a sleeper does (1 to 2 of 100, care.md 2.1). A
    /// number that only repeats is the echo of nobody.
    pub(crate) fn is_slept_on(&self) -> bool {
        let (count, sum) = self.still;
        count >= STILL && sum <= count.saturating_mul(2)
    }

    /// Getting up ends with leaving: the last third of it, and no more than its last 6 s, is spent
    /// on the first steps.
    pub(crate) fn left(&self) -> Mono {
        let began = self.before.filter(|before| self.from.since(*before) <= JOIN * 2);
        let length = self.to.since(began.unwrap_or(self.from));
        self.to.back((length / 3).min(Duration::from_secs(6)))
    }
}

/// The last bursts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stirs {
    kept: [Option<Stir>; KEPT],
}

impl Stirs {
    /// A strong sample; `rhythm` is the usual distance of samples, `before` the one before it.
    pub(crate) fn handle(
        &mut self,
        at: Mono,
        movement: u8,
        rhythm: Duration,
        before: Option<Mono>,
    ) {
        let join = JOIN.max(rhythm * 11 / 5);
        if let Some(Some(last)) = self.kept.first_mut()
            && at.since(last.to) <= join
        {
            last.to = at;
            last.peak = last.peak.max(movement);
            last.samples = last.samples.saturating_add(1);
            return;
        }
        self.kept.rotate_right(1);
        if let Some(first) = self.kept.first_mut() {
            *first = Some(Stir {
                from: at,
                to: at,
                peak: movement,
                samples: 1,
                before,
                lives: 0,
                still: (0, 0),
                latest: 0,
            });
        }
    }

    /// A weak sample.
    pub(crate) fn handle_still(&mut self, movement: u8) {
        if let Some(Some(last)) = self.kept.first_mut()
            && last.latest != movement
        {
            last.latest = movement;
            let (count, sum) = last.still;
            last.still = (count.saturating_add(1), sum.saturating_add(u16::from(movement)));
        }
    }

    /// A changed heart or breathing rate, which is said up to `late` after it was so.
    pub(crate) fn handle_life(&mut self, at: Mono, late: Duration) {
        for stir in self.kept.iter_mut().flatten().filter(|stir| at.since(stir.to) > late) {
            stir.lives = stir.lives.saturating_add(1);
        }
    }

    /// The latest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Stir> + Clone {
        self.kept.iter().flatten()
    }

    #[cfg(test)]
    fn last(&self) -> Option<&Stir> {
        self.iter().next()
    }

    /// What a burst says for getting up.
    pub(crate) fn weight(stir: &Stir, large: u8) -> i32 {
        let length = stir.to.since(stir.from);
        if stir.peak >= large {
            EVIDENCE.rise
        } else if stir.peak >= EVIDENCE.slow_rise_peak && length >= EVIDENCE.slow_rise_length {
            EVIDENCE.slow_rise
        } else {
            EVIDENCE.small_rise
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn getting_up_is_one_burst_and_they_left_in_its_last_third() {
        let mut stirs = Stirs::default();
        for t in 601..=606 {
            stirs.handle(s(t), 60, SECOND, Some(s(600)));
        }
        let stir = stirs.last().unwrap();
        assert_eq!((stir.from, stir.to, stir.peak), (s(601), s(606), 60));
        assert_eq!(stir.left(), s(604));
        assert_eq!(Stirs::weight(stir, 31), EVIDENCE.rise);
    }

    #[test]
    fn who_tosses_for_minutes_before_getting_up_left_at_the_end_of_it() {
        let mut stirs = Stirs::default();
        for t in 0..120 {
            stirs.handle(s(t), 50, SECOND, None);
        }
        assert_eq!(stirs.last().unwrap().left(), s(113));
    }

    #[test]
    fn a_slow_rise_is_one_too_and_a_twitch_hardly() {
        let mut stirs = Stirs::default();
        for t in (0..12).step_by(2) {
            stirs.handle(s(t), 24, SECOND, None);
        }
        assert_eq!(Stirs::weight(stirs.last().unwrap(), 31), EVIDENCE.slow_rise);
        stirs.handle(s(100), 20, SECOND, None);
        assert_eq!(Stirs::weight(stirs.last().unwrap(), 31), EVIDENCE.small_rise);
        assert_eq!(stirs.iter().count(), 2);
    }

    #[test]
    fn a_radar_that_speaks_each_five_seconds_shows_one_burst_too() {
        let mut stirs = Stirs::default();
        stirs.handle(s(0), 60, SECOND * 5, None);
        stirs.handle(s(5), 40, SECOND * 5, None);
        stirs.handle(s(15), 20, SECOND * 5, None);
        assert_eq!(stirs.iter().count(), 1);
    }

    #[test]
    fn life_after_a_burst_counts_only_once_it_cannot_be_of_before() {
        let mut stirs = Stirs::default();
        stirs.handle(s(0), 60, SECOND, None);
        stirs.handle_life(s(5), SECOND * 10);
        stirs.handle_life(s(12), SECOND * 10);
        assert_eq!(stirs.last().unwrap().lives, 1);
    }

    #[test]
    fn who_moves_by_one_or_two_sleeps_on_and_who_moves_by_more_may_sit() {
        let mut stirs = Stirs::default();
        stirs.handle(s(0), 60, SECOND, None);
        for movement in [1, 2, 1, 1, 2] {
            stirs.handle_still(movement);
        }
        assert!(stirs.last().unwrap().is_slept_on());
        for movement in [4, 4, 3] {
            stirs.handle_still(movement);
        }
        assert!(!stirs.last().unwrap().is_slept_on());
    }

    #[test]
    fn a_number_that_only_repeats_behind_them_is_no_sleeper() {
        let mut stirs = Stirs::default();
        stirs.handle(s(0), 60, SECOND, None);
        for _ in 0..400 {
            stirs.handle_still(1);
        }
        assert!(!stirs.last().unwrap().is_slept_on());
    }

    const SECOND: Duration = Duration::from_secs(1);

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
