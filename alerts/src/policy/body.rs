//! What decides of heart, breath and signs of life?

use core::time::Duration;

use super::{min, s};

/// care.md 2.4 and radar.md §9: what may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VitalsPolicy {
    /// Plausible heart rates, per minute (30 to 200).
    pub heart_rate: [u8; 2],
    /// Plausible breathing rates, per minute (4 to 45).
    pub breathing_rate: [u8; 2],
    /// A larger step is dropped (30 per minute) …
    pub step: u8,
    /// … when it happens within this time (10 s).
    pub step_within: Duration,
    /// An older value is not shown (2 min).
    pub stale: Duration,
    /// The same value for longer, while the body moves, is stuck (60 s).
    pub stuck: Duration,
    /// Heart rates at which the radar clamps (60 and 120): held for as long as `stuck` they are
    /// its limit and not a measurement.
    pub clamp: [u8; 2],
}

impl Default for VitalsPolicy {
    fn default() -> Self {
        Self {
            heart_rate: [30, 200],
            breathing_rate: [4, 45],
            step: 30,
            step_within: s(10),
            stale: min(2),
            stuck: s(60),
            clamp: [60, 120],
        }
    }
}

/// How long a heart or breathing rate that is only repeated is somebody's (contract.md §3: no
/// document carries a number that only repeats after the last sign of life). No home changes it:
/// it says what a repeated number is worth, and not how a home is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VouchPolicy {
    /// On credit for so many usual distances of two signs: of per-minute rates of a sleeper 12 in
    /// 100 repeat both numbers, 3 in 100 twice and 1 in 100 three times (8 nights of a mattress
    /// sensor, Withings).
    pub(crate) times: u32,
    /// … and while they stir for more usual distances of two changed rates: as long as this radar's
    /// rates may stand still although somebody is there.
    pub(crate) times_with_stirs: u32,
    /// … after a rise for fewer usual distances of two changed rates: whoever turned over is measured
    /// anew with the next or the one after, whoever left is not.
    pub(crate) times_after_rise: u32,
    /// … but for so long at least: three frames of the slowest that is called dense.
    pub(crate) least: Duration,
    /// … and never for longer; signs further apart say nothing of the usual distance.
    pub(crate) most: Duration,
    /// Signs closer together come from one frame.
    pub(crate) apart: Duration,
}

pub(crate) const VOUCH: VouchPolicy = VouchPolicy {
    times: 3,
    times_with_stirs: 5,
    times_after_rise: 2,
    least: s(10),
    most: s(200),
    apart: Duration::from_millis(500),
};

/// contract.md §3, `no-breathing`, and care.md 2.2, respiratory pause. No home changes it: it
/// guards a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BreathingPolicy {
    /// No breath for so long is an alarm.
    pub(crate) alarm: Duration,
    /// … for so long is a pause worth counting (AASM: 10 s).
    pub(crate) pause: Duration,
    /// Body movement above this is a body that moves, and breathes.
    pub(crate) still: u8,
    /// Body movement from here on is a rise.
    pub(crate) rise: u8,
    /// Body movement from here on that goes on is a slow one (radar.md 1.4: small
    /// limb and head movement is 2 to 30; a sleeper's twitches are shorter) …
    pub(crate) stir: u8,
    /// … for so long …
    pub(crate) slowly: Duration,
    /// … with no more than this between two samples (the slowest radars: 5 s).
    pub(crate) joins: Duration,
    /// After a rise the alarm waits for so long: until then the bed may be empty. A radar that says
    /// nothing of movement may have missed one.
    pub(crate) after_rise: Duration,
    /// Smaller movement sooner after a rise is of the rise: who walks away is seen more and more
    /// faintly.
    pub(crate) fades: Duration,
    /// Life was seen so long before the breath was gone.
    pub(crate) life_within: Duration,
    /// A rate that comes more rarely than this says nothing alone: it may have been asked for in the
    /// moment of a movement.
    pub(crate) rare: Duration,
    /// In bed for so long, a radar that has never found their breath should have (it needs 20 to
    /// 30 s of lying still, radar.md; and whoever lies down is not still).
    pub(crate) found_within: Duration,
    /// The last word before a restart is believed if nobody listened for less than so long (the
    /// time after which a silent radar is lost, contract.md §3).
    pub(crate) old_news: Duration,
    /// A rate that comes again after so long without one, and three times its usual distance, is
    /// measured anew although it is the same.
    pub(crate) anew: Duration,
}

