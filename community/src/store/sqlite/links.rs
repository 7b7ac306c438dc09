//! What is a link's word for? Only its hash is known here.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::unavailable;
use crate::core::desk::{CaseId, PartyId};
use crate::store::StoreError;
use crate::store::cases::Link;

/// Links of one case: everybody who is called over a day of restarts; of more, nobody has any use.
const MOST_OF_CASE: u32 = 1_000;

pub(super) fn save(db: &Connection, hash: &[u8], link: Link) -> Result<(), StoreError> {
    let sql = "SELECT count(*) FROM link WHERE of = ?1";
    let count: u32 = db.query_row(sql, [link.case.0], |row| row.get(0)).map_err(unavailable)?;
    if count >= MOST_OF_CASE {
        return Err(StoreError::Taken { what: format!("each of {MOST_OF_CASE} links") });
    }
    let sql = "INSERT INTO link (hash, of, party) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    db.execute(sql, params![hash, link.case.0, link.party.0]).map(drop).map_err(unavailable)
}

pub(super) fn link(db: &Connection, hash: &[u8]) -> Result<Option<Link>, StoreError> {
    let mut ask =
        db.prepare_cached("SELECT of, party FROM link WHERE hash = ?1").map_err(unavailable)?;
    ask.query_row([hash], |row| Ok(Link { case: CaseId(row.get(0)?), party: PartyId(row.get(1)?) }))
        .optional()
        .map_err(unavailable)
}
