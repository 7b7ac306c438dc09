//! Does each sensor live?
//!
//! A source that is not heard for its own deadline is *silent*: what it said last is no longer
//! true of now. Later it is *lost*, and somebody should look. Silence never clears an alarm, and
//! a source that was never heard since the start is lost just the same. A radar with nobody to see
//! may say one word a minute and be well: its driver says so, and it is lost when two are missing.
//! One that falls silent while somebody may be leaving the bed matters more: nothing else sees
//! whether they come back.
//!
//! ```text
//!          deadline          60 s (radar)         180 s (radar)
//!   Heard ─────────▶ Silent ─────────────▶ Low ─────────────────▶ Medium
//!     ▲                 │      wired: deadline, ≤ 60 s              │
//!     │                 │      somebody was leaving: 60 s           │
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    #[default]
    Heard,
    Silent,
    Low,
    Medium,
}

/// What a source may do by the home's plan.
#[derive(Clone, Debug)]
struct Limits {
    /// Zero: it is never silent.
    quiet: Duration,
    low: Option<Duration>,
    medium: Option<Duration>,
    is_radar: bool,
}

/// What its driver said last of how long it may say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rhythm {
    silent: Duration,
    /// It is lost after so long and not sooner.
    lost: Duration,
}

/// What is remembered of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct PulseSource {
    rhythm: Option<Rhythm>,
    last: Option<Mono>,
    /// Since when anybody listens.
    listened: Mono,
    stage: Stage,
    /// Since when somebody may have left the bed that it looks at, in this silence.
    leaving: Option<Mono>,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pulse {
    #[serde(skip)]
    limits: Vec<Limits>,
    #[serde(with = "crate::sparse")]
    sources: Vec<PulseSource>,
}