pub(crate) const BREATHING: BreathingPolicy = BreathingPolicy {
    alarm: s(30),
    pause: s(10),
    still: 1,
    rise: 24,
    stir: 6,
    slowly: s(5),
    joins: Duration::from_millis(5_500),
    after_rise: min(3),
    fades: s(10),
    life_within: min(2),
    rare: s(30),
    found_within: min(3),
    old_news: s(60),
    anew: s(15),
};

/// contract.md §3, `no-sign-of-life`, and `sensor-fault` for an in-bed flag without any life since
/// it rose. No home changes it: it guards a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StillnessPolicy {
    /// Without a sign of life for so long an alarm, unless this resident lies stiller …
    pub(crate) alarm: Duration,
    /// … and then after so long at the latest.
    pub(crate) most: Duration,
    /// What this resident's own stillest nights add to the longest stillness of theirs: a quarter
    /// (`1/4`), for the next night may be a little stiller.
    pub(crate) margin: u32,
    /// A stillness shorter than this teaches nothing.
    pub(crate) least_learnt: Duration,
    /// So many nights are remembered (care.md 2.2: a personal baseline of 14 nights) …
    pub(crate) nights: usize,
    /// … each for so long.
    pub(crate) remembered: Duration,
    /// In bed without a sign for so long it is not known whether they sleep, or are there at all.
    pub(crate) unknown: Duration,
    /// Life is back with so many signs …
    pub(crate) back: u8,
    /// … that are no further apart than this: one alone may be noise, and where rates come each
    /// minute two come with each.
    pub(crate) back_within: Duration,
}

pub(crate) const STILLNESS: StillnessPolicy = StillnessPolicy {
    alarm: min(20),
    most: min(30),
    margin: 4,
    least_learnt: min(5),
    nights: 14,
    remembered: min(14 * 24 * 60),
    unknown: min(10),
    back: 3,
    back_within: s(90),
};

/// care.md 2.4: the bands of NEWS2, and how long one must last. No home changes them; what is usual
/// with a resident is learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BandsPolicy {
    /// Extreme up to, unusual up to, unusual from, extreme from, per minute. NEWS2 has no band 2
    /// below: 41 to 50 is band 1 for a heart, 9 to 11 for a breath.
    pub(crate) heart: [u8; 4],
    pub(crate) breath: [u8; 4],
    /// Medium: so many minutes in band 3 …
    pub(crate) medium: u32,
    /// … of the last so many that count.
    pub(crate) medium_of: usize,
    /// High: so many …
    pub(crate) high: u32,
    /// … of the last so many.
    pub(crate) high_of: usize,
    /// None of these is older than so many minutes.
    pub(crate) within_min: u32,
    /// Low: in band 2 for so many minutes that count …
    pub(crate) low_min: u32,
    /// … of which no more than so many do not.
    pub(crate) low_missing_min: u32,
    /// Over after so many minutes below band 2 …
    pub(crate) clear: usize,
    /// … or out of bed for so many: who is up is not lying ill with it.
    pub(crate) out_min: u8,
    /// With fewer samples than this a minute's rate is taken for what it is if the two minutes before
    /// agree …
    pub(crate) dense: u32,
    /// … to so many, heart and breath, per minute. Of somebody awake a mattress sensor says 12, 25 and
    /// 11 in three minutes running (Withings, 8 nights: 16 minutes from 25 on, none of them sleep).
    pub(crate) leaps: [u64; 2],
    /// In a minute with a mean movement from here on the body moves (the activity of a minute,
    /// care.md 2.2), and its rates say nothing of rest …
    pub(crate) still: u8,
    /// … and so in one with a movement from here on (radar.md 1.4: a large one).
    pub(crate) large: u8,
}

pub(crate) const BANDS: BandsPolicy = BandsPolicy {
    heart: [40, 0, 111, 131],
    breath: [8, 0, 21, 25],
    medium: 3,
    medium_of: 5,
    high: 5,
    high_of: 6,
    within_min: 15,
    low_min: 15,
    low_missing_min: 5,
    clear: 5,
    out_min: 30,
    dense: 5,
    leaps: [15, 6],
    still: 10,
    large: 31,
};

/// care.md 2.2, immobility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RepositioningPolicy {
    /// Large movement that goes on for so long is somebody being turned: longer than a turn-over.
    pub(crate) handled: Duration,
}

pub(crate) const REPOSITIONING: RepositioningPolicy = RepositioningPolicy { handled: s(20) };

/// What this resident needs beyond what the sensors say (contract.md §7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResidentPolicy {
    /// They cannot turn over by themselves: somebody does it after so long.
    pub repositioning: Option<Duration>,
}
