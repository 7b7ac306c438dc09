//! Who gets what? Sessions, subscriptions, retained messages: the broker without its sockets.
//!
//! Everything is in memory and everything has a limit. A session that is connected and behind makes
//! publishers wait ([`Hub::is_behind`]); one that is away keeps so many messages and no more.

use std::collections::{BTreeMap, VecDeque};

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::Publish;

use super::topic::matches;

/// What a subscriber may have unacknowledged.
const WINDOW: usize = 64;

/// What may wait for a connected subscriber before publishers wait too.
const BEHIND: usize = 256;

/// What waits for one subscriber, away or hopelessly behind; more is dropped and counted.
const MOST_WAITING: usize = 20_000;

/// Topics with a retained message; a home has four, and two for each night that is remembered.
const MOST_RETAINED: usize = 4_000;

/// Which connection of a client: a later one takes the session over.
pub(super) type Link = u64;

/// All that the broker knows.
#[derive(Debug, Default)]
pub(super) struct Hub {
    sessions: BTreeMap<String, Session>,
    retained: BTreeMap<String, Publish>,
    links: Link,
    /// Messages that found no room.
    pub(super) dropped: u64,
}

#[derive(Debug, Default)]
struct Session {
    link: Option<Link>,
    keeps: bool,
    filters: BTreeMap<String, QoS>,
    waiting: VecDeque<Publish>,
    unacked: BTreeMap<u16, Publish>,
    last_id: u16,
}

impl Hub {
    /// A client has connected: its link, and whether its session was there.
    pub(super) fn connect(&mut self, client: &str, clean: bool) -> (Link, bool) {
        self.links += 1;
        let known = self.sessions.remove(client).filter(|session| session.keeps && !clean);
        let present = known.is_some();
        let mut session = known.unwrap_or_default();
        // What was on its way goes out again, before what waits.
        for (_, publish) in std::mem::take(&mut session.unacked).into_iter().rev() {
            session.waiting.push_front(Publish { dup: true, ..publish });
        }
        session.link = Some(self.links);
        session.keeps = !clean;
        self.sessions.insert(client.to_owned(), session);
        (self.links, present)
    }

    /// A connection has ended; nothing happens if a later one has taken over.
    pub(super) fn disconnect(&mut self, client: &str, link: Link) {
        let Some(session) = self.sessions.get_mut(client) else { return };
        if session.link == Some(link) {
            session.link = None;
            if !session.keeps {
                self.sessions.remove(client);
            }
        }
    }

    /// Every connection has ended: nobody is waited for who does not come back.
    pub(super) fn disconnect_all(&mut self) {
        self.sessions.retain(|_, session| session.keeps);
        for session in self.sessions.values_mut() {
            session.link = None;
        }
    }

    /// Whether this link is still the client's own.
    pub(super) fn is_current(&self, client: &str, link: Link) -> bool {
        self.sessions.get(client).is_some_and(|session| session.link == Some(link))
    }

    /// Forgets all sessions, as a broker without a disk does when it starts.
    pub(super) fn forget_sessions(&mut self) {
        self.sessions.clear();
    }

    /// A client wants what matches `filter`; it gets what is retained there.
    pub(super) fn subscribe(&mut self, client: &str, filter: &str, qos: QoS) {
        let Some(session) = self.sessions.get_mut(client) else { return };
        session.filters.insert(filter.to_owned(), qos);
        let retained = self.retained.values().filter(|publish| matches(filter, &publish.topic));
        for publish in retained {
            let qos = lower(publish.qos, qos);
            session.waiting.push_back(Publish { qos, retain: true, ..publish.clone() });
        }
    }

    /// A client does not want it any more.
    pub(super) fn unsubscribe(&mut self, client: &str, filter: &str) {
        if let Some(session) = self.sessions.get_mut(client) {
            session.filters.remove(filter);
        }
    }

    /// Everybody who wants it gets it.
    pub(super) fn publish(&mut self, publish: &Publish) {
        if publish.retain {
            if publish.payload.is_empty() {
                self.retained.remove(&publish.topic);
            } else if self.retained.len() < MOST_RETAINED
                || self.retained.contains_key(&publish.topic)
            {
                self.retained.insert(publish.topic.clone(), publish.clone());
            } else {
                self.dropped += 1;
            }
        }
        for session in self.sessions.values_mut() {
            let Some(qos) = session.wants(&publish.topic) else { continue };
            let qos = lower(publish.qos, qos);
            let away = session.link.is_none();
            if (away && qos == QoS::AtMostOnce) || session.waiting.len() >= MOST_WAITING {
                self.dropped += 1;
                continue;
            }
            // To somebody who was there already it is no retained message (§3.3.1.3).
            session.waiting.push_back(Publish {
                qos,
                retain: false,
                dup: false,
                ..publish.clone()
            });
        }
    }

    /// Whether somebody else than `publisher` who wants `topic` is connected and far behind.
    pub(super) fn is_behind(&self, publisher: &str, topic: &str) -> bool {
        self.sessions.iter().any(|(client, session)| {
            client != publisher
                && session.link.is_some()
                && session.waiting.len() > BEHIND
                && session.wants(topic).is_some()
        })
    }

