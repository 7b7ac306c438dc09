//! Which kinds of nights are there? Each class is a module, a home and a way of living; of each
//! there are enough nights for fifty cases and more.

use crate::dice::Dice;
use crate::lives;
use crate::long;
use crate::mat::Mat;
use crate::night::{Night, Over};
use crate::radar::{Latch, Module};
use crate::script::Script;

/// A kind of nights.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) nights: u64,
    over: Over,
    flat: bool,
    clock: bool,
    /// It speaks too seldom to date an exit to seconds.
    pub(crate) coarse: bool,
    live: fn(&mut Dice) -> Script,
}

impl Class {
    /// A bed radar and nothing else.
    const fn radar(
        name: &'static str,
        nights: u64,
        module: Module,
        live: fn(&mut Dice) -> Script,
    ) -> Self {
        Self {
            name,
            nights,
            over: Over::Radar(module),
            flat: false,
            clock: true,
            coarse: false,
            live,
        }
    }

    const fn mat(name: &'static str, nights: u64, mat: Mat, live: fn(&mut Dice) -> Script) -> Self {
        Self { name, nights, over: Over::Mat(mat), flat: false, clock: true, coarse: false, live }
    }

    /// With a radar in the hall and a contact at the entrance as well.
    const fn flat(self) -> Self {
        Self { flat: true, ..self }
    }

    const fn coarse(self) -> Self {
        Self { coarse: true, ..self }
    }

    const fn clock_unset(self) -> Self {
        Self { clock: false, ..self }
    }

    /// One night of it.
    pub(crate) fn night(&self, seed: u64) -> Night {
        let name = self.name.bytes();
        let salt = name.fold(7_u64, |salt, byte| salt.wrapping_mul(131) + u64::from(byte));
        let mut dice = Dice::new(salt ^ seed.wrapping_mul(0x9E37_79B9));
        let script = (self.live)(&mut dice);
        Night { over: self.over, flat: self.flat, clock: self.clock, script, dice }
    }
}

const FAST: Module = Module::FAST;
const SLOW: Module = Module::SLOW;
/// As `FAST`, its flag up to five minutes late and not known to be.
const LATE: Module = Module { flag: Some((20, 300)), known_lag: 0, ..FAST };
const NO_FLAG: Module = Module { flag: None, known_lag: 0, ..FAST };
const NO_FLAG_5S: Module = Module { flag: None, ..SLOW };
const LATCHED: Module = Module { latch: Latch::ForEver, ..LATE };
const LATCHED_5S: Module = Module { latch: Latch::ForEver, ..SLOW };
const EACH_MINUTE: Module = Module { vitals: Some(60), ..LATE };
const EACH_3_S: Module = Module { vitals: Some(3), ..SLOW };
const REPEATS: Module = Module { repeats: Some(1), latch: Latch::Clean, ..LATE };
const NO_MOVEMENT: Module = Module { movement: false, words: false, ..FAST };
const ONLY_MOVEMENT: Module = Module { presence: None, vitals: None, words: false, ..NO_FLAG };
const ONLY_VITALS: Module =
    Module { presence: None, movement: false, words: false, latch: Latch::Clean, ..NO_FLAG };

const NO_PRESENCE: Module = Module { presence: None, words: false, ..NO_FLAG };
const ONLY_FLAG: Module = Module {
    presence: None,
    movement: false,
    vitals: None,
    words: false,
    flag: Some((0, 8)),
    ..LATE
};
const ONLY_PRESENCE: Module =
    Module { presence: Some((0, 8)), movement: false, vitals: None, words: false, ..NO_FLAG };
const NOUGHT: Module = Module { still_is_nought: true, ..LATE };
const NOUGHT_NO_FLAG: Module = Module { still_is_nought: true, ..NO_FLAG };
/// All of it once a minute, as a home server passes it on.
const ALL_EACH_MINUTE: Module =
    Module { cadence: 60, vitals: Some(60), repeats: Some(60), words: false, ..LATE };

