//! Which row is this acknowledgement for? The client library does not say which packet id a publish
//! got, but it says in order which ids it has put on the wire: so the first row handed over belongs
//! to the first id, and so on.
//!
//! Packet ids are used again after [`Inflight::ids`] of them. A message that is never acknowledged
//! while others are would be met again then, and the library would lose messages without a word. So
//! rows are held back when the oldest open one is too far behind, and the connection is given up when
//! it is too old.

use std::collections::{BTreeMap, VecDeque};

use alerts::message::Lane;

use crate::outbox::Key;

/// Messages that are not rows: three live ones and `status`, one of each at a time.
const OTHERS: u16 = 4;

/// What is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// A row of the outbox: it may be deleted when acknowledged.
    Row(Lane, Key),
    /// One of the live messages, by its place in [`super::live::TOPICS`].
    Live(usize),
    /// The home's own status.
    Status,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    sent: Sent,
    /// How many messages were handed over before it.
    place: u64,
    /// When it was handed over, in ticks.
    tick: u32,
}

/// The messages of one connection that are not acknowledged.
#[derive(Debug)]
pub(crate) struct Inflight {
    window: u16,
    /// Handed over, and not on the wire yet.
    queued: VecDeque<Open>,
    /// On the wire, by packet id.
    open: BTreeMap<u16, Open>,
    places: u64,
    ticks: u32,
}

impl Inflight {
    /// At most `window` rows are open at a time.
    pub(crate) fn new(window: u16) -> Self {
        let window = window.clamp(1, 4096);
        Self { window, queued: VecDeque::new(), open: BTreeMap::new(), places: 0, ticks: 0 }
    }

    /// Messages that may wait between us and the library.
    pub(crate) fn capacity(&self) -> u16 {
        self.window + OTHERS
    }

    /// Packet ids that the library shall use: well above the window.
    pub(crate) fn ids(&self) -> u16 {
        self.capacity() * 5
    }

    /// A row may be handed over.
    pub(crate) fn has_room(&self) -> bool {
        let all = self.queued.iter().chain(self.open.values());
        let (mut rows, mut oldest) = (0, self.places);
        for open in all {
            rows += u16::from(matches!(open.sent, Sent::Row(..)));
            oldest = oldest.min(open.place);
        }
        rows < self.window && self.places - oldest < u64::from(self.window) * 4
    }

    /// This message is on its way already.
    pub(crate) fn has(&self, sent: Sent) -> bool {
        self.queued.iter().chain(self.open.values()).any(|open| open.sent == sent)
    }

    /// A message was handed to the library.
    pub(crate) fn hand_over(&mut self, sent: Sent) {
        self.queued.push_back(Open { sent, place: self.places, tick: self.ticks });
        self.places += 1;
    }

    /// The library has put a publish on the wire as `id`.
    pub(crate) fn put_on_wire(&mut self, id: u16) {
        if let Some(open) = self.queued.pop_front() {
            self.open.insert(id, open);
        }
    }

    /// The broker has acknowledged `id`.
    pub(crate) fn acknowledge(&mut self, id: u16) -> Option<Sent> {
        self.open.remove(&id).map(|open| open.sent)
    }

    /// A second has passed; says for how many the oldest message has been open.
    pub(crate) fn tick(&mut self) -> u32 {
        self.ticks = self.ticks.saturating_add(1);
        let all = self.queued.iter().chain(self.open.values());
        all.map(|open| self.ticks - open.tick).max().unwrap_or(0)
    }

    /// Everything is acknowledged.
    pub(crate) fn is_empty(&self) -> bool {
        self.queued.is_empty() && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_finds_its_row_whatever_the_order() {
        let mut inflight = Inflight::new(8);
        for seq in 1..=3 {
            inflight.hand_over(row(seq));
        }
        for id in [7, 8, 9] {
            inflight.put_on_wire(id);
        }

        assert_eq!(inflight.acknowledge(9), Some(row(3)));
        assert_eq!(inflight.acknowledge(7), Some(row(1)));
        assert_eq!(inflight.acknowledge(7), None);
        assert_eq!(inflight.acknowledge(8), Some(row(2)));
        assert!(inflight.is_empty());
    }

    #[test]
    fn the_window_counts_rows_and_not_what_is_live() {
        let mut inflight = Inflight::new(2);
        inflight.hand_over(Sent::Live(0));
        inflight.hand_over(row(1));
        assert!(inflight.has_room());
        inflight.hand_over(row(2));
        assert!(!inflight.has_room());
        assert!(inflight.has(Sent::Live(0)) && !inflight.has(Sent::Live(1)));
    }

    #[test]
    fn a_row_that_is_never_acknowledged_stops_the_others_before_its_id_comes_round() {
        let mut inflight = Inflight::new(4);
        let mut sent = 0;
        while inflight.has_room() {
            sent += 1;
            assert!(sent < inflight.ids(), "the id came round");
            inflight.hand_over(row(u32::from(sent)));
            inflight.put_on_wire(sent);
            if sent > 1 {
                inflight.acknowledge(sent);
            }
        }

        assert_eq!(inflight.acknowledge(1), Some(row(1)));
        assert!(inflight.has_room());
    }

    #[test]
    fn the_oldest_open_message_tells_how_long_the_broker_has_been_silent() {
        let mut inflight = Inflight::new(4);
        assert_eq!(inflight.tick(), 0);
        inflight.hand_over(row(1));
        inflight.tick();
        inflight.hand_over(row(2));
        inflight.put_on_wire(1);
        assert_eq!(inflight.tick(), 2);
        inflight.acknowledge(1);
        assert_eq!(inflight.tick(), 2);
    }

    fn row(seq: u32) -> Sent {
        Sent::Row(Lane::Alarms, Key { boot: 1, seq })
    }
}
