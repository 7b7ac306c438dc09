//! What happened in a home? An event of the contract as a line of a day.

use alerts::message::{Figure, NightFigure};
use alerts::{Wall, When};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Lang, time};
use crate::core::heard::{EventSaid, Known};

/// What a line of the day needs of an event's body; everything else is left.
#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    from: Option<When>,
    #[serde(default)]
    asleep_min: Option<u32>,
    #[serde(default)]
    length_s: Option<u32>,
    #[serde(default)]
    line: Option<String>,
    #[serde(default)]
    of: Option<Known<NightFigure>>,
    #[serde(default)]
    value: Option<Figure>,
    #[serde(default)]
    usual: Option<Figure>,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    first_seen_by: Option<String>,
    #[serde(default)]
    last_heard: Option<When>,
}

/// Pieces of evidence that are told; a home says at most thirteen.
const MOST_EVIDENCE: usize = 6;

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
        "door-opened" => with(lang, fl!(words, "event-door-opened"), body),
        "door-closed" => with(lang, fl!(words, "event-door-closed"), body),
        "left-home" => fl!(words, "event-left-home"),
        "came-home" => fl!(words, "event-came-home"),
        "visitor" => fl!(words, "event-visitor"),
        "sensor-lost" => with(lang, fl!(words, "event-sensor-lost"), body),
        "sensor-back" => with(lang, fl!(words, "event-sensor-back"), body),
        "unusual-night" => unusual(lang, body),
        _ => fl!(words, "event-other", word = kind),
    }
}

/// Of which source: a home has several doors and many sensors.
fn with(lang: Lang, says: String, body: &Body) -> String {
    match &body.line {
        Some(line) => format!("{says}{}{line}", lang.colon()),
        None => says,
    }
}

/// How a home knows it, for whoever judges whether it is so: what decided that somebody left the bed, and
/// when a sensor was last heard. `None` where there is nothing to be told.
#[must_use]
pub fn grounds(lang: Lang, event: &EventSaid, zone: &TimeZone) -> Option<String> {
    let words = lang.words();
    let body: Body = serde_json::from_str(&event.body).ok()?;
    match event.kind.as_str() {
        "bed-exit" => {
            let (line, weights) = (body.first_seen_by?, body.evidence);
            let all = weights.iter().take(MOST_EVIDENCE).map(|it| weight(lang, it));
            let all = all.collect::<Vec<_>>().join(lang.comma());
            Some(match all.as_str() {
                "" => fl!(words, "event-seen-by", line = line),
                all => fl!(words, "event-seen-by-because", line = line, evidence = all),
            })
        }
        "sensor-lost" => Some(match body.last_heard {
            Some(at) => {
                fl!(words, "event-last-heard", time = time::clock_s(at.wall(), zone))
            }
            None => fl!(words, "box-never-heard"),
        }),
        _ => None,
    }
}

/// `rise +4.5` in the viewer's language; a name of a newer home is its own word.
fn weight(lang: Lang, said: &str) -> String {
    let words = lang.words();
    let (name, number) = said.rsplit_once(' ').unwrap_or((said, ""));
    let name = match name {
        "flag" => fl!(words, "weight-flag"),
        "presence" => fl!(words, "weight-presence"),
        "rise" => fl!(words, "weight-rise"),
        "movement" => fl!(words, "movement"),
        "heart or breath" => fl!(words, "weight-vitals"),
        "nobody in view" => fl!(words, "weight-nobody"),
        "elsewhere" => fl!(words, "weight-elsewhere"),
        "coming" => fl!(words, "weight-coming"),
        "beside the bed" => fl!(words, "weight-beside"),
        "bedroom motion" => fl!(words, "weight-bedroom"),
        "nothing moves elsewhere" => fl!(words, "weight-quiet"),
        "the mat keeps still" => fl!(words, "weight-silence"),
        "mat" => fl!(words, "weight-mat"),
        other => other.to_owned(),
    };
    format!("{name} {number}").trim_end().to_owned()
}

