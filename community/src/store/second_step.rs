//! What is kept of a login's second step: the verbs. Beside [`Store`](super::Store), with the same
//! promises. The secret is sealed with the station's key; of recovery codes only hashes are kept.

use std::future::Future;

use alerts::Wall;

use super::StoreError;
use crate::core::second_step::Secret;

/// A second step of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondStep {
    /// What the telephone knows, too.
    pub secret: Secret,
    /// Since when it is asked for; absent while nobody has shown that their telephone knows it.
    pub since: Option<Wall>,
    /// The step of the code that was used last.
    pub used: u64,
    /// Recovery codes that were not used yet.
    pub left: u32,
}

/// The verbs.
pub trait SecondStepStore: Send + Sync + 'static {
    /// That of a login.
    fn second_step(
        &self,
        user: &str,
    ) -> impl Future<Output = Result<Option<SecondStep>, StoreError>> + Send;
    /// A login is about to have one. One that is not asked for yet is replaced;
    /// [`StoreError::Stale`] where one is.
    fn begin_second_step(
        &self,
        user: &str,
        secret: Secret,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// It is asked for from now on, and these are the hashes of its recovery codes; the login's sessions
    /// end. [`StoreError::Stale`] where none was begun.
    fn confirm_second_step(
        &self,
        user: &str,
        used: u64,
        codes: Vec<Vec<u8>>,
        now: Wall,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The code of this step was used; false if that one, or a later one, was used before.
    fn use_step(
        &self,
        user: &str,
        step: u64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// A recovery code was used; false if there is none of this hash, or none any more.
    fn use_recovery(
        &self,
        user: &str,
        hash: &[u8],
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// It is asked for no more, and nothing is left of it; whether there was one.
    fn drop_second_step(&self, user: &str)
    -> impl Future<Output = Result<bool, StoreError>> + Send;
}
