//! What does a radar over the bed sense of it, and say? By the second, as makers and recorded streams
//! have it (care.md 2.1).
//!
//! Bodies and places differ: the same movement is seen half as strongly by one radar as by another.

use fastrand::Rng;
use protocol::{PerMinute, Reading};

use super::life::{Doing, Life};

/// Which radar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Module {
    pub(crate) name: &'static str,
    /// Seconds between two numbers of movement.
    pub(crate) cadence: u64,
    /// Seconds between two heart rates.
    vitals: u64,
    /// Out of bed is said so many seconds late, from and to; nobody likewise.
    flag: (u64, u64),
    nobody: (u64, u64),
}

/// 60 GHz, a number each second; 24 GHz, each five.
pub(crate) const MODULES: [Module; 2] = [
    Module { name: "1 s radar", cadence: 1, vitals: 3, flag: (20, 60), nobody: (5, 60) },
    Module { name: "5 s radar", cadence: 5, vitals: 60, flag: (30, 300), nobody: (60, 120) },
];

/// What there is to be sensed in one second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Second {
    /// 0 to 100.
    pub(crate) force: u8,
    pub(crate) in_bed: bool,
    pub(crate) near: bool,
}

/// A burst of movement: one in so many seconds, of so many seconds, so strong.
type Burst = (u64, (u64, u64), (u8, u8));

/// Every second of a life, as sensed.
pub(crate) fn sense(life: &Life, seed: u64) -> Vec<Second> {
    let mut rng = Rng::with_seed(seed ^ 0x5EED);
    let gain = 0.6 + rng.f32();
    let mut body = Body { rng, gain, burst: None };
    let parts = life.parts.iter();
    let doings = parts.flat_map(|(doing, seconds)| std::iter::repeat_n(*doing, bounded(*seconds)));
    doings.map(|doing| body.sense(doing)).collect()
}

fn bounded(seconds: u64) -> usize {
    usize::try_from(seconds).unwrap_or(0)
}

#[derive(Debug)]
struct Body {
    rng: Rng,
    gain: f32,
    /// Seconds that are left of it, and how strong it is.
    burst: Option<(u64, u8)>,
}

impl Body {
    fn sense(&mut self, doing: Doing) -> Second {
        let (still, bursts): ((u8, u8), &[Burst]) = match doing {
            Doing::Away => return Second::default(),
            Doing::AtBed => ((30, 95), &[]),
            Doing::Rises => ((35, 95), &[]),
            Doing::Reads => ((1, 5), &[(50, (1, 3), (7, 12)), (900, (3, 8), (30, 70))]),
            Doing::Awake => ((1, 4), &[(40, (1, 4), (8, 40)), (400, (2, 8), (35, 90))]),
            Doing::Tosses => ((1, 8), &[(12, (1, 6), (10, 60)), (90, (2, 12), (40, 95))]),
            Doing::Asleep => ((1, 2), &[(400, (1, 2), (6, 25)), (1_700, (2, 12), (50, 100))]),
        };
        let force = self.burst(bursts).unwrap_or_else(|| self.rng.u8(still.0..=still.1));
        // What hardly moves is seen as hardly moving by all of them.
        let seen = if force <= 2 { f32::from(force) } else { f32::from(force) * self.gain };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let force = seen.round().clamp(1.0, 100.0) as u8;
        Second { force, in_bed: doing.in_bed(), near: true }
    }

    fn burst(&mut self, kinds: &[Burst]) -> Option<u8> {
        if self.burst.is_none() {
            let begins = kinds.iter().find(|(rare, ..)| self.rng.u64(0..*rare) == 0)?;
            let (_, long, strong) = begins;
            let (long, strong) = (self.rng.u64(long.0..=long.1), self.rng.u8(strong.0..=strong.1));
            self.burst = Some((long, strong));
        }
        let (left, force) = self.burst?;
        self.burst = (left > 1).then_some((left - 1, force));
        Some(force)
    }
}

/// Says every reading of it, with the second in which it is said.
pub(crate) fn say(module: Module, lived: &[Second], seed: u64, say: &mut dyn FnMut(u64, Reading)) {
    let mut radar = Radar::new(module, seed);
    for (second, sensed) in (0_u64..).zip(lived) {
        radar.tick(second, *sensed, &mut |reading| say(second, reading));
    }
}

#[derive(Debug)]
struct Radar {
    module: Module,
    rng: Rng,
    peak: u8,
    /// What was said of the bed and of presence, and when it changes.
    flag: (bool, Option<u64>),
    there: (bool, Option<u64>),
    /// For so many seconds they have lain still.
    still: u64,
    heart: u8,
    breath: u8,
}

impl Radar {
    fn new(module: Module, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x7A_DA12);
        let (heart, breath) = (rng.u8(55..75), rng.u8(12..18));
        let (flag, there) = ((false, None), (false, None));
        Self { module, rng, peak: 0, flag, there, still: 0, heart, breath }
    }

    fn tick(&mut self, second: u64, sensed: Second, say: &mut dyn FnMut(Reading)) {
        let Module { cadence, vitals, flag, nobody, .. } = self.module;
        self.peak = self.peak.max(sensed.force);
        if follow(&mut self.there, sensed.near, second, [(0, 1), nobody], &mut self.rng) {
            say(Reading::Presence(self.there.0));
        }
        if follow(&mut self.flag, sensed.in_bed, second, [(1, 15), flag], &mut self.rng) {
            say(Reading::InBed(self.flag.0));
        }
        self.still = if sensed.in_bed && sensed.force < 15 { self.still + 1 } else { 0 };
        if second.is_multiple_of(cadence) {
            say(Reading::Movement(std::mem::take(&mut self.peak)));
        }
        if second.is_multiple_of(vitals) && self.still > 10 {
            let step = |rng: &mut Rng, was: u8, least: u8, most: u8| {
                (was + rng.u8(0..=2)).saturating_sub(1).clamp(least, most)
            };
            self.heart = step(&mut self.rng, self.heart, 52, 80);
            self.breath = step(&mut self.rng, self.breath, 11, 19);
            say(Reading::HeartRate(PerMinute(self.heart)));
            say(Reading::BreathingRate(PerMinute(self.breath)));
        }
    }
}

/// A word that follows what is so with a delay; true when it changes.
fn follow(
    (said, due): &mut (bool, Option<u64>),
    is: bool,
    second: u64,
    [rise, fall]: [(u64, u64); 2],
    rng: &mut Rng,
) -> bool {
    if is == *said {
        *due = None;
        return false;
    }
    let (from, to) = if is { rise } else { fall };
    let at = *due.get_or_insert_with(|| second + rng.u64(from..=to));
    if second < at {
        return false;
    }
    (*said, *due) = (is, None);
    true
}
