//! How much movement is much for this resident, as this radar sees them?
//!
//! Radars differ in how large they call a movement, and people in how they sleep; formulas for
//! sleep need counts that mean the same everywhere. So the unit is the resident's own: the movement
//! that nearly all their minutes in bed stay below, above the radar's floor. Nothing is set in a
//! home: the first night begins with a unit that is usual and learns its own within the hour, and
//! each later one begins with what the nights before had in common.
//!
//! Minutes awake count for no more than a usual share, or who lies awake for half a night would
//! teach that lying awake is stillness. Which minutes those are depends on the unit again: it is
//! found in a few passes.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::index::judge;
use crate::policy::SCALE;
use crate::record::Past;

/// A floor and a unit above it, hundredths of what a radar calls 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scale {
    floor: u16,
    unit: u16,
}

impl Default for Scale {
    fn default() -> Self {
        Self { floor: hundredths(SCALE.floor_at_first), unit: hundredths(SCALE.at_first) }
    }
}

impl Scale {
    /// A movement (hundredths) in units above the floor.
    pub(crate) fn of(self, movement: u16) -> f32 {
        f32::from(movement.saturating_sub(self.floor)) / f32::from(self.unit.max(1))
    }

    /// The same, with no smaller unit than that of a new home: of somebody who lies very still every
    /// turn-over would be great unrest.
    pub(crate) fn coarse(self) -> Self {
        Self { unit: self.unit.max(hundredths(SCALE.at_first)), ..self }
    }

    /// Whether that much (0 to 100) is more than a radar says of somebody who lies still; `usual` is what it
    /// says at most in most minutes of their sleep, hundredths, as far as that is known.
    pub(crate) fn is_stir(self, movement: u8, usual: u16) -> bool {
        let least = hundredths(SCALE.stir_floor);
        let above = self.floor.max(least).saturating_add(hundredths(SCALE.stir));
        let usual =
            usual.min(hundredths(SCALE.usual_most)).saturating_add(hundredths(SCALE.above_usual));
        u16::from(movement) * 100 >= above.max(usual)
    }
}

/// What was learnt from the nights so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Before {
    nights: u8,
    unit: u16,
}

impl Before {
    /// A night is over, and had that scale.
    pub(crate) fn learn(&mut self, scale: Scale) {
        self.nights = self.nights.saturating_add(1).min(SCALE.nights);
        let (unit, nights) = (i32::from(self.unit), i32::from(self.nights));
        let unit = unit + (i32::from(scale.unit) - unit) / nights;
        self.unit = u16::try_from(unit).unwrap_or(self.unit);
    }

    /// The unit, and as how many minutes it counts.
    fn weighs(self) -> (f32, f32) {
        match self.nights {
            0 => (SCALE.at_first, float(SCALE.before_min)),
            nights => {
                let minutes = SCALE.before_min + SCALE.night_min * u32::from(nights);
                (f32::from(self.unit) / 100.0, float(minutes))
            }
        }
    }
}

/// What these minutes teach.
pub(crate) fn learn(minutes: &[Past], before: Before) -> Scale {
    let mut weights: Vec<u32> = alloc::vec![ONE; minutes.len()];
    let mut scale = Scale::default();
    for pass in 1..=SCALE.passes {
        scale = measure(minutes, &weights, before);
        if pass < SCALE.passes && !weigh(minutes, scale, &mut weights) {
            break;
        }
    }
    scale
}

/// The weight of a minute that counts fully.
const ONE: u32 = 1_000;

fn measure(minutes: &[Past], weights: &[u32], before: Before) -> Scale {
    let mut levels: Vec<(u16, u32)> = minutes
        .iter()
        .zip(weights)
        .filter(|(past, _)| past.in_bed == Some(true))
        .filter_map(|(past, weight)| Some((past.movement?, *weight)))
        .collect();
    levels.sort_unstable();
    let (usual, counts) = before.weighs();
    let highest =
        if levels.len() < SCALE.floor_known_min { SCALE.floor_at_first } else { SCALE.floor_most };
    let known = float(u32::try_from(levels.len()).unwrap_or(u32::MAX));
    let floor = share(&levels, SCALE.floor_permille).unwrap_or(0).min(hundredths(highest));
    let above = share(&levels, SCALE.unit_permille).unwrap_or(0).saturating_sub(floor);
    let own = (f32::from(above) / 100.0).max(SCALE.least);
    let unit = (known * own + counts * usual) / (known + counts);
    Scale { floor, unit: hundredths(unit) }
}

