//! What the neighbourhood does together, is told, and did before: each verb is one piece of work.

use std::collections::BTreeMap;
use std::ops::Range;

use alerts::Wall;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cases::json;
use super::fault::{not_json, sealed, unavailable};
use super::load::{body, each, get};
use super::timeline::DAY;
use super::writer::Work;
use super::{Sqlite, keys, tidings};
use crate::core::activity::{
    Activity, ActivityId, Bulletin, BulletinId, FORGET_AFTER, Seat, SignUp, SignUpId, digits,
};
use crate::core::desk::PartyId;
use crate::core::ledger::Entry;
use crate::core::report::{ReportKind, StateWord};
use crate::store::StoreError;
use crate::store::neighbours::{MOST_PAST, MOST_SHEETS, MOST_SIGN_UPS, NeighbourStore};
use crate::vault::{Place, SealingKey, Vault};

/// A table's next number.
fn next(db: &Connection, table: &str) -> Result<i64, StoreError> {
    let sql = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = ?1), 0) + 1";
    db.query_row(sql, [table], |row| row.get(0)).map_err(unavailable)
}

fn full(what: &str, most: u32) -> StoreError {
    StoreError::Taken { what: format!("each of {most} {what}") }
}

fn count(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<u32, StoreError> {
    db.query_row(sql, values, |row| row.get(0)).map_err(unavailable)
}

fn ledger(db: &Connection, of: &Range<Wall>) -> Result<Vec<Entry>, StoreError> {
    let columns = "kind, worker, building, state, received, look_by, looked, done_by, promised,
                   done, ended, reopened";
    let sql = format!(
        "SELECT {columns} FROM report WHERE received >= ?1 AND received < ?2
         UNION ALL SELECT {columns} FROM past WHERE received >= ?1 AND received < ?2"
    );
    let mut found = Vec::new();
    each(db, &sql, &[of.start.0, of.end.0], |row| {
        found.push(entry(row)?);
        Ok(())
    })?;
    Ok(found)
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let (kind, state): (String, String) = (get(row, 0)?, get(row, 3)?);
    let time = |at| Ok::<_, StoreError>(get::<Option<i64>>(row, at)?.map(Wall));
    let unknown = || StoreError::Unreadable { table: "report", why: "an unknown state".into() };
    Ok(Entry {
        // A later version's kind is counted, as another.
        kind: kind.parse().unwrap_or(ReportKind::Other),
        worker: get::<Option<i64>>(row, 1)?.map(PartyId),
        building: get(row, 2)?,
        state: StateWord::of_word(&state).ok_or_else(unknown)?,
        received: Wall(get(row, 4)?),
        look_by: Wall(get(row, 5)?),
        looked: time(6)?,
        done_by: time(7)?,
        promised: time(8)?,
        done: time(9)?,
        ended: time(10)?,
        reopened: get(row, 11)?,
    })
}

fn save_past(db: &Connection, past: &[(String, Entry)]) -> Result<(), StoreError> {
    let sql =
        "INSERT OR REPLACE INTO past (receipt, kind, worker, building, state, received, look_by,
               looked, done_by, promised, done, ended, reopened)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let mut write = db.prepare_cached(sql).map_err(unavailable)?;
    for (receipt, it) in past {
        let time = |at: Option<Wall>| at.map(|at| at.0);
        let values = params![
            receipt,
            it.kind.word(),
            it.worker.map(|worker| worker.0),
            it.building,
            it.state.word(),
            it.received.0,
            it.look_by.0,
            time(it.looked),
            time(it.done_by),
            time(it.promised),
            time(it.done),
            time(it.ended),
            it.reopened,
        ];
        write.execute(values).map_err(unavailable)?;
    }
    if count(db, "SELECT count(*) FROM past", &[])? > MOST_PAST {
        return Err(full("cases of the time before", MOST_PAST));
    }
    Ok(())
}

fn activity_of(row: &Row<'_>) -> Result<Activity, StoreError> {
    let kept: Activity = body(row, 2, "activity")?;
    Ok(Activity { id: ActivityId(get(row, 0)?), revision: get(row, 1)?, ..kept })
}

