//! Who is this again? A cookie with a random number, a row in the store; only the number's hash is
//! there, so that a copy of the store lets nobody in.

use std::fmt;
use std::sync::Arc;

use alerts::Wall;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::app::Web;
use super::refusal::Refusal;
use crate::store::Store;
use crate::store::rows::Session as Row;
use crate::store::sqlite::Sqlite;

/// Who has not asked for anything for so long is out.
const IDLE_MS: i64 = 12 * 3_600_000;
/// Nobody stays longer without a password.
const LONGEST_MS: i64 = 7 * 24 * 3_600_000;
/// That somebody is still there is written so often at most: a page is not to cost a disk's write.
const NOTICE_MS: i64 = 5 * 60_000;

/// Who has given the password has so long for the second step.
const HALF_MS: i64 = 5 * 60_000;

const WHO: &str = "who";
const HALF: &str = "half";

/// What a session remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The login's name.
    pub(super) name: String,
    /// When the password was given, milliseconds.
    pub(super) since: i64,
    /// When somebody last asked.
    pub(super) seen: i64,
}

impl Entry {
    /// Whether it still lets in.
    fn stands(&self, now: Wall) -> bool {
        now.0.saturating_sub(self.since) < LONGEST_MS && now.0.saturating_sub(self.seen) < IDLE_MS
    }
}

/// The layer that reads and writes the cookie.
pub(super) fn layer(web: &Web) -> SessionManagerLayer<Rows> {
    SessionManagerLayer::new(Rows::new(web))
        .with_name("hearth")
        .with_http_only(true)
        // Lax: a link in a message leads to the page and not to a login; forms are csrf's.
        .with_same_site(SameSite::Lax)
        .with_secure(web.settings().secure)
        .with_expiry(Expiry::OnInactivity(Duration::milliseconds(IDLE_MS)))
}

/// Somebody gave their password: a new number, so that one that was planted before lets nobody in.
pub(super) async fn enter(
    session: &Session,
    name: &str,
    now: Wall,
) -> std::result::Result<(), Refusal> {
    session.cycle_id().await.map_err(broken)?;
    session.remove::<Entry>(HALF).await.map_err(broken)?;
    let entry = Entry { name: name.to_owned(), since: now.0, seen: now.0 };
    session.insert(WHO, entry).await.map_err(broken)
}

/// Somebody gave a password, and is not in before the second step. Whoever was in here is out.
pub(super) async fn begin(
    session: &Session,
    name: &str,
    now: Wall,
) -> std::result::Result<(), Refusal> {
    session.cycle_id().await.map_err(broken)?;
    session.remove::<Entry>(WHO).await.map_err(broken)?;
    let entry = Entry { name: name.to_owned(), since: now.0, seen: now.0 };
    session.insert(HALF, entry).await.map_err(broken)
}

/// Who has given the password, a moment ago.
pub(super) async fn begun(
    session: &Session,
    now: Wall,
) -> std::result::Result<Option<String>, Refusal> {
    let entry = session.get::<Entry>(HALF).await.map_err(broken)?;
    let is_fresh = |it: &Entry| (0..HALF_MS).contains(&now.0.saturating_sub(it.since));
    Ok(entry.filter(is_fresh).map(|it| it.name))
}

/// Who is in.
pub(super) async fn entered(
    session: &Session,
    now: Wall,
) -> std::result::Result<Option<String>, Refusal> {
    let Some(entry) = session.get::<Entry>(WHO).await.map_err(broken)? else {
        return Ok(None);
    };
    if !entry.stands(now) {
        session.flush().await.map_err(broken)?;
        return Ok(None);
    }
    if now.0.saturating_sub(entry.seen) > NOTICE_MS {
        session.insert(WHO, Entry { seen: now.0, ..entry.clone() }).await.map_err(broken)?;
    }
    Ok(Some(entry.name))
}

/// Out.
pub(super) async fn leave(session: &Session) -> std::result::Result<(), Refusal> {
    session.flush().await.map_err(broken)
}

fn broken(error: tower_sessions::session::Error) -> Refusal {
    Refusal::Unavailable(error.to_string())
}

/// Sessions in the store.
#[derive(Clone)]
pub(super) struct Rows {
    store: Arc<Sqlite>,
    web: Web,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

impl Rows {
    pub(super) fn new(web: &Web) -> Self {
        Self { store: Arc::clone(web.store()), web: web.clone() }
    }

    async fn write(&self, record: &Record) -> Result<()> {
        let of = |key: &str| record.data.get(key)?.get("name")?.as_str();
        let user = of(WHO).or_else(|| of(HALF));
        let body = serde_json::to_vec(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let until = record.expiry_date.unix_timestamp().saturating_mul(1000);
        let row = Row { user: user.map(str::to_owned), body, until: Wall(until) };
        let id = super::secret::hash(&record.id.to_string());
        self.store.save_session(&id, Some(row)).await.map_err(|e| Error::Backend(e.to_string()))
    }

    async fn read(&self, id: &Id) -> Result<Option<Row>> {
        let id = super::secret::hash(&id.to_string());
        let row = self.store.session(&id, self.web.doors_now()).await;
        row.map_err(|e| Error::Backend(e.to_string()))
    }
}

#[async_trait]
impl SessionStore for Rows {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while self.read(&record.id).await?.is_some() {
            record.id = Id::default();
        }
        self.write(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(row) = self.read(id).await? else { return Ok(None) };
        let data = serde_json::from_slice(&row.body).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(row.until.0.div_euclid(1000))
            .map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let id = super::secret::hash(&id.to_string());
        self.store.save_session(&id, None).await.map_err(|e| Error::Backend(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_after_twelve_quiet_hours_or_seven_days() {
        let entry = Entry { name: "lin".into(), since: 0, seen: 0 };
        let hour = 3_600_000;
        assert!(entry.stands(Wall(12 * hour - 1)));
        assert!(!entry.stands(Wall(12 * hour)));
        let busy = Entry { seen: 7 * 24 * hour - 1, ..entry };
        assert!(busy.stands(Wall(7 * 24 * hour - 1)));
        assert!(!busy.stands(Wall(7 * 24 * hour)));
    }
}
