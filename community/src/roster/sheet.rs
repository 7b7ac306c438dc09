//! How does the roster look as a spreadsheet file? Text in UTF-8 with a header line; what a
//! spreadsheet would run as a formula is made harmless on the way out, and read back as it was.

use std::str;

use super::column::{
    AbsencePart, Column, ContactPart, MOST_ABSENCES, MOST_CONTACTS, MOST_ROOMS, RoomPart,
};
use super::draft::Draft;
use crate::core::person::Resident;
use crate::core::table::{bare, delimiter, harmless};

/// The largest file that is read: 5,000 residents with a page of medical history each.
pub const MOST_BYTES: usize = 8 << 20;
/// The most rows: twice the residents of the largest community that one station serves.
pub const MOST_ROWS: usize = 5_000;
/// The most characters of a cell: those of the longest column, and some for quoting.
const MOST_CELL: usize = 8_200;
/// The most columns: all that a person can have are 207.
const MOST_COLUMNS: usize = 256;
/// The groups that a file has room for, even if nobody needs them.
const FEWEST_GROUPS: u8 = 2;

/// Why a file is no roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSheet {
    /// Too large.
    TooLarge,
    /// Not in UTF-8.
    NotUtf8 {
        /// The first line that is not.
        line: u64,
    },
    /// Nothing is in it.
    Empty,
    /// There is no column `name`.
    NoName,
    /// A column stands in it twice.
    ColumnTwice {
        /// Its name.
        column: String,
    },
    /// Too many columns.
    TooManyColumns,
    /// Too many rows.
    TooManyRows,
    /// A cell with more text than any column takes: mostly a quotation mark that nobody closed.
    CellTooLong {
        /// Where it begins.
        line: u64,
    },
    /// The reader gave up.
    Unreadable {
        /// Where.
        line: u64,
    },
}

/// A row of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins.
    pub line: u64,
    /// The resident's number, as written; empty for somebody new.
    pub id: String,
    /// The revision that the file was written from; empty if nobody cares.
    pub revision: String,
    /// What is written, empty cells included, by column.
    pub cells: Vec<(Column, String)>,
    /// How many cells the row has, if not as many as the header.
    pub odd: Option<usize>,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its rows.
    pub rows: Vec<Row>,
    /// How many cells the header has.
    pub wide: usize,
    /// Columns that this station does not know: they are left out, and that is said.
    pub unknown: Vec<String>,
}

enum Head {
    Id,
    Revision,
    Of(Column),
    Unknown,
}

impl Sheet {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where nothing of it can be shown line by line.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSheet> {
        if bytes.len() > MOST_BYTES {
            return Err(NoSheet::TooLarge);
        }
        let text = str::from_utf8(bytes)
            .map_err(|error| NoSheet::NotUtf8 { line: line_of(bytes, error.valid_up_to()) })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(NoSheet::Empty);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut sheet = Self::default();
        let mut head: Vec<Head> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| NoSheet::Unreadable {
                line: error.position().map_or(0, csv::Position::line),
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|cell| cell.chars().count() > MOST_CELL) {
                return Err(NoSheet::CellTooLong { line });
            }
            if head.is_empty() {
                head = sheet.header(&record)?;
            } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                sheet.row(line, &head, &record)?;
            }
        }
        Ok(sheet)
    }

    fn header(&mut self, record: &csv::StringRecord) -> Result<Vec<Head>, NoSheet> {
        if record.len() > MOST_COLUMNS {
            return Err(NoSheet::TooManyColumns);
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut head = Vec::new();
        for cell in record {
            let key = cell.trim().to_lowercase();
            if !key.is_empty() && !seen.insert(key.clone()) {
                return Err(NoSheet::ColumnTwice { column: key });
            }
            head.push(match (key.as_str(), key.parse::<Column>()) {
                ("id", _) => Head::Id,
                ("revision", _) => Head::Revision,
                (_, Ok(column)) => Head::Of(column),
                ("", Err(_)) => Head::Unknown,
                (_, Err(_)) => {
                    self.unknown.push(key);
                    Head::Unknown
                }
            });
        }
        self.wide = record.len();
        if head.iter().any(|it| matches!(it, Head::Of(Column::Name))) {
            Ok(head)
        } else {
            Err(NoSheet::NoName)
        }
    }

    fn row(&mut self, line: u64, head: &[Head], record: &csv::StringRecord) -> Result<(), NoSheet> {
        if self.rows.len() == MOST_ROWS {
            return Err(NoSheet::TooManyRows);
        }
        let mut row = Row { line, ..Row::default() };
        // Empty cells after the last column are what a spreadsheet leaves.
        let last = record.iter().enumerate().filter(|(_, it)| !it.trim().is_empty()).last();
        let cells = last.map_or(0, |(at, _)| at + 1);
        if cells > head.len() || record.len() < head.len() {
            row.odd = Some(record.len());
        }
        for (is, cell) in head.iter().zip(record) {
            let cell = bare(cell);
            match is {
                Head::Id => row.id = cell.trim().to_owned(),
                Head::Revision => row.revision = cell.trim().to_owned(),
                Head::Of(column) => row.cells.push((*column, cell.to_owned())),
                Head::Unknown => {}
            }
        }
        self.rows.push(row);
        Ok(())
    }
}

