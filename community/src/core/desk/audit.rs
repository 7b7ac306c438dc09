//! Has every open case a person or a row that is due? Asked every half minute, apart from whoever runs
//! the timers, of what stands in the store: a desk that has stopped must not look like a quiet one.

use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::about::CaseId;
use super::case::{Case, Stage};

/// A row that is due for longer is looked at by nobody.
pub const GRACE: Duration = Duration::from_secs(30);

/// What the auditor knows of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audited {
    /// Which.
    pub case: CaseId,
    /// Whether somebody must still act.
    pub open: bool,
    /// Somebody goes, and until when they must be at the door.
    pub goes_until: Option<Wall>,
    /// Somebody is at the door.
    pub at_the_door: bool,
    /// The row's due column.
    pub due: Option<Wall>,
}

/// What is wrong with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Nobody goes, and no row will ever be due.
    Forgotten {
        /// Which.
        case: CaseId,
    },
    /// A row has been due since then, and nobody has looked.
    Overdue {
        /// Which.
        case: CaseId,
        /// Since when.
        since: Wall,
    },
}

impl Case {
    /// For the auditor.
    #[must_use]
    pub fn audited(&self) -> Audited {
        Audited {
            case: self.id,
            open: self.is_open(),
            goes_until: self.expected(),
            at_the_door: matches!(self.stage, Stage::AtTheDoor { .. }),
            due: self.poll_timeout(),
        }
    }
}

/// What is wrong now. A row that cannot be read is for whoever reads it to tell.
#[must_use]
pub fn audit(now: Wall, cases: impl IntoIterator<Item = Audited>) -> Vec<Finding> {
    cases.into_iter().filter_map(|case| finding(now, case)).collect()
}

fn finding(now: Wall, audited: Audited) -> Option<Finding> {
    let Audited { case, open, goes_until, at_the_door, due } = audited;
    if let Some(since) = due.filter(|due| *due + GRACE < now) {
        return Some(Finding::Overdue { case, since });
    }
    let has_person = at_the_door || goes_until.is_some_and(|until| now <= until + GRACE);
    (open && !has_person && due.is_none()).then_some(Finding::Forgotten { case })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Audited = Audited {
        case: CaseId(17),
        open: true,
        goes_until: None,
        at_the_door: false,
        due: Some(Wall(100_000)),
    };

    #[test]
    fn a_case_has_a_person_or_a_row_that_is_due_else_the_desk_is_at_fault() {
        let found = |now, audited| audit(Wall(now), [audited]);
        assert!(found(130_000, FINE).is_empty());
        let overdue = [Finding::Overdue { case: CaseId(17), since: Wall(100_000) }];
        assert_eq!(found(130_001, FINE), overdue);
        let forgotten = [Finding::Forgotten { case: CaseId(17) }];
        assert_eq!(found(0, Audited { due: None, ..FINE }), forgotten);
        assert!(found(0, Audited { due: None, open: false, ..FINE }).is_empty());
        assert!(found(0, Audited { due: None, at_the_door: true, ..FINE }).is_empty());
        let goes = Audited { due: None, goes_until: Some(Wall(1_000)), ..FINE };
        assert!(found(31_000, goes).is_empty());
        assert_eq!(found(31_001, goes), forgotten);
    }
}
