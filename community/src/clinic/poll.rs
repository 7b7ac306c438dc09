//! What does the clinic ask? Its `ServiceRequest`s since the last look, each minute. Of residents who have
//! not agreed nothing is kept, and nothing is answered.

use std::time::Duration;

use alerts::Wall;
use url::Url;

use super::{Clinic, Keeps};
use crate::core::clinic::Leaves;
use crate::core::clinic::ask::{Ask, AskId, Input, MOST_OPEN, MOST_RECENT, Stage, Words};
use crate::core::clinic::consent::local;
use crate::core::clinic::want::DAYS;
use crate::core::person::{Resident, ResidentId};
use crate::fhir::RESIDENTS;
use crate::fhir::request::{self, Page, Request};
use crate::store::StoreError;
use crate::store::cases::Committed;

/// Between two questions.
const EACH: Duration = Duration::from_secs(60);

/// Between two questions at least, however often it knocks.
const LEAST: Duration = Duration::from_secs(5);

/// Pages of an answer that are read at a time: a thousand requests. What is beyond is read a minute later.
const MOST_PAGES: usize = 20;

/// By so much the clinic's clock may be ahead.
const AHEAD: Duration = Duration::from_secs(86_400);

/// Requests of a page.
const PAGE: &str = "50";

/// How often a request is read and asked again because somebody was faster.
const MOST_TRIES: u32 = 4;

impl<S: Keeps> Clinic<S> {
    pub(super) async fn poll(self) {
        if !self.0.client.asks() {
            return;
        }
        let mut asked_to_wake: Option<Wall> = None;
        loop {
            let now = self.0.clock.now();
            if asked_to_wake.is_none_or(|due| due <= now) {
                let again = self.subscribe().await;
                asked_to_wake = Some(again.map_or(Wall(i64::MAX), |again| now + again));
            }
            match self.hear(now).await {
                Ok(()) => {}
                Err(error) => tracing::warn!(%error, "what the clinic asks is not known"),
            }
            self.rest().await;
        }
    }

    /// Until it is looked again: a minute, or until the clinic knocks. Whoever knocks all the time is
    /// heard as often as is good for its server.
    async fn rest(&self) {
        let clock = self.0.clock;
        tokio::time::sleep(clock.in_the_world(LEAST)).await;
        tokio::select! {
            () = tokio::time::sleep(clock.in_the_world(EACH.saturating_sub(LEAST))) => {}
            () = self.0.wake.notified() => {}
        }
    }

    /// Once: everything since the last time.
    pub(super) async fn hear(&self, now: Wall) -> Result<(), StoreError> {
        let before = self.0.store.asked_up_to().await?;
        let since = before.unwrap_or(days_before(now));
        let (mut next, mut latest) = (self.question(since), since);
        for _ in 0..MOST_PAGES {
            let Some(url) = next.take() else { break };
            // Of what was read in part nothing is taken for read: it is heard again, and is there once.
            let Some(page) = self.page(url).await else { return Ok(()) };
            for request in page.requests {
                // A time that is yet to come would close the ear until then.
                latest = latest.max(request.updated.min(now + AHEAD));
                self.heard(now, request).await?;
            }
            next = page.next.and_then(|next| self.within(&next));
        }
        if before != Some(latest) {
            self.0.store.save_asked_up_to(latest).await?;
        }
        Ok(())
    }

    async fn page(&self, url: Url) -> Option<Page> {
        let page = match self.0.client.get(url).await {
            Ok(said) if said.status == 200 => {
                let body = String::from_utf8_lossy(&said.body).into_owned();
                request::read(self.0.names.inside(body).as_bytes())
            }
            Ok(said) => {
                tracing::warn!(status = said.status, "the clinic does not say what it asks");
                return None;
            }
            Err(why) => {
                tracing::warn!(%why, "the clinic cannot be asked what it wants");
                return None;
            }
        };
        if page.is_none() {
            tracing::warn!("what answers at the clinic is no server of FHIR");
        }
        page
    }

