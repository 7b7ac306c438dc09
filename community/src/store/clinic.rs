//! What is kept of what leaves for the clinic, and of what it asks: the verbs. Beside
//! [`Store`](super::Store), with the same promises.
//!
//! A row is changed in one way only: it is read, the machine is asked, and it is saved, if nobody was
//! faster. What was sent is kept sealed with the resident's key, and goes with them.

use std::future::Future;

use alerts::Wall;

use super::StoreError;
use super::cases::Committed;
use crate::core::HomeId;
use crate::core::clinic::ask::{Ask, AskId};
use crate::core::clinic::want::Lives;
use crate::core::clinic::{Row, RowId};
use crate::core::person::ResidentId;
use crate::fhir::bundle::Place;

/// How much waits, and for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// Rows that are to go out.
    pub waiting: u64,
    /// When the first of them is due: a clinic that did not answer is asked again then.
    pub next: Option<Wall>,
    /// Rows at which a human must look.
    pub stuck: u64,
    /// Requests that nobody has answered for good.
    pub asked: u64,
}

/// Which part of what was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentAsked {
    /// Of these residents.
    pub residents: Vec<ResidentId>,
    /// Only rows with a lower number: those before are on the page before.
    pub before: Option<RowId>,
    /// At most so many rows.
    pub at_most: u32,
}

/// The verbs.
pub trait ClinicStore: Send + Sync + 'static {
    /// Homes that said something since they were looked at, each with the mark to take back.
    fn marks(
        &self,
        at_most: u32,
    ) -> impl Future<Output = Result<Vec<(HomeId, i64)>, StoreError>> + Send;
    /// They were looked at; what they have said meanwhile stays marked.
    fn unmark(
        &self,
        marks: Vec<(HomeId, i64)>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Who lives where, as it was seen last.
    fn lives(&self) -> impl Future<Output = Result<Lives, StoreError>> + Send;
    /// Some live elsewhere now.
    fn save_lives(&self, moved: Lives) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The rows of a resident, and of others who lived in this home.
    fn rows_of(
        &self,
        resident: ResidentId,
        home: Option<&HomeId>,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
    /// Rows that are new (number 0) or changed, all or none.
    fn save_rows(
        &self,
        rows: Vec<Row>,
    ) -> impl Future<Output = Result<Committed, StoreError>> + Send;
    /// A row, and what went out with it and arrived; and where the clinic keeps the person, if it said so.
    fn save_sent(
        &self,
        row: Row,
        sent: Vec<u8>,
        place: Option<Place>,
    ) -> impl Future<Output = Result<Committed, StoreError>> + Send;
    /// One row.
    fn row(&self, id: RowId) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send;
    /// Rows that want to go out: alarms, then the longest due first.
    fn due_rows(
        &self,
        now: Wall,
        at_most: u32,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
    /// Rows at which a human must look, the newest first.
    fn stuck_rows(&self, at_most: u32)
    -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
    /// What was sent and arrived, the newest first: the row, and what went out.
    fn sent_rows(
        &self,
        asked: SentAsked,
    ) -> impl Future<Output = Result<Vec<(Row, Vec<u8>)>, StoreError>> + Send;
    /// Where the clinic keeps a resident.
    fn place_of(
        &self,
        resident: ResidentId,
    ) -> impl Future<Output = Result<Option<Place>, StoreError>> + Send;
    /// Whom the clinic keeps there.
    fn whose_place(
        &self,
        place: &str,
    ) -> impl Future<Output = Result<Option<ResidentId>, StoreError>> + Send;
    /// How much waits.
    fn waits(&self) -> impl Future<Output = Result<Waits, StoreError>> + Send;

    /// Requests that are open, of everybody or of one.
    fn open_asks(
        &self,
        of: Option<ResidentId>,
    ) -> impl Future<Output = Result<Vec<Ask>, StoreError>> + Send;
    /// One request.
    fn ask(&self, id: AskId) -> impl Future<Output = Result<Option<Ask>, StoreError>> + Send;
    /// The request that the clinic keeps there.
    fn ask_at(&self, request: &str)
    -> impl Future<Output = Result<Option<Ask>, StoreError>> + Send;
    /// A request, new (number 0) or changed, and its home marked: its answer is to go out.
    fn save_ask(&self, ask: Ask) -> impl Future<Output = Result<Committed, StoreError>> + Send;
    /// Requests of a resident whose answer may have to go out: those that moved since then.
    fn asks_since(
        &self,
        of: ResidentId,
        since: Wall,
    ) -> impl Future<Output = Result<Vec<Ask>, StoreError>> + Send;
    /// How our names begin at the clinic: as it was said first, which is `wanted` if nothing was said yet.
    fn clinic_names(
        &self,
        wanted: String,
    ) -> impl Future<Output = Result<String, StoreError>> + Send;
    /// Up to when the clinic's requests were heard.
    fn asked_up_to(&self) -> impl Future<Output = Result<Option<Wall>, StoreError>> + Send;
    /// They were heard up to then.
    fn save_asked_up_to(&self, at: Wall) -> impl Future<Output = Result<(), StoreError>> + Send;
}
