//! Which cases does a file of the time before have? CSV with a header: `receipt`, `kind`, `worker`
//! (a name, or a number as `p12`), `building`, `state`, `received`, `looked`, `done`, `ended`,
//! `reopened`, and, if somebody knows them, `promised`.
//!
//! Times are those of the community's clock (`2026-11-23 09:12`), or with their offset. Until when
//! somebody should have looked and been done, the community's working hours say.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use alerts::Wall;
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::Entry;
use crate::core::calendar::Calendar;
use crate::core::report::{ReportKind, StateWord};
use crate::core::table::{self, NoTable, Table};

/// The largest file that is read: 100,000 rows of 160 bytes.
pub const MOST_BYTES: usize = 16 << 20;

/// The most rows: twenty years of a community with 85 grid workers.
pub const MOST_ROWS: usize = 100_000;

/// Somebody has looked within this, of a case of the time before too: working time.
const LOOK_FOR: Duration = Duration::from_secs(2 * 3_600);

/// Faults that are told: nobody mends more of them by hand.
const MOST_FAULTS: usize = 200;

/// Characters of a receipt, a name, a building.
const MOST_CELL: usize = 64;

/// A case of a file. Its worker is still a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its number in the system before: the same number again is the same case.
    pub receipt: String,
    /// Whose it was, in words; empty for nobody's.
    pub worker: String,
    /// All else.
    pub entry: Entry,
}

/// What is wrong with a file, and where.
pub type Fault = table::Fault<Why>;

