//! What does somebody who lives alone do from one noon to the next?

use alerts::message::Activity;
use fastrand::Rng;

use super::trouble::Kind;
use super::{CONFIRMS_AFTER, DAY_MS, OFFSET_S};

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    LiesDown,
    FallsAsleep,
    WakesUp,
    Turns {
        length_s: u32,
    },
    Naps {
        from: i64,
        min: u16,
    },
    LeavesBed,
    /// It is certain that they have left the bed.
    IsOut,
    GotUp,
    OpensDoor,
    ShutsDoor,
    LeavesHome,
    ComesHome,
    IsAbout {
        activity: Activity,
        seated: bool,
    },
    /// Midnight.
    DayBegins,
    /// Noon.
    NightBegins,
    Trouble(Kind),
}

/// The noon before a moment.
pub(super) fn noon_before(at: i64) -> i64 {
    let offset = i64::from(OFFSET_S) * 1_000 - DAY_MS / 2;
    (at + offset).div_euclid(DAY_MS) * DAY_MS - offset
}

/// A day from that noon on, oldest first; of a hundred of them `troubled` have an alarm.
pub(super) fn plan(rng: &mut Rng, noon: i64, troubled: u8) -> Vec<(i64, Act)> {
    let trouble = (rng.u8(..100) < troubled).then(|| rng.u8(..100));
    let mut day = Plan { noon, acts: vec![(noon, Act::NightBegins)] };
    day.at(12 * 60 * 60, Act::DayBegins);
    day.is_about(rng);
    if rng.u8(..100) < 55 {
        day.naps(rng);
    }
    if rng.u8(..100) < 45 {
        let leaves = minutes(rng, 200, 265);
        day.goes_out(rng, leaves, trouble == Some(0) || matches!(trouble, Some(71..=84)));
    }
    let bed = minutes(rng, 525, 620);
    let wakes = minutes(rng, 1_040, 1_115);
    day.sleeps(rng, bed, wakes, matches!(trouble, Some(0..=29)));
    if rng.u8(..100) < 60 {
        let leaves = minutes(rng, 1_215, 1_290);
        day.goes_out(rng, leaves, false);
    }
    day.has_trouble(rng, trouble);
    day.acts.sort_by_key(|(at, _)| *at);
    day.acts
}

/// Seconds after noon, of a minute between these.
fn minutes(rng: &mut Rng, from: i64, to: i64) -> i64 {
    rng.i64(from * 60..to * 60)
}

struct Plan {
    noon: i64,
    acts: Vec<(i64, Act)>,
}

impl Plan {
    fn at(&mut self, seconds: i64, act: Act) {
        self.acts.push((self.noon + seconds * 1_000, act));
    }

    /// How they move about while they are up; in bed and away nobody asks.
    fn is_about(&mut self, rng: &mut Rng) {
        let mut at = 0;
        while at < 24 * 60 * 60 {
            let (activity, seated) = match rng.u8(..100) {
                0..=24 => (Activity::Frequent, rng.u8(..100) < 55),
                25..=64 => (Activity::Occasional, rng.u8(..100) < 80),
                65..=94 => (Activity::Rare, rng.u8(..100) < 85),
                _ => (Activity::None, true),
            };
            self.at(at, Act::IsAbout { activity, seated });
            at += minutes(rng, 12, 45);
        }
    }

    fn naps(&mut self, rng: &mut Rng) {
        let lies_down = minutes(rng, 35, 95);
        let asleep = lies_down + minutes(rng, 5, 12);
        let min = rng.u16(20..=75);
        let wakes = asleep + i64::from(min) * 60;
        self.at(lies_down, Act::LiesDown);
        self.at(asleep, Act::FallsAsleep);
        self.at(wakes, Act::WakesUp);
        self.at(wakes + 120, Act::Naps { from: self.noon + asleep * 1_000, min });
        self.leaves_bed(wakes + 240);
    }

    fn leaves_bed(&mut self, at: i64) {
        self.at(at, Act::LeavesBed);
        let confirmed = at + i64::try_from(CONFIRMS_AFTER.as_secs()).unwrap_or(75);
        self.at(confirmed, Act::IsOut);
    }

    fn goes_out(&mut self, rng: &mut Rng, leaves: i64, forgets_the_door: bool) {
        let back = leaves + minutes(rng, 30, 105);
        self.at(leaves, Act::OpensDoor);
        self.at(leaves + 8, Act::ShutsDoor);
        self.at(leaves + 120, Act::LeavesHome);
        self.at(back, Act::OpensDoor);
        self.at(back + 20, Act::ComesHome);
        let open = if forgets_the_door {
            self.at(back + 600, Act::Trouble(Kind::DoorLeftOpen { for_s: 300 }));
            900
        } else {
            11
        };
        self.at(back + open, Act::ShutsDoor);
    }

