//! What has the community chosen for its desk, and which robots may not speak? One row each.

use std::collections::BTreeMap;

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, params};

use super::cases::json;
use super::fault::unavailable;
use super::load::{body, each, get};
use crate::store::StoreError;
use crate::store::parties::{Kept, Setting};

pub(super) fn setting<T: Setting>(db: &Connection) -> Result<Kept<T>, StoreError> {
    let sql = "SELECT revision, body FROM setting WHERE name = ?1";
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let found = ask
        .query_row([T::NAME], |row| {
            Ok(get(row, 0).and_then(|revision| Ok(Kept { revision, of: body(row, 1, "setting")? })))
        })
        .optional()
        .map_err(unavailable)?;
    found.unwrap_or_else(|| Ok(Kept { revision: 0, of: T::default() }))
}

pub(super) fn save<T: Setting>(db: &Connection, kept: Kept<T>) -> Result<Kept<T>, StoreError> {
    let revision = kept.revision.saturating_add(1);
    let sql = if kept.revision == 0 {
        "INSERT INTO setting (name, revision, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
    } else {
        "UPDATE setting SET revision = ?2, body = ?3 WHERE name = ?1 AND revision = ?2 - 1"
    };
    match db.execute(sql, params![T::NAME, revision, json(&kept.of)?]).map_err(unavailable)? {
        0 => Err(StoreError::Stale),
        _ => Ok(Kept { revision, of: kept.of }),
    }
}

pub(super) fn mute(db: &Connection, robot: &str, until: Wall) -> Result<(), StoreError> {
    let sql = "INSERT INTO robot (name, muted) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET muted = excluded.muted";
    db.execute(sql, params![robot, until.0]).map(drop).map_err(unavailable)
}

pub(super) fn muted(db: &Connection, now: Wall) -> Result<BTreeMap<String, Wall>, StoreError> {
    let mut muted = BTreeMap::new();
    each(db, "SELECT name, muted FROM robot WHERE muted > ?1", &[now.0], |row| {
        muted.insert(get(row, 0)?, Wall(get(row, 1)?));
        Ok(())
    })?;
    Ok(muted)
}
