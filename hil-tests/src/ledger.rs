//! What does a station know after all that it was sent? The receiver that the contract asks for.
//!
//! It drops what it has seen (`id`), sees what is missing (`seq` grows by one), and notes what may
//! never happen: one id with two contents, one lane out of order, one step of an alarm under two
//! ids.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::broker::Received;
use crate::subscriber::Message;

/// Levels of a topic above the home's own.
const ROOT_LEVELS: usize = 4;

/// A message that was not seen before.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    /// Below the home's root: `alarm/smoke`.
    pub topic: String,
    /// `8a17`.
    pub id: String,
    /// `alarms`, `events` or `readings`.
    pub lane: String,
    /// The daemon's start.
    pub boot: u64,
    /// Its place in the lane.
    pub seq: u64,
    /// Milliseconds since the daemon's start.
    pub mono: u64,
    /// When it happened.
    pub at: Option<String>,
    /// What.
    pub body: Value,
}

impl Delivered {
    /// A word of the body.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        self.body.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Everything of the three lanes, in the order in which it first came.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Each message once.
    pub first: Vec<Delivered>,
    /// How many came again with the same id and content: allowed.
    pub again: usize,
    /// What may never happen, in words.
    pub wrong: Vec<String>,
}

impl Ledger {
    /// Reads what a subscriber heard.
    #[must_use]
    pub fn read(heard: &[Message]) -> Self {
        Self::of(heard.iter().map(|message| (message.topic.as_str(), message.json())))
    }

    /// Reads what a broker received, whoever heard it.
    #[must_use]
    pub fn received(received: &[Received]) -> Self {
        Self::of(received.iter().map(|message| (message.topic.as_str(), message.json())))
    }

    fn of<'a>(messages: impl Iterator<Item = (&'a str, Value)>) -> Self {
        let mut ledger = Self::default();
        let mut known: BTreeMap<String, (String, Value)> = BTreeMap::new();
        let mut steps: BTreeMap<String, String> = BTreeMap::new();
        for (topic, payload) in messages {
            let Some(delivered) = delivered(topic, &payload) else { continue };
            let content = (delivered.topic.clone(), lasting(&delivered.body));
            match known.get(&delivered.id) {
                Some(seen) if *seen == content => ledger.again += 1,
                Some(_) => ledger.wrong.push(format!("{} with two contents", delivered.id)),
                None => {
                    known.insert(delivered.id.clone(), content);
                    if let Some(step) = step(&delivered)
                        && let Some(other) = steps.insert(step.clone(), delivered.id.clone())
                    {
                        ledger.wrong.push(format!("{step} as {other} and {}", delivered.id));
                    }
                    ledger.first.push(delivered);
                }
            }
        }
        ledger.look_for_disorder();
        ledger
    }

    /// The messages on a topic, or below it if it ends with `/`.
    pub fn on<'a>(&'a self, topic: &'a str) -> impl Iterator<Item = &'a Delivered> {
        self.first.iter().filter(move |delivered| {
            delivered.topic == topic || topic.ends_with('/') && delivered.topic.starts_with(topic)
        })
    }

    /// How many messages are on a topic.
    #[must_use]
    pub fn count(&self, topic: &str) -> usize {
        self.on(topic).count()
    }

    /// The first raising of each alarm of a kind.
    #[must_use]
    pub fn raised(&self, kind: &str) -> Vec<&Delivered> {
        let topic = format!("alarm/{kind}");
        let raised =
            self.first.iter().filter(|it| it.topic == topic && it.word("step") == "raised");
        raised.collect()
    }

    /// Numbers that are missing, in each lane of each boot, up to the highest that came; without those
    /// of which a `gap` says that they were given up.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut lanes: BTreeMap<(u64, &str), BTreeSet<u64>> = BTreeMap::new();
        for it in &self.first {
            lanes.entry((it.boot, &it.lane)).or_default().insert(it.seq);
        }
        let missing = |((boot, lane), seen): ((u64, &str), BTreeSet<u64>)| {
            let last = seen.last().copied().unwrap_or(0);
            let missing = (1..=last).filter(|seq| !seen.contains(seq)).collect();
            let told = self.without_told(boot, lane, missing).into_iter();
            told.map(|seq| format!("boot {boot}, {lane}, {seq}")).collect::<Vec<_>>()
        };
        lanes.into_iter().flat_map(missing).collect()
    }

    /// Takes away what the gaps of a lane account for: a gap names a range, and how many of it.
    fn without_told(&self, boot: u64, lane: &str, missing: Vec<u64>) -> Vec<u64> {
        let number =
            |it: &Delivered, key: &str| it.body.get(key).and_then(Value::as_u64).unwrap_or(0);
        let of_lane = |it: &&Delivered| number(it, "boot") == boot && it.word("lane") == lane;
        let gaps: Vec<_> = self.on("gap").filter(of_lane).collect();
        let count: u64 = gaps.iter().map(|it| number(it, "count")).sum();
        let (told, open): (Vec<_>, Vec<_>) = missing.into_iter().partition(|seq| {
            gaps.iter().any(|it| (number(it, "from")..=number(it, "to")).contains(seq))
        });
        if u64::try_from(told.len()).is_ok_and(|told| told <= count) { open } else { told }
    }

    /// The highest number of a lane of a boot; 0 if nothing came.
    #[must_use]
    pub fn last(&self, boot: u64, lane: &str) -> u64 {
        let of_lane = self.first.iter().filter(|it| it.boot == boot && it.lane == lane);
        of_lane.map(|it| it.seq).max().unwrap_or(0)
    }

    fn look_for_disorder(&mut self) {
        let mut last: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for it in &self.first {
            let place = (it.boot, it.seq);
            if let Some(before) = last.insert(&it.lane, place)
                && before > place
            {
                self.wrong.push(format!("{} after {before:?} of its lane", it.id));
            }
        }
    }
}