fn bulletin_of(row: &Row<'_>) -> Result<Bulletin, StoreError> {
    let kept: Bulletin = body(row, 2, "bulletin")?;
    Ok(Bulletin { id: BulletinId(get(row, 0)?), revision: get(row, 1)?, ..kept })
}

/// Rows of a table with a body; one that cannot be read holds up no other.
fn sheets<T>(
    db: &Connection,
    (table, sql): (&str, &str),
    after: i64,
    of: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    each(db, sql, &[after], |row| {
        match of(row) {
            Ok(it) => found.push(it),
            Err(error) => tracing::error!(table, %error, "a row is left out"),
        }
        Ok(())
    })?;
    Ok(found)
}

fn one<T>(
    db: &Connection,
    table: &str,
    id: i64,
    of: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let sql = format!("SELECT id, revision, body FROM {table} WHERE id = ?1");
    let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
    let found = ask.query_row([id], |row| Ok(of(row))).optional().map_err(unavailable)?;
    found.transpose()
}

/// A row of a table with a body and two times, new or changed.
fn save_sheet(
    db: &Connection,
    (table, from, to): (&str, &str, &str),
    (id, revision, times): (i64, u32, (Wall, Wall)),
    body: &str,
) -> Result<i64, StoreError> {
    if id == 0 {
        if count(db, &format!("SELECT count(*) FROM {table}"), &[])? >= MOST_SHEETS {
            return Err(full(table, MOST_SHEETS));
        }
        let sql =
            format!("INSERT INTO {table} (revision, {from}, {to}, body) VALUES (1, ?1, ?2, ?3)");
        db.execute(&sql, params![times.0.0, times.1.0, body]).map_err(unavailable)?;
        return Ok(db.last_insert_rowid());
    }
    let sql = format!(
        "UPDATE {table} SET revision = ?2 + 1, {from} = ?3, {to} = ?4, body = ?5
         WHERE id = ?1 AND revision = ?2"
    );
    match db.execute(&sql, params![id, revision, times.0.0, times.1.0, body]) {
        Ok(1) => Ok(id),
        Ok(_) => Err(StoreError::Stale),
        Err(error) => Err(unavailable(error)),
    }
}

const fn comer_of(id: i64) -> Place {
    Place { table: "sign_up", column: "sealed", id }
}

const SIGN_UP: &str = "SELECT id, activity, at, confirmed, by, sealed, coded FROM sign_up";

fn sign_up_of(key: &SealingKey, row: &Row<'_>) -> Result<SignUp, StoreError> {
    let (id, bytes): (i64, Vec<u8>) = (get(row, 0)?, get(row, 5)?);
    let plain = key.open(comer_of(id), &bytes).map_err(sealed("sign_up", id))?;
    Ok(SignUp {
        id: SignUpId(id),
        activity: ActivityId(get(row, 1)?),
        at: Wall(get(row, 2)?),
        confirmed: get::<Option<i64>>(row, 3)?.map(Wall),
        coded: get(row, 6)?,
        by: get(row, 4)?,
        who: serde_json::from_slice(&plain).map_err(not_json("sign_up"))?,
    })
}

fn sign_ups(db: &Connection, vault: &Vault, of: ActivityId) -> Result<Vec<SignUp>, StoreError> {
    let sql = format!("{SIGN_UP} WHERE activity = ?1 ORDER BY id");
    let key = keys::of(db, vault, None)?;
    sheets(db, ("sign_up", &sql), of.0, |row| sign_up_of(&key, row))
}

fn add_sign_up(
    db: &Connection,
    vault: &Vault,
    it: &SignUp,
    word: &[u8],
) -> Result<SignUpId, StoreError> {
    let known = sign_ups(db, vault, it.activity)?;
    let phone = digits(&it.who.phone);
    if known.iter().any(|other| digits(&other.who.phone) == phone) {
        return Err(StoreError::Taken { what: "a place for this telephone".into() });
    }
    let most = usize::try_from(MOST_SIGN_UPS).unwrap_or(usize::MAX);
    if known.len() >= most {
        let sql = "DELETE FROM sign_up
                   WHERE activity = ?1 AND confirmed IS NULL AND by = '' AND at < ?2";
        let yesterday = it.at.0.saturating_sub(DAY);
        let gone = db.execute(sql, [it.activity.0, yesterday]).map_err(unavailable)?;
        if known.len() - gone >= most {
            return Err(full("places and of those who wait", MOST_SIGN_UPS));
        }
    }
    let id = next(db, "sign_up")?;
    let plain = serde_json::to_vec(&it.who).map_err(not_json("sign_up"))?;
    let key = keys::of(db, vault, None)?;
    let bytes = key.seal(comer_of(id), &plain).map_err(sealed("sign_up", id))?;
    let sql = "INSERT INTO sign_up (id, activity, word, at, confirmed, by, sealed, coded)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let confirmed = it.confirmed.map(|at| at.0);
    let values = params![id, it.activity.0, word, it.at.0, confirmed, it.by, bytes, it.coded];
    db.execute(sql, values).map_err(unavailable)?;
    Ok(SignUpId(id))
}

