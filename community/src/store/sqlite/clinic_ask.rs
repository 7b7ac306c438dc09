//! What the clinic asks. What it wrote, and what was answered, is sealed with the resident's key.

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::cases::json;
use super::clinic::mark;
use super::fault::{is_taken, not_json, sealed, unavailable};
use super::keys;
use super::load::{body, get};
use crate::core::clinic::ask::{Ask, AskId, Words};
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::vault::{Place, Vault};

/// Requests that are shown at once.
const MOST_SHOWN: u32 = 500;

const ASK: &str = "SELECT id, revision, body, sealed, resident FROM clinic_ask";

/// How names begin.
const NAMES: &str = "clinic-names";

/// Up to when requests were heard.
const UP_TO: &str = "clinic-asked";

/// What is sealed of a request.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Texts {
    words: Words,
    note: String,
}

const fn texts_of(id: i64) -> Place {
    Place { table: "clinic_ask", column: "sealed", id }
}

pub(super) fn open(
    db: &Connection,
    vault: &Vault,
    of: Option<ResidentId>,
) -> Result<Vec<Ask>, StoreError> {
    let sql = format!(
        "{ASK} WHERE stage IN ('open', 'accepted') AND (?1 IS NULL OR resident = ?1)
         ORDER BY id LIMIT ?2"
    );
    several(db, vault, &sql, (of.map(|it| it.0), MOST_SHOWN.into()))
}

pub(super) fn since(
    db: &Connection,
    vault: &Vault,
    (of, since): (ResidentId, Wall),
) -> Result<Vec<Ask>, StoreError> {
    let sql = format!(
        "{ASK} WHERE resident = ?1 AND (moved >= ?2 OR stage IN ('open', 'accepted'))
         ORDER BY id DESC LIMIT 500"
    );
    several(db, vault, &sql, (Some(of.0), since.0))
}

fn several(
    db: &Connection,
    vault: &Vault,
    sql: &str,
    (of, second): (Option<i64>, i64),
) -> Result<Vec<Ask>, StoreError> {
    let mut found = Vec::new();
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = ask.query(params![of, second]).map_err(unavailable)?;
    while let Some(row) = rows.next().map_err(unavailable)? {
        match ask_of(db, vault, row) {
            Ok(ask) => found.push(ask),
            Err(error) => {
                let id: i64 = get(row, 0)?;
                tracing::error!(request = id, %error, "a request of the clinic cannot be read");
            }
        }
    }
    Ok(found)
}

pub(super) fn ask(
    db: &Connection,
    vault: &Vault,
    AskId(id): AskId,
) -> Result<Option<Ask>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{ASK} WHERE id = ?1")).map_err(unavailable)?;
    let found = ask.query_row([id], |row| Ok(ask_of(db, vault, row))).optional();
    found.map_err(unavailable)?.transpose()
}

pub(super) fn at(db: &Connection, vault: &Vault, request: &str) -> Result<Option<Ask>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{ASK} WHERE request = ?1")).map_err(unavailable)?;
    let found = ask.query_row([request], |row| Ok(ask_of(db, vault, row))).optional();
    found.map_err(unavailable)?.transpose()
}

fn ask_of(db: &Connection, vault: &Vault, row: &Row<'_>) -> Result<Ask, StoreError> {
    let id: i64 = get(row, 0)?;
    let read: Ask = body(row, 2, "clinic_ask")?;
    let (kept, resident): (Vec<u8>, i64) = (get(row, 3)?, get(row, 4)?);
    let key = keys::of(db, vault, Some(ResidentId(resident)))?;
    let plain = key.open(texts_of(id), &kept).map_err(sealed("clinic_ask", id))?;
    let Texts { words, note } = serde_json::from_slice(&plain).map_err(not_json("clinic_ask"))?;
    Ok(Ask { id: AskId(id), revision: get(row, 1)?, words, ..read }.with_note(note))
}

/// It, and the mark of its home; or [`StoreError::Stale`].
pub(super) fn save(db: &Connection, vault: &Vault, ask: &Ask) -> Result<(), StoreError> {
    let id = if ask.id.0 == 0 { next(db)? } else { ask.id.0 };
    let texts = Texts { words: ask.words.clone(), note: ask.note().to_owned() };
    let plain = serde_json::to_vec(&texts).map_err(not_json("clinic_ask"))?;
    let key = keys::of_resident(db, vault, ask.resident)?.ok_or(StoreError::Stale)?;
    let kept = key.seal(texts_of(id), &plain).map_err(sealed("clinic_ask", id))?;
    let (stage, text) = (ask.stage.word(), json(ask)?);
    let written = if ask.id.0 == 0 {
        let sql =
            "INSERT INTO clinic_ask (id, revision, request, resident, stage, moved, body, sealed)
                   VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let of = params![id, ask.request, ask.resident.0, stage, ask.moved().0, text, kept];
        db.execute(sql, of)
    } else {
        let sql =
            "UPDATE clinic_ask SET revision = revision + 1, stage = ?3, body = ?4, sealed = ?5,
                   moved = ?6
                   WHERE id = ?1 AND revision = ?2";
        db.execute(sql, params![id, ask.revision, stage, text, kept, ask.moved().0])
    };
    match written {
        Ok(1) => mark(db, &ask.home),
        Ok(_) => Err(StoreError::Stale),
        Err(error) if ask.id.0 == 0 && is_taken(&error) => Err(StoreError::Stale),
        Err(error) => Err(unavailable(error)),
    }
}

/// Sealed for its number, so the number comes first; none is given twice.
fn next(db: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'clinic_ask'), 0) + 1";
    db.query_row(sql, [], |row| row.get(0)).map_err(unavailable)
}

pub(super) fn up_to(db: &Connection) -> Result<Option<Wall>, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    let at: Option<i64> =
        db.query_row(sql, [UP_TO], |row| row.get(0)).optional().map_err(unavailable)?;
    Ok(at.map(Wall))
}

pub(super) fn save_up_to(db: &Connection, at: Wall) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";
    db.execute(sql, params![UP_TO, at.0]).map(drop).map_err(unavailable)
}

/// How our names begin at the clinic: the first that was said stands. A store that has told a clinic of
/// somebody before that was kept has said the root as it is.
pub(super) fn names(db: &Connection, wanted: &str) -> Result<String, StoreError> {
    let told = "SELECT EXISTS (SELECT 1 FROM clinic WHERE sealed IS NOT NULL)";
    let told: bool = db.query_row(told, [], |row| row.get(0)).map_err(unavailable)?;
    let first = if told { crate::fhir::ROOT } else { wanted };
    let sql = "INSERT OR IGNORE INTO meta (name, value) VALUES (?1, ?2)";
    db.execute(sql, params![NAMES, first]).map_err(unavailable)?;
    db.query_row("SELECT value FROM meta WHERE name = ?1", [NAMES], |row| row.get(0))
        .map_err(unavailable)
}