    fn question(&self, since: Wall) -> Option<Url> {
        let mut url = self.0.client.base().join("ServiceRequest").ok()?;
        let since = jiff::Timestamp::from_millisecond(since.0).unwrap_or_default();
        url.query_pairs_mut()
            .append_pair("_lastUpdated", &format!("ge{since}"))
            .append_pair("_sort", "_lastUpdated")
            .append_pair("_count", PAGE)
            .append_pair("_include", "ServiceRequest:subject");
        Some(url)
    }

    /// An address of the same server; the token goes nowhere else.
    fn within(&self, next: &str) -> Option<Url> {
        let base = self.0.client.base();
        let url = base.join(next).ok()?;
        let is_theirs = url.origin() == base.origin();
        if !is_theirs {
            tracing::warn!("the clinic's next page is on another server: it is not asked for");
        }
        is_theirs.then_some(url)
    }

    async fn heard(&self, now: Wall, request: Request) -> Result<(), StoreError> {
        let store = &self.0.store;
        let words = Words { what: request.what, by: request.by, when: request.when };
        for _ in 0..MOST_TRIES {
            let ask = match store.ask_at(&request.place).await? {
                Some(known) => {
                    let (stands, words) = (request.is_active, words.clone());
                    let after = known.clone().handle(now, Input::Heard { stands, words });
                    Some(after).filter(|after| *after != known)
                }
                None if !request.is_active => None,
                None => {
                    let about = (request.about.as_slice(), request.patient.as_deref());
                    let resident = self.about(about).await?;
                    self.fresh(now, resident, (&request.place, &words)).await?
                }
            };
            let Some(ask) = ask else { return Ok(()) };
            if store.save_ask(ask).await? == Committed::Whole {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A request that is new, if it is about somebody who agrees.
    async fn fresh(
        &self,
        now: Wall,
        resident: Option<Resident>,
        (place, words): (&str, &Words),
    ) -> Result<Option<Ask>, StoreError> {
        let today = local(now, &self.0.zone);
        let leaves = resident.as_ref().and_then(|it| Leaves::of(it, None, today).ok());
        let Some(leaves) = leaves else { return Ok(None) };
        let open = self.0.store.open_asks(Some(leaves.resident())).await?;
        let recent = self.0.store.asks_since(leaves.resident(), days_before(now)).await?;
        if open.len() >= MOST_OPEN || recent.len() >= MOST_RECENT {
            tracing::warn!("the clinic asks too much of one resident: answer what is open first");
            return Ok(None);
        }
        Ok(Some(Ask {
            id: AskId(0),
            revision: 0,
            request: place.to_owned(),
            resident: leaves.resident(),
            home: leaves.home().clone(),
            heard: now,
            stage: Stage::Open,
            words: words.clone(),
        }))
    }

    /// Whom it is about: by our own identifier, else by where the clinic keeps them.
    async fn about(
        &self,
        (about, patient): (&[crate::fhir::datatype::Identifier], Option<&str>),
    ) -> Result<Option<Resident>, StoreError> {
        let store = &self.0.store;
        let prefix = format!("{}/", self.0.community);
        let ours = about.iter().filter(|it| it.system == RESIDENTS);
        let number = |value: &str| value.strip_prefix(&prefix)?.parse().ok().map(ResidentId);
        let mut named = ours.filter_map(|it| number(&it.value));
        let id = match (named.next(), patient) {
            (Some(id), _) => Some(id),
            (None, Some(place)) => store.whose_place(place).await?,
            (None, None) => None,
        };
        match id {
            Some(id) => store.resident(id).await,
            None => Ok(None),
        }
    }
}

/// As far back as the clinic is told of anything.
const fn days_before(now: Wall) -> Wall {
    Wall(now.0.saturating_sub(DAYS as i64 * 86_400_000))
}