impl Pulse {
    pub(crate) fn new(plan: &[SourcePlan], policy: &PulsePolicy) -> Self {
        let limits: Vec<_> = plan.iter().map(|source| Limits::new(source, policy)).collect();
        Self { sources: alloc::vec![PulseSource::default(); limits.len()], limits }
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
        let is_known = self.limits.get(source).is_some_and(|limits| !limits.quiet.is_zero());
        let known = self.sources.get_mut(source).filter(|_| is_known);
        known.is_some_and(|source| {
            let rhythm = Rhythm { silent: quiet.silent, lost: quiet.lost };
            source.rhythm.replace(rhythm) != Some(rhythm)
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
        (source.stage, source.leaving) = (Stage::Heard, None);
        beat
    }

    /// Whether a frame of the source at `at` would change nothing: one of that moment was heard.
    pub(crate) fn is_heard_at(&self, at: Mono, source: usize) -> bool {
        let heard = |source: &PulseSource| source.stage == Stage::Heard && source.last == Some(at);
        self.sources.get(source).is_some_and(|source| heard(source) && source.leaving.is_none())
    }

    /// Somebody may be leaving the bed that this silent source looks at.
    pub(crate) fn handle_leaving(&mut self, at: Mono, source: usize) {
        if let Some(source) = self.sources.get_mut(source) {
            source.leaving.get_or_insert(at);
        }
    }

    /// What is due at `now`, one after the other: call until it says no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Mono, Beat)> {
        let sources = self.limits.iter().zip(&mut self.sources).enumerate();
        sources.into_iter().find_map(|(place, (limits, source))| {
            let (at, stage) = limits.next(source).filter(|(at, _)| *at <= now)?;
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

    /// Goes on where an earlier run was. Of one that is never silent now there is no rhythm.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
        for (limits, source) in self.limits.iter().zip(&mut self.sources) {
            source.rhythm = source.rhythm.filter(|_| !limits.quiet.is_zero());
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let each = self.limits.iter().zip(&self.sources);
        each.filter_map(|(limits, source)| limits.next(source)).map(|(at, _)| at).min()
    }

    /// Whether what the source said last can no longer be relied on.
    pub(crate) fn is_silent(&self, source: usize, now: Mono) -> bool {
        let each = self.limits.get(source).zip(self.sources.get(source));
        each.is_none_or(|(limits, source)| {
            source.last.is_none() || limits.silent_at(source).is_some_and(|at| at <= now)
        })
    }
}

impl Limits {
    fn new(plan: &SourcePlan, policy: &PulsePolicy) -> Self {
        let (low, medium) = match plan.kind {
            Kind::BedRadar | Kind::RoomRadar => (Some(policy.radar_low), Some(policy.radar_medium)),
            Kind::Co | Kind::Gas | Kind::Contacts => (None, Some(plan.quiet.min(policy.wired))),
            Kind::Other => (Some(policy.radar_low), None),
            // The module as a whole is what is lost.
            Kind::Input(_) => (None, None),
        };
        Self { quiet: plan.quiet, low, medium, is_radar: plan.kind.is_radar() }
    }

    fn quiet(&self, source: &PulseSource) -> Duration {
        source.rhythm.map_or(self.quiet, |rhythm| rhythm.silent)
    }

    /// After how long it is lost, and how much that matters: what is lost is silent too.
    fn lost(&self, source: &PulseSource) -> [Option<Duration>; 2] {
        let rhythm = self.rhythm(source);
        [self.low.map(|wait| wait.max(rhythm)), self.medium.map(|wait| wait.max(rhythm))]
    }

    /// A radar whose limit allows it a word a minute is lost when two of them are missing
    /// (contract.md §3), or the first.
    fn rhythm(&self, source: &PulseSource) -> Duration {
        match (source.rhythm, source.last) {
            (Some(rhythm), _) => rhythm.lost,
            (None, Some(_)) if self.is_radar && Some(self.quiet) > self.low => self.quiet * 2,
            (None, None) if self.is_radar => self.quiet,
            (None, Some(_) | None) => Duration::ZERO,
        }
    }

    /// After how long it is silent.
    fn silence(&self, source: &PulseSource) -> Duration {
        let quiet = self.quiet(source);
        let [low, medium] = self.lost(source);
        low.or(medium).map_or(quiet, |lost| quiet.min(lost))
    }

    fn silent_at(&self, source: &PulseSource) -> Option<Mono> {
        let since = source.last.unwrap_or(source.listened);
        (!self.quiet(source).is_zero()).then(|| since + self.silence(source))
    }

    fn next(&self, source: &PulseSource) -> Option<(Mono, Stage)> {
        let silent = self.silent_at(source)?;
        match source.stage {
            Stage::Heard => Some((silent, Stage::Silent)),
            Stage::Silent => {
                let [low, medium] = self.lost_at(source);
                let first = low.map(|at| (at, Stage::Low));
                // Of the same moment only the worse is said.
                let worse = medium.filter(|at| low.is_none_or(|low| *at <= low));
                worse.map(|at| (at, Stage::Medium)).or(first)
            }
            Stage::Low => {
                let [_, medium] = self.lost_at(source);
                medium.map(|at| (at, Stage::Medium))
            }
            Stage::Medium => None,
        }
    }

    fn lost_at(&self, source: &PulseSource) -> [Option<Mono>; 2] {
        // A gap in which nobody listened is not its.
        let missed = source.last.map_or(source.listened, |last| last.max(source.listened));
        let [low, medium] = self.lost(source).map(|wait| wait.map(|wait| missed + wait));
        match (low, source.leaving) {
            (Some(low), Some(leaving)) if medium.is_some() => [Some(low), Some(low.max(leaving))],
            (Some(_) | None, Some(_) | None) => [low, medium],
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

    #[test]
    fn a_radar_that_falls_silent_while_somebody_leaves_the_bed_matters_more_at_once() {
        let mut pulse = home(Kind::BedRadar, 10);
        pulse.handle(s(0), 0);
        assert_eq!(pulse.handle_timeout(s(10)), Some((0, s(10), Beat::Silent)));
        pulse.handle_leaving(s(10), 0);
        assert_eq!(lost(&mut pulse), [(60, MEDIUM)]);

        pulse.handle(s(500), 0);
        assert_eq!(lost(&mut pulse), [(510, None), (560, LOW), (680, MEDIUM)]);
    }

    #[test]
    fn one_that_is_lost_already_matters_more_from_when_that_is_known() {
        let mut pulse = home(Kind::BedRadar, 10);
        pulse.handle(s(0), 0);
        while pulse.handle_timeout(s(60)).is_some() {}
        pulse.handle_leaving(s(70), 0);
        assert_eq!(lost(&mut pulse), [(70, MEDIUM)]);
    }

    #[test]
    fn time_in_which_nobody_listened_makes_it_silent_and_not_lost() {
        let mut pulse = home(Kind::BedRadar, 10);
        pulse.handle(s(5), 0);
        pulse.begin(s(500));
        assert_eq!(lost(&mut pulse), [(15, None), (560, LOW), (680, MEDIUM)]);
    }

    #[test]
    fn what_is_remembered_of_a_source_is_written_and_read() {
        let mut pulse = home(Kind::RoomRadar, 65);
        pulse.handle_quiet(0, quiet(65, 130));
        pulse.handle(s(5), 0);
        while pulse.handle_timeout(s(140)).is_some() {}
        let text = serde_json::to_string(&pulse.sources).unwrap();
        assert_eq!(serde_json::from_str::<Vec<PulseSource>>(&text).unwrap(), pulse.sources);
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
