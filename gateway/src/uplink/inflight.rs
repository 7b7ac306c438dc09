//! Which message is this acknowledgement for, and is there room for another? The client library does
//! not say which packet id a publish got, but it says in order which ids it has put on the wire: so
//! the first message handed over belongs to the first id, and so on.
//!
//! * Slots of the window are reserved: an alarm does not wait for the acknowledgement of a reading.
//! * Packet ids are used again after [`Inflight::ids`] of them. A message that is never acknowledged
//!   while others are would be met again then, and the library would lose messages without a word. So
//!   messages are held back when the oldest open one is too far behind.
//! * A broker that is silent for [`SILENCE`], or passes over a message, is given up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use alerts::Mono;
use alerts::message::Lane;

use super::live::Place;
use crate::outbox::Key;

/// A connection is given up when nothing is acknowledged for so long while something is open. It is
/// time since the last acknowledgement, not age: a broker with a slow disk that acknowledges each
/// message after 12 s works, and would be thrown away for ever by a limit on age. Longer than twice
/// that; a link that is really dead is noticed by the keep-alive, in half a minute too.
pub(crate) const SILENCE: Duration = Duration::from_secs(30);

/// A message that was overtaken by the acknowledgement of a later one will not be acknowledged any
/// more; a broker may need so long all the same, where some of its messages go to a slow disk.
pub(crate) const PASSED_OVER: Duration = Duration::from_secs(10);

/// Messages that are not rows: three live ones and `status`, one of each at a time.
const OTHERS: u16 = 4;

/// How far a message may fall behind is counted in windows, of at least this size: live messages pass
/// a slowly acknowledged row, and must not make an alarm wait for it in a small window.
const SMALLEST_SPAN: u16 = 16;

/// What is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sent {
    /// A row of the outbox: it may be deleted when acknowledged.
    Row(Lane, Key),
    /// One of the live messages.
    Live(Place),
    /// The home's own status.
    Status,
}

/// A message that is not acknowledged.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) sent: Sent,
    /// Below the home's root.
    pub(crate) topic: Box<str>,
    /// When it was handed over.
    pub(crate) at: Mono,
    /// When one that was handed over later was acknowledged.
    overtaken: Option<Mono>,
}

/// The messages of one connection that are not acknowledged.
#[derive(Debug)]
pub(crate) struct Inflight {
    window: u16,
    /// By how many were handed over before them.
    open: BTreeMap<u64, Open>,
    /// The same, by what they are.
    sent: BTreeSet<Sent>,
    /// Handed over, and not on the wire yet.
    queued: VecDeque<u64>,
    /// On the wire, by packet id.
    wire: BTreeMap<u16, u64>,
    /// Rows that are open: alarms, events, readings.
    rows: [u16; 3],
    places: u64,
    /// All that are open below have been overtaken.
    overtaken: u64,
    /// The last acknowledgement; or the first hand-over, if nothing was open before.
    answered: Mono,
    /// The longest that an acknowledgement has taken.
    slowest: Duration,
}

impl Inflight {
    /// At most `window` rows are open at a time.
    pub(crate) fn new(window: u16) -> Self {
        Self {
            window: window.clamp(1, 4096),
            open: BTreeMap::new(),
            sent: BTreeSet::new(),
            queued: VecDeque::new(),
            wire: BTreeMap::new(),
            rows: [0; 3],
            places: 0,
            overtaken: 0,
            answered: Mono::ZERO,
            slowest: Duration::ZERO,
        }
    }

    /// Messages that may wait between us and the library; one more for an alarm in a small window.
    pub(crate) fn capacity(&self) -> u16 {
        self.window + 1 + OTHERS
    }

    /// Packet ids that the library shall use: well above the window.
    pub(crate) fn ids(&self) -> u16 {
        (self.window.max(SMALLEST_SPAN) + 1 + OTHERS) * 5
    }

    /// A row of this lane may be handed over: readings take three quarters of the window, events and
    /// readings seven eighths, alarms all of it, and one slot more where it is too small to share. A
    /// lane never passes one above it whose slots are full.
    pub(crate) fn has_room(&self, lane: Lane) -> bool {
        let [alarms, events, readings] = self.rows;
        let (all, window) = (alarms + events + readings, self.window);
        let for_readings = (window * 3 / 4).max(1);
        let for_events = (window * 7 / 8).max((for_readings + 1).min(window));
        let others = events + readings < for_events && all < window && self.is_near(3);
        match lane {
            Lane::Readings => others && readings < for_readings,
            Lane::Events => others,
            Lane::Alarms => (all < window || alarms == 0) && self.is_near(4),
        }
    }

