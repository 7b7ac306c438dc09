//! An alarm of which the clinic should know: raised, accepted, over. Each step that changes what is known
//! of it is the same Communication again.

use alerts::Wall;
use alerts::message::{AlarmKind, Condition, Priority, Step};

use super::{Sheet, Whom};
use crate::core::heard::{AlarmStep, Known};
use crate::fhir::code;
use crate::fhir::datatype::{CodeableConcept, Coding};
use crate::fhir::resource::{Communication, Payload, Resource};

/// Whether the clinic is told of it at all: what happened to the person, and no test.
#[must_use]
pub fn is_told(step: &AlarmStep) -> bool {
    !step.test && code::alarm(word(&step.kind)).is_some()
}

/// The kind, as it stands on the wire.
fn word(kind: &Known<AlarmKind>) -> &str {
    match kind {
        Known::Word(kind) => kind.topic().strip_prefix("alarm/").unwrap_or_default(),
        Known::Other(word) => word,
    }
}

/// One alarm, by its steps in the order of time. `None` if the clinic is not told of it.
#[must_use]
pub fn alarm(of: &Whom<'_>, steps: &[(Wall, AlarmStep)]) -> Option<Sheet> {
    let (_, last) = steps.last()?;
    if steps.iter().any(|(_, step)| step.test) {
        return None;
    }
    let (first, begun) = steps.first()?;
    let kind = code::alarm(word(&begun.kind))?;
    let sent = begun.raised.map_or(*first, alerts::When::wall);
    let accepted = steps.iter().find(|(_, step)| step.step == Known::Word(Step::Acknowledged));
    let over = steps.iter().any(|(_, step)| step.step == Known::Word(Step::Closed));
    let priority = steps.iter().map(|(_, step)| step.priority).fold(Priority::Low, Priority::max);
    let category = "http://terminology.hl7.org/CodeSystem/communication-category";
    let said = Communication {
        id: None,
        meta: None,
        identifier: vec![of.thing(&format!("alarm-{}", last.alarm))],
        status: if over { "completed" } else { "in-progress" }.to_owned(),
        category: vec![CodeableConcept::of(Coding::new(category, "alert", "Alert"))],
        priority: urgency(priority).to_owned(),
        subject: of.subject(),
        about: vec![of.gateway()],
        sent: Some(of.moment(sent)),
        received: accepted.map(|(at, _)| of.moment(*at)),
        sender: Some(of.gateway()),
        payload: vec![Payload { content_string: sentence(&kind, last, over) }],
        reason_code: vec![CodeableConcept::of(kind)],
    };
    Some(Sheet { of: vec![Resource::Communication(Box::new(said))], around: of.around() })
}

const fn urgency(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "routine",
        Priority::Medium => "urgent",
        Priority::High => "stat",
    }
}

/// For whoever reads it without a table of codes.
fn sentence(kind: &Coding, last: &AlarmStep, over: bool) -> String {
    let is = match (over, last.condition) {
        (true, _) => "over",
        (false, Condition::Active) => "it is so",
        (false, Condition::Cleared) => "it is so no more",
    };
    let times = if last.times > 1 { format!(", {} times", last.times) } else { String::new() };
    format!("{}{times}: {is}", kind.display)
}