/// The roster as a file: a byte order mark, so that spreadsheets see that it is UTF-8; one line a
/// resident.
#[must_use]
pub fn write<'a>(residents: impl Iterator<Item = &'a Resident>) -> Vec<u8> {
    let rows: Vec<(&Resident, Draft)> = residents.map(|it| (it, Draft::of(it))).collect();
    let columns = columns(&rows);
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let head = ["id".to_owned(), "revision".to_owned()]
        .into_iter()
        .chain(columns.iter().map(ToString::to_string));
    // Into memory: nothing can fail.
    drop(out.write_record(head));
    for (resident, draft) in &rows {
        let own = [resident.id.0.to_string(), resident.revision.to_string()];
        let cells = columns.iter().map(|column| harmless(draft.get(*column)).into_owned());
        drop(out.write_record(own.into_iter().chain(cells)));
    }
    out.into_inner().unwrap_or_default()
}

/// As many contacts, rooms and absences as the one with the most has.
fn columns(rows: &[(&Resident, Draft)]) -> Vec<Column> {
    let most = |of: fn(&Resident) -> usize, limit: u8| {
        let most = rows.iter().map(|(it, _)| of(it)).max().unwrap_or(0);
        u8::try_from(most).unwrap_or(limit).clamp(FEWEST_GROUPS, limit)
    };
    let contacts = most(|it| it.record.contacts.len(), MOST_CONTACTS);
    let rooms = most(|it| it.record.rooms.len(), MOST_ROOMS);
    let absences = most(|it| it.record.absences.len(), MOST_ABSENCES);
    let mut columns = Column::SINGLE.to_vec();
    for n in 1..=contacts {
        columns.extend(ContactPart::ALL.map(|part| Column::Contact(n, part)));
    }
    for n in 1..=rooms {
        columns.extend(RoomPart::ALL.map(|part| Column::Room(n, part)));
    }
    for n in 1..=absences {
        columns.extend(AbsencePart::ALL.map(|part| Column::Absence(n, part)));
    }
    columns
}

fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.get(..at).unwrap_or(bytes);
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u64::try_from(breaks).unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::person::{Record, ResidentId};
    use proptest::prelude::*;

    fn named(name: &str) -> Resident {
        Resident {
            id: ResidentId(3),
            revision: 9,
            home: None,
            seat: None,
            record: Record { name: name.into(), surname: "x".into(), ..Record::default() },
        }
    }

    #[test]
    fn a_formula_leaves_as_text_and_comes_back_as_it_was() {
        for name in ["=HYPERLINK(\"http://x\")", "+86 1", "-1", "@a", "'quoted", "'=1", "＝1+1"] {
            let file = write([named(name)].iter());
            let text = String::from_utf8(file.clone()).unwrap();
            assert!(!text.contains(&format!("9,{name}")), "{text}");
            let sheet = Sheet::read(&file).unwrap();
            assert_eq!(sheet.rows[0].cells[0], (Column::Name, name.to_owned()));
        }
    }

    #[test]
    fn comma_semicolon_and_tab_are_told_apart_by_the_header() {
        for (text, name) in [
            ("name,born\nDu; A,1941\n", "Du; A"),
            ("name;born\nDu, A;1941\n", "Du, A"),
            ("\u{feff}name\tborn\r\nDu\t1941\r\n", "Du"),
            ("\"name\";\"a,b,c,d\"\nDu;1\n", "Du"),
        ] {
            let sheet = Sheet::read(text.as_bytes()).unwrap();
            assert_eq!(sheet.rows[0].cells[0].1, name, "{text:?}");
        }
    }

    #[test]
    fn a_file_that_is_no_roster_is_refused_with_the_line() {
        let long = format!("name,born\n\"{}", "x".repeat(MOST_CELL + 1));
        let wide = format!("name{}\n", ",a".repeat(MOST_COLUMNS));
        let rows = "name\n".to_owned() + &"a\n".repeat(MOST_ROWS + 1);
        for (bytes, why) in [
            (&b""[..], NoSheet::Empty),
            (b"\xef\xbb\xbf \n", NoSheet::Empty),
            (b"born\n1941\n", NoSheet::NoName),
            (b"name\nA\n\xb6\xc5\n", NoSheet::NotUtf8 { line: 3 }),
            (b"\xff\xfen\0a\0", NoSheet::NotUtf8 { line: 1 }),
            (b"name,NAME\n", NoSheet::ColumnTwice { column: "name".into() }),
            (long.as_bytes(), NoSheet::CellTooLong { line: 2 }),
            (wide.as_bytes(), NoSheet::TooManyColumns),
            (rows.as_bytes(), NoSheet::TooManyRows),
            (&vec![b'a'; MOST_BYTES + 1][..], NoSheet::TooLarge),
        ] {
            assert_eq!(Sheet::read(bytes), Err(why));
        }
    }

    #[test]
    fn a_row_with_other_cells_than_the_header_is_marked_and_what_a_spreadsheet_leaves_is_not() {
        let sheet = Sheet::read(b"name,born\nA\nB,1941,x\nC,1941,,\n\n,\nD,1950\n").unwrap();
        let odd: Vec<_> = sheet.rows.iter().map(|it| (it.line, it.odd)).collect();
        assert_eq!(odd, [(2, Some(1)), (3, Some(3)), (4, None), (7, None)]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            drop(Sheet::read(&bytes));
            drop(Sheet::read(&[b"name,born\n", &bytes[..]].concat()));
        }

        #[test]
        fn any_text_comes_back(name in "\\PC{0,20}", notes in any::<String>()) {
            let mut resident = named(&name);
            resident.record.notes = notes;
            let sheet = Sheet::read(&write([resident.clone()].iter())).unwrap();
            let draft = Draft::of(&resident);
            let row = &sheet.rows[0];
            for (column, text) in &row.cells {
                prop_assert_eq!(text.as_str(), draft.get(*column));
            }
        }
    }
}
