//! `/desk`: who needs somebody now, who goes, and what became of every message?
//!
//! Pages ask a [`DeskDoor`] and nothing else: whoever keeps the cases stands behind it. What it gives
//! is the core's own cases and the people by number; names, places and words are put in here, in the
//! viewer's language. Every change is a form; a script makes it live, and without one it works too.

pub mod act;
pub mod card;
pub mod case;
pub mod double;
pub mod eyes;
pub mod forms;
pub mod log;
pub mod merge;
pub mod page;
pub mod photos;
pub mod proven;
pub mod report;
pub mod row;
pub mod seen;
pub mod stream;
pub mod top;
pub mod words;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use alerts::Wall;
use async_trait::async_trait;
use tokio::sync::{Semaphore, watch};

use super::refusal::Refusal;
use super::report::door::ReportDoor;
use super::report::drafts::Drafts;
use crate::core::HomeId;
use crate::core::desk::change::LogRow;
use crate::core::desk::duty::{Gap, Rota};
use crate::core::desk::figures::Figures;
use crate::core::desk::ladder::{Book, Ladder};
use crate::core::desk::quiet::Quiet;
use crate::core::desk::{Answer, Case, CaseId, Input, NoticeId, Party, PartyId};
use crate::core::person::ResidentId;
use crate::photo::apart::Cleaner;
use crate::say::Lang;
use crate::store::parties::{CodeTried, Kept};

/// Desks that are open at a time. A community has a few; each costs a task and the rows it has sent.
pub const MOST_DESKS: usize = 64;

/// Forms with pictures that are read at a time, 12 MB each; more wait for their turn.
const MOST_UPLOADS: usize = 4;

/// Forms with pictures that whoever has no login sends at a time, three pictures each, and their
/// pictures that wait to be made clean. The desk has places of its own.
const MOST_OUTSIDE: usize = 2;

/// Pictures that are made clean at a time: each takes a hundred megabytes while it lasts.
const MOST_PHOTOS: usize = 1;

/// Whoever keeps the cases, as pages see it.
#[async_trait]
pub trait DeskDoor: ReportDoor {
    /// What is to be seen now, from memory.
    fn board(&self) -> Arc<Board>;

    /// Grows with each change of what is to be seen.
    fn moves(&self) -> watch::Receiver<u64>;

    /// So many desks are open now.
    fn watched(&self, desks: usize);

    /// One case, open or not, and all that was written down of it.
    async fn case(&self, id: CaseId) -> Result<Option<CaseFile>, Refusal>;

    /// Reads a case, asks it, commits; `None` if there is no such case.
    async fn decide(&self, id: CaseId, input: Input) -> Result<Option<Answer>, Refusal>;

    /// Begins a drill, as if it were about that home.
    async fn drill(&self, home: Option<HomeId>) -> Result<(), Refusal>;

    /// Whom a login is. Somebody of the desk who is not known yet is written down by this, with no
    /// way to them: who acts has a number.
    async fn actor(&self, login: &str) -> Result<PartyId, Refusal>;

    /// Keeps somebody new (revision 0, any number) or changed, and says their number. A way whose
    /// address changed is not verified any more. [`Refusal::Stale`] if another has changed them.
    async fn save_person(&self, person: Responder) -> Result<PartyId, Refusal>;

    /// Who is on duty, each week.
    async fn rota(&self) -> Result<Kept<Rota>, Refusal>;

    /// Keeps it; [`Refusal::Stale`] if another has changed it.
    async fn save_rota(&self, rota: Kept<Rota>) -> Result<(), Refusal>;

    /// The community's ladders.
    async fn book(&self) -> Result<Kept<Book>, Refusal>;

    /// Keeps them; [`Refusal::Stale`] if another has changed them.
    async fn save_book(&self, book: Kept<Book>) -> Result<(), Refusal>;

    /// The quiet hours.
    async fn quiet(&self) -> Result<Kept<Quiet>, Refusal>;

    /// Keeps them; [`Refusal::Stale`] if another has changed them.
    async fn save_quiet(&self, quiet: Kept<Quiet>) -> Result<(), Refusal>;

    /// Whom each rung would call now, for that home.
    async fn preview(&self, ladder: &Ladder, home: Option<&HomeId>) -> Vec<Vec<PartyId>>;

    /// Sends a code by one of somebody's ways. `by` is the peer who asks: so many are sent for one.
    async fn send_code(&self, to: PartyId, channel: u8, by: IpAddr) -> Result<CodeSent, Refusal>;

    /// Whether this was the code. After a few wrong ones it is good no more.
    async fn check_code(&self, of: PartyId, channel: u8, code: &str) -> Result<CodeTried, Refusal>;

    /// What a link's word leads to; the door keeps its hash only.
    async fn link(&self, word: &str) -> Result<Option<Link>, Refusal>;

