//! Which numbers decide? Every figure of the care rules, in one place, with its source.
//!
//! The defaults are the documents' values (care.md, hazard.md §6, contract.md). A configuration
//! may override each of them.

mod evidence;

use core::time::Duration;

pub(crate) use self::evidence::{EVIDENCE, reached};
use crate::time::Night;

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn min(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// The numbers of all machines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Is somebody in bed?
    pub bed: BedPolicy,
    /// Are they away from it for too long at night?
    pub absence: AbsencePolicy,
    /// Did they turn over?
    pub turn: TurnPolicy,
    /// Do they sleep?
    pub sleep: SleepPolicy,
    /// Was that a nap?
    pub nap: NapPolicy,
    /// Which vital signs may be shown?
    pub vitals: VitalsPolicy,
    /// How much do they move?
    pub activity: ActivityPolicy,
    /// Where are they?
    pub presence: PresencePolicy,
    /// Is the air safe?
    pub air: AirPolicy,
    /// Do the sensors live?
    pub pulse: PulsePolicy,
    /// When does an alarm call again?
    pub alarm: AlarmPolicy,
}

/// care.md 2.2: in bed, out of bed, bed exit, final rise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedPolicy {
    /// In bed without a break for so long is confirmed (30 s).
    pub settle: Duration,
    /// … or for so long with breath seen (10 s).
    pub settle_with_breath: Duration,
    /// Out of bed for so long after the first sign is confirmed (60 s).
    pub grace: Duration,
    /// … or for so long when a door or another room agrees (15 s).
    pub grace_if_seen_elsewhere: Duration,
    /// A shorter absence is no exit, and a shorter stay between two absences joins them (60 s).
    pub shortest: Duration,
    /// Without return for so long the exit was the final rise (60 min).
    pub final_rise: Duration,
    /// Body movement from here on is a large one: walking or getting up (31 of 100, radar.md 1.4).
    pub large: u8,
}

impl Default for BedPolicy {
    fn default() -> Self {
        Self {
            settle: s(30),
            settle_with_breath: s(10),
            grace: s(60),
            grace_if_seen_elsewhere: s(15),
            shortest: s(60),
            final_rise: min(60),
            large: 31,
        }
    }
}

/// care.md 2.2: toilet trip or long absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsencePolicy {
    /// Out of bed at night for so long: a low alarm (15 min).
    pub low: Duration,
    /// … a medium one (30 min).
    pub medium: Duration,
}

impl Default for AbsencePolicy {
    fn default() -> Self {
        Self { low: min(15), medium: min(30) }
    }
}

/// What decides besides (contract.md §3, `absent-from-bed`). No home changes it: a home says how long
/// its residents' trips are, not what counts as being found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AbsenceRule {
    /// Not seen anywhere for so long: high. Also where the entrance was opened: who went out is
    /// not to be expected back sooner.
    pub(crate) high: Duration,
    /// Somebody who is there and does not move, out of bed, for so long: medium. They may lie.
    pub(crate) still: Duration,
    /// A radar loses a still body for less than that (it says nobody after 1 to 2 min, care.md
    /// 2.1): what it says on both sides of the gap belongs together.
    pub(crate) flicker: Duration,
    /// Sleep so long before the night's start makes it a settled one, for who left before it.
    pub(crate) before: Duration,
    /// While the clock has never been right a settled night lasts for so long at most: longer than
    /// any home's.
    pub(crate) unset: Duration,
    /// … and who was seen so long after they left the bed has risen, whatever time it is.
    pub(crate) risen: Duration,
}

pub(crate) const ABSENCE: AbsenceRule = AbsenceRule {
    high: min(60),
    still: min(15),
    flicker: min(2),
    before: min(180),
    unset: min(14 * 60),
    risen: min(60),
};

/// When a stay in bed counts (contract.md §3): shorter, it ends no absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StayRule {
    /// From here on.
    pub(crate) least: Duration,
    /// How late a module may still say that they are in bed (5 min: MicRadar's own acceptance
    /// test, care.md 2.1): after that, without a sign of life, they are not.
    pub(crate) late: Duration,
    /// Looked at again so often meanwhile.
    pub(crate) look: Duration,
}

pub(crate) const STAY: StayRule = StayRule { least: s(60), late: min(5), look: s(5) };

/// When a night has begun for the resident, and not only for the clock (contract.md §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SettledRule {
    /// So many minutes in bed since the night began.
    pub(crate) in_bed: u16,
    /// So many minutes out of bed are a trip (care.md 2.2), and the stays on both sides are one.
    pub(crate) trip: u16,
}