/// The level that so many per mille of them stay at or below.
fn share(levels: &[(u16, u32)], permille: u32) -> Option<u16> {
    let all: u64 = levels.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let mut below = 0;
    let reaches = |&&(_, weight): &&(u16, u32)| {
        below += u64::from(weight);
        below * 1_000 >= all * u64::from(permille)
    };
    levels.iter().find(reaches).or(levels.last()).map(|(level, _)| *level)
}

/// Minutes awake weigh so much that all of them are no more than their share. Whether anything is
/// left to learn from.
fn weigh(minutes: &[Past], scale: Scale, weights: &mut [u32]) -> bool {
    let judged = judge(minutes, scale);
    let in_bed = |past: &Past| past.in_bed == Some(true) && past.movement.is_some();
    let (mut awake, mut all) = (0_u32, 0_u32);
    for (past, judged) in minutes.iter().zip(&judged).filter(|(past, _)| in_bed(past)) {
        all += 1;
        awake += u32::from(past.in_bed == Some(true) && judged.verdict == Verdict::Awake);
    }
    let asleep = float(all - awake);
    let most = SCALE.awake_share * asleep / (1.0 - SCALE.awake_share);
    let weight = if float(awake) <= SCALE.awake_share * float(all) {
        ONE
    } else {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to ONE")]
        let weight = (float(ONE) * most / float(awake)) as u32;
        weight
    };
    for (weighs, judged) in weights.iter_mut().zip(&judged) {
        *weighs = if judged.verdict == Verdict::Awake { weight } else { ONE };
    }
    asleep + float(awake) * float(weight) / float(ONE) >= 5.0
}

#[allow(clippy::cast_precision_loss, reason = "minutes of two days")]
const fn float(number: u32) -> f32 {
    number as f32
}

/// To the nearest.
pub(super) fn hundredths(value: f32) -> u16 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let value = (value * 100.0 + 0.5) as u16;
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radar_that_calls_everything_half_as_large_tells_the_same() {
        let told = |scaled: fn(u16) -> u16| {
            let night: Vec<Past> = (0..480).map(|n| in_bed(scaled(sleeper(n)))).collect();
            let scale = learn(&night, Before::default());
            judge(&night, scale).into_iter().map(|minute| minute.verdict).collect::<Vec<_>>()
        };
        let [usual, half, twice] = [told(|m| m), told(|m| m / 2), told(|m| m * 2)];
        let differ = |other: &[Verdict]| usual.iter().zip(other).filter(|(a, b)| a != b).count();
        assert!(differ(&half) <= 5 && differ(&twice) <= 5, "{} {}", differ(&half), differ(&twice));
    }

    #[test]
    fn long_lying_awake_does_not_teach_that_it_is_sleep() {
        let night = |awake: u16| -> Vec<Past> {
            (0..awake)
                .map(|n| in_bed(800 + n * 97 % 2_000))
                .chain((0..480).map(|n| in_bed(sleeper(n))))
                .collect()
        };
        let asleep = |awake: u16| {
            let night = night(awake);
            let judged = judge(&night, learn(&night, Before::default()));
            let first = judged.into_iter().take(awake.into());
            first.filter(|minute| minute.verdict == Verdict::Asleep).count()
        };
        assert_eq!([asleep(60), asleep(180), asleep(300)], [0, 0, 0]);
    }

    #[test]
    fn nothing_known_is_what_is_usual_and_nights_are_remembered() {
        assert_eq!(learn(&[], Before::default()), Scale { floor: 0, unit: 250 });
        let mut before = Before::default();
        (0..3).for_each(|_| before.learn(Scale { floor: 100, unit: 400 }));
        assert_eq!(before, Before { nights: 3, unit: 400 });
        assert_eq!(learn(&[], before).unit, 400);
    }

    /// Still, with a burst now and then and a quarter of an hour awake.
    fn sleeper(minute: u16) -> u16 {
        match minute {
            200..215 => 1_200 + minute * 53 % 900,
            _ if minute % 11 == 3 => 450 + minute * 29 % 300,
            _ => 200,
        }
    }

    fn in_bed(movement: u16) -> Past {
        Past { in_bed: Some(true), movement: Some(movement), ..Past::default() }
    }
}
