//! Do they sleep, and since when?
//!
//! Minute by minute, on the resident's own scale ([`Scale`]). How awake a minute was is known well
//! enough when it is over, for the minute's message; with the two minutes after it, which
//! Cole-Kripke's formula looks at, its verdict is final for what is told of sleep as it goes on. The
//! night's summary looks at all of it once more.
//!
//! ```text
//!            10 minutes, 9 of them asleep
//!   Awake ─────────────────────────────────▶ Asleep
//!     ▲           3 minutes awake in a row      │
//!     └─────────────────────────────────────────┘
//! ```

use core::time::Duration;

use protocol::{Mono, SleepStage};
use serde::{Deserialize, Serialize};

use super::index::{Judged, judge};
use super::scale::{self, Before};
use super::{Scale, Verdict};
use crate::message::Asleep;
use crate::plan::Places;
use crate::policy::{SCALE, SCORE, SleepPolicy};
use crate::record::{Diary, KEPT, Past};

/// What became of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SleepEvent {
    /// Since the first minute of the run.
    Onset { from: Mono },
    /// Since the first of the minutes awake.
    Wake { from: Mono },
}

/// A minute's verdict, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) from: Mono,
    pub(crate) judged: Judged,
    pub(crate) event: Option<SleepEvent>,
}

const MINUTE: Duration = Duration::from_secs(60);

/// Unrest forgets what is longer ago: 180 minutes are fifteen times its memory.
const LOOKED_AT: usize = 180;

/// The formula looks so many minutes ahead.
const AHEAD: usize = 2;

/// Sleep began with the stillness before it.
#[allow(clippy::cast_possible_truncation, reason = "a few minutes")]
const STILL_MIN: u32 = SCORE.still_min as u32;

const NOT_KNOWN: Judged = Judged { verdict: Verdict::Unknown, still: false, rests: false };

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
    /// The most movement of this minute, and of the one before.
    #[serde(default)]
    peaks: [u8; 2],
    /// What the most movement of a minute stays below in most minutes of their sleep, hundredths.
    #[serde(default = "usual_at_first")]
    usual: u16,
    stage: Option<(Mono, SleepStage)>,
    /// Turn-overs as the radar counts, in this minute.
    #[serde(default)]
    turns: Option<u8>,
    #[serde(default)]
    scale: Scale,
    #[serde(default)]
    before: Before,
    /// Minutes in bed since something was learnt from them.
    #[serde(default)]
    unlearnt: u8,
    /// Whether the last minute was asleep, for all that is known when it is over.
    #[serde(default)]
    newest: Asleep,
    /// The last verdicts, the newest in bit 0.
    asleep: u32,
    /// … and whether they were awake, and still.
    #[serde(default)]
    still: u32,
    /// … and whether they were at rest by movement alone.
    #[serde(default)]
    rest: u32,
    unknown: u8,
    state: State,
}

fn usual_at_first() -> u16 {
    scale::hundredths(SCALE.usual_at_first)
}

impl Sleep {
    pub(crate) fn new(policy: SleepPolicy) -> Self {
        Self {
            policy,
            sum: 0,
            samples: 0,
            peaks: [0; 2],
            usual: usual_at_first(),
            stage: None,
            turns: None,
            scale: Scale::default(),
            before: Before::default(),
            unlearnt: 0,
            newest: Asleep::Unknown,
            asleep: 0,
            still: 0,
            rest: 0,
            unknown: u8::MAX,
            state: State::Awake,
        }
    }

    /// A sample of body movement, 0 to 100.
    pub(crate) fn handle_movement(&mut self, movement: u8) {
        self.sum = self.sum.saturating_add(u32::from(movement));
        self.samples = self.samples.saturating_add(1);
        let [peak, _] = &mut self.peaks;
        *peak = movement.max(*peak);
    }

    /// What the radar says of sleep.
    pub(crate) fn handle_stage(&mut self, at: Mono, stage: SleepStage) {
        self.stage = Some((at, stage));
    }

