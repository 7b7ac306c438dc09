//! Which of what was sent is asked for? A few searches, each by what it says; one that is not known is
//! refused, since to leave it out would answer another question.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::core::person::{Resident, ResidentId};
use crate::fhir::datatype::{Identifier, moment};
use crate::fhir::resource::Resource;
use crate::fhir::sheet::resident as identifier_of;
use crate::fhir::{RESIDENTS, capability};
use crate::store::clinic::{ClinicStore as _, SentAsked};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Rows that are looked through, the newest: two years of one resident, or a week of a community.
const LOOKED_THROUGH: u32 = 2_000;

/// Resources of a page, unless it is asked for fewer.
const PAGE: usize = 50;

/// … and at most.
const MOST: usize = 200;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    kind: String,
    id: Option<String>,
    identifier: Option<Identifier>,
    patient: Option<String>,
    code: Option<(Option<String>, String)>,
    count: usize,
    offset: usize,
}

impl Asked {
    /// Or why that cannot be asked.
    pub(super) fn of(kind: &str, pairs: &[(String, String)]) -> Result<Self, String> {
        if !capability::KINDS.contains(&kind) {
            return Err(format!("no {kind} is sent from here: /fhir/metadata says what is"));
        }
        let mut asked = Self { kind: kind.to_owned(), count: PAGE, ..Self::default() };
        for (name, value) in pairs {
            let value = value.as_str();
            match name.as_str() {
                "_id" => asked.id = Some(value.to_owned()),
                "identifier" => asked.identifier = Some(token(value)),
                "patient" | "subject" if !matches!(kind, "Patient" | "Device") => {
                    let id = value.strip_prefix("Patient/").unwrap_or(value);
                    asked.patient = Some(id.to_owned());
                }
                "code" if kind == "Observation" => {
                    let (system, code) =
                        value.split_once('|').map_or((None, value), |(a, b)| (Some(a), b));
                    asked.code = Some((system.map(str::to_owned), code.to_owned()));
                }
                "_count" => asked.count = number(name, value)?.min(MOST),
                "_offset" => asked.offset = number(name, value)?,
                // Asked for by most programs; there is one answer to each.
                "_format" if matches!(value, "json" | "application/fhir+json") => {}
                _ => return Err(format!("{kind} cannot be asked for by {name}")),
            }
        }
        Ok(asked)
    }

    fn is_it(&self, of: &Resource) -> bool {
        let identifier = of.identifier();
        let by_identifier = |asked: &Identifier| {
            (asked.system.is_empty() || asked.system == identifier.system)
                && asked.value == identifier.value
        };
        of.kind() == self.kind
            && self.id.as_ref().is_none_or(|id| *id == identifier.uuid())
            && self.identifier.as_ref().is_none_or(by_identifier)
            && self.code.as_ref().is_none_or(|code| has_code(of, code))
    }
}

fn has_code(of: &Resource, (system, code): &(Option<String>, String)) -> bool {
    let Resource::Observation(of) = of else { return false };
    let is_it = |it: &crate::fhir::datatype::Coding| {
        it.code == *code && system.as_ref().is_none_or(|system| *system == it.system)
    };
    of.code.coding.iter().any(is_it)
}

/// `system|value`, or the value alone.
fn token(value: &str) -> Identifier {
    let (system, value) = value.split_once('|').unwrap_or(("", value));
    Identifier::new(system, value)
}

fn number(name: &str, value: &str) -> Result<usize, String> {
    value.parse().map_err(|_| format!("{name} wants a whole number"))
}

/// What was found, the newest first: whose, and the resource.
pub(super) struct Found {
    kind: String,
    all: Vec<(ResidentId, Resource)>,
    total: usize,
}

/// Everything of these residents that was asked for.
pub(super) async fn search(
    visit: &Visit,
    asked: &Asked,
    sees: &[Arc<Resident>],
) -> Result<Found, Refusal> {
    let community = visit.web.settings().community.as_str();
    let is_theirs = |it: &&Arc<Resident>| {
        let identifier = identifier_of(community, it.id.0);
        let by_number = |id: &String| *id == identifier.uuid();
        let by_identifier =
            |asked: &Identifier| asked.system != RESIDENTS || asked.value == identifier.value;
        asked.patient.as_ref().is_none_or(by_number)
            && asked.identifier.as_ref().is_none_or(by_identifier)
    };
    let residents = sees.iter().filter(is_theirs).map(|it| it.id).collect();
    let of = SentAsked { residents, before: None, at_most: LOOKED_THROUGH };
    let rows = visit.web.store().sent_rows(of).await?;
    let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
    for (row, sent) in rows {
        let sent: Vec<Resource> = serde_json::from_slice(&sent).unwrap_or_default();
        let at = moment(row.moved, &visit.web.settings().zone);
        let fresh = sent.into_iter().filter(|it| asked.is_it(it));
        all.extend(
            fresh
                .filter(|it| seen.insert(it.identifier().uuid()))
                .map(|it| (row.resident, it.placed(at.clone()))),
        );
    }
    let total = all.len();
    let all = all.into_iter().skip(asked.offset).take(asked.count).collect();
    Ok(Found { kind: asked.kind.clone(), all, total })
}

impl Found {
    pub(super) fn first(&self) -> Option<&Resource> {
        self.all.first().map(|(_, it)| it)
    }

    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    pub(super) fn residents(&self) -> BTreeSet<ResidentId> {
        self.all.iter().map(|(id, _)| *id).collect()
    }

    /// A `searchset`. `site`: the address that people type, if it is known.
    pub(super) fn page(&self, asked: &Asked, (site, query): (Option<&str>, &str)) -> Value {
        let site = site.unwrap_or_default().trim_end_matches('/');
        let root = format!("{site}/fhir/{}", self.kind);
        let to = |offset: usize| {
            let rest = query.split('&').filter(|it| !it.is_empty() && !it.starts_with("_offset="));
            let mut all: Vec<String> = rest.map(str::to_owned).collect();
            all.push(format!("_offset={offset}"));
            format!("{root}?{}", all.join("&"))
        };
        let mut link = vec![json!({ "relation": "self", "url": format!("{root}?{query}") })];
        let next = asked.offset.saturating_add(self.all.len());
        if next < self.total && !self.all.is_empty() {
            link.push(json!({ "relation": "next", "url": to(next) }));
        }
        let entry: Vec<Value> = self
            .all
            .iter()
            .map(|(_, it)| {
                let url = format!("{root}/{}", it.identifier().uuid());
                json!({ "fullUrl": url, "resource": it, "search": { "mode": "match" } })
            })
            .collect();
        let mut page = json!({ "resourceType": "Bundle", "type": "searchset", "total": self.total,
            "link": link });
        // An empty list is none in FHIR.
        if let (false, Some(page)) = (entry.is_empty(), page.as_object_mut()) {
            page.insert("entry".to_owned(), entry.into());
        }
        page
    }
}
