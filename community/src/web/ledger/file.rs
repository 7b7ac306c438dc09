//! How does the ledger look in a spreadsheet? The same rows, with numbers as numbers: rates as parts
//! of one, times as minutes; what is not known is an empty cell. What somebody typed is never run.

use std::time::Duration;

use i18n_embed_fl::fl;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::LedgerPage;
use super::table::{Rows, heads};
use crate::core::ledger::{Figures, Share};
use crate::core::table::harmless;
use crate::say::Lang;
use crate::web::refusal::Refusal;

/// A number of a row.
enum Cell {
    Count(u32),
    Rate(Share),
    Minutes(Option<Duration>),
}

fn cells(it: &Figures) -> [Cell; 11] {
    [
        Cell::Count(it.reports),
        Cell::Count(it.open),
        Cell::Count(it.done()),
        Cell::Count(it.unconfirmed),
        Cell::Count(it.refused + it.duplicate + it.forwarded),
        Cell::Rate(it.response),
        Cell::Rate(it.solution),
        Cell::Rate(it.in_time),
        Cell::Rate(it.satisfaction),
        Cell::Minutes(it.to_look),
        Cell::Minutes(it.to_done),
    ]
}

fn minutes(length: Duration) -> u64 {
    (length.as_secs() + 30) / 60
}

/// `0.875`.
fn rate(share: Share) -> Option<f64> {
    (share.of > 0).then(|| f64::from(share.are) / f64::from(share.of))
}

fn tables(lang: Lang, page: &LedgerPage) -> [(String, Rows); 5] {
    let t = lang.words();
    [
        (fl!(t, "ledger-whole"), vec![(fl!(t, "ledger-whole"), page.ledger.whole)]),
        (fl!(t, "ledger-worker"), page.workers(lang)),
        (fl!(t, "ledger-kind"), page.kinds(lang)),
        (fl!(t, "ledger-building"), page.buildings(lang)),
        (fl!(t, "ledger-month"), page.months()),
    ]
}

/// One file: which table, which row, its numbers. Times are minutes.
#[must_use]
pub fn csv(lang: Lang, page: &LedgerPage) -> Vec<u8> {
    let t = lang.words();
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let head = [fl!(t, "ledger-table"), fl!(t, "ledger-row")];
    // Into memory: nothing can fail.
    drop(out.write_record(head.into_iter().chain(heads(lang))));
    for (table, rows) in tables(lang, page) {
        for (name, it) in rows {
            let numbers = cells(&it).map(|cell| match cell {
                Cell::Count(n) => n.to_string(),
                Cell::Rate(share) => rate(share).map_or_else(String::new, |it| format!("{it:.4}")),
                Cell::Minutes(it) => it.map_or_else(String::new, |it| minutes(it).to_string()),
            });
            let names = [table.clone(), harmless(&name).into_owned()];
            drop(out.write_record(names.into_iter().chain(numbers)));
        }
    }
    out.into_inner().unwrap_or_default()
}

/// A workbook, a sheet a table.
///
/// # Errors
///
/// When it cannot be written, which would be a fault of the station.
pub fn xlsx(lang: Lang, page: &LedgerPage) -> Result<Vec<u8>, Refusal> {
    book(lang, page).map_err(|error| Refusal::Broken(format!("no workbook: {error}")))
}

fn book(lang: Lang, page: &LedgerPage) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for (title, rows) in tables(lang, page) {
        let sheet = book.add_worksheet();
        sheet.set_name(&title)?;
        write(lang, sheet, (&title, &rows))?;
    }
    book.save_to_buffer()
}

fn write(lang: Lang, sheet: &mut Worksheet, (title, rows): (&str, &Rows)) -> Result<(), XlsxError> {
    let (bold, part) = (Format::new().set_bold(), Format::new().set_num_format("0.0 %"));
    sheet.write_string_with_format(0, 0, title, &bold)?;
    for (column, head) in (1_u16..).zip(heads(lang)) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    for (row, (name, it)) in (1_u32..).zip(rows) {
        // A string is a string, whatever it begins with; saved as CSV from there it stays harmless.
        sheet.write_string(row, 0, harmless(name).as_ref())?;
        for (column, cell) in (1_u16..).zip(cells(it)) {
            match cell {
                Cell::Count(n) => {
                    sheet.write_number(row, column, n)?;
                }
                Cell::Rate(share) => {
                    if let Some(rate) = rate(share) {
                        sheet.write_number_with_format(row, column, rate, &part)?;
                    }
                }
                Cell::Minutes(Some(it)) => {
                    let it = u32::try_from(minutes(it)).unwrap_or(u32::MAX);
                    sheet.write_number(row, column, it)?;
                }
                Cell::Minutes(None) => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_formula_leaves_as_text_in_both_files() {
        let mut page = LedgerPage::samples().remove(0);
        let evil = "=HYPERLINK(\"http://x\")".to_owned();
        page.names.insert(crate::core::desk::PartyId(1), evil);
        let text = String::from_utf8(csv(Lang::English, &page)).unwrap();
        assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{text}");
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[1].starts_with("All,All,300,"), "{}", lines[1]);
        for lang in Lang::ALL {
            let book = xlsx(lang, &page).unwrap();
            assert_eq!(&book[..2], b"PK");
        }
    }
}
