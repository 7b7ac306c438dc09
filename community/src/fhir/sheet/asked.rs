//! What became of what the clinic asked.

use super::{Sheet, Whom};
use crate::core::clinic::ask::{Ask, Stage};
use crate::fhir::datatype::{Annotation, Reference};
use crate::fhir::resource::{Resource, Task};

/// The answer to a request as it stands.
#[must_use]
pub fn asked(of: &Whom<'_>, ask: &Ask) -> Sheet {
    let status = match &ask.stage {
        Stage::Open => "received",
        Stage::Accepted { .. } => "accepted",
        Stage::Done { .. } => "completed",
        Stage::Declined { .. } => "rejected",
        Stage::Withdrawn { .. } => "cancelled",
    };
    let (moved, note) = (ask.moved(), ask.note());
    let time = Some(of.moment(moved));
    let note = (!note.is_empty()).then(|| Annotation { time, text: note.to_owned() });
    let task = Task {
        id: None,
        meta: None,
        identifier: vec![of.thing(&format!("task-{}", ask.id.0))],
        based_on: vec![Reference::to(&ask.request)],
        status: status.to_owned(),
        intent: "order".to_owned(),
        focus: Reference::to(&ask.request),
        whom: of.subject(),
        authored_on: of.moment(ask.heard),
        last_modified: of.moment(moved),
        note: note.into_iter().collect(),
    };
    Sheet { of: vec![Resource::Task(Box::new(task))], around: vec![of.patient()] }
}
