//! What people outside of the desk are told: the verbs. Beside [`Store`](super::Store), with the same
//! promises. A tiding is written with the change that it tells, in one transaction.

use std::collections::BTreeMap;
use std::future::Future;

use alerts::Wall;

use super::StoreError;
use super::cases::Committed;
use crate::core::activity::{ActivityId, SignUpId};
use crate::core::tiding::Tiding;

/// The verbs.
pub trait TidingStore: Send + Sync + 'static {
    /// The one that is due longest.
    fn due_tiding(
        &self,
        now: Wall,
    ) -> impl Future<Output = Result<Option<Tiding>, StoreError>> + Send;
    /// As it is now; stale, if another has taken its place or nobody is there any more.
    fn save_tiding(
        &self,
        tiding: Tiding,
    ) -> impl Future<Output = Result<Committed, StoreError>> + Send;
    /// Of those who moved up in one activity.
    fn moved_up(
        &self,
        of: ActivityId,
    ) -> impl Future<Output = Result<BTreeMap<SignUpId, Tiding>, StoreError>> + Send;
}
