//! What does the clinic ask? A page of `ServiceRequest`s, as its server found them: read leniently, and
//! nothing in it is believed but that it was said. Which resident it is about is known by our own
//! identifier, or by where the clinic keeps them.

use std::collections::BTreeMap;

use alerts::Wall;
use serde::Deserialize;
use serde_json::Value;

use super::answer::is_id;
use super::datatype::{Annotation, CodeableConcept, Identifier, Meta, Period, Reference};

/// Signs of a text that are kept. A request is a sentence or two; a letter is not read at a desk.
pub const LONGEST: usize = 2_000;

/// A page of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The requests on it.
    pub requests: Vec<Request>,
    /// Where the next page is.
    pub next: Option<String>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `ServiceRequest/abc`.
    pub place: String,
    /// When it was changed last.
    pub updated: Wall,
    /// Whether it stands, and is no draft and no plan for later.
    pub is_active: bool,
    /// What is asked.
    pub what: String,
    /// Who asks, if it says so.
    pub by: String,
    /// By when, if it says so.
    pub when: String,
    /// Our identifiers of whom it is about, any.
    pub about: Vec<Identifier>,
    /// `Patient/…`: where the clinic keeps them.
    pub patient: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    resource_type: String,
    #[serde(default)]
    link: Vec<Link>,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    relation: String,
    url: String,
}

#[derive(Deserialize)]
struct Entry {
    resource: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServiceRequest {
    id: String,
    meta: Meta,
    status: String,
    code: CodeableConcept,
    subject: Reference,
    requester: Reference,
    occurrence_date_time: Option<String>,
    occurrence_period: Option<Period>,
    reason_code: Vec<CodeableConcept>,
    note: Vec<Annotation>,
    patient_instruction: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Patient {
    id: String,
    identifier: Vec<Identifier>,
}

/// A page; `None` if it is none.
#[must_use]
pub fn read(body: &[u8]) -> Option<Page> {
    let said: Said = serde_json::from_slice(body).ok().filter(is_bundle)?;
    let next = said.link.into_iter().find(|it| it.relation == "next").map(|it| it.url);
    let resources: Vec<Value> = said.entry.into_iter().filter_map(|it| it.resource).collect();
    let is = |of: &Value, kind: &str| of.get("resourceType").and_then(Value::as_str) == Some(kind);
    let people: BTreeMap<String, Vec<Identifier>> = resources
        .iter()
        .filter(|it| is(it, "Patient"))
        .filter_map(|it| Patient::deserialize(it).ok())
        .map(|it| (format!("Patient/{}", it.id), it.identifier))
        .collect();
    let found = resources.iter().filter(|it| is(it, "ServiceRequest"));
    // One that cannot be read holds up no other.
    let found = found.filter_map(|it| request(ServiceRequest::deserialize(it).ok()?, &people));
    Some(Page { requests: found.collect(), next })
}

fn is_bundle(said: &Said) -> bool {
    said.resource_type == "Bundle"
}

fn request(of: ServiceRequest, people: &BTreeMap<String, Vec<Identifier>>) -> Option<Request> {
    if !is_id(&of.id) {
        return None;
    }
    let updated: jiff::Timestamp = of.meta.last_updated.as_deref()?.parse().ok()?;
    let patient = of.subject.reference.as_deref().and_then(patient);
    let mut about: Vec<Identifier> = of.subject.identifier.clone().into_iter().collect();
    about.extend(patient.as_ref().and_then(|it| people.get(it)).into_iter().flatten().cloned());
    Some(Request {
        place: format!("ServiceRequest/{}", of.id),
        updated: Wall(updated.as_millisecond()),
        is_active: of.status == "active",
        what: what(&of),
        by: plain(of.requester.display.as_deref().unwrap_or_default()),
        when: plain(&when(&of)),
        about,
        patient,
    })
}

fn patient(reference: &str) -> Option<String> {
    let mut parts = reference.split('/').skip_while(|part| *part != "Patient");
    let (kind, id) = (parts.next()?, parts.next()?);
    is_id(id).then(|| format!("{kind}/{id}"))
}

/// The words of a concept.
fn words(of: &CodeableConcept) -> Option<&str> {
    let displays = of.coding.iter().map(|it| it.display.as_str());
    let codes = of.coding.iter().map(|it| it.code.as_str());
    of.text.as_deref().into_iter().chain(displays).chain(codes).find(|it| !it.trim().is_empty())
}

fn what(of: &ServiceRequest) -> String {
    let parts = words(&of.code)
        .into_iter()
        .chain(of.reason_code.iter().filter_map(words))
        .chain(of.patient_instruction.as_deref())
        .chain(of.note.iter().map(|it| it.text.as_str()));
    let all: Vec<&str> = parts.map(str::trim).filter(|it| !it.is_empty()).collect();
    plain(&all.join("\n"))
}

fn when(of: &ServiceRequest) -> String {
    let period = of.occurrence_period.as_ref();
    let ends = period.map(|it| [it.start.clone(), it.end.clone()].into_iter().flatten());
    let period: Vec<String> = ends.into_iter().flatten().collect();
    of.occurrence_date_time.clone().unwrap_or_else(|| period.join(" – "))
}

/// Without signs that turn a line around or hide in it, and no longer than somebody reads.
fn plain(text: &str) -> String {
    let hides = |c: char| {
        (c.is_control() && c != '\n')
            || ('\u{200b}'..='\u{200f}').contains(&c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    text.chars().filter(|c| !hides(*c)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"{"resourceType":"Bundle","type":"searchset",
        "link":[{"relation":"self","url":"x"},{"relation":"next","url":"https://c/r4?page=2"}],
        "entry":[
          {"resource":{"resourceType":"ServiceRequest","id":"a1","status":"active","intent":"order",
            "meta":{"lastUpdated":"2026-11-23T08:00:00.500+08:00"},
            "code":{"text":"Measure blood pressure"},"note":[{"text":"morning \u202eand evening"}],
            "requester":{"display":"Dr Wen"},"occurrenceDateTime":"2026-11-24",
            "subject":{"reference":"Patient/p7"}}},
          {"resource":{"resourceType":"ServiceRequest","id":"../x","status":"active",
            "meta":{"lastUpdated":"2026-11-23T08:00:00Z"}}},
          {"resource":{"resourceType":"ServiceRequest","id":"b","note":"not a list"}},
          {"resource":{"resourceType":"Patient","id":"p7","identifier":[{"system":"s","value":"k/7"}]}},
          {}
        ]}"#;

    #[test]
    fn a_request_is_read_with_whom_it_is_about_and_one_that_is_odd_holds_up_no_other() {
        let page = read(PAGE.as_bytes()).unwrap();
        assert_eq!(page.next.as_deref(), Some("https://c/r4?page=2"));
        let [one] = page.requests.as_slice() else { panic!("{page:?}") };
        assert_eq!(one.place, "ServiceRequest/a1");
        assert_eq!(one.updated, Wall(1_795_392_000_500));
        assert!(one.is_active);
        assert_eq!(one.what, "Measure blood pressure\nmorning and evening");
        assert_eq!((one.by.as_str(), one.when.as_str()), ("Dr Wen", "2026-11-24"));
        assert_eq!(one.about, [Identifier::new("s", "k/7")]);
        assert_eq!(one.patient.as_deref(), Some("Patient/p7"));
    }

    #[test]
    fn what_is_no_page_is_none() {
        for body in ["", "[]", "{\"resourceType\":\"OperationOutcome\"}", "<html>"] {
            assert_eq!(read(body.as_bytes()), None, "{body}");
        }
    }
}
