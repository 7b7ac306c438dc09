//! Nights from a seed: exits, flaps, drop-outs and late modules, counted against what was lived.

use alerts::message::{Event, Message};
use alerts::{Kind, Mono};
use protocol::{PerMinute, Reading};

use crate::dice::Dice;
use crate::rig::{BED, Rig};

/// What a module is like.
#[derive(Clone, Copy, Debug)]
struct Module {
    flags: bool,
    movement: bool,
    vitals: bool,
    /// Its flag's lag, seconds, from and to.
    lag: (u64, u64),
    /// The lag that the plan knows of.
    delay: u64,
    /// It says its flag each second, not only when that changes.
    repeats: bool,
    /// Whether its silence is known as such (a live line), or not (a recorded file).
    live: bool,
}

#[test]
fn every_exit_is_found_once_and_dated_to_five_seconds() {
    let all = Module {
        flags: true,
        movement: true,
        vitals: true,
        lag: (30, 30),
        delay: 30,
        repeats: false,
        live: true,
    };
    let modules = [
        all,
        Module { lag: (30, 300), ..all },
        Module { lag: (30, 300), delay: 0, ..all },
        Module { lag: (30, 300), repeats: true, ..all },
        Module { vitals: false, lag: (30, 300), ..all },
        Module { vitals: false, lag: (30, 300), live: false, delay: 0, ..all },
        Module { lag: (0, 0), delay: 0, ..all },
        Module { movement: false, vitals: false, lag: (30, 30), ..all },
        Module { movement: false, vitals: false, lag: (0, 0), delay: 0, ..all },
    ];
    for module in modules {
        let mut score = Score::default();
        for seed in 1..=12 {
            score.add(&live(seed, module));
        }
        assert!(score.lived > 50, "{module:?}: {score:?}");
        assert_eq!((score.missed, score.extra, score.late), (0, 0, 0), "{module:?}: {score:?}");
    }
}

#[test]
fn vital_signs_alone_date_an_exit_of_a_late_module() {
    let module = Module {
        flags: true,
        movement: false,
        vitals: true,
        lag: (30, 300),
        delay: 30,
        repeats: false,
        live: true,
    };
    let mut score = Score::default();
    for seed in 1..=12 {
        score.add(&live(seed, module));
    }
    assert_eq!((score.missed, score.extra), (0, 0), "{score:?}");
    assert!(score.late * 20 <= score.lived, "{score:?}");
}

#[test]
fn turns_are_counted_to_a_few_per_cent() {
    let (mut lived, mut found) = (0, 0);
    for seed in 1..=12 {
        let mut dice = Dice(seed);
        let mut home = Rig::bed_only("23:00");
        home.goes_to_bed();
        for _ in 0..dice.between(10, 20) {
            home.sleeps(dice.between(300, 2_400));
            let force = u8::try_from(dice.between(30, 100)).unwrap();
            home.moves(dice.between(1, 15), force);
            lived += 1;
            // A twitch of an arm is no turn.
            home.sleeps(dice.between(60, 300));
            home.moves(2, 20);
        }
        home.sleeps(120);
        home.gets_up(dice.between(30, 300));
        home.empty(120);
        found += home.said().iter().filter(|line| line.contains("turn-over")).count();
    }
    assert_eq!(found, lived);
}

#[test]
fn naps_are_found_and_their_length_told_to_five_minutes() {
    for seed in 1..=20 {
        let mut dice = Dice(seed);
        let mut home = Rig::bed_only("13:00");
        home.empty(dice.between(60, 600));
        home.goes_to_bed();
        let asleep = dice.between(25 * 60, 90 * 60);
        home.sleeps(asleep);
        home.gets_up(dice.between(30, 300));
        // One of an hour and a half is said when no more has come for an hour.
        home.empty(4_000);
        let naps: Vec<u16> = home
            .outputs()
            .into_iter()
            .filter_map(|output| match output.message {
                Message::Event(Event::Nap(nap)) => Some(nap.asleep_min),
                Message::Event(_)
                | Message::Alarm(_)
                | Message::Minute(_)
                | Message::Night(_)
                | Message::Day(_) => None,
            })
            .collect();
        let lived = u16::try_from((asleep + 600) / 60).unwrap();
        assert_eq!(naps.len(), 1, "seed {seed}");
        assert!(naps[0].abs_diff(lived) <= 5, "seed {seed}: {naps:?} for {lived} min");
    }
}

#[derive(Debug, Default)]
struct Score {
    lived: usize,
    missed: usize,
    extra: usize,
    /// Found, but dated by more than five seconds off.
    late: usize,
    worst_ms: u64,
}