    /// The night: falls asleep, turns over, gets up to the toilet, wakes up, rises.
    fn sleeps(&mut self, rng: &mut Rng, bed: i64, wakes: i64, stays_out: bool) {
        self.at(bed, Act::LiesDown);
        let mut asleep = bed + minutes(rng, 7, 24);
        let toilets = match (stays_out, rng.u8(..6)) {
            (true, any) => 1 + any % 2,
            (false, 0) => 0,
            (false, 1 | 2) => 1,
            (false, 3 | 4) => 2,
            (false, _) => 3,
        };
        let stretch = (wakes - asleep) / (i64::from(toilets) + 1);
        for toilet in 0..toilets {
            let up = asleep + stretch - minutes(rng, 0, 25);
            let long = stays_out && toilet == 0;
            let away = if long { minutes(rng, 19, 28) } else { minutes(rng, 3, 9) };
            self.asleep(rng, asleep, up);
            self.leaves_bed(up + 60);
            if long {
                let for_s = u32::try_from(away - 15 * 60).unwrap_or(60);
                self.at(up + 60 + 15 * 60, Act::Trouble(Kind::AbsentFromBed { for_s }));
            }
            self.at(up + 60 + away, Act::LiesDown);
            asleep = up + 60 + away + minutes(rng, 4, 15);
        }
        self.asleep(rng, asleep, wakes);
        let rises = wakes + minutes(rng, 3, 14);
        self.leaves_bed(rises);
        self.at(rises + 60 * 60, Act::GotUp);
    }

    fn asleep(&mut self, rng: &mut Rng, from: i64, to: i64) {
        self.at(from, Act::FallsAsleep);
        let mut turn = from + minutes(rng, 14, 38);
        while turn < to - 180 {
            self.at(turn, Act::Turns { length_s: rng.u32(4..=9) });
            turn += minutes(rng, 17, 38);
        }
        self.at(to, Act::WakesUp);
    }

    /// What is left of a hundred kinds of bad day.
    fn has_trouble(&mut self, rng: &mut Rng, trouble: Option<u8>) {
        let day = minutes(rng, 180, 480);
        match trouble {
            // In the night, and with the door: above.
            None | Some(0..=29 | 71..=84) => {}
            Some(30..=54) => {
                let for_s = rng.u32(12 * 60..50 * 60);
                self.at(day, Act::Trouble(Kind::SensorLost { for_s }));
            }
            Some(55..=70) => self.at(day, Act::Trouble(Kind::LowBattery { for_s: 26 * 3_600 })),
            Some(85..=94) => {
                let for_s = rng.u32(10 * 60..40 * 60);
                self.at(day, Act::Trouble(Kind::Inactivity { for_s }));
            }
            Some(_) => self.at(day, Act::Trouble(Kind::Sos { until_s: rng.u32(120..420) })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_its_night_and_nobody_is_in_bed_and_out_of_the_house() {
        for seed in 0..300 {
            let mut rng = Rng::with_seed(seed);
            let (mut in_bed, mut away, mut asleep) = (false, false, false);
            let mut nights = 0;
            for day in 0..3 {
                for (at, act) in plan(&mut rng, day * DAY_MS, 50) {
                    assert!((0..2 * DAY_MS).contains(&(at - day * DAY_MS)), "{act:?} at {at}");
                    match act {
                        Act::LiesDown => {
                            assert!(!in_bed && !away, "seed {seed}");
                            in_bed = true;
                        }
                        Act::LeavesBed => {
                            assert!(in_bed && !asleep, "seed {seed}");
                            in_bed = false;
                        }
                        Act::FallsAsleep => asleep = in_bed,
                        Act::WakesUp => asleep = false,
                        Act::Turns { .. } => assert!(asleep, "seed {seed}"),
                        Act::LeavesHome => {
                            assert!(!in_bed, "seed {seed}");
                            away = true;
                        }
                        Act::ComesHome => away = false,
                        Act::GotUp => nights += 1,
                        Act::Naps { .. }
                        | Act::IsOut
                        | Act::OpensDoor
                        | Act::ShutsDoor
                        | Act::IsAbout { .. }
                        | Act::DayBegins
                        | Act::NightBegins
                        | Act::Trouble(_) => {}
                    }
                }
            }
            assert_eq!(nights, 3);
        }
    }

    #[test]
    fn noon_is_the_home_s_and_not_greenwich_s() {
        // 2026-11-23T20:00+08:00 and its noon, 04:00 UTC.
        assert_eq!(noon_before(1_795_435_200_000), 1_795_406_400_000);
        assert_eq!(noon_before(1_795_406_400_000), 1_795_406_400_000);
        assert_eq!(noon_before(1_795_406_399_999), 1_795_320_000_000);
    }
}
