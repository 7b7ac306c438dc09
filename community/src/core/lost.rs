//! Is it the home that is lost, or the way to many homes? One that is silent is `home-lost`; ten, or a
//! fifth of all, within 90 s are one `uplink-lost`: a line, a router, a power cut in the block. Fifty
//! cards that say the same would hide the one alarm that matters.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use alerts::{Mono, Wall};

use super::HomeId;

/// Homes that fall silent within this time fall silent together.
const TOGETHER: Duration = Duration::from_secs(90);

/// So many at once are not so many faults.
const MANY: usize = 10;

/// In a small community a fifth of all, …
const ONE_OF: usize = 5;

/// … but two homes may well fall silent by chance.
const FEW: usize = 3;

/// The homes that are not heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lost {
    alone: BTreeMap<HomeId, (Mono, Wall)>,
    together: Option<Together>,
}

/// Homes that fell silent together.
#[derive(Clone, Debug)]
pub(crate) struct Together {
    /// When the first did.
    pub(crate) since: Wall,
    homes: BTreeMap<HomeId, Wall>,
    /// How many there were at most.
    peak: usize,
    last: Mono,
}

impl Together {
    /// How many are still silent.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.homes.len()).unwrap_or(u32::MAX)
    }

    /// Which.
    pub(crate) fn names(&self) -> impl Iterator<Item = &HomeId> {
        self.homes.keys()
    }
}

impl Lost {
    /// A home has fallen silent; so many others are heard.
    pub(crate) fn handle_lost(&mut self, at: Mono, since: Wall, home: HomeId, heard: usize) {
        if let Some(group) = &mut self.together
            && at.since(group.last) <= TOGETHER
        {
            group.last = at;
            group.homes.insert(home, since);
            group.peak = group.peak.max(group.homes.len());
            return;
        }
        self.alone.insert(home, (at, since));
        let recent = self.alone.values().filter(|(lost, _)| at.since(*lost) <= TOGETHER).count();
        let is_a_fifth = recent >= FEW && recent * ONE_OF >= heard + recent;
        if recent >= MANY || is_a_fifth {
            self.gather(at);
        }
    }

    /// Those that fell silent just now are one.
    fn gather(&mut self, at: Mono) {
        let recent: BTreeSet<HomeId> = self
            .alone
            .iter()
            .filter(|(_, (lost, _))| at.since(*lost) <= TOGETHER)
            .map(|(home, _)| home.clone())
            .collect();
        let mut homes = self.together.take().map(|group| group.homes).unwrap_or_default();
        for home in recent {
            if let Some((_, since)) = self.alone.remove(&home) {
                homes.insert(home, since);
            }
        }
        let since = homes.values().min().copied().unwrap_or(Wall(0));
        self.together = Some(Together { since, peak: homes.len(), homes, last: at });
    }

    /// A home is heard again, or has said that it stops. True if it was lost.
    pub(crate) fn handle_back(&mut self, home: &HomeId) -> bool {
        if self.alone.remove(home).is_some() {
            return true;
        }
        let Some(group) = &mut self.together else { return false };
        let was_lost = group.homes.remove(home).is_some();
        // Most are back, so the way is: who is silent still has a fault of their own.
        if group.homes.len() * 2 < group.peak {
            let last = group.last;
            let left = self.together.take().map(|group| group.homes).unwrap_or_default();
            let long_ago = last.back(TOGETHER + Duration::from_millis(1));
            self.alone.extend(left.into_iter().map(|(home, since)| (home, (long_ago, since))));
        }
        was_lost
    }

    /// Nothing is known of anybody.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether a home is lost.
    pub(crate) fn contains(&self, home: &HomeId) -> bool {
        self.alone.contains_key(home)
            || self.together.as_ref().is_some_and(|group| group.homes.contains_key(home))
    }

    /// Those that are lost each for themselves, and since when.
    pub(crate) fn alone(&self) -> impl Iterator<Item = (&HomeId, Wall)> {
        self.alone.iter().map(|(home, (_, since))| (home, *since))
    }

    /// Those that are lost together.
    pub(crate) const fn together(&self) -> Option<&Together> {
        self.together.as_ref()
    }

    /// How many are lost.
    pub(crate) fn count(&self) -> usize {
        self.alone.len() + self.together.as_ref().map_or(0, |group| group.homes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_homes_of_many_are_nine_and_the_tenth_makes_them_one() {
        let mut lost = Lost::default();
        for n in 0..9 {
            lose(&mut lost, n, n * 10, 200);
        }
        assert_eq!((lost.alone().count(), lost.together().is_none()), (9, true));
        lose(&mut lost, 9, 90, 200);
        assert_eq!((lost.alone().count(), lost.together().unwrap().count()), (0, 10));
        assert!(lost.contains(&home(0)) && lost.count() == 10);
        // Another that falls silent with them is one of them; one much later is not.
        lose(&mut lost, 10, 180, 200);
        assert_eq!(lost.together().unwrap().count(), 11);
        lose(&mut lost, 11, 271, 200);
        assert_eq!(lost.alone().count(), 1);
    }

    #[test]
    fn ten_homes_over_an_hour_are_ten() {
        let mut lost = Lost::default();
        for n in 0..10 {
            lose(&mut lost, n, n * 360, 200);
        }
        assert_eq!((lost.alone().count(), lost.together().is_none()), (10, true));
    }

    #[test]
    fn in_a_small_community_a_fifth_is_many_but_two_are_not() {
        let mut lost = Lost::default();
        lose(&mut lost, 0, 0, 4);
        lose(&mut lost, 1, 1, 3);
        assert!(lost.together().is_none());
        lose(&mut lost, 2, 2, 12);
        assert_eq!(lost.together().unwrap().count(), 3);
    }

    #[test]
    fn when_most_are_back_the_others_are_lost_for_themselves() {
        let mut lost = Lost::default();
        for n in 0..10 {
            lose(&mut lost, n, 0, 200);
        }
        for n in 0..5 {
            assert!(lost.handle_back(&home(n)));
        }
        assert_eq!(lost.together().unwrap().count(), 5);
        lost.handle_back(&home(5));
        assert_eq!((lost.together().is_none(), lost.alone().count()), (true, 4));
        assert!(!lost.handle_back(&home(5)));
        // They do not fall silent again by that.
        lose(&mut lost, 20, 30, 200);
        assert!(lost.together().is_none());
    }

    fn lose(lost: &mut Lost, n: u64, second: u64, heard: usize) {
        let at = Mono(1_000_000 + second * 1_000);
        lost.handle_lost(at, Wall(i64::try_from(second).unwrap()), home(n), heard);
    }

    fn home(n: u64) -> HomeId {
        format!("h{n:04}").parse().unwrap()
    }
}