impl Score {
    fn add(&mut self, (lived, found): &(Vec<u64>, Vec<u64>)) {
        let mut left = found.clone();
        for exit in lived {
            self.lived += 1;
            let near = left.iter().position(|at| at.abs_diff(*exit) <= 60_000);
            let Some(near) = near else {
                self.missed += 1;
                continue;
            };
            let off = left.remove(near).abs_diff(*exit);
            self.worst_ms = self.worst_ms.max(off);
            self.late += usize::from(off > 5_000);
        }
        self.extra += left.len();
    }
}

/// A night of eight hours or so: when the person left, and when the home says that they did, ms.
fn live(seed: u64, module: Module) -> (Vec<u64>, Vec<u64>) {
    let mut dice = Dice(seed);
    let quiet = if module.live && (module.movement || module.vitals) { 10 } else { 0 };
    let mut night = Night {
        home: Rig::new("21:30", &[("bed", Kind::BedRadar, quiet, module.delay)]),
        module,
        second: 0,
        flag: None,
        heart: 60,
        breath: 14,
    };
    let mut lived = Vec::new();
    night.out(&mut dice, 120, None);
    for _ in 0..dice.between(4, 8) {
        night.in_bed(&mut dice, 3_600);
        lived.push(night.second * 1_000);
        let away = dice.between(65, 600);
        let lag = dice.between(module.lag.0, module.lag.1);
        night.out(&mut dice, away, Some(lag));
    }
    night.in_bed(&mut dice, 900);
    let found = night
        .home
        .outputs()
        .into_iter()
        .filter_map(|output| match output.message {
            Message::Event(Event::BedExit(_)) => Some(output.at.0),
            Message::Event(_)
            | Message::Alarm(_)
            | Message::Minute(_)
            | Message::Night(_)
            | Message::Day(_) => None,
        })
        .collect();
    (lived, found)
}

struct Night {
    home: Rig,
    module: Module,
    second: u64,
    flag: Option<bool>,
    heart: u8,
    breath: u8,
}

impl Night {
    /// In bed for a good while, with turns, flaps of the flag and seconds without a word.
    fn in_bed(&mut self, dice: &mut Dice, least: u64) {
        let length = dice.between(least, least + 1_800);
        let (mut flap, mut mute) = (0, 0);
        for second in 0..length {
            let last = second + 120 > length;
            if flap + mute == 0 && !last && second > 120 && dice.one_in(900) {
                flap = dice.between(2, if self.module.delay == 0 { 50 } else { 25 });
            }
            if flap + mute == 0
                && self.flag == Some(true)
                && !last
                && second > 120
                && dice.one_in(1_500)
            {
                mute = dice.between(3, 240);
            }
            if mute == 0 {
                self.say_flag(flap == 0);
            }
            let moves = second < 6 || second + 3 > length || dice.one_in(600);
            let movement = if moves { dice.between(35, 90) } else { dice.between(1, 2) };
            if mute == 0 {
                self.say_signs(dice, u8::try_from(movement).unwrap(), true);
            }
            flap = u64::saturating_sub(flap, 1);
            mute = u64::saturating_sub(mute, 1);
            self.tick();
        }
    }

    /// Out of bed; the module says so `lag` later, and repeats its last numbers until then.
    fn out(&mut self, dice: &mut Dice, length: u64, lag: Option<u64>) {
        for second in 0..length {
            let said = lag.is_none_or(|lag| second >= lag);
            self.say_flag(!said);
            let movement = if second < 2 { dice.between(35, 90) } else { 0 };
            self.say_signs(dice, u8::try_from(movement).unwrap(), false);
            self.tick();
        }
    }

    fn say_flag(&mut self, flag: bool) {
        let known = self.flag.replace(flag) == Some(flag);
        if self.module.flags && (self.module.repeats || !known) {
            self.home.hear(BED, Reading::InBed(flag));
        }
    }

    fn say_signs(&mut self, dice: &mut Dice, movement: u8, lives: bool) {
        if self.module.movement {
            self.home.hear(BED, Reading::Movement(movement));
        }
        if self.module.vitals && self.second.is_multiple_of(3) && self.heart_is_there(lives) {
            if lives {
                self.heart = u8::try_from(dice.between(56, 66)).unwrap();
                self.breath = u8::try_from(dice.between(12, 16)).unwrap();
            }
            self.home.hear(BED, Reading::HeartRate(PerMinute(self.heart)));
            self.home.hear(BED, Reading::BreathingRate(PerMinute(self.breath)));
        }
        if !self.module.movement {
            self.home.home.handle_alive(self.home.now, BED, None);
        }
    }

    /// A driver withholds the numbers once its module says nobody.
    fn heart_is_there(&self, lives: bool) -> bool {
        lives || self.flag != Some(false)
    }

    fn tick(&mut self) {
        self.home.pass(1);
        self.second += 1;
        assert_eq!(self.home.now, Mono(self.second * 1_000));
    }
}
