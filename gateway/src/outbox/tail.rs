//! Which rows are newest? A fetch of what was just committed is answered from here, without a
//! question to the writer's thread: it saves two changes of thread on the way of an alarm.
//!
//! The tail of a lane holds every unacknowledged row after [`Tail::complete_after`], and may say so
//! only then: whoever asks for older rows has to ask SQL.

use std::collections::VecDeque;

use super::limits::{TAIL_BYTES, TAIL_ROWS};
use super::row::{Key, Row};

/// The newest rows of one lane.
#[derive(Debug)]
pub(crate) struct Tail {
    rows: VecDeque<Row>,
    bytes: usize,
    complete_after: Key,
}

impl Tail {
    /// Of a lane whose last row on disk is `last`.
    pub(crate) fn new(last: Key) -> Self {
        Self { rows: VecDeque::new(), bytes: 0, complete_after: last }
    }

    /// A row has been committed, or is offered from memory.
    pub(crate) fn push(&mut self, row: Row) {
        self.bytes += row.body.len();
        self.rows.push_back(row);
        while self.rows.len() > TAIL_ROWS || self.bytes > TAIL_BYTES {
            let Some(gone) = self.rows.pop_front() else { return };
            self.bytes -= gone.body.len();
            self.complete_after = gone.key;
        }
    }

    /// The first rows after `after`; `None` if older ones than the tail knows may be wanted.
    pub(crate) fn after(&self, after: Option<Key>, limit: usize) -> Option<Vec<Row>> {
        let after = after.unwrap_or(Key::ZERO);
        if after < self.complete_after {
            return None;
        }
        Some(self.rows.iter().filter(|row| row.key > after).take(limit).cloned().collect())
    }

    /// Forgets acknowledged rows.
    pub(crate) fn remove(&mut self, keys: &[Key]) {
        self.rows.retain(|row| !keys.contains(&row.key));
        self.bytes = self.rows.iter().map(|row| row.body.len()).sum();
    }

    /// What was offered from memory is on disk now, and says so.
    pub(crate) fn replace(&mut self, stored: &Row) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.key == stored.key) {
            row.clone_from(stored);
        }
        self.bytes = self.rows.iter().map(|row| row.body.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use alerts::message::Lane;
    use alerts::{ClockQuality, Mono};

    use super::*;

    #[test]
    fn the_tail_answers_for_what_it_has_and_leaves_older_rows_to_sql() {
        let mut tail = Tail::new(key(1, 9));
        tail.push(row(1));
        tail.push(row(2));

        assert_eq!(tail.after(Some(key(2, 1)), 9), Some(vec![row(2)]));
        assert_eq!(tail.after(Some(key(1, 9)), 1), Some(vec![row(1)]));
        assert_eq!(tail.after(Some(key(1, 8)), 9), None);
        assert_eq!(tail.after(None, 9), None);
    }

    #[test]
    fn a_row_that_fell_out_of_the_tail_is_asked_from_sql() {
        let mut tail = Tail::new(Key::ZERO);
        for seq in 1..=u32::try_from(TAIL_ROWS).unwrap() + 1 {
            tail.push(row(seq));
        }

        assert_eq!(tail.after(None, 9), None);
        assert_eq!(tail.after(Some(key(2, 1)), 1), Some(vec![row(2)]));
    }

    #[test]
    fn an_acknowledged_row_is_gone_at_once() {
        let mut tail = Tail::new(Key::ZERO);
        tail.push(row(1));
        tail.push(row(2));

        tail.remove(&[key(2, 1)]);

        assert_eq!(tail.after(None, 9), Some(vec![row(2)]));
    }

    fn key(boot: u32, seq: u32) -> Key {
        Key { boot, seq }
    }

    fn row(seq: u32) -> Row {
        Row {
            key: key(2, seq),
            lane: Lane::Events,
            topic: "event/nap".to_owned(),
            body: b"{}".to_vec(),
            mono: Mono(u64::from(seq)),
            wall: None,
            clock: ClockQuality::Unset,
            durable: true,
        }
    }
}
