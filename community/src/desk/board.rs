//! What is to be seen of the desk? Open cases, those of the week that are closed, and when the way from
//! a home to a person was last seen to work: all in memory, changed after each commit.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use alerts::Wall;

use super::{Desk, Keeps};
use crate::core::HomeId;
use crate::core::desk::case::How;
use crate::core::desk::figures::{Figures, WEEK, figures};
use crate::core::desk::{About, Case, CaseId};
use crate::store::StoreError;

/// Closed cases of the week that are kept in memory; of more, the oldest count in no figure.
const MOST_CLOSED: u32 = 5_000;

/// A way that was not proved for longer is not known to work.
const PROVEN_WITHIN: Duration = Duration::from_secs(31 * 24 * 3_600);

/// What is to be seen.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Grows with each change.
    pub revision: u64,
    /// Open cases.
    pub open: BTreeMap<CaseId, Arc<Case>>,
    /// Closed ones of the last seven days.
    pub closed: BTreeMap<CaseId, Arc<Case>>,
    /// When somebody was last seen to hear of a home.
    pub proven: BTreeMap<HomeId, Wall>,
}

impl Board {
    /// A case as it is now. An older one changes nothing.
    pub(super) fn put(&mut self, case: Arc<Case>, now: Wall) {
        let known = self.open.get(&case.id).or_else(|| self.closed.get(&case.id));
        if known.is_some_and(|known| known.revision >= case.revision) {
            return;
        }
        self.revision += 1;
        if let (Some(home), Some(at)) = (case.about.home(), proof(&case)) {
            let proven = self.proven.entry(home.clone()).or_insert(at);
            *proven = (*proven).max(at);
        }
        if case.is_open() {
            self.open.insert(case.id, case);
            return;
        }
        self.open.remove(&case.id);
        self.closed.insert(case.id, case);
        self.closed.retain(|_, case| case.stage.closed().is_none_or(|(_, at)| now < at + WEEK));
        while self.closed.len() > MOST_CLOSED as usize {
            self.closed.pop_first();
        }
    }

    /// Whether a home is lost, as the desk knows it.
    pub(super) fn is_lost(&self, home: &HomeId) -> bool {
        let is = |about: &About| matches!(about, About::HomeLost { home: lost } if lost == home);
        self.open.values().any(|case| is(&case.about))
    }

    /// Whether the way to many is.
    pub(super) fn uplink_lost(&self) -> bool {
        self.open.values().any(|case| case.about == About::UplinkLost)
    }

    /// The two figures of the last seven days.
    #[must_use]
    pub fn figures(&self, now: Wall) -> Figures {
        figures(now, self.open.values().chain(self.closed.values()).map(AsRef::as_ref))
    }
}

/// When somebody was seen to hear of it, or its test arrived.
fn proof(case: &Case) -> Option<Wall> {
    let test = case.stage.closed().filter(|(how, _)| **how == How::Proven).map(|(_, at)| at);
    let seen = case.marks.shown.into_iter().chain(case.marks.accepted).map(|mark| mark.at);
    test.or(seen.max())
}

impl<S: Keeps> Desk<S> {
    /// With what the store has.
    pub(super) async fn fill_board(&self) -> Result<(), StoreError> {
        let now = self.inner.with.clock.now();
        let store = self.store();
        let since =
            Wall(now.0.saturating_sub(i64::try_from(PROVEN_WITHIN.as_millis()).unwrap_or(0)));
        let mut board = Board::default();
        let closed = store.closed_since(since, MOST_CLOSED).await?.read;
        for case in closed.into_iter().rev().chain(store.open_cases().await?.read) {
            board.put(Arc::new(case), now);
        }
        *self.lock_board() = Arc::new(board);
        self.inner.moves.send_modify(|moves| *moves += 1);
        Ok(())
    }
}
