//! The desk at the station: a person who sees each alarm and, after a while, accepts it.

use std::collections::BTreeMap;
use std::time::Duration;

use protocol::Mono;
use serde_json::{Value, json};

use crate::home::{COMMUNITY, HOME};
use crate::subscriber::Message;

/// From an alarm on the screen to somebody who acts, in the home's time.
const REACTION: Duration = Duration::from_secs(50);

/// What waits for the person at the desk.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// Alarm and when it is accepted.
    open: BTreeMap<String, Mono>,
    accepted: u32,
}

impl Desk {
    pub(crate) fn hear(&mut self, now: Mono, message: &Message) {
        let body = message.json();
        let word = |key: &str| body.pointer(key).and_then(Value::as_str).map(str::to_owned);
        let is_step = message.topic.contains("/alarm/");
        match (word("/body/alarm").filter(|_| is_step), word("/body/step").as_deref()) {
            (Some(alarm), Some("raised")) => {
                self.open.insert(alarm, now + REACTION);
            }
            (Some(alarm), Some("closed")) => {
                self.open.remove(&alarm);
            }
            (Some(_), Some(_)) | (None, _) | (_, None) => {}
        }
    }

    /// The next command that is due: topic and payload.
    pub(crate) fn poll_command(&mut self, now: Mono) -> Option<(String, String)> {
        let due = self.open.iter().find(|(_, at)| **at <= now).map(|(alarm, _)| alarm.clone())?;
        self.open.remove(&due);
        self.accepted += 1;
        let payload = json!({
            "request": format!("desk-{}", self.accepted),
            "alarm": due, "by": "desk-1", "stage": "accepted",
        });
        let topic = format!("hearth/v1/{COMMUNITY}/{HOME}/command/acknowledge");
        Some((topic, payload.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Stopwatch;

    #[test]
    fn an_alarm_is_accepted_once_and_a_closed_one_not_at_all() {
        let mut desk = Desk::default();
        desk.hear(Mono::ZERO, &step("1-1", "raised"));
        desk.hear(Mono::ZERO, &step("1-2", "raised"));
        desk.hear(Mono(9_000), &step("1-2", "closed"));

        assert_eq!(desk.poll_command(Mono(49_999)), None);
        let (topic, payload) = desk.poll_command(Mono(50_000)).unwrap();
        assert_eq!(topic, "hearth/v1/kangzhuang/h0042/command/acknowledge");
        assert_eq!(
            payload,
            r#"{"alarm":"1-1","by":"desk-1","request":"desk-1","stage":"accepted"}"#
        );
        assert_eq!(desk.poll_command(Mono(99_000)), None);
    }

    fn step(alarm: &str, step: &str) -> Message {
        let payload = json!({ "body": { "alarm": alarm, "step": step } }).to_string();
        Message {
            topic: "hearth/v1/kangzhuang/h0042/alarm/gas".to_owned(),
            payload: payload.into_bytes(),
            retained: false,
            came: Stopwatch::start(),
        }
    }
}
