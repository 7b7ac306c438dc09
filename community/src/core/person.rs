//! Who lives there? What the community knows of a resident. It stands nowhere but in the station,
//! encrypted; none of it may be logged.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::HomeId;

/// A resident's number in this station. It is given once and says nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ResidentId(pub i64);

/// A resident, and how their record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Their number.
    pub id: ResidentId,
    /// Grows by one with each change: who saves an older one is told that it is stale.
    pub revision: u32,
    /// Where they live, if a home of the contract is there. One home has one resident at most.
    pub home: Option<HomeId>,
    /// Their place on the wall, from 1; it is kept when others come and go.
    pub seat: Option<u16>,
    /// Everything about the person.
    pub record: Record,
}

/// The homes whose residents have not agreed to be watched.
#[must_use]
pub fn unwatched<'a>(residents: impl IntoIterator<Item = &'a Resident>) -> BTreeSet<HomeId> {
    let refuse = residents.into_iter().filter(|it| it.record.consents.monitoring.is_none());
    refuse.filter_map(|it| it.home.clone()).collect()
}

/// Everything about a person. What is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The whole name, as it is spoken.
    pub name: String,
    /// What a public hall may show.
    pub surname: String,
    /// The year of birth: the age is shown from it.
    pub born: Option<i16>,
    /// Building, as the wall groups by.
    pub building: String,
    /// Entrance, floor or door within it.
    pub door: String,
    /// The code of the house's door.
    pub door_code: String,
    /// Their own telephone.
    pub phone: String,
    /// Medical history, allergies, medicine: what whoever goes must know.
    pub medical: String,
    /// How they walk, hear, see; the dog; where the key is.
    pub notes: String,
    /// The rooms, and what the home's configuration calls them.
    pub rooms: Vec<Room>,
    /// Relatives, volunteers, the grid worker, in the order in which they are called.
    pub contacts: Vec<Contact>,
    /// When they are not at home.
    pub absences: Vec<Absence>,
    /// What they have agreed to.
    pub consents: Consents,
}

/// A room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Room {
    /// As in the home's configuration.
    pub room: String,
    /// As people call it.
    pub name: String,
}

/// Somebody who may be called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// Who they are to the resident.
    pub is: ContactIs,
    /// "daughter", "neighbour below".
    pub relation: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Whether they have a key.
    pub has_key: bool,
    /// The resident agrees that they are told and may look.
    pub consent: bool,
}

/// Who a contact is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactIs {
    /// A child, a spouse, anybody of the family.
    #[default]
    Relative,
    /// Somebody of the neighbourhood who goes.
    Volunteer,
    /// Whoever is responsible for this part of the neighbourhood.
    GridWorker,
}

/// A time away: in hospital, with the daughter. Days of the community's calendar, `2026-11-23`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Absence {
    /// The first day.
    pub from: String,
    /// The last day; absent while it is not known.
    pub to: Option<String>,
    /// Why.
    pub why: String,
}

/// What a resident has agreed to. Nothing is taken for granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consents {
    /// That their home is watched at all: without it nothing of it is shown or kept but alarms.
    pub monitoring: Option<Consent>,
    /// That the clinic sees nights and vitals.
    pub clinic: Option<Consent>,
    /// … and under their name: without it the clinic knows them by a number.
    pub clinic_name: Option<Consent>,
}

/// An agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    /// The day on which it was given, `2026-11-23`.
    pub since: String,
    /// Who wrote it down.
    pub by: String,
}
