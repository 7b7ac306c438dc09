//! What has happened, and what is due? One task takes it, piece by piece, until nothing is left; then it
//! waits for the bell or for the next deadline.
//!
//! What goes out at the same moment goes out as few messages, so the attempts of a piece are gathered.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use tokio::sync::watch;

use super::{Desk, Keeps, MOST_TRIES};
use crate::core::desk::change::Dispatch;
use crate::core::desk::{About, Case, CaseId, Change, Happened, Input, News, take};
use crate::store::StoreError;
use crate::store::cases::Committed;

/// News, or due cases, of a piece: what is first in it waits for the last before it goes out.
const PIECE: u32 = 16;

/// The longest wait in the world's time: a clock that was put right is noticed after this.
const LONGEST: Duration = Duration::from_secs(10);

/// After the store has refused.
const AGAIN: Duration = Duration::from_millis(500);

/// A case that does not move on when it should is looked at again after this.
const STUCK: Duration = Duration::from_secs(1);

/// … and one that cannot be read, after this.
const BROKEN: Duration = Duration::from_secs(300);

pub(super) async fn run<S: Keeps>(desk: Desk<S>, mut stop: watch::Receiver<bool>) {
    desk.wake().await;
    loop {
        let wait = match desk.round().await {
            Ok(next) => {
                desk.inner.with.health.desk_store(None);
                desk.until(next)
            }
            Err(error) => {
                tracing::warn!(%error, "the desk cannot read or write; it tries again");
                desk.inner.with.health.desk_store(Some(error.to_string()));
                AGAIN
            }
        };
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = desk.inner.with.bell.rung() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

impl<S: Keeps> Desk<S> {
    fn until(&self, next: Option<Wall>) -> Duration {
        let clock = self.inner.with.clock;
        let Some(next) = next else { return LONGEST };
        let left = u64::try_from(next.0.saturating_sub(clock.now().0)).unwrap_or(0);
        // A little later, so that it is due indeed.
        (clock.in_the_world(Duration::from_millis(left)) + Duration::from_millis(1)).min(LONGEST)
    }

    /// After a start whose clock is before what was written last, nobody knows how long it was: what is
    /// open is due at once.
    async fn wake(&self) {
        let now = self.inner.with.clock.now();
        let last = match self.store().last_written().await {
            Ok(last) => last,
            Err(error) => return tracing::warn!(%error, "the last word of the desk is not known"),
        };
        if last.is_none_or(|last| last <= now) {
            return;
        }
        tracing::warn!("the clock is before what was written last: every open case is due");
        let open: Vec<CaseId> = self.board().open.keys().copied().collect();
        for id in open {
            if let Err(error) = self.decide(id, Input::Woken { clock_right: false }).await {
                tracing::error!(case = %id, %error, "an open case could not be woken");
            }
        }
    }

    /// Everything that is to be done now; when there is more.
    pub(super) async fn round(&self) -> Result<Option<Wall>, StoreError> {
        self.hear_replies().await;
        while self.take_news().await? || self.take_due().await? {}
        self.store().next_due().await
    }

    async fn hear_replies(&self) {
        for (request, ok) in self.inner.with.bell.take_replies() {
            let Some(id) = case_of(&request) else { continue };
            let input = Input::Reply { request, ok };
            // If it is not taken, the home is asked again.
            if let Err(error) = self.decide(id, input).await {
                tracing::warn!(case = %id, %error, "a home's answer was not taken");
            }
        }
    }

    /// The oldest news; whether there was any.
    async fn take_news(&self) -> Result<bool, StoreError> {
        let news = self.store().news(PIECE).await?;
        let mut sends = Vec::new();
        let mut done = Ok(!news.is_empty());
        for news in news {
            match self.take_one(&news).await {
                Ok(more) => sends.extend(more),
                Err(error) => {
                    done = Err(error);
                    break;
                }
            }
        }
        // Also of those before the one that failed.
        self.inner.post.put(sends, self.inner.with.clock.mono());
        done
    }

    async fn take_one(&self, news: &News) -> Result<Vec<Dispatch>, StoreError> {
        let about = news.what.about();
        for _ in 0..MOST_TRIES {
            // People may be saying something of the same case: news must not be beaten to it for ever.
            let _turn = match self.newest(&about).await? {
                Some(last) => self.turn(last.id).await,
                None => None,
            };
            let (now, last) = (self.inner.with.clock.now(), self.newest(&about).await?);
            let directory = self.directory();
            let opening = directory.opening(self.store().next_case().await?, &about);
            let open = last.as_ref().filter(|case| case.is_open());
            let resident = super::directory::resident_of(&directory, &about, open);
            let mut world = directory.world(now, resident, self.around(about.home()));
            world.merged_open = self.is_merged_open(last.as_ref());
            let change = take(now, news, last, opening, &world);
            if self.store().commit(change.clone(), now).await? == Committed::Whole {
                return Ok(self.applied(change));
            }
        }
        // It can never be taken: an open case with its key cannot be read. Others go on.
        tracing::error!(key = about.key(), "news could not be taken and is dropped");
        let dropped = Change { consumed: Some(news.id), ..Change::nothing() };
        self.store().commit(dropped, self.inner.with.clock.now()).await?;
        Ok(Vec::new())
    }

    /// The newest case of it, open or not.
    async fn newest(&self, about: &About) -> Result<Option<Case>, StoreError> {
        match self.store().last_of(&about.key()).await {
            // It is told when it is due; what happens now begins anew.
            Err(StoreError::Unreadable { .. }) => Ok(None),
            last => last,
        }
    }

    /// Cases that are due; whether there were any.
    async fn take_due(&self) -> Result<bool, StoreError> {
        let now = self.inner.with.clock.now();
        let due = self.store().due(now, PIECE).await?;
        for id in &due.broken {
            self.store().put_off(*id, now + BROKEN).await?;
            self.store()
                .raise(Happened::DeskFault { case: *id, priority: Priority::High }, now)
                .await?;
        }
        let any = !(due.read.is_empty() && due.broken.is_empty());
        let mut sends = Vec::new();
        for case in due.read {
            let world = self.world(&case, now);
            let change = case.clone().handle_timeout(now, &world);
            let moves = change.changed;
            let next = change.case.as_ref().and_then(|case| case.poll_timeout());
            let whole =
                moves && self.store().commit(change.clone(), now).await? == Committed::Whole;
            if whole {
                sends.extend(self.applied(change));
            }
            if !moves || (whole && next.is_some_and(|next| next <= now)) {
                tracing::error!(case = %case.id, "a case does not move on");
                self.store().put_off(case.id, now + STUCK).await?;
            }
        }
        self.inner.post.put(sends, self.inner.with.clock.mono());
        Ok(any)
    }
}

/// `ack-c17-3-18f…`: the case.
fn case_of(request: &str) -> Option<CaseId> {
    request.strip_prefix("ack-")?.split('-').next()?.parse().ok()
}
