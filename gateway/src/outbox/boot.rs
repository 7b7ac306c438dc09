//! Which boot is this? A number that never repeats and never goes back, even where the counter was
//! lost.
//!
//! The counter lives in `alarms.db`; `readings.db` keeps a copy. Rows carry their boot, so each of
//! them bears witness too. And the broker keeps the home's last `status`: whoever finds there that a
//! number was taken begins anew above it ([`Taken`]).
//!
//! * The counter was read and the new one can be written: one more.
//! * The file was set aside: [`DERIVED`] above whatever the salvage, the copy and the rows know. The
//!   copy may be a few starts old (it is not synced), hence the distance.
//! * Nothing can be written, or nothing is known at all (a new card): a number by the time of day, far
//!   above all that was ever counted. Of two such starts the later has the higher number. A box that
//!   does not know the time draws one below those. Where there is a store that cannot be read, some
//!   minutes are added: what it has counted since its first start may be ahead of the time.

use std::hash::{BuildHasher, RandomState};

use alerts::Wall;

/// Row keys are signed 64-bit numbers, so a boot has 31 bits.
const MAX_BOOT: u32 = i32::MAX as u32;

/// Starts that the copy of the counter may be behind.
const DERIVED: u32 = 64;

/// Where the numbers begin that were drawn without a time of day, and how many there are: with 2^26
/// of them a thousand starts on a read-only disk meet twice with a chance of one in a hundred.
const DRAWN: u32 = 1 << 26;

/// Where the numbers by the time of day begin: half a second each, until 2057. A daemon that is started
/// again and again does not count faster.
const TIMED: u32 = 1 << 27;

/// … in milliseconds.
const STEP_MS: i64 = 500;

/// What is added where a store is there and cannot be read: eight minutes.
const AHEAD: u32 = 1024;

/// 2026-01-01, when those begin.
const SINCE: Wall = Wall(1_767_225_600_000);

/// What is known about earlier boots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// The counter itself, which the new one will replace.
    Counter(u32),
    /// Only the highest boot that something else mentions.
    Highest(u32),
    /// What is written is not kept, or nothing is known: the highest boot that is mentioned at all.
    Lost(u32),
    /// There is a store, and nothing of it can be read.
    OutOfReach,
}

/// A number that was given twice, as the broker shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The one of the life that found out. Its rows take the number after [`Self::above`].
    pub boot: u32,
    /// The highest that is known to be taken.
    pub above: u32,
}

impl Taken {
    /// The number for the rows of the life that found out.
    pub(crate) fn instead(self) -> u32 {
        after(self.above.max(self.boot), 1)
    }
}

/// What a number is made of besides the store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Birth {
    /// The number of the life before, in this process, was taken.
    pub taken: Option<Taken>,
    /// The time of day, if it is at all likely.
    pub wall: Option<Wall>,
    /// Any number.
    pub random: u64,
}

impl Birth {
    /// A first start at this time of day.
    #[must_use]
    pub fn at(wall: Option<Wall>) -> Self {
        Self { taken: None, wall, random: RandomState::new().hash_one(0u8) }
    }
}

/// The number of this boot.
pub(crate) fn next(known: Known, birth: Birth) -> u32 {
    let above = birth.taken.map_or(0, Taken::instead);
    match known {
        Known::Counter(boot) => after(boot.max(above), 1),
        Known::Highest(boot) => after(boot, DERIVED).max(after(above, 1)),
        Known::OutOfReach => after(draw(birth), AHEAD).max(after(above, 1)),
        Known::Lost(boot) => draw(birth).max(after(boot.max(above), 1)),
    }
}

fn draw(birth: Birth) -> u32 {
    let steps = |wall: Wall| u32::try_from(wall.0.saturating_sub(SINCE.0) / STEP_MS).ok();
    match birth.wall.and_then(steps) {
        Some(steps) => after(TIMED, steps),
        None => {
            let drawn = u32::try_from(birth.random % u64::from(DRAWN)).unwrap_or(0);
            after(DRAWN, drawn)
        }
    }
}

/// `boot + distance`, or just the last one where the numbers end.
fn after(boot: u32, distance: u32) -> u32 {
    boot.checked_add(distance).filter(|boot| *boot <= MAX_BOOT).unwrap_or(MAX_BOOT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: Taken = Taken { boot: 7, above: 20 };

    const NOON: Wall = Wall(1_795_608_000_000);

    #[test]
    fn a_boot_is_one_more_than_the_last_if_the_counter_is_there() {
        assert_eq!(next(Known::Counter(7), Birth::default()), 8);
        let birth = Birth { taken: Some(TAKEN), ..Birth::default() };
        assert_eq!(next(Known::Counter(7), birth), 22, "21 is for the rows of the life before");
    }

    #[test]
    fn a_boot_whose_counter_was_lost_is_above_all_that_is_known() {
        assert_eq!(next(Known::Highest(7), Birth::default()), 71);
        let birth = Birth { taken: Some(Taken { boot: 7, above: 99 }), ..Birth::default() };
        assert_eq!(next(Known::Highest(7), birth), 101);
        let drawn = |random| next(Known::Lost(7), Birth { random, ..Birth::default() });
        assert!(drawn(5) > next(Known::Highest(7), Birth::default()));
        assert_ne!(drawn(5), drawn(6));
    }

    #[test]
    fn on_a_new_card_the_time_of_day_puts_the_boot_above_every_earlier_one() {
        let at = |wall| next(Known::Lost(0), Birth { wall: Some(Wall(wall)), ..Birth::default() });

        assert!(at(NOON.0) > 1_000_000, "more than was ever counted");
        assert_eq!(at(NOON.0 + 1_000), at(NOON.0) + 2);
        let timeless = next(Known::Lost(0), Birth { random: u64::MAX, ..Birth::default() });
        assert!(timeless < at(SINCE.0), "a box without a clock stays below those with one");
        let known = next(Known::Lost(at(NOON.0)), Birth { random: 1, ..Birth::default() });
        assert_eq!(known, at(NOON.0) + 1, "and never goes back");
    }

    #[test]
    fn beside_a_store_that_cannot_be_read_the_boot_is_above_what_it_may_have_counted() {
        let birth = Birth { wall: Some(NOON), ..Birth::default() };

        assert!(next(Known::OutOfReach, birth) > next(Known::Lost(0), birth) + 500);
    }

    #[test]
    fn a_boot_always_fits_a_row_key() {
        let taken = Some(Taken { boot: 1, above: MAX_BOOT });
        let far = Birth { wall: Some(Wall(i64::MAX)), taken, random: u64::MAX };
        assert_eq!(next(Known::Counter(MAX_BOOT), Birth::default()), MAX_BOOT);
        assert_eq!(next(Known::Lost(MAX_BOOT), far), MAX_BOOT);
    }
}
