//! What the desk keeps of people who may be called, and of what the community has chosen: the verbs.
//! Beside [`Store`](super::Store), with the same promises.
//!
//! Responders are written here. A resident's contacts are not: they follow the roster, in the same
//! transaction, and are known again by telephone or e-mail, so that a way that was proved stays so.

use std::collections::BTreeMap;
use std::future::Future;

use alerts::Wall;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::core::calendar::Plan;
use crate::core::desk::PartyId;
use crate::core::desk::duty::Rota;
use crate::core::desk::ladder::Book;
use crate::core::desk::party::{Channel, PartyIs};
use crate::core::desk::quiet::Quiet;
use crate::core::person::ResidentId;

/// Responders of one station: a community has a few dozen; ten times that is a mistake.
pub const MOST_RESPONDERS: u32 = 1_000;

/// How often a code may be typed wrong: then it is none any more.
pub const MOST_TRIES: u32 = 5;

/// Somebody who may be called, and how their record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    /// Their number; 0 for somebody new.
    pub id: PartyId,
    /// Grows by one with each change: who saves an older one is told that it is stale.
    pub revision: u32,
    /// Whose contact they are; absent for a responder.
    pub resident: Option<ResidentId>,
    /// Their place among the contacts of the resident's record, from 0.
    pub place: u16,
    /// Whether they are called at all.
    pub active: bool,
    /// Who they are.
    pub who: Who,
}

/// Who somebody is. What is not known is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The name, as it is spoken.
    pub name: String,
    /// What they are to a case.
    pub is: PartyIs,
    /// The telephone to speak with them.
    #[serde(default)]
    pub phone: String,
    /// The tag of their language; the community's, if absent.
    #[serde(default)]
    pub lang: Option<String>,
    /// Their login, if they have one.
    #[serde(default)]
    pub login: Option<String>,
    /// Whether they have a key.
    #[serde(default)]
    pub has_key: bool,
    /// The resident agrees that they are told. True for responders.
    pub consent: bool,
    /// The ways to them, in the order in which they are tried.
    pub channels: Vec<Channel>,
}

/// What became of a code that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTried {
    /// It is the one: the way works, and is verified from now on.
    Right,
    /// It is not; so many tries are left.
    Wrong {
        /// How many.
        left: u32,
    },
    /// There is none, or it is too old, or was tried too often: another must be sent.
    Spent,
}

/// A code on its way: for whom, and by which of their ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFor {
    /// Whose.
    pub party: PartyId,
    /// By its place among theirs.
    pub channel: u8,
}

/// What a community has chosen, and the revision that was looked at: 0, if it has chosen nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept<T> {
    /// Who saves an older one is told that it is stale.
    pub revision: u32,
    /// What.
    pub of: T,
}

/// Something that a community chooses.
pub trait Setting: Serialize + DeserializeOwned + Default + Send + 'static {
    /// The row's name.
    const NAME: &'static str;
}

impl Setting for Rota {
    const NAME: &'static str = "rota";
}

impl Setting for Book {
    const NAME: &'static str = "book";
}

impl Setting for Quiet {
    const NAME: &'static str = "quiet";
}

impl Setting for Plan {
    const NAME: &'static str = "calendar";
}

/// The verbs.
pub trait PartyStore: Send + Sync + 'static {
    /// Everybody who may be called: responders by number, then contacts by resident and place.
    fn parties(&self) -> impl Future<Output = Result<Vec<PartyRow>, StoreError>> + Send;
    /// Writes a responder, new or changed, as they are then. What was proved of a way stays with its
    /// address; a new address is proved by nothing.
    fn save_party(
        &self,
        party: PartyRow,
    ) -> impl Future<Output = Result<PartyRow, StoreError>> + Send;
    /// Brings the contacts in line with the whole roster: at the start, for rosters that are older than
    /// this. How many rows it changed.
    fn follow_roster(&self) -> impl Future<Output = Result<u32, StoreError>> + Send;
    /// A code was sent. One that was sent before is none any more.
    fn save_code(
        &self,
        of: CodeFor,
        hash: Vec<u8>,
        until: Wall,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Somebody has typed a code.
    fn try_code(
        &self,
        of: CodeFor,
        hash: Vec<u8>,
        now: Wall,
    ) -> impl Future<Output = Result<CodeTried, StoreError>> + Send;
    /// A robot may not speak until then.
    fn mute(&self, robot: &str, until: Wall)
    -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Robots that may not speak after `now`.
    fn muted(
        &self,
        now: Wall,
    ) -> impl Future<Output = Result<BTreeMap<String, Wall>, StoreError>> + Send;
    /// What the community has chosen.
    fn setting<T: Setting>(&self) -> impl Future<Output = Result<Kept<T>, StoreError>> + Send;
    /// Writes it; as it is kept then.
    fn save_setting<T: Setting + Sync>(
        &self,
        setting: Kept<T>,
    ) -> impl Future<Output = Result<Kept<T>, StoreError>> + Send;
}