    /// The radar counts turn-overs: so many since it last said so.
    pub(crate) fn handle_turns(&mut self, times: u16) {
        let times = u8::try_from(times).unwrap_or(u8::MAX);
        self.turns = Some(self.turns.unwrap_or(0).saturating_add(times));
    }

    /// A minute is over at `end`: what it was, for the diary.
    pub(crate) fn take(&mut self, end: Mono, in_bed: Option<bool>) -> Past {
        let (sum, samples) = (u64::from(self.sum), u64::from(self.samples));
        (self.sum, self.samples) = (0, 0);
        let [peak, _] = self.peaks;
        self.peaks = [0, peak];
        let stirs = self.scale.is_stir(peak, self.usual) && in_bed == Some(true);
        let mean = (sum * 100 + samples / 2).checked_div(samples);
        let radar_turns = self.turns.take();
        let stage = self.stage.filter(|(at, _)| end.since(*at) <= self.policy.stage_holds);
        if in_bed == Some(false) {
            return Past { in_bed, ..Past::default() };
        }
        Past {
            in_bed,
            movement: mean.and_then(|mean| u16::try_from(mean).ok()).map(Past::kept),
            stage: stage.map(|(_, stage)| stage),
            radar_turns,
            stirs,
            ..Past::default()
        }
    }

    /// … and it stands in the diary. The verdict is on the one two minutes before it.
    pub(crate) fn handle_minute(&mut self, diary: &Diary) -> Scored {
        let window: alloc::vec::Vec<Past> = diary.last(LOOKED_AT).copied().collect();
        if window.last().is_some_and(|past| past.in_bed == Some(true) && past.movement.is_some()) {
            self.unlearnt += 1;
            if self.unlearnt >= SCALE.every_min {
                self.unlearnt = 0;
                let all: alloc::vec::Vec<Past> = diary.last(KEPT).copied().collect();
                self.scale = scale::learn(&all, self.before);
            }
        }
        let mut judged = judge(&window, self.scale).into_iter().rev();
        self.newest = match judged.next().unwrap_or(NOT_KNOWN).verdict {
            Verdict::Asleep => Asleep::Asleep,
            Verdict::Awake => Asleep::Awake,
            Verdict::Unknown => Asleep::Unknown,
        };
        if self.newest == Asleep::Asleep {
            self.learn_usual();
        }
        let judged = judged.nth(AHEAD - 1).unwrap_or(NOT_KNOWN);
        let from = diary.began(AHEAD);
        Scored { from, judged, event: self.follow(from, judged) }
    }

    /// Follows what most minutes of sleep stay below: up by so much for one that is above, down by so much for
    /// one that is not, and the two in the proportion of those that are to be below.
    fn learn_usual(&mut self) {
        let [_, peak] = self.peaks;
        self.usual = if u16::from(peak) * 100 > self.usual {
            self.usual.saturating_add(SCALE.usual_up)
        } else {
            self.usual.saturating_sub(SCALE.usual_down)
        };
    }

    /// A night is over: the next one begins with what it taught.
    pub(crate) fn handle_night(&mut self) {
        self.before.learn(self.scale);
    }

