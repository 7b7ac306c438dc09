//! Which secret does a login's telephone share with the station, and which codes were used?

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, params};

use super::fault::{sealed, unavailable};
use super::{Sqlite, keys, writer};
use crate::core::second_step::Secret;
use crate::store::StoreError;
use crate::store::second_step::{SecondStep, SecondStepStore};
use crate::vault::{Place, Vault};

const TABLE: &str = "second_step";

const fn secret_of(id: i64) -> Place {
    Place { table: TABLE, column: "secret", id }
}

fn find(db: &Connection, vault: &Vault, user: &str) -> Result<Option<SecondStep>, StoreError> {
    let sql = "SELECT id, secret, since, used, (SELECT count(*) FROM recovery WHERE of = id)
               FROM second_step WHERE user = ?1";
    let row = |row: &rusqlite::Row<'_>| {
        let (id, secret): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let (since, used): (Option<i64>, i64) = (row.get(2)?, row.get(3)?);
        Ok((id, secret, since, used, row.get::<_, u32>(4)?))
    };
    let found = db.query_row(sql, [user], row).optional().map_err(unavailable)?;
    let Some((id, secret, since, used, left)) = found else { return Ok(None) };
    let key = keys::of(db, vault, None)?;
    let plain = key.open(secret_of(id), &secret).map_err(sealed(TABLE, id))?;
    let secret = Secret::from_bytes(&plain).ok_or_else(|| StoreError::Unreadable {
        table: TABLE,
        why: format!("row {id} is no secret"),
    })?;
    let used = u64::try_from(used).unwrap_or(0);
    Ok(Some(SecondStep { secret, since: since.map(Wall), used, left }))
}

fn begin(db: &Connection, vault: &Vault, user: &str, secret: &Secret) -> Result<(), StoreError> {
    let sql = "DELETE FROM second_step WHERE user = ?1 AND since IS NULL";
    db.execute(sql, [user]).map_err(unavailable)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM second_step WHERE user = ?1)";
    if db.query_row(sql, [user], |row| row.get(0)).map_err(unavailable)? {
        return Err(StoreError::Stale);
    }
    // Sealed for its number, so the number comes first; none is given twice.
    let sql = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'second_step'), 0) + 1";
    let id: i64 = db.query_row(sql, [], |row| row.get(0)).map_err(unavailable)?;
    let key = keys::of(db, vault, None)?;
    let body = key.seal(secret_of(id), secret.bytes()).map_err(sealed(TABLE, id))?;
    let sql = "INSERT INTO second_step (id, user, secret) VALUES (?1, ?2, ?3)";
    db.execute(sql, params![id, user, body]).map(drop).map_err(unavailable)
}

fn confirm(
    db: &Connection,
    user: &str,
    (used, now): (u64, Wall),
    codes: &[Vec<u8>],
) -> Result<(), StoreError> {
    let sql = "UPDATE second_step SET since = ?2, used = ?3 WHERE user = ?1 AND since IS NULL
               RETURNING id";
    let used = i64::try_from(used).unwrap_or(i64::MAX);
    let id: Option<i64> = db
        .query_row(sql, params![user, now.0, used], |row| row.get(0))
        .optional()
        .map_err(unavailable)?;
    let id = id.ok_or(StoreError::Stale)?;
    for hash in codes {
        db.execute("INSERT INTO recovery (of, hash) VALUES (?1, ?2)", params![id, hash])
            .map_err(unavailable)?;
    }
    // Whoever is in with the password alone is out.
    db.execute("DELETE FROM session WHERE user = ?1", [user]).map(drop).map_err(unavailable)
}

impl SecondStepStore for Sqlite {
    async fn second_step(&self, user: &str) -> Result<Option<SecondStep>, StoreError> {
        let (vault, user) = (self.inner.vault.clone(), user.to_owned());
        self.inner.readers.read(move |db| find(db, &vault, &user)).await
    }

    async fn begin_second_step(&self, user: &str, secret: Secret) -> Result<(), StoreError> {
        let (vault, user) = (self.inner.vault.clone(), user.to_owned());
        let work = move |work: &mut writer::Work<'_>| begin(work.db, &vault, &user, &secret);
        self.inner.writer.write(work).await
    }

    async fn confirm_second_step(
        &self,
        user: &str,
        used: u64,
        codes: Vec<Vec<u8>>,
        now: Wall,
    ) -> Result<(), StoreError> {
        let user = user.to_owned();
        let work = move |work: &mut writer::Work<'_>| confirm(work.db, &user, (used, now), &codes);
        self.inner.writer.write(work).await
    }

    async fn use_step(&self, user: &str, step: u64) -> Result<bool, StoreError> {
        let (user, step) = (user.to_owned(), i64::try_from(step).unwrap_or(i64::MAX));
        let sql = "UPDATE second_step SET used = ?2 WHERE user = ?1 AND used < ?2";
        let work = move |work: &mut writer::Work<'_>| {
            work.db.execute(sql, params![user, step]).map(|n| n > 0).map_err(unavailable)
        };
        self.inner.writer.write(work).await
    }

    async fn use_recovery(&self, user: &str, hash: &[u8]) -> Result<bool, StoreError> {
        let (user, hash) = (user.to_owned(), hash.to_owned());
        let sql = "DELETE FROM recovery WHERE hash = ?2 AND of =
                   (SELECT id FROM second_step WHERE user = ?1 AND since IS NOT NULL)";
        let work = move |work: &mut writer::Work<'_>| {
            work.db.execute(sql, params![user, hash]).map(|n| n > 0).map_err(unavailable)
        };
        self.inner.writer.write(work).await
    }

    async fn drop_second_step(&self, user: &str) -> Result<bool, StoreError> {
        let user = user.to_owned();
        let work = move |work: &mut writer::Work<'_>| {
            let of = "SELECT id FROM second_step WHERE user = ?1";
            let sql = format!("DELETE FROM recovery WHERE of = ({of})");
            work.db.execute(&sql, [&user]).map_err(unavailable)?;
            let sql = "DELETE FROM second_step WHERE user = ?1";
            work.db.execute(sql, [&user]).map(|n| n > 0).map_err(unavailable)
        };
        self.inner.writer.write(work).await
    }
}
