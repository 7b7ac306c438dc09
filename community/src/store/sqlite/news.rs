//! What has happened on which the desk must act? Written with the effect from which it came, gone with
//! the change that was made from it.

use alerts::Wall;
use rusqlite::{Connection, params};

use super::cases::json;
use super::fault::unavailable;
use super::load::{body, each, get};
use crate::core::HomeId;
use crate::core::desk::{Happened, News, NewsId};
use crate::core::kept::Told;
use crate::store::StoreError;
use crate::store::rows::of_home;

pub(super) fn raise(db: &Connection, what: &Happened, now: Wall) -> Result<(), StoreError> {
    let sql = "INSERT INTO news (at, home, body) VALUES (?1, ?2, ?3)";
    let mut add = db.prepare_cached(sql).map_err(unavailable)?;
    let home = of_home(what).map(HomeId::as_str);
    add.execute(params![now.0, home, json(what)?]).map(drop).map_err(unavailable)
}

/// It is done with; stale, if it was already.
pub(super) fn consume(db: &Connection, NewsId(id): NewsId) -> Result<(), StoreError> {
    let mut gone = db.prepare_cached("DELETE FROM news WHERE id = ?1").map_err(unavailable)?;
    match gone.execute([id]).map_err(unavailable)? {
        0 => Err(StoreError::Stale),
        _ => Ok(()),
    }
}

/// The oldest, and the numbers of those that cannot be read.
pub(super) fn news(db: &Connection, at_most: u32) -> Result<(Vec<News>, Vec<i64>), StoreError> {
    let (mut news, mut broken) = (Vec::new(), Vec::new());
    let sql = "SELECT id, at, body FROM news ORDER BY id LIMIT ?1";
    each(db, sql, &[at_most.into()], |row| {
        let (id, at) = (get(row, 0)?, Wall(get(row, 1)?));
        match body(row, 2, "news") {
            Ok(what) => news.push(News { id: NewsId(id), at, what }),
            Err(error) => {
                tracing::error!(news = id, %error, "a piece of news cannot be read");
                broken.push(id);
            }
        }
        Ok(())
    })?;
    Ok((news, broken))
}

/// What cannot be read goes to what homes said that could not be.
pub(super) fn set_aside(db: &Connection, ids: &[i64]) -> Result<(), StoreError> {
    for id in ids {
        let sql = "INSERT INTO poison (at, topic, why, payload) SELECT at, 'desk/news',
                   'this version cannot read this piece of news', CAST(substr(body, 1, 1024) AS BLOB)
                   FROM news WHERE id = ?1";
        db.execute(sql, [id]).map_err(unavailable)?;
        db.execute("DELETE FROM news WHERE id = ?1", [id]).map_err(unavailable)?;
    }
    Ok(())
}

/// What the desk knows of lost homes: by its open cases, and by what it has not looked at yet.
pub(super) fn told(db: &Connection) -> Result<Told, StoreError> {
    let mut told = Told::default();
    let sql = "SELECT kind, home FROM \"case\" WHERE stage <> 'closed'
               AND kind IN ('home-lost', 'uplink-lost')";
    each(db, sql, &[], |row| {
        let (kind, home): (String, Option<String>) = (get(row, 0)?, get(row, 1)?);
        match home.and_then(|home| home.parse().ok()) {
            Some(home) => drop(told.lost.insert(home)),
            None => told.uplink |= kind == "uplink-lost",
        }
        Ok(())
    })?;
    each(db, "SELECT body FROM news ORDER BY id", &[], |row| {
        if let Ok(what) = body::<Happened>(row, 0, "news") {
            told.note(&what);
        }
        Ok(())
    })?;
    Ok(told)
}
