//! `minute`: what each number did in a minute.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Asleep;
use crate::time::When;

/// A number with two decimals at most, so that sums of it are exact and print alike everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Its hundredfold.
    pub hundredths: i64,
}

impl Figure {
    /// The number itself.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "readings are far below 2^53")]
    pub fn value(self) -> f64 {
        self.hundredths as f64 / 100.0
    }
}

impl From<f32> for Figure {
    /// To the nearest hundredth.
    fn from(value: f32) -> Self {
        let half = if value < 0.0 { -0.5 } else { 0.5 };
        #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
        Self { hundredths: (f64::from(value) * 100.0 + half) as i64 }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.hundredths % 100 == 0 {
            serializer.serialize_i64(self.hundredths / 100)
        } else {
            serializer.serialize_f64(self.value())
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if !value.is_finite() {
            return Err(D::Error::custom("not a number"));
        }
        let half = if value < 0.0 { -0.5 } else { 0.5 };
        #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
        Ok(Self { hundredths: (value * 100.0 + half) as i64 })
    }
}

/// What one number did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// How often it came.
    pub n: u32,
    /// Its mean.
    pub mean: Figure,
    /// Its least value.
    pub min: Figure,
    /// Its largest value.
    pub max: Figure,
}

/// What the numbers of one source did; what did not come is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMinute {
    /// Per minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heart_rate: Option<Spread>,
    /// Per minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breathing_rate: Option<Spread>,
    /// 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<Spread>,
    /// Millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_mm: Option<Spread>,
    /// ppm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_ppm: Option<Spread>,
    /// Per cent LEL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_lel: Option<Spread>,
    /// ppm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_ppm: Option<Spread>,
    /// Degrees Celsius.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<Spread>,
    /// Relative humidity, per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub humidity_pct: Option<Spread>,
    /// Seconds for which somebody was in this bed; absent for what does not look at a bed, and
    /// while it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bed_s: Option<u32>,
}

/// The body of `minute`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minute {
    /// Where the minute began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Whether the resident slept, as far as is known when the minute is over: the night's summary
    /// is final.
    #[serde(default)]
    pub sleep: Asleep,
    /// The sources that said something, in the order of the home's plan.
    #[serde(serialize_with = "as_map", deserialize_with = "from_map")]
    pub lines: Vec<(String, LineMinute)>,
}

fn as_map<S: Serializer>(lines: &[(String, LineMinute)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(lines.len()))?;
    for (name, line) in lines {
        map.serialize_entry(name, line)?;
    }
    map.end()
}

fn from_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, LineMinute)>, D::Error> {
    struct Lines;
    impl<'de> Visitor<'de> for Lines {
        type Value = Vec<(String, LineMinute)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with a key for each line")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut lines = Vec::new();
            while let Some(entry) = map.next_entry()? {
                lines.push(entry);
            }
            Ok(lines)
        }
    }
    deserializer.deserialize_map(Lines)
}