/// Who has what of an activity.
fn seats(of: &Activity, comers: &[SignUp]) -> Vec<(SignUpId, Seat)> {
    comers.iter().map(|it| it.id).zip(of.seats(comers)).collect()
}

/// Whoever is meant comes no more, and whoever waited moves up.
fn drop_from(
    db: &Connection,
    vault: &Vault,
    now: Wall,
    (of, is_gone): (ActivityId, &dyn Fn(&SignUp) -> bool),
) -> Result<(), StoreError> {
    let comers = sign_ups(db, vault, of)?;
    let (gone, left): (Vec<_>, Vec<_>) = comers.iter().cloned().partition(|it| is_gone(it));
    if gone.is_empty() {
        return Ok(());
    }
    for it in &gone {
        db.execute("DELETE FROM sign_up WHERE id = ?1", [it.id.0]).map_err(unavailable)?;
    }
    let Some(activity) = one(db, "activity", of.0, activity_of)? else { return Ok(()) };
    tidings::moved(db, now, (&activity, &seats(&activity, &comers)), &left)
}

fn drop_one(db: &Connection, vault: &Vault, id: SignUpId, now: Wall) -> Result<(), StoreError> {
    let sql = "SELECT activity FROM sign_up WHERE id = ?1";
    let of = db.query_row(sql, [id.0], |row| row.get(0)).optional().map_err(unavailable)?;
    let Some(of) = of.map(ActivityId) else { return Ok(()) };
    drop_from(db, vault, now, (of, &|it| it.id == id))
}

/// Everybody of a name and a telephone that are meant, of every activity.
pub(super) fn drop_all(
    db: &Connection,
    vault: &Vault,
    now: Wall,
    is_gone: &dyn Fn(&str, &str) -> bool,
) -> Result<(), StoreError> {
    let mut activities = Vec::new();
    each(db, "SELECT DISTINCT activity FROM sign_up", &[], |row| {
        activities.push(ActivityId(get(row, 0)?));
        Ok(())
    })?;
    for of in activities {
        let is_it = |it: &SignUp| is_gone(&it.who.name, &it.who.phone);
        drop_from(db, vault, now, (of, &is_it))?;
    }
    Ok(())
}

/// An activity, new or changed; with more places, whoever waits moves up.
fn save_activity(
    db: &Connection,
    vault: &Vault,
    it: &Activity,
    now: Wall,
) -> Result<i64, StoreError> {
    let before = one(db, "activity", it.id.0, activity_of)?;
    let sheet = (it.id.0, it.revision, (it.starts, it.ends));
    let id = save_sheet(db, ("activity", "starts", "ends"), sheet, &json(it)?)?;
    if let Some(before) = before {
        let comers = sign_ups(db, vault, it.id)?;
        tidings::moved(db, now, (it, &seats(&before, &comers)), &comers)?;
    }
    Ok(id)
}

/// Names and telephones of activities that were over long ago; how many.
pub(super) fn forget(db: &Connection, now: Wall) -> Result<usize, StoreError> {
    let after = i64::try_from(FORGET_AFTER.as_millis()).unwrap_or(i64::MAX);
    let sql = "DELETE FROM sign_up WHERE activity IN (SELECT id FROM activity WHERE ends < ?1)";
    db.execute(sql, [now.0.saturating_sub(after)]).map_err(unavailable)
}

impl NeighbourStore for Sqlite {
    async fn ledger(&self, of: Range<Wall>) -> Result<Vec<Entry>, StoreError> {
        self.inner.readers.read(move |db| ledger(db, &of)).await
    }

