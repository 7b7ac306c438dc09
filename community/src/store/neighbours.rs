//! What the neighbourhood does together, is told, and did before this station: the verbs. Beside
//! [`Store`](super::Store), with the same promises.

use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Range;

use alerts::Wall;

use super::StoreError;
use crate::core::activity::{Activity, ActivityId, Bulletin, BulletinId, SignUp, SignUpId};
use crate::core::ledger::Entry;

/// Cases of the time before: forty years of a community with 85 grid workers.
pub const MOST_PAST: u32 = 200_000;

/// Activities and notices that are kept: those of more than ten years with one each day are a mistake.
pub const MOST_SHEETS: u32 = 5_000;

/// Those who want to come to one activity, with those who wait.
pub const MOST_SIGN_UPS: u32 = 2_000;

/// The verbs.
pub trait NeighbourStore: Send + Sync + 'static {
    /// Every report that came in a time, of the time before too.
    fn ledger(
        &self,
        of: Range<Wall>,
    ) -> impl Future<Output = Result<Vec<Entry>, StoreError>> + Send;
    /// Cases of the time before, by their number there; one that is known takes the place of the one
    /// that was. All of them or none.
    fn save_past(
        &self,
        past: Vec<(String, Entry)>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Activities that end after a time, the next first.
    fn activities(
        &self,
        after: Wall,
    ) -> impl Future<Output = Result<Vec<Activity>, StoreError>> + Send;
    /// One of them.
    fn activity(
        &self,
        id: ActivityId,
    ) -> impl Future<Output = Result<Option<Activity>, StoreError>> + Send;
    /// Writes one, new (number and revision 0) or changed; its number. Where there are more places than
    /// before, whoever waits moves up, and is to be told.
    fn save_activity(
        &self,
        activity: Activity,
        now: Wall,
    ) -> impl Future<Output = Result<ActivityId, StoreError>> + Send;

    /// Who wants to come, in the order in which they said so.
    fn sign_ups(
        &self,
        of: ActivityId,
    ) -> impl Future<Output = Result<Vec<SignUp>, StoreError>> + Send;
    /// How many of them are confirmed, by activity; of whom nobody is, it is not there.
    fn confirmed(
        &self,
    ) -> impl Future<Output = Result<BTreeMap<ActivityId, u32>, StoreError>> + Send;
    /// By the hash of the word of their own page.
    fn sign_up(
        &self,
        word: &[u8],
    ) -> impl Future<Output = Result<Option<SignUp>, StoreError>> + Send;
    /// Somebody wants to come; their number. Where all places of the list are taken, those go who wrote
    /// themselves down a day ago and were never confirmed. One whose telephone is on the list already stays as they
    /// are: [`StoreError::Taken`].
    fn add_sign_up(
        &self,
        sign_up: SignUp,
        word: Vec<u8>,
    ) -> impl Future<Output = Result<SignUpId, StoreError>> + Send;
    /// Their telephone is theirs, by a code that came back (`coded`) or since staff has spoken with them.
    fn confirm_sign_up(
        &self,
        id: SignUpId,
        at: Wall,
        coded: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// They do not come: nothing of them remains, and whoever waits moves up, and is to be told.
    fn drop_sign_up(
        &self,
        id: SignUpId,
        now: Wall,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Notices that are up after a time, the newest first.
    fn bulletins(
        &self,
        after: Wall,
    ) -> impl Future<Output = Result<Vec<Bulletin>, StoreError>> + Send;
    /// One of them.
    fn bulletin(
        &self,
        id: BulletinId,
    ) -> impl Future<Output = Result<Option<Bulletin>, StoreError>> + Send;
    /// Writes one, new (number and revision 0) or changed; its number.
    fn save_bulletin(
        &self,
        bulletin: Bulletin,
    ) -> impl Future<Output = Result<BulletinId, StoreError>> + Send;
}
