//! In which ways is somebody out of bed for long? Up in the evening, up for good in the morning,
//! and in between those who must be missed.

use crate::dice::Dice;
use crate::script::{
    Doing, Pace, Script, Trouble, about_the_hall, in_a_chair, through_the_hall, unseen,
};

/// Sits on the bed's edge in the evening, stays up, and goes to bed much later.
fn sits_first(dice: &mut Dice, about: fn(&mut Script, &mut Dice, u64)) -> Script {
    let mut script = Script::at(dice.between(19 * 60 + 30, 21 * 60 + 45));
    script.then(Doing::Away, dice.between(120, 600));
    for _ in 0..dice.between(1, 3) {
        script.then(Doing::Comes(Pace::Brisk), dice.between(3, 8));
        script.then(Doing::Sits, dice.between(90, 300));
        script.up(dice, Pace::Brisk);
        let up = dice.between(1_200, 3_000);
        about(&mut script, dice, up);
    }
    script.lies_down(dice, Pace::Brisk).sleep(dice, (30, 60));
    script
}

/// The last part of a night, up to a final rise at between these minutes of the morning.
fn morning(dice: &mut Dice, rise: (u64, u64), about: fn(&mut Script, &mut Dice, u64)) -> Script {
    let rise = 24 * 60 + dice.of(rise);
    let mut script = Script::at(rise - dice.between(80, 140));
    script.then(Doing::Away, 100).lies_down(dice, Pace::Brisk).sleep(dice, (45, 50));
    let left = (rise * 60).saturating_sub(script.begins_min * 60 + script.length()).max(60);
    script.then(Doing::Asleep, left);
    script.up(dice, Pace::Brisk);
    about(&mut script, dice, 70 * 60);
    script
}

/// Gets up in the night and does not come back for a long while.
fn out_for_long(dice: &mut Dice, out: fn(&mut Script, &mut Dice, u64)) -> Script {
    let mut script = Script::at(dice.between(21 * 60 + 30, 25 * 60));
    script.then(Doing::Away, dice.between(90, 400)).lies_down(dice, Pace::Brisk);
    script.sleep(dice, (40, 70));
    let pace = if dice.one_in(3) { Pace::Slow } else { Pace::Brisk };
    let seconds = dice.between(40 * 60, 75 * 60);
    script.up(dice, pace);
    out(&mut script, dice, seconds);
    script.lies_down(dice, Pace::Brisk).sleep(dice, (15, 20));
    script
}

fn falls_in_the_bathroom(script: &mut Script, dice: &mut Dice, seconds: u64) {
    script.then(Doing::Hall, dice.between(3, 10)).then(Doing::Away, seconds);
}

fn falls_after_a_sit(script: &mut Script, dice: &mut Dice, seconds: u64) {
    script.then(Doing::Away, dice.between(60, 400)).then(Doing::Comes(Pace::Brisk), 4);
    script.then(Doing::Sits, dice.between(15, 45)).then(Doing::Rises(Pace::Brisk), 4);
    script.then(Doing::Goes(Pace::Brisk), 2).then(Doing::Away, seconds);
}

fn leaves_home(script: &mut Script, dice: &mut Dice, seconds: u64) {
    script.then(Doing::Hall, dice.between(3, 8)).then(Doing::Door, dice.between(5, 10));
    script.then(Doing::Away, seconds);
    script.then(Doing::Door, dice.between(5, 10)).then(Doing::Hall, dice.between(3, 8));
}

pub(crate) fn sits(dice: &mut Dice) -> Script {
    sits_first(dice, unseen)
}

pub(crate) fn sits_then_hall(dice: &mut Dice) -> Script {
    sits_first(dice, about_the_hall)
}

/// Rises between half past three and half past six.
pub(crate) fn rises_early(dice: &mut Dice) -> Script {
    morning(dice, (210, 390), unseen)
}

pub(crate) fn rises_early_seen(dice: &mut Dice) -> Script {
    morning(dice, (210, 390), about_the_hall)
}

pub(crate) fn falls(dice: &mut Dice) -> Script {
    out_for_long(dice, unseen)
}

pub(crate) fn falls_in_view(dice: &mut Dice) -> Script {
    out_for_long(dice, in_a_chair)
}

pub(crate) fn falls_after_sitting(dice: &mut Dice) -> Script {
    out_for_long(dice, falls_after_a_sit)
}

pub(crate) fn falls_past_the_hall(dice: &mut Dice) -> Script {
    out_for_long(dice, falls_in_the_bathroom)
}

pub(crate) fn leaves(dice: &mut Dice) -> Script {
    out_for_long(dice, leaves_home)
}

pub(crate) fn up_and_about(dice: &mut Dice) -> Script {
    out_for_long(dice, about_the_hall)
}

/// The gateway starts anew while they are out.
pub(crate) fn falls_and_restarts(dice: &mut Dice) -> Script {
    out_for_long(dice, |script, dice, seconds| {
        let from = script.length();
        script.then(Doing::Away, seconds);
        let stops = from + dice.between(90, 2_100);
        script.with(Trouble::Off, stops, stops + dice.between(4, 240));
    })
}

/// Up and about all the while, and the gateway starts anew.
pub(crate) fn about_and_restarts(dice: &mut Dice) -> Script {
    out_for_long(dice, |script, dice, seconds| {
        let from = script.length();
        about_the_hall(script, dice, seconds);
        let stops = from + dice.between(90, 2_100);
        script.with(Trouble::Off, stops, stops + dice.between(4, 40));
    })
}

/// Three days and nights from an evening on: up and about by day and in an armchair, perhaps a nap,
/// and nights with trips.
pub(crate) fn days(dice: &mut Dice) -> Script {
    let mut script = Script::at(dice.between(20 * 60, 22 * 60));
    for day in 1..=3 {
        lives_until(&mut script, dice, day * 1_440 - 120);
        sleeps_until(&mut script, dice, day * 1_440 + 6 * 60);
        lives_until(&mut script, dice, day * 1_440 + 13 * 60);
        if dice.coin() {
            script.lies_down(dice, Pace::Brisk).sleep(dice, (25, 90)).up(dice, Pace::Brisk);
        }
    }
    lives_until(&mut script, dice, 3 * 1_440 + 18 * 60);
    script
}

/// Up and about until some time in the hour after that minute.
fn lives_until(script: &mut Script, dice: &mut Dice, minute: u64) {
    let until = minute + dice.between(0, 60);
    while script.begins_min + script.length() / 60 < until {
        let about = dice.between(300, 2_400);
        about_the_hall(script, dice, about);
        script.then(Doing::Away, dice.between(300, 3_000));
    }
}

/// In bed, up now and then, until some time in the hour and a half after that minute.
fn sleeps_until(script: &mut Script, dice: &mut Dice, minute: u64) {
    script.lies_down(dice, Pace::Brisk);
    loop {
        script.sleep(dice, (40, 150));
        if script.begins_min + script.length() / 60 >= minute {
            break;
        }
        let away = dice.between(120, 640);
        script.trip(dice, Pace::Brisk, away, through_the_hall);
        script.then(Doing::Awake, dice.between(60, 300));
    }
    script.then(Doing::Awake, dice.between(60, 900)).up(dice, Pace::Brisk);
}
