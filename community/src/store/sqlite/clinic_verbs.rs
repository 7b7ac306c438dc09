//! The clinic's verbs on this store: each is one piece of work, for the writer or for a reader.

use alerts::Wall;

use super::{Sqlite, clinic, clinic_ask};
use crate::core::HomeId;
use crate::core::clinic::ask::{Ask, AskId};
use crate::core::clinic::want::Lives;
use crate::core::clinic::{Row, RowId};
use crate::core::person::ResidentId;
use crate::fhir::bundle::Place;
use crate::store::StoreError;
use crate::store::cases::Committed;
use crate::store::clinic::{ClinicStore, SentAsked, Waits};

fn committed(done: Result<(), StoreError>) -> Result<Committed, StoreError> {
    match done {
        Ok(()) => Ok(Committed::Whole),
        Err(StoreError::Stale) => Ok(Committed::Stale),
        Err(error) => Err(error),
    }
}

impl ClinicStore for Sqlite {
    async fn clinic_names(&self, wanted: String) -> Result<String, StoreError> {
        self.inner.writer.write(move |work| clinic_ask::names(work.db, &wanted)).await
    }

    async fn marks(&self, at_most: u32) -> Result<Vec<(HomeId, i64)>, StoreError> {
        self.inner.readers.read(move |db| clinic::marks(db, at_most)).await
    }

    async fn unmark(&self, marks: Vec<(HomeId, i64)>) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| clinic::unmark(work.db, &marks)).await
    }

    async fn lives(&self) -> Result<Lives, StoreError> {
        self.inner.readers.read(clinic::lives).await
    }

    async fn save_lives(&self, moved: Lives) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| clinic::save_lives(work.db, &moved)).await
    }

    async fn rows_of(
        &self,
        resident: ResidentId,
        home: Option<&HomeId>,
    ) -> Result<Vec<Row>, StoreError> {
        let home = home.cloned();
        self.inner.readers.read(move |db| clinic::rows_of(db, resident, home.as_ref())).await
    }

    async fn save_rows(&self, rows: Vec<Row>) -> Result<Committed, StoreError> {
        committed(self.inner.writer.write(move |work| clinic::save(work.db, &rows)).await)
    }

    async fn save_sent(
        &self,
        row: Row,
        sent: Vec<u8>,
        place: Option<Place>,
    ) -> Result<Committed, StoreError> {
        let vault = self.inner.vault.clone();
        let work = move |work: &mut super::writer::Work<'_>| {
            clinic::save_sent(work.db, &vault, (&row, &sent, place.as_ref()))
        };
        committed(self.inner.writer.write(work).await)
    }

    async fn row(&self, id: RowId) -> Result<Option<Row>, StoreError> {
        self.inner.readers.read(move |db| clinic::row(db, id)).await
    }

    async fn due_rows(&self, now: Wall, at_most: u32) -> Result<Vec<Row>, StoreError> {
        self.inner.readers.read(move |db| clinic::due(db, (now, at_most))).await
    }

    async fn stuck_rows(&self, at_most: u32) -> Result<Vec<Row>, StoreError> {
        self.inner.readers.read(move |db| clinic::stuck(db, at_most)).await
    }

    async fn sent_rows(&self, asked: SentAsked) -> Result<Vec<(Row, Vec<u8>)>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| clinic::sent(db, &vault, &asked)).await
    }

    async fn place_of(&self, resident: ResidentId) -> Result<Option<Place>, StoreError> {
        self.inner.readers.read(move |db| clinic::place_of(db, resident)).await
    }

    async fn whose_place(&self, place: &str) -> Result<Option<ResidentId>, StoreError> {
        let place = place.to_owned();
        self.inner.readers.read(move |db| clinic::whose_place(db, &place)).await
    }

    async fn waits(&self) -> Result<Waits, StoreError> {
        self.inner.readers.read(clinic::waits).await
    }

    async fn open_asks(&self, of: Option<ResidentId>) -> Result<Vec<Ask>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| clinic_ask::open(db, &vault, of)).await
    }

    async fn ask(&self, id: AskId) -> Result<Option<Ask>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| clinic_ask::ask(db, &vault, id)).await
    }

    async fn ask_at(&self, request: &str) -> Result<Option<Ask>, StoreError> {
        let (vault, request) = (self.inner.vault.clone(), request.to_owned());
        self.inner.readers.read(move |db| clinic_ask::at(db, &vault, &request)).await
    }

    async fn save_ask(&self, ask: Ask) -> Result<Committed, StoreError> {
        let vault = self.inner.vault.clone();
        let work =
            move |work: &mut super::writer::Work<'_>| clinic_ask::save(work.db, &vault, &ask);
        committed(self.inner.writer.write(work).await)
    }

    async fn asks_since(&self, of: ResidentId, since: Wall) -> Result<Vec<Ask>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| clinic_ask::since(db, &vault, (of, since))).await
    }

    async fn asked_up_to(&self) -> Result<Option<Wall>, StoreError> {
        self.inner.readers.read(clinic_ask::up_to).await
    }

    async fn save_asked_up_to(&self, at: Wall) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| clinic_ask::save_up_to(work.db, at)).await
    }
}
