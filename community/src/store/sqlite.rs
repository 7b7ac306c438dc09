//! The store of one community: one SQLite file on the station's own disk.
//!
//! One thread writes, through one connection, what it is told in turn (`writer`); everybody who
//! only reads has a connection of a small pool (`readers`) and waits for nobody. What is
//! acknowledged is on the disk: `synchronous = FULL`. What is deleted is overwritten: `secure_delete`.

mod access;
pub mod album;
mod audit;
pub mod backup;
mod bands;
mod cases;
mod clinic;
mod clinic_ask;
mod clinic_verbs;
mod contacts;
mod desk;
mod emptying;
mod erase;
pub mod expire;
mod fault;
pub mod held;
mod homes;
mod keys;
mod links;
mod load;
mod neighbours;
mod news;
mod open;
mod outside;
mod parties;
mod people;
mod photos;
mod readers;
mod rekey;
mod reports;
mod second_step;
mod settings;
mod take;
mod theirs;
mod tidings;
mod tidy;
mod timeline;
mod writer;

#[cfg(test)]
mod tests;

use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alerts::Wall;
use jiff::civil::Date;

use super::rows::{
    Audit, AuditAsked, Band, Batch, Change, Erased, Loaded, PersonChange, PoisonRow, Retention,
    Session, Sizes, Summary, Tidied, Timeline, Token, User,
};
use super::{Store, StoreError};
use crate::core::HomeId;
use crate::core::heard::AlarmStep;
use crate::core::person::{Resident, ResidentId};
use crate::vault::Vault;
use readers::Readers;
use writer::Writer;

pub use homes::Heard;
pub use open::{OpenError, is_current, is_of};
pub use rekey::rekey;

/// The file's name in the store's folder.
pub const FILE: &str = "station.db";

/// An open store. Cheap to clone; the file is closed when the last clone goes.
#[derive(Clone, Debug)]
pub struct Sqlite {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    // Before the writer: the last connection to close moves the log into the file.
    readers: Readers,
    writer: Writer,
    vault: Vault,
    file: PathBuf,
}

impl Sqlite {
    /// Opens the store in a folder; makes it, if there is none. Older ones are brought up to date,
    /// after a copy was made in `copies`.
    ///
    /// # Errors
    ///
    /// When it is a later version's, was made with another master key, or the disk refuses.
    pub fn open(dir: &Path, copies: &Path, vault: Vault) -> Result<Self, OpenError> {
        let file = dir.join(FILE);
        // Pictures that are nobody's go with the first tidying: this may be a command beside a station,
        // which has just put one there and not written its row yet.
        let db = open::open(dir, copies, &vault)?;
        let readers = Readers::new(&file);
        let inner = Inner { readers, writer: Writer::start(db)?, vault, file };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What is known of a home, as far as it was ever heard.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub async fn heard(&self, home: &HomeId) -> Result<Option<Heard>, StoreError> {
        let home = home.clone();
        self.inner.readers.read(move |db| homes::heard(db, &home)).await
    }

    fn photos(&self) -> PathBuf {
        self.inner.file.with_file_name(photos::FOLDER)
    }

    /// Whether a folder has a store.
    #[must_use]
    pub fn is_there(dir: &Path) -> bool {
        dir.join(FILE).exists()
    }
}

impl Store for Sqlite {
    async fn load(&self, now: Wall) -> Result<Loaded, StoreError> {
        self.inner.readers.read(move |db| load::load(db, now)).await
    }

    async fn take(&self, batch: Batch) -> Result<(), StoreError> {
        self.inner.writer.write(move |change| take::take(change, &batch)).await
    }

    async fn timeline(&self, home: &HomeId, of: Range<Wall>) -> Result<Timeline, StoreError> {
        let home = home.clone();
        self.inner.readers.read(move |db| timeline::timeline(db, &home, &of)).await
    }

    async fn summaries(
        &self,
        home: &HomeId,
        of: RangeInclusive<Date>,
    ) -> Result<Vec<Summary>, StoreError> {
        let home = home.clone();
        self.inner.readers.read(move |db| timeline::summaries(db, &home, &of)).await
    }

    async fn alarm_steps(
        &self,
        home: &HomeId,
        of: Range<Wall>,
    ) -> Result<Vec<(Wall, AlarmStep)>, StoreError> {
        let home = home.clone();
        self.inner.readers.read(move |db| timeline::alarm_steps(db, &home, &of)).await
    }

