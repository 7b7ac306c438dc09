//! May another code be sent? So many to one person and so many for one peer, or somebody could make the
//! station ring a telephone all night.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use alerts::Mono;

use crate::core::desk::PartyId;

/// Codes to one person in [`WHILE`]: one that does not come is asked for again, once or twice.
const TO_ONE: usize = 3;

/// Codes that one peer may ask for in [`WHILE`]: a community's desk has one address.
const BY_ONE: usize = 10;

/// As long as a code is good.
const WHILE: Duration = Duration::from_secs(600);

/// People and peers that are remembered. While so many ask at once, nobody new is heard.
const MOST: usize = 4_096;

/// Who asked, and when.
#[derive(Debug, Default)]
pub(super) struct Asked {
    by: BTreeMap<Who, VecDeque<Mono>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    To(PartyId),
    By(IpAddr),
}

impl Asked {
    /// Counts one; how long to wait, if it is one too many.
    pub(super) fn ask(
        &mut self,
        now: Mono,
        to: PartyId,
        by: Option<IpAddr>,
    ) -> Result<(), Duration> {
        for times in self.by.values_mut() {
            while times.front().is_some_and(|at| now.since(*at) >= WHILE) {
                times.pop_front();
            }
        }
        self.by.retain(|_, times| !times.is_empty());
        let asks = [Some((Who::To(to), TO_ONE)), by.map(|by| (Who::By(by), BY_ONE))];
        for (who, most) in asks.into_iter().flatten() {
            let Some(times) = self.by.get(&who) else {
                if self.by.len() >= MOST {
                    return Err(WHILE);
                }
                continue;
            };
            if let Some(first) = times.front().filter(|_| times.len() >= most) {
                return Err(WHILE.saturating_sub(now.since(*first)));
            }
        }
        for (who, _) in asks.into_iter().flatten() {
            self.by.entry(who).or_default().push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_telephone_rings_three_times_in_ten_minutes_and_one_peer_asks_for_ten() {
        let mut asked = Asked::default();
        let peer = Some(IpAddr::from([192, 0, 2, 1]));
        for n in 0..3 {
            assert_eq!(asked.ask(Mono(n * 1_000), PartyId(1), peer), Ok(()));
        }
        assert_eq!(asked.ask(Mono(10_000), PartyId(1), None), Err(Duration::from_secs(590)));
        for n in 3..10 {
            assert_eq!(asked.ask(Mono(10_000), PartyId(n), peer), Ok(()));
        }
        assert!(asked.ask(Mono(10_000), PartyId(99), peer).is_err());
        assert_eq!(asked.ask(Mono(10_000), PartyId(99), None), Ok(()), "another peer");
        assert_eq!(asked.ask(Mono(600_000), PartyId(1), peer), Ok(()));
    }

    #[test]
    fn a_flood_of_peers_is_not_remembered_without_end() {
        let mut asked = Asked::default();
        for n in 0..5_000u32 {
            let peer = Some(IpAddr::from(n.to_be_bytes()));
            let heard = asked.ask(Mono(0), PartyId(i64::from(n)), peer).is_ok();
            assert_eq!(heard, n < 2_048, "{n}");
        }
        assert!(asked.by.len() <= MOST + 1);
        assert_eq!(asked.ask(Mono(600_000), PartyId(1), None), Ok(()));
    }
}
