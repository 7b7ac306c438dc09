//! What is left of a resident who goes? Nothing: neither who they were nor what their home said.
//!
//! The rows are deleted and their bytes overwritten (`secure_delete`), the resident's key with them,
//! and the log is emptied. What stays: that a home of this name was there and up to which message it
//! was heard, the audit log, which knows a number, and backups until they expire.

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, params};

use super::audit;
use super::fault::unavailable;
use super::homes;
use super::timeline::Places;
use crate::core::HomeId;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::store::rows::{Audit, Erased};

/// How often the log is tried to be emptied while somebody reads.
const TRIES: u32 = 20;

pub(super) fn erase(
    db: &Connection,
    id: ResidentId,
    (by, now): (&str, Wall),
) -> Result<Option<Erased>, StoreError> {
    let sql = "SELECT home FROM resident WHERE id = ?1";
    let found: Option<Option<String>> =
        db.query_row(sql, [id.0], |row| row.get(0)).optional().map_err(unavailable)?;
    let Some(home) = found else { return Ok(None) };
    let home: Option<HomeId> = home.and_then(|home| home.parse().ok());
    if let Some(home) = &home {
        erase_home(db, home)?;
    }
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

/// Moves the log into the file and cuts it to nothing, as soon as nobody reads from it.
pub(super) fn empty_log(db: &Connection) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let busy: bool = db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(unavailable)?;
        if !busy {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable(Box::new(LogInUse)))
}

/// It is erased, and its bytes may stand in the log until the next time that it is emptied.
#[derive(Debug, thiserror::Error)]
#[error(
    "erased, but somebody reads the store's log: erase again, or restart the station, to empty it"
)]
struct LogInUse;
