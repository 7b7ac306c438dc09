//! What did they do, minute by minute? Two days of somebody made up, by a seed: from noon on, or from
//! the evening on for who sleeps by day.
//!
//! Each way of living has something by which sleep is taken for what it is not: a nap of any length,
//! a night of tossing, a book in bed, a night in two parts, a night that is the day.

use fastrand::Rng;

/// What they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Out of the radar's view.
    Away,
    /// On the way to the bed or from it.
    AtBed,
    /// In bed with a book.
    Reads,
    /// In bed, awake.
    Awake,
    /// In bed, awake and restless.
    Tosses,
    /// In bed, asleep.
    Asleep,
    /// On the bed, about to stand.
    Rises,
}

impl Doing {
    /// On the bed.
    pub(crate) const fn in_bed(self) -> bool {
        match self {
            Self::Reads | Self::Awake | Self::Tosses | Self::Asleep | Self::Rises => true,
            Self::Away | Self::AtBed => false,
        }
    }
}

/// A way of living.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Naps of 0 to 80 min in the afternoon, and a night with trips.
    Naps,
    /// Nights of tossing between stretches of sleep.
    Restless,
    /// Reads in bed for 20 to 90 min in the evening, and after lunch.
    Reader,
    /// Up for 1 to 3 h in the middle of the night.
    TwoParts,
    /// Sleeps from the morning to the afternoon, and is out at night.
    NightWorker,
}

impl Way {
    pub(crate) const ALL: [Self; 5] =
        [Self::Naps, Self::Restless, Self::Reader, Self::TwoParts, Self::NightWorker];

    /// The hour of the day with which a life begins: one in which they do not sleep.
    pub(crate) const fn begins(self) -> u8 {
        match self {
            Self::Naps | Self::Restless | Self::Reader | Self::TwoParts => 12,
            Self::NightWorker => 18,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Naps => "naps",
            Self::Restless => "restless",
            Self::Reader => "reads in bed",
            Self::TwoParts => "night in two parts",
            Self::NightWorker => "night worker",
        }
    }
}

/// Seconds.
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Two days: what is learnt in the first is used in the second.
pub(crate) const DAYS: u64 = 2;

/// What was lived.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) way: Way,
    /// What was done, for how many seconds.
    pub(crate) parts: Vec<(Doing, u64)>,
}

/// A stretch of sleep with what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slept {
    /// Its first second and the one after its last.
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// Seconds asleep.
    pub(crate) asleep: u64,
}