/// What may not change when a message comes again: all but whether it was on the disk yet.
fn lasting(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("durable");
    }
    body
}

/// One step of an alarm happens once.
fn step(it: &Delivered) -> Option<String> {
    let alarm = it.body.get("alarm")?.as_str()?;
    let at = it.at.clone().unwrap_or_default();
    Some(format!("{alarm} {} at {at}", it.word("step")))
}

fn delivered(topic: &str, payload: &Value) -> Option<Delivered> {
    let text = |key: &str| payload.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| payload.get(key).and_then(Value::as_u64);
    Some(Delivered {
        topic: topic.splitn(ROOT_LEVELS + 1, '/').nth(ROOT_LEVELS)?.to_owned(),
        id: text("id")?,
        lane: text("lane")?,
        boot: number("boot")?,
        seq: number("seq")?,
        mono: number("mono")?,
        at: text("at"),
        body: payload.get("body").cloned()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Stopwatch;

    #[test]
    fn what_comes_again_is_dropped_and_what_is_missing_is_seen() {
        let ledger = Ledger::read(&[
            alarm(1, "raised"),
            alarm(2, "reminded"),
            alarm(1, "raised"),
            alarm(4, "closed"),
        ]);

        assert_eq!(ledger.first.len(), 3);
        assert_eq!(ledger.again, 1);
        assert_eq!(ledger.wrong, Vec::<String>::new());
        assert_eq!(ledger.missing(), ["boot 8, alarms, 3"]);
        assert_eq!(ledger.last(8, "alarms"), 4);
    }

    #[test]
    fn what_a_gap_says_was_given_up_is_not_missing() {
        let gap = |count: u64| {
            let body = json!({ "lane": "alarms", "boot": 8, "from": 2, "to": 4, "count": count,
                               "reason": "thinned" });
            message(
                "gap",
                &json!({ "v": 1, "id": "8e1", "boot": 8, "lane": "events", "seq": 1, "mono": 5,
                         "body": body }),
            )
        };
        let heard = |count| [alarm(1, "raised"), gap(count), alarm(5, "closed")];

        assert_eq!(Ledger::read(&heard(3)).missing(), Vec::<String>::new());
        assert_eq!(Ledger::read(&heard(2)).missing().len(), 3, "one more than was told");
    }

    #[test]
    fn one_id_with_two_contents_one_step_with_two_ids_and_disorder_are_wrong() {
        assert_eq!(
            Ledger::read(&[alarm(1, "raised"), alarm(1, "closed")]).wrong,
            ["8a1 with two contents"]
        );
        assert_eq!(
            Ledger::read(&[alarm(1, "raised"), alarm(2, "raised")]).wrong,
            ["8-3 raised at now as 8a1 and 8a2"]
        );
        assert_eq!(
            Ledger::read(&[alarm(2, "closed"), alarm(1, "raised")]).wrong,
            ["8a1 after (8, 2) of its lane"]
        );
    }

    #[test]
    fn an_alarm_that_comes_again_when_it_is_on_the_disk_is_the_same() {
        let as_durable = |durable: bool| {
            message(
                "alarm/gas",
                &json!({ "v": 1, "id": "8a1", "boot": 8, "lane": "alarms", "seq": 1, "mono": 5,
                         "body": { "step": "raised", "durable": durable } }),
            )
        };

        let ledger = Ledger::read(&[as_durable(false), as_durable(true)]);

        assert_eq!((ledger.again, ledger.wrong), (1, vec![]));
    }

    #[test]
    fn live_messages_are_not_in_the_ledger() {
        let state = message("state", &json!({ "v": 1, "home": "h", "boot": 8, "body": {} }));

        assert!(Ledger::read(&[state]).first.is_empty());
    }

    fn alarm(seq: u64, step: &str) -> Message {
        message(
            "alarm/gas",
            &json!({ "v": 1, "id": format!("8a{seq}"), "boot": 8, "lane": "alarms", "seq": seq,
                     "mono": 5, "at": "now", "body": { "alarm": "8-3", "step": step } }),
        )
    }

    fn message(topic: &str, payload: &Value) -> Message {
        Message {
            topic: format!("hearth/v1/c/h/{topic}"),
            payload: payload.to_string().into_bytes(),
            retained: false,
            came: Stopwatch::start(),
        }
    }
}
