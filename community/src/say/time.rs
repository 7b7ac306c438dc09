//! How long ago, at what time, on what day? Ages are said in one unit, rounded down.

use std::time::Duration;

use alerts::Wall;
use i18n_embed_fl::fl;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Lang;

/// An age: 40 s, 3 min, 2 h, 5 d.
#[must_use]
pub fn age(lang: Lang, since: Wall, now: Wall) -> String {
    let gone = u64::try_from(now.0.saturating_sub(since.0)).unwrap_or(0);
    length(lang, Duration::from_millis(gone))
}

/// A length in its largest unit.
#[must_use]
pub fn length(lang: Lang, length: Duration) -> String {
    let (words, s) = (lang.words(), length.as_secs());
    match s {
        0..60 => fl!(words, "age-seconds", n = s.to_string()),
        60..3_600 => fl!(words, "age-minutes", n = (s / 60).to_string()),
        3_600..86_400 => fl!(words, "age-hours", n = (s / 3_600).to_string()),
        _ => fl!(words, "age-days", n = (s / 86_400).to_string()),
    }
}

/// So many minutes, with hours from 60 on.
#[must_use]
pub fn minutes(lang: Lang, min: u32) -> String {
    let words = lang.words();
    if min < 60 {
        fl!(words, "minutes", n = min.to_string())
    } else {
        fl!(words, "hours-minutes", h = (min / 60).to_string(), m = (min % 60).to_string())
    }
}

/// A moment in the community's zone. One that no calendar has is the epoch.
#[must_use]
pub fn local(at: Wall, zone: &TimeZone) -> DateTime {
    zone.to_datetime(jiff::Timestamp::from_millisecond(at.0).unwrap_or_default())
}

/// `03:12`.
#[must_use]
pub fn clock(at: Wall, zone: &TimeZone) -> String {
    let at = local(at, zone);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `03:12:08`.
#[must_use]
pub fn clock_s(at: Wall, zone: &TimeZone) -> String {
    let at = local(at, zone);
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// "Mon, 23 November".
#[must_use]
pub fn date(lang: Lang, at: Wall, zone: &TimeZone) -> String {
    let at = local(at, zone);
    let day = at.day().to_string();
    let weekday = weekday(lang, at.weekday().to_monday_one_offset());
    fl!(lang.words(), "time-date", weekday = weekday, day = day, month = month(lang, at.month()))
}

/// A day of the week, from Monday, 1.
#[must_use]
pub fn weekday(lang: Lang, day: i8) -> String {
    let words = lang.words();
    match day {
        1 => fl!(words, "weekday-1"),
        2 => fl!(words, "weekday-2"),
        3 => fl!(words, "weekday-3"),
        4 => fl!(words, "weekday-4"),
        5 => fl!(words, "weekday-5"),
        6 => fl!(words, "weekday-6"),
        _ => fl!(words, "weekday-7"),
    }
}

fn month(lang: Lang, month: i8) -> String {
    let words = lang.words();
    match month {
        1 => fl!(words, "month-1"),
        2 => fl!(words, "month-2"),
        3 => fl!(words, "month-3"),
        4 => fl!(words, "month-4"),
        5 => fl!(words, "month-5"),
        6 => fl!(words, "month-6"),
        7 => fl!(words, "month-7"),
        8 => fl!(words, "month-8"),
        9 => fl!(words, "month-9"),
        10 => fl!(words, "month-10"),
        11 => fl!(words, "month-11"),
        _ => fl!(words, "month-12"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_in_its_largest_unit_rounded_down() {
        let now = Wall(10_000_000);
        let say = |ago: i64| age(Lang::English, Wall(now.0 - ago * 1_000), now);
        assert_eq!((say(0), say(59)), ("0 s".into(), "59 s".into()));
        assert_eq!((say(60), say(3_599)), ("1 min".into(), "59 min".into()));
        assert_eq!((say(7_200), say(90_000)), ("2 h".into(), "1 d".into()));
    }

    #[test]
    fn what_a_home_says_of_the_future_is_no_negative_age() {
        assert_eq!(age(Lang::Chinese, Wall(5_000), Wall(0)), "0秒");
    }

    #[test]
    fn the_day_is_written_as_each_language_writes_it() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let at = Wall(1_795_374_728_000); // 2026-11-23T03:12:08+08:00
        assert_eq!(clock_s(at, &zone), "03:12:08");
        assert_eq!(date(Lang::English, at, &zone), "Mon, 23 November");
        assert_eq!(date(Lang::Chinese, at, &zone), "11月23日 周一");
    }
}
