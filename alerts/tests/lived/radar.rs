//! What does a radar over a bed say of what there is to be sensed? As its makers and recorded
//! streams have it (care.md 2.1).

use protocol::{Motion, PerMinute, Reading};

use crate::body::Sense;
use crate::dice::Dice;

/// What becomes of heart and breath when nobody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Latch {
    /// They stop within seconds.
    Clean,
    /// The last ones are repeated until the module says nobody, or out of bed.
    UntilSaid,
    /// The last ones are repeated until there are new ones.
    ForEver,
}

/// What a module is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Module {
    /// Seconds between two numbers of movement.
    pub(crate) cadence: u64,
    pub(crate) movement: bool,
    /// It says presence; nobody is said after so many seconds, from and to.
    pub(crate) presence: Option<(u64, u64)>,
    /// It says in bed; out of bed is said after so many seconds, from and to.
    pub(crate) flag: Option<(u64, u64)>,
    /// It says heart and breath each so many seconds.
    pub(crate) vitals: Option<u64>,
    pub(crate) latch: Latch,
    /// Who lies still moves by 0, not by 1 or 2.
    pub(crate) still_is_nought: bool,
    /// It says motion in words.
    pub(crate) words: bool,
    /// It repeats presence and flag each so many seconds.
    pub(crate) repeats: Option<u64>,
    /// What the plan knows of the flag's lag.
    pub(crate) known_lag: u64,
}

impl Module {
    /// A 60 GHz radar that speaks each second (R60ABD1 and its kin).
    pub(crate) const FAST: Self = Self {
        cadence: 1,
        movement: true,
        presence: Some((5, 60)),
        flag: Some((20, 60)),
        vitals: Some(3),
        latch: Latch::UntilSaid,
        still_is_nought: false,
        words: true,
        repeats: None,
        known_lag: 30,
    };
    /// A 24 GHz radar that speaks each five seconds (R24BBD1): nobody only after 1 to 2 min, out
    /// of bed up to 5 min late.
    pub(crate) const SLOW: Self = Self {
        cadence: 5,
        movement: true,
        presence: Some((60, 120)),
        flag: Some((30, 300)),
        vitals: Some(60),
        latch: Latch::UntilSaid,
        still_is_nought: false,
        words: true,
        repeats: None,
        known_lag: 0,
    };
}

/// What keeps it from sensing or saying, in one second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Trial {
    pub(crate) silent: bool,
    pub(crate) lost: bool,
    pub(crate) flag_false: bool,
    pub(crate) nobody: bool,
    /// It starts in this second; its flag comes back after so long, if it does.
    pub(crate) starts: Option<Option<u64>>,
}

/// A module at work.
#[derive(Clone, Debug)]
pub(crate) struct Radar {
    module: Module,
    /// Seconds since somebody was last sensed, and since it lost the one in bed.
    unsensed: u64,
    nobody_after: u64,
    /// What it believes, and has said.
    there: bool,
    flag: bool,
    said: (Option<bool>, Option<bool>, Option<Motion>),
    /// Seconds until the flag rises or falls.
    flag_due: Option<u64>,
    was_in_bed: bool,
    /// No flag for the rest of this stay.
    flagless: bool,
    peak: u8,
    /// Seconds until heart and breath are seen.
    acquires: u64,
    numbers: Option<(u8, u8)>,
    /// What the numbers wander about.
    rest: (u8, u8),
    /// Wrong numbers after a start, still to say.
    wrong: u64,
    was_silent: bool,
}

impl Radar {
    pub(crate) fn new(module: Module, dice: &mut Dice) -> Self {
        Self {
            module,
            unsensed: 10_000,
            nobody_after: 0,
            there: false,
            flag: false,
            said: (None, None, None),
            flag_due: None,
            was_in_bed: false,
            flagless: false,
            peak: 0,
            acquires: 20,
            numbers: None,
            rest: (dice.byte(52, 74), dice.byte(11, 18)),
            wrong: 0,
            was_silent: false,
        }
    }

    pub(crate) fn tick(
        &mut self,
        second: u64,
        (sense, trial): (Sense, Trial),
        dice: &mut Dice,
        say: &mut dyn FnMut(Reading),
    ) {
        let sensed = if trial.lost {
            Sense { in_bed: sense.in_bed, slow: sense.slow, ..Sense::default() }
        } else {
            sense
        };
        if let Some(returns) = trial.starts {
            self.start(returns, sense.in_bed, dice);
        }
        self.notice(sensed, trial, dice);
        self.follow_flag(sensed, trial, dice);
        self.see_chest(sensed, dice);
        if trial.silent {
            self.was_silent = true;
            self.peak = 0;
            return;
        }
        if core::mem::take(&mut self.was_silent) {
            // A driver asks for everything when it is heard again.
            self.said = (None, None, None);
        }
        self.say_states(second, trial, say);
        self.say_numbers(second, trial, dice, say);
    }

    fn start(&mut self, returns: Option<u64>, in_bed: bool, dice: &mut Dice) {
        self.flag = false;
        self.flagless = returns.is_none();
        self.flag_due = returns.filter(|_| in_bed);
        self.there = false;
        self.unsensed = 10_000;
        self.wrong = dice.between(1, 3);
        self.acquires = dice.between(10, 40);
        self.numbers = None;
        self.peak = 0;
    }

