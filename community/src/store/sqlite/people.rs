//! Who lives there? Residents, sealed with a key of each.

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::contacts;
use super::fault::{is_taken, not_json, sealed, unavailable};
use super::load::{each, get};
use crate::core::HomeId;
use crate::core::person::{Record, Resident, ResidentId};
use crate::store::StoreError;
use crate::store::rows::{Change, PersonChange};
use crate::vault::{Place, SealingKey, Vault, key_of};

/// Residents of one station. A community is 50 to 2,000 homes; ten times that is a mistake in a file
/// that was imported.
const MOST_RESIDENTS: i64 = 20_000;

/// Changes of a resident that are kept, the newest: a record that changes each day for three years.
const MOST_CHANGES: u32 = 1_000;

/// Seats are numbered up to here (`Resident::seat`).
const LAST_SEAT: i64 = u16::MAX as i64;

const RESIDENT: &str = "SELECT id, revision, home, seat, key, record FROM resident";

pub(super) fn residents(db: &Connection, vault: &Vault) -> Result<Vec<Resident>, StoreError> {
    let mut found = Vec::new();
    each(db, &format!("{RESIDENT} ORDER BY seat IS NULL, seat, id"), &[], |row| {
        found.push(resident_of(row, vault)?.0);
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn resident(
    db: &Connection,
    vault: &Vault,
    id: ResidentId,
) -> Result<Option<Resident>, StoreError> {
    Ok(with_key(db, vault, id)?.map(|(resident, _)| resident))
}

pub(super) fn with_key(
    db: &Connection,
    vault: &Vault,
    id: ResidentId,
) -> Result<Option<(Resident, SealingKey)>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{RESIDENT} WHERE id = ?1")).map_err(unavailable)?;
    let found = ask.query_row([id.0], |row| Ok(resident_of(row, vault))).optional();
    found.map_err(unavailable)?.transpose()
}

fn resident_of(row: &Row<'_>, vault: &Vault) -> Result<(Resident, SealingKey), StoreError> {
    let id: i64 = get(row, 0)?;
    let home: Option<String> = get(row, 2)?;
    let home: Option<HomeId> = home.and_then(|home| home.parse().ok());
    let (wrapped, body): (Vec<u8>, Vec<u8>) = (get(row, 4)?, get(row, 5)?);
    let key = vault.unwrap_key(key_of(id), &wrapped).map_err(sealed("resident", id))?;
    let record = opened(&key, record_of(id), &body)?;
    let (revision, seat) = (get(row, 1)?, get(row, 3)?);
    Ok((Resident { id: ResidentId(id), revision, home, seat, record }, key))
}

const fn record_of(id: i64) -> Place {
    Place { table: "resident", column: "record", id }
}

/// Its row has no number while it is sealed, but resident and revision, which name it as well.
const fn before_of(id: i64, revision: u32) -> Place {
    Place { table: "change", column: "before", id: id.wrapping_shl(32) | revision as i64 }
}

fn opened(key: &SealingKey, place: Place, body: &[u8]) -> Result<Record, StoreError> {
    let plain = key.open(place, body).map_err(sealed(place.table, place.id))?;
    serde_json::from_slice(&plain).map_err(not_json(place.table))
}

fn closed(key: &SealingKey, place: Place, record: &Record) -> Result<Vec<u8>, StoreError> {
    let plain = serde_json::to_vec(record).map_err(not_json(place.table))?;
    key.seal(place, &plain).map_err(sealed(place.table, place.id))
}

/// Who changes, and when.
type By<'a> = (&'a str, Wall);

/// All of them, or the first that cannot be and none.
pub(super) fn change(
    db: &Connection,
    vault: &Vault,
    changes: Vec<PersonChange>,
    by: By<'_>,
) -> Result<Vec<Resident>, StoreError> {
    let ids = changes.into_iter().map(|change| match change {
        PersonChange::Add { home, seat, record } => add(db, vault, (home, seat, &record), by),
        PersonChange::Edit(resident) => edit(db, vault, &resident, by),
    });
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    // As they are when everything is done: a later change may be of the same person.
    let found = ids.into_iter().map(|id| resident(db, vault, id));
    let residents = found.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
    for resident in &residents {
        contacts::follow_one(db, vault, resident)?;
    }
    Ok(residents)
}

fn add(
    db: &Connection,
    vault: &Vault,
    (home, seat, record): (Option<HomeId>, Option<u16>, &Record),
    (by, now): By<'_>,
) -> Result<ResidentId, StoreError> {
    // Sealed for its number, so the number comes first; none is given twice.
    let id: i64 = db
        .query_row(
            "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'resident'), 0) + 1",
            [],
            |row| row.get(0),
        )
        .map_err(unavailable)?;
    let count: i64 =
        db.query_row("SELECT count(*) FROM resident", [], |row| row.get(0)).map_err(unavailable)?;
    if count >= MOST_RESIDENTS {
        return Err(StoreError::Taken { what: format!("each of {MOST_RESIDENTS} places") });
    }
    let seat = match (seat, &home) {
        (Some(seat), _) => Some(seat),
        (None, Some(_)) => free_seat(db)?,
        (None, None) => None,
    };
    let (key, wrapped) = vault.new_key(key_of(id)).map_err(sealed("resident", id))?;
    let body = closed(&key, record_of(id), record)?;
    let home = home.as_ref().map(HomeId::as_str);
    db.execute(
        "INSERT INTO resident (id, revision, home, seat, key, record) VALUES (?1, 1, ?2, ?3, ?4, ?5)",
        params![id, home, seat, wrapped, body],
    )
    .map_err(|error| taken(db, error, (id, home, seat)))?;
    db.execute(
        "INSERT INTO change (resident, revision, at, by) VALUES (?1, 1, ?2, ?3)",
        params![id, now.0, by],
    )
    .map_err(unavailable)?;
    Ok(ResidentId(id))
}

fn edit(
    db: &Connection,
    vault: &Vault,
    to: &Resident,
    (by, now): By<'_>,
) -> Result<ResidentId, StoreError> {
    let id = to.id.0;
    // One who was erased meanwhile was changed, too.
    let (before, key) = with_key(db, vault, to.id)?.ok_or(StoreError::Stale)?;
    if before.revision != to.revision {
        return Err(StoreError::Stale);
    }
    let revision = before.revision.saturating_add(1);
    let body = closed(&key, record_of(id), &to.record)?;
    let home = to.home.as_ref().map(HomeId::as_str);
    db.execute(
        "UPDATE resident SET revision = ?2, home = ?3, seat = ?4, record = ?5 WHERE id = ?1",
        params![id, revision, home, to.seat, body],
    )
    .map_err(|error| taken(db, error, (id, home, to.seat)))?;
    let kept = closed(&key, before_of(id, revision), &before.record)?;
    db.execute(
        "INSERT INTO change (resident, revision, at, by, before) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, revision, now.0, by, kept],
    )
    .map_err(unavailable)?;
    let oldest = revision.saturating_sub(MOST_CHANGES);
    db.execute("DELETE FROM change WHERE resident = ?1 AND revision <= ?2", params![id, oldest])
        .map_err(unavailable)?;
    Ok(to.id)
}

/// The lowest seat that nobody has.
fn free_seat(db: &Connection) -> Result<Option<u16>, StoreError> {
    let sql = "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM resident WHERE seat = 1) THEN 1
               ELSE (SELECT min(seat) + 1 FROM resident AS here WHERE seat < ?1 AND NOT EXISTS
               (SELECT 1 FROM resident WHERE seat = here.seat + 1)) END";
    db.query_row(sql, [LAST_SEAT], |row| row.get(0)).map_err(unavailable)
}

/// Which of the two it was that somebody else has.
fn taken(
    db: &Connection,
    error: rusqlite::Error,
    (id, home, seat): (i64, Option<&str>, Option<u16>),
) -> StoreError {
    if !is_taken(&error) {
        return unavailable(error);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM resident WHERE home = ?1 AND id <> ?2)";
    let is_home = db.query_row(sql, params![home, id], |row| row.get(0));
    let what = match (is_home, home, seat) {
        (Ok(true), Some(home), _) => format!("home {home}"),
        (Ok(true | false) | Err(_), _, Some(seat)) => format!("seat {seat}"),
        (Ok(true | false) | Err(_), _, None) => return unavailable(error),
    };
    StoreError::Taken { what }
}

/// What was changed of somebody, the newest first.
pub(super) fn history(
    db: &Connection,
    vault: &Vault,
    id: ResidentId,
) -> Result<Vec<Change>, StoreError> {
    let Some((_, key)) = with_key(db, vault, id)? else { return Ok(Vec::new()) };
    let mut changes = Vec::new();
    let sql = "SELECT at, by, revision, before FROM change WHERE resident = ?1
               ORDER BY revision DESC";
    each(db, sql, &[id.0], |row| {
        let (revision, before): (u32, Option<Vec<u8>>) = (get(row, 2)?, get(row, 3)?);
        let before = before.map(|before| opened(&key, before_of(id.0, revision), &before));
        let (at, by) = (Wall(get(row, 0)?), get(row, 1)?);
        changes.push(Change { at, by, revision, before: before.transpose()? });
        Ok(())
    })?;
    Ok(changes)
}
