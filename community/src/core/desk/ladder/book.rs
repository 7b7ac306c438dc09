//! Which ladder has a case? The community's own rules, the most particular first, and what stands
//! where there is none.

use alerts::message::Priority;
use serde::{Deserialize, Serialize};

use super::{Ladder, Ladders, Reach, Rung};
use crate::core::HomeId;
use crate::core::desk::about::Kind;

/// Rules of a community. Each case looks at all of them once, when it begins.
pub const MOST_RULES: usize = 1_000;

/// A rule: the ladder of what it names. What is absent is any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Of this home only.
    pub home: Option<HomeId>,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// At this priority only.
    pub priority: Option<Priority>,
    /// The ladder.
    pub ladder: Ladder,
}

/// The rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Book {
    /// In the order of the form; of two that are as particular, the later counts.
    pub rules: Vec<Rule>,
}

impl Rule {
    fn fits(&self, home: Option<&HomeId>, kind: Kind, priority: Priority) -> bool {
        self.home.as_ref().is_none_or(|own| Some(own) == home)
            && self.kind.is_none_or(|own| own == kind)
            && self.priority.is_none_or(|own| own == priority)
    }

    /// A home's own comes before a kind's, and that before a priority's.
    const fn particular(&self) -> (bool, bool, bool) {
        (self.home.is_some(), self.kind.is_some(), self.priority.is_some())
    }
}

impl Book {
    /// What a case takes with it when it begins.
    #[must_use]
    pub fn ladders(&self, home: Option<&HomeId>, kind: Kind) -> Ladders {
        let of = |priority| self.ladder(home, kind, priority);
        Ladders { low: of(Priority::Low), medium: of(Priority::Medium), high: of(Priority::High) }
    }

    fn ladder(&self, home: Option<&HomeId>, kind: Kind, priority: Priority) -> Ladder {
        let fitting = self.rules.iter().take(MOST_RULES);
        let fitting = fitting.filter(|rule| rule.fits(home, kind, priority));
        let rule = fitting.max_by_key(|rule| rule.particular());
        rule.map_or_else(|| usual(kind, priority), |rule| rule.ladder.clone())
    }
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Where the community has said nothing.
fn usual(kind: Kind, priority: Priority) -> Ladder {
    use Reach::{Desk, Everyone, GridWorker, Relatives, Staff, Volunteers};
    let rungs: &[(&[Reach], u64)] = match (kind, priority) {
        // The family has enough to bear without a drill.
        (Kind::Drill, _) => &[(&[Staff], MINUTE), (&[GridWorker, Volunteers], 2 * MINUTE)],
        (Kind::DeskFault, Priority::High | Priority::Medium) | (Kind::UplinkLost, _) => {
            &[(&[Staff], 2 * MINUTE), (&[Staff, GridWorker], 5 * MINUTE)]
        }
        // Whoever has it, then whoever can ask why nothing is done.
        (Kind::Report, Priority::Low) => &[(&[GridWorker], HOUR), (&[Desk, Staff], 4 * HOUR)],
        (Kind::Report, _) => &[(&[GridWorker], HOUR / 2), (&[Staff], HOUR)],
        (kind, Priority::High) if kind.is_life_safety() => &[
            (&[Everyone], MINUTE),
            (&[Staff, GridWorker], MINUTE),
            (&[Relatives, Volunteers], MINUTE),
            (&[Everyone], 2 * MINUTE),
        ],
        (kind, Priority::High) if kind.is_technical() => &[(&[Staff], 5 * MINUTE)],
        (kind, Priority::Medium) if kind.is_technical() => &[(&[Staff], 30 * MINUTE)],
        (_, Priority::High) => &[
            (&[Staff, Relatives, Volunteers], MINUTE),
            (&[GridWorker, Staff], MINUTE),
            (&[Everyone], 2 * MINUTE),
        ],
        (_, Priority::Medium) => &[
            (&[Staff], 5 * MINUTE),
            (&[Relatives, GridWorker], 5 * MINUTE),
            (&[Everyone], 10 * MINUTE),
        ],
        // The desk's page first; a telephone only if nobody has looked at it.
        (_, Priority::Low) => &[(&[Desk], 30 * MINUTE), (&[Staff], 4 * HOUR)],
    };
    let patience = match priority {
        Priority::High => 20 * MINUTE,
        Priority::Medium => HOUR,
        Priority::Low => 4 * HOUR,
    };
    Ladder {
        rungs: rungs
            .iter()
            .map(|(reaches, wait)| Rung { reaches: reaches.to_vec(), wait: secs(*wait) })
            .collect(),
        patience: secs(patience),
    }
}

const fn secs(seconds: u64) -> std::time::Duration {
    std::time::Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use alerts::message::AlarmKind;

    use super::*;

    #[test]
    fn smoke_calls_everybody_at_once_and_a_battery_nobodys_telephone() {
        let book = Book::default();
        let smoke = book.ladders(None, Kind::Alarm(AlarmKind::Smoke));
        assert_eq!(smoke.high.rungs()[0].reaches, [Reach::Everyone]);
        let battery = book.ladders(None, Kind::Alarm(AlarmKind::LowBattery));
        assert_eq!(battery.low.to_string(), "desk 30min, staff 4h; patience 4h");
        let sensor = book.ladders(None, Kind::Alarm(AlarmKind::SensorLost));
        assert_eq!(sensor.medium.to_string(), "staff 30min; patience 1h");
    }

    #[test]
    fn the_homes_own_rule_comes_before_the_kinds_and_the_later_of_two_counts() {
        let rule = |home: Option<&str>, kind: Option<Kind>, ladder: &str| Rule {
            home: home.map(|home| home.parse().unwrap()),
            kind,
            priority: None,
            ladder: ladder.parse().unwrap(),
        };
        let smoke = Kind::Alarm(AlarmKind::Smoke);
        let rules = vec![
            rule(Some("h1"), None, "relatives 60s"),
            rule(None, Some(smoke), "staff 60s"),
            rule(None, Some(smoke), "volunteers 60s"),
        ];
        let book = Book { rules };
        let first = |home: &str, kind| {
            book.ladders(Some(&home.parse().unwrap()), kind).high.rungs()[0].reaches[0].clone()
        };
        assert_eq!(first("h1", smoke), Reach::Relatives);
        assert_eq!(first("h2", smoke), Reach::Volunteers);
        assert_eq!(first("h2", Kind::Alarm(AlarmKind::Gas)), Reach::Everyone);
    }
}
