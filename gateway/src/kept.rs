//! What of a home outlives a restart? Everything that its machines remember, and the ids of the last
//! bed exits.
//!
//! It is a text in the store, saved in the commit of the rows that changed it, and now and then
//! without any. The first version wrote the open alarms alone, as a list; that is read for ever.

use std::time::Duration;

use alerts::alarm;
use alerts::message::Changes;
use alerts::{Checkpoint, Home, Mono};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::exits::Exits;

/// How often a home is saved in which nothing happens: it forgets no more of the day than this.
const EVERY: Duration = Duration::from_secs(600);

/// … and while an exposure or an absence runs.
const EVERY_WHILE_BUSY: Duration = Duration::from_secs(60);

/// What was saved.
#[derive(Debug, Default)]
pub struct Kept {
    /// What the home remembered, if this version can read it.
    pub home: Option<Box<Checkpoint>>,
    /// The alarms that were open, where nothing else can be read.
    pub alarms: Vec<alarm::Kept>,
    /// The last bed exits.
    pub exits: Exits,
    /// What the station has changed of the configuration's numbers.
    pub changes: Changes,
    /// What could not be read, and why.
    pub unread: Option<String>,
}

#[derive(Serialize)]
struct Written<'a, H> {
    home: H,
    exits: &'a Exits,
    #[serde(skip_serializing_if = "is_empty")]
    policy: &'a Changes,
}

fn is_empty(changes: &&Changes) -> bool {
    changes.is_empty()
}

impl Kept {
    /// Reads what [`Self::write`] wrote, in this version or an earlier one. What cannot be read of
    /// it is left out.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        let mut kept = Self::default();
        let mut value: Value = serde_json::from_str(text)?;
        let Some(parts) = value.as_object_mut() else {
            kept.alarms = serde_json::from_value(value)?;
            return Ok(kept);
        };
        let mut part = |name| parts.remove(name).unwrap_or_default();
        kept.exits = kept.take(part("exits")).unwrap_or_default();
        kept.changes = kept.take(part("policy")).unwrap_or_default();
        kept.alarms = kept.take(part("alarms")).unwrap_or_default();
        kept.home = kept.take_home(part("home"));
        Ok(kept)
    }

    /// The text for the store.
    #[must_use]
    pub fn write(home: &Home, exits: &Exits, policy: &Changes) -> String {
        // Lists of texts and numbers cannot fail to be written.
        serde_json::to_string(&Written { home: home.checkpoint(), exits, policy })
            .unwrap_or_default()
    }

    fn take<T: DeserializeOwned>(&mut self, value: Value) -> Option<T> {
        if value.is_null() {
            return None;
        }
        serde_json::from_value(value).map_err(|error| self.unread = Some(error.to_string())).ok()
    }

    /// All machines, or else those of them that can be read: the open alarms before all.
    fn take_home(&mut self, value: Value) -> Option<Box<Checkpoint>> {
        let names: Vec<String> =
            value.get("machines")?.as_object()?.keys().map(String::clone).collect();
        if let Some(home) = self.take(value.clone()) {
            return Some(home);
        }
        let only = |wanted: &dyn Fn(&str) -> bool| {
            let mut part = value.clone();
            if let Some(machines) = part.get_mut("machines").and_then(Value::as_object_mut) {
                machines.retain(|name, _| wanted(name));
            }
            part
        };
        let is_readable =
            |name: &String| serde_json::from_value::<Checkpoint>(only(&|n| n == name)).is_ok();
        let readable: Vec<String> = names.into_iter().filter(is_readable).collect();
        self.take(only(&|name| readable.iter().any(|readable| readable == name)))
    }
}

/// When was it saved, and is it time again?
#[derive(Debug, Default)]
pub struct Saved {
    at: Mono,
}

impl Saved {
    /// It is saved now.
    pub fn now(&mut self, now: Mono) {
        self.at = now;
    }

    /// Whether it is time, though nothing happened.
    #[must_use]
    pub fn is_due(&self, now: Mono, is_busy: bool) -> bool {
        now.since(self.at) >= if is_busy { EVERY_WHILE_BUSY } else { EVERY }
    }
}

#[cfg(test)]
mod tests {
    use alerts::message::{ExitNumber, Id, Lane};
    use alerts::{Kind, Night, Plan, Policy, SourceId, SourcePlan};
    use jiff::tz::TimeZone;
    use protocol::Reading;

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
        assert!(Kept::read("{\"home\":").is_err());
    }

    #[test]
    fn an_open_alarm_and_the_ids_of_bed_exits_outlive_a_restart() {
        let mut exits = Exits::default();
        exits.learn(ExitNumber(41), Id { boot: 8, lane: Lane::Events, seq: 17 });

        let kept = Kept::read(&Kept::write(&on_fire(), &exits, &Changes::new())).unwrap();
        let mut next = home();
        next.restore(Mono::ZERO, *kept.home.unwrap());

        assert_eq!(next.open_alarms(), on_fire().open_alarms());
        assert_eq!((kept.exits.last(), kept.unread), (Some(ExitNumber(41)), None));
    }

    #[test]
    fn a_machine_whose_memory_cannot_be_read_costs_the_others_nothing() {
        let text = Kept::write(&on_fire(), &Exits::default(), &Changes::new());
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["home"]["machines"]["sleep"] = "of another shape".into();
        value["home"]["machines"]["dreams"] = 7.into();

        let kept = Kept::read(&value.to_string()).unwrap();
        let mut next = home();
        next.restore(Mono::ZERO, *kept.home.unwrap());

        assert_eq!(next.open_alarms(), on_fire().open_alarms());
        assert!(kept.unread.is_some());
    }

    fn on_fire() -> Home {
        let mut home = home();
        home.handle_reading(Mono(1_000), SourceId(0), &Reading::Smoke(true));
        home
    }

    fn home() -> Home {
        let sources = vec![SourcePlan::new("kitchen".to_owned(), Kind::Other)];
        let plan = Plan { zone: TimeZone::UTC, night: Night::default(), sources };
        Home::new(plan, Policy::default(), 7)
    }
}
