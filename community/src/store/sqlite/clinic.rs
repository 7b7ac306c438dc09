//! What leaves for the clinic, row by row. What was sent is sealed with the resident's key.

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::audit;
use super::cases::json;
use super::fault::{is_taken, sealed, unavailable};
use super::keys;
use super::load::{body, each, get};
use crate::core::HomeId;
use crate::core::clinic::row::LONGEST_WAIT;
use crate::core::clinic::want::Lives;
use crate::core::clinic::{Row, RowId};
use crate::core::person::ResidentId;
use crate::fhir::bundle::Place;
use crate::store::StoreError;
use crate::store::clinic::{SentAsked, Waits};
use crate::store::rows::Audit;
use crate::vault::{self, Vault};

/// Rows of one resident that are read at once: a year of nights and days, and alarms.
const MOST_OF_ONE: u32 = 4_000;

const ROW: &str = "SELECT id, revision, body FROM clinic";

/// A home said something that the clinic may want.
pub(super) fn mark(db: &Connection, home: &HomeId) -> Result<(), StoreError> {
    let sql = "INSERT INTO clinic_mark (home, n) VALUES (?1, 1)
               ON CONFLICT (home) DO UPDATE SET n = n + 1";
    let mut add = db.prepare_cached(sql).map_err(unavailable)?;
    add.execute([home.as_str()]).map(drop).map_err(unavailable)
}

