//! Which boot is this? A number that never repeats, even where the counter was lost.
//!
//! The counter lives in `alarms.db`; `readings.db` keeps a copy. Rows carry their boot, so each of
//! them bears witness too.
//!
//! * The counter was read and the new one can be written: one more.
//! * The file was set aside: [`DERIVED`] above whatever the salvage, the copy and the rows know. The
//!   copy may be a few starts old (it is not synced), hence the distance.
//! * Nothing can be written, or nothing is known at all: a random number far above. Counting on is
//!   impossible there, because the next start would count from the same place.

use std::hash::{BuildHasher, RandomState};

/// Row keys are signed 64-bit numbers, so a boot has 31 bits.
const MAX_BOOT: u32 = i32::MAX as u32;

/// Starts that the copy of the counter may be behind.
const DERIVED: u32 = 64;

/// Where the numbers begin that were drawn, and how many there are: with 2^28 of them a thousand
/// starts on a read-only disk meet twice with a chance of one in five hundred.
const DRAWN: u32 = 1 << 28;

/// What is known about earlier boots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// The counter itself, which the new one will replace.
    Counter(u32),
    /// Only the highest boot that something else mentions.
    Highest(u32),
    /// Nothing, and nothing was set aside: the first start in this folder.
    Never,
    /// What is written is not kept, or everything was lost.
    Lost(u32),
}

/// The number of this boot. `random` is any number.
pub(crate) fn next(known: Known, random: u64) -> u32 {
    match known {
        Known::Counter(boot) => above(boot, 1),
        Known::Highest(boot) => above(boot, DERIVED),
        Known::Never => 1,
        Known::Lost(boot) => {
            let drawn = u32::try_from(random % u64::from(DRAWN)).unwrap_or(0);
            above(boot, DRAWN.saturating_add(drawn))
        }
    }
}

/// A number that nobody can guess, for [`next`].
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0u8)
}

/// `boot + distance`, or just the next one where the numbers end (after 2 billion starts).
fn above(boot: u32, distance: u32) -> u32 {
    boot.checked_add(distance).filter(|boot| *boot <= MAX_BOOT).unwrap_or(MAX_BOOT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boot_is_one_more_than_the_last_if_the_counter_is_there() {
        assert_eq!(next(Known::Never, 0), 1);
        assert_eq!(next(Known::Counter(7), 0), 8);
    }

    #[test]
    fn a_boot_whose_counter_was_lost_is_above_all_that_is_known() {
        assert_eq!(next(Known::Highest(7), 0), 71);
        assert!(next(Known::Lost(7), 5) > next(Known::Highest(7), 5));
        assert_ne!(next(Known::Lost(7), 5), next(Known::Lost(7), 6));
    }

    #[test]
    fn a_boot_always_fits_a_row_key() {
        assert_eq!(next(Known::Counter(MAX_BOOT), 0), MAX_BOOT);
        assert_eq!(next(Known::Lost(MAX_BOOT), u64::MAX), MAX_BOOT);
    }
}