impl Life {
    /// The two days of the seed.
    pub(crate) fn new(way: Way, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ way as u64);
        let mut life = Self { way, parts: Vec::new() };
        for begins in (0..DAYS).map(|day| day * DAY) {
            match way {
                Way::NightWorker => life.works_at_night(&mut rng, begins),
                Way::Naps | Way::Restless | Way::Reader | Way::TwoParts => {
                    life.afternoon(&mut rng, begins);
                    life.night(&mut rng, begins);
                }
            }
            life.away_until(begins + DAY);
        }
        life
    }

    pub(crate) fn length(&self) -> u64 {
        self.parts.iter().map(|(_, seconds)| seconds).sum()
    }

    /// Stretches of sleep; what is parted by `joined` seconds at most is one.
    pub(crate) fn slept(&self, joined: u64) -> Vec<Slept> {
        let mut found: Vec<Slept> = Vec::new();
        let mut at = 0;
        for (doing, seconds) in &self.parts {
            let (from, to) = (at, at + seconds);
            at = to;
            if *doing != Doing::Asleep || *seconds == 0 {
                continue;
            }
            match found.last_mut() {
                Some(last) if from - last.to <= joined => {
                    (last.to, last.asleep) = (to, last.asleep + seconds);
                }
                Some(_) | None => found.push(Slept { from, to, asleep: *seconds }),
            }
        }
        found
    }

    fn then(&mut self, doing: Doing, seconds: u64) {
        self.parts.push((doing, seconds));
    }

    fn away_until(&mut self, second: u64) {
        let now = self.length();
        self.then(Doing::Away, second.saturating_sub(now));
    }

    fn lies_down(&mut self, rng: &mut Rng) {
        self.then(Doing::AtBed, rng.u64(3..10));
    }

    fn gets_up(&mut self, rng: &mut Rng) {
        self.then(Doing::Rises, rng.u64(3..9));
        self.then(Doing::AtBed, rng.u64(2..5));
    }

    /// To the toilet and back, and awake for a little.
    fn trip(&mut self, rng: &mut Rng) {
        self.then(Doing::Awake, rng.u64(20..120));
        self.gets_up(rng);
        self.then(Doing::Away, rng.u64(100..420));
        self.lies_down(rng);
        self.then(Doing::Awake, rng.u64(60..480));
    }

    fn afternoon(&mut self, rng: &mut Rng, noon: u64) {
        let lies_down = noon + rng.u64(40 * MINUTE..3 * HOUR);
        match self.way {
            Way::Naps => {
                // One in four lies down and does not sleep.
                let asleep = if rng.u8(0..4) == 0 { 0 } else { rng.u64(5 * MINUTE..80 * MINUTE) };
                self.away_until(lies_down);
                self.lies_down(rng);
                self.then(Doing::Awake, rng.u64(4 * MINUTE..14 * MINUTE));
                self.then(Doing::Asleep, asleep);
                if asleep == 0 {
                    self.then(Doing::Awake, rng.u64(5 * MINUTE..20 * MINUTE));
                }
                self.then(Doing::Awake, rng.u64(MINUTE..5 * MINUTE));
                self.gets_up(rng);
            }
            Way::Reader => {
                self.away_until(lies_down);
                self.lies_down(rng);
                self.then(Doing::Reads, rng.u64(20 * MINUTE..90 * MINUTE));
                self.gets_up(rng);
            }
            Way::Restless | Way::TwoParts | Way::NightWorker => {}
        }
    }

    fn night(&mut self, rng: &mut Rng, noon: u64) {
        self.away_until(noon + 9 * HOUR + 30 * MINUTE + rng.u64(0..100 * MINUTE));
        self.lies_down(rng);
        if self.way == Way::Reader {
            self.then(Doing::Reads, rng.u64(20 * MINUTE..90 * MINUTE));
        }
        self.then(Doing::Awake, rng.u64(5 * MINUTE..25 * MINUTE));
        let rises = noon + 18 * HOUR + 30 * MINUTE + rng.u64(0..100 * MINUTE);
        match self.way {
            Way::TwoParts => {
                let wakes = noon + 13 * HOUR + rng.u64(0..HOUR);
                self.sleeps(rng, wakes, 0);
                self.then(Doing::Awake, rng.u64(5 * MINUTE..20 * MINUTE));
                self.gets_up(rng);
                self.then(Doing::Away, rng.u64(HOUR..3 * HOUR));
                self.lies_down(rng);
                self.then(Doing::Awake, rng.u64(5 * MINUTE..20 * MINUTE));
                self.sleeps(rng, rises, 1);
            }
            Way::Restless => {
                while self.length() + HOUR < rises {
                    let until = self.length() + rng.u64(40 * MINUTE..100 * MINUTE);
                    self.sleeps(rng, until.min(rises), 0);
                    self.then(Doing::Tosses, rng.u64(5 * MINUTE..35 * MINUTE));
                }
                self.sleeps(rng, rises, 0);
            }
            Way::Naps | Way::Reader | Way::NightWorker => self.sleeps(rng, rises, 2),
        }
        self.then(Doing::Awake, rng.u64(2 * MINUTE..15 * MINUTE));
        self.gets_up(rng);
    }

    /// Asleep until then, with up to so many trips.
    fn sleeps(&mut self, rng: &mut Rng, until: u64, trips: u64) {
        let length = until.saturating_sub(self.length());
        for _ in 0..rng.u64(0..=trips) {
            let left = until.saturating_sub(self.length());
            self.then(Doing::Asleep, rng.u64(left / 5..=left / 2));
            self.trip(rng);
        }
        let left = until.saturating_sub(self.length()).max(length.min(10 * MINUTE));
        self.then(Doing::Asleep, left);
    }

    /// From an evening on: out at night, to bed in the morning, up in the afternoon.
    fn works_at_night(&mut self, rng: &mut Rng, evening: u64) {
        self.away_until(evening + 14 * HOUR + rng.u64(0..2 * HOUR));
        self.lies_down(rng);
        self.then(Doing::Awake, rng.u64(5 * MINUTE..20 * MINUTE));
        let wakes = evening + 21 * HOUR + rng.u64(0..90 * MINUTE);
        self.sleeps(rng, wakes, 1);
        self.then(Doing::Awake, rng.u64(2 * MINUTE..15 * MINUTE));
        self.gets_up(rng);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_the_same_again_and_lasts_two_days() {
        for way in Way::ALL {
            for seed in 0..40 {
                let life = Life::new(way, seed);
                assert_eq!(life.parts, Life::new(way, seed).parts);
                assert_eq!(life.length(), DAYS * DAY, "{way:?} {seed}");
                assert!(life.slept(HOUR).iter().map(|slept| slept.asleep).sum::<u64>() > 6 * HOUR);
            }
        }
    }
}