    fn notice(&mut self, sense: Sense, trial: Trial, dice: &mut Dice) {
        self.peak = self.peak.max(sense.force);
        if sense.near && (sense.force > 0 || sense.chest) {
            self.unsensed = 0;
            self.there = true;
        } else {
            if self.unsensed == 0 {
                // Who is lost while lying still is soon nobody, to a module that lost them.
                let (from, to) = self.module.presence.unwrap_or((5, 30));
                self.nobody_after =
                    if trial.lost { dice.between(0, 5) } else { dice.between(from, to) };
            }
            self.unsensed += 1;
            self.there &= self.unsensed < self.nobody_after;
        }
    }

    fn follow_flag(&mut self, sense: Sense, trial: Trial, dice: &mut Dice) {
        if sense.in_bed != self.was_in_bed {
            self.was_in_bed = sense.in_bed;
            self.flagless = sense.in_bed && sense.slow && !self.flag;
            let lag = self.module.flag.unwrap_or((0, 0));
            self.flag_due = match (sense.in_bed, self.flag) {
                (true, false) if !self.flagless => Some(dice.between(1, 15)),
                (false, true) => Some(dice.of(lag)),
                (true | false, _) => None,
            };
        }
        if let Some(left) = self.flag_due {
            if left == 0 {
                self.flag = sense.in_bed;
            }
            self.flag_due = left.checked_sub(1);
        }
        if trial.lost && trial.flag_false {
            self.flag = false;
            self.flag_due = Some(dice.between(1, 10));
        }
    }

    fn see_chest(&mut self, sense: Sense, dice: &mut Dice) {
        let is_still = sense.chest && sense.force < 15;
        if !sense.chest {
            self.acquires = dice.between(10, 30);
        } else if !is_still {
            self.acquires = self.acquires.max(dice.between(4, 12));
        }
        self.acquires = if is_still { self.acquires.saturating_sub(1) } else { self.acquires };
    }

    fn say_states(&mut self, second: u64, trial: Trial, say: &mut dyn FnMut(Reading)) {
        let again = self.module.repeats.is_some_and(|every| second.is_multiple_of(every));
        let there = self.there && !trial.nobody;
        if self.module.presence.is_some() && (again || self.said.0 != Some(there)) {
            self.said.0 = Some(there);
            say(Reading::Presence(there));
        }
        let flag = self.flag && !trial.flag_false;
        if self.module.flag.is_some() && (again || self.said.1 != Some(flag)) {
            self.said.1 = Some(flag);
            say(Reading::InBed(flag));
        }
    }

    fn say_numbers(
        &mut self,
        second: u64,
        trial: Trial,
        dice: &mut Dice,
        say: &mut dyn FnMut(Reading),
    ) {
        if second.is_multiple_of(self.module.cadence) {
            let mut peak = core::mem::take(&mut self.peak);
            if self.wrong > 0 {
                self.wrong -= 1;
                peak = if dice.coin() { 100 } else { 0 };
            }
            if self.module.still_is_nought && peak <= 2 {
                peak = 0;
            }
            if self.module.movement {
                say(Reading::Movement(peak));
            }
            let word = match peak {
                20.. => Motion::Active,
                _ if self.there && !trial.nobody => Motion::Still,
                _ => Motion::None,
            };
            if self.module.words && self.said.2 != Some(word) {
                self.said.2 = Some(word);
                say(Reading::Motion(word));
            }
        }
        if self.module.vitals.is_some_and(|every| second.is_multiple_of(every)) {
            self.say_vitals(trial, dice, say);
        } else if !self.module.movement && second.is_multiple_of(5) {
            say(Reading::Alive(true));
        }
    }

    fn say_vitals(&mut self, trial: Trial, dice: &mut Dice, say: &mut dyn FnMut(Reading)) {
        let fresh = self.acquires == 0;
        if fresh {
            let (heart, breath) = self.rest;
            let (was_heart, was_breath) = self.numbers.unwrap_or(self.rest);
            let step = |was: u8, (rest, far): (u8, u8), by: u8, dice: &mut Dice| {
                (was + dice.byte(0, 2 * by) - by).clamp(rest - far, rest + far)
            };
            // Nobody who is well breathes fewer than nine times a minute, nor 21 times, for long.
            let rest = breath.max(12);
            let breath =
                if dice.one_in(3) { step(was_breath, (rest, 2), 1, dice) } else { was_breath };
            self.numbers = Some((step(was_heart, (heart, 6), 2, dice), breath));
        } else if self.wrong > 0 {
            say(Reading::HeartRate(PerMinute(dice.byte(60, 110))));
            return;
        } else if !self.repeats_numbers(trial) {
            self.numbers = None;
        }
        if let Some((heart, breath)) = self.numbers {
            say(Reading::HeartRate(PerMinute(heart)));
            say(Reading::BreathingRate(PerMinute(breath)));
        }
    }

    /// Whether numbers that are no longer seen are said again.
    fn repeats_numbers(&self, trial: Trial) -> bool {
        match self.module.latch {
            Latch::ForEver => true,
            Latch::Clean => self.unsensed < 6,
            Latch::UntilSaid => {
                let (presence, flag) = (self.module.presence.is_some(), self.module.flag.is_some());
                let says_there = self.there && !trial.nobody;
                match (presence, flag) {
                    (true, _) if !says_there => false,
                    (_, true) => (self.flag && !trial.flag_false) || self.flagless,
                    (true, false) => says_there,
                    (false, false) => self.unsensed < 20,
                }
            }
        }
    }
}
