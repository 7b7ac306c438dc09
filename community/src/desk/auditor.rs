//! Has every open case a person or a row that is due? Asked of the store every half minute, by a task
//! apart from the one that does what is due: a desk that has stopped must not look like a quiet one.

use std::collections::BTreeSet;
use std::time::Duration;

use alerts::message::Priority;

use super::{Desk, Keeps};
use crate::channels::Knock;
use crate::core::desk::audit::{Finding, audit};
use crate::core::desk::{Case, CaseId, Happened, Kind};
use crate::store::StoreError;

/// In this clock's time.
const EACH: Duration = Duration::from_secs(30);

/// Each so many looks the outside is told that all is well: a minute.
const KNOCKS_EACH: u32 = 2;

pub(super) async fn run<S: Keeps>(desk: Desk<S>) {
    let (mut told, mut well) = (BTreeSet::new(), 0u32);
    loop {
        tokio::time::sleep(desk.inner.with.clock.in_the_world(EACH)).await;
        match desk.look(&mut told).await {
            Ok(faults) => {
                desk.inner.with.health.desk(faults);
                if faults == 0 {
                    well = well.wrapping_add(1);
                    let knock = desk.inner.with.dead_man.clone();
                    let knock = knock.filter(|_| well % KNOCKS_EACH == 0);
                    // An address that hangs must not keep the auditor.
                    drop(knock.map(|knock| tokio::spawn(say_well(knock))));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the cases cannot be audited");
                desk.inner.with.health.desk_store(Some(error.to_string()));
            }
        }
    }
}

async fn say_well(knock: Knock) {
    if let Err(error) = knock.knock().await {
        tracing::warn!(%error, "nobody outside hears that the desk works: look at desk.dead-man");
    }
}

impl<S: Keeps> Desk<S> {
    /// How many cases have nobody. `told` are those of which the desk knows.
    pub(super) async fn look(&self, told: &mut BTreeSet<CaseId>) -> Result<usize, StoreError> {
        let now = self.inner.with.clock.now();
        let cases = self.store().open_cases().await?;
        let found = audit(now, cases.read.iter().map(Case::audited));
        let faults: BTreeSet<CaseId> = found
            .iter()
            .map(|finding| match finding {
                Finding::Forgotten { case } | Finding::Overdue { case, .. } => *case,
            })
            .chain(cases.broken)
            .collect();
        let is_fault = |id: &CaseId| {
            let case = cases.read.iter().find(|case| case.id == *id);
            case.is_some_and(|case| case.about.kind() == Kind::DeskFault)
        };
        for case in faults.iter().filter(|id| !told.contains(*id) && !is_fault(id)) {
            tracing::error!(%case, "a case has nobody, and nobody will look at it");
            // Of one that cannot be read nobody knows how urgent it is.
            let known = cases.read.iter().find(|it| it.id == *case).map(Case::fault_priority);
            let priority = known.unwrap_or(Priority::High);
            self.store().raise(Happened::DeskFault { case: *case, priority }, now).await?;
        }
        for case in told.iter().filter(|id| !faults.contains(*id)) {
            self.store().raise(Happened::DeskFaultOver { case: *case }, now).await?;
        }
        // Whoever does what is due may only have missed a bell.
        if !faults.is_empty() || *told != faults {
            self.inner.with.bell.ring();
        }
        told.clone_from(&faults);
        Ok(faults.len())
    }
}
