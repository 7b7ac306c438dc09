//! Which number stands for a home's name?

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::fault::unavailable;
use super::writer::Work;
use crate::core::HomeId;
use crate::store::StoreError;

/// The number of a home, if it was ever heard.
pub(super) fn known(db: &Connection, home: &HomeId) -> Result<Option<i64>, StoreError> {
    let mut ask = db.prepare_cached("SELECT id FROM home WHERE name = ?1").map_err(unavailable)?;
    ask.query_row([home.as_str()], |row| row.get(0)).optional().map_err(unavailable)
}

/// Its number, given now if it has none.
pub(super) fn number(work: &mut Work<'_>, home: &HomeId) -> Result<i64, StoreError> {
    if let Some(id) = work.homes.get(home) {
        return Ok(*id);
    }
    let id = match known(work.db, home)? {
        Some(id) => id,
        None => {
            let mut add = work
                .db
                .prepare_cached("INSERT INTO home (name) VALUES (?1)")
                .map_err(unavailable)?;
            add.insert([home.as_str()]).map_err(unavailable)?
        }
    };
    work.homes.insert(home.clone(), id);
    Ok(id)
}

/// The names of all numbers.
pub(super) fn names(db: &Connection) -> Result<BTreeMap<i64, (HomeId, u32)>, StoreError> {
    let mut ask = db.prepare_cached("SELECT id, name, boot FROM home").map_err(unavailable)?;
    let mut rows = ask.query([]).map_err(unavailable)?;
    let mut names = BTreeMap::new();
    while let Some(row) = rows.next().map_err(unavailable)? {
        let (id, boot) = (row.get(0).map_err(unavailable)?, row.get(2).map_err(unavailable)?);
        let name: String = row.get(1).map_err(unavailable)?;
        let name = name.parse().map_err(|_| StoreError::Unreadable {
            table: "home",
            why: format!("row {id} has no home's name"),
        })?;
        names.insert(id, (name, boot));
    }
    Ok(names)
}