pub(crate) const SETTLED: SettledRule = SettledRule { in_bed: 30, trip: 15 };

/// From when on leaving the bed is rising, learnt from the resident's own final rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RisingRule {
    /// So long before the night's end until enough is learnt (contract.md §3).
    pub(crate) at_first: Duration,
    /// Never earlier: a final rise begins at the earliest then (care.md 2.2).
    pub(crate) earliest: Duration,
    /// So many rises are kept: two weeks, as all personal baselines (care.md 2.2) …
    pub(crate) kept: usize,
    /// … and so many are enough: a week has every day that a resident lives by.
    pub(crate) enough: usize,
    /// So long before the earliest but one: the earliest may have been a fall.
    pub(crate) margin: Duration,
    /// So long after the night's end leaving the bed is still rising: until noon for the usual
    /// night.
    pub(crate) after: Duration,
}

pub(crate) const RISING: RisingRule = RisingRule {
    at_first: min(90),
    earliest: min(180),
    kept: 14,
    enough: 7,
    margin: min(15),
    after: min(5 * 60),
};

/// What counts as seen (contract.md §3): somebody about, and never one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeenRule {
    /// So many seconds of motion …
    pub(crate) least: u32,
    /// … seen by the bed's own sensor so many: longer than they sit there who are not back in bed.
    pub(crate) at_bed: u32,
    /// … within this time.
    pub(crate) within: u32,
    /// A sample of movement speaks of the time since the one before, at most so long: the slowest
    /// radars give one each 5 s (4.97 s measured, care.md 2.1).
    pub(crate) cadence: Duration,
    /// A word that they move holds for so long without another: some sensors say it once and are
    /// not heard to take it back.
    pub(crate) holds: Duration,
    /// Said again so often while it goes on.
    pub(crate) again: Duration,
}

pub(crate) const SEEN: SeenRule =
    SeenRule { least: 30, at_bed: 60, within: 120, cadence: s(6), holds: min(2), again: s(10) };

/// care.md 2.2 and contract.md §3, `inactivity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InactivityRule {
    /// Not seen since rising for so long: low.
    pub(crate) risen_low: Duration,
    /// … medium, where another working sensor could have seen them.
    pub(crate) risen_medium: Duration,
    /// At home by day and nothing moves, low, medium: 2 h, 4 h.
    pub(crate) day: [Duration; 2],
    /// … at any time, high: 12 h.
    pub(crate) any: Duration,
    /// Who is seen so soon after the entrance was used may be on the way out (2 min: a radar's
    /// presence ends so late, care.md 2.1).
    pub(crate) leaving: Duration,
}

pub(crate) const INACTIVITY: InactivityRule = InactivityRule {
    risen_low: min(60),
    risen_medium: min(120),
    day: [min(120), min(240)],
    any: min(12 * 60),
    leaving: min(2),
};

/// care.md 2.2: turn-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnPolicy {
    /// Body movement from here on belongs to a turn (30 of 100).
    pub movement: u8,
    /// Bursts closer together are one (10 s).
    pub join: Duration,
    /// A longer burst is no turn (20 s).
    pub longest: Duration,
    /// In bed for so long before and after (30 s).
    pub settled: Duration,
    /// No other turn for so long after one (30 s).
    pub refractory: Duration,
}

impl Default for TurnPolicy {
    fn default() -> Self {
        Self { movement: 30, join: s(10), longest: s(20), settled: s(30), refractory: s(30) }
    }
}

/// care.md 2.2 and 2.3: asleep per minute, onset, awakening.
#[derive(Clone, Debug, PartialEq)]
pub struct SleepPolicy {
    /// What turns a minute's mean body movement, times 12, into counts of which 300 is a
    /// resident's own 99th percentile awake in bed. 2.5 until 14 nights are known: lying awake a
    /// radar's minute means reach 10 of 100.
    pub scale: f32,
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
        Self { scale: 2.5, onset_run: 10, onset_asleep: 9, awakening: 3, stage_holds: min(11) }
    }
}

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
}

pub(crate) const NAP: NapLimits = NapLimits { longest_min: 180, overlap_min: 60, bridged: min(15) };

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

/// care.md 2.2: activity class, the share of the last 60 minutes with motion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityPolicy {
    /// Body movement from here on makes a minute one with motion (10 of 100: more than a sleeper's
    /// breathing and twitches).
    pub movement: u8,
    /// Below this share, per cent, activity is rare (10).
    pub rare_below_pct: u8,
    /// Above this share, per cent, it is frequent (30).
    pub frequent_above_pct: u8,
    /// With fewer minutes of evidence in the hour it is unknown (10).
    pub least_known_min: u8,
}

