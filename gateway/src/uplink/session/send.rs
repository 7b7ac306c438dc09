//! What goes up on a connection: live messages, then rows while there is room; and what becomes of
//! them when they are acknowledged.

use alerts::message::{Lane, is_retained};
use rumqttc::{AsyncClient, QoS};

use super::{Input, Sent, Session, Step};
use crate::outbox::Row;
use crate::uplink::aside::Verdict;
use crate::uplink::extra::Extra;
use crate::uplink::live::{PLACES, Place};
use crate::uplink::{MAX_SENT_BYTES, MAX_SENT_PAYLOAD_BYTES, envelope};

/// What stands around a topic and a payload on the wire, at most.
const HEADER_BYTES: usize = 16;

/// Whether the library has a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    /// It has.
    Over,
    /// Not now.
    NoRoom,
    /// It never will: too large, or no topic.
    Unsendable,
}

/// Whether live messages leave room for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// They do.
    ForAll,
    /// One of them waits until it has the wire for itself.
    ForAlarms,
}

impl Session<'_> {
    /// Hands over everything that may be.
    pub(super) fn fill(&mut self, client: &AsyncClient) {
        if !self.login.is_proven() {
            return;
        }
        let room = self.show(client);
        self.send_extras(client);
        while self.alone.is_none() {
            let Self { inflight, feed, .. } = self;
            let may_go =
                |lane| (room == Room::ForAll || lane == Lane::Alarms) && inflight.has_room(lane);
            let Some(row) = feed.next(may_go) else { return };
            let sent = Sent::Row(row.lane, row.key);
            // After a lane was begun anew it gives what is on its way once more.
            if self.inflight.has(sent) {
                continue;
            }
            let verdict = self.memory.suspects.judge(sent, &row.topic);
            if verdict == Verdict::Aside {
                continue; // it stays in the outbox
            }
            if verdict == Verdict::Alone && !self.inflight.is_idle() {
                self.feed.put_back(row);
                return;
            }
            // The outbox takes nothing that cannot be sent, so this is a last line: what the library
            // refuses would be in the way for ever.
            let handed = match envelope::render(&row, &self.link.root, &self.link.zone) {
                Ok(payload) => self.publish(client, &row.topic, payload, sent),
                Err(_) => Handed::Unsendable,
            };
            match handed {
                Handed::Over => {
                    self.alone = (verdict == Verdict::Alone).then_some((sent, self.now));
                }
                Handed::NoRoom => {
                    self.feed.put_back(row);
                    return;
                }
                Handed::Unsendable => self.give_up(&row),
            }
        }
    }

    /// Hands over what somebody asked for: it never takes the place of what has to be sent.
    fn send_extras(&mut self, client: &AsyncClient) {
        while self.alone.is_none() {
            let next = self.extra.take().or_else(|| self.inside.extras.try_recv().ok());
            let Some(extra) = next else { return };
            let handed = match &extra {
                Extra::Sample { topic, payload } => self.send_sample(client, topic, payload),
                Extra::Again(row) => self.send_again(client, row),
            };
            if handed == Handed::NoRoom {
                self.extra = Some(extra);
                return;
            }
        }
    }

    fn send_sample(&mut self, client: &AsyncClient, topic: &str, payload: &[u8]) -> Handed {
        if !self.fits(topic, payload) {
            return Handed::Unsendable;
        }
        // Only the newest matters: one that finds no room is not waited for.
        let topic = self.link.root.topic(topic);
        drop(client.try_publish(topic, QoS::AtMostOnce, false, payload.to_vec()));
        Handed::Over
    }

    fn send_again(&mut self, client: &AsyncClient, row: &Row) -> Handed {
        let sent = Sent::Row(row.lane, row.key);
        if self.inflight.has(sent) {
            return Handed::Over;
        }
        if !self.inflight.has_room(row.lane) {
            return Handed::NoRoom;
        }
        match envelope::render(row, &self.link.root, &self.link.zone) {
            // Never retained: a newer one may be by now.
            Ok(payload) => self.hand_over(client, (&row.topic, payload), sent, false),
            Err(_) => Handed::Unsendable,
        }
    }

    /// A row cannot be sent as it is. An alarm is kept, and shown to whoever asks.
    fn give_up(&mut self, row: &Row) {
        self.count(|counts| counts.unsendable += 1);
        let sent = Sent::Row(row.lane, row.key);
        match row.lane {
            Lane::Alarms => {
                self.memory.suspects.set_aside(self.now, sent, &row.topic);
            }
            Lane::Events | Lane::Readings => {
                tracing::error!(lane = ?row.lane, key = ?row.key, "a message cannot be sent");
                self.inside.outbox.delete(row.lane, &[row.key]);
            }
        }
    }

    /// Hands over live messages that have changed; one of each is on its way at a time.
    fn show(&mut self, client: &AsyncClient) -> Room {
        let newest = self.live.borrow_and_update().clone();
        for place in PLACES {
            let sent = Sent::Live(place);
            let may_go = self.alone.is_none()
                && !self.inflight.has(sent)
                && self.inflight.has_room_for_live();
            let Some(payload) = self.shown.due(place, &newest).filter(|_| may_go) else { continue };
            let verdict = self.memory.suspects.judge(sent, place.topic());
            match verdict {
                Verdict::Aside => continue,
                Verdict::Alone if !self.inflight.is_idle() => return Room::ForAlarms,
                Verdict::Alone | Verdict::Free => {}
            }
            let (payload, bytes) = (payload.clone(), payload.len());
            match self.publish(client, place.topic(), payload, sent) {
                Handed::Over => {
                    self.memory.too_large.retain(|topic| *topic != place.topic());
                    self.shown.done(place, &newest);
                    self.alone = (verdict == Verdict::Alone).then_some((sent, self.now));
                }
                Handed::NoRoom => {}
                Handed::Unsendable => {
                    self.too_large(place, bytes);
                    self.shown.done(place, &newest);
                }
            }
        }
        Room::ForAll
    }

    fn too_large(&mut self, place: Place, bytes: usize) {
        self.count(|counts| counts.unsendable += 1);
        if !self.memory.too_large.contains(&place.topic()) {
            tracing::warn!(topic = place.topic(), bytes, "a message is too large, and is not sent");
            self.memory.too_large.push(place.topic());
        }
    }

    /// The library would tear down the connection over a packet that is too large, and never take a
    /// topic that is none.
    fn fits(&self, below: &str, payload: &[u8]) -> bool {
        let whole = self.link.root.topic(below).len() + payload.len() + HEADER_BYTES;
        payload.len() <= MAX_SENT_PAYLOAD_BYTES
            && whole <= MAX_SENT_BYTES
            && !below.contains(['+', '#', '\0'])
    }

    /// Hands a message to the library. All but rows are retained by the broker, and of those the
    /// summaries: a station that comes later finds the last night.
    pub(super) fn publish(
        &mut self,
        client: &AsyncClient,
        below: &str,
        payload: Vec<u8>,
        sent: Sent,
    ) -> Handed {
        let is_kept = !matches!(sent, Sent::Row(..)) || is_retained(below);
        self.hand_over(client, (below, payload), sent, is_kept)
    }

    fn hand_over(
        &mut self,
        client: &AsyncClient,
        (below, payload): (&str, Vec<u8>),
        sent: Sent,
        is_kept: bool,
    ) -> Handed {
        if !self.fits(below, &payload) {
            return Handed::Unsendable;
        }
        let topic = self.link.root.topic(below);
        if client.try_publish(topic, QoS::AtLeastOnce, is_kept, payload).is_err() {
            return Handed::NoRoom;
        }
        self.inflight.hand_over(self.now, sent, below);
        self.memory.suspects.handed_over(sent, below);
        Handed::Over
    }

    /// The broker has acknowledged a packet.
    pub(super) fn acknowledged(&mut self, id: u16) -> Step {
        let Some(open) = self.inflight.acknowledge(self.now, id) else {
            self.count(|counts| counts.unsolicited += 1);
            return Step::Wait;
        };
        self.alone.take_if(|(sent, _)| *sent == open.sent);
        match open.sent {
            Sent::Status => return self.login.handle(self.now, Input::StatusAcknowledged),
            Sent::Live(_) => {}
            Sent::Row(lane, key) => {
                self.inside.outbox.delete(lane, &[key]);
                self.count(|counts| counts.acknowledged += 1);
            }
        }
        self.has_progress = true;
        if self.memory.suspects.acknowledged(self.now, open.sent, &open.topic) {
            self.feed = super::feed(self.link, self.inside);
        }
        Step::Wait
    }
}
