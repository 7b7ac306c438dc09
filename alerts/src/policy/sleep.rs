//! What decides of sleep and naps?

use core::time::Duration;

use super::min;

/// care.md 2.2 and 2.3: onset, awakening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SleepPolicy {
    /// Sleep begins with the first run of so many minutes (10) …
    pub onset_run: u8,
    /// … of which so many are asleep (9).
    pub onset_asleep: u8,
    /// So many minutes awake in a row are an awakening (3), and change what the wall shows.
    pub awakening: u8,
    /// The radar's own sleep stage holds for so long (11 min: it comes every ten minutes).
    pub stage_holds: Duration,
}

impl Default for SleepPolicy {
    fn default() -> Self {
        Self { onset_run: 10, onset_asleep: 9, awakening: 3, stage_holds: min(11) }
    }
}

/// Whether a minute is one of sleep. The weights are Cole and Kripke's; the other numbers were
/// found on fifteen people with PSG, the same for three ways in which a radar may see their wrists'
/// movement (docs/decisions/0008).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScorePolicy {
    /// Cole-Kripke for minutes, from four before to two after (care.md 2.3).
    pub(crate) weights: [f32; 7],
    /// No minute's movement weighs more than so many of the resident's own units.
    pub(crate) most: f32,
    /// What the weighed movement counts, …
    pub(crate) movement: f32,
    /// … and what the unrest of the last while does. Together they reach 1 in somebody awake.
    pub(crate) unrest: f32,
    /// A minute with so much movement, in the resident's own units, is one of half unrest.
    pub(crate) half: f32,
    /// By so much of the difference unrest follows a minute: 1 − exp(−1/12), a memory of 12 min.
    pub(crate) follows: f32,
    /// A radar's stage counts so much: less than a tenth to a fifth of what decides.
    pub(crate) stage_awake: f32,
    pub(crate) stage_light: f32,
    pub(crate) stage_deep: f32,
    /// Movement that weighs less than this alone is stillness: a sleep that lasts began with it, …
    pub(crate) still: f32,
    /// Less than this is rest: about 5 of 100 for a radar and a resident of whom little is known.
    pub(crate) rest: f32,
    /// … so many minutes before it was told from lying awake …
    pub(crate) still_min: usize,
    /// … if it lasts so long.
    pub(crate) lasts_min: usize,
    /// … and an awakening that does may have begun so many minutes before it was told: as long as unrest
    /// is remembered.
    pub(crate) unrest_min: usize,
}

pub(crate) const SCORE: ScorePolicy = ScorePolicy {
    weights: [106.0, 54.0, 58.0, 76.0, 230.0, 74.0, 67.0],
    most: 4.0,
    movement: 0.43,
    unrest: 1.92,
    half: 0.6,
    follows: 0.08,
    stage_awake: 0.15,
    stage_light: -0.05,
    stage_deep: -0.15,
    still: 0.25,
    rest: 0.5,
    still_min: 5,
    lasts_min: 10,
    unrest_min: 12,
};

/// What is other where a short sleep that is over is looked at from both sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LookPolicy {
    /// What the unrest on both sides counts: less than that of the past alone, which has to be sure
    /// of somebody who may go on reading.
    pub(crate) unrest: f32,
    /// 1 − exp(−1/5): a memory of 5 min on each side.
    pub(crate) follows: f32,
    /// Looked at from so many minutes before its first told minute on …
    pub(crate) before_min: u16,
    /// … it may have begun so many earlier, and ended so many later.
    pub(crate) earlier_min: u16,
    pub(crate) later_min: u16,
    /// Whether they stir again and again is asked of the minutes up to so many before and after: in more
    /// than this share of them, per cent.
    pub(crate) around_min: usize,
    pub(crate) stirs_pct: u32,
}

pub(crate) const LOOK: LookPolicy = LookPolicy {
    unrest: 1.65,
    follows: 0.18,
    before_min: 60,
    earlier_min: 15,
    later_min: 6,
    around_min: 4,
    stirs_pct: 70,
};