impl Default for ActivityPolicy {
    fn default() -> Self {
        Self { movement: 10, rare_below_pct: 10, frequent_above_pct: 30, least_known_min: 10 }
    }
}

/// Where is the resident? care.md 2.2: no evidence is unknown, never away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresencePolicy {
    /// The last sign of somebody at home holds for so long (60 min, the length after which an
    /// absence from bed is no longer a trip).
    pub holds: Duration,
    /// After the entrance was used, nobody seen by any radar for so long means away (10 min: five
    /// times the longest off-delay of a radar's presence, care.md 2.1).
    pub away_after: Duration,
    /// In a home that was empty a sign of somebody so soon after the entrance was opened means that
    /// somebody came in (2 min). Presence that has lasted since before the entrance was used is
    /// the sensor's delay for as long.
    pub came_within: Duration,
}

impl Default for PresencePolicy {
    fn default() -> Self {
        Self { holds: min(60), away_after: min(10), came_within: min(2) }
    }
}

/// How a glimpse of somebody is told from a sensor's delay. No home changes it: it says what
/// sensors do, and not how a home is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EyesPolicy {
    /// A sensor that never says that somebody has gone sees them anew after so long: longer than
    /// such sensors rest after each word.
    pub(crate) again: Duration,
    /// … and sees them for no longer than this (twice the longest off-delay of a radar's presence,
    /// care.md 2.1).
    pub(crate) holds: Duration,
}

pub(crate) const EYES: EyesPolicy = EyesPolicy { again: s(20), holds: min(4) };

/// Who goes through the entrance, and which way? The times are those of a labelled home (CASAS: 120
/// uses of the door in 15 days); what counts is that none lies near a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoorwayPolicy {
    /// Who goes out was seen so short a time before (there: at most 8 s; the rest is for dressing
    /// where no sensor looks).
    pub(crate) near: Duration,
    /// Somebody who begins to be seen so soon after the door was shut may have been seen through
    /// it (there: 0.1 s for who has gone; who is inside is seen again and again, the first time
    /// after 1.3 to 8 s).
    pub(crate) shuts: Duration,
    /// A number of body movement has ended so long after its person has gone, at the latest: some
    /// radars say the largest of half a minute.
    pub(crate) moving: Duration,
    /// Nobody seen inside for so long before the door is opened again: from outside.
    pub(crate) out: Duration,
    /// Who comes in is seen so short a time before the door says so (there: 0.1 s to 1.4 s), who
    /// walks up to it from inside earlier (there: from 5 s on).
    pub(crate) just_before: Duration,
    /// Glimpses in an empty home belong together that are no further apart …
    pub(crate) together: Duration,
    /// … and are somebody from so many on, one in another room counting twice (there: single ones
    /// in an empty home twice in 15 days) …
    pub(crate) glimpses: u8,
    /// … or when a number says motion for so long …
    pub(crate) moves: Duration,
    /// … or anything goes on for so long: a motion sensor may hold one pulse for two minutes.
    pub(crate) lasts: Duration,
    /// A visitor who was noticed so short a time before may be the one who goes out.
    pub(crate) company: Duration,
}

pub(crate) const DOORWAY: DoorwayPolicy = DoorwayPolicy {
    near: min(2),
    shuts: s(2),
    moving: s(60),
    out: min(2),
    just_before: s(4),
    together: min(2),
    glimpses: 3,
    moves: s(30),
    lasts: min(3),
    company: min(120),
};

/// How often may a door change? No home changes it: it bounds what is said, not what is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoorPolicy {
    /// So many changes at once: four times in and out with the shopping …
    pub(crate) budget: u32,
    /// … and one more after each of these.
    pub(crate) each: Duration,
    /// Beyond that a change counts once the door has been still for so long.
    pub(crate) still: Duration,
}

pub(crate) const DOOR: DoorPolicy = DoorPolicy { budget: 8, each: s(15), still: s(10) };

/// The entrance at the wrong time (care.md 2.2, night wandering and door left open).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntrancePolicy {
    /// The dead of night: an entrance that is opened in it is an alarm at once …
    pub(crate) dead_of_night: Night,
    /// … and a high one if it is not shut, with somebody seen inside, so soon after.
    pub(crate) back_within: Duration,
    /// An entrance may stand open for so long at night …
    pub(crate) open_at_night: Duration,
    /// … and by day.
    pub(crate) open_by_day: Duration,
    /// One that was left open by day: how often to ask whether it is night.
    pub(crate) look: Duration,
}

