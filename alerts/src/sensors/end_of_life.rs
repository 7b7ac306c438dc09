//! Is a sensor near the end of its life?
//!
//! Cells are used up and alarms have a date on their back: after it a sensor may be silent about
//! gas that is there. The home's configuration says the month. From [`BEFORE`] that month's end on
//! somebody should order a new one. Looked at when the clock is set and at each midnight of the
//! home; while the clock has never been right, nobody knows.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::{Places, SourcePlan};
use crate::time::{Clock, YearMonth};

/// Days before the end of its last month: time to order a sensor and to send somebody, and as long
/// as EN 14604 wants a low battery told beforehand.
const BEFORE: i32 = 30;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Life {
    /// It has no date, or the clock has never been right.
    #[default]
    Unknown,
    Long,
    Near,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq)]
struct Source {
    #[serde(skip)]
    ends: Option<YearMonth>,
    life: Life,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Lives {
    #[serde(with = "crate::sparse")]
    sources: Vec<Source>,
    /// When to look again.
    midnight: Option<Mono>,
}

impl Lives {
    pub(crate) fn new(plan: &[SourcePlan]) -> Self {
        let source = |plan: &SourcePlan| Source { ends: plan.end_of_life, life: Life::Unknown };
        Self { sources: plan.iter().map(source).collect(), midnight: None }
    }

    /// An alarm of an earlier boot that the calendar raised: it is ours to end.
    pub(crate) fn handle_restored(&mut self, place: usize) {
        if let Some(source) = self.sources.get_mut(place).filter(|source| source.ends.is_some()) {
            source.life = Life::Near;
        }
    }

    /// Looks at every date: because it is midnight, or because the clock was set. Says whose life
    /// has come near its end, or turned out not to have: call until there is no more.
    pub(crate) fn handle_look(&mut self, now: Mono, clock: &Clock) -> Option<(usize, Finding)> {
        let dated = self.sources.iter().any(|source| source.ends.is_some());
        self.midnight = clock.midnight(now).filter(|_| dated);
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            let ends = source.ends?;
            let near = !clock.is_before_end(now, ends, BEFORE)?;
            let kind = AlarmKind::EndOfLife;
            let (life, found) = match (source.life, near) {
                (Life::Unknown | Life::Long, true) => {
                    let what = What::LifeEnds(ends);
                    (Life::Near, Finding::active(kind, Priority::Low, now, what))
                }
                (Life::Near, false) => (Life::Long, Finding::clear(kind)),
                // An open alarm is not the calendar's.
                (Life::Unknown, false) => {
                    source.life = Life::Long;
                    return None;
                }
                (Life::Near, true) | (Life::Long, false) => return None,
            };
            source.life = life;
            Some((place, found))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |source, was| source.life = was.life);
        self.midnight = was.midnight;
    }

    pub(crate) const fn poll_timeout(&self) -> Option<Mono> {
        self.midnight
    }

    pub(crate) fn is_near(&self, place: usize) -> bool {
        self.sources.get(place).is_some_and(|source| source.life == Life::Near)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::plan::Kind;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn thirty_days_before_its_last_month_ends_somebody_should_order_a_new_one() {
        let (mut lives, clock) = (home(), clock("2030-05-31T23:00:00+08:00"));
        assert_eq!(lives.handle_look(Mono(0), &clock), None);
        let midnight = Mono(3_600_000);
        assert_eq!(lives.poll_timeout(), Some(midnight));
        let (place, found) = lives.handle_look(midnight, &clock).unwrap();
        let is = found.is.unwrap();
        assert_eq!((place, is.priority, is.began), (0, Priority::Low, midnight));
        assert_eq!(is.what.seen(None).what, "its life ends with 2030-06");
        assert_eq!(lives.handle_look(midnight, &clock), None);
        assert_eq!(lives.poll_timeout(), Some(Mono(25 * 3_600_000)));
    }

    #[test]
    fn a_clock_that_was_never_right_knows_of_no_end() {
        let mut lives = home();
        let unset = Clock::new(TimeZone::UTC, Night::default());
        assert_eq!((lives.handle_look(Mono(0), &unset), lives.poll_timeout()), (None, None));
    }

    #[test]
    fn a_clock_that_was_set_wrong_and_then_right_takes_it_back() {
        let mut lives = home();
        assert!(lives.handle_look(Mono(0), &clock("2031-01-01T00:00:00Z")).is_some());
        assert!(lives.is_near(0));
        assert_eq!(lives.handle_look(Mono(1), &clock("2026-01-01T00:00:00Z")), Some((0, CLEAR)));
        assert!(!lives.is_near(0));
    }

    const CLEAR: Finding = Finding::clear(AlarmKind::EndOfLife);

    /// A gas sensor until June 2030, and a radar without a date.
    fn home() -> Lives {
        let end_of_life = YearMonth::new(2030, 6);
        let gas = SourcePlan { end_of_life, ..SourcePlan::new("gas".into(), Kind::Gas) };
        Lives::new(&[gas, SourcePlan::new("bed".into(), Kind::BedRadar)])
    }

    fn clock(now: &str) -> Clock {
        let mut clock = Clock::new(TimeZone::get("Asia/Chongqing").unwrap(), Night::default());
        let now: jiff::Timestamp = now.parse().unwrap();
        clock.handle(Mono(0), Some(Wall(now.as_millisecond())), ClockQuality::Synced);
        clock
    }
}
