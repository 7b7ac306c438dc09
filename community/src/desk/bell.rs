//! How does the desk hear of what the ingest has stored? A bell that is rung after the commit: what
//! happened stands in the store, so a ring that is missed costs a moment and no alarm.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alerts::message::{Outcome, Reply};
use tokio::sync::Notify;

use crate::core::HomeId;
use crate::store::rows::{Batch, Effect};

/// Replies that wait for the desk. A home repeats none, but the desk asks again until one comes: what is
/// beyond is dropped.
const MOST_REPLIES: usize = 4_096;

/// The bell. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rung: Notify,
    heard: Mutex<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    replies: VecDeque<(String, bool)>,
    together: BTreeSet<HomeId>,
}

/// What a batch has for the desk, told once it is stored.
#[derive(Debug, Default)]
pub struct ForDesk {
    news: bool,
    replies: Vec<(String, bool)>,
}

impl ForDesk {
    /// Whether something has happened on which the desk must act.
    #[must_use]
    pub const fn has_news(&self) -> bool {
        self.news
    }

    /// What of it is.
    #[must_use]
    pub fn of(batch: &Batch) -> Self {
        let mut found = Self::default();
        for effect in &batch.effects {
            match effect {
                Effect::Alarm { .. } | Effect::News { .. } => found.news = true,
                Effect::Reply { reply, .. } if reply.request.starts_with("ack-") => {
                    found.replies.push(said(reply));
                }
                Effect::Reply { .. }
                | Effect::Event { .. }
                | Effect::Minute { .. }
                | Effect::Summary { .. }
                | Effect::Gap { .. }
                | Effect::State { .. }
                | Effect::Emptied { .. }
                | Effect::Poison(_) => {}
            }
        }
        found
    }
}

fn said(reply: &Reply) -> (String, bool) {
    (reply.request.clone(), reply.outcome == Outcome::Ok(true))
}

impl Bell {
    /// It is stored.
    pub fn stored(&self, what: ForDesk) {
        if !what.news && what.replies.is_empty() {
            return;
        }
        let mut heard = self.lock();
        let room = MOST_REPLIES.saturating_sub(heard.replies.len());
        heard.replies.extend(what.replies.into_iter().take(room));
        drop(heard);
        self.ring();
    }

    /// There is something to look at.
    pub fn ring(&self) {
        self.0.rung.notify_one();
    }

    /// Until it is rung; at once, if it was since the last time.
    pub(super) async fn rung(&self) {
        self.0.rung.notified().await;
    }

    /// What homes answered: a command's name, and whether it was done.
    pub(super) fn take_replies(&self) -> Vec<(String, bool)> {
        self.lock().replies.drain(..).collect()
    }

    /// The homes of which it is the way that is lost.
    pub fn lost_together(&self, homes: BTreeSet<HomeId>) {
        self.lock().together = homes;
    }

    /// Whether it is the way to this home.
    pub(super) fn is_lost_together(&self, home: &HomeId) -> bool {
        self.lock().together.contains(home)
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
