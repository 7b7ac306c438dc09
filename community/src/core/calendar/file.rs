//! Which days does a file say differ? CSV with a header: `date`, `to` (the last day, if there are
//! several), `is` (`holiday`, `working`, or hours as `09:00-12:00 14:00-16:00`) and `name`.
//!
//! Everything that is wrong with it is said at once, each by its line. Words are those of a Chinese
//! notice too (日期, 至, 类型, 名称; 休, 班), and days are read as a spreadsheet leaves them.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{DayIs, Differs, MOST_DIFFERING, MOST_NAME, in_order};
use crate::core::desk::duty::Day;
use crate::core::desk::hours::Hours;
use crate::core::table::{self, NoTable, Table, harmless};

/// The largest file that is read: each of [`MOST_DIFFERING`] days with the longest name, twice.
pub const MOST_BYTES: usize = 512 * 1024;

/// Faults that are told: nobody mends more of them by hand.
const MOST_FAULTS: usize = 100;

/// What is wrong with a file, and where.
pub type Fault = table::Fault<Why>;

/// What is wrong with a line, or with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file is too large.
    TooLarge,
    /// It is in no encoding that is read.
    NotUtf8,
    /// The header has no column `date`, or none `is`.
    NoColumn(&'static str),
    /// The line breaks in the middle of a quotation.
    Unreadable,
    /// This is no day.
    NoDay(String),
    /// The last day is before the first.
    Backwards,
    /// Neither a holiday nor a working day.
    NoKind(String),
    /// Hours that overlap, or end before they begin.
    BadHours(String),
    /// Longer than a line of a table.
    NameTooLong,
    /// The day stands in another line already.
    Twice {
        /// Which.
        day: Day,
        /// Where it stood first.
        first: u64,
    },
    /// More days than are kept.
    TooManyDays,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Date,
    To,
    Is,
    Name,
}

/// Reads a file.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of its lines, a hundred at most.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<Day, Differs>, Vec<Fault>> {
    let whole = |why| vec![Fault { line: 0, why }];
    let mut table = Table::open(bytes, MOST_BYTES, column).map_err(|why| match why {
        NoTable::TooLarge => whole(Why::TooLarge),
        NoTable::NotUtf8 => whole(Why::NotUtf8),
    })?;
    for (is, name) in [(Column::Date, "date"), (Column::Is, "is")] {
        if !table.has(is) {
            return Err(whole(Why::NoColumn(name)));
        }
    }
    let mut found = Found::default();
    for row in table.rows() {
        if found.faults.len() >= MOST_FAULTS {
            break;
        }
        match row {
            Ok(row) => {
                let columns = [Column::Date, Column::To, Column::Is, Column::Name];
                found.line(row.line, columns.map(|column| row.cell(column)));
            }
            Err(line) => found.faults.push(Fault { line, why: Why::Unreadable }),
        }
    }
    if found.faults.is_empty() { Ok(found.days()) } else { Err(found.faults) }
}

/// The days that differ as a file, which [`read`] reads; a line each.
#[must_use]
pub fn write(differs: &BTreeMap<Day, Differs>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    // Into memory: nothing can fail.
    drop(out.write_record(["date", "is", "name"]));
    for (day, differs) in differs {
        let is = match &differs.is {
            DayIs::Holiday => "holiday".to_owned(),
            DayIs::Working => "working".to_owned(),
            DayIs::Hours(hours) => say_hours(hours),
        };
        let name = harmless(&differs.name);
        drop(out.write_record([day.to_string().as_str(), is.as_str(), name.as_ref()]));
    }
    out.into_inner().unwrap_or_default()
}

/// `09:00-12:00 14:00-18:00`.
#[must_use]
pub fn say_hours(hours: &[Hours]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spells = hours.iter().map(|it| format!("{}-{}", clock(it.from), clock(it.to)));
    spells.collect::<Vec<_>>().join(" ")
}

/// What [`say_hours`] says; `None` if it is not that, or not in order.
#[must_use]
pub fn read_hours(text: &str) -> Option<Vec<Hours>> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once([':', '：'])?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let spells = text.split([' ', ',', ';', '，', '、', '；']).filter(|it| !it.is_empty());
    let hours: Option<Vec<Hours>> = spells
        .map(|spell| {
            let (from, to) = spell.split_once(['-', '–', '—', '~', '至'])?;
            Some(Hours { from: clock(from)?, to: clock(to)? })
        })
        .collect();
    hours.filter(|hours| in_order(hours).is_ok())
}

#[derive(Default)]
struct Found {
    days: BTreeMap<Day, (u64, Differs)>,
    faults: Vec<Fault>,
}

impl Found {
    fn line(&mut self, line: u64, [date, to, is, name]: [&str; 4]) {
        match read_line(date, to, is, name) {
            Ok((first, last, differs)) => self.range(line, (first, last), &differs),
            Err(why) => self.faults.push(Fault { line, why }),
        }
    }

    fn range(&mut self, line: u64, (first, last): (Date, Date), differs: &Differs) {
        let days = first.series(1.day()).take_while(|day| *day <= last);
        for day in days.map(Day).take(MOST_DIFFERING + 1) {
            if let Some((first, _)) = self.days.get(&day) {
                self.faults.push(Fault { line, why: Why::Twice { day, first: *first } });
                return;
            }
            if self.days.len() >= MOST_DIFFERING {
                self.faults.push(Fault { line, why: Why::TooManyDays });
                return;
            }
            self.days.insert(day, (line, differs.clone()));
        }
    }

    fn days(self) -> BTreeMap<Day, Differs> {
        self.days.into_iter().map(|(day, (_, differs))| (day, differs)).collect()
    }
}

fn read_line(date: &str, to: &str, is: &str, name: &str) -> Result<(Date, Date, Differs), Why> {
    let first = day(date)?;
    let last = if to.is_empty() { first } else { day(to)? };
    if last < first {
        return Err(Why::Backwards);
    }
    let is = match is.to_lowercase().as_str() {
        "holiday" | "off" | "休" | "休息" | "放假" | "假" => DayIs::Holiday,
        "working" | "work" | "班" | "上班" | "补班" | "调休上班" => DayIs::Working,
        hours if hours.starts_with(|sign: char| sign.is_ascii_digit()) => {
            DayIs::Hours(read_hours(hours).ok_or_else(|| Why::BadHours(short(hours)))?)
        }
        other => return Err(Why::NoKind(short(other))),
    };
    if name.chars().count() > MOST_NAME {
        return Err(Why::NameTooLong);
    }
    Ok((first, last, Differs { is, name: name.to_owned() }))
}

/// `2027-02-05`, `2027/2/5`, `2027.2.5`, `2027年2月5日`.
fn day(text: &str) -> Result<Date, Why> {
    let no_day = || Why::NoDay(short(text));
    let bare = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = bare.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return Err(no_day()) };
    let date = |(year, month, day): (&str, &str, &str)| {
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let of_our_time = |date: &Date| (1970..=2200).contains(&date.year());
    date((year, month, day)).filter(of_our_time).ok_or_else(no_day)
}

fn column(cell: &str) -> Option<Column> {
    match cell.to_lowercase().as_str() {
        "date" | "from" | "日期" | "开始" => Some(Column::Date),
        "to" | "until" | "至" | "结束" => Some(Column::To),
        "is" | "kind" | "type" | "类型" => Some(Column::Is),
        "name" | "名称" | "节日" => Some(Column::Name),
        _ => None,
    }
}

/// What is quoted of a cell.
fn short(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(40).collect()
}
