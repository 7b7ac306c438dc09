//! What happened in a home? An event of the contract as a line of a day.

use alerts::{Wall, When};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::Lang;
use crate::core::heard::EventSaid;

/// What a line of the day needs of an event's body; everything else is left.
#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    from: Option<When>,
    #[serde(default)]
    asleep_min: Option<u32>,
    #[serde(default)]
    length_s: Option<u32>,
}

/// When it began, if the home says so, and what it was.
#[must_use]
pub fn event(lang: Lang, event: &EventSaid) -> (Option<Wall>, String) {
    // A body of a newer home that does not fit is an event without details.
    let body: Body = serde_json::from_str(&event.body).unwrap_or_default();
    (body.from.map(When::wall), say(lang, &event.kind, &body))
}

fn say(lang: Lang, kind: &str, body: &Body) -> String {
    let words = lang.words();
    let number = |n: Option<u32>| n.unwrap_or(0).to_string();
    match kind {
        "bed-entry" => fl!(words, "event-bed-entry"),
        "bed-exit" => fl!(words, "event-bed-exit"),
        "got-up" => fl!(words, "event-got-up"),
        "turn-over" => fl!(words, "event-turn-over"),
        "sleep-onset" => fl!(words, "event-sleep-onset"),
        "wake" => fl!(words, "event-wake"),
        "nap" => fl!(words, "event-nap", min = number(body.asleep_min)),
        "breathing-pause" => fl!(words, "event-breathing-pause", s = number(body.length_s)),
        "door-opened" => fl!(words, "event-door-opened"),
        "door-closed" => fl!(words, "event-door-closed"),
        "left-home" => fl!(words, "event-left-home"),
        "came-home" => fl!(words, "event-came-home"),
        "visitor" => fl!(words, "event-visitor"),
        "sensor-lost" => fl!(words, "event-sensor-lost"),
        "sensor-back" => fl!(words, "event-sensor-back"),
        "unusual-night" => fl!(words, "event-unusual-night"),
        _ => fl!(words, "event-other", word = kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: &str, body: &str) -> EventSaid {
        EventSaid { kind: kind.into(), fact: None, withdrawn: false, body: body.into() }
    }

    #[test]
    fn a_nap_is_said_with_its_length_and_when_it_began() {
        let nap = said("nap", r#"{"from":"2026-11-23T13:00:00.000+08:00","asleep_min":35}"#);
        let (from, text) = event(Lang::English, &nap);
        assert_eq!((from, text.as_str()), (Some(Wall(1_795_410_000_000)), "nap of 35 min"));
        assert_eq!(event(Lang::Chinese, &nap).1, "小睡35分钟");
    }

    #[test]
    fn an_event_of_a_newer_home_is_said_by_its_word() {
        assert_eq!(event(Lang::English, &said("sneeze", "[1,2")), (None, "sneeze".into()));
    }
}
