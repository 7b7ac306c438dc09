//! What decides of the place: seen, at home, at the door, up and about?

use core::time::Duration;

use super::{min, s};
use crate::time::Night;

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
    /// The entrance, where it is the only sign of anybody, is not used for so long, low, medium:
    /// 24 h, 48 h.
    pub(crate) unused: [Duration; 2],
    /// Who is seen so soon after the entrance was used may be on the way out (2 min: a radar's
    /// presence ends so late, care.md 2.1).
    pub(crate) leaving: Duration,
}

pub(crate) const INACTIVITY: InactivityRule = InactivityRule {
    risen_low: min(60),
    risen_medium: min(120),
    day: [min(120), min(240)],
    any: min(12 * 60),
    unused: [min(24 * 60), min(48 * 60)],
    leaving: min(2),
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
