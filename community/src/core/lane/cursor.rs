//! Was it heard before? What is missing? The moves of a cursor.
//!
//! Whatever the order in which messages come, and however often, the cursor is the same in the end:
//! everything up to the highest number was taken in or is in a hole. A message is new once.

use super::{BootCursor, Cursor, MOST_BOOTS, MOST_EXCUSED, MOST_HOLES};

/// What a message is to its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The next one, or one after a hole that is opened by it.
    New,
    /// One that was missing.
    Filled,
    /// It was taken in before: it changes nothing.
    Twin,
}

/// Messages that a station has not heard, and that nobody has told it are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The boot.
    pub boot: u32,
    /// The first.
    pub from: u32,
    /// The last.
    pub to: u32,
}

impl Missing {
    /// How many.
    #[must_use]
    pub const fn count(&self) -> u32 {
        (self.to - self.from).saturating_add(1)
    }
}

impl Cursor {
    /// A message has come.
    pub fn arrived(&mut self, boot: u32, seq: u32) -> Arrival {
        self.boot(boot).map_or(Arrival::Twin, |cursor| cursor.arrived(seq))
    }

    /// The home says that it stored so many in a boot: what was not heard of them is missing.
    pub fn stored(&mut self, boot: u32, last: u32) {
        if last > 0
            && let Some(cursor) = self.boot(boot)
        {
            cursor.reach(last.saturating_add(1));
            cursor.high = cursor.high.max(last);
        }
    }

    /// The home says that some between these are lost for good.
    pub fn excused(&mut self, boot: u32, from: u32, to: u32) {
        if let Some(cursor) = self.boot(boot) {
            cursor.excused.push((from, to));
            cursor.excused.sort_unstable();
            join_touching(&mut cursor.excused);
            limit(&mut cursor.excused, MOST_EXCUSED);
        }
    }

    /// Whether a boot is told apart.
    #[must_use]
    pub fn knows(&self, boot: u32) -> bool {
        self.boots.iter().any(|cursor| cursor.boot == boot)
    }

    /// What is missing, the oldest first.
    pub fn missing(&self) -> impl Iterator<Item = Missing> + '_ {
        self.boots.iter().flat_map(|cursor| {
            let boot = cursor.boot;
            cursor.missing().into_iter().map(move |(from, to)| Missing { boot, from, to })
        })
    }

    /// The cursor of a boot; a new one takes the place of the oldest other, whose holes are given up.
    fn boot(&mut self, boot: u32) -> Option<&mut BootCursor> {
        let mut at = self.boots.partition_point(|cursor| cursor.boot < boot);
        if self.boots.get(at).is_none_or(|cursor| cursor.boot != boot) {
            self.boots.insert(at, BootCursor { boot, ..BootCursor::default() });
            if self.boots.len() > MOST_BOOTS {
                let oldest = usize::from(at == 0);
                let lost = self.boots.remove(oldest);
                let missing = lost.missing().into_iter();
                let count = missing.map(|(from, to)| u64::from(to - from) + 1).sum::<u64>();
                self.given_up = self.given_up.saturating_add(count);
                at = at.saturating_sub(1);
            }
        }
        self.boots.get_mut(at)
    }
}

impl BootCursor {
    fn arrived(&mut self, seq: u32) -> Arrival {
        if seq > self.high {
            self.reach(seq);
            self.high = seq;
            return Arrival::New;
        }
        let at = self.holes.partition_point(|(_, to)| *to < seq);
        let Some(&(from, to)) = self.holes.get(at) else { return Arrival::Twin };
        if seq < from {
            return Arrival::Twin;
        }
        self.holes.remove(at);
        if seq < to {
            self.holes.insert(at, (seq + 1, to));
        }
        if from < seq {
            self.holes.insert(at, (from, seq - 1));
        }
        limit(&mut self.holes, MOST_HOLES);
        Arrival::Filled
    }

    /// Opens the hole between the highest that was taken in and `seq`, if there is room for one.
    fn reach(&mut self, seq: u32) {
        if seq > self.high && seq - self.high > 1 {
            self.holes.push((self.high + 1, seq - 1));
            join_touching(&mut self.holes);
            limit(&mut self.holes, MOST_HOLES);
        }
    }