pub(super) fn marks(db: &Connection, at_most: u32) -> Result<Vec<(HomeId, i64)>, StoreError> {
    let mut found = Vec::new();
    each(db, "SELECT home, n FROM clinic_mark ORDER BY home LIMIT ?1", &[at_most.into()], |row| {
        let home: String = get(row, 0)?;
        found.extend(home.parse().ok().zip(Some(get(row, 1)?)));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn unmark(db: &Connection, marks: &[(HomeId, i64)]) -> Result<(), StoreError> {
    for (home, n) in marks {
        let sql = "DELETE FROM clinic_mark WHERE home = ?1 AND n = ?2";
        db.execute(sql, params![home.as_str(), n]).map_err(unavailable)?;
    }
    Ok(())
}

pub(super) fn lives(db: &Connection) -> Result<Lives, StoreError> {
    let mut seen = Lives::default();
    each(db, "SELECT resident, home, since FROM clinic_lives", &[], |row| {
        let home: Option<String> = get(row, 1)?;
        let since: Option<i64> = get(row, 2)?;
        let lives = (home.and_then(|home| home.parse().ok()), since.map(Wall));
        seen.people.insert(ResidentId(get(row, 0)?), lives);
        Ok(())
    })?;
    each(db, "SELECT home, resident FROM clinic_lived", &[], |row| {
        let home: String = get(row, 0)?;
        seen.homes.extend(home.parse().ok().zip(Some(ResidentId(get(row, 1)?))));
        Ok(())
    })?;
    Ok(seen)
}

pub(super) fn save_lives(db: &Connection, moved: &Lives) -> Result<(), StoreError> {
    for (resident, (home, since)) in &moved.people {
        let sql = "INSERT INTO clinic_lives (resident, home, since) VALUES (?1, ?2, ?3)
                   ON CONFLICT (resident) DO UPDATE SET home = excluded.home, since = excluded.since";
        let home = home.as_ref().map(HomeId::as_str);
        db.execute(sql, params![resident.0, home, since.map(|it| it.0)]).map_err(unavailable)?;
    }
    for (home, resident) in &moved.homes {
        let sql = "INSERT INTO clinic_lived (home, resident) VALUES (?1, ?2)
                   ON CONFLICT (home) DO UPDATE SET resident = excluded.resident";
        db.execute(sql, params![home.as_str(), resident.0]).map_err(unavailable)?;
    }
    Ok(())
}

pub(super) fn rows_of(
    db: &Connection,
    ResidentId(resident): ResidentId,
    home: Option<&HomeId>,
) -> Result<Vec<Row>, StoreError> {
    let sql = format!("{ROW} WHERE resident = ?1 OR home = ?2 ORDER BY id DESC LIMIT ?3");
    let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
    let asked = params![resident, home.map(HomeId::as_str), MOST_OF_ONE];
    several(ask.query(asked).map_err(unavailable)?)
}

pub(super) fn row(db: &Connection, RowId(id): RowId) -> Result<Option<Row>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{ROW} WHERE id = ?1")).map_err(unavailable)?;
    let found = ask.query_row([id], |row| Ok(row_of(row))).optional();
    found.map_err(unavailable)?.transpose()
}

pub(super) fn due(db: &Connection, (now, at_most): (Wall, u32)) -> Result<Vec<Row>, StoreError> {
    let sql =
        format!("{ROW} WHERE due <= ?1 OR due > ?3 ORDER BY kind <> 'alarm', due, id LIMIT ?2");
    let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
    let put_off = now + LONGEST_WAIT;
    several(ask.query(params![now.0, at_most, put_off.0]).map_err(unavailable)?)
}

pub(super) fn stuck(db: &Connection, at_most: u32) -> Result<Vec<Row>, StoreError> {
    let sql = format!("{ROW} WHERE stage = 'stuck' ORDER BY id DESC LIMIT ?1");
    let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
    several(ask.query([at_most]).map_err(unavailable)?)
}

fn several(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Row>, StoreError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(unavailable)? {
        match row_of(row) {
            Ok(row) => found.push(row),
            // It holds up no other.
            Err(error) => {
                let id: i64 = get(row, 0)?;
                tracing::error!(row = id, %error, "what is to leave for the clinic cannot be read");
            }
        }
    }
    Ok(found)
}

fn row_of(row: &SqlRow<'_>) -> Result<Row, StoreError> {
    let read: Row = body(row, 2, "clinic")?;
    Ok(Row { id: RowId(get(row, 0)?), revision: get(row, 1)?, ..read })
}

/// All of them, or [`StoreError::Stale`].
pub(super) fn save(db: &Connection, rows: &[Row]) -> Result<(), StoreError> {
    for row in rows {
        write(db, row)?;
    }
    Ok(())
}

fn write(db: &Connection, row: &Row) -> Result<(), StoreError> {
    let due = row.poll_timeout().map(|due| due.0);
    let (stage, moved, text) = (row.stage.word(), row.moved.0, json(row)?);
    let written = if row.id.0 == 0 {
        let sql =
            "INSERT INTO clinic (revision, resident, home, name, kind, stage, due, moved, body)
                   VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let mut add = db.prepare_cached(sql).map_err(unavailable)?;
        let (name, kind) = (row.item.name(), row.item.kind().word());
        let (resident, home) = (row.resident.0, row.home.as_str());
        add.execute(params![resident, home, name, kind, stage, due, moved, text])
    } else {
        let sql = "UPDATE clinic SET revision = revision + 1, stage = ?3, due = ?4, moved = ?5,
                   body = ?6 WHERE id = ?1 AND revision = ?2";
        let mut change = db.prepare_cached(sql).map_err(unavailable)?;
        change.execute(params![row.id.0, row.revision, stage, due, moved, text])
    };
    match written {
        Ok(1) => Ok(()),
        Ok(_) => Err(StoreError::Stale),
        // Somebody else has written it meanwhile.
        Err(error) if row.id.0 == 0 && is_taken(&error) => Err(StoreError::Stale),
        Err(error) => Err(unavailable(error)),
    }
}

const fn sent_of(id: i64) -> vault::Place {
    vault::Place { table: "clinic", column: "sealed", id }
}

pub(super) fn save_sent(
    db: &Connection,
    vault: &Vault,
    (row, sent, place): (&Row, &[u8], Option<&Place>),
) -> Result<(), StoreError> {
    // Of whoever was erased meanwhile nothing is kept: their row is gone, too.
    let key = keys::of_resident(db, vault, row.resident)?.ok_or(StoreError::Stale)?;
    write(db, row)?;
    let kept = key.seal(sent_of(row.id.0), sent).map_err(sealed("clinic", row.id.0))?;
    db.execute("UPDATE clinic SET sealed = ?2 WHERE id = ?1", params![row.id.0, kept])
        .map_err(unavailable)?;
    note(db, row)?;
    let Some(Place { place, ours }) = place else { return Ok(()) };
    // A record that we made stays ours while it stands at the same place.
    let sql = "INSERT INTO clinic_place (resident, place, ours) VALUES (?1, ?2, ?3)
               ON CONFLICT (resident) DO UPDATE SET place = excluded.place,
               ours = CASE WHEN excluded.ours IS NOT NULL THEN excluded.ours
                           WHEN place = excluded.place THEN ours END";
    db.execute(sql, params![row.resident.0, place, ours]).map(drop).map_err(unavailable)
}

/// Whoever asks what has left of them is told.
fn note(db: &Connection, row: &Row) -> Result<(), StoreError> {
    let (who, what) = ("clinic".to_owned(), "sent-to-clinic".to_owned());
    let (resident, detail) = (Some(row.resident), row.item.name());
    audit::audit(db, &Audit { at: row.moved, who, what, resident, detail })
}

pub(super) fn sent(
    db: &Connection,
    vault: &Vault,
    asked: &SentAsked,
) -> Result<Vec<(Row, Vec<u8>)>, StoreError> {
    let before = asked.before.map_or(i64::MAX, |it| it.0);
    let mut ids: Vec<i64> = Vec::new();
    for resident in &asked.residents {
        let sql = "SELECT id FROM clinic WHERE resident = ?1 AND id < ?2 AND sealed IS NOT NULL
                   ORDER BY id DESC LIMIT ?3";
        each(db, sql, &[resident.0, before, asked.at_most.into()], |row| {
            ids.push(get(row, 0)?);
            Ok(())
        })?;
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.truncate(usize::try_from(asked.at_most).unwrap_or(usize::MAX));
    let mut found = Vec::new();
    for id in ids {
        found.extend(opened(db, vault, id)?);
    }
    Ok(found)
}

fn opened(db: &Connection, vault: &Vault, id: i64) -> Result<Option<(Row, Vec<u8>)>, StoreError> {
    let Some(row) = row(db, RowId(id))? else { return Ok(None) };
    let kept: Option<Vec<u8>> = db
        .query_row("SELECT sealed FROM clinic WHERE id = ?1", [id], |row| row.get(0))
        .map_err(unavailable)?;
    let Some(key) = keys::of_resident(db, vault, row.resident)? else { return Ok(None) };
    let open = |kept: Vec<u8>| key.open(sent_of(id), &kept).map_err(sealed("clinic", id));
    Ok(kept.map(open).transpose()?.map(|sent| (row, sent)))
}

pub(super) fn place_of(db: &Connection, of: ResidentId) -> Result<Option<Place>, StoreError> {
    let sql = "SELECT place, ours FROM clinic_place WHERE resident = ?1";
    let read = |row: &SqlRow<'_>| Ok(Place { place: row.get(0)?, ours: row.get(1)? });
    db.query_row(sql, [of.0], read).optional().map_err(unavailable)
}

pub(super) fn whose_place(db: &Connection, place: &str) -> Result<Option<ResidentId>, StoreError> {
    let sql = "SELECT resident FROM clinic_place WHERE place = ?1";
    let mut found = Vec::new();
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = ask.query([place]).map_err(unavailable)?;
    while let Some(row) = rows.next().map_err(unavailable)? {
        found.push(ResidentId(get(row, 0)?));
    }
    // Two at one place are nobody in particular.
    let one = (found.len() == 1).then(|| found.first().copied());
    Ok(one.flatten())
}

pub(super) fn waits(db: &Connection) -> Result<Waits, StoreError> {
    let count = |sql: &str| -> Result<u64, StoreError> {
        let n: i64 = db.query_row(sql, [], |row| row.get(0)).map_err(unavailable)?;
        Ok(n.unsigned_abs())
    };
    let next: Option<i64> =
        db.query_row("SELECT min(due) FROM clinic", [], |row| row.get(0)).map_err(unavailable)?;
    Ok(Waits {
        next: next.map(Wall),
        waiting: count("SELECT count(*) FROM clinic WHERE due IS NOT NULL")?,
        stuck: count("SELECT count(*) FROM clinic WHERE stage = 'stuck'")?,
        asked: count("SELECT count(*) FROM clinic_ask WHERE stage IN ('open', 'accepted')")?,
    })
}

/// Of a resident who goes, and of their home, nothing remains, and nothing leaves any more.
pub(super) fn erase(
    db: &Connection,
    ResidentId(resident): ResidentId,
    home: Option<&HomeId>,
) -> Result<(), StoreError> {
    for table in ["clinic", "clinic_place", "clinic_lives", "clinic_lived", "clinic_ask"] {
        let sql = format!("DELETE FROM {table} WHERE resident = ?1");
        db.execute(&sql, [resident]).map_err(unavailable)?;
    }
    let Some(home) = home else { return Ok(()) };
    let sql = "DELETE FROM clinic_mark WHERE home = ?1";
    db.execute(sql, [home.as_str()]).map(drop).map_err(unavailable)
}
