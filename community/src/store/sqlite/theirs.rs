//! What has somebody who lives here written where they are no resident: a place at an activity, a wish, a
//! report? It is theirs by their telephone, or by their name where that is told apart; of what is theirs,
//! nothing that says who they are remains.
//!
//! Another who has the same name stays: a name alone counts only where the record knows no telephone.

use alerts::Wall;
use rusqlite::{Connection, params};

use super::fault::unavailable;
use super::load::{each, get};
use super::{cases, neighbours, reports};
use crate::core::activity::digits;
use crate::core::desk::{Case, CaseId};
use crate::core::person::Record;
use crate::core::report::{Report, ReportKind};
use crate::store::StoreError;
use crate::vault::Vault;

/// Digits by which a telephone is known again: with or without its country.
const LAST_DIGITS: usize = 8;

/// Who goes, as other tables may know them.
pub(super) struct Known {
    name: String,
    building: String,
    own: Option<String>,
    contacts: Vec<String>,
}

impl Known {
    pub(super) fn of(record: &Record) -> Self {
        Self {
            name: record.name.trim().to_owned(),
            building: record.building.trim().to_owned(),
            own: last(&record.phone),
            contacts: record.contacts.iter().filter_map(|it| last(&it.phone)).collect(),
        }
    }

    /// Whether somebody of this name and telephone is them.
    fn is(&self, name: &str, phone: &str) -> bool {
        let phone = last(phone);
        let same_name = !self.name.is_empty() && name.trim() == self.name;
        let own = self.own.is_some() && phone == self.own;
        // Somebody of the family has written them down, or nobody knows their number.
        let by_name = self.own.is_none() || phone.is_some_and(|it| self.contacts.contains(&it));
        own || (same_name && by_name)
    }

    /// Whether a report is theirs. A wish begins with the name of whoever wishes.
    fn is_report(&self, report: &Report) -> bool {
        let phone = report.contact.as_ref().map_or("", |it| it.phone.as_str());
        let first = report.text.split(": ").next().filter(|_| report.kind == ReportKind::Wish);
        let name = first.unwrap_or_default();
        let here = !self.building.is_empty() && report.place.building.trim() == self.building;
        self.is(name, phone) || (here && !self.name.is_empty() && name.trim() == self.name)
    }
}

fn last(phone: &str) -> Option<String> {
    let digits = digits(phone);
    let from = digits.len().saturating_sub(LAST_DIGITS);
    (digits.len() >= 6).then(|| digits.get(from..).unwrap_or_default().to_owned())
}

/// Their places at activities go, and whoever waits moves up; of their reports and wishes what they wrote
/// and where they may be called. A wish that is over goes whole.
pub(super) fn erase(
    db: &Connection,
    vault: &Vault,
    known: &Known,
    now: Wall,
) -> Result<(), StoreError> {
    neighbours::drop_all(db, vault, now, &|name, phone| known.is(name, phone))?;
    let mut ids = Vec::new();
    let sql = "SELECT of FROM report WHERE phone IS NOT NULL OR kind = 'wish'";
    each(db, sql, &[], |row| {
        ids.push(CaseId(get(row, 0)?));
        Ok(())
    })?;
    for id in ids {
        match cases::case(db, vault, id) {
            Ok(Some(case)) => forget(db, vault, known, case)?,
            Ok(None) => {}
            // One that nobody can read says nothing of anybody.
            Err(error) => tracing::error!(case = %id, %error, "a report cannot be read"),
        }
    }
    Ok(())
}

fn forget(db: &Connection, vault: &Vault, known: &Known, mut case: Case) -> Result<(), StoreError> {
    let is_open = case.is_open();
    let id = case.id;
    let Some(report) = case.report.as_mut().filter(|it| known.is_report(it)) else { return Ok(()) };
    report.text = String::new();
    report.words = Vec::new();
    report.contact = None;
    if !report.private {
        // What the public reads, the grid worker has read and written.
        let report = report.clone();
        return reports::write(db, vault, &case, &report);
    }
    let sql = "DELETE FROM photo WHERE of = ?1";
    db.execute(sql, [id.0]).map_err(unavailable)?;
    let sql = "UPDATE report SET sealed = X'', phone = NULL, published = NULL WHERE of = ?1";
    db.execute(sql, [id.0]).map_err(unavailable)?;
    if is_open {
        return Ok(());
    }
    for sql in [
        "DELETE FROM report WHERE of = ?1",
        "DELETE FROM link WHERE of = ?1",
        "DELETE FROM case_log WHERE of = ?1",
        "DELETE FROM \"case\" WHERE id = ?1",
    ] {
        db.execute(sql, params![id.0]).map_err(unavailable)?;
    }
    Ok(())
}