pub(crate) const ENTRANCE: EntrancePolicy = EntrancePolicy {
    dead_of_night: Night { from: 23 * 60, to: 5 * 60 },
    back_within: min(5),
    open_at_night: min(2),
    open_by_day: min(5),
    look: min(5),
};

/// care.md 2.2: night wandering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WanderingPolicy {
    /// A night has settled after so many minutes in bed, if they did not sleep before.
    pub(crate) settled_min: u16,
    /// So many exits …
    pub(crate) exits: usize,
    /// … within this.
    pub(crate) within: Duration,
    /// Or about for longer than this …
    pub(crate) about: Duration,
    /// … without a longer pause than this: who sits down for as long is no longer about.
    pub(crate) pause: Duration,
    /// Over after so many minutes in bed.
    pub(crate) back_min: u16,
}

pub(crate) const WANDERING: WanderingPolicy = WanderingPolicy {
    settled_min: 30,
    exits: 3,
    within: min(120),
    about: min(30),
    pause: min(10),
    back_min: 30,
};

/// contract.md §3, `visitor`: two persons at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VisitorPolicy {
    /// A radar counts two for so long: less may be a person and their reflection.
    pub(crate) targets: Duration,
    /// Of the last so many minutes …
    pub(crate) minutes: u32,
    /// … the bed breathed in so many while somebody moved elsewhere: getting up and lying down
    /// are such minutes too, two in all.
    pub(crate) both: u32,
    /// A bed that breathes is seen to do so that often at least; nobody goes to the door and back
    /// in less.
    pub(crate) breathes: Duration,
    /// … and still so long after the entrance was opened.
    pub(crate) goes_on: Duration,
    /// Who comes in by the entrance moves within this.
    pub(crate) comes_in: Duration,
    /// Without a sign of two for so long the visit is over.
    pub(crate) quiet: Duration,
}

pub(crate) const VISITOR: VisitorPolicy = VisitorPolicy {
    targets: s(30),
    minutes: 4,
    both: 3,
    breathes: s(20),
    goes_on: s(30),
    comes_in: min(3),
    quiet: min(30),
};

/// contract.md §3 and hazard.md §6: carbon monoxide and combustible gas.
#[derive(Clone, Debug, PartialEq)]
pub struct AirPolicy {
    /// Carbon monoxide, ppm.
    pub co: CoPolicy,
    /// High at once from here on, per cent LEL (10).
    pub gas_high_lel: f32,
    /// Medium from here on, per cent LEL (5) …
    pub gas_medium_lel: f32,
    /// … for so long (15 s).
    pub gas_medium_after: Duration,
    /// A value must stay below a limit for so long before the limit counts as left (60 s): neither
    /// an exposure nor an alarm may end on one low sample. Carbon monoxide is never clear before 5
    /// min.
    pub dip: Duration,
}

impl Default for AirPolicy {
    fn default() -> Self {
        Self {
            co: CoPolicy::default(),
            gas_high_lel: 10.0,
            gas_medium_lel: 5.0,
            gas_medium_after: s(15),
            dip: s(60),
        }
    }
}

/// How far a leap of carbon monoxide is believed (contract.md §3). No home changes it: it says what
/// a checksum of eight bits is worth, and not how a home is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct JumpPolicy {
    /// A leap begins below this, ppm …
    pub(crate) from: f32,
    /// … and reaches this.
    pub(crate) to: f32,
    /// It is held for no longer: three frames of the usual cells.
    pub(crate) hold: Duration,
}

pub(crate) const JUMP: JumpPolicy = JumpPolicy { from: 30.0, to: 100.0, hold: s(3) };

/// How the timers of carbon monoxide take silence (contract.md §3: silence neither raises nor ends).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DosePolicy {
    /// A number holds until the next for so long: the slowest that a wired sensor may be before it
    /// is lost (60 s).
    pub(crate) holds: Duration,
    /// In a silence up to this, what both its ends say is taken for what was in between: as long as
    /// a sleeper may be unseen (15 min).
    pub(crate) bridges: Duration,
}

pub(crate) const DOSE: DosePolicy = DosePolicy { holds: s(60), bridges: min(15) };

/// Carbon monoxide is over once it has been below its lowest limit for so long (contract.md §3: 5
/// min), or for [`AirPolicy::dip`] where a home has made that longer.
pub(crate) const CO_CLEAR: Duration = min(5);