/// What is wrong with a line, or with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file is too large.
    TooLarge,
    /// It is in no encoding that is read.
    NotUtf8,
    /// The header lacks a column.
    NoColumn(&'static str),
    /// The line breaks in the middle of a quotation.
    Unreadable,
    /// More rows than are read.
    TooManyRows,
    /// A cell that must not be empty.
    Empty(&'static str),
    /// A cell with more than its characters.
    TooLong(&'static str),
    /// The number stands in another line already.
    Twice {
        /// Where it stood first.
        first: u64,
    },
    /// No kind of report.
    NoKind(String),
    /// No state of a report.
    NoState(String),
    /// No time.
    NoTime(String),
    /// No number.
    NoNumber(String),
    /// A time before the one that goes before it, or not over yet.
    Backwards(&'static str),
    /// Done, and no time at which it was.
    NotDone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Receipt,
    Kind,
    Worker,
    Building,
    State,
    Received,
    Looked,
    Promised,
    Done,
    Ended,
    Reopened,
}

impl Column {
    const ALL: [(Self, &'static str, &'static str); 11] = [
        (Self::Receipt, "receipt", "编号"),
        (Self::Kind, "kind", "类型"),
        (Self::Worker, "worker", "网格员"),
        (Self::Building, "building", "楼栋"),
        (Self::State, "state", "状态"),
        (Self::Received, "received", "上报时间"),
        (Self::Looked, "looked", "受理时间"),
        (Self::Done, "done", "办结时间"),
        (Self::Ended, "ended", "结束时间"),
        (Self::Reopened, "reopened", "返工次数"),
        (Self::Promised, "promised", "承诺时间"),
    ];

    fn of(cell: &str) -> Option<Self> {
        let cell = cell.to_lowercase();
        Self::ALL.into_iter().find(|(_, en, zh)| cell == *en || cell == *zh).map(|it| it.0)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }
}

/// The names of the columns, for whoever makes a file.
pub fn columns() -> impl Iterator<Item = &'static str> {
    Column::ALL.into_iter().map(|(_, name, _)| name)
}

/// Reads a file.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of its lines, two hundred at most.
pub fn read(bytes: &[u8], calendar: &Calendar, now: Wall) -> Result<Vec<Past>, Vec<Fault>> {
    let whole = |why| vec![Fault { line: 0, why }];
    let mut table = Table::open(bytes, MOST_BYTES, Column::of).map_err(|why| match why {
        NoTable::TooLarge => whole(Why::TooLarge),
        NoTable::NotUtf8 => whole(Why::NotUtf8),
    })?;
    for wanted in [Column::Receipt, Column::Kind, Column::State, Column::Received] {
        if !table.has(wanted) {
            return Err(whole(Why::NoColumn(wanted.name())));
        }
    }
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for line in table.rows() {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        let line = match line {
            Ok(line) => line,
            Err(line) => {
                faults.push(Fault { line, why: Why::Unreadable });
                continue;
            }
        };
        let at = line.line;
        if found.len() >= MOST_ROWS {
            faults.push(Fault { line: at, why: Why::TooManyRows });
            break;
        }
        match row(&Cells(line), calendar, now) {
            Ok(past) => match seen.get(&past.receipt) {
                Some(first) => {
                    faults.push(Fault { line: at, why: Why::Twice { first: *first } });
                }
                None => {
                    seen.insert(past.receipt.clone(), at);
                    found.push(past);
                }
            },
            Err(why) => faults.push(Fault { line: at, why }),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The names of everybody whose cases a file has.
#[must_use]
pub fn workers(found: &[Past]) -> BTreeSet<&str> {
    found.iter().map(|it| it.worker.as_str()).filter(|it| !it.is_empty()).collect()
}

struct Cells<'a>(table::Row<'a, Column>);

impl Cells<'_> {
    fn text(&self, of: Column) -> Result<String, Why> {
        let cell = self.0.cell(of);
        if cell.chars().count() > MOST_CELL {
            return Err(Why::TooLong(of.name()));
        }
        Ok(cell.to_owned())
    }

    fn time(&self, of: Column, zone: &jiff::tz::TimeZone) -> Result<Option<Wall>, Why> {
        let cell = self.0.cell(of);
        if cell.is_empty() {
            return Ok(None);
        }
        let no_time = || Why::NoTime(cell.chars().take(40).collect());
        if let Ok(moment) = cell.parse::<Timestamp>() {
            return Ok(Some(Wall(moment.as_millisecond())));
        }
        let plain = cell.replace('/', "-").replacen(' ', "T", 1);
        let here: DateTime = match plain.parse() {
            Ok(here) => here,
            Err(_) => padded(&plain).and_then(|it| it.parse().ok()).ok_or_else(no_time)?,
        };
        let moment = zone.to_ambiguous_timestamp(here).compatible().map_err(|_| no_time())?;
        Ok(Some(Wall(moment.as_millisecond())))
    }
}

/// `2026-1-3T9:05` as a spreadsheet leaves it, with its zeros.
fn padded(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let parts = |text: &str, sign: char| {
        let parts: Option<Vec<u32>> = text.split(sign).map(|it| it.parse().ok()).collect();
        parts
    };
    let (date, time) = (parts(date, '-')?, parts(time, ':')?);
    let ([year, month, day], [hour, minute, rest @ ..]) = (date.as_slice(), time.as_slice()) else {
        return None;
    };
    let second = rest.first().copied().unwrap_or(0);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

fn row(cells: &Cells<'_>, calendar: &Calendar, now: Wall) -> Result<Past, Why> {
    let receipt = cells.text(Column::Receipt)?;
    if receipt.is_empty() {
        return Err(Why::Empty("receipt"));
    }
    let kind = kind(cells.0.cell(Column::Kind))?;
    let state = state(cells.0.cell(Column::State))?;
    let zone = calendar.zone();
    let received = cells.time(Column::Received, zone)?.ok_or(Why::Empty("received"))?;
    let done = cells.time(Column::Done, zone)?;
    let looked = cells.time(Column::Looked, zone)?;
    let promised = cells.time(Column::Promised, zone)?;
    let ended = cells.time(Column::Ended, zone)?;
    let mut last = received;
    for (at, name) in [(looked, "looked"), (done, "done"), (ended, "ended")] {
        let Some(at) = at else { continue };
        if at < last || at > now {
            return Err(Why::Backwards(name));
        }
        last = at;
    }
    if received > now {
        return Err(Why::Backwards("received"));
    }
    let is_done = matches!(state, StateWord::Done | StateWord::Confirmed | StateWord::Unconfirmed);
    if is_done && done.is_none() {
        return Err(Why::NotDone);
    }
    let open = matches!(
        state,
        StateWord::Received
            | StateWord::Accepted
            | StateWord::Assigned
            | StateWord::InWork
            | StateWord::Done
    );
    let reopened = match cells.0.cell(Column::Reopened) {
        "" => 0,
        text => text.parse::<u16>().map_err(|_| Why::NoNumber(text.chars().take(40).collect()))?,
    };
    let entry = Entry {
        kind,
        worker: None,
        building: cells.text(Column::Building)?,
        state,
        received,
        look_by: calendar.add_working(received, LOOK_FOR),
        looked,
        done_by: looked.map(|at| calendar.end_of_working_day(at)),
        promised,
        done,
        ended: if open { None } else { Some(ended.unwrap_or(last)) },
        reopened,
    };
    Ok(Past { receipt, worker: cells.text(Column::Worker)?, entry })
}

fn kind(cell: &str) -> Result<ReportKind, Why> {
    let known = |word: &str| word.parse::<ReportKind>().ok();
    known(&cell.to_lowercase()).or_else(|| known(kind_zh(cell))).ok_or_else(|| {
        if cell.is_empty() {
            Why::Empty("kind")
        } else {
            Why::NoKind(cell.chars().take(40).collect())
        }
    })
}

fn kind_zh(cell: &str) -> &'static str {
    match cell {
        "道路" | "路面" | "路面破损" => "road",
        "路灯" | "照明" => "light",
        "垃圾" | "环境卫生" => "rubbish",
        "绿化" => "green",
        "水" | "排水" | "供水" => "water",
        "楼栋" | "楼道" | "房屋" => "building",
        "交通" | "停车" => "traffic",
        "噪音" | "噪声" | "邻里" => "noise",
        "危险" | "安全" | "安全隐患" => "danger",
        "其他" | "其它" => "other",
        "心愿" | "求助" => "wish",
        _ => "",
    }
}

fn state(cell: &str) -> Result<StateWord, Why> {
    let zh = match cell {
        "已收到" | "待受理" => "received",
        "已受理" => "accepted",
        "已派发" | "已派单" => "assigned",
        "处理中" => "in-work",
        "已办结" | "待评价" => "done",
        "已确认" | "满意" => "confirmed",
        "未确认" => "unconfirmed",
        "不予受理" | "已拒绝" => "refused",
        "重复" => "duplicate",
        "已转出" | "转办" => "forwarded",
        _ => "",
    };
    StateWord::of_word(&cell.to_lowercase()).or_else(|| StateWord::of_word(zh)).ok_or_else(|| {
        if cell.is_empty() {
            Why::Empty("state")
        } else {
            Why::NoState(cell.chars().take(40).collect())
        }
    })
}
