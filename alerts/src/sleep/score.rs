//! Do they sleep?
//!
//! Minute by minute: asleep is a minute in bed whose movement, weighed with that of the minutes
//! around it, is small (Cole-Kripke's 1-minute formula, then Webster's rules that the first
//! minutes of quiet after a wakeful stretch are not yet sleep). The formula looks two minutes
//! ahead, so a verdict is final two minutes late. Where a sensor gives no movement but a sleep
//! stage, the stage decides; where both are there, movement decides, because a stage comes every
//! ten minutes only and would blur onset and end. A minute without either is unknown.
//!
//! ```text
//!            10 minutes, 9 of them asleep
//!   Awake ─────────────────────────────────▶ Asleep
//!     ▲           3 minutes awake in a row      │
//!     └─────────────────────────────────────────┘
//! ```
//!
//! Webster's other two rules need to look twenty minutes ahead; they wait for the night's summary.

use core::time::Duration;

use protocol::{Mono, SleepStage};
use serde::{Deserialize, Serialize};

use crate::message::Asleep;
use crate::plan::Places;
use crate::policy::SleepPolicy;

/// What became of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SleepEvent {
    /// Since the first minute of the run.
    Onset { from: Mono },
    /// Since the first of the minutes awake.
    Wake { from: Mono },
}

/// What a minute was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Asleep,
    Awake,
    Unknown,
}

/// A minute's final verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) from: Mono,
    pub(crate) verdict: Verdict,
    pub(crate) event: Option<SleepEvent>,
}

const MINUTE: Duration = Duration::from_secs(60);

/// Cole-Kripke, 1-minute counts: from four minutes before to two after (care.md 2.3).
const WEIGHTS: [f32; 7] = [106.0, 54.0, 58.0, 76.0, 230.0, 74.0, 67.0];