    /// A live message may be handed over.
    pub(crate) fn has_room_for_live(&self) -> bool {
        self.is_near(5)
    }

    /// The oldest open message is not so many windows behind.
    fn is_near(&self, windows: u64) -> bool {
        let behind = self.open.first_key_value().map_or(0, |(oldest, _)| self.places - oldest);
        behind < windows * u64::from(self.window.max(SMALLEST_SPAN))
    }

    /// This message is on its way already.
    pub(crate) fn has(&self, sent: Sent) -> bool {
        self.sent.contains(&sent)
    }

    /// A message was handed to the library.
    pub(crate) fn hand_over(&mut self, now: Mono, sent: Sent, topic: &str) {
        if self.open.is_empty() {
            self.answered = now;
        }
        self.sent.insert(sent);
        self.count(sent, true);
        self.open.insert(self.places, Open { sent, topic: topic.into(), at: now, overtaken: None });
        self.queued.push_back(self.places);
        self.places += 1;
    }

    /// The library has put a publish on the wire as `id`.
    pub(crate) fn put_on_wire(&mut self, id: u16) {
        if let Some(place) = self.queued.pop_front() {
            self.wire.insert(id, place);
        }
    }

    /// The broker has acknowledged `id`.
    pub(crate) fn acknowledge(&mut self, now: Mono, id: u16) -> Option<Open> {
        let place = self.wire.remove(&id)?;
        let open = self.open.remove(&place)?;
        self.answered = now;
        self.slowest = self.slowest.max(now.since(open.at));
        self.sent.remove(&open.sent);
        self.count(open.sent, false);
        if place > self.overtaken {
            for (_, passed) in self.open.range_mut(self.overtaken..place) {
                passed.overtaken = Some(now);
            }
            self.overtaken = place;
        }
        Some(open)
    }

    /// What the broker does not do that it should; `None` if all is well. It may pass over a message
    /// for `passed_over`.
    pub(crate) fn silence(&self, now: Mono, passed_over: Duration) -> Option<Silence> {
        let (_, oldest) = self.open.first_key_value()?;
        if now.since(self.answered) > SILENCE {
            return Some(Silence::Nothing);
        }
        let overtaken = oldest.overtaken.is_some_and(|since| now.since(since) > passed_over);
        overtaken.then_some(Silence::PassedOver)
    }

    /// The longest that an acknowledgement has taken on this connection.
    pub(crate) fn slowest(&self) -> Duration {
        self.slowest
    }

    /// What is on the wire, the oldest first.
    pub(crate) fn on_wire(&self) -> Vec<&Open> {
        let mut places: Vec<_> = self.wire.values().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.open.get(place)).collect()
    }

    /// Nothing but the status is open.
    pub(crate) fn is_idle(&self) -> bool {
        self.sent.iter().all(|sent| *sent == Sent::Status)
    }

    /// Everything is acknowledged.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    fn count(&mut self, sent: Sent, more: bool) {
        let Sent::Row(lane, _) = sent else { return };
        let [alarms, events, readings] = &mut self.rows;
        let rows = match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        };
        *rows = if more { *rows + 1 } else { rows.saturating_sub(1) };
    }
}

