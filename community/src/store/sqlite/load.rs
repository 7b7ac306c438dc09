//! What must the station know before it listens?

use std::collections::BTreeMap;

use alerts::Wall;
use alerts::message::Lane;
use rusqlite::{Connection, Row};
use serde::de::DeserializeOwned;

use super::fault::{not_json, unavailable};
use super::take::MINUTE;
use super::{emptying, homes};
use crate::store::StoreError;
use crate::store::rows::{Loaded, LoadedHome};

/// Minutes of heart rates that a tile draws.
const SPARK: i64 = 120;

type Homes = BTreeMap<i64, LoadedHome>;

/// Four passes, each over one table, whatever the number of homes.
pub(super) fn load(db: &Connection, now: Wall) -> Result<Loaded, StoreError> {
    let mut homes: Homes = homes::names(db)?
        .into_iter()
        .map(|(id, (home, boot))| {
            let loaded = LoadedHome {
                home,
                boot,
                cursors: Vec::new(),
                open: Vec::new(),
                state: None,
                hearts: Vec::new(),
            };
            (id, loaded)
        })
        .collect();
    cursors(db, &mut homes)?;
    open(db, &mut homes)?;
    states(db, &mut homes)?;
    hearts(db, now, &mut homes)?;
    Ok(Loaded { homes: homes.into_values().collect(), emptying: emptying::list(db)? })
}

fn cursors(db: &Connection, homes: &mut Homes) -> Result<(), StoreError> {
    let sql = "SELECT home, lane, body FROM cursor ORDER BY home, lane";
    each(db, sql, &[], |row| {
        let Some(home) = homes.get_mut(&get(row, 0)?) else { return Ok(()) };
        let lane: String = get(row, 1)?;
        let lanes = [Lane::Alarms, Lane::Events, Lane::Readings];
        let lane = lanes.into_iter().find(|known| lane.starts_with(known.letter()));
        if let Some(lane) = lane {
            home.cursors.push((lane, body(row, 2, "cursor")?));
        }
        Ok(())
    })
}

fn open(db: &Connection, homes: &mut Homes) -> Result<(), StoreError> {
    each(db, "SELECT home, at, body FROM open_alarm ORDER BY home, at, alarm", &[], |row| {
        if let Some(home) = homes.get_mut(&get(row, 0)?) {
            home.open.push((Wall(get(row, 1)?), body(row, 2, "open_alarm")?));
        }
        Ok(())
    })
}

fn states(db: &Connection, homes: &mut Homes) -> Result<(), StoreError> {
    each(db, "SELECT home, at, body FROM state", &[], |row| {
        if let Some(home) = homes.get_mut(&get(row, 0)?) {
            // The home says it again within 30 s: one that does not read holds up nothing.
            home.state =
                body(row, 2, "state").ok().zip(Some(get(row, 1)?)).map(|(now, at)| (Wall(at), now));
        }
        Ok(())
    })
}

fn hearts(db: &Connection, now: Wall, homes: &mut Homes) -> Result<(), StoreError> {
    let last = now.0.div_euclid(MINUTE);
    let sql = "SELECT home, at, heart FROM minute
               WHERE slot BETWEEN ?1 AND ?2 AND heart IS NOT NULL ORDER BY slot, home";
    each(db, sql, &[last - SPARK, last], |row| {
        if let Some(home) = homes.get_mut(&get(row, 0)?) {
            home.hearts.push((Wall(get(row, 1)?), get(row, 2)?));
        }
        Ok(())
    })
}

/// Every row of a question.
pub(super) fn each(
    db: &Connection,
    sql: &str,
    values: &[i64],
    mut see: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = ask.query(rusqlite::params_from_iter(values)).map_err(unavailable)?;
    while let Some(row) = rows.next().map_err(unavailable)? {
        see(row)?;
    }
    Ok(())
}

/// A column.
pub(super) fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, at: usize) -> Result<T, StoreError> {
    row.get(at).map_err(unavailable)
}

/// A column of JSON.
pub(super) fn body<T: DeserializeOwned>(
    row: &Row<'_>,
    at: usize,
    table: &'static str,
) -> Result<T, StoreError> {
    let text = row.get_ref(at).map_err(unavailable)?;
    let text = text
        .as_str()
        .map_err(|_| StoreError::Unreadable { table, why: "a body is no text".to_owned() })?;
    serde_json::from_str(text).map_err(not_json(table))
}