/// A contact that is off, of a source that may measure too, is believed alone once no number has
/// come for so long (30 s: a module says its number within two seconds of its contact).
pub(crate) const CONTACT_ALONE: Duration = s(30);

/// How many ppm of a gas are 100 % of its lower explosive limit (contract.md §3, hazard.md §6).
pub(crate) const METHANE_LEL_PPM: f32 = 50_000.0;
pub(crate) const LPG_LEL_PPM: f32 = 21_000.0;

/// How far a warm-up is believed (contract.md §3). No home changes it either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WarmUpPolicy {
    /// From the beginning of one that was believed no other is for so long: a loose plug begins a
    /// new one every few minutes, and would mute its sensor for ever.
    pub(crate) apart: Duration,
    /// None is believed for longer than so many times its model's time.
    pub(crate) longest: u32,
    /// While a source warms up, over-range counts once it has stood for so long …
    pub(crate) over_range: Duration,
    /// … and what is otherwise high at once after so long; lower tiers wait for the end.
    pub(crate) high: Duration,
}

pub(crate) const WARM_UP: WarmUpPolicy =
    WarmUpPolicy { apart: min(60), longest: 2, over_range: s(5), high: s(60) };

/// The tiers of carbon monoxide (contract.md §3; times of EN 50291-1 and stricter).
#[derive(Clone, Debug, PartialEq)]
pub struct CoPolicy {
    /// High at once (300 ppm).
    pub high_at_once: f32,
    /// High after `high_after[0]`, medium at once (100 ppm).
    pub severe: f32,
    /// High after `high_after[1]` (50 ppm).
    pub raised: f32,
    /// High after `high_after[2]`, low after `low_after` (30 ppm).
    pub notable: f32,
    /// 10, 60, 120 min.
    pub high_after: [Duration; 3],
    /// 30 min.
    pub low_after: Duration,
}

impl Default for CoPolicy {
    fn default() -> Self {
        Self {
            high_at_once: 300.0,
            severe: 100.0,
            raised: 50.0,
            notable: 30.0,
            high_after: [min(10), min(60), min(120)],
            low_after: min(30),
        }
    }
}

/// contract.md §3, `sensor-lost` and `sensor-fault`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PulsePolicy {
    /// A radar without a valid frame for so long: low (60 s).
    pub radar_low: Duration,
    /// … medium (180 s).
    pub radar_medium: Duration,
    /// A wired hazard sensor or contact module is lost at its own deadline, at most after this
    /// (60 s): medium.
    pub wired: Duration,
    /// A fault is over when it was not repeated for so long while values came (60 s).
    pub fault_over: Duration,
}

impl Default for PulsePolicy {
    fn default() -> Self {
        Self { radar_low: s(60), radar_medium: s(180), wired: s(60), fault_over: s(60) }
    }
}

/// contract.md §4: an alarm that nobody has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmPolicy {
    /// Repeated every: low, medium, high (30 min, 5 min, 60 s).
    pub remind: [Duration; 3],
    /// Escalated after: low, medium, high (60 min, 5 min, 60 s).
    pub escalate: [Duration; 3],
}

impl Default for AlarmPolicy {
    fn default() -> Self {
        Self { remind: [min(30), min(5), s(60)], escalate: [min(60), min(5), s(60)] }
    }
}

/// How an alarm's condition ends and its call comes again (contract.md §3). No home changes it: a
/// longer or shorter wait here does not suit a home, it tells a desk less of what is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LifePolicy {
    /// A condition is over once it has been off for so long: a contact that goes on and off every
    /// few seconds is one alarm that goes on.
    pub(crate) off: Duration,
    /// A source that was lost is back once it was heard for so long without a silence: a loose plug
    /// is one alarm, and not one for each time that it touches.
    pub(crate) heard: Duration,
    /// A call for help is a new one if it comes so long after the last: nobody presses a button
    /// more slowly because he needs help less, and no contact bounces for longer.
    pub(crate) call_again: Duration,
}

pub(crate) const LIFE: LifePolicy = LifePolicy { off: s(30), heard: min(5), call_again: s(2) };

/// When does a contact chatter? No home changes it: a person cannot do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChatterPolicy {
    /// One change in so long can go on for ever: a door that a family with its shopping goes
    /// through is opened and closed every four seconds.
    pub(crate) each: Duration,
    /// So many more at once are no chatter: four uses in a row of a worn contact that bounces five
    /// times (public logs of such doors).
    pub(crate) at_once: u32,
}

pub(crate) const CHATTER: ChatterPolicy = ChatterPolicy { each: s(2), at_once: 20 };
