//! In which ways are nights lived? A script each, from dice; those in which somebody is out of bed
//! for long are in `long`.

use crate::dice::Dice;
use crate::script::{Doing, Pace, Script, Trouble, in_a_chair, through_the_hall, unseen};

/// To bed some time after ten.
fn evening(dice: &mut Dice, pace: Pace) -> Script {
    let mut script = Script::at(dice.between(21 * 60 + 10, 24 * 60));
    script.then(Doing::Away, dice.between(90, 400));
    script.lies_down(dice, pace);
    script
}

/// Sleeps and gets up for a few minutes, several times.
fn trips(
    dice: &mut Dice,
    mut sleep: impl FnMut(&mut Script, &mut Dice),
    mut trip: impl FnMut(&mut Script, &mut Dice),
) -> Script {
    let mut script = evening(dice, Pace::Brisk);
    for _ in 0..dice.between(4, 7) {
        sleep(&mut script, dice);
        trip(&mut script, dice);
    }
    sleep(&mut script, dice);
    script
}

fn sleeps(script: &mut Script, dice: &mut Dice) {
    script.sleep(dice, (10, 32));
}

/// A trip of an ordinary length, and a while awake when back.
fn goes(script: &mut Script, dice: &mut Dice) {
    goes_at(Pace::Brisk, script, dice);
}

fn goes_at(pace: Pace, script: &mut Script, dice: &mut Dice) {
    let away = dice.between(90, 640);
    script.trip(dice, pace, away, unseen);
    script.then(Doing::Awake, dice.between(60, 300));
}

pub(crate) fn ordinary(dice: &mut Dice) -> Script {
    trips(dice, sleeps, goes)
}

pub(crate) fn slowly_to_bed(dice: &mut Dice) -> Script {
    let mut script = evening(dice, Pace::Slow);
    for _ in 0..dice.between(3, 6) {
        sleeps(&mut script, dice);
        script.up(dice, Pace::Brisk).then(Doing::Away, dice.between(80, 600));
        let pace = if dice.one_in(4) { Pace::Brisk } else { Pace::Slow };
        script.lies_down(dice, pace);
    }
    sleeps(&mut script, dice);
    script
}

fn troubled(
    dice: &mut Dice,
    seconds: (u64, u64),
    mut trouble: impl FnMut(&mut Dice) -> Trouble,
) -> Script {
    trips(
        dice,
        |script, dice| {
            script.sleep_with(dice, (20, 45), seconds, &mut trouble);
        },
        goes,
    )
}

pub(crate) fn silences(dice: &mut Dice) -> Script {
    let mut script = troubled(dice, (5, 400), |_| Trouble::Silent);
    // Some begin while nobody is in bed, and some hide how they got up.
    let mut at = 0;
    for (doing, seconds) in script.parts.clone() {
        if matches!(doing, Doing::Rises(_)) && dice.one_in(8) {
            let (before, after) = (dice.between(5, 60), dice.between(30, 200));
            let hidden = (at - before, at + seconds + after);
            script.with(Trouble::Silent, hidden.0, hidden.1);
            script.blind.push((hidden.0 - 60, hidden.1 + 120));
        }
        if doing == Doing::Away && seconds > 240 && at > 600 && dice.coin() {
            script.with(Trouble::Silent, at + 70, at + 70 + dice.between(5, 90));
        }
        at += seconds;
    }
    script
}

pub(crate) fn reboots(dice: &mut Dice) -> Script {
    troubled(dice, (3, 40), |dice| {
        let returns = dice.between(20, 180);
        Trouble::Reboot(if dice.coin() { Some(returns) } else { None })
    })
}

/// A still sleeper is lost, and the flag stays.
pub(crate) fn lost(dice: &mut Dice) -> Script {
    troubled(dice, (10, 240), |_| Trouble::Lost { flag_falls: false })
}

/// A still sleeper is lost, and the flag falls.
pub(crate) fn lost_and_flag(dice: &mut Dice) -> Script {
    troubled(dice, (10, 240), |_| Trouble::Lost { flag_falls: true })
}

pub(crate) fn lost_either(dice: &mut Dice) -> Script {
    troubled(dice, (10, 240), |dice| Trouble::Lost { flag_falls: dice.coin() })
}

