//! Which homes must hear of a case that is none of theirs by number? Those whose alarm was put together
//! with it: who goes for the one goes for the other.
//!
//! What is lost with the process here is said with the next change of the case that is worked on, and
//! after a start for all of them.

use std::sync::Arc;

use super::{Desk, Keeps};
use crate::core::desk::{Case, CaseId, Input};

impl<S: Keeps> Desk<S> {
    /// A case has changed: those that were put together with it hear of it, and it of the one with which
    /// it was put together.
    pub(super) fn follow_merged(&self, case: &Arc<Case>) {
        let board = Self::board(self);
        let said_of = |into: CaseId| {
            let found = board.open.get(&into).or_else(|| board.closed.get(&into));
            found.map(|it| it.said_to_merged())
        };
        let own = case.merged_into().and_then(said_of).map(|said| (case.id, said));
        let said = case.said_to_merged();
        let of = board.closed.values().filter(|it| it.merged_into() == Some(case.id));
        let all: Vec<_> = of.map(|it| (it.id, said)).chain(own).collect();
        if all.is_empty() {
            return;
        }
        let desk = self.clone();
        tokio::spawn(async move {
            for (id, said) in all {
                if let Err(error) = desk.decide(id, Input::Followed { said }).await {
                    tracing::warn!(case = %id, %error, "a home hears later who goes");
                }
            }
        });
    }

    /// After a start.
    pub(super) fn follow_all_merged(&self) {
        let board = Self::board(self);
        for case in board.closed.values().filter(|it| it.merged_into().is_some()) {
            self.follow_merged(case);
        }
    }

    /// Whether what this case was put together with is still open.
    pub(super) fn is_merged_open(&self, last: Option<&Case>) -> bool {
        let into = last.and_then(Case::merged_into);
        into.is_some_and(|into| Self::board(self).open.contains_key(&into))
    }
}
