//! How was the day, in a sentence? Of the home's own summary; what is not known is not said.

use alerts::message::DaySummary;
use i18n_embed_fl::fl;

use super::{Lang, time};

/// Where less of the day was seen, the sentence says so: hundredths.
const MOSTLY: i64 = 80;

/// The sentence; `None` if the home could say nothing of that day.
#[must_use]
pub fn sentence(lang: Lang, day: &DaySummary) -> Option<String> {
    let words = lang.words();
    let mut parts = Vec::new();
    parts.extend(day.nap_min.map(|min| match (min, day.evening_nap_min) {
        (0, _) => fl!(words, "day-no-nap"),
        (min, Some(evening)) if evening > 0 => {
            let (min, evening) = (time::minutes(lang, min), time::minutes(lang, evening));
            fl!(words, "day-naps-evening", length = min, evening = evening)
        }
        (min, _) => fl!(words, "day-naps", length = time::minutes(lang, min)),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> [Option<String>; 2] {
        let day = serde_json::from_str(body).unwrap();
        Lang::ALL.map(|lang| sentence(lang, &day))
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