    /// The next message for a client, with its packet id, while its window has room.
    pub(super) fn next_for(&mut self, client: &str) -> Option<Publish> {
        let session = self.sessions.get_mut(client)?;
        if session.unacked.len() >= WINDOW {
            return None;
        }
        let mut publish = session.waiting.pop_front()?;
        publish.pkid = 0;
        if publish.qos != QoS::AtMostOnce {
            publish.pkid = session.next_id();
            session.unacked.insert(publish.pkid, publish.clone());
        }
        Some(publish)
    }

    /// A client has acknowledged a message.
    pub(super) fn acknowledge(&mut self, client: &str, id: u16) {
        if let Some(session) = self.sessions.get_mut(client) {
            session.unacked.remove(&id);
        }
    }
}

impl Session {
    fn wants(&self, topic: &str) -> Option<QoS> {
        let filters = self.filters.iter().filter(|(filter, _)| matches(filter, topic));
        filters.map(|(_, qos)| *qos).max_by_key(|qos| *qos as u8)
    }

    fn next_id(&mut self) -> u16 {
        loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.unacked.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }
}

fn lower(one: QoS, other: QoS) -> QoS {
    if (one as u8) < (other as u8) { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reaches_whom_it_concerns_once() {
        let mut hub = Hub::default();
        hub.connect("desk", true);
        hub.subscribe("desk", "a/#", QoS::AtLeastOnce);
        hub.subscribe("desk", "a/b", QoS::AtMostOnce);

        hub.publish(&Publish::new("a/b", QoS::AtLeastOnce, "x"));
        hub.publish(&Publish::new("c", QoS::AtLeastOnce, "y"));

        let got = hub.next_for("desk").unwrap();
        assert_eq!((got.topic.as_str(), got.qos, got.pkid), ("a/b", QoS::AtLeastOnce, 1));
        assert_eq!(hub.next_for("desk"), None);
    }

    #[test]
    fn the_retained_message_is_the_last_and_an_empty_one_takes_it_away() {
        let mut hub = Hub::default();
        for word in ["one", "two"] {
            hub.publish(&Publish { retain: true, ..Publish::new("s", QoS::AtLeastOnce, word) });
        }
        hub.connect("late", true);
        hub.subscribe("late", "s", QoS::AtLeastOnce);
        let got = hub.next_for("late").unwrap();
        assert_eq!((&*got.payload, got.retain), (&b"two"[..], true));

        hub.publish(&Publish { retain: true, ..Publish::new("s", QoS::AtLeastOnce, "three") });
        assert!(!hub.next_for("late").unwrap().retain);
        hub.publish(&Publish { retain: true, ..Publish::new("s", QoS::AtLeastOnce, "") });
        hub.connect("later", true);
        hub.subscribe("later", "s", QoS::AtLeastOnce);
        assert_eq!(hub.next_for("later"), None);
    }

    #[test]
    fn a_kept_session_gets_what_it_missed_and_what_it_did_not_acknowledge() {
        let mut hub = Hub::default();
        let (link, _) = hub.connect("desk", false);
        hub.subscribe("desk", "#", QoS::AtLeastOnce);
        hub.publish(&Publish::new("t", QoS::AtLeastOnce, "1"));
        hub.publish(&Publish::new("t", QoS::AtLeastOnce, "2"));
        let first = hub.next_for("desk").unwrap();
        hub.next_for("desk").unwrap();
        hub.acknowledge("desk", first.pkid);
        hub.disconnect("desk", link);
        hub.publish(&Publish::new("t", QoS::AtLeastOnce, "3"));

        assert!(hub.connect("desk", false).1);

        let got: Vec<_> = std::iter::from_fn(|| hub.next_for("desk")).collect();
        let got: Vec<_> = got.iter().map(|it| (&*it.payload, it.dup)).collect();
        assert_eq!(got, [(&b"2"[..], true), (&b"3"[..], false)]);
    }

    #[test]
    fn a_second_connection_takes_over_and_the_first_ones_end_does_not_matter() {
        let mut hub = Hub::default();
        let (first, _) = hub.connect("desk", true);
        let (second, present) = hub.connect("desk", true);
        hub.disconnect("desk", first);

        assert!(!present && hub.is_current("desk", second) && !hub.is_current("desk", first));
    }

    #[test]
    fn a_slow_subscriber_makes_publishers_wait_and_an_absent_one_does_not() {
        let mut hub = Hub::default();
        let (link, _) = hub.connect("slow", false);
        hub.subscribe("slow", "t", QoS::AtLeastOnce);
        for _ in 0..=BEHIND {
            hub.publish(&Publish::new("t", QoS::AtLeastOnce, "x"));
        }
        assert!(hub.is_behind("home", "t") && !hub.is_behind("home", "other"));
        assert!(!hub.is_behind("slow", "t"));
        hub.disconnect("slow", link);
        assert!(!hub.is_behind("home", "t"));
        hub.connect("slow", false);
        assert!(hub.is_behind("home", "t"));
        hub.disconnect_all();
        assert!(!hub.is_behind("home", "t"));
        for _ in 0..MOST_WAITING {
            hub.publish(&Publish::new("t", QoS::AtLeastOnce, "x"));
        }
        assert_eq!(hub.dropped, BEHIND as u64 + 1);
    }
}