/// How much movement is much for this resident, as this radar sees them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScalePolicy {
    /// Their own unit is what this share of their minutes in bed stays below, per mille …
    pub(crate) unit_permille: u32,
    /// … above what lies below this share: the radar's own floor.
    pub(crate) floor_permille: u32,
    /// The floor is at most this (a radar says 1 to 2 of somebody still: care.md 2.1) …
    pub(crate) floor_at_first: f32,
    /// … until so many minutes in bed are known, and then this.
    pub(crate) floor_known_min: usize,
    pub(crate) floor_most: f32,
    /// So much above the floor is a stir, if only once in a minute: a limb or the head (radar.md 1.4: 2 to
    /// 30). Twice what a radar says of somebody still is not enough: now and then it says 3 or 4 of
    /// nothing but breath. That one has to be so every few seconds would ask too much of the faintest:
    /// who reads moves for two seconds in fifty.
    pub(crate) stir: f32,
    /// … above this at least, though a radar says 0 of somebody still.
    pub(crate) stir_floor: f32,
    /// A radar that says much of somebody asleep, and who twitches in their sleep, would never nap: a stir
    /// is also above what 60 of 100 minutes of their sleep stay below, by so much …
    pub(crate) above_usual: f32,
    /// … where that is no more than this: half of what a turn-over begins with.
    pub(crate) usual_most: f32,
    /// It begins with what a radar says at most of somebody still, and is followed by so much a minute,
    /// hundredths, 3 up to 2 down for 60 of 100: a night is enough to learn it, and an hour of reading
    /// that was taken for sleep is not.
    pub(crate) usual_at_first: f32,
    pub(crate) usual_up: u16,
    pub(crate) usual_down: u16,
    /// No unit is smaller: it would make unrest of a radar's rounding.
    pub(crate) least: f32,
    /// The unit before anything is known of the resident, or learnt from earlier nights: small, so
    /// that a new home takes nobody for asleep who reads.
    pub(crate) at_first: f32,
    /// What was before counts as so many minutes, and more for each night that was learnt from, up
    /// to so many nights.
    pub(crate) before_min: u32,
    pub(crate) night_min: u32,
    pub(crate) nights: u8,
    /// Minutes awake count for no more than this share of all, or nights of long lying awake would
    /// teach that their unrest is sleep.
    pub(crate) awake_share: f32,
    /// So often is what is asleep told anew by what was learnt, and learnt again.
    pub(crate) passes: u8,
    /// Learnt again after so many minutes in bed.
    pub(crate) every_min: u8,
}

pub(crate) const SCALE: ScalePolicy = ScalePolicy {
    unit_permille: 930,
    floor_permille: 100,
    floor_at_first: 2.0,
    floor_known_min: 240,
    floor_most: 10.0,
    stir: 3.5,
    stir_floor: 1.0,
    above_usual: 1.0,
    usual_most: 15.0,
    usual_at_first: 2.0,
    usual_up: 6,
    usual_down: 4,
    least: 1.0,
    at_first: 2.5,
    before_min: 15,
    night_min: 60,
    nights: 14,
    awake_share: 0.10,
    passes: 6,
    every_min: 10,
};

/// care.md 2.2: nap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NapPolicy {
    /// Minutes asleep at least (20).
    pub shortest_min: u16,
    /// Longer awake than this ends it (10 min).
    pub join: Duration,
    /// Closer to the main sleep it belongs to that (60 min).
    pub apart: Duration,
}

impl Default for NapPolicy {
    fn default() -> Self {
        Self { shortest_min: 20, join: min(10), apart: min(60) }
    }
}

/// contract.md §3, `event/nap`: what no home changes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NapLimits {
    /// Longer sleep is a night's.
    pub(crate) longest_min: u16,
    /// … and so is sleep that lies in the night for so long.
    pub(crate) overlap_min: u16,
    /// So many minutes of which nothing is known are bridged.
    pub(crate) bridged: Duration,
    /// A nap that is as long as this may be the first part of more: it is said when no more comes.
    pub(crate) waits_min: u16,
    /// Who stirs in more of its minutes than this does not sleep, per cent. Made sleepers do so in 15 to
    /// 18 of 100, readers in 65 and more, and who only lies awake in 80, hardly depending on how strongly
    /// the radar sees it: that tells them apart before anything is known of a resident
    /// (docs/decisions/0008).
    pub(crate) stirs_pct: u32,
    /// So many minutes of stillness before it belong to it: as long as whoever falls asleep at once
    /// is not told from somebody awake.
    pub(crate) still_min: u16,
}

pub(crate) const NAP: NapLimits = NapLimits {
    longest_min: 180,
    overlap_min: 60,
    bridged: min(15),
    waits_min: 90,
    stirs_pct: 40,
    still_min: 8,
};

/// care.md 2.2: what belongs to a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NightPolicy {
    /// Absences up to this are part of the time in bed.
    pub(crate) trip: Duration,
    /// Sleep that is closer than this belongs together.
    pub(crate) together_min: usize,
    /// Of a night of which less is known, nothing is said that needs the whole of it, per cent.
    pub(crate) enough_pct: u32,
    /// An evening's nap ends so shortly before the night.
    pub(crate) evening: Duration,
    /// Who has been out of bed for so long has got up.
    pub(crate) up: Duration,
    /// Where no sleep is told, who lay in bed at night for so long went to bed.
    pub(crate) lay: Duration,
}

pub(crate) const NIGHT: NightPolicy = NightPolicy {
    trip: min(15),
    together_min: 60,
    enough_pct: 50,
    evening: min(120),
    up: min(60),
    lay: min(30),
};
