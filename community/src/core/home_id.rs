//! Which home? The name below which it publishes.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use alerts::message::{BadName, Root};
use serde::{Deserialize, Serialize};

/// A home's name, `[a-z0-9-]{1,32}` (contract.md §1). Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HomeId(Arc<str>);

impl HomeId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HomeId {
    type Err = BadName;

    fn from_str(name: &str) -> Result<Self, BadName> {
        Root::new(name, name).map(|_| Self(name.into()))
    }
}

impl TryFrom<String> for HomeId {
    type Error = BadName;

    fn try_from(name: String) -> Result<Self, BadName> {
        name.parse()
    }
}

impl From<HomeId> for String {
    fn from(id: HomeId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for HomeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
