//! How much of what a home says is kept? A home that has gone mad must not fill the disk of the
//! community: what it says beyond a number a day is heard and not kept. Alarms always are.

use alerts::Wall;

/// What is kept of a home on one day. A month's minutes that waited for the broker are 43,200, and a
/// home says a few hundred other things a day.
pub(crate) const MOST_A_DAY: u32 = 50_000;

/// Milliseconds of a day of UTC.
const DAY: i64 = 86_400_000;

/// What was kept of one home today.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quota {
    day: i64,
    kept: u32,
}

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// It is kept.
    Kept,
    /// It is the first of the day that is not: somebody is told.
    Over,
    /// Nor is this one.
    StillOver,
}

impl Quota {
    /// Another message.
    pub(crate) const fn handle(&mut self, now: Wall) -> Room {
        let day = now.0.div_euclid(DAY);
        if day != self.day {
            *self = Self { day, kept: 0 };
        }
        self.kept = self.kept.saturating_add(1);
        match self.kept {
            0..=MOST_A_DAY => Room::Kept,
            kept if kept == MOST_A_DAY + 1 => Room::Over,
            _ => Room::StillOver,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_that_says_too_much_is_told_of_once_and_kept_again_the_next_day() {
        let (mut quota, noon) = (Quota::default(), Wall(DAY * 20_000 + DAY / 2));
        let kept = (0..MOST_A_DAY).filter(|_| quota.handle(noon) == Room::Kept).count();
        assert_eq!(kept, MOST_A_DAY as usize);
        assert_eq!(quota.handle(noon), Room::Over);
        assert_eq!(quota.handle(noon), Room::StillOver);
        assert_eq!(quota.handle(Wall(noon.0 + DAY)), Room::Kept);
    }
}
