//! Who looked at what?

use alerts::Wall;
use rusqlite::{Connection, params};

use super::fault::unavailable;
use super::load::get;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::store::rows::{Audit, AuditAsked};

/// Entries that are given at once; who wants more asks for those before the last.
const MOST: u32 = 1_000;

pub(super) fn audit(db: &Connection, entry: &Audit) -> Result<(), StoreError> {
    let sql = "INSERT INTO audit (at, who, what, resident, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut add = db.prepare_cached(sql).map_err(unavailable)?;
    let resident = entry.resident.map(|resident| resident.0);
    add.execute(params![entry.at.0, entry.who, entry.what, resident, entry.detail])
        .map(drop)
        .map_err(unavailable)
}

pub(super) fn audited(db: &Connection, asked: &AuditAsked) -> Result<Vec<Audit>, StoreError> {
    let sql = "SELECT at, who, what, resident, detail FROM audit
               WHERE (?1 IS NULL OR resident = ?1) AND (?2 IS NULL OR who = ?2)
               AND (?3 IS NULL OR at < ?3) ORDER BY at DESC, id DESC LIMIT ?4";
    let resident = asked.resident.map(|resident| resident.0);
    let before = asked.before.map(|before| before.0);
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = ask
        .query(params![resident, asked.who, before, asked.at_most.min(MOST)])
        .map_err(unavailable)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next().map_err(unavailable)? {
        let resident: Option<i64> = get(row, 3)?;
        entries.push(Audit {
            at: Wall(get(row, 0)?),
            who: get(row, 1)?,
            what: get(row, 2)?,
            resident: resident.map(ResidentId),
            detail: get(row, 4)?,
        });
    }
    Ok(entries)
}
