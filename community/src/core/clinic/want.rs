//! What is there to tell, against what the clinic has? Asked again whenever a home said something or a
//! record changed: nothing is lost by a bell that was not heard.

use std::collections::BTreeMap;

use alerts::Wall;
use jiff::tz::TimeZone;

use super::{Digest, Item, Kind, Leaves, Row, Stays};
use crate::core::HomeId;
use crate::core::person::{Resident, ResidentId};

/// Days that are looked back for what the clinic does not have: a home keeps seven of an outage, and a
/// summary may be corrected for a while.
pub const DAYS: i32 = 14;

/// The rows that are others now, of one resident. `rows` are theirs, and those of others who lived in the
/// same home: what was told of somebody else is not told of them.
#[must_use]
pub fn reconcile(
    (now, zone): (Wall, &TimeZone),
    (resident, leaves): (ResidentId, &Result<Leaves, Stays>),
    wanted: Vec<(Item, Digest)>,
    rows: Vec<Row>,
) -> Vec<Row> {
    let mut before: BTreeMap<(HomeId, String), Row> =
        rows.iter().map(|row| ((row.home.clone(), row.item.name()), row.clone())).collect();
    let mut changed = Vec::new();
    if let Ok(leaves) = leaves {
        for (item, digest) in wanted {
            match before.remove(&(leaves.home().clone(), item.name())) {
                Some(row) if row.resident != resident => {}
                Some(row) => changed.push(row.want(now, item, digest)),
                None => {
                    let whose = (resident, leaves.home().clone());
                    changed.push(Row::new(now, whose, item, digest));
                }
            }
        }
    }
    let theirs = before.into_values().filter(|row| row.resident == resident);
    changed.extend(theirs.filter(|row| !may(leaves, row, zone)).map(|row| row.stop(now)));
    let is_other = |row: &Row| {
        rows.iter().find(|it| it.id == row.id).is_none_or(|it| it != row || row.id.0 == 0)
    };
    changed.retain(is_other);
    changed
}

/// Whether what waits may still leave. Of an alarm it is asked again when it goes: it is known then when it
/// was raised.
fn may(leaves: &Result<Leaves, Stays>, row: &Row, zone: &TimeZone) -> bool {
    let Ok(leaves) = leaves else { return false };
    match row.item.kind() {
        Kind::Alarm => leaves.home() == &row.home,
        Kind::Person | Kind::Night | Kind::Day | Kind::Risk | Kind::Task => {
            leaves.home() == &row.home && leaves.may(&row.item, None, zone)
        }
    }
}

/// Who lives where, and since when, as far as it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lives {
    /// Where each lives. Since when is absent where they were there from the first look on, and nobody
    /// else was before.
    pub people: BTreeMap<ResidentId, (Option<HomeId>, Option<Wall>)>,
    /// Who lived in each home last.
    pub homes: BTreeMap<HomeId, ResidentId>,
}

impl Lives {
    /// Since when they live where they live, if somebody else did before, or they elsewhere.
    #[must_use]
    pub fn since(&self, resident: ResidentId) -> Option<Wall> {
        self.people.get(&resident).and_then(|(_, since)| *since)
    }

    /// Those who are not where they were seen last, as they are now.
    #[must_use]
    pub fn moved(&self, now: Wall, residents: &[Resident]) -> Self {
        let mut fresh = Self::default();
        for it in residents {
            let before = self.people.get(&it.id);
            if before.is_some_and(|(home, _)| *home == it.home) {
                continue;
            }
            let had_another = |home: &HomeId| self.homes.get(home).is_some_and(|of| *of != it.id);
            let since = before.is_some() || it.home.as_ref().is_some_and(had_another);
            fresh.people.insert(it.id, (it.home.clone(), since.then_some(now)));
            fresh.homes.extend(it.home.clone().map(|home| (home, it.id)));
        }
        fresh
    }
}
