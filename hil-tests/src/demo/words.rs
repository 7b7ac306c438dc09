//! What does a message say, in the words of the people at the station?

use serde_json::Value;

/// A sentence for a message: its topic below the home's root and its payload. `None` for what only
/// machines care about.
pub(super) fn sentence(topic: &str, payload: &Value) -> Option<String> {
    let (kind, detail) = topic.split_once('/').unwrap_or((topic, ""));
    let body = payload.get("body").unwrap_or(&Value::Null);
    match kind {
        "status" => Some(format!("the gateway is {}", text(payload, "status"))),
        "alarm" => Some(alarm(body)),
        "event" => Some(event(detail, body)),
        "state" => Some(state(body)),
        "summary" => Some(format!("the {detail} is summed up")),
        "gap" => Some("some readings will not come".to_owned()),
        _ => None,
    }
}

/// What of a state is worth a line: where, asleep or awake, and how active.
pub(super) fn gist(payload: &Value) -> Option<String> {
    let body = payload.get("body")?;
    Some(["where", "sleep", "activity", "door"].map(|key| text(body, key)).join(" "))
}

fn alarm(body: &Value) -> String {
    let kind = text(body, "kind");
    let line = body.get("line").and_then(Value::as_str).map(|line| format!(" ({line})"));
    let line = line.unwrap_or_default();
    let priority = text(body, "priority");
    match text(body, "step") {
        "raised" => format!("ALARM {kind}, {priority}{line}"),
        "reminded" => format!("ALARM {kind}: still nobody has accepted it"),
        "escalated" => format!("ALARM {kind}, now {priority}: it reaches further"),
        "acknowledged" => format!("alarm {kind}: somebody acts"),
        "condition-cleared" if matches!(kind, "gas" | "co" | "smoke") => {
            format!("alarm {kind}: the air is clear again")
        }
        "condition-cleared" => format!("alarm {kind}: it is not so any more"),
        "closed" => format!("alarm {kind}: closed"),
        other => format!("alarm {kind}: {other}"),
    }
}

fn event(kind: &str, body: &Value) -> String {
    let line = text(body, "line");
    match kind {
        "bed-entry" => "went to bed".to_owned(),
        "bed-exit" => format!("left the bed at {}", clock(body, "from")),
        "got-up" => format!("got up for good at {}", clock(body, "from")),
        "turn-over" => format!("turned over, {} s", number(body, "length_s")),
        "sleep-onset" => format!("has been asleep since {}", clock(body, "from")),
        "wake" => format!("has been awake since {}", clock(body, "from")),
        "nap" => format!("took a nap of {} minutes", number(body, "asleep_min")),
        "door-opened" => format!("the {line} was opened").replace('-', " "),
        "door-closed" => format!("the {line} was closed").replace('-', " "),
        "left-home" => "has left the home".to_owned(),
        "came-home" => "has come home".to_owned(),
        "visitor" => "is not alone".to_owned(),
        "sensor-lost" => format!("{line} is not heard any more"),
        "sensor-back" => format!("{line} is heard again"),
        other => other.replace('-', " "),
    }
}

/// The wall's own sentence: where, asleep or awake, the numbers that there are, how active.
fn state(body: &Value) -> String {
    let place = match text(body, "where") {
        "bed" => "in bed",
        "home" => "at home",
        "away" => "away",
        _ => "nobody seen",
    };
    let mut parts = vec![place.to_owned()];
    let known = |key: &str| Some(text(body, key)).filter(|word| !matches!(*word, "unknown" | ""));
    parts.extend(known("sleep").map(str::to_owned));
    for (key, name) in [("heart_rate", "heart"), ("breathing_rate", "breath")] {
        let rate = body.get(key).and_then(|vital| vital.get("per_min"));
        parts.extend(rate.map(|rate| format!("{name} {rate}")));
    }
    parts.extend(known("activity").map(|word| match word {
        "none" => "no activity".to_owned(),
        word => format!("{word} activity"),
    }));
    parts.join(", ")
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(body: &Value, key: &str) -> String {
    body.get(key).map(ToString::to_string).unwrap_or_default()
}

/// The time of day in an RFC 3339 stamp.
fn clock(body: &Value, key: &str) -> String {
    text(body, key).chars().skip(11).take(8).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_happened_is_said_in_plain_words() {
        for (topic, body, words) in [
            (
                "event/bed-exit",
                json!({"from": "2026-11-23T22:01:09.000+08:00"}),
                "left the bed at 22:01:09",
            ),
            ("event/door-opened", json!({"line": "front-door"}), "the front door was opened"),
            ("event/nap", json!({"asleep_min": 35}), "took a nap of 35 minutes"),
            (
                "alarm/gas",
                json!({"kind": "gas", "step": "raised", "priority": "high", "line": "kitchen-gas"}),
                "ALARM gas, high (kitchen-gas)",
            ),
            (
                "alarm/gas",
                json!({"kind": "gas", "step": "condition-cleared"}),
                "alarm gas: the air is clear again",
            ),
            (
                "state",
                json!({"where": "bed", "sleep": "awake", "activity": "frequent",
                       "heart_rate": {"per_min": 80, "age_s": 2}}),
                "in bed, awake, heart 80, frequent activity",
            ),
        ] {
            assert_eq!(sentence(topic, &json!({ "body": body })).as_deref(), Some(words));
        }
        assert_eq!(sentence("minute", &json!({})), None);
    }
}
