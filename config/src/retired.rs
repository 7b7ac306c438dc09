//! Which keys did an older version have?
//!
//! No upgrade may leave a home dark: a daemon that refuses its configuration is not restarted. So a
//! key that is given up is not deleted, it moves into this list: it is passed over with a warning,
//! for as long as the project lives.

/// A key that nothing reads any more.
#[derive(Debug)]
pub(crate) struct Retired {
    /// The section as its head is written, without brackets: `line.device`; empty for the file.
    pub(crate) section: &'static str,
    /// The key, which may be a section.
    pub(crate) key: &'static str,
    /// The first version that passes it over.
    pub(crate) since: &'static str,
    /// What does its work now: `write alarms-mib instead`; `None` if nothing does.
    pub(crate) instead: Option<&'static str>,
}

/// Every key that was ever given up.
pub(crate) const RETIRED: &[Retired] = &[
    Retired { section: "policy.bed", key: "after-night-min", since: "0.2.0", instead: None },
    Retired { section: "policy.bed", key: "contradiction-min", since: "0.2.0", instead: None },
    // Each resident's own is learnt.
    Retired { section: "policy.sleep", key: "scale", since: "0.2.0", instead: None },
];

impl Retired {
    /// Whether it is this key.
    pub(crate) fn is(&self, section: &str, key: &str) -> bool {
        (self.section, self.key) == (section, key)
    }

    /// What is wrong with it, and what to do.
    pub(crate) fn words(&self) -> (String, String) {
        let problem = format!("{} does nothing any more since version {}", self.key, self.since);
        let remedy = self.instead.map_or_else(|| "remove it".to_owned(), str::to_owned);
        (problem, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checked, read_with};

    const GIVEN_UP: &[Retired] = &[
        Retired {
            section: "store",
            key: "size-mib",
            since: "0.4.0",
            instead: Some("write alarms-mib instead"),
        },
        Retired { section: "line.device", key: "poll-s", since: "0.5.0", instead: None },
        Retired { section: "", key: "upload", since: "0.5.0", instead: None },
    ];

    #[test]
    fn a_home_with_keys_of_an_older_version_runs_on_and_is_told() {
        let text = concat!(
            include_str!("../hearth.toml"),
            "[upload]\nurl = 1\n[[line]]\nname = \"x\"\npath = \"/dev/x\"\nsensor = \"modbus\"\n",
            "[[line.device]]\nname = \"y\"\nunit = 3\nmodel = \"jxbs-3001-co\"\npoll-s = 2\n"
        );
        let text = text.replace("[store]\n", "[store]\nsize-mib = 64\n");

        let Checked { config, findings } = read_with(&text, GIVEN_UP);

        let said: Vec<String> = findings
            .iter()
            .map(|f| format!("{}: {}; {}", f.severity, f.problem, f.remedy))
            .collect();
        assert_eq!(
            said,
            [
                "warning: size-mib does nothing any more since version 0.4.0; \
                 write alarms-mib instead",
                "warning: upload does nothing any more since version 0.5.0; remove it",
                "warning: poll-s does nothing any more since version 0.5.0; remove it",
            ]
        );
        assert!(config.is_some());
    }
}
