//! How was the day, in a sentence? Of the home's own summary; what is not known is not said.

use alerts::message::DaySummary;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;

use super::{Lang, time};

/// Where less of the day was seen, the sentence says so: hundredths.
const MOSTLY: i64 = 80;

/// The sentence; `None` if the home could say nothing of that day.
#[must_use]
pub fn sentence(lang: Lang, day: &DaySummary, zone: &TimeZone) -> Option<String> {
    let words = lang.words();
    let mut parts = Vec::new();
    parts.extend(day.nap_min.map(|min| match (min, day.evening_nap_min) {
        (0, _) => fl!(words, "day-no-nap"),
        (min, Some(evening)) if evening > 0 => {
            let (min, evening) = (time::minutes(lang, min), time::minutes(lang, evening));
            let naps = each_nap(lang, day, zone);
            fl!(words, "day-naps-evening", length = min, evening = evening, naps = naps)
        }
        (min, _) => {
            let (length, naps) = (time::minutes(lang, min), each_nap(lang, day, zone));
            fl!(words, "day-naps", length = length, naps = naps)
        }
    }));
    parts.extend(day.bed_exits.map(|n| fl!(words, "day-bed-exits", n = n)));
    parts.extend(day.door_openings.map(|n| fl!(words, "day-door", n = n)));
    parts.extend(day.away_min.map(|min| match min {
        0 => fl!(words, "day-not-out"),
        min => fl!(words, "day-out", length = time::minutes(lang, min)),
    }));
    if parts.is_empty() {
        return None;
    }
    if day.coverage.hundredths < MOSTLY {
        parts.push(fl!(words, "day-seen-in-part"));
    }
    Some(parts.join(lang.comma()))
}

/// When each of them was, and of several how long each: two short ones are not one long one. Nothing
/// where the home lists none.
fn each_nap(lang: Lang, day: &DaySummary, zone: &TimeZone) -> String {
    let naps = day.naps.iter().flatten().filter_map(|nap| Some((nap.from?.wall(), nap.min)));
    let naps: Vec<_> = naps.map(|(from, min)| (time::clock(from, zone), min)).collect();
    let said = match naps.as_slice() {
        [] => return String::new(),
        [(from, _)] => from.clone(),
        many => {
            let each = many.iter().map(|(from, min)| {
                let length = time::minutes(lang, (*min).into());
                fl!(lang.words(), "day-nap-each", from = from.as_str(), length = length)
            });
            each.collect::<Vec<_>>().join(lang.comma())
        }
    };
    fl!(lang.words(), "day-naps-each", naps = said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> [Option<String>; 2] {
        let day = serde_json::from_str(body).unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        Lang::ALL.map(|lang| sentence(lang, &day, &zone))
    }

    #[test]
    fn each_nap_is_told_by_when_it_was_and_of_several_how_long_each_was() {
        let [english, chinese] = said(
            r#"{"date":"2026-11-23","nap_min":55,"naps":[{"from":"2026-11-23T13:05:00.000+08:00","min":35},{"min":9},{"from":"2026-11-23T16:40:00.000+08:00","min":20}],"coverage":1}"#,
        );
        assert_eq!(english.unwrap(), "naps of 55 min (13:05 for 35 min, 16:40 for 20 min)");
        assert_eq!(chinese.unwrap(), "小睡55分钟（13:05起35分钟，16:40起20分钟）");
        let [english, _] = said(
            r#"{"date":"2026-11-23","nap_min":35,"evening_nap_min":35,"naps":[{"from":"2026-11-23T19:30:00.000+08:00","min":35}],"coverage":1}"#,
        );
        assert_eq!(english.unwrap(), "naps of 35 min (19:30), 35 min of them in the evening");
    }

    #[test]
    fn a_day_is_said_in_one_sentence_and_what_is_not_known_of_it_is_left_out() {
        let [english, chinese] = said(
            r#"{"date":"2026-11-23","nap_min":35,"evening_nap_min":10,"bed_exits":1,"door_openings":4,"away_min":130,"coverage":0.97}"#,
        );
        assert_eq!(
            english.unwrap(),
            "naps of 35 min, 10 min of them in the evening, out of bed once by day, the front door \
             opened 4 times, away from home for 2 h 10 min"
        );
        assert_eq!(
            chinese.unwrap(),
            "小睡35分钟，其中傍晚10分钟，白天离床1次，入户门开4次，外出2小时10分钟"
        );
        let [english, _] = said(r#"{"date":"2026-11-23","nap_min":0,"coverage":0.4}"#);
        assert_eq!(english.unwrap(), "no nap, only part of the day was seen");
        assert_eq!(said(r#"{"date":"2026-11-23","coverage":0}"#), [None, None]);
    }
}
