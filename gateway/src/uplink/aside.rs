//! What does the broker not take, and when is it offered again? The dead letters of the uplink: each
//! with its reason, tried again slowly and alone, for ever. The rows stay in the outbox.
//!
//! Once a row was set aside, the next of its topic goes alone too. If that one is taken, the row was
//! to blame; if it is not, the topic is, and all of it waits. Each try of a topic is made with another
//! row, so that one bad row cannot keep the good ones behind it for ever.

use std::collections::BTreeSet;
use std::time::Duration;

use alerts::Mono;
use alerts::message::{Id, Lane};

use super::inflight::Sent;
use super::state::SetAside;

/// Entries at most: a home has about thirty topics. What finds no room is not set aside, and is
/// offered at every connection, with growing pauses.
const MOST: usize = 32;

/// Rows of a topic that are remembered as tried while all of it is set aside.
const TRIED: usize = 4;

/// Until the first try: a broker that was in trouble for a moment may have closed on anything.
const SOON: Duration = Duration::from_secs(5);

/// Until the second: the trouble may have lasted a little longer.
const AGAIN: Duration = Duration::from_secs(15);

/// Until the third; then twice as long each time, …
const SLOWLY: Duration = Duration::from_secs(60);

/// … up to this. An alarm is tried again after [`SLOWLY`] each time: the broker may be mended at any
/// moment, and somebody may lie on a floor.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Between two tries that cost a connection, whatever they are of: what can be sent must get its turn.
const BETWEEN: Duration = Duration::from_secs(10);

/// A try that has found nothing to send for so long has nothing left to send. If it only was not its
/// turn, it is found out anew; not longer, for others wait for their try.
const UNUSED: Duration = Duration::from_secs(20);

/// What an entry keeps back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    /// One message.
    One(Sent),
    /// All rows of a topic; this one was the last to be tried.
    Topic(Sent),
}

/// Why something is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The broker closes the connection on it.
    Closes,
    /// It has no payload that could be sent.
    Unsendable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting { due: Mono },
    Trying { since: Mono, on_its_way: bool },
}

#[derive(Clone, Debug)]
struct Entry {
    keeps: Keeps,
    topic: String,
    why: Why,
    since: Mono,
    tries: u32,
    state: State,
    /// Nothing was acknowledged since.
    is_fresh: bool,
}

/// Whether a message may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// With others.
    Free,
    /// With nothing else on the wire.
    Alone,
    /// Not now.
    Aside,
}

/// What a connection that was closed says of the message that was alone on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// It was set aside before, and was tried again.
    Again,
    /// It is the second of its topic: all of it is set aside now.
    OnTopic,
    /// Nothing was known of it.
    OnMessage,
}

/// Everything that is set aside.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    entries: Vec<Entry>,
    /// Topics of which the next row tells whether the topic is to blame; at most one for each entry.
    doubtful: BTreeSet<String>,
    /// No try before.
    not_before: Mono,
}

impl Aside {
    /// May this go?
    pub(crate) fn judge(&self, sent: Sent, topic: &str) -> Verdict {
        let is_trying = |entry: &Entry| match entry.state {
            State::Trying { .. } => Verdict::Alone,
            State::Waiting { .. } => Verdict::Aside,
        };
        if let Some(entry) = self.entries.iter().find(|entry| entry.keeps == Keeps::One(sent)) {
            is_trying(entry)
        } else if let Some(entry) = self.entries.iter().find(|entry| entry.keeps_topic(topic)) {
            is_trying(entry)
        } else if self.doubtful.contains(topic) {
            Verdict::Alone
        } else {
            Verdict::Free
        }
    }

    /// A message was handed over.
    pub(crate) fn handed_over(&mut self, sent: Sent, topic: &str) {
        if let Some(Entry { state: State::Trying { on_its_way, .. }, .. }) = self.tried(sent, topic)
        {
            *on_its_way = true;
        }
    }

