//! Does each sensor live?
//!
//! A source that is not heard for its own deadline is *silent*: what it said last is no longer
//! true of now. Later it is *lost*, and somebody should look. Silence never clears an alarm, and
//! a source that was never heard since the start is lost just the same. A radar with nobody to see
//! may say one word a minute and be well: its driver says so, and it is lost when two are missing.
//!
//! ```text
//!          deadline          60 s (radar)         180 s (radar)
//!   Heard ─────────▶ Silent ─────────────▶ Low ─────────────────▶ Medium
//!     ▲                 │      wired: deadline, ≤ 60 s              │
//!     └── a valid frame ┴────────────────────────────────────────────
//! ```

use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Mono, Quiet};
use serde::{Deserialize, Serialize};

use crate::message::Priority;
use crate::plan::{Kind, Places, SourcePlan};
use crate::policy::PulsePolicy;

/// What became of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Heard for the first time since the start.
    First,
    /// Heard again after its deadline, before it counted as lost.
    Heard,
    /// Heard again after it counted as lost; when it was heard before.
    Back { last: Option<Mono> },
    /// Not heard for its deadline.
    Silent,
    /// Not heard for so long that somebody should look; `first` in this silence.
    Lost { last: Option<Mono>, priority: Priority, first: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    Heard,
    Silent,
    Low,
    Medium,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Source {
    /// Zero: it is never silent.
    quiet: Duration,
    #[serde(skip)]
    low: Option<Duration>,
    #[serde(skip)]
    medium: Option<Duration>,
    /// By its own rhythm it is lost after so long and not sooner, where its driver has said so.
    lost: Option<Duration>,
    #[serde(skip)]
    is_radar: bool,
    last: Option<Mono>,
    /// Since when anybody listens.
    listened: Mono,
    stage: Stage,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pulse {
    sources: Vec<Source>,
}

impl Pulse {
    pub(crate) fn new(plan: &[SourcePlan], policy: &PulsePolicy) -> Self {
        Self { sources: plan.iter().map(|source| Source::new(source, policy)).collect() }
    }

    /// From now on somebody listens.
    pub(crate) fn begin(&mut self, now: Mono) {
        for source in &mut self.sources {
            source.listened = now;
        }
    }

    /// How long the source may say nothing from now on. Whether that is news: then the next
    /// deadline may be another.
    pub(crate) fn handle_quiet(&mut self, source: usize, quiet: Quiet) -> bool {
        let known = self.sources.get_mut(source).filter(|source| !source.quiet.is_zero());
        known.is_some_and(|source| {
            let before = (source.quiet, source.lost);
            (source.quiet, source.lost) = (quiet.silent, Some(quiet.lost));
            before != (source.quiet, source.lost)
        })
    }

    /// A valid frame of the source.
    pub(crate) fn handle(&mut self, at: Mono, source: usize) -> Option<Beat> {
        let source = self.sources.get_mut(source)?;
        let last = source.last.replace(at);
        let beat = match (source.stage, last) {
            (Stage::Heard, Some(_)) => None,
            (Stage::Heard | Stage::Silent, None) => Some(Beat::First),
            (Stage::Silent, Some(_)) => Some(Beat::Heard),
            (Stage::Low | Stage::Medium, last) => Some(Beat::Back { last }),
        };
        source.stage = Stage::Heard;
        beat
    }

    /// What is due at `now`, one after the other: call until it says no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Mono, Beat)> {
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            let (at, stage) = source.next().filter(|(at, _)| *at <= now)?;
            let before = core::mem::replace(&mut source.stage, stage);
            let (last, first) = (source.last, before == Stage::Silent);
            let beat = match stage {
                Stage::Heard | Stage::Silent => Beat::Silent,
                Stage::Low => Beat::Lost { last, priority: Priority::Low, first },
                Stage::Medium => Beat::Lost { last, priority: Priority::Medium, first },
            };
            Some((place, at, beat))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| {
            let Source { low, medium, is_radar, .. } = *is;
            if is.quiet.is_zero() == was.quiet.is_zero() {
                *is = Source { low, medium, is_radar, ..was };
            }
        });
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.sources.iter().filter_map(Source::next).map(|(at, _)| at).min()
    }

    /// Whether what the source said last can no longer be relied on.
    pub(crate) fn is_silent(&self, source: usize, now: Mono) -> bool {
        self.sources.get(source).is_none_or(|source| {
            source.last.is_none() || source.silent_at().is_some_and(|at| at <= now)
        })
    }
}

