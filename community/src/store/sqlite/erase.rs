//! What is left of a resident who goes? Nothing: neither who they were nor what their home said.
//!
//! The rows are deleted and their bytes overwritten (`secure_delete`), the resident's key with them,
//! and the log is emptied. What stays: that a home of this name was there and up to which message it
//! was heard, the audit log, which knows a number, and backups until they expire.

use std::time::Duration;

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, params};

use super::audit;
use super::cases;
use super::clinic;
use super::contacts;
use super::emptying;
use super::fault::unavailable;
use super::homes;
use super::open::BUSY;
use super::people;
use super::theirs::{self, Known};
use super::timeline::Places;
use crate::core::HomeId;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::store::rows::{Audit, Erased};
use crate::vault::Vault;

/// How often the log is tried to be emptied while somebody reads; a page is read in a millisecond.
pub(super) const TRIES: u32 = 20;

/// How long a try waits.
const TRY: Duration = Duration::from_millis(50);

pub(super) fn erase(
    db: &Connection,
    vault: &Vault,
    id: ResidentId,
    (by, now): (&str, Wall),
) -> Result<Option<Erased>, StoreError> {
    let sql = "SELECT home FROM resident WHERE id = ?1";
    let found: Option<Option<String>> =
        db.query_row(sql, [id.0], |row| row.get(0)).optional().map_err(unavailable)?;
    let Some(home) = found else { return Ok(None) };
    let home: Option<HomeId> = home.and_then(|home| home.parse().ok());
    match people::resident(db, vault, id) {
        Ok(Some(resident)) => theirs::erase(db, vault, &Known::of(&resident.record), now)?,
        Ok(None) => {}
        // Who cannot be read is erased all the same.
        Err(error) => tracing::error!(%error, "what they wrote elsewhere cannot be looked for"),
    }
    if let Some(home) = &home {
        erase_home(db, home)?;
        emptying::add(db, home, now)?;
    }
    cases::erase(db, id, home.as_ref())?;
    contacts::erase(db, id)?;
    clinic::erase(db, id, home.as_ref())?;
    for sql in ["DELETE FROM change WHERE resident = ?1", "DELETE FROM resident WHERE id = ?1"] {
        db.execute(sql, [id.0]).map_err(unavailable)?;
    }
    audit::audit(
        db,
        &Audit {
            at: now,
            who: by.to_owned(),
            what: "erase".to_owned(),
            resident: Some(id),
            detail: String::new(),
        },
    )?;
    Ok(Some(Erased { home }))
}

fn erase_home(db: &Connection, home: &HomeId) -> Result<(), StoreError> {
    let like = format!("hearth/v1/%/{home}/%");
    db.execute("DELETE FROM poison WHERE topic LIKE ?1", [like]).map_err(unavailable)?;
    let Some(number) = homes::known(db, home)? else { return Ok(()) };
    for table in ["open_alarm", "alarm", "event", "summary", "gap", "reply", "state"] {
        db.execute(&format!("DELETE FROM {table} WHERE home = ?1"), [number])
            .map_err(unavailable)?;
    }
    by_place(db, number, ("minute", "slot"))?;
    by_place(db, number, ("hour", "hour"))?;
    by_place(db, number, ("heart", "day"))
}

/// These are in the order of time: the home's rows are looked for at each time that there is.
fn by_place(db: &Connection, home: i64, (table, column): (&str, &str)) -> Result<(), StoreError> {
    let next = match table {
        "minute" => "SELECT slot FROM minute WHERE slot >= ?1 ORDER BY slot LIMIT 1",
        "hour" => "SELECT hour FROM hour WHERE hour >= ?1 ORDER BY hour LIMIT 1",
        _ => "SELECT day FROM heart WHERE day >= ?1 ORDER BY day LIMIT 1",
    };
    let sql = format!("DELETE FROM {table} WHERE {column} = ?1 AND home = ?2");
    Places::of(next).each(db, i64::MIN..=i64::MAX, |place| {
        let mut gone = db.prepare_cached(&sql).map_err(unavailable)?;
        gone.execute(params![place, home]).map(drop).map_err(unavailable)
    })
}

/// Moves the log into the file and cuts it to nothing, as soon as nobody reads from it; whether that was
/// so. Who waits for the writer waits for this, so it is not tried for long.
pub(super) fn empty_log(db: &Connection, tries: u32) -> Result<bool, StoreError> {
    db.busy_timeout(TRY).map_err(unavailable)?;
    let emptied = (0..tries).map(|_| {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        db.query_row(sql, [], |row| row.get(0).map(|busy: bool| !busy)).map_err(unavailable)
    });
    let emptied = emptied.into_iter().find(|emptied| !matches!(emptied, Ok(false)));
    db.busy_timeout(BUSY).map_err(unavailable)?;
    emptied.unwrap_or(Ok(false))
}
