//! Which numbers of the policy may a home change, and how far?
//!
//! One row a number: its section and key, the least and the most that can be written, and where it
//! goes. The key ends in its unit. A row of [`safe`] guards a life: there the bound on the weak
//! side is the contract's own number (contract.md §3 and §4), so it can be made stricter and not
//! weaker.

use std::time::Duration;

use alerts::Policy;

use Field::{Byte, Minutes, Real, Seconds, Short};
use Weak::{High, Low};

/// One number that a configuration may change.
pub(crate) struct Knob {
    /// `bed` of `[policy.bed]`.
    pub(crate) section: &'static str,
    /// As in the file.
    pub(crate) key: &'static str,
    /// The least and the most, in the key's unit.
    pub(crate) bounds: (u32, u32),
    /// On which side it would weaken an alarm that protects a life.
    pub(crate) weak: Option<Weak>,
    /// Where it goes.
    pub(crate) field: fn(&mut Policy) -> Field<'_>,
}

/// The side of the bounds beyond which a number protects less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weak {
    Low,
    High,
}

/// A place in the policy, and the unit in which the file speaks of it.
pub(crate) enum Field<'p> {
    Seconds(&'p mut Duration),
    Minutes(&'p mut Duration),
    Byte(&'p mut u8),
    Short(&'p mut u16),
    Real(&'p mut f32),
}

impl Field<'_> {
    /// Whether only whole numbers fit.
    pub(crate) const fn is_whole(&self) -> bool {
        match self {
            Self::Seconds(_) | Self::Minutes(_) | Self::Byte(_) | Self::Short(_) => true,
            Self::Real(_) => false,
        }
    }

    /// The number in the file's unit.
    pub(crate) fn get(&self) -> f64 {
        match self {
            Self::Seconds(length) => length.as_secs_f64(),
            Self::Minutes(length) => length.as_secs_f64() / 60.0,
            Self::Byte(number) => f64::from(**number),
            Self::Short(number) => f64::from(**number),
            Self::Real(number) => f64::from(**number),
        }
    }

    /// Sets a number that is within its bounds (all bounds are below 65,536, none is negative).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounds are checked before"
    )]
    pub(crate) fn set(self, number: f64) {
        match self {
            Self::Seconds(length) => *length = Duration::from_secs(number as u64),
            Self::Minutes(length) => *length = Duration::from_secs(number as u64 * 60),
            Self::Byte(place) => *place = number as u8,
            Self::Short(place) => *place = number as u16,
            Self::Real(place) => *place = number as f32,
        }
    }
}

type Pick = fn(&mut Policy) -> Field<'_>;

const fn free(section: &'static str, key: &'static str, bounds: (u32, u32), field: Pick) -> Knob {
    Knob { section, key, bounds, weak: None, field }
}

const fn safe(
    name: (&'static str, &'static str),
    bounds: (u32, u32),
    weak: Weak,
    field: Pick,
) -> Knob {
    Knob { section: name.0, key: name.1, bounds, weak: Some(weak), field }
}

/// The sections of `[policy]`, in the order of the sample.
pub(crate) const SECTIONS: &[&str] = &[
    "bed", "absence", "turn", "sleep", "nap", "vitals", "activity", "presence", "air", "pulse",
    "alarm",
];

/// Pairs of keys of a section of which the first may not be above the second.
pub(crate) const ORDER: &[(&str, &str, &str)] = &[
    ("bed", "settle-with-breath-s", "settle-s"),
    ("bed", "grace-if-seen-elsewhere-s", "grace-s"),
    ("absence", "low-min", "medium-min"),
    ("sleep", "onset-asleep-min", "onset-run-min"),
    ("vitals", "heart-rate-least-per-min", "heart-rate-most-per-min"),
    ("vitals", "heart-rate-clamp-low-per-min", "heart-rate-clamp-high-per-min"),
    ("vitals", "breathing-rate-least-per-min", "breathing-rate-most-per-min"),
    ("activity", "rare-below-pct", "frequent-above-pct"),
    ("air", "co-notable-ppm", "co-raised-ppm"),
    ("air", "co-raised-ppm", "co-severe-ppm"),
    ("air", "co-severe-ppm", "co-high-at-once-ppm"),
    ("air", "gas-medium-lel", "gas-high-lel"),
    ("pulse", "radar-low-s", "radar-medium-s"),
];

/// Every number, in the order of the sample.
pub(crate) static KNOBS: &[Knob] = &[
    free("bed", "settle-s", (5, 300), |p| Seconds(&mut p.bed.settle)),
    free("bed", "settle-with-breath-s", (1, 300), |p| Seconds(&mut p.bed.settle_with_breath)),
    free("bed", "grace-s", (10, 300), |p| Seconds(&mut p.bed.grace)),
    free("bed", "grace-if-seen-elsewhere-s", (1, 300), |p| {
        Seconds(&mut p.bed.grace_if_seen_elsewhere)
    }),
    free("bed", "shortest-s", (10, 600), |p| Seconds(&mut p.bed.shortest)),
    free("bed", "final-rise-min", (20, 180), |p| Minutes(&mut p.bed.final_rise)),
    free("bed", "large-movement", (1, 100), |p| Byte(&mut p.bed.large)),
    free("absence", "low-min", (3, 60), |p| Minutes(&mut p.absence.low)),
    free("absence", "medium-min", (5, 120), |p| Minutes(&mut p.absence.medium)),
    free("turn", "movement", (1, 100), |p| Byte(&mut p.turn.movement)),
    free("turn", "join-s", (1, 60), |p| Seconds(&mut p.turn.join)),
    free("turn", "longest-s", (1, 120), |p| Seconds(&mut p.turn.longest)),
    free("turn", "settled-s", (1, 300), |p| Seconds(&mut p.turn.settled)),
    free("turn", "refractory-s", (0, 300), |p| Seconds(&mut p.turn.refractory)),
    free("sleep", "onset-run-min", (2, 60), |p| Byte(&mut p.sleep.onset_run)),
    free("sleep", "onset-asleep-min", (1, 60), |p| Byte(&mut p.sleep.onset_asleep)),
    free("sleep", "awakening-min", (1, 30), |p| Byte(&mut p.sleep.awakening)),
    free("sleep", "stage-holds-min", (1, 60), |p| Minutes(&mut p.sleep.stage_holds)),
    free("nap", "shortest-min", (5, 120), |p| Short(&mut p.nap.shortest_min)),
    free("nap", "join-min", (1, 60), |p| Minutes(&mut p.nap.join)),
    free("nap", "apart-min", (10, 240), |p| Minutes(&mut p.nap.apart)),
    free("vitals", "heart-rate-least-per-min", (20, 60), |p| {
        let [least, _] = &mut p.vitals.heart_rate;
        Byte(least)
    }),
    free("vitals", "heart-rate-most-per-min", (100, 250), |p| {
        let [_, most] = &mut p.vitals.heart_rate;
        Byte(most)
    }),
    free("vitals", "breathing-rate-least-per-min", (1, 12), |p| {
        let [least, _] = &mut p.vitals.breathing_rate;
        Byte(least)
    }),
    free("vitals", "breathing-rate-most-per-min", (20, 80), |p| {
        let [_, most] = &mut p.vitals.breathing_rate;
        Byte(most)
    }),
    free("vitals", "step-per-min", (5, 100), |p| Byte(&mut p.vitals.step)),
    free("vitals", "step-within-s", (1, 120), |p| Seconds(&mut p.vitals.step_within)),
    free("vitals", "stale-s", (10, 600), |p| Seconds(&mut p.vitals.stale)),
    free("vitals", "stuck-s", (10, 600), |p| Seconds(&mut p.vitals.stuck)),
    free("vitals", "heart-rate-clamp-low-per-min", (0, 250), |p| {
        let [low, _] = &mut p.vitals.clamp;
        Byte(low)
    }),
    free("vitals", "heart-rate-clamp-high-per-min", (0, 250), |p| {
        let [_, high] = &mut p.vitals.clamp;
        Byte(high)
    }),
    free("activity", "movement", (1, 100), |p| Byte(&mut p.activity.movement)),
    free("activity", "rare-below-pct", (1, 100), |p| Byte(&mut p.activity.rare_below_pct)),
    free("activity", "frequent-above-pct", (1, 100), |p| Byte(&mut p.activity.frequent_above_pct)),
    free("activity", "least-known-min", (1, 60), |p| Byte(&mut p.activity.least_known_min)),
    free("presence", "holds-min", (5, 240), |p| Minutes(&mut p.presence.holds)),
    free("presence", "away-after-min", (2, 60), |p| Minutes(&mut p.presence.away_after)),
    free("presence", "came-within-min", (1, 10), |p| Minutes(&mut p.presence.came_within)),
    safe(("air", "co-high-at-once-ppm"), (30, 300), High, |p| Real(&mut p.air.co.high_at_once)),
    safe(("air", "co-severe-ppm"), (20, 100), High, |p| Real(&mut p.air.co.severe)),
    safe(("air", "co-raised-ppm"), (20, 50), High, |p| Real(&mut p.air.co.raised)),
    safe(("air", "co-notable-ppm"), (10, 30), High, |p| Real(&mut p.air.co.notable)),
    safe(("air", "co-severe-after-min"), (1, 10), High, |p| {
        let [severe, _, _] = &mut p.air.co.high_after;
        Minutes(severe)
    }),
    safe(("air", "co-raised-after-min"), (1, 60), High, |p| {
        let [_, raised, _] = &mut p.air.co.high_after;
        Minutes(raised)
    }),
    safe(("air", "co-notable-after-min"), (1, 120), High, |p| {
        let [_, _, notable] = &mut p.air.co.high_after;
        Minutes(notable)
    }),
    safe(("air", "co-low-after-min"), (1, 30), High, |p| Minutes(&mut p.air.co.low_after)),
    safe(("air", "gas-high-lel"), (3, 10), High, |p| Real(&mut p.air.gas_high_lel)),
    safe(("air", "gas-medium-lel"), (2, 5), High, |p| Real(&mut p.air.gas_medium_lel)),
    safe(("air", "gas-medium-after-s"), (0, 15), High, |p| Seconds(&mut p.air.gas_medium_after)),
    safe(("air", "dip-s"), (60, 600), Low, |p| Seconds(&mut p.air.dip)),
    free("pulse", "radar-low-s", (15, 600), |p| Seconds(&mut p.pulse.radar_low)),
    free("pulse", "radar-medium-s", (30, 1800), |p| Seconds(&mut p.pulse.radar_medium)),
    safe(("pulse", "wired-s"), (10, 60), High, |p| Seconds(&mut p.pulse.wired)),
    free("pulse", "fault-over-s", (10, 600), |p| Seconds(&mut p.pulse.fault_over)),
    free("alarm", "remind-low-min", (5, 240), |p| {
        let [low, _, _] = &mut p.alarm.remind;
        Minutes(low)
    }),
    free("alarm", "remind-medium-min", (1, 60), |p| {
        let [_, medium, _] = &mut p.alarm.remind;
        Minutes(medium)
    }),
    safe(("alarm", "remind-high-s"), (10, 60), High, |p| {
        let [_, _, high] = &mut p.alarm.remind;
        Seconds(high)
    }),
    free("alarm", "escalate-low-min", (5, 240), |p| {
        let [low, _, _] = &mut p.alarm.escalate;
        Minutes(low)
    }),
    free("alarm", "escalate-medium-min", (1, 60), |p| {
        let [_, medium, _] = &mut p.alarm.escalate;
        Minutes(medium)
    }),
    safe(("alarm", "escalate-high-s"), (10, 60), High, |p| {
        let [_, _, high] = &mut p.alarm.escalate;
        Seconds(high)
    }),
];
