//! Where does each case stand, and which want to be looked at?

use alerts::Wall;
use alerts::message::Priority;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::fault::{is_taken, not_json, sealed, unavailable};
use super::load::{body, each, get};
use super::{keys, news, parties, reports, tidings};
use crate::core::HomeId;
use crate::core::desk::case::{How, Stage};
use crate::core::desk::change::{LogRow, Logged, StageWord};
use crate::core::desk::{Case, CaseId, Change, PartyId};
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::store::cases::Cases;
use crate::vault::{Place, Vault};

const CASE: &str = "SELECT id, revision, resident, body, sealed FROM \"case\"";

/// What people wrote, and nobody else may read.
#[derive(Default, Serialize, Deserialize)]
struct Texts {
    note: String,
    photo: Option<String>,
}

pub(super) fn next(db: &Connection) -> Result<CaseId, StoreError> {
    let sql = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'case'), 0) + 1";
    db.query_row(sql, [], |row| row.get(0)).map(CaseId).map_err(unavailable)
}

/// All of a change, or [`StoreError::Stale`].
pub(super) fn commit(
    db: &Connection,
    vault: &Vault,
    change: &Change,
    now: Wall,
) -> Result<(), StoreError> {
    if let Some(id) = change.consumed {
        news::consume(db, id)?;
    }
    if let Some(case) = &change.case {
        write(db, vault, case, change.is_new)?;
        for row in &change.log {
            write_log(db, case.id, row)?;
        }
        tidings::of_change(db, change)?;
    }
    for what in &change.raised {
        news::raise(db, what, now)?;
    }
    for way in &change.ways {
        parties::note_way(db, vault, way)?;
    }
    Ok(())
}

fn write(db: &Connection, vault: &Vault, case: &Case, is_new: bool) -> Result<(), StoreError> {
    let mut kept = case.clone();
    kept.revision = case.revision.saturating_add(1);
    let texts = take_texts(&mut kept.stage);
    if let Some(report) = &mut kept.report {
        reports::strip(report);
    }
    let sealed_texts = texts.map(|texts| seal(db, vault, case, &texts)).transpose()?;
    let closed = kept.stage.closed().map(|(_, at)| at.0);
    let sql = if is_new {
        "INSERT INTO \"case\" (id, revision, key, home, resident, kind, priority, stage, due, opened,
         closed, body, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    } else {
        "UPDATE \"case\" SET revision = ?2, key = ?3, home = ?4, resident = ?5, kind = ?6,
         priority = ?7, stage = ?8, due = ?9, opened = ?10, closed = ?11, body = ?12, sealed = ?13
         WHERE id = ?1 AND revision = ?2 - 1"
    };
    let mut statement = db.prepare_cached(sql).map_err(unavailable)?;
    let rows = statement.execute(params![
        case.id.0,
        kept.revision,
        case.about.key(),
        case.about.home().map(HomeId::as_str),
        case.resident.map(|resident| resident.0),
        case.about.kind().word(),
        priority_word(case.priority),
        stage_word(case.stage.word()),
        case.poll_timeout().map(|due| due.0),
        case.opened.0,
        closed,
        json(&kept)?,
        sealed_texts,
    ]);
    match rows {
        Ok(1) => match &case.report {
            Some(report) => reports::write(db, vault, case, report),
            None => Ok(()),
        },
        Ok(_) => Err(StoreError::Stale),
        // Its number or its key is another's by now.
        Err(error) if is_new && is_taken(&error) => Err(StoreError::Stale),
        Err(error) => Err(unavailable(error)),
    }
}

/// What a person wrote leaves the body.
fn take_texts(stage: &mut Stage) -> Option<Texts> {
    let Stage::Closed { how, .. } = stage else { return None };
    take_texts_of(how)
}

fn take_texts_of(how: &mut How) -> Option<Texts> {
    match how {
        How::Resolved { note, photo, .. } => {
            let texts = Texts { note: std::mem::take(note), photo: photo.take() };
            Some(texts).filter(|texts| !texts.note.is_empty() || texts.photo.is_some())
        }
        How::OverByItself | How::Silenced | How::Proven | How::Merged { .. } => None,
    }
}

fn put_texts(how: &mut How, texts: Texts) {
    match how {
        How::Resolved { note, photo, .. } => (*note, *photo) = (texts.note, texts.photo),
        How::OverByItself | How::Silenced | How::Proven | How::Merged { .. } => {}
    }
}

const fn texts_of(id: CaseId) -> Place {
    Place { table: "case", column: "sealed", id: id.0 }
}

