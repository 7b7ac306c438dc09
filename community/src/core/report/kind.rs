//! What can be wrong outside? The kinds that a form offers, a ledger counts and Open311 lists.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is wrong, or wished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportKind {
    /// Road and pavement.
    Road,
    /// A lamp.
    Light,
    /// Rubbish.
    Rubbish,
    /// Trees and beds.
    Green,
    /// Water and drains.
    Water,
    /// Stairs, lift, door of a building.
    Building,
    /// Parking, blocked ways, bicycles.
    Traffic,
    /// Noise and neighbours.
    Noise,
    /// A danger: a cable, a hole, ice.
    Danger,
    /// Anything else.
    Other,
    /// What a resident wishes, or needs help with: to the grid worker only.
    Wish,
}

/// A word that is no kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of report: write one such as road, light, rubbish or other")]
pub struct NoReportKind(pub String);

impl ReportKind {
    /// All of them, in the form's order.
    pub const ALL: [Self; 11] = [
        Self::Road,
        Self::Light,
        Self::Rubbish,
        Self::Green,
        Self::Water,
        Self::Building,
        Self::Traffic,
        Self::Noise,
        Self::Danger,
        Self::Other,
        Self::Wish,
    ];

    /// Those that anybody may report.
    pub fn public() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kind| !kind.is_private())
    }

    /// Only ever between a resident and the grid worker.
    #[must_use]
    pub const fn is_private(self) -> bool {
        match self {
            Self::Wish => true,
            Self::Road
            | Self::Light
            | Self::Rubbish
            | Self::Green
            | Self::Water
            | Self::Building
            | Self::Traffic
            | Self::Noise
            | Self::Danger
            | Self::Other => false,
        }
    }

    /// The word in addresses, files and the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Light => "light",
            Self::Rubbish => "rubbish",
            Self::Green => "green",
            Self::Water => "water",
            Self::Building => "building",
            Self::Traffic => "traffic",
            Self::Noise => "noise",
            Self::Danger => "danger",
            Self::Other => "other",
            Self::Wish => "wish",
        }
    }
}

impl FromStr for ReportKind {
    type Err = NoReportKind;

    fn from_str(word: &str) -> Result<Self, NoReportKind> {
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word);
        kind.ok_or_else(|| NoReportKind(word.chars().take(32).collect()))
    }
}

impl fmt::Display for ReportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
