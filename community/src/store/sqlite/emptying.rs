//! Of which homes must the broker still be told that it is to keep nothing? Kept with the erasure, in one
//! transaction, until the broker has said that it is done.

use alerts::Wall;
use rusqlite::{Connection, params};

use super::fault::unavailable;
use super::load::{each, get};
use crate::core::HomeId;
use crate::store::StoreError;

/// What the names of these rows of `meta` begin with.
const OURS: &str = "emptying/";

pub(super) fn add(db: &Connection, home: &HomeId, now: Wall) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
    db.execute(sql, params![format!("{OURS}{home}"), now.0]).map(drop).map_err(unavailable)
}

pub(super) fn remove(db: &Connection, home: &HomeId) -> Result<(), StoreError> {
    let sql = "DELETE FROM meta WHERE name = ?1";
    db.execute(sql, [format!("{OURS}{home}")]).map(drop).map_err(unavailable)
}

pub(super) fn list(db: &Connection) -> Result<Vec<HomeId>, StoreError> {
    let mut homes = Vec::new();
    let sql = "SELECT name FROM meta WHERE name LIKE 'emptying/%' ORDER BY name";
    each(db, sql, &[], |row| {
        let name: String = get(row, 0)?;
        homes.extend(name.strip_prefix(OURS).and_then(|home| home.parse::<HomeId>().ok()));
        Ok(())
    })?;
    Ok(homes)
}