fn seal(db: &Connection, vault: &Vault, case: &Case, texts: &Texts) -> Result<Vec<u8>, StoreError> {
    let plain = serde_json::to_vec(texts).map_err(not_json("case"))?;
    let key = keys::of(db, vault, case.resident)?;
    key.seal(texts_of(case.id), &plain).map_err(sealed("case", case.id.0))
}

fn open(
    db: &Connection,
    vault: &Vault,
    (id, resident): (CaseId, Option<ResidentId>),
    bytes: &[u8],
) -> Result<Texts, StoreError> {
    let key = keys::of(db, vault, resident)?;
    let plain = key.open(texts_of(id), bytes).map_err(sealed("case", id.0))?;
    serde_json::from_slice(&plain).map_err(not_json("case"))
}

fn write_log(db: &Connection, id: CaseId, row: &LogRow) -> Result<(), StoreError> {
    let mut what = row.what.clone();
    if let Logged::Closed { how } = &mut what {
        // They stand in the case.
        drop(take_texts_of(how));
    }
    let sql = "INSERT INTO case_log (of, at, by, stage, what) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut add = db.prepare_cached(sql).map_err(unavailable)?;
    let by = row.by.map(|by| by.0);
    add.execute(params![id.0, row.at.0, by, stage_word(row.stage), json(&what)?])
        .map(drop)
        .map_err(unavailable)
}

/// A row, or why it cannot be read.
fn case_of(db: &Connection, vault: &Vault, row: &Row<'_>) -> Result<Case, StoreError> {
    let id = CaseId(get(row, 0)?);
    let mut case: Case = body(row, 3, "case")?;
    if case.id != id {
        let why = format!("row {} says that it is another", id.0);
        return Err(StoreError::Unreadable { table: "case", why });
    }
    case.revision = get(row, 1)?;
    let texts: Option<Vec<u8>> = get(row, 4)?;
    let resident: Option<i64> = get(row, 2)?;
    let resident = resident.map(ResidentId);
    if let (Stage::Closed { how, .. }, Some(texts)) = (&mut case.stage, texts) {
        put_texts(how, open(db, vault, (id, resident), &texts)?);
    }
    reports::fill(db, vault, resident, &mut case)?;
    Ok(case)
}

pub(super) fn case(
    db: &Connection,
    vault: &Vault,
    CaseId(id): CaseId,
) -> Result<Option<Case>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{CASE} WHERE id = ?1")).map_err(unavailable)?;
    let found = ask.query_row([id], |row| Ok(case_of(db, vault, row))).optional();
    found.map_err(unavailable)?.transpose()
}

pub(super) fn last_of(
    db: &Connection,
    vault: &Vault,
    key: &str,
) -> Result<Option<Case>, StoreError> {
    let sql = format!("{CASE} WHERE key = ?1 ORDER BY id DESC LIMIT 1");
    let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
    let found = ask.query_row([key], |row| Ok(case_of(db, vault, row))).optional();
    found.map_err(unavailable)?.transpose()
}

pub(super) fn due(
    db: &Connection,
    vault: &Vault,
    (now, at_most): (Wall, u32),
) -> Result<Cases, StoreError> {
    let sql = format!("{CASE} WHERE due <= ?1 ORDER BY due, id LIMIT ?2");
    several(db, vault, &sql, &[now.0, at_most.into()])
}

pub(super) fn next_due(db: &Connection) -> Result<Option<Wall>, StoreError> {
    let mut ask = db
        .prepare_cached("SELECT min(due) FROM \"case\" WHERE due IS NOT NULL")
        .map_err(unavailable)?;
    let due: Option<i64> = ask.query_row([], |row| row.get(0)).map_err(unavailable)?;
    Ok(due.map(Wall))
}

pub(super) fn put_off(db: &Connection, CaseId(id): CaseId, until: Wall) -> Result<(), StoreError> {
    let sql = "UPDATE \"case\" SET due = max(due, ?2) WHERE id = ?1 AND due IS NOT NULL";
    db.execute(sql, [id, until.0]).map(drop).map_err(unavailable)
}

pub(super) fn open_cases(db: &Connection, vault: &Vault) -> Result<Cases, StoreError> {
    several(db, vault, &format!("{CASE} WHERE stage <> 'closed' ORDER BY id"), &[])
}

pub(super) fn closed_since(
    db: &Connection,
    vault: &Vault,
    (since, at_most): (Wall, u32),
) -> Result<Cases, StoreError> {
    let sql = format!("{CASE} WHERE closed >= ?1 ORDER BY closed DESC, id DESC LIMIT ?2");
    several(db, vault, &sql, &[since.0, at_most.into()])
}

