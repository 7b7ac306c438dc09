//! What is known of one thing, as the clinic would read it? A night, a day, an alarm, a risk, a
//! person, the answer to a request: each becomes a [`Sheet`], whose digest says whether the clinic has
//! it already.

mod alarm;
mod asked;
mod day;
mod night;
mod risk;

pub use alarm::{alarm, is_told};
pub use asked::asked;
pub use day::day;
pub use night::night;
pub use risk::{called, risk};

use alerts::Wall;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::code::{DEVICES, Measured, category, unknown};
use super::datatype::{CodeableConcept, Coding, Identifier, Period, Quantity, Reference, moment};
use super::resource::{Component, Device, DeviceName, HumanName, Observation, Patient, Resource};
use super::{RESIDENTS, THINGS};
use crate::core::clinic::{Digest, Leaves};

/// Of whom something may leave, and where it comes from.
#[derive(Clone, Debug)]
pub struct Whom<'a> {
    /// That they have agreed: there is no other way to one of these.
    pub leaves: &'a Leaves,
    /// The community's name in topics.
    pub community: &'a str,
    /// The community's clock.
    pub zone: &'a TimeZone,
}

/// One thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What is of it alone.
    pub of: Vec<Resource>,
    /// Patient and devices, which other sheets have too.
    pub around: Vec<Resource>,
}

impl Sheet {
    /// What tells it from the same thing as it was before.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let text = serde_json::to_vec(&self.of).unwrap_or_default();
        let hash = Sha256::digest(text);
        Digest(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Sheet {
    /// Whether there was an earlier state of it, which the clinic may have even if this station does not
    /// know: after a backup was restored.
    #[must_use]
    pub fn is_later(&self) -> bool {
        self.of.iter().any(|it| match it {
            Resource::Observation(it) => it.status == "amended",
            Resource::Communication(it) => it.status == "completed" || it.received.is_some(),
            Resource::Flag(it) => it.status == "inactive",
            Resource::Task(it) => it.status != "received",
            Resource::Patient(_) | Resource::Device(_) => false,
        })
    }
}

/// Who they are: the identifier, and by consent the name.
#[must_use]
pub fn person(of: &Whom<'_>) -> Sheet {
    Sheet { of: vec![of.patient()], around: Vec::new() }
}

impl Whom<'_> {
    /// The identifier of the person.
    #[must_use]
    pub fn resident(&self) -> Identifier {
        resident(self.community, self.leaves.resident().0)
    }

    /// The identifier of a thing of their home.
    #[must_use]
    pub fn thing(&self, id: &str) -> Identifier {
        Identifier::new(THINGS, format!("{}/{}/{id}", self.community, self.leaves.home()))
    }

    /// The person, as a reference within a Bundle.
    pub(super) fn subject(&self) -> Reference {
        Reference::within(&self.resident())
    }

    pub(super) fn gateway(&self) -> Reference {
        Reference::within(&self.thing("gateway"))
    }

    pub(super) fn moment(&self, at: Wall) -> String {
        moment(at, self.zone)
    }

    pub(super) fn patient(&self) -> Resource {
        let name = self.leaves.name().map(|text| HumanName { text: text.to_owned() });
        let identifier = vec![self.resident()];
        let name = name.into_iter().collect();
        Resource::Patient(Patient { id: None, meta: None, identifier, name })
    }

    pub(super) fn device(&self, id: &str, name: &str, parent: Option<Reference>) -> Resource {
        Resource::Device(Device {
            id: None,
            meta: None,
            identifier: vec![self.thing(id)],
            status: "active".to_owned(),
            device_name: vec![DeviceName {
                name: name.to_owned(),
                is: "user-friendly-name".to_owned(),
            }],
            is: CodeableConcept::of(Coding::new(DEVICES, id, name)),
            parent,
        })
    }

    /// Person and gateway.
    pub(super) fn around(&self) -> Vec<Resource> {
        vec![self.patient(), self.device("gateway", "Hearth gateway", None)]
    }

    /// … and the radar at the bed.
    pub(super) fn around_bed(&self) -> Vec<Resource> {
        let mut around = self.around();
        around.push(self.device("bed-radar", "Radar at the bed", Some(self.gateway())));
        around
    }

    /// A figure of a night or a day, seen by the radar at the bed. One without a value says so: the clinic
    /// must not take the last one for this one.
    pub(super) fn figure(
        &self,
        (item, part, measured): (&str, &str, Measured),
        value: Option<Quantity>,
        effective_period: Period,
        component: Vec<(Measured, Option<Quantity>)>,
    ) -> Observation {
        let is_vital = matches!(measured, Measured::HeartRate | Measured::BreathingRate);
        let known = |(code, value): (Measured, Option<Quantity>)| {
            Some(Component { code: code.concept(), value_quantity: value? })
        };
        Observation {
            id: None,
            meta: None,
            identifier: vec![self.thing(&format!("{item}-{part}"))],
            status: "final".to_owned(),
            category: vec![category(if is_vital { "vital-signs" } else { "activity" })],
            code: measured.concept(),
            subject: self.subject(),
            effective_period,
            data_absent_reason: value.is_none().then(unknown),
            value_quantity: value,
            method: Some(CodeableConcept {
                text: Some("radar, estimated".to_owned()),
                ..Measured::RadarEstimated.concept()
            }),
            device: Some(Reference::within(&self.thing("bed-radar"))),
            component: component.into_iter().filter_map(known).collect(),
        }
    }
}

/// The identifier of a resident of a community.
#[must_use]
pub fn resident(community: &str, number: i64) -> Identifier {
    Identifier::new(RESIDENTS, format!("{community}/{number}"))
}
