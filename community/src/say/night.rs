//! How was the night, in a sentence? "slept about 7 h, up twice, longest 12 min". About, because a
//! radar's sleep is an estimate; what is not known is said as that.

use i18n_embed_fl::fl;

use super::{Lang, time};
use crate::core::night::{Figures, Night};

/// Where less of the night was seen, the sentence says so.
const MOSTLY: f64 = 0.8;

/// The sentence of a night.
#[must_use]
pub fn sentence(lang: Lang, night: &Night) -> String {
    if night.is_over() {
        over(lang, night.figures.as_ref())
    } else {
        fl!(lang.words(), "night-goes-on")
    }
}

/// The sentence of a night that is over.
#[must_use]
pub fn over(lang: Lang, figures: Option<&Figures>) -> String {
    let words = lang.words();
    let Some(figures) = figures.filter(|it| it.asleep_min.is_some() || it.exits.is_some()) else {
        return fl!(words, "night-unknown");
    };
    let mut parts = vec![
        figures
            .asleep_min
            .map_or_else(|| fl!(words, "night-slept-unknown"), |min| slept(lang, min)),
    ];
    parts.push(match figures.exits {
        None => fl!(words, "night-up-unknown"),
        Some(0) => fl!(words, "night-up-none"),
        Some(1) => fl!(words, "night-up-once"),
        Some(2) => fl!(words, "night-up-twice"),
        Some(n) => fl!(words, "night-up-times", n = n.to_string()),
    });
    if let (Some(1..), Some(min)) = (figures.exits, figures.longest_min) {
        parts.push(fl!(words, "night-longest-was", length = time::minutes(lang, min)));
    }
    if figures.coverage.is_some_and(|share| share < MOSTLY) {
        parts.push(fl!(words, "night-seen-in-part"));
    }
    parts.join(lang.comma())
}

/// To the nearest half hour; less than an hour, to the nearest ten minutes.
fn slept(lang: Lang, min: u32) -> String {
    let words = lang.words();
    let halves = min.saturating_add(15) / 30;
    match (min, halves / 2, halves % 2) {
        (0, ..) => fl!(words, "night-slept-none"),
        (1..55, ..) => {
            let tens = (min.saturating_add(5) / 10).max(1) * 10;
            fl!(words, "night-slept-minutes", n = tens.to_string())
        }
        (_, hours, 0) => fl!(words, "night-slept-hours", n = hours.to_string()),
        (_, hours, _) => fl!(words, "night-slept-half-hours", n = hours.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> [String; 2] {
        let figures = Figures::said(body);
        Lang::ALL.map(|lang| over(lang, figures.as_ref()))
    }

    #[test]
    fn a_night_is_said_in_one_sentence_in_both_languages() {
        let body =
            r#"{"asleep_min":428,"bed_exit_count":2,"longest_absence_min":12,"coverage":0.97}"#;
        let [english, chinese] = said(body);
        assert_eq!(english, "slept about 7 h, up twice, longest 12 min");
        assert_eq!(chinese, "睡了约7小时，起夜2次，最长12分钟");
        let [english, chinese] = said(r#"{"asleep_min":442,"bed_exit_count":0}"#);
        assert_eq!(english, "slept about 7½ h, not up");
        assert_eq!(chinese, "睡了约7个半小时，没有起夜");
    }

    #[test]
    fn a_night_of_which_nothing_is_known_is_not_a_quiet_one() {
        let [english, chinese] = said("{}");
        assert_eq!(english, "nothing is known of this night");
        assert_eq!(chinese, "昨夜情况不明");
        let [english, chinese] = said(r#"{"bed_exit_count":1,"longest_absence_min":75}"#);
        assert_eq!(english, "how long they slept is not known, up once, longest 1 h 15 min");
        assert_eq!(chinese, "睡眠时间不明，起夜1次，最长1小时15分钟");
        let [english, chinese] = said(r#"{"asleep_min":300}"#);
        assert_eq!(english, "slept about 5 h, whether they were up is not known");
        assert_eq!(chinese, "睡了约5小时，是否起夜不明");
    }

    #[test]
    fn a_night_that_was_seen_in_part_is_said_to_be() {
        let [english, chinese] = said(r#"{"asleep_min":20,"bed_exit_count":3,"coverage":0.4}"#);
        assert_eq!(english, "slept about 20 min, up 3 times, only part of the night was seen");
        assert_eq!(chinese, "睡了约20分钟，起夜3次，只监测到部分夜间情况");
    }

    #[test]
    fn lengths_of_sleep_are_rounded_to_what_an_estimate_is_worth() {
        let says = |min| slept(Lang::English, min);
        assert_eq!(says(0), "did not sleep");
        assert_eq!(
            (says(3), says(54), says(55)),
            ("slept about 10 min".into(), "slept about 50 min".into(), "slept about 1 h".into())
        );
        assert_eq!((says(434), says(435)), ("slept about 7 h".into(), "slept about 7½ h".into()));
        assert_eq!(says(u32::MAX), "slept about 71582788 h");
    }
}
