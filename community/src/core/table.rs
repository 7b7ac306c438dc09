//! What stands in a table that somebody made with a spreadsheet? CSV, whatever stands between its cells,
//! with a header of which each column is known or passed over.

use std::borrow::Cow;
use std::io::Cursor;

use encoding_rs::{Encoding, GB18030, UTF_8};

/// Why there is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// It is larger than is read.
    TooLarge,
    /// It is in no encoding that a spreadsheet writes here.
    NotUtf8,
}

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault<W> {
    /// Its line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What.
    pub why: W,
}

/// A table, and what its columns are.
#[derive(Debug)]
pub struct Table<'t, C> {
    head: Vec<Option<C>>,
    lines: csv::Reader<Cursor<Cow<'t, [u8]>>>,
}

/// A row of it.
#[derive(Debug)]
pub struct Row<'t, C> {
    /// Its line, from 1.
    pub line: u64,
    head: &'t [Option<C>],
    cells: csv::StringRecord,
}

impl<'t, C: Copy + PartialEq> Table<'t, C> {
    /// Opens a file of at most so many bytes; `column` knows the names of columns.
    ///
    /// # Errors
    ///
    /// When it is too large, or no text.
    pub fn open(
        bytes: &'t [u8],
        most: usize,
        column: impl Fn(&str) -> Option<C>,
    ) -> Result<Self, NoTable> {
        if bytes.len() > most {
            return Err(NoTable::TooLarge);
        }
        let text = text(bytes).ok_or(NoTable::NotUtf8)?;
        let mut lines = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(Cursor::new(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            }));
        let head = match lines.records().next() {
            Some(Ok(head)) => head.iter().map(column).collect(),
            Some(Err(_)) | None => Vec::new(),
        };
        Ok(Self { head, lines })
    }

    /// Whether it has that column.
    pub fn has(&self, column: C) -> bool {
        self.head.contains(&Some(column))
    }

    /// Its rows but those without anything; of one that breaks in the middle of a quotation only its line.
    pub fn rows(&mut self) -> impl Iterator<Item = Result<Row<'_, C>, u64>> {
        let head = self.head.as_slice();
        let line = |at: Option<&csv::Position>| at.map_or(0, csv::Position::line);
        self.lines.records().filter_map(move |row| match row {
            Ok(cells) if cells.iter().all(str::is_empty) => None,
            Ok(cells) => Some(Ok(Row { line: line(cells.position()), head, cells })),
            Err(error) => Some(Err(line(error.position()))),
        })
    }
}

impl<C: Copy + PartialEq> Row<'_, C> {
    /// What stands in its first column of that kind; empty if it has none.
    pub fn cell(&self, column: C) -> &str {
        let mut cells = self.head.iter().zip(&self.cells);
        let cell = cells.find(|(is, _)| **is == Some(column)).map(|(_, cell)| cell);
        bare(cell.unwrap_or_default())
    }
}

/// The text of a file: as its mark says, else UTF-8, else GB 18030, in which a Chinese spreadsheet saves
/// CSV unless it is told otherwise. `None` for what is none of these, whole.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..)?),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (GB18030, bytes),
    };
    encoding.decode_without_bom_handling_and_without_replacement(rest)
}

/// What makes a spreadsheet take a cell for a formula when it stands first, the wide forms that some
/// fold into these, and the mark itself that takes it away.
const DANGEROUS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// A cell that no spreadsheet runs.
#[must_use]
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(DANGEROUS) { format!("'{cell}").into() } else { cell.into() }
}

/// What [`harmless`] was given.
#[must_use]
pub fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(DANGEROUS)).unwrap_or(cell)
}

/// What stands most often in the header, outside of quotes: comma, semicolon or tab.
#[must_use]
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [0_u32; 3];
    let mut quoted = false;
    for byte in text.bytes() {
        let at = match byte {
            b'"' => {
                quoted = !quoted;
                continue;
            }
            b'\n' | b'\r' if !quoted => break,
            b';' if !quoted => 1,
            b'\t' if !quoted => 2,
            b',' if !quoted => 0,
            _ => continue,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let [comma, semicolon, tab] = counts;
    if semicolon > comma && semicolon >= tab {
        b';'
    } else if tab > comma {
        b'\t'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Result<Vec<String>, NoTable> {
        let mut table = Table::open(bytes, 1 << 20, |name| (name == "名称").then_some(()))?;
        Ok(table.rows().map(|row| row.unwrap().cell(()).to_owned()).collect())
    }

    #[test]
    fn a_table_is_read_as_spreadsheets_write_it_with_a_mark_without_and_in_chinese() {
        let text = "名称,x\n春节,1\n";
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let little = [b"\xff\xfe".as_slice(), &utf16(u16::to_le_bytes)].concat();
        let big = [b"\xfe\xff".as_slice(), &utf16(u16::to_be_bytes)].concat();
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        let chinese = b"\xc3\xfb\xb3\xc6,x\n\xb4\xba\xbd\xda,1\n";
        for file in [text.as_bytes(), &marked, &little, &big, chinese] {
            assert_eq!(cells(file), Ok(vec!["春节".to_owned()]), "{file:x?}");
        }
        for file in [b"x\xff".as_slice(), b"\xff\xfea", b"caf\xe9,1\n", b"\xef\xbb\xbf\xff"] {
            assert_eq!(cells(file), Err(NoTable::NotUtf8), "{file:x?}");
        }
    }
}
