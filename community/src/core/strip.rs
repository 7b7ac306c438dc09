//! What stands in the strip of alarms? All that is open, the most urgent first and then the oldest;
//! but a home that is lost does not also say that its sensors are, and homes that are lost together
//! are one line.

use alerts::Wall;
use alerts::message::{AlarmKind, Priority};

use super::HomeId;
use super::board::{AlarmOf, OpenAlarm};
use super::heard::Known;
use super::home::Home;
use super::lost::Lost;

/// Lines of the strip. No screen shows a tenth of them; what is beyond is the least urgent, and its
/// tile says so all the same.
pub(crate) const MOST_LINES: usize = 1_000;

impl AlarmOf {
    /// How soon somebody must act.
    #[must_use]
    pub fn priority(&self) -> Priority {
        match self {
            Self::Home(step) => step.priority,
            // Somebody may lie there unheard; but most often it is a plug.
            Self::HomeLost => Priority::Medium,
            Self::UplinkLost { .. } => Priority::High,
        }
    }
}

/// The lines. `calling` are the homes with open alarms; `deaf` is since when, and of how many homes,
/// the station itself hears nothing.
pub(crate) fn strip<'a>(
    calling: impl Iterator<Item = (&'a HomeId, &'a Home)>,
    lost: &Lost,
    deaf: Option<(Wall, u32)>,
) -> Vec<OpenAlarm> {
    let mut lines: Vec<OpenAlarm> = Vec::new();
    for (home, state) in calling {
        let is_lost = lost.contains(home);
        let open = state
            .open
            .iter()
            .filter(|alarm| !(is_lost && alarm.step.kind == Known::Word(AlarmKind::SensorLost)));
        lines.extend(open.map(|alarm| OpenAlarm {
            home: Some(home.clone()),
            since: alarm.since,
            of: AlarmOf::Home(Box::new(alarm.step.clone())),
        }));
    }
    lines.extend(lost.alone().map(|(home, since)| OpenAlarm {
        home: Some(home.clone()),
        since,
        of: AlarmOf::HomeLost,
    }));
    let together = lost.together().map(|group| (group.since, group.count()));
    lines.extend(together.into_iter().chain(deaf).map(|(since, homes)| OpenAlarm {
        home: None,
        since,
        of: AlarmOf::UplinkLost { homes },
    }));
    lines.sort_by(|one, other| {
        let urgent = other.of.priority().cmp(&one.of.priority());
        urgent.then(one.since.cmp(&other.since)).then_with(|| one.home.cmp(&other.home))
    });
    lines.truncate(MOST_LINES);
    lines
}