    /// A message was acknowledged; true if rows that were passed over have to be fetched again. What
    /// is due is tried at once, one after the other, as long as the broker takes it.
    pub(crate) fn acknowledged(&mut self, now: Mono, sent: Sent, topic: &str) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        self.doubtful.remove(topic);
        let all = self.entries.len();
        self.entries.retain(|entry| entry.keeps != Keeps::One(sent));
        if self.entries.len() < all {
            tracing::info!(
                message_id = name_of(sent),
                "the broker takes a message that was set aside"
            );
        }
        let before = self.entries.len();
        self.entries.retain(|entry| !entry.keeps_topic(topic));
        let is_topic_free = self.entries.len() < before;
        if is_topic_free {
            tracing::info!(
                message_id = name_of(sent),
                "the broker takes messages like this one again"
            );
        }
        // Where several were set aside without an acknowledgement between them, it may have been the
        // broker all the time.
        let were_many = self.in_a_row() > 1;
        for entry in &mut self.entries {
            let is_likely =
                (is_topic_free && entry.topic == topic) || (were_many && entry.is_fresh);
            entry.is_fresh = false;
            if let (State::Waiting { due }, Why::Closes) = (&mut entry.state, entry.why)
                && is_likely
            {
                *due = now;
            }
        }
        let is_anything_free = self.entries.len() < all;
        is_topic_free || (is_anything_free && self.handle_timeout(now))
    }

    /// The broker has closed the connection while this was alone on the wire.
    pub(crate) fn closed(&mut self, now: Mono, sent: Sent, topic: &str) -> Closed {
        if let Some(entry) = self.tried(sent, topic) {
            entry.failed(now, sent);
            let is_topic = entry.keeps_topic(topic);
            self.not_before = now + BETWEEN;
            if is_topic {
                self.remember_tried(now, sent, topic);
            }
            return Closed::Again;
        }
        if self.doubtful.remove(topic) {
            self.remember_tried(now, sent, topic);
            self.add(now, Keeps::Topic(sent), topic, Why::Closes);
            tracing::warn!(
                message_id = name_of(sent),
                "the broker closes the connection on every message like this one: they are set \
                 aside, and tried again later; check its access rules for this login"
            );
            return Closed::OnTopic;
        }
        Closed::OnMessage
    }

    /// Sets a message aside; false if there is no room for it.
    pub(crate) fn set(&mut self, now: Mono, sent: Sent, topic: &str, why: Why) -> bool {
        if !self.add(now, Keeps::One(sent), topic, why) {
            return false;
        }
        if matches!(sent, Sent::Row(..)) && why == Why::Closes {
            self.doubtful.insert(topic.to_owned());
        }
        let message = name_of(sent);
        match why {
            Why::Closes => tracing::warn!(
                message_id = message,
                "the broker closes the connection on this message: it is set aside, and tried \
                 again later; check the broker's access rules and its limits"
            ),
            Why::Unsendable => {
                tracing::error!(message_id = message, "this message cannot be sent as it is");
            }
        }
        tracing::debug!(message_id = message, topic, "set aside");
        true
    }

    /// The connection ended for another reason.
    pub(crate) fn interrupted(&mut self, now: Mono) {
        for entry in &mut self.entries {
            if let State::Trying { since, on_its_way } = &mut entry.state {
                (*since, *on_its_way) = (now, false);
            }
        }
    }

    /// Time has passed on a connection; true if rows that were passed over have to be fetched again.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> bool {
        self.entries.retain(|entry| match entry.state {
            State::Trying { since, on_its_way: false } => now.since(since) < UNUSED,
            State::Trying { .. } | State::Waiting { .. } => true,
        });
        let is_trying = |entry: &Entry| matches!(entry.state, State::Trying { .. });
        if now < self.not_before || self.entries.iter().any(is_trying) {
            return false;
        }
        let kept_by_topic: Vec<String> = self
            .entries
            .iter()
            .filter(|entry| matches!(entry.keeps, Keeps::Topic(_)))
            .map(|entry| entry.topic.clone())
            .collect();
        let next = self
            .entries
            .iter_mut()
            .filter(|entry| match entry.keeps {
                Keeps::Topic(_) => true,
                Keeps::One(_) => !kept_by_topic.contains(&entry.topic),
            })
            .filter_map(|entry| match entry.state {
                State::Waiting { due } if due <= now && entry.why == Why::Closes => {
                    Some(((!entry.is_alarm(), due), entry))
                }
                State::Waiting { .. } | State::Trying { .. } => None,
            })
            .min_by_key(|(urgency, _)| *urgency);
        let Some((_, entry)) = next else { return false };
        entry.state = State::Trying { since: now, on_its_way: false };
        !matches!(entry.keeps, Keeps::One(Sent::Live(_)))
    }

    /// How many were set aside since anything was acknowledged.
    pub(crate) fn in_a_row(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_fresh).count()
    }

    /// For whoever asks.
    pub(crate) fn list(&self, now: Mono) -> Vec<SetAside> {
        let shown = |entry: &Entry| SetAside {
            id: match entry.keeps {
                Keeps::One(sent) => id_of(sent),
                Keeps::Topic(_) => None,
            },
            topic: entry.topic.clone(),
            why: match entry.why {
                Why::Closes => "the broker closes the connection on it".to_owned(),
                Why::Unsendable => "it cannot be sent as it is".to_owned(),
            },
            for_s: now.since(entry.since).as_secs(),
            tries: entry.tries,
        };
        self.entries.iter().map(shown).collect()
    }

    /// The entry that is being tried with this message.
    fn tried(&mut self, sent: Sent, topic: &str) -> Option<&mut Entry> {
        let is_of = |entry: &&mut Entry| {
            matches!(entry.state, State::Trying { .. })
                && (entry.keeps == Keeps::One(sent) || entry.keeps_topic(topic))
        };
        self.entries.iter_mut().find(is_of)
    }

    fn remember_tried(&mut self, now: Mono, sent: Sent, topic: &str) {
        let is_row = |entry: &Entry| entry.topic == topic && matches!(entry.keeps, Keeps::One(_));
        if self.entries.iter().filter(|entry| is_row(entry)).count() >= TRIED
            && let Some(oldest) = self.entries.iter().position(is_row)
        {
            self.entries.remove(oldest);
        }
        self.add(now, Keeps::One(sent), topic, Why::Closes);
    }

    fn add(&mut self, now: Mono, keeps: Keeps, topic: &str, why: Why) -> bool {
        if self.entries.len() >= MOST {
            return false;
        }
        let topic = topic.to_owned();
        let state = State::Waiting { due: now + SOON };
        let (since, tries, is_fresh) = (now, 0, true);
        self.entries.push(Entry { keeps, topic, why, since, tries, state, is_fresh });
        true
    }
}