    async fn save_past(&self, past: Vec<(String, Entry)>) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| save_past(work.db, &past)).await
    }

    async fn activities(&self, after: Wall) -> Result<Vec<Activity>, StoreError> {
        let sql = "SELECT id, revision, body FROM activity WHERE ends > ?1 ORDER BY starts, id";
        self.inner.readers.read(move |db| sheets(db, ("activity", sql), after.0, activity_of)).await
    }

    async fn activity(&self, id: ActivityId) -> Result<Option<Activity>, StoreError> {
        self.inner.readers.read(move |db| one(db, "activity", id.0, activity_of)).await
    }

    async fn save_activity(&self, it: Activity, now: Wall) -> Result<ActivityId, StoreError> {
        let vault = self.inner.vault.clone();
        let work = move |work: &mut Work<'_>| save_activity(work.db, &vault, &it, now);
        self.inner.writer.write(work).await.map(ActivityId)
    }

    async fn sign_ups(&self, of: ActivityId) -> Result<Vec<SignUp>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| sign_ups(db, &vault, of)).await
    }

    async fn confirmed(&self) -> Result<BTreeMap<ActivityId, u32>, StoreError> {
        let sql = "SELECT activity, count(*) FROM sign_up WHERE confirmed IS NOT NULL
                   GROUP BY activity";
        let work = move |db: &Connection| {
            let mut found = BTreeMap::new();
            each(db, sql, &[], |row| {
                found.insert(ActivityId(get(row, 0)?), get(row, 1)?);
                Ok(())
            })?;
            Ok(found)
        };
        self.inner.readers.read(work).await
    }

    async fn sign_up(&self, word: &[u8]) -> Result<Option<SignUp>, StoreError> {
        let (vault, word) = (self.inner.vault.clone(), word.to_owned());
        let work = move |db: &Connection| {
            let key = keys::of(db, &vault, None)?;
            let mut ask =
                db.prepare_cached(&format!("{SIGN_UP} WHERE word = ?1")).map_err(unavailable)?;
            let found = ask
                .query_row([&word], |row| Ok(sign_up_of(&key, row)))
                .optional()
                .map_err(unavailable)?;
            found.transpose()
        };
        self.inner.readers.read(work).await
    }

    async fn add_sign_up(&self, it: SignUp, word: Vec<u8>) -> Result<SignUpId, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.writer.write(move |work| add_sign_up(work.db, &vault, &it, &word)).await
    }

    async fn confirm_sign_up(&self, id: SignUpId, at: Wall, coded: bool) -> Result<(), StoreError> {
        let sql = "UPDATE sign_up SET confirmed = ifnull(confirmed, ?2), coded = max(coded, ?3)
                   WHERE id = ?1";
        let work = move |work: &mut Work<'_>| match work.db.execute(sql, params![id.0, at.0, coded])
        {
            Ok(1) => Ok(()),
            Ok(_) => Err(StoreError::Stale),
            Err(error) => Err(unavailable(error)),
        };
        self.inner.writer.write(work).await
    }

    async fn drop_sign_up(&self, id: SignUpId, now: Wall) -> Result<(), StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.writer.write(move |work| drop_one(work.db, &vault, id, now)).await
    }

    async fn bulletins(&self, after: Wall) -> Result<Vec<Bulletin>, StoreError> {
        let sql =
            "SELECT id, revision, body FROM bulletin WHERE until > ?1 ORDER BY since DESC, id DESC";
        self.inner.readers.read(move |db| sheets(db, ("bulletin", sql), after.0, bulletin_of)).await
    }

    async fn bulletin(&self, id: BulletinId) -> Result<Option<Bulletin>, StoreError> {
        self.inner.readers.read(move |db| one(db, "bulletin", id.0, bulletin_of)).await
    }

    async fn save_bulletin(&self, it: Bulletin) -> Result<BulletinId, StoreError> {
        let work = move |work: &mut Work<'_>| {
            let sheet = (it.id.0, it.revision, (it.since, it.until));
            save_sheet(work.db, ("bulletin", "since", "until"), sheet, &json(&it)?)
        };
        self.inner.writer.write(work).await.map(BulletinId)
    }
}