impl Source {
    fn new(plan: &SourcePlan, policy: &PulsePolicy) -> Self {
        let (low, medium) = match plan.kind {
            Kind::BedRadar | Kind::RoomRadar => (Some(policy.radar_low), Some(policy.radar_medium)),
            Kind::Co | Kind::Gas | Kind::Contacts => (None, Some(plan.quiet.min(policy.wired))),
            Kind::Other => (Some(policy.radar_low), None),
            // The module as a whole is what is lost.
            Kind::Input(_) => (None, None),
        };
        let (quiet, is_radar) = (plan.quiet, plan.kind.is_radar());
        Self {
            quiet,
            low,
            medium,
            lost: None,
            is_radar,
            last: None,
            listened: Mono::ZERO,
            stage: Stage::Heard,
        }
    }

    /// After how long it is lost, and how much that matters: what is lost is silent too.
    fn lost(&self) -> [Option<Duration>; 2] {
        [self.low, self.medium].map(|wait| Some(wait?.max(self.rhythm())))
    }

    /// A radar whose limit allows it a word a minute is lost when two of them are missing
    /// (contract.md §3), or the first.
    fn rhythm(&self) -> Duration {
        match (self.lost, self.last) {
            (Some(lost), _) => lost,
            (None, Some(_)) if self.is_radar && Some(self.quiet) > self.low => self.quiet * 2,
            (None, None) if self.is_radar => self.quiet,
            (None, Some(_) | None) => Duration::ZERO,
        }
    }

    /// After how long it is silent.
    fn silence(&self) -> Duration {
        let [low, medium] = self.lost();
        low.or(medium).map_or(self.quiet, |lost| self.quiet.min(lost))
    }

    fn silent_at(&self) -> Option<Mono> {
        (!self.quiet.is_zero()).then(|| self.last.unwrap_or(self.listened) + self.silence())
    }

    /// Since when it could have been heard and was not: a gap in which nobody listened is not its.
    fn missed(&self) -> Mono {
        self.last.map_or(self.listened, |last| last.max(self.listened))
    }