    /// How much movement is much for them.
    pub(crate) const fn scale(&self) -> Scale {
        self.scale
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    /// Whether they have been at rest for as long as makes sleep: sooner than sleep is told, because
    /// whoever lies so has gone to bed, and is missed when they are out of it.
    pub(crate) fn rests(&self) -> bool {
        let run = u32::from(self.policy.onset_run.clamp(1, 31));
        let rest = self.rest & ((1 << run) - 1);
        rest & 1 == 1 && rest.count_ones() >= u32::from(self.policy.onset_asleep)
    }

    /// For the wall.
    pub(crate) fn is(&self) -> Asleep {
        match self.state {
            _ if self.unknown >= self.policy.awakening => Asleep::Unknown,
            State::Awake => Asleep::Awake,
            State::Asleep { .. } => Asleep::Asleep,
        }
    }

    /// For the last minute's message: provisional.
    pub(crate) const fn newest(&self) -> Asleep {
        self.newest
    }

    fn follow(&mut self, from: Mono, judged: Judged) -> Option<SleepEvent> {
        let verdict = judged.verdict;
        let is_still = judged.still && verdict == Verdict::Awake;
        self.still = (self.still << 1) | u32::from(is_still);
        self.rest = (self.rest << 1) | u32::from(judged.rests);
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
                let before = (self.still >> run).trailing_ones().min(STILL_MIN);
                Some(SleepEvent::Onset { from: from.back(MINUTE * (run - 1 + before)) })
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
    fn sleep_begins_when_quiet_has_lasted_and_ends_with_the_first_minutes_awake() {
        let night = [(15, 12), (60, 1), (8, 25)];
        assert_eq!(lived(&night), [onset(17), wake(77)]);
    }

    #[test]
    fn a_minute_of_unrest_does_not_wake_a_sleeper() {
        assert_eq!(lived(&[(30, 1), (1, 20), (30, 1)]), [onset(2)]);
    }

    #[test]
    fn somebody_who_tosses_is_awake() {
        assert_eq!(lived(&[(60, 12)]), []);
    }

    #[test]
    fn minutes_without_a_sample_are_unknown_and_no_sleep_is_made_of_them() {
        let mut home = Bed::default();
        for _ in 1..30 {
            let scored = home.minute(Some(true));
            assert_eq!((scored.judged.verdict, scored.event), (Verdict::Unknown, None));
        }
        assert_eq!(home.sleep.is(), Asleep::Unknown);
        assert_eq!(home.sleep.newest(), Asleep::Unknown);
    }

    #[test]
    fn without_movement_the_radars_own_word_decides() {
        let mut home = Bed::default();
        let mut events = Vec::new();
        for minute in 1..30 {
            if minute % 10 == 1 {
                home.sleep.handle_stage(Mono((minute - 1) * 60_000), SleepStage::Light);
            }
            events.extend(home.minute(Some(true)).event);
        }
        assert_eq!(events, [onset(0)]);
        assert_eq!(home.sleep.is(), Asleep::Asleep);
    }

    #[test]
    fn lying_still_out_of_bed_is_not_sleep() {
        let mut home = Bed::default();
        for _ in 1..30 {
            home.sleep.handle_movement(1);
            assert_eq!(home.minute(Some(false)).event, None);
            assert_eq!(home.sleep.newest(), Asleep::Awake);
        }
    }

    #[test]
    fn what_was_learnt_outlives_a_restart() {
        let mut home = Bed::default();
        for minute in 0..240_u32 {
            home.sleep.handle_movement(if minute % 9 == 0 { 6 } else { 1 });
            home.minute(Some(true));
        }
        home.sleep.handle_night();
        let mut next = Sleep::new(SleepPolicy::default());
        let text = serde_json::to_string(&home.sleep).unwrap();
        next.recall(serde_json::from_str(&text).unwrap(), &Places::default());
        assert_eq!((next.scale, next.before), (home.sleep.scale, home.sleep.before));
        assert_ne!(next.scale, Scale::default());
    }

    struct Bed {
        sleep: Sleep,
        diary: Diary,
        end: Mono,
    }

    impl Default for Bed {
        fn default() -> Self {
            let sleep = Sleep::new(SleepPolicy::default());
            Self { sleep, diary: Diary::default(), end: Mono::ZERO }
        }
    }

    impl Bed {
        fn minute(&mut self, in_bed: Option<bool>) -> Scored {
            self.end = self.end + MINUTE;
            let past = self.sleep.take(self.end, in_bed);
            self.diary.write(self.end, past);
            self.sleep.handle_minute(&self.diary)
        }
    }

    /// Minutes of equal movement, in bed.
    fn lived(stretches: &[(u32, u8)]) -> Vec<SleepEvent> {
        let mut home = Bed::default();
        let minutes = stretches.iter().flat_map(|(n, movement)| (0..*n).map(move |_| *movement));
        minutes
            .filter_map(|movement| {
                home.sleep.handle_movement(movement);
                home.minute(Some(true)).event
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
