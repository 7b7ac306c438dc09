//! Is this line of text what it should be? Each answers for one kind of column; what comes back is
//! trimmed and has one way to write it.

use jiff::civil::Date;

use super::column::Kind;
use super::why::Why;
use crate::core::HomeId;

/// The wall has at most so many seats: a community has 2,000 homes at most, and some stand empty.
pub const MOST_SEATS: u16 = 4_000;
/// Nobody is older.
const FIRST_YEAR: i16 = 1900;

/// A cell as it is kept, or what is wrong with it. An empty one is always in order.
pub(super) fn tidy(kind: Kind, written: &str, year: i16) -> Result<String, Why> {
    let text = written.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let breaks = kind == Kind::Text;
    if text.chars().any(|c| c.is_control() && !(breaks && (c == '\n' || c == '\t'))) {
        return Err(Why::Unprintable);
    }
    if text.is_empty() {
        return Ok(String::new());
    }
    match kind {
        Kind::Line | Kind::Text => Ok(text.to_owned()),
        Kind::Year => born(text, year).map(|it| it.to_string()),
        Kind::Home => text.parse::<HomeId>().map(String::from).map_err(|_| Why::NotAHome),
        Kind::Seat => seat(text).map(|it| it.to_string()),
        Kind::Phone => phone(text),
        Kind::Email => email(text),
        Kind::Day => day(text).map(|it| it.to_string()),
        Kind::YesNo => yes_no(text).map(|it| if it { "yes" } else { "no" }.to_owned()),
        Kind::Is => is(text).map(str::to_owned),
    }
}

pub(super) fn born(text: &str, year: i16) -> Result<i16, Why> {
    let wrong = Why::NotAYear { from: FIRST_YEAR, to: year };
    match text.parse::<i16>() {
        Ok(born) if (FIRST_YEAR..=year).contains(&born) => Ok(born),
        Ok(_) | Err(_) => Err(wrong),
    }
}

pub(super) fn seat(text: &str) -> Result<u16, Why> {
    match text.parse::<u16>() {
        Ok(seat) if (1..=MOST_SEATS).contains(&seat) => Ok(seat),
        Ok(_) | Err(_) => Err(Why::NotASeat { most: MOST_SEATS }),
    }
}

/// As it is written; what is dialled can be read from it.
fn phone(text: &str) -> Result<String, Why> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c));
    if plain && (3..=20).contains(&digits) { Ok(text.to_owned()) } else { Err(Why::NotAPhone) }
}

/// Something on both sides of one `@`, and no space: more is known only when a letter arrives.
fn email(text: &str) -> Result<String, Why> {
    match text.split_once('@') {
        Some((who, at))
            if !who.is_empty()
                && at.contains('.')
                && !at.starts_with('.')
                && !at.ends_with('.')
                && !at.contains('@')
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text.to_owned())
        }
        Some(_) | None => Err(Why::NotAnEmail),
    }
}

/// `2026-11-23`; spreadsheets write it as `2026/11/23`, with or without zeros.
pub(super) fn day(text: &str) -> Result<Date, Why> {
    let mut parts = text.split(['-', '/', '.']);
    let (Some(y), Some(m), Some(d), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Why::NotADay);
    };
    let (Ok(y), Ok(m), Ok(d)) = (y.parse::<i16>(), m.parse::<i8>(), d.parse::<i8>()) else {
        return Err(Why::NotADay);
    };
    if !(1900..=2200).contains(&y) {
        return Err(Why::NotADay);
    }
    Date::new(y, m, d).map_err(|_| Why::NotADay)
}

pub(super) fn yes_no(text: &str) -> Result<bool, Why> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "on" | "x" | "是" | "有" | "同意" => Ok(true),
        "no" | "n" | "false" | "0" | "off" | "否" | "无" | "不同意" => Ok(false),
        _ => Err(Why::NotYesNo),
    }
}

pub(super) fn is(text: &str) -> Result<&'static str, Why> {
    match text.to_lowercase().as_str() {
        "relative" | "亲属" | "家属" => Ok("relative"),
        "volunteer" | "志愿者" => Ok("volunteer"),
        "grid-worker" | "grid worker" | "网格员" => Ok("grid-worker"),
        _ => Err(Why::NotAChoice),
    }
}

/// Surnames of two characters that are common enough to be met.
const DOUBLE: [&str; 14] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
    "端木", "南宫",
];

/// The surname of a name, where none was written: the first character of a Chinese name (or two of a
/// double surname), else the last word.
#[must_use]
pub fn surname(name: &str) -> &str {
    let first = name.chars().next().unwrap_or(' ');
    if ('\u{3400}'..='\u{9fff}').contains(&first) {
        // A double surname has a given name after it.
        if let Some(double) =
            DOUBLE.iter().find(|it| name.starts_with(**it) && name.len() > it.len())
        {
            return double;
        }
        return name.get(..first.len_utf8()).unwrap_or(name);
    }
    name.split_whitespace().last().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_surname() {
        for (name, said) in
            [("杜甫", "杜"), ("欧阳修", "欧阳"), ("Ann Mary Lee", "Lee"), ("", ""), ("东方", "东")]
        {
            assert_eq!(surname(name), said);
        }
    }

    #[test]
    fn a_day_is_read_as_a_spreadsheet_writes_it() {
        for text in ["2026-11-03", "2026/11/3", "2026.11.03"] {
            assert_eq!(tidy(Kind::Day, text, 2026), Ok("2026-11-03".to_owned()));
        }
        for text in ["2026-02-30", "03/11/2026", "46000", "2026-11-03-1", "-1-1-1"] {
            assert_eq!(tidy(Kind::Day, text, 2026), Err(Why::NotADay), "{text}");
        }
    }

    #[test]
    fn what_is_no_telephone_is_not_dialled() {
        assert!(tidy(Kind::Phone, "+86 (023) 6512-3456", 2026).is_ok());
        for text in ["12", "call me", "123456789012345678901", "１３８０", "1<script>"] {
            assert_eq!(tidy(Kind::Phone, text, 2026), Err(Why::NotAPhone), "{text}");
        }
    }

    #[test]
    fn a_line_has_no_control_characters_and_a_text_may_break() {
        assert_eq!(tidy(Kind::Line, "a\nb", 2026), Err(Why::Unprintable));
        assert_eq!(tidy(Kind::Text, " a\r\nb\rc ", 2026), Ok("a\nb\nc".to_owned()));
        assert_eq!(tidy(Kind::Text, "a\0", 2026), Err(Why::Unprintable));
    }
}