impl Entry {
    fn keeps_topic(&self, topic: &str) -> bool {
        matches!(self.keeps, Keeps::Topic(_)) && self.topic == topic
    }

    fn is_alarm(&self) -> bool {
        let (Keeps::One(sent) | Keeps::Topic(sent)) = self.keeps;
        matches!(sent, Sent::Row(Lane::Alarms, _))
    }

    fn failed(&mut self, now: Mono, sent: Sent) {
        let longer = SLOWLY.saturating_mul(1 << self.tries.saturating_sub(1).min(8)).min(LONGEST);
        let wait = match self.tries {
            0 => AGAIN,
            _ if self.is_alarm() => SLOWLY,
            _ => longer,
        };
        self.tries = self.tries.saturating_add(1);
        self.state = State::Waiting { due: now + wait };
        if let Keeps::Topic(last) = &mut self.keeps {
            *last = sent;
        }
        tracing::debug!(message_id = name_of(sent), topic = self.topic, ?wait, "still not taken");
    }
}

/// How the log calls a message: a row by its id, for its topic may say what a resident does.
fn name_of(sent: Sent) -> String {
    match sent {
        Sent::Row(..) => id_of(sent).unwrap_or_default(),
        Sent::Live(place) => place.topic().to_owned(),
        Sent::Status => "status".to_owned(),
    }
}

/// The id of a row; a live message has none.
fn id_of(sent: Sent) -> Option<String> {
    match sent {
        Sent::Row(lane, key) => Some(Id { boot: key.boot, lane, seq: key.seq }.to_string()),
        Sent::Live(_) | Sent::Status => None,
    }
}