    async fn bands(&self, now: Wall) -> Result<Vec<Band>, StoreError> {
        self.inner.readers.read(move |db| bands::bands(db, now)).await
    }

    async fn poison(&self, at_most: u32) -> Result<Vec<PoisonRow>, StoreError> {
        self.inner.readers.read(move |db| timeline::poison(db, at_most)).await
    }

    async fn residents(&self) -> Result<Vec<Resident>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| people::residents(db, &vault)).await
    }

    async fn resident(&self, id: ResidentId) -> Result<Option<Resident>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| people::resident(db, &vault, id)).await
    }

    async fn change_people(
        &self,
        changes: Vec<PersonChange>,
        by: &str,
        now: Wall,
    ) -> Result<Vec<Resident>, StoreError> {
        let (vault, by) = (self.inner.vault.clone(), by.to_owned());
        let work = move |change: &mut writer::Work<'_>| {
            people::change(change.db, &vault, changes, (&by, now))
        };
        self.inner.writer.write(work).await
    }

    async fn history(&self, id: ResidentId) -> Result<Vec<Change>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| people::history(db, &vault, id)).await
    }

    async fn erase(
        &self,
        id: ResidentId,
        by: &str,
        now: Wall,
    ) -> Result<Option<Erased>, StoreError> {
        let by = by.to_owned();
        let vault = self.inner.vault.clone();
        let erased =
            self.inner.writer.write(move |it| erase::erase(it.db, &vault, id, (&by, now))).await?;
        // What was overwritten may still stand in the log.
        let (tries, folder) = (erase::TRIES, self.photos());
        self.inner.writer.run(move |db| photos::sweep(db, &folder)).await?;
        let emptied = self.inner.writer.run(move |db| erase::empty_log(db, tries)).await?;
        if !emptied {
            tracing::warn!("erased; the log is emptied when nobody reads it: at the next tidying");
        }
        Ok(erased)
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.inner.readers.read(access::users).await
    }

    async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let name = name.to_owned();
        self.inner.readers.read(move |db| access::user(db, &name)).await
    }

    async fn save_user(&self, user: User) -> Result<(), StoreError> {
        self.inner.writer.write(move |change| access::save_user(change.db, &user)).await
    }

    async fn session(&self, id: &[u8], now: Wall) -> Result<Option<Session>, StoreError> {
        let id = id.to_owned();
        self.inner.readers.read(move |db| access::session(db, &id, now)).await
    }

    async fn save_session(&self, id: &[u8], session: Option<Session>) -> Result<(), StoreError> {
        let id = id.to_owned();
        let work = move |change: &mut writer::Work<'_>| {
            access::save_session(change.db, &id, session.as_ref())
        };
        self.inner.writer.write(work).await
    }

    async fn token(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        let hash = hash.to_owned();
        self.inner.readers.read(move |db| access::token(db, &hash)).await
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        self.inner.readers.read(access::tokens).await
    }

    async fn save_token(&self, token: Token, valid: bool) -> Result<(), StoreError> {
        self.inner.writer.write(move |change| access::save_token(change.db, &token, valid)).await
    }

    async fn audit(&self, entry: Audit) -> Result<(), StoreError> {
        self.inner.writer.write(move |change| audit::audit(change.db, &entry)).await
    }

    async fn audited(&self, asked: AuditAsked) -> Result<Vec<Audit>, StoreError> {
        self.inner.readers.read(move |db| audit::audited(db, &asked)).await
    }

    async fn tidy(&self, now: Wall, keep: Retention) -> Result<Tidied, StoreError> {
        let done = self.inner.writer.write(move |change| tidy::tidy(change.db, now, &keep)).await?;
        if !done.more {
            let folder = self.photos();
            self.inner.writer.run(move |db| photos::sweep(db, &folder)).await?;
            self.inner.writer.run(|db| erase::empty_log(db, 1)).await?;
        }
        Ok(done)
    }

    async fn tidied(&self) -> Result<Option<Wall>, StoreError> {
        self.inner.readers.read(tidy::tidied).await
    }

    async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let (from, to) = (self.inner.file.clone(), to.to_owned());
        readers::apart(move || {
            backup::copy(&from, &to, |_| {})
                .map_err(|error| StoreError::Unavailable(Box::new(error)))
        })
        .await
    }

    async fn sizes(&self) -> Result<Sizes, StoreError> {
        let file = self.inner.file.clone();
        self.inner.readers.read(move |db| timeline::sizes(db, &file)).await
    }
}
