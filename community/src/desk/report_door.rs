//! What do the pages of the neighbourhood see of the desk? The door that they know, in front of a desk
//! with a store.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Desk, Keeps, PhoneRefused, PhoneTried};
use crate::core::calendar::{Calendar, Plan};
use crate::core::desk::{About, Case, CaseId, PartyId};
use crate::core::report::{Draft, Place};
use crate::say::Lang;
use crate::store::parties::Kept;
use crate::store::reports::{MapRow, PlaceRow};
use crate::web::refusal::Refusal;
use crate::web::report::door::{Neighbourhood, PhoneSent, ReportDoor};

#[async_trait]
impl<S: Keeps> ReportDoor for Desk<S> {
    fn neighbourhood(&self) -> Neighbourhood {
        let directory = self.directory();
        Neighbourhood {
            buildings: directory.buildings(),
            places: directory.places.clone(),
            map: directory.map,
            since: directory.places_since,
        }
    }

    fn buildings_of(&self, worker: PartyId) -> Vec<String> {
        self.directory().buildings_of(worker)
    }

    fn worker_of(&self, place: &Place) -> Option<PartyId> {
        self.directory().worker_of(place)
    }

    fn working(&self) -> Option<Calendar> {
        Some(self.directory().working.clone())
    }

    async fn save_plan(&self, plan: Kept<Plan>) -> Result<(), Refusal> {
        self.save_setting(plan).await?;
        Ok(())
    }

    async fn file(&self, receipt: String, draft: Draft) -> Result<CaseId, Refusal> {
        Ok(Self::file(self, receipt, draft).await?)
    }

    async fn report(&self, receipt: &str) -> Result<Option<Arc<Case>>, Refusal> {
        let about = About::Report { receipt: receipt.to_owned() };
        Ok(self.store().last_of(&about.key()).await?.map(Arc::new))
    }

    async fn published(&self) -> Result<Arc<Vec<Case>>, Refusal> {
        Ok(Self::published(self).await?)
    }

    async fn drop_photo(&self, of: CaseId, name: String) -> Result<(), Refusal> {
        Ok(self.store().drop_photo(of, name).await?)
    }

    async fn map_picture(&self) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(self.store().map_picture().await?)
    }

    async fn save_places(&self, places: Vec<PlaceRow>) -> Result<(), Refusal> {
        Ok(Self::save_places(self, places).await?)
    }

    async fn save_map(&self, map: MapRow, picture: Option<Vec<u8>>) -> Result<(), Refusal> {
        Ok(Self::save_map(self, map, picture).await?)
    }

    async fn send_phone_code(
        &self,
        case: CaseId,
        phone: &str,
        lang: Lang,
    ) -> Result<PhoneSent, Refusal> {
        match Self::send_phone_code(self, case, phone, lang).await {
            Ok(()) => Ok(PhoneSent::Sent),
            Err(PhoneRefused::TooOften) => Ok(PhoneSent::TooOften),
            Err(PhoneRefused::NotSent(why)) => {
                tracing::warn!(%case, %why, "a code for a report's telephone was not sent");
                Ok(PhoneSent::NotSent)
            }
            Err(PhoneRefused::Desk(error)) => Err(error.into()),
        }
    }

    fn texts(&self) -> bool {
        Self::texts(self)
    }

    async fn reread(&self) -> Result<(), Refusal> {
        Ok(self.fill_board().await?)
    }

    fn try_phone_code(&self, case: CaseId, code: &str) -> PhoneTried {
        Self::try_phone_code(self, case, code)
    }
}