/// Every kind.
pub(crate) const CLASSES: &[Class] = &[
    Class::radar("plain-1s", 24, FAST, lives::ordinary),
    Class::radar("plain-5s", 24, SLOW, lives::ordinary),
    Class::radar("late-flag-1s", 24, LATE, lives::ordinary),
    Class::radar("no-flag-1s", 24, NO_FLAG, lives::ordinary),
    Class::radar("no-flag-5s", 24, NO_FLAG_5S, lives::ordinary),
    Class::radar("flag-never-comes-1s", 24, FAST, lives::slowly_to_bed),
    Class::radar("flag-never-comes-5s", 24, SLOW, lives::slowly_to_bed),
    Class::radar("latched-for-ever-1s", 24, LATCHED, lives::ordinary),
    Class::radar("latched-for-ever-5s", 24, LATCHED_5S, lives::ordinary),
    Class::radar("vitals-each-minute-1s", 24, EACH_MINUTE, lives::ordinary),
    Class::radar("vitals-each-3s-5s", 24, EACH_3_S, lives::ordinary),
    Class::radar("repeats-all-1s", 24, REPEATS, lives::ordinary),
    Class::radar("drop-outs-1s", 20, FAST, lives::silences),
    Class::radar("drop-outs-5s", 20, SLOW, lives::silences),
    Class::radar("restarts-1s", 20, LATE, lives::restarts),
    Class::radar("restarts-5s", 20, SLOW, lives::restarts),
    Class::radar("reboots-1s", 20, FAST, lives::reboots),
    Class::radar("reboots-5s", 20, SLOW, lives::reboots),
    Class::radar("lost-flag-stays-1s", 20, LATE, lives::lost),
    Class::radar("lost-flag-falls-1s", 20, FAST, lives::lost_and_flag),
    Class::radar("lost-no-flag-1s", 20, NO_FLAG, lives::lost),
    Class::radar("lost-5s", 20, SLOW, lives::lost_either),
    Class::radar("flag-flaps-1s", 20, FAST, lives::flag_flaps),
    Class::radar("presence-flaps-1s", 20, LATE, lives::presence_flaps),
    Class::radar("slow-risers-1s", 24, LATE, lives::slow_rises),
    Class::radar("slow-risers-5s", 24, SLOW, lives::slow_rises),
    Class::radar("slow-risers-no-flag-1s", 24, NO_FLAG, lives::slow_rises),
    Class::radar("chairs-1s", 24, LATE, lives::chairs),
    Class::radar("chairs-5s", 24, SLOW, lives::chairs),
    Class::radar("restless-1s", 24, LATE, lives::restless),
    Class::radar("restless-5s", 24, SLOW, lives::restless),
    Class::radar("short-absences-1s", 30, LATE, lives::short_absences),
    Class::radar("short-stays-1s", 24, LATE, lives::short_stays),
    Class::radar("short-absences-5s", 30, SLOW, lives::short_absences),
    Class::radar("short-stays-5s", 24, SLOW, lives::short_stays),
    Class::radar("short-stays-no-flag-1s", 24, NO_FLAG, lives::short_stays),
    Class::radar("no-movement-1s", 24, NO_MOVEMENT, lives::ordinary),
    Class::radar("movement-only-1s", 24, ONLY_MOVEMENT, lives::ordinary),
    Class::radar("vitals-only-1s", 24, ONLY_VITALS, lives::ordinary),
    Class::radar("no-presence-1s", 24, NO_PRESENCE, lives::ordinary),
    Class::radar("only-flag", 24, ONLY_FLAG, lives::ordinary),
    Class::radar("only-presence", 24, ONLY_PRESENCE, lives::ordinary),
    Class::radar("all-each-minute", 24, ALL_EACH_MINUTE, lives::ordinary).coarse(),
    Class::radar("still-is-nought-1s", 24, NOUGHT, lives::ordinary),
    Class::radar("still-is-nought-no-flag-1s", 24, NOUGHT_NO_FLAG, lives::ordinary),
    Class::radar("faint-breath-1s", 20, LATE, lives::faint),
    Class::radar("faint-breath-no-flag-1s", 20, NO_FLAG, lives::faint),
    Class::radar("faint-breath-5s", 20, SLOW, lives::faint),
    Class::radar("slow-in-all-1s", 24, LATE, lives::slow_in_all),
    Class::radar("slow-in-all-5s", 24, SLOW, lives::slow_in_all),
    Class::radar("ghosts-1s", 24, LATE, lives::ghosts),
    Class::radar("ghosts-5s", 24, SLOW, lives::ghosts),
    Class::radar("pets-1s", 24, LATE, lives::pets),
    Class::mat("mat-steady", 20, Mat::Steady, lives::ordinary),
    Class::mat("mat-chatters", 20, Mat::Chatters, lives::ordinary),
    Class::mat("mat-pulses", 50, Mat::Pulses, lives::one_sleep),
    Class::mat("mat-sticks", 50, Mat::Sticks, lives::one_sleep_without_end),
    Class::mat("mat-pulses-rarely", 30, Mat::PulsesRarely, lives::one_sleep),
    Class::mat("mat-days-pulses", 16, Mat::Pulses, long::days),
    Class::mat("mat-days-pulses-rooms", 16, Mat::Pulses, long::days).flat(),
    Class::mat("mat-days-rarely-rooms", 16, Mat::PulsesRarely, long::days).flat(),
    Class::mat("mat-days-pulses-sticks", 16, Mat::PulsesAndSticks, long::days).flat(),
    Class::mat("mat-days-sticks", 16, Mat::SticksIntoDay, long::days),
    Class::mat("mat-days-sticks-rooms", 16, Mat::SticksIntoDay, long::days).flat(),
    Class::mat("mat-days-stuck", 16, Mat::SticksForDays, long::days),
    Class::mat("mat-days-stuck-rooms", 16, Mat::SticksForDays, long::days).flat(),
    Class::mat("mat-days-chatters-rooms", 16, Mat::Chatters, long::days).flat(),
    Class::mat("mat-days-steady-rooms", 16, Mat::Steady, long::days).flat(),
    Class::radar("hall-and-door-1s", 24, FAST, lives::hall_trips).flat(),
    Class::radar("hall-and-door-5s", 24, SLOW, lives::hall_trips).flat(),
    Class::radar("visited-1s", 20, LATE, lives::visited).flat(),
    Class::radar("visited-5s", 20, SLOW, lives::visited).flat(),
    Class::radar("guest-stays-1s", 20, LATE, lives::guest_stays).flat(),
    Class::radar("anything-1s", 30, LATE, lives::anything),
    Class::radar("anything-5s", 30, SLOW, lives::anything),
    Class::radar("evening-sits", 40, LATE, long::sits),
    Class::radar("evening-sits-flat", 40, SLOW, long::sits_then_hall).flat(),
    Class::radar("rises-early", 50, LATE, long::rises_early),
    Class::radar("rises-early-flat", 50, SLOW, long::rises_early_seen).flat(),
    Class::radar("falls-1s", 50, LATE, long::falls),
    Class::radar("falls-5s", 50, SLOW, long::falls),
    Class::radar("falls-in-view-1s", 50, LATE, long::falls_in_view),
    Class::radar("falls-in-view-5s", 50, SLOW, long::falls_in_view),
    Class::radar("falls-no-presence-1s", 50, NO_PRESENCE, long::falls),
    Class::radar("falls-no-flag-5s", 50, NO_FLAG_5S, long::falls),
    Class::mat("falls-mat", 50, Mat::Chatters, long::falls),
    Class::mat("falls-mat-pulses-rooms", 50, Mat::Pulses, long::falls_past_the_hall).flat(),
    Class::radar("falls-after-a-sit-1s", 50, LATE, long::falls_after_sitting),
    Class::radar("falls-flat", 50, LATE, long::falls_past_the_hall).flat(),
    Class::radar("falls-after-a-sit-5s", 50, SLOW, long::falls_after_sitting),
    Class::radar("falls-restart-1s", 50, LATE, long::falls_and_restarts),
    Class::radar("falls-restart-5s", 50, SLOW, long::falls_and_restarts),
    Class::radar("up-and-about-restart", 50, LATE, long::about_and_restarts).flat(),
    Class::radar("falls-clock-unset", 50, LATE, long::falls).clock_unset(),
    Class::radar("leaves-home-flat", 50, LATE, long::leaves).flat(),
    Class::radar("up-and-about-flat", 50, LATE, long::up_and_about).flat(),
    Class::radar("long-toilet", 24, LATE, lives::long_toilet),
];
