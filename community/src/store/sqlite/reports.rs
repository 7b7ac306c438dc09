//! What did people write in a report, how far is it, and where is it? The row beside a case.
//!
//! The case's body holds no word that a person wrote, nor a telephone: they are sealed here, apart from
//! each other, since the telephone goes first.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::cases;
use super::fault::{not_json, sealed, unavailable};
use super::keys;
use super::load::{each, get};
use crate::core::desk::{Case, CaseId, PartyId};
use crate::core::person::ResidentId;
use crate::core::report::{Contact, Point, Report, Word};
use crate::store::StoreError;
use crate::store::reports::{MapRow, PlaceRow};
use crate::vault::{Place, Vault};

/// What people wrote.
#[derive(Default, Serialize, Deserialize)]
struct Texts {
    text: String,
    words: Vec<Word>,
    public: String,
}

/// No word of a person stays in what is written into the case's body.
pub(super) fn strip(report: &mut Report) {
    report.text = String::new();
    report.words = Vec::new();
    report.contact = None;
    if let Some(public) = &mut report.public {
        public.text = String::new();
    }
}

const fn texts_of(of: CaseId) -> Place {
    Place { table: "report", column: "sealed", id: of.0 }
}

const fn phone_of(of: CaseId) -> Place {
    Place { table: "report", column: "phone", id: of.0 }
}

/// The row of a case that has a report.
pub(super) fn write(
    db: &Connection,
    vault: &Vault,
    case: &Case,
    report: &Report,
) -> Result<(), StoreError> {
    let key = keys::of(db, vault, case.resident)?;
    let seal = |place, plain: serde_json::Result<Vec<u8>>| {
        let plain = plain.map_err(not_json("report"))?;
        key.seal(place, &plain).map_err(sealed("report", case.id.0))
    };
    let texts = Texts {
        text: report.text.clone(),
        words: report.words.clone(),
        public: report.public.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
    };
    let texts = seal(texts_of(case.id), serde_json::to_vec(&texts))?;
    let contact = report.contact.as_ref();
    let phone = contact.map(|it| seal(phone_of(case.id), serde_json::to_vec(it))).transpose()?;
    let sql = "INSERT INTO report (of, kind, private, state, worker, building, x, y, received,
         look_by, looked, done_by, promised, done, ended, reopened, me_too, published, sealed, phone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
         ?19, ?20) ON CONFLICT (of) DO UPDATE SET kind = ?2, private = ?3, state = ?4, worker = ?5,
         building = ?6, x = ?7, y = ?8, received = ?9, look_by = ?10, looked = ?11, done_by = ?12,
         promised = ?13, done = ?14, ended = ?15, reopened = ?16, me_too = ?17, published = ?18,
         sealed = ?19, phone = ?20";
    let times = &report.times;
    let mut put = db.prepare_cached(sql).map_err(unavailable)?;
    put.execute(params![
        case.id.0,
        report.kind.word(),
        report.private,
        report.state.word().word(),
        report.worker.map(|it| it.0),
        report.place.building,
        report.place.at.map(|it| it.x),
        report.place.at.map(|it| it.y),
        times.received.0,
        times.look_by.0,
        times.looked.map(|it| it.0),
        times.done_by.map(|it| it.0),
        times.promised.map(|it| it.0),
        times.done.map(|it| it.0),
        times.ended.map(|it| it.0),
        report.reopened,
        report.me_too,
        report.public.as_ref().map(|it| it.at.0),
        texts,
        phone,
    ])
    .map(drop)
    .map_err(unavailable)
}

/// What people wrote comes back into a case that was read.
pub(super) fn fill(
    db: &Connection,
    vault: &Vault,
    resident: Option<ResidentId>,
    case: &mut Case,
) -> Result<(), StoreError> {
    let Some(report) = case.report.as_mut() else { return Ok(()) };
    let id = case.id;
    let sql = "SELECT sealed, phone FROM report WHERE of = ?1";
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let found: Option<(Vec<u8>, Option<Vec<u8>>)> = ask
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(unavailable)?;
    let Some((texts, phone)) = found else { return Ok(()) };
    // Of a resident who was erased nothing is left to open.
    if texts.is_empty() {
        return Ok(());
    }
    let key = keys::of(db, vault, resident)?;
    let open = |place, bytes: &[u8]| key.open(place, bytes).map_err(sealed("report", id.0));
    let texts: Texts =
        serde_json::from_slice(&open(texts_of(id), &texts)?).map_err(not_json("report"))?;
    (report.text, report.words) = (texts.text, texts.words);
    if let Some(public) = &mut report.public {
        public.text = texts.public;
    }
    if let Some(phone) = phone {
        let contact: Contact =
            serde_json::from_slice(&open(phone_of(id), &phone)?).map_err(not_json("report"))?;
        report.contact = Some(contact);
    }
    Ok(())
}