    /// The holes without what is excused.
    fn missing(&self) -> Vec<(u32, u32)> {
        let mut left = Vec::new();
        for &(from, to) in &self.holes {
            let mut from = u64::from(from);
            for &(begin, end) in &self.excused {
                let (begin, end) = (u64::from(begin), u64::from(end));
                if end < from || begin > u64::from(to) {
                    continue;
                }
                push(&mut left, from, begin.saturating_sub(1));
                from = end + 1;
            }
            push(&mut left, from, u64::from(to));
        }
        left
    }
}

fn push(left: &mut Vec<(u32, u32)>, from: u64, to: u64) {
    if let (true, Ok(from), Ok(to)) = (from <= to, u32::try_from(from), u32::try_from(to)) {
        left.push((from, to));
    }
}

/// Stretches in order that overlap or touch become one.
fn join_touching(stretches: &mut Vec<(u32, u32)>) {
    stretches.dedup_by(|next, before| {
        let touches = next.0 <= before.1.saturating_add(1);
        if touches {
            before.1 = before.1.max(next.1);
        }
        touches
    });
}

/// Joins the two that lie closest until there are at most so many.
fn limit(stretches: &mut Vec<(u32, u32)>, most: usize) {
    while stretches.len() > most {
        let apart = |pair: &[(u32, u32)]| match pair {
            [(_, to), (from, _)] => from.saturating_sub(*to),
            _ => u32::MAX,
        };
        let pairs = stretches.windows(2).enumerate();
        let Some((at, _)) = pairs.min_by_key(|(_, pair)| apart(pair)) else { return };
        let (_, to) = stretches.remove(at + 1);
        if let Some(joined) = stretches.get_mut(at) {
            joined.1 = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_comes_in_order_leaves_nothing_missing_and_a_twin_changes_nothing() {
        let mut lane = Cursor::default();
        assert_eq!([1, 2, 3].map(|seq| lane.arrived(8, seq)), [Arrival::New; 3]);

        let before = lane.clone();
        assert_eq!([1, 2, 3].map(|seq| lane.arrived(8, seq)), [Arrival::Twin; 3]);

        assert_eq!((missing(&lane), &lane), (vec![], &before));
    }

    #[test]
    fn a_hole_opens_is_filled_from_the_middle_and_closes() {
        let mut lane = Cursor::default();
        lane.arrived(8, 1);
        assert_eq!(lane.arrived(8, 7), Arrival::New);
        assert_eq!(missing(&lane), [(8, 2, 6)]);

        assert_eq!(lane.arrived(8, 4), Arrival::Filled);
        assert_eq!(missing(&lane), [(8, 2, 3), (8, 5, 6)]);
        assert_eq!(lane.arrived(8, 4), Arrival::Twin);

        for seq in [2, 6, 3, 5] {
            assert_eq!(lane.arrived(8, seq), Arrival::Filled);
        }
        assert_eq!(missing(&lane), []);
    }

    #[test]
    fn a_gap_closes_a_hole_and_what_still_comes_from_it_is_taken_in() {
        let mut lane = Cursor::default();
        lane.arrived(8, 1);
        lane.excused(8, 3, 8); // told before the station sees that they are missing
        lane.arrived(8, 10);
        assert_eq!(missing(&lane), [(8, 2, 2), (8, 9, 9)]);

        // A home that thins tells the first and the last that it lost: others lie between them.
        assert_eq!(lane.arrived(8, 5), Arrival::Filled);
        assert_eq!(lane.arrived(8, 5), Arrival::Twin);
        lane.excused(8, 1, 20);
        assert_eq!(missing(&lane), []);
    }

    #[test]
    fn a_new_boot_says_what_the_last_one_had_stored_and_what_never_came_is_missing() {
        let mut lane = Cursor::default();
        lane.arrived(7, 1);
        lane.arrived(8, 1);

        lane.stored(7, 3);
        lane.stored(7, 3);
        lane.stored(6, 2);
        lane.stored(5, 0);

        assert_eq!(missing(&lane), [(6, 1, 2), (7, 2, 3)]);
        assert_eq!(lane.arrived(7, 3), Arrival::Filled);
        assert_eq!(missing(&lane), [(6, 1, 2), (7, 2, 2)]);
        assert!(!lane.knows(5));
    }

    #[test]
    fn a_home_that_starts_again_and_again_has_its_oldest_holes_given_up() {
        let mut lane = Cursor::default();
        let most = u32::try_from(MOST_BOOTS).unwrap();
        for boot in 1..=most + 2 {
            lane.arrived(boot, 3);
        }
        assert_eq!((lane.boots.len(), lane.given_up), (MOST_BOOTS, 4));

        // An older one is taken in all the same: it may be a home with a new disk.
        assert_eq!(lane.arrived(1, 1), Arrival::New);
        assert_eq!(lane.arrived(1, 1), Arrival::Twin);
        assert_eq!((lane.boots.len(), lane.given_up), (MOST_BOOTS, 6));
    }

    #[test]
    fn a_lane_full_of_holes_joins_the_closest_and_loses_none() {
        let mut lane = Cursor::default();
        let most = u32::try_from(MOST_HOLES).unwrap();
        for n in 1..=most {
            lane.arrived(8, n * 10);
        }
        assert_eq!(lane.boots[0].holes.len(), MOST_HOLES);
        lane.arrived(8, most * 10 + 3);

        assert_eq!(lane.boots[0].holes.len(), MOST_HOLES);
        assert_eq!(lane.arrived(8, most * 10 + 2), Arrival::Filled);
        assert_eq!(lane.arrived(8, 5), Arrival::Filled);
    }

    #[test]
    fn numbers_at_the_end_of_their_range_are_numbers() {
        let mut lane = Cursor::default();
        assert_eq!(lane.arrived(u32::MAX, u32::MAX), Arrival::New);
        lane.stored(u32::MAX, u32::MAX);
        lane.excused(u32::MAX, 2, u32::MAX);
        assert_eq!(missing(&lane), [(u32::MAX, 1, 1)]);
        assert_eq!(lane.arrived(u32::MAX, 1), Arrival::Filled);
    }

    proptest! {
        #[test]
        fn any_order_with_any_twins_ends_alike_and_each_message_is_new_once(
            order in Just((1..=60u32).collect::<Vec<_>>()).prop_shuffle(),
            heard in prop::collection::vec(any::<bool>(), 60),
            twins in prop::collection::vec(0..60usize, 0..40),
        ) {
            let coming: Vec<u32> =
                order.into_iter().filter(|seq| heard[*seq as usize - 1]).collect();
            let mut shuffled = Cursor::default();
            let mut new = 0;
            for (n, seq) in coming.iter().enumerate() {
                new += usize::from(shuffled.arrived(8, *seq) != Arrival::Twin);
                for twin in twins.iter().filter(|twin| **twin <= n) {
                    let before = shuffled.clone();
                    prop_assert_eq!(shuffled.arrived(8, coming[*twin]), Arrival::Twin);
                    prop_assert_eq!(&shuffled, &before);
                }
            }
            let mut sorted = coming.clone();
            sorted.sort_unstable();
            let mut straight = Cursor::default();
            for seq in &sorted {
                straight.arrived(8, *seq);
            }
            prop_assert_eq!(new, coming.len());
            prop_assert_eq!(&shuffled, &straight);
            let highest = sorted.last().copied().unwrap_or(0);
            let lost: Vec<u32> = missing(&straight).iter().flat_map(|(_, a, b)| *a..=*b).collect();
            let not_heard: Vec<u32> =
                (1..=highest).filter(|seq| !heard[*seq as usize - 1]).collect();
            prop_assert_eq!(lost, not_heard);
        }

        #[test]
        fn whatever_a_home_says_the_cursor_stays_small_and_in_order(
            said in prop::collection::vec((0..4u8, 0..20u32, any::<u32>(), any::<u32>()), 0..400),
        ) {
            let mut lane = Cursor::default();
            for (what, boot, one, other) in said {
                match what {
                    0 => lane.stored(boot, one),
                    1 => lane.excused(boot, one.min(other), one.max(other)),
                    2 => drop(lane.arrived(boot, one.max(1))),
                    _ => drop(lane.arrived(boot, one % 200 + 1)),
                }
            }
            prop_assert!(lane.boots.len() <= MOST_BOOTS);
            prop_assert!(lane.boots.is_sorted_by(|a, b| a.boot < b.boot));
            for boot in &lane.boots {
                prop_assert!(boot.holes.len() <= MOST_HOLES && boot.excused.len() <= MOST_EXCUSED);
                prop_assert!(boot.holes.iter().all(|(from, to)| 1 <= *from && from <= to));
                prop_assert!(boot.holes.is_sorted_by(|a, b| a.1 < b.0));
                prop_assert!(boot.holes.last().is_none_or(|(_, to)| *to <= boot.high));
            }
        }
    }

    fn missing(lane: &Cursor) -> Vec<(u32, u32, u32)> {
        lane.missing().map(|it| (it.boot, it.from, it.to)).collect()
    }
}
