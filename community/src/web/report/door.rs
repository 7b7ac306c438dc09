//! What do the pages of the neighbourhood ask of whoever keeps the reports? Beside
//! [`DeskDoor`](crate::web::desk::DeskDoor), which keeps their cases and decides.

use std::sync::Arc;

use alerts::Wall;
use async_trait::async_trait;

use crate::core::calendar::{Calendar, Plan};
use crate::core::desk::{Case, CaseId, PartyId};
use crate::core::report::{Draft, Place};
use crate::desk::PhoneTried;
use crate::say::Lang;
use crate::store::parties::Kept;
use crate::store::reports::{MapRow, PlaceRow};
use crate::web::refusal::Refusal;

/// Where things can be wrong.
#[derive(Clone, Debug, Default)]
pub struct Neighbourhood {
    /// Buildings to choose from.
    pub buildings: Vec<String>,
    /// The community's own list, if it has written one.
    pub places: Vec<PlaceRow>,
    /// Its map.
    pub map: Option<MapRow>,
    /// Since when the list is as it is: at the latest since this station began.
    pub since: Option<Wall>,
}

/// What became of a code that was to go to whoever reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneSent {
    /// The channel has taken it.
    Sent,
    /// It was sent often enough.
    TooOften,
    /// Text messages cannot be sent now.
    NotSent,
}

/// Whoever keeps the reports. Where nobody does, nothing is there.
#[async_trait]
pub trait ReportDoor: Send + Sync + 'static {
    /// Where things can be wrong.
    fn neighbourhood(&self) -> Neighbourhood {
        Neighbourhood::default()
    }

    /// The buildings of a grid worker.
    fn buildings_of(&self, _worker: PartyId) -> Vec<String> {
        Vec::new()
    }

    /// Whose part of the neighbourhood a place is.
    fn worker_of(&self, _place: &Place) -> Option<PartyId> {
        None
    }

    /// When the office works.
    fn working(&self) -> Option<Calendar> {
        None
    }

    /// The office works at other hours from now on: [`Refusal::Stale`] if another has changed them.
    async fn save_plan(&self, _plan: Kept<Plan>) -> Result<(), Refusal> {
        Err(nobody())
    }

    /// A report is written down; the same receipt again is the same report.
    async fn file(&self, _receipt: String, _draft: Draft) -> Result<CaseId, Refusal> {
        Err(nobody())
    }

    /// The report of a receipt, by its hash.
    async fn report(&self, _receipt: &str) -> Result<Option<Arc<Case>>, Refusal> {
        Ok(None)
    }

    /// What the public may see, the last done first.
    async fn published(&self) -> Result<Arc<Vec<Case>>, Refusal> {
        Ok(Arc::default())
    }

    /// A picture goes.
    async fn drop_photo(&self, _of: CaseId, _name: String) -> Result<(), Refusal> {
        Err(nobody())
    }

    /// The map's picture, as JPEG.
    async fn map_picture(&self) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(None)
    }

    /// Other buildings.
    async fn save_places(&self, _places: Vec<PlaceRow>) -> Result<(), Refusal> {
        Err(nobody())
    }

    /// Another map, or another scale of the same.
    async fn save_map(&self, _map: MapRow, _picture: Option<Vec<u8>>) -> Result<(), Refusal> {
        Err(nobody())
    }

    /// A code goes to the telephone of whoever reported.
    async fn send_phone_code(
        &self,
        _case: CaseId,
        _phone: &str,
        _lang: Lang,
    ) -> Result<PhoneSent, Refusal> {
        Err(nobody())
    }

    /// Whether text messages can be sent: what is not asked for again is not promised.
    fn texts(&self) -> bool {
        false
    }

    /// Somebody was erased: what is to be seen is read anew.
    async fn reread(&self) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whoever reported has typed it.
    fn try_phone_code(&self, _case: CaseId, _code: &str) -> PhoneTried {
        PhoneTried::Spent
    }
}

fn nobody() -> Refusal {
    Refusal::Unavailable("nobody keeps reports here".into())
}
