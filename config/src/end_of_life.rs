//! Until when does a sensor's maker vouch for it? `2030-06`.
//!
//! A CO cell or a smoke alarm is dated, and dead afterwards without a word. The month that is
//! printed on it counts through its last day.

use alerts::YearMonth;
use jiff::civil::Date;

use crate::findings::Notes;
use crate::value::remedy;
use crate::walk::Section;

/// So early it is said, days: time to order one and to come by with it.
const NOTICE_DAYS: i32 = 30;

/// Whether it is time to order another.
pub(crate) fn is_near(end: YearMonth, today: Date) -> bool {
    end.days_left(today) < NOTICE_DAYS
}

/// `2030-06`: four digits that are a year of this century, and a month.
fn parse(text: &str) -> Option<YearMonth> {
    let (year, month) = text.split_once('-')?;
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = digits(year, 4) && digits(month, 2);
    let year = year.parse().ok().filter(|year| is_plain && (2000..2100).contains(year))?;
    YearMonth::new(year, month.parse().ok()?)
}

/// What somebody meant by `06/2030`, `2030.6` or `2030-06-15`.
fn meant(text: &str) -> Option<YearMonth> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    let (year, month) = match *parts.as_slice() {
        [first, month] | [first, month, _] if first.len() == 4 => (first, month),
        [month, year] if year.len() == 4 => (year, month),
        _ => return None,
    };
    parse(&format!("{year}-{month:0>2}"))
}

/// `None`: wrong; `Some(None)`: not said.
pub(crate) fn read(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<YearMonth>> {
    if !section.has("end-of-life") {
        return Some(None);
    }
    let ask = "the year and month that stand on it, as in end-of-life = \"2030-06\"";
    let found = section.text("end-of-life", ask, |_| false, notes)?;
    notes.keep_place(&found.spot);
    if let Some(end) = parse(found.value) {
        return Some(Some(end));
    }
    let remedy = remedy(meant(found.value), |end| format!("end-of-life = \"{end}\""), ask);
    notes.error(&found.spot, "this is no year and month", remedy);
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_sensor_counts_through_the_last_day_of_its_month() {
        let june = parse("2030-06").unwrap();

        assert_eq!(june.last_day(), date(2030, 6, 30));
        assert_eq!(june.days_left(date(2030, 6, 30)), 0);
        assert_eq!(june.days_left(date(2030, 7, 2)), -2);
        assert_eq!(june.days_left(date(2020, 6, 30)), 3_652);
        assert_eq!(parse("2028-02").unwrap().last_day(), date(2028, 2, 29));
        assert_eq!(june.to_string(), "2030-06");
    }

    #[test]
    fn there_is_a_month_to_order_another() {
        let june = parse("2030-06").unwrap();

        assert!(!is_near(june, date(2030, 5, 31)));
        assert!(is_near(june, date(2030, 6, 1)));
        assert!(is_near(june, date(2031, 1, 1)));
        assert!(!is_near(june, date(1970, 1, 1)), "a box whose clock was never set");
    }

    #[test]
    fn a_month_is_written_one_way_and_others_are_understood() {
        let june = parse("2030-06");
        for written in ["06/2030", "2030/6", "2030.06", "2030-06-15", "6-2030", "2030 06"] {
            assert_eq!((parse(written), meant(written)), (None, june));
        }
        for written in ["", "2030", "06-30", "2030-13", "2030-00", "1999-06", "June 2030", "é-06"]
        {
            assert_eq!((parse(written), meant(written)), (None, None));
        }
    }
}
