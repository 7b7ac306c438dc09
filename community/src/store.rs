//! What the station keeps, behind about twenty verbs. No SQL outside this folder.
//!
//! Two back ends may stand behind [`Store`]: SQLite for one community (here), PostgreSQL for a
//! district later. A verb that looks for one thing answers `Result<Option<T>>`; a verb that changes
//! something is one transaction and is whole. Personal data is encrypted with a key per resident
//! (the vault), which a master key outside the store wraps.

pub mod cases;
pub mod clinic;
pub mod neighbours;
pub mod packed;
pub mod parties;
pub mod reports;
pub mod rows;
pub mod second_step;
pub mod sqlite;
pub mod tidings;

use std::future::Future;
use std::ops::{Range, RangeInclusive};
use std::path::Path;

use alerts::Wall;
use jiff::civil::Date;

use crate::core::HomeId;
use crate::core::heard::AlarmStep;
use crate::core::person::{Resident, ResidentId};
use rows::{
    Audit, AuditAsked, Band, Batch, Change, Erased, Loaded, PersonChange, PoisonRow, Retention,
    Session, Sizes, Summary, Tidied, Timeline, Token, User,
};

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, the file, or a lock: the same may go through later.
    #[error("the store cannot do it now: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row is not what this program writes.
    #[error("a row of {table} cannot be read: {why}")]
    Unreadable {
        /// Where.
        table: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Somebody else has changed it meanwhile: look again.
    #[error("somebody else has changed this meanwhile: look at it again")]
    Stale,
    /// The seat, the home or the name is another's already.
    #[error("{what} is taken already")]
    Taken {
        /// `seat 12`, `home h0042`, `name lin`.
        what: String,
    },
}

/// The verbs.
pub trait Store: Send + Sync + 'static {
    // The homes.

    /// Everything that the station must know before it listens: cursors, open alarms, the last
    /// states, the minutes of the last two hours.
    fn load(&self, now: Wall) -> impl Future<Output = Result<Loaded, StoreError>> + Send;
    /// What messages changed, with their cursors, in one transaction.
    fn take(&self, batch: Batch) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// What a home said in a time, packed minutes included.
    fn timeline(
        &self,
        home: &HomeId,
        of: Range<Wall>,
    ) -> impl Future<Output = Result<Timeline, StoreError>> + Send;
    /// The summaries of nights and days with these dates, a night before its day.
    fn summaries(
        &self,
        home: &HomeId,
        of: RangeInclusive<Date>,
    ) -> impl Future<Output = Result<Vec<Summary>, StoreError>> + Send;
    /// The steps of a home's alarms in a time, and nothing that costs more.
    fn alarm_steps(
        &self,
        home: &HomeId,
        of: Range<Wall>,
    ) -> impl Future<Output = Result<Vec<(Wall, AlarmStep)>, StoreError>> + Send;
    /// Between which numbers four of five minute means of the last 14 days lie, for each home.
    fn bands(&self, now: Wall) -> impl Future<Output = Result<Vec<Band>, StoreError>> + Send;
    /// What could not be read, the newest first.
    fn poison(
        &self,
        at_most: u32,
    ) -> impl Future<Output = Result<Vec<PoisonRow>, StoreError>> + Send;

    // The people.

    /// Every resident, by seat and then by number.
    fn residents(&self) -> impl Future<Output = Result<Vec<Resident>, StoreError>> + Send;
    /// One of them.
    fn resident(
        &self,
        id: ResidentId,
    ) -> impl Future<Output = Result<Option<Resident>, StoreError>> + Send;
    /// Changes of the roster, all of them or none; the residents as they are then.
    fn change_people(
        &self,
        changes: Vec<PersonChange>,
        by: &str,
        now: Wall,
    ) -> impl Future<Output = Result<Vec<Resident>, StoreError>> + Send;
    /// What was changed of somebody, the newest first.
    fn history(
        &self,
        id: ResidentId,
    ) -> impl Future<Output = Result<Vec<Change>, StoreError>> + Send;
    /// Nothing of them remains, nor of what their home said.
    fn erase(
        &self,
        id: ResidentId,
        by: &str,
        now: Wall,
    ) -> impl Future<Output = Result<Option<Erased>, StoreError>> + Send;

    // Who may look.

    /// Everybody with a login.
    fn users(&self) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;
    /// One, by the login's name.
    fn user(&self, name: &str) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// Writes one, new or changed; sessions of one whose password or role changed end.
    fn save_user(&self, user: User) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// A session.
    fn session(
        &self,
        id: &[u8],
        now: Wall,
    ) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Writes one, or ends it (`None`).
    fn save_session(
        &self,
        id: &[u8],
        session: Option<Session>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Tokens for walls, and codes for the first login: by their hash.
    fn token(&self, hash: &[u8]) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// All of them.
    fn tokens(&self) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;
    /// Writes one, or takes it back.
    fn save_token(
        &self,
        token: Token,
        valid: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Somebody looked at or changed something personal.
    fn audit(&self, entry: Audit) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Who did, the newest first.
    fn audited(
        &self,
        asked: AuditAsked,
    ) -> impl Future<Output = Result<Vec<Audit>, StoreError>> + Send;

    // The store itself.

    /// Packs minutes that are older than a week, and drops what has been kept for long enough. Does
    /// a bounded piece of it; `more` says that there is more.
    fn tidy(
        &self,
        now: Wall,
        keep: Retention,
    ) -> impl Future<Output = Result<Tidied, StoreError>> + Send;
    /// By which time it was tidied last, if ever.
    fn tidied(&self) -> impl Future<Output = Result<Option<Wall>, StoreError>> + Send;
    /// A whole copy, while everything goes on.
    fn backup(&self, to: &Path) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// How large it is.
    fn sizes(&self) -> impl Future<Output = Result<Sizes, StoreError>> + Send;
}

#[cfg(test)]
mod conformance;
