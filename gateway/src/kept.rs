//! What of a home outlives a restart? The alarms that are open, and the ids of the last bed exits.
//!
//! It is a text in the store, saved in the commit of the rows that changed it. The first version
//! wrote the alarms alone, as a list; that is read for ever.

use alerts::alarm;
use serde::{Deserialize, Serialize};

use crate::exits::Exits;

/// What was saved.
#[derive(Debug, Default)]
pub struct Kept {
    /// The alarms that were open.
    pub alarms: Vec<alarm::Kept>,
    /// The last bed exits.
    pub exits: Exits,
}

#[derive(Serialize)]
struct Written<'a> {
    alarms: &'a [alarm::Kept],
    exits: &'a Exits,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Read {
    Now {
        alarms: Vec<alarm::Kept>,
        #[serde(default)]
        exits: Exits,
    },
    First(Vec<alarm::Kept>),
}

impl Kept {
    /// Reads what [`Self::write`] wrote, in this version or an earlier one.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        Ok(match serde_json::from_str(text)? {
            Read::Now { alarms, exits } => Self { alarms, exits },
            Read::First(alarms) => Self { alarms, exits: Exits::default() },
        })
    }

    /// The text for the store.
    #[must_use]
    pub fn write(alarms: &[alarm::Kept], exits: &Exits) -> String {
        // Lists of texts and numbers cannot fail to be written.
        serde_json::to_string(&Written { alarms, exits }).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use alerts::message::{ExitNumber, Id, Lane};

    use super::*;

    /// Written by 0.1.0.
    const FIRST: &str = r#"[{"alarm":"7-1","kind":"co","priority":"high","line":"kitchen",
        "condition":"active","times":1,"escalation":0,"code":"co-high"}]"#;

    #[test]
    fn what_the_first_version_saved_is_read() {
        let kept = Kept::read(FIRST).unwrap();

        assert_eq!(kept.alarms.len(), 1);
        assert_eq!(kept.alarms[0].alarm, "7-1");
        assert_eq!(kept.exits.last(), None);
        assert!(Kept::read("[]").unwrap().alarms.is_empty());
        assert!(Kept::read("7").is_err());
    }

    #[test]
    fn open_alarms_and_the_ids_of_bed_exits_outlive_a_restart() {
        let alarms = Kept::read(FIRST).unwrap().alarms;
        let mut exits = Exits::default();
        exits.learn(ExitNumber(41), Id { boot: 8, lane: Lane::Events, seq: 17 });

        let kept = Kept::read(&Kept::write(&alarms, &exits)).unwrap();

        assert_eq!(kept.alarms, alarms);
        assert_eq!(kept.exits, exits);
        assert_eq!(kept.exits.last(), Some(ExitNumber(41)));
    }
}
