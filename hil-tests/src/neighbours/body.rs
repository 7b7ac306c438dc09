//! How fast do heart and breath go? A slow drift of hours, a little noise of minutes, slower in sleep.

use alerts::message::Activity;
use fastrand::Rng;

/// Awake and at rest, of people over seventy (care.md 2.4 calls 50 to 90 usual).
const AT_REST: std::ops::RangeInclusive<u8> = 60..=79;

const HOUR_MS: i64 = 3_600_000;

/// Somebody's heart and lungs.
#[derive(Debug)]
pub(super) struct Body {
    at_rest: u8,
    breath: u8,
    /// Where in their drift they are: milliseconds.
    phase: i64,
    salt: u64,
}

impl Body {
    pub(super) fn new(rng: &mut Rng) -> Self {
        Self {
            at_rest: rng.u8(AT_REST),
            breath: rng.u8(13..=17),
            phase: rng.i64(0..24 * HOUR_MS),
            salt: rng.u64(..),
        }
    }

    /// Heart and breath of a moment, per minute.
    pub(super) fn rates(&self, wall: i64, asleep: bool, activity: Activity) -> (u8, u8) {
        let at = wall + self.phase;
        let drift = swings(at, 5 * HOUR_MS, 4) + swings(at, 23 * HOUR_MS / 10, 2);
        let noise = self.noise(wall.div_euclid(60_000)) + self.noise(wall.div_euclid(17_000));
        let effort = match (asleep, activity) {
            (true, _) => -8,
            (false, Activity::Frequent) => 6,
            (false, Activity::Occasional) => 2,
            (false, Activity::Rare | Activity::None | Activity::Unknown) => 0,
        };
        let heart = i64::from(self.at_rest) + drift + noise + effort;
        let breath = i64::from(self.breath) + effort / 4 + noise.signum();
        let rate = |value: i64, low, high| u8::try_from(value.clamp(low, high)).unwrap_or(70);
        (rate(heart, 48, 92), rate(breath, 10, 22))
    }

    /// −1, 0 or 1, the same each time.
    fn noise(&self, of: i64) -> i64 {
        let mut rng = Rng::with_seed(self.salt ^ of.unsigned_abs());
        rng.i64(-1..=1)
    }
}

/// A swing between −`by` and `by`, as a triangle: nobody sees that it is no sine.
fn swings(at: i64, period: i64, by: i64) -> i64 {
    let quarter = period / 4;
    let along = at.rem_euclid(period);
    let up = if along < 2 * quarter { along - quarter } else { 3 * quarter - along };
    by * up / quarter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleeper_s_heart_is_slower_and_both_stay_in_what_is_usual() {
        for seed in 0..50 {
            let body = Body::new(&mut Rng::with_seed(seed));
            let mean = |asleep| {
                let minutes = (0..1_440).map(|minute| {
                    let (heart, breath) = body.rates(minute * 60_000, asleep, Activity::Rare);
                    assert!((48..=92).contains(&heart) && (10..=22).contains(&breath));
                    u32::from(heart)
                });
                minutes.sum::<u32>() / 1_440
            };

            assert!(mean(true) + 5 < mean(false), "{body:?}");
        }
    }
}
