//! Is this word a little less than nothing, or more than the sensor can say?
//!
//! A cell whose zero has drifted measures just below zero, and many devices send that as an unsigned
//! word: FFFE is then −2 and not 65,534, the highest alarm there is. The same words stand for "more
//! than I can measure" with others. What came just before decides: after a reading well above zero
//! they are over-range, else they are drift. What was read before a silence says nothing of now: a
//! cell that gets power back swings below zero too. A first word of which nothing is known is no
//! reading either way.
//!
//! For words that measure a quantity. Never for contacts, bit fields and halves of longer words.

use core::time::Duration;

use crate::time::Mono;

/// From here on a word may be less than nothing. A cell that is further off is broken, and says no
/// word of this range beside a reading near zero.
const BELOW_ZERO: u16 = 0xFF00;

/// A zero that stays below nothing for so long has drifted for good.
const STAYS: Duration = Duration::from_secs(60);

/// A number well above zero says so long what the words after it mean.
const RECENT: Duration = Duration::from_secs(10);

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A number.
    Number,
    /// Less than nothing, for now: absent.
    BelowZero,
    /// Less than nothing for so long that somebody should look.
    Drifted,
    /// More than the sensor can say.
    OverRange,
}

/// What one quantity of one sensor did before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drift {
    /// The last number was near zero, or there was none.
    Near { below_since: Option<Mono> },
    /// The last number was well above zero, then, or what came since was more than can be said.
    Far { at: Mono },
}

impl Drift {
    pub(crate) const fn new() -> Self {
        Self::Near { below_since: None }
    }

    /// A word came; from `far` on it is well above zero.
    pub(crate) fn handle(&mut self, at: Mono, word: u16, far: u16) -> Word {
        if word < BELOW_ZERO {
            *self = if word >= far { Self::Far { at } } else { Self::new() };
            return Word::Number;
        }
        let below_since = match *self {
            Self::Far { at: last } if at.since(last) <= RECENT => {
                *self = Self::Far { at };
                return Word::OverRange;
            }
            Self::Far { .. } => None,
            Self::Near { below_since } => below_since,
        };
        let since = below_since.unwrap_or(at);
        *self = Self::Near { below_since: Some(since) };
        if at.since(since) >= STAYS { Word::Drifted } else { Word::BelowZero }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn beside_readings_near_zero_it_is_less_than_nothing_whatever_the_word() {
        let words = hear(&[(0, 4), (1, 0xFFFE), (2, 0xFFFF), (3, 0xFF00), (4, 0)]);

        use Word::{BelowZero, Number};
        assert_eq!(words, [Number, BelowZero, BelowZero, BelowZero, Number]);
    }

    #[test]
    fn after_readings_well_above_zero_it_is_more_than_can_be_said_until_a_number_comes() {
        let words = hear(&[(0, 400), (1, 0xFFFF), (2, 0xFFFE), (3, 5), (4, 0xFFFF)]);

        use Word::{BelowZero, Number, OverRange};
        assert_eq!(words, [Number, OverRange, OverRange, Number, BelowZero]);
    }

    #[test]
    fn what_was_read_before_a_silence_says_nothing_of_now() {
        let words = hear(&[(0, 400), (60, 0xFFFE), (61, 299), (62, 0xFFFD)]);

        use Word::{BelowZero, Number};
        assert_eq!(words, [Number, BelowZero, Number, BelowZero]);
    }

    #[test]
    fn a_first_word_of_which_nothing_is_known_is_no_reading() {
        assert_eq!(hear(&[(0, 0xFFFF)]), [Word::BelowZero]);
    }

    #[test]
    fn a_zero_that_stays_below_nothing_for_a_minute_is_broken() {
        let words = hear(&[(0, 0xFFFE), (59, 0xFFFD), (60, 0xFFFE), (61, 3), (62, 0xFFFE)]);

        use Word::{BelowZero, Drifted, Number};
        assert_eq!(words, [BelowZero, BelowZero, Drifted, Number, BelowZero]);
    }

    fn hear(words: &[(u64, u16)]) -> Vec<Word> {
        let mut drift = Drift::new();
        let hear = |&(at, word): &(u64, u16)| drift.handle(Mono(at * 1_000), word, 300);
        words.iter().map(hear).collect()
    }
}
