//! What stands in a table that somebody made with a spreadsheet? CSV, whatever stands between its cells,
//! with a header of which each column is known or passed over.

use std::borrow::Cow;

/// Why there is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// It is larger than is read.
    TooLarge,
    /// It is not in UTF-8.
    NotUtf8,
}

/// A table, and what its columns are.
#[derive(Debug)]
pub struct Table<'t, C> {
    head: Vec<Option<C>>,
    lines: csv::Reader<&'t [u8]>,
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
        let text = std::str::from_utf8(bytes).map_err(|_| NoTable::NotUtf8)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
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
