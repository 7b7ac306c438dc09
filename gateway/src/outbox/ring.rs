//! What could not be written yet? Rows kept in memory while the disk is in trouble, and a group of
//! readings until its commit.
//!
//! Bounded: the oldest row of the least important lane goes first, and every loss is handed back, so
//! that it can be told. A row that is acknowledged from here never touches the disk.

use std::collections::VecDeque;

use alerts::message::Lane;

use super::row::{Key, Row};

/// A row that is not on disk, and what it says while that is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unstored {
    /// The row as it will be stored.
    pub(crate) row: Row,
    /// Its body until then, if that differs.
    pub(crate) body_if_not_durable: Option<Vec<u8>>,
}

impl Unstored {
    /// The row as it is sent before it is stored.
    pub(crate) fn offered(&self) -> Row {
        let body = self.body_if_not_durable.as_ref().unwrap_or(&self.row.body).clone();
        Row { body, durable: false, ..self.row.clone() }
    }
}

/// Rows in the order in which they came.
#[derive(Debug)]
pub(crate) struct Ring {
    rows: VecDeque<Unstored>,
    limit: usize,
}

impl Ring {
    pub(crate) fn new(limit: usize) -> Self {
        Self { rows: VecDeque::new(), limit: limit.max(1) }
    }

    /// Takes a row; gives back the one that had to go for it.
    pub(crate) fn push(&mut self, row: Unstored) -> Option<Row> {
        self.rows.push_back(row);
        if self.rows.len() <= self.limit {
            return None;
        }
        let event = self.rows.iter().position(|kept| kept.row.lane == Lane::Events);
        self.rows.remove(event.unwrap_or(0)).map(|gone| gone.row)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Unstored> {
        self.rows.iter()
    }

    /// The first rows of a lane after `after`, as they are sent.
    pub(crate) fn after(&self, lane: Lane, after: Key, limit: usize) -> Vec<Row> {
        let wanted = |kept: &&Unstored| kept.row.lane == lane && kept.row.key > after;
        self.rows.iter().filter(wanted).take(limit).map(Unstored::offered).collect()
    }

    /// Forgets acknowledged rows.
    pub(crate) fn remove(&mut self, lane: Lane, keys: &[Key]) {
        self.rows.retain(|kept| kept.row.lane != lane || !keys.contains(&kept.row.key));
    }

    /// Everything has been stored.
    pub(crate) fn clear(&mut self) {
        self.rows = VecDeque::new();
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use alerts::{ClockQuality, Mono};

    use super::*;

    #[test]
    fn a_full_ring_gives_up_its_oldest_event_before_any_alarm() {
        let mut ring = Ring::new(2);

        assert_eq!(ring.push(row(Lane::Alarms, 1)), None);
        assert_eq!(ring.push(row(Lane::Events, 1)), None);
        assert_eq!(ring.push(row(Lane::Alarms, 2)), Some(row(Lane::Events, 1).row));
        assert_eq!(ring.push(row(Lane::Alarms, 3)), Some(row(Lane::Alarms, 1).row));
        assert_eq!(ring.len(), 2);
    }

    #[test]
    fn a_row_in_the_ring_says_that_it_is_not_durable() {
        let mut ring = Ring::new(2);
        ring.push(row(Lane::Alarms, 1));

        let offered = ring.after(Lane::Alarms, Key::ZERO, 9);

        let [only] = offered.as_slice() else { panic!("{offered:?}") };
        assert_eq!(
            (only.durable, only.body.as_slice()),
            (false, b"{\"durable\":false}".as_slice())
        );
    }

    fn row(lane: Lane, seq: u32) -> Unstored {
        let row = Row {
            key: Key { boot: 1, seq },
            lane,
            topic: "alarm/smoke".to_owned(),
            body: b"{\"durable\":true}".to_vec(),
            mono: Mono::ZERO,
            wall: None,
            clock: ClockQuality::Unset,
            durable: true,
        };
        Unstored { row, body_if_not_durable: Some(b"{\"durable\":false}".to_vec()) }
    }
}
