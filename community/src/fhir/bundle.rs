//! How does a sheet leave? As one transaction, whole or not at all.
//!
//! What has never been sent is created unless it is there (`ifNoneExist`); what the clinic has in an
//! earlier state is updated where its identifier is (a conditional update). If the identifier is there
//! twice, the server says 412 to either, and a human looks. Person and devices are only ever created: the
//! clinic may have joined them with records of its own, which are not ours to overwrite.

use serde::{Deserialize, Serialize};

use super::datatype::Identifier;
use super::resource::Resource;
use super::sheet::Sheet;

/// Whether the clinic may have it already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// It has never had it in another state.
    First,
    /// It may have it in an earlier state.
    Revision,
    /// It has this person's record, which we made, in this version: it is changed if it is still so.
    Person(Place),
}

/// Where the clinic keeps somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `Patient/123`.
    pub place: String,
    /// The version's tag, `W/"1"`, of a record that we made; absent for one that was there.
    pub ours: Option<String>,
}

/// A Bundle of the kind `transaction`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    resource_type: String,
    #[serde(rename = "type")]
    kind: String,
    /// What is in it.
    pub entry: Vec<Entry>,
}

/// One resource of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its name within the Bundle.
    pub full_url: String,
    /// The resource.
    pub resource: Resource,
    /// What is to be done with it.
    pub request: Request,
}

/// What is to be done with a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// `POST` or `PUT`.
    pub method: String,
    /// Where.
    pub url: String,
    /// Only if this finds nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_none_exist: Option<String>,
    /// Only if this is the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
}

impl Bundle {
    /// A sheet on its way.
    #[must_use]
    pub fn of(sheet: &Sheet, way: &Way) -> Self {
        let around = sheet.around.iter().map(|it| entry(it, create(it)));
        let own = sheet.of.iter().map(|it| {
            let request = match way {
                Way::First => create(it),
                Way::Revision => Request {
                    method: "PUT".to_owned(),
                    url: format!("{}?{}", it.kind(), it.identifier().search()),
                    if_none_exist: None,
                    if_match: None,
                },
                Way::Person(Place { place, ours }) => Request {
                    method: "PUT".to_owned(),
                    url: place.clone(),
                    if_none_exist: None,
                    if_match: ours.clone(),
                },
            };
            let mut entry = entry(it, request);
            if let (Way::Person(at), Resource::Patient(person)) = (way, &mut entry.resource) {
                // What is put somewhere says where.
                person.id = at.place.strip_prefix("Patient/").map(str::to_owned);
            }
            entry
        });
        Self {
            resource_type: "Bundle".to_owned(),
            kind: "transaction".to_owned(),
            entry: around.chain(own).collect(),
        }
    }
}

fn entry(of: &Resource, request: Request) -> Entry {
    let full_url = format!("urn:uuid:{}", of.identifier().uuid());
    Entry { full_url, resource: of.clone(), request }
}

fn create(of: &Resource) -> Request {
    let identifier: Identifier = of.identifier();
    Request {
        method: "POST".to_owned(),
        url: of.kind().to_owned(),
        if_none_exist: Some(identifier.search()),
        if_match: None,
    }
}
