//! Which acknowledged rows may the disk still have? Their keys as ranges: acknowledgements come
//! almost in order, so days of them are a few numbers.
//!
//! Bounded: with more than [`RANGES`] gaps between them the oldest range is forgotten. Its rows are
//! then sent once more, under the ids that a receiver knows. That is for a disk that does not answer:
//! one that does deletes before it gives out more ([`Deleting::is_scattered`]).

use std::collections::BTreeMap;

use alerts::message::Lane;

use super::limits::{RANGES, RANGES_DUE};
use super::row::{Key, LANES};

/// Keys of acknowledged rows, lane by lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deleting {
    /// First number of a range, and its last.
    lanes: [BTreeMap<i64, i64>; 3],
    keys: u64,
}

impl Deleting {
    pub(crate) fn is_empty(&self) -> bool {
        self.lanes.iter().all(BTreeMap::is_empty)
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> u64 {
        self.keys
    }

    /// There are so many ranges that some would soon be forgotten.
    pub(crate) fn is_scattered(&self) -> bool {
        self.lanes.iter().any(|ranges| ranges.len() >= RANGES_DUE)
    }

    /// How many of them are of a lane.
    pub(crate) fn of(&self, lane: Lane) -> u64 {
        self.ranges(lane).map(|(first, last)| length(first, last)).sum()
    }

    pub(crate) fn contains(&self, lane: Lane, key: Key) -> bool {
        let number = key.number();
        let below = self.lane(lane).range(..=number).next_back();
        below.is_some_and(|(_, last)| *last >= number)
    }

    /// First and last numbers of the ranges of a lane, oldest first.
    pub(crate) fn ranges(&self, lane: Lane) -> impl Iterator<Item = (i64, i64)> {
        self.lane(lane).iter().map(|(first, last)| (*first, *last))
    }

    pub(crate) fn add(&mut self, lane: Lane, key: Key) {
        self.add_range(lane, key.number(), key.number());
    }

    /// Takes in what another has.
    pub(crate) fn absorb(&mut self, other: &Self) {
        for lane in LANES {
            for (first, last) in other.ranges(lane) {
                self.add_range(lane, first, last);
            }
        }
    }

    fn add_range(&mut self, lane: Lane, mut first: i64, mut last: i64) {
        let ranges = self.lane_mut(lane);
        let mut change = 0;
        // Whatever begins before the end of the new range and ends after its begin becomes part of
        // it, and so do its neighbours.
        let joined: Vec<_> = ranges
            .range(..=last.saturating_add(1))
            .rev()
            .take_while(|(_, end)| **end >= first.saturating_sub(1))
            .map(|(begin, end)| (*begin, *end))
            .collect();
        for (begin, end) in joined {
            ranges.remove(&begin);
            change -= signed(length(begin, end));
            (first, last) = (first.min(begin), last.max(end));
        }
        ranges.insert(first, last);
        change += signed(length(first, last));
        if ranges.len() > RANGES
            && let Some((first, last)) = ranges.pop_first()
        {
            change -= signed(length(first, last));
        }
        self.keys = self.keys.saturating_add_signed(change);
    }

    fn lane(&self, lane: Lane) -> &BTreeMap<i64, i64> {
        let [alarms, events, readings] = &self.lanes;
        match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        }
    }

    fn lane_mut(&mut self, lane: Lane) -> &mut BTreeMap<i64, i64> {
        let [alarms, events, readings] = &mut self.lanes;
        match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        }
    }
}

fn length(first: i64, last: i64) -> u64 {
    last.abs_diff(first).saturating_add(1)
}

fn signed(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acknowledgements_in_any_order_become_few_ranges() {
        let mut deleting = Deleting::default();
        for seq in [5, 3, 4, 9, 3, 10, 1] {
            deleting.add(Lane::Readings, key(seq));
        }

        let seqs = |(first, last)| (Key::from_number(first).seq, Key::from_number(last).seq);
        let ranges: Vec<_> = deleting.ranges(Lane::Readings).map(seqs).collect();
        assert_eq!(ranges, [(1, 1), (3, 5), (9, 10)]);
        assert_eq!((deleting.len(), deleting.of(Lane::Readings)), (6, 6));
        assert!(deleting.contains(Lane::Readings, key(4)));
        assert!(!deleting.contains(Lane::Readings, key(6)));
        assert!(!deleting.contains(Lane::Alarms, key(4)));
    }

    #[test]
    fn what_a_failed_commit_did_not_delete_joins_what_came_since() {
        let mut older = Deleting::default();
        older.add(Lane::Alarms, key(1));
        older.add(Lane::Alarms, key(2));
        let mut newer = Deleting::default();
        newer.add(Lane::Alarms, key(3));
        newer.add(Lane::Events, key(2));

        newer.absorb(&older);

        assert_eq!((newer.of(Lane::Alarms), newer.of(Lane::Events), newer.len()), (3, 1, 4));
        assert_eq!(newer.ranges(Lane::Alarms).count(), 1);
    }

    #[test]
    fn the_list_has_an_end_and_forgets_the_oldest() {
        let mut deleting = Deleting::default();
        let many = u32::try_from(RANGES).unwrap() + 1;
        for seq in 1..=many {
            deleting.add(Lane::Events, key(2 * seq));
        }

        assert_eq!(deleting.ranges(Lane::Events).count(), RANGES);
        assert!(!deleting.contains(Lane::Events, key(2)));
        assert_eq!(deleting.len(), u64::from(many) - 1);
    }

    fn key(seq: u32) -> Key {
        Key { boot: 7, seq }
    }
}
