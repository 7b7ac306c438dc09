//! Between which numbers does a resident's heart rate mostly lie?

use std::collections::BTreeMap;

use alerts::Wall;
use rusqlite::Connection;

use super::fault::unavailable;
use super::homes;
use super::load::{each, get};
use super::timeline::DAY;
use crate::store::StoreError;
use crate::store::rows::Band;

/// Days that make a band (station.md §2).
pub(super) const DAYS: i64 = 14;

/// Minutes that make one: a band of a single night says nothing about the next.
const FEWEST: u64 = 120;

/// How often each rate was a minute's mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts(BTreeMap<u8, u64>);

impl Counts {
    pub(super) fn add(&mut self, rate: u8) {
        *self.0.entry(rate).or_default() += 1;
    }

    pub(super) fn read(&mut self, body: &[u8]) {
        for three in body.chunks_exact(3) {
            if let [rate, low, high] = *three {
                *self.0.entry(rate).or_default() += u64::from(u16::from_le_bytes([low, high]));
            }
        }
    }

    /// A day has 1,440 minutes, so two bytes do; a home that sends more has an honest most.
    pub(super) fn written(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(3 * self.0.len());
        for (rate, count) in &self.0 {
            body.push(*rate);
            body.extend(u16::try_from(*count).unwrap_or(u16::MAX).to_le_bytes());
        }
        body
    }

    fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The rate below or at which so many tenths of the minutes are.
    fn tenths(&self, tenths: u64) -> Option<u8> {
        let wanted = (self.total() * tenths).div_ceil(10);
        let mut seen = 0;
        self.0.iter().find_map(|(rate, count)| {
            seen += count;
            (seen >= wanted).then_some(*rate)
        })
    }

    fn band(&self) -> Option<(u8, u8)> {
        if self.total() < FEWEST {
            return None;
        }
        self.tenths(1).zip(self.tenths(9))
    }
}

/// The day of a time.
pub(super) const fn day(at: i64) -> i64 {
    at.div_euclid(DAY)
}

pub(super) fn bands(db: &Connection, now: Wall) -> Result<Vec<Band>, StoreError> {
    let today = day(now.0);
    let mut counts: BTreeMap<i64, Counts> = BTreeMap::new();
    let sql = "SELECT home, body FROM heart WHERE day BETWEEN ?1 AND ?2";
    each(db, sql, &[today - DAYS, today], |row| {
        let body = row.get_ref(1).map_err(unavailable)?;
        counts.entry(get(row, 0)?).or_default().read(body.as_blob().unwrap_or_default());
        Ok(())
    })?;
    let names = homes::names(db)?;
    let of = |(id, counts): (i64, Counts)| {
        let ((home, _), (low, high)) = (names.get(&id)?, counts.band()?);
        Some(Band { home: home.clone(), low, high })
    };
    Ok(counts.into_iter().filter_map(of).collect())
}
