//! The datatypes of which resources are made, as far as ours use them.

use alerts::{Wall, When};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Units by the Unified Code for Units of Measure.
pub const UCUM: &str = "http://unitsofmeasure.org";

/// A code of a system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Coding {
    /// Whose code it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// The code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What it is called there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display: String,
}

impl Coding {
    /// A code with what it is called.
    #[must_use]
    pub fn new(system: &str, code: &str, display: &str) -> Self {
        Self { system: system.to_owned(), code: code.to_owned(), display: display.to_owned() }
    }
}

/// A concept: codes, and what people call it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeableConcept {
    /// The codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding>,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl CodeableConcept {
    /// Of one code.
    #[must_use]
    pub fn of(coding: Coding) -> Self {
        Self { coding: vec![coding], text: None }
    }
}

/// A name that is the same wherever the thing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identifier {
    /// Whose name it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// The name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
}

impl Identifier {
    /// Of a system.
    #[must_use]
    pub fn new(system: &str, value: impl Into<String>) -> Self {
        Self { system: system.to_owned(), value: value.into() }
    }

    /// The number by which it is known on our side, and within a Bundle: a UUID of version 8, made of
    /// the identifier alone, so that it is the same each time.
    #[must_use]
    pub fn uuid(&self) -> String {
        let hash = Sha256::digest(format!("{}|{}", self.system, self.value).as_bytes());
        let mut bytes = [0_u8; 16];
        for (n, (into, from)) in bytes.iter_mut().zip(hash).enumerate() {
            *into = match n {
                6 => (from & 0x0f) | 0x80,
                8 => (from & 0x3f) | 0x80,
                _ => from,
            };
        }
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }

    /// As the value of a search.
    #[must_use]
    pub fn search(&self) -> String {
        let escaped = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        format!("identifier={}%7C{}", escaped(&self.system), escaped(&self.value))
    }
}

/// Another resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reference {
    /// Where it is: `urn:uuid:…` within a Bundle, `Patient/…` on a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

impl Reference {
    /// To a resource of the same Bundle.
    #[must_use]
    pub fn within(to: &Identifier) -> Self {
        Self { reference: Some(format!("urn:uuid:{}", to.uuid())), ..Self::default() }
    }

    /// To a resource of the other side.
    #[must_use]
    pub fn to(place: &str) -> Self {
        Self { reference: Some(place.to_owned()), ..Self::default() }
    }
}

/// From when to when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Period {
    /// The beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The end; absent while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// A measured amount, with its unit by UCUM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// How much.
    pub value: f64,
    /// The unit as people write it.
    pub unit: String,
    /// [`UCUM`].
    pub system: String,
    /// The unit as UCUM writes it.
    pub code: String,
}

impl Quantity {
    fn new(value: f64, (unit, code): (&str, &str)) -> Self {
        // What was measured is not known to more than hundredths.
        let value = (value * 100.0).round() / 100.0;
        Self { value, unit: unit.to_owned(), system: UCUM.to_owned(), code: code.to_owned() }
    }

    /// Beats or breaths per minute.
    #[must_use]
    pub fn per_minute(value: f64) -> Self {
        Self::new(value, ("/min", "/min"))
    }

    /// Minutes.
    #[must_use]
    pub fn minutes(value: u32) -> Self {
        Self::new(f64::from(value), ("min", "min"))
    }

    /// So many.
    #[must_use]
    pub fn count(value: u32) -> Self {
        Self::new(f64::from(value), ("count", "1"))
    }

    /// A share of 0 to 1, as per cent.
    #[must_use]
    pub fn share(value: f64) -> Self {
        Self::new(value * 100.0, ("%", "%"))
    }
}

/// What a person wrote, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Annotation {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// What.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// What a server adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Meta {
    /// Which version of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<String>,
}

/// A moment, as FHIR's `dateTime` and `instant` want it, with the offset of the community.
#[must_use]
pub fn moment(at: Wall, zone: &TimeZone) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    When::new(at, zone.to_offset(moment).seconds()).to_string()
}