/// What a broker does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// It acknowledges nothing.
    Nothing,
    /// It has acknowledged later messages, and not an earlier one.
    PassedOver,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_finds_its_row_whatever_the_order() {
        let mut inflight = Inflight::new(8);
        for seq in 1..=3 {
            hand_over(&mut inflight, row(seq));
        }
        for id in [7, 8, 9] {
            inflight.put_on_wire(id);
        }
        let mut acknowledge = |id| inflight.acknowledge(Mono::ZERO, id).map(|open| open.sent);

        assert_eq!(acknowledge(9), Some(row(3)));
        assert_eq!(acknowledge(7), Some(row(1)));
        assert_eq!(acknowledge(7), None);
        assert_eq!(acknowledge(8), Some(row(2)));
        assert!(inflight.is_empty());
    }

    #[test]
    fn the_window_counts_rows_and_not_what_is_live() {
        let mut inflight = Inflight::new(2);
        hand_over(&mut inflight, Sent::Live(Place::State));
        hand_over(&mut inflight, row(1));
        assert!(inflight.has_room(Lane::Alarms));
        hand_over(&mut inflight, row(2));
        assert!(!inflight.has_room(Lane::Alarms));
        assert!(inflight.has(Sent::Live(Place::State)) && !inflight.has(Sent::Live(Place::Alarms)));
    }

    #[test]
    fn an_alarm_has_room_whatever_readings_and_events_are_not_acknowledged() {
        for window in [1, 2, 3, 4, 8, 32, 4096] {
            let mut inflight = Inflight::new(window);
            let fill = |inflight: &mut Inflight, lane| {
                let mut rows = 0;
                while inflight.has_room(lane) {
                    rows += 1;
                    hand_over(inflight, Sent::Row(lane, Key { boot: 1, seq: rows }));
                }
                rows
            };

            let readings = fill(&mut inflight, Lane::Readings);
            let events = fill(&mut inflight, Lane::Events);
            let alarms = fill(&mut inflight, Lane::Alarms);

            assert!(readings >= 1 && alarms >= 1, "{window}");
            assert!(readings <= (u32::from(window) * 3 / 4).max(1), "{window}: {readings}");
            assert!(events >= 1 || window == 1, "{window}");
            assert!(readings + events + alarms <= u32::from(window) + 1, "{window}");
            assert!(inflight.queued.len() <= usize::from(inflight.capacity() - OTHERS));
            if window == 32 {
                assert_eq!([readings, events, alarms], [24, 4, 4]);
            }
        }
    }

    #[test]
    fn a_message_that_is_never_acknowledged_stops_the_others_before_its_id_comes_round() {
        for window in [1, 4, 16, 32, 4096] {
            never_acknowledged(window);
        }
    }

    fn never_acknowledged(window: u16) {
        let mut inflight = Inflight::new(window);
        let mut sent = 0;
        while inflight.has_room(Lane::Alarms) || inflight.has_room_for_live() {
            sent += 1;
            assert!(sent < inflight.ids(), "the id came round");
            hand_over(&mut inflight, row(u32::from(sent)));
            inflight.put_on_wire(sent);
            if sent > 1 {
                inflight.acknowledge(Mono::ZERO, sent);
            }
        }

        assert_eq!(inflight.acknowledge(Mono::ZERO, 1).map(|open| open.sent), Some(row(1)));
        assert!(inflight.has_room(Lane::Alarms));
    }

    #[test]
    fn a_slow_broker_is_not_silent_as_long_as_it_acknowledges_something() {
        let mut inflight = Inflight::new(32);
        for seq in 1..=10 {
            inflight.hand_over(second(0), row(u32::from(seq)), "t");
            inflight.put_on_wire(seq);
        }
        for seq in 1..=10 {
            assert_eq!(inflight.silence(second(u64::from(seq) * 12), PASSED_OVER), None, "{seq}");
            inflight.acknowledge(second(u64::from(seq) * 12), seq);
        }
        assert_eq!(inflight.silence(second(10_000), PASSED_OVER), None, "nothing is open");

        inflight.hand_over(second(500), row(11), "t");
        assert_eq!(inflight.silence(second(530), PASSED_OVER), None);
        assert_eq!(inflight.silence(second(531), PASSED_OVER), Some(Silence::Nothing));
    }

    #[test]
    fn a_message_that_the_broker_passes_over_is_noticed_although_others_are_acknowledged() {
        let mut inflight = Inflight::new(4);
        for (at, seq) in (0..).zip(1..=60) {
            inflight.hand_over(second(at), row(u32::from(seq)), "t");
            inflight.put_on_wire(seq);
            if seq > 1 {
                inflight.acknowledge(second(at), seq);
            }
            let expected = (at > 11).then_some(Silence::PassedOver);
            assert_eq!(inflight.silence(second(at), PASSED_OVER), expected, "{at}");
        }
    }

    fn hand_over(inflight: &mut Inflight, sent: Sent) {
        inflight.hand_over(Mono::ZERO, sent, "t");
    }

    fn second(second: u64) -> Mono {
        Mono(second * 1_000)
    }

    fn row(seq: u32) -> Sent {
        Sent::Row(Lane::Alarms, Key { boot: 1, seq })
    }
}
