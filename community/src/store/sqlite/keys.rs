//! With which key is it sealed? What is of a resident with theirs; what the desk writes of nobody in
//! particular with the station's own, which the master key wraps like any other.

use rusqlite::{Connection, OptionalExtension};

use super::fault::{sealed, unavailable};
use super::open::OpenError;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::vault::{KEY_OF_STATION, SealingKey, Vault, key_of};

const STATION: &str = "SELECT value FROM meta WHERE name = 'station-key'";

/// Makes the station's own key, if there is none yet.
pub(super) fn make(db: &Connection, vault: &Vault) -> Result<(), OpenError> {
    let known: Option<Vec<u8>> = db.query_row(STATION, [], |row| row.get(0)).optional()?;
    if known.is_none() {
        let (_, wrapped) = vault.new_key(KEY_OF_STATION)?;
        db.execute("INSERT INTO meta (name, value) VALUES ('station-key', ?1)", [wrapped])?;
    }
    Ok(())
}

/// The resident's, while they are known; else the station's.
pub(super) fn of(
    db: &Connection,
    vault: &Vault,
    resident: Option<ResidentId>,
) -> Result<SealingKey, StoreError> {
    let own = resident.map(|resident| of_resident(db, vault, resident)).transpose()?.flatten();
    own.map_or_else(|| of_station(db, vault), Ok)
}

/// A resident's.
pub(super) fn of_resident(
    db: &Connection,
    vault: &Vault,
    ResidentId(id): ResidentId,
) -> Result<Option<SealingKey>, StoreError> {
    let mut ask =
        db.prepare_cached("SELECT key FROM resident WHERE id = ?1").map_err(unavailable)?;
    let wrapped: Option<Vec<u8>> =
        ask.query_row([id], |row| row.get(0)).optional().map_err(unavailable)?;
    let open = |wrapped: Vec<u8>| vault.unwrap_key(key_of(id), &wrapped);
    wrapped.map(open).transpose().map_err(sealed("resident", id))
}

fn of_station(db: &Connection, vault: &Vault) -> Result<SealingKey, StoreError> {
    let wrapped: Vec<u8> = db.query_row(STATION, [], |row| row.get(0)).map_err(unavailable)?;
    vault.unwrap_key(KEY_OF_STATION, &wrapped).map_err(sealed("meta", KEY_OF_STATION.id))
}
