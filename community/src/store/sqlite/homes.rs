//! Which number stands for a home's name?

use std::collections::BTreeMap;

use alerts::Wall;
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

/// How far a home was heard. It is another one with each durable message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The highest start of its box.
    pub boot: u32,
    /// When its last state, event or alarm was, if there is one that is kept.
    pub at: Option<Wall>,
    /// Its lanes, as they are kept.
    lanes: Vec<String>,
}

/// What is known of it; `None` if it was never heard.
pub(super) fn heard(db: &Connection, home: &HomeId) -> Result<Option<Heard>, StoreError> {
    let Some(id) = known(db, home)? else { return Ok(None) };
    let sql = "SELECT boot, (SELECT max(at) FROM (SELECT at FROM state WHERE home = ?1
               UNION ALL SELECT max(at) FROM event WHERE home = ?1
               UNION ALL SELECT max(at) FROM alarm WHERE home = ?1)) FROM home WHERE id = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?));
    let (boot, at) = db.query_row(sql, [id], row).map_err(unavailable)?;
    let mut ask = db
        .prepare_cached("SELECT body FROM cursor WHERE home = ?1 ORDER BY lane")
        .map_err(unavailable)?;
    let lanes = ask.query_map([id], |row| row.get(0)).map_err(unavailable)?;
    let lanes = lanes.collect::<Result<_, _>>().map_err(unavailable)?;
    Ok(Some(Heard { boot, at: at.map(Wall), lanes }))
}
