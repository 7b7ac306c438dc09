//! A store in memory that takes batches, or refuses to. What the ingest does not ask for, it has not.

use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;

use super::*;
use crate::core::heard::AlarmStep;
use crate::core::person::{Resident, ResidentId};
use crate::store::rows::{
    Audit, AuditAsked, Change, Erased, Loaded, PersonChange, PoisonRow, Retention, Session, Sizes,
    Summary, Tidied, Timeline, Token, User,
};

type Answer<T> = Result<T, StoreError>;

#[derive(Default)]
pub(super) struct Memory {
    batches: Mutex<Vec<crate::store::rows::Batch>>,
    refuses: AtomicBool,
}

impl Memory {
    pub(super) fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    pub(super) fn events(&self) -> usize {
        self.count(|effect| matches!(effect, Effect::Event { .. }))
    }

    pub(super) fn emptied(&self) -> usize {
        self.count(|effect| matches!(effect, Effect::Emptied { .. }))
    }

    pub(super) fn poisons(&self) -> usize {
        self.count(|effect| matches!(effect, Effect::Poison(_)))
    }

    fn count(&self, wanted: impl Fn(&Effect) -> bool) -> usize {
        let batches = self.batches.lock().unwrap();
        batches.iter().flat_map(|batch| &batch.effects).filter(|effect| wanted(effect)).count()
    }
}

fn none<T>() -> Answer<T> {
    Err(StoreError::Stale)
}

impl Store for Memory {
    async fn load(&self, _: Wall) -> Answer<Loaded> {
        Ok(Loaded::default())
    }

    async fn take(&self, batch: crate::store::rows::Batch) -> Answer<()> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("the disk is full".into()));
        }
        self.batches.lock().unwrap().push(batch);
        Ok(())
    }

    async fn timeline(&self, _: &HomeId, _: Range<Wall>) -> Answer<Timeline> {
        none()
    }

    async fn summaries(&self, _: &HomeId, _: RangeInclusive<Date>) -> Answer<Vec<Summary>> {
        none()
    }

    async fn alarm_steps(&self, _: &HomeId, _: Range<Wall>) -> Answer<Vec<(Wall, AlarmStep)>> {
        none()
    }

    async fn bands(&self, _: Wall) -> Answer<Vec<Band>> {
        none()
    }

    async fn poison(&self, _: u32) -> Answer<Vec<PoisonRow>> {
        none()
    }

    async fn residents(&self) -> Answer<Vec<Resident>> {
        Ok(Vec::new())
    }

    async fn resident(&self, _: ResidentId) -> Answer<Option<Resident>> {
        none()
    }

    async fn change_people(&self, _: Vec<PersonChange>, _: &str, _: Wall) -> Answer<Vec<Resident>> {
        none()
    }

    async fn history(&self, _: ResidentId) -> Answer<Vec<Change>> {
        none()
    }

    async fn erase(&self, _: ResidentId, _: &str, _: Wall) -> Answer<Option<Erased>> {
        none()
    }

    async fn users(&self) -> Answer<Vec<User>> {
        none()
    }

    async fn user(&self, _: &str) -> Answer<Option<User>> {
        none()
    }

    async fn save_user(&self, _: User) -> Answer<()> {
        none()
    }

    async fn session(&self, _: &[u8], _: Wall) -> Answer<Option<Session>> {
        none()
    }

    async fn save_session(&self, _: &[u8], _: Option<Session>) -> Answer<()> {
        none()
    }

    async fn token(&self, _: &[u8]) -> Answer<Option<Token>> {
        none()
    }

    async fn tokens(&self) -> Answer<Vec<Token>> {
        none()
    }

    async fn save_token(&self, _: Token, _: bool) -> Answer<()> {
        none()
    }

    async fn audit(&self, _: Audit) -> Answer<()> {
        none()
    }

    async fn audited(&self, _: AuditAsked) -> Answer<Vec<Audit>> {
        none()
    }

    async fn tidy(&self, _: Wall, _: Retention) -> Answer<Tidied> {
        none()
    }

    async fn tidied(&self) -> Answer<Option<Wall>> {
        none()
    }

    async fn backup(&self, _: &Path) -> Answer<()> {
        none()
    }

    async fn sizes(&self) -> Answer<Sizes> {
        none()
    }
}