fn several(db: &Connection, vault: &Vault, sql: &str, values: &[i64]) -> Result<Cases, StoreError> {
    let mut cases = Cases::default();
    each(db, sql, values, |row| {
        match case_of(db, vault, row) {
            Ok(case) => cases.read.push(case),
            Err(error) => {
                let id = CaseId(get(row, 0)?);
                tracing::error!(case = %id, %error, "a case cannot be read");
                cases.broken.push(id);
            }
        }
        Ok(())
    })?;
    Ok(cases)
}

pub(super) fn log(db: &Connection, vault: &Vault, id: CaseId) -> Result<Vec<LogRow>, StoreError> {
    let ended = match case(db, vault, id)?.map(|case| case.stage) {
        Some(Stage::Closed { how, .. }) => Some(how),
        Some(
            Stage::Held { .. }
            | Stage::Calling(_)
            | Stage::Nobody { .. }
            | Stage::Accepted { .. }
            | Stage::OnTheWay { .. }
            | Stage::AtTheDoor { .. },
        )
        | None => None,
    };
    let mut rows = Vec::new();
    let sql = "SELECT at, by, stage, what FROM case_log WHERE of = ?1 ORDER BY id";
    each(db, sql, &[id.0], |row| {
        let by: Option<i64> = get(row, 1)?;
        let stage: String = get(row, 2)?;
        let mut what: Logged = body(row, 3, "case_log")?;
        if let (Logged::Closed { how }, Some(ended)) = (&mut what, &ended) {
            how.clone_from(ended);
        }
        let stage = stage_of(&stage)?;
        rows.push(LogRow { at: Wall(get(row, 0)?), by: by.map(PartyId), stage, what });
        Ok(())
    })?;
    Ok(rows)
}

/// Of a resident who goes, or of their home, nothing remains: closed cases go, and news. What is open
/// still wants somebody; what was written in it or shown goes all the same.
pub(super) fn erase(
    db: &Connection,
    ResidentId(resident): ResidentId,
    home: Option<&HomeId>,
) -> Result<(), StoreError> {
    const CLOSED: &str = "(SELECT id FROM \"case\" WHERE (resident = ?1 OR home = ?2)
                          AND stage = 'closed')";
    let home = home.map(HomeId::as_str);
    reports::erase(db, resident)?;
    for sql in [
        "DELETE FROM photo WHERE resident = ?1
         OR of IN (SELECT id FROM \"case\" WHERE resident = ?1 OR home = ?2)",
        &format!("DELETE FROM report WHERE of IN {CLOSED}"),
        &format!("DELETE FROM link WHERE of IN {CLOSED}"),
        &format!("DELETE FROM case_log WHERE of IN {CLOSED}"),
        &format!("DELETE FROM \"case\" WHERE id IN {CLOSED}"),
        "DELETE FROM news WHERE ?1 > 0 AND home = ?2",
    ] {
        db.execute(sql, params![resident, home]).map_err(unavailable)?;
    }
    Ok(())
}

pub(super) fn last_written(db: &Connection) -> Result<Option<Wall>, StoreError> {
    let at: Option<i64> =
        db.query_row("SELECT max(at) FROM case_log", [], |row| row.get(0)).map_err(unavailable)?;
    Ok(at.map(Wall))
}

const STAGES: [StageWord; 7] = [
    StageWord::Held,
    StageWord::Calling,
    StageWord::Nobody,
    StageWord::Accepted,
    StageWord::OnTheWay,
    StageWord::AtTheDoor,
    StageWord::Closed,
];

const fn stage_word(stage: StageWord) -> &'static str {
    match stage {
        StageWord::Held => "held",
        StageWord::Calling => "calling",
        StageWord::Nobody => "nobody",
        StageWord::Accepted => "accepted",
        StageWord::OnTheWay => "on-the-way",
        StageWord::AtTheDoor => "at-the-door",
        StageWord::Closed => "closed",
    }
}

fn stage_of(word: &str) -> Result<StageWord, StoreError> {
    let stage = STAGES.into_iter().find(|stage| stage_word(*stage) == word);
    let why = || "a stage that this version does not know".to_owned();
    stage.ok_or_else(|| StoreError::Unreadable { table: "case_log", why: why() })
}

const fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Medium => "medium",
        Priority::High => "high",
    }
}

pub(super) fn json(of: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(of).map_err(|error| StoreError::Unavailable(Box::new(error)))
}
