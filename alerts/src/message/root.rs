//! Where does a home publish? `hearth/v1/{community}/{home}/…`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// The topics of one home begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    community: String,
    home: String,
}

/// A community's or home's name that cannot be part of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadName(pub String);

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not 1 to 32 of a-z, 0-9 and -", self.0)
    }
}

impl core::error::Error for BadName {}

impl Root {
    /// How long a name may be.
    pub const LONGEST_NAME: usize = 32;

    /// # Errors
    ///
    /// If a name is not `[a-z0-9-]{1,32}`.
    pub fn new(community: &str, home: &str) -> Result<Self, BadName> {
        Ok(Self { community: checked(community)?, home: checked(home)? })
    }

    /// The community's name.
    #[must_use]
    pub fn community(&self) -> &str {
        &self.community
    }

    /// The home's name.
    #[must_use]
    pub fn home(&self) -> &str {
        &self.home
    }

    /// The whole topic: `alarm/smoke` becomes `hearth/v1/kangzhuang/h0042/alarm/smoke`.
    #[must_use]
    pub fn topic(&self, below: &str) -> String {
        format!("hearth/v1/{}/{}/{below}", self.community, self.home)
    }

    /// What follows this root in a whole topic; `None` for a topic of somebody else.
    #[must_use]
    pub fn below<'a>(&self, topic: &'a str) -> Option<&'a str> {
        topic
            .strip_prefix("hearth/v1/")?
            .strip_prefix(self.community.as_str())?
            .strip_prefix('/')?
            .strip_prefix(self.home.as_str())?
            .strip_prefix('/')
    }
}

fn checked(name: &str) -> Result<String, BadName> {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if (1..=Root::LONGEST_NAME).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(name.to_owned())
    } else {
        Err(BadName(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_the_root_and_what_is_below_it() {
        let root = Root::new("kangzhuang", "h0042").unwrap();

        assert_eq!(root.topic("alarm/smoke"), "hearth/v1/kangzhuang/h0042/alarm/smoke");
        assert_eq!(root.below("hearth/v1/kangzhuang/h0042/command/ping"), Some("command/ping"));
        assert_eq!(root.below("hearth/v1/kangzhuang/h00421/command/ping"), None);
        assert_eq!(root.below("hearth/v1/kangzhuang/h0042"), None);
    }

    #[test]
    fn a_name_that_would_change_the_topic_is_refused() {
        let long = "a".repeat(33);
        for bad in ["", "a/b", "+", "#", "H1", "h 1", "é", long.as_str()] {
            assert_eq!(Root::new("k", bad), Err(BadName(bad.to_owned())));
            assert_eq!(Root::new(bad, "h"), Err(BadName(bad.to_owned())));
        }
        assert!(Root::new(&"a".repeat(32), "0-z").is_ok());
    }
}