    fn next(&self) -> Option<(Mono, Stage)> {
        if self.quiet.is_zero() {
            return None;
        }
        let after = |wait: Option<Duration>, stage| Some((self.missed() + wait?, stage));
        let [low, medium] = self.lost();
        match self.stage {
            Stage::Heard => self.silent_at().map(|at| (at, Stage::Silent)),
            Stage::Silent => after(low, Stage::Low).or_else(|| after(medium, Stage::Medium)),
            Stage::Low => after(medium, Stage::Medium),
            Stage::Medium => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_radar_is_silent_after_its_deadline_then_lost_low_then_medium_then_back() {
        let mut pulse = home(Kind::BedRadar, 10);
        assert_eq!(pulse.handle(s(5), 0), Some(Beat::First));
        assert_eq!(pulse.handle(s(6), 0), None);

        assert_eq!(
            all(&mut pulse, s(400)),
            vec![
                (0, s(16), Beat::Silent),
                (0, s(66), Beat::Lost { last: Some(s(6)), priority: Priority::Low, first: true }),
                (
                    0,
                    s(186),
                    Beat::Lost { last: Some(s(6)), priority: Priority::Medium, first: false }
                ),
            ]
        );
        assert_eq!(pulse.handle(s(500), 0), Some(Beat::Back { last: Some(s(6)) }));
        assert_eq!(pulse.poll_timeout(), Some(s(510)));
    }

    #[test]
    fn a_wired_gas_sensor_is_lost_at_its_own_deadline_and_after_a_minute_at_most() {
        let medium = Beat::Lost { last: None, priority: Priority::Medium, first: true };
        let lost = |at| (0, s(at), medium);

        assert_eq!(all(&mut home(Kind::Gas, 5), s(300)), vec![(0, s(5), Beat::Silent), lost(5)]);
        assert_eq!(all(&mut home(Kind::Co, 300), s(400)), vec![(0, s(60), Beat::Silent), lost(60)]);
    }

    #[test]
    fn a_radar_that_says_a_word_a_minute_is_lost_when_two_are_missing() {
        let mut pulse = home(Kind::RoomRadar, 10);
        assert!(pulse.handle_quiet(0, quiet(65, 130)));
        pulse.handle(s(0), 0);
        assert!(!pulse.handle_quiet(0, quiet(65, 130)));
        assert_eq!(lost(&mut pulse), [(65, None), (130, LOW), (180, MEDIUM)]);
    }

    #[test]
    fn a_radar_that_streams_is_silent_after_ten_seconds_and_lost_after_a_minute() {
        let mut pulse = home(Kind::RoomRadar, 65);
        assert!(pulse.handle_quiet(0, quiet(10, 0)));
        pulse.handle(s(0), 0);
        assert_eq!(lost(&mut pulse), [(10, None), (60, LOW), (180, MEDIUM)]);
    }

    #[test]
    fn a_radar_that_was_never_heard_is_lost_when_its_first_word_is_missing() {
        let mut pulse = home(Kind::BedRadar, 65);
        assert_eq!(lost(&mut pulse), [(65, None), (65, LOW), (180, MEDIUM)]);
    }

    #[test]
    fn a_radar_whose_rhythm_nobody_knows_may_be_one_of_a_word_a_minute() {
        let mut pulse = home(Kind::BedRadar, 65);
        pulse.handle(s(0), 0);
        assert_eq!(lost(&mut pulse), [(65, None), (130, LOW), (180, MEDIUM)]);
    }

    #[test]
    fn a_radar_that_streams_and_has_a_heartbeat_may_just_have_seen_somebody_leave() {
        let mut pulse = home(Kind::RoomRadar, 65);
        assert!(pulse.handle_quiet(0, quiet(10, 65)));
        pulse.handle(s(0), 0);
        assert_eq!(lost(&mut pulse), [(10, None), (65, LOW), (180, MEDIUM)]);
    }

    #[test]
    fn what_never_is_silent_gets_no_deadline_from_its_driver() {
        let mut pulse = home(Kind::BedRadar, 0);
        assert!(!pulse.handle_quiet(0, quiet(10, 0)));
        assert_eq!(lost(&mut pulse), []);
    }

    #[test]
    fn a_source_without_a_deadline_is_never_silent_once_heard() {
        let mut pulse = home(Kind::BedRadar, 0);
        pulse.handle(s(1), 0);

        assert_eq!(all(&mut pulse, s(100_000)), vec![]);
        assert!(!pulse.is_silent(0, s(100_000)));
    }

    #[test]
    fn a_short_pause_is_no_loss() {
        let mut pulse = home(Kind::RoomRadar, 10);
        pulse.handle(s(0), 0);
        assert_eq!(all(&mut pulse, s(30)), vec![(0, s(10), Beat::Silent)]);
        assert!(pulse.is_silent(0, s(30)));
        assert_eq!(pulse.handle(s(31), 0), Some(Beat::Heard));
    }

    fn quiet(silent: u64, lost: u64) -> Quiet {
        Quiet { silent: Duration::from_secs(silent), lost: Duration::from_secs(lost) }
    }

    fn home(kind: Kind, quiet: u64) -> Pulse {
        let quiet = Duration::from_secs(quiet);
        let source = SourcePlan { quiet, ..SourcePlan::new("it".into(), kind) };
        Pulse::new(&[source], &PulsePolicy::default())
    }

    const LOW: Option<Priority> = Some(Priority::Low);
    const MEDIUM: Option<Priority> = Some(Priority::Medium);

    /// When it is silent (`None`) and lost, and how much that matters.
    fn lost(pulse: &mut Pulse) -> Vec<(u64, Option<Priority>)> {
        let priority = |beat| match beat {
            Beat::Lost { priority, .. } => Some(priority),
            Beat::First | Beat::Heard | Beat::Back { .. } | Beat::Silent => None,
        };
        all(pulse, s(1_000))
            .into_iter()
            .map(|(_, at, beat)| (at.0 / 1_000, priority(beat)))
            .collect()
    }

    fn all(pulse: &mut Pulse, now: Mono) -> Vec<(usize, Mono, Beat)> {
        core::iter::from_fn(|| pulse.handle_timeout(now)).collect()
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