/// The minute that is judged has so many before it in the window.
const BEFORE: usize = 4;

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Minute {
    /// Scaled counts; `None` without a sample.
    count: Option<f32>,
    stage: Option<SleepStage>,
    /// `None` while it is not known.
    in_bed: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Awake,
    Asleep { awake: u8 },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sleep {
    #[serde(skip)]
    policy: SleepPolicy,
    sum: u32,
    samples: u32,
    stage: Option<(Mono, SleepStage)>,
    window: [Minute; 7],
    /// Minutes awake in a row, and minutes of quiet that Webster still counts as awake.
    wakeful: u16,
    owed: u8,
    /// The last verdicts, the newest in bit 0.
    asleep: u32,
    unknown: u8,
    state: State,
}

impl Sleep {
    pub(crate) fn new(policy: SleepPolicy) -> Self {
        Self {
            policy,
            sum: 0,
            samples: 0,
            stage: None,
            window: [Minute::default(); 7],
            wakeful: 0,
            owed: 0,
            asleep: 0,
            unknown: u8::MAX,
            state: State::Awake,
        }
    }

    /// A sample of body movement, 0 to 100.
    pub(crate) fn handle_movement(&mut self, movement: u8) {
        self.sum += u32::from(movement);
        self.samples += 1;
    }

    /// What the radar says of sleep.
    pub(crate) fn handle_stage(&mut self, at: Mono, stage: SleepStage) {
        self.stage = Some((at, stage));
    }

    /// They had left the bed at `exit` already: the minutes since then were not in bed.
    pub(crate) fn handle_exit(&mut self, now: Mono, exit: Mono) {
        let minutes = usize::try_from(now.since(exit).as_secs() / 60).unwrap_or(usize::MAX);
        for minute in self.window.iter_mut().rev().take(minutes) {
            minute.in_bed = Some(false);
        }
    }

    /// A minute is over at `end`; the verdict is on the one two minutes before it.
    pub(crate) fn handle_minute(&mut self, end: Mono, in_bed: Option<bool>) -> Scored {
        #[allow(clippy::cast_precision_loss, reason = "a minute has few samples")]
        let count = (self.samples > 0)
            .then(|| self.sum as f32 / self.samples as f32 * 12.0 * self.policy.scale);
        let stage = self.stage.filter(|(at, _)| end.since(*at) <= self.policy.stage_holds);
        self.window.rotate_left(1);
        if let Some(newest) = self.window.last_mut() {
            *newest = Minute { count, stage: stage.map(|(_, stage)| stage), in_bed };
        }
        (self.sum, self.samples) = (0, 0);

        let from = end.back(MINUTE * 3);
        let verdict = self.rescored(self.verdict());
        Scored { from, verdict, event: self.follow(from, verdict) }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    /// For the wall.
    pub(crate) fn is(&self) -> Asleep {
        match self.state {
            _ if self.unknown >= self.policy.awakening => Asleep::Unknown,
            State::Awake => Asleep::Awake,
            State::Asleep { .. } => Asleep::Asleep,
        }
    }

    fn verdict(&self) -> Verdict {
        let Some(minute) = self.window.get(BEFORE) else { return Verdict::Unknown };
        match (minute.in_bed, minute.count, minute.stage) {
            (Some(false), _, _) => Verdict::Awake,
            (None, _, _) | (Some(true), None, None | Some(SleepStage::None)) => Verdict::Unknown,
            (Some(true), None, Some(SleepStage::Awake)) => Verdict::Awake,
            (Some(true), None, Some(SleepStage::Light | SleepStage::Deep)) => Verdict::Asleep,
            (Some(true), Some(_), _) => {
                if self.index() < 1.0 {
                    Verdict::Asleep
                } else {
                    Verdict::Awake
                }
            }
        }
    }

    /// Cole-Kripke's index: below 1 is sleep.
    fn index(&self) -> f32 {
        let weighed = |(minute, weight): (&Minute, f32)| {
            (minute.count.unwrap_or(0.0) / 100.0).min(300.0) * weight
        };
        self.window.iter().zip(WEIGHTS).map(weighed).sum::<f32>() * 0.001
    }

    /// Webster: after 4, 10, 15 minutes awake the next 1, 3, 4 minutes of quiet are not yet sleep.
    fn rescored(&mut self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Unknown => verdict,
            Verdict::Awake => {
                self.wakeful = self.wakeful.saturating_add(1);
                verdict
            }
            Verdict::Asleep => {
                match self.wakeful {
                    0..4 => {}
                    4..10 => self.owed = 1,
                    10..15 => self.owed = 3,
                    15.. => self.owed = 4,
                }
                self.wakeful = 0;
                match self.owed.checked_sub(1) {
                    None => Verdict::Asleep,
                    Some(left) => {
                        self.owed = left;
                        Verdict::Awake
                    }
                }
            }
        }
    }

    fn follow(&mut self, from: Mono, verdict: Verdict) -> Option<SleepEvent> {
        self.asleep = (self.asleep << 1) | u32::from(verdict == Verdict::Asleep);
        self.unknown = match verdict {
            Verdict::Unknown => self.unknown.saturating_add(1),
            Verdict::Asleep | Verdict::Awake => 0,
        };
        match (self.state, verdict) {
            (State::Awake, Verdict::Asleep | Verdict::Awake | Verdict::Unknown) => {
                let run = u32::from(self.policy.onset_run.clamp(1, 31));
                let asleep = self.asleep & ((1 << run) - 1);
                let began = asleep >> (run - 1) == 1;
                if !began || asleep.count_ones() < u32::from(self.policy.onset_asleep) {
                    return None;
                }
                self.state = State::Asleep { awake: 0 };
                Some(SleepEvent::Onset { from: from.back(MINUTE * (run - 1)) })
            }
            (State::Asleep { .. }, Verdict::Asleep) => {
                self.state = State::Asleep { awake: 0 };
                None
            }
            (State::Asleep { .. }, Verdict::Unknown) => None,
            (State::Asleep { awake }, Verdict::Awake) => {
                let awake = awake + 1;
                if awake < self.policy.awakening {
                    self.state = State::Asleep { awake };
                    return None;
                }
                self.state = State::Awake;
                self.asleep = 0;
                Some(SleepEvent::Wake { from: from.back(MINUTE * u32::from(awake - 1)) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn sleep_begins_when_quiet_has_lasted_and_ends_with_the_first_minute_awake() {
        let night = [(5, 10), (60, 1), (6, 10)];
        // The formula and Webster keep the first quiet minute awake.
        assert_eq!(lived(&night), [onset(6), wake(65)]);
    }

    #[test]
    fn a_minute_of_unrest_does_not_wake_a_sleeper() {
        assert_eq!(lived(&[(30, 1), (1, 20), (30, 1)]), [onset(0)]);
    }

    #[test]
    fn somebody_who_tosses_is_awake() {
        assert_eq!(lived(&[(60, 12)]), []);
    }

    #[test]
    fn minutes_without_a_sample_are_unknown_and_no_sleep_is_made_of_them() {
        let mut sleep = Sleep::new(SleepPolicy::default());
        for minute in 1..30 {
            let scored = sleep.handle_minute(Mono(minute * 60_000), Some(true));
            assert_eq!((scored.verdict, scored.event), (Verdict::Unknown, None));
        }
        assert_eq!(sleep.is(), Asleep::Unknown);
    }

    #[test]
    fn without_movement_the_radars_own_word_decides() {
        let mut sleep = Sleep::new(SleepPolicy::default());
        let mut events = Vec::new();
        for minute in 1..30 {
            if minute % 10 == 1 {
                sleep.handle_stage(Mono((minute - 1) * 60_000), SleepStage::Light);
            }
            events.extend(sleep.handle_minute(Mono(minute * 60_000), Some(true)).event);
        }
        assert_eq!(events, [onset(0)]);
        assert_eq!(sleep.is(), Asleep::Asleep);
    }

    #[test]
    fn lying_still_out_of_bed_is_not_sleep() {
        let mut sleep = Sleep::new(SleepPolicy::default());
        for minute in 1..30 {
            sleep.handle_movement(1);
            let scored = sleep.handle_minute(Mono(minute * 60_000), Some(false));
            assert_eq!(scored.event, None);
        }
    }

    /// Minutes of equal movement, in bed.
    fn lived(stretches: &[(u32, u8)]) -> Vec<SleepEvent> {
        let mut sleep = Sleep::new(SleepPolicy::default());
        let minutes = stretches.iter().flat_map(|(n, movement)| (0..*n).map(move |_| *movement));
        minutes
            .enumerate()
            .filter_map(|(minute, movement)| {
                sleep.handle_movement(movement);
                let end = Mono(u64::try_from(minute + 1).unwrap() * 60_000);
                sleep.handle_minute(end, Some(true)).event
            })
            .collect()
    }

    fn onset(minute: u64) -> SleepEvent {
        SleepEvent::Onset { from: Mono(minute * 60_000) }
    }

    fn wake(minute: u64) -> SleepEvent {
        SleepEvent::Wake { from: Mono(minute * 60_000) }
    }
}
