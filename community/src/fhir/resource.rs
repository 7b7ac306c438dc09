//! The resources that leave, element by element.

use serde::{Deserialize, Serialize};

use super::datatype::{Annotation, CodeableConcept, Identifier, Meta, Period, Quantity, Reference};

/// Any of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "resourceType")]
pub enum Resource {
    /// A resident who has agreed.
    Patient(Patient),
    /// The gateway, or the radar at the bed.
    Device(Device),
    /// A figure of a night or a day.
    Observation(Box<Observation>),
    /// An alarm.
    Communication(Box<Communication>),
    /// A risk that stands.
    Flag(Flag),
    /// What became of what the clinic asked.
    Task(Box<Task>),
}

impl Resource {
    /// What it is, as in an address.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Patient(_) => "Patient",
            Self::Device(_) => "Device",
            Self::Observation(_) => "Observation",
            Self::Communication(_) => "Communication",
            Self::Flag(_) => "Flag",
            Self::Task(_) => "Task",
        }
    }

    /// How it is known.
    #[must_use]
    pub fn identifier(&self) -> Identifier {
        let all = match self {
            Self::Patient(it) => &it.identifier,
            Self::Device(it) => &it.identifier,
            Self::Observation(it) => &it.identifier,
            Self::Communication(it) => &it.identifier,
            Self::Flag(it) => &it.identifier,
            Self::Task(it) => &it.identifier,
        };
        all.first().cloned().unwrap_or_default()
    }

    /// As it stands on our own side: with its id, when it was sent, and references that lead there.
    #[must_use]
    pub fn placed(mut self, sent: String) -> Self {
        let id = Some(self.identifier().uuid());
        let meta = Some(Meta { version_id: None, last_updated: Some(sent) });
        let of = |kind: &str, to: &mut Reference| {
            if let Some(uuid) = to.reference.as_ref().and_then(|it| it.strip_prefix("urn:uuid:")) {
                to.reference = Some(format!("{kind}/{uuid}"));
            }
        };
        let patient = |to: &mut Reference| of("Patient", to);
        match &mut self {
            Self::Patient(it) => (it.id, it.meta) = (id, meta),
            Self::Device(it) => {
                (it.id, it.meta) = (id, meta);
                it.parent.iter_mut().for_each(|it| of("Device", it));
            }
            Self::Observation(it) => {
                (it.id, it.meta) = (id, meta);
                patient(&mut it.subject);
                it.device.iter_mut().for_each(|it| of("Device", it));
            }
            Self::Communication(it) => {
                (it.id, it.meta) = (id, meta);
                patient(&mut it.subject);
                it.about.iter_mut().chain(&mut it.sender).for_each(|it| of("Device", it));
            }
            Self::Flag(it) => {
                (it.id, it.meta) = (id, meta);
                patient(&mut it.subject);
                it.author.iter_mut().for_each(|it| of("Device", it));
            }
            Self::Task(it) => {
                (it.id, it.meta) = (id, meta);
                patient(&mut it.whom);
            }
        }
        self
    }
}

/// A resident. The identifier only; the name where they have agreed to that, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{resident}`.
    pub identifier: Vec<Identifier>,
    /// The name, by consent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<HumanName>,
}

/// A name as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanName {
    /// All of it.
    pub text: String,
}

/// A thing that measures, or that says what was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{home}/gateway`.
    pub identifier: Vec<Identifier>,
    /// `active`.
    pub status: String,
    /// What people call it.
    pub device_name: Vec<DeviceName>,
    /// What it is.
    #[serde(rename = "type")]
    pub is: CodeableConcept,
    /// The gateway of a radar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Reference>,
}

/// A name of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceName {
    /// The name.
    pub name: String,
    /// `user-friendly-name`.
    #[serde(rename = "type")]
    pub is: String,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{home}/night-2026-11-23-heart-rate`.
    pub identifier: Vec<Identifier>,
    /// `final`, or `amended` once the home has corrected it.
    pub status: String,
    /// `vital-signs` or `activity`.
    pub category: Vec<CodeableConcept>,
    /// What was measured.
    pub code: CodeableConcept,
    /// Of whom.
    pub subject: Reference,
    /// From when to when.
    pub effective_period: Period,
    /// How much; absent if it is not known: never 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_quantity: Option<Quantity>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_absent_reason: Option<CodeableConcept>,
    /// How it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<CodeableConcept>,
    /// By what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Reference>,
    /// What belongs to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component: Vec<Component>,
}

/// A figure that belongs to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// What.
    pub code: CodeableConcept,
    /// How much.
    pub value_quantity: Quantity,
}

/// An alarm of which the clinic should know. Each hop reports what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{home}/alarm-8-3`.
    pub identifier: Vec<Identifier>,
    /// `in-progress` while the alarm is open, then `completed`.
    pub status: String,
    /// `alert`.
    pub category: Vec<CodeableConcept>,
    /// `stat`, `urgent`, `routine`.
    pub priority: String,
    /// Of whom.
    pub subject: Reference,
    /// What it is about: the gateway that raised it.
    pub about: Vec<Reference>,
    /// When it was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// When somebody had accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Who says so: the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Reference>,
    /// The alarm's kind.
    pub reason_code: Vec<CodeableConcept>,
    /// In words.
    pub payload: Vec<Payload>,
}

/// A part of a communication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// In words.
    pub content_string: String,
}

/// A risk that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{home}/risk-falls-2026-11-23`.
    pub identifier: Vec<Identifier>,
    /// `active`, then `inactive`.
    pub status: String,
    /// `safety` or `clinical`.
    pub category: Vec<CodeableConcept>,
    /// Which risk.
    pub code: CodeableConcept,
    /// Of whom.
    pub subject: Reference,
    /// Since when, until when.
    pub period: Period,
    /// Who says so: the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Reference>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// On a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a server adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `{community}/{home}/task-17`.
    pub identifier: Vec<Identifier>,
    /// The request that it answers.
    pub based_on: Vec<Reference>,
    /// `received`, `accepted`, `completed`, `rejected`, `cancelled`.
    pub status: String,
    /// `order`: somebody has asked for it.
    pub intent: String,
    /// What is being done: the request, again.
    pub focus: Reference,
    /// Of whom.
    #[serde(rename = "for")]
    pub whom: Reference,
    /// When it was heard.
    pub authored_on: String,
    /// When it moved last.
    pub last_modified: String,
    /// What was written about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<Annotation>,
}