/// What a resident who goes has written is gone: also of what is open, which somebody still does.
pub(super) fn erase(db: &Connection, resident: i64) -> Result<(), StoreError> {
    let sql = "UPDATE report SET sealed = X'', phone = NULL, published = NULL
               WHERE of IN (SELECT id FROM \"case\" WHERE resident = ?1)";
    db.execute(sql, [resident]).map(drop).map_err(unavailable)
}

pub(super) fn published(
    db: &Connection,
    vault: &Vault,
    at_most: u32,
) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT of FROM report WHERE published IS NOT NULL AND private = 0
               ORDER BY done DESC, of DESC LIMIT ?1";
    let mut ids = Vec::new();
    each(db, sql, &[at_most.into()], |row| {
        ids.push(CaseId(get(row, 0)?));
        Ok(())
    })?;
    let mut read = Vec::new();
    for id in ids {
        match cases::case(db, vault, id) {
            Ok(case) => read.extend(case),
            // It is told when it is due; the others are shown.
            Err(error) => tracing::error!(case = %id, %error, "a report cannot be read"),
        }
    }
    Ok(read)
}

pub(super) fn drop_photo(db: &Connection, of: CaseId, name: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM photo WHERE name = ?1 AND of = ?2";
    db.execute(sql, params![name, of.0]).map(drop).map_err(unavailable)
}

pub(super) fn places(db: &Connection) -> Result<Vec<PlaceRow>, StoreError> {
    let mut places = Vec::new();
    let sql = "SELECT building, worker, x, y FROM place ORDER BY ord, building";
    each(db, sql, &[], |row| {
        let (x, y): (Option<u16>, Option<u16>) = (get(row, 2)?, get(row, 3)?);
        let worker: Option<i64> = get(row, 1)?;
        let at = x.zip(y).and_then(|(x, y)| Point::new(x, y));
        places.push(PlaceRow { building: get(row, 0)?, worker: worker.map(PartyId), at });
        Ok(())
    })?;
    Ok(places)
}

pub(super) fn save_places(db: &Connection, places: &[PlaceRow]) -> Result<(), StoreError> {
    db.execute("DELETE FROM place", []).map_err(unavailable)?;
    let sql = "INSERT INTO place (building, ord, worker, x, y) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut put = db.prepare_cached(sql).map_err(unavailable)?;
    for (ord, place) in (0u32..).zip(places) {
        let (x, y) = place.at.map(|at| (at.x, at.y)).unzip();
        let worker = place.worker.map(|it| it.0);
        put.execute(params![place.building, ord, worker, x, y]).map_err(unavailable)?;
    }
    Ok(())
}

pub(super) fn map(db: &Connection) -> Result<Option<MapRow>, StoreError> {
    let sql = "SELECT revision, metres_wide, pixels_wide, pixels_high FROM map WHERE one = 1";
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    ask.query_row([], |row| {
        let pixels = (row.get(2)?, row.get(3)?);
        Ok(MapRow { revision: row.get(0)?, metres_wide: row.get(1)?, pixels })
    })
    .optional()
    .map_err(unavailable)
}

pub(super) fn map_picture(db: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    let mut ask =
        db.prepare_cached("SELECT picture FROM map WHERE one = 1").map_err(unavailable)?;
    ask.query_row([], |row| row.get(0)).optional().map_err(unavailable)
}

pub(super) fn save_map(
    db: &Connection,
    map: MapRow,
    picture: Option<&[u8]>,
) -> Result<(), StoreError> {
    let Some(picture) = picture else {
        let sql = "UPDATE map SET metres_wide = ?1, revision = revision + 1 WHERE one = 1";
        return db.execute(sql, [map.metres_wide]).map(drop).map_err(unavailable);
    };
    let sql = "INSERT INTO map (one, revision, metres_wide, pixels_wide, pixels_high, picture)
               VALUES (1, 1, ?1, ?2, ?3, ?4) ON CONFLICT (one) DO UPDATE SET
               revision = revision + 1, metres_wide = ?1, pixels_wide = ?2, pixels_high = ?3,
               picture = ?4";
    let (wide, high) = map.pixels;
    db.execute(sql, params![map.metres_wide, wide, high, picture]).map(drop).map_err(unavailable)
}
