//! Is it night for telephones, and until when? What may be held is in
//! [`Kind::may_wait`](super::Kind::may_wait).

use std::time::Duration;

use alerts::Wall;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::hours::Hours;

/// The quiet hours of a community; `None`: it has none, and nothing is held for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quiet(pub Option<Hours>);

/// Longer is no night: what is low would wait for most of a day.
pub const LONGEST: Duration = Duration::from_secs(14 * 3_600);

impl Default for Quiet {
    /// 21:00 to 07:00, as the night of a home.
    fn default() -> Self {
        Self(Some(Hours { from: 21 * 60, to: 7 * 60 }))
    }
}

/// What the clock on the community's wall says.
#[must_use]
pub fn local(now: Wall, zone: &TimeZone) -> DateTime {
    let moment = Timestamp::from_millisecond(now.0);
    zone.to_datetime(moment.unwrap_or(if now.0 < 0 { Timestamp::MIN } else { Timestamp::MAX }))
}

impl Quiet {
    /// Until when it is quiet; `None` if it is not.
    #[must_use]
    pub fn until(self, now: Wall, zone: &TimeZone) -> Option<Wall> {
        let here = local(now, zone);
        let today = here.date();
        [today.yesterday().ok(), Some(today)].into_iter().flatten().find_map(|day| {
            let (from, to) = self.0?.on(day)?;
            let to = zone.to_ambiguous_timestamp(to).compatible().ok()?;
            let until = Wall(to.as_millisecond());
            (from <= here && now < until).then_some(until)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quiet_hours_go_over_midnight_and_end_in_the_morning_of_the_clock_change_too() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| Wall(text.parse::<Timestamp>().unwrap().as_millisecond());
        let until = |text: &str| Quiet::default().until(at(text), &zone);
        assert_eq!(until("2026-10-24T20:59:59+02:00"), None);
        let morning = Some(at("2026-10-25T07:00:00+01:00"));
        assert_eq!(until("2026-10-24T21:00:00+02:00"), morning);
        assert_eq!(until("2026-10-25T02:30:00+01:00"), morning);
        assert_eq!(until("2026-10-25T07:00:00+01:00"), None);
        let noon = Quiet(Some(Hours { from: 12 * 60, to: 14 * 60 }));
        assert_eq!(
            noon.until(at("2026-06-01T13:00:00+02:00"), &zone),
            Some(at("2026-06-01T14:00:00+02:00"))
        );
        let whole = Quiet(Some(Hours { from: 0, to: 0 }));
        assert!(whole.until(at("2026-06-01T13:00:00+02:00"), &zone).is_some(), "a whole day");
        assert_eq!(Quiet(None).until(at("2026-06-01T23:00:00+02:00"), &zone), None);
        let kept = r#"{"from":1260,"to":420}"#;
        assert_eq!(serde_json::from_str::<Quiet>(kept).unwrap(), Quiet::default());
    }
}
