//! What goes out now? Alarms, then the longest due first, one at a time: consent is read anew, the
//! attempt is committed, the Bundle goes, and what became of it is committed.

use alerts::Wall;

use super::{Clinic, Keeps};
use crate::channels::Why;
use crate::core::clinic::consent::local;
use crate::core::clinic::line::{Heard, Line};
use crate::core::clinic::row::{Became, Stuck};
use crate::core::clinic::{Kind, Leaves, Row, RowId};
use crate::fhir::answer::{self, Answer};
use crate::fhir::bundle::Place;
use crate::fhir::{Bundle, Sheet, Way};
use crate::store::StoreError;
use crate::store::cases::Committed;

/// Rows of a turn: between two turns it is looked whether something else has come.
const AT_ONCE: u32 = 100;

/// How often what became of an attempt is committed again because somebody was faster.
const MOST_TRIES: u32 = 8;

impl<S: Keeps> Clinic<S> {
    /// What is due, until the server does not answer.
    pub(super) async fn send_due(&self, now: Wall, line: &mut Line) -> Result<(), StoreError> {
        if !line.is_free(now) {
            return Ok(());
        }
        for row in self.0.store.due_rows(now, AT_ONCE).await? {
            if let Some(heard) = self.send(now, row).await? {
                line.heard(now, heard);
            }
            if !line.is_free(now) {
                break;
            }
        }
        Ok(())
    }

    /// One row; what it said of the server, if something went out.
    async fn send(&self, now: Wall, row: Row) -> Result<Option<Heard>, StoreError> {
        let store = &self.0.store;
        let Some(leaves) = self.leaves(now, &row).await? else { return self.stop(now, row).await };
        let Some(sheet) = self.sheet_of(now, &row, &leaves).await? else {
            return self.stop(now, row).await;
        };
        let item = row.item.clone();
        let row = row.want(now, item, sheet.digest());
        let Some(way) = self.way(&row, &sheet).await? else {
            let stuck = row.became(now, Became::Stuck(Stuck::NotOurs));
            store.save_rows(vec![stuck]).await?;
            return Ok(None);
        };
        let id = row.id;
        let Some(row) = row.begin(now) else { return Ok(None) };
        if store.save_rows(vec![row]).await? == Committed::Stale {
            // It is looked at again, as it is then.
            return Ok(None);
        }
        let bundle = Bundle::of(&sheet, &way);
        let (became, heard, place) = self.hand_over(&bundle, &way).await;
        self.became(now, (id, became), (&sheet, place)).await?;
        Ok(Some(heard))
    }

    /// That this may leave, as the record says now.
    async fn leaves(&self, now: Wall, row: &Row) -> Result<Option<Leaves>, StoreError> {
        let store = &self.0.store;
        let Some(resident) = store.resident(row.resident).await? else { return Ok(None) };
        let lives = store.lives().await?;
        let leaves = Leaves::of(&resident, lives.since(resident.id), local(now, &self.0.zone)).ok();
        Ok(leaves.filter(|it| *it.home() == row.home))
    }

    async fn stop(&self, now: Wall, row: Row) -> Result<Option<Heard>, StoreError> {
        let stopped = row.stop(now);
        self.0.store.save_rows(vec![stopped]).await?;
        Ok(None)
    }

    /// How it goes; `None` for a person whose record is the clinic's own.
    async fn way(&self, row: &Row, sheet: &Sheet) -> Result<Option<Way>, StoreError> {
        if !row.is_revision() && !sheet.is_later() {
            return Ok(Some(Way::First));
        }
        if row.item.kind() != Kind::Person {
            return Ok(Some(Way::Revision));
        }
        Ok(match self.0.store.place_of(row.resident).await? {
            // It has never said where: then it is not known to have one.
            None => Some(Way::First),
            Some(place) => place.ours.is_some().then_some(Way::Person(place)),
        })
    }

    async fn hand_over(&self, bundle: &Bundle, way: &Way) -> (Became, Heard, Option<Place>) {
        let body = serde_json::to_string(bundle).unwrap_or_default();
        let said = self.0.client.send(self.0.names.outside(body).into_bytes()).await;
        let later = |after| Became::NotNow { after };
        let (became, heard, place) = match &said {
            Ok(said) => match answer::read(said.status, &said.body, (bundle.entry.len(), way)) {
                Answer::Taken { person } => (Became::Taken, Heard::Well, person),
                Answer::Ambiguous => (Became::Stuck(Stuck::Ambiguous), Heard::Well, None),
                Answer::Refused(status) => {
                    (Became::Stuck(Stuck::Refused(status)), Heard::Well, None)
                }
                Answer::Busy(_) => (later(said.after), Heard::Busy, None),
                Answer::Closed(_) | Answer::Unintelligible => {
                    (later(said.after), Heard::Nothing, None)
                }
            },
            Err(_) => (later(None), Heard::Nothing, None),
        };
        match (&became, &said) {
            (Became::Taken, _) => {}
            (_, Ok(said)) => tracing::warn!(status = said.status, "the clinic has not taken it"),
            (_, Err(why)) => tracing::warn!(%why, "the clinic cannot be told"),
        }
        self.0.metrics.clinic_sent(became == Became::Taken);
        self.0.health.clinic_why(fault(&said));
        (became, heard, place)
    }

    /// What became of an attempt, of the row as it is by now.
    async fn became(
        &self,
        now: Wall,
        (id, became): (RowId, Became),
        (sheet, place): (&Sheet, Option<Place>),
    ) -> Result<(), StoreError> {
        let store = &self.0.store;
        let all: Vec<_> = sheet.of.iter().chain(&sheet.around).collect();
        let sent = serde_json::to_vec(&all).unwrap_or_default();
        for _ in 0..MOST_TRIES {
            let Some(row) = store.row(id).await? else { return Ok(()) };
            let row = row.became(now, became);
            let done = match became {
                Became::Taken => store.save_sent(row, sent.clone(), place.clone()).await?,
                Became::Stuck(_) | Became::NotNow { .. } => store.save_rows(vec![row]).await?,
            };
            if done == Committed::Whole {
                return Ok(());
            }
        }
        // It is due again, and the clinic has it under the same identifier.
        Ok(())
    }
}

/// What is to be said of a server that takes nothing; `None` if it does.
fn fault(said: &Result<super::client::Said, Why>) -> Option<String> {
    match said {
        Ok(said) if (200..300).contains(&said.status) => None,
        Ok(said) => Some(format!("it answers {}", said.status)),
        Err(why) => Some(why.to_string()),
    }
}