pub(crate) fn flag_flaps(dice: &mut Dice) -> Script {
    troubled(dice, (2, 90), |_| Trouble::FlagFlaps)
}

pub(crate) fn presence_flaps(dice: &mut Dice) -> Script {
    troubled(dice, (5, 240), |_| Trouble::PresenceFlaps)
}

pub(crate) fn slow_rises(dice: &mut Dice) -> Script {
    trips(dice, sleeps, |script, dice| goes_at(Pace::Slow, script, dice))
}

pub(crate) fn chairs(dice: &mut Dice) -> Script {
    trips(dice, sleeps, |script, dice| {
        let away = dice.between(90, 780);
        script.trip(dice, Pace::Brisk, away, in_a_chair);
        script.then(Doing::Awake, dice.between(60, 300));
    })
}

pub(crate) fn short_absences(dice: &mut Dice) -> Script {
    trips(dice, sleeps, |script, dice| {
        let away = match dice.between(0, 4) {
            0 => dice.between(50, 70),
            1 => dice.between(20, 49),
            _ => dice.between(71, 90),
        };
        script.trip(dice, Pace::Brisk, away, unseen);
        script.then(Doing::Awake, dice.between(60, 300));
    })
}

pub(crate) fn short_stays(dice: &mut Dice) -> Script {
    trips(dice, sleeps, |script, dice| {
        let (before, stay, after) =
            (dice.between(80, 500), dice.between(10, 80), dice.between(80, 300));
        script.trip(dice, Pace::Brisk, before, unseen);
        script.then(if dice.coin() { Doing::Sits } else { Doing::Awake }, stay);
        script.then(Doing::Rises(Pace::Brisk), dice.between(3, 6));
        script.then(Doing::Goes(Pace::Brisk), 2).then(Doing::Away, after);
        script.then(Doing::Comes(Pace::Brisk), dice.between(3, 8));
        script.then(Doing::Awake, dice.between(90, 300));
    })
}

pub(crate) fn restless(dice: &mut Dice) -> Script {
    trips(
        dice,
        |script, dice| {
            script.sleep(dice, (8, 20)).then(Doing::Restless, dice.between(300, 1_500));
        },
        goes,
    )
}

pub(crate) fn long_toilet(dice: &mut Dice) -> Script {
    trips(
        dice,
        |script, dice| {
            script.sleep(dice, (12, 25));
        },
        |script, dice| {
            let away = dice.between(600, 820);
            script.trip(dice, Pace::Brisk, away, unseen);
            script.then(Doing::Awake, dice.between(60, 300));
        },
    )
}

/// Ordinary trips through the hall.
pub(crate) fn hall_trips(dice: &mut Dice) -> Script {
    trips(dice, sleeps, |script, dice| {
        let away = dice.between(90, 640);
        script.trip(dice, Pace::Brisk, away, through_the_hall);
        script.then(Doing::Awake, dice.between(60, 300));
    })
}

/// Somebody comes to the bed of a sleeper, and goes.
pub(crate) fn visited(dice: &mut Dice) -> Script {
    trips(
        dice,
        |script, dice| {
            let from = script.length();
            script.sleep(dice, (20, 40));
            let hall = from + dice.between(240, 600);
            let bed = hall + dice.between(5, 15);
            let leaves = bed + dice.between(20, 180);
            let gone = leaves + dice.between(5, 15);
            script.with(Trouble::GuestInHall, hall, bed).with(Trouble::GuestAtBed, bed, leaves);
            script.with(Trouble::GuestInHall, leaves, gone);
        },
        |script, dice| {
            let away = dice.between(90, 640);
            script.trip(dice, Pace::Brisk, away, through_the_hall);
            script.then(Doing::Awake, dice.between(60, 300));
        },
    )
}

/// A few hours in bed, and a few out of it.
pub(crate) fn one_sleep(dice: &mut Dice) -> Script {
    let mut script = evening(dice, Pace::Brisk);
    for _ in 0..dice.between(2, 4) {
        script.sleep(dice, (60, 100)).then(Doing::Awake, dice.between(60, 600));
    }
    script.up(dice, Pace::Brisk).then(Doing::Away, dice.between(7_200, 9_000));
    script
}

