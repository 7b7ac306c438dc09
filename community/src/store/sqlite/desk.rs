//! The desk's verbs on this store: each is one piece of work, for the writer or for a reader.

use std::collections::BTreeMap;

use alerts::Wall;

use super::{Sqlite, cases, contacts, links, news, parties, people, photos, reports, settings};
use crate::core::desk::change::LogRow;
use crate::core::desk::{Case, CaseId, Change, Happened, News};
use crate::store::StoreError;
use crate::store::cases::{CaseStore, Cases, Committed, Link};
use crate::store::parties::{CodeFor, CodeTried, Kept, PartyRow, PartyStore, Setting};
use crate::store::reports::{MapRow, PlaceRow, ReportStore};

impl CaseStore for Sqlite {
    async fn next_case(&self) -> Result<CaseId, StoreError> {
        self.inner.readers.read(cases::next).await
    }

    async fn commit(&self, change: Change, now: Wall) -> Result<Committed, StoreError> {
        let vault = self.inner.vault.clone();
        let work =
            move |work: &mut super::writer::Work<'_>| cases::commit(work.db, &vault, &change, now);
        match self.inner.writer.write(work).await {
            Ok(()) => Ok(Committed::Whole),
            Err(StoreError::Stale) => Ok(Committed::Stale),
            Err(error) => Err(error),
        }
    }

    async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| cases::case(db, &vault, id)).await
    }

    async fn last_of(&self, key: &str) -> Result<Option<Case>, StoreError> {
        let (vault, key) = (self.inner.vault.clone(), key.to_owned());
        self.inner.readers.read(move |db| cases::last_of(db, &vault, &key)).await
    }

    async fn due(&self, now: Wall, at_most: u32) -> Result<Cases, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| cases::due(db, &vault, (now, at_most))).await
    }

    async fn next_due(&self) -> Result<Option<Wall>, StoreError> {
        self.inner.readers.read(cases::next_due).await
    }

    async fn put_off(&self, id: CaseId, until: Wall) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| cases::put_off(work.db, id, until)).await
    }

    async fn open_cases(&self) -> Result<Cases, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| cases::open_cases(db, &vault)).await
    }

    async fn closed_since(&self, since: Wall, at_most: u32) -> Result<Cases, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| cases::closed_since(db, &vault, (since, at_most))).await
    }

    async fn log(&self, id: CaseId) -> Result<Vec<LogRow>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| cases::log(db, &vault, id)).await
    }

    async fn last_written(&self) -> Result<Option<Wall>, StoreError> {
        self.inner.readers.read(cases::last_written).await
    }

    async fn news(&self, at_most: u32) -> Result<Vec<News>, StoreError> {
        let (news, broken) = self.inner.readers.read(move |db| news::news(db, at_most)).await?;
        if !broken.is_empty() {
            self.inner.writer.write(move |work| news::set_aside(work.db, &broken)).await?;
        }
        Ok(news)
    }

    async fn raise(&self, what: Happened, now: Wall) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| news::raise(work.db, &what, now)).await
    }

    async fn save_link(&self, hash: &[u8], link: Link) -> Result<(), StoreError> {
        let hash = hash.to_owned();
        self.inner.writer.write(move |work| links::save(work.db, &hash, link)).await
    }

    async fn link(&self, hash: &[u8]) -> Result<Option<Link>, StoreError> {
        let hash = hash.to_owned();
        self.inner.readers.read(move |db| links::link(db, &hash)).await
    }

    async fn keep_photo(
        &self,
        case: CaseId,
        photo: Vec<u8>,
        now: Wall,
    ) -> Result<String, StoreError> {
        let (vault, folder) = (self.inner.vault.clone(), self.photos());
        let work = move |work: &mut super::writer::Work<'_>| {
            photos::keep(work.db, &vault, &folder, (case, &photo, now))
        };
        self.inner.writer.write(work).await
    }

    async fn photo(&self, name: &str) -> Result<Option<(CaseId, Vec<u8>)>, StoreError> {
        let (vault, folder, name) = (self.inner.vault.clone(), self.photos(), name.to_owned());
        self.inner.readers.read(move |db| photos::photo(db, &vault, &folder, &name)).await
    }
}

impl PartyStore for Sqlite {
    async fn parties(&self) -> Result<Vec<PartyRow>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| parties::parties(db, &vault)).await
    }

    async fn save_party(&self, party: PartyRow) -> Result<PartyRow, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.writer.write(move |work| parties::save(work.db, &vault, party)).await
    }

    async fn follow_roster(&self) -> Result<u32, StoreError> {
        let vault = self.inner.vault.clone();
        let follow = move |work: &mut super::writer::Work<'_>| {
            let residents = people::residents(work.db, &vault)?;
            contacts::follow_all(work.db, &vault, &residents)
        };
        self.inner.writer.write(follow).await
    }

    async fn save_code(&self, of: CodeFor, hash: Vec<u8>, until: Wall) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| parties::save_code(work.db, of, (&hash, until))).await
    }

    async fn try_code(
        &self,
        of: CodeFor,
        hash: Vec<u8>,
        now: Wall,
    ) -> Result<CodeTried, StoreError> {
        let vault = self.inner.vault.clone();
        let work = move |work: &mut super::writer::Work<'_>| {
            parties::try_code(work.db, &vault, of, (&hash, now))
        };
        self.inner.writer.write(work).await
    }

    async fn mute(&self, robot: &str, until: Wall) -> Result<(), StoreError> {
        let robot = robot.to_owned();
        self.inner.writer.write(move |work| settings::mute(work.db, &robot, until)).await
    }

    async fn muted(&self, now: Wall) -> Result<BTreeMap<String, Wall>, StoreError> {
        self.inner.readers.read(move |db| settings::muted(db, now)).await
    }

    async fn setting<T: Setting>(&self) -> Result<Kept<T>, StoreError> {
        self.inner.readers.read(settings::setting::<T>).await
    }

    async fn save_setting<T: Setting + Sync>(&self, kept: Kept<T>) -> Result<Kept<T>, StoreError> {
        self.inner.writer.write(move |work| settings::save(work.db, kept)).await
    }
}

impl ReportStore for Sqlite {
    async fn places(&self) -> Result<Vec<PlaceRow>, StoreError> {
        self.inner.readers.read(reports::places).await
    }

    async fn save_places(&self, places: Vec<PlaceRow>) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| reports::save_places(work.db, &places)).await
    }

    async fn map(&self) -> Result<Option<MapRow>, StoreError> {
        self.inner.readers.read(reports::map).await
    }

    async fn map_picture(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.readers.read(reports::map_picture).await
    }

    async fn save_map(&self, map: MapRow, picture: Option<Vec<u8>>) -> Result<(), StoreError> {
        let work = move |work: &mut super::writer::Work<'_>| {
            reports::save_map(work.db, map, picture.as_deref())
        };
        self.inner.writer.write(work).await
    }

    async fn published(&self, at_most: u32) -> Result<Vec<Case>, StoreError> {
        let vault = self.inner.vault.clone();
        self.inner.readers.read(move |db| reports::published(db, &vault, at_most)).await
    }

    async fn drop_photo(&self, of: CaseId, name: String) -> Result<(), StoreError> {
        self.inner.writer.write(move |work| reports::drop_photo(work.db, of, &name)).await?;
        let folder = self.photos();
        self.inner.writer.run(move |db| photos::sweep(db, &folder)).await
    }
}