    /// Somebody says by a group's link that this is their telephone: they get a code there, if it is
    /// one of theirs and the case may be theirs. Nobody is told whether it was.
    async fn call_phone(&self, case: CaseId, phone: &str, by: IpAddr) -> Result<(), Refusal>;

    /// The word of a link of their own, for whoever has typed the code of their telephone.
    async fn own_link(
        &self,
        case: CaseId,
        phone: &str,
        code: &str,
    ) -> Result<Option<String>, Refusal>;

    /// Keeps a clean picture of a case, and says its name.
    async fn save_photo(&self, case: CaseId, jpeg: Vec<u8>) -> Result<String, Refusal>;

    /// A picture, and whose case it is of.
    async fn photo(&self, name: &str) -> Result<Option<(CaseId, Vec<u8>)>, Refusal>;

    /// Every case that began in that time, and whether there was a moment in which it reached nobody.
    async fn began(&self, in_time: Range<Wall>) -> Result<Vec<(Arc<Case>, bool)>, Refusal>;
}

/// What is to be seen. Cheap to share; nobody's name is in a case.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Grows with each change of it.
    pub revision: u64,
    /// Open cases, in any order.
    pub open: Vec<Arc<Case>>,
    /// Those that were closed in the last hours, the newest first; at most a page of them.
    pub closed: Vec<Arc<Case>>,
    /// Whoever may be called: staff, grid workers, volunteers, residents' contacts, groups.
    pub people: Arc<BTreeMap<PartyId, Responder>>,
    /// Grows with each change of the people.
    pub people_revision: u64,
    /// Staff on duty now.
    pub on_duty: BTreeSet<PartyId>,
    /// When nobody is, in the next seven days.
    pub gaps: Vec<Gap>,
    /// The two figures of the last seven days.
    pub figures: Figures,
    /// Who is called next, of the most urgent cases: as far as is known now.
    pub next: BTreeMap<CaseId, Vec<PartyId>>,
    /// When the way from a home to a person was last seen to work.
    pub proven: Arc<BTreeMap<HomeId, Wall>>,
}

/// Somebody who may be called, with who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responder {
    /// Their number, what they are, the ways to them.
    pub party: Party,
    /// Grows by one with each change.
    pub revision: u32,
    /// The name.
    pub name: String,
    /// The telephone on which one speaks with them.
    pub phone: String,
    /// They have a key of the resident's door.
    pub has_key: bool,
    /// In which language they are written to.
    pub lang: Lang,
    /// Their login, if they have one.
    pub login: Option<String>,
    /// They are called at all.
    pub active: bool,
    /// The residents whose contact they are: then they are changed in the roster.
    pub contact_of: Vec<ResidentId>,
}

/// One case, whole.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The case.
    pub case: Arc<Case>,
    /// What was written down, the oldest first.
    pub log: Vec<LogRow>,
}

/// What became of a code that was to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSent {
    /// The channel has taken it.
    Sent,
    /// There is no such way any more.
    NoWay,
    /// The channel has not taken it.
    NotSent {
        /// Why, as the channel says.
        why: String,
    },
    /// The robot may not speak for a while.
    Muted,
}

/// What the word of a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The case.
    pub case: CaseId,
    /// Whose link it is; `None` for a group's, which is nobody's.
    pub who: Option<PartyId>,
    /// The notice that it went out with, and by which way: opening it is its receipt.
    pub notice: Option<(NoticeId, u8)>,
}

/// The desk of a running station.
#[derive(Clone)]
pub struct Desk {
    door: Arc<dyn DeskDoor>,
    streams: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    photos: Arc<Semaphore>,
    outside: Arc<Semaphore>,
    outside_photos: Arc<Semaphore>,
    cleaner: Cleaner,
    drafts: Arc<Drafts>,
}

impl Desk {
    /// In front of whoever keeps the cases.
    #[must_use]
    pub fn new(door: Arc<dyn DeskDoor>, cleaner: Cleaner) -> Self {
        Self {
            door,
            streams: Arc::new(Semaphore::new(MOST_DESKS)),
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
            photos: Arc::new(Semaphore::new(MOST_PHOTOS)),
            outside: Arc::new(Semaphore::new(MOST_OUTSIDE)),
            outside_photos: Arc::new(Semaphore::new(MOST_OUTSIDE)),
            cleaner,
            drafts: Arc::default(),
        }
    }

    /// Pictures of reports that are being written.
    #[must_use]
    pub(in crate::web) fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Whoever keeps the cases.
    #[must_use]
    pub fn door(&self) -> &dyn DeskDoor {
        &*self.door
    }
}

impl std::ops::Deref for Desk {
    type Target = dyn DeskDoor;

    fn deref(&self) -> &Self::Target {
        &*self.door
    }
}
