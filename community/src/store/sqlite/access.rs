//! Who may look: logins, their sessions, and words that let in.

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::fault::unavailable;
use super::load::{body, each, get};
use crate::store::StoreError;
use crate::store::rows::{Session, Token, TokenIs, User};

/// Sessions at once. A community has tens of people; somebody who opens thousands ends the oldest.
const MOST_SESSIONS: u32 = 10_000;

pub(super) fn users(db: &Connection) -> Result<Vec<User>, StoreError> {
    let mut users = Vec::new();
    each(db, &format!("{USER} ORDER BY name"), &[], |row| {
        users.push(user_of(row)?);
        Ok(())
    })?;
    Ok(users)
}

pub(super) fn user(db: &Connection, name: &str) -> Result<Option<User>, StoreError> {
    one(db, &format!("{USER} WHERE name = ?1"), name, user_of)
}

/// Sessions of one whose password or role changed end, and of one who may not come in any more.
pub(super) fn save_user(db: &Connection, user: &User) -> Result<(), StoreError> {
    let before = self::user(db, &user.name)?;
    let is_same = before.as_ref().is_some_and(|before| {
        (&before.password, before.role) == (&user.password, user.role) && user.active
    });
    if !is_same {
        db.execute("DELETE FROM session WHERE user = ?1", [&user.name]).map_err(unavailable)?;
    }
    let sql = "INSERT INTO user (name, password, role, residents, active)
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET
               password = excluded.password, role = excluded.role,
               residents = excluded.residents, active = excluded.active";
    let (role, residents) = (word(&user.role)?, word(&user.residents)?);
    db.execute(sql, params![user.name, user.password, role, residents, user.active])
        .map(drop)
        .map_err(unavailable)
}

const USER: &str = "SELECT name, password, role, residents, active FROM user";

fn user_of(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        name: get(row, 0)?,
        password: get(row, 1)?,
        role: body(row, 2, "user")?,
        residents: body(row, 3, "user")?,
        active: get(row, 4)?,
    })
}

/// One that is over is none.
pub(super) fn session(
    db: &Connection,
    id: &[u8],
    now: Wall,
) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT user, body, until FROM session WHERE id = ?1";
    let found = one(db, sql, id, |row| {
        Ok(Session { user: get(row, 0)?, body: get(row, 1)?, until: Wall(get(row, 2)?) })
    })?;
    Ok(found.filter(|session| session.until > now))
}

pub(super) fn save_session(
    db: &Connection,
    id: &[u8],
    session: Option<&Session>,
) -> Result<(), StoreError> {
    let Some(session) = session else {
        return db
            .execute("DELETE FROM session WHERE id = ?1", [id])
            .map(drop)
            .map_err(unavailable);
    };
    let sql = "INSERT INTO session (id, user, body, until) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (id) DO UPDATE SET
               user = excluded.user, body = excluded.body, until = excluded.until";
    db.execute(sql, params![id, session.user, session.body, session.until.0])
        .map_err(unavailable)?;
    let sql = "DELETE FROM session WHERE id IN (SELECT id FROM session ORDER BY until LIMIT
               max(0, (SELECT count(*) FROM session) - ?1))";
    db.execute(sql, [MOST_SESSIONS]).map(drop).map_err(unavailable)
}

pub(super) fn token(db: &Connection, hash: &[u8]) -> Result<Option<Token>, StoreError> {
    one(db, &format!("{TOKEN} WHERE hash = ?1"), hash, token_of)
}

pub(super) fn tokens(db: &Connection) -> Result<Vec<Token>, StoreError> {
    let mut tokens = Vec::new();
    each(db, &format!("{TOKEN} ORDER BY name, hash"), &[], |row| {
        tokens.push(token_of(row)?);
        Ok(())
    })?;
    Ok(tokens)
}

pub(super) fn save_token(db: &Connection, token: &Token, valid: bool) -> Result<(), StoreError> {
    if !valid {
        return db
            .execute("DELETE FROM token WHERE hash = ?1", [&token.hash])
            .map(drop)
            .map_err(unavailable);
    }
    let is_for = match token.is {
        TokenIs::Wall => "wall",
        TokenIs::PublicWall => "public-wall",
        TokenIs::FirstAdmin => "first-admin",
    };
    let sql = "INSERT INTO token (hash, name, is_for, until) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (hash) DO UPDATE SET
               name = excluded.name, is_for = excluded.is_for, until = excluded.until";
    let until = token.until.map(|until| until.0);
    db.execute(sql, params![token.hash, token.name, is_for, until]).map(drop).map_err(unavailable)
}

const TOKEN: &str = "SELECT hash, name, is_for, until FROM token";

fn token_of(row: &Row<'_>) -> Result<Token, StoreError> {
    let is_for: String = get(row, 2)?;
    let is = match is_for.as_str() {
        "wall" => TokenIs::Wall,
        "public-wall" => TokenIs::PublicWall,
        "first-admin" => TokenIs::FirstAdmin,
        _ => {
            let why = "a token of this version lets do nothing of the kind".to_owned();
            return Err(StoreError::Unreadable { table: "token", why });
        }
    };
    let until: Option<i64> = get(row, 3)?;
    Ok(Token { hash: get(row, 0)?, name: get(row, 1)?, is, until: until.map(Wall) })
}

fn one<T>(
    db: &Connection,
    sql: &str,
    key: impl rusqlite::ToSql,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut ask = db.prepare_cached(sql).map_err(unavailable)?;
    let found = ask.query_row([key], |row| Ok(read(row))).optional().map_err(unavailable)?;
    found.transpose()
}

/// A word of ours, written as in JSON.
fn word(of: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(of).map_err(|error| StoreError::Unavailable(Box::new(error)))
}
