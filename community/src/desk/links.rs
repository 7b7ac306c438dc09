//! Which word opens a case for whom? One for each case and each who is called; the store knows its hash
//! only, and while the station runs the same word goes out again.

use std::sync::PoisonError;

use super::{Desk, DeskError, Keeps};
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Case, CaseId, NoticeId, PartyId};
use crate::store::StoreError;
use crate::store::cases::Link;
use crate::vault::random_name;
use crate::web::secret::hash;

/// Words that are remembered: those of open cases. Of more, who is called again gets another.
const MOST_WORDS: usize = 20_000;

/// What a word opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The case, as it is now.
    pub case: Case,
    /// Whose link it is; `None` for a group's, which is nobody's.
    pub who: Option<PartyId>,
    /// What brought them here, and by which way: opening it is its receipt.
    pub notice: Option<(NoticeId, u8)>,
}

impl<S: Keeps> Desk<S> {
    /// The word of somebody's link, made if there is none.
    ///
    /// # Errors
    ///
    /// When the store refuses, or the system gives no random bytes.
    pub async fn word_of(&self, case: CaseId, party: PartyId) -> Result<String, DeskError> {
        if let Some(word) = self.words().get(&(case, party)) {
            return Ok(word.clone());
        }
        let word = random_name().map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        self.store().save_link(&hash(&word), Link { case, party }).await?;
        let mut words = self.words();
        if words.len() >= MOST_WORDS {
            words.clear();
        }
        Ok(words.entry((case, party)).or_insert(word).clone())
    }

    /// What a word opens; `None` for one that nobody was sent.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn open(&self, word: &str) -> Result<Option<Opened>, DeskError> {
        let Some(link) = self.store().link(&hash(word)).await? else { return Ok(None) };
        let Some(case) = self.store().case(link.case).await? else { return Ok(None) };
        let directory = self.directory();
        let is_group = directory
            .parties
            .get(&link.party)
            .is_none_or(|party| matches!(party.who.is, PartyIs::Group(_)));
        let newest = case.notices.iter().rev().find(|notice| notice.to == link.party);
        let notice = newest.map(|notice| (notice.id, notice.channel));
        Ok(Some(Opened { who: (!is_group).then_some(link.party), notice, case }))
    }

    pub(super) fn forget_words(&self, case: CaseId) {
        self.words().retain(|(of, _), _| *of != case);
    }

    fn words(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::BTreeMap<(CaseId, PartyId), String>> {
        self.inner.words.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