/// In which way a night was unlike the others.
fn unusual(lang: Lang, body: &Body) -> String {
    let words = lang.words();
    let (Some(of), Some(value), Some(usual)) = (&body.of, body.value, body.usual) else {
        return fl!(words, "event-unusual-night");
    };
    let name = match of {
        Known::Other(word) => word.clone(),
        Known::Word(of) => match of {
            NightFigure::BedExits => fl!(words, "unusual-bed-exits"),
            NightFigure::HeartRate => fl!(words, "heart-rate"),
            NightFigure::BreathingRate => fl!(words, "breathing-rate"),
            NightFigure::BedTime => fl!(words, "unusual-bed-time"),
            NightFigure::RisingTime => fl!(words, "unusual-rising-time"),
            NightFigure::TurnOvers => fl!(words, "unusual-turn-overs"),
            NightFigure::Movement => fl!(words, "movement"),
        },
    };
    let is_time = matches!(of, Known::Word(NightFigure::BedTime | NightFigure::RisingTime));
    let say = |figure: Figure| if is_time { since_noon(figure) } else { number(figure) };
    fl!(words, "event-unusual", of = name, value = say(value), usual = say(usual))
}

/// `23:40`, of minutes since noon.
fn since_noon(figure: Figure) -> String {
    let min = (figure.hundredths.div_euclid(100) + 12 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", min / 60, min % 60)
}

/// With a tenth where there is one.
fn number(figure: Figure) -> String {
    let tenths = (figure.hundredths + 5).div_euclid(10);
    match tenths.rem_euclid(10) {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
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
    fn a_door_and_a_sensor_are_named_and_an_unusual_night_says_what_was_unusual() {
        let door = said("door-opened", r#"{"line":"front-door","means":"entrance"}"#);
        assert_eq!(event(Lang::English, &door).1, "door opened: front-door");
        let night = |body| event(Lang::English, &said("unusual-night", body)).1;
        assert_eq!(
            night(r#"{"date":"2026-11-23","of":"bed-exits","value":5,"usual":1.5}"#),
            "a night unlike the others: times out of bed 5, usually 1.5"
        );
        assert_eq!(
            night(r#"{"date":"2026-11-23","of":"bed-time","value":760,"usual":540}"#),
            "a night unlike the others: to bed at 00:40, usually 21:00"
        );
        assert_eq!(night("{}"), "a night unlike the others");
        let chinese =
            event(Lang::Chinese, &said("unusual-night", r#"{"of":"x","value":1,"usual":2}"#));
        assert_eq!(chinese.1, "与平时不同的一夜：x 1，平时2");
    }

    #[test]
    fn what_decided_that_somebody_left_the_bed_and_when_a_sensor_was_last_heard_can_be_read() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let why = |lang, kind, body| grounds(lang, &said(kind, body), &zone);
        let exit = r#"{"evidence":["rise +4.5","flag −0.3","lidar +1.0"],"first_seen_by":"bed"}"#;
        assert_eq!(
            why(Lang::English, "bed-exit", exit).unwrap(),
            "first seen by bed: getting up +4.5, the radar’s flag −0.3, lidar +1.0"
        );
        assert_eq!(
            why(Lang::Chinese, "bed-exit", exit).unwrap(),
            "最先发现：bed（起身 +4.5，雷达标志 −0.3，lidar +1.0）"
        );
        let lost = r#"{"line":"bed","last_heard":"2026-11-23T03:12:08.000+08:00"}"#;
        assert_eq!(why(Lang::English, "sensor-lost", lost).unwrap(), "last heard 03:12:08");
        assert_eq!(why(Lang::English, "sensor-lost", "{}").unwrap(), "never heard");
        assert_eq!(why(Lang::English, "bed-exit", "{}"), None);
        assert_eq!(why(Lang::English, "nap", exit), None);
    }

    #[test]
    fn an_event_of_a_newer_home_is_said_by_its_word() {
        assert_eq!(event(Lang::English, &said("sneeze", "[1,2")), (None, "sneeze".into()));
    }
}