/// As [`one_sleep`], and what looks at the bed can tell nothing of its end.
pub(crate) fn one_sleep_without_end(dice: &mut Dice) -> Script {
    let mut script = one_sleep(dice);
    let end = script.length();
    let out = script.parts.last().map_or(0, |(_, seconds)| *seconds);
    script.blind.push((end - out - 60, end));
    script
}

/// Somebody stays over, and is about in the hall while the resident sleeps.
pub(crate) fn guest_stays(dice: &mut Dice) -> Script {
    trips(
        dice,
        |script, dice| {
            let from = script.length();
            script.sleep(dice, (20, 40));
            let mut at = from + dice.between(200, 500);
            while at + 200 < script.length() {
                let until = at + dice.between(5, 90);
                script.with(Trouble::GuestInHall, at, until);
                at = until + dice.between(20, 300);
            }
        },
        |script, dice| {
            let away = dice.between(90, 640);
            script.trip(dice, Pace::Brisk, away, through_the_hall);
            script.then(Doing::Awake, dice.between(60, 300));
        },
    )
}

/// For minutes on end neither heart nor breath is seen of a sleeper.
pub(crate) fn faint(dice: &mut Dice) -> Script {
    troubled(dice, (60, 900), |_| Trouble::Faint)
}

/// Something stirs while nobody is there.
fn stirred(dice: &mut Dice, what: Trouble, seconds: (u64, u64)) -> Script {
    let mut script = ordinary(dice);
    let mut at = 0;
    for (doing, length) in script.parts.clone() {
        let mut stirs = at + dice.between(10, 90);
        while doing == Doing::Away && stirs + 20 < at + length {
            script.with(what, stirs, stirs + dice.of(seconds));
            stirs += dice.between(60, 400);
        }
        at += length;
    }
    script
}

pub(crate) fn ghosts(dice: &mut Dice) -> Script {
    stirred(dice, Trouble::Ghost, (1, 8))
}

pub(crate) fn pets(dice: &mut Dice) -> Script {
    stirred(dice, Trouble::Pet, (2, 6))
}

/// Slowly to bed, and slowly up.
pub(crate) fn slow_in_all(dice: &mut Dice) -> Script {
    let mut script = evening(dice, Pace::Slow);
    for _ in 0..dice.between(3, 6) {
        sleeps(&mut script, dice);
        script.up(dice, Pace::Slow).then(Doing::Away, dice.between(80, 600));
        script.lies_down(dice, Pace::Slow);
    }
    sleeps(&mut script, dice);
    script
}

/// A bit of everything in one night.
pub(crate) fn anything(dice: &mut Dice) -> Script {
    let mut script = evening(dice, Pace::Brisk);
    for _ in 0..dice.between(3, 6) {
        match dice.between(0, 6) {
            0 => script.sleep_with(dice, (20, 40), (5, 400), |_| Trouble::Silent),
            1 => script.sleep_with(dice, (20, 40), (10, 240), |dice| Trouble::Lost {
                flag_falls: dice.coin(),
            }),
            2 => script.sleep_with(dice, (20, 40), (2, 90), |_| Trouble::FlagFlaps),
            3 => script.sleep_with(dice, (20, 40), (5, 240), |_| Trouble::PresenceFlaps),
            4 => script.sleep_with(dice, (20, 40), (3, 40), |dice| {
                Trouble::Reboot(Some(dice.between(20, 180)))
            }),
            5 => script.then(Doing::Restless, dice.between(300, 900)).sleep(dice, (5, 20)),
            _ => script.sleep(dice, (15, 40)),
        };
        let pace = if dice.one_in(3) { Pace::Slow } else { Pace::Brisk };
        let away = dice.between(80, 780);
        let what = if dice.one_in(4) { in_a_chair } else { unseen };
        script.trip(dice, pace, away, what);
        script.then(Doing::Awake, dice.between(80, 300));
    }
    script.sleep(dice, (10, 30));
    script
}

/// The gateway starts anew while they sleep.
pub(crate) fn restarts(dice: &mut Dice) -> Script {
    troubled(dice, (4, 120), |_| Trouble::Off)
}
