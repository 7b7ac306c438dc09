//! What the desk keeps of cases: the verbs. Beside [`Store`](super::Store), with the same promises.
//!
//! A case is changed in one way only: it is read, the machine is asked, and the [`Change`] is
//! committed, whole or not at all. The case's revision is the lock: who read an older one is told
//! [`Committed::Stale`], reads again, and asks again. A row that cannot be read holds up no other: it is
//! named, so that somebody looks.

use std::future::Future;

use alerts::Wall;

use super::StoreError;
use crate::core::desk::change::LogRow;
use crate::core::desk::{Case, CaseId, Change, Happened, News, PartyId};

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All of it is on the disk.
    Whole,
    /// Nothing is: somebody has changed the case meanwhile, or consumed the news.
    Stale,
}

/// Cases, and those of them that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// Those that can.
    pub read: Vec<Case>,
    /// Those that cannot: a later version's, or a broken disk's.
    pub broken: Vec<CaseId>,
}

/// What a link's word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The case.
    pub case: CaseId,
    /// Who was called.
    pub party: PartyId,
}

/// The verbs.
pub trait CaseStore: Send + Sync + 'static {
    /// A number that no case has. Two who ask at once are given the same: the second commit is stale.
    fn next_case(&self) -> impl Future<Output = Result<CaseId, StoreError>> + Send;
    /// A change, in one transaction: the case with its due row, its log, the news that came of it, what
    /// was learnt of ways to people; and the news that it was made from is gone.
    fn commit(
        &self,
        change: Change,
        now: Wall,
    ) -> impl Future<Output = Result<Committed, StoreError>> + Send;
    /// One case.
    fn case(&self, id: CaseId) -> impl Future<Output = Result<Option<Case>, StoreError>> + Send;
    /// The newest case with a key, open or not.
    fn last_of(&self, key: &str) -> impl Future<Output = Result<Option<Case>, StoreError>> + Send;
    /// Cases that want to be looked at, the longest due first.
    fn due(
        &self,
        now: Wall,
        at_most: u32,
    ) -> impl Future<Output = Result<Cases, StoreError>> + Send;
    /// When the next one does.
    fn next_due(&self) -> impl Future<Output = Result<Option<Wall>, StoreError>> + Send;
    /// A case that cannot be read, or does not move on, is not due before then.
    fn put_off(
        &self,
        id: CaseId,
        until: Wall,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// All open cases, the oldest first.
    fn open_cases(&self) -> impl Future<Output = Result<Cases, StoreError>> + Send;
    /// Cases that were closed since then, the last first.
    fn closed_since(
        &self,
        since: Wall,
        at_most: u32,
    ) -> impl Future<Output = Result<Cases, StoreError>> + Send;
    /// What was done in a case, in its order.
    fn log(&self, id: CaseId) -> impl Future<Output = Result<Vec<LogRow>, StoreError>> + Send;
    /// When something was written in a log last: the clock cannot be right before then.
    fn last_written(&self) -> impl Future<Output = Result<Option<Wall>, StoreError>> + Send;

    /// News that was not consumed, the oldest first. What cannot be read is set aside with what homes
    /// said that could not be.
    fn news(&self, at_most: u32) -> impl Future<Output = Result<Vec<News>, StoreError>> + Send;
    /// Something has happened that no home said.
    fn raise(
        &self,
        what: Happened,
        now: Wall,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A link was made: the hash of its word.
    fn save_link(
        &self,
        hash: &[u8],
        link: Link,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// What a word is for, by its hash. It stays so for a while after its case is closed.
    fn link(&self, hash: &[u8]) -> impl Future<Output = Result<Option<Link>, StoreError>> + Send;

    /// A picture of a case, cleaned already; the name that it has from now on.
    fn keep_photo(
        &self,
        case: CaseId,
        photo: Vec<u8>,
        now: Wall,
    ) -> impl Future<Output = Result<String, StoreError>> + Send;
    /// A picture, and of which case it is.
    fn photo(
        &self,
        name: &str,
    ) -> impl Future<Output = Result<Option<(CaseId, Vec<u8>)>, StoreError>> + Send;
}
